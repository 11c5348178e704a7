"""How long timesheets take at three sizes: ``make bench-timesheet``.

A year of two punches a working day for each person is put into a workspace of its own, without
pictures and without hashes (nothing is verified here). Then a month of everybody and a month of one
person are read, each in a fresh process, so that memory is that of one reading.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from desk_access.attendance.reading import totals_of
from desk_access.bootstrap import make_time_desk
from desk_access.config import Settings
from desk_access.model.identifier import canonical
from desk_access.model.schedule import Assignment, Break, Schedule, Shift
from desk_access.service.timekeeping.desk import TimeDesk
from desk_access.store.workspace import DATABASE_NAME, Workspace

SIZES = (100, 1000, 10_000)
YEAR, MONTH = 2025, date(2025, 10, 1)
ZONE = "Asia/Seoul"
OFFICE = Shift("day", time(9), time(18), (Break(time(12), time(13)),))


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="PEOPLE")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--code", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.read:
        print(json.dumps(read(args.read, args.code)))
        return
    print("people    punches   month of all   of one (median of 20)   memory of all")
    for people in args.sizes:
        with tempfile.TemporaryDirectory() as folder:
            punches = fill(Path(folder), people)
            everybody, one = in_a_process(folder), in_a_process(folder, "P00007")
        print(
            f"{people:6,} {punches:10,} {everybody['seconds']:12.2f} s"
            f" {one['seconds'] * 1000:20.1f} ms {everybody['megabytes']:12.0f} MB",
            flush=True,
        )


def in_a_process(folder: str, code: str | None = None) -> dict[str, float]:
    """Read a month in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.timesheet", "--read", folder]
    done = subprocess.run(
        command + (["--code", code] if code else []), check=True, capture_output=True, text=True
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


@contextmanager
def time_desk(folder: Path, exclusive: bool) -> Iterator[TimeDesk]:
    """The hours of a workspace."""
    with Workspace.open(folder, exclusive) as workspace:
        yield make_time_desk(workspace, Settings.parse(workspace.settings.load()))


def read(folder: Path, code: str | None) -> dict[str, float]:
    """The seconds that a month takes, and the most memory that the process had."""
    with time_desk(folder, exclusive=False) as desk:
        times = []
        for _ in range(20 if code else 1):
            begun = timeit.default_timer()
            worked = sum(totals_of(person.days).work for person in desk.month(MONTH, code=code))
            times.append(timeit.default_timer() - begun)
    assert worked > 0
    # Linux counts in KiB.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": statistics.median(times), "megabytes": peak}


def fill(folder: Path, people: int) -> int:
    """Make a workspace with so many people and their year; returns how many punches it has."""
    with time_desk(folder, exclusive=True) as desk:
        week = ((OFFICE,),) * 5 + ((), ())
        desk.save_schedule(Schedule("office", week, date(2024, 1, 1)))
        desk.assign(Assignment("office", date(2024, 1, 1), group="all"))
    database = sqlite3.connect(folder / DATABASE_NAME)
    with database:
        database.executemany(
            'INSERT INTO person (person_id, code, code_key, name, "group", enrolled_at, active)'
            " VALUES (?, ?, ?, ?, 'all', '2024-01-01 00:00:00.000000', 1)",
            (
                (number, f"P{number:05}", canonical(f"P{number:05}"), f"Person {number}")
                for number in range(1, people + 1)
            ),
        )
        database.executemany(
            "INSERT INTO punch (sequence, person_id, person_code, direction, at, zone, monotonic,"
            " session, score, threshold, frames, quality, model_digest, camera, picture_sha256,"
            " previous_hash, entry_hash) VALUES (?, ?, ?, ?, ?, ?, 0, 's', 0.9, 0.4, 3, 0.9, '',"
            " 'door', '', '', '')",
            punches(people),
        )
    (count,) = database.execute("SELECT count(*) FROM punch").fetchone()
    database.close()
    return int(count)


def punches(people: int) -> Iterator[tuple[int, int, str, str, str, str]]:
    """The rows of a year in the order of time: everybody comes, then everybody goes."""
    chance = random.Random(1)
    sequence = 0
    day = date(YEAR, 1, 1)
    while day.year == YEAR:
        if day.weekday() < 5:
            midnight = datetime.combine(day, time(), ZoneInfo(ZONE)).astimezone(UTC)
            for direction, minute in (("in", 8 * 60 + 40), ("out", 17 * 60 + 55)):
                for person in range(1, people + 1):
                    sequence += 1
                    at = midnight + timedelta(minutes=minute + chance.uniform(0, 30))
                    moment = at.strftime("%Y-%m-%d %H:%M:%S.%f")
                    yield sequence, person, f"P{person:05}", direction, moment, ZONE
        day += timedelta(days=1)


if __name__ == "__main__":
    main()
