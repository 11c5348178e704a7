"""The program as its user runs it, in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desk_access.cli.program import main


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """stdout as one JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Program = Callable[..., Ran]


def no_window(_folder: Path) -> int:
    raise AssertionError("a command line must not open the window")


@pytest.fixture
def program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """``desk-access`` on a workspace of this test's own."""

    def run(*arguments: str | Path, folder: Path | None = None) -> Ran:
        capsys.readouterr()
        where = folder or tmp_path / "workspace"
        try:
            status = main(no_window, ["--data-dir", str(where), *map(str, arguments)])
        except SystemExit as ended:  # argparse, for a wrong command line or --help
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return Ran(status, said.out, said.err)

    return run
