"""Talking by text with one parent: what they wrote, what the school wrote, and a person's reply.

What the portal makes of a text is in `sms.understand`; how texts are kept is in `inbox` and
`outbox`. What a parent writes who may hear about no child goes to the safeguarding lead alone.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, update

from portal import clock
from portal.db import db
from portal.domain import inbox, no_contact, people
from portal.domain.history import By, Deed, record
from portal.domain.inbox import InState, InText
from portal.domain.outbox import Kind, OutText, Urgency, queue
from portal.domain.people import Guardianship, Parent
from portal.languages import language
from portal.wording.refusals import Reason, Refused
from portal.wording.segments import clean

A_PAGE = 100
"""Threads on one page."""
LATEST = 300
"""Texts shown of one thread, each way."""
LONGEST = 600
"""Characters of a reply: four segments in English."""


@dataclass(frozen=True)
class Thread:
    """One line of the inbox: the last text of a parent, or of a number we do not know."""

    parent_id: int | None
    name: str | None
    text_id: int
    number: str
    body: str
    came_at: datetime
    waiting: int
    """How many of their texts wait for a person."""


def _for_safeguarding() -> ColumnElement[bool]:
    return exists().where(Parent.id == InText.parent_id, no_contact.nothing_else())


def threads(*, safeguarding: bool, page: int = 1) -> tuple[list[Thread], bool]:
    """One page of threads and whether there are more; those that wait for a person first.

    `safeguarding`: those of parents who may hear about no child, instead of all others.
    """
    unknown = case((InText.parent_id.is_(None), InText.number))
    waiting = func.count().filter(InText.state == InState.FOR_A_PERSON)
    latest = (
        select(
            InText.parent_id.label("parent_id"),
            func.max(InText.id).label("text_id"),
            waiting.label("waiting"),
        )
        .where(_for_safeguarding() if safeguarding else ~_for_safeguarding())
        .group_by(InText.parent_id, unknown)
        .subquery()
    )
    rows = db.session.execute(
        select(
            latest.c.parent_id,
            func.trim(Parent.first_name + " " + Parent.last_name),
            InText.id,
            InText.number,
            InText.body,
            InText.came_at,
            latest.c.waiting,
        )
        .select_from(latest)
        .join(InText, InText.id == latest.c.text_id)
        .outerjoin(Parent, Parent.id == latest.c.parent_id)
        .order_by(latest.c.waiting == 0, InText.id.desc())
        .limit(A_PAGE + 1)
        .offset((max(page, 1) - 1) * A_PAGE)
    ).all()
    return [Thread(*row) for row in rows[:A_PAGE]], len(rows) > A_PAGE


def waiting(*, safeguarding: bool) -> int:
    """How many texts wait for a person."""
    query = select(func.count(InText.id)).where(
        InText.state == InState.FOR_A_PERSON,
        _for_safeguarding() if safeguarding else ~_for_safeguarding(),
    )
    return db.session.scalar(query) or 0


def with_parent(parent_id: int) -> list[InText | OutText]:
    """Both sides of one thread in order of time. Texts about a child this parent must not hear
    about are left out."""
    came = _latest_in(InText.parent_id == parent_id)
    kept = select(Guardianship.child_id).where(
        Guardianship.parent_id == parent_id, or_(Guardianship.no_contact, Guardianship.held)
    )
    went = select(OutText).where(
        OutText.parent_id == parent_id,
        or_(OutText.child_id.is_(None), OutText.child_id.not_in(kept)),
    )
    sent = db.session.scalars(went.order_by(OutText.id.desc()).limit(LATEST))
    return sorted([*came, *sent], key=_when)


def with_number(number: str) -> list[InText | OutText]:
    """What came from a number that no parent of ours has."""
    return sorted(_latest_in(_from_stranger(number)), key=_when)


def _from_stranger(number: str) -> ColumnElement[bool]:
    return and_(InText.parent_id.is_(None), InText.number == number)


def _latest_in(where: ColumnElement[bool]) -> list[InText]:
    query = select(InText).where(where).order_by(InText.id.desc()).limit(LATEST)
    return list(db.session.scalars(query))


def _when(text: InText | OutText) -> tuple[datetime, int]:
    """What came stands before what was answered in the same moment."""
    return (text.came_at, 0) if isinstance(text, InText) else (text.made_at, 1)


def number_of(text_id: int) -> str | None:
    """The number this text came from, if no parent of ours has it."""
    query = select(InText.number).where(InText.id == text_id, InText.parent_id.is_(None))
    return db.session.scalar(query)


def reply(parent_id: int, words: str, tag: str, by: By, *, up_to: int, key: str) -> None:
    """Answer a parent in a person's own words, written in the language `tag`, and mark what they
    wrote done, up to the text with the id `up_to`. Sent twice with the same `key`, it is one
    text.

    Refuses NO_TEXTS where this number may not be texted, NO_CONTACT where the parent may hear
    about no child, NOTHING_WRITTEN for an empty reply.
    """
    parent = db.session.get_one(Parent, parent_id)
    said = clean(words).strip()[:LONGEST]
    if not said:
        raise Refused(Reason.NOTHING_WRITTEN)
    if people.why_not_anything(parent_id):
        raise Refused(Reason.NO_CONTACT)
    if parent.number is None or why_no_reply(parent):
        raise Refused(Reason.NO_TEXTS)
    queue(
        kind=Kind.REPLY,
        to=parent.number,
        language=language(tag).tag,
        body=said,
        parent_id=parent_id,
        urgency=Urgency.AT_ONCE,
        answers_them=_waits(parent_id),
        key=f"reply:{key}",
    )
    inbox.done(parent_id, by, up_to=up_to)


def why_no_reply(parent: Parent) -> people.WhyNot | None:
    """Why this parent's number may not be texted; None if it may."""
    blocked = people.blocked_numbers(parent.number) if parent.number else set()
    return people.why_not_number(parent, blocked)


def _waits(parent_id: int) -> bool:
    """Whether this parent waits for an answer, so that quiet hours do not hold it back."""
    query = select(InText.id).where(
        InText.parent_id == parent_id, InText.state == InState.FOR_A_PERSON
    )
    return db.session.scalar(query.limit(1)) is not None


def done_with_number(number: str, by: By, *, up_to: int) -> None:
    """A person has seen to what came from a number no parent of ours has, up to this text."""
    db.session.execute(
        update(InText)
        .where(_from_stranger(number), InText.state == InState.FOR_A_PERSON, InText.id <= up_to)
        .values(state=InState.DONE, done_at=clock.now(), done_by_id=by.staff_id)
    )
    record(by, Deed.REPLIED)
