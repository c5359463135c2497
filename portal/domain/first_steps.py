"""From an empty school to the first invitation: which steps there are, and how far the school is.

Each step's state is worked out from what is true now; all that is stored is that somebody put one
off (`School.set_up_later`). Once the first round is invited nobody needs them any more.

    to do -> next (the first that is neither done nor put off) -> done
          -> put off (by a person; three of them can be) -> next | done
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import exists, select, update

from portal import clock
from portal.db import db
from portal.domain import school_days, school_settings
from portal.domain.creche import CrecheSession
from portal.domain.history import By, Deed, Event, record
from portal.domain.outbox import Kind, OutText, Urgency, queue, told_lately
from portal.domain.people import Child, OnRoll, SchoolClass, Staff
from portal.domain.rounds import Round, RoundState, Slot
from portal.domain.school import School, school
from portal.domain.school_settings import Section
from portal.languages import ENGLISH
from portal.wording import texts
from portal.wording.refusals import Reason, Refused

AGAIN_AFTER = timedelta(minutes=1)
"""A test text to oneself, at most one in this time."""
NAMED = 3
"""So many classes are named that have no teacher."""


class Step(StrEnum):
    """The steps, in order."""

    SCHOOL = "school"
    DAYS = "days"
    CHILDREN = "children"
    TEACHERS = "teachers"
    ROUND = "round"
    TIMES = "times"
    CRECHE = "creche"
    CARRIER = "carrier"
    FAMILIES = "families"
    INVITE = "invite"


CAN_WAIT = frozenset({Step.DAYS, Step.CRECHE, Step.FAMILIES})
"""A school can invite without having done these."""


class State(StrEnum):
    """How far a step is."""

    DONE = "done"
    NEXT = "next"
    PUT_OFF = "put off"
    TO_DO = "to do"


@dataclass(frozen=True)
class Stand:
    """A step and how far it is. `note`: what is missing, or how many there are, in words."""

    step: Step
    state: State
    note: str = ""


def is_needed() -> bool:
    """Whether nobody has been invited to anything yet."""
    query = select(Round.id).where(Round.state == RoundState.INVITED).limit(1)
    return db.session.scalar(query) is None


def stand(*, carrier: bool) -> list[Stand]:
    """Every step with its state. `carrier`: texts can reach a carrier."""
    later = _put_off()
    found: list[Stand] = []
    for step in Step:
        done, note = _DONE[step](carrier)
        if done:
            state = State.DONE
        elif step in later:
            state = State.PUT_OFF
        elif any(one.state == State.NEXT for one in found):
            state = State.TO_DO
        else:
            state = State.NEXT
        found.append(Stand(step, state, note))
    return found


def _put_off() -> set[Step]:
    kept = db.session.scalars(select(School.set_up_later)).one()
    return {Step(one) for one in kept} & CAN_WAIT


def put_off(step: Step) -> None:
    """Not now: the next one comes first. In an act; what cannot wait stays as it is."""
    if step in CAN_WAIT:
        _keep(_put_off() | {step})


def take_up(step: Step) -> None:
    """It is to be done after all. In an act."""
    _keep(_put_off() - {step})


def _keep(later: set[Step]) -> None:
    db.session.execute(
        update(School).values(set_up_later=[one.value for one in Step if one in later])
    )


def first_round() -> int | None:
    """The round (id) that the first invitations are for: the newest that can still be booked."""
    query = (
        select(Round.id).where(Round.closes_on >= clock.today()).order_by(Round.id.desc()).limit(1)
    )
    return db.session.scalar(query)


# -- what is true ----------------------------------------------------------------------------------

Done = tuple[bool, str]


def _school(_carrier: bool) -> Done:
    """Somebody has looked through it and saved it, or the school has invited already."""
    return school_settings.has_saved(Section.SCHOOL) or not is_needed(), ""


def _days(_carrier: bool) -> Done:
    return school_days.knows_holidays(school_days.closures()), ""


def _children(_carrier: bool) -> Done:
    query = select(Child.id).where(Child.roll == OnRoll.ON_ROLL)
    count = len(db.session.scalars(query).all())
    return count > 0, f"{count} {'child' if count == 1 else 'children'}" if count else ""


def _teachers(_carrier: bool) -> Done:
    """Every class with a child in it has a key teacher; who cannot sign in yet is told of."""
    if not _children(_carrier)[0]:
        return False, ""
    without = db.session.scalars(
        select(SchoolClass.name)
        .where(
            SchoolClass.key_teacher_id.is_(None),
            exists().where(
                Child.class_id == SchoolClass.id,
                Child.roll == OnRoll.ON_ROLL,
                Child.own_key_teacher_id.is_(None),
            ),
        )
        .order_by(SchoolClass.year_order, SchoolClass.name)
    ).all()
    if without:
        more = f" and {len(without) - NAMED} more" if len(without) > NAMED else ""
        return False, f"No teacher yet: {', '.join(without[:NAMED])}{more}"
    query = select(Staff.id).where(Staff.active, Staff.password_hash.is_(None))
    waiting = len(db.session.scalars(query).all())
    colleagues = "1 colleague has" if waiting == 1 else f"{waiting} colleagues have"
    return True, f"{colleagues} not chosen a password yet" if waiting else ""


def _round(_carrier: bool) -> Done:
    return first_round() is not None, ""


def _times(_carrier: bool) -> Done:
    query = select(Slot.id).where(
        Slot.round_id == first_round(), Slot.removed_at.is_(None), Slot.starts_at > clock.now()
    )
    count = len(db.session.scalars(query).all())
    return count > 0, f"{count} {'time' if count == 1 else 'times'}" if count else ""


def _creche(_carrier: bool) -> Done:
    query = select(CrecheSession.id).where(CrecheSession.day >= clock.today()).limit(1)
    return db.session.scalar(query) is not None, ""


def _texts(carrier: bool) -> Done:
    """A carrier is connected, and has taken a text."""
    if not carrier:
        return False, "No carrier is connected: nothing can go out yet"
    query = select(OutText.id).where(OutText.sent_at.is_not(None)).limit(1)
    return db.session.scalar(query) is not None, ""


def _families(_carrier: bool) -> Done:
    query = select(Event.id).where(Event.deed == Deed.FAMILIES_TOLD).limit(1)
    return db.session.scalar(query) is not None or not is_needed(), ""


def _invite(_carrier: bool) -> Done:
    return not is_needed(), ""


_DONE: dict[Step, Callable[[bool], Done]] = {
    Step.SCHOOL: _school,
    Step.DAYS: _days,
    Step.CHILDREN: _children,
    Step.TEACHERS: _teachers,
    Step.ROUND: _round,
    Step.TIMES: _times,
    Step.CRECHE: _creche,
    Step.CARRIER: _texts,
    Step.FAMILIES: _families,
    Step.INVITE: _invite,
}


def families_told(by: By) -> None:
    """The slips have gone out, and the privacy notice names the portal. In an act."""
    record(by, Deed.FAMILIES_TOLD)


# -- a test text -----------------------------------------------------------------------------------


def test_text(number: str, by: By) -> None:
    """Text this mobile (E.164) that texts go out. In an act. Refuses TESTED_JUST_NOW."""
    begins = f"test:{by.staff_id}:"
    if told_lately(begins, AGAIN_AFTER):
        raise Refused(Reason.TESTED_JUST_NOW)
    queue(
        kind=Kind.TEST,
        to=number,
        language=ENGLISH.tag,
        body=texts.test(ENGLISH, school=school().short_name),
        key=f"{begins}{clock.now().isoformat()}",
        urgency=Urgency.AT_ONCE,
        answers_them=True,
    )


def last_test(staff_id: int) -> OutText | None:
    """The last test text of this colleague."""
    query = (
        select(OutText)
        .where(OutText.key.startswith(f"test:{staff_id}:", autoescape=True))
        .order_by(OutText.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)
