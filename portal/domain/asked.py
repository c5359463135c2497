"""Which question is open on a parent's phone, and which one a number was written in answer to.

What can be asked is in `questions`; a question stands on its text, in the `outbox`.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update

from portal import clock
from portal.db import NOW, db, moment
from portal.domain.outbox import ON_THE_PHONE, Kind, OutText, TextState
from portal.domain.questions import IN_PASSING, Question, matters_more

WRITING = timedelta(minutes=15)
"""How long an answer may take that is being written just now."""
ALONG_THE_WAY = timedelta(hours=3)
"""How long a question asked along the way (`questions.IN_PASSING`) holds up an invitation."""


def open_question(parent_id: int) -> OutText | None:
    """The text whose question this parent can still answer by a number."""
    return db.session.scalar(select(OutText).where(OutText.parent_id == parent_id, *still_open()))


def still_open() -> tuple[ColumnElement[bool], ...]:
    """What makes a text's question one that can still be answered by a number."""
    return (
        OutText.question.is_not(None),
        OutText.answered_at.is_(None),
        OutText.answer_by > NOW,
        OutText.state.not_in([TextState.CANCELLED, TextState.SKIPPED, TextState.EXPIRED]),
    )


def keeps_others_waiting() -> tuple[ColumnElement[bool], ...]:
    """What makes a text's question one that no invitation may replace yet: what was asked along
    the way makes room after a while, whether answered or not."""
    lately = OutText.made_at > _LATELY
    return (*still_open(), or_(OutText.question.not_in(IN_PASSING), lately))


_LATELY = moment("lately", lambda: clock.now() - ALONG_THE_WAY)


def has_to_wait(parent_ids: Collection[int]) -> dict[int, datetime]:
    """Those of these parents whom no invitation may be texted to yet, because of another question
    on their phone; and until when at most."""
    query = select(OutText).where(OutText.parent_id.in_(parent_ids), *keeps_others_waiting())
    found: dict[int, datetime] = {}
    for text in db.session.scalars(query):
        assert text.parent_id is not None and text.answer_by is not None
        until = text.answer_by
        if text.question in IN_PASSING:
            until = min(until, text.made_at + ALONG_THE_WAY)
        found[text.parent_id] = max(until, found.get(text.parent_id, until))
    return found


def may_ask(parent_id: int, question: Question) -> bool:
    """Whether a text that the school sends of its own accord may ask this now: never two questions
    whose numbers could be confused. What was only asked along the way makes room, but not while
    they may be writing the answer."""
    other = open_question(parent_id)
    if other is None or other.question is None:
        return True
    return matters_more(question, other.question) and not is_fresh(other)


def is_fresh(text: OutText) -> bool:
    """Whether this was asked so short ago that the answer may be on its way."""
    return text.made_at > clock.now() - WRITING


def last_question(parent_id: int, number: str, at: datetime) -> OutText | None:
    """The last text with a question that was on this phone at that moment, still open or not:
    what a number sent back then meant."""
    went_out = func.coalesce(OutText.sent_at, OutText.claimed_at)
    query = (
        select(OutText)
        .where(
            OutText.parent_id == parent_id,
            OutText.to == number,
            OutText.question.is_not(None),
            OutText.state.in_(ON_THE_PHONE),
            went_out <= at,
        )
        .order_by(went_out.desc(), OutText.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def a_person_wrote_since(question: OutText, at: datetime) -> bool:
    """Whether a colleague's own words reached this phone after the question and before this
    moment."""
    went_out = func.coalesce(OutText.sent_at, OutText.claimed_at)
    query = select(OutText.id).where(
        OutText.parent_id == question.parent_id,
        OutText.id > question.id,
        OutText.kind == Kind.REPLY,
        OutText.state.in_(ON_THE_PHONE),
        went_out <= at,
    )
    return db.session.scalar(query.limit(1)) is not None


CROSSING = timedelta(minutes=1)
"""An answer that comes so soon after a question of the school's own accord may have been written
to the one before it."""


def may_answer_the_last(question: OutText, at: datetime) -> bool:
    """Whether a number that came at this moment may have been meant for the question that was on
    this phone before: a talk was called off while they were writing."""
    went_out = question.sent_at or question.claimed_at or question.made_at
    if question.kind != Kind.CALLED_OFF or at > went_out + CROSSING:
        return False
    closed_by_it = OutText.answered_at.between(question.made_at, question.made_at + AN_ACT)
    query = select(OutText.id).where(
        OutText.parent_id == question.parent_id,
        OutText.id < question.id,
        OutText.question.is_not(None),
        OutText.state.in_(ON_THE_PHONE),
        closed_by_it,
    )
    return db.session.scalar(query.limit(1)) is not None


AN_ACT = timedelta(seconds=10)
"""Longer than an act takes: what was closed within it was closed for the text made in it."""


def open_again(parent_id: int, made_at: datetime) -> None:
    """The text made then did not go out or did not arrive: the question that it closed by asking
    anew is the one on the phone, and can still be answered. In an act."""
    last = (
        select(OutText.id)
        .where(
            OutText.parent_id == parent_id,
            OutText.question.is_not(None),
            OutText.state.in_(ON_THE_PHONE),
            OutText.answered_at.between(made_at, made_at + AN_ACT),
        )
        .order_by(OutText.id.desc())
        .limit(1)
    )
    open_now = select(OutText.id).where(
        OutText.parent_id == parent_id, OutText.question.is_not(None), OutText.answered_at.is_(None)
    )
    db.session.execute(
        update(OutText)
        .where(OutText.id.in_(last), ~open_now.exists())
        .values(answered_at=None)
        .execution_options(synchronize_session=False)
    )


def times_offered(parent_id: int, invitation_id: int, booking_id: int | None) -> set[int]:
    """The slots (ids) this parent was ever offered by number: for a first booking, or for the
    talk `booking_id` that is to move."""
    query = select(OutText.choices, OutText.ids).where(
        OutText.parent_id == parent_id,
        OutText.question.in_([Question.TIME, Question.NEW_TIME]),
    )
    return {
        choice
        for choices, ids in db.session.execute(query)
        if ids["invitation"] == invitation_id and ids.get("booking") == booking_id
        for choice in choices
        if isinstance(choice, int)
    }
