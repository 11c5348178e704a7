"""The application's own chain as a cutter: YuNet, Face Landmarker, the face in the middle."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from desk_access.capture.pictures import read_picture
from desk_access.errors import PictureUnusable
from desk_access.inference.finder import FaceChain
from desk_access.model.arrays import Image, Points
from desk_access.service.evaluation_looks import central_face
from trainer.data.cut import Cut, Miss
from trainer.data.jitter import Misalignment, measure
from trainer.data.shards import wide_crop


class FaceCutter:
    """A Cutter over the two networks that the application finds faces with."""

    def __init__(self, detector: Path, landmarker: Path) -> None:
        """Load them from their files. Raises ModelUnusable."""
        self._chain = FaceChain(detector.read_bytes(), landmarker.read_bytes())

    def cut(self, path: Path) -> Cut | Miss:
        """The face that the picture is of, as evaluation chooses it."""
        try:
            image = read_picture(path)
        except PictureUnusable:
            return Miss.UNREADABLE
        face = central_face(self._chain.find(image), image)
        if face is None:
            return Miss.NO_FACE
        return Cut(wide_crop(image, face.points), face.box.width)

    def misalignment(self, path: Path, rng: np.random.Generator) -> Misalignment | None:
        """How far that face's points move when a poor camera takes the picture."""
        try:
            image = read_picture(path)
        except PictureUnusable:
            return None
        return measure(image, self._points, rng)

    def _points(self, image: Image) -> tuple[Points, float] | None:
        face = central_face(self._chain.find(image), image)
        return None if face is None else (face.points, face.box.width)

    def close(self) -> None:
        """Release the networks."""
        self._chain.close()
