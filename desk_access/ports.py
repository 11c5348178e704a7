"""What the service needs from the outside world, as Protocols.

Every port has one contract suite in ``tests/contract``, run against each adapter and against the
fake in ``tests/fakes.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from desk_access.model.arrays import Image, Points, Vector
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.closing import ClosedMonth, Frozen, Unsettled
from desk_access.model.correction import Correction, NewCorrection, Standing
from desk_access.model.export_job import ExportJob, JobStanding
from desk_access.model.face import Box, Face
from desk_access.model.frame import Frame
from desk_access.model.history import HistoryEntry, Visit
from desk_access.model.importing import Named
from desk_access.model.member import Member
from desk_access.model.person import EnrolmentPicture, Person, Template
from desk_access.model.plan import Plan
from desk_access.model.plan_change import PlanChange
from desk_access.model.punch import AuditReport, LedgerHead, NewPunch, Punch, PunchFilter
from desk_access.model.report import Receipt, ReportOrder, ReportTemplate
from desk_access.model.schedule import Assignment, Schedule
from desk_access.model.spoof import Spoof
from desk_access.model.suggestion import Suggestion
from desk_access.model.timesheet import ClockMark, Mark, Totals
from desk_access.model.visitor import Visitor


class Clock(Protocol):
    """The time. Callable on any thread."""

    def now(self) -> datetime:
        """UTC, with its time zone."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump; only differences mean anything."""
        ...


class FrameSource(Protocol):
    """A camera, file, stream or folder. Opened, read and closed on one thread, its own."""

    @property
    def live(self) -> bool:
        """Whether it may come back after a loss (a camera or stream), rather than end."""
        ...

    def open(self) -> None:
        """Open it. Raises SourceUnavailable (may come back) or SourceUnusable (never will)."""
        ...

    def read(self) -> Frame | None:
        """The next frame; None at the end of a file. Blocks. Raises SourceUnavailable when lost."""
        ...

    def close(self) -> None:
        """Release it. May be called at any time and more than once."""
        ...


class FaceFinder(Protocol):
    """Finds the faces of a picture, with points and pose. Owned by one thread."""

    def find(self, image: Image) -> tuple[Face, ...]:
        """Every face, none twice, the largest first. ``image``: h x w x 3 uint8 BGR."""
        ...

    def close(self) -> None:
        """Release the networks."""
        ...


class LivenessCheck(Protocol):
    """Looks at one face of one picture for what only a living one has. Owned by one thread."""

    def look(self, image: Image, box: Box) -> float:
        """How much this look speaks for a living face: ln(p / (1 - p)), 0 for not knowing.

        ``image``: h x w x 3 uint8 BGR, the whole picture, since what surrounds the face tells as
        much as the face. One look is no verdict; those of a track are joined.
        """
        ...


class Embedder(Protocol):
    """Turns aligned faces into embeddings. Owned by one thread."""

    @property
    def digest(self) -> str:
        """SHA-256 of the model file, in hexadecimal: which embeddings may be compared."""
        ...

    @property
    def device(self) -> str:
        """What it really runs on, in words: ``CPU`` or ``GPU: name``."""
        ...

    def align(self, image: Image, points: Points) -> Image:
        """The face whose five points these are, cut and turned to the model's template.

        ``points``: 5 x 2 float32, pixels of ``image``. Gives the model's input size, uint8 BGR.
        """
        ...

    def embed(self, crops: Sequence[Image]) -> list[Vector]:
        """One unit vector a crop, all in one batch. Crops come from :meth:`align`."""
        ...


