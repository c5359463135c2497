"""What was done, when, by whom and through which face. Rows are added, never changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, Index, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db


class Face(StrEnum):
    """Where a deed came in. PHONE: a colleague did it for a parent who rang."""

    WEB = "web"
    TEXT = "text"
    DESK = "desk"
    PHONE = "phone"
    CLOCK = "clock"


BY_STAFF = (Face.DESK, Face.PHONE)
"""A colleague did it, of their own accord or for a parent who rang."""


@dataclass(frozen=True)
class By:
    """Who does a deed, and through which face."""

    face: Face
    parent_id: int | None = None
    staff_id: int | None = None


CLOCK = By(Face.CLOCK)


def named(enum: type[StrEnum], **options: Any) -> Enum:
    """The column type for one of our enums: its value as text, checked by us, on any database."""
    return Enum(
        enum,
        native_enum=False,
        length=60,
        values_callable=lambda members: [member.value for member in members],
        **options,
    )


class Deed(StrEnum):
    """What can be read in the history."""

    LINK_CONFIRMED = "said this is my child's school"
    WRONG_PERSON = "said wrong person"
    LANGUAGE_CHOSEN = "chose a language"
    LANGUAGE_MISSED = "speaks a language we do not offer"
    TEXTS_STOPPED = "stopped texts"
    TEXTS_STARTED = "started texts"
    RING_ONLY = "wants to be rung, no texts"
    REMINDERS_STOPPED = "stopped reminders"
    REMINDERS_STARTED = "started reminders"
    SAFE_HOURS_CHANGED = "changed the hours safe for texts"
    SAFE_NUMBER_CHOSEN = "chose a safe number"
    PHONES_FORGOTTEN = "phones were forgotten"
    NUMBER_ASKED = "was asked whether the number is still theirs"
    NUMBER_CONFIRMED = "number is theirs"
    BIRTHDAY_ASKED = "tried the birthday"
    LINK_SENT = "was sent a new link"
    INVITED = "was invited"
    DECLINED = "said not this time"
    CALL_ASKED = "asked for a call"
    HELD = "chose a time"
    BOOKED = "booked"
    CONFIRMED_COMING = "said they are coming"
    MOVED = "moved the talk"
    MOVE_ASKED = "was asked about another time"
    MOVE_DECLINED = "keeps the old time"
    MOVE_ASKED_NO_MORE = "is not asked about another time any more"
    UNDONE = "undid what was done just before"
    ANSWERS_CHANGED = "changed who comes or what helps"
    CANCELLED = "cancelled"
    CANCEL_UNDONE = "took the cancellation back"
    ONE_TALK = "was made one talk with the other parent"
    TWO_TALKS = "is a talk by itself again"
    ATTENDED = "came"
    MISSED = "did not come"
    MARK_TAKEN_BACK = "took back who came"
    NOTED = "wrote a note"
    PLACE_ADDED = "got a crèche place"
    PLACE_WITHDRAWN = "lost a crèche place"
    CONTACT_HELD = "contact was held"
    HOLD_CONFIRMED = "no contact was confirmed"
    HOLD_KEPT = "no contact was looked at again and stays"
    LIFT_ASKED = "lifting no contact was asked for"
    LIFT_TAKEN_BACK = "lifting no contact was taken back"
    HOLD_LIFTED = "no contact was lifted"
    MARK_CLEARED = "court-order mark was not about this person"
    CARE_DECIDED = "who is invited and signs for a child in care was named"
    TIE_CHANGED = "tie to a child was changed"
    NUMBER_CHANGED = "number was changed"
    IMPORTED = "came with an import"
    LEFT = "left the school"
    ROUND_CHANGED = "round was changed"
    BARRIERS_CHANGED = "rules of whom to invite were changed"
    BARRIERS_SEEN = "barriers were looked at"
    BARRIER_NOTED = "staff note on barriers was changed"
    PICKED = "was picked for a round"
    UNPICKED = "is no longer picked for a round"
    COVER_CHANGED = "cover session was changed"
    CRECHE_CHANGED = "crèche session was changed"
    STAFF_INVITED = "was invited to sign in"
    STAFF_CHANGED = "staff account was changed"
    PASSWORD_CHOSEN = "chose a password"
    SCHOOL_CHANGED = "school settings were changed"
    FAMILIES_TOLD = "families were told that texts will come"
    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "failed to sign in"
    STEP_SET_UP = "second step was set up"
    STEP_PASSED = "passed the second step"
    STEP_FAILED = "failed the second step"
    STEP_RESET = "second step was reset"
    DEVICE_FORGOTTEN = "device was forgotten"
    SIGNED_OUT_EVERYWHERE = "signed out everywhere"
    HANDED_ON = "what they had in hand was handed on"
    REPLIED = "was answered from the inbox"
    TASK_DONE = "task was done"
    TASK_UNDONE = "task is to be done after all"
    TASK_TAKEN = "task was taken"
    TASK_HANDED_ON = "task was handed on"
    WAITS_FOR_TIME = "waits for a time"
    WAITS_NO_MORE = "does not wait for a time any more"
    TIME_OFFERED = "was offered a time"
    OFFER_PASSED = "did not take the time offered"
    PLACE_OFFERED = "was offered a crèche place"
    TALK_ASKED = "would like to talk"
    HELP_PROMISED = "was promised help"
    HELP_TAKEN = "help has somebody who sees to it"
    HELP_ARRANGED = "help was arranged"
    HELP_CANNOT = "help cannot be given"
    HELP_HEARD = "what became of the help was read"
    NEED_TAKEN = "help for the talk has somebody who sees to it"
    NEED_ARRANGED = "help for the talk was arranged"
    NEED_CANNOT = "help for the talk could not be arranged"
    NEED_ASKED_AGAIN = "help for the talk is to be arranged again"
    NEED_OVER = "help for the talk is not needed any more"
    INTERPRETERS_CHANGED = "who interprets, or when, was changed"
    WISHED = "said what they would like to talk about"
    NO_WISH = "has nothing special to talk about"
    CALL_NOTED = "was spoken to"
    WORDS_TAKEN = "their words were taken on"
    WORDS_READ = "their words were read"
    WORDS_DONE = "their words were seen to"
    THREAD_PASSED = "their texts were passed to the safeguarding lead"
    THREAD_RETURNED = "their texts were given back to the office"
    LETTER_GIVEN = "was sent a letter"
    TEXTS_HALTED = "texts of a round were stopped"
    TEXTS_RESUMED = "texts of a round went on"
    RECORD_BEGUN = "record of a talk was begun"
    RECORD_SEEN = "record or targets were looked at"
    WORD_ADDED = "a colleague's word before a talk was added"
    WORD_WITHDRAWN = "a colleague's word before a talk was withdrawn"
    SENTENCES_TYPED = "the child's own sentences were typed"
    READ_BACK = "what was said was read back"
    READ_OUT = "what is agreed was read out"
    TARGET_MADE = "target was written"
    TARGET_CHANGED = "target was changed"
    TARGET_ENDED = "target ended"
    STEP_TICKED = "step was ticked"
    SIGNED = "signed"
    IN_FORCE = "target is in force"
    CHANGE_WANTED = "wants a change"
    CHANGE_SEEN_TO = "change asked for was seen to"
    LOOKED_BACK = "target was looked back at"
    CHECKED_IN = "said how the plan goes"
    PUPIL_SAID = "the child said how it goes"
    NEWS_SENT = "good news was sent"
    NEWS_TAKEN_BACK = "good news was taken back"
    NEWS_PRINTED = "good news was printed"
    NEWS_ANSWERED = "answered good news"
    NEWS_STOPPED = "stopped good news by text"
    NEWS_STARTED = "started good news by text"
    IDEAS_STOPPED = "stopped weekly ideas"
    IDEAS_STARTED = "started weekly ideas"
    IDEA_DONE = "did a five-minute idea"
    WORRY_TOLD = "was told of a worry"
    WORRY_TAKEN_BACK = "told of a worry: taken back"
    FELL_THROUGH = "something fell through"
    STANDS_AFTER_ALL = "what fell through stands after all"
    TOLD_BY_A_PERSON = "was told by a person"
    PHRASE_CHANGED = "the school's own phrases were changed"
    DOUBT_SETTLED = "a text in doubt after a restore was settled"
    SPAN_CHANGED = "how long something is kept was changed"
    FILE_TAKEN = "the file of a child who left was taken"
    ERASED = "was erased"
    CALLER_KNEW = "was spoken to, and said the child's birthday"
    CALLER_NOT_KNEW = "somebody rang or came, and did not know the birthday"
    CALLER_RUNG_BACK = "was spoken to, rung back on the number we hold"
    CALLER_KNOWN = "was spoken to, known to a colleague at the desk"
    CALLER_NOT_LISTED = "a call of somebody who is told nothing was noted"


class Event(Base):
    """One line of history. Ids only; `note` holds an office's own words, never a parent's.

    The database itself refuses to change a line, and to delete it before its time (`kept`): when
    somebody was erased, the lines about them lose their notes, and nothing else ever changes.
    """

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    face: Mapped[Face] = mapped_column(named(Face))
    deed: Mapped[Deed] = mapped_column(named(Deed))
    by_parent_id: Mapped[int | None] = mapped_column(index=True)
    by_staff_id: Mapped[int | None]
    parent_id: Mapped[int | None] = mapped_column(index=True)
    child_id: Mapped[int | None] = mapped_column(index=True)
    booking_id: Mapped[int | None] = mapped_column(index=True)
    about: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    note: Mapped[str | None] = mapped_column(String(300))


# Read from the newest on: of one colleague, and of one kind (`histories`, `leavers`).
Index("event_by_staff", Event.by_staff_id, Event.id)
Index("event_by_deed", Event.deed, Event.id)


def record(
    by: By,
    deed: Deed,
    *,
    parent_id: int | None = None,
    child_id: int | None = None,
    booking_id: int | None = None,
    note: str | None = None,
    **about: Any,
) -> None:
    """Write one line of history in the current act. `about` takes ids, dates as text and counts."""
    db.session.add(
        Event(
            at=clock.now(),
            face=by.face,
            deed=deed,
            by_parent_id=by.parent_id,
            by_staff_id=by.staff_id,
            parent_id=parent_id,
            child_id=child_id,
            booking_id=booking_id,
            note=note,
            about=about or None,
        )
    )


def record_each(by: By, deed: Deed, whom: Iterable[tuple[int, int]], **about: Any) -> None:
    """Write one line for each (parent id, child id), all in one statement."""
    lines = [
        {
            "at": clock.now(),
            "face": by.face,
            "deed": deed,
            "by_parent_id": by.parent_id,
            "by_staff_id": by.staff_id,
            "parent_id": parent_id,
            "child_id": child_id,
            "about": about or None,
        }
        for parent_id, child_id in whom
    ]
    if lines:
        db.session.execute(insert(Event), lines)
