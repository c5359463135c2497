"""Times kept for families that fell through, too; what was only waited for when it was given up."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("upset", schema=None) as batch_op:
        batch_op.add_column(sa.Column("choosing", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("upset_talk", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kept_gone", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("creche_place", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("waited", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("creche_place", schema=None) as batch_op:
        batch_op.drop_column("waited")
    with op.batch_alter_table("upset_talk", schema=None) as batch_op:
        batch_op.drop_column("kept_gone")
    with op.batch_alter_table("upset", schema=None) as batch_op:
        batch_op.drop_column("choosing")
