"""Who may hear good news about a child, and how it reaches them. Only looks."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.domain.people import Guardianship
from portal.domain.reaching import WhyNot, blocked_numbers, may_reach, why_not_text


class Way(StrEnum):
    """How good news about a child gets home."""

    TEXT = "by text"
    PAPER = "on paper"
    """Its parents may hear of it, and none gets a text: it is on their page, and printed."""
    NOBODY = "to nobody"


def who_hears(
    child_ids: Collection[int], thanked_id: int | None = None
) -> dict[int, list[Guardianship]]:
    """By child: the ties of those who are to hear about it, by text or on their page; of one parent
    only, where one is named. A child whom nobody may hear about is not there."""
    query = (
        select(Guardianship)
        .where(
            Guardianship.child_id.in_(child_ids),
            Guardianship.gets_texts,
            ~Guardianship.missing,
        )
        .options(joinedload(Guardianship.parent), joinedload(Guardianship.child))
        .order_by(Guardianship.priority.nulls_last(), Guardianship.id)
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[Guardianship]] = {}
    for tie in db.session.scalars(query):
        wanted = thanked_id in (None, tie.parent_id)
        if may_reach(tie) and not tie.parent.missing and wanted:
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
