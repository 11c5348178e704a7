"""The program as its user runs it, in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desk_access.cli.program import main
from desk_access.service.bench import WindowFigures


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


class NoWindow:
    """A command must not open the window."""

    def open(self, folder: Path) -> int:
        raise AssertionError(f"the window was opened on {folder}")

    def bench(self, source: str, seconds: float) -> WindowFigures:
        raise AssertionError(f"the window was run on {source} for {seconds} s")


@pytest.fixture
def program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """``desk-access`` on a workspace of this test's own."""

    def run(*arguments: str | Path, folder: Path | None = None) -> Ran:
        capsys.readouterr()
        where = folder or tmp_path / "workspace"
        try:
            status = main(NoWindow(), ["--data-dir", str(where), *map(str, arguments)])
        except SystemExit as ended:  # argparse, for a wrong command line or --help
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return Ran(status, said.out, said.err)

    return run
