"""What a person does in a thread: take it, read it, put it into English, answer, note a call, done.

Every verb runs inside the caller's `act()` and first locks the thread, so that two colleagues do
one thing after the other, and the second one sees what the first one did. Who finds a thread at
all is in `guarding`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from portal import clock
from portal.db import db
from portal.domain import (
    reaching,
)
from portal.domain.guarding import Whose
from portal.domain.history import By, Deed, Event, record
from portal.domain.inbox import NEEDS_NO_ANSWER, InState, InText, Reading
from portal.domain.outbox import Kind, OutText, Urgency, queue
from portal.domain.people import Parent, Staff, school
from portal.languages import ENGLISH, Language, language
from portal.wording import phrases
from portal.wording.phrases import Phrase
from portal.wording.refusals import Reason, Refused
from portal.wording.segments import clean

LONGEST = 600
"""Characters of a reply: four segments in English."""
LONGEST_ENGLISH = 2000
LONGEST_NOTE = 200
LONGEST_NAME = 60
SEEN_TO = (Deed.REPLIED, Deed.CALL_NOTED, Deed.WORDS_DONE)
"""After one of these a colleague may not need to answer any more."""


@dataclass(frozen=True)
class Page:
    """What was on the page on which a person wrote: the last message (its id), what makes the form
    one of its kind, so that sent twice it is one deed, and the last line of history (its id)."""

    seen: int
    once: str
    after: int | None = None


def _lock(whose: Whose) -> None:
    """One colleague at a time in this thread."""
    if whose.parent_id is not None:
        query = select(Parent.id).where(Parent.id == whose.parent_id)
        db.session.execute(query.with_for_update())
    waits = select(InText.id).where(whose.wrote(), InText.state == InState.FOR_A_PERSON)
    db.session.execute(waits.order_by(InText.id).with_for_update())


def _waiting(whose: Whose) -> Sequence[InText]:
    """What waits for a person in this thread, oldest first."""
    query = select(InText).where(whose.wrote(), InText.state == InState.FOR_A_PERSON)
    fresh = query.order_by(InText.id).execution_options(populate_existing=True)
    return db.session.scalars(fresh).all()


def _all_of(words: str, longest: int) -> str:
    """What was written: nothing of it is cut off. Refuses NOTHING_WRITTEN, TOO_LONG."""
    if not words:
        raise Refused(Reason.NOTHING_WRITTEN)
    if len(words) > longest:
        raise Refused(Reason.TOO_LONG)
    return words


def reads_english(whose: Whose) -> bool:
    """Whether what they write needs nobody who puts it into English, as far as we know."""
    if whose.parent_id is None:
        return True
    return language(db.session.get_one(Parent, whose.parent_id).language) is ENGLISH


# -- who has it, and reading -------------------------------------------------------------------


def take(whose: Whose, by: By, *, over: int | None = None) -> None:
    """This colleague has it now. `over`: who had it on the page they saw. Refuses TAKEN where
    somebody else took it meanwhile."""
    _lock(whose)
    waiting = _waiting(whose)
    if any(one.with_id not in (None, over, by.staff_id) for one in waiting):
        raise Refused(Reason.TAKEN)
    if any(one.with_id != by.staff_id for one in waiting):
        record(by, Deed.WORDS_TAKEN, parent_id=whose.parent_id)
    for one in waiting:
        one.with_id = by.staff_id


def let_go(whose: Whose, by: By) -> None:
    """This colleague does not see to it after all: it waits for anybody."""
    _lock(whose)
    mine = [one for one in _waiting(whose) if one.with_id == by.staff_id]
    for one in mine:
        one.with_id = None
        if one.reading == Reading.BEING_TRANSLATED:
            one.reading = Reading.NOT_READ
    if mine:
        record(by, Deed.WORDS_TAKEN, parent_id=whose.parent_id, let_go=True)


def translate(whose: Whose, by: By, *, over: int | None = None) -> None:
    """This colleague puts it into English. Refuses TAKEN, like `take`."""
    take(whose, by, over=over)
    for one in _waiting(whose):
        if one.reading == Reading.NOT_READ:
            one.reading = Reading.BEING_TRANSLATED


def put_into_english(whose: Whose, text_id: int, words: str, by: By) -> None:
    """What this message says in English; that is how everybody else reads it from now on.

    Refuses NOTHING_WRITTEN, TOO_LONG, and READ_ALREADY where a colleague wrote other words
    meanwhile.
    """
    said = _all_of(clean(words).strip(), LONGEST_ENGLISH)
    _lock(whose)
    text = _find(whose, text_id)
    if text.reading == Reading.READ:
        if text.in_english != said:
            raise Refused(Reason.READ_ALREADY)
        return
    text.in_english = said
    _read(text, by)


def have_read(whose: Whose, by: By, *, up_to: int) -> None:
    """This colleague has read all that waits, up to the message with the id `up_to`, and it is in
    English as it stands."""
    _lock(whose)
    for one in _waiting(whose):
        if one.id <= up_to and one.reading != Reading.READ:
            _read(one, by)


def is_english(whose: Whose, text_id: int, by: By) -> None:
    """This one message needs nobody to put it into English: it is read as it stands."""
    _lock(whose)
    text = _find(whose, text_id)
    if text.reading != Reading.READ:
        _read(text, by)


def _find(whose: Whose, text_id: int) -> InText:
    query = select(InText).where(InText.id == text_id, whose.wrote())
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _read(text: InText, by: By) -> None:
    text.reading, text.read_at, text.read_by_id = Reading.READ, clock.now(), by.staff_id
    if text.state == InState.FOR_A_PERSON and text.understood_as in NEEDS_NO_ANSWER:
        # The teacher answers it, in a talk.
        text.state, text.done_at, text.done_by_id = InState.DONE, clock.now(), by.staff_id
    record(by, Deed.WORDS_READ, parent_id=text.parent_id, inbound=text.id)


# -- answering ---------------------------------------------------------------------------------


def reply(parent_id: int, words: str, tag: str, by: By, page: Page) -> None:
    """Answer a parent in a person's own words, written in the language `tag`. To a parent who
    reads another language, a line in it goes first: the school's message follows in English.

    What they wrote, as far as it was on the page and is read, is seen to.

    Refuses NOTHING_WRITTEN; TOO_LONG; NO_CONTACT where the parent may hear about no child; NO_TEXTS
    where this number may not be texted; ANSWERED_MEANWHILE (`who`, `at`, `deed`) where a colleague
    did.
    """
    said = _all_of(clean(words).strip(), LONGEST)
    own = language(db.session.get_one(Parent, parent_id).language)
    written = language(tag)
    if own is not ENGLISH and written is ENGLISH:
        body = f"{phrases.english_follows(own)}\n{said}"
        _send(parent_id, body, written, said, by, page)
    else:
        _send(parent_id, said, written, None, by, page)


def reply_by_phrase(parent_id: int, phrase: Phrase, by: By, page: Page) -> None:
    """The same with one of the school's ready-made answers, in the parent's own language."""
    own, facts = language(db.session.get_one(Parent, parent_id).language), school()

    def words(tongue: Language) -> str:
        return phrases.say(phrase, tongue, school=facts.short_name, phone=facts.phone)

    english = None if own is ENGLISH else words(ENGLISH)
    _send(parent_id, words(own), own, english, by, page)


def _send(
    parent_id: int,
    body: str,
    written: Language,
    english: str | None,
    by: By,
    page: Page,
) -> None:
    whose = Whose(parent_id)
    _lock(whose)
    key = f"reply:{page.once}"
    if db.session.scalar(select(OutText.id).where(OutText.key == key)):
        return
    parent = db.session.get_one(Parent, parent_id, populate_existing=True)
    if reaching.why_not_anything(parent_id):
        raise Refused(Reason.NO_CONTACT)
    if parent.number is None or why_no_reply(parent):
        raise Refused(Reason.NO_TEXTS)
    _refuse_if_seen_to(parent_id, by, page.after)
    text_id = queue(
        kind=Kind.REPLY,
        to=parent.number,
        language=written.tag,
        body=body,
        body_english=english,
        parent_id=parent_id,
        urgency=Urgency.AT_ONCE,
        answers_them=bool(_waiting(whose)),
        key=key,
    )
    _settle(whose, by, page.seen)
    record(by, Deed.REPLIED, parent_id=parent_id, text=text_id)


def _refuse_if_seen_to(parent_id: int, by: By, after: int | None) -> None:
    """A colleague may have answered since this page was shown."""
    if after is None:
        return
    query = (
        select(Event.deed, Event.at, Staff.name)
        .join(Staff, Staff.id == Event.by_staff_id)
        .where(
            Event.parent_id == parent_id,
            Event.id > after,
            Event.deed.in_(SEEN_TO),
            Event.by_staff_id != by.staff_id,
        )
        .order_by(Event.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    if row:
        deed, at, who = row
        raise Refused(Reason.ANSWERED_MEANWHILE, deed=deed, at=at, who=who)


def why_no_reply(parent: Parent) -> reaching.WhyNot | None:
    """Why this parent's number may not be texted; None if it may."""
    blocked = reaching.blocked_numbers(parent.number) if parent.number else set()
    return reaching.why_not_number(parent, blocked)


