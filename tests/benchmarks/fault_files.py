"""The kinds of write that make files: exports, model files, keys, an update's copy.

Parts of :mod:`tests.benchmarks.fault_kinds`, which says what they do.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from alembic import command

from desk_access.bootstrap import open_export_desk
from desk_access.errors import DeskAccessError
from desk_access.inference.manifest import Manifest
from desk_access.inference.model_store import ModelStore
from desk_access.model.export_job import Every, ExportJob
from desk_access.model.report import ReportForm, ReportKind, ReportOrder
from desk_access.reports.export_key import KEY_NAME, kept_key, made_key
from desk_access.service.exports import Attempt
from desk_access.store.database import Database
from desk_access.store.schema import MIGRATIONS, _config
from desk_access.store.workspace import DATABASE_NAME, Workspace
from tests.unit.inference.tiny import spec_of

DESK: Final = "desk"
OUT: Final = "out"
BODY: Final = bytes(range(256)) * 4096
_OLD_PEOPLE: Final = 300
_OLD_COPIES: Final = 40


def absent(wanted: Sequence[str], there: object, what: str) -> list[str]:
    return [f"{what} {each} is lost" for each in wanted if each not in there]  # type: ignore[operator]


def export(folder: Path, form: ReportForm) -> Iterator[str]:
    out = folder / OUT
    out.mkdir(exist_ok=True)
    order = ReportOrder(ReportKind.TIMESHEET, form, date(2026, 3, 1), date(2026, 3, 31))
    with open_export_desk(folder / DESK) as desk:
        number = len(list(out.iterdir()))
        while True:
            target = out / f"{number}.{form.value}"
            desk.write(order, target)
            yield target.name
            number += 1


def scheduled(folder: Path) -> Iterator[str]:
    out = folder / OUT
    out.mkdir(exist_ok=True)
    kind, form = ReportKind.PUNCHES, ReportForm.JSON
    with open_export_desk(folder / DESK) as desk:
        since = desk.today() - timedelta(days=4)
        number = len(desk.jobs())
        for standing in desk.jobs():  # what an earlier life left is caught up
            desk.run_due(standing.job.name)
        while True:
            job = ExportJob(f"daily {number}", kind, form, Every.DAY, str(out), since)
            desk.add_job(job)
            attempts: list[Attempt] = []
            desk.run_due(job.name, attempts.append)
            for attempt in attempts:
                if attempt.failure:
                    raise _Failed(attempt.failure)
                yield attempt.target.name
            number += 1


class _Failed(DeskAccessError):
    """A scheduled export that was not written; the words are its failure."""


def files_whole(folder: Path, told: Sequence[str]) -> list[str]:
    """Whatever has a final name is whole."""
    out = folder / OUT
    finals = [each for each in out.glob("*") if not each.name.endswith(".part")]
    wrong = absent(told, {each.name for each in finals}, "export")
    return wrong + [f"{each.name} is half written" for each in finals if not _whole(each)]


def _whole(file: Path) -> bool:
    content = file.read_bytes()
    if file.suffix == ".json":
        try:
            json.loads(content)
        except ValueError:
            return False
        return True
    if file.suffix == ".pdf":
        return content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF")
    if file.suffix == ".xlsx":
        try:
            with zipfile.ZipFile(file) as archive:
                return archive.testzip() is None
        except zipfile.BadZipFile:
            return False
    lines = content.decode("utf-8-sig").split("\r\n")
    return lines[-1] == "" and len({line.count(",") for line in lines[:-1]}) == 1


def a_stick(folder: Path) -> None:
    """A folder with a model file to be fetched from."""
    (folder / "stick").mkdir()
    (folder / "stick" / "tiny.bin").write_bytes(BODY)


def model_file(folder: Path) -> Iterator[str]:
    number = len(list(folder.glob("models-*")))
    while True:
        store = ModelStore(folder / f"models-{number}", Manifest((spec_of(BODY),)))
        store.sync(lambda _progress: None, folder / "stick")
        yield store.folder.name
        number += 1


def models_whole(folder: Path, told: Sequence[str]) -> list[str]:
    files = list(folder.glob("models-*/tiny.bin"))
    half = [f"{each} is half written" for each in files if each.read_bytes() != BODY]
    return half + absent(told, {each.parent.name for each in files}, "model file")


def key(folder: Path) -> Iterator[str]:
    number = len(list(folder.glob("key-*")))
    while True:
        place = folder / f"key-{number}"
        place.mkdir()
        made_key(place)
        yield place.name
        number += 1


def keys_whole(folder: Path, told: Sequence[str]) -> list[str]:
    wrong = []
    for place in folder.glob("key-*"):
        try:
            there = kept_key(place) is not None
        except DeskAccessError:
            wrong.append(f"the key of {place.name} is half written")
            continue
        if place.name in told and not there:
            wrong.append(f"the key {place / KEY_NAME} is lost")
    return wrong


def an_old_database(folder: Path) -> None:
    """A database as an older version made it."""
    place = folder / "old.db"
    database = Database.at(place)
    with database.connection() as connection:
        config = _config(MIGRATIONS)
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
    database.close()
    raw = sqlite3.connect(place)
    raw.executemany(
        'INSERT INTO person (code, name, "group", enrolled_at, active) VALUES (?, ?, ?, ?, 1)',
        [
            (f"E{n}", f"Name {n} " + "x" * 300, "", "2026-03-02 08:00:00")
            for n in range(_OLD_PEOPLE)
        ],
    )
    raw.commit()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    for number in range(_OLD_COPIES):
        (folder / f"desk-{number}").mkdir()
        shutil.copy(place, folder / f"desk-{number}" / DATABASE_NAME)


def migration(folder: Path) -> Iterator[str]:
    for number in range(_OLD_COPIES):
        place = folder / f"desk-{number}"
        if not (place / "desk-access.lock").exists():
            Workspace.open(place).close()
            yield place.name


def migrations_whole(folder: Path, told: Sequence[str]) -> list[str]:
    wrong = []
    for place in folder.glob("desk-*"):
        for copy in place.glob("*before-update.db"):
            raw = sqlite3.connect(copy)
            try:
                (count,) = raw.execute("SELECT count(*) FROM person").fetchone()
                (sound,) = raw.execute("PRAGMA integrity_check").fetchone()
            except sqlite3.DatabaseError:
                count, sound = 0, "no database"
            finally:
                raw.close()
            if (count, sound) != (_OLD_PEOPLE, "ok"):
                wrong.append(f"the copy in {place.name} is half written: {count}, {sound}")
        if not (place / "desk-access.lock").exists():
            continue  # nobody has opened it yet
        with Workspace.open(place) as workspace:
            people = len(workspace.gallery.people())
        if people != _OLD_PEOPLE:
            wrong.append(f"{place.name} lost people: {people}")
    return wrong + absent(told, {each.name for each in folder.glob("desk-*")}, "update")
