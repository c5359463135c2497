"""What a parent would like to talk about in a booked talk, in their own words.

The words are an `InText`, like all words of parents; a `WishOf` ties them to the talk. The teacher
reads them at once, as they were written. The office is asked for no answer: only to put them into
English, where the parent writes in another language, or to read them, where they may ask for
something else, too. Words of a guarded thread are the safeguarding lead's alone.

    nothing said -> said (by text after a reminder, or on the page; any number of times)
                 -> nothing to say -> said

A talk that is cancelled and booked again is the same talk here: what was said of it stays.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, and_, func, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from portal import clock
from portal.db import Base, db, insert_once
from portal.domain import guarding, holding, inbox
from portal.domain.asked import WRITING
from portal.domain.bookings import Booking, BookingState
from portal.domain.guarding import Whose
from portal.domain.history import By, Deed, record
from portal.domain.inbox import CameBy, InText, Reading
from portal.domain.outbox import OutText
from portal.domain.people import Guardianship, Parent, Staff
from portal.domain.rounds import Slot
from portal.languages import language
from portal.wording.free_words import is_foreign, may_ask_for_more
from portal.wording.refusals import Reason, Refused

LONGEST = 500
"""Characters on the page; a text may be as long as it is."""
PATIENCE = timedelta(days=2)
"""So long after the question, words without a number are its answer. Later ones may be about
anything: a person reads them."""


class WishOf(Base):
    """Words of a parent and the talk they are for. No words: they said that there is nothing."""

    __tablename__ = "wish"
    __table_args__ = (UniqueConstraint("booking_id", "inbound_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    inbound_id: Mapped[int | None] = mapped_column(ForeignKey("inbound.id"), index=True)
    at: Mapped[datetime]


@dataclass(frozen=True)
class Wish:
    """What was said, for the teacher. `language`: the tag of the one they read; `english`: what a
    person made of it; `being_translated`: it waits for that."""

    original: str
    language: str | None
    english: str | None
    being_translated: bool
    at: datetime
    came_by: CameBy


# -- saying it ---------------------------------------------------------------------------------


def say(booking_id: int, words: str, by: By) -> None:
    """A parent writes on their page what they would like to talk about in this talk. The same
    words once more are one wish.

    Refuses NOTHING_WRITTEN, and BOOKING_OVER once the talk has begun or is not booked any more.
    """
    talk, said = holding.find(booking_id), words.strip()[:LONGEST]
    if not said:
        raise Refused(Reason.NOTHING_WRITTEN)
    if talk.state != BookingState.BOOKED or talk.slot.starts_at <= clock.now():
        raise Refused(Reason.BOOKING_OVER)
    if said in said_of(talk.id):
        return
    text_id = inbox.write_down(talk.parent_id, said, child_id=talk.child_id, for_talk=talk.id)
    text = db.session.get_one(InText, text_id)
    if _keep(text, [talk], by):
        inbox.for_a_person(text)


def take(text: InText, talks: Sequence[Booking], by: By) -> bool:
    """A text says what its parent would like to talk about in these talks: those of one day, if
    they have several. Returns whether a person must answer it: that is the caller's to see to."""
    return _keep(text, talks, by)


def _keep(text: InText, talks: Iterable[Booking], by: By) -> bool:
    parent = db.session.get_one(Parent, text.parent_id)
    own = language(parent.language)
    guarded = guarding.is_guarded(Whose(parent.id))
    for talk in talks:
        row = {"booking_id": talk.id, "inbound_id": text.id, "at": clock.now()}
        if insert_once(WishOf, [WishOf.booking_id, WishOf.inbound_id], row) and not guarded:
            _record(by, Deed.WISHED, talk, inbound=text.id)
    if guarded:
        return True
    if text.pictures or may_ask_for_more(text.body, own.tag):
        return True
    if is_foreign(parent.language, text.body):
        inbox.for_a_person(text, inbox.WISH)
    else:
        inbox.understood(text, inbox.WISH, settles=True)
    return False


def nothing(booking_id: int, by: By) -> None:
    """There is nothing special that they would like to talk about: they are not asked again."""
    if not have_answered([booking_id]):
        talk = holding.find(booking_id)
        db.session.add(WishOf(booking_id=booking_id, at=clock.now()))
        _record(by, Deed.NO_WISH, talk)


def _record(by: By, deed: Deed, talk: Booking, **about: Any) -> None:
    record(
        by,
        deed,
        parent_id=talk.parent_id,
        child_id=talk.child_id,
        booking_id=talk.id,
        **about,
    )


