"""The gallery's history, merged people, set-aside pictures, visitors, templates of two models."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """From the first tables."""
    op.add_column("person", sa.Column("merged_into", sa.Integer(), nullable=True))
    op.create_index("ix_person_merged_into", "person", ["merged_into"])
    op.add_column(
        "enrolment_picture",
        sa.Column("set_aside", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    _templates()
    _history()
    op.create_table(
        "visitor",
        sa.Column("visitor_key", sa.String(32), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("camera", sa.String(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("points", sa.LargeBinary(), nullable=False),
        sa.Column("quality", sa.Double(), nullable=False),
        sa.Column("model_digest", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("visitor_key", name="pk_visitor"),
    )
    op.create_index("ix_visitor_seen_at", "visitor", ["seen_at"])


def _templates() -> None:
    """A picture may have a template of the model in use and one of the model to come."""
    op.execute("CREATE TABLE template_kept AS SELECT * FROM template")
    op.drop_table("template")
    op.create_table(
        "template",
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("model_digest", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("picture_id", "model_digest", name="pk_template"),
        sa.ForeignKeyConstraint(
            ["picture_id"],
            ["enrolment_picture.picture_id"],
            name="fk_template_picture_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_template_model_digest", "template", ["model_digest"])
    op.execute(
        "INSERT INTO template (picture_id, model_digest, vector)"
        " SELECT picture_id, model_digest, vector FROM template_kept"
    )
    op.drop_table("template_kept")


def _history() -> None:
    op.create_table(
        "history",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.Column("seen_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("camera", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_history"),
        sqlite_autoincrement=True,
    )
    both = [
        sa.Column(f"{when}_{name}", kind, nullable=name == "merged_into")
        for when in ("before", "after")
        for name, kind in (
            ("name", sa.String()),
            ("group", sa.String()),
            ("active", sa.Boolean()),
            ("merged_into", sa.Integer()),
        )
    ]
    op.create_table(
        "history_person",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        *both,
        sa.PrimaryKeyConstraint("number", "person_id", name="pk_history_person"),
        sa.ForeignKeyConstraint(
            ["number"], ["history.number"], name="fk_history_person_number", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.person_id"],
            name="fk_history_person_person_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_history_person_person_id", "history_person", ["person_id"])
    op.create_table(
        "history_picture",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("before_person", sa.Integer(), nullable=False),
        sa.Column("before_set_aside", sa.Boolean(), nullable=False),
        sa.Column("after_person", sa.Integer(), nullable=False),
        sa.Column("after_set_aside", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", "picture_id", name="pk_history_picture"),
        sa.ForeignKeyConstraint(
            ["number"], ["history.number"], name="fk_history_picture_number", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"],
            ["enrolment_picture.picture_id"],
            name="fk_history_picture_picture_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_history_picture_picture_id", "history_picture", ["picture_id"])
