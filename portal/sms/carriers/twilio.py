"""The way out through Twilio's Messages API.

Twilio's own client writes the request and signs in; the line below it is ours, because theirs
waits for ever, hides the answer's headers and logs what it sends. Creating a message there is not
idempotent: nothing here ever hands over a text a second time, and what cannot be told is UNKNOWN.
Importing this costs a process 7 MB, so only the text worker does.
"""

import json
import logging
import os
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3 import PoolManager, ProxyManager, Timeout, make_headers
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
    ProxyError,
)

from portal.sms.carriers.base import (
    Answer,
    CameIn,
    CannotTell,
    Listed,
    Outcome,
    Receipt,
    receipt_state,
    sort_answer,
)

log = logging.getLogger(__name__)

API = "https://api.twilio.com"
CONNECT_SECONDS = 5.0  # at most: a line that takes longer to open carries nothing anyway
OPEN_LINES = 32  # more threads than this may send, but then some open a line for every text
# https://www.twilio.com/docs/messaging/api/message-resource: the pattern of a message's sid
MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
SECONDS = re.compile(r"\d{1,6}(\.\d{1,3})?")
PAGE_SIZE = 1000  # the most there may be
MOST_PAGES = 20
"""A list that goes on longer than this has not been shown whole."""

Told = Mapping[str, Any]


class TwilioCarrier:
    """A Carrier: see portal.sms.carriers.base."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        messaging_service_sid: str | None,
        from_: str | None,
        api_base: str,
        status_callback_url: str,
        timeout: float = 10.0,
    ) -> None:
        """Exactly one of `messaging_service_sid` and `from_` says whom texts come from.

        `api_base` is https://api.twilio.com, or a stand-in's address; receipts will come to
        `status_callback_url?ref=<reference>`. `timeout` is the longest silence, in seconds, before
        an answer counts as lost. Raises ValueError if the sender or the address make no sense.
        """
        if bool(messaging_service_sid) == bool(from_):
            raise ValueError("texts come either from a messaging service or from a number")
        self._sender = {"MessagingServiceSid": messaging_service_sid or None, "From": from_ or None}
        self._from = from_
        self._line = _Line(api_base, timeout)
        self._client = Client(account_sid, auth_token, http_client=self._line)
        # The client's own `messages` would bring 7 MB of other resources along for this address,
        # and turns an answer into an exception without its headers.
        self._account = f"{API}/2010-04-01/Accounts/{account_sid}"
        self._messages = f"{self._account}/Messages.json"
        self._status_callback_url = status_callback_url

    def send(self, to: str, body: str, reference: str) -> Outcome:
        """Hands over one text, once: see Carrier.send."""
        form = {
            "To": to,
            "Body": body,
            "StatusCallback": f"{self._status_callback_url}?ref={quote(reference, safe='')}",
            **self._sender,  # the one that is None is left out
        }
        try:
            answer = self._client.request("POST", self._messages, data=form)
        except UnicodeEncodeError:  # half a character, which no encoding can carry
            log.error("text %s: not valid Unicode", reference)
            return Outcome(Answer.OUR_FAULT)
        except (OSError, HTTPError) as error:
            outcome = Outcome(Answer.TRY_LATER if _never_left(error) else Answer.UNKNOWN)
            log.warning("text %s: %s, %s", reference, type(error).__name__, outcome.answer.value)
            return outcome
        outcome = _understand(answer.status_code, answer.text, answer.headers)
        if outcome.answer is not Answer.ACCEPTED:
            words = (reference, answer.status_code, outcome.code, outcome.answer.value)
            log.warning("text %s: HTTP %s, code %s, %s", *words)
        return outcome

    def sent_to(self, number: str, since: datetime) -> list[Listed]:
        """See Carrier.sent_to. Not asked for by date: a text that still waits there has none."""
        told = self._list({"To": number})
        return [_listed(one) for one in told if str(one.get("direction")).startswith("outbound")]

    def look_up(self, carrier_id: str) -> Listed | None:
        """See Carrier.look_up."""
        status, told = self._ask(f"{self._account}/Messages/{quote(carrier_id, safe='')}.json")
        if status == 404:
            return None
        return _listed(told)

    def came_in(self, since: datetime) -> list[CameIn]:
        """See Carrier.came_in. Behind a messaging service are many numbers: all are looked at."""
        asked = {"DateSent>": since.strftime("%Y-%m-%d")}
        told = self._list(asked | ({"To": self._from} if self._from else {}))
        return [_came_in(one) for one in told if one.get("direction") == "inbound"]

    def _list(self, asked: Mapping[str, str]) -> list[Told]:
        """Every page of the account's list of texts that this asks for."""
        where = f"{self._messages}?{urlencode({**asked, 'PageSize': PAGE_SIZE})}"
        found: list[Told] = []
        for _ in range(MOST_PAGES):
            status, page = self._ask(where)
            messages, more = page.get("messages"), page.get("next_page_uri")
            if status != 200 or not isinstance(messages, list):
                raise CannotTell
            found += messages
            if not more:
                return found
            where = f"{API}{more}"
        log.warning("the carrier's list goes on for more than %s pages", MOST_PAGES)
        raise CannotTell

    def _ask(self, where: str) -> tuple[int, Told]:
        """The status and the words of the carrier's answer, a good one or 404. Raises
        CannotTell."""
        try:
            answer = self._client.request("GET", where)
        except (OSError, HTTPError) as error:
            log.warning("asking the carrier: %s", type(error).__name__)
            raise CannotTell from error
        told = _words(answer.text)
        if answer.status_code == 200 and told:
            return 200, told
        # Only the carrier's own words say that it has no such text.
        if answer.status_code == 404 and told.get("code") == 20404:
            return 404, told
        log.warning("asking the carrier: HTTP %s", answer.status_code)
        raise CannotTell

    def close(self) -> None:
        """Lets go of open lines: see Carrier.close."""
        self._line.close()


