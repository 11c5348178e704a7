"""People who look alike and are told apart with more care, and pictures suggested for somebody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """From the tables of the gallery's history."""
    op.create_table(
        "lookalike",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("first_id", "second_id", name="pk_lookalike"),
        sa.CheckConstraint("first_id < second_id", name="ck_lookalike_order"),
        *(
            sa.ForeignKeyConstraint(
                [column], ["person.person_id"], name=f"fk_lookalike_{column}", ondelete="CASCADE"
            )
            for column in ("first_id", "second_id")
        ),
    )
    op.create_index("ix_lookalike_second_id", "lookalike", ["second_id"])
    op.create_table(
        "suggestion",
        sa.Column("person_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("camera", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("points", sa.LargeBinary(), nullable=False),
        sa.Column("quality", sa.Double(), nullable=False),
        sa.Column("model_digest", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_suggestion"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.person_id"],
            name="fk_suggestion_person_id",
            ondelete="CASCADE",
        ),
    )
