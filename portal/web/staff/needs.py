"""What parents asked for to come to their talks: the office's list, and what a colleague does with
what they see to. Help that was promised in a talk is in `help`, on the same page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from itertools import groupby
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import accounts, arranging, help_requests, interpreting
from portal.domain.help_requests import Need, NeedKind, NeedState, Show
from portal.domain.interpreters import InterpreterStay
from portal.domain.people import Role, Staff
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import tidy
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.wording import tongues
from portal.wording.refusals import Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)
KINDS = {
    NeedKind.INTERPRETER: "An interpreter",
    NeedKind.LIFT: "A lift",
    NeedKind.STEP_FREE: "A step-free room",
    NeedKind.PHONE: "By phone instead",
    NeedKind.SOMEONE: "Someone with them",
}
STATES = {
    NeedState.ASKED: "To arrange",
    NeedState.ARRANGED: "Arranged",
    NeedState.CANNOT: "Could not be arranged",
}
NOBODY, ME = "nobody", "me"
NOT_A_TIME = "Please write the time like 14:30."


@dataclass(frozen=True)
class Typed:
    """What was typed for one request and refused, to be shown again."""

    need_id: int = 0
    note: str = ""
    ready_at: str = ""
    stay_id: int = 0
    sorry: str = ""


@dataclass(frozen=True)
class NeedsList:
    """The list as the page shows it: by day, with who could interpret in each, and what it is
    narrowed to."""

    days: list[tuple[date, list[Need]]] = field(default_factory=list)
    stays: dict[int, list[InterpreterStay]] = field(default_factory=dict)
    kind: str = ""
    state: str = ""
    owner: str = ""

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(kind.value, words) for kind, words in KINDS.items()]

    @property
    def states(self) -> list[tuple[str, str]]:
        return [(state.value, words) for state, words in STATES.items()]

    @property
    def owners(self) -> list[tuple[str, str]]:
        return [(ME, "With me"), (NOBODY, "With nobody yet")]


def needs_list() -> NeedsList:
    """The office's list, narrowed to what the address says; to what is not arranged, unless it says
    otherwise."""
    asked = request.args
    kind = next((one for one in NeedKind if one.value == asked.get("kind")), None)
    chosen = asked.get("state", NeedState.ASKED.value)
    state = next((one for one in NeedState if one.value == chosen), None)
    owner = asked.get("owner", "")
    owner_id = {ME: staff().id, NOBODY: 0}.get(owner)
    found = help_requests.to_come(Show(kind, state, owner_id))
    days = [(day, list(needs)) for day, needs in groupby(found, key=lambda need: need.day)]
    return NeedsList(
        days, stays_for(found), kind.value if kind else "", state.value if state else "", owner
    )


def stays_for(needs: list[Need]) -> dict[int, list[InterpreterStay]]:
    """For each request for an interpreter (id) who of the register could, those of its language
    first."""
    wanted = [need for need in needs if need.kind == NeedKind.INTERPRETER]
    register = interpreting.register_of(need.day for need in wanted)
    return {
        need.id: sorted(
            register.free_for(need.span, slot_id=need.slot_id, but_request=need.id),
            key=lambda stay: not tongues.same(stay.language, need.language),
        )
        for need in wanted
    }


def colleagues() -> list[Staff]:
    """To whom something can be handed on."""
    return [colleague for colleague in accounts.everyone() if colleague.active]


def _found(need_id: int) -> Need:
    found = help_requests.find(need_id, staff())
    if found is None:
        abort(404)
    return found


def narrowed() -> dict[str, str]:
    """What the address narrows the list to, for the addresses of its forms."""
    return {name: request.args[name] for name in ("kind", "state", "owner") if name in request.args}


def _back() -> ResponseReturnValue:
    """To where the form stood: the list as it was narrowed, or Today."""
    if request.form.get("back") == "list":
        chosen: dict[str, Any] = narrowed()
        return redirect(url_for("staff.help_list", **chosen), 303)
    return redirect(url_for("staff.today"), 303)


def _do(deed: Callable[[], None], said: str) -> ResponseReturnValue:
    try:
        with act():
            deed()
        flash(said)
    except Refused as refused:
        flash(say_to_staff(refused.reason))
    return _back()


@blueprint.post("/help/needs/<int:need_id>/take")
@staff_only()
def take_need(need_id: int) -> ResponseReturnValue:
    """I see to it."""
    _found(need_id)
    return _do(lambda: arranging.take(need_id, by_staff()), "You see to it now.")


@blueprint.post("/help/needs/<int:need_id>/hand-on")
@staff_only()
def hand_on_need(need_id: int) -> ResponseReturnValue:
    """A colleague sees to it."""
    _found(need_id)
    to = request.form.get("colleague", 0, type=row_id)
    if to not in {colleague.id for colleague in colleagues()}:
        abort(400)
    return _do(
        lambda: arranging.hand_on(need_id, to, by_staff()),
        "Handed on. It stands on your colleague’s Today.",
    )


@blueprint.post("/help/needs/<int:need_id>/again")
@staff_only()
def ask_again(need_id: int) -> ResponseReturnValue:
    """It is to be arranged again."""
    _found(need_id)
    return _do(
        lambda: arranging.ask_again(need_id, by_staff()),
        "It is to be arranged again. The parent hears once it is.",
    )


@blueprint.post("/help/needs/<int:need_id>/settle")
@staff_only()
def settle_need(need_id: int) -> ResponseReturnValue:
    """It is arranged, or cannot be; the parent is told. What is refused is shown again as typed."""
    need = _found(need_id)
    note = tidy(request.form.get("note"))
    stay_id = request.form.get("stay", 0, type=row_id)
    clock_time = tidy(request.form.get("ready_at"))
    typed = Typed(need.id, note, clock_time, stay_id)
    outcome = request.form.get("outcome")
    if outcome not in (NeedState.ARRANGED.value, NeedState.CANNOT.value):
        abort(400)
    try:
        ready_at = _time_of_day(clock_time)
    except ValueError:
        return _show_again(typed, NOT_A_TIME, 422)
    try:
        with act():
            if outcome == NeedState.CANNOT.value:
                arranging.cannot(need.id, note, by_staff())
            else:
                arranging.arrange(
                    need.id, by_staff(), note=note, stay_id=stay_id or None, ready_at=ready_at
                )
    except Refused as refused:
        return _show_again(typed, say_to_staff(refused.reason), 409)
    if outcome == NeedState.CANNOT.value:
        flash("Saved. The parent is told by text, and a task says to ring them.")
    else:
        flash("Saved. The parent is told: by text, or a task says to ring them.")
    return _back()


def _time_of_day(typed: str) -> time | None:
    return time.fromisoformat(typed.replace(".", ":").zfill(5)) if typed else None


def _show_again(typed: Typed, sorry: str, status: int) -> ResponseReturnValue:
    """One request on a page of its own, with what was typed and why not."""
    need = _found(typed.need_id)
    return (
        render_template(
            "staff/need.html",
            need=need,
            typed=typed,
            sorry=sorry,
            back=request.form.get("back", ""),
            stays=stays_for([need]),
            narrowed=narrowed(),
        ),
        status,
    )


@blueprint.app_template_filter("need_kind")
def need_kind(kind: NeedKind) -> str:
    """What is asked for."""
    return KINDS[kind]


@blueprint.app_template_filter("need_state")
def need_state(state: NeedState) -> str:
    """What became of it."""
    return STATES[state]


@blueprint.app_template_filter("tongue")
def tongue(words: str) -> str:
    """The English name of a language, however it was written down."""
    return tongues.tongue(words)
