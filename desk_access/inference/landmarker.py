"""MediaPipe's Face Landmarker on one face: points that stay true when the head leans."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python.vision import FaceLandmarker, FaceLandmarkerOptions
from numpy.typing import NDArray

from desk_access.errors import ModelUnusable
from desk_access.inference.quiet import quiet_stderr
from desk_access.model.arrays import Image, Points
from desk_access.model.face import Box, FaceShape, Pose
from desk_access.opencv import cv2

_SIDE: Final = 256
_FIVE: Final = [468, 473, 4, 61, 291]
"""Both iris centres, the tip of the nose, the corners of the mouth: they lie on the ArcFace
template without any correction."""


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """The ArcFace five (5 x 2 float32, picture pixels), the head's pose in degrees, its shape."""

    points: Points
    pose: Pose
    shape: FaceShape


class Landmarker:
    """The Face Landmarker, asked about one box at a time. Owned by one thread.

    It looks at an upright square cut around the box and scaled to 256 pixels, so a small or
    leaning face is as large and as upright for it as any other.
    """

    def __init__(self, model: bytes) -> None:
        """Load the network from its file's content. Raises ModelUnusable."""
        options = FaceLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=model),
            num_faces=1,
            min_face_detection_confidence=0.3,
            min_face_presence_confidence=0.3,
            output_face_blendshapes=True,
            output_facial_transformation_matrixes=True,
        )
        # Its first look starts threads that write as well.
        with _failures_told(), quiet_stderr("MediaPipe"):
            self._net = FaceLandmarker.create_from_options(options)
            self.look(np.zeros((_SIDE, _SIDE, 3), np.uint8), Box(0, 0, _SIDE, _SIDE), 0.0, 1.0)

    def look(self, image: Image, box: Box, roll: float, margin: float) -> Landmarks | None:
        """The landmarks of the face in ``box``, or None when no face is seen there.

        ``roll`` is the expected lean in degrees, clockwise in the picture; ``margin`` the side of
        the square in units of the box's longer side. Raises ModelUnusable when the network fails.
        """
        cut = _cut(box, roll, margin)
        crop = cv2.warpAffine(image, cut, (_SIDE, _SIDE), flags=cv2.INTER_LINEAR)
        rgb = cv2.cvtColor(crop, cv2.COLOR_BGR2RGB)
        with _failures_told():
            seen = self._net.detect(mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb))
        if not seen.face_landmarks:
            return None
        mesh = _in_picture(seen.face_landmarks[0], cut)
        amounts = np.array([shape.score for shape in seen.face_blendshapes[0]], np.float32)
        pose = _pose(seen.facial_transformation_matrixes[0], roll)
        if not (np.isfinite(mesh).all() and np.isfinite(amounts).all() and math.isfinite(pose.yaw)):
            raise _unusable("gives something that is no number")
        return Landmarks(mesh[_FIVE, :2], pose, FaceShape(mesh, amounts))

    def close(self) -> None:
        """Release the network."""
        self._net.close()


@contextmanager
def _failures_told() -> Iterator[None]:
    """Turn what MediaPipe raises into a ModelUnusable."""
    try:
        yield
    except (RuntimeError, ValueError) as error:
        raise _unusable(f"cannot be run ({error})") from error


def _unusable(what: str) -> ModelUnusable:
    return ModelUnusable(f"The face landmarker {what}.", "Run: desk-access models sync.")


def _cut(box: Box, roll: float, margin: float) -> NDArray[np.float64]:
    """The 2 x 3 matrix from the picture to the upright square around the box."""
    x, y = box.centre
    scale = _SIDE / (max(box.width, box.height) * margin)
    cosine, sine = np.cos(np.radians(roll)) * scale, np.sin(np.radians(roll)) * scale
    half = _SIDE / 2
    return np.array(
        [
            [cosine, sine, half - cosine * x - sine * y],
            [-sine, cosine, half + sine * x - cosine * y],
        ]
    )


def _in_picture(marks: Sequence[Any], cut: NDArray[np.float64]) -> NDArray[np.float32]:
    """The points, n x 3, taken from shares of the square back into the picture.

    MediaPipe gives z in about the unit of x, so it grows and shrinks with the square.
    """
    mesh = np.array([(mark.x, mark.y, mark.z) for mark in marks]) * _SIDE
    back = cv2.invertAffineTransform(cut)
    mesh[:, :2] = mesh[:, :2] @ back[:, :2].T + back[:, 2]
    mesh[:, 2] *= np.hypot(*back[:, 0])
    return mesh.astype(np.float32)


def _pose(matrix: NDArray[np.float64], roll: float) -> Pose:
    """The head's angles from the 4 x 4 matrix that moves MediaPipe's canonical face to the camera.

    Its axes are x to the right, y up, z towards the camera; the canonical face looks along z.
    ``roll`` is what the crop was turned by.
    """
    ahead, right = matrix[:3, 2], matrix[:3, 0]
    ahead = ahead / np.linalg.norm(ahead)
    return Pose(
        yaw=float(np.degrees(np.arctan2(ahead[0], ahead[2]))),
        pitch=float(np.degrees(np.arcsin(np.clip(ahead[1], -1.0, 1.0)))),
        roll=float(np.degrees(np.arctan2(-right[1], right[0]))) + roll,
    )
