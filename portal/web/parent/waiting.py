"""Waiting: for a time when none is free, and what is then offered, a time or places in the crèche.

The same verbs as by text. What a press of a button was about is looked up anew: a page may be old.
"""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import creche_offers, waitlist
from portal.domain.talks import Talk
from portal.web import access
from portal.web.access import about_talk, by_parent
from portal.web.numbers import row_id
from portal.web.parent.pages import (
    address,
    birthday_first,
    blueprint,
    gets_texts,
    sorry,
    where_it_stands,
)
from portal.wording.refusals import Reason, Refused

GONE = {Reason.SLOT_TAKEN, Reason.SLOT_GONE, Reason.BOOKING_OVER}
"""Refusals of an offer that was answered too late."""


@blueprint.route("/t/<token>/talks/<int:invitation_id>/waiting", methods=["GET", "POST"])
@about_talk
def waiting(talk: Talk) -> ResponseReturnValue:
    """ "Tell me when a time is free", and the page of who waits."""
    if request.method == "GET":
        return show_waiting(talk) if talk.waits else redirect(where_it_stands(talk))
    try:
        with act():
            waitlist.wait(talk.invitation.id, by_parent())
    except Refused as refused:
        return sorry(refused)
    return redirect(address("parent.waiting", talk.invitation.id), 303)


def show_waiting(talk: Talk, *, too_late: bool = False) -> str:
    """The page of who waits. `too_late`: somebody else has the time they were offered."""
    return render_template(
        "parent/waiting.html", talk=talk, texts=gets_texts(talk), too_late=too_late
    )


@blueprint.post("/t/<token>/talks/<int:invitation_id>/stop-waiting")
@about_talk
def stop_waiting(talk: Talk) -> ResponseReturnValue:
    """They do not wait any more."""
    with act():
        waitlist.stop_waiting(talk.invitation.id, by_parent())
    return redirect(address("parent.times", talk.invitation.id), 303)


@blueprint.route("/t/<token>/talks/<int:invitation_id>/offer", methods=["GET", "POST"])
@about_talk
def offer(talk: Talk) -> ResponseReturnValue:
    """A time that came free is kept for them: yes please, or no thanks."""
    if talk.waiting is None or talk.booked:
        return redirect(where_it_stands(talk), 303)
    if request.method == "GET":
        return show_offer(talk) if talk.offered else redirect(where_it_stands(talk))
    slot_id = request.form.get("slot", 0, type=row_id)
    if talk.waiting.offered_slot_id not in (None, slot_id):
        return show_offer(talk), 409  # the page was old: another time is offered by now
    return _answer(talk, talk.waiting.id, slot_id, request.form.get("answer", ""))


def show_offer(talk: Talk) -> str:
    """The page of a time that is offered."""
    return render_template("parent/offer.html", talk=talk)


def _answer(talk: Talk, entry_id: int, slot_id: int, answer: str) -> ResponseReturnValue:
    if answer == "no":
        with act():
            waitlist.pass_on(entry_id, slot_id, by_parent())
        return redirect(address("parent.waiting", talk.invitation.id), 303)
    if answer != "yes":
        return redirect(where_it_stands(talk), 303)
    try:
        with act():
            taken = waitlist.take(entry_id, slot_id, by_parent())
    except Refused as refused:
        if refused.reason not in GONE:
            return sorry(refused)
        return show_waiting(talk, too_late=True), 409
    if talk.nothing_said:
        access.remember_made(taken.id)
    return redirect(address("parent.details", talk.invitation.id), 303)


@blueprint.post("/t/<token>/talks/<int:invitation_id>/creche-places")
@about_talk
def creche_places(talk: Talk) -> ResponseReturnValue:
    """The crèche has room for their little ones now: yes please, or no thanks."""
    if talk.booking is None or not talk.booked:
        return redirect(where_it_stands(talk), 303)
    if not access.may_see(talk.booking.id):
        return birthday_first()
    verbs = {"yes": creche_offers.take, "no": creche_offers.pass_on}
    verb = verbs.get(request.form.get("answer", ""))
    try:
        with act():
            if verb:
                verb(talk.booking.id, by_parent())
    except Refused as refused:
        return sorry(refused)
    return redirect(address("parent.talk", talk.invitation.id), 303)
