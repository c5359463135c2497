"""Setting up the second step: an authenticator app, or codes by text; and eight codes to print.

At first need, or again by its owner, who has just typed their password (`my_account`). A way is in
force once a code of it was right, so nobody shuts themselves out by a slip.
"""

import segno
from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act
from portal.domain import second_step as steps
from portal.web.access import by_staff, has_passed, settings, staff, staff_only, wanted_page
from portal.web.forms import tidy
from portal.web.limits import limiter
from portal.web.staff.first_steps import can_text
from portal.web.staff.pages import blueprint
from portal.web.staff.pass_step import remember_here
from portal.wording.refusals import Refused, say_to_staff

MAY_CHANGE = 600
"""Seconds after the password in which the second step may be set up anew."""
WRONG = "This is not the code of just now. Please type the newest one."


def let_change() -> None:
    """Whoever is signed in has just typed their password: they may set it up anew."""
    session["may_change"] = int(clock.now().timestamp()) + MAY_CHANGE


def _check_may_set_up() -> None:
    """Nobody sets up another's second step: it is not there yet, or its owner may change it."""
    person = staff()
    if not steps.is_asked(person):
        abort(404)
    if steps.of_staff(person.id) is None:
        return
    if not has_passed() or session.get("may_change", 0) < clock.now().timestamp():
        abort(404)


@blueprint.get("/second-step/set-up")
@staff_only(second_step=False)
def set_up_step() -> ResponseReturnValue:
    """How shall codes come: from an app, or by text?"""
    if steps.of_staff(staff().id) and not has_passed():
        return redirect(url_for("staff.second_step"))
    _check_may_set_up()
    return _choose()


def _choose(number: str | None = None, sorry: str = "") -> str:
    person = staff()
    return render_template(
        "staff/set_up_step.html",
        number=(person.number or "") if number is None else number,
        may_wait=not steps.is_asked_first(person),
        changes=steps.of_staff(person.id) is not None,
        connected=can_text(),
        sorry=sorry,
    )


# -- an authenticator app ----------------------------------------------------------------------


@blueprint.route("/second-step/app", methods=["GET", "POST"])
@staff_only(second_step=False)
@limiter.limit("30 per minute")
def set_up_app() -> ResponseReturnValue:
    """Scan a QR code, and type what the app shows. The same QR code until that is done."""
    _check_may_set_up()
    salt = session.setdefault("salt", steps.new_salt())
    if request.method == "GET":
        return _show_app(salt)
    with act():
        right = steps.set_up_authenticator(
            staff().id, salt, tidy(request.form.get("code")), by_staff()
        )
    if not right:
        return _show_app(salt, WRONG), 422
    return _done()


def _show_app(salt: str, sorry: str = "") -> str:
    staff_id = staff().id
    address = steps.address_for_app(staff_id, salt)
    secret = steps.secret_of(staff_id, salt)
    return render_template(
        "staff/set_up_app.html",
        picture=segno.make(address, error="m").svg_data_uri(scale=5, light="#fff"),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        address=address,
        sorry=sorry,
    )


# -- a code by text ----------------------------------------------------------------------------


@blueprint.post("/second-step/mobile")
@staff_only(second_step=False)
def set_up_mobile() -> ResponseReturnValue:
    """Text a code to this mobile, to see that it comes."""
    _check_may_set_up()
    raw = tidy(request.form.get("number"))[:40]
    try:
        with act():
            steps.send_code(staff().id, raw or "-")
    except Refused as refused:
        return _choose(raw, say_to_staff(refused.reason)), 422
    return redirect(url_for("staff.confirm_mobile"), 303)


@blueprint.route("/second-step/mobile/code", methods=["GET", "POST"])
@staff_only(second_step=False)
@limiter.limit("30 per minute")
def confirm_mobile() -> ResponseReturnValue:
    """The code that has just been texted."""
    _check_may_set_up()
    if request.method == "GET":
        return _show_mobile()
    with act():
        right = steps.set_up_text(staff().id, tidy(request.form.get("code")), by_staff())
    return _done() if right else _show_mobile(WRONG)


def _show_mobile(sorry: str = "") -> ResponseReturnValue:
    sent_to = steps.code_sent_to(staff().id)
    if sent_to is None:
        flash("That code is over. Please ask for another one.")
        return redirect(url_for("staff.set_up_step"), 303)
    demo_text = steps.text_in_demo(sent_to) if settings().demo else ""
    page = render_template(
        "staff/confirm_mobile.html", sent_to=sent_to, demo_text=demo_text, sorry=sorry
    )
    return page, 422 if sorry else 200


# -- codes on paper ----------------------------------------------------------------------------


def _done() -> ResponseReturnValue:
    """It is set up, and so passed on this device; codes for a lost phone are shown this once."""
    session.pop("salt", None)
    session.pop("may_change", None)
    return remember_here(show_recovery_codes())


def show_recovery_codes() -> str:
    """Eight new codes to print or write down."""
    with act():
        codes = steps.new_recovery_codes(staff().id, by_staff())
    return render_template("staff/recovery_codes.html", codes=codes, wanted=wanted_page())
