"""What the carrier answered, at once or in a receipt, and what follows from it.

Answers mark only what the worker that asks still has claimed; that the carrier took a text is
believed from anybody. Receipts come early, late, twice and out of order: a text only moves up.
Every verb runs inside the caller's `act()` and may be done twice.
"""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, select, update

from portal import clock
from portal.db import UtcDateTime, db
from portal.domain import contact, line
from portal.domain.asked import open_again
from portal.domain.dispatch import TEXTS, Parcel
from portal.domain.history import CLOCK, By, Deed, Face, record
from portal.domain.outbox import (
    UNSETTLED,
    WAITS,
    Kind,
    OutText,
    TextState,
    is_old_news,
    try_again,
)
from portal.domain.people import NumberState, Parent
from portal.domain.reaching import WhyNot, is_barred
from portal.domain.rounds import Round
from portal.domain.tasks import TaskKind, ask_office
from portal.wording import delivery

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=15)
"""Before a text is tried again: doubled each time, up to the longest, give or take a fifth."""
LONGEST_ASKED = timedelta(hours=1)
"""However long a wait the carrier asks for."""
UNTIL_SETTINGS_TRY = timedelta(minutes=1)
"""A text that found the settings wrong lets another try before it tries again."""
SECOND_TRY_AFTER = timedelta(minutes=15)

RANK = {
    TextState.QUEUED: 0,
    TextState.SENDING: 0,
    TextState.UNKNOWN: 0,
    TextState.SENT: 1,
    TextState.FAILED: 2,
    TextState.UNDELIVERED: 2,
    TextState.DELIVERED: 3,
}
"""Receipts come late, twice and out of order: a text only moves up. Those not here never move."""
DID_NOT_ARRIVE = (TextState.FAILED, TextState.UNDELIVERED)


class Fate(StrEnum):
    """What it means for the school that a text did not arrive."""

    BAD_NUMBER = "nothing will ever arrive at this number"
    STOPPED = "the parent stopped texts"
    SETTINGS = "no text can go until somebody mends the settings"
    ONE_MORE = "it is worth one more attempt"
    FOR_A_PERSON = "a person must look"


# -- what it answered at once ------------------------------------------------------------------

_text: BindParameter[int] = bindparam("text")
_worker: BindParameter[str] = bindparam("worker")
_THEIRS = (
    TEXTS.c.id == _text,
    TEXTS.c.claimed_by == _worker,
    UNSETTLED,
)
_ACCEPTED = (
    update(TEXTS)
    .where(
        TEXTS.c.id == _text,
        WAITS | UNSETTLED,
    )
    .values(
        state=TextState.SENT,
        carrier_id=bindparam("sid"),
        sent_at=bindparam("now", type_=UtcDateTime()),
        carrier_code=None,
    )
)
_UNSURE = update(TEXTS).where(*_THEIRS).values(state=TextState.UNKNOWN)
_PUT_BACK = (
    update(TEXTS).where(*_THEIRS).values(state=TextState.QUEUED, claimed_at=None, claimed_by=None)
)
_TRY_LATER = _PUT_BACK.values(
    due_at=bindparam("due", type_=UtcDateTime()),
    tries=bindparam("more"),
    carrier_code=bindparam("code"),
)


def _mark(statement: Any, rows: Iterable[dict[str, Any]]) -> None:
    if found := sorted(rows, key=lambda row: int(row["text"])):
        db.session.connection().execute(statement, found)


def _theirs(parcel: Parcel) -> dict[str, Any]:
    return {"text": parcel.text_id, "worker": parcel.worker}


def accepted(taken: Iterable[tuple[Parcel, str | None]]) -> None:
    """The carrier has these, by these ids of its own."""
    taken = list(taken)
    ids = [carrier_id for _, carrier_id in taken if carrier_id]
    # Only if two texts were mistaken for each other. What has gone out has gone out all the same.
    known = set(db.session.scalars(select(OutText.carrier_id).where(OutText.carrier_id.in_(ids))))
    now = clock.now()
    _mark(
        _ACCEPTED,
        (
            {
                "text": parcel.text_id,
                "sid": None if carrier_id in known else carrier_id,
                "now": now,
            }
            for parcel, carrier_id in taken
        ),
    )


