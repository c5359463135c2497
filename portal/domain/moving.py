"""Asking a family whether a new time for their talk suits them: the old time stays until they
answer, and for good if they do not. The table and its states are in `move_asks`.

The new time is kept for the family meanwhile, as long as an offer would be (`offers`). Who gets no
texts is rung: that is a task, and the office enters the answer. Nobody calls an end to a question:
a sweep looks at what is true. Every verb runs inside the caller's `act()`, which locks the days by
date, then the talk, then the question.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import contains_eager

from portal import clock
from portal.db import db
from portal.domain import ask as asking_by_text
from portal.domain import booking, creche_places, helping, holding, tell
from portal.domain.asked import open_question
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import CrecheSession, IfFull, stay_for
from portal.domain.history import BY_STAFF, CLOCK, By, Deed, Face, record
from portal.domain.move_asks import ASKED, MoveAsk, MoveAskState
from portal.domain.offers import can_be_told, deadline
from portal.domain.outbox import ON_THE_PHONE, Kind, OutText, call_back, close_question
from portal.domain.questions import Question
from portal.domain.rounds import Slot
from portal.domain.tasks import TaskKind, ask_office, off_the_list
from portal.wording.refusals import Reason, Refused

MAY_STILL_BE = (MoveAskState.ASKED, MoveAskState.KEPT, MoveAskState.RUN_OUT)
"""A yes to a question in one of these states moves the talk, if the new time is still free."""


# -- the office asks -----------------------------------------------------------------------------


def ask(
    booking_id: int,
    slot_id: int,
    by: By,
    if_full: IfFull = IfFull.REFUSE,
    *,
    seen: int | None = None,
) -> MoveAsk:
    """Keep this time for the family and ask whether it suits them. The same question twice is the
    same as once. `seen`: the time (slot id) the talk had on the page that this comes from.

    Refuses what `booking.move` refuses, ASKED_ALREADY, NO_TIME_TO_ASK.
    """
    invitation_id, day = holding.where_it_is(booking_id)
    _invitation, slot = holding.wanted(invitation_id, slot_id, by)
    holding.lock_days([day, slot.day])
    talk = holding.find(booking_id)
    if talk.state != BookingState.BOOKED or booking.has_begun(talk):
        raise Refused(Reason.BOOKING_OVER)
    if seen not in (None, talk.slot_id):
        raise Refused(Reason.MOVED_MEANWHILE)
    if slot.id == talk.slot_id:
        raise Refused(Reason.SLOT_TAKEN, wanted=slot.starts_at)
    before = _locked(and_(MoveAsk.booking_id == talk.id, ASKED))
    if before and _stands(before, talk):
        if before.slot_id == slot.id:
            return before
        raise Refused(Reason.ASKED_ALREADY)
    if before:
        _end(before, _how_it_ended(before, talk))
    until = deadline(min(talk.slot.starts_at, slot.starts_at))
    if until is None:
        raise Refused(Reason.NO_TIME_TO_ASK)
    _mine, live = holding.bookings_about(talk.invitation, slot)
    holding.refuse_taken(talk.invitation, slot, live)
    _refuse_creche(talk, slot, if_full)
    return _ask(talk, slot, until, by)


def _ask(talk: Booking, slot: Slot, until: datetime, by: By) -> MoveAsk:
    slot.kept_for_id, slot.kept_until = talk.parent_id, until
    asked = MoveAsk(
        booking_id=talk.id,
        parent_id=talk.parent_id,
        old_slot_id=talk.slot_id,
        slot=slot,
        made_at=clock.now(),
        until=until,
        by_text=_goes_by_text(talk, until),
    )
    db.session.add(asked)
    db.session.flush()
    _record(by, Deed.MOVE_ASKED, talk, slot=slot.id, old_slot=talk.slot_id)
    off_the_list(TaskKind.NOT_MOVED, talk.parent_id, talk.child_id)
    if asked.by_text:
        asking_by_text.may_we_move(asked, talk, by)
    else:
        ask_office(
            TaskKind.ASK_MOVE,
            parent_id=talk.parent_id,
            child_id=talk.child_id,
            booking_id=talk.id,
            due_on=clock.local(until).date(),
        )
    return asked


def _goes_by_text(talk: Booking, until: datetime) -> bool:
    """Whether a text can ask, and comes in time for the answer."""
    may = tell.why_not(talk.parent_id, talk.child_id) is None
    return may and can_be_told(talk.invitation.parent, until)


def ask_again(asked: MoveAsk, by: By) -> None:
    """The same question once more, for a parent who wrote TIMES."""
    asking_by_text.may_we_move(asked, holding.find(asked.booking_id), by)


def _refuse_creche(talk: Booking, slot: Slot, if_full: IfFull) -> None:
    """Refuses CRECHE_SHUT, and CRECHE_FULL unless they may wait, for whose little ones the crèche
    is at the old time. Only looks: the move itself has the last word."""
    if not creche_places.places_of(talk.id):
        return
    sessions = db.session.scalars(select(CrecheSession).where(CrecheSession.day == slot.day))
    if not any(stay_for(one, slot.starts_at, slot.ends_at) for one in sessions):
        raise Refused(Reason.CRECHE_SHUT)
    if if_full == IfFull.REFUSE and not helping.with_their_places(talk, [slot]):
        raise Refused(Reason.CRECHE_FULL)


def take_back(ask_id: int, by: By) -> bool:
    """The office does not ask any more: the old time stays, and who has read the question is told
    so. False if it was over already."""
    talk, asked = _find(ask_id, by)
    if asked.state != MoveAskState.ASKED:
        return False
    _end(asked, MoveAskState.TAKEN_BACK)
    _record(by, Deed.MOVE_ASKED_NO_MORE, talk)
    _say_it_stays(asked, talk, by)
    return True


# -- the family answers --------------------------------------------------------------------------


def say_yes(ask_id: int, by: By) -> Booking:
    """The new time suits them: the talk moves, also after the deadline if nobody else came. Little
    ones for whom the crèche has no room then wait for a place. Twice is the same as once.

    Refuses BOOKING_OVER where the question is over, SLOT_TAKEN, SLOT_GONE, PARENT_BUSY,
    CRECHE_SHUT, CRECHE_TOO_LONG.
    """
    talk, asked = _find(ask_id, by)
    if asked.state == MoveAskState.MOVED and talk.slot_id == asked.slot_id:
        return talk
    newer = _locked(and_(MoveAsk.booking_id == talk.id, ASKED, MoveAsk.id != asked.id))
    if newer or asked.state not in MAY_STILL_BE or talk.slot_id != asked.old_slot_id:
        raise Refused(Reason.BOOKING_OVER)
    moved = booking.move(talk.id, asked.slot_id, by, IfFull.WAIT, office_asked=True)
    _end(asked, MoveAskState.MOVED)
    return moved


def say_no(ask_id: int, by: By) -> bool:
    """They keep the old time; the new one is free. False if the question was over already."""
    talk, asked = _find(ask_id, by)
    if not _stands(asked, talk):
        return False
    _end(asked, MoveAskState.KEPT)
    _record(by, Deed.MOVE_DECLINED, talk)
    if by.face == Face.TEXT:
        asking_by_text.stays(talk, by)
    if by.face not in BY_STAFF:
        _tell_office(talk)
    return True


def _tell_office(talk: Booking) -> None:
    """Whoever asked had a reason: what now?"""
    ask_office(
        TaskKind.NOT_MOVED,
        parent_id=talk.parent_id,
        child_id=talk.child_id,
        booking_id=talk.id,
    )


def cannot_be(ask_id: int, by: By) -> Booking:
    """They said yes, and the talk could not move: nothing is asked any more. Returns the talk."""
    talk, asked = _find(ask_id, by)
    if asked.state == MoveAskState.ASKED:
        _end(asked, MoveAskState.FELL_AWAY)
        _record(CLOCK, Deed.MOVE_ASKED_NO_MORE, talk)
    return talk


def _find(ask_id: int, by: By) -> tuple[Booking, MoveAsk]:
    """The question and its talk, found through the parent where a parent answers; locked."""
    mine = MoveAsk.id == ask_id
    if by.parent_id:
        mine = and_(mine, MoveAsk.parent_id == by.parent_id)
    days = (
        select(Slot.day, MoveAsk.booking_id)
        .select_from(MoveAsk)
        .join(Booking, Booking.id == MoveAsk.booking_id)
        .join(Slot, Slot.id.in_([MoveAsk.slot_id, MoveAsk.old_slot_id, Booking.slot_id]))
        .where(mine)
    )
    rows = db.session.execute(days).all()
    if not rows:
        raise Refused(Reason.BOOKING_OVER)
    holding.lock_days(day for day, _talk in rows)
    talk = holding.find(rows[0][1])
    asked = _locked(mine)
    if asked is None:
        raise Refused(Reason.BOOKING_OVER)
    return talk, asked


def _locked(which: ColumnElement[bool]) -> MoveAsk | None:
    query = select(MoveAsk).where(which).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


# -- how it ends ---------------------------------------------------------------------------------


def _stands(asked: MoveAsk, talk: Booking) -> bool:
    return (
        asked.state == MoveAskState.ASKED
        and asked.until > clock.now()
        and talk.state == BookingState.BOOKED
        and talk.slot_id == asked.old_slot_id
        and asked.slot.removed_at is None
    )


def _how_it_ended(asked: MoveAsk, talk: Booking) -> MoveAskState:
    if talk.state == BookingState.BOOKED and talk.slot_id == asked.slot_id:
        return MoveAskState.MOVED
    if talk.state == BookingState.BOOKED and talk.slot_id == asked.old_slot_id:
        return MoveAskState.RUN_OUT if asked.slot.removed_at is None else MoveAskState.FELL_AWAY
    return MoveAskState.FELL_AWAY


def _end(asked: MoveAsk, state: MoveAskState) -> None:
    """Nothing is kept any more, and neither the phone nor the office's list asks about it."""
    talk = db.session.get_one(Booking, asked.booking_id)
    asked.state, asked.ended_at = state, clock.now()
    db.session.execute(
        update(Slot)
        .where(
            Slot.id == asked.slot_id,
            Slot.kept_for_id == asked.parent_id,
            Slot.kept_until == asked.until,  # not what is kept for them for another reason by now
        )
        .values(kept_for_id=None, kept_until=None)
    )
    question = open_question(asked.parent_id)
    if question and question.question == Question.MOVE and question.ids == {"ask": asked.id}:
        close_question(asked.parent_id)
    of_it = OutText.booking_id == asked.booking_id
    call_back(of_it, OutText.kind == Kind.MOVE_ASKED, why="they are not asked any more")
    off_the_list(TaskKind.ASK_MOVE, asked.parent_id, talk.child_id)
    db.session.flush()


