"""The application's own chain as a cutter: YuNet, Face Landmarker, the face in the middle."""

from __future__ import annotations

from pathlib import Path

from desk_access.capture.pictures import read_picture
from desk_access.errors import PictureUnusable
from desk_access.inference.finder import FaceChain
from desk_access.service.evaluation_looks import central_face
from trainer.data.cut import Cut, Miss
from trainer.data.shards import wide_crop


class FaceCutter:
    """A Cutter over the two networks that the application finds faces with."""

    def __init__(self, detector: Path, landmarker: Path) -> None:
        """Load them from their files. Raises ModelUnusable."""
        self._chain = FaceChain(detector, landmarker)

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

    def close(self) -> None:
        """Release the networks."""
        self._chain.close()
