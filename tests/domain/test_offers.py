"""How long an offer lasts: shorter as the talk comes nearer, by day only, never too late."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.domain.offers import BEFORE_TALK, SHORTEST, awake_for, deadline
from portal.domain.outbox import in_the_day
from tests.conftest import Watch


def at(words: str) -> datetime:
    shown = datetime.fromisoformat(words)
    return clock.at(shown.date(), shown.time())


@pytest.mark.parametrize(
    ("now", "talk", "until"),
    [
        ("2026-11-09 10:00", "2026-11-24 16:00", "2026-11-10 10:00"),  # 12 hours of the day
        ("2026-11-09 21:30", "2026-11-24 16:00", "2026-11-10 20:00"),
        ("2026-11-20 10:00", "2026-11-24 16:00", "2026-11-20 14:00"),
        ("2026-11-20 18:00", "2026-11-24 16:00", "2026-11-21 10:00"),
        ("2026-11-23 10:00", "2026-11-24 16:00", "2026-11-23 12:00"),
        ("2026-11-24 10:00", "2026-11-24 16:00", "2026-11-24 11:00"),
        ("2026-11-24 14:50", "2026-11-24 16:00", "2026-11-24 15:30"),
        ("2026-11-24 15:00", "2026-11-24 16:00", "2026-11-24 15:30"),
        ("2026-11-24 15:01", "2026-11-24 16:00", None),
        ("2026-11-24 16:00", "2026-11-24 16:00", None),
        ("2026-11-24 16:30", "2026-11-24 16:00", None),
        ("2026-11-23 22:00", "2026-11-24 08:30", None),  # nobody is asked before eight
        # Over the night the clocks go back, and forward: the hours of the day stay twelve.
        ("2026-10-24 14:00", "2026-11-24 16:00", "2026-10-25 14:00"),
        ("2027-03-27 14:00", "2027-04-24 16:00", "2027-03-28 14:00"),
    ],
)
def test_the_nearer_the_talk_the_shorter(
    watch: Watch, now: str, talk: str, until: str | None
) -> None:
    watch.set(now)
    assert deadline(at(talk)) == (at(until) if until else None)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(now=moments, ahead=st.timedeltas(timedelta(0), timedelta(days=40)))
def test_every_offer_leaves_time_to_answer_and_to_come(now: datetime, ahead: timedelta) -> None:
    talk = now + ahead
    with clock.showing(now):
        until = deadline(talk)
    if until is None:
        assert talk - BEFORE_TALK - in_the_day(now) < SHORTEST
    else:
        assert in_the_day(now) + SHORTEST <= until <= talk - BEFORE_TALK


@given(now=moments, minutes=st.integers(1, 3000))
def test_waking_time_adds_up(now: datetime, minutes: int) -> None:
    span = timedelta(minutes=minutes)
    half = timedelta(minutes=minutes // 2)
    assert awake_for(awake_for(now, half), span - half) == awake_for(now, span)
