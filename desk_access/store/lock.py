"""One writer a workspace: a lock that the operating system takes back when its holder dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from desk_access.errors import WorkspaceBusy
from desk_access.store.failures import unavailable
from desk_access.store.rights import make_private

LOCK_NAME = "desk-access.lock"
# Beside the lock, for Windows lets nobody read a locked file.
HOLDER_NAME = "desk-access.pid"

# Long enough for a reading command that is just creating or updating the database.
PATIENCE_S = 1.0


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the workspace alone. Raises WorkspaceBusy with the holder, or WorkspaceUnavailable."""
    lock = FileLock(folder / LOCK_NAME, mode=0o600)
    holder = folder / HOLDER_NAME
    try:
        lock.acquire(timeout=PATIENCE_S)
    except Timeout as error:
        raise WorkspaceBusy(
            f"The workspace {folder} is in use by {_name(holder)}.",
            "Close that program first, or choose another folder.",
        ) from error
    except OSError as error:
        raise unavailable(folder, error) from error
    try:
        try:
            make_private(holder)
            holder.write_text(str(os.getpid()), encoding="ascii")
        except OSError as error:
            raise unavailable(folder, error) from error
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _name(holder: Path) -> str:
    try:
        return f"process {int(holder.read_text(encoding='ascii'))}"
    except (OSError, ValueError):
        return "another program"
