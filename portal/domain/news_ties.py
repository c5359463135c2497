"""Who may hear good news about a child, and how it reaches them. Only looks."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import contains_eager

from portal.db import db
from portal.domain.people import Child, Guardianship, OnRoll, Parent
from portal.domain.reaching import WhyNot, blocked_numbers, seen, why_not_text


class Way(StrEnum):
    """How good news about a child gets home."""

    TEXT = "by text"
    PAPER = "on paper"
    """Its parents may hear of it, and none gets a text: it is on their page, and printed."""
    NOBODY = "to nobody"


def hears() -> ColumnElement[bool]:
    """Whether a `Guardianship`, in a query that joins its `Parent` and `Child`, is of somebody who
    is to hear good news about the child, by text or on their page."""
    there = ~Guardianship.missing & ~Parent.missing & (Child.roll != OnRoll.LEFT)
    return Guardianship.gets_texts & seen() & there


def somebody_hears() -> ColumnElement[bool]:
    """Whether anybody is to hear good news about a `Child`: else its way is NOBODY."""
    tie = exists().where(
        Guardianship.child_id == Child.id, Parent.id == Guardianship.parent_id, hears()
    )
    return tie.correlate(Child)


def who_hears(
    child_ids: Collection[int], thanked_id: int | None = None
) -> dict[int, list[Guardianship]]:
    """By child: the ties of those who are to hear about it, by text or on their page; of one parent
    only, where one is named. A child whom nobody may hear about is not there."""
    query = (
        select(Guardianship)
        .join(Guardianship.parent)
        .join(Guardianship.child)
        .where(Guardianship.child_id.in_(child_ids), hears())
        .options(contains_eager(Guardianship.parent), contains_eager(Guardianship.child))
        .order_by(Guardianship.priority.nulls_last(), Guardianship.id)
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[Guardianship]] = {}
    for tie in db.session.scalars(query):
        if thanked_id in (None, tie.parent_id):
            found.setdefault(tie.child_id, []).append(tie)
    return found


def why_no_text(tie: Guardianship, blocked: set[str]) -> WhyNot | None:
    """Why this parent gets no text of good news about this child, or None if they do. `blocked`:
    the numbers from `blocked_numbers()`."""
    why_not = why_not_text(tie, blocked)
    if why_not is None and tie.parent.news_off_at:
        return WhyNot.NEWS_OFF
    return why_not


def ways(child_ids: Collection[int]) -> dict[int, Way]:
    """How good news about each of these children gets home."""
    theirs, blocked = who_hears(child_ids), blocked_numbers()
    found = {}
    for child_id in child_ids:
        ties = theirs.get(child_id, [])
        texts = any(why_no_text(tie, blocked) is None for tie in ties)
        found[child_id] = Way.TEXT if texts else Way.PAPER if ties else Way.NOBODY
    return found
