"""Conversations and what is agreed in them: records, targets, sign-offs, check-ins, looking back."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('wording',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('starter', sa.String(length=60), nullable=True),
    sa.Column('english', sa.String(length=200), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wording')),
    sa.UniqueConstraint('starter', name=op.f('uq_wording_starter'))
    )
    with op.batch_alter_table('wording', schema=None) as batch_op:
        batch_op.create_index('own_wording', ['english'], unique=False)

    op.create_table('wording_translation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('wording_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('words', sa.String(length=400), nullable=False),
    sa.Column('translated_by', sa.String(length=60), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_wording_translation_staff_id_staff')),
    sa.ForeignKeyConstraint(['wording_id'], ['wording.id'], name=op.f('fk_wording_translation_wording_id_wording')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wording_translation')),
    sa.UniqueConstraint('wording_id', 'language', name=op.f('uq_wording_translation_wording_id_language'))
    )
    op.create_table('check_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('look_back_on', sa.Date(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('going', sa.Enum('going well', 'a bit hard', 'stuck', name='going', native_enum=False, length=60), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('face', sa.Enum('web', 'text', 'desk', 'clock', name='face', native_enum=False, length=60), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_check_in_child_id_child')),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_check_in_parent_id_parent')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_in')),
    sa.UniqueConstraint('parent_id', 'child_id', 'look_back_on', name=op.f('uq_check_in_parent_id_child_id_look_back_on'))
    )
    with op.batch_alter_table('check_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_check_in_child_id'), ['child_id'], unique=False)

    op.create_table('change_wish',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('inbound_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_to_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_change_wish_child_id_child')),
    sa.ForeignKeyConstraint(['inbound_id'], ['inbound.id'], name=op.f('fk_change_wish_inbound_id_inbound')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_wish'))
    )
    with op.batch_alter_table('change_wish', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_wish_child_id'), ['child_id'], unique=False)

    op.create_table('conversation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('booking_id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_back', sa.Enum('yes', 'change', name='readback', native_enum=False, length=60), nullable=True),
    sa.Column('read_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_back_in', sa.String(length=20), nullable=True),
    sa.Column('interpreted_by', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_conversation_booking_id_booking')),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_conversation_child_id_child')),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_conversation_parent_id_parent')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation')),
    sa.UniqueConstraint('booking_id', name=op.f('uq_conversation_booking_id'))
    )
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conversation_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_conversation_parent_id'), ['parent_id'], unique=False)

    op.create_table('record_clash',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.Enum('present', 'interpreter', 'going-well', 'worries', 'hopes', 'priority-1', 'priority-2', 'priority-3', 'parent-only', 'staff-only', 'in-touch', 'next-talk', name='part', native_enum=False, length=60), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_record_clash_conversation_id_conversation')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_record_clash_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_clash'))
    )
    with op.batch_alter_table('record_clash', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_record_clash_conversation_id'), ['conversation_id'], unique=False)

    op.create_table('record_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.Enum('present', 'interpreter', 'going-well', 'worries', 'hopes', 'priority-1', 'priority-2', 'priority-3', 'parent-only', 'staff-only', 'in-touch', 'next-talk', name='part', native_enum=False, length=60), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_record_part_conversation_id_conversation')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_record_part_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_part')),
    sa.UniqueConstraint('conversation_id', 'part', name=op.f('uq_record_part_conversation_id_part'))
    )
    op.create_table('target',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.Enum('reading', 'writing', 'maths', 'another subject', 'being at school', 'behaviour', 'friends', 'joining in', 'feeling well', 'English and home languages', name='topic', native_enum=False, length=60), nullable=False),
    sa.Column('conversation_id', sa.Integer(), nullable=True),
    sa.Column('next_year', sa.Boolean(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended', sa.Enum('met', 'stopped', 'replaced by a new one', name='ended', native_enum=False, length=60), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_target_child_id_child')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_target_conversation_id_conversation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_target'))
    )
    with op.batch_alter_table('target', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_target_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_target_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index('ongoing_target', ['child_id'], unique=False, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('home_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('fixed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_home_part_parent_id_parent')),
    sa.ForeignKeyConstraint(['target_id'], ['target.id'], name=op.f('fk_home_part_target_id_target')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_home_part')),
    sa.UniqueConstraint('target_id', 'parent_id', 'number', name=op.f('uq_home_part_target_id_parent_id_number'))
    )
    with op.batch_alter_table('home_part', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_home_part_parent_id'), ['parent_id'], unique=False)

    op.create_table('pupil_word',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('says', sa.Enum('I did it', 'I am stuck', name='pupilsays', native_enum=False, length=60), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['target_id'], ['target.id'], name=op.f('fk_pupil_word_target_id_target')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pupil_word'))
    )
    with op.batch_alter_table('pupil_word', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pupil_word_target_id'), ['target_id'], unique=False)

    op.create_table('target_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('sentence_id', sa.Integer(), nullable=False),
    sa.Column('how_id', sa.Integer(), nullable=True),
    sa.Column('look_back_on', sa.Date(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('fixed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['how_id'], ['wording.id'], name=op.f('fk_target_version_how_id_wording')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff.id'], name=op.f('fk_target_version_made_by_id_staff')),
    sa.ForeignKeyConstraint(['sentence_id'], ['wording.id'], name=op.f('fk_target_version_sentence_id_wording')),
    sa.ForeignKeyConstraint(['target_id'], ['target.id'], name=op.f('fk_target_version_target_id_target')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_target_version')),
    sa.UniqueConstraint('target_id', 'number', name=op.f('uq_target_version_target_id_number'))
    )
    op.create_table('heard',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('home_part_id', sa.Integer(), nullable=True),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('read_out_by', sa.String(length=60), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['home_part_id'], ['home_part.id'], name=op.f('fk_heard_home_part_id_home_part')),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_heard_parent_id_parent')),
    sa.ForeignKeyConstraint(['version_id'], ['target_version.id'], name=op.f('fk_heard_version_id_target_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_heard'))
    )
    with op.batch_alter_table('heard', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_heard_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_heard_version_id'), ['version_id'], unique=False)

    op.create_table('look_back',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('result', sa.Enum('met', 'nearly', 'not yet', 'no longer right', name='result', native_enum=False, length=60), nullable=False),
    sa.Column('then', sa.Enum('keep', 'change', 'stop', 'new', name='then', native_enum=False, length=60), nullable=False),
    sa.Column('helped', sa.String(length=300), nullable=False),
    sa.Column('in_the_way', sa.JSON(), nullable=False),
    sa.Column('in_the_way_words', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_look_back_conversation_id_conversation')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_look_back_staff_id_staff')),
    sa.ForeignKeyConstraint(['target_id'], ['target.id'], name=op.f('fk_look_back_target_id_target')),
    sa.ForeignKeyConstraint(['version_id'], ['target_version.id'], name=op.f('fk_look_back_version_id_target_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_look_back')),
    sa.UniqueConstraint('target_id', 'conversation_id', name=op.f('uq_look_back_target_id_conversation_id'))
    )
    with op.batch_alter_table('look_back', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_look_back_conversation_id'), ['conversation_id'], unique=False)

    op.create_table('sign_off',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('home_part_id', sa.Integer(), nullable=True),
    sa.Column('party', sa.Enum('parent', 'carer', 'teacher', 'child', name='party', native_enum=False, length=60), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('way', sa.Enum("in the room, on the school's device", 'on their own phone', 'by text', 'on paper', name='signedby', native_enum=False, length=60), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('shown', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('read_out_by', sa.String(length=60), nullable=False),
    sa.Column('witness', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['home_part_id'], ['home_part.id'], name=op.f('fk_sign_off_home_part_id_home_part')),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_sign_off_parent_id_parent')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_sign_off_staff_id_staff')),
    sa.ForeignKeyConstraint(['target_id'], ['target.id'], name=op.f('fk_sign_off_target_id_target')),
    sa.ForeignKeyConstraint(['version_id'], ['target_version.id'], name=op.f('fk_sign_off_version_id_target_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_off'))
    )
    with op.batch_alter_table('sign_off', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_off_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_off_target_id'), ['target_id'], unique=False)
        batch_op.create_index('one_sign_off_a_version', ['version_id', 'party'], unique=True, sqlite_where=sa.text('parent_id IS NULL'), postgresql_where=sa.text('parent_id IS NULL'))

    op.create_table('step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=True),
    sa.Column('home_part_id', sa.Integer(), nullable=True),
    sa.Column('whose', sa.Enum('child', 'school', 'home', name='whose', native_enum=False, length=60), nullable=False),
    sa.Column('wording_id', sa.Integer(), nullable=False),
    sa.Column('by_when', sa.Date(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['home_part_id'], ['home_part.id'], name=op.f('fk_step_home_part_id_home_part')),
    sa.ForeignKeyConstraint(['version_id'], ['target_version.id'], name=op.f('fk_step_version_id_target_version')),
    sa.ForeignKeyConstraint(['wording_id'], ['wording.id'], name=op.f('fk_step_wording_id_wording')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_step'))
    )
    with op.batch_alter_table('step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_step_home_part_id'), ['home_part_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_step_version_id'), ['version_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_step_version_id'))
        batch_op.drop_index(batch_op.f('ix_step_home_part_id'))

    op.drop_table('step')
    with op.batch_alter_table('sign_off', schema=None) as batch_op:
        batch_op.drop_index('one_sign_off_a_version', sqlite_where=sa.text('parent_id IS NULL'), postgresql_where=sa.text('parent_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_sign_off_target_id'))
        batch_op.drop_index(batch_op.f('ix_sign_off_parent_id'))

    op.drop_table('sign_off')
    with op.batch_alter_table('look_back', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_look_back_conversation_id'))

    op.drop_table('look_back')
    with op.batch_alter_table('heard', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_heard_version_id'))
        batch_op.drop_index(batch_op.f('ix_heard_parent_id'))

    op.drop_table('heard')
    op.drop_table('target_version')
    with op.batch_alter_table('pupil_word', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pupil_word_target_id'))

    op.drop_table('pupil_word')
    with op.batch_alter_table('home_part', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_home_part_parent_id'))

    op.drop_table('home_part')
    with op.batch_alter_table('target', schema=None) as batch_op:
        batch_op.drop_index('ongoing_target', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_target_conversation_id'))
        batch_op.drop_index(batch_op.f('ix_target_child_id'))

    op.drop_table('target')
    op.drop_table('record_part')
    with op.batch_alter_table('record_clash', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_record_clash_conversation_id'))

    op.drop_table('record_clash')
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_conversation_parent_id'))
        batch_op.drop_index(batch_op.f('ix_conversation_child_id'))

    op.drop_table('conversation')
    with op.batch_alter_table('change_wish', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_wish_child_id'))

    op.drop_table('change_wish')
    with op.batch_alter_table('check_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_check_in_child_id'))

    op.drop_table('check_in')
    op.drop_table('wording_translation')
    with op.batch_alter_table('wording', schema=None) as batch_op:
        batch_op.drop_index('own_wording')

    op.drop_table('wording')
