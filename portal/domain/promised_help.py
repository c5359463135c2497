"""Help that was asked for or offered in a talk: who sees to it, by when, and what became of it.

A promise is never forgotten: it stands on the office's list until somebody says that it is arranged
or cannot be, in a few words, and whoever promised it has read that. What is not arranged by its
day stands at the top of Today. The words are written by the teacher for the office and say nothing
of the talk. Nobody is shown help for a parent who may hear nothing about the child; that for a
parent whose thread is guarded is the safeguarding lead's.

Every verb runs inside the caller's `act()`, with the row locked.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    and_,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, aliased, joinedload, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain import guarding, reaching
from portal.domain.called_off_help import For, without_talk
from portal.domain.history import By, Deed, named, record
from portal.domain.people import Child, Guardianship, Parent, Role, Staff
from portal.domain.reaching import seen
from portal.wording.refusals import Reason, Refused

LONGEST = 200
"""Characters of what is asked for, and of what became of it."""
DONE_LATELY = timedelta(days=30)


class HelpKind(StrEnum):
    """What a family needs so that talking, and what was agreed, can work."""

    LIFT = "a lift"
    INTERPRETER = "an interpreter"
    TIMES_CLASH = "times that clash"
    AGENCY_VISIT = "a visit by another agency"
    OTHER = "other help"


TO_COME = (HelpKind.LIFT, HelpKind.INTERPRETER)
"""What serves to come to a talk."""


class HelpState(StrEnum):
    """asked -> arranged | cannot (each with a few words, and final)

    asked begins with nobody or an owner; who owns it may change until it is over.
    """

    ASKED = "asked"
    ARRANGED = "arranged"
    CANNOT = "cannot"


class PromisedHelp(Base):
    """One thing that a family was promised in a talk."""

    __tablename__ = "promised_help"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[HelpKind] = mapped_column(named(HelpKind))
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"))
    conversation_id: Mapped[int | None]
    """The talk it was promised in."""
    words: Mapped[str] = mapped_column(String(LONGEST))
    """Written for the office: no details of the talk."""
    state: Mapped[HelpState] = mapped_column(named(HelpState), default=HelpState.ASKED)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    """The colleague who sees to it; none: anybody in the office."""
    due_on: Mapped[date]
    promised_at: Mapped[datetime]
    promised_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(String(LONGEST), default="")
    """What became of it, in a colleague's own words."""
    heard_at: Mapped[datetime | None]
    """When whoever promised it has read what became of it."""


Index(
    "open_help",
    PromisedHelp.due_on,
    sqlite_where=PromisedHelp.closed_at.is_(None),
    postgresql_where=PromisedHelp.closed_at.is_(None),
)


# -- what is done with it ----------------------------------------------------------------------


def promise(
    kind: HelpKind,
    child_id: int,
    parent_id: int,
    words: str,
    due_on: date,
    by: By,
    *,
    owner_id: int | None = None,
    conversation_id: int | None = None,
) -> int:
    """Write down what this parent was promised about this child, and by when. Returns its id; the
    same promise made twice is one while it is open.

    Refuses NOTHING_WRITTEN; PAST_DAY; NO_CONTACT for a parent who may hear nothing about the
    child; CHANGED_MEANWHILE for an owner who does not work here any more.
    """
    said = words.strip()[:LONGEST]
    if not said:
        raise Refused(Reason.NOTHING_WRITTEN)
    if due_on < clock.today():
        raise Refused(Reason.PAST_DAY)
    _refuse_no_contact(parent_id, child_id)
    _refuse_gone(owner_id)
    same = select(PromisedHelp.id).where(
        PromisedHelp.kind == kind,
        PromisedHelp.child_id == child_id,
        PromisedHelp.parent_id == parent_id,
        PromisedHelp.words == said,
        PromisedHelp.state == HelpState.ASKED,
    )
    known = db.session.scalar(same)
    if known:
        return known
    made = PromisedHelp(
        kind=kind,
        child_id=child_id,
        parent_id=parent_id,
        conversation_id=conversation_id,
        words=said,
        owner_id=owner_id,
        due_on=due_on,
        promised_at=clock.now(),
        promised_by_id=by.staff_id,
    )
    db.session.add(made)
    db.session.flush()
    _record(by, Deed.HELP_PROMISED, made, due=due_on.isoformat())
    return made.id


