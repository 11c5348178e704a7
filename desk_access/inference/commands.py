"""Running the user's own pip and npm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desk_access.inference.part_file import SourceFailed

_LOOK_S = 0.2
# On Windows a command without this flashes up a console. Elsewhere there is no such flag.
_WITHOUT_CONSOLE: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)


@dataclass(frozen=True, slots=True)
class Finished:
    """A command that ended: its exit status, and what it wrote to stdout and stderr together."""

    status: int
    output: str


Runner = Callable[[Sequence[str], Path, Callable[[], None]], Finished]
"""Runs a command in a folder; see :func:`run_command`."""


def run_command(command: Sequence[str], folder: Path, look: Callable[[], None]) -> Finished:
    """Run a command with ``folder`` as its own and for its temporary files; blocks.

    ``look`` is called several times a second; when it raises, the command is ended and the
    exception goes on. Raises SourceFailed when the command cannot be started.
    """
    environment = os.environ | {name: str(folder) for name in ("TMPDIR", "TEMP", "TMP")}
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a group of its own, to be ended whole
                creationflags=_WITHOUT_CONSOLE,
            )
        except OSError as error:
            raise SourceFailed(f"{command[0]} cannot be started ({error.strerror})") from error
        try:
            _wait(process, look)
        finally:
            _end(process)
        output.seek(0)
        return Finished(process.returncode, output.read().decode("utf-8", "replace"))


def _wait(process: subprocess.Popen[bytes], look: Callable[[], None]) -> None:
    while True:
        try:
            process.wait(_LOOK_S)
            return
        except subprocess.TimeoutExpired:
            look()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the command with everything it started, unless it has ended by itself."""
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