class Gallery(Protocol):
    """The enrolled people with their pictures and templates. Callable on any thread.

    Every method is one transaction: done whole or not at all. Any may raise StoreError.
    """

    def people(self, search: str = "") -> list[Person]:
        """Active people by name; ``search`` is looked for in code, name and group, any case."""
        ...

    def person(self, code: str) -> Person:
        """The person with this code, a removed one (not ``active``) too. Raises PersonNotFound."""
        ...

    def enrol(
        self,
        code: str,
        name: str,
        group: str,
        pictures: Sequence[tuple[EnrolmentPicture, Template | None]],
        enrolled_at: datetime,
        apart_from: Collection[int] = (),
    ) -> Person:
        """Add a person with pictures and the templates made of them.

        A template's ``person_id`` is ignored and set to the new person's. A removed person's code
        may be enrolled again and keeps its punches. ``apart_from`` are people, by ``person_id``,
        who look like this one and are somebody else. Raises AlreadyEnrolled when the code is
        taken, EnrolmentRefused for words that cannot be kept.
        """
        ...

    def lookalikes(self) -> frozenset[tuple[int, int]]:
        """Pairs of active people who look alike, by ``person_id``, the smaller first."""
        ...

    def tell_apart(self, code: str, other: str, since: datetime | None) -> None:
        """Note that two people look alike; ``since`` None: forget it. Raises PersonNotFound."""
        ...

    def rename(self, code: str, name: str, group: str) -> Person:
        """Change what the person is called. Raises PersonNotFound."""
        ...

    def rename_all(self, named: Sequence[Named]) -> None:
        """Change what many people are called, in one change of the history; ``group`` None: stays.

        Raises PersonNotFound.
        """
        ...

    def remove(self, code: str) -> None:
        """Delete pictures and templates and end the enrolment; name and punches stay in the log.

        Raises PersonNotFound.
        """
        ...

    def erase(self, code: str) -> None:
        """Delete everything that names or shows the person; the ledger keeps the bare code.

        Works on a removed person too. Raises PersonNotFound.
        """
        ...

    def pictures(self, person_id: int) -> list[EnrolmentPicture]:
        """The kept enrolment pictures, in the order they were taken."""
        ...

    def thumbnail(self, person_id: int) -> bytes | None:
        """The JPEG of the best picture, or None."""
        ...

    def templates(self, model_digest: str) -> list[Template]:
        """The active people's templates that this model made."""
        ...

    def template_counts(self) -> Mapping[str, int]:
        """How many templates of active people there are by model digest."""
        ...

    def all_pictures(self) -> Iterator[tuple[int, int, EnrolmentPicture]]:
        """(picture id, person id, picture) of every active person, one at a time."""
        ...

    def pictures_lacking(self, model_digest: str) -> Iterator[tuple[int, EnrolmentPicture]]:
        """(picture id, picture) of every kept picture that this model made no template of.

        Also those of deactivated people and those set aside: that can be undone.
        """
        ...

    def picture_count(self, model_digest: str = "") -> int:
        """How many kept pictures there are, or of how many this model made a template."""
        ...

    def add_templates(self, model_digest: str, made: Mapping[int, Vector]) -> None:
        """Keep this model's templates, by picture id, beside those of the model in use."""
        ...

    def replace_templates(self, model_digest: str, made: Mapping[int, Template]) -> None:
        """Put templates by picture id in place of those of other models, in one transaction.

        What this model made of other pictures stays: somebody may be enrolled meanwhile.
        """
        ...


class Housekeeping(Protocol):
    """Changes of enrolled people, and their history. Callable on any thread.

    Every change is one transaction and one entry of the history; a Gallery over the same data adds
    its own. Any may raise StoreError; those with a code raise PersonNotFound, and ChangeRefused
    when the change does not apply to how things stand. Each returns the person it left changed.
    """

    def inactive(self) -> list[Person]:
        """Whoever is not recognised but still named, by name; merged people are not among them."""
        ...

    def members(self, code: str | None = None) -> list[Member]:
        """Everybody who is or was enrolled and is not erased, and when; merged people as one.

        By name. ``code``: this person alone, by any of their codes; nobody where it is unknown.
        """
        ...

    def numbered_pictures(self, person_id: int) -> list[tuple[int, EnrolmentPicture]]:
        """The pictures in use with their numbers, in the order they were taken."""
        ...

    def merge(self, code: str, into: str) -> Person:
        """Two enrolments are one person: the pictures of ``code`` go to ``into``.

        The ledger is left as it is; ``code`` stays as another name of ``into``, so that both are
        read as one.
        """
        ...

    def split(
        self,
        code: str,
        numbers: Collection[int],
        new_code: str,
        name: str,
        group: str,
        enrolled_at: datetime,
    ) -> Person:
        """Some of a person's pictures show somebody else, who becomes a person.

        Raises AlreadyEnrolled and EnrolmentRefused as Gallery.enrol does.
        """
        ...

    def deactivate(self, code: str) -> Person:
        """Recognise the person no more; everything is kept."""
        ...

    def reactivate(self, code: str) -> Person:
        """Recognise a deactivated person again."""
        ...

    def add_pictures(
        self,
        code: str,
        pictures: Sequence[tuple[EnrolmentPicture, Template | None]],
        visit: Visit | None = None,
    ) -> Person:
        """Give the person more pictures; ``visit``: they are of somebody seen then."""
        ...

    def set_aside(self, code: str, numbers: Collection[int]) -> Person:
        """Use these pictures no more. One must be left."""
        ...

    def re_enrol(
        self, code: str, pictures: Sequence[tuple[EnrolmentPicture, Template | None]]
    ) -> Person:
        """Use these pictures in place of those that there are."""
        ...

    def history(
        self, code: str | None = None, limit: int | None = None, offset: int = 0
    ) -> list[HistoryEntry]:
        """The changes, newest first; ``code``: those that concern this person."""
        ...

    def undo(self, number: int) -> HistoryEntry:
        """Take a change back, with an entry of its own, which is returned."""
        ...


