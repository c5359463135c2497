"""What fell through, the talks it touches, and crèches that cannot open."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = "0010"
branch_labels = None
depends_on = None

TO_DO = sa.text("fate = 'to call off'")


def upgrade() -> None:
    with op.batch_alter_table('creche_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('off_at', sa.DateTime(timezone=True), nullable=True))

    op.create_table('upset',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('what', sa.Enum('a teacher is away', 'the school is closed', 'a room cannot be used', 'the crèche cannot open', 'a cover session has changed', name='what', native_enum=False, length=60), nullable=False),
    sa.Column('begins', sa.Date(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=False),
    sa.Column('teacher_id', sa.Integer(), nullable=True),
    sa.Column('creche_id', sa.Integer(), nullable=True),
    sa.Column('room', sa.String(length=40), nullable=False),
    sa.Column('slots', sa.JSON(), nullable=False),
    sa.Column('covers', sa.JSON(), nullable=False),
    sa.Column('creches', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_upset_by_id_staff')),
    sa.ForeignKeyConstraint(['creche_id'], ['creche_session.id'], name=op.f('fk_upset_creche_id_creche_session')),
    sa.ForeignKeyConstraint(['teacher_id'], ['staff.id'], name=op.f('fk_upset_teacher_id_staff')),
    sa.ForeignKeyConstraint(['undone_by_id'], ['staff.id'], name=op.f('fk_upset_undone_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upset'))
    )
    with op.batch_alter_table('upset', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_upset_made_at'), ['made_at'], unique=False)

    op.create_table('upset_talk',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('upset_id', sa.Integer(), nullable=False),
    sa.Column('booking_id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('fate', sa.Enum('to call off', 'called off', 'left alone', 'back', 'as it is', name='fate', native_enum=False, length=60), nullable=False),
    sa.Column('by_text', sa.Boolean(), nullable=False),
    sa.Column('waits_for_times', sa.Boolean(), nullable=False),
    sa.Column('kept', sa.JSON(), nullable=False),
    sa.Column('kept_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_by_id', sa.Integer(), nullable=True),
    sa.Column('spoke_to', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_upset_talk_booking_id_booking')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_upset_talk_invitation_id_invitation')),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_upset_talk_parent_id_parent')),
    sa.ForeignKeyConstraint(['slot_id'], ['slot.id'], name=op.f('fk_upset_talk_slot_id_slot')),
    sa.ForeignKeyConstraint(['told_by_id'], ['staff.id'], name=op.f('fk_upset_talk_told_by_id_staff')),
    sa.ForeignKeyConstraint(['upset_id'], ['upset.id'], name=op.f('fk_upset_talk_upset_id_upset')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upset_talk')),
    sa.UniqueConstraint('upset_id', 'booking_id', name=op.f('uq_upset_talk_upset_id_booking_id'))
    )
    with op.batch_alter_table('upset_talk', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_upset_talk_booking_id'), ['booking_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_upset_talk_invitation_id'), ['invitation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_upset_talk_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index('upset_to_do', ['id'], unique=False, sqlite_where=TO_DO, postgresql_where=TO_DO)


def downgrade() -> None:
    op.drop_table('upset_talk')
    op.drop_table('upset')
    with op.batch_alter_table('creche_session', schema=None) as batch_op:
        batch_op.drop_column('off_at')
