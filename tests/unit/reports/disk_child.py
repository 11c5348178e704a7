"""Run by test_disks.py on a small or read-only disk of its own. Answers with one line of JSON."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from desk_access.errors import ReportUnwritable
from desk_access.model.report import ReportForm
from desk_access.reports.writer import ReportWriter
from desk_access.store.workspace import Workspace
from tests.fakes import FakeClock
from tests.unit.reports.months import people
from tests.unit.reports.test_writer import FakeTimesheets, timesheet


def main(workspace: Path, disk: Path) -> None:
    """Write each form where ``old`` stands already; what became of it."""
    found = {}
    with Workspace.open(workspace) as opened:
        timesheets = FakeTimesheets(list(people(40)))
        writer = ReportWriter(
            timesheets, opened.ledger, workspace, lambda: ZoneInfo("Asia/Seoul"), FakeClock()
        )
        for form in ReportForm:
            try:
                writer.write(timesheet(form, signed=True), disk / "report")
                told = None
            except ReportUnwritable as error:
                told = str(error)
            kept = {name: (disk / name).read_text() for name in os.listdir(disk)}
            found[form.value] = (told, kept)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
