"""A punch that could not be written into the ledger yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk_access.model.punch import Direction, Evidence, NewPunch


class Unrecorded(StrEnum):
    """What is told of a recognised person whose punch is not in the ledger.

    SAVING: it is kept on the disk and written as soon as the ledger takes it. FAILED: it is in
    memory alone, or the ledger is damaged: somebody has to help.
    """

    SAVING = "saving"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class WaitingPunch:
    """A recognised person with everything that is needed to write the punch later.

    The fields are those of :class:`~desk_access.model.punch.NewPunch`, but for the direction: IN or
    OUT follows from the person's punches before it, once those are written. ``picture`` is a JPEG
    of the moment. ``refused`` says why it cannot be written at all; empty while it waits.
    """

    person_id: int
    person_code: str
    at: datetime
    zone: str
    monotonic: float
    session: str
    evidence: Evidence
    picture: bytes
    refused: str = ""

    def punch(self, direction: Direction) -> NewPunch:
        """The punch that it becomes."""
        return NewPunch(
            person_id=self.person_id,
            person_code=self.person_code,
            direction=direction,
            at=self.at,
            zone=self.zone,
            monotonic=self.monotonic,
            session=self.session,
            evidence=self.evidence,
        )

    @property
    def identity(self) -> tuple[int, datetime, float, str, str, str]:
        """What no other sighting has: one moment of one camera in one run of the program."""
        return _identity(self.person_id, self.at, self.monotonic, self.session, self.evidence)

    def became(self, entry: NewPunch) -> bool:
        """Whether ``entry`` is the punch of this very sighting."""
        return self.identity == _identity(
            entry.person_id, entry.at, entry.monotonic, entry.session, entry.evidence
        )


def _identity(
    person_id: int, at: datetime, monotonic: float, session: str, evidence: Evidence
) -> tuple[int, datetime, float, str, str, str]:
    return (person_id, at, monotonic, session, evidence.camera, evidence.picture_sha256)
