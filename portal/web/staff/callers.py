"""A parent on the phone or at the desk: the check, the one screen on which they are served, and
the sentence for whoever is told nothing.

The screen shows what this parent may know and nothing else. Each thing they may ask for is one
form; after it the colleague is back here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act
from portal.domain import (
    booking,
    callers,
    card,
    contact,
    inviting,
    moving,
    people,
    promised_help,
    talking,
    under_way,
    waitlist,
)
from portal.domain.bookings import Booking, BookingState
from portal.domain.callers import Caller, Outcome, Speaker
from portal.domain.card import Card
from portal.domain.desk import Line
from portal.domain.history import By, Face
from portal.domain.people import NumberState, Role
from portal.domain.promised_help import Help
from portal.domain.reaching import WhyNot
from portal.languages import ENGLISH, OFFERED
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import tidy
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.wording import dates, texts
from portal.wording.refusals import Reason, Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)
WRONG = {
    Outcome.WRONG: "That is not what we hold. Ask once more, or ring back the number we hold.",
    Outcome.LOCKED: "That was wrong five times. Now only ringing back helps, or somebody who knows"
    " them at the desk.",
    Outcome.NONE_ON_FILE: "We hold no birthday to compare with. Ring back the number we hold.",
}


def _card(parent_id: int) -> Card:
    found = card.card(parent_id)
    if found is None:
        abort(404)
    return found


def _call(parent_id: int) -> Caller | None:
    return callers.under_way(parent_id, staff().id)


@blueprint.get("/callers/<int:parent_id>")
@staff_only(*OFFICE)
def caller(parent_id: int) -> ResponseReturnValue:
    """The caller's screen; before the check, the check; for whoever is told nothing, what to
    say."""
    return _show(_card(parent_id))


def _show(found: Card, sorry: str = "") -> str:
    call = _call(found.parent.id)
    if not callers.may_be_told(found.parent.id):
        return render_template(
            "staff/callers/nothing.html", card=found, limits=callers, sorry=sorry
        )
    return _screen(found, call, sorry) if call else _ask(found, sorry)


# -- the check ---------------------------------------------------------------------------------


def _ask(found: Card, sorry: str = "") -> str:
    parent_id = found.parent.id
    ringing = callers.ringing_back(parent_id, staff().id)
    number = callers.number_to_ring(parent_id)
    return render_template(
        "staff/callers/check.html",
        parent=found.parent,
        locked=callers.is_locked(parent_id),
        can_ring=number is not None,
        number=number if ringing else None,
        typed=request.form,
        limits=callers,
        sorry=sorry,
    )


def _checked(parent_id: int, check: Callable[[By], Outcome | None]) -> ResponseReturnValue:
    """Check, and on to the screen; or once more, with all that was typed."""
    found = _card(parent_id)
    try:
        with act():
            outcome = check(by_staff())
    except Refused as refused:
        if refused.reason == Reason.NO_CONTACT:
            abort(404)
        return _show(found, say_to_staff(refused.reason)), 422
    if outcome in WRONG:
        return _show(found, WRONG[outcome]), 422
    return redirect(url_for("staff.caller", parent_id=parent_id), 303)


def _speaker() -> Speaker:
    face = Face.DESK if request.form.get("where") == Face.DESK else Face.PHONE
    return Speaker(tidy(request.form.get("speaker"))[: callers.LONGEST_NAME], face)


@blueprint.post("/callers/<int:parent_id>/birthday")
@staff_only(*OFFICE)
def caller_birthday(parent_id: int) -> ResponseReturnValue:
    """They named a child and its birthday; the portal compares."""
    child = tidy(request.form.get("child"))[: callers.LONGEST_NAME]
    day = request.form.get("day", 0, type=row_id)
    month = request.form.get("month", 0, type=row_id)
    if not (child and day and month):  # nothing was tried
        sorry = "Please fill in the child’s name, the day and the month."
        return _show(_card(parent_id), sorry), 422
    return _checked(
        parent_id,
        lambda by: callers.say_birthday(parent_id, child, day, month, _speaker(), by),
    )


@blueprint.post("/callers/<int:parent_id>/ring-back")
@staff_only(*OFFICE)
def ring_caller_back(parent_id: int) -> ResponseReturnValue:
    """The number we hold is shown, and they are rung on it."""
    return _checked(parent_id, lambda by: callers.ring_back(parent_id, by))


@blueprint.post("/callers/<int:parent_id>/answered")
@staff_only(*OFFICE)
def caller_answered(parent_id: int) -> ResponseReturnValue:
    """Rung back, it is them."""
    return _checked(parent_id, lambda by: callers.has_answered(parent_id, _speaker().name, by))


@blueprint.post("/callers/<int:parent_id>/known")
@staff_only(*OFFICE)
def caller_known(parent_id: int) -> ResponseReturnValue:
    """They stand at the desk, and this colleague knows them."""
    return _checked(parent_id, lambda by: callers.know(parent_id, _speaker().name, by))


@blueprint.post("/callers/<int:parent_id>/finish")
@staff_only(*OFFICE)
def finish_call(parent_id: int) -> ResponseReturnValue:
    """The call is over. Ready for the next."""
    _card(parent_id)
    with act():
        callers.finish(parent_id, by_staff())
    flash("The call is finished.")
    return redirect(url_for("staff.parents"), 303)


# -- the screen --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Served:
    """One child of the parent on the line: their own talks about it, whether they wait for a time
    (by invitation), and what was promised them."""

    child_id: int
    name: str
    class_name: str
    lines: list[Line]
    to_invite: list[tuple[int, str]]
    help: list[Help]
    teacher: str


def _screen(found: Card, call: Caller, sorry: str) -> str:
    parent, short = found.parent, people.school().short_name
    return render_template(
        "staff/callers/caller.html",
        parent=parent,
        call=call,
        served=[_served(found, known) for known in found.known],
        asked=moving.all_standing(Booking.parent_id == parent.id),
        waits={entry.invitation_id for entry in waitlist.of(parent.id)},
        closed=under_way.closed(parent.id),
        tell_nothing=found.tell_nothing,
        why_no_text=_why_no_text(found),
        locked=found.locked,
        offered=OFFERED.values(),
        now=clock.now(),
        link_text=texts.link(ENGLISH, school=short),
        cancel_text=_cancel_text,
        typed=request.form if sorry else {},
        limits=callers,
        sorry=sorry,
    )


def _cancel_text(child: str, line: Line) -> str:
    """What they hear by text when this talk is cancelled for them, in English."""
    assert line.starts_at is not None
    return texts.cancelled(ENGLISH, child=child, at=clock.local(line.starts_at))


def _why_no_text(found: Card) -> str:
    """Why no text goes to them, without a word of anybody else who may have the same number."""
    if found.why_no_link == WhyNot.NUMBER_HELD:
        return "the office looks at their number first"
    return found.why_no_link or ""


def _served(found: Card, known: card.Known) -> Served:
    child = known.tie.child
    return Served(
        child.id,
        child.first_name,
        child.school_class.name if child.school_class else "",
        known.talks,
        [(around.id, around.name) for around in known.to_invite],
        promised_help.of_child(child.id, found.parent.id),
        talking.who_answers(child.id),
    )


def _serve(parent_id: int, deed: Callable[[By, Card], str]) -> ResponseReturnValue:
    """Do what they ask for and come back to the screen; `deed` says what to tell them. A refusal is
    shown there with what was typed; so is a call that is over, before the next check, also because
    contact was held in the middle of it."""
    found = _card(parent_id)
    call = _call(parent_id)
    if call is None or not callers.may_be_told(parent_id):
        return _show(found, say_to_staff(Reason.CALL_OVER)), 409
    try:
        with act():
            said = deed(call.by, found)
            callers.carry_on(parent_id, by_staff())
    except Refused as refused:
        return _show(_card(parent_id), say_to_staff(refused.reason)), 409
    flash(said)
    return redirect(url_for("staff.caller", parent_id=parent_id), 303)


def _line(found: Card) -> Line:
    """The talk of this parent that the form is about."""
    wanted = request.form.get("invitation", 0, type=row_id)
    lines = [line for known in found.known for line in known.talks]
    line = next((one for one in lines if one.invitation_id == wanted), None)
    if line is None:
        abort(404)
    return line


@blueprint.post("/callers/<int:parent_id>/cancel")
@staff_only(*OFFICE)
def cancel_for_caller(parent_id: int) -> ResponseReturnValue:
    """They cannot come to this talk."""

    def cancel(by: By, found: Card) -> str:
        line = _line(found)
        if line.booking_id is None or line.talk != BookingState.BOOKED:
            raise Refused(Reason.BOOKING_OVER)
        booking.cancel(line.booking_id, by, seen=request.form.get("seen", type=row_id))
        return f"The talk about {line.child} is cancelled."

    return _serve(parent_id, cancel)


@blueprint.post("/callers/<int:parent_id>/wait")
@staff_only(*OFFICE)
def wait_for_caller(parent_id: int) -> ResponseReturnValue:
    """No time suits them, and they wait for one; or they wait no longer."""

    def wait(by: By, found: Card) -> str:
        line = _line(found)
        if request.form.get("wait") == "no more":
            waitlist.stop_waiting(line.invitation_id, by)
            return "They do not wait for a time any more."
        waitlist.wait(line.invitation_id, by)
        return "They wait for a time. When one comes free they are asked in order."

    return _serve(parent_id, wait)


@blueprint.post("/callers/<int:parent_id>/not-this-time")
@staff_only(*OFFICE)
def decline_for_caller(parent_id: int) -> ResponseReturnValue:
    """They want no talk this time. Nobody asks why."""

    def decline(by: By, found: Card) -> str:
        inviting.decline(_line(found).invitation_id, by)
        return "Not this time: they are not asked again for this talk."

    return _serve(parent_id, decline)


@blueprint.post("/callers/<int:parent_id>/talk")
@staff_only(*OFFICE)
def teacher_for_caller(parent_id: int) -> ResponseReturnValue:
    """They would like to speak to the teacher."""

    def ask(by: By, found: Card) -> str:
        child_id = request.form.get("child", 0, type=row_id)
        if child_id not in {known.tie.child_id for known in found.known}:
            abort(404)
        talking.ask_to_talk(parent_id, child_id, by)
        day = dates.day(talking.answered_by(), ENGLISH.tag)
        return f"Tell them: {talking.who_answers(child_id)} will get in touch by {day}."

    return _serve(parent_id, ask)


@blueprint.post("/callers/<int:parent_id>/ring")
@staff_only(*OFFICE)
def ring_caller_later(parent_id: int) -> ResponseReturnValue:
    """Somebody rings them about something."""

    def ask(by: By, found: Card) -> str:
        callers.wants_call(parent_id, tidy(request.form.get("about")), by)
        return "Somebody will ring them: it is on the list of things to do."

    return _serve(parent_id, ask)


@blueprint.post("/callers/<int:parent_id>/language")
@staff_only(*OFFICE)
def language_for_caller(parent_id: int) -> ResponseReturnValue:
    """The language of their pages and texts."""
    tag = request.form.get("language", "")

    def choose(by: By, found: Card) -> str:
        if tag not in OFFERED:
            abort(400)
        contact.choose_language(parent_id, tag, by)
        return f"Pages and texts are in {OFFERED[tag].english_name} from now on."

    return _serve(parent_id, choose)


NUMBERS = {
    NumberState.GOOD: "The number is saved. Send them their link if they need it.",
    NumberState.HELD: "Saved. No texts go to this number yet: the office looks at it first.",
    NumberState.LANDLINE: "Saved. It is a landline, so no texts go to it.",
    NumberState.WRONG: "Saved.",
}


@blueprint.post("/callers/<int:parent_id>/number")
@staff_only(*OFFICE)
def number_for_caller(parent_id: int) -> ResponseReturnValue:
    """A new number: older links end."""

    def change(by: By, found: Card) -> str:
        typed = tidy(request.form.get("number"))
        if not typed:
            raise Refused(Reason.BAD_NUMBER)
        return NUMBERS[card.change_number(parent_id, typed, by)]

    return _serve(parent_id, change)


@blueprint.post("/callers/<int:parent_id>/link")
@staff_only(*OFFICE)
def link_for_caller(parent_id: int) -> ResponseReturnValue:
    """Text them the link to their own page, or a new one in place of the old."""

    def send(by: By, found: Card) -> str:
        card.send_link(parent_id, by, new=request.form.get("which") == "new")
        return "A text with their link is on its way."

    return _serve(parent_id, send)


@blueprint.post("/callers/<int:parent_id>/texts")
@staff_only(*OFFICE)
def texts_for_caller(parent_id: int) -> ResponseReturnValue:
    """Stop texts, or start them again."""
    start = request.form.get("texts") == "start"

    def switch(by: By, found: Card) -> str:
        (contact.start_texts if start else contact.stop_texts)(parent_id, by)
        return "Texts start again." if start else "No more texts go to them."

    return _serve(parent_id, switch)


# -- who is told nothing -----------------------------------------------------------------------


@blueprint.post("/parents/not-listed")
@staff_only(*OFFICE)
def note_caller() -> ResponseReturnValue:
    """Note the call of somebody who was told nothing, for a person to ring back."""
    form = request.form
    parent_id = form.get("parent", 0, type=row_id) or None
    if parent_id is not None and (callers.may_be_told(parent_id) or not card.card(parent_id)):
        parent_id = None
    try:
        with act():
            callers.note_stranger(
                tidy(form.get("name")), tidy(form.get("number")), by_staff(), parent_id=parent_id
            )
    except Refused as refused:
        return (
            render_template(
                "staff/callers/not_listed.html",
                typed=form,
                parent_id=parent_id,
                limits=callers,
                sorry=say_to_staff(refused.reason),
            ),
            422,
        )
    flash("The call is noted: somebody rings them back.")
    return redirect(url_for("staff.parents"), 303)
