"""On which days the school is open, and when somebody is in."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.db import act, db
from portal.domain import school_days
from portal.domain.history import Deed, Event
from portal.domain.school_days import Closed, Hours
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch

HALF_TERM = Closed(date(2026, 10, 26), date(2026, 10, 30), "Half term")
CHRISTMAS = Closed(date(2026, 12, 21), date(2027, 1, 1), "Christmas")
HOURS = Hours(time(8), time(16))
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
CLOSED = st.lists(
    st.tuples(DAYS, st.integers(0, 60)).map(
        lambda one: Closed(one[0], one[0] + timedelta(days=one[1]))
    ),
    max_size=4,
)


def test_the_bank_holidays_of_two_years() -> None:
    first = date(2026, 1, 1)
    weekdays = [
        day for at in range(730) if (day := first + timedelta(days=at)).weekday() < 5
    ]  # 2026 and 2027
    shut = [f"{day:%Y-%m-%d}" for day in weekdays if not school_days.is_school_day(day, [])]
    assert shut == [
        "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31",
        "2026-12-25", "2026-12-28",  # Boxing Day, a Saturday, in lieu
        "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30",
        "2027-12-27", "2027-12-28",  # both days of Christmas in lieu
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        ("2026-11-09", True),
        ("2026-11-14", False),
        ("2026-11-15", False),
        ("2026-10-23", True),
        ("2026-10-26", False),
        ("2026-10-30", False),
        ("2026-11-02", True),
    ],
)
def test_weekends_and_closures_are_no_school_days(day: str, open_: bool) -> None:
    closed = [CHRISTMAS, HALF_TERM]
    assert school_days.is_school_day(date.fromisoformat(day), closed) is open_


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        ("2026-11-09", 0, "2026-11-09"),
        ("2026-11-09", 1, "2026-11-10"),
        ("2026-11-09", 2, "2026-11-11"),
        ("2026-11-13", 1, "2026-11-16"),  # a Friday
        ("2026-11-14", 1, "2026-11-16"),  # a Saturday
        ("2026-10-22", 2, "2026-11-02"),  # into half term
        ("2026-12-18", 1, "2027-01-04"),  # over Christmas
        ("2026-11-09", 10, "2026-11-23"),
    ],
)
def test_so_many_school_days_later(day: str, count: int, found: str) -> None:
    closed = [HALF_TERM, CHRISTMAS]
    after = school_days.school_days_after(date.fromisoformat(day), count, closed)
    assert after == date.fromisoformat(found)


def test_a_school_that_is_closed_all_year_does_not_stop_the_portal() -> None:
    never = [Closed(date(2026, 1, 1), date(2030, 12, 31))]
    first = school_days.school_days_after(date(2026, 11, 9), 1, never)
    assert first == date(2026, 11, 9) + timedelta(days=school_days.LONGEST_CLOSED + 1)
    second = school_days.school_days_after(date(2026, 11, 9), 2, never)
    assert second == first + timedelta(days=1)


@settings(deadline=None)
@given(day=DAYS, count=st.integers(1, 300), closed=CLOSED)
def test_just_so_many_school_days_lie_between(day: date, count: int, closed: list[Closed]) -> None:
    """Unless it is shut for so long that the portal stops believing it: four closures of two
    months may follow each other."""
    found = school_days.school_days_after(day, count, closed)
    between = [day + timedelta(days=at) for at in range(1, (found - day).days + 1)]
    believed, shut = 0, 0
    for one in between:
        if school_days.is_school_day(one, closed):
            believed, shut = believed + 1, 0
        else:
            shut += 1
            believed += shut > school_days.LONGEST_CLOSED
    assert believed == count


# -- the school's own list ---------------------------------------------------------------------


def change(*closed: Closed) -> None:
    with act():
        school_days.change_closures(closed, make.OFFICE)


def times_changed() -> int:
    query = select(func.count()).where(Event.deed == Deed.SCHOOL_CHANGED)
    return db.session.execute(query).scalar_one()


def test_closures_are_kept_in_order_and_count(portal: Flask) -> None:
    assert school_days.closures() == []
    change(CHRISTMAS, HALF_TERM, CHRISTMAS)
    assert school_days.closures() == [HALF_TERM, CHRISTMAS]
    assert school_days.school_days_after(date(2026, 12, 18), 1) == date(2027, 1, 4)
    change(HALF_TERM, CHRISTMAS)  # saved again
    assert times_changed() == 1
    change(HALF_TERM)
    assert (school_days.closures(), times_changed()) == ([HALF_TERM], 2)
    change()
    assert school_days.closures() == []


@pytest.mark.parametrize(
    ("begins", "ends", "reason"),
    [
        ("2026-12-21", "2026-12-20", Reason.CLOSURE_DATES),
        ("2026-12-21", "2027-12-21", Reason.CLOSURE_TOO_LONG),
        ("2062-12-21", "2062-12-24", Reason.DAY_TOO_FAR),
        ("1926-12-21", "1926-12-24", Reason.DAY_TOO_FAR),
        ("0001-01-01", "0001-01-01", Reason.DAY_TOO_FAR),
        ("9999-12-31", "9999-12-31", Reason.DAY_TOO_FAR),
    ],
)
def test_dates_that_cannot_be_meant_change_nothing(
    portal: Flask, begins: str, ends: str, reason: Reason
) -> None:
    change(HALF_TERM)
    wrong = Closed(date.fromisoformat(begins), date.fromisoformat(ends), "Christmas")
    with pytest.raises(Refused) as caught:
        change(CHRISTMAS, wrong)
    assert (caught.value.reason, caught.value.facts) == (reason, {"closed": wrong})
    assert school_days.closures() == [HALF_TERM]


def test_a_closure_that_has_stood_for_years_is_in_nobodys_way(portal: Flask, watch: Watch) -> None:
    change(HALF_TERM)
    watch.set("2033-02-01 10:00")
    snow = Closed(date(2033, 2, 2), date(2033, 2, 2), "Snow")
    change(HALF_TERM, snow)
    assert school_days.closures() == [HALF_TERM, snow]


# -- terms ---------------------------------------------------------------------------------------

SUMMER = Closed(date(2026, 7, 22), date(2026, 9, 2), "Summer")
EASTER = Closed(date(2027, 3, 22), date(2027, 4, 2), "Easter")
YEAR = [SUMMER, HALF_TERM, CHRISTMAS, EASTER]


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        ("2026-09-03", "2026-09-03"),
        ("2026-10-25", "2026-09-03"),
        ("2026-10-28", "2026-09-03"),  # in the half term
        ("2026-11-02", "2026-09-03"),  # after it
        ("2026-12-24", "2026-09-03"),  # in the holidays: the term that is over
        ("2027-01-04", "2027-01-04"),
        ("2027-03-21", "2027-01-04"),
        ("2027-04-05", "2027-04-05"),  # Easter Monday is in the holidays
        ("2027-04-20", "2027-04-05"),  # an early Easter
        ("2027-07-01", "2027-04-05"),
    ],
)
def test_a_term_begins_after_the_holidays_and_not_after_a_half_term(day: str, begins: str) -> None:
    found = school_days.term_begins(date.fromisoformat(day), YEAR)
    assert found == date.fromisoformat(begins)


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        ("2026-08-31", "2026-04-13"),
        ("2026-09-01", "2026-09-01"),
        ("2026-12-31", "2026-09-01"),
        ("2027-01-04", "2027-01-01"),
        ("2027-04-12", "2027-01-01"),
        ("2027-04-13", "2027-04-13"),
    ],
)
def test_where_no_holidays_are_entered_terms_begin_when_they_mostly_do(
    day: str, begins: str
) -> None:
    for closed in ([], [HALF_TERM]):
        found = school_days.term_begins(date.fromisoformat(day), closed)
        assert found == date.fromisoformat(begins)


def test_a_week_with_training_days_around_it_is_a_half_term() -> None:
    training = [Closed(date(2026, 10, 23), date(2026, 10, 23)), Closed(*[date(2026, 11, 2)] * 2)]
    found = school_days.term_begins(date(2026, 11, 20), [SUMMER, HALF_TERM, *training])
    assert found == date(2026, 9, 3)


@settings(max_examples=50, deadline=None)
@given(DAYS, CLOSED)
def test_a_term_has_begun(day: date, closed: list[Closed]) -> None:
    begins = school_days.term_begins(day, closed)
    assert day - timedelta(days=366) < begins <= day


def test_weeks_of_school_are_longer_over_the_holidays() -> None:
    def three_weeks_before(day: str) -> date:
        return school_days.weeks_of_school_before(date.fromisoformat(day), 3, YEAR)

    assert three_weeks_before("2026-11-24") == date(2026, 11, 3)
    assert three_weeks_before("2026-11-09") == date(2026, 10, 12)  # a week of half term between
    assert three_weeks_before("2027-01-04") == date(2026, 11, 30)


# -- when somebody is in -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "in_"),
    [
        ("2026-10-23T06:59", False),  # Friday before the clocks go back: 07:59 here
        ("2026-10-23T07:00", True),
        ("2026-10-23T14:59", True),
        ("2026-10-23T15:00", False),  # 16:00 here
        ("2026-11-02T07:59", False),  # Monday in winter
        ("2026-11-02T08:00", True),
        ("2026-11-02T15:59", True),
        ("2026-11-02T16:00", False),
        ("2027-03-30T06:59", False),  # Tuesday after Easter, the clocks gone forward
        ("2027-03-30T07:00", True),
        ("2027-03-29T10:00", False),  # Easter Monday
        ("2026-10-25T10:00", False),  # the Sunday itself
        ("2026-10-28T10:00", False),  # half term
    ],
)
def test_somebody_is_in_by_the_schools_clock(moment: str, in_: bool) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert school_days.someone_is_in(at, HOURS, [HALF_TERM]) is in_


def test_the_schools_own_closures_count_without_being_named(portal: Flask) -> None:
    noon = datetime(2026, 12, 22, 12, tzinfo=UTC)
    assert school_days.someone_is_in(noon, HOURS) is True
    change(CHRISTMAS)
    assert school_days.someone_is_in(noon, HOURS) is False