# -- seen to -----------------------------------------------------------------------------------


def done(whose: Whose, by: By, *, up_to: int) -> None:
    """What they wrote up to this message (its id) is seen to; a later one waits.

    Refuses NOT_READ_YET where nobody has put it into English: nothing is done with unread.
    """
    _lock(whose)
    if not reads_english(whose) and any(
        one.reading != Reading.READ for one in _waiting(whose) if one.id <= up_to
    ):
        raise Refused(Reason.NOT_READ_YET)
    if _settle(whose, by, up_to):
        record(by, Deed.WORDS_DONE, parent_id=whose.parent_id, inbound=up_to)


def note_call(whose: Whose, rung: str, words: str, by: By, page: Page, *, settles: bool) -> None:
    """Somebody was rung: who, and a few words. `settles`: what they wrote is seen to with it, as
    far as it is read. Refuses NOTHING_WRITTEN, TOO_LONG."""
    said = _all_of(words, LONGEST_NOTE)
    _lock(whose)
    query = select(Event.id).where(
        Event.deed == Deed.CALL_NOTED, Event.about["once"].as_string() == page.once
    )
    if db.session.scalar(query):
        return
    if settles:
        _settle(whose, by, page.seen)
    note = f"{rung[:LONGEST_NAME] or 'them'}: {said}"
    record(
        by, Deed.CALL_NOTED, parent_id=whose.parent_id, note=note, once=page.once, inbound=page.seen
    )


def _settle(whose: Whose, by: By, up_to: int) -> int:
    """Done with all that is read, up to this message. Who answers what is written in English has
    read it. Returns how many."""
    if reads_english(whose):
        have_read(whose, by, up_to=up_to)
        db.session.flush()
    settled = db.session.scalars(
        update(InText)
        .where(
            whose.wrote(),
            InText.state == InState.FOR_A_PERSON,
            InText.reading == Reading.READ,
            InText.id <= up_to,
        )
        .values(state=InState.DONE, done_at=clock.now(), done_by_id=by.staff_id)
        .returning(InText.id)
    )
    return len(settled.all())
