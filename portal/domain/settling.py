"""What the carrier's own list tells: whether it took a text, what became of one, what came in.

A text that nobody marked (its worker died, or the carrier's answer was lost on the way) is looked
for in the list after a grace. Found: it was sent. Confirmed absent: it waits again, or is let go of
if it is too late. Listing is done elsewhere (`sms.enquiries`), with no transaction open; the act
that settles looks again whether the texts still are as they were when the list was asked for.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update

from portal import clock
from portal.db import db
from portal.domain import line, restored
from portal.domain.line import CarrierLine
from portal.domain.outbox import UNREPORTED, UNSETTLED, OutText, TextState
from portal.wording import segments
from portal.wording.texts import LINK

HANDED_OVER = timedelta(seconds=60)
"""From the claim on, until the carrier has answered or never will: the lease (`sms.deliver`), the
line's opening and the longest silence (`carriers.twilio`), and some more. The grace is this and
the time a text takes to stand in the list."""
LOOK_AGAIN = timedelta(minutes=1)
"""Where the list could not be read."""
CLOCKS_APART = timedelta(minutes=2), timedelta(hours=1)
"""How far the carrier's clock may be behind ours: usually, and if nothing better is found."""

NO_RECEIPT_FOR = timedelta(hours=1)
ASK_AGAIN_AFTER = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=3)

OVERLAP = timedelta(hours=1)
FURTHEST_BACK = timedelta(days=3)


@dataclass(frozen=True)
class OnList:
    """A text of ours in the carrier's list."""

    carrier_id: str
    body: str
    made_at: datetime


@dataclass(frozen=True)
class Doubt:
    """All texts to one number of which nobody can tell whether the carrier has them: their ids,
    and when each was claimed."""

    number: str
    claims: dict[int, datetime]

    @property
    def since(self) -> datetime:
        return min(self.claims.values()) - CLOCKS_APART[1]


def is_any_lost(lag: timedelta) -> bool:
    """Whether a worker died with texts in its hands. `lag`, here and below: until what the carrier
    took stands in its list."""
    return db.session.scalar(select(OutText.id).where(*_lost(lag)).limit(1)) is not None


def lose_sight_of_old(lag: timedelta) -> int:
    """Texts whose worker died on the way to the carrier become unknown. Returns how many."""
    lost = db.session.scalars(
        update(OutText)
        .where(*_lost(lag))
        .values(state=TextState.UNKNOWN)
        .returning(OutText.id)
        .execution_options(synchronize_session=False)
    )
    return len(lost.all())


def _lost(lag: timedelta) -> tuple[ColumnElement[bool], ...]:
    old = OutText.claimed_at <= clock.now() - HANDED_OVER - lag
    return UNSETTLED, OutText.state == TextState.SENDING, old


def doubts(lag: timedelta, count: int) -> list[Doubt]:
    """Up to so many numbers whose texts are to be looked for in the list now, the oldest first.

    Not while another text to the number is on its way: it could be mistaken for the older one.
    """
    now = clock.now()
    ripe = (
        select(OutText.to)
        .where(UNSETTLED)
        .group_by(OutText.to)
        .having(
            func.max(OutText.claimed_at) <= now - HANDED_OVER - lag,
            func.count().filter(OutText.state == TextState.SENDING) == 0,
            func.coalesce(func.max(OutText.looked_at), now - LOOK_AGAIN) <= now - LOOK_AGAIN,
        )
        .order_by(func.min(OutText.claimed_at))
        .limit(count)
    )
    numbers = list(db.session.scalars(ripe))
    query = select(OutText.to, OutText.id, OutText.claimed_at).where(
        UNSETTLED, OutText.to.in_(numbers)
    )
    claims: dict[str, dict[int, datetime]] = {number: {} for number in numbers}
    for number, text_id, claimed_at in db.session.execute(query):
        if claimed_at:
            claims[number][text_id] = claimed_at
    return [Doubt(number, found) for number, found in claims.items() if found]


