"""The components of a face picture's quality, named as OFIQ names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Component(StrEnum):
    """Quality components of ISO/IEC 29794-5 that landmarks and pixels allow.

    Left out, because the standard computes them with networks that are not here: the unified
    score, background uniformity, compression artefacts, visible eyes, occlusion of the whole face
    and head coverings.
    """

    ILLUMINATION_UNIFORMITY = "illumination_uniformity"
    LUMINANCE_MEAN = "luminance_mean"
    LUMINANCE_VARIANCE = "luminance_variance"
    UNDER_EXPOSURE_PREVENTION = "under_exposure_prevention"
    OVER_EXPOSURE_PREVENTION = "over_exposure_prevention"
    DYNAMIC_RANGE = "dynamic_range"
    SHARPNESS = "sharpness"
    NATURAL_COLOUR = "natural_colour"
    SINGLE_FACE_PRESENT = "single_face_present"
    EYES_OPEN = "eyes_open"
    MOUTH_CLOSED = "mouth_closed"
    MOUTH_OCCLUSION_PREVENTION = "mouth_occlusion_prevention"
    INTER_EYE_DISTANCE = "inter_eye_distance"
    HEAD_SIZE = "head_size"
    LEFTWARD_CROP = "leftward_crop"
    RIGHTWARD_CROP = "rightward_crop"
    MARGIN_ABOVE = "margin_above"
    MARGIN_BELOW = "margin_below"
    HEAD_POSE_YAW = "head_pose_yaw"
    HEAD_POSE_PITCH = "head_pose_pitch"
    HEAD_POSE_ROLL = "head_pose_roll"
    EXPRESSION_NEUTRALITY = "expression_neutrality"


@dataclass(frozen=True, slots=True)
class ComponentScore:
    """One component: ``native`` as it is measured, in the unit that its function's docstring
    names, and ``quality`` from 0 (worst) to 100 (best). Raises ValueError outside of that."""

    native: float
    quality: float

    def __post_init__(self) -> None:
        if not 0 <= self.quality <= 100:
            raise ValueError(f"a component's quality is 0 to 100, got {self.quality}")


QualityReport = Mapping[Component, ComponentScore]
"""What was measured of one face. Components that need the mesh are absent without one."""
