"""Families who were asked whether the new time of their talk suits them."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = "0016"
branch_labels = None
depends_on = None

ASKED = sa.text("state = 'asked'")


def upgrade() -> None:
    op.create_table('move_ask',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('booking_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('old_slot_id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('asked', 'moved', 'kept the old time', 'no answer in time', 'taken back', 'fell away', name='moveaskstate', native_enum=False, length=60), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_text', sa.Boolean(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_move_ask_booking_id_booking')),
    sa.ForeignKeyConstraint(['old_slot_id'], ['slot.id'], name=op.f('fk_move_ask_old_slot_id_slot')),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_move_ask_parent_id_parent')),
    sa.ForeignKeyConstraint(['slot_id'], ['slot.id'], name=op.f('fk_move_ask_slot_id_slot')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_move_ask'))
    )
    with op.batch_alter_table('move_ask', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_move_ask_booking_id'), ['booking_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_move_ask_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index('one_question_a_talk', ['booking_id'], unique=True, sqlite_where=ASKED, postgresql_where=ASKED)


def downgrade() -> None:
    op.drop_table('move_ask')
