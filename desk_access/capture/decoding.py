"""Decoding pictures of strangers, in a child process: ``python -m desk_access.capture.decoding``.

A decoder that crashes, hangs or takes all memory ends the child, not the window. The child is given
one picture after another on its standard input, each after its length, and answers with a verdict,
the height, the width and the pixels. It ends by itself when nothing has come for a while, and when
the input ends.
"""

from __future__ import annotations

import os
import struct
import sys
from tempfile import TemporaryFile
from threading import Timer
from typing import BinaryIO, Final

import numpy as np

from desk_access.capture.picture_header import NoPicture, TooLarge, check_picture, is_boxed
from desk_access.limits import limit_memory
from desk_access.model.arrays import Image
from desk_access.opencv import cv2

LENGTH: Final = struct.Struct("<Q")
VERDICT: Final = struct.Struct("<BII")
GOOD, BAD, LARGE = 0, 1, 2

IDLE: Final = 3
"""The child's exit status when nothing came."""

_PATIENCE_S: Final = 30.0


def decoded(data: bytes) -> Image:
    """The picture, h x w x 3 uint8 BGR, turned upright as its EXIF data says.

    Raises NoPicture and TooLarge. To be called where a crash or gigabytes of memory do no harm.
    """
    check_picture(data)
    if is_boxed(data):
        return _boxed(data)
    try:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise (TooLarge if error.code == cv2.Error.StsNoMem else NoPicture) from error
    except MemoryError as error:
        raise TooLarge from error
    if picture is None:
        raise NoPicture
    return np.asarray(picture, np.uint8)


def _boxed(data: bytes) -> Image:
    # Late: these libraries are for this process alone, and for few pictures.
    from desk_access.capture.boxes import decode_boxes

    try:
        return decode_boxes(data)
    except MemoryError as error:
        raise TooLarge from error


class Complaints:
    """What decoders write to standard error: libjpeg tells of damage in no other way.

    It makes grey or torn pictures of damaged files, and says so in words alone.
    """

    _DAMAGE = (b"Corrupt JPEG data", b"Premature end of JPEG")

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - it lasts as long as the process
        os.dup2(self._file.fileno(), 2)

    def damage(self) -> bool:
        """Whether damage was told of since this was asked last."""
        self._file.seek(0)
        told = self._file.read()
        self._file.seek(0)
        self._file.truncate()
        return any(each in told for each in self._DAMAGE)


def main() -> None:
    """Answer until the input ends."""
    given, taken = sys.stdin.buffer, sys.stdout.buffer
    complaints = Complaints()
    limit_memory()
    while True:
        # A daemon: it must not keep the process when the input ends.
        idle = Timer(_PATIENCE_S, os._exit, (IDLE,))
        idle.daemon = True
        idle.start()
        head = given.read(LENGTH.size)
        idle.cancel()
        if len(head) < LENGTH.size:
            return
        _answer(given.read(*LENGTH.unpack(head)), taken, complaints)


def _answer(data: bytes, taken: BinaryIO, complaints: Complaints) -> None:
    try:
        picture = decoded(data)
        if complaints.damage():
            raise NoPicture
    except (NoPicture, TooLarge) as error:
        taken.write(VERDICT.pack(LARGE if isinstance(error, TooLarge) else BAD, 0, 0))
    else:
        taken.write(VERDICT.pack(GOOD, *picture.shape[:2]))
        taken.write(np.ascontiguousarray(picture).data)
    taken.flush()


if __name__ == "__main__":
    main()
