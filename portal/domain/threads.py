"""The inbox as a list: one line a thread, of a parent or of a number that no parent has.

Only looks, and counts what waits. One thread from beginning to end is in `one_thread`, what a
person does there in `replies`, and which threads only the safeguarding lead finds in `guarding`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, or_, select

from portal import clock
from portal.db import db, moment
from portal.domain import finding, guarding
from portal.domain.history import Event
from portal.domain.inbox import (
    NEEDS_NO_ANSWER,
    OPEN,
    CameBy,
    InState,
    InText,
    Reading,
    for_the_teacher_alone,
)
from portal.domain.outbox import MATTERS, Kind, OutText, TextState, in_the_day
from portal.domain.people import Child, Guardianship, NumberState, OnRoll, Parent, Staff
from portal.domain.school_days import school_day_before

A_PAGE = 50
"""Threads on one page."""
JUST_IN = timedelta(minutes=2)
"""So long the portal may take to answer a text before it stands in the list."""
LONG_UNANSWERED = timedelta(minutes=10)
"""A text that the portal has not looked at for so long: its worker does not run."""
STUCK_SENDING, STUCK_WAITING = timedelta(minutes=15), timedelta(hours=1)
"""After this long on the way to the carrier, or due and not gone, something is wrong."""

WAITS = InText.state == InState.FOR_A_PERSON
UNREAD = and_(WAITS, InText.reading != Reading.READ)
WANTS_NO_ANSWER = and_(WAITS, func.coalesce(InText.understood_as, "").in_(NEEDS_NO_ANSWER))
CALLED_OFF = (TextState.CANCELLED, TextState.SKIPPED)
"""Texts in these states never left, and were not meant to."""
NOT_ARRIVED = (TextState.FAILED, TextState.UNDELIVERED, TextState.UNKNOWN)


class Show(StrEnum):
    """Which threads."""

    WAITING = "waiting"
    UNREAD = "unread"
    WRONG = "wrong"
    FAILED = "failed"
    ALL = "all"
    GUARDED = "guarded"


@dataclass(frozen=True)
class Last:
    """The last text to a parent, where it has not arrived."""

    words: str
    state: TextState
    code: int | None
    why: str | None
    at: datetime


@dataclass(frozen=True)
class Thread:
    """One line. `words`: the last that waits of what they wrote, or else the last; `since`: when
    the oldest of what waits came. `not_arrived` is set where the last text to them failed."""

    overdue: bool
    children: tuple[str, ...]
    not_arrived: Last | None
    parent_id: int | None
    name: str | None
    language: str | None
    number: str
    number_state: NumberState | None
    text_id: int | None
    words: str
    english: str | None
    pictures: int
    came_by: CameBy | None
    came_at: datetime | None
    waiting: int
    unread: int
    translating: int
    since: datetime | None
    with_name: str | None


@dataclass(frozen=True)
class Waiting:
    """What waits for a person: what is to be answered, what nobody has read, what is late, and
    since when the oldest waits. Some of what is to be read needs no answer."""

    answers: int
    unread: int
    overdue: int
    oldest: datetime | None


def late_before() -> datetime:
    """What came before this instant should have been seen to: the aim is the end of the school
    day after the one on which it came."""
    return clock.at(school_day_before(clock.today()), time(0))


def _in_view(safeguarding: bool) -> ColumnElement[bool]:
    return guarding.words() if safeguarding else and_(~guarding.words(), ~for_the_teacher_alone())


def waiting(*, safeguarding: bool) -> int:
    """How many messages wait for a person: those of guarded threads, or all others."""
    return db.session.scalar(_waiting(safeguarding)) or 0


@cache
def _waiting(safeguarding: bool) -> Select[int]:
    """Made once: it is asked for every page of every colleague."""
    return select(func.count(InText.id)).where(_needs_somebody(), _in_view(safeguarding))


_LONG_AGO = moment("long_ago", lambda: clock.now() - LONG_UNANSWERED)


@cache
def _needs_somebody() -> ColumnElement[bool]:
    """What waits for a person, and what the portal should have answered by now and has not."""
    late = and_(InText.state == InState.NEW, InText.came_at < _LONG_AGO)
    return and_(OPEN, or_(WAITS, late))


def what_waits(*, safeguarding: bool) -> Waiting:
    """The same, told apart."""
    row = db.session.execute(
        select(
            func.count(InText.id).filter(~WANTS_NO_ANSWER),
            func.count(InText.id).filter(UNREAD),
            func.count(InText.id).filter(InText.came_at < late_before()),
            func.min(InText.came_at),
        ).where(_needs_somebody(), _in_view(safeguarding))
    ).one()
    return Waiting(*row)


def version(*, safeguarding: bool) -> str:
    """Another one as soon as any line may look different: cheap to ask, again and again."""
    newest = db.session.execute(
        select(
            select(func.max(InText.id)).scalar_subquery(),
            select(func.max(Event.id)).scalar_subquery(),
            select(func.max(OutText.id)).scalar_subquery(),
        )
    ).one()
    return "-".join(
        str(one or 0)
        for one in (*newest, waiting(safeguarding=safeguarding), clock.today().toordinal())
    )


# -- lines -------------------------------------------------------------------------------------


def lines(show: Show, page: int = 1) -> tuple[list[Thread], bool]:
    """One page of threads, and whether there are more. What waits stands in the order in which it
    came, anything else with the newest first."""
    match show:
        case Show.WAITING | Show.UNREAD:
            which = UNREAD if show == Show.UNREAD else _needs_somebody()
            found = _by_words(OPEN, which, _in_view(False))
            query = _lines(found).order_by(found.c.since, found.c.text_id)
        case Show.ALL:
            found = _by_words(_not_just_in(), _in_view(False))
            query = _lines(found).order_by(found.c.latest.desc())
        case Show.GUARDED:
            found = _by_words(_not_just_in(), _in_view(True))
            query = _lines(found).order_by(found.c.waiting == 0, found.c.latest.desc())
        case Show.WRONG | Show.FAILED:
            wrong = Parent.number_state == NumberState.WRONG
            found = _by_parents(wrong if show == Show.WRONG else _last_not_arrived())
            query = _lines(found).order_by(
                found.c.latest.is_(None), found.c.latest.desc(), Parent.last_name, Parent.id
            )
    rows = db.session.execute(query.limit(A_PAGE + 1).offset((max(page, 1) - 1) * A_PAGE)).all()
    return _told(rows[:A_PAGE]), len(rows) > A_PAGE


def search(words: str) -> list[Thread]:
    """Threads of the parents whom these words find (`finding`), also of those who never wrote, and
    of numbers nobody has; never a guarded one."""
    ids = [one.id for one in finding.parents(words)]
    found = _by_parents(Parent.id.in_(ids))
    query = _lines(found).order_by(Parent.last_name, Parent.first_name, Parent.id)
    rows = list(db.session.execute(query).all())
    digits = finding.digits_in(words)
    if digits:
        fits = InText.number.contains(digits, autoescape=True)
        strangers = _by_words(InText.parent_id.is_(None), fits, _not_just_in(), _in_view(False))
        rows += db.session.execute(_lines(strangers).limit(A_PAGE)).all()
    return _told(rows)


def _not_just_in() -> ColumnElement[bool]:
    """What the portal is just about to answer does not flash up in the list."""
    return or_(InText.state != InState.NEW, InText.came_at < clock.now() - JUST_IN)


_COUNTS = (
    func.coalesce(func.max(InText.id).filter(WAITS), func.max(InText.id)).label("text_id"),
    func.max(InText.id).label("latest"),
    func.count(InText.id).filter(WAITS).label("waiting"),
    func.count(InText.id).filter(UNREAD).label("unread"),
    func.count(InText.id)
    .filter(WAITS, InText.reading == Reading.BEING_TRANSLATED)
    .label("translating"),
    func.min(InText.came_at).filter(WAITS).label("since"),
    func.max(InText.with_id).filter(WAITS).label("with_id"),
)


def _by_words(*which: ColumnElement[bool]) -> Subquery:
    """Threads in which there is something to read."""
    unknown = case((InText.parent_id.is_(None), InText.number))
    query = select(InText.parent_id.label("parent_id"), *_COUNTS).where(*which)
    return query.group_by(InText.parent_id, unknown).subquery()


def _by_parents(which: ColumnElement[bool]) -> Subquery:
    """Threads of these parents, whether they ever wrote or not."""
    return (
        select(Parent.id.label("parent_id"), *_COUNTS)
        .outerjoin(InText, and_(InText.parent_id == Parent.id, ~for_the_teacher_alone()))
        .where(which, ~guarding.parents())
        .group_by(Parent.id)
        .subquery()
    )


def _lines(found: Subquery) -> Select[Any]:
    return (
        select(
            found.c.parent_id,
            func.trim(Parent.first_name + " " + Parent.last_name),
            Parent.language,
            func.coalesce(InText.number, Parent.number, ""),
            Parent.number_state,
            InText.id,
            func.coalesce(InText.body, ""),
            InText.in_english,
            func.coalesce(InText.pictures, 0),
            InText.came_by,
            InText.came_at,
            found.c.waiting,
            found.c.unread,
            found.c.translating,
            found.c.since,
            Staff.name,
        )
        .select_from(found)
        .outerjoin(InText, InText.id == found.c.text_id)
        .outerjoin(Parent, Parent.id == found.c.parent_id)
        .outerjoin(Staff, Staff.id == found.c.with_id)
    )


def _told(rows: Sequence[Any]) -> list[Thread]:
    """The lines with what else one wants to know about each."""
    ids = {row.parent_id for row in rows if row.parent_id is not None}
    children, failed, late = _children(ids), _not_arrived(ids), late_before()
    return [
        Thread(
            row.since is not None and row.since < late,
            tuple(children.get(row.parent_id, ())),
            failed.get(row.parent_id),
            *row,
        )
        for row in rows
    ]


def children_of(parent_id: int) -> list[str]:
    """First names of the children this parent may hear about."""
    return _children([parent_id]).get(parent_id, [])


def _children(parent_ids: Iterable[int]) -> dict[int, list[str]]:
    """First names of the children each of these parents may hear about."""
    query = (
        select(Guardianship.parent_id, Child.first_name)
        .join(Child, Child.id == Guardianship.child_id)
        .where(
            Guardianship.parent_id.in_(parent_ids),
            ~Guardianship.no_contact,
            ~Guardianship.held,
            Child.roll != OnRoll.LEFT,
        )
        .order_by(Guardianship.id)
    )
    found: dict[int, list[str]] = {}
    for parent_id, name in db.session.execute(query):
        found.setdefault(parent_id, []).append(name)
    return found


# -- texts that did not arrive -----------------------------------------------------------------


def _went_wrong() -> ColumnElement[bool]:
    """Whether a text has not arrived, or should have left long ago."""
    now = clock.now()
    waited_for = OutText.due_at < now - STUCK_WAITING
    if in_the_day(now - STUCK_WAITING) != now - STUCK_WAITING:
        waited_for = and_(waited_for, OutText.any_hour)  # the night holds back all others
    return or_(
        OutText.state.in_(NOT_ARRIVED),
        and_(OutText.state == TextState.EXPIRED, OutText.kind.in_(MATTERS)),
        and_(OutText.state == TextState.SENDING, OutText.claimed_at < now - STUCK_SENDING),
        and_(OutText.state == TextState.QUEUED, waited_for),
    )


def _last_not_arrived() -> ColumnElement[bool]:
    """Whether the last text to a parent (in a query over `Parent`) went wrong."""
    last = (
        select(func.max(OutText.id))
        .where(OutText.parent_id == Parent.id, OutText.state.not_in(CALLED_OFF))
        .correlate(Parent)
        .scalar_subquery()
    )
    return exists().where(OutText.id == last, _went_wrong()).correlate(Parent)


def _is_kept_from_them() -> ColumnElement[bool]:
    """Whether a text is about a child of whom its parent must hear nothing."""
    return exists().where(
        Guardianship.parent_id == OutText.parent_id,
        Guardianship.child_id == OutText.child_id,
        or_(Guardianship.no_contact, Guardianship.held),
    )


def _not_arrived(parent_ids: Iterable[int]) -> dict[int, Last]:
    """The last text to each of these parents, where it went wrong."""
    last = (
        select(func.max(OutText.id))
        .where(OutText.parent_id.in_(parent_ids), OutText.state.not_in(CALLED_OFF))
        .group_by(OutText.parent_id)
    )
    rows = db.session.execute(
        select(
            OutText.parent_id,
            case(
                (OutText.kind == Kind.CODE, "(a code)"),
                (OutText.kind == Kind.READ_OUT, "(what was agreed, read out)"),
                else_=func.coalesce(OutText.body_english, OutText.body),
            ),
            OutText.state,
            OutText.carrier_code,
            OutText.why,
            OutText.made_at,
        ).where(OutText.id.in_(last), _went_wrong(), ~_is_kept_from_them())
    )
    return {parent_id: Last(*rest) for parent_id, *rest in rows}
