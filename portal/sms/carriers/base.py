"""What every carrier is to us: it takes one text, and says in our words how that went.

Here are the words, and the one table that sorts a carrier's error codes into them, in an answer
and in a receipt alike. Not here: how a carrier is reached (a file each, beside this one), what a
code means to the office (`wording.delivery`), what becomes of a text after each answer (`deliver`),
and the states a text moves through (the outbox).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Protocol


class Answer(Enum):
    """How the carrier answered a text we handed over."""

    ACCEPTED = "accepted"  # taken, and it has an id
    TRY_LATER = "try_later"  # certainly not taken: safe to hand over again
    UNKNOWN = "unknown"  # perhaps taken: never handed over again without asking first
    BAD_NUMBER = "bad_number"  # this number will never get a text: a person must look
    OPTED_OUT = "opted_out"  # the parent wrote STOP to the carrier
    MISCONFIGURED = "misconfigured"  # no text can go until somebody mends the settings
    OUR_FAULT = "our_fault"  # the portal built a text that no carrier would take
    ONE_MORE = "one_more"  # it did not arrive, and may the next time: tried once more at most
    NEVER = "never"  # it would fare no better the next time: never again by itself
    NOT_SENT = "not_sent"  # it was never handed over, by our own choice
    REFUSED = "refused"  # a reason not known here: never again by itself, a person must look


@dataclass(frozen=True)
class Outcome:
    """The carrier's answer to one text, with what it said along with it."""

    answer: Answer
    carrier_id: str | None = None  # the carrier's own id of the text, when it took it
    code: int | None = None  # the carrier's error code, when it gave one
    retry_after: float | None = None  # seconds it asked us to wait, when it did


class CannotTell(Exception):
    """The carrier did not show its list, so nothing is known of what stands in it."""


@dataclass(frozen=True)
class Listed:
    """A text of ours in the carrier's list."""

    carrier_id: str
    to: str
    body: str
    made_at: datetime
    receipt: "Receipt"
    code: int | None = None


@dataclass(frozen=True)
class CameIn:
    """A text in the carrier's list that somebody sent to the school."""

    carrier_id: str
    from_: str
    body: str
    pictures: int
    sent_at: datetime


class Carrier(Protocol):
    """A way out for texts. Several threads may use one carrier at the same time."""

    def send(self, to: str, body: str, reference: str) -> Outcome:
        """Hands over one text, once, and says how that went.

        `to` is in E.164 form (+447700900123), `body` at most 1,600 characters. `reference` is our
        own id of the text; it comes back with every receipt. Whatever the carrier or the line
        does is an Outcome: only a mistake of ours raises.
        """

    def sent_to(self, number: str, since: datetime) -> list[Listed]:
        """All texts of ours to this number that it took since then, and perhaps older ones.

        What it took within the last seconds may not stand there yet (PORTAL_CARRIER_LAG). Raises
        CannotTell unless it has shown the whole list.
        """

    def look_up(self, carrier_id: str) -> Listed | None:
        """One text of ours; None if it knows no such text. Raises CannotTell."""

    def came_in(self, since: datetime) -> list[CameIn]:
        """All texts to the school since then, and perhaps older ones. Raises CannotTell."""

    def close(self) -> None:
        """Lets go of open lines; the next text opens a new one.

        To be called when there is nothing more to send: a line left lying open may be cut along
        the way unnoticed, and then nobody knows whether the next text got through.
        """


# Twilio's codes, from https://www.twilio.com/docs/api/errors; `wording.delivery` says each in
# words. A code that is not here is REFUSED.
CODES: Mapping[int, Answer] = {
    # Nothing is wrong with the text: it was not its turn.
    **dict.fromkeys((20429, 21611, 21730), Answer.TRY_LATER),
    # Nothing sent to this number will ever arrive.
    **dict.fromkeys((21211, 21265, 21266, 21268, 21612, 21614, 21635), Answer.BAD_NUMBER),
    **dict.fromkeys((30005, 30006), Answer.BAD_NUMBER),
    # The parent said no. Only the parent's own START undoes it.
    21610: Answer.OPTED_OUT,
    # Every other text would fail in the same way, until somebody mends it at Twilio or here;
    # 21408 only those to the same country.
    **dict.fromkeys((10001, 20003, 20005, 20404, 30002, 70051, 90010), Answer.MISCONFIGURED),
    **dict.fromkeys((21212, 21408, 21601, 21603, 21606, 21607, 21608), Answer.MISCONFIGURED),
    **dict.fromkeys((21659, 21660, 21661, 21701, 21703, 21704, 21705), Answer.MISCONFIGURED),
    # The portal should never have handed this over.
    **dict.fromkeys((21602, 21604, 21609, 21617, 21619, 21658), Answer.OUR_FAULT),
    # A phone that was off, a network that was busy: later it may be another matter.
    **dict.fromkeys((30001, 30003, 30008, 30017, 30036, 30410, 30500), Answer.ONE_MORE),
    # Somebody along the way wants no such texts; to insist makes it worse.
    **dict.fromkeys((30004, 30007), Answer.NEVER),
}
ONE_COUNTRY = 21408
"""The one wrong setting that concerns a single country's numbers."""


def sort_answer(status: int, code: int | None) -> Answer:
    """What an HTTP answer that brought no carrier's id means: its status, and its code if any.

    Above all, only what certainly was not taken may be anything but UNKNOWN.
    """
    if status < 300 or status >= 500 or status == 408:
        return Answer.UNKNOWN
    if code is not None and code in CODES:
        return CODES[code]
    if status == 429:
        return Answer.TRY_LATER
    # Without a code it is not the carrier who speaks: a wrong address, or a filter in between.
    # It will do the same to every text, so none is given up for it.
    if status == 401 or code is None:
        return Answer.MISCONFIGURED
    return Answer.REFUSED


class Receipt(StrEnum):
    """What a receipt says of a text, in the words of the text's own states."""

    SENT = "sent"  # the carrier has it
    FAILED = "failed"  # it never left the carrier
    UNDELIVERED = "undelivered"  # it left, and the phone did not get it
    DELIVERED = "delivered"  # the phone has it


# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values. The early ones
# are news too: they prove that the carrier took a text of which we were not sure.
_STATUSES = {
    "accepted": Receipt.SENT,
    "scheduled": Receipt.SENT,
    "queued": Receipt.SENT,
    "sending": Receipt.SENT,
    "sent": Receipt.SENT,
    "delivered": Receipt.DELIVERED,
    "read": Receipt.DELIVERED,
    "undelivered": Receipt.UNDELIVERED,
    "failed": Receipt.FAILED,
    "canceled": Receipt.FAILED,
}


def receipt_state(message_status: str, error_code: int | None) -> Receipt | None:
    """What a receipt's MessageStatus and ErrorCode say of the text; None is no news.

    The carrier gives an error code only with a text that did not arrive, so a status we do not
    know is bad news if it has one. CODES says more of a code, such as 21610.
    """
    known = _STATUSES.get(message_status)
    return Receipt.UNDELIVERED if known is None and error_code else known
