from __future__ import annotations

import subprocess
import sys

import pytest

from desk_access import __main__, system_libraries
from desk_access.errors import DeskAccessError


def test_a_bare_system_gets_one_line_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lacking() -> None:
        raise DeskAccessError("System libraries are missing.", "Install with: x")

    monkeypatch.setattr(system_libraries, "require_to_start", lacking)
    assert __main__.main() == 1
    assert capsys.readouterr() == (
        "",
        "desk-access: System libraries are missing. Install with: x\n",
    )


def test_nothing_that_needs_the_system_is_imported_before_the_check() -> None:
    code = (
        "import sys, desk_access.__main__; "
        "print({'cv2', 'numpy', 'PySide6', 'onnxruntime'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_where_the_libraries_are_there_the_program_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "desk_access", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("desk-access ")
