"""Builders: a school, families, rounds. Each commits, and returns ids or detached facts."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Any

from sqlalchemy import select, update

from portal import clock
from portal.db import act, db
from portal.domain import barrier_facts, booking, devices, targets, wordings
from portal.domain.barrier_facts import About, InFile, Said
from portal.domain.creche import CrecheSession
from portal.domain.devices import Device
from portal.domain.history import By, Face
from portal.domain.imports import uploads
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.people import (
    Child,
    Guardianship,
    Parent,
    Responsibility,
    Role,
    SchoolClass,
    Staff,
)
from portal.domain.rounds import CoverSession, Day, Round, RoundClass, RoundState, Slot
from portal.domain.school import School, SchoolFacts
from portal.domain.signing import Heard
from portal.domain.targets import Says, Shared
from portal.wording.starters import Topic

OFFICE = By(Face.DESK, staff_id=None)

_numbers = cycle(range(100, 1000))
"""The last digits of made-up mobiles. They come again: each test begins with nobody."""


USUAL = SchoolFacts("Oak Lane Primary School", "Oak Lane", "01632 960100", welcomed_by="Mrs Green")
"""The settings that tests begin with."""


def school() -> None:
    with act() as session:
        session.add(
            School(
                id=1,
                name=USUAL.name,
                short_name=USUAL.short_name,
                phone=USUAL.phone,
                welcomed_by=USUAL.welcomed_by,
            )
        )


def staff(name: str = "Miss Khan", *roles: Role, username: str | None = None) -> int:
    """A member of staff; a teacher unless roles are named. No password: see `tests.browsing`."""
    with act() as session:
        person = Staff(
            username=username or name.lower().replace(" ", "."),
            name=name,
            roles=[role.value for role in roles or (Role.TEACHER,)],
        )
        session.add(person)
        session.flush()
        return person.id


def school_class(name: str = "Year 4 Ash", teacher_id: int | None = None) -> int:
    with act() as session:
        found = SchoolClass(name=name, key_teacher_id=teacher_id)
        session.add(found)
        session.flush()
        return found.id


@dataclass
class Family:
    """One child and its parents, by id."""

    child_id: int
    parent_ids: list[int] = field(default_factory=list)

    @property
    def parent_id(self) -> int:
        return self.parent_ids[0]


def family(
    child: str = "Yusuf",
    parents: tuple[str, ...] = ("Ayesha",),
    *,
    class_id: int | None = None,
    language: str | None = None,
    surname: str = "Malik",
    birthday: tuple[int, int] | None = (14, 3),
) -> Family:
    """A child with parents who have responsibility, good numbers, and are invited."""
    with act() as session:
        little = Child(
            first_name=child,
            last_name=surname,
            class_id=class_id,
            birth_day=birthday[0] if birthday else None,
            birth_month=birthday[1] if birthday else None,
        )
        session.add(little)
        session.flush()
        made = Family(little.id)
        for name in parents:
            parent = Parent(
                first_name=name,
                last_name=surname,
                number=f"+447700900{next(_numbers)}",
                language=language,
            )
            session.add(parent)
            session.flush()
            made.parent_ids.append(parent.id)
            session.add(_tie(little.id, parent.id))
    return made


def _tie(child_id: int, parent_id: int) -> Guardianship:
    return Guardianship(
        child_id=child_id,
        parent_id=parent_id,
        responsibility=Responsibility.YES,
        may_be_invited=True,
        may_sign=True,
        gets_texts=True,
    )


def another_parent(child_id: int, name: str = "Omar", *, language: str | None = None) -> int:
    """One more parent of this child, who knows nothing of the first."""
    with act() as session:
        parent = Parent(
            first_name=name,
            last_name=session.get_one(Child, child_id).last_name,
            number=f"+447700900{next(_numbers)}",
            language=language,
        )
        session.add(parent)
        session.flush()
        session.add(_tie(child_id, parent.id))
        return parent.id


def sibling(parent_id: int, child: str = "Maryam", *, class_id: int | None = None) -> int:
    """Another child of this parent."""
    with act() as session:
        parent = session.get_one(Parent, parent_id)
        little = Child(
            first_name=child,
            last_name=parent.last_name,
            class_id=class_id,
            birth_day=2,
            birth_month=7,
        )
        session.add(little)
        session.flush()
        session.add(_tie(little.id, parent_id))
        return little.id


def round_(
    *,
    class_ids: tuple[int, ...] = (),
    opens_on: date | None = None,
    closes_on: date | None = None,
    name: str = "Autumn talks",
    ways: tuple[str, ...] = ("in person", "phone"),
    invited: bool = True,
    asks_together: bool = False,
) -> int:
    with act() as session:
        made = Round(
            name=name,
            asks_together=asks_together,
            opens_on=opens_on or clock.today(),
            closes_on=closes_on or clock.today() + timedelta(days=30),
            ways=list(ways),
            state=RoundState.INVITED if invited else RoundState.DRAFT,
            invited_at=clock.now() if invited else None,
        )
        session.add(made)
        session.flush()
        for class_id in class_ids:
            session.add(RoundClass(round_id=made.id, class_id=class_id))
        return made.id


def cover(
    round_id: int,
    teacher_id: int,
    day: date | str = "2026-11-24",
    begins: str = "15:00",
    ends: str = "18:00",
    *,
    room: str = "Room 4",
    minutes: int = 30,
) -> list[int]:
    """A cover session and its slots; returns the slots' ids in order of time."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    first, last = time.fromisoformat(begins), time.fromisoformat(ends)
    with act() as session:
        if session.get(Day, when) is None:
            session.add(Day(day=when))
            session.flush()
        made = CoverSession(
            round_id=round_id, teacher_id=teacher_id, day=when, begins=first, ends=last, room=room
        )
        session.add(made)
        session.flush()
        ids = []
        at = datetime.combine(when, first)
        while at + timedelta(minutes=minutes) <= datetime.combine(when, last):
            slot = Slot(
                round_id=round_id,
                cover_id=made.id,
                teacher_id=teacher_id,
                day=when,
                begins=at.time(),
                zone=clock.zone().key,
                starts_at=clock.at(when, at.time()),
                ends_at=clock.at(when, (at + timedelta(minutes=minutes)).time()),
            )
            session.add(slot)
            session.flush()
            ids.append(slot.id)
            at += timedelta(minutes=minutes)
        return ids


