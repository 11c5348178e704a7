"""What a transaction touches: temporary triggers note it, so that no repository can forget it.

On each writing connection lies a temporary table of what was touched and how it stood before, kept
by triggers that exist on that connection alone. A function of ours computes the digests inside
SQLite, cascades included. https://www.sqlite.org/lang_createtrigger.html#temp_triggers_on_non_temp_tables
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, cast

from desk_access.store.coverage import COVERED, MOMENT, Covered

TOUCHED: Final = "desk_access_touched"
STATE: Final = "desk_access_state"

_Value = int | float | str | bytes | None


class _State:
    """The digest of some rows, whatever their order: an aggregate for SQLite. NULL of no row."""

    def __init__(self) -> None:
        self._rows: list[bytes] = []

    def step(self, *given: Any) -> None:
        """Take a row: the names of its columns as JSON, and their values."""
        names, *values = given
        self._rows.append(_digest(_columns(names), values))

    def finalize(self) -> str | None:
        """SHA-256 of the rows' own, in hexadecimal."""
        return hashlib.sha256(b"".join(sorted(self._rows))).hexdigest() if self._rows else None


def _digest(names: tuple[str, ...], values: Sequence[_Value]) -> bytes:
    """A column that is NULL is left out: one that is added later leaves older digests alone."""
    content = {
        name: hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value
        for name, value in zip(names, values, strict=True)
        if value is not None
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


@lru_cache
def _columns(names: str) -> tuple[str, ...]:
    return tuple(json.loads(names))


def add_functions(connection: sqlite3.Connection) -> None:
    """Let statements on this connection compute digests."""
    connection.create_aggregate(STATE, -1, cast(Any, _State))


def state_of(connection: sqlite3.Connection, covered: Covered) -> str:
    """The SQL of the digest of a covered table's rows, by the columns that it has now."""
    found = [
        name
        for _, name, *_ in connection.execute(f'PRAGMA table_info("{covered.table}")')
        if name not in covered.without
    ]
    names = json.dumps(found).replace("'", "''")
    return f"{STATE}('{names}', {', '.join(_quoted(name) for name in found)})"


def watch(connection: sqlite3.Connection) -> None:
    """Note from now on what each transaction on this connection touches. Outside a transaction."""
    if connection.execute("SELECT 1 FROM sqlite_temp_master WHERE name = ?", (TOUCHED,)).fetchone():
        return
    connection.execute(
        f"CREATE TEMP TABLE {TOUCHED} (part TEXT, key, before TEXT, PRIMARY KEY (part, key))"
    )
    for covered in COVERED:
        state = state_of(connection, covered)
        subject = _quoted(covered.subject)
        _trigger(connection, covered, "BEFORE UPDATE", f"OLD.{subject}", state)
        _trigger(connection, covered, "BEFORE DELETE", f"OLD.{subject}", state)
        # AFTER: only then is a key that SQLite chooses known. The new row itself is left out.
        others = f"{state} FILTER (WHERE rowid <> NEW.rowid)"
        _trigger(connection, covered, "AFTER INSERT", f"NEW.{subject}", others)
        _trigger(connection, covered, "AFTER UPDATE", f"NEW.{subject}", others)
    connection.execute(
        f"CREATE TEMP TRIGGER desk_access_{MOMENT} BEFORE DELETE ON main.{MOMENT} "
        f"BEGIN INSERT OR IGNORE INTO {TOUCHED} VALUES ('{MOMENT}', OLD.sequence, NULL); END"
    )


def _trigger(
    connection: sqlite3.Connection, covered: Covered, event: str, key: str, state: str
) -> None:
    """Note the ``key`` and how its rows stood, once a transaction."""
    table, subject = _quoted(covered.table), _quoted(covered.subject)
    name = _quoted(f"desk_access_{covered.table}_{event.lower().replace(' ', '_')}")
    connection.execute(
        f"CREATE TEMP TRIGGER {name} {event} ON main.{table} WHEN NOT EXISTS "
        f"(SELECT 1 FROM {TOUCHED} WHERE part = '{covered.table}' AND key = {key}) "
        f"BEGIN INSERT INTO {TOUCHED} SELECT '{covered.table}', {key}, {state} "
        f"FROM {table} WHERE {subject} = {key}; END"
    )


def unwatch(connection: sqlite3.Connection) -> None:
    """Note nothing any more: an update of the tables is about to begin."""
    triggers = connection.execute(
        "SELECT name FROM sqlite_temp_master WHERE type = 'trigger' AND name LIKE 'desk_access_%'"
    ).fetchall()
    for (name,) in triggers:
        connection.execute(f"DROP TRIGGER temp.{_quoted(name)}")
    connection.execute(f"DROP TABLE IF EXISTS temp.{TOUCHED}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
