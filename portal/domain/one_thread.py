"""One thread from beginning to end: what they wrote, what the portal made of it and did, what the
school wrote, and what colleagues noted about calls.

Only looks. What a person does in a thread is in `replies`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select

from portal.db import db
from portal.domain import guarding, story, wishes
from portal.domain.guarding import Whose
from portal.domain.history import Deed, Face
from portal.domain.inbox import InState, InText, Reading, for_the_teacher_alone
from portal.domain.outbox import OutText
from portal.domain.people import Child, Guardianship, Staff
from portal.domain.story import Happening
from portal.domain.wishes import ForTalk

LATEST = 300
"""Texts shown of one thread, each way."""
NOTES = (Deed.CALL_NOTED, Deed.WORDS_DONE, Deed.THREAD_PASSED, Deed.THREAD_RETURNED)
"""What a colleague did that stands in the thread as a line of its own."""


@dataclass
class Came:
    """What they wrote. `deeds`: what it led to; `for_talks`: the talks for which it says what they
    would like to talk about; the names are of colleagues, or empty."""

    text: InText
    with_name: str
    read_by: str
    child: str
    for_talks: list[ForTalk]
    deeds: list[Happening] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        return self.text.came_at

    @property
    def waits(self) -> bool:
        return self.text.state == InState.FOR_A_PERSON

    @property
    def unread(self) -> bool:
        return self.waits and self.text.reading != Reading.READ


@dataclass
class Went:
    """What the school wrote; `by`: the colleague who did, or empty for the portal."""

    text: OutText
    by: str

    @property
    def at(self) -> datetime:
        return self.text.made_at


@dataclass
class Noted:
    """What a colleague did."""

    happening: Happening

    @property
    def at(self) -> datetime:
        return self.happening.at


@dataclass
class OneThread:
    """`items` in order of time; `seen` and `after`: the last of their messages and the last line of
    history on the page, so that it can be told later what is new."""

    items: list[Came | Went | Noted]
    seen: int
    after: int

    @property
    def came(self) -> list[Came]:
        return [one for one in self.items if isinstance(one, Came)]

    @property
    def waiting(self) -> list[Came]:
        return [one for one in self.came if one.waits]

    @property
    def unread(self) -> list[Came]:
        return [one for one in self.waiting if one.unread]

    @property
    def with_(self) -> tuple[int, str] | None:
        """The colleague (id and name) who has taken what waits."""
        taken = [one for one in self.waiting if one.text.with_id]
        return (taken[-1].text.with_id or 0, taken[-1].with_name) if taken else None

    @property
    def translating(self) -> bool:
        return any(one.text.reading == Reading.BEING_TRANSLATED for one in self.waiting)


def of(whose: Whose, *, safeguarding: bool) -> OneThread:
    """This thread. What was texted about a child of whom this parent must hear nothing is left out,
    and what they wrote about it, unless a safeguarding lead reads it."""
    texts = select(InText).where(whose.wrote(), ~for_the_teacher_alone())
    if not safeguarding:
        texts = texts.where(~guarding.words())
    texts = texts.order_by(InText.id.desc()).limit(LATEST)
    came = list(reversed(db.session.scalars(texts).all()))
    went = _went(whose.parent_id) if whose.parent_id is not None else []
    happened = story.of_thread(whose.parent_id, [one.id for one in came])
    names = _names(staff_id for one in came for staff_id in (one.with_id, one.read_by_id))
    children = _children(one.child_id for one in came)
    wished = wishes.talks_of_words([one.id for one in came])
    items: list[Came | Went | Noted] = [
        Came(
            one,
            names.get(one.with_id or 0, ""),
            names.get(one.read_by_id or 0, ""),
            children.get(one.child_id or 0, ""),
            wished.get(one.id, []),
        )
        for one in came
    ]
    _tell_what_it_led_to([one for one in items if isinstance(one, Came)], happened)
    authors = {one.text_id: one.who for one in happened if one.deed == Deed.REPLIED}
    items += [Went(one, authors.get(one.id, "")) for one in went]
    items += [Noted(one) for one in happened if one.deed in NOTES or one.note]
    return OneThread(
        sorted(items, key=_when),
        seen=max((one.id for one in came), default=0),
        after=max((one.id for one in happened), default=0),
    )


def number_of(text_id: int) -> str | None:
    """The number this text came from, if no parent of ours has it."""
    query = select(InText.number).where(InText.id == text_id, InText.parent_id.is_(None))
    return db.session.scalar(query)


def holds(whose: Whose, text_id: int) -> bool:
    """Whether this message is one of this thread."""
    query = select(InText.id).where(InText.id == text_id, whose.wrote())
    return db.session.scalar(query) is not None


def _went(parent_id: int) -> list[OutText]:
    kept = select(Guardianship.child_id).where(
        Guardianship.parent_id == parent_id, or_(Guardianship.no_contact, Guardianship.held)
    )
    query = (
        select(OutText)
        .where(
            OutText.parent_id == parent_id,
            or_(OutText.child_id.is_(None), OutText.child_id.not_in(kept)),
        )
        .order_by(OutText.id.desc())
        .limit(LATEST)
    )
    return list(reversed(db.session.scalars(query).all()))


def _names(staff_ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {one for one in staff_ids if one}
    return {
        staff_id: name
        for staff_id, name in db.session.execute(
            select(Staff.id, Staff.name).where(Staff.id.in_(wanted))
        )
    }


def _children(child_ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {one for one in child_ids if one}
    return {
        child_id: name
        for child_id, name in db.session.execute(
            select(Child.id, Child.first_name).where(Child.id.in_(wanted))
        )
    }


def _tell_what_it_led_to(came: list[Came], happened: list[Happening]) -> None:
    """What a parent did by text, with the text that did it: the last one understood before. What
    they would like to talk about says for itself which talk it is for."""
    understood = [one for one in came if one.text.state == InState.UNDERSTOOD]
    for deed in happened:
        if deed.face == Face.TEXT and deed.deed != Deed.WISHED:
            before = [one for one in understood if one.at <= deed.at]
            if before:
                before[-1].deeds.append(deed)


def _when(item: Came | Went | Noted) -> tuple[datetime, int, int]:
    """What came stands before what was answered in the same moment."""
    match item:
        case Came():
            return item.at, 0, item.text.id
        case Went():
            return item.at, 1, item.text.id
        case Noted():
            return item.at, 2, item.happening.id
