"""What Alembic runs for every command: migrate over the connection it was handed.

The caller's transaction stays open around everything, so a migration happens whole or not at all.
"""

from __future__ import annotations

from alembic import context

from desk_access.store.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
