"""Who was not in the last import, and what a person decides about them.

Until then they get no texts. Nobody is ever deleted: a child who left stays as a row, with the
talks that were.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from portal import clock
from portal.db import db
from portal.domain import links, people, ties
from portal.domain.bookings import Booking, BookingState
from portal.domain.history import By, Deed, record
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import OutText, call_back, close_question
from portal.domain.people import Child, Guardianship, OnRoll, Parent, SchoolClass
from portal.domain.reaching import seen
from portal.domain.rounds import Slot


@dataclass(frozen=True)
class MissingChild:
    """A child who was not in the last import."""

    id: int
    name: str
    class_name: str


@dataclass(frozen=True)
class MissingContact:
    """A contact of a child at the school who was not in the last import; `invited`: and was
    invited before."""

    tie_id: int
    parent_id: int
    parent: str
    child_id: int
    child: str
    class_name: str
    invited: bool


@dataclass(frozen=True)
class TalkLeft:
    """A coming talk about a child who has left."""

    booking_id: int
    starts_at: datetime
    child: str


def children() -> list[MissingChild]:
    """Children to mark as left, or who are still here, by class and name."""
    rows = db.session.execute(
        select(
            Child.id,
            func.trim(Child.first_name + " " + Child.last_name),
            func.coalesce(SchoolClass.name, ""),
        )
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(Child.roll == OnRoll.MISSING)
        .order_by(SchoolClass.year_order, SchoolClass.name, Child.last_name, Child.first_name)
    )
    return [MissingChild(*row) for row in rows]


def contacts() -> list[MissingContact]:
    """Contacts to keep or to switch off, by child. Nobody who must not be contacted is among
    them."""
    rows = db.session.execute(
        select(
            Guardianship.id,
            Parent.id,
            func.trim(Parent.first_name + " " + Parent.last_name),
            Child.id,
            func.trim(Child.first_name + " " + Child.last_name),
            func.coalesce(SchoolClass.name, ""),
            Guardianship.may_be_invited,
        )
        .join(Guardianship.child)
        .join(Guardianship.parent)
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(Guardianship.missing, seen(), Child.roll == OnRoll.ON_ROLL)
        .order_by(Child.last_name, Child.first_name, Guardianship.id)
    )
    return [MissingContact(*row) for row in rows]


def talks_left() -> list[TalkLeft]:
    """Coming talks about children who have left: somebody rings, and cancels them."""
    rows = db.session.execute(
        select(Booking.id, Slot.starts_at, func.trim(Child.first_name + " " + Child.last_name))
        .join(Booking.slot)
        .join(Child, Child.id == Booking.child_id)
        .join(
            Guardianship,
            (Guardianship.child_id == Booking.child_id)
            & (Guardianship.parent_id == Booking.parent_id),
        )
        .where(
            Child.roll == OnRoll.LEFT,
            Booking.state == BookingState.BOOKED,
            Slot.starts_at > clock.now(),
            seen(),
        )
        .order_by(Slot.starts_at, Booking.id)
    )
    return [TalkLeft(*row) for row in rows]


def leave(child_id: int, by: By) -> None:
    """The child has left: no page and no text speaks of it any more. Invitations are withdrawn;
    a booked talk stays until somebody cancels it (`talks_left`). Twice is the same as once."""
    child = db.session.get_one(Child, child_id, with_for_update=True)
    if child.roll == OnRoll.LEFT:
        return
    child.roll = OnRoll.LEFT
    db.session.execute(
        update(Invitation)
        .where(Invitation.child_id == child_id, Invitation.state != InvitationState.BOOKED)
        .values(state=InvitationState.WITHDRAWN, wants_call_at=None)
    )
    call_back(OutText.child_id == child_id, why="the child has left")
    db.session.flush()
    parents = select(Guardianship.parent_id).where(Guardianship.child_id == child_id)
    alone = [one for one in db.session.scalars(parents) if not people.ties_of(one)]
    links.end_links(*alone)
    close_question(*alone)
    record(by, Deed.LEFT, child_id=child_id)


def stay(child_id: int, by: By) -> None:
    """The child is still here, whatever the file said: its contacts get texts again."""
    child = db.session.get_one(Child, child_id, with_for_update=True)
    if child.roll != OnRoll.MISSING:
        return
    child.roll = OnRoll.ON_ROLL
    of_child = Guardianship.child_id == child_id
    db.session.execute(update(Guardianship).where(of_child).values(missing=False))
    theirs = select(Guardianship.parent_id).where(of_child)
    db.session.execute(update(Parent).where(Parent.id.in_(theirs)).values(missing=False))
    record(by, Deed.TIE_CHANGED, child_id=child_id)


def keep(tie_id: int, by: By) -> None:
    """This contact stays as it is, although it is not in the file. Refuses what `ties.switch`
    refuses."""
    tie = db.session.get_one(Guardianship, tie_id)
    ties.switch(
        tie_id,
        invited=tie.may_be_invited,
        texts=tie.gets_texts,
        may_sign=tie.may_sign,
        by=by,
    )


def drop(tie_id: int, by: By) -> None:
    """This contact is not invited and gets no texts about the child any more. Refuses what
    `ties.switch` refuses."""
    ties.switch(tie_id, invited=False, texts=False, may_sign=False, by=by)
