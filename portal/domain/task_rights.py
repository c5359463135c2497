"""Who has a task today, and who finds it. Only looks.

A task is with its owner, else with the colleague it was made for, else with nobody: then it is the
office's. It is with nobody, too, while that colleague cannot see to it: switched off, away today,
without the role for it, or it is about a family they must not hear of any more. So nothing stays
with somebody who does not come back to it.

- The office and leads find every task but those of guarded threads, those of the safeguarding lead
  and, once it is over, those about somebody with whom contact is barred. What stands on a
  colleague's own list is listed for them once it is overdue.
- The safeguarding lead finds those of guarded threads, whoever they were made for.
- Everybody else finds what is with them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal.db import TODAY, db
from portal.domain import guarding
from portal.domain.people import (
    Child,
    ClassStaff,
    Guardianship,
    OnRoll,
    Parent,
    Role,
    SchoolClass,
    Staff,
)
from portal.domain.tasks import FOR_CRECHE, FOR_SAFEGUARDING, FOR_TEACHERS, SAID, Task
from portal.domain.upset import Upset, What

OFFICE = (Role.OFFICE, Role.LEAD)
SEES_ALL = (*OFFICE, Role.SAFEGUARDING)
"""Who finds tasks that are not with them."""


@dataclass(frozen=True)
class Here:
    """The colleagues who can see to something today, by name."""

    colleagues: list[Staff]

    def _with(self, *roles: Role) -> set[int]:
        return {one.id for one in self.colleagues if one.has(*roles)}

    @cached_property
    def office(self) -> set[int]:
        return self._with(*OFFICE)

    @cached_property
    def teachers(self) -> set[int]:
        return self._with(Role.TEACHER)

    @cached_property
    def creche(self) -> set[int]:
        return self._with(Role.CRECHE)

    @cached_property
    def safeguarding(self) -> set[int]:
        return self._with(Role.SAFEGUARDING)

    def ids(self) -> dict[str, list[int]]:
        """Who is here with each role, for a query about `Whoever`."""
        names = ("office", "teachers", "creche", "safeguarding")
        return {name: sorted(getattr(self, name)) for name in names}


class Whoever:
    """Those who are here in a query that is made once and asked again and again: who they are is
    said only then (`Here.ids`)."""

    office = bindparam("office", type_=Integer, expanding=True)
    teachers = bindparam("teachers", type_=Integer, expanding=True)
    creche = bindparam("creche", type_=Integer, expanding=True)
    safeguarding = bindparam("safeguarding", type_=Integer, expanding=True)


@dataclass(frozen=True)
class Reader:
    """Who looks; whether they find the office's tasks, and those of guarded threads."""

    id: Any
    office: bool
    safeguarding: bool


def reader(person: Staff) -> Reader:
    """This person."""
    return Reader(person.id, person.has(*OFFICE), person.has(Role.SAFEGUARDING))


def here(me: int | None = None) -> Here:
    """Who works here and is not away today. `me` is here, wherever they look from."""
    return Here(list(db.session.scalars(_here(), {"me": me})))


@cache
def _here() -> Select[Staff]:
    away = exists().where(
        Upset.what == What.AWAY,
        Upset.teacher_id == Staff.id,
        Upset.undone_at.is_(None),
        Upset.begins <= TODAY,
        Upset.ends >= TODAY,
    )
    me = Staff.id == bindparam("me", type_=Integer)
    return select(Staff).where(Staff.active, or_(~away, me)).order_by(Staff.name)


def standing(which: ColumnElement[bool], present: Here | Whoever) -> CTE:
    """These tasks, each with what decides who finds it: `guarded`, and `holder_id`, the colleague
    it is with; and `own`, whether that is because it was made for them."""
    facts = select(
        Task.id,
        Task.kind,
        Task.parent_id,
        Task.child_id,
        Task.owner_id,
        Task.to_office,
        Task.for_id.label("for_id"),
        Task.due_on,
        Task.made_at,
        Task.done_at,
        Task.done_by_id,
        _is_guarded().label("guarded"),
        _may_hear().label("may_hear"),
        _is_barred().label("barred"),
    )
    facts = facts.outerjoin(Parent, Parent.id == Task.parent_id)
    t = _once(facts.where(Task.kind.not_in(FOR_SAFEGUARDING), which).cte("facts"))
    owns = _can_see_to(t, t.c.owner_id, present, taught=_teaches(t))
    made_for = and_(~t.c.to_office, _can_see_to(t, t.c.for_id, present))
    holder = case((owns, t.c.owner_id), (made_for, t.c.for_id), else_=null())
    own = case((owns, t.c.owner_id == t.c.for_id), else_=made_for)
    return _once(select(t, holder.label("holder_id"), own.label("own")).cte("standing"))


def _once(found: CTE) -> CTE:
    """Worked out once for each row: both databases would otherwise do it again wherever a column
    of it is named."""
    return found.prefix_with("MATERIALIZED")


@cache
def _is_guarded() -> ColumnElement[bool]:
    """Whether nobody but the safeguarding lead finds it."""
    return and_(Task.kind.in_(SAID), Task.parent_id.is_not(None), guarding.parents())


@cache
def _may_hear() -> ColumnElement[bool]:
    """Whether the parent it is about may hear about its child, or about any: `reaching`."""
    tie, child = aliased(Guardianship), aliased(Child)
    theirs = tie.parent_id == Task.parent_id
    about = or_(Task.child_id.is_(None), tie.child_id == Task.child_id)
    barred = or_(tie.no_contact, tie.held)
    reached = exists().where(
        theirs, about, ~barred, child.id == tie.child_id, child.roll != OnRoll.LEFT
    )
    nothing = and_(Task.child_id.is_(None), ~exists().where(theirs, barred))
    return or_(Task.parent_id.is_(None), reached, nothing)


