"""One talk on the office's screen: its facts and history; move, cancel, note, came or not."""

from dataclasses import dataclass
from itertools import groupby

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import act, db
from portal.domain import booking as talks
from portal.domain import (
    bookings,
    creche_places,
    desk,
    help_requests,
    interpreting,
    missed,
    moving,
    office_note,
    sharing,
    story,
    tell,
    undoing,
)
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.creche import IfFull
from portal.domain.desk import Line
from portal.domain.history import Deed
from portal.domain.invitations import Invitation
from portal.domain.people import Guardianship, Role
from portal.domain.reaching import seen
from portal.domain.rounds import Slot
from portal.domain.who_came import MARKABLE
from portal.languages import ENGLISH
from portal.web.access import by_staff, staff_only
from portal.web.numbers import row_id
from portal.web.staff import in_call, who_came
from portal.web.staff.pages import blueprint
from portal.web.staff.undo import undo_category
from portal.wording import dates
from portal.wording.refusals import Reason, Refused, say_to_staff
from portal.wording.segments import clean

OFFICE = (Role.OFFICE, Role.LEAD)
WHY = {
    CancelReason.PARENT: "The parent cannot come",
    CancelReason.TEACHER_AWAY: "The teacher is away",
    CancelReason.SCHOOL_SHUT: "The school is shut",
    CancelReason.OTHER: "Another reason",
}


