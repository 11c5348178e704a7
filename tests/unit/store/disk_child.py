"""Run by test_disks.py on a small or read-only disk of its own. Answers with one line of JSON."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from desk_access.bootstrap import open_time_desk
from desk_access.config import AttendanceSettings, RecognitionSettings
from desk_access.errors import StoreError
from desk_access.model.correction import Excuse, NewCorrection
from desk_access.model.punch import PunchFilter
from desk_access.model.status import Sighting
from desk_access.service.attendant import Attendant
from desk_access.service.mirror import GalleryMirror
from desk_access.service.recorder import Recorder
from desk_access.store.workspace import Workspace
from tests.records import START, append, portraits
from tests.unit.service.scene import CALIBRATION, KIM, MODEL, enrol
from tests.unit.service.test_attendant import seen


def fill(disk: Path) -> dict[str, object]:
    """Punch until the disk is full, then make room and go on."""
    filler = disk / "filler"
    filler.write_bytes(bytes(200_000))
    with Workspace.open(disk / "desk") as workspace:
        kim = workspace.gallery.enrol("E7", "Kim", "", portraits("E7"), START)
        done = 0
        try:
            for done in range(10_000):
                append(workspace.ledger, kim, done)
            failure = None
        except StoreError as error:
            failure = error
        full = {
            "failure": type(failure).__name__,
            "told": str(failure),
            "acknowledged": done,
            "kept": workspace.ledger.count(PunchFilter()),
            "intact": workspace.ledger.verify().intact,
        }
        filler.unlink()
        append(workspace.ledger, kim, done)
        return {**full, "after": workspace.ledger.verify().entries}


def correct(disk: Path) -> dict[str, object]:
    """Correct a day until the disk is full, then make room and go on."""
    filler = disk / "filler"
    filler.write_bytes(bytes(200_000))
    day = START.date()
    asked = NewCorrection("E7", day, Excuse(day), "x" * 500)
    with open_time_desk(disk / "desk") as time:
        done = 0
        failure = None
        while failure is None:
            try:
                done = time.propose(asked, "noor").number
            except StoreError as error:
                failure = error
        found = time.corrections()
        full = {
            "failure": type(failure).__name__,
            "told": str(failure),
            "acknowledged": done,
            "kept": len(found),
            "whole": all(each.counts and each.asked == asked for each in found),
        }
        filler.unlink()
        return {**full, "after": time.propose(asked, "noor").number}


def recognise(disk: Path) -> dict[str, object]:
    """Somebody is recognised while neither the database nor the spool has room; then there is."""
    with Workspace.open(disk / "desk") as workspace:
        enrol(workspace.gallery, KIM, "Kim")
        mirror = GalleryMirror(workspace.gallery, MODEL, CALIBRATION, RecognitionSettings())
        (kim,) = mirror.view.people.values()
        ledger = workspace.prompt_ledger
        attendant = Attendant(ledger, mirror, AttendanceSettings(), "UTC", "run 1")
        recorder = Recorder(attendant, workspace.spool, 0.05)
        told: list[Sighting] = []
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as stream, suppress(OSError):
            while stream.write(bytes(4096)):
                pass
        recorder.start()
        recorder.submit(seen(kim), told.append)
        recorder.flush()
        full = {"unrecorded": told[0].unrecorded, "unsaved": recorder.status().unsaved}
        filler.unlink()
        recorded = recorder.wait(20)
        recorder.stop()
        return {
            **full,
            "recorded": recorded,
            "told": len(told),
            "kept": ledger.count(PunchFilter()),
            "left": sorted(path.name for path in (disk / "desk").glob("punches*")),
            "intact": ledger.verify().intact,
        }


def create(disk: Path) -> dict[str, object]:
    """Make a workspace without room for it, then with."""
    filler = disk / "filler"
    filler.write_bytes(bytes(disk_room(disk) - 20_000))
    try:
        Workspace.open(disk / "desk").close()
        failure = None
    except StoreError as error:
        failure = error
    there = (disk / "desk" / "desk_access.db").exists()
    filler.unlink()
    with Workspace.open(disk / "desk") as workspace:
        intact = workspace.ledger.verify().intact
    told = {"failure": type(failure).__name__, "told": str(failure)}
    return {**told, "half_made": there, "intact": intact}


def prepare(disk: Path) -> dict[str, object]:
    """A workspace with a punch, for the disk to become read-only."""
    with Workspace.open(disk / "desk") as workspace:
        append(workspace.ledger, workspace.gallery.enrol("E7", "Kim", "", [], START), 0)
    return {}


def reopen(disk: Path) -> dict[str, object]:
    """Try every way to open on a disk that is read-only."""
    failures = {}
    for name, exclusive in [("desk", True), ("desk", False), ("new", True), ("new", False)]:
        try:
            Workspace.open(disk / name, exclusive).close()
        except StoreError as error:
            failures[f"{name} {exclusive}"] = [type(error).__name__, str(error)]
    return failures


def look(disk: Path) -> dict[str, object]:
    """Read and audit where nothing may be written, and try to write."""
    with Workspace.open(disk / "desk", exclusive=False) as workspace:
        try:
            workspace.gallery.rename("E7", "Lee", "")
            refused = False
        except StoreError:
            refused = True
        return {
            "punches": workspace.ledger.count(PunchFilter()),
            "people": [person.name for person in workspace.gallery.people()],
            "intact": workspace.ledger.verify().intact,
            "refused": refused,
        }


def look_as_nobody(disk: Path) -> dict[str, object]:
    """The same under an account that may only read; what is imported late is imported before."""
    with tempfile.TemporaryDirectory() as warm:
        shutil.copytree(disk / "desk", Path(warm) / "desk")
        look(Path(warm))
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    return look(disk)


def hand_over(disk: Path) -> dict[str, object]:
    """Let everybody read, and nobody write."""
    for folder, _, names in os.walk(disk):
        for name in names:
            (Path(folder) / name).chmod(0o444)
        Path(folder).chmod(0o555)
    return {}


def disk_room(disk: Path) -> int:
    status = os.statvfs(disk)
    return status.f_bavail * status.f_frsize


if __name__ == "__main__":
    acts: dict[str, Callable[[Path], dict[str, object]]] = {
        act.__name__: act
        for act in (
            fill,
            recognise,
            correct,
            create,
            prepare,
            reopen,
            look,
            look_as_nobody,
            hand_over,
        )
    }
    sys.stdout.write(json.dumps(acts[sys.argv[1]](Path(sys.argv[2]))) + "\n")
