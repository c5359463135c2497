"""The school's settings: how talks begin, reminders, hours for texts, languages, crèche, costs."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = "0015"
branch_labels = None
depends_on = None

COLUMNS: tuple[tuple[str, Any, str], ...] = (
    ('ways', sa.JSON(), '\'["in person"]\''),
    ('slot_minutes', sa.Integer(), '30'),
    ('gap_minutes', sa.Integer(), '0'),
    ('nudge_after_days', sa.Integer(), '3'),
    ('reminds_early', sa.Boolean(), 'true'),
    ('reminds_days_before', sa.Integer(), '5'),
    ('reminds_day_before', sa.Boolean(), 'true'),
    ('reminds_at', sa.Time(), "'17:00:00'"),
    ('offers_two_hours', sa.Boolean(), 'true'),
    ('day_begins', sa.Time(), "'08:00:00'"),
    ('day_ends', sa.Time(), "'20:00:00'"),
    ('news_begins', sa.Time(), "'15:30:00'"),
    ('news_ends', sa.Time(), "'18:30:00'"),
    ('languages_off', sa.JSON(), "'[]'"),
    ('creche_babies', sa.Integer(), '3'),
    ('creche_twos', sa.Integer(), '5'),
    ('creche_older', sa.Integer(), '8'),
    ('creche_older_6', sa.Integer(), '13'),
    ('creche_adults', sa.Integer(), '2'),
    ('creche_m2_baby', sa.Double(), '3.5'),
    ('creche_m2_two', sa.Double(), '2.5'),
    ('creche_m2_older', sa.Double(), '2.3'),
    ('creche_stay', sa.Integer(), '110'),
    ('creche_margin', sa.Integer(), '10'),
    ('cover_pence_an_hour', sa.Integer(), '0'),
    ('creche_pence', sa.Integer(), '0'),
    ('payers', sa.JSON(), '\'["school budget", "pupil premium", "other grant", "no cost"]\''),
    ('payer', sa.String(length=60), "'no cost'"),
    ('set_up_later', sa.JSON(), "'[]'"),
)


def upgrade() -> None:
    with op.batch_alter_table('school', schema=None) as batch_op:
        for name, kind, usual in COLUMNS:
            default = sa.true() if usual == "true" else sa.text(usual)
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))


def downgrade() -> None:
    with op.batch_alter_table('school', schema=None) as batch_op:
        for name, _, _ in reversed(COLUMNS):
            batch_op.drop_column(name)