def still_in_the_dark(doubt: Doubt) -> None:
    """The list could not be read: the texts stay as they are, and are looked for again later."""
    db.session.execute(
        update(OutText)
        .where(UNSETTLED, OutText.id.in_(doubt.claims))
        .values(looked_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def settle(doubt: Doubt, listed: Sequence[OnList]) -> list[str]:
    """Settle these texts by what stands in the carrier's list of this number.

    Returns the carrier's ids of those found; nothing is done if the texts have moved on meanwhile:
    a receipt came, or another worker took one.
    """
    texts = db.session.scalars(
        select(OutText)
        .where(UNSETTLED, OutText.to == doubt.number)
        .order_by(OutText.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if {text.id: text.claimed_at for text in texts} != doubt.claims:
        return []
    ids = [one.carrier_id for one in listed]
    known = set(db.session.scalars(select(OutText.carrier_id).where(OutText.carrier_id.in_(ids))))
    found = _which_is_which(texts, [one for one in listed if one.carrier_id not in known])
    for text in texts:
        text.looked_at = None
        if text.id in found:
            text.state, text.carrier_id = TextState.SENT, found[text.id].carrier_id
            text.sent_at, text.carrier_code = text.claimed_at, None
        elif text.expires_at <= clock.now():
            text.state = TextState.EXPIRED
            text.answered_at = text.answered_at or clock.now()
        else:
            text.state, text.claimed_at, text.claimed_by = TextState.QUEUED, None, None
            text.tries += 1  # so that later texts to the phone still wait for it
    return [one.carrier_id for one in found.values()]


def _which_is_which(texts: Iterable[OutText], listed: list[OnList]) -> dict[int, OnList]:
    """Which text on the list is which of ours: each is found once. The last claimed has the last
    that fits, for what was claimed later cannot have been taken before."""
    latest_first = sorted(texts, key=lambda text: (text.claimed_at, text.id), reverse=True)
    left = sorted(listed, key=lambda one: one.made_at, reverse=True)
    found: dict[int, OnList] = {}
    for apart in CLOCKS_APART:
        for text in latest_first:
            if text.id in found or text.claimed_at is None:
                continue
            words, since = _pattern(text.body), text.claimed_at - apart
            for one in left:
                if one.made_at >= since and words.fullmatch(_plain(one.body)):
                    found[text.id] = one
                    left.remove(one)
                    break
    return found


def _pattern(body: str) -> re.Pattern[str]:
    """What this text may look like in the list: with whichever link it went out, and with what a
    trial account puts before it."""
    words = re.escape(_plain(body)).replace(re.escape(LINK), r"\S+/t/[a-z2-7]+")
    return re.compile(rf"(?:Sent from your Twilio trial account - )?{words}")


def _plain(body: str) -> str:
    return " ".join(segments.clean(body).split())


# -- receipts that do not come -----------------------------------------------------------------


def without_receipt(count: int) -> list[str]:
    """Up to so many texts (the carrier's ids) of which it has not said what became of them."""
    now = clock.now()
    asked_lately = OutText.looked_at > now - ASK_AGAIN_AFTER
    query = (
        select(OutText.carrier_id)
        .where(
            UNREPORTED,
            OutText.sent_at <= now - NO_RECEIPT_FOR,
            OutText.sent_at > now - GIVE_UP_AFTER,
            OutText.carrier_id.is_not(None),
            or_(OutText.looked_at.is_(None), ~asked_lately),
        )
        .order_by(OutText.sent_at)
        .limit(count)
    )
    return [one for one in db.session.scalars(query) if one]


def asked_about(carrier_id: str) -> None:
    """The carrier was asked what became of this text."""
    db.session.execute(
        update(OutText).where(OutText.carrier_id == carrier_id).values(looked_at=clock.now())
    )


# -- texts that came in, and never reached us --------------------------------------------------


def look_for_inbound_since() -> datetime | None:
    """From when on the carrier's list of texts to the school is to be looked through; None while
    there is nothing to look for: a school begins with what comes in from its first day on."""
    listed_at: datetime | None = db.session.scalar(select(CarrierLine.inbound_listed_at))
    if listed_at is None:
        return None
    furthest_back = clock.now() - FURTHEST_BACK
    since_backup = restored.lately()
    if since_backup:
        furthest_back = min(furthest_back, since_backup.backup_at)
    return max(listed_at - OVERLAP, furthest_back)


def inbound_listed(up_to: datetime) -> None:
    """The list has been looked through up to this moment."""
    line.lock().inbound_listed_at = up_to
