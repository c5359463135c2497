"""Texts on their way out: a text is a row, written in the same act as the deed it tells of.

Nothing is sent from here; `sms.deliver` claims, sends and marks. A text may leave a question
open (`questions`): what it asked, the choices by number, and until when.
"""

from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    String,
    Text,
    and_,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db, insert_once
from portal.domain.history import named
from portal.domain.questions import Asks, Question
from portal.domain.school import DAY_BEGINS as DAY_BEGINS
from portal.domain.school import DAY_ENDS as DAY_ENDS
from portal.domain.school import SchoolFacts, school
from portal.domain.tasks import TaskKind, ask_office


class TextState(StrEnum):
    """Where a text is.

    queued -> sending -> sent -> delivered | undelivered
                      -> failed     the carrier refused it for good
                      -> unknown    we cannot tell whether the carrier took it
                      -> queued     the carrier certainly did not take it: tried again later
    sending | unknown -> sent       a receipt came, or it stands in the carrier's list
                      -> queued     the carrier's list shows that it was never taken
                      -> expired    never taken, and now too late
    sent | queued -> delivered and so on  whatever a receipt says: it only moves a text up
    queued -> expired    too late to be useful
           -> cancelled  no longer true
           -> skipped    may not be sent: `why` names the rule (`reaching.WhyNot`, or `WhyNotNow`)

    A text that was taken and did not arrive stays as it is. Where one more attempt is worth it,
    that is a text of its own (`second_try_of`).
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNKNOWN = "unknown"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


class WhyNotNow(StrEnum):
    """Why a text is skipped for its own sake; whom it may not reach is `reaching.WhyNot`."""

    QUIET = "of use in quiet hours only"
    REPLACED = "replaced by a newer text"
    OTHER_NUMBER = "the parent has another number now"
    UNSAFE = "outside the hours that are safe for them"
    NOT_WANTED = "the parent does not want texts of this kind"


class Kind(StrEnum):
    """What a text is for. `wording.texts` has one function for each."""

    INVITATION = "invitation"
    NUDGE = "nudge"
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    MOVE_ASKED = "asked to move"
    """May the talk have another time; and that it keeps the old one."""
    CALLED_OFF = "called off"
    """Something fell through: new times, or that the crèche cannot open. Whom it does not reach is
    on the call list of what happened (`upset_desk`)."""
    CHANGED = "changed"
    HELP = "help"
    """What a parent asked for to come to a talk is arranged, or cannot be."""
    REMINDER = "reminder"
    SOON = "soon"
    CHOICES = "choices"
    WHICH = "which"
    ASKS = "asks"
    OFFER = "offer"
    AFTER_MISSED = "after a missed talk"
    ANSWER = "answer"
    LINK = "link"
    CODE = "code"
    NUMBER = "is this number still theirs"
    CRECHE = "creche"
    REPLY = "reply"
    STAFF_LINK = "staff link"
    TEST = "test"
    """To a colleague's own phone, to see that texts go out."""
    SIGN = "sign"
    CHECK_IN = "check-in"
    LOOK_BACK = "look back"
    GOOD_NEWS = "good news"
    IDEA = "idea"
    READ_OUT = "read out"
    """What was agreed, because the parent asked for it: no colleague's screen shows its words."""


MATTERS = frozenset({Kind.BOOKED, Kind.MOVED, Kind.CANCELLED, Kind.CRECHE, Kind.HELP, Kind.REPLY})
"""If one of these does not go out in time, a person must tell the family."""

ASK_FOR_TIME = frozenset({Kind.INVITATION, Kind.NUDGE, Kind.CHOICES, Kind.AFTER_MISSED})
"""They ask for a time for a talk: old news once one is booked."""


CHANGES_A_TALK = frozenset(
    {Kind.BOOKED, Kind.MOVED, Kind.CANCELLED, Kind.CALLED_OFF, Kind.REMINDER}
)
"""After one of these an older reminder is old news."""


class Urgency(IntEnum):
    """The order in which waiting texts go out."""

    AT_ONCE = 0
    SOON = 5
    BULK = 9


