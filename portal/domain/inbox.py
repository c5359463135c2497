"""What parents wrote. Stored once, as it came; texts are answered by the worker; what was not
understood, and all words typed on a page, wait here for a person.

What a person then does with them is in `replies`, the list of them all in `threads`.
"""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    and_,
    exists,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from portal import clock
from portal.db import Base, db, insert_once
from portal.domain.history import named
from portal.domain.people import Parent

IMPATIENT = timedelta(seconds=10)
"""Within this time nobody gets a new list, reads it and chooses the same number from it."""
ASKED_LONG_AGO = timedelta(hours=1)
SENT_TWICE = timedelta(minutes=10)
"""The same words within this time are likely the same text, sent again out of impatience."""
WISH = "wish"
"""What stands in `understood_as` of what a parent would like to talk about in a booked talk. If a
person must look at it at all, it is to put it into English: it needs no answer."""

CHANGE = "change"
"""The same of a change that they want in what is agreed: as soon as it is in English it is for the
key teacher alone, who reads it without a name."""
NEWS = "good news"
"""The same of what they write about good news: whoever signed it reads it at once, as it is."""
NEEDS_NO_ANSWER = (WISH, CHANGE, NEWS)


class InState(StrEnum):
    """new -> understood (answered by the portal)
    new -> asked again (not understood, and the question was put again)
               -> understood (the next answer was) | for a person (it was not, or none came)
    new -> for a person -> done (answered, or nothing to answer)
    """

    NEW = "new"
    UNDERSTOOD = "understood"
    ASKED_AGAIN = "asked again"
    FOR_A_PERSON = "for a person"
    DONE = "done"


STILL_OPEN = (InState.NEW, InState.ASKED_AGAIN, InState.FOR_A_PERSON)
"""Not settled yet."""


class CameBy(StrEnum):
    """Where a parent's words were written."""

    TEXT = "text"
    PAGE = "page"


class Reading(StrEnum):
    """What a person has made of a parent's words: not read -> being translated -> read."""

    NOT_READ = "not read"
    BEING_TRANSLATED = "being translated"
    READ = "read"


