"""Punches that wait on the disk: whole or reported, and gone with the erased."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from desk_access.errors import WorkspaceUnavailable
from desk_access.model.person import Person
from desk_access.model.waiting_punch import WaitingPunch
from desk_access.store import spool as spool_module
from desk_access.store.spool import DAMAGED_NAME, SPOOL_NAME, FileSpool
from desk_access.store.workspace import Workspace
from tests.records import START, moment, new_punch


def waiting(number: int = 0, person_id: int = 1) -> WaitingPunch:
    entry = new_punch(Person(person_id, f"E{person_id}", "Kim", "", START, True, 0), number)
    return WaitingPunch(
        person_id=entry.person_id,
        person_code=entry.person_code,
        at=entry.at,
        zone=entry.zone,
        monotonic=entry.monotonic,
        session=entry.session,
        evidence=entry.evidence,
        picture=moment(number),
    )


def test_what_is_kept_is_there_for_the_next_run(tmp_path: Path) -> None:
    spool = FileSpool(tmp_path)
    assert (spool.waiting(), spool.refused(), spool.damaged()) == ([], [], 0)
    assert list(tmp_path.iterdir()) == []
    late, early = waiting(5), waiting(2)
    spool.add(late)
    spool.add(early)
    assert spool.waiting() == [late, early]
    assert FileSpool(tmp_path).waiting() == [late, early]
    assert FileSpool(tmp_path, read_only=True).waiting() == [late, early]


def test_figures_of_numpy_are_kept_as_they_are(tmp_path: Path) -> None:
    one = waiting()
    evidence = replace(
        one.evidence,
        score=np.float32(0.8125),
        frames=np.int64(4),
        threshold=1,
    )
    FileSpool(tmp_path).add(replace(one, evidence=evidence))
    (found,) = FileSpool(tmp_path).waiting()
    assert found.evidence == replace(one.evidence, score=0.8125, frames=4, threshold=1.0)
    assert type(found.evidence.threshold) is float


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has other rights")
    before = os.umask(0)
    try:
        spool = FileSpool(tmp_path)
        spool.add(waiting(1))
        spool.add(waiting(2))
        spool.remove([waiting(1)])
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / SPOOL_NAME).stat().st_mode) == 0o600


def test_what_is_written_goes_and_the_empty_file_with_it(tmp_path: Path) -> None:
    spool = FileSpool(tmp_path)
    for number in range(4):
        spool.add(waiting(number))
    spool.remove([waiting(1), waiting(3)])
    assert spool.waiting() == [waiting(0), waiting(2)]
    spool.add(waiting(7))
    assert FileSpool(tmp_path).waiting() == [waiting(0), waiting(2), waiting(7)]
    spool.remove([waiting(number) for number in range(8)])
    assert list(tmp_path.iterdir()) == []


def test_what_is_refused_is_kept_for_the_operator_until_dismissed(tmp_path: Path) -> None:
    spool = FileSpool(tmp_path)
    spool.add(waiting(1))
    spool.add(waiting(2))
    spool.refuse(waiting(1), "E1 is no longer enrolled.")
    assert spool.waiting() == [waiting(2)]
    assert spool.refused() == [replace(waiting(1), refused="E1 is no longer enrolled.")]
    assert FileSpool(tmp_path).refused() == spool.refused()
    spool.dismiss()
    assert FileSpool(tmp_path).refused() == []
    assert FileSpool(tmp_path).waiting() == [waiting(2)]


@pytest.mark.parametrize("cut", [1, 40, 70, 300])
def test_a_line_cut_short_is_put_aside_and_the_others_are_read(tmp_path: Path, cut: int) -> None:
    """As a crash in the middle of an append leaves it."""
    spool = FileSpool(tmp_path)
    spool.add(waiting(1))
    spool.add(waiting(2))
    file = tmp_path / SPOOL_NAME
    whole = file.read_bytes()
    file.write_bytes(whole[:-cut])
    again = FileSpool(tmp_path)
    if cut == 1:  # only the end of the line is missing: nothing of the record is
        assert again.waiting() == [waiting(1), waiting(2)]
        assert again.damaged() == 0
    else:
        assert again.waiting() == [waiting(1)]
        assert again.damaged() == 1
        assert (tmp_path / DAMAGED_NAME).read_bytes() == whole.split(b"\n")[1][: 1 - cut] + b"\n"
    again.add(waiting(3))
    last = FileSpool(tmp_path)
    assert waiting(3) in last.waiting()
    assert last.damaged() == again.damaged()
    assert file.read_bytes().endswith(b"\n")


@pytest.mark.parametrize("place", [0, 30, 64, 65, 100, 400, -3])
def test_a_changed_byte_is_noticed_wherever_it_is(tmp_path: Path, place: int) -> None:
    FileSpool(tmp_path).add(waiting(1))
    FileSpool(tmp_path).add(waiting(2))
    file = tmp_path / SPOOL_NAME
    first, second, _ = file.read_bytes().split(b"\n")
    changed = bytearray(first)
    changed[place] ^= 1
    file.write_bytes(bytes(changed) + b"\n" + second + b"\n")
    spool = FileSpool(tmp_path)
    assert spool.waiting() == [waiting(2)]
    assert spool.damaged() == 1
    spool.dismiss()
    assert spool.damaged() == 0
    assert not (tmp_path / DAMAGED_NAME).exists()


def test_a_file_of_something_else_is_put_aside_whole(tmp_path: Path) -> None:
    (tmp_path / SPOOL_NAME).write_bytes(b"\0\xff\xfe nonsense\n\n{}\nno digest")
    spool = FileSpool(tmp_path)
    assert spool.waiting() == []
    assert spool.damaged() == 3
    assert not (tmp_path / SPOOL_NAME).exists()


def test_a_reader_changes_nothing(tmp_path: Path) -> None:
    FileSpool(tmp_path).add(waiting(1))
    file = tmp_path / SPOOL_NAME
    file.write_bytes(file.read_bytes() + b"half a li")
    before = file.read_bytes()
    assert FileSpool(tmp_path, read_only=True).waiting() == [waiting(1)]
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_an_append_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every byte: what was there stays readable, and the next append is whole."""
    spool = FileSpool(tmp_path)
    spool.add(waiting(1))
    real, real_cut, room = os.write, os.ftruncate, 0

    def write(descriptor: int, content: bytes) -> int:
        nonlocal room
        if room <= 0:
            raise OSError(28, "No space left on device")
        count = real(descriptor, content[:room])
        room -= count
        return count

    monkeypatch.setattr(spool_module.os, "write", write)

    def cut(descriptor: int, size: int) -> None:
        if room <= 0:  # nor can what was begun be taken back
            raise OSError(5, "Input/output error")
        real_cut(descriptor, size)

    monkeypatch.setattr(spool_module.os, "ftruncate", cut)
    for size in range(1, 900, 97):
        room = size
        with pytest.raises(WorkspaceUnavailable, match=r"cannot be used"):
            spool.add(waiting(2))
        assert spool.waiting() == [waiting(1)]
        assert FileSpool(tmp_path, read_only=True).waiting() == [waiting(1)]
    monkeypatch.undo()
    spool.add(waiting(3))
    assert FileSpool(tmp_path).waiting() == [waiting(1), waiting(3)]
    assert FileSpool(tmp_path).damaged() == 0