def _say_it_stays(asked: MoveAsk, talk: Booking, by: By) -> None:
    """To who may have read the question, as long as there is a talk to come."""
    went_out = select(OutText.id).where(
        OutText.booking_id == talk.id,
        OutText.kind == Kind.MOVE_ASKED,
        OutText.made_at >= asked.made_at,
        OutText.state.in_(ON_THE_PHONE),
    )
    to_come = talk.state == BookingState.BOOKED and not booking.has_begun(talk)
    if to_come and db.session.scalar(went_out.limit(1)):
        asking_by_text.stays(talk, by)


def to_settle() -> list[int]:
    """Questions (ids) that are not as the world is: the time to answer is over, the talk was
    cancelled or moved, the new time is there no more."""
    query = (
        select(MoveAsk.id)
        .join(Booking, Booking.id == MoveAsk.booking_id)
        .join(MoveAsk.slot)
        .where(
            ASKED,
            or_(
                MoveAsk.until <= clock.now(),
                Booking.state != BookingState.BOOKED,
                Booking.slot_id != MoveAsk.old_slot_id,
                Slot.removed_at.is_not(None),
            ),
        )
        .order_by(MoveAsk.id)
    )
    return list(db.session.scalars(query))


def settle(ask_id: int) -> bool:
    """End this question, if it is over. Whether it was."""
    talk, asked = _find(ask_id, CLOCK)
    if asked.state != MoveAskState.ASKED or _stands(asked, talk):
        return False
    state = _how_it_ended(asked, talk)
    _end(asked, state)
    if state != MoveAskState.MOVED:
        _record(CLOCK, Deed.MOVE_ASKED_NO_MORE, talk)
    if talk.slot_id == asked.old_slot_id:
        _say_it_stays(asked, talk, CLOCK)
    if state == MoveAskState.RUN_OUT:
        _tell_office(talk)
    return True


# -- what stands ---------------------------------------------------------------------------------


def standing(booking_id: int) -> MoveAsk | None:
    """The question about this talk that waits for an answer just now. Only looks."""
    return all_standing(MoveAsk.booking_id == booking_id).get(booking_id)


def all_standing(which: ColumnElement[bool]) -> dict[int, MoveAsk]:
    """Those of these questions that wait for an answer just now, by the talk (booking id) they are
    about. `which` may speak of the new time (`Slot`). Only looks."""
    query = (
        select(MoveAsk)
        .join(Booking, Booking.id == MoveAsk.booking_id)
        .join(MoveAsk.slot)
        .where(
            which,
            ASKED,
            MoveAsk.until > clock.now(),
            Booking.state == BookingState.BOOKED,
            Booking.slot_id == MoveAsk.old_slot_id,
            Slot.removed_at.is_(None),
        )
        .options(contains_eager(MoveAsk.slot))
        .execution_options(populate_existing=True)
    )
    return {one.booking_id: one for one in db.session.scalars(query)}


def _record(by: By, deed: Deed, talk: Booking, **about: Any) -> None:
    record(
        by,
        deed,
        parent_id=talk.parent_id,
        child_id=talk.child_id,
        booking_id=talk.id,
        **about,
    )
