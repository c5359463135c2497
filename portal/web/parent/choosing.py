"""Booking a talk on a phone: choose a time, say what helps, see it all on one page, confirm.

The chosen time is held for ten minutes meanwhile. A time that goes meanwhile is answered with the
nearest free ones, and nothing typed is lost.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import groupby

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import (
    booking,
    bookings,
    creche_places,
    first_choice,
    helping,
    interpreting,
    waitlist,
)
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import CrechePlace, IfFull
from portal.domain.rounds import Slot
from portal.domain.talks import Talk
from portal.web import access
from portal.web.access import about_talk, by_parent, parent, parents
from portal.web.numbers import row_id
from portal.web.parent import waiting
from portal.web.parent.details import DetailsForm
from portal.web.parent.pages import (
    address,
    birthday_first,
    blueprint,
    gets_texts,
    texts_of_place,
)
from portal.wording.refusals import Reason, Refused, say

MANY = 12
"""From this many times on, early and late ones get a list of their own."""
EARLY, LATE = 9, 16
"""Before nine is before school and work; from four o'clock on is after work for many."""
EARLY_OR_LATE = ("early", "late")
DAYS_A_PAGE = 5
NO_CRECHE = (Reason.CRECHE_SHUT, Reason.CRECHE_TOO_LONG)


def show_times(talk: Talk, refused: Refused | None = None) -> str:
    """The page of free times: nearest day first, the right ones for a brother or sister before
    all others, early and late ones a tap away."""
    busy = bookings.busy_times(parent().id, but_invitation=talk.invitation.id)
    slots = bookings.free_slots(talk.invitation, busy)
    if not slots and talk.waits and (refused is None or refused.reason in waiting.GONE):
        return waiting.show_waiting(talk, too_late=refused is not None)
    when = request.args.get("when", "")
    chosen = _of_the_day(slots, when) or slots
    when = when if when in EARLY_OR_LATE and chosen is not slots else ""
    days = [(day, list(times)) for day, times in groupby(chosen, key=lambda slot: slot.day)]
    start = request.args.get("more", 0, type=row_id)
    start = start if start < len(days) else 0
    wanted = refused.facts.get("wanted") if refused else None
    nearest = bookings.nearest(slots, wanted) if wanted else []
    first = [] if start else _with_interpreter(talk, chosen, nearest)
    beside = bookings.next_to(slots, busy, parent().id) if not refused else []
    return render_template(
        "parent/times.html",
        talk=talk,
        days=days[start : start + DAYS_A_PAGE],
        more=start + DAYS_A_PAGE if len(days) > start + DAYS_A_PAGE else None,
        when=when,
        kinds=_kinds(slots),
        first=first,
        beside=[slot for slot in beside if slot not in first],
        nearest=nearest,
        sorry=say(refused.reason, access.page_language()) if refused else "",
        texts=bool(slots) or gets_texts(talk),
        promised=not slots and first_choice.is_promised(talk.invitation.id),
        creche_full=refused is not None and refused.reason == Reason.CRECHE_FULL,
        no_creche=refused is not None and talk.booked and refused.reason in NO_CRECHE,
        early=EARLY,
        late=LATE,
    )


def _with_interpreter(talk: Talk, slots: list[Slot], nearest: list[Slot]) -> list[Slot]:
    """The times at which an interpreter for this parent's language is here: they stand first."""
    wish = talk.booking.interpreter if talk.booking else ""
    found = interpreting.first_of(slots, parent(), wish)
    return [slot for slot in found if slot not in nearest]


def _of_the_day(slots: list[Slot], when: str) -> list[Slot]:
    if when == "early":
        return [slot for slot in slots if slot.begins.hour < EARLY]
    if when == "late":
        return [slot for slot in slots if slot.begins.hour >= LATE]
    return slots


def _kinds(slots: list[Slot]) -> list[str]:
    """Which lists of their own are worth a link."""
    if len(slots) < MANY:
        return []
    return [kind for kind in EARLY_OR_LATE if _of_the_day(slots, kind)]


@blueprint.get("/t/<token>/talks/<int:invitation_id>/times")
@about_talk
def times(talk: Talk) -> ResponseReturnValue:
    """Free times, for a first booking or for another time."""
    if talk.booked and talk.booking and not access.may_see(talk.booking.id):
        return birthday_first()
    return show_times(talk)


@blueprint.post("/t/<token>/talks/<int:invitation_id>/times")
@parents
def choose(invitation_id: int) -> ResponseReturnValue:
    """A time was chosen: it is held, or the booked talk moves there."""
    slot_id = request.form.get("slot", 0, type=row_id)
    try:
        with act():
            made = waitlist.choose(invitation_id, slot_id, by_parent())
    except Refused as refused:
        return _choose_again(invitation_id, refused)
    if made.state == BookingState.BOOKED:
        return _move(made, slot_id)
    if made.nothing_said:  # else what was said is private, and asks for the birthday
        access.remember_made(made.id)
    return redirect(address("parent.details", invitation_id), 303)


