"""What a picture must be to be kept at enrolment, beyond the bounds of the quality gate.

Everybody is recognised by these pictures for years, so more is asked of them than of a frame. The
bounds lie where 99 in 100 pictures of LFW still pass; what they are there to refuse lies beyond.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desk_access.model.face import Advice, Face, Quality
from desk_access.model.face_quality import Component, QualityReport
from desk_access.vision.quality import ENROLMENT_GATE, QualityGate, failings


@dataclass(frozen=True, slots=True)
class EnrolmentBounds:
    """Bounds on native values; each component's function gives its unit.

    ``least_eyes_open`` and the ``room`` around the face need the Landmarker's mesh.
    """

    gate: QualityGate = ENROLMENT_GATE
    most_under_exposed: float = 0.5
    most_over_exposed: float = 0.2
    least_uniformity: float = 0.2
    least_eyes_open: float = 0.012
    least_side_room: float = 0.3
    least_room_above: float = 0.5
    least_room_below: float = 1.05
    most_mouth_covered: float = 14.0


ENROLMENT_BOUNDS: Final = EnrolmentBounds()

_LEAST_SHADES: Final = 5.0
_CONTRAST: Final = 0.01


def shortcomings(
    face: Face, quality: Quality, report: QualityReport, bounds: EnrolmentBounds
) -> tuple[Advice, ...]:
    """Everything that keeps a face from being enrolled; empty when it may be.

    In the order in which a person can mend it. Components that were not measured are passed over.
    """
    first = failings(face, quality.face_px, quality.brightness, quality.sharpness, bounds.gate)
    room = (
        (Component.LEFTWARD_CROP, bounds.least_side_room),
        (Component.RIGHTWARD_CROP, bounds.least_side_room),
        (Component.MARGIN_ABOVE, bounds.least_room_above),
        (Component.MARGIN_BELOW, bounds.least_room_below),
    )
    checks = (
        (any(_below(report, side, bound) for side, bound in room), Advice.MOVE_TO_MIDDLE),
        (
            _above(report, Component.UNDER_EXPOSURE_PREVENTION, bounds.most_under_exposed),
            Advice.MORE_LIGHT,
        ),
        (
            _above(report, Component.OVER_EXPOSURE_PREVENTION, bounds.most_over_exposed),
            Advice.LESS_LIGHT,
        ),
        (
            _below(report, Component.ILLUMINATION_UNIFORMITY, bounds.least_uniformity),
            Advice.EVEN_LIGHT,
        ),
        (
            _above(report, Component.MOUTH_OCCLUSION_PREVENTION, bounds.most_mouth_covered),
            Advice.UNCOVER_FACE,
        ),
        (_below(report, Component.EYES_OPEN, bounds.least_eyes_open), Advice.OPEN_EYES),
    )
    more = tuple(advice for failed, advice in checks if failed and advice not in first)
    return first + more


def looks_drawn(report: QualityReport) -> bool:
    """Whether a face is painted in a few shades, as a drawing is.

    Few shades alone may be a dim photograph; a drawing has them far apart. The dynamic range of
    200 faces of LFW is 6.1 bits and more, that of drawn portraits 4.4 and less.
    """
    shades, contrast = Component.DYNAMIC_RANGE, Component.LUMINANCE_VARIANCE
    return _below(report, shades, _LEAST_SHADES) and _above(report, contrast, _CONTRAST)


def _below(report: QualityReport, component: Component, bound: float) -> bool:
    return component in report and report[component].native < bound


def _above(report: QualityReport, component: Component, bound: float) -> bool:
    return component in report and report[component].native > bound
