"""Days on which the school is open: weekdays that are no bank holiday and not in its holidays.

What a person has to answer within so many school days is due by these. The bank holidays of
England come from the `holidays` package; the school's own closures from its settings.
"""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from holidays import country_holidays
from sqlalchemy import ForeignKey, String, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain.as_shown import fingerprint, refuse_changed
from portal.domain.history import By, Deed, record
from portal.wording.refusals import Reason, Refused

SATURDAY = 5
FIRST_MONTH = 9
"""A school year begins in September."""
LONGEST_CLOSURE = timedelta(days=92)
"""More than three months is a slip of the year, not a holiday."""
LONGEST_HALF_TERM = 7
"""Weekdays without school in a row, at most, within a term: a week, and a training day or a bank
holiday on either side of it. Christmas, Easter and summer holidays last two weeks or more."""
TERMS = ((1, 1), (4, 13), (9, 1))
"""Month and day on which a term begins where the school has entered no holidays: about the middle
of April, because that is where the Easter holidays end in most years. Typical for 2025-26, after
Somerset's and Bromley's calendars: 3 September, 5 January, 13 April."""
BEFORE = timedelta(days=30)
"""So long before those days the holidays may have ended that they stand for: Easter Monday is on
23 March at the earliest."""
FAR_AHEAD, LONG_PAST = timedelta(days=366 * 3), timedelta(days=366 * 5)
LONGEST_CLOSED = 120
"""Days in a row after which a school that seems never to open is taken to be open: bad settings
must not stop the portal."""


class Closure(Base):
    """The school is closed from `begins` to `ends`, both included."""

    __tablename__ = "closure"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    begins: Mapped[date]
    ends: Mapped[date]
    name: Mapped[str] = mapped_column(String(40), default="")


@dataclass(frozen=True)
class Closed:
    """A closure as the office types it."""

    begins: date
    ends: date
    name: str = ""


@dataclass(frozen=True)
class Hours:
    """When somebody is in the office on a school day."""

    opens: time
    shuts: time


def closures() -> list[Closed]:
    """The school's own closures, in order."""
    query = select(Closure.begins, Closure.ends, Closure.name).order_by(
        Closure.begins, Closure.ends, Closure.name
    )
    return [Closed(*row) for row in db.session.execute(query)]


def as_seen(closed: Iterable[Closed]) -> str:
    """Names these closures, so that only what somebody saw is replaced."""
    return fingerprint(sorted(map(astuple, closed)))


def change_closures(closed: Iterable[Closed], by: By, seen: str | None = None) -> None:
    """These are the school's closures from now on. In an act; the same list again changes nothing.
    `seen`: the closures as they stood when the change was begun (`as_seen`); None: whatever they
    are.

    Refuses CLOSURE_DATES (one ends before it begins), CLOSURE_TOO_LONG, DAY_TOO_FAR; `closed`
    in its facts is the one meant, a new one. Refuses CHANGED_MEANWHILE.
    """
    wanted = sorted(set(closed), key=lambda one: (one.begins, one.ends, one.name))
    stands = closures()
    for one in wanted:
        if one not in stands:  # what has stood for years is in nobody's way
            _refuse_dates(one)
    if set(wanted) == set(stands):
        return
    refuse_changed(seen, as_seen(stands))
    db.session.execute(delete(Closure))
    rows = [
        {"school_id": 1, "begins": one.begins, "ends": one.ends, "name": one.name} for one in wanted
    ]
    if rows:
        db.session.execute(insert(Closure), rows)
    record(
        by,
        Deed.SCHOOL_CHANGED,
        section="closed days",
        added=_plain(set(wanted) - set(stands)),
        removed=_plain(set(stands) - set(wanted)),
    )


def _plain(closed: Iterable[Closed]) -> list[str]:
    """As history keeps it."""
    return sorted(f"{one.begins} to {one.ends} {one.name}".strip() for one in closed)


def _refuse_dates(one: Closed) -> None:
    if one.ends < one.begins:
        raise Refused(Reason.CLOSURE_DATES, closed=one)
    if one.ends - one.begins > LONGEST_CLOSURE:
        raise Refused(Reason.CLOSURE_TOO_LONG, closed=one)
    if is_far(one.ends) or one.begins < clock.today() - LONG_PAST:
        raise Refused(Reason.DAY_TOO_FAR, closed=one)


def is_far(day: date) -> bool:
    """Whether this day is years away: nobody plans for it, the year is a slip."""
    return day > clock.today() + FAR_AHEAD


