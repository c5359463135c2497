"""Before a talk: what colleagues of the class add in one line, and the child's own three sentences.

Whoever teaches or helps in the class is asked on their Today page: a strength or a worry, once a
round. They see their own words and nobody else's, and nothing else about the child. The child's
sentences are typed by the teacher or a colleague of the class together with the child. Both go
onto the preparation sheet (`preparing`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db, insert_once
from portal.domain import records
from portal.domain.bookings import Booking, BookingState
from portal.domain.history import By, Deed, named, record
from portal.domain.people import (
    Child,
    ClassStaff,
    Guardianship,
    OnRoll,
    Role,
    SchoolClass,
    Staff,
    key_teacher_id,
    key_teacher_is,
)
from portal.domain.reaching import seen
from portal.domain.rounds import Slot
from portal.wording.refusals import Reason, Refused

LONGEST = 200
"""Characters of a colleague's word: one line."""
LONGEST_SENTENCE = 120
"""Characters of each of the child's sentences: they stand on one sheet."""
AHEAD = timedelta(days=7)
"""How long before a talk colleagues are asked and the teacher is reminded to prepare."""
ASKED = (Role.TEACHER, Role.LEAD)
"""Whoever has one of these roles and is tied to the class is asked."""


class About(StrEnum):
    """What a colleague adds. NOTHING: they have looked, and leave it to the others."""

    STRENGTH = "strength"
    WORRY = "worry"
    NOTHING = "nothing to add"


