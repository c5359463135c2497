"""My account: one's own password, second step and devices, and signing out everywhere."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user

from portal.db import act, db
from portal.domain import accounts, devices, sign_ins
from portal.domain import second_step as steps
from portal.domain.accounts import Try
from portal.domain.people import Staff
from portal.web.access import SignedIn, by_staff, staff, staff_only
from portal.web.limits import limiter
from portal.web.staff.pages import blueprint
from portal.web.staff.step_set_up import let_change, show_recovery_codes
from portal.wording.refusals import Reason, Refused, say_to_staff


@blueprint.get("/me")
@staff_only(second_step=True)
def my_account() -> ResponseReturnValue:
    """Who I am here, how I come in, and where I have."""
    return _show()


def _show(sorry: str = "", beside: str = "") -> str:
    """`beside`: the form ("password" or "step") that `sorry` is about."""
    person = staff()
    return render_template(
        "staff/my_account.html",
        person=person,
        asked=steps.is_asked(person),
        step=steps.of_staff(person.id),
        codes_left=steps.codes_left(person.id),
        devices=devices.of_staff(person.id),
        here=session.get("device"),
        tried=sign_ins.of_staff(person.id),
        sorry=sorry,
        beside=beside,
    )


def _typed_password(field: str) -> Try:
    return accounts.check(staff().username, request.form.get(field, ""))


@blueprint.post("/me/password")
@staff_only(second_step=True)
@limiter.limit("30 per minute")
def change_my_password() -> ResponseReturnValue:
    """Another password, with the old one asked. Every other sign-in ends, this one goes on."""
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        return _show("The two passwords are not the same. Please type both again.", "password"), 422
    tried = _typed_password("old")
    try:
        with act():
            changed = accounts.change_password(tried, new)
    except Refused as refused:
        return _show(say_to_staff(refused.reason), "password"), 422
    if not changed:
        return _show(say_to_staff(Reason.WRONG_PASSWORD), "password"), 422
    login_user(SignedIn(db.session.get_one(Staff, staff().id, populate_existing=True)))
    flash("Your password is changed. Wherever else you were signed in, you are not any more.")
    return redirect(url_for("staff.my_account"), 303)


@blueprint.post("/me/second-step")
@staff_only(second_step=True)
@limiter.limit("30 per minute")
def change_my_step() -> ResponseReturnValue:
    """With the password: set up the second step anew, or print new codes for a lost phone."""
    tried = _typed_password("password")
    with act():
        right = accounts.confirm(tried)
    if not right:
        return _show(say_to_staff(Reason.WRONG_PASSWORD), "step"), 422
    if request.form.get("do") == "codes" and steps.of_staff(staff().id):
        return show_recovery_codes(), 200, {"Cache-Control": "no-store"}
    let_change()
    return redirect(url_for("staff.set_up_step"), 303)


@blueprint.post("/me/devices/<int:device_id>/forget")
@staff_only(second_step=True)
def forget_device(device_id: int) -> ResponseReturnValue:
    """This device is a new one again. Another person's is never touched."""
    with act():
        devices.forget(device_id, staff().id, by_staff())
    flash("Forgotten. The second step is asked there again.")
    return redirect(url_for("staff.my_account"), 303)


@blueprint.post("/me/sign-out-everywhere")
@staff_only(second_step=False)
def sign_out_everywhere() -> ResponseReturnValue:
    """Every sign-in and every device of this person ends, this one, too."""
    with act():
        accounts.sign_out_everywhere(staff().id, by_staff())
    session.clear()
    flash("You are signed out everywhere, and no device is known any more.")
    answer = redirect(url_for("staff.sign_in"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
