"""What became of a text, in words that a person in the office understands.

For staff, so in English. Keyed by the plain values of a text's state and of the carrier's error
codes (Twilio's: https://www.twilio.com/docs/api/errors); how the codes are sorted, and what
follows from each, is in `sms.carriers.base`.
"""

from collections.abc import Mapping

LONGEST = 60
"""Letters of a reason: it is kept with the text."""

REASONS: Mapping[int, str] = {
    10001: "The Twilio account is not active.",
    20003: "Twilio does not know this account and token.",
    20005: "The Twilio account is not active.",
    20404: "Twilio has no such account.",
    20429: "Too many texts at once for the carrier.",
    21211: "This is not a phone number.",
    21212: "The school's number for texts is not a number.",
    21265: "This is a short number of a company.",
    21266: "This is the school's own number for texts.",
    21268: "This is a premium or information number.",
    21408: "The Twilio account may not text this country.",
    21601: "The school's number cannot send texts.",
    21602: "The text was empty.",
    21603: "No number to send from is set.",
    21604: "The text had no number to go to.",
    21606: "The school's number cannot send texts.",
    21607: "A Twilio trial account has one number to send from.",
    21608: "A Twilio trial account texts only verified numbers.",
    21609: "PORTAL_PUBLIC_URL is no address that Twilio can call.",
    21610: "The parent wrote STOP.",
    21611: "Too many texts already wait at the school's number.",
    21612: "Texts from the school cannot reach this number.",
    21614: "This is not a mobile number.",
    21617: "The text was longer than 1,600 characters.",
    21619: "The text was empty.",
    21635: "This is a landline.",
    21658: "The text was longer than 1,600 characters.",
    21659: "The school's number is not at Twilio.",
    21660: "The school's number is in another Twilio account.",
    21661: "The school's number cannot send texts.",
    21701: "Twilio has no such messaging service.",
    21703: "The messaging service has no number.",
    21704: "The messaging service has no number for texts.",
    21705: "The messaging service's id is not one.",
    21730: "The carrier is being repaired.",
    30001: "Too many texts waited at the carrier, and this one was lost.",
    30002: "The Twilio account was suspended.",
    30003: "The phone was off or out of reach for too long.",
    30004: "The phone or its network refuses texts from the school.",
    30005: "This number no longer works.",
    30006: "This number cannot get texts: it may be a landline.",
    30007: "The parent's network took the text for spam.",
    30008: "The parent's network lost the text, and does not say why.",
    30017: "The parent's network was too busy.",
    30036: "The text waited too long at the carrier.",
    30410: "The parent's network did not answer in time.",
    30500: "The carrier had a fault of its own.",
    70051: "The Twilio account may not send texts with this key.",
    90010: "The Twilio account is not active.",
}

_STATES: Mapping[str, str] = {
    "queued": "Waiting to go out",
    "sending": "On its way",
    "sent": "On its way",
    "delivered": "Arrived",
    "undelivered": "It did not arrive",
    "unknown": "We cannot tell yet whether it went out",
    "failed": "It could not be sent",
    "expired": "Not sent: it was too late to be of use",
    "cancelled": "Not sent: called back",
    "skipped": "Not sent",
}
_SAYS_ENOUGH = frozenset({"queued", "sending", "sent", "delivered", "unknown", "expired"})
_ENDED_BADLY = frozenset({"undelivered", "failed"})


def reason(code: int | None) -> str:
    """Why the carrier did not bring a text, as one sentence."""
    if not code:
        return "The carrier did not say why."
    return REASONS.get(code) or f"The carrier gave a reason we do not know: {code}."


def outcome_in_words(state: str, code: int | None, why: str | None) -> str:
    """What became of a text: its state, the carrier's error code, the rule that kept it back.

    "Arrived", "This number no longer works", "Not sent: wrong number". An answer of the carrier
    that a text has survived is no longer news.
    """
    if state in _ENDED_BADLY and code and code in REASONS:
        return REASONS[code].rstrip(".")
    words = _STATES.get(state, state.capitalize())
    if not why or state in _SAYS_ENOUGH:
        return words
    return f"{words.removesuffix(': called back')}: {why.rstrip('.')}"


def standstill_in_words(why: str, code: int | None) -> str:
    """Why nothing goes out, as the middle of a sentence: "settings" or "receipts" (with the
    carrier's error code), "unreachable" or "nobody sends"."""
    if why == "unreachable":
        return "the text carrier cannot be reached"
    if why == "nobody sends":
        return "the part of the portal that sends them does not run"
    said = REASONS.get(code or 0, "The text carrier does not accept the school's settings.")
    return said[:1].lower() + said[1:].rstrip(".") if said.startswith("The ") else said.rstrip(".")
