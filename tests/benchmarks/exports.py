"""How long a month of everybody takes as a file: ``make bench-exports``.

The workspaces are those of ``tests.benchmarks.timesheet``. Each form is written in a fresh process,
from the database to the disk, so that memory is that of one export.
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import timeit
from pathlib import Path

from desk_access.bootstrap import make_report_writer, make_time_desk
from desk_access.config import Settings
from desk_access.model.report import ReportForm, ReportKind, ReportOrder
from desk_access.service.timekeeping.months import last_day
from desk_access.store.workspace import DATABASE_NAME, Workspace
from tests.benchmarks.timesheet import MONTH, fill

SIZES = (1000, 10_000)


def main() -> None:
    """Print a line for each size and form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="PEOPLE")
    parser.add_argument("--forms", type=ReportForm, nargs="+", default=list(ReportForm))
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        sys.stdout.write(json.dumps(write(args.write, args.forms[0])))
        return
    print("people  form   seconds   memory      file")
    for people in args.sizes:
        with tempfile.TemporaryDirectory() as folder:
            fill(Path(folder), people)
            set_head(Path(folder))
            for form in args.forms:
                found = in_a_process(folder, form)
                print(
                    f"{people:6,}  {form.value:4} {found['seconds']:9.1f}"
                    f" {found['megabytes']:5.0f} MB {found['file']:6.1f} MB",
                    flush=True,
                )


def in_a_process(folder: str, form: ReportForm) -> dict[str, float]:
    """Write a month in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.exports", "--write", folder, "--forms", form]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def write(folder: Path, form: ReportForm) -> dict[str, float]:
    """The seconds that the file takes, the most memory that the process had, and its size."""
    target = folder / f"month.{form}"
    with Workspace.open(folder, exclusive=False) as workspace:
        time = make_time_desk(workspace, Settings.parse(workspace.settings.load()))
        order = ReportOrder(ReportKind.TIMESHEET, form, MONTH, last_day(MONTH))
        begun = timeit.default_timer()
        make_report_writer(workspace, time).write(order, target)
        seconds = timeit.default_timer() - begun
    # Linux counts in KiB.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": peak, "file": target.stat().st_size / 1e6}


def set_head(folder: Path) -> None:
    """Let the ledger's record of its end be that of the punches that were put there at once."""
    with sqlite3.connect(folder / DATABASE_NAME) as database:
        database.execute("DROP TRIGGER ledger_head_forward")
        database.execute("UPDATE ledger_head SET sequence = (SELECT max(sequence) FROM punch)")
        database.execute("UPDATE ledger_head SET entry_hash = ''")
    database.close()


if __name__ == "__main__":
    main()
