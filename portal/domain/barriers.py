"""What stands between a child and school, for those who may know it: the leads and the child's own
key teacher. Nobody else finds anything here, parents least of all.

The I factor counts the barriers by the school's rules (`barrier_rules`) from what its records say
(`barrier_facts`). It suggests and never decides: whom to invite a person picks, in `picking`.
"""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db, insert_once
from portal.domain.barrier_facts import (
    NOTES,
    YES,
    About,
    BarrierFact,
    Facts,
    PupilResult,
    Result,
    facts_of,
    results_of,
    some,
)
from portal.domain.barrier_rules import Barrier, Rule, Seen, invite_level, lowest, rules, when, why
from portal.domain.history import By, Deed, record
from portal.domain.people import Child, OnRoll, Role, SchoolClass, Staff, key_teacher_id


@dataclass(frozen=True)
class PupilData:
    """The latest data about a child, with its days. Attendance is a percentage."""

    attendance: float | None
    attendance_as_of: date | None
    results: list[Result]


def latest_data(child_id: int) -> PupilData:
    """A child's attendance and results as the last imports brought them. The caller says who may
    see them."""
    attendance = facts_of([child_id])[child_id].get(About.ATTENDANCE)
    return PupilData(
        attendance.number if attendance else None,
        attendance.as_of if attendance else None,
        results_of(child_id),
    )


# -- the I factor ------------------------------------------------------------------------------


class Level(StrEnum):
    """What the points suggest."""

    NONE = "none"
    WATCH = "watch"
    INVITE = "invite"


@dataclass(frozen=True)
class Factor:
    """How many points a child has, and for what, in words for staff."""

    points: int
    reasons: list[str]
    level: Level


def i_factor(child_ids: Collection[int]) -> dict[int, Factor]:
    """The points of each of these children by the rules of now."""
    in_force, level = rules(), invite_level()
    found = {}
    for child_id, seen in _look(child_ids, in_force).items():
        points, reasons = 0, []
        for barrier, rule in in_force.items():
            reason = why(barrier, rule, seen) if rule.on else None
            if reason:
                points += rule.weight
                reasons.append(reason if rule.weight == 1 else f"{reason}, counts {rule.weight}")
        found[child_id] = Factor(points, reasons, _level(points, level))
    return found


def _level(points: int, invite: int) -> Level:
    if points >= invite:
        return Level.INVITE
    return Level.WATCH if points >= max(1, invite - 1) else Level.NONE


def _look(child_ids: Collection[int], in_force: dict[Barrier, Rule]) -> dict[int, Seen]:
    """All that the rules look at, in a handful of queries however many children."""
    facts, in_care = facts_of(child_ids), _in_care(child_ids)
    low = _lowest_of_year(child_ids, in_force[Barrier.ATTAINMENT].threshold or 0)
    return {
        child_id: Seen(facts[child_id], child_id in in_care, tuple(low.get(child_id, ())))
        for child_id in child_ids
    }


def _in_care(child_ids: Collection[int]) -> set[int]:
    return {
        child_id
        for ids in some(child_ids)
        for child_id in db.session.scalars(select(Child.id).where(Child.id.in_(ids), Child.in_care))
    }


def _lowest_of_year(child_ids: Collection[int], percent: float) -> dict[int, list[str]]:
    """For each child with results among the lowest of its year, or below what is expected of it,
    which ones, in words."""
    low: defaultdict[tuple[int, str, date], list[str]] = defaultdict(list)
    for results in _results_by_year(child_ids).values():
        numbers = [
            (child_id, number)
            for child_id, one in results
            if (number := as_number(one.value)) is not None
        ]
        among = lowest(numbers, percent)
        for child_id, one in results:
            below = one.value.casefold() in _BELOW
            if child_id in among or below:
                what = "below expected" if below else f"among the lowest {percent:g}% of the year"
                low[child_id, what, one.as_of].append(f"{one.measure} {one.value}")
    found: defaultdict[int, list[str]] = defaultdict(list)
    for (child_id, what, day), measured in sorted(low.items()):
        found[child_id].append(f"{', '.join(sorted(measured))}: {what} ({when(day)})")
    return found


_BELOW = {
    *("wts", "wt", "below", "below expected", "working towards", "emerging", "pks", "bel", "blw"),
    *("working below", "well below", "not met", "towards", "below age related"),
}


def _results_by_year(child_ids: Collection[int]) -> dict[tuple[str, str], list[tuple[int, Result]]]:
    """The results of the whole years that these children are in, by measure and year, each with the
    child's id."""
    years = {
        year
        for ids in some(child_ids)
        for year in db.session.scalars(
            select(SchoolClass.year)
            .join(Child, Child.class_id == SchoolClass.id)
            .where(Child.id.in_(ids), SchoolClass.year != "")
            .distinct()
        )
    }
    query = (
        select(
            SchoolClass.year,
            PupilResult.child_id,
            PupilResult.measure,
            PupilResult.value,
            PupilResult.as_of,
        )
        .join(Child, Child.id == PupilResult.child_id)
        .join(SchoolClass, SchoolClass.id == Child.class_id)
        .where(SchoolClass.year.in_(years), Child.roll == OnRoll.ON_ROLL)
    )
    found: defaultdict[tuple[str, str], list[tuple[int, Result]]] = defaultdict(list)
    for year, child_id, measure, value, as_of in db.session.execute(query):
        found[measure, year].append((child_id, Result(measure, value, as_of)))
    return found


