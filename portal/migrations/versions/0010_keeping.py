"""What is kept how long, what was erased, restores; and history that nobody can change.

The triggers stand on the table itself: a later migration that rebuilds `event` in SQLite's batch
mode must make them again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMNS = ("id", "at", "face", "deed", "by_parent_id", "by_staff_id", "parent_id", "child_id", "booking_id")
ERASED = """EXISTS (SELECT 1 FROM erased
    WHERE erased.child_id = OLD.child_id OR erased.parent_id = OLD.parent_id)"""
LAPSED = "EXISTS (SELECT 1 FROM history_limit WHERE history_limit.before > OLD.at)"


def upgrade() -> None:
    op.create_table('restored',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('backup_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_restored'))
    )
    op.create_table('kept_span',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=30), nullable=False),
    sa.Column('span', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_kept_span_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_span')),
    sa.UniqueConstraint('rule', name=op.f('uq_kept_span_rule'))
    )
    op.create_table('kept_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=30), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('how_many', sa.Integer(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_run')),
    sa.UniqueConstraint('rule', 'day', name=op.f('uq_kept_run_rule_day'))
    )
    op.create_table('erased',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=True),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erased'))
    )
    op.create_index(op.f('ix_erased_child_id'), 'erased', ['child_id'], unique=False)
    op.create_index(op.f('ix_erased_parent_id'), 'erased', ['parent_id'], unique=False)
    op.create_table('history_limit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('before', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_history_limit'))
    )
    words = sa.text("body <> ''")
    op.create_index('text_with_words', 'text', ['made_at'], unique=False, sqlite_where=words, postgresql_where=words)
    op.create_index(op.f('ix_event_by_parent_id'), 'event', ['by_parent_id'], unique=False)
    op.create_index('event_by_staff', 'event', ['by_staff_id', 'id'], unique=False)
    op.create_index('event_by_deed', 'event', ['deed', 'id'], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite()
    else:
        _guard_on_postgresql()


def _guard_on_sqlite() -> None:
    """A line may be deleted if it has lapsed; it may lose its note if who it is about was erased;
    it is never changed in any other way."""
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in (*COLUMNS, "about"))
    op.execute(f"""
        CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
        WHEN NOT (NEW.note IS NULL AND {same} AND {ERASED})
        BEGIN SELECT RAISE(ABORT, 'history is never changed'); END
    """)
    op.execute(f"""
        CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event
        WHEN NOT {LAPSED}
        BEGIN SELECT RAISE(ABORT, 'history is never deleted before its time'); END
    """)


def _guard_on_postgresql() -> None:
    """The same; and the table is never emptied at a stroke."""
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in COLUMNS)
    op.execute(f"""
        CREATE FUNCTION event_is_not_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF NEW.note IS NULL AND {same} AND NEW.about::text IS NOT DISTINCT FROM OLD.about::text
                    AND {ERASED} THEN RETURN NEW;
                END IF;
                RAISE EXCEPTION 'history is never changed' USING ERRCODE = 'integrity_constraint_violation';
            ELSIF TG_OP = 'DELETE' THEN
                IF {LAPSED} THEN RETURN OLD;
                END IF;
            END IF;
            RAISE EXCEPTION 'history is never deleted before its time' USING ERRCODE = 'integrity_constraint_violation';
        END $$
    """)
    op.execute("""
        CREATE TRIGGER event_is_not_changed BEFORE UPDATE OR DELETE ON event
        FOR EACH ROW EXECUTE FUNCTION event_is_not_changed()
    """)
    op.execute("""
        CREATE TRIGGER event_is_not_emptied BEFORE TRUNCATE ON event
        FOR EACH STATEMENT EXECUTE FUNCTION event_is_not_changed()
    """)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER event_is_not_deleted")
        op.execute("DROP TRIGGER event_is_not_changed")
    else:
        op.execute("DROP TRIGGER event_is_not_emptied ON event")
        op.execute("DROP TRIGGER event_is_not_changed ON event")
        op.execute("DROP FUNCTION event_is_not_changed()")
    op.drop_index('event_by_deed', table_name='event')
    op.drop_index('event_by_staff', table_name='event')
    op.drop_index(op.f('ix_event_by_parent_id'), table_name='event')
    op.drop_index('text_with_words', table_name='text')
    op.drop_table('history_limit')
    op.drop_index(op.f('ix_erased_parent_id'), table_name='erased')
    op.drop_index(op.f('ix_erased_child_id'), table_name='erased')
    op.drop_table('erased')
    op.drop_table('kept_run')
    op.drop_table('kept_span')
    op.drop_table('restored')
