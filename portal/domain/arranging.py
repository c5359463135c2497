"""Help for a talk: what the parent wishes becomes a request with somebody who sees to it, and the
parent is told what became of it (`tell_help`). The states are drawn at `help_requests.NeedState`.

The verbs of a booking call `follow` and `moved` in their own act, so that a talk and its requests
never disagree. An interpreter who is here anyway, for that language and free at that time, is
given to the talk at once. Nobody interprets in two talks at once: the register is locked while
somebody is given to a talk, after the day, the booking and the request.

Every verb runs inside the caller's `act()`.
"""

from datetime import time
from typing import Any

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import holding, interpreters, interpreting, tell_help
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.help_requests import (
    LIVE,
    LONGEST,
    HelpRequest,
    NeedKind,
    NeedState,
    wishes_of,
)
from portal.domain.history import By, Deed, record
from portal.domain.interpreters import InterpreterStay
from portal.domain.people import Staff
from portal.domain.rounds import Way
from portal.domain.tasks import LONGEST_NOTE, TaskKind, ask_office, take_off
from portal.languages import ENGLISH
from portal.wording import dates
from portal.wording.refusals import Reason, Refused
from portal.wording.tongues import same

SOMEBODY_COMES = (NeedKind.INTERPRETER, NeedKind.LIFT, NeedKind.SOMEONE)
"""For these a person was asked to come, who must be told if nobody needs them."""

# -- following the talk ------------------------------------------------------------------------


def is_booked(talk: Booking, by: By) -> None:
    """The talk has just been booked: what is wished is asked for. Nothing was before."""
    if wishes_of(talk):
        follow(talk, by)


def follow(talk: Booking, by: By) -> None:
    """Make the requests what the booking says: new ones for what is wished, an end for what is not
    wished any more, or all of them where the talk is not booked. The booking's row is locked."""
    db.session.flush()
    booked = talk.state == BookingState.BOOKED
    standing = _live(talk.id)
    wanted = wishes_of(talk) if booked else []
    if NeedKind.INTERPRETER in wanted or NeedKind.INTERPRETER in standing:
        interpreters.lock_all()
    for kind, need in list(standing.items()):
        if kind not in wanted or not _same_wish(need, talk):
            _end(standing.pop(kind), talk, by)
    for kind in wanted:
        if kind not in standing:
            standing[kind] = _comes_back(kind, talk, by) or _ask(kind, talk, by)
    phone = standing.get(NeedKind.PHONE)
    if phone and phone.state == NeedState.ARRANGED:  # whatever else is changed on the form
        talk.way = Way.PHONE


def moved(talk: Booking, by: By) -> None:
    """The talk has another time: what was settled for the old one ends and is called off, and the
    same is looked for again; or it is as it was, where the talk is back at a time it had before."""
    live = _live(talk.id)
    if NeedKind.INTERPRETER in live:
        interpreters.lock_all()
    for need in live.values():
        if need.kind == NeedKind.PHONE and need.state == NeedState.ARRANGED:
            need.slot_id = talk.slot_id
        else:
            _look_again(need, talk, by)


def _look_again(need: HelpRequest, talk: Booking, by: By) -> None:
    was, old = need.state, _whom_to_tell(need)
    need.ended_at = clock.now()
    tell_help.forget(need)
    db.session.flush()
    if was == NeedState.ARRANGED:
        _call_off(need, talk, need.stay_id, old)
    again = _comes_back(need.kind, talk, by) or _asked_at_new_time(need, talk, by)
    again.owner_id = again.owner_id or need.owner_id
    if was != NeedState.ASKED and again.state == NeedState.ASKED:
        write_down(by, Deed.NEED_ASKED_AGAIN, again, talk)


def _asked_at_new_time(need: HelpRequest, talk: Booking, by: By) -> HelpRequest:
    """What was only asked for is asked for at the new time; what was settled stays in the history,
    in case the talk comes back."""
    if need.state != NeedState.ASKED:
        return _ask(need.kind, talk, by)
    need.ended_at, need.slot_id = None, talk.slot_id
    db.session.flush()
    if need.kind == NeedKind.INTERPRETER:
        give_who_is_here(need, talk, by)
    return need


def _live(booking_id: int) -> dict[NeedKind, HelpRequest]:
    """The live requests of this talk by kind, their rows locked."""
    query = select(HelpRequest).where(HelpRequest.booking_id == booking_id, LIVE)
    found = db.session.scalars(
        query.order_by(HelpRequest.id).with_for_update().execution_options(populate_existing=True)
    )
    return {need.kind: need for need in found}


def _ask(kind: NeedKind, talk: Booking, by: By) -> HelpRequest:
    need = HelpRequest(
        booking_id=talk.id,
        slot_id=talk.slot_id,
        kind=kind,
        language=talk.interpreter if kind == NeedKind.INTERPRETER else "",
        state=NeedState.ASKED,
        asked_at=clock.now(),
    )
    db.session.add(need)
    db.session.flush()
    if kind == NeedKind.INTERPRETER:
        give_who_is_here(need, talk, by)
    return need


