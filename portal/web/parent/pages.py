"""The blueprint of the parents' pages, the addresses they send one another to, and what several of
them say."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.domain import tell
from portal.domain.creche import CrechePlace, PlaceState
from portal.domain.talks import Talk
from portal.web import access
from portal.wording.refusals import Refused, say

blueprint = Blueprint("parent", __name__)


def address(endpoint: str, invitation_id: int) -> str:
    """The address of a page about one talk of the parent who is here."""
    return url_for(endpoint, token=access.token(), invitation_id=invitation_id)


def birthday_first(to: str | None = None) -> ResponseReturnValue:
    """What is asked for is private: the child's birthday opens it, and leads on to there (one of
    `doors.TO`)."""
    return redirect(url_for("parent.birthday", token=access.token(), to=to), 303)


def let_in(endpoint: str, to: str) -> ResponseReturnValue | None:
    """The way in of a private page that texts lead to: the door on a phone that has not been here,
    then the birthday; None once both are known. `endpoint` is the page, `to` its name in
    `doors.TO`."""
    if request.args.get("mine"):
        access.remember_my_school()
    if access.knows_birthday():
        return None
    if access.said_my_school():
        return birthday_first(to)
    onward = url_for(endpoint, token=access.token(), mine=1)
    return render_template("parent/door.html", choose_language=False, onward=onward)


def where_it_stands(talk: Talk) -> str:
    """The address of the page that shows where this talk stands: booked, offered, waiting for a
    time, or a time still to choose."""
    if talk.booked:
        return address("parent.talk", talk.invitation.id)
    if talk.offered:
        return address("parent.offer", talk.invitation.id)
    return address("parent.waiting" if talk.waits else "parent.times", talk.invitation.id)


def gets_texts(talk: Talk) -> bool:
    """Whether a page may promise this parent a text about this talk."""
    return tell.why_not(access.parent().id, talk.invitation.child_id) is None


def texts_of_place(talk: Talk, places: list[CrechePlace]) -> bool:
    """Whether a page may promise a text to who waits for places in the crèche."""
    return any(place.state == PlaceState.WAITING for place in places) and gets_texts(talk)


def sorry(refused: Refused) -> ResponseReturnValue:
    """The page that says why something could not be done, and whom to call."""
    words = say(refused.reason, access.page_language())
    return render_template("parent/refused.html", words=words), 409