def _listed(told: Told) -> Listed:
    """A text of ours, as the carrier tells of it. Raises CannotTell where it makes no sense."""
    try:
        code = told["error_code"]
        return Listed(
            carrier_id=str(told["sid"]),
            to=str(told["to"]),
            body=str(told["body"]),
            made_at=parsedate_to_datetime(told["date_created"]),
            receipt=receipt_state(str(told["status"]), code) or Receipt.SENT,
            code=int(code) if code else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CannotTell from error


def _came_in(told: Told) -> CameIn:
    try:
        return CameIn(
            carrier_id=str(told["sid"]),
            from_=str(told["from"]),
            body=str(told["body"] or ""),
            pictures=int(told["num_media"]),
            sent_at=parsedate_to_datetime(told["date_sent"] or told["date_created"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CannotTell from error


def _words(text: str) -> dict[str, Any]:
    """What an answer says, however it may look; empty if it is nothing of the carrier's."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _understand(status: int, text: str, headers: Mapping[str, str]) -> Outcome:
    """The Outcome of an answer, however it may look."""
    told = _words(text)
    sid, code = told.get("sid"), told.get("code")
    if 200 <= status < 300 and isinstance(sid, str) and MESSAGE_SID.fullmatch(sid):
        return Outcome(Answer.ACCEPTED, carrier_id=sid)
    code = code if type(code) is int and 0 < code < 1_000_000 else None  # theirs have 5 or 6 digits
    # Twilio says seconds; another form of this header leaves the wait to us.
    wait = headers.get("Retry-After", "")
    retry_after = float(wait) if SECONDS.fullmatch(wait) else None
    return Outcome(sort_answer(status, code), code=code, retry_after=retry_after)


def _never_left(error: Exception) -> bool:
    """Whether the line failed to open, so that certainly nothing was handed over."""
    if isinstance(error, MaxRetryError) and error.reason is not None:
        error = error.reason
    return isinstance(error, NewConnectionError | ConnectTimeoutError | ProxyError)


class _Line(HttpClient):  # type: ignore[misc]  # the package comes without types
    """The HTTP client that Twilio's client speaks through: one try, time-outs, and all headers."""

    def __init__(self, api_base: str, timeout: float) -> None:
        super().__init__(log, is_async=False, timeout=timeout)
        base = urlsplit(api_base)
        if base.scheme not in ("http", "https") or not base.hostname:
            raise ValueError("TWILIO_API_BASE must be an address such as https://api.twilio.com")
        self._base = f"{base.scheme}://{base.netloc}{base.path.rstrip('/')}"
        self._lines = _lines(base.scheme, base.hostname)

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Speaks to `api_base` instead of the host in `uri`. Raises what urllib3 raises."""
        silence = timeout or self.timeout
        answer = self._lines.request(
            method,
            self._base + uri.removeprefix(API),
            body=urlencode(data) if data else None,
            headers={**(headers or {}), **_signed_in(auth)},
            timeout=Timeout(connect=min(CONNECT_SECONDS, silence), read=silence),
            retries=False,
            redirect=allow_redirects,
        )
        # JSON is UTF-8, whatever the answer says of itself.
        return Response(answer.status, answer.data.decode("utf-8", "replace"), answer.headers)

    def close(self) -> None:
        self._lines.clear()


def _signed_in(auth: tuple[str, str] | None) -> dict[str, str]:
    if auth is None:
        return {}
    # As bytes, a token pasted with a curly quote is a wrong token and not a crash.
    pair = ":".join(auth).encode().decode("latin-1")
    return {"Authorization": make_headers(basic_auth=pair)["authorization"]}


def _lines(scheme: str, host: str) -> PoolManager:
    """Lines to this host, through the proxy of a school that has one, over which one tries once,
    and which know how they failed."""
    proxy = None if proxy_bypass(host) else getproxies().get(scheme)
    # What requests and curl look at, too: a school's filter has a certificate of its own.
    own = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
    size: dict[str, Any] = {"maxsize": OPEN_LINES, "ca_certs": own or certifi.where()}
    lines = ProxyManager(proxy, **size) if proxy else PoolManager(**size)
    lines.pool_classes_by_scheme = {"http": HTTPConnectionPool, "https": _EncryptedLines}
    return lines


class _EncryptedLine(HTTPSConnection):
    """Fails like a refused connection, for as long as nothing can have been said on it.

    So a handshake that goes wrong, or that a school's filter lets hang, is known for what it is.
    """

    def connect(self) -> None:
        try:
            super().connect()
        except (OSError, ValueError, HTTPError) as error:
            raise NewConnectionError(self, "no encrypted line") from error


class _EncryptedLines(HTTPSConnectionPool):
    ConnectionCls = _EncryptedLine
