"""Quality components that a face's points give: eyes, mouth, size, place and pose.

After ISO/IEC 29794-5:2025, clause 7.4, with the mappings to 0..100 of OFIQ; clauses and constants
are given from memory and have not been compared with the printed standard. OFIQ reads 98
landmarks (ADNet); here they are the corresponding ones of MediaPipe's 478. ``T`` is OFIQ's
measure of the head: the distance from between the eyes to the chin.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from desk_access.model.arrays import Points
from desk_access.model.face import Face, FaceShape, Pose
from desk_access.model.face_quality import Component, ComponentScore, QualityReport
from desk_access.vision.quality_light import sigmoid

_LIDS: Final = (((159, 145), (158, 153), (160, 144)), ((386, 374), (385, 380), (387, 373)))
"""Upper and lower lid, three pairs an eye, the person's right eye first."""

_LIPS: Final = (13, 14)
_CHIN: Final = 152
_EXPRESSIVE: Final = (*range(1, 6), *range(23, 50))
"""The blendshapes of brows, jaw and mouth among MediaPipe's 52: not those of gaze and lids."""


def geometry_report(face: Face, size: tuple[int, int]) -> QualityReport:
    """The components of this module; ``size`` is the picture's width and height in pixels.

    Without a mesh those that need none.
    """
    report = {
        Component.INTER_EYE_DISTANCE: inter_eye_distance(face.points, face.pose),
        Component.LEFTWARD_CROP: sideward_crop(face.points, face.points[0, 0]),
        Component.RIGHTWARD_CROP: sideward_crop(face.points, size[0] - face.points[1, 0]),
        Component.HEAD_POSE_YAW: head_pose(face.pose.yaw),
        Component.HEAD_POSE_PITCH: head_pose(face.pose.pitch),
        Component.HEAD_POSE_ROLL: head_pose(face.pose.roll),
    }
    if face.shape is not None:
        height = float(size[1])
        report |= {
            Component.EYES_OPEN: eyes_open(face.shape),
            Component.MOUTH_CLOSED: mouth_closed(face.shape),
            Component.HEAD_SIZE: head_size(face.shape, height),
            Component.MARGIN_ABOVE: margin_above(face.shape),
            Component.MARGIN_BELOW: margin_below(face.shape, height),
            Component.EXPRESSION_NEUTRALITY: expression_neutrality(face.shape),
        }
    return report


def eyes_open(shape: FaceShape) -> ComponentScore:
    """Whether both eyes are open (7.4.3, EyesOpen).

    Native: the smaller of both eyes' openings over T, 0 (shut) to about 0.12. Quality falls below
    0.02.
    """
    opening = min(_widest(shape, pairs) for pairs in _LIDS) / _head(shape)
    return _scored(opening, 100 * sigmoid(opening, 0.02, 0.01))


def mouth_closed(shape: FaceShape) -> ComponentScore:
    """Whether the mouth is shut (7.4.4, MouthClosed).

    Native: the gap between the inner lips over T, 0 (shut) to about 0.5. Quality falls above 0.2.
    """
    gap = _widest(shape, (_LIPS,)) / _head(shape)
    return _scored(gap, 100 * (1 - sigmoid(gap, 0.2, 0.06)))


def inter_eye_distance(points: Points, pose: Pose) -> ComponentScore:
    """How many pixels lie between the eyes (7.4.8, InterEyeDistance).

    Native: pixels between the eyes over the cosine of the yaw, 0 and up. Quality: half at 70 px,
    which a travel document needs and recognition does not.
    """
    facing = max(float(np.cos(np.radians(pose.yaw))), 0.1)
    apart = _between_eyes(points) / facing
    return _scored(apart, 100 * sigmoid(apart, 70.0, 20.0))