def give_who_is_here(need: HelpRequest, talk: Booking, by: By) -> None:
    """Arranged at once, if an interpreter of this language is here and free then."""
    free = interpreting.register_of([talk.slot.day]).free_for(
        interpreting.span_of(talk.slot), need.language, slot_id=talk.slot_id
    )
    if free:
        need.state, need.stay_id = NeedState.ARRANGED, free[0].id
        need.settled_at, need.settled_by_id = clock.now(), None
        needed_that_day(free[0])
        write_down(by, Deed.NEED_ARRANGED, need, talk)
        tell_help.what_became(need, talk)


# -- an end, and back again --------------------------------------------------------------------


def _end(need: HelpRequest, talk: Booking, by: By) -> None:
    old, stay_id = _whom_to_tell(need), need.stay_id
    need.ended_at = clock.now()
    tell_help.forget(need)
    db.session.flush()
    if need.state == NeedState.ARRANGED or need.owner_id:
        _call_off(need, talk, stay_id, old)
    write_down(by, Deed.NEED_OVER, need, talk)


def _call_off(need: HelpRequest, talk: Booking, stay_id: int | None, old: str) -> None:
    """Whoever was to come need not: a task says whom to tell. An interpreter of the register only
    if they have nothing left that day. About whom contact is held the task names nobody."""
    if stay_id:
        stay = db.session.get_one(InterpreterStay, stay_id)
        if not interpreting.has_talks(stay.interpreter_id, stay.day):
            ask_office(TaskKind.HELP_OFF, words=_nothing_left(stay))
        return
    if need.kind not in SOMEBODY_COMES:
        return
    held = talk.cancel_reason == CancelReason.CONTACT_HELD
    ask_office(
        TaskKind.HELP_OFF,
        parent_id=None if held else talk.parent_id,
        child_id=None if held else talk.child_id,
        booking_id=talk.id,
        words=old,
    )


def _whom_to_tell(need: HelpRequest) -> str:
    """ "a lift, Tuesday 24 November at 15:00: Taxi Ali"."""
    note = f": {need.note}" if need.note else ""
    return f"{tell_help.in_words(need)}{note}"[:LONGEST_NOTE]


def _nothing_left(stay: InterpreterStay) -> str:
    day = dates.day_short(stay.day, ENGLISH.tag)
    return f"{stay.interpreter.name} ({stay.language}), {day}: nobody needs them that day"


def needed_that_day(stay: InterpreterStay) -> None:
    take_off(TaskKind.HELP_OFF, None, _nothing_left(stay))


def _comes_back(kind: NeedKind, talk: Booking, by: By) -> HelpRequest | None:
    """The same was asked for before at the same time, and ended: it is as it was, unless somebody
    has called it off meanwhile; then it is to be arranged again. None if it was not."""
    need = db.session.scalar(
        select(HelpRequest)
        .where(
            HelpRequest.booking_id == talk.id,
            HelpRequest.slot_id == talk.slot_id,
            HelpRequest.kind == kind,
            ~LIVE,
        )
        .order_by(HelpRequest.id.desc())
        .limit(1)
        .with_for_update()
    )
    if need is None or not _same_wish(need, talk):
        return None
    need.ended_at = None
    if need.state == NeedState.ARRANGED and not _still_stands(need, talk):
        need.state, need.stay_id, need.ready_at = NeedState.ASKED, None, None
    db.session.flush()
    if need.state == NeedState.ASKED and kind == NeedKind.INTERPRETER:
        give_who_is_here(need, talk, by)
    elif need.state != NeedState.ASKED:
        tell_help.what_became(need, talk)
    return need


def _same_wish(need: HelpRequest, talk: Booking) -> bool:
    """Whether this is what the booking asks for."""
    return need.kind != NeedKind.INTERPRETER or same(need.language, talk.interpreter)


def _still_stands(need: HelpRequest, talk: Booking) -> bool:
    if need.stay_id:
        register = interpreting.register_of([talk.slot.day])
        free = register.free_for(
            interpreting.span_of(talk.slot), slot_id=talk.slot_id, but_request=need.id
        )
        stay = next((one for one in free if one.id == need.stay_id), None)
        if stay:
            needed_that_day(stay)
        return stay is not None
    if need.kind not in SOMEBODY_COMES:
        return True
    return take_off(TaskKind.HELP_OFF, talk.id, _whom_to_tell(need))


# -- what a colleague does with it -------------------------------------------------------------


def take(request_id: int, by: By) -> None:
    """This colleague sees to it. Refuses TAKEN where another one does, and NEED_OVER."""
    need, talk = find(request_id)
    if need.owner_id == by.staff_id:
        return
    if need.owner_id and db.session.get_one(Staff, need.owner_id).active:
        raise Refused(Reason.TAKEN)
    need.owner_id = by.staff_id
    write_down(by, Deed.NEED_TAKEN, need, talk, owner=by.staff_id)


