"""Files that appear whole or not at all.

A file is written under another name first, ``.desk-access-DIGITS.part``, and held locked as long as
it is written: one that nobody holds was left by a program that was killed.
"""

from __future__ import annotations

import io
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from desk_access.errors import ReportUnwritable

if sys.platform != "win32":
    import fcntl

_DRAFT: Final = re.compile(r"\.desk-access-[0-9a-f]{16}\.part")
_LONG_AGO_S: Final = 3600
# Every draft of this run begins like this: on some network disks a program's own locks do not stop
# it.
_RUN: Final = f".desk-access-{secrets.token_hex(4)}"


@contextmanager
def written_whole(target: Path) -> Iterator[BinaryIO]:
    """A stream, readable too, that becomes the file ``target`` when the block ends well.

    Otherwise what was there stays untouched and nothing else is left. What killed programs left in
    the folder is removed. A link's file is replaced, not the link. In a folder that is closed to
    other accounts the file is, too. Raises ReportUnwritable.
    """
    try:
        # A device or pipe must not be replaced by a file.
        if target.exists() and not target.is_file():
            raise ReportUnwritable(f"{target} is not a file.", "Choose the name of a file.")
        final = target.resolve()
        _remove_leftovers(final.parent)
        draft, stream = _draft_beside(final)
    except (OSError, ValueError, RuntimeError) as error:
        raise _unwritable(target, error) from error
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            if sys.platform != "win32":  # while it is locked; Windows renames no open file
                os.replace(draft, final)
        if sys.platform == "win32":
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


def _draft_beside(final: Path) -> tuple[Path, BinaryIO]:
    """A new file in the same folder, locked: a rename is atomic only within one file system."""
    while True:
        draft = final.with_name(f"{_RUN}{secrets.token_hex(4)}.part")
        stream = draft.open("x+b")
        if sys.platform == "win32":  # removes no file that is open
            return draft, stream
        if not final.parent.stat().st_mode & 0o077:
            with suppress(OSError):  # a disk that keeps no rights
                draft.chmod(0o600)
        with suppress(OSError):  # a disk without locks: nobody removes drafts there
            fcntl.flock(stream, fcntl.LOCK_EX)
        if draft.exists():
            return draft, stream
        stream.close()  # Another program took it for a leftover, just before it was locked.


def _remove_leftovers(folder: Path) -> None:
    """Remove drafts of programs that were killed. What cannot be removed stays."""
    found: list[Path] = []
    with suppress(OSError):  # one that may be written to, and not listed
        found += folder.iterdir()
    for path in found:
        if _DRAFT.fullmatch(path.name) and not path.name.startswith(_RUN):
            with suppress(OSError):
                _remove_leftover(path)


def _remove_leftover(path: Path) -> None:
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        return
    if sys.platform == "win32":  # removes no open file; a finished one is closed to be renamed
        if time.time() - status.st_mtime > _LONG_AGO_S:
            path.unlink()
        return
    with path.open("r+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()


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
