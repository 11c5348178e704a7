"""What is kept for good: punches, refused faces, settings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from desk_access.model.audit import AuditReport, Fault
from desk_access.model.punch import LedgerHead, NewPunch, Punch, PunchFilter
from desk_access.model.spoof import Spoof
from desk_access.model.timesheet import ClockMark, Mark
from desk_access.model.waiting_punch import WaitingPunch


class Ledger(Protocol):
    """The append-only, hash-chained ledger of punches. Callable on any thread."""

    def append(self, punch: NewPunch, picture: bytes) -> Punch:
        """Add a punch. When this returns the punch is on the disk.

        Raises PersonNotFound when the person was removed meanwhile, StoreError, and ValueError
        when ``picture`` is not the one that the evidence names.
        """
        ...

    def last(self, person_id: int, before: datetime | None = None) -> Punch | None:
        """The person's latest punch by sequence, of those that tell a time before that one."""
        ...

    def query(self, wanted: PunchFilter, limit: int | None = None, offset: int = 0) -> list[Punch]:
        """Punches, newest first."""
        ...

    def stream(self, wanted: PunchFilter) -> Iterator[Punch]:
        """Punches, oldest first, a page at a time in memory: for exports."""
        ...

    def count(self, wanted: PunchFilter) -> int:
        """How many punches the filter finds."""
        ...

    def marks(
        self,
        start: datetime,
        end: datetime,
        code: str | None = None,
        besides: Sequence[tuple[int, int]] = (),
    ) -> dict[str, list[Mark]]:
        """Punches from ``start`` to before ``end`` by the person's code of today, by sequence.

        ``code``: those of this person alone. ``besides``: first and last sequences of punches that
        are wanted whatever time they tell. Many are quick: nothing else of them is read.
        """
        ...

    def clock_marks(self) -> list[ClockMark]:
        """Where the clock, or the run of the program, changed: that punch and the one before it.

        In order of sequence; between them nothing is to be seen.
        """
        ...

    def picture(self, sequence: int) -> bytes | None:
        """The JPEG of the moment, or None when it was erased."""
        ...

    def head(self) -> LedgerHead:
        """Where the chain ends; sequence 0 while there is no punch. Raises LedgerBroken."""
        ...

    def note_export(self, export_id: str, sha256: str) -> None:
        """Chain that a file was exported; nothing beside a program that writes."""
        ...

    def hashes_at(self, sequence: int) -> frozenset[str]:
        """The hashes that the chain ended with while this punch (0: none) was the last.

        Its own, and those of the acts that followed it. Empty without such a punch.
        """
        ...

    def verify(self) -> AuditReport:
        """Walk the chain, and compare what its acts cover with what they say of it."""
        ...


class PunchSpool(Protocol):
    """Punches that the ledger did not take, on the disk until it does. Callable on any thread.

    Any method may raise WorkspaceUnavailable; nothing is changed then.
    """

    def add(self, punch: WaitingPunch) -> None:
        """Keep a punch. When this returns it is on the disk."""
        ...

    def waiting(self) -> list[WaitingPunch]:
        """Those to be written into the ledger, as they came."""
        ...

    def refused(self) -> list[WaitingPunch]:
        """Those that can never be written, for the operator, as they came."""
        ...

    def damaged(self) -> int:
        """How many records cannot be read any more."""
        ...

    def remove(self, punches: Collection[WaitingPunch]) -> None:
        """These are in the ledger."""
        ...

    def refuse(self, punch: WaitingPunch, why: str) -> None:
        """Keep it for the operator: it can never be written."""
        ...

    def dismiss(self) -> None:
        """Delete what is refused or damaged: the operator has seen to it."""
        ...


class Audits(Protocol):
    """Audits of a workspace, and anchors of its ledger. Callable on any thread."""

    def verify(
        self, anchors: Iterable[str] = (), keys: Collection[str] = (), folder: str = ""
    ) -> AuditReport:
        """Everything that can be seen, also by anchors: these lines, and those that were kept."""
        ...

    def end_faults(self, folder: str = "") -> tuple[Fault, ...]:
        """What the key and the kept anchors say against the ledger's end; quick."""
        ...

    def anchor(self, at: datetime) -> str:
        """The ledger's end of now, signed: one line. Raises SignatureUnusable without the key."""
        ...

    def last_anchor(self, folder: str = "") -> datetime | None:
        """When the newest anchor was made that was kept outside."""
        ...

    def keep(self, anchor: str, folder: str = "") -> list[Path]:
        """Keep an anchor in the workspace and outside it, also in ``folder``; returns where."""
        ...


class SpoofLog(Protocol):
    """What was refused as no living face. Callable on any thread. Any method may raise StoreError.

    A spoof goes with the person whom it shows when that person is erased.
    """

    def add(self, spoof: Spoof) -> None:
        """Keep a spoof, the oldest of very many going for it."""
        ...

    def newest(self, limit: int) -> list[Spoof]:
        """At most so many, newest first, with what the people they show are called today."""
        ...


class SettingsStore(Protocol):
    """Settings that belong to the data: section -> JSON. Callable on any thread."""

    def load(self) -> dict[str, str]:
        """Everything that was saved."""
        ...

    def save(self, values: Mapping[str, str]) -> None:
        """Put these in place of those of the same section, in one transaction."""
        ...
