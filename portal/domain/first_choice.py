"""First choice: up to three of the teacher's next free times are kept for a family whose talk fell
through, for that family alone and until a deadline (`offers`), shared out so that everybody has one
if there are enough. Who gets none is texted as soon as there are some, before anybody on the
waiting list.

    none kept -> kept until a deadline -> free for everybody (chosen, "not this time", too late)
                                       -> fell through, too: others are kept, or none (below)
    none kept, and told that times follow -> kept, with a text of its own
                                          -> no text reaches them any more: a person rings

Every verb runs inside the caller's `act()`.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db
from portal.domain import bookings, helping, holding, tell, tell_upset
from portal.domain.asked import may_ask
from portal.domain.bookings import Booking
from portal.domain.history import CLOCK
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.offers import BEFORE_TALK, awake_for, deadline
from portal.domain.outbox import in_the_day
from portal.domain.people import Staff
from portal.domain.questions import Question
from portal.domain.rounds import Slot
from portal.domain.school import school
from portal.domain.tasks import TaskKind, ask_office, take_off
from portal.domain.upset import TO_DO, Fate, Upset, UpsetTalk, What

FIRST_CHOICE = 3
"""Times kept for one family at most: as many as a text lists."""
ASKED_AGAIN = timedelta(hours=3)
"""An hour for their answer, after which a person is to read what they wrote, and time for that."""


class Kept(NamedTuple):
    """Times kept for one family, and until when; None where there are none."""

    slots: list[Slot]
    until: datetime | None


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


def times_for(talk: Booking) -> list[Slot]:
    """The times nearest to the one that fell through that can be kept for this family: one, two or
    three, so that all who wait with them for the same teacher have some; if they can, those at
    which their little ones have a place, too."""
    return _share(talk, _can_be_kept(talk), _in_line_with(talk.invitation))


def _share(talk: Booking, free: list[Slot], in_line: int) -> list[Slot]:
    if not free:
        return []
    share = len(free) // max(1, in_line)
    fit = helping.with_their_places(talk, free) or free
    return bookings.nearest(fit, talk.slot.starts_at, min(max(share, 1), FIRST_CHOICE))


def as_shared_out(talks: Sequence[Booking], gone: set[int]) -> dict[int, Kept]:
    """What would be kept for the family of each of these talks (by its id), in this order, if they
    and the times (slot ids) `gone` fell through now. Only looks: for showing what they would be
    told."""
    line = Counter(_whose(talk) for talk in talks)
    for whose, talk in {_whose(talk): talk for talk in talks}.items():
        line[whose] += _in_line_with(talk.invitation)
    used, found = set(gone), {}
    for talk in talks:
        free = [slot for slot in _can_be_kept(talk) if slot.id not in used]
        slots = _share(talk, free, line[_whose(talk)])
        line[_whose(talk)] -= 1
        used |= {slot.id for slot in slots}
        found[talk.id] = Kept(slots, _until(talk, slots))
    return found


def _whose(talk: Booking) -> tuple[int, int]:
    return talk.invitation.round_id, talk.invitation.teacher_id


def _until(talk: Booking, slots: Sequence[Slot]) -> datetime | None:
    closes = _closes(talk.invitation)
    ends = [until for slot in slots if (until := deadline(slot.starts_at, closes))]
    return min(ends, default=None)


def _can_be_kept(talk: Booking) -> list[Slot]:
    invitation = talk.invitation
    if not invitation.round.is_open:
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
    until = _until(talk, slots)
    row.kept, row.kept_until = [slot.id for slot in slots], until
    _write_kept(row.kept, talk.parent_id, until)
    return until


def keep_or_wait(row: UpsetTalk, talk: Booking, slots: list[Slot]) -> datetime | None:
    """`keep`, of a family that is about to be told, by text or by a person; where no time is free
    they hear as soon as one is, and the office is asked to release the teacher."""
    until = keep(row, talk, slots)
    row.by_text = tell.why_not(talk.parent_id, talk.child_id) is None
    none_yet = until is None and talk.invitation.round.is_open
    row.waits_for_times = row.by_text and none_yet
    if none_yet:
        teacher = db.session.get_one(Staff, talk.invitation.teacher_id).name
        ask_office(TaskKind.ADD_COVER, words=teacher)
    return until


def keep_longer(booking_id: int | None) -> None:
    """Their number may have been meant for an older text, and they are asked again: what is kept
    for this talk's family waits until they have answered, or a person has read it."""
    choosing = UpsetTalk.booking_id == booking_id, UpsetTalk.kept_until > clock.now()
    for row_id, kept in db.session.execute(select(UpsetTalk.id, UpsetTalk.kept).where(*choosing)):
        query = select(Slot).where(Slot.id.in_(kept)).order_by(Slot.starts_at)
        slots = db.session.scalars(query).all()
        holding.lock_days(slot.day for slot in slots)
        row = find_row(row_id)
        until = min(awake_for(clock.now(), ASKED_AGAIN), slots[0].starts_at - BEFORE_TALK)
        if row.kept and row.kept_until and until > row.kept_until:
            row.kept_until = until
            _write_kept(row.kept, row.parent_id, until)


