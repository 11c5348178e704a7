"""Writes a report that was ordered: whole or not at all, with its signature if that is wanted."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO, Final, Generic, Protocol, TextIO, TypeVar

from desk_access.errors import UsageError
from desk_access.model.punch import Punch, PunchFilter
from desk_access.model.report import Receipt, ReportForm, ReportKind, ReportOrder, Stamp
from desk_access.model.timesheet import PersonMonth
from desk_access.ports import Clock, Ledger
from desk_access.reports.atomic import as_text, written_whole
from desk_access.reports.export_key import made_key
from desk_access.reports.punches import stream_punches
from desk_access.reports.signature import sha256_of, sign, signature_of
from desk_access.reports.text_rows import SIGNED_UTF8
from desk_access.reports.timesheet import Timesheet, write_csv, write_json

T = TypeVar("T")
Progress = Callable[[int], None] | None

_YEARS: Final = range(1971, 2971)
"""Moments before and long after these are no moments to Python, or to the clock."""

TEXTS: Final = (ReportForm.CSV, ReportForm.JSON)
"""The forms that are text, and can go where no file is."""


class Timesheets(Protocol):
    """Where people's days come from."""

    def period(
        self,
        first: date,
        last: date,
        *,
        group: str | None = None,
        code: str | None = None,
        through: int | None = None,
    ) -> Iterator[PersonMonth]:
        """Everybody's days, person by person; no punch after the sequence ``through``."""
        ...


class ReportWriter:
    """The port Reports. Callable on any thread.

    ``site`` is the site's time zone of the moment: a report of punches is about its days.
    """

    def __init__(
        self,
        timesheets: Timesheets,
        ledger: Ledger,
        workspace: Path,
        site: Callable[[], tzinfo],
        clock: Clock,
    ) -> None:
        self._timesheets = timesheets
        self._ledger = ledger
        self._workspace = workspace
        self._site = site
        self._clock = clock

    def write(
        self, order: ReportOrder, target: Path, progress: Callable[[int], None] | None = None
    ) -> Receipt:
        """Write the report into the file ``target``; see the port."""
        stamp = self._stamp(order)
        key = made_key(self._workspace) if order.signed else None
        with ExitStack() as files:
            beside: BinaryIO | None = None
            if key is not None:
                # The last to be opened is the first to be there: no signature without its file.
                beside = files.enter_context(written_whole(signature_of(target)))
            stream = files.enter_context(written_whole(target))
            count, warnings = self._write(order, stamp, stream, progress)
            if key is not None and beside is not None:
                beside.write(sign(stream, target.name, order, stamp, key))
                beside.flush()
            digest = sha256_of(stream)
        self._ledger.note_export(stamp.export_id, digest)
        return Receipt(stamp, count, warnings)

    def there(self, order: ReportOrder, target: Path) -> bool:
        """Whether such a file lies there already, with its signature if it is to have one."""
        return target.exists() and (not order.signed or signature_of(target).exists())

    def stream(self, order: ReportOrder, out: TextIO) -> Receipt:
        """Write a report that is text to an open stream, such as stdout. Raises as ``write``."""
        if order.form not in TEXTS or order.signed:
            raise UsageError(
                "Workbooks, pages and signatures need a file.", "Name one in place of -."
            )
        stamp = self._stamp(order)
        return Receipt(stamp, self._write_text(order, stamp, out, None))

    def _stamp(self, order: ReportOrder) -> Stamp:
        if order.last < order.first:
            raise UsageError(f"{order.last} lies before {order.first}.", "Exchange the two days.")
        if order.first.year not in _YEARS or order.last.year not in _YEARS:
            raise UsageError(
                f"There are no days from {order.first} to {order.last}.", "Check the years."
            )
        if order.kind is ReportKind.PUNCHES and order.group is not None:
            raise UsageError(
                "Punches cannot be exported by group.", "Leave the group out, or name a person."
            )
        return Stamp(secrets.token_hex(4), self._clock.now(), self._ledger.head())

    def _write(
        self, order: ReportOrder, stamp: Stamp, stream: BinaryIO, progress: Progress
    ) -> tuple[int, tuple[str, ...]]:
        """How many are in it, and warnings about what it does not show."""
        if order.form in TEXTS:
            encoding = SIGNED_UTF8 if order.form is ReportForm.CSV else "utf-8"
            with as_text(stream, encoding) as text:
                return self._write_text(order, stamp, text, progress), ()
        if order.kind is ReportKind.PUNCHES:
            punches = _Counted(self._punches(order, stamp), progress)
            warnings = _write_punches(order, stamp, punches, stream)
            return punches.count, warnings
        people = _Counted(self._people(order, stamp), progress)
        warnings = _write_timesheet(Timesheet(order, stamp, people), stream)
        return people.count, warnings

    def _write_text(self, order: ReportOrder, stamp: Stamp, out: TextIO, progress: Progress) -> int:
        if order.kind is ReportKind.PUNCHES:
            punches = _Counted(self._punches(order, stamp), progress)
            return stream_punches(punches, out, order.form, order.template)
        people = _Counted(self._people(order, stamp), progress)
        write = write_csv if order.form is ReportForm.CSV else write_json
        write(Timesheet(order, stamp, people), out)
        return people.count

    def _people(self, order: ReportOrder, stamp: Stamp) -> Iterable[PersonMonth]:
        return self._timesheets.period(
            order.first,
            order.last,
            group=order.group,
            code=order.code,
            through=stamp.head.sequence,
        )

    def _punches(self, order: ReportOrder, stamp: Stamp) -> Iterable[Punch]:
        site = self._site()
        start = datetime.combine(order.first, time(), site).astimezone(UTC)
        end = datetime.combine(order.last + timedelta(1), time(), site).astimezone(UTC)
        found = self._ledger.stream(PunchFilter(start, end, order.code))
        # In order of the ledger: whoever comes while it is written is not in it.
        return takewhile(lambda punch: punch.sequence <= stamp.head.sequence, found)


# The libraries of workbooks and pages take half a second to load: when one is written, not before.


def _write_timesheet(sheet: Timesheet, stream: BinaryIO) -> tuple[str, ...]:
    if sheet.order.form is ReportForm.XLSX:
        from desk_access.reports.xlsx_timesheet import write_xlsx

        write_xlsx(sheet, stream)
        return ()
    from desk_access.reports.pdf_timesheet import write_pdf

    return write_pdf(sheet, stream)


def _write_punches(
    order: ReportOrder, stamp: Stamp, punches: Iterable[Punch], stream: BinaryIO
) -> tuple[str, ...]:
    if order.form is ReportForm.XLSX:
        from desk_access.reports.xlsx_punches import write_xlsx

        write_xlsx(order, stamp, punches, stream)
        return ()
    from desk_access.reports.pdf_punches import write_pdf

    return write_pdf(order, stamp, punches, stream)


class _Counted(Generic[T]):
    """Counts what is taken from it, and tells."""

    def __init__(self, source: Iterable[T], progress: Progress) -> None:
        self._source = source
        self._progress = progress
        self.count = 0

    def __iter__(self) -> Iterator[T]:
        for each in self._source:
            self.count += 1
            if self._progress is not None:
                self._progress(self.count)
            yield each
