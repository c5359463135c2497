"""Parents on the phone or at the desk: how it was known that it is them, and wrong tries."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('caller',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('ringing back', 'checked', 'finished', name='callstate', native_enum=False, length=60), nullable=False),
    sa.Column('how', sa.Enum('birthday', 'rung back', 'known at the desk', name='howchecked', native_enum=False, length=60), nullable=False),
    sa.Column('face', sa.Enum('web', 'text', 'desk', 'phone', 'clock', name='face', native_enum=False, length=60), nullable=False),
    sa.Column('spoke_to', sa.String(length=60), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_caller_parent_id_parent')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_caller_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_caller'))
    )
    with op.batch_alter_table('caller', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_caller_parent_id'), ['parent_id'], unique=False)

    op.create_table('caller_tries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_caller_tries_parent_id_parent')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_caller_tries')),
    sa.UniqueConstraint('parent_id', name=op.f('uq_caller_tries_parent_id'))
    )


def downgrade() -> None:
    op.drop_table('caller_tries')
    op.drop_table('caller')