_NUMBER = re.compile(r"([-+]?\d+(?:[.,]\d+)?)\s*%?")
_YEARS_AND_MONTHS = re.compile(r"(\d{1,2})\s*(?::|y(?:ears?|rs?)?)\s*(\d{1,2})?\s*m?[a-z]*")


def as_number(value: str) -> float | None:
    """A result as a number, if it is one: "98", "61.5%", "-0.3", or a reading age, "7y 4m"."""
    said = value.strip().casefold().replace("−", "-")
    if plain := _NUMBER.fullmatch(said):
        return float(plain[1].replace(",", "."))
    if age := _YEARS_AND_MONTHS.fullmatch(said):
        return int(age[1]) + int(age[2] or 0) / 12
    return None


# -- groups, for later reports -----------------------------------------------------------------

_GROUPS = (
    *(About.PUPIL_PREMIUM, About.FSM, About.IN_CARE, About.WAS_IN_CARE, About.SERVICE),
    *(About.OTHER_LANGUAGE, About.SOCIAL_WORKER, About.YOUNG_CARER, About.MID_YEAR),
)
"""Groups that are a plain yes in the records."""
_BY_RULE = (Barrier.ENGLISH, Barrier.ATTENDANCE, Barrier.ATTAINMENT)
"""Groups by the school's own threshold, whether or not the rule counts towards inviting."""


def groups_of(child_ids: Collection[int]) -> dict[int, list[str]]:
    """The groups each of these children is in today: what an invitation keeps of its day."""
    in_force = rules()
    return {
        child_id: _groups(seen, in_force) for child_id, seen in _look(child_ids, in_force).items()
    }


def _groups(seen: Seen, in_force: dict[Barrier, Rule]) -> list[str]:
    groups = [About.SEN.value] if why(Barrier.SEN, in_force[Barrier.SEN], seen) else []
    groups += [
        about.value
        for about in _GROUPS
        if seen.yes(about) or (about is About.IN_CARE and seen.in_care)
    ]
    return groups + [one.value for one in _BY_RULE if why(one, in_force[one], seen)]


# -- one child, for those who may know -----------------------------------------------------------


@dataclass(frozen=True)
class OfChild:
    """A child with its points, its latest data and what a lead has noted."""

    child: Child
    factor: Factor
    data: PupilData
    notes: frozenset[About]


def of_child(child_id: int, person: Staff) -> OfChild | None:
    """A child's barriers, for a lead or the child's own key teacher; None for anybody else, and
    where there is no such child or it has left."""
    child = db.session.get(Child, child_id, options=[joinedload(Child.school_class)])
    if child is None or child.roll == OnRoll.LEFT or not _may_know(person, child):
        return None
    facts: Facts = facts_of([child_id])[child_id]
    return OfChild(
        child,
        i_factor([child_id])[child_id],
        latest_data(child_id),
        frozenset(about for about in NOTES if about in facts),
    )


def _may_know(person: Staff, child: Child) -> bool:
    return person.has(Role.LEAD) or person.id == key_teacher_id(child)


def note(child_id: int, noted: Collection[About], by: By) -> None:
    """A lead ticks what colleagues know and no record says: yes or no, never more. Ticks taken
    away are gone; imports leave them alone."""
    db.session.get_one(Child, child_id, with_for_update=True)
    held = {about for about in NOTES if about in facts_of([child_id])[child_id]}
    wanted = {about for about in NOTES if about in noted}
    if held == wanted:
        return
    gone = delete(BarrierFact).where(
        BarrierFact.child_id == child_id, BarrierFact.kind.in_(held - wanted)
    )
    db.session.execute(gone)
    for about in sorted(wanted - held):
        row = {"child_id": child_id, "kind": about, "value": YES, "as_of": clock.today()}
        insert_once(BarrierFact, [BarrierFact.child_id, BarrierFact.kind], row)
    record(by, Deed.BARRIER_NOTED, child_id=child_id)


def looked_at(by: By, child_ids: Collection[int], round_id: int | None = None) -> None:
    """Write down that somebody looked at the barriers of these children, in the list for a round
    or of one child: history says who saw what."""
    only = next(iter(child_ids)) if len(child_ids) == 1 else None
    about = {} if round_id is None else {"round": round_id}
    record(by, Deed.BARRIERS_SEEN, child_id=only, note=None, children=sorted(child_ids), **about)
