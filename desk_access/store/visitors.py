"""The port Visitors on the database."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from desk_access.model.person import EnrolmentPicture
from desk_access.model.visitor import Visitor
from desk_access.store.database import Database
from desk_access.store.tables import VisitorRow


class SqlVisitors:
    """Unknown faces, for a short time. Callable on any thread.

    What is deleted is overwritten in the file and its journal.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, visitor: Visitor) -> None:
        """Keep a visit. Raises StoreError."""
        picture = visitor.picture
        with self._database.write() as session:
            session.add(
                VisitorRow(
                    visitor_key=visitor.key,
                    seen_at=visitor.seen_at,
                    camera=visitor.camera,
                    jpeg=picture.jpeg,
                    points=picture.points.reshape(-1),
                    quality=float(picture.quality),
                    model_digest=visitor.model_digest,
                    vector=visitor.vector,
                )
            )

    def all(self) -> list[Visitor]:
        """Every visit, oldest first. Raises StoreError."""
        wanted = select(VisitorRow).order_by(VisitorRow.seen_at, VisitorRow.visitor_key)
        with self._database.read() as session:
            return [visitor_of(row) for row in session.scalars(wanted)]

    def delete(self, keys: Collection[str]) -> int:
        """Delete these visits; returns how many there were. Raises StoreError."""
        return self._delete(VisitorRow.visitor_key.in_(keys))

    def expire(self, before: datetime) -> int:
        """Delete what was seen before this moment; returns how many. Raises StoreError.

        Also finishes what an erasure could not, while another program was reading the file.
        """
        self._database.scrub_again()
        return self._delete(VisitorRow.seen_at < before)

    def _delete(self, which: ColumnElement[bool]) -> int:
        with self._database.read() as session:
            keys = session.scalars(select(VisitorRow.visitor_key).where(which)).all()
        if not keys:
            return 0
        with self._database.write() as session:
            self._database.drop_backup()
            session.execute(delete(VisitorRow).where(VisitorRow.visitor_key.in_(keys)))
        self._database.scrub()
        return len(keys)


def visitor_of(row: VisitorRow) -> Visitor:
    """The visit of a row."""
    return Visitor(
        row.visitor_key,
        row.seen_at,
        row.camera,
        EnrolmentPicture(row.jpeg, row.points.reshape(-1, 2), row.quality, row.seen_at),
        row.vector,
        row.model_digest,
    )
