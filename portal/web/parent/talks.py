"""A parent's own pages: their talks, one talk, moving or cancelling it, the calendar."""

from datetime import UTC, datetime, timedelta

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from icalendar import Calendar, Event, Timezone

from portal import clock
from portal.db import act
from portal.domain import (
    booking,
    creche_places,
    help_requests,
    holding,
    inviting,
    parents_plan,
    sharing,
)
from portal.domain.talks import Talk
from portal.web import access
from portal.web.access import about_talk, about_talks, by_parent, parent
from portal.web.parent import choosing, waiting
from portal.web.parent.pages import (
    address,
    birthday_first,
    blueprint,
    sorry,
    texts_of_place,
    where_it_stands,
)
from portal.wording import safe_texts
from portal.wording.refusals import Refused


@blueprint.get("/t/<token>/talks", endpoint="talks")
@about_talks
def all_talks(found: list[Talk]) -> ResponseReturnValue:
    """The parent's talks, what is offered first; with just one to book and nothing booked, the
    time offered or the free times at once."""
    access.remember_my_school()
    if len(found) == 1 and found[0].offered:
        return waiting.show_offer(found[0])
    if len(found) == 1 and found[0].can_choose and found[0].open_question and not found[0].waits:
        return choosing.show_times(found[0])
    first = sorted(found, key=lambda talk: not (talk.offered or talk.asked))
    plans = parents_plan.children(parent().id)
    return render_template(
        "parent/talks.html",
        talks=first,
        may_see=access.may_see,
        plans=plans,
        knows=access.knows_birthday(),
    )


def _all() -> str:
    return url_for("parent.talks", token=access.token())


@blueprint.get("/t/<token>/talks/<int:invitation_id>", endpoint="talk")
@about_talks
def one_talk(found: list[Talk], invitation_id: int) -> ResponseReturnValue:
    """A booked talk: when, where, who, what was asked for, and how to change it."""
    talk = next((one for one in reversed(found) if one.invitation.id == invitation_id), None)
    if talk is None:
        abort(404)
    if not talk.booked or talk.booking is None:
        return redirect(where_it_stands(talk))
    if not access.may_see(talk.booking.id):
        return birthday_first()
    others = [other for other in found if other.can_choose and other.open_question]
    places = creche_places.places_of(talk.booking.id) if talk.creche_asked else []
    return render_template(
        "parent/talk.html",
        talk=talk,
        places=places,
        others=others,
        texts=texts_of_place(talk, places),
        needs=help_requests.became(talk.booking),
        joint=_is_joint(talk),
        asks_together=talk.invitation.round.asks_together,
    )


def _is_joint(talk: Talk) -> bool:
    """Whether another parent comes to this talk, too; looked up only where that can be."""
    mine = talk.booking
    if mine is None or not (talk.invitation.round.asks_together or mine.beside_id):
        return False
    return sharing.partner_of(mine) is not None


@blueprint.route("/t/<token>/talks/<int:invitation_id>/cancel", methods=["GET", "POST"])
@about_talk
def cancel(talk: Talk) -> ResponseReturnValue:
    """Asks once, then cancels; the page after it can take it back."""
    if talk.booking is None or not talk.booked:
        sent_twice = access.cancelled_here(talk.invitation.id)
        return redirect(address("parent.cancelled", talk.invitation.id) if sent_twice else _all())
    if not access.may_see(talk.booking.id):
        return birthday_first()
    if request.method == "GET":
        return render_template("parent/cancel.html", talk=talk)
    try:
        with act():
            booking.cancel(talk.booking.id, by_parent())
    except Refused as refused:
        return sorry(refused)
    access.remember_cancelled(talk.invitation.id, talk.booking.id)
    return redirect(address("parent.cancelled", talk.invitation.id), 303)


@blueprint.route("/t/<token>/talks/<int:invitation_id>/cancelled", methods=["GET", "POST"])
@about_talk
def cancelled(talk: Talk) -> ResponseReturnValue:
    """It is cancelled. Take it back, or choose another time."""
    if talk.booked:
        return redirect(where_it_stands(talk), 303)
    can_undo = access.cancelled_here(talk.invitation.id)
    if request.method == "GET":
        return render_template("parent/cancelled.html", talk=talk, can_undo=can_undo)
    if not can_undo:
        return redirect(_all())
    try:
        with act():
            undone = booking.take_back_cancel(_own_cancelled(talk), by_parent())
    except Refused as refused:
        return sorry(refused)
    access.remember_made(undone.id)
    access.forget_cancelled(talk.invitation.id)
    return redirect(address("parent.talk", talk.invitation.id), 303)


def _own_cancelled(talk: Talk) -> int:
    """The booking this phone cancelled a moment ago, if it is of this parent's invitation."""
    found = holding.find(access.cancelled_here(talk.invitation.id))
    if found.invitation_id != talk.invitation.id or found.parent_id != parent().id:
        abort(404)
    return found.id


@blueprint.post("/t/<token>/talks/<int:invitation_id>/not-now")
@about_talk
def not_now(talk: Talk) -> ResponseReturnValue:
    """ "Not this time": no reason asked."""
    try:
        with act():
            inviting.decline(talk.invitation.id, by_parent())
    except Refused as refused:
        return sorry(refused)
    return render_template("parent/declined.html", talk=talk)


@blueprint.route("/t/<token>/talks/<int:invitation_id>/call", methods=["GET", "POST"])
@about_talk
def call_me(talk: Talk) -> ResponseReturnValue:
    """ "None of these work for me": be rung instead, or say "not this time"."""
    if request.method == "GET":
        return render_template("parent/other_ways.html", talk=talk)
    with act():
        inviting.ask_for_call(talk.invitation.id, by_parent())
    return render_template("parent/will_ring.html", talk=talk)


@blueprint.get("/t/<token>/talks/<int:invitation_id>/school.ics")
@about_talk
def calendar(talk: Talk) -> ResponseReturnValue:
    """The talk for the phone's calendar. It says "School" in their language, and nothing else: a
    calendar is often shared."""
    if talk.booking is None or not talk.booked or not access.may_see(talk.booking.id):
        abort(404)
    slot = talk.booking.slot
    zone = clock.zone()
    event = Event()
    event.add("uid", f"talk-{talk.booking.id}@{request.host}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", slot.starts_at.astimezone(zone))
    event.add("dtend", slot.ends_at.astimezone(zone))
    event.add("summary", safe_texts.calendar_entry(access.page_language()))
    plan = Calendar()
    plan.add("prodid", "-//Parent portal//EN")
    plan.add("version", "2.0")
    around = slot.starts_at.year
    plan.add_component(
        Timezone.from_tzinfo(
            zone,
            first_date=datetime(around, 1, 1, tzinfo=UTC).date(),
            last_date=(slot.ends_at + timedelta(days=370)).date(),
        )
    )
    plan.add_component(event)
    return Response(
        plan.to_ical(),
        mimetype="text/calendar",
        headers={"Content-Disposition": "attachment; filename=school.ics"},
    )
