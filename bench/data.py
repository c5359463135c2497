"""A big school at the beginning of its autumn talks, written in bulk.

A hundred classes of thirty families, each family with a text link and an invitation of its own,
and more free times than families: as many whole bookings can be measured. Each has had a talk in
the spring, with a little one in the crèche. Beside them one teacher with ten times and sixty-four
families, for the rush.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select

from portal import clock
from portal.db import Base, act, db
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import Age, CrechePlace, CrecheSession, PlaceState
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.links import TextLink, digest, token
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import (
    Child,
    Guardianship,
    Parent,
    Responsibility,
    Role,
    School,
    SchoolClass,
    Staff,
)
from portal.domain.rounds import CoverSession, Day, Round, RoundClass, RoundState, Slot

CLASSES, FAMILIES = 100, 30
TIMES_A_DAY = 18
"""Half hours from eight in the morning to five; each teacher is released for two days."""
DAYS = 50
"""Four teachers a day: with a crèche place for every family that is about as many little ones as
a school has on such a day."""
RUSH_FAMILIES, RUSH_TIMES = 64, 10


@dataclass(frozen=True)
class Families:
    """The tokens in the families' links. One class after the other takes its turn in `links`, so
    that those who book at the same moment have different teachers; all of `rush` have one."""

    links: list[str]
    rush: list[str]


def build() -> Families:
    """Write the school into the empty database of the app whose context this is."""
    days = _weekdays(clock.today() + timedelta(days=8), DAYS + 1)
    with act():
        db.session.add(_school())
        db.session.flush()
        _write(Day, [{"day": day} for day in days])
        _write(CrecheSession, [_creche(day) for day in days])
        (round_id,) = _write(Round, [_round(days[-1])])
        teachers, classes = _write_classes(round_id, CLASSES + 1)
        pairs = [(days[n], days[n + 1]) for n in range(0, DAYS, 2)]
        for n, teacher in enumerate(teachers[:-1]):
            for day in pairs[n % len(pairs)]:
                _write_cover(round_id, teacher, day, TIMES_A_DAY)
        _write_cover(round_id, teachers[-1], days[-1], RUSH_TIMES)
        seats = [(teachers[n], classes[n]) for _ in range(FAMILIES) for n in range(CLASSES)]
        rush = [(teachers[-1], classes[-1])] * RUSH_FAMILIES
        tokens = _write_families(round_id, seats + rush)
        _write_last_talks(round_id, teachers[:-1])
    return Families(tokens[: len(seats)], tokens[len(seats) :])


def build_parents(count: int) -> None:
    """A school with so many parents of one child each, each with a text link."""
    with act():
        db.session.add(_school())
        db.session.flush()
        days = _weekdays(clock.today() + timedelta(days=8), 2)
        _write(Day, [{"day": day} for day in days])
        (round_id,) = _write(Round, [_round(days[-1])])
        teachers, classes = _write_classes(round_id, 1)
        _write_families(round_id, [(teachers[0], classes[0])] * count)


def build_talks(count: int) -> date:
    """So many talks booked a month ago, all on one day, in a school that has `build_parents`."""
    day, *_ = _weekdays(clock.today() + timedelta(days=30), 2)
    with act() as session:
        _write(Day, [{"day": day}])
        (round_id,) = _write(Round, [_round(day, "One day of talks")])
        teachers, classes = _write_classes(round_id, -(-count // TIMES_A_DAY), "talker")
        for teacher in teachers:
            _write_cover(round_id, teacher, day, TIMES_A_DAY)
        seats = [
            (teacher, class_)
            for teacher, class_ in zip(teachers, classes, strict=True)
            for _ in range(TIMES_A_DAY)
        ]
        _write_families(round_id, seats[:count], "+447401")
        asked = select(Invitation).where(Invitation.round_id == round_id).order_by(Invitation.id)
        slots = select(Slot.id).where(Slot.round_id == round_id).order_by(Slot.id)
        long_ago = clock.now() - timedelta(days=30)
        rows = zip(session.scalars(asked).all(), session.scalars(slots).all(), strict=False)
        _write(Booking, [_talk(one, one.id, slot_id, long_ago) for one, slot_id in rows])
    return day


def _write_last_talks(round_id: int, teachers: list[int]) -> None:
    """Everybody invited to this round by these teachers came to a talk half a year ago, with a
    little one in the crèche, and got a text about it.

    A school's tables are empty in its first weeks only. A database that has taken stock of empty
    tables reads all of them whenever it looks something up, until it takes stock again.
    """
    days = _weekdays(clock.today() - timedelta(days=180), DAYS)
    _write(Day, [{"day": day} for day in days])
    sessions = dict(zip(days, _write(CrecheSession, [_creche(day) for day in days]), strict=True))
    last_id, slots = _write_last_round(days, teachers)
    invited = select(Invitation).where(
        Invitation.round_id == round_id, Invitation.teacher_id.in_(teachers)
    )
    families = db.session.scalars(invited.order_by(Invitation.teacher_id, Invitation.id)).all()
    asked = _write(Invitation, [_came(last_id, family) for family in families])
    rows = list(zip(families, asked, slots, strict=True))
    came = {"state": BookingState.ATTENDED}
    talks = _write(
        Booking, [_talk(one, before, slot.id, slot.starts_at) | came for one, before, slot in rows]
    )
    had = list(zip(talks, families, slots, strict=True))
    _write(
        CrechePlace, [_place(sessions[slot.day], talk, family, slot) for talk, family, slot in had]
    )
    _write(OutText, [_text(last_id, talk, family, slot) for talk, family, slot in had])


def _write_last_round(days: list[date], teachers: list[int]) -> tuple[int, Sequence[Slot]]:
    """A round on these days; returns its key and a time for every family of each teacher."""
    spring = _round(days[-1], "Spring talks") | {"opens_on": days[0] - timedelta(days=14)}
    (round_id,) = _write(Round, [spring])
    for n, teacher in enumerate(teachers):
        for day in days[2 * n % DAYS :][:2]:
            _write_cover(round_id, teacher, day, FAMILIES // 2)
    slots = select(Slot).where(Slot.round_id == round_id)
    return round_id, db.session.scalars(slots.order_by(Slot.teacher_id, Slot.starts_at)).all()


def _came(round_id: int, family: Invitation) -> dict[str, Any]:
    """An earlier invitation of this family, which led to a talk."""
    tie = {"child_id": family.child_id, "parent_id": family.parent_id}
    state = {"state": InvitationState.BOOKED, "made_at": family.made_at}
    return {"round_id": round_id, "teacher_id": family.teacher_id, **tie, **state}


def _talk(family: Invitation, invitation_id: int, slot_id: int, at: datetime) -> dict[str, Any]:
    """This family's booked talk."""
    tie = {"child_id": family.child_id, "parent_id": family.parent_id}
    when = {"state": BookingState.BOOKED, "made_at": at, "booked_at": at}
    return {"slot_id": slot_id, "invitation_id": invitation_id, **tie, **when}


