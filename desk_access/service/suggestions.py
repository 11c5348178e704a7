"""Templates that follow their people over time: pictures suggested by sightings.

A face changes: a beard, glasses, years. Learning by itself would let a lookalike drift into
somebody's gallery, so a picture is only suggested, and an operator adds it or not.
"""

from __future__ import annotations

import logging
from typing import Final

from desk_access.errors import ChangeRefused, StoreError
from desk_access.model.person import Person, Template
from desk_access.model.status import Sighting
from desk_access.model.suggestion import Suggestion
from desk_access.ports import Gallery, Housekeeping, Suggestions
from desk_access.service.enrolment import EnrolmentDesk
from desk_access.service.mirror import GalleryMirror

_NOTHING_NEW: Final = 0.75
"""Cosine from which a picture is like one that is there: frames of one sitting lie above it
(docs/adr/0007-deciding.md)."""

log = logging.getLogger(__name__)


class SuggestionDesk:
    """What sightings suggest. Methods block and may be called on any thread but the GUI's."""

    def __init__(
        self,
        suggestions: Suggestions,
        gallery: Gallery,
        housekeeping: Housekeeping,
        enrolment: EnrolmentDesk,
        mirror: GalleryMirror,
    ) -> None:
        self._suggestions = suggestions
        self._gallery = gallery
        self._housekeeping = housekeeping
        self._enrolment = enrolment
        self._mirror = mirror

    def hear(self, sighting: Sighting) -> None:
        """A decision fell: for :meth:`Watch.subscribe`. On the storage thread, after the punch."""
        seen, person, view = sighting.decision.portrait, sighting.person, self._mirror.view
        if seen is None or person is None or seen.model_digest != view.index.model_digest:
            return
        if sighting.unrecorded is not None:
            return  # it is heard again when the punch is written
        score = view.index.nearest_template(person.person_id, seen.vector)
        if score is None or score >= _NOTHING_NEW:
            return
        suggestion = Suggestion(
            person.person_id,
            seen.seen_at,
            seen.camera,
            score,
            seen.picture,
            seen.vector,
            seen.model_digest,
        )
        try:
            self._suggestions.keep(suggestion)
        except StoreError as error:
            log.warning("A suggested picture could not be kept. %s", error)

    def waiting(self) -> list[tuple[Person, Suggestion]]:
        """Whom pictures are suggested for, the newest first. Raises StoreError."""
        people = self._mirror.view.people
        found = self._suggestions.all()
        return [(people[each.person_id], each) for each in found if each.person_id in people]

    def accept(self, code: str) -> Person:
        """Add the suggested picture to the person; the history takes it back.

        Raises ChangeRefused when there is none, EnrolmentRefused when the picture is not good
        enough to be kept, PersonNotFound, StoreError.
        """
        person, suggestion = self._of(code)
        digest = self._mirror.model_digest
        (chosen,) = self._enrolment.judged([suggestion.picture])
        template = Template(0, chosen.vector, digest)
        changed = self._housekeeping.add_pictures(person.code, [(chosen.picture, template)])
        self._mirror.reload()
        self._suggestions.delete(person.person_id)
        return changed

    def dismiss(self, code: str) -> None:
        """Delete the suggested picture. Raises ChangeRefused, PersonNotFound, StoreError."""
        person, _ = self._of(code)
        self._suggestions.delete(person.person_id)

    def _of(self, code: str) -> tuple[Person, Suggestion]:
        person = self._gallery.person(code)
        found = next((s for s in self._suggestions.all() if s.person_id == person.person_id), None)
        if found is None:
            raise ChangeRefused(
                f"No picture is suggested for {person.name}.", "Look at the suggestions."
            )
        return person, found
