"""Booking a talk for a parent who rings or stands here, and changing what helps at one that is
booked. Where somebody else has said something meanwhile, what was typed stays on the page, with how
it stands by now."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act, db
from portal.domain import card, carry_over, creche_places, story, tell, what_helps
from portal.domain.bookings import Booking
from portal.domain.desk import Line
from portal.domain.history import Deed
from portal.domain.invitations import Invitation
from portal.domain.rounds import Slot
from portal.languages import ENGLISH, OFFERED
from portal.web.access import staff_only
from portal.web.numbers import row_id
from portal.web.staff import in_call, meanwhile
from portal.web.staff.pages import blueprint
from portal.web.staff.talk import (
    OFFICE,
    and_told,
    find_invitation,
    find_talk,
    served,
    slot_chosen,
    times_for,
)
from portal.web.staff.talk_form import TalkForm, as_said
from portal.web.staff.time_wanted import wanted_id
from portal.wording import dates
from portal.wording.refusals import Reason, Refused, say_to_staff

OF_WHAT_HELPS = (
    Deed.MOVED,
    Deed.ANSWERS_CHANGED,
    Deed.PLACE_ADDED,
    Deed.PLACE_OFFERED,
    Deed.PLACE_WITHDRAWN,
    Deed.OFFER_PASSED,
)
"""Any of these changes what the form shows."""

# -- what helps, after the booking -------------------------------------------------------------


@blueprint.route("/bookings/<int:booking_id>/needs", methods=["GET", "POST"])
@staff_only(*OFFICE)
def needs(booking_id: int) -> ResponseReturnValue:
    """Change how they meet, who comes and what helps; the parent is told of what they see."""
    line = find_talk(booking_id)
    found = db.session.get_one(Booking, booking_id)
    ways = _ways_of(found)
    if request.method == "GET":
        form = TalkForm.for_ways(ways, **as_said(found, creche_places.places_of(booking_id)))
        return _show_needs(line, form)
    form = TalkForm.for_ways(ways, request.form)
    if not form.validate():
        return _show_needs(line, form, seen=request.form.get("seen")), 422
    by, seen = in_call.by(line.parent_id), request.form.get("seen")
    try:
        with act():
            told = what_helps.change(booking_id, form.answers(), form.wish_if_full(), by, seen=seen)
    except Refused as refused:
        if refused.reason == Reason.CHANGED_MEANWHILE:
            who = story.who_did(booking_id, OF_WHAT_HELPS) or "Somebody else"
            return _show_meanwhile(booking_id, form, f"{who} has just changed this."), 409
        return _show_needs(line, form, say_to_staff(refused.reason), seen), 409
    said = f"Saved.{_who_waits(booking_id)}"
    if told:
        said = and_told(said, line.parent_id, line.child_id)
    return served(booking_id, said)


def _ways_of(talk: Booking) -> list[str]:
    """The ways to meet of the round, and the one they chose when it was offered: that is not
    changed unasked."""
    ways = talk.invitation.round.ways
    return ways if talk.way in ways else [*ways, talk.way.value]


def _who_waits(booking_id: int) -> str:
    """That little ones have no crèche place yet: " Ali and Zara wait for a place."."""
    names = what_helps.waiting(booking_id)
    wait = "waits" if len(names) == 1 else "wait"
    return f" {' and '.join(names)} {wait} for a place." if names else ""


def _show_meanwhile(booking_id: int, form: TalkForm, happened: str) -> str:
    """What was typed, beside how the talk stands since something `happened` to it."""
    sorry = f"{happened} What you typed is not saved yet: please look at both."
    return _show_needs(find_talk(booking_id), form, sorry, stands=True)


def _show_needs(
    line: Line, form: TalkForm, sorry: str = "", seen: str | None = None, *, stands: bool = False
) -> str:
    """The form. `seen`: what its page showed at first; None: how it stands now. `stands`: that is
    shown beside what was typed."""
    talk = db.session.get_one(Booking, line.booking_id)
    places = creche_places.places_of(talk.id)
    return render_template(
        "staff/needs.html",
        line=line,
        form=form,
        seen=what_helps.as_shown(talk, places) if seen is None else seen,
        stands=stands,
        says=_stands_otherwise(talk, form) if stands else [],
        places=places,
        sorry=sorry,
    )


def _stands_otherwise(talk: Booking, form: TalkForm) -> list[tuple[str, str]]:
    """What is said of the talk by now that is not what was typed, but for the crèche."""
    as_it_is = TalkForm.for_ways(_ways_of(talk), **as_said(talk, []))
    return meanwhile.otherwise(form, [as_it_is[name] for name in carry_over.SAID])


# -- booking for a parent ----------------------------------------------------------------------


@blueprint.post("/parents/<int:parent_id>/invite")
@staff_only(*OFFICE)
def invite_at_desk(parent_id: int) -> ResponseReturnValue:
    """Ask this parent to a talk at the desk; on to the free times."""
    child_id = request.form.get("child", 0, type=row_id)
    round_id = request.form.get("round", 0, type=row_id)
    by = in_call.by(parent_id)
    try:
        with act():
            invitation_id = card.invite(parent_id, child_id, round_id, by)
    except Refused as refused:
        flash(say_to_staff(refused.reason))
        screen = in_call.their_screen(parent_id) or url_for("staff.parent", parent_id=parent_id)
        return redirect(screen, 303)
    return redirect(url_for("staff.book", invitation_id=invitation_id), 303)


@blueprint.route("/invitations/<int:invitation_id>/book", methods=["GET", "POST"])
@staff_only(*OFFICE)
def book(invitation_id: int) -> ResponseReturnValue:
    """Choose a time for a parent who rings or stands here, and what helps."""
    invitation = find_invitation(invitation_id)
    ways = invitation.round.ways
    if request.method == "GET":
        return _show_book(invitation, TalkForm.for_ways(ways, **_said_before(invitation)))
    form = TalkForm.for_ways(ways, request.form)
    if not form.validate():
        return _show_book(invitation, form), 422
    by = in_call.by(invitation.parent_id)
    try:
        with act():
            made = what_helps.book(
                invitation_id, slot_chosen(), by, form.answers(), form.wish_if_full()
            )
            booking_id, as_wanted = made.id, made.slot_id == slot_chosen()
    except Refused as refused:
        if refused.reason == Reason.BOOKED_MEANWHILE:
            return _booked_meanwhile(refused.facts["booking_id"], form), 409
        return _show_book(invitation, form, refused), 409
    if as_wanted:
        done = f"Booked.{_who_waits(booking_id)}"
        said = and_told(done, invitation.parent_id, invitation.child_id)
        return served(booking_id, said, can_undo=True)
    return served(booking_id, "This talk was booked already. Move it here if they want that time.")


def _booked_meanwhile(booking_id: int, form: TalkForm) -> str:
    """It is booked by now, with other answers: on to what helps there, with all that was typed."""
    there = db.session.get_one(Booking, booking_id).slot
    who = story.who_did(booking_id, [Deed.BOOKED]) or "Somebody else"
    happened = f"{who} has booked this talk, for {_when(there)}."
    wanted = db.session.get(Slot, slot_chosen())
    if wanted and wanted is not there:
        happened += f" You chose {_when(wanted)}: if they want that, move the talk."
    return _show_meanwhile(booking_id, form, happened)


def _when(slot: Slot) -> str:
    at = clock.local(slot.starts_at)
    return dates.day_and_time(at.date(), at.time(), ENGLISH.tag)


def _said_before(invitation: Invitation) -> dict[str, Any]:
    """What is known of how they come: what they said about a talk that fell through, else that
    this parent needs an interpreter."""
    before = carry_over.fell_through(invitation.id)
    if before:
        return as_said(before, creche_places.places_of(before.id, creche_places.HAD))
    return {"interpreter": _speaks(invitation) if invitation.parent.interpreter else ""}


def _speaks(invitation: Invitation) -> str:
    tag = invitation.parent.language or invitation.parent.likely_language or ""
    return OFFERED[tag].english_name if tag in OFFERED else tag


def _show_book(invitation: Invitation, form: TalkForm, refused: Refused | None = None) -> str:
    times, wanted = times_for(invitation, refused), wanted_id()
    return render_template(
        "staff/book.html",
        invitation=invitation,
        form=form,
        times=times,
        chosen=slot_chosen() or wanted,
        not_theirs=wanted and wanted not in times.ids,
        by_text=tell.why_not(invitation.parent_id, invitation.child_id) is None,
        closed=invitation.round.closes_on < clock.today(),
        sorry=say_to_staff(refused.reason) if refused else "",
    )
