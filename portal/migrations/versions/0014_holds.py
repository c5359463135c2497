"""Texts that leave, and no contact with its confirmation, its review and its reason."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = "0013"
branch_labels = None
depends_on = None

STANDS = sa.text("lifted_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table('text', schema=None) as batch_op:
        batch_op.add_column(sa.Column('leaves_at', sa.DateTime(timezone=True), nullable=True))

    op.create_table('hold',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tie_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('lift_asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lift_asked_by_id', sa.Integer(), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_hold_by_id_staff')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['staff.id'], name=op.f('fk_hold_confirmed_by_id_staff')),
    sa.ForeignKeyConstraint(['lift_asked_by_id'], ['staff.id'], name=op.f('fk_hold_lift_asked_by_id_staff')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['staff.id'], name=op.f('fk_hold_lifted_by_id_staff')),
    sa.ForeignKeyConstraint(['tie_id'], ['guardianship.id'], name=op.f('fk_hold_tie_id_guardianship')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hold'))
    )
    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hold_tie_id'), ['tie_id'], unique=False)
        batch_op.create_index('hold_that_stands', ['tie_id'], unique=True, sqlite_where=STANDS, postgresql_where=STANDS)

    op.create_table('hold_reason',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hold_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_hold_reason_by_id_staff')),
    sa.ForeignKeyConstraint(['hold_id'], ['hold.id'], name=op.f('fk_hold_reason_hold_id_hold')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hold_reason')),
    sa.UniqueConstraint('hold_id', name=op.f('uq_hold_reason_hold_id'))
    )
    _holds_of_before()


def _holds_of_before() -> None:
    """What was set before is as hard as ever, and waits to be confirmed."""
    tie = sa.table('guardianship', sa.column('id', sa.Integer), sa.column('no_contact', sa.Boolean))
    hold = sa.table(
        'hold', sa.column('tie_id', sa.Integer), sa.column('at', sa.DateTime(timezone=True))
    )
    now = sa.literal(datetime.now(UTC), sa.DateTime(timezone=True))
    op.execute(
        hold.insert().from_select(['tie_id', 'at'], sa.select(tie.c.id, now).where(tie.c.no_contact))
    )


def downgrade() -> None:
    op.drop_table('hold_reason')
    op.drop_table('hold')
    with op.batch_alter_table('text', schema=None) as batch_op:
        batch_op.drop_column('leaves_at')