class OutText(Base):
    """One text to one number. `body` may hold `{link}`, filled in as it is sent."""

    __tablename__ = "text"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    """Names the occasion, where there may be only one text for it."""
    kind: Mapped[Kind] = mapped_column(named(Kind))
    to: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("parent.id"), index=True)
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"))
    booking_id: Mapped[int | None] = mapped_column(index=True)
    round_id: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(Text)
    body_english: Mapped[str | None] = mapped_column(Text)
    """The same in English, for staff, where the parent's language is another."""
    state: Mapped[TextState] = mapped_column(named(TextState), default=TextState.QUEUED)
    why: Mapped[str | None] = mapped_column(String(60))
    urgency: Mapped[int] = mapped_column(default=Urgency.SOON)
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    any_hour: Mapped[bool] = mapped_column(default=False)
    """It answers the parent's own message, or is what they asked for: quiet hours do not hold it
    back."""
    tries: Mapped[int] = mapped_column(default=0)
    """How often the carrier certainly did not take it."""
    second_try_of: Mapped[int | None]
    """The text (id) that did not arrive and that this one repeats."""
    segments: Mapped[int | None]
    """What the carrier counts, from the moment it was handed over."""
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(60))
    leaves_at: Mapped[datetime | None]
    """When its worker last looked whether it may go (`handing_over`): it leaves right after."""
    sent_at: Mapped[datetime | None]
    carrier_id: Mapped[str | None] = mapped_column(String(40), unique=True)
    carrier_code: Mapped[int | None]
    looked_at: Mapped[datetime | None]
    """When the carrier was last asked what became of it."""
    question: Mapped[Question | None] = mapped_column(named(Question))
    choices: Mapped[list[Any] | None] = mapped_column(JSON)
    ids: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    answer_by: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


ON_THE_PHONE = (
    TextState.SENDING,
    TextState.SENT,
    TextState.DELIVERED,
    TextState.UNKNOWN,
)
"""A text in one of these states may have been read."""

WAITS = OutText.state == literal_column("'queued'")
"""With a literal, like every state in an index: a planner that does not know the value of a
parameter leaves such an index alone."""
UNSETTLED = OutText.state.in_([literal_column("'sending'"), literal_column("'unknown'")])
"""Handed over, perhaps, and not known to be taken."""
UNREPORTED = OutText.state == literal_column("'sent'")
WITH_WORDS = OutText.body != literal_column("''")
"""Its words have not been forgotten yet (`keeping`)."""

Index(
    "text_waits",
    OutText.urgency,
    OutText.due_at,
    OutText.id,
    sqlite_where=WAITS,
    postgresql_where=WAITS,
)
Index("text_runs_out", OutText.expires_at, sqlite_where=WAITS, postgresql_where=WAITS)
Index("text_waits_for_phone", OutText.to, OutText.id, sqlite_where=WAITS, postgresql_where=WAITS)
Index("text_unsettled", OutText.to, OutText.id, sqlite_where=UNSETTLED, postgresql_where=UNSETTLED)
Index("text_unreported", OutText.sent_at, sqlite_where=UNREPORTED, postgresql_where=UNREPORTED)
Index("text_with_words", OutText.made_at, sqlite_where=WITH_WORDS, postgresql_where=WITH_WORDS)
Index("text_kind_of_round", OutText.round_id, OutText.kind)
Index(
    "open_question_of_parent",
    OutText.parent_id,
    unique=True,
    sqlite_where=OutText.question.is_not(None) & OutText.answered_at.is_(None),
    postgresql_where=OutText.question.is_not(None) & OutText.answered_at.is_(None),
)


def in_the_day(instant: datetime, facts: SchoolFacts | None = None) -> datetime:
    """This instant, or the next morning's beginning if it falls into the school's quiet hours
    (08:00 and 20:00 unless it has chosen a shorter day). `facts`: settings to try out."""
    begins, ends = (facts or school()).day_begins, (facts or school()).day_ends
    here = clock.local(instant)
    if here.time() < begins:
        return clock.at(here.date(), begins)
    if here.time() >= ends:
        return clock.at(here.date() + timedelta(days=1), begins)
    return instant


def queue(
    *,
    kind: Kind,
    to: str,
    language: str,
    body: str,
    body_english: str | None = None,
    parent_id: int | None = None,
    child_id: int | None = None,
    booking_id: int | None = None,
    round_id: int | None = None,
    key: str | None = None,
    urgency: Urgency = Urgency.SOON,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    answers_them: bool = False,
    asks: Asks | None = None,
) -> int | None:
    """Put one text in the outbox, in the current act. Returns its id, or None if `key` is taken.

    `answers_them`: it answers the parent's own message, or is what they asked for, so quiet hours
    do not hold it back. A text that they hold back until it is of no use any more is kept as
    skipped, and asks nothing.
    `asks` closes any question still open with this parent: callers look first
    (`open_question`) where the older one matters more.
    """
    now = clock.now()
    wanted = due_at or now
    due = wanted if answers_them else in_the_day(wanted)
    too_quiet = expires_at is not None and wanted < expires_at <= due
    if too_quiet:
        asks = None
    if key and db.session.scalar(select(OutText.id).where(OutText.key == key)):
        return None
    if asks and parent_id:
        close_question(parent_id)
    row = {
        "kind": kind,
        "to": to,
        "language": language,
        "body": body,
        "body_english": body_english,
        "parent_id": parent_id,
        "child_id": child_id,
        "booking_id": booking_id,
        "round_id": round_id,
        "key": key,
        "state": TextState.SKIPPED if too_quiet else TextState.QUEUED,
        "why": WhyNotNow.QUIET if too_quiet else None,
        "urgency": urgency,
        "made_at": now,
        "due_at": due,
        "expires_at": expires_at or due + timedelta(days=1),
        "any_hour": answers_them,
        "tries": 0,
        "question": asks.question if asks else None,
        "choices": asks.choices if asks else None,
        "ids": asks.ids if asks else None,
        "answer_by": asks.until if asks else None,
    }
    if too_quiet and kind in MATTERS:
        ask_office(TaskKind.TEXT_FAILED, parent_id=parent_id)
    made: int | None = insert_once(OutText, [OutText.key], row)
    return made


