"""A program killed in the middle of merging: each change happened whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desk_access.model.history import Action
from desk_access.store.workspace import Workspace
from tests.records import MODEL, START, portraits

CHANGES = """
import itertools
import sys
from pathlib import Path
from desk_access.store.workspace import Workspace

with Workspace.open(Path(sys.argv[1])) as workspace:
    for made in itertools.count():
        workspace.housekeeping.merge("E8", "E7")
        workspace.housekeeping.undo(workspace.housekeeping.history(limit=1)[0].number)
        if not made:
            print("ready", flush=True)
"""
KILLS = 5


@pytest.mark.slow
def test_every_change_is_whole_or_not_there(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        for code in ("E7", "E8"):
            workspace.gallery.enrol(code, code, "", portraits(code, 3), START)
    changes = 2
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", CHANGES, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            try:
                child.wait(0.3)
            except subprocess.TimeoutExpired:
                child.kill()
        with Workspace.open(tmp_path) as workspace:
            history = workspace.housekeeping.history()
            people = workspace.gallery.people()
            merged = history[0].action is Action.MERGE
            assert [person.code for person in people] == (["E7"] if merged else ["E7", "E8"])
            assert sum(person.pictures for person in people) == 6
            assert len(workspace.gallery.templates(MODEL)) == 6
            assert all(entry.pictures == 3 for entry in history)
            assert len(history) > changes
            assert workspace.ledger.verify().intact
            changes = len(history)
            if merged:
                workspace.housekeeping.undo(history[0].number)
                changes += 1
