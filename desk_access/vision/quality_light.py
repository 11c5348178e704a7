"""Quality components that the pixels of a face give: light, exposure, colour, sharpness.

After ISO/IEC 29794-5:2025, clause 7.3, with the mappings to 0..100 of its reference
implementation OFIQ (German Federal Office for Information Security). The clauses and constants
are given from memory of both and have not been compared with the printed standard.

One thing differs throughout. OFIQ looks at the convex hull of its landmarks in a picture aligned
to 616 pixels; here it is the middle of the face aligned for the recogniser, 112 pixels wide: skin,
eyes and mouth without hair and background. So values lie near OFIQ's, but are not its own.
Every function takes ``face``: that middle, h x w x 3 uint8 BGR, or ``grey``: its luminance, h x w
uint8 (ITU-R BT.601).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Image
from desk_access.model.face_quality import Component, ComponentScore, QualityReport
from desk_access.opencv import cv2
from desk_access.vision.quality import face_middle, sharpness

Grey = NDArray[np.uint8]

_UPPER: Final = ((0.32, 0.40, 0.41, 0.59), (0.46, 0.56, 0.45, 0.55))
_LOWER: Final = ((0.73, 0.97, 0.32, 0.68),)
_MOUTH: Final = ((0.75, 0.90, 0.36, 0.64),)
"""Top, bottom, left, right as shares of an aligned face: brow and nose; mouth and chin; mouth."""

_COLOURLESS: Final = 3.0
_LIPS: Final = 3.0
"""The least standard deviation of a* around a mouth, in units of CIELAB."""

_DARK: Final = 26
_BRIGHT: Final = 247
"""Of 0..255: luminance below the first is under-exposed, from the second on over-exposed."""


def light_report(crop: Image) -> QualityReport:
    """The components of this module for an aligned face ``crop`` (uint8 BGR, any size)."""
    face = face_middle(crop)
    grey = np.asarray(cv2.cvtColor(face, cv2.COLOR_BGR2GRAY), np.uint8)
    return {
        Component.ILLUMINATION_UNIFORMITY: illumination_uniformity(grey),
        Component.LUMINANCE_MEAN: luminance_mean(grey),
        Component.LUMINANCE_VARIANCE: luminance_variance(grey),
        Component.UNDER_EXPOSURE_PREVENTION: under_exposure_prevention(grey),
        Component.OVER_EXPOSURE_PREVENTION: over_exposure_prevention(grey),
        Component.DYNAMIC_RANGE: dynamic_range(grey),
        Component.SHARPNESS: sharpness_score(grey),
        Component.NATURAL_COLOUR: natural_colour(face),
        Component.MOUTH_OCCLUSION_PREVENTION: mouth_occlusion_prevention(crop),
    }


def illumination_uniformity(grey: Grey) -> ComponentScore:
    """How alike both halves of the face are lit (7.3.3, IlluminationUniformity).

    Native: the intersection of the halves' luminance histograms, a share, 0 (nothing in common)
    to 1 (alike). Quality: 100 x^0.3.
    """
    middle = grey.shape[1] // 2
    left, right = (_histogram(half) for half in (grey[:, :middle], grey[:, middle:]))
    shared = float(np.minimum(left, right).sum())
    return _scored(shared, 100 * shared**0.3)


def luminance_mean(grey: Grey) -> ComponentScore:
    """How bright the face is (7.3.4, LuminanceMean).

    Native: mean luminance, 0 (black) to 1 (white). Quality falls below 0.2 and above 0.8.
    """
    mean = float(grey.mean()) / 255
    return _scored(mean, 100 * sigmoid(mean, 0.2, 0.05) * (1 - sigmoid(mean, 0.8, 0.05)))


def luminance_variance(grey: Grey) -> ComponentScore:
    """How much contrast the face has (7.3.4, LuminanceVariance).

    Native: variance of luminance, luminance being 0 to 1; range 0 to 0.25. Quality:
    100 sin(60 x / (60 x + 1) pi), best at 1/60.
    """
    variance = float((grey / 255).var())
    return _scored(variance, 100 * float(np.sin(60 * variance / (60 * variance + 1) * np.pi)))


def under_exposure_prevention(grey: Grey) -> ComponentScore:
    """Whether the face is not lost in the dark (7.3.5, UnderExposurePrevention).

    Native: the share of pixels whose luminance is below 26 of 255, 0 to 1. Quality falls as it
    nears 0.92.
    """
    share = float((grey < _DARK).mean())
    return _scored(share, 120 * (0.832 - sigmoid(share, 0.92, 0.05)))


def over_exposure_prevention(grey: Grey) -> ComponentScore:
    """Whether the face is not burnt out (7.3.6, OverExposurePrevention).

    Native: the share of pixels whose luminance is 247 or more of 255, 0 to 1. Quality:
    1 / (x + 0.01).
    """
    share = float((grey >= _BRIGHT).mean())
    return _scored(share, 1 / (share + 0.01))


def dynamic_range(grey: Grey) -> ComponentScore:
    """How many shades the face has (7.3.7, DynamicRange).

    Native: the entropy of the luminance histogram in bits, 0 to 8. Quality: 12.5 times that.
    """
    shares = _histogram(grey)
    there = shares[shares > 0]
    bits = max(float(-(there * np.log2(there)).sum()), 0.0)
    return _scored(bits, 12.5 * bits)


def sharpness_score(grey: Grey) -> ComponentScore:
    """How sharp the face is (7.3.8, Sharpness).

    Native: 1 minus the blur effect (Crete et al. 2007), 0 to 1: OFIQ asks a random forest here,
    which is not at hand. Quality: 0 at 0.1, 100 at 0.35, where aligned faces of good cameras lie.
    """
    sharp = sharpness(grey)
    return _scored(sharp, 400 * (sharp - 0.1))


def natural_colour(face: Image) -> ComponentScore:
    """Whether skin has a colour that skin can have (7.3.10, NaturalColour).

    Native: how far the mean of the face's a* and b* (CIELAB) lies outside of 5 to 25 and 5 to 35,
    in units of CIELAB, 0 and up. Quality: 200 (1 - sigmoid(x, 0, 10)). A picture without colour
    has 7.
    """
    lab = np.asarray(cv2.cvtColor(face.astype(np.float32) / 255, cv2.COLOR_BGR2LAB), np.float32)
    a, b = (float(lab[..., channel].mean()) for channel in (1, 2))
    outside = (max(5 - a, 0), max(a - 25, 0), max(5 - b, 0), max(b - 35, 0))
    distance = float(np.hypot.reduce(outside))
    return _scored(distance, 200 * (1 - sigmoid(distance, 0.0, 10.0)))


def mouth_occlusion_prevention(crop: Image) -> ComponentScore:
    """Whether nothing covers mouth and chin (7.4.6, MouthOcclusionPrevention); a mask, mostly.

    ``crop`` is the whole aligned face. Native: how far the colour below the nose lies from that of
    brow and nose, in units of CIELAB's a*, b* plane, 0 and up; 0 where there are lips. Quality:
    half at 14. OFIQ asks a network for the covered share, so the number is this program's own.

    Measured on 200 people of LFW, as they are and with the masks of
    :mod:`desk_access.vision.occlusion` drawn on: from 14 on 96 in 100 masks, none of the bare
    faces, bearded ones among them. Skin-coloured masks and hands are not seen.
    """
    lab = np.asarray(cv2.cvtColor(crop.astype(np.float32) / 255, cv2.COLOR_BGR2LAB), np.float32)
    lips = float(_zone(lab, _MOUTH)[:, 1].std())
    apart = np.median(_zone(lab, _LOWER), axis=0) - np.median(_zone(lab, _UPPER), axis=0)
    distance = float(np.hypot(apart[1], apart[2])) if lips < _LIPS else 0.0
    return _scored(distance, 100 * (1 - sigmoid(distance, 14.0, 2.0)))


def colourless(crop: Image) -> bool:
    """Whether an aligned face has no colour at all: pencil, ink, a copy, a night camera.

    Measured on 100 faces of LFW: their mean chroma (CIELAB) is 9.5 or more, that of pencil
    drawings made of them 0.04.
    """
    lab = np.asarray(cv2.cvtColor(crop.astype(np.float32) / 255, cv2.COLOR_BGR2LAB), np.float32)
    return float(np.hypot(lab[..., 1], lab[..., 2]).mean()) < _COLOURLESS


def _zone(
    lab: NDArray[np.float32], parts: tuple[tuple[float, float, float, float], ...]
) -> NDArray[np.float32]:
    """The colours of some rectangles of an aligned face, n x 3."""
    height, width = lab.shape[:2]
    cut = [
        lab[round(a * height) : round(b * height), round(c * width) : round(d * width)]
        for a, b, c, d in parts
    ]
    return np.concatenate([part.reshape(-1, 3) for part in cut])


def sigmoid(x: float, middle: float, width: float) -> float:
    """1 / (1 + exp((middle - x) / width)), 0 to 1: OFIQ's step."""
    return float(1 / (1 + np.exp(np.clip((middle - x) / width, -60, 60))))


def _histogram(grey: Grey) -> NDArray[np.float64]:
    return np.bincount(grey.ravel(), minlength=256) / grey.size


def _scored(native: float, quality: float) -> ComponentScore:
    return ComponentScore(native, min(max(quality, 0.0), 100.0))
