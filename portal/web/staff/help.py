"""The office's page on help, and what a colleague does with help that was promised in a talk. What
parents ask for to come to a talk is in `needs`."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import promised_help
from portal.domain.people import Role, Staff
from portal.domain.promised_help import Help, HelpKind, HelpState
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import tidy
from portal.web.numbers import row_id
from portal.web.staff.needs import colleagues, narrowed, needs_list
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)
CLOSES = {
    HelpState.ARRANGED: promised_help.arrange,
    HelpState.CANNOT: promised_help.cannot,
}
KINDS = {
    HelpKind.LIFT: "A lift",
    HelpKind.INTERPRETER: "An interpreter",
    HelpKind.TIMES_CLASH: "Times that clash",
    HelpKind.AGENCY_VISIT: "A visit by another agency",
    HelpKind.OTHER: "Other help",
}
STATES = {
    HelpState.ASKED: "To arrange",
    HelpState.ARRANGED: "Arranged",
    HelpState.CANNOT: "Could not be arranged",
}


@blueprint.get("/help")
@staff_only(*OFFICE, Role.SAFEGUARDING)
def help_list() -> ResponseReturnValue:
    """What parents asked for to come to their talks, by day; then all help promised in talks that
    is to be arranged, what is overdue first, and what became of the rest."""
    return render_template(
        "staff/help.html",
        still=seen_by(staff(), promised_help.open_help),
        done=seen_by(staff(), promised_help.done_lately),
        needs=needs_list() if staff().has(*OFFICE) else None,
        here=colleagues(),
        narrowed=narrowed(),
    )


def seen_by(person: Staff, look: Callable[..., list[Help]]) -> list[Help]:
    """What this person finds: the office all but that of guarded threads, which are the
    safeguarding lead's."""
    found = look() if person.has(*OFFICE) else []
    return found + (look(guarded=True) if person.has(Role.SAFEGUARDING) else [])


@blueprint.app_template_filter("who_can_see_to")
def who_can_see_to(here: list[Staff], one: Help) -> list[Staff]:
    """Those of the colleagues who are here to whom this can be handed on: those who find it."""
    return [colleague for colleague in here if not one.guarded or colleague.has(Role.SAFEGUARDING)]


def _found(help_id: int) -> Help:
    found = promised_help.find(help_id, staff())
    if found is None:
        abort(404)
    return found


def _do(deed: Callable[[], None], said: str) -> ResponseReturnValue:
    """Do it and say so, or why not; back to where the form stood."""
    try:
        with act():
            deed()
        flash(said)
    except Refused as refused:
        flash(say_to_staff(refused.reason))
    back = "staff.help_list" if request.form.get("back") == "list" else "staff.today"
    return redirect(url_for(back), 303)


@blueprint.post("/help/<int:help_id>/take")
@staff_only()
def take_help(help_id: int) -> ResponseReturnValue:
    """I see to it."""
    _found(help_id)
    return _do(lambda: promised_help.take(help_id, by_staff()), "You see to it now.")


@blueprint.post("/help/<int:help_id>/hand-on")
@staff_only()
def hand_on_help(help_id: int) -> ResponseReturnValue:
    """A colleague sees to it."""
    found = _found(help_id)
    to = request.form.get("colleague", 0, type=row_id)
    if to not in {colleague.id for colleague in who_can_see_to(colleagues(), found)}:
        abort(400)
    return _do(
        lambda: promised_help.hand_on(help_id, to, by_staff()),
        "Handed on. It stands on your colleague’s Today.",
    )


@blueprint.post("/help/<int:help_id>/close")
@staff_only()
def close_help(help_id: int) -> ResponseReturnValue:
    """It is arranged, or cannot be, in a few words."""
    _found(help_id)
    said = request.form.get("outcome")
    verb = next((verb for state, verb in CLOSES.items() if state == said), None)
    if verb is None:
        abort(400)
    note = tidy(request.form.get("note"))
    return _do(
        lambda: verb(help_id, note, by_staff()),
        "Saved. Whoever promised it reads what became of it.",
    )


@blueprint.post("/help/<int:help_id>/heard")
@staff_only()
def heard_help(help_id: int) -> ResponseReturnValue:
    """Whoever promised it has read what became of it."""
    if help_id not in {one.id for one in promised_help.to_hear(staff().id)}:
        return redirect(url_for("staff.today"), 303)
    with act():
        promised_help.heard(help_id, by_staff())
    return redirect(url_for("staff.today"), 303)


@blueprint.app_template_filter("help_kind")
def help_kind(kind: HelpKind) -> str:
    """What is to be arranged."""
    return KINDS[kind]


@blueprint.app_template_filter("help_state")
def help_state(state: HelpState) -> str:
    """What became of it."""
    return STATES[state]