class Visitors(Protocol):
    """Unknown faces, kept for a short time. Callable on any thread; any may raise StoreError.

    What is deleted is gone from the disk, not only from the answers.
    """

    def add(self, visitor: Visitor) -> None:
        """Keep a visit."""
        ...

    def all(self) -> list[Visitor]:
        """Every visit, oldest first."""
        ...

    def delete(self, keys: Collection[str]) -> int:
        """Delete these visits; returns how many there were."""
        ...

    def expire(self, before: datetime) -> int:
        """Delete what was seen before this moment; returns how many."""
        ...


class Suggestions(Protocol):
    """Pictures that an operator may add to people, at most one for each. Callable on any thread.

    Any may raise StoreError. They go with their person.
    """

    def keep(self, suggestion: Suggestion) -> None:
        """Keep it in place of the person's last one; nothing for somebody who is gone."""
        ...

    def all(self) -> list[Suggestion]:
        """Those of active people, the newest first."""
        ...

    def delete(self, person_id: int) -> bool:
        """Delete the person's, from the disk too; returns whether there was one."""
        ...


class Ledger(Protocol):
    """The append-only, hash-chained ledger of punches. Callable on any thread."""

    def append(self, punch: NewPunch, picture: bytes) -> Punch:
        """Add a punch. When this returns the punch is on the disk.

        Raises PersonNotFound when the person was removed meanwhile, StoreError, and ValueError
        when ``picture`` is not the one that the evidence names.
        """
        ...

    def last(self, person_id: int) -> Punch | None:
        """The person's latest punch by sequence."""
        ...

    def query(self, wanted: PunchFilter, limit: int | None = None, offset: int = 0) -> list[Punch]:
        """Punches, newest first."""
        ...

    def stream(self, wanted: PunchFilter) -> Iterator[Punch]:
        """Punches, oldest first, a page at a time in memory: for exports."""
        ...

    def count(self, wanted: PunchFilter) -> int:
        """How many punches the filter finds."""
        ...

    def marks(
        self,
        start: datetime,
        end: datetime,
        code: str | None = None,
        besides: Sequence[tuple[int, int]] = (),
    ) -> dict[str, list[Mark]]:
        """Punches from ``start`` to before ``end`` by the person's code of today, by sequence.

        ``code``: those of this person alone. ``besides``: first and last sequences of punches that
        are wanted whatever time they tell. Many are quick: nothing else of them is read.
        """
        ...

    def clock_marks(self) -> list[ClockMark]:
        """Where the clock, or the run of the program, changed: that punch and the one before it.

        In order of sequence; between them nothing is to be seen.
        """
        ...

    def picture(self, sequence: int) -> bytes | None:
        """The JPEG of the moment, or None when it was erased."""
        ...

    def head(self) -> LedgerHead:
        """Its last entry; sequence 0 while it is empty. Raises LedgerBroken."""
        ...

    def hash_at(self, sequence: int) -> str | None:
        """The hash of the entry with this sequence, of 0 that before the first; None without one"""
        ...

    def verify(self) -> AuditReport:
        """Walk the chain from its first entry."""
        ...


class SpoofLog(Protocol):
    """What was refused as no living face. Callable on any thread. Any method may raise StoreError.

    A spoof goes with the person whom it shows when that person is erased.
    """

    def add(self, spoof: Spoof) -> None:
        """Keep a spoof, the oldest of very many going for it."""
        ...

    def newest(self, limit: int) -> list[Spoof]:
        """At most so many, newest first, with what the people they show are called today."""
        ...


class Exports(Protocol):
    """Templates of reports, and the reports that are written by themselves. Callable on any thread.

    Any may raise StoreError.
    """

    def templates(self) -> list[ReportTemplate]:
        """Those that were saved, by name."""
        ...

    def save_template(self, template: ReportTemplate) -> None:
        """Keep a template, in place of the one of the same name."""
        ...

    def remove_template(self, name: str) -> bool:
        """Whether there was one."""
        ...

    def jobs(self) -> list[JobStanding]:
        """By name."""
        ...

    def add_job(self, job: ExportJob) -> None:
        """Keep a job that was never done. Raises ChangeRefused for a name that is taken."""
        ...

    def remove_job(self, name: str) -> bool:
        """Whether there was one. What it wrote stays."""
        ...

    def job_done(self, name: str, last: date) -> None:
        """The period that ends on ``last`` is written; nothing for a job that is gone."""
        ...

    def job_failed(self, name: str, why: str, at: datetime) -> None:
        """An attempt came to nothing, ``at`` (UTC); nothing for a job that is gone."""
        ...


