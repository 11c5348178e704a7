"""Run as a program: cuts FOLDER's people into OUT on two processes, then says so and waits.

Each of the two holds a lock in LOCKS for as long as it lives.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from pathlib import Path

from filelock import FileLock

from tests.trainer.data.drawn import DrawnCutter
from trainer.data import shards
from trainer.data.cut import cut_all
from trainer.data.sources import from_folders

STOP_AT = 25


class LockedCutter(DrawnCutter):
    """Shows by a lock that its process lives."""

    def __init__(self, locks: Path) -> None:
        self._lock = FileLock(locks / f"{os.getpid()}.lock")
        self._lock.acquire()


def stop(done: int, of: int, words: str) -> None:
    """Wait to be killed in the middle."""
    if done == STOP_AT:
        sys.stdout.write("cutting\n")
        sys.stdout.flush()
        time.sleep(600)


def main(people: Path, out: Path, locks: Path) -> None:
    """Start."""
    shards._SHARD = 7  # type: ignore[misc]
    cut_all(from_folders([people]), out, partial(LockedCutter, locks), 2, stop)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
