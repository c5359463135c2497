"""How long the school keeps what, and the rules that erase it every night.

The usual spans are the school's policy in the absence of another; a lead may choose within bounds.
What is old, and how it is forgotten, is in `old_rows`. No rule takes what still serves somebody: an
open task, a text on its way, a talk to come, words that wait for a person.

    not run today -> under way (some hundred rows an act) -> done for today, with how many
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import Select, select

from portal import clock
from portal.db import db, insert_once
from portal.domain import kept, old_rows, school_days
from portal.domain.history import By, Deed, record
from portal.domain.kept import KeptRun, KeptSpan
from portal.domain.old_rows import Part
from portal.wording.refusals import Reason, Refused

AT_ONCE = 200
"""So many rows in one act: others wait for the database no longer than for a page."""


class Unit(StrEnum):
    """What a span is counted in."""

    DAYS = "days"
    MONTHS = "months"
    SCHOOL_YEARS = "school years"
    YEARS = "years"


@dataclass(frozen=True)
class Rule:
    """What goes (`covers`) after how long (`usual`, from `least` to `most`), and `why`; `change`:
    what another span would mean."""

    name: str
    title: str
    covers: str
    why: str
    change: str
    unit: Unit
    usual: int
    least: int
    most: int
    parts: Sequence[Part]


RULES = (
    Rule(
        "creche",
        "Health answers about little ones",
        "What parents wrote for the crèche about allergies, medicine and comfort.",
        "It is about health, and needed on that day only; a week is left to settle questions.",
        "Counted from the day of the crèche.",
        Unit.DAYS,
        7,
        1,
        14,
        old_rows.CRECHE_ANSWERS,
    ),
    Rule(
        "texts",
        "Words of texts that were sent",
        "What a text said. That it was sent, what kind it was and whether it arrived stays.",
        "A question about a text comes within the year; its words speak of a family.",
        "With fewer months, threads with parents are empty sooner.",
        Unit.MONTHS,
        12,
        3,
        24,
        old_rows.TEXTS,
    ),
    Rule(
        "messages",
        "What parents wrote",
        "The words of texts and messages that parents sent, and their translations.",
        "As for texts. A message that waits for somebody stays until it is done.",
        "With fewer months, threads with parents are empty sooner.",
        Unit.MONTHS,
        12,
        3,
        24,
        old_rows.MESSAGES,
    ),
    Rule(
        "talks",
        "Invitations, bookings and notes about them",
        "Who was invited, times, help asked for, little ones’ names, wishes, colleagues’ words, "
        "tasks that are done, interpreters who do not come any more. The record of a talk and its "
        "targets stay.",
        "The next school year looks back at this one; after that only the record is needed.",
        "One means: to the end of the school year after the talk.",
        Unit.SCHOOL_YEARS,
        1,
        1,
        6,
        old_rows.TALKS,
    ),
    Rule(
        "news",
        "Good news, ideas and worries",
        "Good news and what parents answered to it, five-minute ideas, worries told of.",
        "The balance of good news and worries looks at this year and the last.",
        "One means: to the end of the school year after.",
        Unit.SCHOOL_YEARS,
        1,
        1,
        3,
        old_rows.NEWS,
    ),
    Rule(
        "links",
        "Links and codes that open nothing any more",
        "Ended links of parents, codes by text, links for staff that nobody used, and who was "
        "checked on the phone or at the desk; that they were spoken to stays in history.",
        "For a month the office can see why somebody’s old link does not open.",
        "Links that work are never ended by this.",
        Unit.DAYS,
        30,
        7,
        90,
        old_rows.LINKS,
    ),
    Rule(
        "leavers",
        "Children who left, and their parents",
        "Everything: the child, records and targets, good news; and a parent with no other child "
        "here, with name and number. History keeps numbers instead of names.",
        "A child may come back, or the next school may ask, within the year. A child about whom "
        "something was written goes only once a lead has taken the file for the next school.",
        "Counted from the day the office said that the child has left.",
        Unit.MONTHS,
        12,
        1,
        36,
        old_rows.LEAVERS,
    ),
    Rule(
        "history",
        "History and signing in",
        "Who did what and when, and who signed in.",
        "A complaint or a claim may come years later: seven is what schools usually keep.",
        "It cannot be shorter. Until then nobody can change or delete a line.",
        Unit.YEARS,
        7,
        7,
        25,
        old_rows.HISTORY,
    ),
)
BY_NAME = {rule.name: rule for rule in RULES}


def first_day_kept(rule: Rule, span: int) -> date:
    """What is from before this day goes; of the crèche, also what is of this day."""
    today = clock.today()
    match rule.unit:
        case Unit.DAYS:
            return today - timedelta(days=span)
        case Unit.MONTHS:
            return _months_back(today, span)
        case Unit.SCHOOL_YEARS:
            year = school_days.school_year(today) - span
            return date(year, school_days.FIRST_MONTH, 1)
        case Unit.YEARS:
            return _months_back(today, 12 * span)


def _months_back(day: date, months: int) -> date:
    """The same day of the month; the first of the next where that month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year + month // 11, (month + 1) % 12 + 1, 1)


