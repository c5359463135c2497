"""Good news, five-minute ideas, worries told of, and the school's own phrases."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('nudge_seen',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_nudge_seen_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nudge_seen')),
    sa.UniqueConstraint('staff_id', 'week', name=op.f('uq_nudge_seen_staff_id_week'))
    )
    op.create_table('own_phrase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.Enum('effort', 'learning', 'reading', 'writing', 'maths', 'science', 'languages', 'kindness', 'friends', 'helping', 'teamwork', 'calm', 'honesty', 'confidence', 'creative', 'sport', 'clubs', 'mornings', 'homework', 'home', 'agreed', 'early', 'older', 'welcome', 'meeting', name='topic', native_enum=False, length=60), nullable=False),
    sa.Column('closest', sa.String(length=24), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_own_phrase_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_phrase'))
    )
    op.create_table('own_phrase_words',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('phrase_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('form', sa.Enum('girl', 'boy', 'any', name='form', native_enum=False, length=60), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_own_phrase_words_by_id_staff')),
    sa.ForeignKeyConstraint(['phrase_id'], ['own_phrase.id'], name=op.f('fk_own_phrase_words_phrase_id_own_phrase')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_phrase_words')),
    sa.UniqueConstraint('phrase_id', 'language', 'form', name=op.f('uq_own_phrase_words_phrase_id_language_form'))
    )
    op.create_table('good_news',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('occasion', sa.Enum('by hand', 'met', 'came to a talk', name='occasion', native_enum=False, length=60), nullable=False),
    sa.Column('phrase', sa.String(length=24), nullable=False),
    sa.Column('filled', sa.String(length=24), nullable=False),
    sa.Column('own_words', sa.String(length=60), nullable=False),
    sa.Column('idea', sa.String(length=24), nullable=True),
    sa.Column('about', sa.JSON(), nullable=True),
    sa.Column('once', sa.String(length=40), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('goes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_back_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_good_news_by_id_staff')),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_good_news_child_id_child')),
    sa.ForeignKeyConstraint(['taken_back_by_id'], ['staff.id'], name=op.f('fk_good_news_taken_back_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_good_news'))
    )
    with op.batch_alter_table('good_news', schema=None) as batch_op:
        batch_op.create_index('good_news_by_day', ['day'], unique=False)
        batch_op.create_index(batch_op.f('ix_good_news_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_good_news_once'), ['once'], unique=False)
        batch_op.create_index('one_good_news_a_day', ['child_id', 'day'], unique=True, sqlite_where=sa.text('taken_back_at IS NULL'), postgresql_where=sa.text('taken_back_at IS NULL'))

    op.create_table('idea_sent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=24), nullable=False),
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('text_id', sa.Integer(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_idea_sent_child_id_child')),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_idea_sent_parent_id_parent')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_sent')),
    sa.UniqueConstraint('parent_id', 'week', name=op.f('uq_idea_sent_parent_id_week'))
    )
    with op.batch_alter_table('idea_sent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_idea_sent_child_id'), ['child_id'], unique=False)

    op.create_table('worry_told',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.Enum('learning', 'homework', 'being at school', 'behaviour', 'friends', 'feelings or health', 'something else', name='topic', native_enum=False, length=60), nullable=False),
    sa.Column('how', sa.Enum('by phone', 'in person', name='how', native_enum=False, length=60), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_worry_told_by_id_staff')),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_worry_told_child_id_child')),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_worry_told_parent_id_parent')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_worry_told'))
    )
    with op.batch_alter_table('worry_told', schema=None) as batch_op:
        batch_op.create_index('worry_of_child', ['child_id', 'at'], unique=False)

    op.create_table('good_news_to',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('news_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('text_id', sa.Integer(), nullable=True),
    sa.Column('on_paper', sa.Boolean(), nullable=False),
    sa.Column('printed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('heart_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['news_id'], ['good_news.id'], name=op.f('fk_good_news_to_news_id_good_news')),
    sa.ForeignKeyConstraint(['parent_id'], ['parent.id'], name=op.f('fk_good_news_to_parent_id_parent')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_good_news_to')),
    sa.UniqueConstraint('news_id', 'parent_id', name=op.f('uq_good_news_to_news_id_parent_id'))
    )
    with op.batch_alter_table('good_news_to', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_good_news_to_parent_id'), ['parent_id'], unique=False)

    with op.batch_alter_table('inbound', schema=None) as batch_op:
        batch_op.add_column(sa.Column('news_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_inbound_news_id'), ['news_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_inbound_news_id_good_news'), 'good_news', ['news_id'], ['id'])

    with op.batch_alter_table('parent', schema=None) as batch_op:
        batch_op.add_column(sa.Column('news_off_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('ideas_on_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('school', schema=None) as batch_op:
        batch_op.add_column(sa.Column('tells_met', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('thanks_who_came', sa.Boolean(), nullable=False, server_default=sa.false()))



def downgrade() -> None:
    with op.batch_alter_table('school', schema=None) as batch_op:
        batch_op.drop_column('thanks_who_came')
        batch_op.drop_column('tells_met')

    with op.batch_alter_table('parent', schema=None) as batch_op:
        batch_op.drop_column('ideas_on_at')
        batch_op.drop_column('news_off_at')

    with op.batch_alter_table('inbound', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_inbound_news_id_good_news'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_inbound_news_id'))
        batch_op.drop_column('news_id')

    with op.batch_alter_table('good_news_to', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_good_news_to_parent_id'))

    op.drop_table('good_news_to')
    with op.batch_alter_table('worry_told', schema=None) as batch_op:
        batch_op.drop_index('worry_of_child')

    op.drop_table('worry_told')
    with op.batch_alter_table('idea_sent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_idea_sent_child_id'))

    op.drop_table('idea_sent')
    with op.batch_alter_table('good_news', schema=None) as batch_op:
        batch_op.drop_index('one_good_news_a_day', sqlite_where=sa.text('taken_back_at IS NULL'), postgresql_where=sa.text('taken_back_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_good_news_once'))
        batch_op.drop_index(batch_op.f('ix_good_news_by_id'))
        batch_op.drop_index('good_news_by_day')

    op.drop_table('good_news')
    op.drop_table('own_phrase_words')
    op.drop_table('own_phrase')
    op.drop_table('nudge_seen')
