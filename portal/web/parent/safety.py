"""What keeps a parent safe: the hours in which a text is safe, and another number."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import safe, safe_number
from portal.web import access, hours_form
from portal.web.access import by_parent, parent, parents
from portal.web.limits import limiter
from portal.web.parent.pages import birthday_first, blueprint
from portal.wording.refusals import Refused, say


@blueprint.route("/t/<token>/settings/hours", methods=["GET", "POST"])
@parents
def safe_hours() -> ResponseReturnValue:
    """When a text is safe: one of a few windows, hours of their own, or any time of the day."""
    if not access.knows_birthday():
        return birthday_first()
    if request.method == "GET":
        return _hours()
    try:
        with act():
            safe.set_hours(parent().id, hours_form.chosen(), by_parent())
    except Refused as refused:
        return _hours(say(refused.reason, access.page_language())), 422
    return redirect(url_for("parent.settings", token=access.token()), 303)


def _hours(sorry: str = "") -> str:
    own = safe.hours_of(access.the_whole_parent())
    return render_template(
        "parent/hours.html",
        offered=safe.OFFERED,
        chosen=request.form.get("hours") or hours_form.code_of(own),
        begins=request.form.get("begins") or (f"{own.begins:%H:%M}" if own else ""),
        ends=request.form.get("ends") or (f"{own.ends:%H:%M}" if own else ""),
        code_of=hours_form.code_of,
        sorry=sorry,
    )


@blueprint.route("/t/<token>/settings/number", methods=["GET", "POST"])
@parents
@limiter.limit("10 per minute", methods=["POST"])
def other_number() -> ResponseReturnValue:
    """Another number, on which texts and calls are safe. The same answer whoever has it."""
    if not access.knows_birthday():
        return birthday_first()
    typed = request.form.get("number", "")
    if request.method == "POST":
        with act():
            number = safe_number.ask(parent().id, typed)
        if number:
            session["safe"] = number
            return redirect(url_for("parent.number_code", token=access.token()), 303)
    page = render_template("parent/number.html", problem=request.method == "POST", typed=typed)
    return page, 422 if request.method == "POST" else 200


@blueprint.route("/t/<token>/settings/number/code", methods=["GET", "POST"])
@parents
@limiter.limit("10 per minute", methods=["POST"])
def number_code() -> ResponseReturnValue:
    """The code that went to the other number makes it theirs. The link opens there from now on,
    and on this phone no more."""
    if not access.knows_birthday():
        return birthday_first()
    if "safe" not in session:
        return redirect(url_for("parent.other_number", token=access.token()), 303)
    problem = False
    if request.method == "POST":
        digits = request.form.get("code", "")
        with act():
            theirs = safe_number.confirm(parent().id, session["safe"], digits, by_parent())
        if theirs:
            access.forget_here()
            return render_template("parent/number_changed.html")
        problem = True
    return render_template("parent/number_code.html", problem=problem)
