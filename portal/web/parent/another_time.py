"""The school asks whether a talk may have another time: yes, or the old one stays. The same verbs
as by text."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act
from portal.domain import moving
from portal.domain.talks import Talk
from portal.web import access
from portal.web.access import about_talk, by_parent
from portal.web.numbers import row_id
from portal.web.parent.pages import birthday_first, blueprint, sorry, where_it_stands
from portal.wording import moving as words
from portal.wording.refusals import Reason, Refused


@blueprint.route("/t/<token>/talks/<int:invitation_id>/another-time", methods=["GET", "POST"])
@about_talk
def another_time(talk: Talk) -> ResponseReturnValue:
    """The old time, the new one, and two buttons."""
    if talk.booking is None or not talk.booked:
        return redirect(where_it_stands(talk), 303)
    if not access.may_see(talk.booking.id):
        return birthday_first()
    if request.method == "GET":
        if talk.asked is None:
            return redirect(where_it_stands(talk))
        return render_template("parent/another_time.html", talk=talk)
    return _answer(talk, request.form.get("ask", 0, type=row_id), request.form.get("answer", ""))


def _answer(talk: Talk, ask_id: int, answer: str) -> ResponseReturnValue:
    try:
        with act():
            if answer == "yes":
                moving.say_yes(ask_id, by_parent())
            elif answer == "no":
                moving.say_no(ask_id, by_parent())
    except Refused as refused:
        return _cannot_be(ask_id, refused)
    return redirect(where_it_stands(talk), 303)


def _cannot_be(ask_id: int, refused: Refused) -> ResponseReturnValue:
    """The page that says that the new time cannot be any more, and when the talk is."""
    if refused.reason == Reason.BOOKING_OVER:  # taken back, moved otherwise, or cancelled
        return sorry(refused)
    with act():
        talk = moving.cannot_be(ask_id, by_parent())
    said = words.gone(
        access.page_language(),
        child=talk.invitation.child.first_name,
        at=clock.local(talk.slot.starts_at),
    )
    return render_template("parent/refused.html", words=said), 409
