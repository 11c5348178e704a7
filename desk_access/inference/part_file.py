"""The file that is being fetched: written piece by piece then moved to its place whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from desk_access.errors import ModelMissing

Watch = Callable[[int, int | None], None]
"""Called several times a second with the bytes there so far, and how many there will be, if that
is known; raises what shall stop the work."""

CHUNK = 1 << 18  # bytes between two looks at whether to stop


class SourceFailed(Exception):
    """One source could not give the file; the text says why in a few words.

    Never leaves this package: the next source is tried, and what all of them said is told in one
    ModelMissing.
    """


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        ...


def chunks_of(stream: Readable) -> Iterator[bytes]:
    """What the stream holds, in pieces."""
    while chunk := stream.read(CHUNK):
        yield chunk


def save(
    chunks: Iterable[bytes], part: Path, size: int, watch: Watch, *, append: bool = False
) -> None:
    """Write the pieces to ``part``, or after what it holds already, and bring them to the disk.

    What was written stays when the pieces end in an error, so that a later try can go on from
    there. Raises SourceFailed when there are more than ``size`` bytes in all, ModelMissing when
    the folder cannot be written, and whatever ``chunks`` and ``watch`` raise.
    """
    with writing(part.parent):
        # Unbuffered, so that a full disk is noticed here and not when the file is closed.
        file = part.open("ab" if append else "wb", buffering=0)
    with file:
        written = part.stat().st_size
        for chunk in chunks:
            written += len(chunk)
            if written > size:
                raise SourceFailed(f"it gives more than the {size:,} bytes expected")
            with writing(part.parent):
                file.write(chunk)
            watch(written, size)
        with writing(part.parent):
            os.fsync(file.fileno())


def install(part: Path, path: Path) -> None:
    """Move a finished file to its place, in one step. Raises ModelMissing."""
    with writing(path.parent):
        os.replace(part, path)
        if os.name == "posix":  # elsewhere a folder cannot be opened
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in lower-case hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn the failures of what writes to ``folder`` into a ModelMissing that says so."""
    try:
        yield
    except OSError as error:
        raise ModelMissing(
            f"The models folder {folder} cannot be written ({error.strerror or error}).",
            "Free space or correct its rights, or name another folder in DESK_ACCESS_MODELS.",
        ) from error