def head_size(shape: FaceShape, height: float) -> ComponentScore:
    """How much of the picture's ``height`` in pixels the head takes (7.4.9, HeadSize).

    Native: T over the height, 0 to 1. Quality is best at 0.45, a portrait.
    """
    share = _head(shape) / height
    return _scored(share, 200 * (1 - sigmoid(abs(share - 0.45), 0.0, 0.05)))


def sideward_crop(points: Points, room: float) -> ComponentScore:
    """How far the picture's side is away (7.4.10, Leftward- and RightwardCropOfTheFaceImage).

    ``room`` are the pixels from the nearer eye to that side. Native: the same in eye distances, 0
    and up. Quality: half at 0.9, where the cheek is cut.
    """
    distances = max(float(room), 0.0) / max(_between_eyes(points), 1.0)
    return _scored(distances, 100 * sigmoid(distances, 0.9, 0.1))


def margin_above(shape: FaceShape) -> ComponentScore:
    """How far the upper edge is away (7.4.10, MarginAboveOfTheFaceImage).

    Native: its distance from between the eyes over T, 0 and up. Quality: half at 1.4.
    """
    room = max(_eyes(shape)[1], 0.0) / _head(shape)
    return _scored(room, 100 * sigmoid(room, 1.4, 0.1))


def margin_below(shape: FaceShape, height: float) -> ComponentScore:
    """How far the lower edge, at ``height`` pixels, is away (7.4.10, MarginBelowOfTheFaceImage).

    Native: its distance from between the eyes over T, 0 and up. Quality: half at 1.8.
    """
    room = max(height - _eyes(shape)[1], 0.0) / _head(shape)
    return _scored(room, 100 * sigmoid(room, 1.8, 0.1))


def head_pose(degrees: float) -> ComponentScore:
    """Whether the head is not turned by an angle (7.4.11, HeadPoseYaw, -Pitch and -Roll).

    Native: degrees, -180 to 180. Quality: 100 times the squared cosine, 0 beyond 90 degrees.
    """
    return _scored(degrees, 100 * max(float(np.cos(np.radians(degrees))), 0.0) ** 2)


def single_face(areas: list[float]) -> ComponentScore:
    """Whether one face alone is meant (7.4.2, SingleFacePresent).

    ``areas`` are those of the face boxes in square pixels. Native: the second largest over the
    largest, 0 to 1. Quality: 100 (1 - x).
    """
    sizes = sorted(areas, reverse=True)
    rival = sizes[1] / sizes[0] if len(sizes) > 1 and sizes[0] > 0 else 0.0
    return _scored(rival, 100 * (1 - rival))


def expression_neutrality(shape: FaceShape) -> ComponentScore:
    """Whether the face is at rest (7.4.12, ExpressionNeutrality).

    Native: the strongest blendshape of brows, jaw and mouth, 0 (at rest) to 1. Quality:
    100 (1 - x). OFIQ asks two networks and a classifier, so the number is this program's own.
    """
    strongest = min(max(float(shape.blendshapes[list(_EXPRESSIVE)].max()), 0.0), 1.0)
    return _scored(strongest, 100 * (1 - strongest))


def _head(shape: FaceShape) -> float:
    """T in pixels."""
    return max(float(np.linalg.norm(_eyes(shape) - shape.mesh[_CHIN, :2])), 1.0)


def _eyes(shape: FaceShape) -> tuple[float, float]:
    """The point between both eyes."""
    corners = shape.mesh[[33, 133, 362, 263], :2].mean(axis=0)
    return float(corners[0]), float(corners[1])


def _widest(shape: FaceShape, pairs: tuple[tuple[int, int], ...]) -> float:
    upper, lower = np.array(pairs).T
    gaps = np.linalg.norm(shape.mesh[upper, :2] - shape.mesh[lower, :2], axis=1)
    return float(gaps.max())


def _between_eyes(points: Points) -> float:
    return float(np.linalg.norm(points[1] - points[0]))


def _scored(native: float, quality: float) -> ComponentScore:
    return ComponentScore(native, min(max(quality, 0.0), 100.0))
