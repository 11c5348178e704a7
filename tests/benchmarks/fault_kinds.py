"""Every kind of write: how it is done for ever, and how to see that none was lost or left half.

``write`` yields a token after each write that was acknowledged, and goes on from whatever an
earlier life left. ``check`` gets all tokens and gives a line for each that is lost, and for each
file that is half written. Both are for :mod:`tests.benchmarks.faults`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from desk_access.bootstrap import open_import_desk, open_time_desk
from desk_access.capture.pictures import read_picture
from desk_access.config import AttendanceSettings, RecognitionSettings, Settings
from desk_access.errors import DeskAccessError
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.correction import Excuse, NewCorrection, Standing
from desk_access.model.enrolment import RosterEntry
from desk_access.model.importing import DraftLeave, LeaveTable, Listed
from desk_access.model.punch import PunchFilter
from desk_access.model.report import ReportForm
from desk_access.model.status import Sighting
from desk_access.model.waiting_punch import Unrecorded
from desk_access.opencv import cv2
from desk_access.service.attendant import Attendant
from desk_access.service.bulk_enrolment import BulkEnrolment
from desk_access.service.clock import SystemClock
from desk_access.service.enrolment import EnrolmentDesk
from desk_access.service.mirror import GalleryMirror
from desk_access.service.recorder import Recorder
from desk_access.service.workbench import Workbench
from desk_access.store.workspace import DATABASE_NAME, Workspace
from tests.benchmarks.fault_files import (
    DESK,
    a_stick,
    absent,
    an_old_database,
    export,
    files_whole,
    key,
    keys_whole,
    migration,
    migrations_whole,
    model_file,
    models_whole,
    scheduled,
)
from tests.fakes import paint_faces
from tests.records import START, append, portraits
from tests.unit.service.scene import CALIBRATION, KIM, LEFT, MODEL, enrol, make_tools
from tests.unit.service.test_attendant import NINE, seen

PAINTED: Final = range(3, 250, 4)


@dataclass(frozen=True)
class Kind:
    """One kind of write."""

    name: str
    prepare: Callable[[Path], None]
    write: Callable[[Path], Iterator[str]]
    check: Callable[[Path, Sequence[str]], list[str]]


def a_desk(folder: Path) -> None:
    """A workspace in which Kim punched."""
    with Workspace.open(folder / DESK) as workspace:
        kim = workspace.gallery.enrol("E7", "Kim", "", portraits("E7"), START)
        for number in range(6):
            append(workspace.ledger, kim, number)


# --- the ledger, the spool, and the way from one to the other ---------------------------------


def _punch(folder: Path) -> Iterator[str]:
    with Workspace.open(folder / DESK) as workspace:
        kim = workspace.gallery.person("E7")
        number = workspace.ledger.count(PunchFilter())
        while True:
            yield str(append(workspace.ledger, kim, number).sequence)
            number += 1


def _punches_there(folder: Path, told: Sequence[str]) -> list[str]:
    with Workspace.open(folder / DESK) as workspace:
        kept = {str(punch.sequence): punch for punch in workspace.ledger.stream(PunchFilter())}
        bare = [f"punch {n} has no picture" for n in kept if not workspace.ledger.picture(int(n))]
    return absent(told, kept, "punch") + bare


def a_desk_of_sightings(folder: Path) -> None:
    """A workspace whose Kim is recognised."""
    with Workspace.open(folder / DESK) as workspace:
        enrol(workspace.gallery, KIM, "Kim")


def _sightings(folder: Path, *, locked: bool) -> Iterator[str]:
    """Through the recorder, as the cameras do it; acknowledged by a greeting, or by "Saving"."""
    with Workspace.open(folder / DESK) as workspace:
        other = sqlite3.connect(folder / DESK / DATABASE_NAME, isolation_level=None)
        if locked:
            other.execute("BEGIN EXCLUSIVE")
        mirror = GalleryMirror(workspace.gallery, MODEL, CALIBRATION, RecognitionSettings())
        kim = next(iter(mirror.view.people.values()))
        attendant = Attendant(
            workspace.prompt_ledger, mirror, AttendanceSettings(), "UTC", f"run {os.getpid()}"
        )
        recorder = Recorder(attendant, workspace.spool, 0.05)
        told: SimpleQueue[Sighting] = SimpleQueue()
        number = len(workspace.spool.waiting()) + workspace.ledger.count(PunchFilter())
        number = 4 * (number + 10 * os.getpid() % 100_000)
        recorder.start()
        try:
            while True:
                number += 2
                recorder.submit(seen(kim, NINE + timedelta(minutes=number)), told.put)
                sighting = told.get()
                while sighting.decision.decided_at != NINE + timedelta(minutes=number):
                    sighting = told.get()
                if sighting.unrecorded is not Unrecorded.FAILED:
                    yield sighting.decision.decided_at.isoformat()
        finally:
            recorder.stop()
            other.close()


def _sightings_there(folder: Path, told: Sequence[str]) -> list[str]:
    """Each told moment is in the ledger once, or waits; after another start all are, once."""
    with Workspace.open(folder / DESK) as workspace:
        spool = {each.at.isoformat() for each in workspace.spool.waiting()}
        ledger = [each.entry.at.isoformat() for each in workspace.ledger.stream(PunchFilter())]
        wrong = absent(told, spool | set(ledger), "punch")
        mirror = GalleryMirror(workspace.gallery, MODEL, CALIBRATION, RecognitionSettings())
        attendant = Attendant(
            workspace.prompt_ledger, mirror, AttendanceSettings(), "UTC", "afterwards"
        )
        recorder = Recorder(attendant, workspace.spool, 0.05)
        recorder.start()
        if not recorder.wait(120):
            wrong.append(f"punches still wait: {recorder.status()}")
        recorder.stop()
        ledger = [each.entry.at.isoformat() for each in workspace.ledger.stream(PunchFilter())]
    twice = len(ledger) - len(set(ledger))
    wrong += [f"{twice} punches were written twice"] if twice else []
    return wrong + absent(told, set(ledger), "punch")


# --- people -----------------------------------------------------------------------------------


def _enrolment(folder: Path) -> Iterator[str]:
    with Workspace.open(folder / DESK) as workspace:
        number = len(workspace.gallery.people())
        while True:
            code = f"N{number}"
            workspace.gallery.enrol(code, f"Name {number}", "", portraits(code), START)
            yield code
            number += 1


def _people_whole(folder: Path, told: Sequence[str]) -> list[str]:
    with Workspace.open(folder / DESK) as workspace:
        there = {each.code: each for each in workspace.gallery.people()}
        templates = sum(workspace.gallery.template_counts().values())
    wrong = absent(told, there, "person")
    if templates != sum(each.pictures for each in there.values()):
        wrong.append("a picture lacks its template")
    return wrong


def photos(folder: Path) -> None:
    """A workspace, and a folder of painted people to be imported."""
    Workspace.open(folder / DESK).close()
    (folder / "photos").mkdir()
    for who in PAINTED:
        assert cv2.imwrite(str(folder / "photos" / f"P{who}.png"), paint_faces([(LEFT, who)]))


def _import_of_people(folder: Path) -> Iterator[str]:
    bench = Workbench(make_tools)
    try:
        with Workspace.open(folder / DESK) as workspace:
            mirror = GalleryMirror(workspace.gallery, MODEL, CALIBRATION, RecognitionSettings())
            desk = EnrolmentDesk(workspace.gallery, mirror, bench, read_picture, SystemClock())
            bulk = BulkEnrolment(desk, workspace.gallery, read_picture, lambda: MODEL)
            paths = sorted((folder / "photos").iterdir())
            roster = [RosterEntry(each.stem, each.stem, "", (each,)) for each in paths]
            for done in bulk.run(roster, lambda *_: None):
                yield done.entry.code
    finally:
        bench.close()


def _erase(folder: Path) -> Iterator[str]:
    with Workspace.open(folder / DESK) as workspace:
        number = workspace.ledger.count(PunchFilter())
        while True:
            code = f"X{number}"
            person = workspace.gallery.enrol(code, f"Gone {number}", "", portraits(code), START)
            append(workspace.ledger, person, number)
            workspace.gallery.erase(code)
            yield code
            number += 1


def _erased_are_gone(folder: Path, told: Sequence[str]) -> list[str]:
    wrong = []
    with Workspace.open(folder / DESK) as workspace:
        for code in told:
            try:
                workspace.gallery.person(code)
            except DeskAccessError:
                continue
            wrong.append(f"{code} is still there")
        for punch in workspace.ledger.stream(PunchFilter()):
            if punch.code in told and workspace.ledger.picture(punch.sequence):
                wrong.append(f"a picture of {punch.code} is still there")
    return wrong


def two_people(folder: Path) -> None:
    """A workspace of two people, to be merged."""
    with Workspace.open(folder / DESK) as workspace:
        for code in ("E7", "E8"):
            workspace.gallery.enrol(code, code, "", portraits(code, 3), START)


def _merge(folder: Path) -> Iterator[str]:
    with Workspace.open(folder / DESK) as workspace:
        if len(workspace.gallery.people()) == 1:
            workspace.housekeeping.undo(workspace.housekeeping.history(limit=1)[0].number)
        while True:
            workspace.housekeeping.merge("E8", "E7")
            number = workspace.housekeeping.history(limit=1)[0].number
            yield str(number)
            workspace.housekeeping.undo(number)


def _merges_whole(folder: Path, told: Sequence[str]) -> list[str]:
    with Workspace.open(folder / DESK) as workspace:
        history = {str(each.number) for each in workspace.housekeeping.history()}
        people = workspace.gallery.people()
        whole = sum(each.pictures for each in people) == 6
        whole = whole and len(workspace.gallery.templates("a" * 64)) == 6
    return absent(told, history, "merge") + ([] if whole else ["a merge is half done"])


# --- hours, plans, settings -------------------------------------------------------------------


def _correction(folder: Path) -> Iterator[str]:
    day = START.date()
    with open_time_desk(folder / DESK) as time:
        while True:
            yield str(time.propose(NewCorrection("E7", day, Excuse(day), "killed"), "noor").number)


def _corrections_there(folder: Path, told: Sequence[str]) -> list[str]:
    with Workspace.open(folder / DESK) as workspace:
        found = {str(each.number): each for each in workspace.corrections.find()}
    proposed = [n for n, each in found.items() if each.standing is Standing.PROPOSED]
    return absent(told, found, "correction") + [f"correction {n} is half made" for n in proposed]


def _decision(folder: Path) -> Iterator[str]:
    day = START.date()
    with open_time_desk(folder / DESK) as time:
        while True:
            made = time.propose(NewCorrection("E7", day, Excuse(day), "killed"), "noor")
            yield str(time.withdraw(made.number, "noor").number)


def _decisions_there(folder: Path, told: Sequence[str]) -> list[str]:
    with Workspace.open(folder / DESK) as workspace:
        found = workspace.corrections.find(standing=Standing.WITHDRAWN)
    return absent(told, {str(each.number) for each in found}, "decision")


def _closing(folder: Path) -> Iterator[str]:
    with open_time_desk(folder / DESK) as time:
        closed = time.closed_months()
        month = _next(closed[-1].month) if closed else date(1990, 1, 1)
        while True:
            yield time.close_month(month, "noor").month.isoformat()
            month = _next(month)


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _closings_there(folder: Path, told: Sequence[str]) -> list[str]:
    with Workspace.open(folder / DESK) as workspace:
        months = {each.month.isoformat(): each for each in workspace.closed_months.all()}
        wrong = absent(told, months, "closing")
        for each in months.values():
            workspace.closed_months.plan(each.month)
    return wrong


def _plan_change(folder: Path) -> Iterator[str]:
    with open_time_desk(folder / DESK) as time:
        day = date(2000, 1, 1) + timedelta(days=len(time.holidays()))
        while True:
            time.save_holidays([Holiday(day, "A day off", "")])
            yield day.isoformat()
            day += timedelta(days=1)


def _plans_there(folder: Path, told: Sequence[str]) -> list[str]:
    with Workspace.open(folder / DESK) as workspace:
        days = {each.day.isoformat() for each in workspace.plans.holidays()}
    return absent(told, days, "holiday")


_ROWS: Final = 10


def _import_of_a_table(folder: Path) -> Iterator[str]:
    with open_import_desk(folder / DESK) as desk, Workspace.open(folder / DESK, False) as reading:
        day = date(2000, 1, 1) + timedelta(days=len(reading.plans.leave()))
        while True:
            days = [day + timedelta(days=place) for place in range(_ROWS)]
            rows = (DraftLeave(Leave("E7", each, each, "annual")) for each in days)
            table = LeaveTable(tuple(Listed("Line", "it", row) for row in rows))
            desk.apply(table, desk.compare(table))
            yield day.isoformat()
            day = days[-1] + timedelta(days=1)


def _tables_whole(folder: Path, told: Sequence[str]) -> list[str]:
    with Workspace.open(folder / DESK) as workspace:
        days = {each.first.isoformat() for each in workspace.plans.leave()}
    half = [f"a table of {len(days) % _ROWS} rows is half applied"] if len(days) % _ROWS else []
    return absent(told, days, "table") + half


def _settings(folder: Path) -> Iterator[str]:
    with Workspace.open(folder / DESK) as workspace:
        number = int(Settings.parse(workspace.settings.load()).attendance.cool_down_s)
        while True:
            number = (number + 1) % 80_000
            made = replace(Settings(), attendance=AttendanceSettings(cool_down_s=number))
            workspace.settings.save(made.flatten())
            yield str(number)


def _settings_there(folder: Path, told: Sequence[str]) -> list[str]:
    with Workspace.open(folder / DESK) as workspace:
        kept = Settings.parse(workspace.settings.load()).attendance.cool_down_s
    return [f"setting {told[-1]} is lost: {kept}"] if told and kept < int(told[-1]) else []


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("punch", a_desk, _punch, _punches_there),
        Kind("sighting", a_desk_of_sightings, partial(_sightings, locked=False), _sightings_there),
        Kind("spool", a_desk_of_sightings, partial(_sightings, locked=True), _sightings_there),
        Kind("correction", a_desk, _correction, _corrections_there),
        Kind("decision", a_desk, _decision, _decisions_there),
        Kind("closing", a_desk, _closing, _closings_there),
        Kind("plan", a_desk, _plan_change, _plans_there),
        Kind("settings", a_desk, _settings, _settings_there),
        Kind("enrolment", a_desk, _enrolment, _people_whole),
        Kind("import-people", photos, _import_of_people, _people_whole),
        Kind("import-table", a_desk, _import_of_a_table, _tables_whole),
        Kind("erase", a_desk, _erase, _erased_are_gone),
        Kind("merge", two_people, _merge, _merges_whole),
        *(
            Kind(f"export-{form.value}", a_desk, partial(export, form=form), files_whole)
            for form in ReportForm
        ),
        Kind("scheduled", a_desk, scheduled, files_whole),
        Kind("model-file", a_stick, model_file, models_whole),
        Kind("key", lambda _folder: None, key, keys_whole),
        Kind("migration", an_old_database, migration, migrations_whole),
    )
}


def database_sound(folder: Path) -> list[str]:
    """What is wrong with the workspace itself: it opens, and the audit finds nothing."""
    if not (folder / DESK).exists():
        return []
    with Workspace.open(folder / DESK) as workspace:
        report = workspace.ledger.verify()
    return [] if report.intact else [f"the audit: {report.fault}"]
