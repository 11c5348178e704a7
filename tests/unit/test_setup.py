"""The set-up installs what root may, else says in one line what the machine lacks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "setup"
TRAINER_SCRIPT = SCRIPT.with_name("setup-trainer")

TOO_OLD = "import sys; sys.version_info = (3, 10, 12)"
WITHOUT_VENV = "import sys; sys.modules['ensurepip'] = None"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the set-up is a shell script")


@pytest.mark.parametrize(
    ("pretence", "said"),
    [
        (TOO_OLD, "Python 3.11 or newer is needed. Install it: sudo apt-get install"),
        (WITHOUT_VENV, "Python with venv is needed. Install it: sudo apt-get install python3-venv"),
        ("raise SystemExit(127)", "Python with venv is needed. Install it:"),
    ],
)
def test_a_python_that_will_not_do(tmp_path: Path, pretence: str, said: str) -> None:
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{pretence}\n$2"\n')
    python.chmod(0o755)
    done = subprocess.run(
        [tmp_path / "scripts" / "setup"],
        env={**os.environ, "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / ".venv").exists()


def test_root_with_apt_gets_venv_installed(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    tools = tmp_path / "tools"
    tools.mkdir()
    # The interpreters work once apt-get was asked for venv; then each makes a .venv of itself.
    python = (
        f"test -e {tmp_path}/installed || exit 1\n"
        'test "$2" != venv || { mkdir -p .venv/bin && cp "$0" .venv/bin/python; }\n'
    )
    stubs = {
        "id": "echo 0\n",
        "apt-get": f'cd {tmp_path}; echo "$@" >> asked; test "$1" = update || touch installed\n',
        **dict.fromkeys(("python3", *(f"python3.{each}" for each in range(11, 15))), python),
    }
    for name, body in stubs.items():
        (tools / name).write_text(f"#!/bin/sh\n{body}")
        (tools / name).chmod(0o755)
    environment = {name: kept for name, kept in os.environ.items() if name != "PYTHON"}
    done = subprocess.run(
        [tmp_path / "scripts" / "setup"],
        env={**environment, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.splitlines()[0]) == (0, "Installing python3-venv")
    update, install = (tmp_path / "asked").read_text().splitlines()
    assert update.startswith("update")
    assert install.startswith("install")
    assert install.endswith("python3-venv")
    assert (tmp_path / ".venv" / "ready").exists()


@pytest.mark.parametrize(("status", "ready"), [(0, True), (1, False)])
def test_the_trainer_is_ready_only_when_pip_is_content(
    tmp_path: Path, status: int, ready: bool
) -> None:
    (tmp_path / "scripts").mkdir()
    shutil.copy(TRAINER_SCRIPT, tmp_path / "scripts")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$@" > asked\nexit {status}\n')
    python.chmod(0o755)
    done = subprocess.run(
        [tmp_path / "scripts" / "setup-trainer"], capture_output=True, text=True, check=False
    )
    asked = (tmp_path / "asked").read_text()
    assert "--require-hashes --no-deps" in asked
    assert "-r requirements-trainer.lock" in asked
    assert done.returncode == status
    assert ("PIP_EXTRA_INDEX_URL" in done.stderr) is not ready
    assert (tmp_path / ".venv" / "trainer-ready").exists() is ready
