"""The second step, once it is set up: a code from the app, by text or on paper opens this device.

Who meets it on the way to somewhere lands there afterwards; a form that was sent meanwhile is
carried through in the page itself, so that nothing typed is lost.
"""

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import (
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from portal.db import act
from portal.domain import devices
from portal.domain import second_step as steps
from portal.domain.second_step import StepWay
from portal.web.access import (
    device_cookie,
    has_passed,
    settings,
    staff,
    staff_only,
    wanted_page,
)
from portal.web.browsers import browser_name
from portal.web.forms import tidy
from portal.web.limits import limiter
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Refused, say_to_staff

MOST_CARRIED = 200_000
"""Letters of a form that are carried through: far more than a whole record of a talk."""


@blueprint.get("/second-step")
@staff_only(second_step=False)
def second_step() -> ResponseReturnValue:
    """Ask for a code; or how codes shall come, where nothing is set up yet. Who has passed it, or
    has none, goes on."""
    person = staff()
    if has_passed() or not steps.is_asked(person):
        return redirect(wanted_page())
    if steps.of_staff(person.id) is None:
        return redirect(url_for("staff.set_up_step"))
    return _show()


def _show(sorry: str = "", carried: str = "", to: str = "") -> str:
    person = staff()
    step = steps.of_staff(person.id)
    if step is None:
        abort(404)
    sent_to = steps.code_sent_to(person.id) if step.way == StepWay.TEXT else None
    return render_template(
        "staff/second_step.html",
        step=step,
        sent_to=sent_to,
        demo_text=steps.text_in_demo(sent_to) if sent_to and settings().demo else "",
        rests_until=steps.rests_until(person.id),
        may_wait=not steps.is_asked_first(person) and not to,
        codes_left=steps.codes_left(person.id),
        carried=carried,
        to=to,
        sorry=sorry,
    )


@blueprint.post("/second-step/carry")
@staff_only(second_step=False)
def carry_through_step() -> ResponseReturnValue:
    """A form that met the second step: it is asked for here, and what was typed waits in the page.
    Only the forms of staff pages are carried."""
    to = request.args.get("to", "").rstrip("?")
    if not _takes_forms(to):
        abort(404)
    fields = [(name, value) for name, value in request.form.items(multi=True)]
    carried = urlencode([one for one in fields if one[0] != "csrf_token"])
    if has_passed():
        return _go_on(to, carried)
    if steps.of_staff(staff().id) is None:
        return redirect(url_for("staff.set_up_step"), 303)
    return _show(carried=carried[:MOST_CARRIED], to=to)


def _takes_forms(to: str) -> bool:
    """Whether this is the address of a staff page of ours that takes a form."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(urlsplit(to).path, method="POST")
    except HTTPException:
        return False
    return to.startswith("/staff/") and str(endpoint).startswith("staff.")


def _go_on(to: str, carried: str) -> ResponseReturnValue:
    """What was typed before, ready to be sent where it was meant for."""
    fields = parse_qsl(carried, keep_blank_values=True)
    return render_template("staff/go_on.html", to=to, fields=fields)


@blueprint.post("/second-step")
@staff_only(second_step=False)
@limiter.limit("30 per minute")
def try_step() -> ResponseReturnValue:
    """A code. Right: on to where one wanted to go. Wrong or resting: said, and nothing lost."""
    person = staff()
    to, carried = request.form.get("to", ""), request.form.get("carried", "")
    if to and not _takes_forms(to):
        abort(404)
    if not has_passed():
        with act():
            opened = steps.check(person.id, tidy(request.form.get("code")))
        if not opened:
            return _show(_why_not(person.id), carried, to), 422
        return remember_here(_go_on(to, carried) if to else redirect(wanted_page(), 303))
    return _go_on(to, carried) if to else redirect(wanted_page(), 303)


def _why_not(staff_id: int) -> str:
    if steps.rests_until(staff_id):
        return ""  # the page says until when
    return "This code does not open. Use the newest one; each counts once."


def remember_here(answer: ResponseReturnValue) -> ResponseReturnValue:
    """The second step has just been passed in this browser: as this answer goes out, it is known
    for now, or for thirty days if its owner says that only they use it."""
    person, kept = staff(), "only_me" in request.form
    with act():
        digest, words = devices.remember(
            person.id, browser_name(request.headers.get("User-Agent", "")), kept=kept
        )
    session["device"] = digest
    response = make_response(answer)
    if kept:
        response.set_cookie(
            device_cookie(person.id),
            words,
            max_age=devices.REMEMBERED,
            path="/staff",
            secure=settings().https,
            httponly=True,
            samesite="Lax",
        )
    return response


@blueprint.post("/second-step/text")
@staff_only(second_step=False)
def text_step_code() -> ResponseReturnValue:
    """Text another code. What is carried through stays in the page."""
    to, carried = request.form.get("to", ""), request.form.get("carried", "")
    if to and not _takes_forms(to):
        abort(404)
    sorry = send_step_code(staff().id)
    if to or sorry:
        return _show(sorry, carried, to), 422 if sorry else 200
    flash("A code is on its way to your phone.")
    return redirect(url_for("staff.second_step"), 303)


def send_step_code(staff_id: int) -> str:
    """Text a code to a colleague whose codes come by text. Returns why not, in words, or ""."""
    step = steps.of_staff(staff_id)
    if step is None or step.way != StepWay.TEXT:
        return ""
    try:
        with act():
            steps.send_code(staff_id)
    except Refused as refused:
        return say_to_staff(refused.reason)
    return ""
