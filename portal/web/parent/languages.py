"""The language of a parent's pages and texts: one that is offered, or another, for which a person
with an interpreter rings."""

from urllib.parse import urlsplit

from flask import abort, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import contact
from portal.domain.numbers import read_number
from portal.domain.school import school
from portal.languages import OFFERED
from portal.web import access
from portal.web.access import by_parent, open_to_anyone, parent, parents
from portal.web.forms import tidy
from portal.web.limits import limiter
from portal.web.parent.pages import blueprint


@blueprint.post("/t/<token>/language", endpoint="choose_language")
@parents
def choose_language() -> ResponseReturnValue:
    """This parent's language from now on, on pages and in texts."""
    tag = _offered(parent().language)
    with act():
        contact.choose_language(parent().id, tag, by_parent())
    session["language"] = tag
    return redirect(_back(f"/t/{access.token()}"), 303)


@blueprint.post("/language")
@open_to_anyone
def choose_first_language() -> ResponseReturnValue:
    """The language of this phone's pages while nobody knows whose it is."""
    session["language"] = _offered(session.get("language"))
    return redirect(_back("/start"), 303)


@blueprint.route("/t/<token>/other-language", methods=["GET", "POST"])
@parents
@limiter.limit("20 per minute", methods=["POST"])
def another_language() -> ResponseReturnValue:
    """Their language is not on the list: they say which, and the school rings with an interpreter.
    Shows nothing private, so the link is enough."""
    if request.method == "GET":
        return render_template("parent/another_language.html", longest=contact.LONGEST_LANGUAGE)
    spoken = tidy(request.form.get("spoken"))
    if not spoken:
        page = render_template(
            "parent/another_language.html", longest=contact.LONGEST_LANGUAGE, missing=True
        )
        return page, 422
    with act():
        contact.ask_another_language(parent().id, spoken, by_parent())
    return render_template("parent/will_ring.html")


@blueprint.route("/other-language", methods=["GET", "POST"])
@open_to_anyone
@limiter.limit("5 per hour", methods=["POST"])
def another_first_language() -> ResponseReturnValue:
    """The same on a phone of which nobody knows whose it is: which language, and the number to
    ring. The office finds out whose it is; nothing is said here about anybody."""
    spoken, number = tidy(request.form.get("spoken")), tidy(request.form.get("number"))
    mobile = read_number(number)
    if request.method == "POST" and spoken and mobile.is_mobile:
        with act():
            contact.ask_first_language(spoken, mobile.e164)
        return render_template("parent/will_ring.html")
    wrong = request.method == "POST"
    page = render_template(
        "parent/another_language.html",
        longest=contact.LONGEST_LANGUAGE,
        spoken=spoken,
        number=number,
        missing=wrong and not spoken,
        no_number=wrong and not mobile.is_mobile,
    )
    return page, 422 if wrong else 200


def _offered(now: str | None) -> str:
    """The language chosen: one that the school offers, or the one it is in now."""
    tag = request.form.get("language", "")
    if tag not in OFFERED or not (school().offers(tag) or tag == now):
        abort(400)
    return tag


def _back(start: str) -> str:
    """The page the form was on, if it is one of ours below `start`; else `start`."""
    path = urlsplit(request.form.get("back", "")).path
    inside = path == start or path.startswith(f"{start}/")
    return path if inside and "//" not in path and "\\" not in path else start