def take(task_id: int, by: By) -> None:
    """This colleague sees to it. Refuses TAKEN where another one does, and HELP_OVER."""
    found = _open(task_id)
    if found.owner_id == by.staff_id:
        return
    if found.owner_id and db.session.get_one(Staff, found.owner_id).active:
        raise Refused(Reason.TAKEN)
    found.owner_id = by.staff_id
    _record(by, Deed.HELP_TAKEN, found, owner=by.staff_id)


def hand_on(task_id: int, staff_id: int, by: By) -> None:
    """Another colleague sees to it from now on. Refuses HELP_OVER, and CHANGED_MEANWHILE for one
    who does not work here any more."""
    found = _open(task_id)
    _refuse_gone(staff_id)
    if found.owner_id != staff_id:
        found.owner_id = staff_id
        _record(by, Deed.HELP_TAKEN, found, owner=staff_id)


def arrange(task_id: int, note: str, by: By) -> None:
    """It is arranged: when and how, in a few words. Refuses NOTHING_WRITTEN and HELP_OVER."""
    _close(task_id, HelpState.ARRANGED, note, by)


def cannot(task_id: int, note: str, by: By) -> None:
    """It cannot be done: why, or what else was found. Refuses NOTHING_WRITTEN and HELP_OVER."""
    _close(task_id, HelpState.CANNOT, note, by)


def _close(task_id: int, state: HelpState, note: str, by: By) -> None:
    said = note.strip()[:LONGEST]
    if not said:
        raise Refused(Reason.NOTHING_WRITTEN)
    found = _locked(task_id)
    if (found.state, found.note, found.closed_by_id) == (state, said, by.staff_id):
        return  # pressed twice
    _refuse_over(found)
    found.state, found.note = state, said
    found.closed_at, found.closed_by_id = clock.now(), by.staff_id
    if found.promised_by_id == by.staff_id:
        found.heard_at = clock.now()
    deed = Deed.HELP_ARRANGED if state == HelpState.ARRANGED else Deed.HELP_CANNOT
    _record(by, deed, found)


def heard(task_id: int, by: By) -> None:
    """Whoever promised it has read what became of it."""
    found = _locked(task_id)
    if found.promised_by_id == by.staff_id and found.closed_at and found.heard_at is None:
        found.heard_at = clock.now()
        _record(by, Deed.HELP_HEARD, found)


