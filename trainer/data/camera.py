"""What a camera on a desk does to a face, for training: composed of Albumentations' transforms.

It is not the measuring condition (``desk_access.vision.camera_conditions``): the ranges are wider,
the order and the kinds of blur, noise and colour are others, and all is drawn anew for each view.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from typing import Final

import numpy as np

from desk_access.model.arrays import Image
from desk_access.opencv import cv2
from trainer.data.jitter import Misalignment
from trainer.data.occlusion import occluded
from trainer.data.shards import INPUT, MARGIN, SIDE
from trainer.settings import CameraSettings

# Albumentations asks a server for its newest version when it is imported.
os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")
import albumentations as transforms

_FACE: Final = 76.0
"""The width of a face on the template, in pixels, as the detector draws its box."""

_STILL: Final = 0.25
"""How much of the measured misalignment a good picture has."""

_LIGHT: Final = [
    transforms.RandomBrightnessContrast((-0.25, 0.2), (-0.3, 0.2), p=0.5),
    transforms.RandomGamma((60, 170), p=0.3),
    transforms.PlanckianJitter(p=0.2),
    transforms.ColorJitter((0.9, 1.1), (0.9, 1.1), (0.5, 1.4), (-0.03, 0.03), p=0.3),
    transforms.ToGray(p=0.05),
    transforms.Illumination(intensity_range=(0.05, 0.2), p=0.2),
]
"""What light and colour do, at any size of the picture."""

_SENSOR: Final = [
    transforms.OneOf(
        [
            transforms.GaussianBlur(0, (0.3, 1.3)),
            transforms.Defocus((1, 2), (0.1, 0.3)),
        ],
        p=0.5,
    ),
    transforms.MotionBlur((3, 5), p=0.4),
    transforms.ColorJitter((0.3, 1.0), (1.0, 1.0), (1.0, 1.0), (0.0, 0.0), p=0.5),
    transforms.OneOf(
        [
            transforms.GaussNoise((0.005, 0.06)),
            transforms.GaussNoise((0.005, 0.06), per_channel=False),
            transforms.GaussNoise((0.005, 0.06), noise_scale_factor=0.5),
        ],
        p=0.85,
    ),
    transforms.OneOf(
        [
            transforms.ImageCompression("jpeg", (15, 75)),
            transforms.ImageCompression("webp", (5, 60)),
        ],
        p=0.85,
    ),
]
"""What optics, sensor and compression do, on the small picture. WebP predicts blocks as video
codecs do."""


class Camera:
    """Makes views of wide crops, 112 x 112 x 3 uint8 BGR. Owned by one thread.

    A view depends on the crop and the seed alone, not on the views before.
    """

    def __init__(self, settings: CameraSettings, misalignments: Sequence[Misalignment]) -> None:
        self._settings = settings
        self._misalignments = misalignments
        self._light = transforms.Compose(_LIGHT)
        self._sensor = transforms.Compose(_SENSOR)

    def view(self, crop: Image, seed: Sequence[int]) -> Image:
        """One view of a wide crop, SIDE x SIDE x 3 uint8 BGR."""
        rng = np.random.default_rng(seed)
        if rng.random() < 0.5:
            crop = np.ascontiguousarray(crop[:, ::-1])
        if rng.random() < self._settings.occluded:
            crop = occluded(crop, rng)
        ruined = rng.random() < self._settings.ruined
        size = SIDE
        if ruined:
            width = rng.uniform(*self._settings.face_width)
            size = max(round(SIDE * width / _FACE), 8)
            crop = np.asarray(cv2.resize(crop, (size, size), interpolation=cv2.INTER_AREA))
        rgb = np.ascontiguousarray(crop[:, :, ::-1])  # what Albumentations expects
        for compose in (self._light, self._sensor) if ruined else (self._light,):
            compose.set_random_state(rng, random.Random(int(rng.integers(2**32))))
            rgb = compose(image=rgb)["image"]
        crop = np.ascontiguousarray(rgb[:, :, ::-1])
        if ruined and rng.random() < 0.5:
            # A camera that scales its picture up, or a frame that was enlarged on the way.
            way = (cv2.INTER_LINEAR, cv2.INTER_CUBIC)[int(rng.integers(2))]
            crop, size = np.asarray(cv2.resize(crop, (SIDE, SIDE), interpolation=way)), SIDE
        return self._aligned(crop, size, ruined, rng)

    def _aligned(self, crop: Image, size: int, ruined: bool, rng: np.random.Generator) -> Image:
        """Cut from the crop, which is ``size`` pixels wide now, with the app's own inaccuracy."""
        drawn = self._misalignments[int(rng.integers(len(self._misalignments)))]
        much = self._settings.jitter * (1.0 if ruined else _STILL)
        error = Misalignment(
            drawn.turn * much, drawn.scale**much, drawn.right * much, drawn.down * much
        ).matrix()
        enlarged = SIDE / size
        # Pixel centres: the middle of a small pixel is not the middle of its first large one.
        grow = np.diag([enlarged, enlarged, 1.0])
        grow[:2, 2] = (enlarged - 1) / 2 - MARGIN
        matrix = error @ grow
        return np.asarray(cv2.warpAffine(crop, matrix, (INPUT, INPUT), flags=cv2.INTER_LINEAR))
