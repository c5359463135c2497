"""Who signed in, and who tried to: what the office reads about one account, what leads are told on
Today. Only looks; tries are counted in `accounts` and `second_step`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Index, func, literal_column, or_, select

from portal import clock
from portal.db import db
from portal.domain.history import Deed, Event
from portal.domain.people import Staff
from portal.domain.second_step import SecondStep

LISTED = 12
"""The last tries at one account that are shown."""
LOOKED_BACK = timedelta(days=30)
LATELY = timedelta(hours=1)
MANY = 10
"""Unknown user names within an hour from which on leads are told: more than a morning of slips of
the keyboard in one school."""

_DEEDS = (Deed.SIGNED_IN, Deed.SIGN_IN_FAILED, Deed.STEP_PASSED, Deed.STEP_FAILED)
_OF_SIGN_INS = Event.deed.in_([literal_column(f"'{deed.value}'") for deed in _DEEDS])
Index("sign_in_events", Event.at, sqlite_where=_OF_SIGN_INS, postgresql_where=_OF_SIGN_INS)


@dataclass(frozen=True)
class Tried:
    """One try at an account: when, what came of it in the words of the history, and whether it
    opened."""

    at: datetime
    deed: Deed

    @property
    def opened(self) -> bool:
        return self.deed in (Deed.SIGNED_IN, Deed.STEP_PASSED)


def of_staff(staff_id: int) -> list[Tried]:
    """The last tries at this account within thirty days, newest first."""
    query = (
        select(Event.at, Event.deed)
        .where(_OF_SIGN_INS, Event.at > clock.now() - LOOKED_BACK, _whose() == staff_id)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(LISTED)
    )
    return [Tried(at, deed) for at, deed in db.session.execute(query)]


def _whose() -> ColumnElement[int]:
    found: ColumnElement[int] = Event.about["staff"].as_integer()
    return found


def rests_until(person: Staff) -> datetime | None:
    """Until when this account opens to nobody, because of wrong passwords or wrong codes."""
    step = db.session.get(SecondStep, person.id, populate_existing=True)
    moments = (person.locked_until, step.rests_until if step else None)
    return max((one for one in moments if one and one > clock.now()), default=None)


@dataclass(frozen=True)
class Warnings:
    """What leads should know: accounts that rest, and how many unknown names were tried lately if
    that is many."""

    resting: list[Staff]
    unknown: int


def warnings() -> Warnings:
    """Accounts resting now, and unknown user names tried within the last hour."""
    now = clock.now()
    resting = (
        select(Staff)
        .outerjoin(SecondStep, SecondStep.staff_id == Staff.id)
        .where(or_(Staff.locked_until > now, SecondStep.rests_until > now), Staff.active)
        .order_by(Staff.name)
    )
    unknown = select(func.count()).where(
        _OF_SIGN_INS,
        Event.deed == Deed.SIGN_IN_FAILED,
        Event.at > now - LATELY,
        _whose().is_(None),
    )
    count = db.session.scalar(unknown) or 0
    return Warnings(list(db.session.scalars(resting)), count if count >= MANY else 0)
