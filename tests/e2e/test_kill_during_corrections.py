"""A program killed while corrections are written: each is whole, or not there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desk_access.model.correction import Standing
from desk_access.store.workspace import Workspace
from tests.records import START, append

CORRECTIONS = """
import sys
from datetime import date
from pathlib import Path
from desk_access.bootstrap import open_time_desk
from desk_access.model.correction import Excuse, NewCorrection

DAY = date(2026, 3, 2)
with open_time_desk(Path(sys.argv[1])) as time:
    print("ready", flush=True)
    while True:
        made = time.propose(NewCorrection("E7", DAY, Excuse(DAY), "Killed in the middle"), "noor")
        print(made.number, flush=True)
        time.withdraw(made.number, "noor")
"""
KILLS = 5


@pytest.mark.slow
def test_every_correction_is_whole_or_not_there(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        append(workspace.ledger, workspace.gallery.enrol("E7", "Kim", "", [], START), 0)
    for kill in range(1, KILLS + 1):
        with subprocess.Popen(
            [sys.executable, "-c", CORRECTIONS, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            told = [int(child.stdout.readline()) for _ in range(kill)]
            child.kill()
            told += [int(line) for line in child.stdout]
        with Workspace.open(tmp_path) as workspace:
            found = workspace.corrections.find()
            assert [each.number for each in found] == list(range(len(found), 0, -1))
            # What was told is there; at most one more was written and not told any more.
            assert found[0].number in (told[-1], told[-1] + 1)
            assert {(each.asked.reason, each.before) for each in found} == {
                ("Killed in the middle", "in 17:00")
            }
            assert {each.standing for each in found[1:]} <= {Standing.WITHDRAWN}
            # Approved together with the entry: never merely proposed.
            assert found[0].standing in (Standing.APPROVED, Standing.WITHDRAWN)
            if found[0].counts:
                workspace.corrections.decide(found[0].number, Standing.WITHDRAWN, "noor", START)
            assert workspace.ledger.verify().intact
