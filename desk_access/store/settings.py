"""The port SettingsStore on the database."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from desk_access.errors import UsageError
from desk_access.store.database import Database
from desk_access.store.tables import SettingRow


class SqlSettingsStore:
    """Settings that belong to the data. Callable on any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self) -> dict[str, str]:
        """Everything that was saved: section -> JSON. Raises StoreError."""
        with self._database.read() as session:
            rows = session.execute(select(SettingRow.section, SettingRow.value))
            return {row.section: row.value for row in rows}

    def save(self, values: Mapping[str, str]) -> None:
        """Put these in place of those of the same section, in one transaction.

        Raises UsageError for text that is not Unicode (a file name of another encoding).
        """
        for section, value in values.items():
            try:
                value.encode()
            except UnicodeEncodeError as error:
                raise UsageError(
                    f"The setting {section!r} holds a character that cannot be kept.",
                    "Use another name.",
                ) from error
        with self._database.write() as session:
            for section, value in values.items():
                session.merge(SettingRow(section=section, value=value))