# -- whether to ask, and what is an answer -----------------------------------------------------


def have_answered(booking_ids: Collection[int]) -> bool:
    """Whether they have said of each of these talks what they would like to talk about, or that
    there is nothing."""
    asked = aliased(Booking)
    query = (
        select(func.count(asked.id.distinct()))
        .join(Booking, Booking.invitation_id == asked.invitation_id)
        .join(WishOf, WishOf.booking_id == Booking.id)
        .where(asked.id.in_(booking_ids))
    )
    return db.session.scalar(query) == len(set(booking_ids))


def last_answer(question: OutText) -> datetime | None:
    """When the last words came that were kept as an answer to this question."""
    query = select(func.max(InText.came_at)).join(WishOf, WishOf.inbound_id == InText.id)
    return db.session.scalar(query.where(InText.question_id == question.id))


def is_answer(question: OutText, came_at: datetime) -> bool:
    """Whether words that came then may still be an answer to this question: within two days; and
    after the first words only what follows within a quarter of an hour, like a long message that
    comes in pieces."""
    last = last_answer(question)
    if last is not None:
        return came_at <= last + WRITING
    return came_at <= (question.sent_at or question.made_at) + PATIENCE


# -- reading it --------------------------------------------------------------------------------


def of_talk(booking_id: int) -> list[Wish]:
    """What the parent of this talk would like to talk about, for its teacher; oldest first."""
    return of_talks([booking_id]).get(booking_id, [])


def of_talks(booking_ids: Collection[int]) -> dict[int, list[Wish]]:
    """The same of several talks, by booking id. Nothing of a parent who must not be contacted about
    the child, and nothing from a guarded thread."""
    asked = aliased(Booking)
    query = (
        select(asked.id, InText, Parent.language)
        .join(Booking, Booking.invitation_id == asked.invitation_id)
        .join(WishOf, WishOf.booking_id == Booking.id)
        .join(InText, InText.id == WishOf.inbound_id)
        .join(Parent, Parent.id == asked.parent_id)
        .join(
            Guardianship,
            and_(
                Guardianship.parent_id == asked.parent_id, Guardianship.child_id == asked.child_id
            ),
        )
        .where(
            asked.id.in_(booking_ids),
            InText.parent_id == asked.parent_id,
            ~Guardianship.no_contact,
            ~Guardianship.held,
            ~guarding.words(),
        )
        .order_by(InText.id)
        .execution_options(populate_existing=True)
    )
    found: dict[int, dict[int, Wish]] = {}
    for booking_id, text, tag in db.session.execute(query):
        found.setdefault(booking_id, {})[text.id] = _as_read(text, tag)
    return {booking_id: list(wishes.values()) for booking_id, wishes in found.items()}


def _as_read(text: InText, tag: str | None) -> Wish:
    waits = text.reading != Reading.READ and is_foreign(tag, text.body)
    return Wish(text.body, tag, text.in_english, waits, text.came_at, text.came_by)


def said_of(booking_id: int) -> list[str]:
    """What this talk's parent has said, word for word: for their own page. Oldest first."""
    asked = aliased(Booking)
    query = (
        select(InText.id, InText.body)
        .join(WishOf, WishOf.inbound_id == InText.id)
        .join(Booking, Booking.id == WishOf.booking_id)
        .join(asked, asked.invitation_id == Booking.invitation_id)
        .where(asked.id == booking_id)
        .order_by(InText.id)
        .distinct()
    )
    return [body for _id, body in db.session.execute(query)]


@dataclass(frozen=True)
class ForTalk:
    """The talk that some words are for, as the office reads of it."""

    starts_at: datetime
    teacher: str


def talks_of_words(text_ids: Collection[int]) -> dict[int, list[ForTalk]]:
    """For those of these messages (ids) that are wishes: the talks they are for."""
    query = (
        select(WishOf.inbound_id, Slot.starts_at, Staff.name)
        .join(Booking, Booking.id == WishOf.booking_id)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(Staff, Staff.id == Slot.teacher_id)
        .where(WishOf.inbound_id.in_(text_ids))
        .order_by(Slot.starts_at, WishOf.id)
    )
    found: dict[int, list[ForTalk]] = {}
    for text_id, starts_at, teacher in db.session.execute(query):
        found.setdefault(text_id or 0, []).append(ForTalk(starts_at, teacher))
    return found