def _move(made: Booking, slot_id: int) -> ResponseReturnValue:
    if not access.may_see(made.id):
        return birthday_first()
    wish = request.form.get("if_full")
    if_full = IfFull(wish) if wish in set(IfFull) else IfFull.REFUSE
    try:
        with act():
            booking.move(made.id, slot_id, by_parent(), if_full)
    except Refused as refused:
        return _choose_again(made.invitation_id, refused)
    return redirect(address("parent.talk", made.invitation_id), 303)


def _choose_again(invitation_id: int, refused: Refused) -> ResponseReturnValue:
    return _again(invitation_id, lambda talk: (show_times(talk, refused), 409))


def _again(invitation_id: int, show: Callable[[Talk], ResponseReturnValue]) -> ResponseReturnValue:
    """A page about this talk as it is now that nothing came of what was asked."""
    return about_talk(show)(token=access.token(), invitation_id=invitation_id)


@blueprint.route("/t/<token>/talks/<int:invitation_id>/details", methods=["GET", "POST"])
@about_talk
def details(talk: Talk) -> ResponseReturnValue:
    """Who comes, how to meet, what helps; answered with everything on one page to confirm.

    Also the way to change these answers of a booked talk.
    """
    if request.method == "POST":
        talk = _with_what_was_typed(talk)
    if talk.booking is None:
        return redirect(address("parent.times", talk.invitation.id))
    if not access.may_see(talk.booking.id):
        return birthday_first()
    if request.method == "GET":
        return _show_details(talk, _as_filled_in(talk))
    form = DetailsForm(talk)
    if form.kept():
        form.ask_anew(creche_places.places_of(talk.booking.id, creche_places.HAD))
    if not form.validate():
        return _show_details(talk, form), 422
    try:
        with act():
            made, places = booking.fill_in(
                talk.booking.id, form.answers(), form.wish_if_full(), by_parent()
            )
    except Refused as refused:
        return _details_refused(talk, form, refused), 409
    if talk.booked:
        return redirect(address("parent.talk", talk.invitation.id), 303)
    return _show_check(Talk(talk.invitation, talk.teacher, made), places)


def _with_what_was_typed(talk: Talk) -> Talk:
    """Where the ten minutes ran out and the time was let go, what they typed is still there."""
    found = bookings.left_over(talk.invitation.id) if talk.booking is None else None
    if found is None:
        return talk
    open_then = helping.creche_is_open(found)
    return replace(talk, booking=found, creche_asked=True, creche_open=open_then)


def _as_filled_in(talk: Talk) -> DetailsForm:
    if talk.booking is None or not talk.creche_asked:
        return DetailsForm.of(talk, [])
    return DetailsForm.of(talk, creche_places.places_of(talk.booking.id, creche_places.HAD))


def _details_refused(talk: Talk, form: DetailsForm, refused: Refused) -> str:
    if refused.reason in (Reason.SLOT_TAKEN, Reason.SLOT_GONE, Reason.PARENT_BUSY) and talk.booking:
        with act():
            booking.keep_typed(talk.booking.id, form.answers())
        return show_times(talk, refused)
    return _show_details(talk, form, refused)


def _show_details(talk: Talk, form: DetailsForm, refused: Refused | None = None) -> str:
    return render_template(
        "parent/details.html",
        talk=talk,
        form=form,
        sorry=say(refused.reason, access.page_language()) if refused else "",
        full=refused is not None and refused.reason == Reason.CRECHE_FULL,
    )


def _show_check(talk: Talk, places: list[CrechePlace]) -> str:
    return render_template(
        "parent/check.html", talk=talk, places=places, texts=texts_of_place(talk, places)
    )


@blueprint.post("/t/<token>/talks/<int:invitation_id>/confirm")
@parents
def confirm(invitation_id: int) -> ResponseReturnValue:
    """Book it. Sent twice, it is booked once and shows the same page; of a page with another time
    than the one held now, it is asked again."""
    seen = request.form.get("slot", type=row_id)
    try:
        with act():
            booking.confirm_talk(invitation_id, by_parent(), seen=seen)
    except Refused as refused:
        if refused.reason == Reason.MOVED_MEANWHILE:
            return _again(invitation_id, _check_again)
        if refused.reason == Reason.CRECHE_FULL:
            return _again(invitation_id, partial(_creche_filled_up, refused=refused))
        return _choose_again(invitation_id, refused)
    return redirect(address("parent.talk", invitation_id), 303)


def _check_again(talk: Talk) -> ResponseReturnValue:
    if talk.booking is None or not access.may_see(talk.booking.id):
        return redirect(address("parent.times", talk.invitation.id))
    return _show_check(talk, creche_places.places_of(talk.booking.id)), 409


def _creche_filled_up(talk: Talk, refused: Refused) -> ResponseReturnValue:
    """What was typed, with what to do now; of what was said on another phone, no more than that."""
    talk = _with_what_was_typed(talk)
    if talk.booking is None or not access.may_see(talk.booking.id):
        return show_times(talk, refused), 409
    return _show_details(talk, _as_filled_in(talk), refused), 409
