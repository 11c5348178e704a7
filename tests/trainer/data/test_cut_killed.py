"""The program is killed while its processes cut: they end too, and the next run goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from filelock import FileLock

from tests.trainer.data.cut_child import STOP_AT
from tests.trainer.data.drawn import DrawnCutter, draw_people
from trainer.data.cut import cut_all
from trainer.data.shards import Crops
from trainer.data.sources import from_folders

REPOSITORY = Path(__file__).resolve().parents[3]


def test_nothing_but_the_last_shard_is_lost(tmp_path: Path) -> None:
    people, out, locks = (tmp_path / name for name in ("people", "out", "locks"))
    locks.mkdir()
    draw_people(people, ann=40)
    command = [sys.executable, "-m", "tests.trainer.data.cut_child", people, out, locks]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"cutting\n"
        child.kill()

    held = list(locks.glob("*.lock"))
    assert held
    for path in held:
        with FileLock(path, timeout=30):
            """Its process has ended."""
    assert len(Crops(out)) == STOP_AT // 7 * 7

    told: list[int] = []
    cut_all(from_folders([people]), out, DrawnCutter, 1, lambda done, of, words: told.append(done))
    assert told == list(range(STOP_AT // 7 * 7 + 1, 41))
    assert len({crop.source for crop in Crops(out).crops}) == 40