class InText(Base):
    """What a parent wrote: one text from one number, or words on their page.

    All free words stand here, so that they wait in one queue: `state` says whether they still
    need an answer, `reading` whether somebody has read them, and `with_id` who has taken them.
    """

    __tablename__ = "inbound"

    id: Mapped[int] = mapped_column(primary_key=True)
    carrier_id: Mapped[str] = mapped_column(String(60), unique=True)
    number: Mapped[str] = mapped_column(String(30), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("parent.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    pictures: Mapped[int] = mapped_column(default=0)
    came_at: Mapped[datetime]
    state: Mapped[InState] = mapped_column(named(InState), default=InState.NEW)
    understood_as: Mapped[str | None] = mapped_column(String(40))
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    came_by: Mapped[CameBy] = mapped_column(named(CameBy), default=CameBy.TEXT)
    question_id: Mapped[int | None]
    """The text (id) whose question this was read as an answer to."""
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"))
    """The child it is about, where the parent said so."""
    news_id: Mapped[int | None] = mapped_column(ForeignKey("good_news.id"), index=True)
    """The good news that it answers."""
    reading: Mapped[Reading] = mapped_column(named(Reading), default=Reading.NOT_READ)
    with_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    in_english: Mapped[str | None] = mapped_column(Text)
    """A person's translation."""
    read_at: Mapped[datetime | None]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


OPEN = InText.state.in_([literal_column(f"'{state.value}'") for state in STILL_OPEN])


def for_the_teacher_alone() -> ColumnElement[bool]:
    """Whether a message stands in no thread: no page says who asked for a change."""
    return and_(InText.understood_as.is_not_distinct_from(CHANGE), ~OPEN)


Index("inbound_open", InText.came_at, sqlite_where=OPEN, postgresql_where=OPEN)


class GuardedThread(Base):
    """A thread that was passed to the safeguarding lead: nobody else finds it. Of a parent, or of
    a number that no parent has."""

    __tablename__ = "guarded_thread"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("parent.id"), unique=True)
    number: Mapped[str | None] = mapped_column(String(30), unique=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


def take_in(
    *, carrier_id: str, number: str, body: str, pictures: int, came_at: datetime | None = None
) -> bool:
    """Store a text once, whatever it says; it came now, or at `came_at`. False if this one is here
    already. In an act."""
    row = {
        "carrier_id": carrier_id,
        "number": number,
        "body": _as_kept(body),
        "pictures": pictures,
        "came_at": came_at or clock.now(),
        "state": InState.NEW,
    }
    return insert_once(InText, [InText.carrier_id], row) is not None


def write_down(
    parent_id: int,
    words: str,
    came_by: CameBy = CameBy.PAGE,
    child_id: int | None = None,
    *,
    for_talk: int | None = None,
    for_news: int | None = None,
) -> int:
    """Keep what a parent typed, on their page or to somebody who wrote it down for them: it waits
    for a person. Returns the row's id. In an act.

    The same words, as long as nobody has seen to them, are one message: a form sent twice. What is
    written `for_talk` (a booking) or `for_news` (good news) is none of the others.
    """
    said = _as_kept(words)
    whose = (InText.parent_id == parent_id, InText.child_id.is_not_distinct_from(child_id))
    before = select(func.count(InText.id)).where(*whose, InText.body == said)
    settled = db.session.scalar(before.where(InText.state == InState.DONE))
    fingerprint = repr((parent_id, child_id, said, settled, for_talk, for_news)).encode()
    carrier_id = f"page:{hashlib.sha256(fingerprint).hexdigest()[:50]}"
    insert_once(
        InText,
        [InText.carrier_id],
        {
            "carrier_id": carrier_id,
            "number": db.session.get_one(Parent, parent_id).number or "",
            "parent_id": parent_id,
            "child_id": child_id,
            "body": said,
            "pictures": 0,
            "came_at": clock.now(),
            "came_by": came_by,
            "state": InState.FOR_A_PERSON,
            "reading": Reading.NOT_READ,
        },
    )
    return db.session.scalars(select(InText.id).where(InText.carrier_id == carrier_id)).one()


def _as_kept(words: str) -> str:
    """PostgreSQL keeps no null characters, and neither it nor UTF-8 half an emoji."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode()[:2000]


def unread() -> list[int]:
    """Texts nobody has looked at yet, oldest first."""
    query = select(InText.id).where(InText.state == InState.NEW).order_by(InText.id).limit(100)
    return list(db.session.scalars(query))


def claim(text_id: int) -> InText | None:
    """The text, locked, if it is still to be answered and the turn of its phone: an earlier text
    from there comes first. In the act that answers it."""
    earlier = aliased(InText)
    return db.session.scalar(
        select(InText)
        .where(
            InText.id == text_id,
            InText.state == InState.NEW,
            ~exists().where(
                earlier.number == InText.number,
                earlier.state == InState.NEW,
                earlier.id < InText.id,
            ),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def understood(text: InText, as_: str, *, settles: bool = False) -> None:
    """The portal has answered this text, or it needs no answer. `settles`: it answers the question
    that was put again after an earlier one, which needs no person any more."""
    text.state, text.understood_as = InState.UNDERSTOOD, as_[:40]
    if settles:
        _end_asked_again(text, InState.UNDERSTOOD)


def keep_to_ourselves(text: InText, as_: str) -> None:
    """Like `understood`, of an answer that nobody is to read: its words are not kept."""
    text.body = ""
    understood(text, as_, settles=True)


def for_a_person(text: InText, as_: str | None = None) -> None:
    """A person must read this text, whatever the portal made of it, and with it what was asked
    again before."""
    text.state, text.understood_as = InState.FOR_A_PERSON, as_
    _end_asked_again(text, InState.FOR_A_PERSON)


def asked_again(text: InText) -> None:
    """Not understood, and the question was put once more."""
    text.state = InState.ASKED_AGAIN


def _end_asked_again(text: InText, state: InState) -> None:
    db.session.execute(
        update(InText)
        .where(
            InText.number == text.number,
            InText.state == InState.ASKED_AGAIN,
            InText.id < text.id,
        )
        .values(state=state)
    )


def unanswered() -> list[int]:
    """Texts (ids) after which a question was put again an hour ago or longer, and nothing came."""
    query = select(InText.id).where(
        InText.state == InState.ASKED_AGAIN, InText.came_at <= clock.now() - ASKED_LONG_AGO
    )
    return list(db.session.scalars(query.order_by(InText.id)))


def claim_unanswered(text_id: int) -> InText | None:
    """The text, locked, if it still waits for an answer to the question that was put again."""
    return db.session.scalar(
        select(InText)
        .where(InText.id == text_id, InText.state == InState.ASKED_AGAIN)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def said_before(text: InText) -> list[str]:
    """What was understood from this phone in the ten minutes before this text, in answer to the
    same question: a text that is sent twice is two texts."""
    query = select(InText.body).where(
        InText.number == text.number,
        InText.id < text.id,
        InText.question_id.is_not_distinct_from(text.question_id),
        InText.state == InState.UNDERSTOOD,
        InText.came_at > text.came_at - SENT_TWICE,
    )
    return list(db.session.scalars(query))


def said_just_now(text: InText) -> bool:
    """Whether the text before this one, from the same phone and a few seconds ago, had the same
    words, and was understood as the answer to an earlier question."""
    query = (
        select(InText)
        .where(InText.number == text.number, InText.id < text.id)
        .order_by(InText.id.desc())
        .limit(1)
    )
    before = db.session.scalar(query)
    return (
        before is not None
        and before.state == InState.UNDERSTOOD
        and before.body == text.body
        and before.question_id not in (None, text.question_id)
        and before.came_at > text.came_at - IMPATIENT
    )


def parents_with(number: str) -> list[Parent]:
    """Everyone who has this number, by id."""
    query = select(Parent).where(Parent.number == number).order_by(Parent.id)
    return list(db.session.scalars(query))
