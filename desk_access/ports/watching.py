"""What stands between a camera and an embedding, and the time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from desk_access.model.arrays import Image, Points, Vector
from desk_access.model.face import Box, Face
from desk_access.model.frame import Frame


class Clock(Protocol):
    """The time. Callable on any thread."""

    def now(self) -> datetime:
        """UTC, with its time zone."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump; only differences mean anything."""
        ...


class FrameSource(Protocol):
    """A camera, file, stream or folder. Opened, read and closed on one thread, its own."""

    @property
    def live(self) -> bool:
        """Whether it may come back after a loss (a camera or stream), rather than end."""
        ...

    def open(self) -> None:
        """Open it. Raises SourceUnavailable (may come back) or SourceUnusable (never will)."""
        ...

    def read(self) -> Frame | None:
        """The next frame; None at the end of a file. Blocks. Raises SourceUnavailable when lost."""
        ...

    def close(self) -> None:
        """Release it. May be called at any time and more than once."""
        ...


class FaceFinder(Protocol):
    """Finds the faces of a picture, with points and pose. Owned by one thread."""

    def find(self, image: Image) -> tuple[Face, ...]:
        """Every face, none twice, the largest first. ``image``: h x w x 3 uint8 BGR."""
        ...

    def close(self) -> None:
        """Release the networks."""
        ...


class LivenessCheck(Protocol):
    """Looks at one face of one picture for what only a living one has. Owned by one thread."""

    def ready(self) -> None:
        """Return when it can look. Raises LivenessUnavailable, saying why it cannot; cheap."""
        ...

    def look(self, image: Image, box: Box) -> float:
        """How much this look speaks for a living face: ln(p / (1 - p)), 0 for not knowing.

        ``image``: h x w x 3 uint8 BGR, the whole picture, since what surrounds the face tells as
        much as the face. One look is no verdict; those of a track are joined. The number is
        finite. Raises LivenessUnavailable.
        """
        ...


class Embedder(Protocol):
    """Turns aligned faces into embeddings. Owned by one thread."""

    @property
    def digest(self) -> str:
        """SHA-256 of the model file, in hexadecimal: which embeddings may be compared."""
        ...

    @property
    def device(self) -> str:
        """What it really runs on, in words: ``CPU`` or ``GPU: name``."""
        ...

    def align(self, image: Image, points: Points) -> Image:
        """The face whose five points these are, cut and turned to the model's template.

        ``points``: 5 x 2 float32, pixels of ``image``. Gives the model's input size, uint8 BGR.
        """
        ...

    def embed(self, crops: Sequence[Image]) -> list[Vector]:
        """One unit vector a crop, all in one batch. Crops come from :meth:`align`."""
        ...
