"""How a parent is reached: their link, a code, their language, texts on and off, wrong person.

Every verb runs inside the caller's `act()`.
"""

import hashlib
import hmac
import secrets
import string
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import String, Update, bindparam, delete, false, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, UtcDateTime, db, write
from portal.domain import links, tell
from portal.domain.history import By, Deed, Face, record
from portal.domain.numbers import Kind as NumberKind
from portal.domain.numbers import read_number, show_number
from portal.domain.off_the_phone import OffThePhone, off_the_phone
from portal.domain.outbox import Kind, OutText, Urgency, call_back, close_question, queue
from portal.domain.people import NumberState, Parent, school, ties_of, whole_parent
from portal.domain.reaching import WhyNot, blocked_numbers, why_not_number
from portal.domain.tasks import TaskKind, ask_office, off_the_list
from portal.domain.tell import Words
from portal.languages import ENGLISH, Language, language
from portal.wording import texts
from portal.wording.folding import digits as digits_of

CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5
_STILL_A_CODE = (WhyNot.RING_ONLY, WhyNot.NOT_SURE)
CODES_AN_HOUR = 3
"""Codes sent to one number in an hour, so that nobody can be pestered by text."""


class Code(Base):
    """A code sent to a number. Asked for with an unknown number, it is a row without a parent:
    from outside both look the same."""

    __tablename__ = "code"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), index=True)
    parent_id: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    for_safe_number: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It opens no page: it shows that the number is theirs (`safe_number`)."""


def send_code(raw: str) -> str | None:
    """Text a code to this number, if exactly one parent who may be texted has it.

    Returns the number as we keep it, known or not; None if it is not a mobile number.
    """
    read = read_number(raw)
    if read.e164 is None or read.kind == NumberKind.LANDLINE:
        return None
    number = read.e164
    if asked_often(number):
        return number
    parent = _parent_with(number)
    digits = new_code(number, parent.id if parent else None)
    if parent:
        own, facts = language(parent.language), school()
        queue(
            kind=Kind.CODE,
            to=number,
            language=own.tag,
            body=texts.code(own, school=facts.short_name, digits=digits),
            parent_id=parent.id,
            urgency=Urgency.AT_ONCE,
            expires_at=clock.now() + CODE_LIVES,
            answers_them=True,
        )
    return number


def asked_often(number: str) -> bool:
    """Whether as many codes as may were sent to this number in the last hour. Clears away what
    is old."""
    now = clock.now()
    db.session.execute(delete(Code).where(Code.made_at < now - timedelta(days=1)))
    lately = db.session.scalars(
        select(Code.id).where(Code.number == number, Code.made_at > now - timedelta(hours=1))
    ).all()
    return len(lately) >= CODES_AN_HOUR


def new_code(number: str, parent_id: int | None, *, for_safe_number: bool = False) -> str:
    """Six digits that were sent to this number, or could have been."""
    digits = f"{secrets.randbelow(1_000_000):06}"
    db.session.add(
        Code(
            number=number,
            parent_id=parent_id,
            digest=_digest(number, digits),
            made_at=clock.now(),
            for_safe_number=for_safe_number,
        )
    )
    return digits


def use_code(number: str, digits: str) -> str | None:
    """The token of the parent's link if this is the newest code for the number; else None.

    In an act that is committed whatever comes out: tries count.
    """
    parent_id = whose_code(number, digits, for_safe_number=False)
    parent = db.session.get(Parent, parent_id) if parent_id else None
    if parent is None or not _may_open(parent):
        return None
    link = links.link_of(parent.id)
    return links.token(parent.id, link.generation)


def whose_code(number: str, digits: str, *, for_safe_number: bool) -> int | None:
    """Whose code this is (parent id), if it is the newest of its sort for the number; it opens
    once. In an act that is committed whatever comes out: tries count."""
    code = db.session.scalar(
        select(Code)
        .where(
            Code.number == number,
            Code.made_at > clock.now() - CODE_LIVES,
            Code.for_safe_number == for_safe_number,
        )
        .order_by(Code.id.desc())
        .limit(1)
        .with_for_update()
    )
    if code is None or code.tries >= CODE_TRIES:
        return None
    code.tries += 1
    right = hmac.compare_digest(code.digest, _digest(number, _as_typed(digits)))
    if not right or code.parent_id is None:
        return None
    code.tries = CODE_TRIES  # a code opens once
    return code.parent_id


def _as_typed(code: str) -> str:
    """A code as it was meant: in any script's digits, with spaces or marks that nobody sees."""
    return "".join(one for one in digits_of(code) if one in string.digits)


def _digest(number: str, digits: str) -> str:
    return hashlib.sha256(f"{number}:{digits}".encode()).hexdigest()


def _parent_with(number: str) -> Parent | None:
    found = list(db.session.scalars(select(Parent).where(Parent.number == number).limit(2)))
    return found[0] if len(found) == 1 and _may_open(found[0]) else None


def _may_open(parent: Parent) -> bool:
    """Whether this parent may have a link at all: somebody they may hear about, and a number that
    is theirs. Who asks for it on a page has the phone at hand: a code goes also to those who want
    no texts, and where we wait to hear whether the number is still theirs."""
    why = why_not_number(parent, blocked_numbers(parent.number)) if parent.number else None
    if not parent.number or why not in (None, *_STILL_A_CODE):
        return False
    return bool(ties_of(parent.id))


