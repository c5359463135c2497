"""What helps to prepare a talk: colleagues' words and the child's own three sentences."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('colleague_word',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('about', sa.Enum('strength', 'worry', 'nothing to add', name='about', native_enum=False, length=60), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_colleague_word_child_id_child')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_colleague_word_round_id_round')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_colleague_word_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_colleague_word')),
    sa.UniqueConstraint('child_id', 'staff_id', 'round_id', 'about', name=op.f('uq_colleague_word_child_id_staff_id_round_id_about'))
    )
    with op.batch_alter_table('colleague_word', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_colleague_word_staff_id'), ['staff_id'], unique=False)

    op.create_table('own_sentences',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('good_at', sa.String(length=120), nullable=False),
    sa.Column('likes', sa.String(length=120), nullable=False),
    sa.Column('help_with', sa.String(length=120), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('typed_by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_own_sentences_child_id_child')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_own_sentences_round_id_round')),
    sa.ForeignKeyConstraint(['typed_by_id'], ['staff.id'], name=op.f('fk_own_sentences_typed_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_sentences')),
    sa.UniqueConstraint('child_id', 'round_id', name=op.f('uq_own_sentences_child_id_round_id'))
    )


def downgrade() -> None:
    op.drop_table('own_sentences')
    with op.batch_alter_table('colleague_word', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_colleague_word_staff_id'))

    op.drop_table('colleague_word')