def hand_on(request_id: int, staff_id: int, by: By) -> None:
    """Another colleague sees to it from now on. Refuses NEED_OVER, and CHANGED_MEANWHILE for one
    who does not work here any more."""
    need, talk = find(request_id)
    heir = db.session.get(Staff, staff_id)
    if heir is None or not heir.active:
        raise Refused(Reason.CHANGED_MEANWHILE)
    if need.owner_id != staff_id:
        need.owner_id = staff_id
        write_down(by, Deed.NEED_TAKEN, need, talk, owner=staff_id)


def arrange(
    request_id: int,
    by: By,
    *,
    note: str = "",
    stay_id: int | None = None,
    ready_at: time | None = None,
) -> None:
    """It is arranged: how, in a few words for colleagues. `stay_id`: by an interpreter of the
    register; `ready_at`: when the family is to be ready for its lift. Done twice it is the same as
    once.

    Refuses NEED_OVER; INTERPRETER_BUSY where that interpreter is not here then, or taken.
    """
    need, talk = find(request_id)
    said = note.strip()[:LONGEST]
    stay_id = stay_id if need.kind == NeedKind.INTERPRETER else None
    ready_at = ready_at if need.kind == NeedKind.LIFT else None
    as_before = (need.state, need.note, need.stay_id, need.ready_at)
    if as_before == (NeedState.ARRANGED, said, stay_id, ready_at):
        return
    let_go = need.stay_id if need.stay_id != stay_id else None
    if stay_id:
        interpreters.lock_all()
        register = interpreting.register_of([talk.slot.day])
        free = register.free_for(
            interpreting.span_of(talk.slot), slot_id=talk.slot_id, but_request=need.id
        )
        stay = next((one for one in free if one.id == stay_id), None)
        if stay is None:
            raise Refused(Reason.INTERPRETER_BUSY)
        needed_that_day(stay)
    if need.ready_at != ready_at:
        need.told_as = None
    need.state, need.note = NeedState.ARRANGED, said
    need.stay_id, need.ready_at = stay_id, ready_at
    _settled(need, talk, by, Deed.NEED_ARRANGED)
    if need.kind == NeedKind.PHONE:
        talk.way = Way.PHONE
    if let_go:
        _call_off(need, talk, let_go, "")


def cannot(request_id: int, note: str, by: By) -> None:
    """It cannot be had: why, for whoever rings the family. Done twice it is the same as once.
    Refuses NEED_OVER and NOTHING_WRITTEN."""
    said = note.strip()[:LONGEST]
    if not said:
        raise Refused(Reason.NOTHING_WRITTEN)
    need, talk = find(request_id)
    if (need.state, need.note) == (NeedState.CANNOT, said):
        return
    _open(need, talk)
    need.state, need.note = NeedState.CANNOT, said
    _settled(need, talk, by, Deed.NEED_CANNOT)


def ask_again(request_id: int, by: By) -> None:
    """It is to be arranged after all, or anew: the interpreter is ill, the taxi fell through. The
    parent is told again once it is settled. Refuses NEED_OVER."""
    need, talk = find(request_id)
    if need.state == NeedState.ASKED:
        return
    _open(need, talk)
    tell_help.forget(need)
    write_down(by, Deed.NEED_ASKED_AGAIN, need, talk)


def _open(need: HelpRequest, talk: Booking) -> None:
    """Nothing is arranged for it now; the interpreter is free for others."""
    let_go = need.stay_id
    if need.kind == NeedKind.PHONE and need.state == NeedState.ARRANGED:
        talk.way = Way(talk.invitation.round.ways[0])
    need.state, need.stay_id, need.ready_at = NeedState.ASKED, None, None
    db.session.flush()
    if let_go:
        interpreters.lock_all()
        _call_off(need, talk, let_go, "")


def _settled(need: HelpRequest, talk: Booking, by: By, deed: Deed) -> None:
    need.settled_at, need.settled_by_id = clock.now(), by.staff_id
    db.session.flush()
    write_down(by, deed, need, talk)
    tell_help.what_became(need, talk)


def find(request_id: int) -> tuple[HelpRequest, Booking]:
    """The request and its talk, as they are now: the day, the booking and the request are locked.
    Refuses NEED_OVER where it has ended, or the talk has begun."""
    booking_id = db.session.scalar(
        select(HelpRequest.booking_id).where(HelpRequest.id == request_id)
    )
    if booking_id is None:
        raise Refused(Reason.NEED_OVER)
    talk = holding.find_in_its_day(booking_id)
    need = db.session.get_one(HelpRequest, request_id, with_for_update=True, populate_existing=True)
    to_come = talk.state == BookingState.BOOKED and talk.slot.starts_at > clock.now()
    if need.ended_at or not to_come:
        raise Refused(Reason.NEED_OVER)
    return need, talk


def write_down(by: By, deed: Deed, need: HelpRequest, talk: Booking, **about: Any) -> None:
    """Ids only: what was asked for and what became of it stay where their readers are."""
    record(
        by,
        deed,
        parent_id=talk.parent_id,
        child_id=talk.child_id,
        booking_id=talk.id,
        need=need.id,
        **about,
    )
