"""Whether a number is still a parent's: numbers are given away again by the carriers.

    trusted ── nothing from it or to it for 90 days, or nobody behind it for a year ──> asked
    asked   ── 1, another word of theirs, or their page opened ──> trusted
            ── 2, "wrong person", by text or page ──> wrong number (`contact.wrong_person`)
            ── 7 days without any of that ──> asked, and a task: the office rings or writes
    asked   ── the office says it is theirs, or saves a number ──> trusted

The check names nobody: it asks whether they have a child at this school. As long as it is open no
text goes to the number but a code or link somebody asked for there: `reaching` says NOT_SURE, and
they stand on the call lists. Whoever reads and never answers loses nothing: opening the link is
enough. A sign of life is a text from the number, a page opened, or a text that arrived there; a
number in use is not given away. After a gap, arriving proves nothing any more: it may arrive with
a stranger. A number to which nothing has gone yet is not asked about: the first text's page does.
"""

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select

from portal import clock
from portal.db import UtcDateTime, db, moment
from portal.domain import reaching, tell
from portal.domain.history import CLOCK, Deed, record
from portal.domain.inbox import InText
from portal.domain.outbox import Kind, OutText, TextState, in_the_day
from portal.domain.people import Child, Guardianship, NumberState, OnRoll, Parent, school
from portal.domain.questions import WORDS_NO, WORDS_YES, Asks, Question
from portal.domain.tasks import Task, TaskKind, ask_office
from portal.wording import safe_texts

UNSEEN = timedelta(days=90)
"""After about so long without use a carrier gives a number to somebody else."""
A_YEAR = timedelta(days=365)
PATIENCE = timedelta(days=7)
"""So long a text asks; then a person does."""
ANSWERABLE = timedelta(days=90)
A_FEW = 20
"""Checks made in one look, so that a whole school is not asked in one minute."""


def due(*whose: ColumnElement[bool]) -> list[int]:
    """The parents (ids) whose number must be asked about now, of these or of all. Nothing in quiet
    hours."""
    now = clock.now()
    if in_the_day(now) != now:
        return []
    query = _due()
    return list(db.session.scalars(query.where(*whose) if whose else query))


_NOT_LATELY = moment("not_lately", lambda: clock.now() - UNSEEN)
_A_YEAR_AGO = moment("a_year_ago", lambda: clock.now() - A_YEAR)


@cache
def _due() -> Select[int]:
    to_it = OutText.parent_id == Parent.id, OutText.to == Parent.number
    first = _when(func.min, OutText.sent_at, *to_it)
    arrived = _when(func.max, OutText.sent_at, *to_it, OutText.state == TextState.DELIVERED)
    wrote = _when(func.max, InText.came_at, InText.number == Parent.number)
    people = (Parent.number_seen_at, Parent.number_confirmed_at, wrote)
    signs = (*people, arrived)

    def none_since(then: ColumnElement[Any], *moments: Any) -> ColumnElement[bool]:
        return and_(*[or_(one.is_(None), one <= then) for one in moments])

    in_use_once = or_(*[sign.is_not(None) for sign in (*signs, first)])
    return (
        select(Parent.id)
        .where(
            Parent.number.is_not(None),
            Parent.number_state == NumberState.GOOD,
            Parent.number_asked_at.is_(None),
            Parent.opted_out_at.is_(None),
            Parent.ring_only_at.is_(None),
            ~Parent.missing,
            _hears_about_somebody(),
            ~reaching.number_is_blocked(),
            or_(
                and_(in_use_once, none_since(_NOT_LATELY, *signs, first)),
                and_(first <= _A_YEAR_AGO, none_since(_A_YEAR_AGO, *people)),
            ),
        )
        .order_by(Parent.id)
        .limit(A_FEW)
    )


def _when(which: Any, column: Any, *where: ColumnElement[bool]) -> ScalarSelect[Any]:
    """The first or last such moment of the `Parent` of a query."""
    query = select(which(column, type_=UtcDateTime())).where(*where)
    return query.correlate(Parent).scalar_subquery()


def _hears_about_somebody() -> ColumnElement[bool]:
    return exists().where(
        Guardianship.parent_id == Parent.id,
        Guardianship.gets_texts,
        ~Guardianship.no_contact,
        ~Guardianship.held,
        ~Guardianship.missing,
        Child.id == Guardianship.child_id,
        Child.roll == OnRoll.ON_ROLL,
    )


def ask(parent_id: int) -> bool:
    """Ask whether this number is still theirs, if that is due and a text may go there. In an act;
    whether it was asked."""
    query = select(Parent).where(Parent.id == parent_id).with_for_update()
    parent = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if not due(Parent.id == parent_id):
        return False
    now, short = clock.now(), school().short_name
    tell.tell_parent(
        Kind.NUMBER,
        parent,
        lambda own: safe_texts.is_this_you(own, school=short),
        asks=Asks(Question.NUMBER, [WORDS_YES, WORDS_NO], {}, now + ANSWERABLE),
        expires_at=now + PATIENCE,
    )
    parent.number_asked_at = now
    record(CLOCK, Deed.NUMBER_ASKED, parent_id=parent_id)
    return True


def silent() -> list[int]:
    """The parents (ids) who were asked a week ago or longer, and about whom nobody was told. Not
    those who may hear about nobody by now: nobody rings them."""
    told = exists().where(
        Task.kind == TaskKind.NUMBER_SILENT,
        Task.parent_id == Parent.id,
        Task.made_at >= Parent.number_asked_at,
    )
    too_long = Parent.number_asked_at <= clock.now() - PATIENCE
    query = select(Parent.id).where(too_long, ~told, _hears_about_somebody())
    return list(db.session.scalars(query.order_by(Parent.id)))


def tell_office(parent_id: int) -> bool:
    """No answer: a person finds out. In an act; whether there was still something to tell."""
    if parent_id not in silent():
        return False
    ask_office(TaskKind.NUMBER_SILENT, parent_id=parent_id)
    return True
