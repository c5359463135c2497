"""Tasks go from hand to hand: who has one, from whom, what was said of it; each has its day."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

DUE = sa.text("UPDATE task SET due_on = CURRENT_DATE WHERE due_on IS NULL AND done_at IS NULL")
"""What was open without a day is due at once: nobody knows how long it has waited."""


def upgrade() -> None:
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("owned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("handed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("to_office", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("note", sa.String(length=200), nullable=True))
        batch_op.create_index(batch_op.f("ix_task_owner_id"), ["owner_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_task_owner_id_staff"), "staff", ["owner_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_task_handed_by_id_staff"), "staff", ["handed_by_id"], ["id"]
        )
    op.execute(DUE)


def downgrade() -> None:
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_task_handed_by_id_staff"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_task_owner_id_staff"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_task_owner_id"))
        batch_op.drop_column("note")
        batch_op.drop_column("to_office")
        batch_op.drop_column("handed_by_id")
        batch_op.drop_column("owned_at")
        batch_op.drop_column("owner_id")
