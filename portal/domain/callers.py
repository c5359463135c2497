"""A parent on the phone or at the desk: the one check, before anything is said or done for them.

A colleague begins with one parent, never with a child, and finds out whether it is them: they say
a child's name and birthday, or are rung back on the number we hold, or a colleague knows them. The
check is that colleague's, for that parent, for a quarter of an hour or until they finish the call.
Finding is in `finding`; what is done afterwards is done by the verbs it belongs to. Every verb runs
inside the caller's `act()`, and first locks the parent's row of tries, so that two colleagues, or
a button pressed twice, come one after the other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db, insert_once
from portal.domain import calling, people, reaching
from portal.domain.history import By, Deed, Face, named, record
from portal.domain.people import Child, Guardianship, Parent
from portal.domain.tasks import TaskKind, ask_office
from portal.wording.names import Fit, fits, plain, typed, words_of
from portal.wording.refusals import Reason, Refused
from portal.wording.speaking_for import names_in

LASTS = timedelta(minutes=15)
"""So long a check holds after the last thing that was done in the call."""
TRIES = 5
"""How often a birthday may be tried, whoever of the staff asks; then only ringing back helps."""
LONGEST_NAME = 60
LONGEST_SAID = 200


class CallState(StrEnum):
    """ringing back (the number is shown) -> checked (it is them) -> finished
    checked (birthday, or known at the desk) -> finished
    Either is over once its quarter of an hour is."""

    RINGING_BACK = "ringing back"
    CHECKED = "checked"
    FINISHED = "finished"


class HowChecked(StrEnum):
    """How we know that it is them."""

    BIRTHDAY = "birthday"
    RUNG_BACK = "rung back"
    KNOWN = "known at the desk"


DEEDS = {
    HowChecked.BIRTHDAY: Deed.CALLER_KNEW,
    HowChecked.RUNG_BACK: Deed.CALLER_RUNG_BACK,
    HowChecked.KNOWN: Deed.CALLER_KNOWN,
}


class Caller(Base):
    """One call or visit of one parent, with the colleague who serves them. `spoke_to`: who speaks
    for the parent, or "" if it is the parent."""

    __tablename__ = "caller"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[CallState] = mapped_column(named(CallState))
    how: Mapped[HowChecked] = mapped_column(named(HowChecked))
    face: Mapped[Face] = mapped_column(named(Face))
    spoke_to: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    begun_at: Mapped[datetime]
    until: Mapped[datetime]

    @property
    def by(self) -> By:
        """Who does what is done in this call: the colleague, on the phone or at the desk."""
        return By(self.face, staff_id=self.staff_id)


class CallerTries(Base):
    """How many wrong birthdays were said for a parent since somebody last knew that it was them.

    0..4 -> 5: locked, the birthday opens nothing -> 0 (rung back, or known at the desk)
    """

    __tablename__ = "caller_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"), unique=True)
    tries: Mapped[int] = mapped_column(default=0)


class Outcome(StrEnum):
    """How a try at the birthday ended."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    NONE_ON_FILE = "none on file"


@dataclass(frozen=True)
class Speaker:
    """Who speaks and where: `name` if it is somebody for the parent, else ""."""

    name: str = ""
    face: Face = Face.PHONE


# -- who is served now -------------------------------------------------------------------------


def may_be_told(parent_id: int) -> bool:
    """Whether there is a child this person may hear about at all."""
    return bool(people.ties_of(parent_id))


def under_way(parent_id: int, staff_id: int) -> Caller | None:
    """The call this colleague has with this parent, checked and not over."""
    return _newest(parent_id, staff_id, CallState.CHECKED)


def ringing_back(parent_id: int, staff_id: int) -> Caller | None:
    """The call in which this colleague is ringing this parent back just now."""
    return _newest(parent_id, staff_id, CallState.RINGING_BACK)


