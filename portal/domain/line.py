"""The line to the carrier, as all workers see it: whose turn it is, and why it may stand still.

A worker reserves its turns on the one `CarrierLine`, so that any number of workers together send
no faster than the school's setting. A `Standstill` says why nothing goes out at the moment (to
everybody, or to one country): the carrier refuses our settings, or cannot be reached. Texts stay
queued meanwhile, the office reads why, and one text at a time tries whether it is mended.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import phonenumbers
from sqlalchemy import ColumnElement, String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db, insert_once
from portal.domain.history import named
from portal.domain.outbox import WAITS, OutText, in_the_day

log = logging.getLogger(__name__)

LOOK_AHEAD = timedelta(seconds=1)
"""Turns are reserved no further ahead than this, so that what is taken is soon handed over."""
LONG_DUE = timedelta(minutes=10)
"""A text that was due so long ago, while nothing was taken: no worker runs."""
ASTRAY = timedelta(minutes=1)
"""A next turn further away than this was reserved before the machine's clock was put back."""


class CarrierLine(Base):
    """One row, with id 1."""

    __tablename__ = "carrier_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    next_turn_at: Mapped[datetime | None]
    """From when on the next text may be handed over."""
    inbound_listed_at: Mapped[datetime | None]
    """Up to when the carrier's own list of what parents wrote has been looked through."""


class WhyStill(StrEnum):
    """Why nothing is handed over."""

    NOBODY_SENDS = "nobody sends"
    """No row says this: it shows in what lies about (`standstills`)."""
    SETTINGS = "settings"
    UNREACHABLE = "unreachable"
    RECEIPTS = "receipts"
    """The carrier takes the texts, and then its receipts say that our settings stop them."""


FIRST_WAIT = {
    WhyStill.SETTINGS: timedelta(minutes=1),
    WhyStill.UNREACHABLE: timedelta(seconds=15),
    WhyStill.RECEIPTS: timedelta(minutes=1),
}
LONGEST_WAIT = {
    WhyStill.SETTINGS: timedelta(minutes=1),
    WhyStill.UNREACHABLE: timedelta(minutes=5),
    WhyStill.RECEIPTS: timedelta(minutes=15),
}
"""Until the next try: doubled each time, up to the longest. A text that tries in vain waits, and
where the carrier takes it first, each try is a text of its own."""


class Standstill(Base):
    """none -> standing still -> tried (one text, at `next_try_at`) -> none | standing still"""

    __tablename__ = "standstill"

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(6), unique=True)
    """The beginning of the numbers it is about, such as "+48"; empty for all."""
    why: Mapped[WhyStill] = mapped_column(named(WhyStill))
    code: Mapped[int | None]
    since: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]

    def concerns(self) -> ColumnElement[bool]:
        """The texts it holds back."""
        return OutText.to.startswith(self.scope, autoescape=True)


@dataclass(frozen=True)
class Standing:
    """A standstill as the office reads it. `country`: the calling code it is about, "" for all;
    `code`: the carrier's, which `wording.delivery` says in words; `texts`: how many wait."""

    country: str
    why: WhyStill
    code: int | None
    since: datetime
    texts: int


def standstills() -> list[Standing]:
    """Why texts are not going out at the moment, the longest first; nothing if they are."""
    found = db.session.scalars(select(Standstill).order_by(Standstill.since, Standstill.id)).all()
    standing = [
        Standing(one.scope, one.why, one.code, one.since, _waiting(one.concerns())) for one in found
    ]
    return standing or _nobody_sends()


def _nobody_sends() -> list[Standing]:
    """What is due lies about, and no worker has taken anything for a while."""
    now = clock.now()
    late = now - LONG_DUE
    last_turn = db.session.scalar(select(CarrierLine.next_turn_at))
    if in_the_day(late) != late or (last_turn and last_turn > late):
        return []
    lies = WAITS, OutText.due_at <= late, OutText.expires_at > now
    since, texts = db.session.execute(
        select(func.min(OutText.due_at), func.count()).where(*lies)
    ).one()
    return [Standing("", WhyStill.NOBODY_SENDS, None, since, texts)] if texts else []


