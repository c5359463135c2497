"""What counts towards whom to invite: facts and results from imports, the school's rules, who picked
which child, and the groups each invitation keeps of its day."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('barrier_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('special educational needs', 'low attendance', 'low attainment', 'pupil premium', 'free school meals', 'in care, now or before', 'new to English', 'first language other than English', 'social worker, now or lately', 'young carer', 'suspended, or many behaviour points', 'joined mid-year, or many schools', 'low progress', 'service child', 'bereavement, housing or something else', name='barrier', native_enum=False, length=60), nullable=False),
    sa.Column('on', sa.Boolean(), nullable=False),
    sa.Column('threshold', sa.Double(), nullable=True),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_barrier_rule')),
    sa.UniqueConstraint('kind', name=op.f('uq_barrier_rule_kind'))
    )
    op.create_table('barrier_fact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('SEN', 'attendance', 'low attainment', 'pupil premium', 'free school meals', 'in care', 'in care before', 'service child', 'first language other than English', 'proficiency in English', 'social worker', 'young carer', 'suspensions', 'behaviour points', 'joined mid-year', 'schools attended', 'steps behind', 'bereavement', 'housing', 'something else', name='about', native_enum=False, length=60), nullable=False),
    sa.Column('value', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Double(), nullable=True),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_barrier_fact_child_id_child')),
    sa.ForeignKeyConstraint(['import_id'], ['school_import.id'], name=op.f('fk_barrier_fact_import_id_school_import')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_barrier_fact')),
    sa.UniqueConstraint('child_id', 'kind', name=op.f('uq_barrier_fact_child_id_kind'))
    )
    op.create_table('pick',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_pick_by_id_staff')),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_pick_child_id_child')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_pick_round_id_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pick')),
    sa.UniqueConstraint('round_id', 'child_id', name=op.f('uq_pick_round_id_child_id'))
    )
    op.create_table('pupil_result',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(length=60), nullable=False),
    sa.Column('value', sa.String(length=40), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_pupil_result_child_id_child')),
    sa.ForeignKeyConstraint(['import_id'], ['school_import.id'], name=op.f('fk_pupil_result_import_id_school_import')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pupil_result')),
    sa.UniqueConstraint('child_id', 'measure', name=op.f('uq_pupil_result_child_id_measure'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('groups', sa.JSON(), nullable=True))

    with op.batch_alter_table('school', schema=None) as batch_op:
        batch_op.add_column(sa.Column('invite_level', sa.Integer(), server_default='3', nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('school', schema=None) as batch_op:
        batch_op.drop_column('invite_level')

    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_column('groups')

    op.drop_table('pupil_result')
    op.drop_table('pick')
    op.drop_table('barrier_fact')
    op.drop_table('barrier_rule')
