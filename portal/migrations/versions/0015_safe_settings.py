"""What keeps a parent safe: their own hours and number, phones that are remembered, and whether a
number is still theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENTS = ("safe_number_at", "ring_only_at", "reminders_off_at", "number_seen_at", "number_asked_at")
ASKED = sa.text("number_asked_at IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table('parent', schema=None) as batch_op:
        for name in MOMENTS:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('safe_from', sa.Time(), nullable=True))
        batch_op.add_column(sa.Column('safe_until', sa.Time(), nullable=True))
        batch_op.create_index('parent_asked', ['number_asked_at'], unique=False, sqlite_where=ASKED, postgresql_where=ASKED)

    with op.batch_alter_table('text_link', schema=None) as batch_op:
        batch_op.add_column(sa.Column('phones_generation', sa.Integer(), nullable=False, server_default='0'))

    with op.batch_alter_table('code', schema=None) as batch_op:
        batch_op.add_column(sa.Column('for_safe_number', sa.Boolean(), nullable=False, server_default=sa.false()))

    op.create_table('remembered_phone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['link_id'], ['text_link.id'], name=op.f('fk_remembered_phone_link_id_text_link')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remembered_phone')),
    sa.UniqueConstraint('digest', name=op.f('uq_remembered_phone_digest'))
    )
    with op.batch_alter_table('remembered_phone', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_remembered_phone_link_id'), ['link_id'], unique=False)


def downgrade() -> None:
    op.drop_table('remembered_phone')
    with op.batch_alter_table('code', schema=None) as batch_op:
        batch_op.drop_column('for_safe_number')
    with op.batch_alter_table('text_link', schema=None) as batch_op:
        batch_op.drop_column('phones_generation')
    with op.batch_alter_table('parent', schema=None) as batch_op:
        batch_op.drop_index('parent_asked')
        for name in (*MOMENTS, "safe_from", "safe_until"):
            batch_op.drop_column(name)