@cache
def _is_barred() -> ColumnElement[bool]:
    """Whether it is over, and contact with the parent it is about is barred by now, about its child
    or about all of theirs: nobody reads any more what they said."""
    tie, child = aliased(Guardianship), aliased(Child)
    theirs = tie.parent_id == Task.parent_id
    about = or_(Task.child_id.is_(None), tie.child_id == Task.child_id)
    barred = or_(tie.no_contact, tie.held)
    here_still = exists().where(
        theirs, ~barred, child.id == tie.child_id, child.roll != OnRoll.LEFT
    )
    served = and_(Task.child_id.is_(None), here_still)
    over = and_(Task.done_at.is_not(None), Task.parent_id.is_not(None))
    return and_(over, exists().where(theirs, about, barred), ~served)


def _can_see_to(
    t: CTE,
    colleague: ColumnElement[Any],
    present: Here | Whoever,
    taught: ColumnElement[bool] | None = None,
) -> ColumnElement[bool]:
    """Whether this colleague of a task is here and may have it. `taught`: what a teacher must be to
    the child; a teacher for whom it was made need be nothing more."""
    teaches = [t.c.kind.in_(FOR_TEACHERS), taught] if taught is not None else []
    others = or_(
        and_(colleague.in_(present.teachers), *teaches),
        and_(colleague.in_(present.creche), t.c.kind.in_(FOR_CRECHE)),
    )
    return case(
        (colleague.is_(None), False),
        (t.c.guarded, colleague.in_(present.safeguarding)),
        else_=or_(colleague.in_(present.office), and_(t.c.may_hear, others)),
    )


def _teaches(t: CTE) -> ColumnElement[bool]:
    """Whether the owner of a task teaches or helps its child, or one of its parent's."""
    return exists().where(_its_child(t), _taught_by(t.c.owner_id)).correlate_except(Child)


def _its_child(t: CTE) -> ColumnElement[bool]:
    seen = select(Guardianship.child_id).where(
        Guardianship.parent_id == t.c.parent_id, ~Guardianship.no_contact, ~Guardianship.held
    )
    seen = seen.correlate_except(Guardianship)
    return or_(Child.id == t.c.child_id, and_(t.c.child_id.is_(None), Child.id.in_(seen)))


def _taught_by(colleague: ColumnElement[Any] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    classes = select(SchoolClass.id).where(SchoolClass.key_teacher_id == colleague)
    helped = select(ClassStaff.class_id).where(ClassStaff.staff_id == colleague)
    return or_(
        Child.own_key_teacher_id == colleague,
        Child.class_id.in_(classes.correlate_except(SchoolClass)),
        Child.class_id.in_(helped.correlate_except(ClassStaff)),
    )


def finds(t: CTE, who: Reader) -> ColumnElement[bool]:
    """Whether this person may do something with a task of `standing`, done or not."""
    found: list[ColumnElement[bool]] = [t.c.holder_id == who.id]
    if who.office:
        found.append(and_(~t.c.guarded, ~t.c.barred))
    if who.safeguarding:
        found.append(t.c.guarded)
    return or_(*found)


def listed(t: CTE, who: Reader) -> ColumnElement[bool]:
    """Whether it stands on this person's list: what they find, but not what is on a colleague's
    own list and still in time."""
    on_own_list = and_(~t.c.guarded, t.c.own, t.c.holder_id != who.id)
    late = func.coalesce(t.c.due_on < TODAY, False)
    return and_(finds(t, who), or_(~func.coalesce(on_own_list, False), late))


def may_find(task_id: int, person: Staff) -> bool:
    """Whether this person finds this task, done or not."""
    t = standing(Task.id == task_id, here(person.id))
    return db.session.scalar(select(t.c.id).where(finds(t, reader(person)))) is not None


def holder(task_id: int, by_id: int | None) -> int | None:
    """The colleague (id) with whom this task is; None: nobody. `by_id` is who asks."""
    t = standing(Task.id == task_id, here(by_id))
    return db.session.scalar(select(t.c.holder_id))


def may_have(task_id: int, by_id: int | None) -> list[Staff]:
    """The colleagues to whom this task may be handed on, by name: those who are here and find it
    then. Of a guarded thread: safeguarding leads. Otherwise the office; of what is talked over with
    a family, whoever teaches the child; of the crèche, who leads it."""
    present = here(by_id)
    t = standing(Task.id == task_id, present)
    row = db.session.execute(select(t.c.kind, t.c.guarded, t.c.may_hear)).first()
    if row is None:
        return []
    if row.guarded:
        return _named(present, present.safeguarding)
    may = set(present.office)
    if row.may_hear and row.kind in FOR_TEACHERS:
        may |= present.teachers & set(db.session.scalars(_teachers(t)))
    if row.may_hear and row.kind in FOR_CRECHE:
        may |= present.creche
    return _named(present, may)


def _teachers(t: CTE) -> Select[int]:
    """Who (ids) teaches or helps the child of this task."""
    taught = exists().where(t.c.id.is_not(None), _its_child(t), _taught_by(Staff.id))
    return select(Staff.id).where(taught.correlate_except(t, Child))


def _named(present: Here, ids: Iterable[int]) -> list[Staff]:
    chosen = set(ids)
    return [one for one in present.colleagues if one.id in chosen]
