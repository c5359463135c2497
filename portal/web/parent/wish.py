"""What a parent would like to talk about in a booked talk, in their own words."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import talking, wishes
from portal.domain.talks import Talk
from portal.web import access
from portal.web.access import about_talk, by_parent
from portal.web.limits import limiter
from portal.web.parent.pages import address, birthday_first, blueprint, sorry, where_it_stands
from portal.wording.refusals import Refused


@blueprint.route("/t/<token>/talks/<int:invitation_id>/wish", methods=["GET", "POST"])
@about_talk
@limiter.limit("20 per minute", methods=["POST"])
def wish(talk: Talk) -> ResponseReturnValue:
    """ "Is there something you would like to talk about?" Shows what they have written, and takes
    more of it. Private, like the talk itself."""
    if not talk.booked or talk.booking is None or talk.over:
        return redirect(where_it_stands(talk))
    if not access.may_see(talk.booking.id):
        return birthday_first()
    if request.method == "GET":
        return _show(talk)
    # A browser counts a new line as one character, and sends two.
    words = request.form.get("words", "").replace("\r\n", "\n").strip()
    if len(words) > wishes.LONGEST:
        return _show(talk, written=words), 422
    if not words:
        return redirect(address("parent.talk", talk.invitation.id), 303)
    try:
        with act():
            wishes.say(talk.booking.id, words, by_parent())
    except Refused as refused:
        return sorry(refused)
    return _show(talk, thanks=True)


def _show(talk: Talk, *, written: str = "", thanks: bool = False) -> str:
    said = wishes.said_of(talk.booking.id) if talk.booking else []
    return render_template(
        "parent/wish.html",
        talk=talk,
        said=said,
        written=written,
        thanks=thanks,
        longest=wishes.LONGEST,
        somebody_is_in=talking.somebody_is_in(),
    )
