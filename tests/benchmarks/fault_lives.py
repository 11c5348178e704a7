"""A life of the program, in a process of its own that is to be killed, or that finds no room."""

from __future__ import annotations

import logging
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from desk_access.errors import DeskAccessError
from tests.benchmarks.fault_kinds import KINDS

_WRITES: Final = 12
"""So many writes are tried on a disk that is filling up."""


def live(name: str, folder: Path, limit: int | None, sending: Connection) -> None:
    """A life of the program: write until killed, or until the disk takes no more."""
    logging.getLogger().addHandler(logging.NullHandler())
    said: tuple[str, str] = ("end", "")
    try:
        if limit is not None:
            import resource  # POSIX alone

            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        for count, token in enumerate(KINDS[name].write(folder), 1):
            sending.send(("done", token))
            if limit is not None and count >= _WRITES:
                break
    except DeskAccessError as error:
        said = ("refused", str(error))
    except BaseException:
        said = ("traceback", traceback.format_exc())
    with suppress(OSError):
        sending.send(said)
