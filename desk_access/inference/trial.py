"""Trying a model file of a stranger, in a child process: ``python -m desk_access.inference.trial``.

A network may loop without end, ask for all memory, or make the library that runs it crash. So it is
run here first; what passes is told by its digest afterwards.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from desk_access.config import Provider
from desk_access.errors import DeskAccessError, ModelRejected, ModelUnusable
from desk_access.inference.manifest_reader import described
from desk_access.inference.recogniser import OnnxEmbedder
from desk_access.limits import CHILD_MEMORY, child_environment, limit_memory

_LONGEST_S: Final = 120.0
_TIMES_ITS_SIZE: Final = 6
"""Its bytes, what the library makes of them, and the tensors of three faces."""

_REFUSED: Final = 1
_CURE: Final = "Choose another model."


def try_recogniser(file: Path, longest_s: float = _LONGEST_S) -> None:
    """Run the recogniser in ``file`` as its manifest says. Blocks for two seconds, or longer.

    Raises ModelUnusable and ModelRejected.
    """
    command = (sys.executable, "-P", "-m", "desk_access.inference.trial", str(file.absolute()))
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            env=child_environment(),
            timeout=longest_s,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        raise ModelUnusable(
            f"{file.name} has given no embedding after {longest_s:g} s.", _CURE
        ) from error
    except OSError as error:
        raise ModelUnusable(
            f"{file.name} cannot be tried: no process can be started ({error.strerror}).",
            "Close other programs, then try again.",
        ) from error
    if done.returncode == _REFUSED and done.stdout:
        kind, what, cure = json.loads(done.stdout)
        raise (ModelRejected if kind == ModelRejected.__name__ else ModelUnusable)(what, cure)
    if done.returncode:
        raise ModelUnusable(
            f"{file.name} breaks the library that runs it, or takes too much memory.", _CURE
        )


def main(file: Path) -> int:
    """In the child: 0 when the model keeps its contract, 1 with the reason on standard output."""
    try:
        limit_memory(CHILD_MEMORY + _TIMES_ITS_SIZE * file.stat().st_size)
        OnnxEmbedder(described(file), file, Provider.CPU, threads=1)
    except DeskAccessError as error:
        sys.stdout.write(json.dumps([type(error).__name__, error.what, error.cure]))
        return _REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