def _waiting(which: ColumnElement[bool]) -> int:
    due = (OutText.due_at <= clock.now()) | (OutText.tries > 0)
    query = select(func.count(OutText.id)).where(WAITS, which, due)
    return db.session.scalar(query) or 0


def country_of(number: str) -> str:
    """The beginning of all numbers of this number's country: "+48"."""
    return f"+{phonenumbers.parse(number).country_code}"


# -- turns -----------------------------------------------------------------------------------------


def lock() -> CarrierLine:
    """The line, locked: who takes texts does it alone. In an act, before anything else."""
    query = select(CarrierLine).with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        insert_once(CarrierLine, [CarrierLine.id], {"id": 1})
        found = db.session.scalars(query).one()
    return found


def next_turn(line: CarrierLine) -> datetime | None:
    """When the next text may be handed over; None if others have all turns of the near future."""
    now = clock.now()
    turn = max(line.next_turn_at or now, now)
    if turn > now + ASTRAY:
        return now
    return turn if turn <= now + LOOK_AHEAD else None


def reserve(line: CarrierLine, first: datetime, count: int, interval: timedelta) -> None:
    """So many turns from `first` on are taken. A turn must not be longer than `ASTRAY`."""
    line.next_turn_at = first + count * min(interval, ASTRAY)


# -- standing still --------------------------------------------------------------------------------


def standing_still() -> list[Standstill]:
    """Every standstill, locked against a second try at the same time. In an act."""
    query = select(Standstill).order_by(Standstill.id).with_for_update()
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def may_try(still: Standstill) -> bool:
    """Whether it is time for one text to find out."""
    return still.next_try_at <= clock.now()


def trying(still: Standstill) -> None:
    """One text finds out; the next not before a while has passed."""
    still.next_try_at = clock.now() + _wait(still.why, still.tries + 1)
    still.tries += 1


def _wait(why: WhyStill, tries: int) -> timedelta:
    doubled = FIRST_WAIT[why] * float(2 ** min(tries, 10))
    return min(doubled, LONGEST_WAIT[why])


def stand_still(why: WhyStill, code: int | None = None, scope: str = "") -> None:
    """Nothing goes out to these numbers from now on, until a try succeeds. In an act."""
    now = clock.now()
    row = {
        "scope": scope,
        "why": why,
        "code": code,
        "since": now,
        "tries": 0,
        "next_try_at": now + _wait(why, 0),
    }
    if insert_once(Standstill, [Standstill.scope], row):
        log.error("no texts go out%s: %s, code %s", scope and f" to {scope}", why, code)
        return
    # A wrong setting is what somebody can mend: it is the better thing to read.
    weaker = [WhyStill.UNREACHABLE] if why != WhyStill.UNREACHABLE else []
    db.session.execute(
        update(Standstill)
        .where(Standstill.scope == scope, (Standstill.why == why) | Standstill.why.in_(weaker))
        .values(why=why, code=code)
    )


def goes_on(to: str, claimed_at: datetime, *, by_receipt: bool = False) -> None:
    """The carrier's answer to a text to this number (or `by_receipt`, what became of it) shows
    that the way is free. In an act.

    Where the settings were at fault only a text counts that went to try: others were on their way
    already as it began.
    """
    for still in db.session.scalars(select(Standstill).order_by(Standstill.id).with_for_update()):
        tried = still.tries > 0 and claimed_at >= still.since
        if not to.startswith(still.scope) or by_receipt != (still.why == WhyStill.RECEIPTS):
            continue
        if still.why == WhyStill.UNREACHABLE or tried:
            log.warning("texts go out again%s", still.scope and f" to {still.scope}")
            db.session.delete(still)


def is_standing_still() -> bool:
    """Whether there is any standstill; outside an act, and cheap."""
    return db.session.scalar(select(Standstill.id).limit(1)) is not None
