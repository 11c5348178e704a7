"""Somebody unknown walks up, is kept for a while, and is named from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import Program

pytestmark = [pytest.mark.data, pytest.mark.models]


@pytest.fixture
def clip(shared_data: Path) -> Path:
    return shared_data / "clips" / "office_again.mkv"


def test_an_unknown_visitor_is_named_and_then_recognised(program: Program, clip: Path) -> None:
    assert program("visitors", "keep", "7d").status == 0
    for _ in range(2):
        ran = program("run", "--source", clip, "--fast", "--json")
        assert ran.status == 0, ran.err
        assert {row["decision"] for row in ran.rows} <= {"unknown", "poor_quality"}
    (group,) = program("visitors", "list", "--json").rows
    assert group["visits"] >= 2
    assert group["cameras"] == [clip.name]
    who = ("--code", "E7", "--name", "Kim")
    named = program("visitors", "name", group["visitor"], *who, "--json")
    assert named.status == 0, named.err
    assert program("visitors", "list", "--json").rows == []
    ran = program("run", "--source", clip, "--fast", "--json")
    assert "E7" in {row["person_code"] for row in ran.rows}
    assert program("visitors", "list", "--json").rows == []
    (entry,) = program("people", "history", "--json").rows
    assert (entry["action"], entry["people"][0]["code"]) == ("enrol", "E7")


def test_nobody_is_kept_unless_it_was_chosen(program: Program, clip: Path) -> None:
    program("run", "--source", clip, "--fast", "--json")
    listed = program("visitors", "list")
    assert listed.out == ""
    assert "visitors keep 24h" in listed.err


def test_a_visitor_is_somebody_enrolled_or_nobody(program: Program, clip: Path) -> None:
    program("visitors", "keep", "24h")
    program("run", "--source", clip, "--fast")
    (group,) = program("visitors", "list", "--json").rows
    missing = program("visitors", "assign", "nobody", "--code", "E7")
    assert (missing.status, missing.err.count("\n")) == (1, 1)
    program("enroll", "--code", "E7", "--name", "Kim", "--source", clip, "--seconds", "1")
    assigned = program("visitors", "assign", group["visitor"], "--code", "E7")
    assert assigned.status == 0, assigned.err
    assert "has no punch" in assigned.out
    assert "desk-access corrections add punch E7 " in assigned.err
    entry, *_ = program("people", "history", "E7", "--json").rows
    assert (entry["action"], entry["camera"]) == ("assign", clip.name)
    assert entry["seen_from"] is not None
    undone = program("people", "undo", str(entry["number"]))
    assert undone.status == 0, undone.err
    program("visitors", "keep", "off")
    assert program("visitors", "list", "--json").rows == []
