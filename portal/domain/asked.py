"""Which question is open on a parent's phone, and which one a number was written in answer to.

What can be asked is in `questions`; a question stands on its text, in the `outbox`.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from portal import clock
from portal.db import db
from portal.domain.outbox import ON_THE_PHONE, OutText, TextState
from portal.domain.questions import IN_PASSING, Question

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
        OutText.answer_by > clock.now(),
        OutText.state.not_in([TextState.CANCELLED, TextState.SKIPPED, TextState.EXPIRED]),
    )


def keeps_others_waiting() -> tuple[ColumnElement[bool], ...]:
    """What makes a text's question one that no invitation may replace yet: what was asked along
    the way makes room after a while, whether answered or not."""
    lately = OutText.made_at > clock.now() - ALONG_THE_WAY
    return (*still_open(), or_(OutText.question.not_in(IN_PASSING), lately))


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
