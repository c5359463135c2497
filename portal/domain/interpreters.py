"""The school's interpreters: who they are, which languages they speak, and when they are here.

A session is one stay: this interpreter is at school on that day from - to, for one language. Who
interprets in which talk is in `arranging`; when one of them is free, in `interpreting`.

Every verb runs inside the caller's `act()`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, select
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from portal import clock
from portal.db import Base, db
from portal.domain import cover, school_days
from portal.domain.history import By, Deed, record
from portal.domain.numbers import read_number
from portal.wording.refusals import Reason, Refused
from portal.wording.tongues import tongue

LONGEST = 60
MOST_LANGUAGES = 8


class Interpreter(Base):
    """A grown-up who interprets. Those who do not come any more stay as rows (`gone_at`): talks
    that were held still speak of them."""

    __tablename__ = "interpreter"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST))
    languages: Mapped[list[str]] = mapped_column(JSON)
    """English names."""
    number: Mapped[str] = mapped_column(String(20), default="")
    """E.164, or empty; seen by staff."""
    agency: Mapped[str] = mapped_column(String(LONGEST), default="")
    gone_at: Mapped[datetime | None]


class InterpreterStay(Base):
    """An interpreter is here on this day from - to, for this language. Kept as local date and time
    and as the instants. Those called off stay as rows (`removed_at`)."""

    __tablename__ = "interpreter_stay"

    id: Mapped[int] = mapped_column(primary_key=True)
    interpreter_id: Mapped[int] = mapped_column(ForeignKey("interpreter.id"), index=True)
    day: Mapped[date] = mapped_column(ForeignKey("day.day"), index=True)
    begins: Mapped[time]
    ends: Mapped[time]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    language: Mapped[str] = mapped_column(String(40))
    """English name."""
    removed_at: Mapped[datetime | None]

    interpreter: Mapped[Interpreter] = relationship()


@dataclass(frozen=True)
class About:
    """What the office writes down of an interpreter. `languages`: as typed, with commas."""

    name: str
    languages: str
    number: str = ""
    agency: str = ""


def add(about: About, by: By) -> int:
    """A new interpreter; returns the id. Refuses NAME_MISSING, NO_LANGUAGE, BAD_NUMBER."""
    made = Interpreter(**_checked(about))
    db.session.add(made)
    db.session.flush()
    record(by, Deed.INTERPRETERS_CHANGED, interpreter=made.id)
    return made.id


def change(interpreter_id: int, about: About, by: By) -> None:
    """What is known of them has changed. Refuses NAME_MISSING, NO_LANGUAGE, BAD_NUMBER."""
    found = lock(interpreter_id)
    for name, value in _checked(about).items():
        setattr(found, name, value)
    record(by, Deed.INTERPRETERS_CHANGED, interpreter=found.id)


def _checked(about: About) -> dict[str, str | list[str]]:
    name = about.name.strip()[:LONGEST]
    if not name:
        raise Refused(Reason.NAME_MISSING)
    spoken = [tongue(one)[:40] for one in about.languages.replace(";", ",").split(",")]
    languages = list(dict.fromkeys(one for one in spoken if one))[:MOST_LANGUAGES]
    if not languages:
        raise Refused(Reason.NO_LANGUAGE)
    number = read_number(about.number).e164
    if about.number.strip() and not number:
        raise Refused(Reason.BAD_NUMBER)
    return {
        "name": name,
        "languages": languages,
        "number": number,
        "agency": about.agency.strip()[:LONGEST],
    }


def does_not_come_any_more(interpreter_id: int, by: By) -> None:
    """Nobody asks them any more. Refuses INTERPRETER_BOOKED while they are to be here on a day."""
    found = lock(interpreter_id)
    if any(stay.interpreter_id == interpreter_id for stay in to_come()):
        raise Refused(Reason.INTERPRETER_BOOKED)
    if found.gone_at is None:
        found.gone_at = clock.now()
        record(by, Deed.INTERPRETERS_CHANGED, interpreter=found.id)


def book(interpreter_id: int, day: date, begins: time, ends: time, language: str, by: By) -> int:
    """They are here then, for this language. Returns the stay's id; the same again is the same.

    Refuses PAST_DAY, DAY_TOO_FAR, SCHOOL_CLOSED (`why`), INTERPRETER_TIMES where it ends before it
    begins, INTERPRETER_BUSY where they are here already at that time, CHANGED_MEANWHILE for one
    who does not come any more.
    """
    school_days.refuse_day(day)
    if ends <= begins:
        raise Refused(Reason.INTERPRETER_TIMES)
    cover.open_day(day)
    found = lock(interpreter_id)
    if found.gone_at:
        raise Refused(Reason.CHANGED_MEANWHILE)
    spoken = tongue(language)[:40]
    for other in here_on([day]):
        if other.interpreter_id != interpreter_id:
            continue
        if (other.begins, other.ends, other.language) == (begins, ends, spoken):
            return other.id
        if other.begins < ends and other.ends > begins:
            raise Refused(Reason.INTERPRETER_BUSY)
    made = InterpreterStay(
        interpreter_id=interpreter_id,
        day=day,
        begins=begins,
        ends=ends,
        starts_at=clock.at(day, begins),
        ends_at=clock.at(day, ends),
        language=spoken,
    )
    db.session.add(made)
    db.session.flush()
    record(by, Deed.INTERPRETERS_CHANGED, interpreter=found.id, day=day.isoformat())
    return made.id


# -- looking them up ---------------------------------------------------------------------------


def lock(interpreter_id: int) -> Interpreter:
    """This interpreter, with the row locked. Refuses CHANGED_MEANWHILE if there is none."""
    found = db.session.get(
        Interpreter, interpreter_id, with_for_update=True, populate_existing=True
    )
    if found is None:
        raise Refused(Reason.CHANGED_MEANWHILE)
    return found


def lock_all() -> None:
    """Lock the whole register, by id: whoever gives interpreters to talks waits for others who do.
    After days and bookings in the agreed order."""
    db.session.execute(select(Interpreter.id).order_by(Interpreter.id).with_for_update()).all()


def everyone() -> list[Interpreter]:
    """All who still come, by name."""
    query = select(Interpreter).where(Interpreter.gone_at.is_(None)).order_by(Interpreter.name)
    return list(db.session.scalars(query))


def to_come() -> list[InterpreterStay]:
    """When somebody is here from today on, soonest first."""
    return _stays(InterpreterStay.day >= clock.today())


def here_on(days: Sequence[date]) -> list[InterpreterStay]:
    """Who is here on these days, soonest first."""
    return _stays(InterpreterStay.day.in_(days))


def _stays(which: ColumnElement[bool]) -> list[InterpreterStay]:
    query = (
        select(InterpreterStay)
        .join(InterpreterStay.interpreter)
        .where(which, InterpreterStay.removed_at.is_(None))
        .options(contains_eager(InterpreterStay.interpreter))
        .order_by(InterpreterStay.day, InterpreterStay.begins, Interpreter.name, InterpreterStay.id)
    )
    return list(db.session.scalars(query))
