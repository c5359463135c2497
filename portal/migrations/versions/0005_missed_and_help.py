"""When a talk was marked as missed, and help that was promised in a talk."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.add_column(sa.Column('marked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('missed_talk', ['marked_at'], unique=False, sqlite_where=sa.text("state = 'missed'"), postgresql_where=sa.text("state = 'missed'"))

    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('missed', sa.Integer(), server_default='0', nullable=False))

    op.create_table('promised_help',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('a lift', 'an interpreter', 'times that clash', 'a visit by another agency', 'other help', name='helpkind', native_enum=False, length=60), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('state', sa.Enum('asked', 'arranged', 'cannot', name='helpstate', native_enum=False, length=60), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('promised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('promised_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_promised_help_child_id_child')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['staff.id'], name=op.f('fk_promised_help_closed_by_id_staff')),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_promised_help_owner_id_staff')),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_promised_help_parent_id_parent')),
    sa.ForeignKeyConstraint(['promised_by_id'], ['staff.id'], name=op.f('fk_promised_help_promised_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promised_help'))
    )
    with op.batch_alter_table('promised_help', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_promised_help_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_promised_help_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_promised_help_promised_by_id'), ['promised_by_id'], unique=False)
        batch_op.create_index('open_help', ['due_on'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))


def downgrade() -> None:
    op.drop_table('promised_help')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_column('missed')

    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_index('missed_talk')
        batch_op.drop_column('marked_at')
