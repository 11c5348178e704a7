"""People who were not recognised: kept for a while, grouped, and named, assigned or dismissed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import Final

from desk_access.config import VisitorSettings
from desk_access.errors import ChangeRefused, StoreError
from desk_access.model.arrays import Vector
from desk_access.model.decision import Decision
from desk_access.model.history import Visit
from desk_access.model.identifier import canonical
from desk_access.model.person import Person, Template
from desk_access.model.status import Sighting
from desk_access.model.visitor import Visitor, VisitorGroup
from desk_access.ports import Clock, Housekeeping, Visitors
from desk_access.service.enrolment import EnrolmentDesk
from desk_access.service.live_enrolment import find_similar
from desk_access.service.mirror import GalleryMirror
from desk_access.vision.cluster import cluster
from desk_access.vision.threshold import visits_bound

_EXPIRE_EVERY_S: Final = 600.0

log = logging.getLogger(__name__)


class VisitorDesk:
    """Everything about visitors. Methods block and may be called on any thread but the GUI's.

    A thread of its own writes what cameras saw and deletes what has expired, so neither the chain
    nor a punch waits for it.
    """

    def __init__(
        self,
        visitors: Visitors,
        housekeeping: Housekeeping,
        enrolment: EnrolmentDesk,
        mirror: GalleryMirror,
        clock: Clock,
        settings: VisitorSettings,
    ) -> None:
        self._visitors = visitors
        self._housekeeping = housekeeping
        self._enrolment = enrolment
        self._mirror = mirror
        self._clock = clock
        self._settings = settings
        self._heard: SimpleQueue[Decision | bool] = SimpleQueue()
        self._thread = threading.Thread(target=self._keep, name="visitors", daemon=True)
        self._thread.start()

    def configure(self, settings: VisitorSettings) -> None:
        """Take another time into force; what is older is deleted at once."""
        self._settings = settings
        self._heard.put(True)

    def hear(self, sighting: Sighting) -> None:
        """A decision fell: for :meth:`Watch.subscribe`. Cheap."""
        decision = sighting.decision
        if sighting.unrecorded is not None:
            return  # it is heard again when the punch is written
        if decision.visitor is not None or decision.was_visitor is not None:
            self._heard.put(decision)

    def groups(self) -> list[VisitorGroup]:
        """Who was here, the last seen first. Raises StoreError."""
        self.expire()
        bound = visits_bound(self._mirror.calibration)
        return grouped(self._visitors.all(), self._mirror.model_digest, bound)

    def name(self, key: str, code: str, name: str, group: str) -> Person:
        """Enrol a group of visits as a new person; the visits go.

        The pictures and the person are judged as in any enrolment. Raises ChangeRefused for a group
        that is gone, EnrolmentRefused, AlreadyEnrolled, StoreError.
        """
        found = self._group(key)
        pictures = [visit.picture for visit in found.visits]
        person = self._enrolment.save(self._enrolment.from_kept(code, name, group, pictures))
        self._forget(found)
        return person

    def assign(self, key: str, code: str) -> Person:
        """Give a group's pictures to somebody enrolled: "that was me, without glasses".

        The visit stands in the history with its time, for it has no punch. Raises ChangeRefused
        when the group is gone or looks like somebody else, PersonNotFound, EnrolmentRefused,
        StoreError.
        """
        found = self._group(key)
        chosen = self._enrolment.judged([visit.picture for visit in found.visits])
        similar = find_similar(self._mirror.view, chosen)
        if similar is not None and canonical(similar.code) != canonical(code):
            raise ChangeRefused(
                f"These pictures look like {similar.name} ({similar.code}).",
                "Assign them to that person, or dismiss them.",
            )
        digest = self._mirror.model_digest
        person = self._housekeeping.add_pictures(
            code,
            [(item.picture, Template(0, item.vector, digest)) for item in chosen],
            Visit(found.first, found.last, found.visits[0].camera),
        )
        self._mirror.reload()
        self._forget(found)
        return person

    def dismiss(self, key: str) -> int:
        """Delete a group; returns how many visits. Raises ChangeRefused, StoreError."""
        return self._forget(self._group(key))

    def clear(self) -> int:
        """Delete every visit; returns how many. Raises StoreError."""
        return self._visitors.delete([visit.key for visit in self._visitors.all()])

    def alike(self, templates: Sequence[Template], visits: Sequence[Visitor]) -> list[str]:
        """The keys of the visits that may be of somebody with these templates.

        For an erasure: rather one visit too many. A visit that can be compared with no template
        may be anybody's.
        """
        bound = visits_bound(self._mirror.calibration)
        known: dict[str, list[Vector]] = {}
        for each in templates:
            known.setdefault(each.model_digest, []).append(each.vector)
        return [
            visit.key
            for visit in visits
            if visit.model_digest not in known
            or any(float(visit.vector @ vector) >= bound for vector in known[visit.model_digest])
        ]

    def expire(self) -> int:
        """Delete what is older than it may become; returns how many. Raises StoreError."""
        age = timedelta(hours=self._settings.kept.hours)
        return self._visitors.expire(self._clock.now() - age)

    def close(self) -> None:
        """Write what was heard and end the thread."""
        self._heard.put(False)
        self._thread.join()

    def _group(self, key: str) -> VisitorGroup:
        matching = [group for group in self.groups() if group.key == key.strip()]
        if not matching:
            raise ChangeRefused(
                f"There is no group of visitors {key!r} any more.", "Look at the list again."
            )
        return matching[0]

    def _forget(self, group: VisitorGroup) -> int:
        return self._visitors.delete([visit.key for visit in group.visits])

    def _keep(self) -> None:
        heard: Decision | bool = True
        while heard is not False:
            try:
                if isinstance(heard, Decision):
                    self._take(heard)
                else:
                    self.expire()
            except StoreError as error:
                log.error("A visitor could not be kept or deleted. %s", error)
            try:
                heard = self._heard.get(timeout=_EXPIRE_EVERY_S)
            except Empty:
                heard = True

    def _take(self, decision: Decision) -> None:
        if decision.was_visitor is not None:
            # First nobody known, then recognised after all.
            self._visitors.delete([decision.was_visitor])
        elif decision.visitor is not None and self._settings.kept.hours:
            self._visitors.add(decision.visitor)


def grouped(visits: Sequence[Visitor], model_digest: str, bound: float) -> list[VisitorGroup]:
    """The visits of this model in groups of one person each, the last seen first.

    ``bound`` is a cosine: :func:`~desk_access.vision.threshold.visits_bound`. Visits of another
    model cannot be compared; they are left out, and expire.
    """
    known = [visit for visit in visits if visit.model_digest == model_digest]
    groups = [
        VisitorGroup(tuple(known[place] for place in places))
        for places in cluster([visit.vector for visit in known], bound)
    ]
    return sorted(groups, key=lambda group: group.last, reverse=True)
