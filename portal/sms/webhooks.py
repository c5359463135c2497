"""Where the carrier calls: texts that came in, receipts for those that went out, and somebody who
rings the number that texts come from.

Here they are checked, stored, and answered 200 at once, for a carrier does not call again after an
error. What a text means and what then happens is the worker's (`answer`).
"""

import hashlib
import logging
from urllib.parse import parse_qsl

from flask import Blueprint, Response, current_app, request

from portal.config import Settings
from portal.db import act
from portal.domain import inbox, people, restored
from portal.domain.numbers import read_number
from portal.gates import open_to_anyone
from portal.sms import outcomes
from portal.sms.carriers.base import receipt_state
from portal.sms.carriers.simulator import RECEIPTS, demo_token
from portal.sms.signature import is_genuine, webhook_address

blueprint = Blueprint("sms", __name__)

log = logging.getLogger(__name__)

INBOUND = "/sms/inbound"
VOICE = "/voice/inbound"
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
PUT_THROUGH = '<?xml version="1.0" encoding="UTF-8"?><Response><Dial>{}</Dial></Response>'
RING_THE_SCHOOL = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-GB">This number is for texts'
    " only. Please ring the school.</Say></Response>"
)

Fields = dict[str, str | list[str]]


@blueprint.post(INBOUND)
@open_to_anyone
def inbound() -> Response:
    """A text came in: stored once, whatever it says, and answered with nothing."""
    form, query = _form(request.get_data()), request.environ.get("QUERY_STRING", "")
    return text_came(form, request.headers.get("X-Twilio-Signature"), query)


@blueprint.post(RECEIPTS)
@open_to_anyone
def receipts() -> Response:
    """What became of a text that went out."""
    form, query = _form(request.get_data()), request.environ.get("QUERY_STRING", "")
    return receipt_came(form, request.headers.get("X-Twilio-Signature"), query)


@blueprint.post(VOICE)
@open_to_anyone
def voice() -> Response:
    """Somebody rings the number that texts come from: they are put through to the school."""
    form, query = _form(request.get_data()), request.environ.get("QUERY_STRING", "")
    if not _is_from_carrier(VOICE, query, form, request.headers.get("X-Twilio-Signature")):
        return _stranger()
    school = read_number(people.school().phone).e164
    # Never a circle: a school that gave the number for texts as its phone cannot be rung there.
    reachable = school and school != read_number(_one(form, "To")).e164
    return Response(
        PUT_THROUGH.format(school) if reachable else RING_THE_SCHOOL, mimetype="text/xml"
    )


def signing_token(settings: Settings) -> str | None:
    """What the carrier signs with; None where there is no carrier, and nobody is believed."""
    if settings.twilio:
        return settings.twilio.auth_token
    return demo_token(settings.secret_key) if settings.demo else None


def text_came(form: Fields, signature: str | None, query: str = "") -> Response:
    """Take in one text, if it really comes from the carrier."""
    if not _is_from_carrier(INBOUND, query, form, signature):
        return _stranger()
    with act():
        new = inbox.take_in(
            carrier_id=_id_of(form),
            number=_number(_one(form, "From")),
            body=_one(form, "Body"),
            pictures=_count(_one(form, "NumMedia")),
        )
    if not new:
        log.info("a text came again, and is here already")
    return Response(NOTHING_TO_SAY, mimetype="text/xml")


def receipt_came(form: Fields, signature: str | None, query: str = "") -> Response:
    """Take in one receipt, if it really comes from the carrier."""
    if not _is_from_carrier(RECEIPTS, query, form, signature):
        return _stranger()
    code = _count(_one(form, "ErrorCode")) or None
    news = receipt_state(_one(form, "MessageStatus"), code)
    carrier_id = _one(form, "MessageSid")[:40]
    if news and carrier_id:
        # After a restore our own ids come again: a late receipt must not speak of another text.
        reference = None if restored.lately() else _reference(query)
        outcomes.report(reference, carrier_id, news, code)
    return Response(NOTHING_TO_SAY, mimetype="text/xml")


def _stranger() -> Response:
    return Response("This is not signed by the carrier.\n", 403, mimetype="text/plain")


def _is_from_carrier(path: str, query: str, form: Fields, signature: str | None) -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    token = signing_token(settings)
    if token is None:
        return False
    return is_genuine(webhook_address(settings.public_url, path, query), form, signature, token)


def _form(body: bytes) -> Fields:
    """The fields as they were sent, untrimmed; a field that comes twice is a list.

    Read here and not by the framework, which drops what is not valid and so the signature, too.
    """
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def _one(form: Fields, name: str) -> str:
    value = form.get(name, "")
    return (value if isinstance(value, str) else value[0]).replace("\x00", "")


def _count(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0


def _reference(query: str) -> int | None:
    """Our own id of the text, from the address that we gave the carrier for its receipts."""
    return _count(dict(parse_qsl(query)).get("ref", "")) or None


def _number(raw: str) -> str:
    """As we keep numbers; a sender that is none (a company's name) stays as it came."""
    return read_number(raw).e164 or raw[:30]


def _id_of(form: Fields) -> str:
    """The carrier's id of the text. Without one, what it says: a text that comes again is one."""
    found = _one(form, "MessageSid")[:60]
    return found or hashlib.sha256(repr(sorted(form.items())).encode()).hexdigest()[:60]
