"""``scripts/system_packages.py``, which ``make run`` and ``make test`` begin with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desk_access import system_libraries

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "system_packages.py"

pytestmark = [
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="other systems bring their own"
    ),
    pytest.mark.skipif(
        bool(system_libraries.missing(system_libraries.Use)),
        reason="this machine lacks system libraries; make test names them",
    ),
]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may install packages")


def command(folder: Path, name: str, script: str) -> None:
    """A command on the PATH that notes how it was called."""
    file = folder / name
    file.write_text(f'#!/bin/sh\necho {name} "$@" >> "{folder}/calls"\n{script}\n')
    file.chmod(0o755)


def run(folder: Path, purpose: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(folder), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, str(SCRIPT), purpose],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip


def calls(folder: Path) -> list[str]:
    noted = folder / "calls"
    return noted.read_text().splitlines() if noted.exists() else []


def test_a_tool_that_is_missing_is_named_with_one_command(tmp_path: Path) -> None:
    command(tmp_path, "dpkg-query", "for each; do echo $each installed; done | /bin/grep -v ffmpeg")
    done = run(tmp_path, "test")
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == "Install with: sudo apt-get install ffmpeg"


@as_root
def test_root_with_apt_gets_what_is_missing(tmp_path: Path) -> None:
    command(
        tmp_path,
        "dpkg-query",
        "for each; do echo $each installed; done | /bin/grep -v -e ffmpeg -e xvfb",
    )
    command(tmp_path, "apt-get", "")
    done = run(tmp_path, "test")
    assert done.returncode == 0
    assert "Install with" not in done.stderr
    made = [each for each in calls(tmp_path) if each.startswith("apt-get")]
    assert made[0].startswith("apt-get update")
    assert made[1].startswith("apt-get install")
    assert made[1].endswith(" xvfb ffmpeg")


@as_root
def test_when_apt_fails_its_words_and_the_command_are_told(tmp_path: Path) -> None:
    command(tmp_path, "dpkg-query", "exit 1")
    command(tmp_path, "apt-get", "echo 'E: no network' >&2; exit 100")
    done = run(tmp_path, "test")
    assert "E: no network" in done.stderr
    assert "Install with: sudo apt-get install xvfb" in done.stderr


def test_the_window_needs_no_tools_of_the_tests(tmp_path: Path) -> None:
    command(tmp_path, "dpkg-query", "exit 1")
    command(tmp_path, "apt-get", "")
    done = run(tmp_path, "run")
    assert (done.returncode, done.stderr, calls(tmp_path)) == (0, "", [])


def test_a_system_without_dpkg_is_left_alone(tmp_path: Path) -> None:
    done = run(tmp_path, "test")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_library_that_is_missing_stops_with_the_command(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(SCRIPT.parents[1])!r})\n"
        "from desk_access import system_libraries as libraries\n"
        "libraries.missing = lambda uses: libraries.LIBRARIES[-3:-1]\n"
        "sys.argv[0:] = ['system_packages.py', 'test']\n"
        f"import runpy; runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=False, env={"PATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "libpulse.so.0, libXrandr.so.2" in done.stderr
    assert "libpulse" in done.stderr.splitlines()[-1]


def test_anything_else_is_wrong_usage(tmp_path: Path) -> None:
    assert run(tmp_path, "fly").returncode == 1
