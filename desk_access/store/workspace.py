"""The workspace: the folder in which everything that belongs to one desk lies.

::

    FOLDER/desk_access.db      people, templates, the ledger, settings (with -wal, -shm while open)
    FOLDER/punches.spool       punches that the database does not take now (desk_access/store/spool)
    FOLDER/models/             model files that were fetched
    FOLDER/export-key.pem      signs exports (desk_access/reports); made with the first signature
    FOLDER/desk-access.lock    held by the one program that writes; desk-access.pid says which

It is for its owner alone; desk_access/store/rights lists every name that may lie in it.
"""

from __future__ import annotations

import logging
import os
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from desk_access.account import machine_user
from desk_access.errors import DatabaseCorrupt, WorkspaceUnavailable
from desk_access.store.audits import SqlAudits
from desk_access.store.closing import SqlClosedMonths
from desk_access.store.corrections import SqlCorrections
from desk_access.store.database import PROMPT_TIMEOUT_MS, Database
from desk_access.store.exports import SqlExports
from desk_access.store.failures import damaged, unavailable
from desk_access.store.gallery import SqlGallery
from desk_access.store.housekeeping import SqlHousekeeping
from desk_access.store.ledger import SqlLedger
from desk_access.store.lock import writer_lock
from desk_access.store.outside import Outside
from desk_access.store.plans import SqlPlans
from desk_access.store.rights import close_to_others, make_private
from desk_access.store.schema import Schema, schema_of, upgrade
from desk_access.store.settings import SqlSettingsStore
from desk_access.store.spoofs import SqlSpoofLog
from desk_access.store.spool import FileSpool
from desk_access.store.suggestions import SqlSuggestions
from desk_access.store.visitors import SqlVisitors

DATABASE_NAME = "desk_access.db"
MODELS_NAME = "models"

_LOG = logging.getLogger(__name__)


class Workspace:
    """An open workspace: its repositories, callable on any thread until :meth:`close`."""

    def __init__(
        self,
        folder: Path,
        database: Database,
        prompt: Database,
        audits: SqlAudits,
        held: ExitStack,
        who: str,
    ) -> None:
        """``prompt`` is the same database, for what somebody in front of a camera waits for."""
        self.folder = folder
        self.models_folder = folder / MODELS_NAME
        self.spool = FileSpool(folder, read_only=database.read_only)
        self.gallery = SqlGallery(database, who, self.spool)
        self.housekeeping = SqlHousekeeping(database, who)
        self.audits = audits
        self.ledger = SqlLedger(database, audits)
        self.prompt_ledger = SqlLedger(prompt)
        self.settings = SqlSettingsStore(database)
        self.visitors = SqlVisitors(database)
        self.suggestions = SqlSuggestions(prompt)
        self.spoofs = SqlSpoofLog(prompt)
        self.plans = SqlPlans(database)
        self.corrections = SqlCorrections(database)
        self.closed_months = SqlClosedMonths(database)
        self.exports = SqlExports(database)
        self._held = held

    @classmethod
    def open(cls, folder: Path, exclusive: bool = True) -> Self:
        """Open the workspace in ``folder``, made when missing, updated when older.

        ``exclusive`` holds it against other writers; without it the repositories only read, also
        beside a program that writes and where nothing may be written. The folder and its files are
        closed to other accounts; where that cannot be, only reading goes on. Raises
        WorkspaceUnavailable, WorkspaceBusy, DatabaseNewer or DatabaseCorrupt.
        """
        folder = folder.expanduser().absolute()
        place = folder / DATABASE_NAME
        _make(folder)
        ready = not exclusive and _ready(place)
        _close(folder, only_reads=ready)
        if os.access(folder, os.W_OK):
            _make(folder / MODELS_NAME)
        outside = Outside.of_user()
        with ExitStack() as held:
            if exclusive:
                held.enter_context(writer_lock(folder))
                _establish(place, outside)
            elif not ready:
                with writer_lock(folder):
                    _establish(place, outside)
            database = Database.at(place, read_only=not exclusive)
            held.callback(database.close)
            prompt = Database.at(place, not exclusive, PROMPT_TIMEOUT_MS)
            held.callback(prompt.close)
            audits = SqlAudits((database, prompt), outside, folder)
            if exclusive:
                audits.take_key()
            return cls(folder, database, prompt, audits, held.pop_all(), machine_user())

    def close(self) -> None:
        """Close the database and let others write. May be called more than once."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _make(folder: Path) -> None:
    try:
        # For its owner alone: faces and names lie here.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise unavailable(folder, error) from error


def _close(folder: Path, only_reads: bool) -> None:
    """Close the workspace to others; who only reads leaves be what cannot be closed."""
    if only_reads and not os.access(folder, os.W_OK):
        return
    try:
        close_to_others(folder)
    except WorkspaceUnavailable as error:
        if not only_reads:
            raise
        _LOG.warning("%s", error)


def _ready(place: Path) -> bool:
    """Whether the database can be read as it is."""
    if not _exists(place):
        return False
    database = Database.at(place, read_only=True)
    try:
        return schema_of(database) is Schema.CURRENT
    finally:
        database.close()


def _establish(place: Path, outside: Outside) -> None:
    """Make the database, or bring it to this program's revision. The lock is held."""
    if not _exists(place):
        _create(place)
    database = Database.at(place)
    try:
        database.drop_half_backup()
        upgrade(database)
        SqlAudits((database,), outside, place.parent).take_key()
    finally:
        database.close()


def _exists(place: Path) -> bool:
    """Whether there is a database. Raises DatabaseCorrupt for what is left of one.

    This program never leaves an empty file (see :func:`_create`), nor a journal without its
    file: SQLite would take the first for a new database, and throw the second away.
    """
    try:
        if place.exists():
            if place.stat().st_size == 0:
                raise damaged(place)
            return True
        journal = _journal(place)
        if journal.exists() and journal.stat().st_size > 0:
            raise DatabaseCorrupt(
                f"The database {place} is gone, but its journal is there.",
                "Put the file back, or move the journal away to start with an empty one.",
            )
    except OSError as error:
        raise unavailable(place.parent, error) from error
    return False


def _create(place: Path) -> None:
    """Make an empty database under another name first: it appears whole or not at all."""
    draft = place.with_suffix(".draft")
    try:
        draft.unlink(missing_ok=True)
        _journal(draft).unlink(missing_ok=True)
        make_private(draft)
        database = Database.at(draft)
        try:
            upgrade(database)
        finally:
            database.close()
        os.replace(draft, place)
    except OSError as error:
        raise unavailable(place.parent, error) from error


def _journal(place: Path) -> Path:
    return place.with_name(place.name + "-wal")
