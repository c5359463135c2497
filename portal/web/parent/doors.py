"""The ways in: a text link, a new link for an old one, the school's web page, the birthday.

The first page a new phone sees says only the school's name. What happens after the door is in
`booking` and `talks`.
"""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import contact, links
from portal.domain.links import Birthday
from portal.web import access
from portal.web.access import by_parent, open_to_anyone, parent, parents
from portal.web.limits import limiter
from portal.web.parent.pages import blueprint

TO = {"plan": "parent.plans", "news": "parent.news", "ideas": "parent.ideas"}
"""Where a right birthday leads those who were on their way there; anybody else to their talks."""


@blueprint.get("/t/<token>")
@parents
def door() -> ResponseReturnValue:
    """A link was opened. A phone that has not been here is asked whose school this is."""
    if access.said_my_school():
        return redirect(url_for("parent.talks", token=access.token()))
    choose = parent().language is None and "language" not in session
    onward = url_for("parent.talks", token=access.token())
    return render_template("parent/door.html", choose_language=choose, onward=onward)


@blueprint.post("/t/<token>/wrong")
@parents
def wrong_person() -> ResponseReturnValue:
    """Not their child's school: the number is stopped at once, and the office told."""
    with act():
        contact.wrong_person(parent().id, by_parent())
    return render_template("parent/wrong_person.html")


@blueprint.route("/t/<token>/birthday", methods=["GET", "POST"])
@parents
@limiter.limit("20 per minute", methods=["POST"])
def birthday() -> ResponseReturnValue:
    """Asks for the birthday of one of the parent's children before anything private."""
    outcome = None
    to = request.args.get("to")
    if request.method == "POST":
        day, month = (request.form.get(part, "") for part in ("day", "month"))
        numbers = [int(part) if part.isdecimal() and len(part) < 3 else 0 for part in (day, month)]
        with act():
            outcome = links.try_birthday(access.link_id(), numbers[0], numbers[1], by_parent())
        if outcome == Birthday.RIGHT:
            alone = request.form.get("alone") == "yes"
            access.remember_birthday(only_i_use_this_phone=alone)
            access.remember_my_school()
            onward = TO.get(to or "", "parent.talks")
            return redirect(url_for(onward, token=access.token()), 303)
    return render_template("parent/birthday.html", outcome=outcome, to=to)


@blueprint.get("/t/<token>/lost")
@open_to_anyone
def lost_link(token: str) -> ResponseReturnValue:
    """A link that opens nothing (any more): the school's name and number, and a new link for
    those whose old one this was. The same page whether or not there ever was such a link."""
    return render_template("parent/lost_link.html", lost=token), 404


@blueprint.post("/t/<token>/lost")
@open_to_anyone
@limiter.limit("5 per minute")
def send_link(token: str) -> ResponseReturnValue:
    """Send a new link, only ever to the number we hold."""
    with act():
        contact.send_link_for(token)
    return render_template("parent/link_sent.html")


@blueprint.route("/start", methods=["GET", "POST"])
@open_to_anyone
@limiter.limit("10 per minute", methods=["POST"])
def start() -> ResponseReturnValue:
    """From the school's web page: a mobile number, then a code by text. The same answer whether
    or not the number is known."""
    problem = False
    if request.method == "POST":
        with act():
            number = contact.send_code(request.form.get("number", ""))
        if number:
            session["asked"] = number
            return redirect(url_for("parent.code"), 303)
        problem = True
    return render_template("parent/start.html", problem=problem)


@blueprint.route("/start/code", methods=["GET", "POST"])
@open_to_anyone
@limiter.limit("10 per minute", methods=["POST"])
def code() -> ResponseReturnValue:
    """The code they were sent opens their own page."""
    if "asked" not in session:
        return redirect(url_for("parent.start"))
    problem = False
    if request.method == "POST":
        with act():
            token = contact.use_code(session["asked"], request.form.get("code", ""))
        if token:
            session.pop("asked")
            return redirect(url_for("parent.door", token=token), 303)
        problem = True
    return render_template("parent/code.html", problem=problem)
