"""Under which liveness policy a punch was made, from what kind of source and by which models."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """From the tables of exports. Older punches have none, and their hashes stay as they are."""
    op.add_column("punch", sa.Column("policy", sa.String(), nullable=True))
    op.add_column("punch", sa.Column("source_kind", sa.String(), nullable=True))
    for name in ("detector_digest", "landmarker_digest", "liveness_digest"):
        op.add_column("punch", sa.Column(name, sa.String(64), nullable=True))
