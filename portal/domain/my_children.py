"""The children of a key teacher (for a lead: of one class) and how each plan stands, in one list.

Only looks, and in a fixed number of queries however many children there are.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from portal import clock
from portal.db import db
from portal.domain import records, signing, targets
from portal.domain.bookings import Booking, BookingState
from portal.domain.changes_wanted import ChangeWish
from portal.domain.check_ins import CheckIn, Going
from portal.domain.people import Child, Guardianship, Parent, SchoolClass, Staff
from portal.domain.reaching import seen
from portal.domain.rounds import Slot
from portal.domain.targets import Target

SERIOUS = {Going.WELL: 0, Going.HARD: 1, Going.STUCK: 2}


@dataclass(frozen=True)
class Talk:
    """A talk to come about a child, with a parent who may be spoken of."""

    booking_id: int
    starts_at: datetime


@dataclass(frozen=True)
class Line:
    """One child. `targets`: how many there are now, `works`: of them in force; `look_back_on`: the
    nearest day; `wanted`: changes asked for and not seen to; `going`: the most serious of what its
    parents last said."""

    child: Child
    class_name: str
    targets: int
    works: int
    look_back_on: date | None
    wanted: int
    going: Going | None
    talk: Talk | None

    @property
    def to_sign(self) -> int:
        return self.targets - self.works


def of(person: Staff, class_id: int | None = None) -> list[Line]:
    """The children whose plans this person may see, by name; with a class (id) only that class."""
    query = (
        select(Child, func.coalesce(SchoolClass.name, ""))
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(records.children_of(person))
        .order_by(SchoolClass.year_order, SchoolClass.name, Child.first_name, Child.last_name)
    )
    if class_id is not None:
        query = query.where(Child.class_id == class_id)
    rows = [(child, name) for child, name in db.session.execute(query)]
    ids = [child.id for child, _ in rows]
    theirs, works, days = _targets(ids)
    wanted, going, talks = _wanted(ids), _going(ids), _talks(ids)
    return [
        Line(
            child=child,
            class_name=name,
            targets=len(theirs[child.id]),
            works=sum(target_id in works for target_id in theirs[child.id]),
            look_back_on=min((days[one] for one in theirs[child.id]), default=None),
            wanted=wanted[child.id],
            going=going.get(child.id),
            talk=talks.get(child.id),
        )
        for child, name in rows
    ]


def _targets(
    child_ids: Collection[int],
) -> tuple[defaultdict[int, list[int]], set[int], dict[int, date]]:
    """The targets of each child, those of all that are in force, and the day each is looked back
    at."""
    query = select(Target.child_id, Target.id).where(
        Target.child_id.in_(child_ids), Target.ended_at.is_(None)
    )
    theirs: defaultdict[int, list[int]] = defaultdict(list)
    for child_id, target_id in db.session.execute(query):
        theirs[child_id].append(target_id)
    ids = [one for several in theirs.values() for one in several]
    versions = targets.last_versions(ids)
    return theirs, signing.in_force(ids), {key: one.look_back_on for key, one in versions.items()}


def _wanted(child_ids: Collection[int]) -> Counter[int]:
    query = select(ChangeWish.child_id).where(
        ChangeWish.child_id.in_(child_ids), ChangeWish.seen_to_at.is_(None)
    )
    return Counter(db.session.scalars(query))


def _going(child_ids: Collection[int]) -> dict[int, Going]:
    """The most serious of the last answers of the parents who may be spoken of, by child."""
    query = (
        select(CheckIn.child_id, CheckIn.parent_id, CheckIn.going)
        .join(
            Guardianship,
            (Guardianship.parent_id == CheckIn.parent_id)
            & (Guardianship.child_id == CheckIn.child_id),
        )
        .where(CheckIn.child_id.in_(child_ids), CheckIn.going.is_not(None), seen())
        .order_by(CheckIn.answered_at)
    )
    last = {
        (child_id, parent_id): going for child_id, parent_id, going in db.session.execute(query)
    }
    found: dict[int, Going] = {}
    for (child_id, _), going in last.items():
        if going and (child_id not in found or SERIOUS[going] > SERIOUS[found[child_id]]):
            found[child_id] = going
    return found


def _talks(child_ids: Collection[int]) -> dict[int, Talk]:
    """The next talk about each child, of today or to come."""
    query = (
        select(Booking.child_id, Booking.id, Slot.starts_at)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(
            Guardianship,
            (Guardianship.parent_id == Booking.parent_id)
            & (Guardianship.child_id == Booking.child_id),
        )
        .where(
            Booking.child_id.in_(child_ids),
            Booking.state.in_([BookingState.BOOKED, BookingState.ATTENDED]),
            Slot.day >= clock.today(),
            seen(),
        )
        .order_by(Slot.starts_at.desc())
    )
    return {
        child_id: Talk(booking_id, starts_at)
        for child_id, booking_id, starts_at in db.session.execute(query)
    }


@dataclass(frozen=True)
class Begun:
    """A talk that has begun or is over: its record can be written and signed on from there."""

    booking_id: int
    starts_at: datetime
    parent: str


def talks_until_now(child_id: int) -> list[Begun]:
    """The talks about this child that have begun, newest first, with parents who may be spoken
    of: those that were missed, too, for whoever marked the wrong one."""
    stands = (BookingState.BOOKED, BookingState.ATTENDED, BookingState.MISSED)
    query = (
        select(Booking.id, Slot.starts_at, Parent)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(Parent, Parent.id == Booking.parent_id)
        .join(
            Guardianship,
            (Guardianship.parent_id == Booking.parent_id)
            & (Guardianship.child_id == Booking.child_id),
        )
        .where(
            Booking.child_id == child_id,
            Booking.state.in_(stands),
            Slot.starts_at <= clock.now(),
            seen(),
        )
        .order_by(Slot.starts_at.desc(), Booking.id)
    )
    return [
        Begun(booking_id, starts_at, parent.full_name)
        for booking_id, starts_at, parent in db.session.execute(query)
    ]
