"""The one way past the triggers that keep tables append-only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session


@contextmanager
def lifted(session: Session, *tables: str) -> Iterator[None]:
    """Lift the triggers of these tables, of SQLite, for the body: an erasure changes what stays.

    The same transaction puts them back as they were, so that no other program ever finds the tables
    open. What the body changes is chained as any change is.
    """
    wanted = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
    triggers = [
        (name, sql)
        for table in tables
        for name, sql in session.execute(wanted, {"name": table}).all()
    ]
    for name, _ in triggers:
        session.execute(text(f'DROP TRIGGER "{name}"'))
    yield
    session.flush()
    for _, sql in triggers:
        session.connection().exec_driver_sql(sql)
