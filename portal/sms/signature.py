"""The carrier's signature: who really sent what arrives at our webhooks.

The scheme is Twilio's (https://www.twilio.com/docs/usage/webhooks/webhooks-security), also for the
simulator. Not here: reading the request, and what a stranger is told. Of Twilio's package this
loads one small file, and none of what is needed to send.
"""

import hmac
from collections.abc import Mapping
from urllib.parse import urlparse

from twilio.request_validator import RequestValidator, add_port, remove_port

Form = Mapping[str, str | list[str]]


def webhook_address(public_url: str, path: str, query_string: str = "") -> str:
    """The address as the carrier wrote and signed it.

    `public_url` is PORTAL_PUBLIC_URL, `path` the webhook's own fixed path, and `query_string` is
    raw, as in environ["QUERY_STRING"]: what a framework has decoded no longer bears the signature.
    """
    question = f"?{query_string}" if query_string else ""
    return f"{public_url.rstrip('/')}{path}{question}"


def signed(url: str, form: Form, auth_token: str) -> str:
    """The value of X-Twilio-Signature for this form, posted to this address.

    Every field counts, new, empty or untrimmed ones too; one with several values is a list.
    Raises UnicodeEncodeError for half a character, which nobody can have signed.
    """
    signature = RequestValidator(auth_token).compute_signature(url, _Fields(form))
    return str(signature)


def is_genuine(url: str, form: Form, signature: str | None, auth_token: str) -> bool:
    """Whether whoever posted this form to this address holds `auth_token`. Never raises.

    The carrier signs an address sometimes with its port and sometimes without: either will do.
    """
    parts = urlparse(url)
    try:
        expected = [signed(way, form, auth_token) for way in (remove_port(parts), add_port(parts))]
    except UnicodeEncodeError:
        return False
    shown = (signature or "").encode("utf-8", "replace")
    return any([hmac.compare_digest(one.encode(), shown) for one in expected])


class _Fields(dict[str, list[str]]):
    """A form in the shape the validator reads: every field a list, with getall."""

    def __init__(self, form: Form) -> None:
        super().__init__(
            (name, [value] if isinstance(value, str) else list(value))
            for name, value in form.items()
        )

    def getall(self, name: str) -> list[str]:
        return self[name]
