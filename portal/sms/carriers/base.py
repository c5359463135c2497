"""What every carrier is to us: it takes one text, and says in our words how that went.

Here are the words, and the one table that sorts a carrier's error codes into them. Not here: how
a carrier is reached (a file each, beside this one), what becomes of a text after each answer
(deliver), and the states a text moves through (the outbox).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import NamedTuple, Protocol


class Answer(Enum):
    """How the carrier answered a text we handed over."""

    ACCEPTED = "accepted"  # taken, and it has an id
    TRY_LATER = "try_later"  # certainly not taken: safe to hand over again
    UNKNOWN = "unknown"  # perhaps taken: never handed over again without asking first
    BAD_NUMBER = "bad_number"  # this number will never get a text: a person must look
    OPTED_OUT = "opted_out"  # the parent wrote STOP to the carrier
    MISCONFIGURED = "misconfigured"  # no text can go until somebody mends the settings
    OUR_FAULT = "our_fault"  # the portal built a text that no carrier would take
    REFUSED = "refused"  # a reason not known here: never again by itself, a person must look


@dataclass(frozen=True)
class Outcome:
    """The carrier's answer to one text, with what it said along with it."""

    answer: Answer
    carrier_id: str | None = None  # the carrier's own id of the text, when it took it
    code: int | None = None  # the carrier's error code, when it gave one
    retry_after: float | None = None  # seconds it asked us to wait, when it did


class Carrier(Protocol):
    """A way out for texts. Several threads may use one carrier at the same time."""

    def send(self, to: str, body: str, reference: str) -> Outcome:
        """Hands over one text, once, and says how that went.

        `to` is in E.164 form (+447700900123), `body` at most 1,600 characters. `reference` is our
        own id of the text; it comes back with every receipt. Whatever the carrier or the line
        does is an Outcome: only a mistake of ours raises.
        """

    def close(self) -> None:
        """Lets go of open lines; the next text opens a new one.

        To be called when there is nothing more to send: a line left lying open may be cut along
        the way unnoticed, and then nobody knows whether the next text got through.
        """


class Meaning(NamedTuple):
    """What an error code is to us, and why, in words for the office."""

    answer: Answer
    reason: str


# Twilio's codes, from https://www.twilio.com/docs/api/errors. A code that is not here is REFUSED.
CODES: Mapping[int, Meaning] = {
    # Nothing is wrong with the text: it was not its turn.
    20429: Meaning(Answer.TRY_LATER, "too many texts at once for the carrier"),
    21611: Meaning(Answer.TRY_LATER, "too many texts already wait at the school's number"),
    21730: Meaning(Answer.TRY_LATER, "the carrier is being repaired"),
    # Nothing sent to this number will ever arrive.
    21211: Meaning(Answer.BAD_NUMBER, "this is not a phone number"),
    21265: Meaning(Answer.BAD_NUMBER, "this is a short number of a company"),
    21266: Meaning(Answer.BAD_NUMBER, "this is the school's own number for texts"),
    21268: Meaning(Answer.BAD_NUMBER, "this is a premium or information number"),
    21612: Meaning(Answer.BAD_NUMBER, "texts from the school cannot reach this number"),
    21614: Meaning(Answer.BAD_NUMBER, "this is not a mobile number"),
    21635: Meaning(Answer.BAD_NUMBER, "this is a landline"),
    # The parent said no. Only the parent's own START undoes it.
    21610: Meaning(Answer.OPTED_OUT, "the parent wrote STOP"),
    # Every other text would fail in the same way, until somebody mends it at Twilio or here.
    10001: Meaning(Answer.MISCONFIGURED, "the Twilio account is not active"),
    20003: Meaning(Answer.MISCONFIGURED, "Twilio does not know this account and token"),
    20005: Meaning(Answer.MISCONFIGURED, "the Twilio account is not active"),
    20404: Meaning(Answer.MISCONFIGURED, "Twilio has no such account"),
    21212: Meaning(Answer.MISCONFIGURED, "the school's number for texts is not a number"),
    21408: Meaning(Answer.MISCONFIGURED, "the Twilio account may not text this country"),
    21601: Meaning(Answer.MISCONFIGURED, "the school's number cannot send texts"),
    21603: Meaning(Answer.MISCONFIGURED, "no number to send from is set"),
    21606: Meaning(Answer.MISCONFIGURED, "the school's number cannot send texts"),
    21607: Meaning(Answer.MISCONFIGURED, "a Twilio trial account has one number to send from"),
    21608: Meaning(Answer.MISCONFIGURED, "a Twilio trial account texts only verified numbers"),
    21659: Meaning(Answer.MISCONFIGURED, "the school's number is not at Twilio"),
    21660: Meaning(Answer.MISCONFIGURED, "the school's number is in another Twilio account"),
    21661: Meaning(Answer.MISCONFIGURED, "the school's number cannot send texts"),
    21701: Meaning(Answer.MISCONFIGURED, "Twilio has no such messaging service"),
    21703: Meaning(Answer.MISCONFIGURED, "the messaging service has no number"),
    21704: Meaning(Answer.MISCONFIGURED, "the messaging service has no number for texts"),
    21705: Meaning(Answer.MISCONFIGURED, "the messaging service's id is not one"),
    70051: Meaning(Answer.MISCONFIGURED, "the Twilio account may not send texts with this key"),
    90010: Meaning(Answer.MISCONFIGURED, "the Twilio account is not active"),
    # The portal should never have handed this over.
    21602: Meaning(Answer.OUR_FAULT, "the text is empty"),
    21604: Meaning(Answer.OUR_FAULT, "the text has no number to go to"),
    21609: Meaning(Answer.OUR_FAULT, "PORTAL_PUBLIC_URL is no address that Twilio can call"),
    21617: Meaning(Answer.OUR_FAULT, "the text is longer than 1,600 characters"),
    21619: Meaning(Answer.OUR_FAULT, "the text is empty"),
    21658: Meaning(Answer.OUR_FAULT, "the text is longer than 1,600 characters"),
}


def sort_answer(status: int, code: int | None) -> Answer:
    """What an HTTP answer that brought no carrier's id means: its status, and its code if any.

    Above all, only what certainly was not taken may be anything but UNKNOWN.
    """
    if status < 300 or status >= 500 or status == 408:
        return Answer.UNKNOWN
    if code is not None and code in CODES:
        return CODES[code].answer
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

    @property
    def rank(self) -> int:
        """Receipts come in any order: only one with a higher rank than the last is news."""
        return _RANKS[self]


# That a phone got it outweighs an earlier guess that it did not; the two guesses are equals.
_RANKS = {
    Receipt.SENT: 1,
    Receipt.FAILED: 2,
    Receipt.UNDELIVERED: 2,
    Receipt.DELIVERED: 3,
}

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
