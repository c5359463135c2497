"""Today: what is to be done, by whom it can be done. A teacher sees their own talks and no more."""

from collections import Counter
from dataclasses import dataclass
from datetime import time

from flask import render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.domain import (
    calling,
    class_words,
    desk,
    help_requests,
    holds,
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
from portal.domain.help_requests import Need
from portal.domain.interpreters import InterpreterStay
from portal.domain.people import Role, Staff
from portal.domain.promised_help import Help
from portal.domain.rounds import Round
from portal.domain.tasks import TaskKind
from portal.domain.threads import Waiting
from portal.domain.todo import Part, Todo
from portal.web.access import staff, staff_only
from portal.web.staff.first_steps import next_step
from portal.web.staff.needs import stays_for
from portal.web.staff.pages import blueprint
from portal.web.staff.task_list import counts

FEW = 6
"""Tasks shown of a list: what is most urgent. The whole list is a page of its own."""


@dataclass(frozen=True)
class Asked:
    """One round under way: how many have not answered, whom a person rings, and which teachers are
    to be released again."""

    round: Round
    not_answered: int
    to_do: calling.ToDo


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
        first=next_step() if office else None,
        doubts=len(restoring.in_doubt()) if office else 0,
        office=_office(person, promised) if office else None,
        mine=todo.first(person, Part.MINE, FEW),
        counts=counts(),
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
        safeguarding=_safeguarding(person) if person.has(Role.SAFEGUARDING) else None,
        seconds=holds.is_second_wanted(person) if person.has(Role.LEAD) else False,
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
    sees to, and what became of what they promised; and what they see to for talks to come."""

    late: list[Help]
    mine: list[Help]
    heard: list[Help]
    needs: list[Need]
    """What this person sees to for talks to come."""
    stays: dict[int, list[InterpreterStay]]


def _help(person: Staff, promised: list[Help]) -> PromisedToFamilies:
    late = [one for one in promised if one.overdue]
    shown = {one.id for one in late}
    mine = [one for one in promised_help.of_owner(person.id) if one.id not in shown]
    needs = help_requests.of_owner(person.id)
    heard = promised_help.to_hear(person.id)
    return PromisedToFamilies(late, mine, heard, needs, stays_for(needs))


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
    near: list[Need]
    to_arrange: int
    """Requests for help with talks to come that are not arranged."""


def _office(person: Staff, promised: list[Help]) -> Office:
    rounds = under_way.rounds()
    silent = under_way.not_answered(around.id for around in rounds)
    return Office(
        tasks=todo.first(person, Part.OTHERS, FEW),
        waiting=threads.what_waits(safeguarding=False),
        guarded=_something_guarded(),
        talks=desk.of_day(clock.today()),
        asked=[
            Asked(around, silent.get(around.id, 0), calling.to_do(around.id)) for around in rounds
        ],
        needs=desk.needs_soon(),
        help=promised,
        happened=upset_desk.standing(),
        near=help_requests.near(),
        to_arrange=help_requests.count_to_arrange(),
    )


def _something_guarded() -> bool:
    return (
        threads.waiting(safeguarding=True) > 0
        or todo.guarded_waits()
        or bool(promised_help.open_help(guarded=True))
    )


@dataclass(frozen=True)
class Safeguarding:
    """What waits for the safeguarding lead: messages, what their writers asked for or were
    promised, and about whom no contact or a mark of an import is to be looked at, by kind."""

    waiting: Waiting
    tasks: list[Todo]
    help: list[Help]
    holds: Counter[TaskKind]


def _safeguarding(person: Staff) -> Safeguarding:
    about_holds = Counter(task.kind for task in tasks.open_for_safeguarding())
    waiting = threads.what_waits(safeguarding=True)
    help_ = promised_help.open_help(guarded=True)
    guarded = todo.first(person, Part.GUARDED, FEW)
    return Safeguarding(waiting, guarded, help_, about_holds)