def _place(session_id: int, talk_id: int, family: Invitation, slot: Slot) -> dict[str, Any]:
    """A little one's place in the crèche during this talk."""
    who = {"parent_id": family.parent_id, "name": "Adam", "age": Age.TWO}
    stay = {"stays_from": slot.starts_at, "stays_to": slot.ends_at, "made_at": slot.starts_at}
    taken = {"session_id": session_id, "booking_id": talk_id, "state": PlaceState.TAKEN}
    return {**taken, **who, **stay}


def _text(round_id: int, talk_id: int, family: Invitation, slot: Slot) -> dict[str, Any]:
    """The text that this talk was booked, its words long forgotten."""
    of_talk = {"parent_id": family.parent_id, "booking_id": talk_id, "round_id": round_id}
    words = {"kind": Kind.BOOKED, "to": "", "language": "en", "body": ""}
    times = dict.fromkeys(("made_at", "due_at", "expires_at"), slot.starts_at)
    return {**of_talk, **words, **times, "state": TextState.DELIVERED}


def _school() -> School:
    return School(id=1, name="Oak Lane Primary School", short_name="Oak Lane", phone="01632 960100")


def _write(model: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert these rows; returns their keys in the same order (none for days)."""
    if model is Day:
        db.session.execute(insert(model), rows)
        return []
    key = model.__table__.c.id
    return list(
        db.session.scalars(insert(model).returning(key, sort_by_parameter_order=True), rows)
    )


def _weekdays(first: date, count: int) -> list[date]:
    ahead = (first + timedelta(days=n) for n in range(count * 2 + 2))
    return [day for day in ahead if day.weekday() < 5][:count]


def _creche(day: date) -> dict[str, Any]:
    return {
        "day": day,
        "begins": time(7, 30),
        "ends": time(17, 30),
        "room": "Nursery",
        "area_m2": 80.0,
        "staff_level_3": 2,
        "staff_level_2": 4,
    }


def _round(last_day: date, name: str = "Autumn talks") -> dict[str, Any]:
    return {
        "name": name,
        "opens_on": clock.today(),
        "closes_on": last_day,
        "ways": ["in person", "phone"],
        "state": RoundState.INVITED,
        "invited_at": clock.now(),
    }


def _write_classes(round_id: int, count: int, who: str = "teacher") -> tuple[list[int], list[int]]:
    teachers = _write(
        Staff,
        [
            {"username": f"{who}{n}", "name": f"Mrs Green {n}", "roles": [Role.TEACHER.value]}
            for n in range(count)
        ],
    )
    classes = _write(
        SchoolClass,
        [
            {"name": f"Class {n} of a {who}", "key_teacher_id": teacher}
            for n, teacher in enumerate(teachers)
        ],
    )
    _write(RoundClass, [{"round_id": round_id, "class_id": one} for one in classes])
    return teachers, classes


def _write_cover(round_id: int, teacher_id: int, day: date, times: int) -> None:
    begins = [
        (datetime.combine(day, time(8)) + timedelta(minutes=30 * n)).time() for n in range(times)
    ]
    shared = {"round_id": round_id, "teacher_id": teacher_id, "day": day}
    cover = {**shared, "begins": begins[0], "ends": time(17), "room": "Room 4"}
    (cover_id,) = _write(CoverSession, [cover])
    slot = {**shared, "cover_id": cover_id, "zone": clock.zone().key}
    half_an_hour = timedelta(minutes=30)
    _write(
        Slot,
        [
            {
                **slot,
                "begins": at,
                "starts_at": clock.at(day, at),
                "ends_at": clock.at(day, at) + half_an_hour,
            }
            for at in begins
        ],
    )


def _write_families(
    round_id: int, seats: list[tuple[int, int]], numbers: str = "+447400"
) -> list[str]:
    """One child, one parent, the tie, the link and the invitation for each (teacher, class)."""
    children = _write(
        Child,
        [
            {
                "first_name": "Yusuf",
                "last_name": f"Malik {n}",
                "class_id": class_id,
                "birth_day": n % 28 + 1,
                "birth_month": n % 12 + 1,
            }
            for n, (_teacher, class_id) in enumerate(seats)
        ],
    )
    # The numbers that are kept for fiction are too few; these are valid, and nothing is sent.
    parents = _write(
        Parent,
        [
            {"first_name": "Ayesha", "last_name": f"Malik {n}", "number": f"{numbers}{n:06d}"}
            for n in range(len(seats))
        ],
    )
    ties = [
        {"child_id": child, "parent_id": parent}
        for child, parent in zip(children, parents, strict=True)
    ]
    rights = {"may_be_invited": True, "may_sign": True, "gets_texts": True}
    trusted = {"responsibility": Responsibility.YES, **rights}
    _write(Guardianship, [{**tie, **trusted} for tie in ties])
    now = clock.now()
    asked = {"round_id": round_id, "state": InvitationState.ASKED, "made_at": now, "asked_at": now}
    _write(
        Invitation,
        [
            {**asked, **tie, "teacher_id": teacher}
            for tie, (teacher, _class) in zip(ties, seats, strict=True)
        ],
    )
    tokens = [token(parent, 1) for parent in parents]
    _write(
        TextLink,
        [
            {"parent_id": parent, "generation": 1, "token_hash": digest(words), "made_at": now}
            for parent, words in zip(parents, tokens, strict=True)
        ],
    )
    return tokens
