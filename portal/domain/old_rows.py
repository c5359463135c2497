"""Which rows are old, and how they are forgotten: the parts of the rules in `keeping`.

Each part says which rows (ids) are from before a day and serve nobody any more, and forgets some of
them, in an act. What hangs on a row goes with it (`erasing`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, update

from portal import clock
from portal.db import Base, db
from portal.domain import erasing, leavers
from portal.domain.bookings import Booking
from portal.domain.callers import Caller
from portal.domain.changes_wanted import ChangeWish
from portal.domain.class_words import ColleagueWord
from portal.domain.contact import Code
from portal.domain.creche import CrechePlace, CrecheSession
from portal.domain.good_news import GoodNews
from portal.domain.help_requests import HelpRequest
from portal.domain.history import Event
from portal.domain.ideas_sent import IdeaSent
from portal.domain.inbox import OPEN, InText, Reading
from portal.domain.interpreters import Interpreter, InterpreterStay
from portal.domain.invitations import Invitation
from portal.domain.kept import HistoryLimit
from portal.domain.links import TextLink
from portal.domain.outbox import UNSETTLED, WAITS, WITH_WORDS, OutText
from portal.domain.people import Staff
from portal.domain.promised_help import HelpState, PromisedHelp
from portal.domain.records import Conversation
from portal.domain.rounds import Pick, Round, Slot
from portal.domain.tasks import Task
from portal.domain.wishes import WishOf
from portal.domain.worries import WorryTold


@dataclass(frozen=True)
class Part:
    """`due`: the rows (ids) from before this day; `forget` some of them."""

    due: Callable[[date], Select[int]]
    forget: Callable[[list[int], date], None]


def _rows_of(model: type[Base], due: Callable[[date], Select[int]]) -> Part:
    """These rows go, with all that hangs on them."""
    return Part(due, lambda ids, _: erasing.take_away(model, ids))


def _words_of(model: Any, due: Callable[[date], Select[int]], **blank: Any) -> Part:
    """These rows stay, without their words."""

    def forget(ids: list[int], _: date) -> None:
        statement = update(model).where(model.id.in_(ids)).values(**blank)
        db.session.execute(statement.execution_options(synchronize_session=False))

    return Part(due, forget)


def _begins(day: date) -> datetime:
    return clock.at(day, time(0))


# -- the crèche ----------------------------------------------------------------------------------


def _creche_answers(day: date) -> Select[int]:
    return (
        select(CrechePlace.id)
        .join(CrecheSession, CrecheSession.id == CrechePlace.session_id)
        .where(
            CrecheSession.day <= day,
            CrechePlace.health.is_not(None) | (CrechePlace.comfort != ""),
        )
    )


CRECHE_ANSWERS = (_words_of(CrechePlace, _creche_answers, health=None, comfort=""),)


# -- words in texts ------------------------------------------------------------------------------


def _sent_words(day: date) -> Select[int]:
    closed = or_(OutText.question.is_(None), OutText.answered_at.is_not(None))
    over = OutText.answer_by < clock.now()
    return select(OutText.id).where(
        WITH_WORDS,
        OutText.made_at < _begins(day),
        ~or_(WAITS, UNSETTLED),
        or_(closed, over),
    )


def _words_that_came(day: date) -> Select[int]:
    wanted = exists().where(ChangeWish.inbound_id == InText.id, ChangeWish.seen_to_at.is_(None))
    return select(InText.id).where(
        InText.body != "",
        InText.came_at < _begins(day),
        ~OPEN,
        InText.reading != Reading.BEING_TRANSLATED,
        ~wanted,
    )


TEXTS = (_words_of(OutText, _sent_words, body="", body_english=None, choices=None),)
MESSAGES = (_words_of(InText, _words_that_came, body="", in_english=None),)


# -- talks -----------------------------------------------------------------------------------------


def _held_before(day: date) -> ColumnElement[bool]:
    return and_(Slot.id == Booking.slot_id, Slot.starts_at < _begins(day))


def _invitations(day: date) -> Select[int]:
    later = exists().where(
        Booking.invitation_id == Invitation.id,
        Slot.id == Booking.slot_id,
        Slot.starts_at >= _begins(day),
    )
    recorded = exists().where(
        Booking.invitation_id == Invitation.id, Conversation.booking_id == Booking.id
    )
    return (
        select(Invitation.id)
        .join(Round, Round.id == Invitation.round_id)
        .where(Round.closes_on < day, ~later, ~recorded)
    )


def _notes(day: date) -> Select[int]:
    said = or_(
        Booking.note != "",
        Booking.interpreter != "",
        Booking.lift,
        Booking.step_free,
        Booking.ring_me,
        Booking.phone_instead,
        Booking.with_me,
    )
    return select(Booking.id).where(said, exists().where(_held_before(day)))


def _requests(day: date) -> Select[int]:
    return (
        select(HelpRequest.id)
        .join(Booking, Booking.id == HelpRequest.booking_id)
        .where(exists().where(_held_before(day)))
    )


def _stays(day: date) -> Select[int]:
    return select(InterpreterStay.id).where(InterpreterStay.day < day)


def _interpreters(day: date) -> Select[int]:
    """Those who do not come any more."""
    return select(Interpreter.id).where(Interpreter.gone_at < _begins(day))


def _little_ones(day: date) -> Select[int]:
    return (
        select(CrechePlace.id)
        .join(CrecheSession, CrecheSession.id == CrechePlace.session_id)
        .where(CrecheSession.day < day)
    )


def _wishes(day: date) -> Select[int]:
    return (
        select(WishOf.id)
        .join(Booking, Booking.id == WishOf.booking_id)
        .where(exists().where(_held_before(day)))
    )


def _colleagues_words(day: date) -> Select[int]:
    return select(ColleagueWord.id).where(ColleagueWord.at < _begins(day))


def _picks(day: date) -> Select[int]:
    return select(Pick.id).where(Pick.at < _begins(day))


def _help(day: date) -> Select[int]:
    over = PromisedHelp.state != HelpState.ASKED
    return select(PromisedHelp.id).where(over, PromisedHelp.closed_at < _begins(day))


def _tasks(day: date) -> Select[int]:
    return select(Task.id).where(Task.done_at < _begins(day))


NOTHING_SAID = {
    "note": "",
    "interpreter": "",
    "lift": False,
    "step_free": False,
    "ring_me": False,
    "phone_instead": False,
    "with_me": False,
}
TALKS = (
    _rows_of(HelpRequest, _requests),
    _rows_of(InterpreterStay, _stays),
    _rows_of(Interpreter, _interpreters),
    _rows_of(Invitation, _invitations),
    _words_of(Booking, _notes, **NOTHING_SAID),
    _rows_of(CrechePlace, _little_ones),
    _rows_of(WishOf, _wishes),
    _rows_of(ColleagueWord, _colleagues_words),
    _rows_of(Pick, _picks),
    _rows_of(PromisedHelp, _help),
    _rows_of(Task, _tasks),
)


# -- good news -------------------------------------------------------------------------------------


def _news(day: date) -> Select[int]:
    return select(GoodNews.id).where(GoodNews.day < day)


def _ideas(day: date) -> Select[int]:
    return select(IdeaSent.id).where(IdeaSent.day < day)


def _worries(day: date) -> Select[int]:
    return select(WorryTold.id).where(WorryTold.at < _begins(day))


NEWS = (_rows_of(GoodNews, _news), _rows_of(IdeaSent, _ideas), _rows_of(WorryTold, _worries))


# -- links -----------------------------------------------------------------------------------------


def _dead_links(day: date) -> Select[int]:
    """Not the last one of a parent, though it be dead: the next counts on from it, and a link that
    was ended must never open again."""
    newer = TextLink.__table__.alias()
    counted_on = exists().where(
        newer.c.parent_id == TextLink.parent_id, newer.c.generation > TextLink.generation
    )
    return select(TextLink.id).where(TextLink.dead_at < _begins(day), counted_on)


def _codes(day: date) -> Select[int]:
    return select(Code.id).where(Code.made_at < _begins(day))


def _staff_links(day: date) -> Select[int]:
    return select(Staff.id).where(Staff.invite_hash.is_not(None), Staff.invite_until < _begins(day))


def _callers(day: date) -> Select[int]:
    return select(Caller.id).where(Caller.begun_at < _begins(day))


LINKS = (
    _rows_of(Caller, _callers),
    _rows_of(TextLink, _dead_links),
    _rows_of(Code, _codes),
    _words_of(Staff, _staff_links, invite_hash=None, invite_until=None),
)


# -- people who left -------------------------------------------------------------------------------


def _each(erase: Callable[[int], None]) -> Callable[[list[int], date], None]:
    def forget(ids: list[int], _: date) -> None:
        for one in ids:
            erase(one)

    return forget


LEAVERS = (
    Part(leavers.children, _each(erasing.child)),
    Part(leavers.parents, _each(erasing.parent)),
)


# -- history ---------------------------------------------------------------------------------------


def _history(day: date) -> Select[int]:
    return select(Event.id).where(Event.at < _begins(day))


def _let_history_go(ids: list[int], day: date) -> None:
    """The database lets no line of history go but those from before the limit: so it is set
    first."""
    limit = db.session.get(HistoryLimit, 1) or HistoryLimit(id=1)
    limit.before = _begins(day)
    db.session.add(limit)
    db.session.flush()
    db.session.execute(delete(Event).where(Event.id.in_(ids)))


HISTORY = (Part(_history, _let_history_go),)


def count(part: Part, day: date) -> int:
    """How many rows of this part are due."""
    return db.session.scalar(select(func.count()).select_from(part.due(day).subquery())) or 0
