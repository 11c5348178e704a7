"""Keeps what was refused as no living face, with its evidence."""

from __future__ import annotations

import logging

from desk_access.errors import StoreError
from desk_access.model.decision import Verdict
from desk_access.model.spoof import Spoof
from desk_access.model.status import Sighting
from desk_access.ports import SpoofLog

log = logging.getLogger(__name__)


class SpoofKeeper:
    """Hears every sighting and keeps the spoofs. Called on the storage thread."""

    def __init__(self, kept: SpoofLog) -> None:
        self._kept = kept

    def hear(self, sighting: Sighting) -> None:
        """Keep a spoof. One that cannot be written is told in the log: punches go on."""
        decision = sighting.decision
        if decision.verdict is not Verdict.SPOOF or decision.liveness is None:
            return
        spoof = Spoof(
            at=decision.decided_at,
            camera=decision.camera,
            person_id=decision.resembles,
            score=decision.score,
            evidence=decision.liveness,
            picture=decision.picture,
        )
        try:
            self._kept.add(spoof)
        except StoreError as error:
            log.error("A spoof could not be written. %s", error)
