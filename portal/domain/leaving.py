"""A colleague leaves: what they have in hand goes to others, and then the account is switched off.

Nothing is left with somebody who does not come back. Tasks and help may go to the office as a
whole, messages always do; a class, a child or a talk that is still to come needs a colleague who
teaches. Times and rooms stay: families keep their talk, and are told who holds it now. A cover
session that is under way stays as it is.

Every verb runs inside the caller's `act()`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update

from portal import clock
from portal.db import Base, db
from portal.domain import accounts, cover, holding, tell
from portal.domain.bookings import Booking, BookingState
from portal.domain.help_requests import LIVE as NEED_LIVE
from portal.domain.help_requests import HelpRequest
from portal.domain.history import By, Deed, record
from portal.domain.inbox import OPEN as MESSAGE_OPEN
from portal.domain.inbox import InText
from portal.domain.invitations import Invitation
from portal.domain.people import Child, OnRoll, Role, SchoolClass, Staff
from portal.domain.promised_help import OPEN as HELP_OPEN
from portal.domain.promised_help import PromisedHelp
from portal.domain.reaching import may_reach
from portal.domain.rounds import CoverSession, Round, Slot
from portal.domain.tasks import Task, TaskKind, ask_office
from portal.wording.refusals import Reason, Refused


class InHand(StrEnum):
    """What a colleague can have in hand. Values stand in forms."""

    CLASSES = "classes"
    CHILDREN = "children"
    TALKS = "talks"
    ASSISTS = "assists"
    TASKS = "tasks"
    HELP = "help"
    NEEDS = "needs"
    MESSAGES = "messages"


MAY_BE_NOBODYS = frozenset({InHand.ASSISTS, InHand.TASKS, InHand.HELP, InHand.NEEDS})
"""What may go to no colleague in particular: it then stands on the office's own lists."""


def in_hand(staff_id: int) -> dict[InHand, int]:
    """How much of each this colleague has in hand; what is nothing is left out. Only looks."""
    counts = {kind: _count(*_which(kind, staff_id)) for kind in InHand}
    counts[InHand.TALKS] = counts[InHand.TALKS] or _count(Invitation, _invited_to(staff_id))
    return {kind: count for kind, count in counts.items() if count}


def _count(table: type[Base], which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(which)) or 0


def _which(kind: InHand, staff_id: int) -> tuple[type[Base], ColumnElement[bool]]:
    """The rows that are this colleague's."""
    match kind:
        case InHand.CLASSES:
            return SchoolClass, SchoolClass.key_teacher_id == staff_id
        case InHand.CHILDREN:
            here = Child.roll != OnRoll.LEFT
            return Child, and_(Child.own_key_teacher_id == staff_id, here)
        case InHand.TALKS:
            return CoverSession, and_(CoverSession.teacher_id == staff_id, _to_come())
        case InHand.ASSISTS:
            return CoverSession, and_(CoverSession.assistant_id == staff_id, _to_come())
        case InHand.TASKS:
            theirs = or_(Task.staff_id == staff_id, Task.owner_id == staff_id)
            return Task, and_(theirs, Task.done_at.is_(None))
        case InHand.HELP:
            return PromisedHelp, or_(_sees_to_help(staff_id), _to_hear_of_help(staff_id))
        case InHand.NEEDS:
            return HelpRequest, and_(HelpRequest.owner_id == staff_id, NEED_LIVE)
        case InHand.MESSAGES:
            return InText, and_(InText.with_id == staff_id, MESSAGE_OPEN)


def _to_come() -> ColumnElement[bool]:
    """Cover sessions that have not begun."""
    now = clock.local(clock.now())
    later_today = and_(CoverSession.day == now.date(), CoverSession.begins > now.time())
    to_come = or_(CoverSession.day > now.date(), later_today)
    return and_(CoverSession.removed_at.is_(None), to_come)


def _invited_to(staff_id: int) -> ColumnElement[bool]:
    """Invitations to talks with this colleague, in rounds that are not over."""
    today = clock.today()
    later = exists().where(Slot.round_id == Round.id, Slot.removed_at.is_(None), Slot.day >= today)
    running = select(Round.id).where(or_(Round.closes_on >= today, later))
    return and_(Invitation.teacher_id == staff_id, Invitation.round_id.in_(running))


def _sees_to_help(staff_id: int) -> ColumnElement[bool]:
    return and_(PromisedHelp.owner_id == staff_id, HELP_OPEN)


def _to_hear_of_help(staff_id: int) -> ColumnElement[bool]:
    """They promised it, and have not read yet what became of it."""
    return and_(PromisedHelp.promised_by_id == staff_id, PromisedHelp.heard_at.is_(None))


def may_take(kind: InHand, staff_id: int) -> list[Staff]:
    """Who could be chosen instead of this colleague, by name: teachers for what is taught,
    otherwise everybody who works here. Only looks."""
    others = [one for one in accounts.everyone() if one.id != staff_id]
    return [one for one in others if _could(one, kind)]


def _could(person: Staff, kind: InHand) -> bool:
    return person.active and (kind in MAY_BE_NOBODYS or person.has(Role.TEACHER))


