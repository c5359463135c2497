"""What a planned round looks like: its cover, its times, and whether there are enough of them.

Only looks; the verbs are in `planning` and `cover`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.db import db
from portal.domain.bookings import LIVE, Booking, BookingState
from portal.domain.creche import CrecheSession
from portal.domain.move_asks import ASKED, MoveAsk
from portal.domain.people import Child, OnRoll, Parent, SchoolClass, Staff
from portal.domain.rounds import CoverSession, Round, RoundChild, RoundClass, Slot


@dataclass(frozen=True)
class RoundLine:
    """A round in the list, with the number of its times and of the talks booked."""

    round: Round
    times: int
    booked: int


@dataclass(frozen=True)
class Time:
    """One half hour in the calendar. `state`: None while it is free."""

    starts_at: datetime
    state: BookingState | None


@dataclass(frozen=True)
class CoverLine:
    """A cover session with its times in order."""

    cover: CoverSession
    teacher: str
    assistant: str | None
    times: list[Time]

    @property
    def day(self) -> date:
        return self.cover.day

    @property
    def booked(self) -> int:
        return sum(1 for time in self.times if time.state)


@dataclass(frozen=True)
class Demand:
    """How many children a teacher would talk about, and how many times there are for it."""

    teacher_id: int | None
    teacher: str
    children: int
    times: int

    @property
    def missing(self) -> int:
        return max(0, self.children - self.times)


@dataclass(frozen=True)
class InTheWay:
    """A talk that a change would drop: whose, with whom, when. `held_until`: the time is only kept
    for them until then, because they are choosing or were offered it."""

    booking_id: int
    starts_at: datetime
    child: str
    parent_id: int
    parent: str
    teacher: str
    held_until: datetime | None
    asked_until: datetime | None = None
    """Until when they can answer whether another time suits them, if they were asked."""


def takes_it() -> ColumnElement[bool]:
    """A talk in the slot: booked, or chosen in the last ten minutes."""
    now = clock.now()
    return and_(
        Booking.slot_id == Slot.id,
        LIVE,
        or_(Booking.state != BookingState.HELD, Booking.held_until > now),
    )


def _once() -> ColumnElement[bool]:
    """The same, one for each slot: two parents can come to one talk (`sharing`)."""
    return and_(takes_it(), Booking.beside_id == 0)


def all_rounds() -> list[RoundLine]:
    """Every round, the latest first."""
    query = (
        select(Round, func.count(Slot.id), func.count(Booking.id))
        .outerjoin(Slot, and_(Slot.round_id == Round.id, Slot.removed_at.is_(None)))
        .outerjoin(Booking, _once())
        .group_by(Round.id)
        .order_by(Round.opens_on.desc(), Round.id.desc())
    )
    return [RoundLine(*row) for row in db.session.execute(query)]


def cover_of(round_id: int) -> list[CoverLine]:
    """The round's cover sessions by day, teacher and time, each with its times."""
    query = (
        select(Slot.cover_id, Slot.starts_at, Booking.state)
        .outerjoin(Booking, _once())
        .where(Slot.round_id == round_id, Slot.removed_at.is_(None))
        .order_by(Slot.starts_at)
    )
    times: defaultdict[int, list[Time]] = defaultdict(list)
    for cover_id, starts_at, state in db.session.execute(query):
        times[cover_id].append(Time(starts_at, state))
    return [
        CoverLine(cover, teacher, assistant, times[cover.id])
        for cover, teacher, assistant in db.session.execute(
            _covers().where(CoverSession.round_id == round_id)
        )
    ]


def find_cover(cover_id: int) -> CoverLine | None:
    """One cover session that has not been removed."""
    row = db.session.execute(_covers().where(CoverSession.id == cover_id)).one_or_none()
    return CoverLine(row[0], row[1], row[2], []) if row else None


def round_of(cover_id: int) -> int | None:
    """The round of a cover session, removed or not; None if there never was one."""
    return db.session.scalar(select(CoverSession.round_id).where(CoverSession.id == cover_id))


def _covers() -> Select[*tuple[Any, ...]]:
    teacher, assistant = aliased(Staff), aliased(Staff)
    return (
        select(CoverSession, teacher.name, assistant.name)
        .join(teacher, teacher.id == CoverSession.teacher_id)
        .outerjoin(assistant, assistant.id == CoverSession.assistant_id)
        .where(CoverSession.removed_at.is_(None))
        .order_by(CoverSession.day, teacher.name, CoverSession.begins)
    )


def creches_on(days: Iterable[date]) -> list[CrecheSession]:
    """The crèche sessions of these days."""
    query = (
        select(CrecheSession)
        .where(CrecheSession.day.in_(set(days)))
        .order_by(CrecheSession.day, CrecheSession.begins)
    )
    return list(db.session.scalars(query))


def classes_of(round_id: int) -> list[tuple[str, int]]:
    """The names of the round's classes, each with its number of children on roll."""
    query = (
        select(SchoolClass.name, func.count(Child.id))
        .join(RoundClass, RoundClass.class_id == SchoolClass.id)
        .outerjoin(Child, and_(Child.class_id == SchoolClass.id, Child.roll == OnRoll.ON_ROLL))
        .where(RoundClass.round_id == round_id)
        .group_by(SchoolClass.id)
        .order_by(SchoolClass.year_order, SchoolClass.name)
    )
    return _pairs(query)


def all_classes() -> list[SchoolClass]:
    """Every class, the youngest first."""
    query = select(SchoolClass).order_by(SchoolClass.year_order, SchoolClass.name)
    return list(db.session.scalars(query))


