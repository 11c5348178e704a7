"""Pictures on disk: one read on its own, or a folder of them shown one after the other."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Event

from desk_access.capture.decoder import DECODER
from desk_access.capture.pace import Pace
from desk_access.capture.picture_header import MAX_PIXELS, NoPicture, TooLarge
from desk_access.errors import PictureUnusable, SourceUnusable
from desk_access.model.arrays import Image
from desk_access.model.frame import Frame
from desk_access.ports import Clock

log = logging.getLogger(__name__)

SUFFIXES = frozenset(
    (
        *(".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".png", ".bmp", ".webp", ".tif", ".tiff"),
        *(".avif", ".heic", ".heif", ".hif", ".jp2", ".ppm", ".pgm"),
    )
)
"""Names of pictures end so, in lower case. A GIF is a recording: it may move."""

_MAX_BYTES = 200_000_000


def read_picture(path: Path) -> Image:
    """The picture in ``path``: h x w x 3 uint8 BGR, turned upright as its EXIF data says.

    Raises PictureUnusable for a file that is missing, empty, cut off, damaged, no picture, or too
    large (by the size its header claims, before a pixel is decoded). It is decoded in a child
    process (:mod:`desk_access.capture.decoder`). Blocks; on any thread.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise _too_large(path)
        data = path.read_bytes()
    except OSError as error:
        raise PictureUnusable(
            f"{path} cannot be read ({error.strerror}).", "Check the file."
        ) from error
    if not data:
        raise PictureUnusable(f"{path} is empty.", "Choose another picture.")
    try:
        return DECODER.decode(data)
    except TooLarge as error:
        raise _too_large(path) from error
    except NoPicture as error:
        raise PictureUnusable(
            f"{path} is not a picture that can be read, or it is damaged.",
            "Choose a JPEG or PNG picture.",
        ) from error
    except OSError as error:
        raise PictureUnusable(
            f"{path} cannot be decoded: no process can be started ({error.strerror}).",
            "Close other programs, then try again.",
        ) from error


def picture_files(folder: Path) -> list[Path]:
    """The files in ``folder``, not below it, that are named like pictures; in order of name.

    Raises SourceUnusable when the folder cannot be listed.
    """
    try:
        return sorted(path for path in folder.iterdir() if not why_no_picture(path))
    except OSError as error:
        raise SourceUnusable(
            f"The folder {folder} cannot be read ({error.strerror}).", "Check it."
        ) from error


def why_no_picture(path: Path) -> str:
    """Why what lies in a folder is not read as a picture, as a sentence; empty for one that is."""
    if path.name.startswith("."):
        return "Its name begins with a dot: it is hidden."
    if path.is_dir():
        return "It is a folder within the folder."
    if not path.exists():
        return "It is a link to what is not there."
    if not path.is_file():
        return "It is no file."
    if path.suffix.lower() not in SUFFIXES:
        return f"Files that end with {path.suffix or 'no suffix'} are not read as pictures."
    return ""


class Pictures:
    """Shows pictures one after the other, one every ``shown_s`` seconds, each a still frame.

    ``path`` is a picture or a folder of them. Pictures that cannot be read are passed over, unless
    none can be.
    """

    live = False

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        fast: bool = False,
        shown_s: float = 2.0,
    ) -> None:
        self._path = path
        self._pace = Pace(clock, fast=fast)
        self._shown_s = shown_s
        self._waiting: list[Path] = []
        self._image: Image | None = None
        self._index = 0
        self._closed = Event()

    def open(self) -> None:
        """List the pictures and read the first. Raises SourceUnusable when there is none."""
        self._closed.clear()
        files = picture_files(self._path) if self._path.is_dir() else [self._path]
        self._tell_left_out()
        if not files:
            raise SourceUnusable(
                f"There are no pictures in the folder {self._path}.", "Put JPEG or PNG files in it."
            )
        self._waiting = files[::-1]
        self._index = 0
        self._image = self._next_image()
        if self._image is None:
            raise SourceUnusable(
                f"No picture in {self._path} can be read.",
                "The files may be empty, damaged, or of another kind.",
            )
        self._pace.begin()

    def read(self) -> Frame | None:
        """The next frame; None at the end or once closed. Blocks until the frame is due."""
        if self._index:
            self._image = self._next_image()
        if self._image is None or self._closed.is_set():
            return None
        position = self._index * self._shown_s
        self._index += 1
        return self._pace.frame(self._image, position, self._closed, still=True)

    def close(self) -> None:
        """End it; on any thread, at any time."""
        self._closed.set()

    def _tell_left_out(self) -> None:
        """Say in the log what lies in the folder and is not shown."""
        if self._path.is_dir():
            for each in sorted(self._path.iterdir()):
                if why := why_no_picture(each):
                    log.warning("%s is left out. %s", each, why)

    def _next_image(self) -> Image | None:
        while self._waiting:
            try:
                return read_picture(self._waiting.pop())
            except PictureUnusable as error:
                log.warning("A picture is left out: %s", error)
        return None


def _too_large(path: Path) -> PictureUnusable:
    return PictureUnusable(
        f"{path} is too large: decoding it takes too much memory or time.",
        f"Save it as a JPEG of at most {MAX_PIXELS // 10**6} megapixels.",
    )
