"""Setting up a round: its name, dates, length of a talk, and whose parents are invited.

Its times come from `cover`, what it looks like is in `plans`, who is asked in `inviting`. The
verbs run inside the caller's `act()` and first lock the round.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.db import db, insert_once
from portal.domain import cover, school_days
from portal.domain.as_shown import fingerprint, refuse_changed
from portal.domain.history import By, Deed, record
from portal.domain.rounds import Pick, Round, RoundChild, RoundClass, Way
from portal.wording.refusals import Reason, Refused

SHORTEST, LONGEST = 20, 60
"""Minutes a talk may last (design, section 6)."""
LONGEST_GAP = 10
"""Minutes there may be between two talks (design, section 6)."""


@dataclass(frozen=True)
class RoundPlan:
    """A round as the office wants it. `ways` has at least one; children are those picked by name,
    besides the classes."""

    name: str
    opens_on: date
    closes_on: date
    slot_minutes: int = 30
    gap_minutes: int = 0
    ways: tuple[Way, ...] = (Way.IN_PERSON,)
    child_comes: bool = False
    asks_together: bool = False
    nudge_after_days: int = 3
    class_ids: frozenset[int] = frozenset()
    child_ids: frozenset[int] = frozenset()


def plan_of(round_id: int) -> RoundPlan:
    """The round as it stands."""
    around = db.session.get_one(Round, round_id)
    classes = select(RoundClass.class_id).where(RoundClass.round_id == round_id)
    children = select(RoundChild.child_id).where(RoundChild.round_id == round_id)
    return RoundPlan(
        name=around.name,
        opens_on=around.opens_on,
        closes_on=around.closes_on,
        slot_minutes=around.slot_minutes,
        gap_minutes=around.gap_minutes,
        ways=tuple(Way(way) for way in around.ways),
        child_comes=around.child_comes,
        asks_together=around.asks_together,
        nudge_after_days=around.nudge_after_days,
        class_ids=frozenset(db.session.scalars(classes)),
        child_ids=frozenset(db.session.scalars(children)),
    )


def plan_round(plan: RoundPlan, by: By) -> int:
    """Set up a round; returns its id. The same plan sent twice is one round.

    Refuses NAME_TAKEN, ROUND_DATES, ROUND_LENGTH, PAST_DAY, DAY_TOO_FAR.
    """
    _refuse_plan(plan, plan.opens_on, plan.closes_on)
    round_id: int | None = insert_once(Round, [Round.name], _facts(plan))
    if round_id is None:
        same: int = db.session.execute(select(Round.id).filter_by(name=plan.name)).scalar_one()
        if plan_of(same) == plan:
            return same
        raise Refused(Reason.NAME_TAKEN)
    _choose_who(round_id, plan)
    record(by, Deed.ROUND_CHANGED, round=round_id)
    return round_id


def as_shown(plan: RoundPlan) -> str:
    """What a form shows of this round, in short, but for the children picked by name: of those each
    change counts by itself."""
    rest = replace(plan, class_ids=frozenset(), child_ids=frozenset())
    return fingerprint(rest, sorted(plan.class_ids))


def lock_plan(round_id: int) -> RoundPlan:
    """The round as it stands, and stays until this act is over."""
    cover.lock_round(round_id)
    return plan_of(round_id)


def change_round(round_id: int, plan: RoundPlan, by: By, *, seen: str | None = None) -> None:
    """Change a round. Another length of talk or gap lays the coming times anew. `seen`: what the
    page showed (`as_shown`). Twice is the same as once.

    Classes taken away stop being invited; those already invited stay so. Refuses NAME_TAKEN,
    ROUND_DATES, ROUND_LENGTH, PAST_DAY, DAY_TOO_FAR, CHANGED_MEANWHILE, COVER_BOOKED (`bookings`:
    the ids), COVER_TIMES.
    """
    around, before = cover.lock_round(round_id), plan_of(round_id)
    if before == plan:
        return
    refuse_changed(seen, as_shown(before))
    new_opening = plan.opens_on if plan.opens_on != around.opens_on else None
    new_closing = plan.closes_on if plan.closes_on != around.closes_on else None
    _refuse_plan(plan, new_opening, new_closing)
    if db.session.scalar(select(Round.id).where(Round.name == plan.name, Round.id != round_id)):
        raise Refused(Reason.NAME_TAKEN)
    lengths = around.slot_minutes, around.gap_minutes
    for name, value in _facts(plan).items():
        setattr(around, name, value)
    try:
        db.session.flush()
    except IntegrityError as error:  # another round has got this name at the same moment
        raise Refused(Reason.NAME_TAKEN) from error
    _choose_who(round_id, plan)
    if lengths != (plan.slot_minutes, plan.gap_minutes):
        cover.lay_anew(around)
    record(by, Deed.ROUND_CHANGED, round=round_id)


def _facts(plan: RoundPlan) -> dict[str, Any]:
    return {
        "name": plan.name,
        "opens_on": plan.opens_on,
        "closes_on": plan.closes_on,
        "slot_minutes": plan.slot_minutes,
        "gap_minutes": plan.gap_minutes,
        "ways": [way.value for way in plan.ways],
        "child_comes": plan.child_comes,
        "asks_together": plan.asks_together,
        "nudge_after_days": plan.nudge_after_days,
    }


def _refuse_plan(plan: RoundPlan, *new_days: date | None) -> None:
    if plan.closes_on < plan.opens_on:
        raise Refused(Reason.ROUND_DATES)
    if any(day and day < clock.today() for day in new_days):
        raise Refused(Reason.PAST_DAY)
    if any(day and school_days.is_far(day) for day in new_days):
        raise Refused(Reason.DAY_TOO_FAR)
    if not SHORTEST <= plan.slot_minutes <= LONGEST or not 0 <= plan.gap_minutes <= LONGEST_GAP:
        raise Refused(Reason.ROUND_LENGTH)


def _choose_who(round_id: int, plan: RoundPlan) -> None:
    classes = select(RoundClass).where(RoundClass.round_id == round_id)
    chosen = {row.class_id: row for row in db.session.scalars(classes)}
    for gone in chosen.keys() - plan.class_ids:
        db.session.delete(chosen[gone])
    for class_id in sorted(plan.class_ids - chosen.keys()):
        db.session.add(RoundClass(round_id=round_id, class_id=class_id))
    children = select(RoundChild).where(RoundChild.round_id == round_id)
    picked = {row.child_id: row for row in db.session.scalars(children)}
    for gone in picked.keys() - plan.child_ids:
        db.session.delete(picked[gone])
    no_more = delete(Pick).where(Pick.round_id == round_id, Pick.child_id.not_in(plan.child_ids))
    db.session.execute(no_more)
    for child_id in sorted(plan.child_ids - picked.keys()):
        db.session.add(RoundChild(round_id=round_id, child_id=child_id))
