"""What counts towards whom to invite: a rule for each barrier, which the school switches, sets and
weighs (domain facts: each counts one point until the school says otherwise).

A rule looks at what is known about one child and gives the reason in words, or None. What is not
known counts as nothing. The points together are in `barriers.i_factor`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, db
from portal.domain.barrier_facts import NOTES, YES, About, Fact, Facts
from portal.domain.history import By, Deed, named, record
from portal.domain.people import School
from portal.languages import ENGLISH

HIGHEST_WEIGHT = 9
HIGHEST_LEVEL = 30
"""More points than all rules give together is a level nobody reaches."""


class Barrier(StrEnum):
    """What can stand between a child and school. The value is how staff see it."""

    SEN = "special educational needs"
    ATTENDANCE = "low attendance"
    ATTAINMENT = "low attainment"
    DISADVANTAGE = "pupil premium"
    FSM = "free school meals"
    CARE = "in care, now or before"
    ENGLISH = "new to English"
    OTHER_LANGUAGE = "first language other than English"
    SOCIAL_WORKER = "social worker, now or lately"
    YOUNG_CARER = "young carer"
    BEHAVIOUR = "suspended, or many behaviour points"
    MOVED = "joined mid-year, or many schools"
    PROGRESS = "low progress"
    SERVICE = "service child"
    NOTE = "bereavement, housing or something else"


class BarrierRule(Base):
    """A rule as the school has set it. A barrier without a row follows `USUAL`."""

    __tablename__ = "barrier_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Barrier] = mapped_column(named(Barrier), unique=True)
    on: Mapped[bool]
    threshold: Mapped[float | None]
    weight: Mapped[int]


@dataclass(frozen=True)
class Rule:
    """One rule: does it count, from which number on, and how many points."""

    on: bool = True
    threshold: float | None = None
    weight: int = 1


@dataclass(frozen=True)
class Threshold:
    """The number a rule has, in words before and after it, and how high it may be."""

    before: str
    after: str
    highest: int


USUAL: Mapping[Barrier, Rule] = {
    barrier: Rule(on=barrier not in (Barrier.FSM, Barrier.OTHER_LANGUAGE, Barrier.SERVICE))
    for barrier in Barrier
} | {
    Barrier.ATTENDANCE: Rule(threshold=85),
    Barrier.ATTAINMENT: Rule(threshold=20),
    Barrier.BEHAVIOUR: Rule(threshold=20),
    Barrier.MOVED: Rule(threshold=3),
    Barrier.PROGRESS: Rule(threshold=2),
}
THRESHOLDS: Mapping[Barrier, Threshold] = {
    Barrier.ATTENDANCE: Threshold("below", "%", 100),
    Barrier.ATTAINMENT: Threshold("among the lowest", "% of the year", 100),
    Barrier.BEHAVIOUR: Threshold("from", "points", 9999),
    Barrier.MOVED: Threshold("from", "schools", 99),
    Barrier.PROGRESS: Threshold("from", "steps behind", 99),
}


def rules() -> dict[Barrier, Rule]:
    """Every rule, as the school has set it or as usual, in the order of `Barrier`."""
    rows = db.session.scalars(select(BarrierRule))
    set_here = {row.kind: Rule(row.on, row.threshold, row.weight) for row in rows}
    return {barrier: set_here.get(barrier, USUAL[barrier]) for barrier in Barrier}


def invite_level() -> int:
    """From how many points on a child is suggested; one point fewer is worth watching."""
    return db.session.execute(select(School.invite_level)).scalar_one()


def change(wanted: Mapping[Barrier, Rule], level: int, by: By) -> None:
    """The school's rules from now on. History keeps what was changed, and to what; the same once
    more changes nothing."""
    school = db.session.scalars(select(School).with_for_update()).one()
    now = rules()
    changed = {one: rule for one, rule in wanted.items() if rule != now[one]}
    if not changed and level == school.invite_level:
        return
    rows = {row.kind: row for row in db.session.scalars(select(BarrierRule))}
    for barrier, rule in changed.items():
        row = rows.get(barrier) or BarrierRule(kind=barrier)
        row.on, row.threshold, row.weight = rule.on, rule.threshold, rule.weight
        db.session.add(row)
    school.invite_level = level
    told = {one.value: vars(rule) for one, rule in changed.items()}
    record(by, Deed.BARRIERS_CHANGED, rules=told, level=level)


# -- what a rule says about one child -----------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """All that rules look at: the facts, whether the child is in care as the portal knows it, and
    words for results among the lowest of the year."""

    facts: Facts
    in_care: bool = False
    lowest: tuple[str, ...] = ()

    def yes(self, about: About) -> Fact | None:
        """The fact, if it is a yes."""
        fact = self.facts.get(about)
        return fact if fact and fact.value == YES else None

    def number(self, about: About) -> tuple[float, Fact] | None:
        fact = self.facts.get(about)
        return (fact.number, fact) if fact and fact.number is not None else None


def why(barrier: Barrier, rule: Rule, seen: Seen) -> str | None:
    """Why this barrier counts for this child, in words with the day of the data; or None."""
    return _TESTS[barrier](seen, rule.threshold or 0)


Test = Callable[[Seen, float], str | None]


def _mark(about: About) -> Test:
    """A plain yes."""

    def test(seen: Seen, _threshold: float) -> str | None:
        fact = seen.yes(about)
        return f"{about.value} ({when(fact.as_of)})" if fact else None

    return test


def _sen(seen: Seen, _threshold: float) -> str | None:
    fact = seen.facts.get(About.SEN)
    words = {"E": "EHC plan", "K": "SEN support"}.get(fact.value) if fact else None
    return f"{words} ({when(fact.as_of)})" if fact and words else None


def _attendance(seen: Seen, threshold: float) -> str | None:
    found = seen.number(About.ATTENDANCE)
    if found is None or found[0] >= threshold:
        return None
    number, fact = found
    return f"attendance {number:g}%, below {threshold:g}% ({when(fact.as_of)})"


def _attainment(seen: Seen, _threshold: float) -> str | None:
    fact = seen.yes(About.ATTAINMENT)
    marked = (f"low attainment in the school’s records ({when(fact.as_of)})",) if fact else ()
    return "; ".join((*marked, *seen.lowest)) or None


def _care(seen: Seen, _threshold: float) -> str | None:
    now, before = seen.yes(About.IN_CARE), seen.yes(About.WAS_IN_CARE)
    if now or seen.in_care:
        return f"in care ({when(now.as_of)})" if now else "in care"
    return f"in care before ({when(before.as_of)})" if before else None


def _english(seen: Seen, _threshold: float) -> str | None:
    fact = seen.facts.get(About.PROFICIENCY)
    words = {"A": "new to English (A)", "B": "early stages of English (B)"}
    said = words.get(fact.value) if fact else None
    return f"{said} ({when(fact.as_of)})" if fact and said else None


def _behaviour(seen: Seen, threshold: float) -> str | None:
    told = []
    suspended, points = seen.number(About.SUSPENSIONS), seen.number(About.BEHAVIOUR)
    if suspended and suspended[0] >= 1:
        told.append(f"suspended {_times(suspended[0])} ({when(suspended[1].as_of)})")
    elif marked := seen.yes(About.SUSPENSIONS):
        told.append(f"suspended ({when(marked.as_of)})")
    if points and points[0] >= threshold:
        told.append(f"{points[0]:g} behaviour points ({when(points[1].as_of)})")
    return "; ".join(told) or None


def _times(number: float) -> str:
    return "once" if number == 1 else f"{number:g} times"


def _moved(seen: Seen, threshold: float) -> str | None:
    told = []
    if fact := seen.yes(About.MID_YEAR):
        told.append(f"joined mid-year ({when(fact.as_of)})")
    schools = seen.number(About.SCHOOLS)
    if schools and schools[0] >= threshold:
        told.append(f"{schools[0]:g} schools so far ({when(schools[1].as_of)})")
    return "; ".join(told) or None


def _progress(seen: Seen, threshold: float) -> str | None:
    behind = seen.number(About.PROGRESS)
    if behind and behind[0] >= threshold:
        return f"{behind[0]:g} steps behind ({when(behind[1].as_of)})"
    fact = seen.yes(About.PROGRESS)
    return f"low progress ({when(fact.as_of)})" if fact else None


def _note(seen: Seen, _threshold: float) -> str | None:
    noted = [about.value for about in NOTES if seen.yes(about)]
    return f"staff note: {', '.join(noted)}" if noted else None


_TESTS: Mapping[Barrier, Test] = {
    Barrier.SEN: _sen,
    Barrier.ATTENDANCE: _attendance,
    Barrier.ATTAINMENT: _attainment,
    Barrier.DISADVANTAGE: _mark(About.PUPIL_PREMIUM),
    Barrier.FSM: _mark(About.FSM),
    Barrier.CARE: _care,
    Barrier.ENGLISH: _english,
    Barrier.OTHER_LANGUAGE: _mark(About.OTHER_LANGUAGE),
    Barrier.SOCIAL_WORKER: _mark(About.SOCIAL_WORKER),
    Barrier.YOUNG_CARER: _mark(About.YOUNG_CARER),
    Barrier.BEHAVIOUR: _behaviour,
    Barrier.MOVED: _moved,
    Barrier.PROGRESS: _progress,
    Barrier.SERVICE: _mark(About.SERVICE),
    Barrier.NOTE: _note,
}


def when(day: date) -> str:
    """The day of the data, "5 Nov 2026": with its year, for reasons are kept."""
    return f"{day.day} {ENGLISH.locale.months['format']['abbreviated'][day.month]} {day.year}"


# -- the lowest of the year ----------------------------------------------------------------------


def lowest(numbers: Iterable[tuple[int, float]], percent: float) -> set[int]:
    """Of children (id and number) those among the lowest so many per cent. Whoever has the same
    number as one of them is, too; where all have the same, nobody is."""
    in_order = sorted(numbers, key=lambda one: one[1])
    count = int(len(in_order) * percent / 100)
    if count == 0 or in_order[0][1] == in_order[-1][1]:
        return set()
    most = in_order[count - 1][1]
    return {child_id for child_id, number in in_order if number <= most}
