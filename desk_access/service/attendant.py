"""From a decision to a punch."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.punching import punch_for, without_schedules
from desk_access.config import AttendanceSettings
from desk_access.errors import PersonNotFound
from desk_access.model.decision import Decision, Verdict
from desk_access.model.person import Person
from desk_access.model.punch import Direction, Evidence, Punch, PunchFilter
from desk_access.model.status import Sighting
from desk_access.model.waiting_punch import WaitingPunch
from desk_access.ports import Ledger
from desk_access.service.mirror import GalleryMirror

Latest = Callable[[datetime | None], Punch | None]
"""A person's latest punch in the ledger's order: of all, or of those before a time."""

Turn = Callable[[Person, Latest, datetime, ZoneInfo], Direction | None]
"""What a person's sighting at a time becomes, where the clock shows a zone; None: nothing."""


class Attendant:
    """Clocks recognised people in and out. Callable on any thread, one sighting at a time."""

    def __init__(
        self,
        ledger: Ledger,
        mirror: GalleryMirror,
        settings: AttendanceSettings,
        machine_zone: str,
        session: str,
        turn: Turn | None = None,
    ) -> None:
        """``machine_zone`` is an IANA name; ``session`` names this run of the program.

        ``turn`` goes by the person's schedule; without it all days end alike.
        """
        self._ledger = ledger
        self._mirror = mirror
        self._settings = settings
        self._machine_zone = machine_zone
        self._session = session
        self._turn = turn or self._without_schedules
        # Reading a person's last punch and appending the next must not interleave.
        self._one_at_a_time = threading.Lock()

    def configure(self, settings: AttendanceSettings) -> None:
        """Take other rules into force from the next sighting on."""
        self._settings = settings

    def record(self, decision: Decision) -> Sighting:
        """What becomes of ``decision``. A punch it carries is on the disk. Raises StoreError.

        Somebody who was removed since the decision fell is not clocked in.
        """
        person, waiting = self.due(decision)
        if person is None or waiting is None:
            return Sighting(decision, person, None)
        with self._one_at_a_time:
            try:
                return Sighting(decision, person, self._append(waiting, person))
            except PersonNotFound:
                return Sighting(decision, None, None)

    def due(self, decision: Decision) -> tuple[Person | None, WaitingPunch | None]:
        """Whom the decision concerns, and what is to be written of it; None: nothing."""
        person_id = decision.person_id
        if decision.verdict is Verdict.SPOOF:
            person_id = decision.resembles
        person = None if person_id is None else self._mirror.view.people.get(person_id)
        if decision.verdict is not Verdict.RECOGNISED or person is None or decision.score is None:
            return person, None
        evidence = Evidence(
            score=decision.score,
            threshold=decision.threshold,
            runner_up=decision.runner_up,
            frames=decision.frames,
            quality=decision.quality,
            model_digest=decision.model_digest,
            camera=decision.camera,
            picture_sha256=hashlib.sha256(decision.picture).hexdigest(),
            liveness=decision.liveness.score if decision.liveness else None,
            policy=decision.policy and decision.policy.value,
            source_kind=decision.source_kind and decision.source_kind.value,
            detector_digest=decision.models.detector,
            landmarker_digest=decision.models.landmarker,
            liveness_digest=decision.models.liveness,
        )
        return person, WaitingPunch(
            person_id=person.person_id,
            person_code=person.code,
            at=decision.decided_at,
            zone=self._settings.tzinfo(self._machine_zone).key,
            monotonic=decision.monotonic,
            session=self._session,
            evidence=evidence,
            picture=decision.picture,
        )

    def write(self, waiting: WaitingPunch) -> Punch | None:
        """Write what could not be written before, once; None where no punch is due after all.

        It may be in the ledger already: the program may have ended between the two. Those of one
        person are to come in order of time. Raises PersonNotFound for somebody who is no longer
        enrolled, StoreError.
        """
        with self._one_at_a_time:
            moment = PunchFilter(waiting.at, waiting.at + timedelta(microseconds=1))
            for punch in self._ledger.query(moment):
                if waiting.became(punch.entry):
                    return punch
            person = self._mirror.view.people.get(waiting.person_id)
            if person is None:
                raise PersonNotFound(
                    f"{waiting.person_code} is no longer enrolled.", "Enrol the person again."
                )
            return self._append(waiting, person)

    def is_known(self, waiting: WaitingPunch) -> bool:
        """Whether its person is or was enrolled, and not erased. Raises StoreError."""
        return self._mirror.knows(waiting.person_id, waiting.person_code)

    def _append(self, waiting: WaitingPunch, person: Person) -> Punch | None:
        last = partial(self._ledger.last, person.person_id)
        direction = self._turn(person, last, waiting.at, ZoneInfo(waiting.zone))
        if direction is None:
            return None
        return self._ledger.append(waiting.punch(direction), waiting.picture)

    def _without_schedules(
        self, person: Person, last: Latest, at: datetime, zone: ZoneInfo
    ) -> Direction | None:
        reader = without_schedules(self._settings, zone.key)
        whose = PersonRecord(person.code, person.group, ())
        return punch_for(last, at, self._settings.cool_down_s, zone, reader, whose)
