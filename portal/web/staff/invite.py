"""Inviting: whom it would reach and what it costs, and after that how far it has come."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act
from portal.domain import calling, invitees, inviting
from portal.domain.rounds import Round, RoundState
from portal.web.access import by_staff, settings, staff_only
from portal.web.staff.pages import blueprint
from portal.web.staff.rounds import OFFICE, find_round
from portal.wording.refusals import Refused, say_to_staff

TOKEN = "x" * 13
"""As long as the token of a parent's link, for counting a text's segments."""


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
        return _show(around, say_to_staff(refused.reason)), 409
    flash(f"{made} invitations made." if made else "Everybody is invited already.")
    return redirect(url_for("staff.invite_parents", round_id=round_id), 303)


def _show(around: Round, sorry: str = "") -> str:
    invited = around.state == RoundState.INVITED
    return render_template(
        "staff/rounds/invite.html",
        round=around,
        outlook=invitees.who_would_get_it(around.id, f"{settings().public_url}/t/{TOKEN}"),
        progress=invitees.progress(around.id) if invited else None,
        to_ring=calling.call_list(around.id) if invited else [],
        opens_later=around.opens_on > clock.today(),
        over=around.closes_on < clock.today(),
        sorry=sorry,
    )
