"""A few of the faults of ``make bench-faults``: nothing acknowledged is lost, no file is half."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.benchmarks.fault_kinds import KINDS
from tests.benchmarks.faults import CONTEXT, full, kills, lock

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def one_import() -> None:
    """The children are copies of one process that has imported everything."""
    CONTEXT.set_forkserver_preload(["tests.benchmarks.fault_lives"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_kill_loses_nothing_and_leaves_nothing_half(kind: str, tmp_path: Path) -> None:
    figures = kills(KINDS[kind], tmp_path, 2, random.Random(kind))
    assert figures.wrong == []
    assert figures.faults == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file's size")
@pytest.mark.parametrize(
    "kind", ["punch", "spool", "enrolment", "settings", "export-json", "key", "migration"]
)
def test_a_full_disk_loses_nothing_and_leaves_nothing_half(kind: str, tmp_path: Path) -> None:
    figures = full(KINDS[kind], tmp_path, 3)
    assert figures.wrong == []
    assert figures.told, "the disk took everything"


def test_a_lock_loses_nothing(tmp_path: Path, expected_logs: list[str]) -> None:
    expected_logs.append("A punch could not be written. Another program keeps")
    figures = lock(2, tmp_path)
    assert figures.wrong == []
    assert figures.told[0] != "0 were told to be saved"