def _write_kept(slot_ids: list[int], parent_id: int | None, until: datetime | None) -> None:
    db.session.execute(
        update(Slot).where(Slot.id.in_(slot_ids)).values(kept_for_id=parent_id, kept_until=until)
    )


def let_go(row: UpsetTalk) -> None:
    """The times kept for this family are free for everybody."""
    mine = select(Slot.id).where(Slot.id.in_(row.kept), Slot.kept_for_id == row.parent_id)
    _write_kept(list(db.session.scalars(mine)), None, None)
    row.kept, row.kept_until, row.waits_for_times = [], None, False


# -- times kept for them fall through, too -----------------------------------------------------


def choosing_among(slot_ids: set[int]) -> list[int]:
    """The rows (ids) whose families have some of these times kept for them."""
    return [row_id for row_id, kept in _choosing() if not slot_ids.isdisjoint(kept)]


def to_choose_anew() -> list[int]:
    """The rows (ids) whose families choose among times some of which have been taken away since."""
    rows = _choosing()
    kept = {slot_id for _row_id, slots in rows for slot_id in slots}
    query = select(Slot.id).where(Slot.id.in_(kept), Slot.removed_at.is_not(None))
    gone = set(db.session.scalars(query))
    return [row_id for row_id, slots in rows if not gone.isdisjoint(slots)]


def _choosing() -> list[tuple[int, list[int]]]:
    query = (
        select(UpsetTalk.id, UpsetTalk.kept)
        .join(Invitation, Invitation.id == UpsetTalk.invitation_id)
        .join(UpsetTalk.upset)
        .where(
            UpsetTalk.kept_until > clock.now(),
            UpsetTalk.fate == Fate.CALLED_OFF,
            Upset.undone_at.is_(None),
            Invitation.state == InvitationState.ASKED,
        )
        .order_by(UpsetTalk.id)
    )
    return [(row_id, kept) for row_id, kept in db.session.execute(query)]


def choose_anew(row_id: int) -> bool:
    """Keep other times for this family, or none, and tell them, if some of theirs have been taken
    away. Whether that was due."""
    talk = talk_of(row_id)
    slots = times_for(talk)
    kept = db.session.get_one(UpsetTalk, row_id).kept
    kept_days = db.session.scalars(select(Slot.day).where(Slot.id.in_(kept))).all()
    holding.lock_days({*kept_days, *(slot.day for slot in slots)})
    row = find_row(row_id)
    if row_id not in to_choose_anew():
        return False
    never_told = row.by_text and tell_upset.never_told(talk, row.upset.made_at)
    has_heard = row.told_at is not None or (row.by_text and not never_told)
    row.kept_gone = row.kept_gone or has_heard
    row.told_at, row.spoke_to = None, ""
    let_go(row)
    until = keep_or_wait(row, talk, slots)
    if row.kept_gone:
        tell_upset.kept_gone(talk, kept, slots, until, CLOCK)
    else:
        tell_upset.called_off(talk, row.upset.what, slots, until, CLOCK)
    return True


# -- nobody needs them any more ----------------------------------------------------------------


def to_let_go() -> list[int]:
    """The rows (ids) for which times are kept, or looked for, that nobody needs any more: their
    family has another time, or said not this time."""
    query = (
        select(UpsetTalk.id)
        .join(Invitation, Invitation.id == UpsetTalk.invitation_id)
        .where(
            or_(UpsetTalk.kept_until > clock.now(), UpsetTalk.waits_for_times),
            Invitation.state != InvitationState.ASKED,
            UpsetTalk.fate.in_([Fate.CALLED_OFF, Fate.AS_IT_IS]),
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
    nobody_waits(db.session.get_one(Invitation, row.invitation_id))
    return True


def nobody_waits(invitation: Invitation) -> None:
    """The teacher need not be released any more, if no family waits for their times."""
    query = (
        select(UpsetTalk.id)
        .join(Invitation, Invitation.id == UpsetTalk.invitation_id)
        .where(UpsetTalk.waits_for_times, Invitation.teacher_id == invitation.teacher_id)
    )
    if db.session.scalar(query.limit(1)) is None:
        teacher = db.session.get_one(Staff, invitation.teacher_id).name
        take_off(TaskKind.ADD_COVER, None, teacher)


# -- there are some now ------------------------------------------------------------------------


def is_promised(invitation_id: int) -> bool:
    """Whether this family's talk fell through, and they were told that new times follow by text."""
    query = select(UpsetTalk.id).where(
        UpsetTalk.invitation_id == invitation_id,
        UpsetTalk.waits_for_times,
        UpsetTalk.fate == Fate.CALLED_OFF,
    )
    return db.session.scalar(query.limit(1)) is not None


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
    nobody_waits(talk.invitation)
    return True
