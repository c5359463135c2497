"""Days on which the school is open: weekdays that are no bank holiday and not in its holidays.

What a person has to answer within so many school days is due by these. The bank holidays of
England come from the `holidays` package; the school's own closures from its settings.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from holidays import country_holidays
from sqlalchemy import ForeignKey, String, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain.history import By, Deed, record

SATURDAY = 5
LONGEST_CLOSED = 120
"""Days after which a school that seems never to open is taken to be open: bad settings must not
stop the portal."""


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
    query = select(Closure.begins, Closure.ends, Closure.name).order_by(Closure.begins)
    return [Closed(*row) for row in db.session.execute(query)]


def change_closures(closed: Iterable[Closed], by: By) -> None:
    """These are the school's closures from now on. In an act."""
    db.session.execute(delete(Closure))
    rows = [
        {"school_id": 1, "begins": one.begins, "ends": one.ends, "name": one.name[:40]}
        for one in closed
    ]
    if rows:
        db.session.execute(insert(Closure), rows)
    record(by, Deed.SCHOOL_CHANGED)


def is_school_day(day: date, closed: Iterable[Closed]) -> bool:
    """Whether the school is open on this day."""
    if day.weekday() >= SATURDAY or day in _bank_holidays(day.year):
        return False
    return not any(one.begins <= day <= one.ends for one in closed)


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def school_days_after(day: date, count: int, closed: list[Closed] | None = None) -> date:
    """The day that is `count` school days after this one."""
    closed = closures() if closed is None else closed
    found, at = 0, day
    for _ in range(LONGEST_CLOSED):
        at += timedelta(days=1)
        found += is_school_day(at, closed)
        if found == count:
            break
    return at


def school_day_before(day: date, closed: list[Closed] | None = None) -> date:
    """The last school day before this one."""
    closed = closures() if closed is None else closed
    at = day
    for _ in range(LONGEST_CLOSED):
        at -= timedelta(days=1)
        if is_school_day(at, closed):
            break
    return at


def someone_is_in(moment: datetime, hours: Hours, closed: list[Closed] | None = None) -> bool:
    """Whether a person is in the office at this instant."""
    here = clock.local(moment)
    if not hours.opens <= here.time() < hours.shuts:
        return False
    return is_school_day(here.date(), closures() if closed is None else closed)
