"""Keeps what was refused as no living face, with its evidence."""

from __future__ import annotations

import logging
from collections import deque
from typing import Final

from desk_access.errors import StoreError
from desk_access.model.decision import Verdict
from desk_access.model.spoof import Spoof
from desk_access.model.status import Sighting
from desk_access.ports import SpoofLog

_WAITING: Final = 100
"""So many wait for a disk that takes none, the oldest of more going for the newest."""

log = logging.getLogger(__name__)


class SpoofKeeper:
    """Hears every sighting and keeps the spoofs. Called on the storage thread."""

    def __init__(self, kept: SpoofLog) -> None:
        self._kept = kept
        self._waiting: deque[Spoof] = deque(maxlen=_WAITING)

    def hear(self, sighting: Sighting) -> None:
        """Keep a spoof. What cannot be written is tried again with the next: punches go on."""
        decision = sighting.decision
        if decision.verdict is Verdict.SPOOF and decision.liveness is not None:
            self._waiting.append(
                Spoof(
                    at=decision.decided_at,
                    camera=decision.camera,
                    person_id=decision.resembles,
                    score=decision.score,
                    evidence=decision.liveness,
                    picture=decision.picture,
                )
            )
        try:
            while self._waiting:
                self._kept.add(self._waiting[0])
                self._waiting.popleft()
        except StoreError as error:
            log.error("A spoof could not be written. %s", error)