# -- every night -----------------------------------------------------------------------------------


def due_today() -> tuple[list[str], list[str]]:
    """The rules (names) that are not done for today: those with something to erase, and those with
    nothing. Outside an act."""
    done, spans = kept.done_today(), kept.spans()
    waiting = [rule for rule in RULES if rule.name not in done]
    something = [rule.name for rule in waiting if _is_any_due(rule, spans)]
    return something, [rule.name for rule in waiting if rule.name not in something]


def _is_any_due(rule: Rule, spans: dict[str, int]) -> bool:
    day = first_day_kept(rule, _within(rule, spans.get(rule.name)))
    return any(db.session.scalar(_first(part, day)) is not None for part in rule.parts)


@lru_cache(maxsize=4 * len(RULES))
def _first(part: Part, day: date) -> Select[int]:
    """One row that is due. Made once a day: it is asked for every minute."""
    return part.due(day).limit(1)


def nothing_to_do(names: Sequence[str]) -> None:
    """These rules are done for today. In an act."""
    for name in names:
        kept.run_of_today(name).done_at = clock.now()


def run_some(name: str) -> int:
    """Erase the next few rows that are due by this rule, and note how many; with nothing left, the
    rule is done for today. In an act, in which nothing else is done."""
    rule, run = BY_NAME[name], kept.run_of_today(name)
    if run.done_at:
        return 0
    day = first_day_kept(rule, span_of(rule))
    for part in rule.parts:
        ids = list(db.session.scalars(part.due(day).limit(AT_ONCE)))
        if ids:
            part.forget(ids, day)
            run.how_many += len(ids)
            run.at = clock.now()
            return len(ids)
    run.done_at = clock.now()
    return 0


# -- the page --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """One rule, as staff read it. `tonight`: how many rows would go if it ran now; `this_year`: how
    many went since the school year began."""

    rule: Rule
    span: int
    last: KeptRun | None
    tonight: int
    this_year: int


def overview() -> list[Kept]:
    """Every rule with its span, what it did and what it would do now."""
    spans, last = kept.spans(), kept.last_runs()
    begun = school_days.first_day_of_year(clock.today())
    return [
        Kept(
            rule,
            span := _within(rule, spans.get(rule.name)),
            last.get(rule.name),
            sum(old_rows.count(part, first_day_kept(rule, span)) for part in rule.parts),
            kept.erased_since(rule.name, begun),
        )
        for rule in RULES
    ]


def span_of(rule: Rule) -> int:
    """How long the school keeps it."""
    return _within(rule, kept.spans().get(rule.name))


def _within(rule: Rule, chosen: int | None) -> int:
    return rule.usual if chosen is None else min(max(chosen, rule.least), rule.most)


def choose_span(name: str, span: int, by: By) -> None:
    """From tonight on it is kept so long. In an act.

    Refuses NO_SUCH_SPAN for one out of bounds. KeyError if there is no such rule.
    """
    rule = BY_NAME[name]
    if not rule.least <= span <= rule.most:
        raise Refused(Reason.NO_SUCH_SPAN)
    before = span_of(rule)
    if before == span:
        return
    row = {"rule": name, "span": span, "by_id": by.staff_id, "at": clock.now()}
    if not insert_once(KeptSpan, [KeptSpan.rule], row):
        found = db.session.scalars(select(KeptSpan).where(KeptSpan.rule == name)).one()
        found.span, found.by_id, found.at = span, by.staff_id, clock.now()
    record(by, Deed.SPAN_CHANGED, rule=name, old=before, new=span)
