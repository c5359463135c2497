"""Picking the children of a round from the list of barriers: the list suggests, a person picks.

What is kept is the pick, with who and when, and the points and reasons of that day. The office
finds the child's name in the round and no more. Only leads may come here; the face sees to it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from portal import clock
from portal.db import db, insert_once
from portal.domain import barriers, cover
from portal.domain.barriers import Factor, Level
from portal.domain.history import By, Deed, record
from portal.domain.people import Child, OnRoll, SchoolClass, Staff
from portal.domain.rounds import Pick, RoundChild, RoundClass, RoundState
from portal.wording.refusals import Reason, Refused


@dataclass(frozen=True)
class Picked:
    """By whom and when a child was picked, and for what on that day."""

    by: str
    at: datetime
    points: int
    reasons: list[str]


@dataclass(frozen=True)
class Line:
    """A child in the list. `in_round`: it is in the round by its class, or the office wrote its
    name, so there is nothing to pick."""

    child: Child
    class_name: str
    year: str
    factor: Factor
    picked: Picked | None
    in_round: bool


@dataclass(frozen=True)
class Filter:
    """Which children to list; what is not given leaves nobody out."""

    class_id: int | None = None
    year: str = ""
    levels: frozenset[Level] = frozenset(Level)


def lines(round_id: int, wanted: Filter) -> list[Line]:
    """The children on roll with their points, the most first; those picked are listed whatever
    their level is now."""
    rows = _children(wanted)
    factors = barriers.i_factor([child.id for child, _name, _year in rows])
    picks, by_name, classes = picked(round_id), _named(round_id), _classes(round_id)
    found = [
        Line(
            child,
            class_name or "",
            year or "",
            factors[child.id],
            picks.get(child.id),
            child.id not in picks and (child.id in by_name or child.class_id in classes),
        )
        for child, class_name, year in rows
        if factors[child.id].level in wanted.levels or child.id in picks
    ]
    return sorted(found, key=lambda line: -line.factor.points)


def _children(wanted: Filter) -> list[tuple[Child, str | None, str | None]]:
    query = (
        select(Child, SchoolClass.name, SchoolClass.year)
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(Child.roll == OnRoll.ON_ROLL)
        .order_by(SchoolClass.year_order, SchoolClass.name, Child.last_name, Child.first_name)
        .order_by(Child.id)
    )
    if wanted.class_id is not None:
        query = query.where(Child.class_id == wanted.class_id)
    if wanted.year:
        query = query.where(SchoolClass.year == wanted.year)
    return [(child, name, year) for child, name, year in db.session.execute(query)]


def picked(round_id: int) -> dict[int, Picked]:
    """The children picked for this round, by id."""
    query = (
        select(Pick, Staff.name)
        .outerjoin(Staff, Staff.id == Pick.by_id)
        .where(Pick.round_id == round_id)
    )
    return {
        pick.child_id: Picked(name or "", pick.at, pick.points, pick.reasons)
        for pick, name in db.session.execute(query)
    }


def _named(round_id: int) -> set[int]:
    return set(
        db.session.scalars(select(RoundChild.child_id).where(RoundChild.round_id == round_id))
    )


def _classes(round_id: int) -> set[int]:
    return set(
        db.session.scalars(select(RoundClass.class_id).where(RoundClass.round_id == round_id))
    )


def pick(round_id: int, listed: Collection[int], chosen: Collection[int], by: By) -> None:
    """Of the children listed to this person, those chosen are picked and the others are not; whom
    the list did not show stays as is. Picked again, the first pick and its day stay.

    Children in the round in another way are passed over. Refuses ROUND_INVITED.
    """
    around = cover.lock_round(round_id)
    if around.state != RoundState.DRAFT:
        raise Refused(Reason.ROUND_INVITED)
    picks = picked(round_id)
    gone = [child_id for child_id in sorted(listed) if child_id in picks and child_id not in chosen]
    for table in (Pick, RoundChild):
        db.session.execute(
            delete(table).where(table.round_id == round_id, table.child_id.in_(gone))
        )
    new = _may_be_picked(round_id, set(listed) & set(chosen) - picks.keys())
    factors = barriers.i_factor(new)
    for child_id in new:
        insert_once(
            RoundChild,
            [RoundChild.round_id, RoundChild.child_id],
            {"round_id": round_id, "child_id": child_id},
        )
        db.session.add(
            Pick(
                round_id=round_id,
                child_id=child_id,
                by_id=by.staff_id,
                at=clock.now(),
                points=factors[child_id].points,
                reasons=factors[child_id].reasons,
            )
        )
        record(by, Deed.PICKED, child_id=child_id, round=round_id)
    for child_id in gone:
        record(by, Deed.UNPICKED, child_id=child_id, round=round_id)


def _may_be_picked(round_id: int, child_ids: Collection[int]) -> list[int]:
    """Those on roll who are not in the round yet."""
    query = (
        select(Child.id)
        .where(
            Child.id.in_(child_ids),
            Child.roll == OnRoll.ON_ROLL,
            Child.id.not_in(_named(round_id)),
            Child.class_id.is_(None) | Child.class_id.not_in(_classes(round_id)),
        )
        .order_by(Child.id)
    )
    return list(db.session.scalars(query))
