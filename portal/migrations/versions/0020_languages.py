"""Free words of colleagues in parents' languages; what bilingual colleagues say of translations."""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('said_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('english', sa.String(length=60), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('words', sa.String(length=180), nullable=False),
    sa.Column('translated_by', sa.String(length=60), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_said_in_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_said_in')),
    sa.UniqueConstraint('english', 'language', name=op.f('uq_said_in_english'))
    )
    op.create_table('reading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('context', sa.String(length=20), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('translation', sa.JSON(), nullable=False),
    sa.Column('better', sa.JSON(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_reading_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading'))
    )
    with op.batch_alter_table('reading', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reading_language'), ['language'], unique=False)


def downgrade() -> None:
    op.drop_table('reading')
    op.drop_table('said_in')
