"""Everything but the window works where Qt is not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.floors import PACKAGE, sources

REPOSITORY = Path(__file__).resolve().parents[2]


def python_without_qt(code: str) -> subprocess.CompletedProcess[str]:
    """Run ``code`` in a Python of its own that cannot find PySide6."""
    path = os.pathsep.join([str(REPOSITORY / "tests" / "without_qt"), str(REPOSITORY)])
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_qt_is_out_of_reach() -> None:
    done = python_without_qt("import PySide6.QtCore")
    assert "ModuleNotFoundError: No module named 'PySide6'" in done.stderr


def test_every_module_but_the_window_can_be_imported() -> None:
    modules = [
        source.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for source in sources(REPOSITORY)
        if source.room != "gui" and "/migrations/" not in source.file
    ]
    assert f"{PACKAGE}.service" in modules
    done = python_without_qt("\n".join(f"import {module}" for module in modules))
    assert done.returncode == 0, done.stderr