class Reports(Protocol):
    """Writes reports as files. Callable on any thread."""

    def write(
        self, order: ReportOrder, target: Path, progress: Callable[[int], None] | None = None
    ) -> Receipt:
        """Write the report into the file ``target``, which appears whole or not at all.

        With ``order.signed`` its signature lies beside it. ``progress`` hears how many people, or
        punches, are written, and stops it by raising. Raises UsageError for an order that makes no
        sense, PersonNotFound, ReportUnwritable, SignatureUnusable, StoreError.
        """
        ...

    def there(self, order: ReportOrder, target: Path) -> bool:
        """Whether such a file lies there already, with its signature if it is to have one."""
        ...


class SettingsStore(Protocol):
    """Settings that belong to the data: section -> JSON. Callable on any thread."""

    def load(self) -> dict[str, str]:
        """Everything that was saved."""
        ...

    def save(self, values: Mapping[str, str]) -> None:
        """Put these in place of those of the same section, in one transaction."""
        ...


class Plans(Protocol):
    """Schedules and whose they are, holidays and leave. Callable on any thread.

    Any method may raise StoreError. Codes are those of today, whoever people turned out to be.
    """

    def schedules(self) -> list[Schedule]:
        """By name."""
        ...

    def assignments(self) -> list[Assignment]:
        """By first day."""
        ...

    def holidays(self, first: date | None = None, last: date | None = None) -> list[Holiday]:
        """Those from ``first`` to ``last``, both included, by day."""
        ...

    def leave(
        self, code: str | None = None, first: date | None = None, last: date | None = None
    ) -> list[Leave]:
        """Leave that touches the days from ``first`` to ``last``, by first day."""
        ...

    def change(self, changes: Sequence[PlanChange]) -> list[int]:
        """Make the changes in their order, all or none; returns the numbers of leave added.

        Whether they make sense was looked at before. Raises PersonNotFound, and ChangeRefused for
        what is not there, or there already.
        """
        ...


class Corrections(Protocol):
    """Corrections and the decisions on them, which are only ever added. Callable on any thread.

    Any method may raise StoreError.
    """

    def add(
        self,
        asked: NewCorrection,
        who: str,
        at: datetime,
        readings: tuple[str, str],
        approved: bool,
    ) -> Correction:
        """Keep a correction, ``approved`` by ``who`` at once or not.

        ``readings``: the day before and after, in words. Raises PersonNotFound.
        """
        ...

    def decide(self, number: int, standing: Standing, who: str, at: datetime) -> Correction:
        """Add a decision. Raises ChangeRefused where it does not follow from how things stand.

        APPROVED and REJECTED follow on PROPOSED; WITHDRAWN on PROPOSED and APPROVED.
        """
        ...

    def get(self, number: int) -> Correction:
        """The correction with this number. Raises ChangeRefused when there is none."""
        ...

    def find(
        self,
        code: str | None = None,
        first: date | None = None,
        last: date | None = None,
        standing: Standing | None = None,
    ) -> list[Correction]:
        """Corrections meant for the days from ``first`` to ``last``, the newest first.

        ``code``: those of this person, by any of their codes; "" those of everybody.
        """
        ...


class ClosedMonths(Protocol):
    """Months that were closed, and what of them changed since. Callable on any thread.

    Any method may raise StoreError. Nothing of a closed month is ever changed.
    """

    def all(self) -> list[ClosedMonth]:
        """Every one, the first month first."""
        ...

    def plan(self, month: date) -> Plan:
        """What a closed month is read by; leave is no part of it.

        Raises ChangeRefused for a month that is open.
        """
        ...

    def frozen(self, month: date, code: str | None = None) -> dict[str, Frozen]:
        """A closed month's sums by the person's code of today. Nothing for an open one."""
        ...

    def unsettled(self) -> list[Unsettled]:
        """Whose closed months may read otherwise since the last closing: rather one too many."""
        ...

    def close(
        self,
        closed: ClosedMonth,
        plan: Plan,
        people: Mapping[str, tuple[str, Totals]],
        carried: Mapping[tuple[date, str], Totals],
    ) -> None:
        """Keep a closed month. Raises ChangeRefused when it is closed already.

        ``people``: the group and the sums, by code. ``carried``: what changed in an earlier closed
        month since that was accounted for, by month and code.
        """
        ...
