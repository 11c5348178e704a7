"""What is lost when the program is killed, the database locked, or the disk full.

``make bench-faults``: 200 kills over every kind of write, locks of 10 and of 60 seconds, and a
disk that takes no more from each step of a write on. "lost" counts what was acknowledged and is not
there afterwards, "half" files with a final name that are not whole; both are to be 0.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from desk_access.config import AttendanceSettings, RecognitionSettings
from desk_access.errors import DeskAccessError
from desk_access.model.punch import PunchFilter
from desk_access.model.status import Sighting
from desk_access.model.waiting_punch import Unrecorded
from desk_access.service.attendant import Attendant
from desk_access.service.mirror import GalleryMirror
from desk_access.service.recorder import Recorder
from desk_access.store.workspace import DATABASE_NAME, Workspace
from tests.benchmarks.fault_files import DESK
from tests.benchmarks.fault_kinds import (
    KINDS,
    Kind,
    a_desk_of_sightings,
    database_sound,
)
from tests.benchmarks.fault_lives import live
from tests.unit.service.scene import CALIBRATION, MODEL
from tests.unit.service.test_attendant import NINE, seen

KILLS: Final = 200
LOCKS: Final = (10.0, 60.0)
STEPS: Final = 12
FORKS: Final = "forkserver" in multiprocessing.get_all_start_methods()
CONTEXT: Final = multiprocessing.get_context("forkserver" if FORKS else "spawn")
_PATIENCE_S: Final = 60


@dataclass
class Figures:
    """What a fault did to one kind of write."""

    kind: str
    faults: int = 0
    acknowledged: int = 0
    wrong: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def _started(kind: Kind, folder: Path, limit: int | None) -> tuple[Any, Connection]:
    receiving, sending = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=live, args=(kind.name, folder, limit, sending))
    process.start()
    sending.close()
    return process, receiving


def _heard(receiving: Connection, figures: Figures) -> list[str]:
    """What was acknowledged, to the end of the pipe."""
    tokens = []
    with receiving:
        while True:
            try:
                what, words = receiving.recv()
            except (EOFError, OSError):
                return tokens
            if what == "done":
                tokens.append(words)
            elif what == "refused":
                figures.told.append(words)
            elif what == "traceback":
                figures.wrong.append(words)


def kills(kind: Kind, folder: Path, count: int, chance: random.Random) -> Figures:
    """Kill the program ``count`` times while it writes."""
    figures = Figures(kind.name)
    kind.prepare(folder)
    tokens: list[str] = []
    for _ in range(count):
        process, receiving = _started(kind, folder, None)
        if chance.random() < 0.85:
            receiving.poll(_PATIENCE_S)  # until it writes; the others die while they open
        time.sleep(chance.uniform(0, 0.15))
        process.kill()
        process.join()
        process.close()
        tokens += _heard(receiving, figures)
        figures.faults += 1
        figures.wrong += _looked_at(kind, folder, tokens)
    figures.acknowledged = len(tokens)
    return figures


def _looked_at(kind: Kind, folder: Path, tokens: Sequence[str]) -> list[str]:
    try:
        return kind.check(folder, tokens) + database_sound(folder)
    except DeskAccessError as error:
        return [f"cannot be opened: {error}"]


def full(kind: Kind, folder: Path, steps: int) -> Figures:
    """Let no file grow beyond a limit, which rises from nothing to what the writes need."""
    figures = Figures(kind.name)
    rehearsal = folder / "rehearsal"
    rehearsal.mkdir()
    kind.prepare(rehearsal)
    process, receiving = _started(kind, rehearsal, 1 << 40)
    process.join()
    _heard(receiving, figures)
    needed = max(each.stat().st_size for each in rehearsal.rglob("*") if each.is_file())
    for step in range(steps + 1):
        place = folder / str(step)
        place.mkdir()
        kind.prepare(place)
        # Finer where files are small: a key and a line of the spool have few bytes.
        limit = round((needed + 1) * (step / steps) ** 2)
        process, receiving = _started(kind, place, limit)
        process.join()
        tokens = _heard(receiving, figures)
        figures.faults += 1
        figures.acknowledged += len(tokens)
        wrong = _looked_at(kind, place, tokens)
        figures.wrong += [f"at {limit} bytes: {each}" for each in wrong]
    figures.wrong += [f"more than a line: {each!r}" for each in figures.told if "\n" in each]
    return figures


def lock(seconds: float, folder: Path) -> Figures:
    """Hold the database for so long while people are recognised; end the program in the middle."""
    figures = Figures(f"lock of {seconds:g} s")
    a_desk_of_sightings(folder)
    told: list[Sighting] = []
    decided: list[str] = []

    def run(session: str, until: Callable[[], bool], number: int) -> int:
        """A run of the program, a sighting four times a second."""
        with Workspace.open(folder / DESK) as workspace:
            mirror = GalleryMirror(workspace.gallery, MODEL, CALIBRATION, RecognitionSettings())
            kim = next(iter(mirror.view.people.values()))
            settings = AttendanceSettings()
            attendant = Attendant(workspace.prompt_ledger, mirror, settings, "UTC", session)
            recorder = Recorder(attendant, workspace.spool)
            recorder.start()
            while not until():
                number += 2
                moment = NINE + timedelta(minutes=number)
                decided.append(moment.isoformat())
                recorder.submit(seen(kim, moment), told.append)
                time.sleep(0.25)
            recorder.stop()
        return number

    other = sqlite3.connect(folder / DESK / DATABASE_NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    begun = time.monotonic()
    number = run("before", lambda: time.monotonic() - begun > seconds / 2, 0)
    number = run("after", lambda: time.monotonic() - begun > seconds, number)
    other.execute("ROLLBACK")
    other.close()
    released = time.monotonic()
    run("free", lambda: time.monotonic() - released > 2, number)
    figures.faults, figures.acknowledged = 1, len(decided)
    figures.told = [f"{sum(s.unrecorded is Unrecorded.SAVING for s in told)} were told to be saved"]
    with Workspace.open(folder / DESK) as workspace:
        punches = list(workspace.ledger.stream(PunchFilter()))
        waiting = workspace.spool.waiting()
    kept = [punch.entry.at.isoformat() for punch in punches]
    figures.wrong += [f"{each} is lost" for each in decided if each not in kept]
    figures.wrong += ["punches were written twice"] if len(set(kept)) < len(kept) else []
    figures.wrong += [f"{len(waiting)} still wait"] if waiting else []
    figures.wrong += ["punches are not in order"] if kept != sorted(kept) else []
    return figures


def _told(figures: Figures) -> None:
    words = "" if not figures.told else f"  {figures.told[-1][:90]}"
    print(
        f"{figures.kind:16} {figures.faults:7,} {figures.acknowledged:13,} "
        f"{len(figures.wrong):6,}{words}",
        flush=True,
    )
    for each in figures.wrong[:5]:
        print(f"    {each}", flush=True)


def measure(args: argparse.Namespace) -> int:
    """Print a line for each kind of write and fault; returns how many things went wrong."""
    logging.getLogger().addHandler(logging.NullHandler())
    CONTEXT.set_forkserver_preload(["tests.benchmarks.fault_lives"])
    chance = random.Random(7)
    chosen = [KINDS[name] for name in args.kinds or KINDS]
    wrong = 0

    def counted(figures: Figures) -> None:
        nonlocal wrong
        wrong += len(figures.wrong)
        _told(figures)

    def in_a_folder(work: Callable[[Path], Figures]) -> None:
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            counted(work(Path(folder)))

    head = f"{'write':16} {'faults':>7} {'acknowledged':>13} {'wrong':>6}"
    if args.kills:
        print(f"killed\n{head}", flush=True)
        for place, kind in enumerate(chosen):
            share = args.kills // len(chosen) + (place < args.kills % len(chosen))
            in_a_folder(lambda folder, k=kind, n=share: kills(k, folder, n, chance))
    if args.locks:
        print(f"\nlocked by another program\n{head}", flush=True)
        for seconds in args.locks:
            in_a_folder(lambda folder, s=seconds: lock(s, folder))
    if args.steps and sys.platform != "win32":
        print(f"\nno room\n{head}", flush=True)
        for kind in chosen:
            in_a_folder(lambda folder, k=kind: full(k, folder, args.steps))
    print(f"\n{wrong} lost, half written or wrong", flush=True)
    return wrong


def main() -> None:
    """Print what is lost; the exit status is 1 when anything is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS, metavar="N", help="in all; 0: none")
    parser.add_argument("--locks", type=float, nargs="*", default=LOCKS, metavar="S")
    parser.add_argument("--steps", type=int, default=STEPS, metavar="N", help="of a full disk")
    parser.add_argument("--kinds", nargs="+", choices=list(KINDS), metavar="KIND")
    raise SystemExit(1 if measure(parser.parse_args()) else 0)


if __name__ == "__main__":
    main()
