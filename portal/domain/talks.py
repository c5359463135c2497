"""What a parent sees of their own talks: each invitation with its booking, and nothing else.

The parent's way to find anything: through a tie that is not held and a child on roll. What is not
found here does not exist for them.
"""

from dataclasses import dataclass

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db
from portal.domain.bookings import LIVE, Booking, BookingState
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.people import Child, Guardianship, OnRoll, Staff
from portal.domain.rounds import CoverSession, Round, Slot


@dataclass(frozen=True)
class Talk:
    """One invitation, the teacher it is with, and the booking held or made for it, if any."""

    invitation: Invitation
    teacher: str
    booking: Booking | None

    @property
    def booked(self) -> bool:
        return self.booking is not None and self.booking.state != BookingState.HELD

    @property
    def held(self) -> bool:
        """Whether a time is held for it just now."""
        return (
            self.booking is not None
            and self.booking.state == BookingState.HELD
            and (self.booking.held_until or clock.now()) > clock.now()
        )

    @property
    def over(self) -> bool:
        """Whether the booked talk has begun."""
        return (
            self.booked
            and self.booking is not None
            and (self.booking.slot.starts_at <= clock.now())
        )

    @property
    def can_choose(self) -> bool:
        """Whether the parent can still book it online."""
        around = self.invitation.round
        return around.opens_on <= clock.today() <= around.closes_on

    @property
    def open_question(self) -> bool:
        """Whether the school still waits for an answer."""
        return not self.booked and self.invitation.state in (
            InvitationState.WAITING,
            InvitationState.ASKED,
        )


def _all(parent_id: int) -> Select[tuple[Invitation, str, Booking]]:
    return (
        select(Invitation, Staff.name, Booking)
        .join(Invitation.round)
        .join(Invitation.child)
        .join(
            Guardianship,
            and_(
                Guardianship.child_id == Invitation.child_id,
                Guardianship.parent_id == Invitation.parent_id,
            ),
        )
        .join(Staff, Staff.id == Invitation.teacher_id)
        .outerjoin(Booking, and_(Booking.invitation_id == Invitation.id, LIVE))
        .outerjoin(Slot, Slot.id == Booking.slot_id)
        .where(
            Invitation.parent_id == parent_id,
            Invitation.state != InvitationState.WITHDRAWN,
            ~Guardianship.no_contact,
            ~Guardianship.held,
            Child.roll != OnRoll.LEFT,
        )
        .options(
            joinedload(Invitation.round),
            joinedload(Invitation.child),
            joinedload(Booking.slot).joinedload(Slot.cover).joinedload(CoverSession.teacher),
        )
        .order_by(Slot.starts_at, Invitation.id)
    )


def of(parent_id: int) -> list[Talk]:
    """This parent's talks that are booked and to come, or can still be booked."""
    now = clock.now()
    query = _all(parent_id).where(
        or_(Round.closes_on >= clock.today(), Slot.ends_at > now),
    )
    return [Talk(*row) for row in db.session.execute(query)]


def find(parent_id: int, invitation_id: int) -> Talk | None:
    """This parent's talk for this invitation, or None: then it does not exist for them.

    A talk that was missed and then booked again is the newer one.
    """
    query = _all(parent_id).where(Invitation.id == invitation_id)
    rows = [Talk(*row) for row in db.session.execute(query)]
    return rows[-1] if rows else None