def invitation(round_id: int, child_id: int, parent_id: int, teacher_id: int) -> int:
    """An invitation that a text has gone out for."""
    with act() as session:
        made = Invitation(
            round_id=round_id,
            child_id=child_id,
            parent_id=parent_id,
            teacher_id=teacher_id,
            state=InvitationState.ASKED,
            made_at=clock.now(),
            asked_at=clock.now(),
        )
        session.add(made)
        session.flush()
        return made.id


def creche(
    day: date | str = "2026-11-24",
    begins: str = "14:30",
    ends: str = "18:30",
    *,
    adults: int = 2,
    area: float = 40,
) -> int:
    when = date.fromisoformat(day) if isinstance(day, str) else day
    with act() as session:
        if session.get(Day, when) is None:
            session.add(Day(day=when))
            session.flush()
        made = CrecheSession(
            day=when,
            begins=time.fromisoformat(begins),
            ends=time.fromisoformat(ends),
            room="Nursery",
            area_m2=area,
            staff_level_3=1,
            staff_level_2=adults - 1,
        )
        session.add(made)
        session.flush()
        return made.id


@dataclass
class Evening:
    """One class with a teacher, one family invited, one afternoon of slots from 15:00 to 18:00
    on Tuesday 24 November 2026, and a crèche."""

    teacher_id: int
    class_id: int
    round_id: int
    slot_ids: list[int]
    family: Family
    invitation_id: int
    creche_id: int