def chosen_children(round_id: int) -> ColumnElement[bool]:
    """The children a round is about: of its classes, or picked by name; not those who left."""
    classes = select(RoundClass.class_id).where(RoundClass.round_id == round_id)
    picked = select(RoundChild.child_id).where(RoundChild.round_id == round_id)
    return and_(or_(Child.class_id.in_(classes), Child.id.in_(picked)), Child.roll != OnRoll.LEFT)


def demand(round_id: int) -> list[Demand]:
    """Each key teacher of the round's children, and whether their times will do. Children
    without a key teacher come last, with teacher None."""
    teacher_id = func.coalesce(Child.own_key_teacher_id, SchoolClass.key_teacher_id)
    wanted = (
        select(teacher_id, func.count(Child.id))
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(chosen_children(round_id), Child.roll == OnRoll.ON_ROLL)
        .group_by(teacher_id)
    )
    offered = (
        select(Slot.teacher_id, func.count(Slot.id))
        .where(Slot.round_id == round_id, Slot.removed_at.is_(None))
        .group_by(Slot.teacher_id)
    )
    children: Counter[int | None] = Counter(dict(_pairs(wanted)))
    times: Counter[int | None] = Counter(dict(_pairs(offered)))
    lines = [
        Demand(staff_id, name, children[staff_id], times[staff_id])
        for staff_id, name in _pairs(select(Staff.id, Staff.name).order_by(Staff.name, Staff.id))
        if children[staff_id] or times[staff_id]
    ]
    if children[None]:
        lines.append(Demand(None, "no key teacher", children[None], 0))
    return lines


def _pairs(query: Select[*tuple[Any, ...]]) -> list[tuple[Any, Any]]:
    return [(one, other) for one, other in db.session.execute(query)]


def teaching_staff(*also: int | None) -> list[Staff]:
    """Everybody who can be released or help, by name: all staff who are active, and these."""
    query = select(Staff).where(or_(Staff.active, Staff.id.in_(also)))
    return list(db.session.scalars(query.order_by(Staff.name, Staff.id)))


def in_the_way(booking_ids: list[int]) -> list[InTheWay]:
    """Whose talks these are, for the office to move or cancel them first."""
    query = (
        select(
            Booking.id,
            Slot.starts_at,
            Child.first_name + " " + Child.last_name,
            Booking.parent_id,
            Parent.first_name + " " + Parent.last_name,
            Staff.name,
            case((Booking.state == BookingState.HELD, Booking.held_until)),
            MoveAsk.until,
        )
        .join(Slot, Slot.id == Booking.slot_id)
        .join(Staff, Staff.id == Slot.teacher_id)
        .join(Child, Child.id == Booking.child_id)
        .join(Parent, Parent.id == Booking.parent_id)
        .outerjoin(MoveAsk, and_(MoveAsk.booking_id == Booking.id, ASKED))
        .where(Booking.id.in_(booking_ids))
        .order_by(Slot.starts_at, Booking.id)
    )
    return [InTheWay(*row) for row in db.session.execute(query)]


# -- children by name --------------------------------------------------------------------------


def _labels() -> dict[int, list[str]]:
    """How each child on roll can be written, the longest way last."""
    query = (
        select(Child.id, Child.first_name, Child.last_name, SchoolClass.name, Child.mis_id)
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(Child.roll != OnRoll.LEFT)
    )
    labels = {}
    for child_id, first, last, class_name, mis_id in db.session.execute(query):
        name = f"{first} {last}"
        told_apart = [more for more in (class_name, mis_id) if more]
        labels[child_id] = [name, *(f"{name}, {more}" for more in [*told_apart, f"no. {child_id}"])]
    return labels


def children_called(lines: Iterable[str]) -> tuple[frozenset[int], list[str]]:
    """The children with these names ("Yusuf Malik", or with the class, the school's number or ours
    behind a comma where two are called so), and a sentence about each line that is not exactly
    one child."""
    labels = _labels()
    by_label: defaultdict[str, list[int]] = defaultdict(list)
    for child_id, each in labels.items():
        for label in each:
            by_label[_plain(label)].append(child_id)
    found, trouble = set(), []
    for line in filter(None, map(str.strip, lines)):
        same = by_label[_plain(line)]
        if len(same) == 1:
            found.add(same[0])
        elif same:
            how = _how_apart(sorted(same), labels)
            trouble.append(f"{len(same)} children are called {line}: {how}")
        else:
            trouble.append(f"No child is called {line}.")
    return frozenset(found), trouble


def _how_apart(same: list[int], labels: dict[int, list[str]]) -> str:
    """How to write which of these namesakes is meant."""
    written = _only(same, labels)
    if any(name == labels[child_id][-1] for child_id, name in zip(same, written, strict=True)):
        words = " or ".join(f"“{name}”" for name in written)
        return f"write {words}. The number stands in the address of the child's page."
    return "add the class after a comma."


def names_of(child_ids: Iterable[int]) -> list[str]:
    """These children, each written so that it means nobody else."""
    child_ids = list(child_ids)
    labels = _labels() if child_ids else {}
    return sorted(_only([one for one in child_ids if one in labels], labels))


def _only(child_ids: Iterable[int], labels: dict[int, list[str]]) -> list[str]:
    """The shortest way to write each of these children that means nobody else."""
    count = Counter(_plain(label) for each in labels.values() for label in each)
    wanted = [labels[child_id] for child_id in child_ids]
    return [
        next((label for label in each if count[_plain(label)] == 1), each[-1]) for each in wanted
    ]


def _plain(words: str) -> str:
    return " ".join(words.replace(",", " , ").split()).casefold()
