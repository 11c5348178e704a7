"""A disk that is really full, and one that is really read-only: one line, and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desk_access.model.report import ReportForm
from tests.unit.store.test_disks import disk, mount

__all__ = ["disk"]

CHILD = "tests.unit.reports.disk_child"


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ('mount -t tmpfs -o size=32k t "$1"; echo -n old > "$1/report"', "No space left"),
        (
            'mount -t tmpfs t "$1"; echo -n old > "$1/report"; mount -o remount,ro t "$1"',
            "Read-only file system",
        ),
        (
            'mkdir "$1.tmp"; mount -t tmpfs -o size=8k t "$1.tmp"; export TMPDIR="$1.tmp";'
            'mount -t tmpfs -o size=32k t "$1"; echo -n old > "$1/report"',
            "No space left",
        ),
    ],
    ids=["full", "read-only", "no room for drafts"],
)
def test_no_form_writes_half(disk: Path, script: str, why: str) -> None:
    workspace = disk.with_name("workspace")
    result = mount(f'{script}; "$2" -W error -m {CHILD} {workspace} "$1"', disk)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    found = json.loads(result.stdout)
    assert found.keys() == set(ReportForm)
    for told, kept in found.values():
        assert why in told
        assert "\n" not in told
        assert kept == {"report": "old"}
