"""An entry of the attendance ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Direction(StrEnum):
    """Coming or going."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a punch was made: the decision's figures, kept with it for ever.

    ``score``, ``threshold`` and ``runner_up`` are cosines; ``picture_sha256`` names the picture
    of the moment, which may be erased while its entry stays. ``liveness`` is the probability of a
    living face, 0 to 1; None where it was not looked for, and in entries of before it was.
    ``policy`` is the value of the :class:`~desk_access.model.liveness.LivenessPolicy` in force and
    ``source_kind`` that of the :class:`~desk_access.model.frame.SourceKind`. The digests are the
    SHA-256 of the models that had a part in it; ``liveness_digest`` is None where the policy asks
    for no check. All five are None in entries that were made before they were recorded.
    """

    score: float
    threshold: float
    runner_up: float | None
    frames: int
    quality: float
    model_digest: str
    camera: str
    picture_sha256: str
    liveness: float | None = None
    policy: str | None = None
    source_kind: str | None = None
    detector_digest: str | None = None
    landmarker_digest: str | None = None
    liveness_digest: str | None = None


@dataclass(frozen=True, slots=True)
class NewPunch:
    """A punch that is not in the ledger yet.

    ``at`` is UTC; ``zone`` the IANA name of the site's time zone; ``monotonic`` seconds of the
    machine's clock that never jumps, meaningful within one ``session`` (a run of the program).
    """

    person_id: int
    person_code: str
    direction: Direction
    at: datetime
    zone: str
    monotonic: float
    session: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Punch:
    """A punch in the ledger: its place, and the hashes that chain it to the entry before.

    ``name`` is what the person is called today; it is no part of the chain, so a name can be
    erased. Hashes are SHA-256 in hexadecimal. ``read_as`` is the code of whom the person turned
    out to be when two enrolments were merged; the entry keeps the code it was made with.
    """

    sequence: int
    entry: NewPunch
    name: str
    previous_hash: str
    entry_hash: str
    read_as: str | None = None

    @property
    def code(self) -> str:
        """The person's code today."""
        return self.read_as or self.entry.person_code


@dataclass(frozen=True, slots=True)
class PunchFilter:
    """Which punches are wanted; None means all. ``start`` is included, ``end`` is not; both UTC."""

    start: datetime | None = None
    end: datetime | None = None
    person_code: str | None = None
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """Where the chain ends: the last punch (0: none), the hash of its last entry, the last act."""

    sequence: int
    entry_hash: str
    act: int = 0
