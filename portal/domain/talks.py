"""What a parent sees of their own talks: each invitation with its booking, and nothing else.

The parent's way to find anything: through a tie that is not held and a child on roll. What is not
found here does not exist for them.
"""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased, contains_eager, defer, load_only
from sqlalchemy.orm.interfaces import ORMOption

from portal import clock
from portal.db import db
from portal.domain.bookings import LIVE, MISSED, Booking, BookingState
from portal.domain.creche import CrecheSession
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.links import TextLink
from portal.domain.move_asks import ASKED, MoveAsk
from portal.domain.people import Child, Guardianship, OnRoll, Parent, Staff
from portal.domain.rounds import Round, Slot
from portal.domain.signing import is_offered
from portal.domain.targets import Target
from portal.domain.waiting import WAITS, WaitingEntry

TALK_STANDS = (BookingState.BOOKED, BookingState.ATTENDED)
"""A talk that was missed does not stand: its invitation is open for another time."""


@dataclass(frozen=True)
class Talk:
    """One invitation, the teacher it is with, and the booking held or made for it, if any."""

    invitation: Invitation
    teacher: str
    booking: Booking | None
    creche_open: bool = False
    """Whether there is a crèche at the time held or booked."""
    waiting: WaitingEntry | None = None
    """That they wait for a time for it, or are offered one."""
    has_plan: bool = False
    """Whether something is agreed about any child of theirs."""
    question: MoveAsk | None = None
    """That they were asked about another time for it, answered in time or not."""

    @property
    def booked(self) -> bool:
        return self.booking is not None and self.booking.state in TALK_STANDS

    @property
    def held(self) -> bool:
        """Whether a time is held for it just now: chosen and not booked yet, or offered."""
        return (
            self.booking is not None
            and self.booking.state == BookingState.HELD
            and (self.booking.held_until or clock.now()) > clock.now()
        )

    @property
    def offered(self) -> bool:
        """Whether a time that came free is kept for them, and waits for a yes or no."""
        return (
            self.held
            and self.booking is not None
            and self.waiting is not None
            and self.waiting.offered_slot_id == self.booking.slot_id
        )

    @property
    def asked(self) -> MoveAsk | None:
        """The question whether it may have another time, as long as they can answer."""
        one = self.question
        if one is None or not self.booked or self.booking is None or one.until <= clock.now():
            return None
        stands = self.booking.slot_id == one.old_slot_id and one.slot.removed_at is None
        return one if stands else None

    @property
    def waits(self) -> bool:
        """Whether they wait for a time: none is booked, chosen or offered just now."""
        return self.waiting is not None and not self.booked and not self.held

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
        return self.invitation.round.is_open

    @property
    def open_question(self) -> bool:
        """Whether the school still waits for an answer."""
        return not self.booked and self.invitation.state in (
            InvitationState.WAITING,
            InvitationState.ASKED,
        )


Found = Select[TextLink, Invitation, str, Booking, bool, WaitingEntry, bool, MoveAsk]


@cache
def _all() -> Found:
    creche_open = exists().where(
        CrecheSession.day == Slot.day,
        CrecheSession.off_at.is_(None),
        CrecheSession.begins <= Slot.begins,
        CrecheSession.ends > Slot.begins,
    )
    tie, child = aliased(Guardianship), aliased(Child)
    has_plan = exists().where(
        Target.child_id == tie.child_id,
        Target.ended_at.is_(None),
        is_offered(),
        tie.parent_id == TextLink.parent_id,
        ~tie.no_contact,
        ~tie.held,
        child.id == tie.child_id,
        child.roll != OnRoll.LEFT,
    )
    return (
        select(
            TextLink,
            Invitation,
            Staff.name,
            Booking,
            creche_open.correlate(Slot),
            WaitingEntry,
            has_plan.correlate(TextLink),
            MoveAsk,
        )
        .join(Invitation, Invitation.parent_id == TextLink.parent_id)
        .join(TextLink.parent)
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
        .outerjoin(Booking, and_(Booking.invitation_id == Invitation.id, LIVE, ~MISSED))
        .outerjoin(WaitingEntry, and_(WaitingEntry.invitation_id == Invitation.id, WAITS))
        .outerjoin(MoveAsk, and_(MoveAsk.booking_id == Booking.id, ASKED))
        .outerjoin(Booking.slot)
        .where(
            TextLink.token_hash == bindparam("token_hash"),
            TextLink.dead_at.is_(None),
            Invitation.state != InvitationState.WITHDRAWN,
            ~Guardianship.no_contact,
            ~Guardianship.held,
            Child.roll != OnRoll.LEFT,
        )
        .options(*_what_pages_read())
        .order_by(Slot.starts_at, Invitation.id)
    )


def _what_pages_read() -> tuple[ORMOption, ...]:
    """The columns that a parent's pages about talks read, half of all that these tables hold: each
    column costs time in the database, in its driver and in the ORM. Any other one is asked for
    when somebody reads it."""
    return (
        load_only(TextLink.parent_id, TextLink.dead_at, TextLink.phones_generation),
        contains_eager(TextLink.parent).load_only(
            Parent.language, Parent.likely_language, Parent.number_seen_at, Parent.number_asked_at
        ),
        load_only(
            Invitation.round_id,
            Invitation.child_id,
            Invitation.parent_id,
            Invitation.teacher_id,
            Invitation.state,
        ),
        contains_eager(Invitation.round).load_only(
            Round.opens_on, Round.closes_on, Round.ways, Round.asks_together
        ),
        contains_eager(Invitation.child).load_only(Child.first_name),
        defer(Booking.made_at),
        defer(Booking.booked_at),
        defer(Booking.booked_by),
        defer(Booking.coming_at),
        defer(Booking.marked_at),
        defer(Booking.cancelled_at),
        defer(Booking.cancel_reason),
        defer(Booking.note),
        contains_eager(Booking.slot).load_only(
            Slot.day, Slot.begins, Slot.starts_at, Slot.ends_at, Slot.removed_at
        ),
    )


@cache
def _all_to_come() -> Found:
    return _all().where(or_(Round.closes_on >= bindparam("today"), Slot.ends_at > bindparam("now")))


@cache
def _one() -> Found:
    return _all().where(Invitation.id == bindparam("invitation_id"))


def behind(token_hash: str) -> tuple[TextLink | None, list[Talk]]:
    """The live link with this hash, and its parent's talks that are booked and to come or can
    still be booked; one statement. No link where there is no talk to find it by."""
    asked_for = {"token_hash": token_hash, "today": clock.today(), "now": clock.now()}
    rows = db.session.execute(_all_to_come(), asked_for).all()
    found = [
        Talk(asked, teacher, made, creche, entry, has_plan, question)
        for _link, asked, teacher, made, creche, entry, has_plan, question in rows
    ]
    return (rows[0][0] if rows else None), found


def find(token_hash: str, invitation_id: int) -> tuple[TextLink | None, Talk | None]:
    """The live link with this hash and its parent's talk for this invitation, in one statement;
    nothing if it does not exist for them. A talk that was missed is not there any more: they may
    choose another time.
    """
    asked_for = {"token_hash": token_hash, "invitation_id": invitation_id}
    rows = db.session.execute(_one(), asked_for).all()
    if not rows:
        return None, None
    link, asked, teacher, made, creche, entry, has_plan, question = rows[-1]
    return link, Talk(asked, teacher, made, creche, entry, has_plan, question)
