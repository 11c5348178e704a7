"""Files that appear whole or not at all."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from desk_access.errors import ReportUnwritable


@contextmanager
def written_whole(target: Path) -> Iterator[BinaryIO]:
    """A stream, readable too, that becomes the file ``target`` when the block ends well.

    Otherwise what was there stays untouched and nothing else is left. A link's file is replaced,
    not the link. Raises ReportUnwritable.
    """
    try:
        # A device or pipe must not be replaced by a file.
        if target.exists() and not target.is_file():
            raise ReportUnwritable(f"{target} is not a file.", "Choose the name of a file.")
        final = target.resolve()
        # In the same folder: a rename is atomic only within one file system.
        draft = final.with_name(f".desk-access-{secrets.token_hex(8)}.part")
        stream = draft.open("x+b")
    except (OSError, ValueError, RuntimeError) as error:
        raise _unwritable(target, error) from error
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, final)
        _settle(final.parent)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def as_text(stream: BinaryIO, encoding: str) -> Iterator[TextIO]:
    """Text into an open stream, which stays open. Line ends are written as they are given."""
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        yield text
        text.flush()
    finally:
        # What could not be flushed has failed above; failing once more would hide why.
        with suppress(OSError):
            text.detach()


def _settle(folder: Path) -> None:
    """Put the folder's new entry on the disk; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(target: Path, error: Exception) -> ReportUnwritable:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return ReportUnwritable(
        f"{target} cannot be written ({reason}).",
        "Choose a folder that exists, that you may write to, and with room on its disk.",
    )
