"""Signing in and out, and the one-time link or printed code with which a member of staff chooses a
password. On a new device the second step comes next (`pass_step`).

The only staff pages that are open to anyone. What protects them is counted on the account; the
limit here is a flood brake.
"""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user

from portal.db import act, db
from portal.domain import accounts, devices, second_step
from portal.domain.people import Staff
from portal.web.access import (
    SignedIn,
    device_cookie,
    open_to_anyone,
    staff,
    staff_only,
    wanted_page,
)
from portal.web.forms import tidy
from portal.web.limits import limiter
from portal.web.staff.pages import blueprint
from portal.web.staff.pass_step import send_step_code
from portal.wording.refusals import Reason, Refused, say_to_staff


@blueprint.get("/sign-in")
@open_to_anyone
def sign_in() -> ResponseReturnValue:
    """The form; somebody who is signed in goes on to where they wanted to go, or to Today."""
    if current_user.is_authenticated:
        return redirect(wanted_page())
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
    wanted = wanted_page()
    session.clear()  # nothing that was in this browser before belongs to this person
    person = db.session.get_one(Staff, staff_id)
    login_user(SignedIn(person))
    session["wanted"] = wanted
    if not second_step.is_asked(person):
        return redirect(wanted_page(), 303)
    with act():
        digest = devices.known(staff_id, request.cookies.get(device_cookie(staff_id), ""))
    if digest:
        session["device"] = digest
        return redirect(wanted_page(), 303)
    send_step_code(staff_id)
    return redirect(url_for("staff.second_step"), 303)


@blueprint.post("/sign-out")
@staff_only(second_step=False)
def sign_out() -> ResponseReturnValue:
    """This browser is nobody's again: it forgets the pages it has kept, and words not saved yet.
    The cookie stays, for what is said on the next page; a device that is to be remembered is."""
    with act():
        devices.leave(str(session.get("device")), staff().id)
    session.clear()
    flash("You have signed out.")
    answer = redirect(url_for("staff.sign_in"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@blueprint.route("/code", methods=["GET", "POST"])
@open_to_anyone
@limiter.limit("30 per minute")
def printed_code() -> ResponseReturnValue:
    """The code on a printed slip, with the user name: leads on like the link it stands for."""
    username, code = tidy(request.form.get("username")), tidy(request.form.get("code"))
    if request.method == "POST":
        with act():
            token = accounts.try_printed(username, code)
        if token:
            return redirect(url_for("staff.welcome", token=token), 303)
    refused = request.method == "POST"
    page = render_template("staff/printed_code.html", username=username, code=code, refused=refused)
    return page, 422 if refused else 200


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
