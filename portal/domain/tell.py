"""What the school tells a parent by text: chooses the words and puts them in the outbox.

Called by the verbs, in their act, so that a deed and its text are one. Each asks first whether
this parent may be texted about this child at all; if not, nothing is queued and the office finds
them on the call list. Success speaks once: the text queued here is the answer to a parent's own
text, too.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload, load_only

from portal import clock
from portal.db import db
from portal.domain.bookings import Booking, CancelReason
from portal.domain.history import By, Face
from portal.domain.invitations import Invitation
from portal.domain.making_way import make_way
from portal.domain.outbox import Kind, Urgency, queue
from portal.domain.people import Child, Guardianship, Parent, Staff, school
from portal.domain.questions import (
    WORDS_CALL,
    WORDS_CANNOT,
    WORDS_MORE,
    WORDS_NOT_NOW,
    WORDS_UNDO,
    Asks,
    Question,
)
from portal.domain.reaching import WhyNot, number_is_blocked, why_not_text
from portal.domain.rounds import Slot, Way
from portal.languages import ENGLISH, Language, language, nearest
from portal.wording import texts
from portal.wording import together as together_texts
from portal.wording.refusals import Reason, say

PATIENCE = timedelta(days=7)
"""How long a question asked in passing stays answerable."""


Words = Callable[[Language], str]
"""A text, given the language to say it in."""


def tie(parent_id: int, child_id: int) -> Guardianship | None:
    """The tie between this parent and this child, both loaded."""
    return db.session.scalar(
        select(Guardianship)
        .where(Guardianship.parent_id == parent_id, Guardianship.child_id == child_id)
        .options(joinedload(Guardianship.parent), joinedload(Guardianship.child))
    )


def why_not(parent_id: int, child_id: int) -> WhyNot | None:
    """Why this parent gets no text about this child; None if they may."""
    return _tie_and_why_not(parent_id, child_id)[1]


def _tie_and_why_not(parent_id: int, child_id: int) -> tuple[Guardianship | None, WhyNot | None]:
    asked_for = {"parent_id": parent_id, "child_id": child_id}
    row = db.session.execute(_tie_and_number(), asked_for).one_or_none()
    if row is None:
        return None, WhyNot.NOT_INVITED
    found, blocked = row
    return found, why_not_text(found, {found.parent.number or ""} if blocked else set())


@cache
def _tie_and_number() -> Select[Guardianship, bool]:
    return (
        select(Guardianship, number_is_blocked())
        .join(Guardianship.parent)
        .join(Guardianship.child)
        .where(
            Guardianship.parent_id == bindparam("parent_id"),
            Guardianship.child_id == bindparam("child_id"),
        )
        .options(
            load_only(
                Guardianship.no_contact,
                Guardianship.held,
                Guardianship.missing,
                Guardianship.gets_texts,
                Guardianship.parent_id,
            ),
            contains_eager(Guardianship.parent),
            contains_eager(Guardianship.child).load_only(Child.roll),
        )
    )


def tell_about(
    kind: Kind,
    invitation: Invitation,
    by: By,
    words: Words,
    *,
    booking_id: int | None = None,
    asks: Asks | None = None,
    urgency: Urgency = Urgency.SOON,
    expires_at: datetime | None = None,
    at_any_hour: bool = False,
) -> None:
    """A text about an invitation to its parent, if they may be texted about this child.
    `at_any_hour`: it cannot wait until the morning."""
    tie, why = _tie_and_why_not(invitation.parent_id, invitation.child_id)
    if tie is None or why:
        return
    tell_parent(
        kind,
        tie.parent,
        words,
        child_id=invitation.child_id,
        booking_id=booking_id,
        round_id=invitation.round_id,
        asks=asks,
        urgency=urgency,
        expires_at=expires_at,
        answers_them=at_any_hour
        or (by.parent_id == tie.parent_id and by.face in (Face.TEXT, Face.WEB)),
    )


def tell_parent(
    kind: Kind,
    parent: Parent,
    words: Words,
    *,
    child_id: int | None = None,
    booking_id: int | None = None,
    round_id: int | None = None,
    asks: Asks | None = None,
    urgency: Urgency = Urgency.SOON,
    expires_at: datetime | None = None,
    answers_them: bool = False,
    key: str | None = None,
    due_at: datetime | None = None,
) -> int | None:
    """Queue these words in the parent's language, with the English beside them for staff.

    The caller has made sure that this parent may be texted. Returns the text's id, None if `key`
    was there already.
    """
    if not parent.number:
        return None
    own = language(parent.language)
    return queue(
        kind=kind,
        to=parent.number,
        language=own.tag,
        body=words(own),
        body_english=None if own is ENGLISH else words(ENGLISH),
        parent_id=parent.id,
        child_id=child_id,
        booking_id=booking_id,
        round_id=round_id,
        asks=asks,
        urgency=urgency,
        due_at=due_at,
        expires_at=expires_at,
        answers_them=answers_them,
        key=key,
    )


def invited(invitation: Invitation, teacher: str, slots: list[Slot], *, again: bool) -> int | None:
    """The invitation, or a nudge (`again`), with these times to choose by number."""
    facts = school()
    times = [clock.local(slot.starts_at) for slot in slots]
    child, theirs = invitation.child.first_name, perhaps_reads(invitation.parent)

    def words(own: Language) -> str:
        word = texts.nudge if again else texts.invitation
        return word(
            own,
            school=facts.short_name,
            child=child,
            teacher=teacher,
            times=times,
            perhaps=theirs,
        )

    return tell_parent(
        Kind.NUDGE if again else Kind.INVITATION,
        invitation.parent,
        words,
        child_id=invitation.child_id,
        round_id=invitation.round_id,
        urgency=Urgency.BULK,
        expires_at=_end_of(invitation),
        asks=asks_for_time(invitation, slots),
    )


def perhaps_reads(parent: Parent) -> Language | None:
    """The language that this parent may read, who has not said which; None if they have, or if the
    school cannot guess, or offers only English of what it guesses."""
    perhaps = None if parent.language else nearest(parent.likely_language or "")
    return perhaps if perhaps and perhaps is not ENGLISH and school().offers(perhaps.tag) else None


def asks_for_time(invitation: Invitation, slots: list[Slot], *, not_now: bool = True) -> Asks:
    """The question of an invitation: these times, other times, ring me, not this time (unless
    they have said before that they want to talk)."""
    others = [WORDS_MORE, WORDS_CALL, *([WORDS_NOT_NOW] if not_now else [])]
    return Asks(
        Question.TIME,
        [*(slot.id for slot in slots), *others],
        {"invitation": invitation.id},
        _end_of(invitation),
    )


def _end_of(invitation: Invitation) -> datetime:
    closes = invitation.round.closes_on
    return clock.at(closes + timedelta(days=1), datetime.min.time())


def choices(
    invitation: Invitation,
    slots: list[Slot],
    by: By,
    *,
    booking_id: int | None,
    sorry: Reason | None = None,
    ages: Sequence[int] = (),
    invites: bool = False,
) -> None:
    """Other times by number: for a first booking, or for a talk that is to move (`booking_id`).

    `sorry`: why the time they chose cannot be; the text begins with it. `ages`: of little ones, in
    years, for whom the crèche has places at these times. `invites`: it is the invitation once more,
    in a language that they can read.
    """
    times = [clock.local(slot.starts_at) for slot in slots]
    child = invitation.child.first_name
    teacher = db.session.get_one(Staff, invitation.teacher_id).name if invites else ""

    def words(own: Language) -> str:
        if invites:
            name = school().short_name
            return texts.invitation(own, school=name, child=child, teacher=teacher, times=times)
        if sorry:
            return texts.sorry_taken(own, sorry=say(sorry, own), times=times)
        return texts.choices(own, child=child, times=times)

    ids: dict[str, Any] = {"invitation": invitation.id}
    ids |= {"booking": booking_id} if booking_id else {}
    ids |= {"ages": list(ages)} if ages else {}
    asks = Asks(
        Question.NEW_TIME if booking_id else Question.TIME,
        [*(slot.id for slot in slots), WORDS_MORE, WORDS_CALL, *([WORDS_NOT_NOW] * invites)],
        ids,
        max(_end_of(invitation), clock.now() + PATIENCE),
    )
    tell_about(Kind.CHOICES, invitation, by, words, asks=asks, urgency=Urgency.AT_ONCE)


def which(parent: Parent, talks: list[Booking], then: str) -> None:
    """Which of these talks they mean, by number, before `then` (WORDS_CHANGE or WORDS_CANNOT)."""
    listed = [
        (clock.local(talk.slot.starts_at), talk.invitation.child.first_name) for talk in talks
    ]
    asks = Asks(
        Question.WHICH,
        [talk.id for talk in talks],
        {"then": then},
        min(talk.slot.starts_at for talk in talks),
    )
    tell_parent(
        Kind.WHICH,
        parent,
        lambda own: texts.which(own, talks=listed, cancelling=then == WORDS_CANNOT),
        asks=asks,
        urgency=Urgency.AT_ONCE,
        answers_them=True,
    )


def declined(invitation: Invitation, by: By) -> None:
    """Thanks for "not this time". Only in answer to a text: a page says it itself."""
    if by.face == Face.TEXT:
        tell_about(Kind.ANSWER, invitation, by, texts.declined, urgency=Urgency.AT_ONCE)


def will_ring(invitation: Invitation, by: By) -> None:
    """Somebody will ring. Only in answer to a text: a page says it itself."""
    facts = school()

    def words(own: Language) -> str:
        return texts.will_ring(own, school=facts.short_name)

    if by.face == Face.TEXT:
        tell_about(Kind.ANSWER, invitation, by, words, urgency=Urgency.AT_ONCE)


def booked(booking: Booking, by: By) -> None:
    """The talk is booked."""
    facts, at = school(), clock.local(booking.slot.starts_at)
    child, teacher = booking.invitation.child.first_name, booking.slot.teacher.name

    def words(own: Language) -> str:
        if booking.way == Way.IN_PERSON:
            return texts.booked(
                own,
                child=child,
                teacher=teacher,
                at=at,
                door=facts.door,
                welcomed_by=facts.welcomed_by,
            )
        by_phone = booking.way == Way.PHONE
        return texts.booked_elsewhere(own, child=child, teacher=teacher, at=at, by_phone=by_phone)

    make_way_for(booking)
    tell_of(booking, Kind.BOOKED, by, words)


def make_way_for(booking: Booking) -> None:
    """What still waits to be said of this talk, or asks for it, is old news now."""
    make_way(
        parent_id=booking.parent_id,
        booking_id=booking.id,
        child_id=booking.child_id,
        round_id=booking.invitation.round_id,
    )


def moved(booking: Booking, by: By) -> None:
    """The talk has a new time."""
    at = clock.local(booking.slot.starts_at)
    child, teacher = booking.invitation.child.first_name, booking.slot.teacher.name

    def words(own: Language) -> str:
        return texts.moved(own, child=child, teacher=teacher, at=at)

    make_way_for(booking)
    tell_of(booking, Kind.MOVED, by, words)


def together(booking: Booking, by: By) -> None:
    """It is one talk with that of another parent, as each of the two has said they would like."""
    at = clock.local(booking.slot.starts_at)
    child, teacher = booking.invitation.child.first_name, booking.slot.teacher.name

    def words(own: Language) -> str:
        return together_texts.joined(own, child=child, teacher=teacher, at=at)

    make_way_for(booking)
    tell_of(booking, Kind.MOVED, by, words)


def cancelled(booking: Booking, reason: CancelReason, by: By) -> None:
    """The talk is cancelled: by the parent, who can take it back, or by the school."""
    at = clock.local(booking.slot.starts_at)
    child, teacher = booking.invitation.child.first_name, booking.slot.teacher.name
    make_way_for(booking)
    if reason == CancelReason.PARENT:
        asks = Asks(
            Question.UNDO,
            [WORDS_UNDO],
            {"booking": booking.id},
            min(booking.slot.starts_at, clock.now() + PATIENCE),
        )
        tell_of(
            booking,
            Kind.CANCELLED,
            by,
            lambda own: texts.cancelled(own, child=child, at=at),
            asks=asks,
        )
        return
    away = reason == CancelReason.TEACHER_AWAY

    def words(own: Language) -> str:
        return texts.called_off(own, child=child, teacher=teacher, at=at, teacher_away=away)

    # Nobody is to set out for a talk that is not held: today's is called off at any hour.
    today = booking.slot.day == clock.today()
    tell_of(booking, Kind.CANCELLED, by, words, at_any_hour=today)


def creche_place(booking: Booking, ready: bool, by: By) -> None:
    """The office added a crèche place (`ready`) or had to withdraw one."""
    at = clock.local(booking.slot.starts_at)
    word = texts.creche_ready if ready else texts.creche_withdrawn
    tell_of(booking, Kind.CRECHE, by, lambda own: word(own, at=at))


def tell_of(
    booking: Booking,
    kind: Kind,
    by: By,
    words: Words,
    asks: Asks | None = None,
    *,
    at_any_hour: bool = False,
) -> None:
    """A text about one booking, useful until the talk begins."""
    tell_about(
        kind,
        booking.invitation,
        by,
        words,
        booking_id=booking.id,
        asks=asks,
        urgency=Urgency.AT_ONCE,
        expires_at=booking.slot.starts_at,
        at_any_hour=at_any_hour,
    )


def answer(
    parent: Parent, words: Words, kind: Kind = Kind.ANSWER, *, key: str | None = None
) -> None:
    """Answer a parent's own message at once; leaves no question open. `key`: once only."""
    tell_parent(kind, parent, words, urgency=Urgency.AT_ONCE, answers_them=True, key=key)
