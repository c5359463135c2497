"""First choice: up to three of the teacher's next free times are kept for a family whose talk fell
through, for that family alone and until a deadline (`offers`), shared out so that everybody has one
if there are enough. Who gets none is texted as soon as there are some, before anybody on the
waiting list.

    none kept -> kept until a deadline -> free for everybody (chosen, "not this time", too late)
    none kept, and told that times follow -> kept, with a text of its own
                                          -> no text reaches them any more: a person rings

Every verb runs inside the caller's `act()`.
"""

from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db
from portal.domain import bookings, helping, holding, tell, tell_upset
from portal.domain.asked import may_ask
from portal.domain.bookings import Booking
from portal.domain.history import CLOCK
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.offers import deadline
from portal.domain.outbox import in_the_day
from portal.domain.questions import Question
from portal.domain.rounds import Slot
from portal.domain.school import school
from portal.domain.upset import TO_DO, Fate, Upset, UpsetTalk, What

FIRST_CHOICE = 3
"""Times kept for one family at most: as many as a text lists."""


def talk_of(row_id: int) -> Booking:
    """The talk of this row as it is now, with no lock taken: days come before bookings."""
    query = (
        select(Booking)
        .join(UpsetTalk, UpsetTalk.booking_id == Booking.id)
        .where(UpsetTalk.id == row_id)
        .options(joinedload(Booking.slot), joinedload(Booking.invitation))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).one()


def find_row(row_id: int) -> UpsetTalk:
    """The row as it is now, locked, after what happened: nobody undoes that meanwhile."""
    asked = db.session.get_one(UpsetTalk, row_id)
    happened = select(Upset).where(Upset.id == asked.upset_id)
    row = select(UpsetTalk).where(UpsetTalk.id == row_id)
    newest = {"populate_existing": True}
    db.session.scalars(happened.with_for_update(read=True).execution_options(**newest)).one()
    return db.session.scalars(row.with_for_update().execution_options(**newest)).one()


def can_choose(invitation: Invitation) -> bool:
    """Whether parents can choose times of this round today."""
    return invitation.round.opens_on <= clock.today() <= invitation.round.closes_on


def times_for(talk: Booking) -> list[Slot]:
    """The times nearest to the one that fell through that can be kept for this family: one, two or
    three, so that all who wait with them for the same teacher have some; if they can, those at
    which their little ones have a place, too."""
    free = _can_be_kept(talk)
    if not free:
        return []
    share = len(free) // max(1, _in_line_with(talk.invitation))
    fit = helping.with_their_places(talk, free) or free
    return bookings.nearest(fit, talk.slot.starts_at, min(max(share, 1), FIRST_CHOICE))


def as_it_looks(talk: Booking, gone: set[int]) -> tuple[list[Slot], datetime | None]:
    """The times that would be kept for this family, and until when, if its talk and the times
    (slot ids) `gone` fell through now. Only looks: for showing what a text would say."""
    left = [slot for slot in _can_be_kept(talk) if slot.id not in gone]
    slots = bookings.nearest(left, talk.slot.starts_at, FIRST_CHOICE)
    closes = _closes(talk.invitation)
    ends = [until for slot in slots if (until := deadline(slot.starts_at, closes))]
    return slots, min(ends, default=None)


def _can_be_kept(talk: Booking) -> list[Slot]:
    invitation = talk.invitation
    if not can_choose(invitation):
        return []
    return [
        slot
        for slot in bookings.free_slots(invitation)
        if slot.id != talk.slot_id and deadline(slot.starts_at, _closes(invitation))
    ]


def _closes(invitation: Invitation) -> datetime:
    return clock.at(invitation.round.closes_on, school().day_ends)


