"""Inviting: whom it would reach and what it costs, and after that how far it has come, with a stop
button for the texts that nobody has sent yet."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act
from portal.domain import calling, invitees, inviting, outlook, sending
from portal.domain.rounds import Round, RoundState
from portal.web.access import by_staff, settings, staff_only
from portal.web.staff.first_steps import can_text
from portal.web.staff.pages import blueprint
from portal.web.staff.rounds import OFFICE, find_round
from portal.wording.refusals import Refused, say_to_staff

TOKEN = "x" * 13
"""As long as the token of a parent's link, for counting a text's segments."""
AGAIN_AFTER = "5"
"""Seconds until the page looks again by itself while texts go out; it needs no script."""


@blueprint.route("/rounds/<int:round_id>/invite", methods=["GET", "POST"])
@staff_only(*OFFICE)
def invite_parents(round_id: int) -> ResponseReturnValue:
    """Look at what would be sent, then send it."""
    around = find_round(round_id)
    if request.method == "GET":
        return _show(around)
    try:
        with act():
            made = inviting.invite(round_id, by_staff())
    except Refused as refused:
        return _show(around, say_to_staff(refused.reason), 409)
    flash(f"{made} invitations made." if made else "Everybody is invited already.")
    return redirect(url_for("staff.invite_parents", round_id=round_id), 303)


@blueprint.post("/rounds/<int:round_id>/stop")
@staff_only(*OFFICE)
def stop_texts(round_id: int) -> ResponseReturnValue:
    """Stop what has not gone out yet, or go on."""
    find_round(round_id)
    if request.form.get("texts") == "go on":
        with act():
            went_on = sending.go_on(round_id, by_staff())
        flash("The texts go on." if went_on else "The texts are on their way already.")
    else:
        with act():
            count = sending.stop(round_id, by_staff())
        called_back = f" {count} {'was' if count == 1 else 'were'} called back." if count else ""
        flash(f"The texts are stopped.{called_back}")
    return redirect(url_for("staff.invite_parents", round_id=round_id), 303)


def _show(around: Round, sorry: str = "", status: int = 200) -> Response:
    invited = around.state == RoundState.INVITED
    texts = sending.progress(around) if invited else None
    still = "still" in request.args
    page = make_response(
        render_template(
            "staff/rounds/invite.html",
            round=around,
            outlook=outlook.who_would_get_it(around.id, f"{settings().public_url}/t/{TOKEN}"),
            progress=invitees.progress(around.id) if invited else None,
            texts=texts,
            still=still,
            to_do=calling.to_do(around.id) if invited else None,
            opens_later=around.opens_on > clock.today(),
            over=around.closes_on < clock.today(),
            sorry=sorry,
            connected=can_text(),
        ),
        status,
    )
    if texts and texts.moving and not still and request.method == "GET":
        page.headers["Refresh"] = AGAIN_AFTER
    return page
