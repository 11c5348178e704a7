"""The gallery in memory: what the chain compares with. Disposable; the database is the truth."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from desk_access.config import CalibrationSettings, RecognitionSettings
from desk_access.errors import PersonNotFound
from desk_access.model.arrays import Vector
from desk_access.model.person import Person, Template
from desk_access.model.recogniser import Calibration
from desk_access.ports import Gallery
from desk_access.vision.match import GalleryIndex
from desk_access.vision.site_calibration import moved
from desk_access.vision.threshold import Likeness, cosine_for, likeness


@dataclass(frozen=True, slots=True, eq=False)
class GalleryView:
    """One consistent state of the gallery: templates, people by id, and the threshold (a cosine).

    ``lookalikes`` gives for each person who is hard to tell from others who those are. ``note``
    says, in words for people, when templates of another model are waiting to be made
    again; until then those people cannot be recognised. ``revision`` grows with every view: the
    view of a higher one was read later.
    """

    index: GalleryIndex
    people: dict[int, Person]
    threshold: float
    likeness: Likeness
    settings: RecognitionSettings
    note: str | None
    lookalikes: Mapping[int, frozenset[int]] = field(default_factory=dict)
    revision: int = 0


class GalleryMirror:
    """Holds the newest :class:`GalleryView`. Any thread may write it, and any may read it.

    A view is read and put in place in one step that no other thread's comes between: what was read
    before a change can never replace what was read after it.
    """

    def __init__(
        self,
        gallery: Gallery,
        model_digest: str,
        calibration: Calibration,
        settings: RecognitionSettings,
        site: CalibrationSettings | None = None,
    ) -> None:
        self._gallery = gallery
        self.model_digest = model_digest
        self.model_calibration = calibration
        self._site = site or CalibrationSettings()
        self._settings = settings
        self._renewing = threading.Lock()
        self.view = self._read()

    @property
    def calibration(self) -> Calibration:
        """What the threshold is read off: the model's table as the site's people moved it."""
        return moved(self.model_calibration, self.model_digest, self._site)

    def reload(self) -> None:
        """Read the gallery again: after a change was committed, never before. Raises StoreError."""
        with self._renewing:
            self._put(self._read())

    def add(self, person: Person, vectors: Sequence[Vector], model_digest: str) -> None:
        """Take in one person who was committed with templates that this model made.

        The same as :meth:`reload` without reading everybody again, for imports of thousands. Where
        the person, or the model in use, was changed since the commit, everybody is read again.
        Raises StoreError.
        """
        with self._renewing:
            if model_digest != self.model_digest or not self._is_still(person):
                self._put(self._read())
                return
            templates = [Template(person.person_id, each, model_digest) for each in vectors]
            people = {**self.view.people, person.person_id: person}
            self._put(self._made(people, self.view.index.plus(templates)))

    def use(self, model_digest: str, calibration: Calibration) -> None:
        """Compare with another model's templates from now on. Only while no camera is watched."""
        with self._renewing:
            self.model_digest, self.model_calibration = model_digest, calibration
            self._put(self._read())

    def configure(
        self, settings: RecognitionSettings, site: CalibrationSettings | None = None
    ) -> None:
        """Take other recognition settings into force, and the site's calibration if given."""
        with self._renewing:
            self._settings, self._site = settings, site or self._site
            self._put(self._read())

    def knows(self, person_id: int, code: str) -> bool:
        """Whether the gallery still names this person, enrolled or not. Raises StoreError."""
        try:
            return self._gallery.person(code).person_id == person_id
        except PersonNotFound:
            return False

    def _put(self, view: GalleryView) -> None:
        self.view = replace(view, revision=self.view.revision + 1)

    def _is_still(self, person: Person) -> bool:
        """Whether the gallery holds exactly this person, whom the view does not hold yet."""
        try:
            found = self._gallery.person(person.code)
        except PersonNotFound:
            return False
        return found == person and person.person_id not in self.view.people

    def _read(self) -> GalleryView:
        people = {person.person_id: person for person in self._gallery.people()}
        index = GalleryIndex.of(self._gallery.templates(self.model_digest), self.model_digest)
        return self._made(people, index)

    def _made(self, people: dict[int, Person], index: GalleryIndex) -> GalleryView:
        chosen = self._settings
        threshold = chosen.cosine
        if threshold is None:
            threshold = cosine_for(chosen.fpir, index.people, self.calibration)
        return GalleryView(
            index,
            people,
            threshold,
            likeness(self.calibration),
            chosen,
            self._mismatch(index, people),
            _by_person(self._gallery.lookalikes()),
        )

    def _mismatch(self, index: GalleryIndex, people: dict[int, Person]) -> str | None:
        others = [
            digest for digest in self._gallery.template_counts() if digest != self.model_digest
        ]
        waiting = len(people) - index.people
        # While a change of model is under way everybody has templates of both.
        if not others or not waiting:
            return None
        who = "1 person was" if waiting == 1 else f"{waiting} people were"
        return (
            f"{who} enrolled with another recognition model and cannot be recognised until "
            "their templates are made again from the kept pictures."
        )


def _by_person(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    """Everybody's lookalikes."""
    found: dict[int, frozenset[int]] = {}
    for one, other in pairs:
        for person, alike in ((one, other), (other, one)):
            found[person] = found.get(person, frozenset()) | {alike}
    return found
