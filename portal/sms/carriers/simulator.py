"""The demo's carrier: it takes every text and brings none anywhere.

The phones that receive them are a page (`sms.phones`), which reads the outbox. Like a real carrier
it sends signed receipts to the portal. It exists only in demo mode, and never beside Twilio.
"""

import hmac
import secrets
from collections import deque
from contextlib import suppress
from datetime import datetime
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from portal import clock
from portal.config import BadSetting, Settings
from portal.sms.carriers.base import Answer, CameIn, Listed, Outcome, Receipt
from portal.sms.signature import signed, webhook_address

RECEIPTS = "/sms/receipts"
PATIENCE = 2.0
"""Seconds the web server may take to hear of a receipt."""
REMEMBERED = 1000
"""The last texts it took."""


def demo_token(secret_key: str) -> str:
    """What the simulator signs with in place of a carrier's token."""
    return hmac.digest(secret_key.encode(), b"the simulator's webhooks", "sha256").hex()


class Simulator:
    """A Carrier: see portal.sms.carriers.base."""

    def __init__(self, settings: Settings) -> None:
        """Raises BadSetting outside the demo, and where Twilio is set up."""
        if settings.twilio or not settings.demo:
            raise BadSetting("the simulator carries texts in the demo only")
        self._public_url = settings.public_url
        self._token = demo_token(settings.secret_key)
        self._opener = build_opener(ProxyHandler({}))  # the demo is on this machine
        self._taken: deque[Listed] = deque(maxlen=REMEMBERED)

    def send(self, to: str, body: str, reference: str) -> Outcome:
        """Takes the text, and reports it delivered: see Carrier.send."""
        carrier_id = f"SIM{secrets.token_hex(15)}"
        self._taken.append(Listed(carrier_id, to, body, clock.now(), Receipt.DELIVERED))
        self._report(carrier_id, to, reference)
        return Outcome(Answer.ACCEPTED, carrier_id=carrier_id)

    def sent_to(self, number: str, since: datetime) -> list[Listed]:
        """What it took since it started: a text is on its phone once the outbox says so, so what
        an earlier simulator took and nobody marked was not brought."""
        return [one for one in list(self._taken) if one.to == number]

    def look_up(self, carrier_id: str) -> Listed | None:
        """See Carrier.look_up."""
        return next((one for one in list(self._taken) if one.carrier_id == carrier_id), None)

    def came_in(self, since: datetime) -> list[CameIn]:
        """Nothing: the phones hand what they send to the portal themselves."""
        return []

    def close(self) -> None:
        """Holds no lines."""

    def _report(self, carrier_id: str, to: str, reference: str) -> None:
        address = webhook_address(self._public_url, RECEIPTS, f"ref={reference}")
        form = {"MessageSid": carrier_id, "MessageStatus": "delivered", "To": to}
        request = Request(
            address,
            urlencode(form).encode(),
            {"X-Twilio-Signature": signed(address, form, self._token)},
        )
        # No web server, no receipt: the text is sent all the same.
        with suppress(URLError, OSError), self._opener.open(request, timeout=PATIENCE):
            pass
