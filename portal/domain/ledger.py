"""The ledger: every contact of the school with a family about one child, newest first.

Read from what is there anyway: texts that went out, good news, letters, worries told of, calls
noted, talks that were held. When, what, by whom and how; never the words. Nothing of a parent who
may not be spoken of about this child; of a guarded thread no messages and calls. Only looks.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import or_, select

from portal import clock
from portal.db import db
from portal.domain import guarding, worries
from portal.domain.bookings import Booking, BookingState
from portal.domain.good_news import GoodNews, NewsTo, has_come
from portal.domain.history import Deed, Event
from portal.domain.outbox import ON_THE_PHONE, Kind, OutText, TextState
from portal.domain.people import Guardianship, Parent, Staff
from portal.domain.reaching import seen
from portal.domain.rounds import Slot, Way
from portal.domain.school import school
from portal.domain.worries import WorryTold
from portal.wording.praise import THANKS


class What(StrEnum):
    """What a contact was."""

    GOOD_NEWS = "good news"
    IDEA = "five-minute idea"
    INVITATION = "invitation"
    REMINDER = "reminder"
    NEUTRAL = "neutral"
    WORRY = "worry"


class How(StrEnum):
    """How it reached the family."""

    TEXT = "by text"
    TODAY = "by text, later today"
    PAGE = "on their page"
    PAPER = "on paper"
    PHONE = "by phone"
    IN_PERSON = "in person"
    VIDEO = "by video"


TEXTS = {
    Kind.IDEA: (What.IDEA, ""),
    Kind.INVITATION: (What.INVITATION, ""),
    Kind.NUDGE: (What.INVITATION, "once more"),
    Kind.OFFER: (What.INVITATION, "a time that came free"),
    Kind.AFTER_MISSED: (What.INVITATION, "after a missed talk"),
    Kind.REMINDER: (What.REMINDER, "of a talk"),
    Kind.SOON: (What.REMINDER, "of a talk"),
    Kind.BOOKED: (What.NEUTRAL, "a talk is booked"),
    Kind.MOVED: (What.NEUTRAL, "a talk is moved"),
    Kind.CANCELLED: (What.NEUTRAL, "a talk is cancelled"),
    Kind.MOVE_ASKED: (What.NEUTRAL, "another time for a talk"),
    Kind.CHANGED: (What.NEUTRAL, "a talk is changed"),
    Kind.CALLED_OFF: (What.NEUTRAL, "something fell through"),
    Kind.CRECHE: (What.NEUTRAL, "about the crèche"),
    Kind.HELP: (What.NEUTRAL, "help for a talk"),
    Kind.REPLY: (What.NEUTRAL, "a message"),
    Kind.SIGN: (What.NEUTRAL, "what was agreed"),
    Kind.CHECK_IN: (What.NEUTRAL, "how the plan goes"),
    Kind.LOOK_BACK: (What.NEUTRAL, "a plan is looked back at"),
}
"""Texts that are a contact of the school's own. Good news has rows of its own; the others (codes,
links, what is asked back) only answer what a parent has just done."""
TALKS = {Way.IN_PERSON: How.IN_PERSON, Way.PHONE: How.PHONE, Way.VIDEO: How.VIDEO}
TOLD = {worries.How.PHONE: How.PHONE, worries.How.IN_PERSON: How.IN_PERSON}


@dataclass(frozen=True)
class Contact:
    """One contact. `about`: a few words of ours on what it was about; `by`: a colleague, or empty
    where the portal did it by itself; `to`: the parent; `worry_id`: the worry that the reader told
    of today and can take back."""

    at: datetime
    what: What
    about: str
    how: How
    by: str
    to: str
    worry_id: int | None = None


def of_child(child_id: int, reader_id: int, since: date) -> list[Contact]:
    """Everything since that day, newest first, for this colleague (id)."""
    names = _who_may_be_named(child_id)
    begins = clock.at(since, time())
    open_ids = set(names) - guarding.guarded_among(set(names))
    events = _events(open_ids, begins)
    staff = _staff_names()
    found = [
        *_texts(child_id, set(names), open_ids, begins, _authors(events)),
        *_news(child_id, names, since),
        *_worries(child_id, reader_id, begins),
        *_talks(child_id, begins),
        *_calls_and_letters(child_id, events),
    ]
    contacts = [
        Contact(at, what, about, how, staff.get(by or 0, ""), names[to], worry_id)
        for at, what, about, how, by, to, worry_id in found
        if to in names
    ]
    return sorted(contacts, key=lambda one: one.at, reverse=True)


Found = tuple[datetime, What, str, How, int | None, int, int | None]
"""A contact with the colleague and the parent by id."""


def _who_may_be_named(child_id: int) -> dict[int, str]:
    query = (
        select(Parent)
        .join(Guardianship, Guardianship.parent_id == Parent.id)
        .where(Guardianship.child_id == child_id, seen())
    )
    return {parent.id: parent.full_name for parent in db.session.scalars(query)}


def _staff_names() -> dict[int, str]:
    rows = db.session.execute(select(Staff.id, Staff.name))
    return {staff_id: name for staff_id, name in rows}


def _events(parent_ids: Collection[int], begins: datetime) -> list[Event]:
    """Calls noted, replies and letters."""
    query = select(Event).where(
        Event.parent_id.in_(parent_ids),
        Event.deed.in_((Deed.CALL_NOTED, Deed.REPLIED, Deed.LETTER_GIVEN)),
        Event.at >= begins,
    )
    return list(db.session.scalars(query))


def _authors(events: list[Event]) -> dict[int, int | None]:
    """Who wrote a text (by its id)."""
    return {
        (event.about or {}).get("text", 0): event.by_staff_id
        for event in events
        if event.deed == Deed.REPLIED
    }


def _texts(
    child_id: int,
    parent_ids: Collection[int],
    open_ids: Collection[int],
    begins: datetime,
    authors: Mapping[int, int | None],
) -> Iterator[Found]:
    """Those about this child, and about several children at once."""
    query = select(
        OutText.id, OutText.kind, OutText.parent_id, OutText.sent_at, OutText.made_at
    ).where(
        OutText.parent_id.in_(parent_ids),
        or_(OutText.child_id == child_id, OutText.child_id.is_(None)),
        OutText.kind.in_(TEXTS),
        OutText.state.in_(ON_THE_PHONE),
        OutText.made_at >= begins,
    )
    for text_id, kind, parent_id, sent_at, made_at in db.session.execute(query):
        what, about = TEXTS[kind]
        if kind != Kind.REPLY or parent_id in open_ids:
            yield (
                sent_at or made_at,
                what,
                about,
                How.TEXT,
                authors.get(text_id),
                parent_id or 0,
                None,
            )


def _news(child_id: int, names: Mapping[int, str], since: date) -> Iterator[Found]:
    query = (
        select(NewsTo, GoodNews, OutText.state, OutText.sent_at)
        .join(GoodNews, GoodNews.id == NewsTo.news_id)
        .outerjoin(OutText, OutText.id == NewsTo.text_id)
        .where(
            GoodNews.child_id == child_id,
            NewsTo.parent_id.in_(names),
            has_come(),
            GoodNews.day >= since,
        )
    )
    for to, news, state, sent_at in db.session.execute(query):
        how, at = (
            _how(to, state),
            to.printed_at or sent_at or clock.at(news.day, school().news_begins),
        )
        thanks = news.phrase in THANKS
        kind = (What.NEUTRAL, "thanks for what they did") if thanks else (What.GOOD_NEWS, "")
        if how:
            yield at, *kind, how, news.by_id, to.parent_id, None


def _how(to: NewsTo, state: TextState | None) -> How | None:
    """How good news reached this parent; None where it has not."""
    if to.printed_at:
        return How.PAPER
    if to.on_paper:
        return None
    if state in ON_THE_PHONE:
        return How.TEXT
    return How.TODAY if state == TextState.QUEUED else How.PAGE


def _worries(child_id: int, reader_id: int, begins: datetime) -> Iterator[Found]:
    query = select(WorryTold).where(
        WorryTold.child_id == child_id,
        WorryTold.taken_back_at.is_(None),
        WorryTold.at >= begins,
    )
    for one in db.session.scalars(query):
        own = one.id if worries.can_be_taken_back(one, reader_id) else None
        yield one.at, What.WORRY, one.topic.value, TOLD[one.how], one.by_id, one.parent_id, own


def _talks(child_id: int, begins: datetime) -> Iterator[Found]:
    query = (
        select(Slot.starts_at, Slot.teacher_id, Booking.way, Booking.parent_id)
        .join(Booking, Booking.slot_id == Slot.id)
        .where(
            Booking.child_id == child_id,
            Booking.state == BookingState.ATTENDED,
            Slot.starts_at >= begins,
        )
    )
    for at, teacher_id, way, parent_id in db.session.execute(query):
        yield at, What.NEUTRAL, "a talk", TALKS[way], teacher_id, parent_id, None


def _calls_and_letters(child_id: int, events: list[Event]) -> Iterator[Found]:
    """A call is noted with the parent alone, so it stands with each of their children."""
    for one in events:
        if one.deed == Deed.CALL_NOTED:
            kind = What.NEUTRAL, "a call", How.PHONE
        elif one.deed == Deed.LETTER_GIVEN and one.child_id == child_id:
            kind = What.INVITATION, "a letter", How.PAPER
        else:
            continue
        yield one.at, *kind, one.by_staff_id, one.parent_id or 0, None
