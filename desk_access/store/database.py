"""The engine: connections with the right guarantees, and transactions that translate failures."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from desk_access.errors import WorkspaceUnavailable
from desk_access.store import acts, capture
from desk_access.store.failures import damaged, translated, unavailable
from desk_access.store.heads import SIGNER, Signer
from desk_access.store.rights import make_private

BUSY_TIMEOUT_MS = 5000
PROMPT_TIMEOUT_MS = 500
"""For what somebody in front of a camera waits for."""

_CHAINED, _UPDATING = "chained", "updating"
"""Whether what a transaction writes is chained, or an update of the tables."""

_LOG = logging.getLogger(__name__)

# synchronous=FULL: a commit returns once it is on the disk; fullfsync: on macOS too.
# secure_delete: what is deleted is overwritten. https://www.sqlite.org/pragma.html
_PRAGMAS = (
    "synchronous = FULL",
    "fullfsync = ON",
    "foreign_keys = ON",
    "secure_delete = ON",
)


class Database:
    """One SQLite file, or whatever ``url`` names. Callable on any thread.

    ``read_only`` refuses every change; the file must exist then. While another program keeps the
    file busy, a transaction waits for ``busy_timeout_ms`` before it fails. A session is for one
    transaction and one thread.
    """

    def __init__(
        self, url: URL, read_only: bool = False, busy_timeout_ms: int = BUSY_TIMEOUT_MS
    ) -> None:
        self.place = Path(url.database or "")
        self.read_only = read_only
        self._busy_timeout_ms = busy_timeout_ms
        self.signer: Signer | None = None
        """Signs the ledger's ends; None where the key is not at hand."""
        self._unscrubbed = False
        self._engine = create_engine(url)
        self._writer = self._engine.execution_options(desk_access_writes=_CHAINED)
        self._updater = self._engine.execution_options(desk_access_writes=_UPDATING)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", self._prepare)
            event.listen(self._engine, "begin", _begin)

    @classmethod
    def at(
        cls, place: Path, read_only: bool = False, busy_timeout_ms: int = BUSY_TIMEOUT_MS
    ) -> Database:
        """The SQLite database in the file ``place``.

        Read-only in a folder where nothing may be written, it is taken for one that nobody changes.
        Raises WorkspaceUnavailable where its journal then holds changes that cannot be read.
        """
        if not read_only or os.access(place.parent, os.W_OK):
            return cls(URL.create("sqlite", database=str(place)), read_only, busy_timeout_ms)
        journal = place.with_name(place.name + "-wal")
        # https://www.sqlite.org/wal.html#read_only_databases
        query = {"uri": "true", "mode": "ro"}
        if not _has_content(journal):
            query["immutable"] = "1"
        elif not place.with_name(place.name + "-shm").exists():
            raise WorkspaceUnavailable(
                f"{place} lies where nothing may be written, with changes in {journal.name} that "
                "are not in it yet.",
                "Close the program that uses the workspace, and copy the whole folder again.",
            )
        made = cls(
            URL.create("sqlite", database=f"file:{quote(str(place))}", query=query),
            read_only,
            busy_timeout_ms,
        )
        made.place = place
        return made

    @property
    def is_file(self) -> bool:
        """Whether it is a file of this machine (SQLite), rather than a server."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that sees one state. Raises StoreError.

        A value that cannot be decoded means a damaged file: everything was checked when written.
        """
        with self._translating(), Session(self._engine) as session:
            try:
                yield session
            except (ValueError, LookupError) as error:
                raise damaged(self.place) from error

    @contextmanager
    def write(self, who: str = "") -> Iterator[Session]:
        """A transaction that is alone in writing: committed at the end, or nothing happened.

        What it changed is chained as an act in the name of ``who``, an operator as claimed. On
        return the change is on the disk. Raises StoreError.
        """
        with (
            self._translating(),
            Session(self._writer, expire_on_commit=False, info={SIGNER: self.signer}) as session,
            session.begin(),
        ):
            yield session
            if self.is_file:
                acts.conclude(session, who)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A writing transaction on a bare connection, for migrations: no act comes of it.

        Raises StoreError.
        """
        with self._translating(), self._updater.begin() as connection:
            yield connection

    @property
    def backup(self) -> Path:
        """Where :meth:`back_up` puts its copy."""
        return self.place.with_name(f"{self.place.stem}.before-update{self.place.suffix}")

    def back_up(self) -> None:
        """Copy the SQLite file as it is now, its journal included. Raises StoreError.

        The copy appears whole, checked and on the disk, or not at all: a killed update leaves no
        half of one under its name.
        """
        draft = self._draft_of_backup()
        with self._translating(), self._engine.connect() as connection:
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)
            try:
                self.drop_half_backup()
                make_private(draft)
                copy = sqlite3.connect(draft)
                try:
                    copy.execute("PRAGMA synchronous = FULL")
                    source.backup(copy)
                finally:
                    copy.close()
                if not _is_whole(draft):
                    raise damaged(self.place)
                _settle(draft)
                os.replace(draft, self.backup)
                _settle(self.backup.parent)
            except OSError as error:
                raise unavailable(self.place.parent, error) from error
            finally:
                with suppress(WorkspaceUnavailable):
                    self.drop_half_backup()

    def _draft_of_backup(self) -> Path:
        return self.backup.with_name(f"{self.backup.name}.part")

    def drop_half_backup(self) -> None:
        """Delete what a killed update left of a copy. Raises WorkspaceUnavailable."""
        draft = self._draft_of_backup()
        try:
            for ending in ("", "-journal", "-wal", "-shm"):
                draft.with_name(draft.name + ending).unlink(missing_ok=True)
        except OSError as error:
            raise unavailable(self.place.parent, error) from error

    def drop_backup(self) -> None:
        """Delete the copy, for it holds whoever is being deleted. Raises WorkspaceUnavailable."""
        try:
            self.backup.unlink(missing_ok=True)
        except OSError as error:
            raise unavailable(self.place.parent, error) from error
        self.drop_half_backup()

    def scrub(self) -> bool:
        """Empty the journal into the file, so that deleted bytes are gone from both; whether it
        could be done.

        Another program's long reading keeps old pages in both. That is logged; they go with
        :meth:`scrub_again`, and at the latest when the workspace is next opened for writing.
        Raises StoreError.
        """
        if not self.is_file:
            return True
        with self._translating(), self._engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            blocked, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._unscrubbed = bool(blocked)
        if blocked:
            _LOG.warning(
                "What was deleted stays in the journal until the other program that reads "
                "the workspace is closed."
            )
        return not blocked

    def scrub_again(self) -> None:
        """Finish what :meth:`scrub` could not. Raises StoreError."""
        if self._unscrubbed:
            self.scrub()

    def close(self) -> None:
        """Close every connection; the journal is emptied into the file."""
        self._engine.dispose()

    def _prepare(self, connection: sqlite3.Connection, _record: Any) -> None:
        # The driver would begin and commit on its own terms; _begin does it on ours.
        # https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable
        connection.isolation_level = None
        for pragma in (f"busy_timeout = {self._busy_timeout_ms}", *_PRAGMAS):
            connection.execute(f"PRAGMA {pragma}")
        capture.add_functions(connection)
        if self.read_only:
            connection.execute("PRAGMA query_only = ON")
            return
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise WorkspaceUnavailable(
                f"The disk of {self.place} cannot keep a journal.",
                "Choose a folder on a disk of this machine, not on the network.",
            )

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            failure = translated(error, self.place)
            if failure is None:
                raise
            raise failure from error


def _is_whole(copy: Path) -> bool:
    opened = sqlite3.connect(copy)
    try:
        return bool(opened.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    finally:
        opened.close()


def _settle(path: Path) -> None:
    """Put a file, or a folder's entries, on the disk. Raises OSError."""
    if path.is_dir() and os.name == "nt":  # has no such call for folders, and needs none
        return
    descriptor = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _has_content(journal: Path) -> bool:
    try:
        return journal.stat().st_size > 0
    except OSError:
        return False


def _begin(connection: Connection) -> None:
    # A writer takes its place at once: two that first read and then write would deadlock.
    writes = connection.get_execution_options().get("desk_access_writes")
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    if writes == _CHAINED:
        capture.watch(raw)
    elif writes == _UPDATING:
        capture.unwatch(raw)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
