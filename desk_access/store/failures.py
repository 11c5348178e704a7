"""The one place where a database's complaint becomes an expected failure, in words for people."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from desk_access.errors import (
    DatabaseCorrupt,
    StoreError,
    WorkspaceBusy,
    WorkspaceUnavailable,
)

# Result codes by what they mean here: https://www.sqlite.org/rescode.html
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_OTHER_TABLES = re.compile(
    "no such (table|column)|duplicate column name|(table|index|trigger) .+ already exists"
)
"""What SQLite says where the tables are not those of the revision that the file names."""
_REFUSED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}


def translated(error: DBAPIError | sqlite3.Error, place: Path) -> StoreError | None:
    """The failure to raise for ``error`` of the database file ``place``; None for a bug."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    if code is None:
        # The one failure of a read that carries no code: text that is not UTF-8.
        return damaged(place) if "decode to UTF-8" in str(cause) else None
    code &= 0xFF  # the primary code of an extended one
    if code in _DAMAGED:
        return damaged(place)
    if code == sqlite3.SQLITE_ERROR and _OTHER_TABLES.match(str(cause)):
        return damaged(place)
    if code in _BUSY:
        return WorkspaceBusy(
            f"Another program keeps {place} busy.", "Close it there, then try again."
        )
    if code == sqlite3.SQLITE_FULL:
        return WorkspaceUnavailable(
            f"There is no room left to write to {place}.", "Free some space, then try again."
        )
    if code in _REFUSED:
        return WorkspaceUnavailable(
            f"{place} cannot be opened for writing.",
            "Allow writing to its folder, or choose another folder.",
        )
    if code == sqlite3.SQLITE_IOERR:
        return WorkspaceUnavailable(
            f"Reading or writing {place} failed.", "Check the disk and the space left on it."
        )
    return None


def damaged(place: Path) -> DatabaseCorrupt:
    """The failure for a file whose content is not what this program wrote."""
    return DatabaseCorrupt(
        f"The database {place} is damaged.",
        "Put a backup in its place, or move it away to start with an empty one.",
    )


def unavailable(folder: Path, error: OSError) -> WorkspaceUnavailable:
    """The failure for a folder or file that the system refuses."""
    return WorkspaceUnavailable(
        f"The workspace {folder} cannot be used ({error.strerror or error}).",
        "Choose a folder that this user may write to, on a disk with space left.",
    )
