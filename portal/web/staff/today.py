"""Today: what is to be done, by whom it can be done. A teacher sees their own talks and no more."""

from dataclasses import dataclass
from datetime import time

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act
from portal.domain import (
    calling,
    class_words,
    desk,
    line,
    news_answers,
    nudges,
    preparing,
    promised_help,
    restored,
    restoring,
    sign_ins,
    spread,
    tasks,
    threads,
    todo,
    under_way,
    upset_desk,
    wishes,
)
from portal.domain.good_news import PRAISES
from portal.domain.people import Role, Staff
from portal.domain.promised_help import Help
from portal.domain.rounds import Round
from portal.domain.threads import Waiting
from portal.domain.todo import Todo
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import tidy
from portal.web.staff.pages import blueprint


@dataclass(frozen=True)
class Asked:
    """One round under way: how many have not answered, and whom a person rings."""

    round: Round
    not_answered: int
    to_ring: list[calling.ToRing]


@blueprint.get("")
@staff_only()
def today() -> ResponseReturnValue:
    """What this person can do today, by their roles."""
    person = staff()
    office = person.has(Role.OFFICE, Role.LEAD)
    teaches = person.has(Role.TEACHER)
    promised = promised_help.open_help() if office else []
    talks = desk.talks_of_teacher(person.id) if teaches else []
    return render_template(
        "staff/today.html",
        today=clock.today(),
        still=line.standstills() if office else [],
        tried=sign_ins.warnings() if person.has(Role.LEAD) else None,
        restored=restored.lately() if office else None,
        doubts=len(restoring.in_doubt()) if office else 0,
        office=_office(promised) if office else None,
        mine=todo.of_staff(person.id),
        asked=class_words.asked(person),
        teaches=teaches,
        help=_help(person, promised),
        unmarked=_unmarked(person, office=office, teaches=teaches),
        own=not office,
        talks=talks,
        wishes=wishes.of_talks([one.booking_id for one in talks if one.booking_id]),
        may_open=preparing.may_open(person) if teaches else set(),
        creche=person.has(Role.CRECHE),
        news_answers=news_answers.to_hear(person.id) if person.has(*PRAISES) else [],
        now=clock.now(),
        safeguarding=_safeguarding() if person.has(Role.SAFEGUARDING) else None,
        nudge=nudges.of_week(person.id) if teaches else [],
        spread=spread.headline() if person.has(Role.LEAD) else None,
    )


def _unmarked(person: Staff, *, office: bool, teaches: bool) -> list[desk.Line]:
    """Talks of which nobody has said who came: a teacher's own as soon as they have begun; the
    office sees what was forgotten on the days before."""
    own = desk.not_marked(clock.now(), teacher_id=person.id) if teaches else []
    if not office:
        return own
    forgotten = desk.not_marked(clock.at(clock.today(), time()))
    seen = {line.booking_id for line in own}
    return own + [line for line in forgotten if line.booking_id not in seen]


@dataclass(frozen=True)
class PromisedToFamilies:
    """What was promised in talks: what is late (the office sees all of that), what this person
    sees to, and what became of what they promised."""

    late: list[Help]
    mine: list[Help]
    heard: list[Help]


def _help(person: Staff, promised: list[Help]) -> PromisedToFamilies:
    late = [one for one in promised if one.overdue]
    shown = {one.id for one in late}
    mine = [one for one in promised_help.of_owner(person.id) if one.id not in shown]
    return PromisedToFamilies(late, mine, promised_help.to_hear(person.id))


@dataclass(frozen=True)
class Office:
    """Everything the office begins its day with. `guarded`: something waits for the safeguarding
    lead; what, and how much, is not for the office."""

    tasks: list[Todo]
    waiting: Waiting
    guarded: bool
    talks: list[desk.Line]
    asked: list[Asked]
    needs: list[desk.Line]
    help: list[Help]
    happened: list[upset_desk.Happened]


def _office(promised: list[Help]) -> Office:
    rounds = under_way.rounds()
    silent = under_way.not_answered(around.id for around in rounds)
    return Office(
        tasks=todo.of_office(),
        waiting=threads.what_waits(safeguarding=False),
        guarded=_something_guarded(),
        talks=desk.of_day(clock.today()),
        asked=[
            Asked(around, silent.get(around.id, 0), calling.call_list(around.id))
            for around in rounds
        ],
        needs=desk.needs_soon(),
        help=promised,
        happened=upset_desk.standing(),
    )


def _something_guarded() -> bool:
    return (
        threads.waiting(safeguarding=True) > 0
        or bool(todo.of_safeguarding())
        or bool(promised_help.open_help(guarded=True))
    )


@dataclass(frozen=True)
class Safeguarding:
    """What waits for the safeguarding lead: messages, what their writers asked for or were
    promised, and court-order marks from an import."""

    waiting: Waiting
    tasks: list[Todo]
    help: list[Help]
    marks: int


def _safeguarding() -> Safeguarding:
    marks = len(tasks.open_for_safeguarding())
    waiting = threads.what_waits(safeguarding=True)
    help_ = promised_help.open_help(guarded=True)
    return Safeguarding(waiting, todo.of_safeguarding(), help_, marks)


@blueprint.post("/tasks/<int:task_id>/done")
@staff_only()
def task_done(task_id: int) -> ResponseReturnValue:
    """Somebody has seen to it: the office, or the colleague it is for, with a few words."""
    if not todo.may_do(task_id, staff()):
        abort(404)
    with act():
        tasks.done(task_id, by_staff(), tidy(request.form.get("note"))[: tasks.LONGEST_NOTE])
    flash("Done. It is off the list.")
    return redirect(url_for("staff.today"), 303)