def send_link_for(words: str) -> None:
    """Someone opened a dead link and asked for a new one: it goes to the number we hold for that
    parent, at most once in ten minutes, and to nobody if we do not know the link."""
    link = links.find(words)
    parent = whole_parent(link.parent_id) if link else None
    if parent and _may_open(parent):
        send_link(parent, By(Face.WEB))


def send_link(parent: Parent, by: By) -> None:
    """Text a parent the link to their own page; once in ten minutes at most."""
    lately = db.session.scalar(
        select(OutText.id).where(
            OutText.parent_id == parent.id,
            OutText.kind == Kind.LINK,
            OutText.made_at > clock.now() - timedelta(minutes=10),
        )
    )
    if lately:
        return
    short = school().short_name
    tell.answer(parent, lambda own: texts.link(own, school=short), Kind.LINK)
    record(by, Deed.LINK_SENT, parent_id=parent.id)


def confirm_number(parent_id: int, by: By | None = None) -> None:
    """Somebody on this phone said "this is my child's school" and went on, or answered that they
    have a child here; or a person has found out (`by`)."""
    _is_theirs(parent_id, by)
    whose = update(Parent).where(Parent.id == parent_id)
    db.session.execute(whose.values(number_confirmed_at=clock.now(), number_asked_at=None))


def seen(parent_id: int, *, was_asked: bool) -> None:
    """Their page was opened today, on a phone that has said whose school this is: whatever was
    asked about the number is answered."""
    if was_asked:
        _is_theirs(parent_id, None)
    write(_was_seen(), {"whose": parent_id, "now": clock.now()})


@cache
def _was_seen() -> Update:
    now = bindparam("now", type_=UtcDateTime)
    return (
        update(Parent)
        .where(Parent.id == bindparam("whose"))
        .values(
            number_seen_at=now,
            number_confirmed_at=func.coalesce(Parent.number_confirmed_at, now),
            number_asked_at=None,
        )
    )


def _is_theirs(parent_id: int, by: By | None) -> None:
    waits = select(Parent.id).where(Parent.id == parent_id, Parent.number_asked_at.is_not(None))
    if db.session.scalar(waits) is None:
        return
    call_back(OutText.parent_id == parent_id, OutText.kind == Kind.NUMBER, why="it is theirs")
    close_question(parent_id)
    off_the_list(TaskKind.NUMBER_SILENT, parent_id, None)
    record(by or By(Face.WEB, parent_id=parent_id), Deed.NUMBER_CONFIRMED, parent_id=parent_id)


def choose_language(parent_id: int, tag: str, by: By) -> None:
    """This parent's language from now on, for pages and texts; imports never change it."""
    parent = db.session.get_one(Parent, parent_id)
    if parent.language != tag or not parent.language_chosen:
        parent.language, parent.language_chosen = tag, True
        record(by, Deed.LANGUAGE_CHOSEN, parent_id=parent_id, language=tag)


LONGEST_LANGUAGE = 60
"""Characters that are kept of the name of a language."""


def ask_another_language(parent_id: int, spoken: str, by: By) -> None:
    """They speak a language we do not offer (its name in their own words): the office gets a task
    to ring with an interpreter, and sees which language is missing. Said again, the newest words
    stand there alone."""
    off_the_list(TaskKind.LANGUAGE, parent_id, None)
    ask_office(TaskKind.LANGUAGE, parent_id=parent_id, words=spoken[:LONGEST_LANGUAGE])
    record(by, Deed.LANGUAGE_MISSED, parent_id=parent_id)


def ask_first_language(spoken: str, number: str) -> None:
    """The same from somebody of whom we know no more than the number they typed."""
    ask_office(TaskKind.LANGUAGE, words=f"{spoken[:LONGEST_LANGUAGE]}, {show_number(number)}")


def stop_texts(parent_id: int, by: By) -> None:
    """No more texts until START or the switch on their page."""
    parent = db.session.get_one(Parent, parent_id)
    if parent.opted_out_at is None:
        parent.opted_out_at = clock.now()
        record(by, Deed.TEXTS_STOPPED, parent_id=parent_id)
    off_the_phone(parent_id, OffThePhone.STOPPED)


def start_texts(parent_id: int, by: By) -> None:
    """Texts again, of every kind but those that they have switched off by themselves."""
    parent = db.session.get_one(Parent, parent_id)
    if parent.opted_out_at is not None or parent.ring_only_at is not None:
        parent.opted_out_at = parent.ring_only_at = None
        record(by, Deed.TEXTS_STARTED, parent_id=parent_id)


def wrong_person(parent_id: int, by: By) -> None:
    """Whoever has this phone is not this parent: nothing more goes to the number, its links are
    dead, and the office gets a task."""
    parent = db.session.get_one(Parent, parent_id)
    parent.number_state, parent.number_asked_at = NumberState.WRONG, None
    links.end_links(parent_id)
    off_the_phone(parent_id, OffThePhone.WRONG)
    call_back(OutText.parent_id == parent_id, why=OffThePhone.WRONG)
    off_the_list(TaskKind.NUMBER_SILENT, parent_id, None)
    record(by, Deed.WRONG_PERSON, parent_id=parent_id)
    ask_office(TaskKind.WRONG_NUMBER, parent_id=parent_id)


def last_text(number: str, own: Language, words: Words) -> None:
    """To the number and not to a parent: no other text goes there after it. In an act."""
    queue(
        kind=Kind.ANSWER,
        to=number,
        language=own.tag,
        body=words(own),
        body_english=None if own is ENGLISH else words(ENGLISH),
        urgency=Urgency.AT_ONCE,
        answers_them=True,
    )
