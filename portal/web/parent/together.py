"""Whether a parent would like to come to a booked talk together with another parent or carer."""

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import sharing, together
from portal.domain.talks import Talk
from portal.web import access
from portal.web.access import about_talk, by_parent
from portal.web.limits import limiter
from portal.web.parent.pages import address, birthday_first, blueprint, sorry, where_it_stands
from portal.wording.refusals import Refused

ANSWERS = {"yes": True, "no": False}


@blueprint.route("/t/<token>/talks/<int:invitation_id>/together", methods=["GET", "POST"])
@about_talk
@limiter.limit("20 per minute", methods=["POST"])
def come_together(talk: Talk) -> ResponseReturnValue:
    """The question, as often as they like, until the talk. What they answered is never shown:
    somebody else may hold this phone. Who had a talk together and would rather not any more is
    shown times to choose from."""
    if not talk.booked or talk.booking is None or talk.over:
        return redirect(where_it_stands(talk))
    joint = sharing.partner_of(talk.booking) is not None
    if not (joint or talk.invitation.round.asks_together):
        abort(404)
    if not access.may_see(talk.booking.id):
        return birthday_first()
    if request.method == "GET":
        return _show(talk, joint=joint)
    said = request.form.get("answer", "")
    if said not in ANSWERS:
        abort(400)
    try:
        with act():
            needs_a_time = together.answer(talk.invitation.id, ANSWERS[said], by_parent())
    except Refused as refused:
        return sorry(refused)
    if needs_a_time:
        return redirect(address("parent.times", talk.invitation.id), 303)
    return _show(talk, thanks=True)


def _show(talk: Talk, *, joint: bool = False, thanks: bool = False) -> str:
    return render_template("parent/together.html", talk=talk, joint=joint, thanks=thanks)
