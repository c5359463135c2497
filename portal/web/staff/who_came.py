"""Who came: the key teacher of a talk or the office says it on Today, and can take it back."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act, db
from portal.domain import desk, missed, story, who_came
from portal.domain.bookings import Booking, BookingState
from portal.domain.history import Deed
from portal.domain.missed import Follows, Next
from portal.domain.people import Role
from portal.languages import ENGLISH
from portal.web.access import by_staff, staff, staff_only
from portal.web.staff.pages import blueprint
from portal.web.staff.undo import undo_category
from portal.wording import dates
from portal.wording.refusals import Reason, Refused, say_to_staff

SAID = {
    Next.TOLD: "The parent has had a kind text with other times.",
    Next.RING: "They missed two talks, so no text goes: please ring them.",
    Next.NO_TEXT: "No text can go to this parent: please ring them.",
    Next.NOTHING: "No text goes to the parent.",
}

MARKS = (Deed.ATTENDED, Deed.MISSED, Deed.MARK_TAKEN_BACK)
MARKED = {
    BookingState.ATTENDED: "said that they came",
    BookingState.MISSED: "said that they did not come",
    BookingState.BOOKED: "taken back whether they came",
}


@blueprint.post("/talks/<int:booking_id>/came")
@staff_only(Role.OFFICE, Role.LEAD, Role.TEACHER)
def came(booking_id: int) -> ResponseReturnValue:
    """Came, did not come, or neither after all: of any talk for the office, of their own for a
    teacher."""
    person = staff()
    anyones = person.has(Role.OFFICE, Role.LEAD)
    if desk.talk(booking_id, teacher_id=None if anyones else person.id) is None:
        abort(404)
    try:
        said = mark_as_said(booking_id)
        # The teacher's own button beside the talk takes it back, too.
        flash(said, undo_category(booking_id) if anyones else "message")
    except Refused as refused:
        flash(in_words(booking_id, refused))
    return redirect(url_for("staff.today"), 303)


def mark_as_said(booking_id: int) -> str:
    """Do what the form says about this talk; returns what to answer. Refuses what the verbs
    refuse."""
    said = request.form.get("came")
    if said not in ("yes", "no", "not known"):
        abort(400)
    seen = next((one for one in who_came.MARKABLE if one.value == request.form.get("seen")), None)
    with act():
        if said == "not known":
            who_came.take_back_mark(booking_id, by_staff(), seen=seen)
        else:
            who_came.mark(booking_id, said == "yes", by_staff(), seen=seen)
    if said == "not known":
        return "Taken back. Nobody has said yet whether they came."
    follows = missed.what_follows(booking_id)
    return f"Saved. {what_follows(follows)}" if follows else "Saved: they came."


def in_words(booking_id: int, refused: Refused) -> str:
    """The refusal; where a colleague was faster, who it was and what they said."""
    said = MARKED.get(db.session.get_one(Booking, booking_id).state)
    if refused.reason != Reason.MARKED_MEANWHILE or said is None:
        return say_to_staff(refused.reason)
    who = story.who_did(booking_id, MARKS) or "A colleague"
    return f"{who} has just {said}. Please look again."


@blueprint.app_template_filter("what_follows")
def what_follows(follows: Follows) -> str:
    """What the parent hears of a missed talk: "The parent gets a kind text at 16:40 unless you
    take it back."."""
    if follows.at is None:
        return SAID[follows.what]
    at = clock.local(follows.at)
    on = "" if at.date() == clock.today() else f" on {dates.day_short(at.date(), ENGLISH.tag)}"
    time = dates.time(at.time(), ENGLISH.tag)
    return f"The parent gets a kind text{on} at {time} unless you take it back."


@blueprint.app_template_global("after_missed")
def after_missed(booking_id: int) -> Follows | None:
    """What comes after a missed talk, for a list."""
    return missed.what_follows(booking_id)
