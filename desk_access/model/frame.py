"""One picture of a camera, with the time it was taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk_access.model.arrays import Image, check_image


class SourceKind(StrEnum):
    """What frames come from."""

    CAMERA = "camera"
    NETWORK = "network"
    FILE = "file"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture and when it was taken.

    ``image`` is height x width x 3, uint8, BGR; nobody writes into it. ``taken_at`` is UTC for the
    log; ``monotonic`` is in seconds of a clock that never jumps, for intervals. ``sequence`` counts
    the frames of this source from 0. ``still`` marks a picture that stands for itself, without
    any connection to the one before it. ``repeated`` marks the picture of the frame before, which
    the camera gave once more: it is there, and there is nothing new to see.
    """

    image: Image
    taken_at: datetime
    monotonic: float
    sequence: int
    still: bool = False
    repeated: bool = False

    def __post_init__(self) -> None:
        check_image(self.image)
        if self.taken_at.tzinfo is None:
            raise ValueError("taken_at must carry its time zone (UTC)")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.image.shape[1]), int(self.image.shape[0])