def evening(*, language: str | None = None, with_creche: bool = True) -> Evening:
    """The smallest school day with a talk in it, and noise beside it that must not match: another
    class with its own teacher, family and slots."""
    teacher_id = staff()
    class_id = school_class(teacher_id=teacher_id)
    round_id = round_(class_ids=(class_id,))
    noise_teacher = staff("Mr Evans")
    noise_class = school_class("Year 6 Yew", teacher_id=noise_teacher)
    noise = family("Zofia", ("Katarzyna",), class_id=noise_class, surname="Nowak", birthday=(1, 9))
    cover(round_id, noise_teacher, room="Room 6")
    invitation(round_id, noise.child_id, noise.parent_id, noise_teacher)
    slot_ids = cover(round_id, teacher_id)
    ours = family(class_id=class_id, language=language)
    invitation_id = invitation(round_id, ours.child_id, ours.parent_id, teacher_id)
    creche_id = creche() if with_creche else 0
    return Evening(teacher_id, class_id, round_id, slot_ids, ours, invitation_id, creche_id)


def known(
    child_id: int,
    facts: dict[About, str | float] | None = None,
    results: dict[str, str] | None = None,
    as_of: date | None = None,
) -> None:
    """What an import of today says about a child in its hidden columns."""
    said = {
        about: Said(value) if isinstance(value, str) else Said(f"{value:g}", value)
        for about, value in (facts or {}).items()
    }
    with act():
        import_id = uploads.keep_upload("export.csv", b"", {}, OFFICE)
        barrier_facts.keep({child_id: InFile(said, results or {}, as_of)}, import_id)


def known_device(staff_id: int) -> str:
    """A device that this colleague is never asked on again, as a session knows it. In an act."""
    digest, _ = devices.remember(staff_id, "A browser of a test", kept=True)
    for_ever = clock.now() + timedelta(days=3650)
    db.session.execute(update(Device).where(Device.digest == digest).values(until=for_ever))
    return digest


def by(parent_id: int) -> By:
    """This parent, on the web."""
    return By(Face.WEB, parent_id=parent_id)


def at_desk(staff_id: int) -> By:
    """This colleague, at the desk."""
    return By(Face.DESK, staff_id=staff_id)


def number_of(parent_id: int) -> str:
    return db.session.execute(select(Parent.number).where(Parent.id == parent_id)).scalar_one()


def booked(evening: Evening, slot: int = 0) -> int:
    """The family of this evening has booked one of its slots; the booking's id."""
    with act():
        return booking.book(
            evening.invitation_id, evening.slot_ids[slot], by(evening.family.parent_id)
        ).id


def step(words: str, by_when: date | None = None) -> Says:
    """A step in a colleague's own English, or in the words of the bank. In an act."""
    return Says(wordings.own(words), by_when)


def target(
    child_id: int,
    *home: tuple[int, str],
    sentence: str = "I will read for ten minutes every day.",
    child: tuple[str, ...] = (),
    school: tuple[str, ...] = (),
    look_back_on: date | None = None,
    conversation_id: int | None = None,
) -> int:
    """A target that nobody has signed; `home`: pairs of parent id and what they do."""
    with act():
        made = targets.agree(
            child_id,
            Topic.READING,
            Shared(
                wordings.own(sentence),
                look_back_on or clock.today() + timedelta(days=84),
                None,
                [step(words) for words in child],
                [step(words) for words in school],
            ),
            OFFICE,
            conversation_id=conversation_id,
        )
        for parent_id, words in home:
            targets.agree_at_home(made, parent_id, [step(words)], OFFICE)
        return made


def offered(child_id: int, *home: tuple[int, str], **facts: Any) -> int:
    """The same, and read out to some other grown-up: so parents find it on their own pages."""
    made = target(child_id, *home, **facts)
    with act():
        read_to_somebody(made)
    return made


def read_to_somebody(target_id: int) -> None:
    """A grown-up who stands by has had this target read to them. In an act."""
    somebody = Parent(first_name="Somebody", last_name="Else")
    db.session.add(somebody)
    db.session.flush()
    version_id = targets.version_of(target_id).id
    db.session.add(
        Heard(parent_id=somebody.id, version_id=version_id, language="en", at=clock.now())
    )
