"""A parent with a phone, and the network between that phone and the school.

The network is a carrier that takes every text and brings it to the phone at once; what a phone
sends goes to the portal's webhook, signed as Twilio signs it. After each, the worker does one round
of its sweeps.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from flask import Flask
from flask.ctx import AppContext
from flask.globals import app_ctx

from portal import clock, worker
from portal.config import Settings, Twilio
from portal.sms.carriers.base import Answer, CameIn, CannotTell, Listed, Outcome, Receipt
from portal.sms.deliver import Sender
from tests import make
from tests.sms.stand_in import Form, StandIn, inbound_form, signature

TWILIO = Twilio(
    StandIn.account_sid, StandIn.auth_token, StandIn.service, None, "https://api.twilio.com"
)
_sids = itertools.count(1)


class Network:
    """A Carrier that brings every text to its phone. `answers` are given first, one to a text.

    What it brought stands in its list. While `silent` it cannot be asked.
    """

    def __init__(self, public_url: str) -> None:
        self.brought: list[tuple[str, str]] = []
        self.listed: list[Listed] = []
        self.inbound: list[CameIn] = []
        self.silent = False
        self.answers: list[Outcome] = []
        self.hung_up = 0
        self.sender = Sender(self, public_url, texts_per_second=10_000)

    def send(self, to: str, body: str, reference: str) -> Outcome:
        if self.answers:
            return self.answers.pop(0)
        sid = f"SM{int(reference):032x}"
        self.brought.append((to, body))
        self.listed.append(Listed(sid, to, body, clock.now(), Receipt.SENT))
        return Outcome(Answer.ACCEPTED, carrier_id=sid)

    def sent_to(self, number: str, since: datetime) -> list[Listed]:
        self._may_be_asked()
        return [one for one in self.listed if one.to == number and one.made_at >= since]

    def look_up(self, carrier_id: str) -> Listed | None:
        self._may_be_asked()
        return next((one for one in self.listed if one.carrier_id == carrier_id), None)

    def came_in(self, since: datetime) -> list[CameIn]:
        self._may_be_asked()
        return [one for one in self.inbound if one.sent_at >= since]

    def _may_be_asked(self) -> None:
        if self.silent:
            raise CannotTell

    def close(self) -> None:
        self.hung_up += 1


_networks: WeakKeyDictionary[AppContext, Network] = WeakKeyDictionary()


def network(portal: Flask) -> Network:
    """The network of this test: one for all its phones, as long as its app context lasts."""
    here: AppContext = app_ctx._get_current_object()
    if here not in _networks:
        _networks[here] = Network(settings(portal).public_url)
    return _networks[here]


def settings(portal: Flask) -> Settings:
    found: Settings = portal.config["SETTINGS"]
    return found


@contextmanager
def texting(portal: Flask, twilio: Twilio | None = TWILIO) -> Iterator[None]:
    """Meanwhile the school has this account at Twilio."""
    before = settings(portal)
    portal.config["SETTINGS"] = replace(before, twilio=twilio)
    try:
        yield
    finally:
        portal.config["SETTINGS"] = before


def work(portal: Flask) -> None:
    """The worker looks around until all of its sweeps in a row have found nothing to do."""
    sender, idle = network(portal).sender, 0
    for sweep in itertools.chain(*[worker.SWEEPS] * 20):
        idle = 0 if worker.tick(sender, [sweep]) else idle + 1
        if idle == len(worker.SWEEPS):
            return
    raise AssertionError("the worker finds no end")


def post(
    portal: Flask, path: str, form: Form, *, query: str = "", signed_with: str | None = None
) -> int:
    """A webhook call, signed (with the right token, or this one); returns the HTTP status."""
    address = f"{settings(portal).public_url}{path}" + (f"?{query}" if query else "")
    with texting(portal):
        return (
            portal.test_client()
            .post(
                f"{path}?{query}" if query else path,
                data=urlencode(form, doseq=True),
                content_type="application/x-www-form-urlencoded",
                headers={
                    "X-Twilio-Signature": signature(
                        address, form, signed_with or StandIn.auth_token
                    )
                },
            )
            .status_code
        )


def text_in(portal: Flask, number: str, body: str, *, sid: str = "", pictures: int = 0) -> int:
    """A text from this number reaches the portal's webhook."""
    form = inbound_form(number, body, sid or f"SM{next(_sids):032d}", pictures)
    return post(portal, "/sms/inbound", form)


class Phone:
    """One parent's phone."""

    def __init__(self, portal: Flask, parent_id: int) -> None:
        self.portal, self.number = portal, make.number_of(parent_id)

    @property
    def texts(self) -> list[str]:
        """Everything it was ever sent, oldest first."""
        return [body for to, body in network(self.portal).brought if to == self.number]

    @property
    def last_text(self) -> str:
        return self.texts[-1]

    def waits(self) -> "Phone":
        """The worker gets round to whatever is due."""
        work(self.portal)
        return self

    def reply(self, body: str, *, sid: str = "") -> None:
        """Send this text, and wait until the school has done with it."""
        assert text_in(self.portal, self.number, body, sid=sid) == 200
        work(self.portal)