def leave(staff_id: int, heirs: Mapping[InHand, int | None], by: By) -> None:
    """Hand on all that this colleague has in hand, and switch the account off: all or nothing.

    `heirs`: to whom each kind goes; None is nobody in particular. Messages they had taken are open
    to everybody again. Refuses LAST_OFFICE, LAST_LEAD and LAST_SAFEGUARDING; IN_HAND (`kind`)
    where it is not said who sees to it; HEIR_GONE (`kind`); HEIR_BUSY (`kind`) where the heir is in
    another room at that time.
    """
    accounts.suspend(staff_id, by)
    counts = in_hand(staff_id)
    for kind in counts:
        heir_id = None if kind == InHand.MESSAGES else _heir(kind, heirs)
        _hand_on(kind, staff_id, heir_id, by)
    if counts:
        about: dict[str, Any] = {kind.value: count for kind, count in counts.items()}
        record(by, Deed.HANDED_ON, staff=staff_id, **about)


def _heir(kind: InHand, heirs: Mapping[InHand, int | None]) -> int | None:
    heir_id = heirs.get(kind)
    if heir_id is None and kind in heirs and kind in MAY_BE_NOBODYS:
        return None
    if heir_id is None:
        raise Refused(Reason.IN_HAND, kind=kind)
    person = db.session.get(Staff, heir_id)
    if person is None or not _could(person, kind):
        raise Refused(Reason.HEIR_GONE, kind=kind)
    return heir_id


def _hand_on(kind: InHand, staff_id: int, heir_id: int | None, by: By) -> None:
    table, which = _which(kind, staff_id)
    match kind:
        case InHand.CLASSES:
            _set(table, which, key_teacher_id=heir_id)
        case InHand.CHILDREN:
            _set(table, which, own_key_teacher_id=heir_id)
        case InHand.TALKS:
            _hand_on_talks(staff_id, heir_id or 0, by)
        case InHand.ASSISTS:
            for session in _sessions(which):
                if heir_id:
                    _refuse_busy(session, heir_id, kind)
                session.assistant_id = heir_id
        case InHand.TASKS:
            _hand_on_tasks(which, staff_id, heir_id)
        case InHand.HELP:
            _set(table, _sees_to_help(staff_id), owner_id=heir_id)
            _set(table, _to_hear_of_help(staff_id), promised_by_id=heir_id)
        case InHand.NEEDS:
            _set(table, which, owner_id=heir_id)
        case InHand.MESSAGES:
            _set(table, which, with_id=None)


def _hand_on_tasks(which: ColumnElement[bool], staff_id: int, heir_id: int | None) -> None:
    """What was made for them and what they had taken. What the heir cannot see to is the office's
    (`task_rights`), and so is what they took if nobody in particular comes after them."""
    owned = and_(which, Task.owner_id == staff_id)
    if heir_id is None:
        db.session.execute(update(Task).where(owned).values(owner_id=None, to_office=True))
    else:
        _set(Task, owned, owner_id=heir_id, handed_by_id=None)
    _set(Task, and_(which, Task.staff_id == staff_id), staff_id=heir_id)


def _set(table: type[Base], which: ColumnElement[bool], **values: int | None) -> None:
    statement = update(table).where(which).values(values)
    db.session.execute(statement.execution_options(synchronize_session=False))


# -- talks to come -----------------------------------------------------------------------------


def _hand_on_talks(staff_id: int, heir_id: int, by: By) -> None:
    """The same times in the same rooms, with another teacher; booked families are told, by a person
    where no text reaches them."""
    _, which = _which(InHand.TALKS, staff_id)
    sessions = _sessions(which)
    for session in sessions:
        _refuse_busy(session, heir_id, InHand.TALKS)
        session.teacher_id = heir_id
        if session.assistant_id == heir_id:
            session.assistant_id = None
        record(by, Deed.COVER_CHANGED, cover=session.id, round=session.round_id)
    db.session.flush()
    ids = [session.id for session in sessions]
    in_them = and_(Slot.cover_id.in_(ids), Slot.removed_at.is_(None))
    _set(Slot, in_them, teacher_id=heir_id)
    _set(Invitation, _invited_to(staff_id), teacher_id=heir_id)
    booked = select(Booking.id).join(Slot, Slot.id == Booking.slot_id)
    query = booked.where(in_them, Booking.state == BookingState.BOOKED).order_by(Booking.id)
    for booking_id in db.session.scalars(query).all():
        _tell_of_heir(holding.find(booking_id), by)


def _tell_of_heir(talk: Booking, by: By) -> None:
    tell.booked(talk, by)
    tie = tell.tie(talk.parent_id, talk.child_id)
    if tie and may_reach(tie) and tell.why_not(talk.parent_id, talk.child_id):
        ask_office(
            TaskKind.CALL,
            parent_id=talk.parent_id,
            child_id=talk.child_id,
            booking_id=talk.id,
            words="another teacher holds their talk now",
        )


def _sessions(which: ColumnElement[bool]) -> list[CoverSession]:
    """These cover sessions, their days locked in the one agreed order."""
    days = db.session.scalars(select(CoverSession.day).where(which)).all()
    cover.open_day(*days)
    query = select(CoverSession).where(which).order_by(CoverSession.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _refuse_busy(session: CoverSession, heir_id: int, kind: InHand) -> None:
    """Nobody is in two places at once."""
    there = or_(CoverSession.teacher_id == heir_id, CoverSession.assistant_id == heir_id)
    clash = exists().where(
        there,
        CoverSession.id != session.id,
        CoverSession.removed_at.is_(None),
        CoverSession.day == session.day,
        CoverSession.begins < session.ends,
        CoverSession.ends > session.begins,
    )
    same_room = kind == InHand.ASSISTS and session.teacher_id == heir_id
    if same_room or db.session.scalar(select(clash)):
        raise Refused(Reason.HEIR_BUSY, kind=kind)