def find_talk(booking_id: int) -> Line:
    """The talk, if the office may see it. Everything here begins with this."""
    found = desk.talk(booking_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/bookings/<int:booking_id>")
@staff_only(*OFFICE)
def booking(booking_id: int) -> ResponseReturnValue:
    """Facts, history, texts, and what can be done."""
    return show(find_talk(booking_id))


@dataclass(frozen=True)
class Typed:
    """A note that was not saved, and why."""

    words: str
    sorry: str


def show(line: Line, sorry: str = "", note: Typed | None = None) -> str:
    """The talk's own page, with what could not be done."""
    assert line.booking_id is not None and line.starts_at is not None
    found = db.session.get_one(Booking, line.booking_id)
    to_come = line.starts_at > clock.now()
    today_or_past = clock.local(line.starts_at).date() <= clock.today()
    return render_template(
        "staff/booking.html",
        line=line,
        booking=found,
        note=note.words if note else found.note,
        no_note=note.sorry if note else "",
        note_seen=office_note.as_shown(found),
        story=story.of_talk(line.booking_id),
        texts=story.texts_about(line.booking_id),
        places=creche_places.places_of(line.booking_id),
        needs=help_requests.of_talk(line.booking_id),
        beside=sharing.partner_of(found),
        changeable=line.talk == BookingState.BOOKED and to_come,
        markable=today_or_past and line.talk in MARKABLE,
        begun=not to_come,
        follows=missed.what_follows(line.booking_id),
        asked=moving.standing(line.booking_id),
        lately=undoing.lately(line.booking_id),
        reasons=WHY,
        sorry=sorry,
    )


def back(booking_id: int, said: str, *, can_undo: bool = False) -> ResponseReturnValue:
    """To the talk's own page, which says what was done; `can_undo`: with a button to undo it."""
    flash(said, undo_category(booking_id) if can_undo else "message")
    return redirect(url_for("staff.booking", booking_id=booking_id), 303)


def served(booking_id: int, said: str, *, can_undo: bool = False) -> ResponseReturnValue:
    """As `back`, but to the screen of the parent who is being served just now, if there is one."""
    screen = in_call.goes_on(db.session.get_one(Booking, booking_id).parent_id)
    if not screen:
        return back(booking_id, said, can_undo=can_undo)
    flash(said, undo_category(booking_id) if can_undo else "message")
    return redirect(screen, 303)


def and_told(done: str, parent_id: int, child_id: int) -> str:
    """What was done, and how the parent hears of it: where no text goes, from whoever did it."""
    if tell.why_not(parent_id, child_id) is None:
        return f"{done} A text tells the parent."
    return f"{done} No text goes to them: tell them now, by voice."


@blueprint.post("/bookings/<int:booking_id>/cancel")
@staff_only(*OFFICE)
def cancel(booking_id: int) -> ResponseReturnValue:
    """Call a talk off, with a reason; the parent gets a text."""
    line = find_talk(booking_id)
    reason = next((one for one in WHY if one.value == request.form.get("reason")), None)
    if reason is None:
        abort(400)
    by = in_call.by(line.parent_id)
    try:
        with act():
            seen = request.form.get("seen", type=row_id)
            talks.cancel(booking_id, by, reason, seen=seen)
    except Refused as refused:
        line = find_talk(booking_id)
        return show(line, _in_words(line, refused)), 409
    said = and_told("Cancelled.", line.parent_id, line.child_id)
    return served(booking_id, said, can_undo=True)


@blueprint.post("/bookings/<int:booking_id>/note")
@staff_only(*OFFICE)
def note(booking_id: int) -> ResponseReturnValue:
    """The office's own note; parents never see it."""
    line = find_talk(booking_id)
    words = clean(request.form.get("note", "")).strip()
    try:
        with act():
            office_note.write(booking_id, words, by_staff(), seen=request.form.get("seen"))
    except Refused as refused:
        return show(line, note=Typed(words, _why_no_note(booking_id, refused))), 409
    return back(booking_id, "The note is saved.")


def _why_no_note(booking_id: int, refused: Refused) -> str:
    """The refusal; where a colleague was faster, who it was and what they wrote."""
    if refused.reason != Reason.CHANGED_MEANWHILE:
        return say_to_staff(refused.reason)
    who = story.who_did(booking_id, [Deed.NOTED]) or "A colleague"
    wrote = db.session.get_one(Booking, booking_id).note
    says = f"It is now “{wrote}”." if wrote else "It is empty now."
    return f"{who} has just changed the note. {says}"


@blueprint.post("/bookings/<int:booking_id>/came")
@staff_only(*OFFICE)
def mark(booking_id: int) -> ResponseReturnValue:
    """A person says whether the family came."""
    find_talk(booking_id)
    try:
        said = who_came.mark_as_said(booking_id)
    except Refused as refused:
        return show(find_talk(booking_id), who_came.in_words(booking_id, refused)), 409
    return back(booking_id, said, can_undo=True)


# -- another time ------------------------------------------------------------------------------


@blueprint.route("/bookings/<int:booking_id>/move", methods=["GET", "POST"])
@staff_only(*OFFICE)
def move(booking_id: int) -> ResponseReturnValue:
    """Another time, from those free for this parent: agreed just now, or the parent is asked and
    the old time stays until they answer. If the crèche is full then, it asks."""
    line = find_talk(booking_id)
    if request.method == "GET":
        return _show_move(line)
    if_full = IfFull.WAIT if request.form.get("if_full") == IfFull.WAIT else IfFull.REFUSE
    seen = request.form.get("seen", type=row_id)
    asks = request.form.get("how") == "ask"
    by = in_call.by(line.parent_id)
    try:
        with act():
            if asks:
                moving.ask(booking_id, slot_chosen(), by, if_full, seen=seen)
            else:
                talks.move(booking_id, slot_chosen(), by, if_full, seen=seen)
    except Refused as refused:
        return _show_move(find_talk(booking_id), refused), 409
    if asks:
        return served(booking_id, "Kept for them. The old time stays until they say yes.")
    said = and_told("Moved.", line.parent_id, line.child_id)
    return served(booking_id, said, can_undo=True)


def slot_chosen() -> int:
    """The id of the time chosen; 0 if none, which no slot has."""
    return request.form.get("slot", 0, type=row_id)


def _show_move(line: Line, refused: Refused | None = None) -> str:
    return render_template(
        "staff/move.html",
        line=line,
        times=times_for(find_invitation(line.invitation_id), refused, line.interpreter or ""),
        chosen=slot_chosen(),
        asked=moving.standing(line.booking_id or 0),
        sorry=_in_words(line, refused) if refused else "",
        full=refused is not None and refused.reason == Reason.CRECHE_FULL,
    )


def _in_words(line: Line, refused: Refused) -> str:
    """The refusal; where a colleague was faster, who it was and where the talk is now."""
    last = next(iter(undoing.lately(line.booking_id or 0)), None)
    if refused.reason != Reason.MOVED_MEANWHILE or last is None or line.starts_at is None:
        return say_to_staff(refused.reason)
    at = clock.local(line.starts_at)
    when = dates.day_and_time(at.date(), at.time(), ENGLISH.tag)
    return f"{last.who or 'The parent'} has just moved this talk to {when}. Please look again."


@dataclass(frozen=True)
class Times:
    """The times free for a parent by day, those with an interpreter for them before all others, and
    the nearest to one that has just gone."""

    first: list[tuple[object, list[Slot]]]
    days: list[tuple[object, list[Slot]]]
    nearest: list[Slot]

    @property
    def ids(self) -> set[int]:
        return {slot.id for _day, slots in (*self.first, *self.days) for slot in slots}


def times_for(invitation: Invitation, refused: Refused | None = None, wish: str = "") -> Times:
    slots = bookings.free_slots(invitation)
    wanted = refused.facts.get("wanted") if refused else None
    first = interpreting.first_of(slots, invitation.parent, wish)
    rest = [slot for slot in slots if slot not in first]
    return Times(_by_day(first), _by_day(rest), bookings.nearest(slots, wanted) if wanted else [])


def _by_day(slots: list[Slot]) -> list[tuple[object, list[Slot]]]:
    return [(day, list(times)) for day, times in groupby(slots, key=lambda slot: slot.day)]


def find_invitation(invitation_id: int) -> Invitation:
    """The invitation of a parent who may be spoken to about this child."""
    found = db.session.scalar(
        select(Invitation)
        .join(
            Guardianship,
            and_(
                Guardianship.child_id == Invitation.child_id,
                Guardianship.parent_id == Invitation.parent_id,
                seen(),
            ),
        )
        .where(Invitation.id == invitation_id)
        .options(
            joinedload(Invitation.round),
            joinedload(Invitation.child),
            joinedload(Invitation.parent),
        )
    )
    if found is None:
        abort(404)
    return found