def _locked(task_id: int) -> PromisedHelp:
    found = db.session.get(PromisedHelp, task_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise Refused(Reason.HELP_OVER)
    return found


def _open(task_id: int) -> PromisedHelp:
    found = _locked(task_id)
    _refuse_over(found)
    return found


def _refuse_over(found: PromisedHelp) -> None:
    if found.state != HelpState.ASKED:
        raise Refused(Reason.HELP_OVER)


def _refuse_no_contact(parent_id: int, child_id: int) -> None:
    """Also takes the lock of the tie: the same promise at the same moment waits here."""
    tie = db.session.scalar(
        select(Guardianship)
        .where(Guardianship.parent_id == parent_id, Guardianship.child_id == child_id)
        .options(joinedload(Guardianship.child))
        .with_for_update(of=Guardianship)
        .execution_options(populate_existing=True)
    )
    if tie is None or not reaching.may_reach(tie):
        raise Refused(Reason.NO_CONTACT)


def _refuse_gone(staff_id: int | None) -> None:
    owner = db.session.get(Staff, staff_id) if staff_id else None
    if staff_id and (owner is None or not owner.active):
        raise Refused(Reason.CHANGED_MEANWHILE)


def _record(by: By, deed: Deed, found: PromisedHelp, **about: Any) -> None:
    """Ids only: what was asked for and what became of it stay where their readers are."""
    record(by, deed, parent_id=found.parent_id, child_id=found.child_id, help=found.id, **about)


# -- who reads of it ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Help:
    """One promise with names. `owner`: "" while nobody sees to it, or if they have left."""

    id: int
    kind: HelpKind
    words: str
    state: HelpState
    child_id: int
    child: str
    parent_id: int
    parent: str
    owner_id: int | None
    owner: str
    due_on: date
    promised_at: datetime
    promised_by: str
    closed_at: datetime | None
    closed_by: str
    note: str
    guarded: bool
    """The safeguarding lead's alone."""
    called_off: bool = False
    """The talk it was promised for does not take place."""
    new_talk: date | None = None
    """The day of the talk that they have instead."""

    @property
    def needs_talk(self) -> bool:
        """Whether it is still to be arranged, and of no use without the talk."""
        return self.state == HelpState.ASKED and self.kind in TO_COME

    @property
    def due(self) -> date | None:
        """By when it is to be arranged; None as long as they have no talk to come to."""
        return self.new_talk if self.called_off else self.due_on

    @property
    def overdue(self) -> bool:
        late = self.due is not None and self.due < clock.today()
        return self.state == HelpState.ASKED and late


OPEN: ColumnElement[bool] = PromisedHelp.closed_at.is_(None)


def open_help(*, guarded: bool = False) -> list[Help]:
    """All that is still to be arranged, what is overdue first. `guarded`: that of parents whose
    threads the safeguarding lead alone reads, and nothing else."""
    return _read(_lines(guarded=guarded).where(OPEN))


def done_lately(*, guarded: bool = False) -> list[Help]:
    """What became of the help of the last thirty days, the newest first."""
    query = _lines(guarded=guarded).where(PromisedHelp.closed_at > clock.now() - DONE_LATELY)
    return sorted(_read(query), key=lambda one: (one.closed_at, one.id), reverse=True)


def of_owner(staff_id: int) -> list[Help]:
    """What this colleague sees to."""
    return _read(_lines(guarded=False).where(OPEN, PromisedHelp.owner_id == staff_id))


def to_hear(staff_id: int) -> list[Help]:
    """What became of what this colleague promised, and they have not read yet."""
    return _read(
        _lines(guarded=False).where(
            ~OPEN, PromisedHelp.promised_by_id == staff_id, PromisedHelp.heard_at.is_(None)
        )
    )


def of_child(child_id: int, parent_id: int | None = None) -> list[Help]:
    """All that was ever promised about this child, or to this parent of theirs, what is still
    open first."""
    query = _lines(guarded=False).where(PromisedHelp.child_id == child_id)
    return _read(query.where(PromisedHelp.parent_id == parent_id) if parent_id else query)


def find(task_id: int, person: Staff) -> Help | None:
    """This promise, if this person may do something with it: the office with any, a colleague with
    their own, the safeguarding lead with those of guarded threads."""
    this = PromisedHelp.id == task_id
    if person.has(Role.SAFEGUARDING):
        for one in _read(_lines(guarded=True).where(this)):
            return one
    for one in _read(_lines(guarded=False).where(this)):
        if person.has(Role.OFFICE, Role.LEAD) or one.owner_id == person.id:
            return one
    return None


def _lines(*, guarded: bool) -> Select[Any]:
    owner, promiser, closer = aliased(Staff), aliased(Staff), aliased(Staff)
    theirs = guarding.parents()
    return (
        select(
            PromisedHelp.id,
            PromisedHelp.kind,
            PromisedHelp.words,
            PromisedHelp.state,
            Child.id,
            Child.first_name + " " + Child.last_name,
            Parent.id,
            func.trim(Parent.first_name + " " + Parent.last_name),
            owner.id,
            func.coalesce(owner.name, ""),
            PromisedHelp.due_on,
            PromisedHelp.promised_at,
            func.coalesce(promiser.name, ""),
            PromisedHelp.closed_at,
            func.coalesce(closer.name, ""),
            PromisedHelp.note,
            literal(guarded),
        )
        .join(Child, Child.id == PromisedHelp.child_id)
        .join(Parent, Parent.id == PromisedHelp.parent_id)
        .join(
            Guardianship,
            and_(Guardianship.child_id == Child.id, Guardianship.parent_id == Parent.id, seen()),
        )
        .outerjoin(owner, and_(owner.id == PromisedHelp.owner_id, or_(owner.active, ~OPEN)))
        .outerjoin(promiser, promiser.id == PromisedHelp.promised_by_id)
        .outerjoin(closer, closer.id == PromisedHelp.closed_by_id)
        .where(theirs if guarded else ~theirs)
        .order_by(PromisedHelp.closed_at.is_not(None), PromisedHelp.due_on, PromisedHelp.id)
    )


def _read(query: Select[Any]) -> list[Help]:
    found = [Help(*row) for row in db.session.execute(query)]
    off = without_talk([_for(one) for one in found if one.needs_talk])
    known = [
        replace(one, called_off=True, new_talk=off[_for(one)])
        if one.needs_talk and _for(one) in off
        else one
        for one in found
    ]
    return sorted(
        known, key=lambda one: (one.state != HelpState.ASKED, one.due or date.max, one.id)
    )


def _for(one: Help) -> For:
    return one.parent_id, one.child_id, one.due_on
