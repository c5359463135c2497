"""An invitation's talk is found without looking at every talk there ever was."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_booking_invitation_id", "booking", ["invitation_id"])


def downgrade() -> None:
    op.drop_index("ix_booking_invitation_id", "booking")