class ColleagueWord(Base):
    """One line of one colleague about one child before the talks of one round: at most a strength
    and a worry each. Said again it takes the place of the first; withdrawn, the row is gone."""

    __tablename__ = "colleague_word"
    __table_args__ = (UniqueConstraint("child_id", "staff_id", "round_id", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    about: Mapped[About] = mapped_column(named(About))
    words: Mapped[str] = mapped_column(String(LONGEST), default="")
    at: Mapped[datetime]


class OwnSentences(Base):
    """What a child says for the talks of one round, in three sentences. `version` counts the
    savings: nobody overwrites what they have not seen."""

    __tablename__ = "own_sentences"
    __table_args__ = (UniqueConstraint("child_id", "round_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    good_at: Mapped[str] = mapped_column(String(LONGEST_SENTENCE), default="")
    likes: Mapped[str] = mapped_column(String(LONGEST_SENTENCE), default="")
    help_with: Mapped[str] = mapped_column(String(LONGEST_SENTENCE), default="")
    version: Mapped[int] = mapped_column(default=0)
    typed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]

    @property
    def said(self) -> bool:
        return bool(self.good_at or self.likes or self.help_with)


# -- which children, and whom one asks ----------------------------------------------------------


@dataclass(frozen=True)
class ToCome:
    """A child whose talk is to come, as a colleague of the class may know it: name, class, and
    the day of the first talk. `said`: that colleague's own words."""

    child_id: int
    first_name: str
    full_name: str
    class_name: str
    round_id: int
    day: date
    said: Sequence[ColleagueWord] = ()


def asked(person: Staff) -> list[ToCome]:
    """Children whom this person teaches or helps, but is not the key teacher of, with a talk in
    the coming week; soonest first, each once."""
    if not person.has(*ASKED):
        return []
    soon = Slot.day <= clock.today() + AHEAD
    return _to_come(person.id, _of_classes_of(person.id), soon, ~key_teacher_is(person.id))


def may_say(person: Staff, child_id: int) -> ToCome | None:
    """This child, if a talk is to come and this person may add a word and type the child's own:
    they teach or help in the class, or may see the child's record."""
    if not person.has(*ASKED):
        return None
    theirs = or_(_of_classes_of(person.id), records.children_of(person))
    return next(iter(_to_come(person.id, Child.id == child_id, theirs)), None)


def _of_classes_of(staff_id: int) -> ColumnElement[bool]:
    helps = select(ClassStaff.class_id).where(ClassStaff.staff_id == staff_id)
    return or_(SchoolClass.key_teacher_id == staff_id, SchoolClass.id.in_(helps))


def _to_come(staff_id: int, *which: ColumnElement[bool]) -> list[ToCome]:
    """The children of talks of today and to come with parents who may hear about them."""
    query = (
        select(Child, SchoolClass.name, Slot.round_id, Slot.day)
        .join(Booking, Booking.child_id == Child.id)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(
            Guardianship,
            (Guardianship.child_id == Child.id) & (Guardianship.parent_id == Booking.parent_id),
        )
        .outerjoin(SchoolClass, SchoolClass.id == Child.class_id)
        .where(
            Booking.state.in_([BookingState.BOOKED, BookingState.ATTENDED]),
            Slot.day >= clock.today(),
            Child.roll != OnRoll.LEFT,
            seen(),
            *which,
        )
        .order_by(Slot.starts_at, Booking.id)
    )
    found: dict[int, ToCome] = {}
    for child, class_name, round_id, day in db.session.execute(query):
        if child.id not in found:
            one = (child.id, child.first_name, child.full_name, class_name or "", round_id, day)
            found[child.id] = ToCome(*one)
    own = _own_words(staff_id, {one.round_id for one in found.values()})
    return [replace(one, said=own.get((one.child_id, one.round_id), [])) for one in found.values()]


def _own_words(staff_id: int, round_ids: set[int]) -> dict[tuple[int, int], list[ColleagueWord]]:
    query = select(ColleagueWord).where(
        ColleagueWord.staff_id == staff_id, ColleagueWord.round_id.in_(round_ids)
    )
    found: dict[tuple[int, int], list[ColleagueWord]] = {}
    for word in db.session.scalars(query.order_by(ColleagueWord.id)):
        found.setdefault((word.child_id, word.round_id), []).append(word)
    return found


def colleagues(child: Child) -> list[Staff]:
    """Who is asked about this child, by name: all who teach or help in the class but the key
    teacher."""
    helps = select(ClassStaff.staff_id).where(ClassStaff.class_id == child.class_id)
    of_class = select(SchoolClass.key_teacher_id).where(SchoolClass.id == child.class_id)
    query = select(Staff).where(
        Staff.active,
        or_(Staff.id.in_(helps), Staff.id.in_(of_class)),
        Staff.id != (key_teacher_id(child) or 0),
    )
    return [one for one in db.session.scalars(query.order_by(Staff.name)) if one.has(*ASKED)]


# -- what they say ------------------------------------------------------------------------------


def say(about: ToCome, kind: About, words: str, by: By) -> None:
    """This colleague adds a line, or says it anew. "Nothing to add" takes no words, and goes once
    they add something after all.

    Refuses NOTHING_WRITTEN, TOO_LONG.
    """
    assert by.staff_id is not None
    words = " ".join(words.split()) if kind != About.NOTHING else ""
    if not words and kind != About.NOTHING:
        raise Refused(Reason.NOTHING_WRITTEN)
    if len(words) > LONGEST:
        raise Refused(Reason.TOO_LONG)
    own = select(ColleagueWord).filter_by(
        child_id=about.child_id, staff_id=by.staff_id, round_id=about.round_id
    )
    if kind == About.NOTHING and db.session.scalar(own.limit(1)) is not None:
        return
    row: dict[str, Any] = {"child_id": about.child_id, "staff_id": by.staff_id}
    row |= {"round_id": about.round_id, "about": kind}
    unique = [getattr(ColleagueWord, name) for name in row]
    if insert_once(ColleagueWord, unique, row | {"words": words, "at": clock.now()}) is None:
        stands = db.session.scalars(own.filter_by(about=kind).with_for_update()).one()
        stands.words, stands.at = words, clock.now()
    if kind != About.NOTHING:
        which = row | {"about": About.NOTHING}
        db.session.execute(delete(ColleagueWord).filter_by(**which))
    record(by, Deed.WORD_ADDED, child_id=about.child_id, round=about.round_id, kind=kind)


def withdraw(about: ToCome, kind: About, by: By) -> None:
    """This colleague takes their own line back. Done twice it is the same."""
    which = delete(ColleagueWord).filter_by(
        child_id=about.child_id, staff_id=by.staff_id, round_id=about.round_id, about=kind
    )
    if db.session.scalar(which.returning(ColleagueWord.id)) is not None:
        record(by, Deed.WORD_WITHDRAWN, child_id=about.child_id, round=about.round_id, kind=kind)


def words_about(child_id: int, round_id: int) -> list[tuple[ColleagueWord, Staff]]:
    """All that was added about this child for this round, oldest first, with who. For the sheet."""
    query = (
        select(ColleagueWord, Staff)
        .join(Staff, Staff.id == ColleagueWord.staff_id)
        .where(ColleagueWord.child_id == child_id, ColleagueWord.round_id == round_id)
        .order_by(ColleagueWord.id)
    )
    return [(word, who) for word, who in db.session.execute(query)]


# -- the child's own three sentences -------------------------------------------------------------


@dataclass(frozen=True)
class Three:
    """The three sentences as they are typed."""

    good_at: str = ""
    likes: str = ""
    help_with: str = ""


def sentences_of(child_id: int, round_id: int) -> OwnSentences | None:
    """What this child says for this round, once somebody has typed it."""
    query = select(OwnSentences).filter_by(child_id=child_id, round_id=round_id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def keep_sentences(about: ToCome, three: Three, seen_version: int, by: By) -> None:
    """What the child says, typed over the version that was on the screen. The same words once
    more change nothing.

    Refuses TOO_LONG, CHANGED_MEANWHILE where somebody else has typed meanwhile.
    """
    words = {name: " ".join(value.split()) for name, value in vars(three).items()}
    if any(len(one) > LONGEST_SENTENCE for one in words.values()):
        raise Refused(Reason.TOO_LONG)
    which = {"child_id": about.child_id, "round_id": about.round_id}
    empty: dict[str, Any] = which | dict.fromkeys(words, "") | {"version": 0, "at": clock.now()}
    insert_once(OwnSentences, [OwnSentences.child_id, OwnSentences.round_id], empty)
    query = select(OwnSentences).filter_by(**which).with_for_update()
    stands = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if all(getattr(stands, name) == value for name, value in words.items()):
        return
    if stands.version != seen_version:
        raise Refused(Reason.CHANGED_MEANWHILE)
    for name, value in words.items():
        setattr(stands, name, value)
    stands.version, stands.typed_by_id, stands.at = seen_version + 1, by.staff_id, clock.now()
    record(by, Deed.SENTENCES_TYPED, child_id=about.child_id, round=about.round_id)