def refuse_day(day: date) -> None:
    """Talks and a crèche can be on this day. Refuses PAST_DAY, DAY_TOO_FAR, SCHOOL_CLOSED (`why`:
    as it is called among the closed days)."""
    if day < clock.today():
        raise Refused(Reason.PAST_DAY)
    if is_far(day):
        raise Refused(Reason.DAY_TOO_FAR)
    for one in closures():
        if one.begins <= day <= one.ends:
            raise Refused(Reason.SCHOOL_CLOSED, why=one.name)


def is_school_day(day: date, closed: Iterable[Closed]) -> bool:
    """Whether the school is open on this day."""
    if day.weekday() >= SATURDAY or day in _bank_holidays(day.year):
        return False
    return not any(one.begins <= day <= one.ends for one in closed)


USUAL_HOLIDAYS = (((7, 24), (8, 31)), ((12, 21), (1, 2)))
"""Summer and Christmas, from month and day to month and day: days on which next to no school in
England is open (term dates of its councils). For schools that have entered no closure there."""


def is_term_day(day: date, closed: Iterable[Closed]) -> bool:
    """Whether families can be written to as on any school day: the school is open, and it is not
    the middle of holidays that nobody has entered."""
    closed = list(closed)
    if not is_school_day(day, closed):
        return False
    for begins, ends in _usual_holidays(day):
        if begins <= day <= ends:
            return any(one.begins <= ends and one.ends >= begins for one in closed)
    return True


def _usual_holidays(day: date) -> Iterator[tuple[date, date]]:
    """Those of this day's year and of the one before it."""
    for year in (day.year - 1, day.year):
        for first, last in USUAL_HOLIDAYS:
            yield date(year, *first), date(year + (last < first), *last)


def knows_holidays(closed: Iterable[Closed]) -> bool:
    """Whether somebody has entered holidays of this school year: more than a few days."""
    begins = first_day_of_year(clock.today())
    long = timedelta(days=4)
    return any(one.ends >= begins and one.ends - one.begins >= long for one in closed)


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def school_year(day: date) -> int:
    """The calendar year in which the school year of this day began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def first_day_of_year(day: date) -> date:
    """1 September of the school year of this day."""
    return date(school_year(day), FIRST_MONTH, 1)


def school_days_after(day: date, count: int, closed: list[Closed] | None = None) -> date:
    """The day that is `count` school days after this one; the day itself for 0."""
    closed = closures() if closed is None else closed
    shut = 0
    while count > 0:
        day += timedelta(days=1)
        if is_school_day(day, closed):
            count, shut = count - 1, 0
        elif shut < LONGEST_CLOSED:
            shut += 1
        else:
            count -= 1
    return day


def school_day_before(day: date, closed: list[Closed] | None = None) -> date:
    """The last school day before this one."""
    closed = closures() if closed is None else closed
    at = day
    for _ in range(LONGEST_CLOSED):
        at -= timedelta(days=1)
        if is_school_day(at, closed):
            break
    return at


def weeks_of_school_before(day: date, weeks: int, closed: list[Closed] | None = None) -> date:
    """The day so many weeks of five school days before this one: that many calendar weeks, and as
    much longer as the school was closed."""
    closed = closures() if closed is None else closed
    for _ in range(weeks * 5):
        day = school_day_before(day, closed)
    return day


def term_begins(day: date, closed: list[Closed] | None = None) -> date:
    """The first day of the term of this day: the first school day after the last holidays of more
    than `LONGEST_HALF_TERM` weekdays. A day in the holidays counts to the term before them.

    Weekends neither count nor come between, and bank holidays count like the school's own closures.
    Where the school has entered no such holidays, it is the day in `TERMS`. Half terms of two whole
    weeks begin a term of their own: nothing tells them from Easter.
    """
    closed = closures() if closed is None else closed
    at = day if is_school_day(day, closed) else school_day_before(day, closed)
    usual = _usual_term(at)
    while at >= usual - BEFORE:
        before = school_day_before(at, closed)
        if _weekdays_between(before, at) > LONGEST_HALF_TERM:
            return at
        at = before
    return usual


def _usual_term(day: date) -> date:
    days = (date(day.year, month, first) for month, first in TERMS)
    return max(one for one in days if one <= day)


def _weekdays_between(first: date, last: date) -> int:
    days = range(1, (last - first).days)
    return sum((first + timedelta(days=after)).weekday() < SATURDAY for after in days)


def someone_is_in(moment: datetime, hours: Hours, closed: list[Closed] | None = None) -> bool:
    """Whether a person is in the office at this instant."""
    here = clock.local(moment)
    if not hours.opens <= here.time() < hours.shuts:
        return False
    return is_school_day(here.date(), closures() if closed is None else closed)
