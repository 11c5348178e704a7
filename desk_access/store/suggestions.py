"""The port Suggestions on the database."""

from __future__ import annotations

from sqlalchemy import delete, select

from desk_access.model.person import EnrolmentPicture
from desk_access.model.suggestion import Suggestion
from desk_access.store.database import Database
from desk_access.store.tables import PersonRow, SuggestionRow


class SqlSuggestions:
    """Pictures that an operator may add to people, one for each. Callable on any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, suggestion: Suggestion) -> None:
        """Keep it in place of the person's last one. Raises StoreError."""
        picture = suggestion.picture
        with self._database.write() as session:
            if session.get(PersonRow, suggestion.person_id) is None:
                return  # Erased since the camera saw them.
            session.merge(
                SuggestionRow(
                    person_id=suggestion.person_id,
                    seen_at=suggestion.seen_at,
                    camera=suggestion.camera,
                    score=suggestion.score,
                    jpeg=picture.jpeg,
                    points=picture.points.reshape(-1),
                    quality=float(picture.quality),
                    model_digest=suggestion.model_digest,
                    vector=suggestion.vector,
                )
            )

    def all(self) -> list[Suggestion]:
        """Those of active people, the newest first. Raises StoreError."""
        wanted = (
            select(SuggestionRow)
            .join(PersonRow, PersonRow.person_id == SuggestionRow.person_id)
            .where(PersonRow.active)
            .order_by(SuggestionRow.seen_at.desc())
        )
        with self._database.read() as session:
            return [_suggestion(row) for row in session.scalars(wanted)]

    def delete(self, person_id: int) -> bool:
        """Delete the person's; returns whether there was one. Raises StoreError.

        Its bytes are overwritten in the file and its journal.
        """
        with self._database.read() as session:
            if session.get(SuggestionRow, person_id) is None:
                return False
        with self._database.write() as session:
            session.execute(delete(SuggestionRow).where(SuggestionRow.person_id == person_id))
        self._database.scrub()
        return True


def _suggestion(row: SuggestionRow) -> Suggestion:
    picture = EnrolmentPicture(row.jpeg, row.points.reshape(-1, 2), row.quality, row.seen_at)
    return Suggestion(
        row.person_id, row.seen_at, row.camera, row.score, picture, row.vector, row.model_digest
    )
