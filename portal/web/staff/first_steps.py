"""The first-start guide: from an empty school to the first invitation, one step after the other.
Today shows the next one until somebody has been invited; all of them stand here."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import first_steps
from portal.domain.first_steps import CAN_WAIT, Stand, State, Step
from portal.domain.numbers import read_number
from portal.domain.people import Role
from portal.web.access import by_staff, settings, staff, staff_only
from portal.web.forms import tidy
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)


@dataclass(frozen=True)
class Words:
    """A step as it is said: what it is, one sentence, its button, about how long it takes."""

    title: str
    about: str
    button: str
    minutes: int


WORDS = {
    Step.SCHOOL: Words(
        "Say who you are",
        "Look through what texts and pages say about the school, and save it.",
        "The school’s words",
        2,
    ),
    Step.DAYS: Words(
        "When the school is closed",
        "Read your term dates from a file, or type the holidays of this year.",
        "Closed days",
        1,
    ),
    Step.CHILDREN: Words(
        "Children and contacts",
        "Export the list from your school’s records and look at it here; nobody is texted.",
        "Import children",
        3,
    ),
    Step.TEACHERS: Words(
        "Who teaches which class",
        "Name the teacher of each class; they get a link or a slip to sign in.",
        "Staff of the classes",
        2,
    ),
    Step.ROUND: Words(
        "A round of talks",
        "Give it a name, the days on which parents can book, and choose classes.",
        "Set up a round",
        1,
    ),
    Step.TIMES: Words(
        "Times for talks",
        "Release teachers for an afternoon: their times come from it.",
        "Release teachers",
        1,
    ),
    Step.CRECHE: Words(
        "Crèche",
        "If you have one during the talks, say when, where, and with how many adults.",
        "Plan a crèche",
        1,
    ),
    Step.CARRIER: Words(
        "Texts go out",
        "Text your own mobile once, to see that texts arrive.",
        "Text me",
        1,
    ),
    Step.FAMILIES: Words(
        "Tell families",
        "Print slips with the number your texts come from, and name the portal in your privacy"
        " notice.",
        "Slips",
        2,
    ),
    Step.INVITE: Words(
        "Look at the invitation, and invite",
        "You see whom it reaches, in which words and what it costs, before anything goes out.",
        "Look at the invitation",
        1,
    ),
}


PLACES = {
    Step.SCHOOL: "staff.school",
    Step.DAYS: "staff.days_closed",
    Step.CHILDREN: "staff.imports",
    Step.TEACHERS: "staff.class_staff",
    Step.CRECHE: "staff.new_creche",
    Step.FAMILIES: "staff.slips",
}
OF_A_ROUND = {
    Step.ROUND: "staff.round_page",
    Step.TIMES: "staff.add_cover",
    Step.INVITE: "staff.invite_parents",
}
"""Where each step is done."""


def can_text() -> bool:
    """Whether a carrier is connected, or this is the demo, which has its own."""
    return settings().demo or settings().twilio is not None


def place_of(step: Step) -> str:
    """The address of the page on which a step is done; "" where it is done right here, or another
    must come first."""
    around = first_steps.first_round()
    match step:
        case Step.ROUND if around is None:
            return url_for("staff.new_round")
        case Step.ROUND | Step.TIMES | Step.INVITE:
            return url_for(OF_A_ROUND[step], round_id=around) if around else ""
        case Step.CARRIER:
            return ""
        case _:
            return url_for(PLACES[step])


@dataclass(frozen=True)
class Next:
    """The card on Today: how many are done, and what comes next."""

    done: int
    all: int
    words: Words
    place: str


def next_step() -> Next | None:
    """What Today says of the guide; None once somebody has been invited."""
    if not first_steps.is_needed():
        return None
    steps = first_steps.stand(carrier=can_text())
    coming = next(one.step for one in steps if one.state == State.NEXT)
    done = sum(one.state == State.DONE for one in steps)
    return Next(done, len(steps), WORDS[coming], place_of(coming) or url_for("staff.first_steps"))


@blueprint.get("/first-steps", endpoint="first_steps")
@staff_only(*OFFICE)
def steps() -> ResponseReturnValue:
    """Every step, and how far the school is."""
    return _show()


def _find(name: str) -> Step:
    if name not in set(Step):
        abort(404)
    return Step(name)


@blueprint.post("/first-steps/<what>")
@staff_only(*OFFICE)
def put_step_off(what: str) -> ResponseReturnValue:
    """Not now; or after all."""
    step = _find(what)
    if step not in CAN_WAIT:
        abort(404)
    with act():
        if request.form.get("when") == "now":
            first_steps.take_up(step)
        else:
            first_steps.put_off(step)
    return redirect(url_for("staff.first_steps", _anchor=step.value), 303)


@blueprint.post("/first-steps/told")
@staff_only(*OFFICE)
def families_told() -> ResponseReturnValue:
    """The slips have gone out."""
    with act():
        first_steps.families_told(by_staff())
    flash("Noted: families know that texts will come.")
    return redirect(url_for("staff.first_steps"), 303)


@blueprint.post("/first-steps/test")
@staff_only(*OFFICE)
def test_text() -> ResponseReturnValue:
    """A text to one's own mobile."""
    typed = tidy(request.form.get("number"))
    number = read_number(typed)
    if not number.is_mobile:
        return _show(typed, "Please write a mobile number like 07700 900123."), 422
    if not can_text():
        return _show(typed, "No carrier is connected yet: nothing can go out."), 409
    try:
        with act():
            first_steps.test_text(number.e164, by_staff())
    except Refused as refused:
        return _show(typed, say_to_staff(refused.reason)), 409
    flash("A text is on its way to you. Load this page again to see how far it is.")
    return redirect(url_for("staff.first_steps", _anchor=Step.CARRIER.value), 303)


def _show(typed: str | None = None, sorry: str = "") -> str:
    stands: list[Stand] = first_steps.stand(carrier=can_text())
    return render_template(
        "staff/first_steps.html",
        stands=stands,
        words=WORDS,
        places={one.step: place_of(one.step) for one in stands},
        can_wait=CAN_WAIT,
        connected=can_text(),
        address=settings().public_url,
        only_here=not settings().https and not settings().demo,
        number=typed if typed is not None else staff().number or "",
        sorry=sorry,
        tested=first_steps.last_test(staff().id),
        section_place="staff.first_steps",
    )
