"""How sure it was that a face was alive, in punches; and the pictures that were refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """From the tables of lookalikes. Older punches have none, and their hashes stay as they are."""
    op.add_column("punch", sa.Column("liveness", sa.Double(), nullable=True))
    op.create_table(
        "spoof",
        sa.Column("spoof_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("camera", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("liveness", sa.Double(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("network", sa.Double(), nullable=True),
        sa.Column("carried", sa.Double(), nullable=True),
        sa.Column("bent", sa.Double(), nullable=True),
        sa.Column("challenge", sa.Boolean(), nullable=True),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("spoof_id", name="pk_spoof"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.person_id"],
            name="fk_spoof_person_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_spoof_person_id", "spoof", ["person_id"])
