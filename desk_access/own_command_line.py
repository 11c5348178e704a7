"""What other users of the machine see of this process's command line (``ps``, ``/proc``)."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import sys
from pathlib import Path

_ARG_START, _ARG_END = 48, 49
"""Fields of ``/proc/self/stat`` (proc_pid_stat(5)), counted from 1."""

_SECRET_PATH = re.compile(rb"/[^?#]*?([=&]|pass|pwd)|[?#]", re.IGNORECASE)
"""What of an address's path or query may be a password, as in :mod:`desk_access.camera_address`."""


def hide_passwords() -> bool:
    """Write over passwords of addresses where the kernel shows this process's arguments.

    Whether there were any. ``sys.argv`` stays as it is. To be called first of all: until then, and
    on other systems than Linux, other users can read them.
    """
    secret = any(start < stop for start, stop in map(secret_part, map(os.fsencode, sys.argv[1:])))
    if secret and sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, ValueError, IndexError):  # no /proc in some containers
            _overwrite()
    return secret


def _overwrite() -> None:
    # The name of the program, in brackets, may hold spaces itself.
    fields = Path("/proc/self/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    start, end = int(fields[_ARG_START - 3]), int(fields[_ARG_END - 3])
    if start <= 0 or end <= start:
        return
    at = start
    for argument in ctypes.string_at(start, end - start).split(b"\0"):
        begin, stop = secret_part(argument)
        ctypes.memset(at + begin, ord("*"), stop - begin)
        at += len(argument) + 1


def secret_part(argument: bytes) -> tuple[int, int]:
    """Where in an argument a name and a password may stand: from, to; equal where in none."""
    last = argument.rfind(b"@")
    scheme = argument.find(b"://")
    begin = scheme + len(b"://")
    if scheme >= 0 and (path := _SECRET_PATH.search(argument, max(begin, last + 1))):
        return (begin if begin <= last else path.start()), len(argument)
    if last < 0 or b":" not in argument[:last]:
        return 0, 0
    if 0 <= scheme < last:
        return begin, last
    option = argument.find(b"=") + 1 if argument.startswith(b"--") else 0
    return option, last