def is_old_news(text: OutText) -> bool:
    """Whether something newer was said since about the same talk, or about talking of the same
    child in the same round: to say this once more would mislead. Reminders, which may list several
    talks, are old news as soon as anything about a talk of this parent changed."""
    if text.parent_id is None:
        return False
    about = [OutText.booking_id == text.booking_id] if text.booking_id else []
    if text.round_id and text.kind in ASK_FOR_TIME:
        about.append(and_(OutText.child_id == text.child_id, OutText.round_id == text.round_id))
    if text.kind in (Kind.REMINDER, Kind.SOON):
        about.append(OutText.kind.in_(CHANGES_A_TALK))
    if not about:
        return False
    newer = select(OutText.id).where(
        OutText.parent_id == text.parent_id,
        OutText.id > text.id,
        OutText.kind.not_in([Kind.ASKS, Kind.ANSWER]),
        or_(*about),
    )
    return db.session.scalar(newer.limit(1)) is not None


def try_again(text: OutText, after: timedelta) -> int | None:
    """One more attempt at a text that did not arrive, as a text of its own; what the first asked,
    the second asks. Returns its id, or None if it would come too late. In an act.
    """
    later = clock.now() + after
    due = later if text.any_hour else in_the_day(later)
    if due >= text.expires_at:
        return None
    asks = None
    if text.question and text.answered_at is None:
        text.answered_at = clock.now()
        db.session.flush()  # one open question a parent: the first is closed before the second
        asks = Asks(text.question, text.choices or [], text.ids or {}, text.answer_by or due)
    made = queue(
        kind=text.kind,
        to=text.to,
        language=text.language,
        body=text.body,
        body_english=text.body_english,
        parent_id=text.parent_id,
        child_id=text.child_id,
        booking_id=text.booking_id,
        round_id=text.round_id,
        urgency=Urgency(text.urgency),
        due_at=due,
        expires_at=text.expires_at,
        answers_them=text.any_hour,
        asks=asks,
    )
    db.session.execute(update(OutText).where(OutText.id == made).values(second_try_of=text.id))
    return made


def told_lately(begins: str, span: timedelta) -> bool:
    """Whether a text whose key begins so was made within this span."""
    query = select(OutText.id).where(
        OutText.key.startswith(begins, autoescape=True), OutText.made_at > clock.now() - span
    )
    return db.session.scalar(query.limit(1)) is not None


def close_question(*parent_ids: int) -> None:
    """Whatever was open with these parents is answered, replaced or over."""
    db.session.execute(
        update(OutText)
        .where(
            OutText.parent_id.in_(parent_ids),
            OutText.question.is_not(None),
            OutText.answered_at.is_(None),
        )
        .values(answered_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def close_this(question_id: int) -> None:
    """The question of this text is answered, if nothing has closed it yet."""
    db.session.execute(
        update(OutText)
        .where(OutText.id == question_id, OutText.answered_at.is_(None))
        .values(answered_at=clock.now())
    )


def at_once(text_id: int) -> None:
    """This text, if it still waits, goes out now, at whatever hour: its reader has just written."""
    db.session.execute(
        update(OutText)
        .where(OutText.id == text_id, OutText.state == TextState.QUEUED)
        .values(due_at=clock.now(), any_hour=True)
    )


def call_back(*where: Any, why: str) -> None:
    """Cancel texts that still wait in the outbox and match `where`. Their occasion may come again:
    its key is free."""
    db.session.execute(
        update(OutText)
        .where(OutText.state == TextState.QUEUED, *where)
        .values(state=TextState.CANCELLED, why=why, answered_at=clock.now(), key=None)
    )
