"""Hours counted twice, by the engine and minute by minute: ``make bench-hours-oracle``.

Random cases of each group (tests/oracles/cases.py) are read by both; a case is known by its group,
its seed and its number, so that one on which they disagree can be had again.
"""

from __future__ import annotations

import argparse
import sys
import timeit
from collections.abc import Callable, Sequence

from tests.oracles.cases import GROUPS
from tests.oracles.comparing import compared, engine_reads
from tests.oracles.hours import Case, OracleDay


def main(
    arguments: Sequence[str] | None = None,
    reads: Callable[[Case], list[OracleDay]] = engine_reads,
) -> int:
    """Print a line for each group; the exit status is 1 where the two disagree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="of each group")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--group", choices=GROUPS, help="this one alone")
    parser.add_argument("--case", type=int, help="this number alone, in full")
    args = parser.parse_args(arguments)
    wrong = 0
    for group in GROUPS if args.group is None else (args.group,):
        numbers = range(args.cases) if args.case is None else (args.case,)
        begun = timeit.default_timer()
        found = [each for number in numbers if (each := compared(group, args.seed, number, reads))]
        seconds = timeit.default_timer() - begun
        agreed = len(numbers) - len(found)
        print(
            f"{group:10} {agreed:7,} agreed {len(found):7,} disagreed {seconds:7.1f} s", flush=True
        )
        if found:
            print(found[0], flush=True)
        wrong += len(found)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