def put_back(parcels: Iterable[Parcel]) -> None:
    """They certainly were not handed over: they wait as before."""
    _mark(_PUT_BACK, map(_theirs, parcels))


def unsure(parcels: Iterable[Parcel]) -> None:
    """Nobody can tell whether the carrier has them: they are not sent again until it is known."""
    _mark(_UNSURE, map(_theirs, parcels))


def try_later(refused: Iterable[tuple[Parcel, int | None, float | None]]) -> None:
    """The carrier certainly did not take these, and gave this code and asked for these seconds:
    each waits a while, until it expires."""
    _mark(
        _TRY_LATER,
        (
            {**_theirs(parcel), **_later(parcel, code, _wait(parcel.tries, asked_for))}
            for parcel, code, asked_for in refused
        ),
    )


def settings_are_wrong(refused: Iterable[tuple[Parcel, int | None]]) -> None:
    """The carrier takes nothing from us as things are: the text waits, and lets others try."""
    rows = (
        {**_theirs(parcel), **_later(parcel, code, UNTIL_SETTINGS_TRY)} for parcel, code in refused
    )
    _mark(_TRY_LATER, rows)


def _later(parcel: Parcel, code: int | None, wait: timedelta) -> dict[str, Any]:
    return {"due": clock.now() + wait, "more": parcel.tries + 1, "code": code}


def _wait(tries: int, asked_for: float | None) -> timedelta:
    doubled = min(FIRST_WAIT * float(2 ** min(tries, 10)), LONGEST_WAIT)
    asked = min(timedelta(seconds=asked_for or 0), LONGEST_ASKED)
    return max(doubled * random.uniform(0.8, 1.2), asked * random.uniform(1.0, 1.2))


