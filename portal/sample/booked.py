"""Talks that the made-up school's parents have booked, and who its staff are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time

from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import booking, bookings
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import IfFull
from portal.domain.history import By, Face
from portal.domain.invitations import Invitation
from portal.domain.people import Child, Parent, Staff
from portal.domain.rounds import Round


@dataclass(frozen=True)
class Talk:
    """A talk that a parent (by number in the records) books on a phone, about a child."""

    who: str
    child: str
    day: date
    begins: str
    answers: Answers = field(default_factory=Answers)


def book(round_name: str, talks: Iterable[Talk]) -> None:
    """All of these are booked, one after the other."""
    for talk in talks:
        invited = invitation(round_name, talk.who, talk.child)
        begins = clock.at(talk.day, time.fromisoformat(talk.begins))
        slots = {slot.starts_at: slot.id for slot in bookings.free_slots(invited)}
        by = By(Face.WEB, parent_id=invited.parent_id)
        with act():
            booking.book(invited.id, slots[begins], by, talk.answers, IfFull.WAIT)


def invitation(round_name: str, who: str, child: str) -> Invitation:
    """Of this parent to a talk about this child, in the round with this name."""
    return db.session.scalars(
        select(Invitation)
        .join(Invitation.parent)
        .join(Invitation.child)
        .join(Invitation.round)
        .where(Parent.mis_id == who, Child.first_name == child, Round.name == round_name)
    ).one()


def booked(round_name: str, who: str, child: str) -> Booking:
    """The talk that this parent has booked or had."""
    talk = find_booked(round_name, who, child)
    if talk is None:
        raise LookupError(f"{who} has no talk about {child} in {round_name}")
    return talk


def find_booked(round_name: str, who: str, child: str) -> Booking | None:
    """As `booked`; None if it was called off."""
    invited = invitation(round_name, who, child)
    stands = Booking.state != BookingState.CANCELLED
    query = select(Booking).where(Booking.invitation_id == invited.id, stands)
    return db.session.scalars(query).one_or_none()


def staff_of(username: str) -> int:
    """The id of this member of staff."""
    return db.session.execute(select(Staff.id).filter_by(username=username)).scalar_one()
