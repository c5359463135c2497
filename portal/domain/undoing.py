"""Undoing what was just done to a talk: for two hours, by any colleague in the office.

Nothing is stored for it. History says what was done, the talk how it stands, and undoing is one
more deed, which puts back what was if that is still possible and changes nothing if it is not:

    done, at most two hours ago -> undone   the last that was done, and what it was is still free
                                -> (stays)  something else was done since: that is undone first
                                -> (stays)  taken, closed or begun meanwhile: refused, and why

    what was done       undone by
    booked at the desk  cancelling it
    moved               moving it back, if its old time and crèche places are free
    cancelled           the same time again, if it is free; crèche places if there is room, else
                        they wait
    came, did not come  what was said before, or nothing
    crèche place        the place again, if there is room
      withdrawn

A text that still waits is called back, and the parent never hears of either. Whoever has been told
is told once more. Each undoing is a line of history (`Deed.UNDONE`) that names the lines it undid
(`undoes`) and those it wrote (`wrote`). Runs inside the caller's `act()`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from portal import clock
from portal.db import db
from portal.domain import booking, creche_desk, creche_places, holding, tell, tell_upset, who_came
from portal.domain.booking import has_begun
from portal.domain.bookings import BY_THE_SCHOOL, Booking, BookingState, CancelReason
from portal.domain.creche import CrechePlace, PlaceState
from portal.domain.history import BY_STAFF, By, Deed, Event, Face, record
from portal.domain.invitations import InvitationState
from portal.domain.outbox import Kind, OutText, TextState, WhyNotNow, call_back
from portal.domain.people import Staff
from portal.domain.rounds import Slot
from portal.wording.refusals import Reason, Refused

UNDO_FOR = timedelta(hours=2)
"""After that families have made other plans."""
OF_THE_TALK = (
    Deed.BOOKED,
    Deed.MOVED,
    Deed.CANCELLED,
    Deed.CANCEL_UNDONE,
    Deed.ATTENDED,
    Deed.MISSED,
    Deed.MARK_TAKEN_BACK,
)
"""What changes a talk: the last of them is undone first."""
MARKS = {
    Deed.ATTENDED: BookingState.ATTENDED,
    Deed.MISSED: BookingState.MISSED,
    Deed.MARK_TAKEN_BACK: BookingState.BOOKED,
}
CAN_BE_UNDONE = (Deed.BOOKED, Deed.MOVED, Deed.CANCELLED, *MARKS, Deed.PLACE_WITHDRAWN)
GIVEN_UP = (CancelReason.PARENT, *BY_THE_SCHOOL)
TELL_OF_A_TALK = (Kind.BOOKED, Kind.MOVED, Kind.CANCELLED, Kind.CALLED_OFF)
WORTH_SAYING = (*OF_THE_TALK, Deed.PLACE_WITHDRAWN, Deed.PLACE_ADDED, Deed.ANSWERS_CHANGED)
"""What is listed as done lately."""


@dataclass(frozen=True)
class Lately:
    """One thing done to a talk in the last two hours. `who`: a colleague's name, or empty where
    the parent or the portal did it."""

    event_id: int
    at: datetime
    deed: Deed
    who: str
    face: Face
    moved_from: datetime | None
    moved_to: datetime | None
    undone_by: str
    """The colleague who undid it; empty if nobody has."""
    can_undo: bool


def lately(booking_id: int) -> list[Lately]:
    """What was done to this talk in the last two hours, the newest first. Only looks."""
    story = _Story(booking_id)
    talk = db.session.get_one(Booking, booking_id)
    recent = [one for one in reversed(story.events) if _is_recent(one)]
    shown = [one for one in recent if one.deed in WORTH_SAYING and one.id not in story.wrote]
    names = _names({one.by_staff_id for one in recent if one.by_staff_id})
    times = _times(shown)
    return [
        Lately(
            event_id=one.id,
            at=one.at,
            deed=one.deed,
            who=names.get(one.by_staff_id or 0, ""),
            face=one.face,
            moved_from=times.get(_about(one, "old_slot")) if one.deed == Deed.MOVED else None,
            moved_to=times.get(_about(one, "slot")) if one.deed == Deed.MOVED else None,
            undone_by=names.get(story.undone.get(one.id, 0), ""),
            can_undo=story.may_undo(one, talk),
        )
        for one in shown
    ]


def just_done(booking_id: int) -> int | None:
    """What was done last to this talk (event id), if it can be undone."""
    return next((one.event_id for one in lately(booking_id) if one.can_undo), None)


def _names(staff_ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(staff_ids)))
    return {staff_id: name for staff_id, name in rows}


def _times(events: Sequence[Event]) -> dict[int, datetime]:
    ids = {_about(one, name) for one in events for name in ("slot", "old_slot")}
    rows = db.session.execute(select(Slot.id, Slot.starts_at).where(Slot.id.in_(ids)))
    return {slot_id: starts_at for slot_id, starts_at in rows}


def _about(event: Event, name: str) -> int:
    return int((event.about or {}).get(name) or 0)


def _is_recent(event: Event) -> bool:
    return event.at > clock.now() - UNDO_FOR


class _Story:
    """All that was done to one talk, oldest first, and what of it was undone."""

    def __init__(self, booking_id: int) -> None:
        deeds = (*WORTH_SAYING, Deed.UNDONE)
        query = select(Event).where(Event.booking_id == booking_id, Event.deed.in_(deeds))
        self.events = list(db.session.scalars(query.order_by(Event.id)))
        undoings = [one for one in self.events if one.deed == Deed.UNDONE]
        self.undone = {_about(one, "undoes"): one.by_staff_id or 0 for one in undoings}
        """Which lines (ids) were undone, and by which colleague."""
        self.wrote: set[int] = {id_ for one in undoings for id_ in (one.about or {})["wrote"]}

    def stand(self) -> list[Event]:
        """What changed the talk itself and was not undone."""
        passed = self.undone.keys() | self.wrote
        return [one for one in self.events if one.deed in OF_THE_TALK and one.id not in passed]

    def may_undo(self, event: Event, talk: Booking) -> bool:
        """Whether this can be undone, as far as can be seen without trying."""
        if event.deed not in CAN_BE_UNDONE or event.id in self.undone or not _is_recent(event):
            return False
        if event.deed == Deed.PLACE_WITHDRAWN:
            place = db.session.get(CrechePlace, _about(event, "place"))
            return place is not None and place.state == PlaceState.WITHDRAWN
        last = next(reversed(self.stand()), None)
        return last is not None and last.id == event.id and _can_be_as_before(event, talk)

    def mark_before(self, event: Event) -> BookingState:
        """What was said of who came before this mark: nothing, or the mark before it."""
        before = [one for one in self.stand() if one.id < event.id]
        return MARKS.get(before[-1].deed, BookingState.BOOKED) if before else BookingState.BOOKED


def _can_be_as_before(event: Event, talk: Booking) -> bool:
    """Whether the talk still stands as this left it, and its time is still there."""
    match event.deed:
        case Deed.BOOKED:
            by_the_office = event.face in BY_STAFF
            return by_the_office and talk.state == BookingState.BOOKED and not has_begun(talk)
        case Deed.MOVED:
            old = db.session.get(Slot, _about(event, "old_slot"))
            return talk.state == BookingState.BOOKED and old is not None and _is_to_come(old)
        case Deed.CANCELLED:
            ended = talk.state == BookingState.CANCELLED and talk.cancel_reason in GIVEN_UP
            declined = talk.invitation.state == InvitationState.DECLINED
            return ended and not declined and _is_to_come(talk.slot)
    return talk.state == MARKS[event.deed]


def _is_to_come(slot: Slot) -> bool:
    return slot.removed_at is None and slot.starts_at > clock.now()


def undo(booking_id: int, event_id: int, by: By) -> Deed | None:
    """Undo this line of the talk's history; returns what was undone, or None if a colleague has
    undone it already. Refuses UNDO_OVER, UNDO_OVERTAKEN, NOT_INVITED, and what the verbs that put
    it back refuse: SLOT_TAKEN, SLOT_GONE, PARENT_BUSY, CRECHE_FULL, CRECHE_SHUT,
    CRECHE_TOO_LONG, BOOKING_OVER."""
    holding.lock_days(_days(booking_id))
    talk = holding.find(booking_id)
    story = _Story(booking_id)
    event = next((one for one in story.events if one.id == event_id), None)
    if event is None or not _is_recent(event):
        raise Refused(Reason.UNDO_OVER)
    if event.id in story.undone:
        return None
    if talk.invitation.state == InvitationState.WITHDRAWN:
        raise Refused(Reason.NOT_INVITED)
    if not story.may_undo(event, talk):
        raise Refused(Reason.UNDO_OVERTAKEN)
    last = _last_line(booking_id)
    _put_back(story, event, talk, by)
    db.session.flush()
    wrote = select(Event.id).where(Event.booking_id == booking_id, Event.id > last)
    record(
        by,
        Deed.UNDONE,
        parent_id=talk.parent_id,
        child_id=talk.child_id,
        booking_id=talk.id,
        undoes=event.id,
        wrote=list(db.session.scalars(wrote.order_by(Event.id))),
    )
    return event.deed


def _days(booking_id: int) -> set[date]:
    """The day of the talk, and those it was moved from lately."""
    lines = _Story(booking_id).events
    moved = {_about(one, "old_slot") for one in lines if _is_recent(one)} - {0}
    days = db.session.scalars(select(Slot.day).where(Slot.id.in_(moved)))
    return {holding.day_of(booking_id), *days}


def _last_line(booking_id: int) -> int:
    query = select(func.max(Event.id)).where(Event.booking_id == booking_id)
    return db.session.scalar(query) or 0


def _put_back(story: _Story, event: Event, talk: Booking, by: By) -> None:
    match event.deed:
        case Deed.BOOKED:
            booking.cancel(talk.id, by, CancelReason.OTHER, _not_booked)
        case Deed.MOVED:
            if_full = creche_places.as_before(talk.id)
            old, new = _about(event, "old_slot"), _about(event, "slot")
            booking.move(talk.id, old, by, if_full, seen=new, tells=_moved_back)
        case Deed.CANCELLED:
            # Whoever is just holding contact with this parent waits for us, or we for them.
            holding.wanted(talk.invitation_id, talk.slot_id, by)
            were_sure = creche_places.were_sure(talk.id)
            booking.take_back_cancel(talk.id, by, _on_again(talk))
            tell_upset.places_otherwise(talk, were_sure, by)
        case Deed.PLACE_WITHDRAWN:
            was = PlaceState((event.about or {})["was"])
            creche_desk.give_back(_about(event, "place"), was, by, _has_place_again)
        case _:
            before = story.mark_before(event)
            if before == BookingState.BOOKED:
                who_came.take_back_mark(talk.id, by)
            else:
                who_came.mark(talk.id, before == BookingState.ATTENDED, by)


# -- what the parent hears -----------------------------------------------------------------------


def _not_booked(talk: Booking, reason: CancelReason, by: By) -> None:
    if not _never_told(talk, Kind.BOOKED):
        tell.cancelled(talk, reason, by)


def _moved_back(talk: Booking, by: By) -> None:
    if not _never_told(talk, Kind.MOVED):
        tell.moved(talk, by)


def _on_again(talk: Booking) -> Callable[[Booking, By], None]:
    """The school called it off: it can be held after all. Otherwise it is booked."""
    tells = tell_upset.on_after_all if talk.cancel_reason in BY_THE_SCHOOL else tell.booked

    def said(talk: Booking, by: By) -> None:
        if not _never_told(talk, Kind.CANCELLED):
            tells(talk, by)

    return said


def _has_place_again(talk: Booking, by: By) -> None:
    if not _never_told(talk, Kind.CRECHE):
        tell.creche_place(talk, True, by)


def _never_told(talk: Booking, kind: Kind) -> bool:
    """Whether the text about what is undone still waited: then it is called back, and there is
    nothing to say, unless it had itself replaced one that they never had."""
    about = OutText.booking_id == talk.id
    query = (
        select(OutText)
        .where(about, OutText.kind.in_([kind, *TELL_OF_A_TALK]))
        .order_by(OutText.id.desc())
        .limit(2)
    )
    texts = list(db.session.scalars(query))
    if not texts or texts[0].kind != kind or texts[0].state != TextState.QUEUED:
        return False
    call_back(OutText.id == texts[0].id, why="undone before it went out")
    return len(texts) == 1 or texts[1].why != WhyNotNow.REPLACED
