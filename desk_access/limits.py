"""What a process may use, for children that read files of strangers."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

CHILD_MEMORY = 448 * 2**20
"""Bytes that such a child may take, beyond what it has when it begins. With the 60 MB of Python and
OpenCV that stays below 600 MB."""


def child_environment() -> dict[str, str]:
    """The environment of such a child: no pool of threads, each of which would reserve memory."""
    few = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MALLOC_ARENA_MAX"), "1")
    package = str(Path(__file__).resolve().parent.parent)
    places = filter(None, (package, os.environ.get("PYTHONPATH")))
    return {**os.environ, **few, "PYTHONPATH": os.pathsep.join(places)}


def limit_memory(more: int = CHILD_MEMORY) -> None:
    """Let this process take ``more`` bytes and no further; an allocation beyond fails.

    Linux alone enforces such a limit on all of a process's own memory; elsewhere nothing happens.
    """
    if sys.platform != "linux":
        return
    import resource

    found = re.search(r"^VmData:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"), re.M)
    if found is None:
        return
    wanted = int(found[1]) * 1024 + more
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    least = min(each for each in (wanted, soft, hard) if each != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_DATA, (least, hard))
