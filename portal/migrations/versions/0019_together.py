"""Two parents of one child in one talk: what each answered, and which bookings share a time."""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = "0018"
branch_labels = None
depends_on = None

LIVE = sa.text("state != 'cancelled'")


def upgrade() -> None:
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asks_together', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.add_column(sa.Column('beside_id', sa.Integer(), nullable=False, server_default='0'))
    op.drop_index('one_live_booking_a_slot', table_name='booking')
    op.create_index('one_live_booking_a_slot', 'booking', ['slot_id', 'beside_id'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)

    op.create_table('together_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('yes', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('face', sa.Enum('web', 'text', 'desk', 'clock', name='face', native_enum=False, length=60), nullable=False),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_together_answer_invitation_id_invitation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_together_answer'))
    )
    with op.batch_alter_table('together_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_together_answer_invitation_id'), ['invitation_id'], unique=False)

    op.create_table('joint_talk',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_joint_talk_by_id_staff')),
    sa.ForeignKeyConstraint(['first_id'], ['booking.id'], name=op.f('fk_joint_talk_first_id_booking')),
    sa.ForeignKeyConstraint(['second_id'], ['booking.id'], name=op.f('fk_joint_talk_second_id_booking')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_joint_talk'))
    )
    with op.batch_alter_table('joint_talk', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_joint_talk_first_id'), ['first_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_joint_talk_second_id'), ['second_id'], unique=False)


def downgrade() -> None:
    op.drop_table('joint_talk')
    op.drop_table('together_answer')
    op.drop_index('one_live_booking_a_slot', table_name='booking')
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_column('beside_id')
    op.create_index('one_live_booking_a_slot', 'booking', ['slot_id'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.drop_column('asks_together')
