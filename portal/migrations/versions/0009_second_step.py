"""The second step of signing in: how each colleague passes it, its codes, and known devices."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('second_step',
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('way', sa.Enum('authenticator app', 'code by text', name='stepway', native_enum=False, length=60), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=True),
    sa.Column('last_counter', sa.Integer(), nullable=True),
    sa.Column('number', sa.String(length=20), nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('wrong', sa.Integer(), nullable=False),
    sa.Column('rests_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_second_step_staff_id_staff')),
    sa.PrimaryKeyConstraint('staff_id', name=op.f('pk_second_step'))
    )
    op.create_table('staff_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_code_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_code'))
    )
    with op.batch_alter_table('staff_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_code_staff_id'), ['staff_id'], unique=False)

    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_recovery_code_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code'))
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_code_staff_id'), ['staff_id'], unique=False)

    op.create_table('device',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('kept', sa.Boolean(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_device_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_device')),
    sa.UniqueConstraint('digest', name=op.f('uq_device_digest'))
    )
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_device_staff_id'), ['staff_id'], unique=False)

    with op.batch_alter_table('event', schema=None) as batch_op:
        which = sa.text(
            "deed IN ('signed in', 'failed to sign in', 'passed the second step',"
            " 'failed the second step')"
        )
        batch_op.create_index('sign_in_events', ['at'], unique=False, sqlite_where=which, postgresql_where=which)


def downgrade() -> None:
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index('sign_in_events')

    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_device_staff_id'))

    op.drop_table('device')
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_code_staff_id'))

    op.drop_table('recovery_code')
    with op.batch_alter_table('staff_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_code_staff_id'))

    op.drop_table('staff_code')
    op.drop_table('second_step')
