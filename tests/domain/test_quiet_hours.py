"""Quiet hours through the whole year, both clock changes included."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from portal import clock
from portal.domain.outbox import in_the_day
from portal.domain.school import DAY_BEGINS, DAY_ENDS

DAY = timedelta(days=1)
CHANGES = [
    datetime(year, month, day, 1, tzinfo=UTC)
    for year, month, day in [(2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31)]
]
WHENEVER = st.timedeltas(timedelta(0), 1000 * DAY).map(lambda span: CHANGES[0] + span)
AROUND_A_CHANGE = st.builds(
    lambda change, span: change + span, st.sampled_from(CHANGES), st.timedeltas(-DAY, DAY)
)
INSTANTS = WHENEVER | AROUND_A_CHANGE


@given(INSTANTS)
@example(datetime(2026, 3, 28, 20, tzinfo=UTC))
@example(datetime(2026, 3, 29, 1, tzinfo=UTC))
@example(datetime(2026, 10, 24, 19, tzinfo=UTC))
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
@example(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
def test_what_waits_for_the_day_waits_for_the_next_eight_o_clock(instant: datetime) -> None:
    due = in_the_day(instant)
    shown = clock.local(due)
    assert due >= instant
    assert DAY_BEGINS <= shown.time() < DAY_ENDS
    assert in_the_day(due) == due
    if due != instant:
        assert shown.time() == time(8)
        # A night lasts twelve hours, and one hour more or less when the clock changes.
        assert due - instant <= timedelta(hours=13)
        assert not DAY_BEGINS <= clock.local(instant).time() < DAY_ENDS
        # No earlier moment would do: until a second before, it is still night.
        before = clock.local(due - timedelta(seconds=1)).time()
        assert before < DAY_BEGINS


@given(INSTANTS)
def test_by_day_nothing_waits(instant: datetime) -> None:
    if DAY_BEGINS <= clock.local(instant).time() < DAY_ENDS:
        assert in_the_day(instant) == instant