def _in_line_with(invitation: Invitation) -> int:
    """How many families have nothing yet, of those who need a new time with the same teacher."""
    query = (
        select(func.count())
        .select_from(UpsetTalk)
        .join(Invitation, Invitation.id == UpsetTalk.invitation_id)
        .join(UpsetTalk.upset)
        .where(
            Invitation.round_id == invitation.round_id,
            Invitation.teacher_id == invitation.teacher_id,
            Upset.what != What.CRECHE,
            Upset.undone_at.is_(None),
            or_(TO_DO, UpsetTalk.waits_for_times),
        )
    )
    return db.session.scalar(query) or 0


def keep(row: UpsetTalk, talk: Booking, slots: list[Slot]) -> datetime | None:
    """Keep these times for this family, their days locked; returns until when, or None if none is
    free any more. Leaves in `slots` those that are kept."""
    free = {slot.id for slot in _can_be_kept(talk)}
    slots[:] = [slot for slot in slots if slot.id in free]
    closes = _closes(talk.invitation)
    ends = [until for slot in slots if (until := deadline(slot.starts_at, closes))]
    until = min(ends, default=None)
    row.kept, row.kept_until = [slot.id for slot in slots], until
    _write_kept(row.kept, talk.parent_id, until)
    return until


def _write_kept(slot_ids: list[int], parent_id: int | None, until: datetime | None) -> None:
    db.session.execute(
        update(Slot).where(Slot.id.in_(slot_ids)).values(kept_for_id=parent_id, kept_until=until)
    )


def let_go(row: UpsetTalk) -> None:
    """The times kept for this family are free for everybody."""
    mine = select(Slot.id).where(Slot.id.in_(row.kept), Slot.kept_for_id == row.parent_id)
    _write_kept(list(db.session.scalars(mine)), None, None)
    row.kept, row.kept_until, row.waits_for_times = [], None, False


def to_let_go() -> list[int]:
    """The rows (ids) for which times are kept, or looked for, that nobody needs any more: their
    family has another time, or said not this time."""
    query = (
        select(UpsetTalk.id)
        .join(Invitation, Invitation.id == UpsetTalk.invitation_id)
        .where(
            or_(UpsetTalk.kept_until > clock.now(), UpsetTalk.waits_for_times),
            Invitation.state != InvitationState.ASKED,
            UpsetTalk.fate == Fate.CALLED_OFF,
        )
        .order_by(UpsetTalk.id)
    )
    return list(db.session.scalars(query))


def let_go_one(row_id: int) -> bool:
    """Free what is kept for them, if that is still due. Whether it was."""
    row = find_row(row_id)
    if row_id not in to_let_go():
        return False
    let_go(row)
    return True


def to_offer() -> list[int]:
    """The rows (ids) of those who were promised new times by text, the first to lose theirs first.
    Only looks; nothing in quiet hours."""
    now = clock.now()
    if in_the_day(now) != now:
        return []
    query = (
        select(UpsetTalk.id)
        .join(Invitation, Invitation.id == UpsetTalk.invitation_id)
        .join(UpsetTalk.upset)
        .where(
            UpsetTalk.waits_for_times,
            UpsetTalk.fate == Fate.CALLED_OFF,
            Upset.undone_at.is_(None),
            Invitation.state == InvitationState.ASKED,
            Invitation.wants_call_at.is_(None),
        )
        .order_by(UpsetTalk.id)
    )
    return list(db.session.scalars(query))


def offer(row_id: int) -> bool:
    """Keep times that are free now for this family, and text them, if that is due and there are
    any; a person rings whom no text reaches any more. Whether either was due."""
    talk = talk_of(row_id)
    no_text = tell.why_not(talk.parent_id, talk.child_id)
    slots = [] if no_text else times_for(talk)
    if not (slots or no_text):
        return False
    holding.lock_days(slot.day for slot in slots)
    row = find_row(row_id)
    if row_id not in to_offer():
        return False
    if no_text:
        row.waits_for_times = row.by_text = False
        return True
    if not may_ask(talk.parent_id, Question.TIME):
        return False
    until = keep(row, talk, slots)
    if until is None:
        return False
    row.waits_for_times = False
    tell_upset.new_times(talk, slots, until, CLOCK)
    return True
