"""Many people from photos: each enrolled whole or not at all, and nobody twice.

A person is one transaction. So a run that was killed left everybody either enrolled or not, and
the next run goes on: whoever has their code and name already is passed over unseen.
"""

from __future__ import annotations

import unicodedata
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from desk_access.errors import EnrolmentRefused
from desk_access.model.arrays import Image
from desk_access.model.enrolment import (
    ImportedPerson,
    ImportOutcome,
    ImportRow,
    PhotoReport,
    RosterEntry,
)
from desk_access.model.identifier import Known
from desk_access.model.person import Person
from desk_access.ports import Gallery
from desk_access.service.enrolment import EnrolmentDesk

_AHEAD: Final = 2
"""So many photos are read while one is looked at. More would not be faster, and each may have 100
megapixels."""


class BulkEnrolment:
    """One import. Blocks; used on one thread, which must not be the GUI's."""

    def __init__(
        self,
        desk: EnrolmentDesk,
        gallery: Gallery,
        read_picture: Callable[[Path], Image],
        model_digest: Callable[[], str],
    ) -> None:
        self._desk = desk
        self._gallery = gallery
        self._read_picture = read_picture
        self._model_digest = model_digest

    def run(
        self,
        entries: Sequence[RosterEntry],
        progress: Callable[[int, int, str], None] = lambda done, of, words: None,
    ) -> Iterator[ImportedPerson]:
        """Enrol everybody who is not enrolled; what became of each, in order, as it is done.

        ``progress`` gets photos done, of how many, and a name; what it raises ends the import
        between two people. Raises StoreError and ModelError; everybody told until then is kept.
        """
        people = {person.code: person for person in self._gallery.people()}
        known = Known(people)
        plan = [(entry, _obstacle(entry, people, known)) for entry in entries]
        total = sum(len(entry.photos) for entry in entries)
        done = 0
        reader = ThreadPoolExecutor(1, thread_name_prefix="photos")
        try:
            reading = self._read_ahead(
                reader, [path for entry, hurdle in plan if hurdle is None for path in entry.photos]
            )
            for entry, hurdle in plan:
                progress(done, total, entry.name)
                yield self._enrolled(entry, reading) if hurdle is None else _told(entry, *hurdle)
                done += len(entry.photos)
            progress(total, total, "")
        finally:
            reader.shutdown(wait=True, cancel_futures=True)

    def _read_ahead(
        self, reader: ThreadPoolExecutor, paths: Sequence[Path]
    ) -> Iterator[Future[Image]]:
        """The photos in order, each while those before it are looked at."""
        waiting: deque[Future[Image]] = deque()
        for path in paths:
            waiting.append(reader.submit(self._read_picture, path))
            if len(waiting) > _AHEAD:
                yield waiting.popleft()
        yield from waiting

    def _enrolled(self, entry: RosterEntry, reading: Iterator[Future[Image]]) -> ImportedPerson:
        digest = self._model_digest()
        outcomes = [self._desk.look_at(next(reading).result) for _ in entry.photos]
        report = self._desk.report(entry, outcomes, digest)
        if report.draft is None:
            words = "None of the photos can be used."
            return _told(entry, ImportOutcome.PERSON_REFUSED, words, report)
        try:
            self._desk.save(report.draft)
        except EnrolmentRefused as error:
            return _told(entry, ImportOutcome.PERSON_REFUSED, str(error), report)
        return _told(entry, ImportOutcome.ACCEPTED, "", report)


def _obstacle(
    entry: RosterEntry, people: Mapping[str, Person], known: Known
) -> tuple[ImportOutcome, str] | None:
    """Why nobody needs to look at these photos; None when somebody must."""
    if not entry.photos:
        return ImportOutcome.PERSON_REFUSED, "There is no picture in the folder."
    # A Mac gives the names of folders decomposed; the store keeps them composed.
    code, name = (unicodedata.normalize("NFC", text).strip() for text in (entry.code, entry.name))
    alike = known.alike(code)
    if not alike:
        return None
    other = people[known.meant(code) or alike[0]]
    if other.code != code:
        return (
            ImportOutcome.PERSON_REFUSED,
            f"The code {code} looks like {other.code}, which belongs to {other.name}. Give {name}"
            " another.",
        )
    if other.name == name:
        return ImportOutcome.ENROLLED_BEFORE, f"{name} was enrolled before."
    return (
        ImportOutcome.PERSON_REFUSED,
        f"The code {code} belongs to {other.name}. Give {name} another.",
    )


def _told(
    entry: RosterEntry,
    outcome: ImportOutcome,
    reason: str,
    report: PhotoReport | None = None,
) -> ImportedPerson:
    """The person with a row for each photo; one that was good shares the person's own outcome."""
    if report is None:
        told = [(path, outcome, reason) for path in entry.photos]
    else:
        told = [
            (row.path, outcome, reason or row.reason)
            if row.accepted
            else (row.path, ImportOutcome.LEFT_OUT, row.reason)
            for row in report.rows
        ]
    if not told:
        told = [(folder, outcome, reason) for folder in entry.folders]
    rows = tuple(ImportRow(entry.code, entry.name, *each) for each in told)
    return ImportedPerson(entry, outcome, reason, rows)
