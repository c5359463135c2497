"""Times that are kept for somebody are found without looking at every time there ever was."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KEPT = sa.text("kept_for_id IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "kept_slot", "slot", ["kept_for_id"], sqlite_where=KEPT, postgresql_where=KEPT
    )


def downgrade() -> None:
    op.drop_index("kept_slot", "slot")