def test_the_erased_are_gone_from_the_spool_and_others_stay(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        kim = workspace.gallery.enrol("E1", "Kim", "", [], START)
        lee = workspace.gallery.enrol("E2", "Lee", "", [], START)
        merged = workspace.gallery.enrol("E3", "Kim again", "", [], START)
        workspace.housekeeping.merge("E3", "E1")
        spool = workspace.spool
        for number, person in enumerate((kim, lee, merged, kim)):
            spool.add(waiting(number, person.person_id))
        spool.refuse(waiting(3, kim.person_id), "E1 is no longer enrolled.")
        file = tmp_path / SPOOL_NAME
        file.write_bytes(file.read_bytes() + b"half a line of somebody")
    with Workspace.open(tmp_path) as workspace:
        assert workspace.spool.damaged() == 1
        workspace.gallery.erase("E1")
        assert workspace.spool.waiting() == [waiting(1, lee.person_id)]
        assert workspace.spool.refused() == []
        assert workspace.spool.damaged() == 0
    left = b"".join(path.read_bytes() for path in tmp_path.glob("punches.*"))
    assert b'"E1"' not in left
    assert b'"E3"' not in left
    assert b"somebody" not in left


def test_an_erasure_that_fails_keeps_what_waits(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        kim = workspace.gallery.enrol("E1", "Kim", "", [], START)
        workspace.spool.add(waiting(1, kim.person_id))
        with pytest.raises(Exception, match="E9"):
            workspace.gallery.erase("E9")
        assert workspace.spool.waiting() == [waiting(1, kim.person_id)]


def test_a_moment_keeps_its_zone_and_microseconds(tmp_path: Path) -> None:
    odd = replace(waiting(1), at=START + timedelta(microseconds=123457), monotonic=0.1 + 0.2)
    FileSpool(tmp_path).add(odd)
    assert FileSpool(tmp_path).waiting() == [odd]