def refused(parcel: Parcel, fate: Fate, code: int | None) -> None:
    """The carrier did not take it, and will not."""
    holders = _lock_holders(OutText.id == parcel.text_id, fate)
    text = db.session.scalar(
        select(OutText)
        .where(
            OutText.id == parcel.text_id,
            OutText.claimed_by == parcel.worker,
            OutText.state.in_([TextState.SENDING, TextState.UNKNOWN]),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if text is None:
        return
    text.state = TextState.SKIPPED if fate == Fate.STOPPED else TextState.FAILED
    text.carrier_code = None if fate == Fate.STOPPED else code
    _follow(text, fate, code, holders)


# -- receipts ----------------------------------------------------------------------------------


def receipt(
    text_id: int | None,
    carrier_id: str,
    news: TextState,
    code: int | None = None,
    fate: Fate | None = None,
) -> bool:
    """The carrier says what became of a text: our own reference, if it brought it, and its id.

    `fate`: what it means if it did not arrive. False if the text is not ours or this is old news.
    """
    known = _known_as(text_id, carrier_id)
    holders = _lock_holders(known, fate)
    text = _told_of(known)
    if text is None or RANK.get(text.state, 9) >= RANK[news]:
        return False
    text.carrier_id, text.carrier_code = carrier_id, code
    text.sent_at = text.sent_at or _when_taken(text)
    text.state = news
    if news in DID_NOT_ARRIVE:
        _follow(text, fate or Fate.FOR_A_PERSON, code, holders)
    else:
        text.why = None
        if news == TextState.DELIVERED:
            line.goes_on(text.to, _when_taken(text), by_receipt=True)
    return True


def is_news(text_id: int | None, carrier_id: str, news: TextState) -> bool:
    """Whether a receipt says more of a text than we know. Outside an act, and cheap: most receipts
    tell what was said already, and take no turn at the database."""
    query = select(OutText.state).where(_known_as(text_id, carrier_id))
    return any(RANK.get(state, 9) < RANK[news] for state in db.session.scalars(query))


def number_of(carrier_id: str) -> str:
    """The number that the text with this id of the carrier's went to."""
    return db.session.scalars(select(OutText.to).where(OutText.carrier_id == carrier_id)).one()


def _known_as(text_id: int | None, carrier_id: str) -> ColumnElement[bool]:
    """By the carrier's id; or by our reference, as long as we do not know another id for it."""
    known = OutText.carrier_id == carrier_id
    if text_id is None:
        return known
    return known | ((OutText.id == text_id) & OutText.carrier_id.is_(None))


def _told_of(known: ColumnElement[bool]) -> OutText | None:
    return db.session.scalar(
        select(OutText)
        .where(known)
        .order_by(OutText.carrier_id.is_(None))
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _when_taken(text: OutText) -> datetime:
    """A receipt may be the first we hear: then it went out when it was taken to the carrier."""
    return text.claimed_at or clock.now()


# -- what follows ------------------------------------------------------------------------------


def _lock_holders(which: ColumnElement[bool], fate: Fate | None) -> list[Parent]:
    """Everybody who has the number that this text went to, where its fate is theirs, too. Parents
    are locked before texts, as whoever changes both does."""
    if fate not in (Fate.BAD_NUMBER, Fate.STOPPED):
        return []
    query = (
        select(Parent)
        .join(OutText, OutText.to == Parent.number)
        .where(which)
        .order_by(Parent.id)
        .with_for_update(of=Parent)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def _follow(text: OutText, fate: Fate, code: int | None, holders: list[Parent]) -> None:
    """It did not arrive: so what it asked was never asked, unless it is asked once more."""
    text.why = WhyNot.OPTED_OUT if fate == Fate.STOPPED else delivery.reason(code)
    match fate:
        case Fate.BAD_NUMBER:
            _number_is_wrong(text, holders)
        case Fate.STOPPED:
            for parent in holders:
                contact.stop_texts(parent.id, By(Face.TEXT, parent_id=parent.id))
        case Fate.SETTINGS:
            # The text is as good as before: however often that happens, it is not given up.
            try_again(text, UNTIL_SETTINGS_TRY)
        case Fate.ONE_MORE if is_old_news(text):
            pass  # something newer has been said since
        case Fate.ONE_MORE:
            if text.second_try_of or _is_halted(text) or not try_again(text, SECOND_TRY_AFTER):
                _a_person_tells(text)
        case Fate.FOR_A_PERSON:
            _a_person_tells(text)
    if text.answered_at is None:
        text.answered_at = clock.now()
        db.session.flush()
        if text.question and text.parent_id:
            open_again(text.parent_id, text.made_at)


def _a_person_tells(text: OutText) -> None:
    """Nobody rings somebody with whom contact was held after the text had left."""
    if text.parent_id is None or not is_barred(text.parent_id, text.child_id):
        ask_office(TaskKind.TEXT_FAILED, parent_id=text.parent_id)


def _is_halted(text: OutText) -> bool:
    """Whether somebody has stopped the invitations of this text's round."""
    if text.kind not in (Kind.INVITATION, Kind.NUDGE):
        return False
    stopped = select(Round.texts_stopped_at).where(Round.id == text.round_id)
    return db.session.scalar(stopped) is not None


def _number_is_wrong(text: OutText, holders: list[Parent]) -> None:
    """One task for the office and no more texts, not a row of failures."""
    for parent in holders:
        if parent.number_state != NumberState.WRONG:
            parent.number_state = NumberState.WRONG
            record(CLOCK, Deed.NUMBER_CHANGED, parent_id=parent.id, found=NumberState.WRONG.value)
        if not is_barred(parent.id, None):
            ask_office(TaskKind.WRONG_NUMBER, parent_id=parent.id)
    if not holders:
        _a_person_tells(text)
