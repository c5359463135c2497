"""What a parent sees of their own talks: each invitation with its booking, and nothing else.

The parent's way to find anything: through a tie that is not held and a child on roll. What is not
found here does not exist for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased, contains_eager, defer, joinedload, load_only
from sqlalchemy.orm.interfaces import ORMOption

from portal import clock
from portal.db import db
from portal.domain.bookings import LIVE, MISSED, Booking, BookingState
from portal.domain.creche import CrechePlace, CrecheSession
from portal.domain.invitations import READ_OF_INVITATION, Invitation, InvitationState
from portal.domain.links import READ_OF_LINK, READ_OF_PARENT, TextLink
from portal.domain.move_asks import ASKED, MoveAsk
from portal.domain.people import Child, Guardianship, OnRoll, Staff
from portal.domain.rounds import READ_OF_ROUND, Round, Slot
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
    creche_asked: bool = True
    """Whether crèche places were ever asked for, as far as one knows."""
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
    def nothing_said(self) -> bool:
        """Whether all that is known of it is its time."""
        one = self.booking
        return one is not None and not (self.creche_asked or one.answered)

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


Found = Select[TextLink, Invitation, str, Booking, bool, bool, int, bool, int]


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
            exists().where(CrechePlace.booking_id == Booking.id).correlate(Booking),
            WaitingEntry.id,
            has_plan.correlate(TextLink),
            MoveAsk.id,
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
    """The columns that a parent's pages about talks read, half of all that these tables hold (why:
    `links.READ_OF_PARENT`)."""
    return (
        load_only(*READ_OF_LINK),
        contains_eager(TextLink.parent).load_only(*READ_OF_PARENT),
        load_only(*READ_OF_INVITATION),
        contains_eager(Invitation.round).load_only(*READ_OF_ROUND),
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
    return _found(_all_to_come(), asked_for)


def find(token_hash: str, invitation_id: int) -> tuple[TextLink | None, Talk | None]:
    """The live link with this hash and its parent's talk for this invitation, in one statement;
    nothing if it does not exist for them. A talk that was missed is not there any more: they may
    choose another time.
    """
    asked_for = {"token_hash": token_hash, "invitation_id": invitation_id}
    link, found = _found(_one(), asked_for)
    return link, found[-1] if found else None


def _found(query: Found, asked_for: dict[str, Any]) -> tuple[TextLink | None, list[Talk]]:
    rows = db.session.execute(query, asked_for).all()
    waits, questions = _waits(row[6] for row in rows), _questions(row[8] for row in rows)
    found = [
        Talk(
            asked,
            teacher,
            made,
            creche_open=creche,
            creche_asked=places,
            waiting=waits.get(entry),
            has_plan=has_plan,
            question=questions.get(question),
        )
        for _link, asked, teacher, made, creche, places, entry, has_plan, question in rows
    ]
    return (rows[0][0] if rows else None), found


def _waits(ids: Iterable[int | None]) -> dict[int | None, WaitingEntry]:
    """That they wait, by id. Looked up on its own: most talks have none, and a table that is read
    for every page costs even where it has nothing to say."""
    wanted = [one for one in ids if one]
    if not wanted:
        return {}
    found = db.session.scalars(select(WaitingEntry).where(WaitingEntry.id.in_(wanted), WAITS))
    return {one.id: one for one in found}


def _questions(ids: Iterable[int | None]) -> dict[int | None, MoveAsk]:
    """The same of questions about another time, with that time."""
    wanted = [one for one in ids if one]
    if not wanted:
        return {}
    query = select(MoveAsk).where(MoveAsk.id.in_(wanted), ASKED)
    found = db.session.scalars(query.options(joinedload(MoveAsk.slot, innerjoin=True)))
    return {one.id: one for one in found}
