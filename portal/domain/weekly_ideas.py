"""A five-minute idea each week, to parents who want one: by the child's age, and on a target if
there is one. What was sent is in `ideas_sent`.

On the afternoon of a school day, Monday to Thursday: the first that leaves a week between it and
other good news or ideas, and on which the school writes nothing else to the parent. If there is
none, there is no idea that week. The children of a parent take turns.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import UtcDateTime, db, insert_once
from portal.domain import plan_ties, school_days, tell
from portal.domain.asked import may_ask, still_open
from portal.domain.bookings import Booking, BookingState
from portal.domain.history import By, Deed, record
from portal.domain.ideas_sent import IdeaSent, next_for, week_of
from portal.domain.outbox import ON_THE_PHONE, Kind, OutText, TextState, call_back
from portal.domain.people import Child, Guardianship, Parent, lock_child
from portal.domain.questions import WORDS_DID, Asks, Question
from portal.domain.reminders import days_before
from portal.domain.rounds import Slot
from portal.domain.school import school
from portal.wording import ideas, news_texts

AFTER_OTHERS = timedelta(minutes=30)
"""So long after the other texts of the afternoon begin: by then they are there to be seen."""
FRIDAY = 4
APART = timedelta(days=6)
"""So near to other good news, or another idea, there is none: about one a week to a family."""
PATIENCE = timedelta(days=7)
"""So long a yes, or "1", says that they did it."""
FAR = 120
"""Days ahead to look for the next time: past the longest holidays."""


# -- choosing it -----------------------------------------------------------------------------------


def start(parent_id: int, by: By) -> None:
    """They want an idea each week."""
    parent = db.session.get_one(Parent, parent_id)
    if parent.ideas_on_at is None:
        parent.ideas_on_at = clock.now()
        record(by, Deed.IDEAS_STARTED, parent_id=parent_id)


def stop(parent_id: int, by: By) -> None:
    """No more ideas. Nothing else stops."""
    parent = db.session.get_one(Parent, parent_id)
    if parent.ideas_on_at is not None:
        parent.ideas_on_at = None
        record(by, Deed.IDEAS_STOPPED, parent_id=parent_id)
    call_back(OutText.parent_id == parent_id, OutText.kind == Kind.IDEA, why="wants no ideas")


# -- sending it ------------------------------------------------------------------------------------


def due(*parent_ids: int) -> list[int]:
    """The parents (ids) to send the week's idea now; of these, or of all."""
    now, today = clock.now(), clock.today()
    if not _is_day(today) or not _begins(today) <= now < clock.at(today, school().news_ends):
        return []
    query = (
        select(Parent.id)
        .distinct()
        .join(Guardianship, Guardianship.parent_id == Parent.id)
        .join(Child, Child.id == Guardianship.child_id)
        .where(
            _wants_one(),
            ~exists().where(IdeaSent.parent_id == Parent.id, IdeaSent.week == week_of(today)),
            ~exists().where(OutText.parent_id == Parent.id, *still_open()),
            ~_is_written_to(today),
        )
        .order_by(Parent.id)
    )
    if parent_ids:
        query = query.where(Parent.id.in_(parent_ids))
    return list(db.session.scalars(query))


def _begins(day: date) -> datetime:
    return clock.at(day, school().news_begins) + AFTER_OTHERS


def _is_day(day: date) -> bool:
    return day.weekday() < FRIDAY and school_days.is_term_day(day, school_days.closures())


def _wants_one() -> ColumnElement[bool]:
    return and_(Parent.ideas_on_at.is_not(None), plan_ties.may_be_texted())


def _is_written_to(day: date) -> ColumnElement[bool]:
    """Whether the school has written, or will write, anything of its own accord to a `Parent` on
    this day, or good news or an idea within a week of it."""

    def between(first: date, last: date) -> ColumnElement[bool]:
        begins, ends = (clock.at(one, time()) for one in (first, last + timedelta(days=1)))
        return and_(goes_out >= begins, goes_out < ends)

    goes_out = func.coalesce(OutText.sent_at, OutText.claimed_at, OutText.due_at, type_=UtcDateTime)
    waits = and_(OutText.state == TextState.QUEUED, OutText.due_at < clock.now())
    news = OutText.kind.in_([Kind.GOOD_NEWS, Kind.IDEA])
    text = exists().where(
        OutText.parent_id == Parent.id,
        ~OutText.any_hour,
        OutText.state.in_([TextState.QUEUED, *ON_THE_PHONE]),
        or_(between(day, day), waits, and_(news, between(day - APART, day + APART))),
    )
    reminded_of = [day, *(day + timedelta(days=before) for before in days_before())]
    talk = exists().where(
        Booking.parent_id == Parent.id,
        Booking.state == BookingState.BOOKED,
        Slot.id == Booking.slot_id,
        Slot.day.in_(reminded_of),
    )
    return or_(text, talk)


