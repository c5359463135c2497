"""What became of a text, and why nothing goes out, in words a person in the office understands."""

_STATES = {
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
_CODES = {
    21211: "This is not a phone number",
    21610: "They stopped texts",
    21612: "Texts cannot reach this number",
    21614: "This is not a mobile number",
    21635: "This is a landline",
    30003: "The phone was switched off or out of reach",
    30004: "The network does not let our texts through to this phone",
    30005: "This number no longer works",
    30006: "This is a landline, or its network takes no texts",
    30007: "The network took it for unwanted advertising",
    30008: "The network lost it and does not say why",
}
_ENDED_BADLY = ("undelivered", "failed")
_SETTINGS = {
    10001: "the account with the text carrier is not active",
    20003: "the text carrier does not know the school's account and token",
    21408: "the account may not text this country",
    21606: "the school's number cannot send texts",
    21703: "no number to send from is set up",
}


def outcome_in_words(state: str, code: int | None, why: str | None) -> str:
    """What became of a text: its state, the carrier's error code and our own reason, if any."""
    if state in _ENDED_BADLY and code in _CODES:
        return _CODES[code]
    words = _STATES.get(state, state.capitalize())
    if not why or state in ("sent", "delivered", "queued"):
        return words
    return f"{words.removesuffix(': called back')}: {why}"


def standstill_in_words(why: str, code: int | None) -> str:
    """Why nothing goes out: "settings" (with the carrier's error code) or "unreachable"."""
    if why != "settings":
        return "the text carrier cannot be reached"
    return _SETTINGS.get(code or 0, "the text carrier does not accept the school's settings")
