"""Texts that are never lost: the line to the carrier, waiting lists, the queue of parents' words,
letters, and the days the school is closed."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('carrier_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('next_turn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('inbound_listed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_carrier_line'))
    )
    op.create_table('standstill',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('scope', sa.String(length=6), nullable=False),
    sa.Column('why', sa.Enum('settings', 'unreachable', name='whystill', native_enum=False, length=60), nullable=False),
    sa.Column('code', sa.Integer(), nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standstill')),
    sa.UniqueConstraint('scope', name=op.f('uq_standstill_scope'))
    )
    op.create_table('closure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('begins', sa.Date(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_closure_school_id_school')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closure'))
    )
    op.create_table('guarded_thread',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.String(length=30), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_guarded_thread_by_id_staff')),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_guarded_thread_parent_id_parent')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guarded_thread')),
    sa.UniqueConstraint('number', name=op.f('uq_guarded_thread_number')),
    sa.UniqueConstraint('parent_id', name=op.f('uq_guarded_thread_parent_id'))
    )
    op.create_table('waiting_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'offered', 'taken', 'ended', name='waitingstate', native_enum=False, length=60), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('booking_id', sa.Integer(), nullable=True),
    sa.Column('passed', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_waiting_entry_booking_id_booking')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_waiting_entry_invitation_id_invitation')),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_waiting_entry_parent_id_parent')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waiting_entry')),
    sa.UniqueConstraint('invitation_id', name=op.f('uq_waiting_entry_invitation_id'))
    )
    with op.batch_alter_table('waiting_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_waiting_entry_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index('who_waits', ['made_at'], unique=False, sqlite_where=sa.text("state IN ('waiting', 'offered')"), postgresql_where=sa.text("state IN ('waiting', 'offered')"))

    with op.batch_alter_table('creche_place', schema=None) as batch_op:
        batch_op.add_column(sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('offered_until', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('inbound', schema=None) as batch_op:
        batch_op.drop_index('inbound_open')
        batch_op.create_index('inbound_open', ['came_at'], unique=False, sqlite_where=sa.text("state IN ('new', 'asked again', 'for a person')"), postgresql_where=sa.text("state IN ('new', 'asked again', 'for a person')"))
        batch_op.add_column(sa.Column('came_by', sa.Enum('text', 'page', name='cameby', native_enum=False, length=60), server_default='text', nullable=False))
        batch_op.add_column(sa.Column('question_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('child_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('reading', sa.Enum('not read', 'being translated', 'read', name='reading', native_enum=False, length=60), server_default='not read', nullable=False))
        batch_op.add_column(sa.Column('with_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('in_english', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('read_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('read_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_inbound_read_by_id_staff'), 'staff', ['read_by_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_inbound_child_id_child'), 'child', ['child_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_inbound_with_id_staff'), 'staff', ['with_id'], ['id'])

    op.execute("UPDATE inbound SET reading = 'read' WHERE state = 'done'")

    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('letter_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.add_column(sa.Column('texts_stopped_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('school', schema=None) as batch_op:
        batch_op.add_column(sa.Column('text_number', sa.String(length=20), server_default='', nullable=False))
        batch_op.add_column(sa.Column('opens', sa.Time(), server_default='08:00:00', nullable=False))
        batch_op.add_column(sa.Column('shuts', sa.Time(), server_default='16:00:00', nullable=False))

    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.add_column(sa.Column('staff_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('due_on', sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f('ix_task_staff_id'), ['staff_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_task_staff_id_staff'), 'staff', ['staff_id'], ['id'])

    with op.batch_alter_table('text', schema=None) as batch_op:
        batch_op.add_column(sa.Column('second_try_of', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('segments', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index('text_due')
        batch_op.create_index('text_kind_of_round', ['round_id', 'kind'], unique=False)
        batch_op.create_index('text_runs_out', ['expires_at'], unique=False, sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))
        batch_op.create_index('text_unreported', ['sent_at'], unique=False, sqlite_where=sa.text("state = 'sent'"), postgresql_where=sa.text("state = 'sent'"))
        batch_op.create_index('text_unsettled', ['to', 'id'], unique=False, sqlite_where=sa.text("state IN ('sending', 'unknown')"), postgresql_where=sa.text("state IN ('sending', 'unknown')"))
        batch_op.create_index('text_waits', ['urgency', 'due_at', 'id'], unique=False, sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))
        batch_op.create_index('text_waits_for_phone', ['to', 'id'], unique=False, sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))



def downgrade() -> None:
    with op.batch_alter_table('text', schema=None) as batch_op:
        batch_op.drop_index('text_waits_for_phone', sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))
        batch_op.drop_index('text_waits', sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))
        batch_op.drop_index('text_unsettled', sqlite_where=sa.text("state IN ('sending', 'unknown')"), postgresql_where=sa.text("state IN ('sending', 'unknown')"))
        batch_op.drop_index('text_unreported', sqlite_where=sa.text("state = 'sent'"), postgresql_where=sa.text("state = 'sent'"))
        batch_op.drop_index('text_runs_out', sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))
        batch_op.drop_index('text_kind_of_round')
        batch_op.create_index('text_due', ['due_at'], unique=False, sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))
        batch_op.drop_column('looked_at')
        batch_op.drop_column('segments')
        batch_op.drop_column('second_try_of')

    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_task_staff_id_staff'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_task_staff_id'))
        batch_op.drop_column('due_on')
        batch_op.drop_column('staff_id')

    with op.batch_alter_table('school', schema=None) as batch_op:
        batch_op.drop_column('shuts')
        batch_op.drop_column('opens')
        batch_op.drop_column('text_number')

    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.drop_column('texts_stopped_at')

    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_column('letter_at')

    with op.batch_alter_table('inbound', schema=None) as batch_op:
        batch_op.drop_index('inbound_open')
        batch_op.create_index('inbound_open', ['came_at'], unique=False, sqlite_where=sa.text("state IN ('new', 'for a person')"), postgresql_where=sa.text("state IN ('new', 'for a person')"))
        batch_op.drop_constraint(batch_op.f('fk_inbound_with_id_staff'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_inbound_child_id_child'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_inbound_read_by_id_staff'), type_='foreignkey')
        batch_op.drop_column('read_by_id')
        batch_op.drop_column('read_at')
        batch_op.drop_column('in_english')
        batch_op.drop_column('with_id')
        batch_op.drop_column('reading')
        batch_op.drop_column('child_id')
        batch_op.drop_column('question_id')
        batch_op.drop_column('came_by')

    with op.batch_alter_table('creche_place', schema=None) as batch_op:
        batch_op.drop_column('offered_until')
        batch_op.drop_column('offered_at')

    with op.batch_alter_table('waiting_entry', schema=None) as batch_op:
        batch_op.drop_index('who_waits', sqlite_where=sa.text("state IN ('waiting', 'offered')"), postgresql_where=sa.text("state IN ('waiting', 'offered')"))
        batch_op.drop_index(batch_op.f('ix_waiting_entry_parent_id'))

    op.drop_table('waiting_entry')
    op.drop_table('guarded_thread')
    op.drop_table('closure')
    op.drop_table('standstill')
    op.drop_table('carrier_line')
