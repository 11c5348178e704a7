"""The port PunchSpool: a file beside the database, for punches that it does not take now.

One record a line: the SHA-256 of the rest of the line, a space, and JSON. A record is appended and
synchronised; records go by writing the file anew under another name and renaming it, or with the
file when none is left. So a crash leaves each record whole or, at the end, a line whose digest is
wrong. Such lines are moved into a file of their own and reported, never dropped.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from desk_access.model.plain import as_plain, from_plain
from desk_access.model.punch import Evidence
from desk_access.model.waiting_punch import WaitingPunch
from desk_access.store.failures import unavailable

SPOOL_NAME: Final = "punches.spool"
DAMAGED_NAME: Final = "punches.damaged"

_FLAGS: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)


class FileSpool:
    """The spool of one workspace. Callable on any thread; one program at a time may write it."""

    def __init__(self, folder: Path, read_only: bool = False) -> None:
        """Nothing is read or written before it is asked for."""
        self._folder = folder
        self._file = folder / SPOOL_NAME
        self._damaged = folder / DAMAGED_NAME
        self._read_only = read_only
        self._one_at_a_time = threading.Lock()
        self._punches: list[WaitingPunch] | None = None
        self._size = 0

    def add(self, punch: WaitingPunch) -> None:
        """Keep a punch. When this returns it is on the disk. Raises WorkspaceUnavailable."""
        with self._one_at_a_time, self._translating():
            punches, line = self._read(), _line(punch)
            _appended(self._file, line, self._size)
            self._size += len(line)
            punches.append(punch)

    def waiting(self) -> list[WaitingPunch]:
        """Those to be written into the ledger, as they came. Raises WorkspaceUnavailable."""
        with self._one_at_a_time, self._translating():
            return [each for each in self._read() if not each.refused]

    def refused(self) -> list[WaitingPunch]:
        """Those that cannot be written, as they came. Raises WorkspaceUnavailable."""
        with self._one_at_a_time, self._translating():
            return [each for each in self._read() if each.refused]

    def damaged(self) -> int:
        """How many lines were found that cannot be read. Raises WorkspaceUnavailable."""
        with self._one_at_a_time, self._translating():
            self._read()
            return _lines_of(self._damaged)

    def remove(self, punches: Collection[WaitingPunch]) -> None:
        """These are in the ledger. Raises WorkspaceUnavailable; all are there still then."""
        gone = {each.identity for each in punches}
        self._replace(lambda there: [each for each in there if each.identity not in gone])

    def refuse(self, punch: WaitingPunch, why: str) -> None:
        """Keep it for the operator: it can never be written. Raises WorkspaceUnavailable."""
        told = replace(punch, refused=why)
        self._replace(
            lambda there: [*(each for each in there if each.identity != punch.identity), told]
        )

    def dismiss(self) -> None:
        """Delete what is refused or damaged: the operator has seen to it.

        Raises WorkspaceUnavailable.
        """
        self._replace(lambda there: [each for each in there if not each.refused])
        self._forget_damaged()

    def forget(self, person_ids: Collection[int]) -> None:
        """Delete what is kept of these people, who are erased. Raises WorkspaceUnavailable.

        Damaged lines go too, for nobody can tell whose face they hold.
        """
        self._replace(lambda there: [each for each in there if each.person_id not in person_ids])
        self._forget_damaged()

    def _forget_damaged(self) -> None:
        with self._one_at_a_time, self._translating():
            if self._damaged.exists():
                self._damaged.unlink()
                _settled(self._folder)

    def _replace(self, change: Callable[[Sequence[WaitingPunch]], list[WaitingPunch]]) -> None:
        with self._one_at_a_time, self._translating():
            before = self._read()
            after = change(before)
            if after != before:
                self._write(after)

    def _write(self, punches: list[WaitingPunch]) -> None:
        """Put the file in place whole, or take it away where nothing is left."""
        content = b"".join(map(_line, punches))
        if not punches:
            self._file.unlink(missing_ok=True)
        else:
            draft = self._draft()
            try:
                _appended(draft, content, 0)
                os.replace(draft, self._file)
            finally:
                with suppress(OSError):
                    draft.unlink(missing_ok=True)
        _settled(self._folder)
        self._punches, self._size = punches, len(content)

    def _draft(self) -> Path:
        return self._file.with_name(f"{SPOOL_NAME}.part")

    def _read(self) -> list[WaitingPunch]:
        """What the file holds; read once by the program that writes it. The lock is held."""
        if self._punches is not None and not self._read_only:
            return self._punches
        content = self._file.read_bytes() if self._file.exists() else b""
        lines = [each for each in content.split(b"\n") if each]
        found = [(each, _punch(each)) for each in lines]
        punches = [punch for _, punch in found if punch is not None]
        broken = [line for line, punch in found if punch is None]
        if self._read_only:
            return punches
        self._draft().unlink(missing_ok=True)
        if broken:
            self._put_aside(broken)
        if broken or (content and not content.endswith(b"\n")):
            self._write(punches)
        self._punches, self._size = punches, sum(len(_line(each)) for each in punches)
        return punches

    def _put_aside(self, broken: Sequence[bytes]) -> None:
        """Keep lines that cannot be read. They are taken out of the spool after this."""
        there = self._damaged.read_bytes() if self._damaged.exists() else b""
        new = [line for line in broken if line not in there.split(b"\n")]
        _appended(self._damaged, b"".join(line + b"\n" for line in new), len(there))

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise unavailable(self._folder, error) from error


def _appended(file: Path, content: bytes, size: int) -> None:
    """``content`` after the first ``size`` bytes of ``file``, and on the disk; or as it was.

    What lies after them is what is left of an append that failed.
    """
    new = not file.exists()
    descriptor = os.open(file, _FLAGS, 0o600)
    try:
        os.ftruncate(descriptor, size)
        os.lseek(descriptor, size, os.SEEK_SET)
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        except OSError:
            with suppress(OSError):
                os.ftruncate(descriptor, size)
                os.fsync(descriptor)
                if new:
                    file.unlink()
            raise
    finally:
        os.close(descriptor)
    if new:
        _settled(file.parent)


def _settled(folder: Path) -> None:
    """Put the folder's entries on the disk; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _line(punch: WaitingPunch) -> bytes:
    """The record of a punch. Raises ValueError for a figure that is not finite."""
    plain = {
        "person_id": int(punch.person_id),
        "person_code": punch.person_code,
        "at": punch.at.isoformat(),
        "zone": punch.zone,
        "monotonic": float(punch.monotonic),
        "session": punch.session,
        "evidence": as_plain(punch.evidence),
        "refused": punch.refused,
        "picture": base64.b64encode(punch.picture).decode("ascii"),
    }
    # default: figures of numpy, which JSON does not know.
    text = json.dumps(
        plain, separators=(",", ":"), allow_nan=False, default=lambda figure: figure.item()
    ).encode()
    return hashlib.sha256(text).hexdigest().encode("ascii") + b" " + text + b"\n"


def _punch(line: bytes) -> WaitingPunch | None:
    """The punch of a record; None for a line that is not one as it was written."""
    digest, _, text = line.partition(b" ")
    if digest != hashlib.sha256(text).hexdigest().encode("ascii"):
        return None
    try:
        plain = json.loads(text)
        return WaitingPunch(
            person_id=plain["person_id"],
            person_code=plain["person_code"],
            at=datetime.fromisoformat(plain["at"]),
            zone=plain["zone"],
            monotonic=plain["monotonic"],
            session=plain["session"],
            evidence=from_plain(Evidence, plain["evidence"]),
            picture=base64.b64decode(plain["picture"], validate=True),
            refused=plain["refused"],
        )
    except (ValueError, TypeError, KeyError):  # a digest that fits, over what no spool wrote
        return None


def _lines_of(file: Path) -> int:
    if not file.exists():
        return 0
    return sum(bool(line) for line in file.read_bytes().split(b"\n"))
