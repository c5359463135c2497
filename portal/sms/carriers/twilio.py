"""The way out through Twilio's Messages API.

Twilio's own client writes the request and signs in; the line below it is ours, because theirs
waits for ever, hides the answer's headers and logs what it sends. Creating a message there is not
idempotent: nothing here ever hands over a text a second time, and what cannot be told is UNKNOWN.
Importing this costs a process 7 MB, so only the text worker does.
"""

import json
import logging
import re
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError

from portal.sms.carriers.base import Answer, Outcome, sort_answer

log = logging.getLogger(__name__)

CONNECT_SECONDS = 5.0  # at most: a line that takes longer to open carries nothing anyway
OPEN_LINES = 32  # more threads than this may send, but then some open a line for every text
# https://www.twilio.com/docs/messaging/api/message-resource: the pattern of a message's sid
MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
SECONDS = re.compile(r"\d{1,6}(\.\d{1,3})?")


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
        self._line = _Line(api_base, timeout)
        self._client = Client(account_sid, auth_token, http_client=self._line)
        # The client's own `messages` would bring 7 MB of other resources along for this address,
        # and turns an answer into an exception without its headers.
        self._messages = f"https://api.twilio.com/2010-04-01/Accounts/{account_sid}/Messages.json"
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

    def close(self) -> None:
        """Lets go of open lines: see Carrier.close."""
        self._line.close()


def _understand(status: int, text: str, headers: Mapping[str, str]) -> Outcome:
    """The Outcome of an answer, however it may look."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        told = {}
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
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)


class _Line(HttpClient):  # type: ignore[misc]  # the package comes without types
    """The HTTP client that Twilio's client speaks through: one try, time-outs, and all headers."""

    def __init__(self, api_base: str, timeout: float) -> None:
        super().__init__(log, is_async=False, timeout=timeout)
        self._base = urlsplit(api_base)
        if self._base.scheme not in ("http", "https") or not self._base.hostname:
            raise ValueError("TWILIO_API_BASE must be an address such as https://api.twilio.com")
        self._session = requests.Session()
        self._session.mount("http://", _OneTry(pool_maxsize=OPEN_LINES))
        self._session.mount("https://", _OneTry(pool_maxsize=OPEN_LINES))
        # A shared jar is the one part of a session that threads could trip over.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))

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
        """Speaks to `api_base` instead of the host in `uri`. Raises what requests raises."""
        asked = urlsplit(uri)
        silence = timeout or self.timeout
        answer = self._session.request(
            method,
            asked._replace(
                scheme=self._base.scheme,
                netloc=self._base.netloc,
                path=self._base.path.rstrip("/") + asked.path,
            ).geturl(),
            params=params,
            data=data,
            headers=headers,
            # As bytes, a token pasted with a curly quote is a wrong token and not a crash.
            auth=HTTPBasicAuth(auth[0].encode(), auth[1].encode()) if auth else None,
            timeout=(min(CONNECT_SECONDS, silence), silence),
            allow_redirects=allow_redirects,
        )
        # Not .text: without a declared charset it would guess one, slowly. JSON is UTF-8.
        text = answer.content.decode("utf-8", "replace")
        return Response(answer.status_code, text, answer.headers)

    def close(self) -> None:
        self._session.close()


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


class _OneTry(HTTPAdapter):
    """Tries once, which is the adapter's own default, over lines that know how they failed."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": HTTPConnectionPool,
            "https": _EncryptedLines,
        }
