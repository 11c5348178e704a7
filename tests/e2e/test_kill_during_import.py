"""An import of many people killed half-way, and run again: whole people, each of them once."""

from __future__ import annotations

import csv
import itertools
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from desk_access.store.workspace import Workspace
from tests.e2e.conftest import Program

pytestmark = [pytest.mark.data, pytest.mark.models, pytest.mark.slow]

PEOPLE = 8
PHOTOS = 3
KILLED_WITH = (1, 4)
"""So many people stand in the gallery when an import is killed, or one or two more."""

Enrolled = dict[str, int]
"""Codes, and how many pictures the gallery has of each."""


@pytest.fixture
def roster(shared_data: Path, tmp_path: Path) -> Path:
    """A folder of people with three small photos each."""
    folder = tmp_path / "colleagues"
    with zipfile.ZipFile(shared_data / "lfw_dev.zip") as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".jpg"))
        groups = itertools.groupby(names, lambda name: name.rpartition("/")[0])
        people = (photos for photos in (list(group) for _, group in groups))
        chosen = itertools.islice((each for each in people if len(each) == PHOTOS), PEOPLE)
        archive.extractall(folder, itertools.chain(*chosen))
    return folder


def enrolled(workspace: Workspace) -> Enrolled:
    """Who is there; every picture must have its template."""
    found = {person.code: person.pictures for person in workspace.gallery.people()}
    assert sum(workspace.gallery.template_counts().values()) == sum(found.values())
    return found


def told(report: Path) -> list[tuple[str, str, str]]:
    """Code, photo and outcome of each row of a report."""
    with report.open(encoding="utf-8-sig", newline="") as stream:
        return [(row["code"], row["photo"], row["outcome"]) for row in csv.DictReader(stream)]


def start(folder: Path, roster: Path) -> subprocess.Popen[str]:
    """The program, as its user starts it."""
    command = [sys.executable, "-m", "desk_access", "--data-dir", str(folder), "import"]
    pipe = subprocess.PIPE
    return subprocess.Popen([*command, str(roster)], stdout=pipe, stderr=pipe, text=True)


def kill_with(people: int, folder: Path, roster: Path, pause: float) -> None:
    """Import until ``people`` are in the gallery and SIGKILL the program ``pause`` s later."""
    with start(folder, roster) as process, Workspace.open(folder, exclusive=False) as workspace:
        try:
            while len(workspace.gallery.people()) < people:
                assert process.poll() is None, "it ended before it could be killed"
                time.sleep(0.005)
            time.sleep(pause)
        finally:
            process.kill()
    assert process.returncode < 0, "it was not killed, but ended"


def test_an_import_killed_twice_ends_as_if_it_never_was(
    program: Program, roster: Path, tmp_path: Path
) -> None:
    unhurt, folder = tmp_path / "unhurt", tmp_path / "killed"
    program("import", roster, "--report", tmp_path / "unhurt.csv", folder=unhurt)
    whole = told(tmp_path / "unhurt.csv")
    with Workspace.open(unhurt, exclusive=False) as workspace:
        wanted = enrolled(workspace)
    assert len(wanted) == PEOPLE
    assert len(whole) == PEOPLE * PHOTOS

    Workspace.open(folder).close()
    report = tmp_path / "colleagues-report.csv"
    chance = random.Random(7)
    before: Enrolled = {}
    for people in KILLED_WITH:
        kill_with(people, folder, roster, chance.uniform(0, 0.1))
        with Workspace.open(folder) as workspace:
            now = enrolled(workspace)
        assert before.keys() < now.keys() < wanted.keys()
        assert now.items() <= wanted.items(), "somebody is half enrolled"
        assert not report.exists()
        before = now

    with start(folder, roster) as process:
        said, complaints = process.communicate()
    assert process.returncode == 0, complaints
    assert said == f"{PEOPLE - len(before)} enrolled, {len(before)} skipped, 0 refused\n"
    with Workspace.open(folder) as workspace:
        assert enrolled(workspace) == wanted
        assert workspace.ledger.verify().intact
    for (code, photo, outcome), row in zip(whole, told(report), strict=True):
        assert row == (code, photo, "enrolled_before" if code in before else outcome)
