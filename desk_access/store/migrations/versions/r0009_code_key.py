"""People's codes are found and told apart by their canonical form."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desk_access.model.identifier import canonical

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """From the tables of acts. Codes that look alike stay: each is found by itself exactly."""
    op.add_column(
        "person", sa.Column("code_key", sa.String(), server_default=sa.text("''"), nullable=False)
    )
    op.create_index("ix_person_code_key", "person", ["code_key"])
    person = sa.table("person", sa.column("person_id"), sa.column("code"), sa.column("code_key"))
    bind = op.get_bind()
    for person_id, code in bind.execute(sa.select(person.c.person_id, person.c.code)).all():
        bind.execute(
            sa.update(person)
            .where(person.c.person_id == person_id)
            .values(code_key=canonical(code))
        )
