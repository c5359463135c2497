"""A text's last steps: who takes it to the carrier, whether it may still go, what became of it.

Taking and marking are acts of their own, with no transaction open while the carrier is spoken to
(`sms.deliver` does that). Every verb here runs inside the caller's `act()` and may be done twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update

from portal import clock
from portal.db import db
from portal.domain import contact, links, tell
from portal.domain.history import CLOCK, By, Deed, Face, record
from portal.domain.outbox import Kind, OutText, TextState, in_the_day
from portal.domain.people import (
    NumberState,
    Parent,
    WhyNot,
    blocked_numbers,
    why_not_anything,
    why_not_number,
)
from portal.domain.tasks import TaskKind, ask_office
from portal.wording import segments
from portal.wording.texts import LINK

GRACE = timedelta(minutes=5)
"""A text that its worker has not marked for this long has lost its worker. Far longer than a
carrier's slowest answer."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=15)
"""Before a text is tried again: doubled each time, up to the longest."""
OTHER_NUMBER = "the parent has another number now"

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


@dataclass(frozen=True)
class Parcel:
    """A text as it goes to the carrier: the link filled in, the words cleaned."""

    text_id: int
    to: str
    body: str


def is_any_due() -> bool:
    """Whether a text waits that can go out now, or must be let go of."""
    waits = OutText.state == TextState.QUEUED
    over = waits & (OutText.expires_at <= clock.now())
    return db.session.scalar(select(OutText.id).where(or_(_due_now(), over)).limit(1)) is not None


def _due_now() -> ColumnElement[bool]:
    """In quiet hours only what answers a parent's own message."""
    now = clock.now()
    due = and_(OutText.state == TextState.QUEUED, OutText.due_at <= now, OutText.expires_at > now)
    return due if in_the_day(now) == now else and_(due, OutText.any_hour)


def expire() -> int:
    """Let go of texts that are too late to be useful. Returns how many."""
    gone = db.session.scalars(
        update(OutText)
        .where(OutText.state == TextState.QUEUED, OutText.expires_at <= clock.now())
        .values(state=TextState.EXPIRED, answered_at=clock.now())
        .returning(OutText.id)
    )
    return len(gone.all())


def take(worker: str, count: int, public_url: str) -> list[Parcel]:
    """Take up to `count` texts that are due, the most urgent first, and none to one phone twice.

    Each is now this worker's: nobody else will send it. Those that may not be sent any more are
    skipped, with the rule that says so.
    """
    due = (
        select(OutText.id)
        .where(_due_now())
        .order_by(OutText.urgency, OutText.due_at, OutText.id)
        .limit(count)
        .with_for_update(skip_locked=True)
    )
    taken = db.session.scalars(
        update(OutText)
        .where(OutText.id.in_(select(due.cte("due").c.id)))
        .values(state=TextState.SENDING, claimed_at=clock.now(), claimed_by=worker)
        .returning(OutText.id)
        .execution_options(synchronize_session=False)
    ).all()
    return _packed(list(taken), public_url)


def _packed(ids: list[int], public_url: str) -> list[Parcel]:
    texts = db.session.scalars(
        select(OutText)
        .where(OutText.id.in_(ids))
        .order_by(OutText.urgency, OutText.due_at, OutText.id)
        .execution_options(populate_existing=True)
    ).all()
    parcels: dict[str, Parcel] = {}
    for text in texts:
        if text.to in parcels:
            # Two at once could overtake each other on the way to one phone.
            _put_back(text)
        elif why := why_not_send(text):
            _end(text, TextState.SKIPPED, why)
        else:
            parcels[text.to] = Parcel(text.id, text.to, _words(text, public_url))
    return list(parcels.values())


def why_not_send(text: OutText) -> str | None:
    """Which rule keeps this text from going out now, or None."""
    if text.parent_id is None:
        return None
    parent = db.session.get_one(Parent, text.parent_id)
    if parent.number != text.to:
        return OTHER_NUMBER
    if parent.opted_out_at:
        return WhyNot.OPTED_OUT
    if text.kind == Kind.CODE:
        return None  # asked for on a page a moment ago, for this very number
    if text.child_id:
        return tell.why_not(parent.id, text.child_id)
    return why_not_anything(parent.id) or why_not_number(parent, blocked_numbers(parent.number))


def _words(text: OutText, public_url: str) -> str:
    words = text.body
    if LINK in words and text.parent_id:
        link = links.link_of(text.parent_id)
        words = words.replace(LINK, address(public_url, link.parent_id, link.generation))
    return segments.clean(words)


def address(public_url: str, parent_id: int, generation: int) -> str:
    """What `{link}` stands for in a text to this parent."""
    return f"{public_url}/t/{links.token(parent_id, generation)}"


def _end(text: OutText, state: TextState, why: str | None, code: int | None = None) -> None:
    """It did not and will not arrive, so what it asked was never asked."""
    text.state, text.why, text.carrier_code = state, why and why[:60], code
    text.answered_at = text.answered_at or clock.now()


