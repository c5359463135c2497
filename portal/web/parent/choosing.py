"""Booking a talk on a phone: choose a time, say what helps, see it all on one page, confirm.

The chosen time is held for ten minutes meanwhile. A time that goes meanwhile is answered with the
nearest free ones, and nothing typed is lost.
"""

from itertools import groupby

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act
from portal.domain import booking, bookings, contact, creche
from portal.domain.bookings import Booking
from portal.domain.creche import IfFull
from portal.domain.rounds import Slot
from portal.domain.talks import Talk
from portal.web import access
from portal.web.access import by_parent, parent, parents
from portal.web.parent.details import DetailsForm
from portal.web.parent.finding import find_talk
from portal.web.parent.pages import blueprint
from portal.wording.refusals import Reason, Refused, say

MANY = 12
"""From this many times on, early and late ones get a list of their own."""
EARLY, LATE = 9, 16
"""Before nine is before school and work; from four o'clock on is after work for many."""
DAYS_A_PAGE = 5


def show_times(talk: Talk, refused: Refused | None = None) -> str:
    """The page of free times: nearest day first, the right ones for a brother or sister before
    all others, early and late ones a tap away."""
    slots = bookings.free_slots(talk.invitation)
    busy = bookings.busy_times(parent().id, but_invitation=talk.invitation.id)
    when = request.args.get("when", "")
    chosen = _of_the_day(slots, when)
    days = [(day, list(times)) for day, times in groupby(chosen, key=lambda slot: slot.day)]
    start = request.args.get("more", 0, type=int)
    wanted = refused.facts.get("wanted") if refused else None
    return render_template(
        "parent/times.html",
        talk=talk,
        days=days[start : start + DAYS_A_PAGE],
        more=start + DAYS_A_PAGE if len(days) > start + DAYS_A_PAGE else None,
        when=when if when in ("early", "late") else "",
        kinds=_kinds(slots),
        beside=bookings.next_to(slots, busy, parent().id) if not refused else [],
        nearest=bookings.nearest(slots, wanted) if wanted else [],
        sorry=say(refused.reason, access.page_language()) if refused else "",
        creche_full=refused is not None and refused.reason == Reason.CRECHE_FULL,
        early=EARLY,
        late=LATE,
    )


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
    return [kind for kind in ("early", "late") if _of_the_day(slots, kind)]


@blueprint.get("/t/<token>/talks/<int:invitation_id>/times")
@parents
def times(invitation_id: int) -> ResponseReturnValue:
    """Free times, for a first booking or for another time."""
    talk = find_talk(invitation_id)
    if talk.booked and talk.booking and not access.may_see(talk.booking.id):
        return redirect(url_for("parent.birthday", token=access.token()))
    return show_times(talk)


@blueprint.post("/t/<token>/talks/<int:invitation_id>/times")
@parents
def choose(invitation_id: int) -> ResponseReturnValue:
    """A time was chosen: it is held, or the booked talk moves there."""
    talk = find_talk(invitation_id)
    slot_id = request.form.get("slot", 0, type=int)
    if talk.booked and talk.booking:
        return _move(talk, talk.booking, slot_id)
    try:
        with act():
            held = booking.hold(talk.invitation.id, slot_id, by_parent())
            access.remember_made(held.id)
            if parent().number_confirmed_at is None:
                contact.confirm_number(parent().id, by_parent())
    except Refused as refused:
        return show_times(talk, refused), 409
    return redirect(
        url_for("parent.details", token=access.token(), invitation_id=invitation_id), 303
    )


def _move(talk: Talk, booked: Booking, slot_id: int) -> ResponseReturnValue:
    if not access.may_see(booked.id):
        return redirect(url_for("parent.birthday", token=access.token()))
    if_full = IfFull.WAIT if request.form.get("if_full") == "wait" else IfFull.REFUSE
    try:
        with act():
            booking.move(booked.id, slot_id, by_parent(), if_full)
    except Refused as refused:
        return show_times(talk, refused), 409
    return redirect(
        url_for("parent.talk", token=access.token(), invitation_id=talk.invitation.id), 303
    )


@blueprint.route("/t/<token>/talks/<int:invitation_id>/details", methods=["GET", "POST"])
@parents
def details(invitation_id: int) -> ResponseReturnValue:
    """Who comes, how to meet, what helps; answered with everything on one page to confirm.

    Also the way to change these answers of a booked talk.
    """
    talk = find_talk(invitation_id)
    if talk.booking is None:
        return redirect(url_for("parent.times", token=access.token(), invitation_id=invitation_id))
    if not access.may_see(talk.booking.id):
        return redirect(url_for("parent.birthday", token=access.token()))
    if request.method == "GET":
        form = DetailsForm.of(talk, creche.places_of(talk.booking.id, creche.HAD))
        return _show_details(talk, form)
    form = DetailsForm(talk)
    if not form.validate():
        return _show_details(talk, form), 422
    try:
        with act():
            booking.fill_in(talk.booking.id, form.answers(), form.wish_if_full(), by_parent())
    except Refused as refused:
        return _details_refused(talk, form, refused), 409
    if talk.booked:
        return redirect(
            url_for("parent.talk", token=access.token(), invitation_id=invitation_id), 303
        )
    return _show_check(talk.invitation.id)


def _details_refused(talk: Talk, form: DetailsForm, refused: Refused) -> str:
    if refused.reason in (Reason.SLOT_TAKEN, Reason.SLOT_GONE, Reason.PARENT_BUSY) and talk.booking:
        with act():
            booking.keep_typed(talk.booking.id, form.answers())
        return show_times(talk, refused)
    return _show_details(talk, form, refused)


def _show_details(talk: Talk, form: DetailsForm, refused: Refused | None = None) -> str:
    assert talk.booking is not None
    slot = talk.booking.slot
    return render_template(
        "parent/details.html",
        talk=talk,
        form=form,
        creche_open=creche.open_at(slot.day, slot.starts_at, slot.ends_at),
        sorry=say(refused.reason, access.page_language()) if refused else "",
        full=refused is not None and refused.reason == Reason.CRECHE_FULL,
        now=clock.now(),
    )


def _show_check(invitation_id: int) -> str:
    talk = find_talk(invitation_id)
    assert talk.booking is not None
    return render_template("parent/check.html", talk=talk, places=creche.places_of(talk.booking.id))


@blueprint.post("/t/<token>/talks/<int:invitation_id>/confirm")
@parents
def confirm(invitation_id: int) -> ResponseReturnValue:
    """Book it. Sent twice, it is booked once and shows the same page."""
    talk = find_talk(invitation_id)
    if talk.booking is None:
        return redirect(url_for("parent.times", token=access.token(), invitation_id=invitation_id))
    try:
        with act():
            booking.confirm(talk.booking.id, by_parent())
    except Refused as refused:
        if refused.reason == Reason.CRECHE_FULL:
            form = DetailsForm.of(talk, creche.places_of(talk.booking.id, creche.HAD))
            return _show_details(talk, form, refused), 409
        return show_times(talk, refused), 409
    return redirect(url_for("parent.talk", token=access.token(), invitation_id=invitation_id), 303)
