"""It stands after all: for two hours what happened can be undone. One act gives the times back;
then each family is told in a short act of its own, with the same time again if it is still free.
Who has another time by now keeps it, and a person looks. A sweep goes on where this was cut short.

Every verb runs inside the caller's `act()`, with the days locked first.
"""

from contextlib import suppress
from datetime import date, timedelta

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import (
    booking,
    cover,
    creche_places,
    first_choice,
    holding,
    school_days,
    tell,
    tell_upset,
)
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import CrecheSession, IfFull
from portal.domain.history import By, Deed, Face, record
from portal.domain.invitations import InvitationState
from portal.domain.rounds import CoverSession, Slot
from portal.domain.upset import Fate, Upset, UpsetTalk, What
from portal.domain.upsets import CLOSED
from portal.wording.refusals import Reason, Refused

UNDO_FOR = timedelta(hours=2)
"""After that families have made other plans."""


def may_undo(upset: Upset) -> bool:
    """Whether it can still be undone. What was changed in a cover session is changed back there."""
    if upset.what == What.COVER or upset.undone_at:
        return False
    return upset.made_at > clock.now() - UNDO_FOR


def undo(upset_id: int, by: By) -> None:
    """It stands after all: its times, cover sessions and crèches are there again, but for those of
    days on which the school is closed. Twice is the same as once. Refuses UPSET_OVER."""
    seen = db.session.get_one(Upset, upset_id)
    days = [seen.begins + timedelta(days=n) for n in range((seen.ends - seen.begins).days + 1)]
    cover.open_day(*days)
    sessions = creche_places.lock_sessions(days)
    query = select(Upset).where(Upset.id == upset_id).with_for_update()
    upset = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if upset.undone_at:
        return
    if not may_undo(upset):
        raise Refused(Reason.UPSET_OVER)
    upset.undone_at, upset.undone_by_id = clock.now(), by.staff_id
    shut = _shut_by_another(upset, days)
    cover.stand_again(
        _open_days(CoverSession, upset.covers, shut), _open_days(Slot, upset.slots, shut)
    )
    _open_creches(upset, [one for one in sessions if one.day not in shut])
    if upset.what == What.SHUT:
        ours = school_days.Closed(upset.begins, upset.ends, CLOSED)
        stays = [one for one in school_days.closures() if one != ours]
        school_days.change_closures(stays, by)
    record(by, Deed.STANDS_AFTER_ALL, upset=upset.id)


def _shut_by_another(upset: Upset, days: list[date]) -> set[date]:
    """Those of these days on which something else that still stands closes the school."""
    query = select(Upset).where(
        Upset.what == What.SHUT,
        Upset.id != upset.id,
        Upset.undone_at.is_(None),
        Upset.begins <= upset.ends,
        Upset.ends >= upset.begins,
    )
    others = db.session.scalars(query).all()
    return {day for day in days if any(one.begins <= day <= one.ends for one in others)}


def _open_days(
    table: type[CoverSession] | type[Slot], ids: list[int], shut: set[date]
) -> list[int]:
    query = select(table.id).where(table.id.in_(ids), table.day.not_in(shut))
    return list(db.session.scalars(query))


def _open_creches(upset: Upset, sessions: list[CrecheSession]) -> None:
    """They open after all, but for those in whose room there is something else by now, such as the
    crèche that was set up in their place."""
    for one in sessions:
        if one.id in upset.creches:
            with suppress(Refused):
                cover.refuse_room_busy(one.room, one.day, one.begins, one.ends)
                one.off_at = None
                db.session.flush()


def to_bring_back(upset_id: int | None = None) -> list[int]:
    """The rows (ids) whose family is still to be told that it stands after all, soonest first."""
    query = (
        select(UpsetTalk.id)
        .join(UpsetTalk.upset)
        .join(Slot, Slot.id == UpsetTalk.slot_id)
        .where(UpsetTalk.fate == Fate.CALLED_OFF, Upset.undone_at.is_not(None))
    )
    if upset_id is not None:
        query = query.where(Upset.id == upset_id)
    return list(db.session.scalars(query.order_by(Slot.starts_at, UpsetTalk.id)))


def bring_back(row_id: int) -> bool:
    """Give this family its time (or its crèche places) back and tell them, if that is still due
    and still possible. Whether it was due."""
    asked = first_choice.talk_of(row_id)
    kept = db.session.get_one(UpsetTalk, row_id).kept
    kept_days = db.session.scalars(select(Slot.day).where(Slot.id.in_(kept))).all()
    holding.lock_days({asked.slot.day, *kept_days})
    talk = holding.find(asked.id)
    row = first_choice.find_row(row_id)
    if row.fate != Fate.CALLED_OFF or row.upset.undone_at is None:
        return False
    by = By(Face.DESK, staff_id=row.upset.undone_by_id)
    again = _places_again if row.upset.what == What.CRECHE else _same_time_again
    row.fate = Fate.BACK if again(row, talk, by) else Fate.AS_IT_IS
    if row.fate == Fate.BACK or talk.invitation.state != InvitationState.ASKED:
        first_choice.let_go(row)
    row.waits_for_times = False  # otherwise what is kept stays kept, and a person finds a time
    first_choice.nobody_waits(talk.invitation)
    has_heard = row.by_text or row.told_at is not None or row.kept_gone
    row.by_text = not has_heard or tell.why_not(talk.parent_id, talk.child_id) is None
    row.told_at, row.spoke_to = None, ""
    return True


def _same_time_again(row: UpsetTalk, talk: Booking, by: By) -> bool:
    if talk.invitation.state != InvitationState.ASKED:
        return False  # they have another time, or said "not this time"

    def tells(talk: Booking, by: By) -> None:
        if not tell_upset.never_told(talk, row.upset.made_at):
            tell_upset.on_after_all(talk, by)

    were_sure = creche_places.were_sure(talk.id)
    try:
        booking.take_back_cancel(talk.id, by, tells)
    except Refused:
        return False
    tell_upset.places_otherwise(talk, were_sure, by)
    return True


def _places_again(row: UpsetTalk, talk: Booking, by: By) -> bool:
    if talk.state != BookingState.BOOKED or booking.has_begun(talk):
        return False
    were_sure = creche_places.were_sure(talk.id)
    try:
        booking.ask_for_places_again(talk, IfFull.WAIT)
    except Refused:
        return False
    if tell_upset.never_told(talk, row.upset.made_at):
        tell_upset.places_otherwise(talk, were_sure, by)
    else:
        tell_upset.creche_after_all(talk, by)
    return True