def _newest(parent_id: int, staff_id: int, state: CallState) -> Caller | None:
    return db.session.scalar(
        select(Caller)
        .where(
            Caller.parent_id == parent_id,
            Caller.staff_id == staff_id,
            Caller.state == state,
            Caller.until > clock.now(),
        )
        .order_by(Caller.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def is_locked(parent_id: int) -> bool:
    """Whether the birthday was wrong too often: only ringing back helps."""
    query = select(CallerTries.tries).where(CallerTries.parent_id == parent_id)
    return (db.session.scalar(query) or 0) >= TRIES


def number_to_ring(parent_id: int) -> str | None:
    """The number we hold on which this parent may be rung back; None if there is none."""
    parent = db.session.get_one(Parent, parent_id)
    if not parent.number:
        return None
    return calling.may_dial(parent, reaching.blocked_numbers(parent.number))


# -- the check ---------------------------------------------------------------------------------


def say_birthday(
    parent_id: int, child: str, day: int, month: int, speaker: Speaker, by: By
) -> Outcome:
    """They name a child of theirs and its birthday: is it right? The name in any spelling; only
    children this parent may hear about. A wrong answer counts although it is one, so the answer is
    returned and not raised.

    Refuses NO_CONTACT where the parent is told nothing, OWN_PAGE where the speaker is another
    parent of the same children.
    """
    tries = _lock(parent_id)
    _refuse(parent_id, speaker)
    if tries.tries >= TRIES:
        return Outcome.LOCKED
    born = [one for tie in people.ties_of(parent_id) if (one := tie.child).birth_day]
    if not born:
        return Outcome.NONE_ON_FILE
    if any(
        (one.birth_day, one.birth_month) == (day, month) and _is_named(one, child) for one in born
    ):
        tries.tries = 0
        _check(parent_id, HowChecked.BIRTHDAY, speaker, by)
        return Outcome.RIGHT
    tries.tries += 1
    record(By(speaker.face, staff_id=by.staff_id), Deed.CALLER_NOT_KNEW, parent_id=parent_id)
    return Outcome.LOCKED if tries.tries >= TRIES else Outcome.WRONG


def _is_named(child: Child, said: str) -> bool:
    """Whether this is the child's name: the first name in any spelling, the others if said."""
    ways = typed(said)
    first = any(fits([[word]], words_of(child.first_name)) for way in ways for word in way)
    return first and fits(ways, words_of(child.full_name)) is not Fit.NOT


def ring_back(parent_id: int, by: By) -> None:
    """This colleague rings them back on the number we hold, which is shown from now on. Twice is
    the same as once. Refuses NO_CONTACT, NO_NUMBER."""
    _lock(parent_id)
    _refuse(parent_id, Speaker())
    if number_to_ring(parent_id) is None:
        raise Refused(Reason.NO_NUMBER)
    if ringing_back(parent_id, _staff(by)) is None:
        _begin(parent_id, CallState.RINGING_BACK, HowChecked.RUNG_BACK, Speaker(), by)


def has_answered(parent_id: int, name: str, by: By) -> None:
    """Rung back, it is them, or (`name`) somebody who speaks for them. Refuses CALL_OVER where
    nobody was being rung back, OWN_PAGE."""
    tries = _lock(parent_id)
    _refuse(parent_id, Speaker(name))
    if under_way(parent_id, _staff(by)):
        return
    ringing = ringing_back(parent_id, _staff(by))
    if ringing is None:
        raise Refused(Reason.CALL_OVER)
    ringing.state = CallState.FINISHED
    tries.tries = 0
    _check(parent_id, HowChecked.RUNG_BACK, Speaker(name), by)


def know(parent_id: int, name: str, by: By) -> None:
    """They stand at the desk, and this colleague knows them, or (`name`) who speaks for them.
    Refuses NO_CONTACT, OWN_PAGE."""
    tries = _lock(parent_id)
    speaker = Speaker(name, Face.DESK)
    _refuse(parent_id, speaker)
    tries.tries = 0
    _check(parent_id, HowChecked.KNOWN, speaker, by)


def _check(parent_id: int, how: HowChecked, speaker: Speaker, by: By) -> None:
    """From now on this colleague serves this parent. Pressed twice, it is one call."""
    if _is_themself(parent_id, speaker.name):
        speaker = Speaker(face=speaker.face)
    before = under_way(parent_id, _staff(by))
    if before and (before.spoke_to, before.how) == (speaker.name[:LONGEST_NAME], how):
        carry_on(parent_id, by)
        return
    if before:
        before.state = CallState.FINISHED
    _begin(parent_id, CallState.CHECKED, how, speaker, by)
    note = f"Spoke to {speaker.name[:LONGEST_NAME]}, for the parent" if speaker.name else None
    did = By(speaker.face, staff_id=by.staff_id)
    record(did, DEEDS[how], parent_id=parent_id, note=note)


def _begin(parent_id: int, state: CallState, how: HowChecked, speaker: Speaker, by: By) -> None:
    db.session.add(
        Caller(
            parent_id=parent_id,
            staff_id=_staff(by),
            state=state,
            how=how,
            face=speaker.face,
            spoke_to=speaker.name[:LONGEST_NAME],
            begun_at=clock.now(),
            until=clock.now() + LASTS,
        )
    )
    db.session.flush()


def carry_on(parent_id: int, by: By) -> None:
    """Something was done in the call: it has another quarter of an hour."""
    call = under_way(parent_id, _staff(by))
    if call:
        call.until = clock.now() + LASTS


def finish(parent_id: int, by: By) -> None:
    """The call is over: whoever rings next is checked anew. Twice is the same as once."""
    _lock(parent_id)
    for call in (under_way(parent_id, _staff(by)), ringing_back(parent_id, _staff(by))):
        if call:
            call.state = CallState.FINISHED


def _lock(parent_id: int) -> CallerTries:
    insert_once(CallerTries, [CallerTries.parent_id], {"parent_id": parent_id, "tries": 0})
    query = select(CallerTries).where(CallerTries.parent_id == parent_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _staff(by: By) -> int:
    assert by.staff_id is not None
    return by.staff_id


def _refuse(parent_id: int, speaker: Speaker) -> None:
    """Nobody is served who is told nothing; and no other parent of the same children by saying
    that they speak for this one, whatever else is said of them ("his dad"), unless they have the
    very same name."""
    if not may_be_told(parent_id):
        raise Refused(Reason.NO_CONTACT)
    if _is_themself(parent_id, speaker.name):
        return
    others = _others(parent_id) if speaker.name else []
    said = typed(names_in(speaker.name, _children(parent_id)))
    if others and (not said or any(fits(said, words_of(name)) for name in others)):
        raise Refused(Reason.OWN_PAGE)


def _is_themself(parent_id: int, name: str) -> bool:
    return plain(name) == plain(db.session.get_one(Parent, parent_id).full_name)


def _children(parent_id: int) -> list[str]:
    query = select(Child.first_name).join(Guardianship, Guardianship.child_id == Child.id)
    return list(db.session.scalars(query.where(Guardianship.parent_id == parent_id)))


def _others(parent_id: int) -> list[str]:
    """Everybody else who has a tie to one of this parent's children, barred or not."""
    mine = select(Guardianship.child_id).where(Guardianship.parent_id == parent_id)
    query = (
        select(Parent.first_name, Parent.last_name)
        .join(Guardianship, Guardianship.parent_id == Parent.id)
        .where(Guardianship.child_id.in_(mine), Parent.id != parent_id)
        .distinct()
    )
    return [f"{first} {last}" for first, last in db.session.execute(query)]


# -- what they may ask for besides their talks --------------------------------------------------


def wants_call(parent_id: int, words: str, by: By) -> None:
    """Somebody else is to ring this parent, about what they say in a few words. Asked twice, it is
    one task."""
    ask_office(TaskKind.CALL, parent_id=parent_id, words=words[:LONGEST_SAID] or None)
    record(by, Deed.CALL_ASKED, parent_id=parent_id)


# -- who is not on the list --------------------------------------------------------------------


def note_stranger(name: str, number: str, by: By, *, parent_id: int | None = None) -> None:
    """Somebody rang or came and was told nothing: who they say they are and the number they say,
    as a task. `parent_id`: a person of ours who may hear nothing; the safeguarding lead alone
    finds that one. Refuses NAME_MISSING."""
    if not name:
        raise Refused(Reason.NAME_MISSING)
    words = ", ".join(filter(None, (name[:LONGEST_NAME], number[:40])))
    ask_office(TaskKind.NOT_LISTED, parent_id=parent_id, words=words[:LONGEST_SAID])
    record(by, Deed.CALLER_NOT_LISTED, parent_id=parent_id)
