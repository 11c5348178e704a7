"""Changing who is enrolled, and taking it back, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_access.store.workspace import Workspace
from tests.e2e.conftest import Program
from tests.records import START, portraits


@pytest.fixture(autouse=True)
def _people(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "workspace") as workspace:
        for code, name in (("E7", "Kim"), ("E8", "Kim again")):
            workspace.gallery.enrol(code, name, "Lab", portraits(code, 3), START)


def codes(program: Program, *options: str) -> list[str]:
    return [row["code"] for row in program("people", "list", *options, "--json").rows[0]]


def test_merging_and_taking_it_back(program: Program) -> None:
    merged = program("people", "merge", "E8", "E7", "--json")
    assert merged.rows == [{"code": "E7", "name": "Kim", "active": True, "pictures": 6}]
    assert codes(program) == ["E7"]
    entry, *_ = program("people", "history", "--json").rows
    assert (entry["action"], entry["pictures"], entry["undoable"]) == ("merge", 3, True)
    undone = program("people", "undo", str(entry["number"]))
    assert "undone" in undone.out
    assert codes(program) == ["E7", "E8"]
    again = program("people", "undo", str(entry["number"]))
    assert again.status == 1
    assert "no longer applies" in again.err
    assert again.err.count("\n") == 1


def test_splitting_setting_aside_and_renaming(program: Program) -> None:
    numbers = [row["number"] for row in program("people", "pictures", "E7", "--json").rows]
    made = program("people", "split", "E7", str(numbers[0]), "--new-code", "E9", "--name", "Lee")
    assert made.out == "Lee (E9): 1 pictures.\n"
    assert program("people", "set-aside", "E7", str(numbers[1])).status == 0
    refused = program("people", "set-aside", "E7", str(numbers[2]))
    assert refused.status == 1
    assert program("people", "rename", "E7", "Kim Hamil").out == "Kim Hamil (E7): 1 pictures.\n"
    history = program("people", "history", "E7").out
    assert "Kim → Kim Hamil (E7)" in history
    assert [line.split()[0] for line in history.splitlines()] == ["number", "5", "4", "3", "1"]


def test_deactivating_and_reactivating(program: Program) -> None:
    assert program("people", "deactivate", "E7").out == "Kim (E7): 3 pictures, not active.\n"
    assert codes(program) == ["E8"]
    assert codes(program, "--inactive") == ["E7"]
    assert program("people", "reactivate", "E7").status == 0
    assert codes(program) == ["E7", "E8"]


@pytest.mark.parametrize(
    "command",
    [("undo", "99"), ("merge", "E7", "E7"), ("deactivate", "E1"), ("history", "E1")],
)
def test_what_cannot_be_is_said_in_a_line(program: Program, command: tuple[str, ...]) -> None:
    ran = program("people", *command)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
