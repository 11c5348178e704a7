"""What is chained beside the punches, and what an audit of the ledger finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ActKind(StrEnum):
    """What an act changed. Each transaction that changes what is covered is one act."""

    FOUNDED = "founded"
    """The ledger of a new workspace, or that of an older one when acts were first chained."""
    UPDATED = "updated"
    """A new version of the program changed how things are kept."""
    FOUND_CHANGED = "found_changed"
    """Something had been changed outside the program when the program next changed it."""
    KEY = "key"
    """The ledger's ends are signed with this key from now on."""
    ACCEPTED = "accepted"
    """An operator looked into what was found, and accepted how it is now."""
    CLOSING = "closing"
    CORRECTION = "correction"
    DECISION = "decision"
    SETTINGS = "settings"
    PLAN = "plan"
    EXPORT = "export"
    PEOPLE = "people"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class NewAct:
    """An act that is not in the chain yet.

    ``who`` is the operator as claimed, "" where none was named; ``account`` the operating system's
    account that the program ran under. ``subject`` names what was changed without personal data.
    ``content`` is the SHA-256, in hexadecimal, of the list of what was changed and its digests.
    """

    kind: ActKind
    at: datetime
    who: str
    account: str
    subject: str
    content: str


@dataclass(frozen=True, slots=True)
class Act:
    """An act in the chain: the ``number``-th, made ``after`` the punch with that sequence."""

    number: int
    after: int
    made: NewAct
    previous_hash: str
    entry_hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as the program left it: ``where``, ``what`` and the ``cure``.

    ``sequence`` is that of the punch which is missing or changed, None where it is none.
    """

    where: str
    what: str
    cure: str
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The result of an audit: how many punches and acts are in the chain, its head, the faults.

    ``entries`` counts the punches up to the first fault of the chain, ``acts`` likewise.
    """

    entries: int
    acts: int
    head_hash: str
    faults: tuple[Fault, ...] = ()

    @property
    def intact(self) -> bool:
        """Whether everything is in place and unchanged."""
        return not self.faults

    @property
    def fault(self) -> str:
        """The first fault in words, "" without one."""
        return self.faults[0].what if self.faults else ""

    @property
    def fault_at(self) -> int | None:
        """The sequence of the first punch that is missing or changed."""
        return next((each.sequence for each in self.faults if each.sequence is not None), None)