def send(parent_id: int) -> bool:
    """Send this parent the week's idea, if it is still due. In an act; whether a text was made."""
    for child_id in sorted(one.child_id for one in _ties(parent_id)):
        lock_child(child_id)  # so that no good news is sent meanwhile
    if not due(parent_id) or not may_ask(parent_id, Question.IDEA):
        return False
    tie = _whose_turn(parent_id)
    if tie is None:
        return False
    today, child = clock.today(), tie.child
    chosen = next_for(child, [parent_id])
    row = {
        "parent_id": parent_id,
        "child_id": child.id,
        "key": chosen.key,
        "week": week_of(today),
        "day": today,
    }
    idea_id = insert_once(IdeaSent, [IdeaSent.parent_id, IdeaSent.week], row)
    if idea_id is None:
        return False
    name = child.first_name
    text_id = tell.tell_parent(
        Kind.IDEA,
        tie.parent,
        lambda own: news_texts.idea(own, child=name, words=ideas.say(chosen, own)),
        child_id=child.id,
        asks=Asks(Question.IDEA, [WORDS_DID], {"idea": idea_id}, clock.now() + PATIENCE),
        expires_at=clock.at(today, school().news_ends),
    )
    db.session.get_one(IdeaSent, idea_id).text_id = text_id
    return text_id is not None


def _ties(parent_id: int) -> list[Guardianship]:
    query = (
        select(Guardianship)
        .where(Guardianship.parent_id == parent_id)
        .options(joinedload(Guardianship.parent), joinedload(Guardianship.child))
        .order_by(Guardianship.child_id)
    )
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _whose_turn(parent_id: int) -> Guardianship | None:
    """The tie to the child who has waited longest, of those about whom they may be texted."""
    rows = db.session.execute(
        select(IdeaSent.child_id, func.max(IdeaSent.day))
        .where(IdeaSent.parent_id == parent_id)
        .group_by(IdeaSent.child_id)
    )
    last = {child_id: day for child_id, day in rows}
    may_be = [one for one in _ties(parent_id) if not tell.why_not(parent_id, one.child_id)]
    return min(may_be, key=lambda one: last.get(one.child_id, date.min), default=None)


def next_time(parent_ids: Collection[int] = ()) -> datetime | None:
    """When the next of these parents, or of all, will get an idea, as far as can be seen now;
    nothing that is due already."""
    query = (
        select(Parent.id, func.max(IdeaSent.day))
        .join(Guardianship, Guardianship.parent_id == Parent.id)
        .join(Child, Child.id == Guardianship.child_id)
        .outerjoin(IdeaSent, IdeaSent.parent_id == Parent.id)
        .where(_wants_one())
        .group_by(Parent.id)
    )
    if parent_ids:
        query = query.where(Parent.id.in_(parent_ids))
    lasts = [last for _, last in db.session.execute(query)]
    if not lasts:
        return None
    closed, today = school_days.closures(), clock.today()
    soonest = min((last + APART + timedelta(days=1) if last else today) for last in lasts)
    for days in range(FAR):
        day = max(soonest, today) + timedelta(days=days)
        open_then = day.weekday() < FRIDAY and school_days.is_term_day(day, closed)
        if open_then and _begins(day) > clock.now():
            return _begins(day)
    return None


# -- doing it --------------------------------------------------------------------------------------


def did(parent_id: int, idea_id: int, by: By) -> bool:
    """They did this idea (the id of an `IdeaSent` of theirs). Twice is once; whether it was new."""
    query = select(IdeaSent).filter_by(id=idea_id, parent_id=parent_id).with_for_update()
    sent = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if sent.done_at:
        return False
    sent.done_at = clock.now()
    record(by, Deed.IDEA_DONE, parent_id=parent_id, child_id=sent.child_id, idea=sent.key)
    return True
