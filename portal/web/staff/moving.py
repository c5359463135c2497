"""A talk whose parent was asked about another time, and undoing what was just done to a talk."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act
from portal.domain import creche_places, moving, undoing
from portal.domain.creche import PlaceState
from portal.domain.desk import Line
from portal.domain.history import By, Deed
from portal.languages import ENGLISH
from portal.web.access import staff_only
from portal.web.numbers import row_id
from portal.web.staff import in_call
from portal.web.staff.pages import blueprint
from portal.web.staff.talk import OFFICE, and_told, find_talk, served, show
from portal.wording import dates
from portal.wording.refusals import Reason, Refused, say_to_staff

UNDONE = {
    Deed.BOOKED: "Undone. The talk is not booked any more.",
    Deed.MOVED: "Undone. The talk is back at its old time.",
    Deed.CANCELLED: "Undone. The talk is booked again, at the same time.",
    Deed.PLACE_WITHDRAWN: "Undone. The little one is on the crèche's list again.",
}
WHY_NOT = {
    Reason.SLOT_TAKEN: "Somebody has taken {time}.",
    Reason.PARENT_BUSY: "They have another talk at {time} by now.",
    Reason.SLOT_GONE: "{time} is not free for them any more.",
    Reason.CRECHE_FULL: "The crèche is full at {time} by now.",
    Reason.CRECHE_SHUT: "There is no crèche at {time} any more.",
    Reason.BOOKING_OVER: "The talk has begun, or they have another time by now.",
}
INSTEAD = {
    Deed.MOVED: "Nothing was undone. Choose another time under Move.",
    Deed.CANCELLED: "Nothing was undone. Book another time with them.",
    Deed.PLACE_WITHDRAWN: "Nothing was undone. Ask them what they would like.",
}


@blueprint.post("/bookings/<int:booking_id>/answer")
@staff_only(*OFFICE)
def answer_move(booking_id: int) -> ResponseReturnValue:
    """What the parent said at the desk or on the phone about the new time, or that they are not
    asked any more."""
    line = find_talk(booking_id)
    asked = moving.standing(booking_id)
    if asked is None or asked.id != request.form.get("ask", type=row_id):
        return show(line, "This question is over. The talk stands as you see it here."), 409
    by = in_call.by(line.parent_id)
    try:
        with act():
            said, can_undo = _do_as_said(asked.id, line, by)
    except Refused as refused:
        return show(find_talk(booking_id), say_to_staff(refused.reason)), 409
    return served(booking_id, said, can_undo=can_undo)


def _do_as_said(ask_id: int, line: Line, by: By) -> tuple[str, bool]:
    """What to answer, and whether that can be undone. In an act."""
    match request.form.get("answer"):
        case "yes":
            moving.say_yes(ask_id, by)
            return and_told("Moved.", line.parent_id, line.child_id), True
        case "no":
            moving.say_no(ask_id, by)
            return "The talk stays at its old time, and the new one is free again.", False
        case "back":
            moving.take_back(ask_id, by)
            return "They are not asked any more. The talk stays at its old time.", False
    abort(400)


@blueprint.post("/bookings/<int:booking_id>/undo")
@staff_only(*OFFICE)
def undo(booking_id: int) -> ResponseReturnValue:
    """Undo one thing that was done to this talk, if that is still possible."""
    by = in_call.by(find_talk(booking_id).parent_id)
    event_id = request.form.get("event", 0, type=row_id)
    try:
        with act():
            undone = undoing.undo(booking_id, event_id, by)
    except Refused as refused:
        return show(find_talk(booking_id), _why_not(booking_id, event_id, refused)), 409
    if undone is None:
        return served(booking_id, "A colleague has undone this already.")
    return served(booking_id, f"{UNDONE.get(undone, 'Undone.')}{_creche(booking_id, undone)}")


def _creche(booking_id: int, undone: Deed) -> str:
    """That there is no room for the little ones by now."""
    states = {place.state for place in creche_places.places_of(booking_id)}
    waits = undone in (Deed.CANCELLED, Deed.MOVED) and states == {PlaceState.WAITING}
    return " The crèche is full by now: the little ones wait for a place." if waits else ""


def _why_not(booking_id: int, event_id: int, refused: Refused) -> str:
    """What is not possible any more, and what to do instead."""
    one = next((one for one in undoing.lately(booking_id) if one.event_id == event_id), None)
    if one is None or refused.reason not in WHY_NOT or one.deed not in INSTEAD:
        return say_to_staff(refused.reason)
    at = one.moved_from or find_talk(booking_id).starts_at
    time = dates.time(clock.local(at).time(), ENGLISH.tag) if at else ""
    return f"{WHY_NOT[refused.reason].format(time=time)} {INSTEAD[one.deed]}"
