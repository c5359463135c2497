"""What parents ask for to come to a talk, as requests with a state; interpreters and their days."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = "0012"
branch_labels = None
depends_on = None

LIVE = sa.text('ended_at IS NULL')
STATES = ('asked', 'arranged', 'cannot')
WISHES = (
    ('an interpreter', "b.interpreter <> ''", 'b.interpreter'),
    ('a lift', 'b.lift', "''"),
    ('a step-free room', 'b.step_free', "''"),
)
"""What stands on the talks that are booked: kind, whether it is wished, its language."""


def upgrade() -> None:
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.add_column(sa.Column('phone_instead', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('with_me', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('cover_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('minutes_more', sa.Integer(), nullable=False, server_default='0'))

    op.create_table('interpreter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('agency', sa.String(length=60), nullable=False),
    sa.Column('gone_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interpreter'))
    )
    op.create_table('interpreter_stay',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('interpreter_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('begins', sa.Time(), nullable=False),
    sa.Column('ends', sa.Time(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('language', sa.String(length=40), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['day'], ['day.day'], name=op.f('fk_interpreter_stay_day_day')),
    sa.ForeignKeyConstraint(['interpreter_id'], ['interpreter.id'], name=op.f('fk_interpreter_stay_interpreter_id_interpreter')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interpreter_stay'))
    )
    with op.batch_alter_table('interpreter_stay', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_interpreter_stay_day'), ['day'], unique=False)
        batch_op.create_index(batch_op.f('ix_interpreter_stay_interpreter_id'), ['interpreter_id'], unique=False)

    op.create_table('help_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('booking_id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('an interpreter', 'a lift', 'a step-free room', 'phone instead', 'someone with them', name='needkind', native_enum=False, length=60), nullable=False),
    sa.Column('language', sa.String(length=40), nullable=False),
    sa.Column('state', sa.Enum(*STATES, name='needstate', native_enum=False, length=60), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('stay_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('ready_at', sa.Time(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.Column('told_as', sa.Enum(*STATES, name='needstate', native_enum=False, length=60), nullable=True),
    sa.Column('text_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_help_request_booking_id_booking')),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_help_request_owner_id_staff')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['staff.id'], name=op.f('fk_help_request_settled_by_id_staff')),
    sa.ForeignKeyConstraint(['slot_id'], ['slot.id'], name=op.f('fk_help_request_slot_id_slot')),
    sa.ForeignKeyConstraint(['stay_id'], ['interpreter_stay.id'], name=op.f('fk_help_request_stay_id_interpreter_stay')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_request'))
    )
    with op.batch_alter_table('help_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_request_booking_id'), ['booking_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_stay_id'), ['stay_id'], unique=False)
        batch_op.create_index('one_live_request_of_a_kind', ['booking_id', 'kind'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)

    for kind, wished, language in WISHES:
        op.execute(
            "INSERT INTO help_request (booking_id, slot_id, kind, language, state, note, asked_at)"
            f" SELECT b.id, b.slot_id, '{kind}', {language}, 'asked', '',"
            " coalesce(b.booked_at, b.made_at)"
            f" FROM booking b WHERE b.state = 'booked' AND {wished}"
        )


def downgrade() -> None:
    op.drop_table('help_request')
    op.drop_table('interpreter_stay')
    op.drop_table('interpreter')
    with op.batch_alter_table('cover_session', schema=None) as batch_op:
        batch_op.drop_column('minutes_more')
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_column('with_me')
        batch_op.drop_column('phone_instead')
