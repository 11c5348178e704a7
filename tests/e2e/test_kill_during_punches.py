"""Kill the program a hundred times while it writes punches: none that it acknowledged is lost.

A kill takes the process and not the machine: that a commit is on the disk itself is SQLite's
``synchronous = FULL``, which tests/unit/store/test_durability.py asks of every connection.
"""

from __future__ import annotations

import itertools
import multiprocessing
import random
import time
from multiprocessing.connection import Connection
from pathlib import Path

from desk_access.model.punch import PunchFilter
from desk_access.store.workspace import Workspace
from tests.records import START, append, moment, portraits

KILLS = 100
# Importing takes longer than a round: where it can, one process imports and its copies work.
FORKS = "forkserver" in multiprocessing.get_all_start_methods()
CONTEXT = multiprocessing.get_context("forkserver" if FORKS else "spawn")


def punch_for_ever(folder: Path, acknowledged: Connection) -> None:
    """Append punches and tell each sequence once append has returned."""
    with Workspace.open(folder) as workspace:
        kim = workspace.gallery.person("E7")
        for number in itertools.count(workspace.ledger.count(PunchFilter())):
            acknowledged.send(append(workspace.ledger, kim, number).sequence)


def make_and_close(folder: Path) -> None:
    Workspace.open(folder).close()


def acknowledged_before_the_kill(folder: Path, chance: random.Random) -> list[int]:
    """What one process acknowledged in its short life."""
    receiving, sending = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=punch_for_ever, args=(folder, sending))
    process.start()
    sending.close()
    if chance.random() < 0.8:
        receiving.poll(20)  # until it punches; the others die while they start, open or recover
    time.sleep(chance.uniform(0, 0.04))
    process.kill()
    process.join()
    process.close()
    sequences = []
    with receiving:
        while True:
            try:
                sequences.append(receiving.recv())
            except EOFError:
                return sequences


def test_no_acknowledged_punch_is_lost_in_a_hundred_kills(tmp_path: Path) -> None:
    CONTEXT.set_forkserver_preload([__name__])
    with Workspace.open(tmp_path) as workspace:
        workspace.gallery.enrol("E7", "Kim", "", portraits("E7"), START)
    chance = random.Random(7)
    rounds = [acknowledged_before_the_kill(tmp_path, chance) for _ in range(KILLS)]

    acknowledged = list(itertools.chain(*rounds))
    assert acknowledged == sorted(set(acknowledged)), "a sequence was given twice"
    assert sum(map(bool, rounds)) > KILLS / 2, "most were to die while they punched"
    with Workspace.open(tmp_path) as workspace:
        report = workspace.ledger.verify()
        assert report.intact, report.fault
        kept = {punch.sequence: punch for punch in workspace.ledger.stream(PunchFilter())}
        assert set(acknowledged) <= set(kept)
        assert len(kept) == report.entries
        # A process dies with at most one punch written and not yet acknowledged.
        assert len(kept) - len(acknowledged) <= KILLS
        assert all(workspace.ledger.picture(one) == moment(one - 1) for one in kept)
        next_one = append(workspace.ledger, workspace.gallery.person("E7"), report.entries)
        assert next_one.sequence == report.entries + 1


def test_a_workspace_whose_making_was_killed_is_made_the_next_time(tmp_path: Path) -> None:
    CONTEXT.set_forkserver_preload([__name__])
    chance = random.Random(7)
    for number in range(20):
        folder = tmp_path / str(number)
        process = CONTEXT.Process(target=make_and_close, args=(folder,))
        process.start()
        while process.is_alive() and not folder.exists():
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.04))
        process.kill()
        process.join()
        process.close()
        with Workspace.open(folder) as workspace:
            assert workspace.ledger.verify().intact
            assert workspace.gallery.people() == []