def _put_back(text: OutText) -> None:
    text.state, text.claimed_at, text.claimed_by = TextState.QUEUED, None, None


# -- what the carrier answered -----------------------------------------------------------------


def _still_on_its_way(text_id: int) -> OutText | None:
    """The text, locked, unless a receipt was faster than the carrier's own answer."""
    return db.session.scalar(
        select(OutText)
        .where(OutText.id == text_id, OutText.state.in_([TextState.SENDING, TextState.UNKNOWN]))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def put_back(text_id: int) -> None:
    """It certainly was not handed over: it waits as before."""
    if text := _still_on_its_way(text_id):
        _put_back(text)


def try_later(text_id: int, code: int | None, retry_after: float | None) -> None:
    """The carrier certainly did not take it: it waits a while (`retry_after`: at least these
    seconds), until it expires."""
    if text := _still_on_its_way(text_id):
        _put_back(text)
        doubled = FIRST_WAIT * 2 ** min(text.tries, 10)
        wait = max(min(doubled, LONGEST_WAIT), timedelta(seconds=min(retry_after or 0, 3600)))
        text.due_at, text.tries, text.carrier_code = clock.now() + wait, text.tries + 1, code


def accepted(text_id: int, carrier_id: str | None) -> None:
    """The carrier has it."""
    if text := _still_on_its_way(text_id):
        text.state, text.carrier_id, text.sent_at = TextState.SENT, carrier_id, clock.now()
        text.carrier_code = None


def unsure(text_id: int) -> None:
    """Nobody can tell whether the carrier has it: only a receipt will, and it is not sent again."""
    if text := _still_on_its_way(text_id):
        text.state = TextState.UNKNOWN


def bad_number(text_id: int, code: int | None, why: str) -> None:
    """Nothing will ever arrive at this number: one task for the office, and no more texts."""
    holders = _lock_holders(OutText.id == text_id)
    text = _still_on_its_way(text_id)
    if text is None:
        return
    _end(text, TextState.FAILED, why, code)
    for parent in holders:
        parent.number_state = NumberState.WRONG
        record(CLOCK, Deed.NUMBER_CHANGED, parent_id=parent.id, found=NumberState.WRONG.value)
        ask_office(TaskKind.WRONG_NUMBER, parent_id=parent.id)
    if not holders:
        ask_office(TaskKind.TEXT_FAILED, parent_id=text.parent_id)


def opted_out(text_id: int) -> None:
    """The parent wrote STOP to the carrier: so they stopped texts here, too."""
    holders = _lock_holders(OutText.id == text_id)
    if text := _still_on_its_way(text_id):
        _end(text, TextState.SKIPPED, WhyNot.OPTED_OUT)
        _stop_texts(holders)


def failed(text_id: int, code: int | None, why: str) -> None:
    """The carrier will not take it, and a person must look."""
    if text := _still_on_its_way(text_id):
        _end(text, TextState.FAILED, why, code)
        ask_office(TaskKind.TEXT_FAILED, parent_id=text.parent_id)


def lose_sight_of_old() -> int:
    """Texts whose worker died on the way to the carrier become unknown. Returns how many."""
    lost = db.session.scalars(
        update(OutText)
        .where(OutText.state == TextState.SENDING, OutText.claimed_at <= clock.now() - GRACE)
        .values(state=TextState.UNKNOWN)
        .returning(OutText.id)
    )
    return len(lost.all())


def _lock_holders(which: ColumnElement[bool]) -> list[Parent]:
    """Everybody who has the number that this text went to. Parents are locked before texts, as
    whoever changes both does."""
    query = (
        select(Parent)
        .join(OutText, OutText.to == Parent.number)
        .where(which)
        .order_by(Parent.id)
        .with_for_update(of=Parent)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def _stop_texts(holders: list[Parent]) -> None:
    for parent in holders:
        contact.stop_texts(parent.id, By(Face.TEXT, parent_id=parent.id))


# -- receipts ----------------------------------------------------------------------------------


def receipt(
    text_id: int | None, carrier_id: str, news: TextState, code: int | None, *, stop: bool
) -> bool:
    """The carrier says what became of a text: our own reference, if it brought it, and its id.

    `stop`: it did not arrive because the parent stopped texts. False if the text is not ours or
    this is old news.
    """
    known = _known_as(text_id, carrier_id)
    holders = _lock_holders(known) if stop else []
    text = _told_of(known)
    if text is None or RANK.get(text.state, 9) >= RANK[news]:
        return False
    text.carrier_id, text.carrier_code = carrier_id, code
    text.sent_at = text.sent_at or _when_taken(text)
    text.state = news
    if stop:
        text.why = WhyNot.OPTED_OUT
        _stop_texts(holders)
    elif RANK[news] == RANK[TextState.FAILED]:
        ask_office(TaskKind.TEXT_FAILED, parent_id=text.parent_id)
    return True


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
