"""Signing in and out, and the one-time link with which a member of staff chooses a password.

The only staff pages that are open to anyone. What protects them is counted on the account; the
limit here is a flood brake.
"""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user

from portal.db import act, db
from portal.domain import accounts
from portal.domain.people import Staff
from portal.web.access import SignedIn, open_to_anyone, staff_only
from portal.web.forms import tidy
from portal.web.limits import limiter
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Reason, Refused, say_to_staff


@blueprint.get("/sign-in")
@open_to_anyone
def sign_in() -> ResponseReturnValue:
    """The form; somebody who is signed in goes on to Today."""
    if current_user.is_authenticated:
        return redirect(url_for("staff.today"))
    return render_template("staff/sign_in.html", username="", refused=False)


@blueprint.post("/sign-in")
@open_to_anyone
@limiter.limit("30 per minute")
def try_sign_in() -> ResponseReturnValue:
    """Right, and on to Today. Wrong, resting or unknown: one answer for all three."""
    username = tidy(request.form.get("username"))
    tried = accounts.check(username, request.form.get("password", ""))
    with act():
        staff_id = accounts.sign_in(tried)
    if staff_id is None:
        return render_template("staff/sign_in.html", username=username, refused=True), 422
    return _welcome_in(staff_id)


def _welcome_in(staff_id: int) -> ResponseReturnValue:
    session.clear()  # nothing that was in this browser before belongs to this person
    login_user(SignedIn(db.session.get_one(Staff, staff_id)))
    return redirect(url_for("staff.today"), 303)


@blueprint.post("/sign-out")
@staff_only()
def sign_out() -> ResponseReturnValue:
    """This browser is nobody's again: it forgets the pages it has kept, and words not saved yet.
    The cookie stays, for what is said on the next page."""
    session.clear()
    flash("You have signed out.")
    answer = redirect(url_for("staff.sign_in"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@blueprint.route("/welcome/<token>", methods=["GET", "POST"])
@open_to_anyone
@limiter.limit("30 per minute")
def welcome(token: str) -> ResponseReturnValue:
    """A one-time link: choose a password, and be signed in. Looking at it does not use it up."""
    person = accounts.invited(token)
    if person is None:
        return render_template("staff/welcome.html", person=None, sorry=_over()), 404
    if request.method == "GET":
        return render_template("staff/welcome.html", person=person, sorry="")
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        sorry = "The two passwords are not the same. Please type both again."
        return render_template("staff/welcome.html", person=person, sorry=sorry), 422
    try:
        with act():
            staff_id = accounts.choose_password(token, password)
    except Refused as refused:
        sorry = say_to_staff(refused.reason)
        return render_template("staff/welcome.html", person=person, sorry=sorry), 422
    return _welcome_in(staff_id)


def _over() -> str:
    return say_to_staff(Reason.INVITE_OVER)
