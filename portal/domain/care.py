"""Children in care: a lead names which of the adults around a child are invited, and who may sign.

    in care, by an import ── nobody is invited or texted, and a task for the leads
      └ decide (a lead says yes or no of every adult, to both) ─> decided, the task is done
           └ an import brings another adult ─> to decide again: the new one is off, the task is back

Whoever must not be contacted is none of them. The switches themselves are in `ties`.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.domain import ties
from portal.domain.history import By, Deed, Event, record
from portal.domain.people import Child, Guardianship, OnRoll, Staff, lock_child
from portal.domain.reaching import may_reach, seen
from portal.wording.refusals import Reason, Refused


@dataclass(frozen=True)
class Choice:
    """What a lead says of one adult. Whoever is invited gets the texts about it."""

    invited: bool
    may_sign: bool


@dataclass(frozen=True)
class InCare:
    """One child in care, with the adults about whom a lead decides. `decided_at` and `decided_by`:
    when somebody last did."""

    child: Child
    adults: list[Guardianship]
    decided_at: datetime | None
    decided_by: str

    @property
    def to_decide(self) -> bool:
        return not all(tie.decided for tie in self.adults)


def children() -> list[InCare]:
    """All children in care, those to decide about first."""
    query = (
        select(Child)
        .where(Child.in_care, Child.roll != OnRoll.LEFT)
        .options(joinedload(Child.school_class))
        .order_by(Child.last_name, Child.first_name, Child.id)
    )
    found = list(db.session.scalars(query))
    ids = [child.id for child in found]
    adults, last = _adults(ids), _last_decided(ids)
    all_of_them = [
        InCare(child, adults[child.id], *last.get(child.id, (None, ""))) for child in found
    ]
    return sorted(all_of_them, key=lambda one: not one.to_decide)


def _adults(child_ids: list[int]) -> defaultdict[int, list[Guardianship]]:
    query = (
        select(Guardianship)
        .where(Guardianship.child_id.in_(child_ids), seen())
        .options(joinedload(Guardianship.parent))
        .order_by(Guardianship.priority.is_(None), Guardianship.priority, Guardianship.id)
    )
    found: defaultdict[int, list[Guardianship]] = defaultdict(list)
    for tie in db.session.scalars(query):
        found[tie.child_id].append(tie)
    return found


def _last_decided(child_ids: list[int]) -> dict[int, tuple[datetime, str]]:
    query = (
        select(Event.child_id, Event.at, Staff.name)
        .join(Staff, Staff.id == Event.by_staff_id)
        .where(Event.deed == Deed.CARE_DECIDED, Event.child_id.in_(child_ids))
        .order_by(Event.id)
    )
    rows = db.session.execute(query)
    return {child_id: (at, name) for child_id, at, name in rows if child_id}


def decide(child_id: int, choices: Mapping[int, Choice], by: By) -> None:
    """A lead has said yes or no of every adult (by the id of the tie), to both questions. In an
    act.

    Refuses CARE_UNDECIDED where one of them is missing, also one that came meanwhile; LEAD_DECIDES;
    NOT_INVITED where the child is not in care, or not here.
    """
    in_care = Child.id == child_id, Child.in_care, Child.roll != OnRoll.LEFT
    if db.session.scalar(select(Child.id).where(*in_care)) is None:
        raise Refused(Reason.NOT_INVITED)
    lock_child(child_id)
    adults = [tie for tie in ties.of_child(child_id) if may_reach(tie)]
    if not {tie.id for tie in adults} <= choices.keys():
        raise Refused(Reason.CARE_UNDECIDED)
    for tie in adults:
        said = choices[tie.id]
        ties.switch(tie.id, invited=said.invited, texts=said.invited, may_sign=said.may_sign, by=by)
    invited = [tie.parent_id for tie in adults if choices[tie.id].invited]
    sign = [tie.parent_id for tie in adults if choices[tie.id].may_sign]
    record(by, Deed.CARE_DECIDED, child_id=child_id, invited=invited, sign=sign)
