"""Brings a database to this program's revision, and refuses one that is ahead of it."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from desk_access.errors import DatabaseCorrupt, DatabaseNewer
from desk_access.store.database import Database
from desk_access.store.failures import damaged
from desk_access.store.states import found_before_update, settle

MIGRATIONS = Path(__file__).parent / "migrations"


class Schema(Enum):
    """How a database stands to this program."""

    EMPTY = auto()
    OLDER = auto()
    CURRENT = auto()


def schema_of(database: Database, migrations: Path = MIGRATIONS) -> Schema:
    """Compare the database's revision with the program's.

    Raises DatabaseNewer for a revision this program does not know, DatabaseCorrupt for a database
    that is not this program's.
    """
    with database.read() as session:
        revision = _revision(session.connection(), database.place)
    if revision is None:
        return Schema.EMPTY
    scripts = ScriptDirectory.from_config(_config(migrations))
    if revision not in {script.revision for script in scripts.walk_revisions()}:
        raise DatabaseNewer(
            f"The database {database.place} was written by a newer version of this program.",
            "Install that version or a later one.",
        )
    return Schema.CURRENT if revision == scripts.get_current_head() else Schema.OLDER


def upgrade(database: Database, migrations: Path = MIGRATIONS) -> None:
    """Bring the database to this program's revision, in one transaction.

    An older file is copied first. What the update changes is chained as an act. A failure leaves
    the database as it was. Only the holder of the workspace's lock may call this. Raises
    StoreError.
    """
    state = schema_of(database, migrations)
    if state is Schema.CURRENT:
        return
    if state is Schema.OLDER and database.is_file:
        database.back_up()
    with database.connection() as connection:
        before = found_before_update(connection)
        config = _config(migrations)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        settle(connection, before)


def _revision(connection: Connection, place: Path) -> str | None:
    tables = inspect(connection).get_table_names()
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise DatabaseCorrupt(
            f"{place} is the database of another program.", "Choose another folder."
        )
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    if len(found) != 1:
        raise damaged(place)
    return str(found[0])


def _config(migrations: Path) -> Config:
    config = Config()
    # The configuration's own syntax gives % a meaning that a folder's name does not.
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    return config
