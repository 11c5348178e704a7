"""The ledger's end is signed with a key that lies outside the workspace.

Corrections name the account of the operating system under which they were proposed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """From the keys of codes. The first signature comes with the act that names the key."""
    op.add_column(
        "ledger_head",
        sa.Column("signature", sa.String(128), server_default=sa.text("''"), nullable=False),
    )
    op.add_column("correction", sa.Column("account", sa.String(), nullable=True))
