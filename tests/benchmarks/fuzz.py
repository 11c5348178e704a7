"""Inputs of strangers by the thousand: ``make bench-fuzz``.

Each input is made by its seed, given to what reads such files in the program, and must be read or
refused in words: no traceback, no more than 600 MB, at most 5 s. A process of its own reads them,
with the limits that the program's own child processes have; one that an input ends is replaced, and
the input counted: as contained where the program reads such files in a child too.

``--kinds ics --seed 7 --inputs 1`` makes one input again, ``--keep FILE`` writes it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import select
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from tests.benchmarks.fuzz_inputs import MAKERS

LONGEST_S, MOST_MB = 5.0, 600
_GIVEN_UP_S = 60.0
_CONTAINED = ("pictures", "onnx")
"""What the program reads in a child process, so that a crash is an answer there."""

_SHARE = {"pictures": 30, "csv": 15, "xlsx": 6, "ics": 10, "manifest": 12, "schedule": 8,
          "settings": 12, "onnx": 4, "video": 3}  # fmt: skip
"""Of a hundred inputs; the slow kinds get fewer."""


@dataclass
class Tally:
    """What became of the inputs of one kind. Times in seconds, memory in MB."""

    outcomes: Counter[str] = field(default_factory=Counter)
    worst: float = 0.0
    worst_seed: int = 0
    peak: float = 0.0
    faults: list[str] = field(default_factory=list)


def fuzz(kind: str, first: int, count: int) -> Tally:
    """Give ``count`` inputs of a kind to a process, from the seed ``first`` on."""
    tally, seed, last = Tally(), first, first + count
    while seed < last:
        command = (sys.executable, "-m", "tests.benchmarks.fuzz", "--child", kind, f"{seed}:{last}")
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            seed = _watch(child, kind, seed, last, tally)
        finally:
            child.kill()
            child.wait()
            cast("IO[bytes]", child.stdout).close()
    return tally


def _watch(child: subprocess.Popen[bytes], kind: str, seed: int, last: int, tally: Tally) -> int:
    """Read the child's answers, a line for each input; the seed to go on with."""
    stream = cast("IO[bytes]", child.stdout)
    while seed < last:
        ready, _, _ = select.select([stream], [], [], _GIVEN_UP_S)
        line = stream.readline() if ready else b""
        if not line.endswith(b"\n"):
            what = "ended" if ready else "hung"
            if ready and child.wait() > 0:  # not by a signal: the reader itself does not start
                raise RuntimeError(f"the process for {kind} failed: run it with --child to see why")
            tally.outcomes["contained" if kind in _CONTAINED and ready else "faults"] += 1
            if kind not in _CONTAINED or not ready:
                tally.faults.append(f"{kind} {seed}: the process {what}")
            return seed + 1
        answer = json.loads(line)
        _count(tally, kind, answer)
        seed = answer["seed"] + 1
        if answer["mb"] > MOST_MB:
            return seed
    return seed


def _count(tally: Tally, kind: str, answer: dict[str, object]) -> None:
    seed, took, megabytes = (cast("float", answer[name]) for name in ("seed", "s", "mb"))
    if answer["fault"]:
        tally.outcomes["faults"] += 1
        tally.faults.append(f"{kind} {seed}: {answer['fault']}")
    else:
        tally.outcomes[str(answer["outcome"])] += 1
    if took > tally.worst:
        tally.worst, tally.worst_seed = took, int(seed)
    tally.peak = max(tally.peak, megabytes)
    if took > LONGEST_S or megabytes > MOST_MB:
        tally.faults.append(f"{kind} {seed}: {took:.1f} s, {megabytes:.0f} MB")


def child(kind: str, seeds: range) -> None:
    """Read the inputs of these seeds, and say what became of each."""
    from desk_access.errors import DeskAccessError
    from desk_access.limits import limit_memory
    from tests.benchmarks.fuzz_readers import reader

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with tempfile.TemporaryDirectory() as folder:
        read = reader(kind, Path(folder))
        if kind in _CONTAINED:
            limit_memory()
        for seed in seeds:
            data = MAKERS[kind](random.Random(f"{kind} {seed}"))
            began = time.perf_counter()
            outcome, fault = "accepted", ""
            try:
                read(data)
            except (DeskAccessError, ValueError) as error:
                outcome = "refused"
                told = isinstance(error, DeskAccessError) or kind in _CONTAINED
                fault = "" if told else traceback.format_exc(limit=-3)
            except Exception:
                fault = traceback.format_exc(limit=-3)
            took = time.perf_counter() - began
            found = {"seed": seed, "outcome": outcome, "fault": fault, "s": took, "mb": _peak_mb()}
            answers.write(json.dumps(found) + "\n")
            answers.flush()


def _peak_mb() -> float:
    """The most memory that this process had in use. (``ru_maxrss`` begins with its parent's.)"""
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"), re.M)
    assert found is not None
    return int(found[1]) / 1024


def shares(inputs: int, kinds: Sequence[str]) -> dict[str, int]:
    """How many inputs of each kind."""
    whole = sum(_SHARE[kind] for kind in kinds)
    return {kind: max(1, inputs * _SHARE[kind] // whole) for kind in kinds}


def main() -> int:
    """Print a line for each kind; 1 where an input was a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", choices=MAKERS, default=list(MAKERS))
    parser.add_argument("--keep", type=Path, metavar="FILE", help="write the first input there")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        kind, seeds = args.child
        child(kind, range(*map(int, seeds.split(":"))))
        return 0
    if args.keep:
        maker: Callable[[random.Random], bytes] = MAKERS[args.kinds[0]]
        args.keep.write_bytes(maker(random.Random(f"{args.kinds[0]} {args.seed}")))
        return 0
    print("kind       inputs accepted  refused contained faults   worst (seed)        peak")
    faults: list[str] = []
    for kind, count in shares(args.inputs, args.kinds).items():
        tally = fuzz(kind, args.seed, count)
        found = tally.outcomes
        print(
            f"{kind:9} {count:7,} {found['accepted']:8,} {found['refused']:8,}"
            f" {found['contained']:9,} {found['faults']:6,} {tally.worst:6.2f} s"
            f" ({tally.worst_seed:,}) {tally.peak:8.0f} MB",
            flush=True,
        )
        faults += tally.faults
    for fault in faults[:50]:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
