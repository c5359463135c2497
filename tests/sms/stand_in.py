"""A stand-in for Twilio's Messages API, on a real socket, and for the phones behind it.

It takes texts as strictly as Twilio's documentation says, keeps a full record of what it took,
misbehaves when told to, and posts signed receipts and inbound texts. It signs by the letter of
Twilio's documentation and shares no code with the portal, so that neither hides the other's slips.
"""

import base64
import hashlib
import hmac
import json
import re
import socket
import struct
import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl, urlencode, urlsplit

Form = Mapping[str, str | list[str]]

FIELDS = {"To", "Body", "From", "MessagingServiceSid", "StatusCallback"}
MESSAGES = {
    20001: "Bad request",
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    21211: "Invalid 'To' Phone Number",
    21602: "Message body is required",
    21603: "A 'From' phone number is required",
    21604: "A 'To' phone number is required",
    21606: "The 'From' phone number is not a valid, SMS-capable number",
    21609: "The StatusCallback URL is not a valid URL",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21701: "The Messaging Service does not exist",
}
STATUSES = {20003: 401, 20404: 404, 20429: 429}  # any other code comes with 400


@dataclass(frozen=True)
class Taken:
    """A text that the stand-in took, and would have sent."""

    sid: str
    to: str
    body: str
    sender: str  # a number, or a messaging service
    status_callback: str | None


@dataclass(frozen=True)
class Reply:
    """An HTTP answer."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Mishap:
    """What happens to one call. As it stands nothing does: the text is taken and answered."""

    taken: bool = True  # whether the text is looked at and taken, whatever is answered
    reply: Reply | None = None  # answered instead of the true answer
    delay: float = 0.0  # seconds before answering
    hangs_up: bool = False  # the line is cut instead of answered


def refuses(code: int, headers: tuple[tuple[str, str], ...] = ()) -> Mishap:
    """Refused with a Twilio error code."""
    return Mishap(taken=False, reply=_error(code, headers))


def too_many(retry_after: str | None) -> Mishap:
    """429, with this Retry-After if any."""
    return refuses(20429, (("Retry-After", retry_after),) if retry_after else ())


def says(status: int, body: bytes, *, taken: bool = False, location: str = "") -> Mishap:
    """Answers in somebody else's words: a proxy's, a filter's, a broken server's."""
    headers = (("Location", location),) if location else ()
    return Mishap(taken=taken, reply=Reply(status, body, headers))


def slow(seconds: float) -> Mishap:
    """Takes the text and is long in saying so."""
    return Mishap(delay=seconds)


def hangs_up(*, taken: bool) -> Mishap:
    """Cuts the line, before or after taking the text."""
    return Mishap(taken=taken, hangs_up=True)


class StandIn:
    """`with StandIn() as twilio:` Twilio is at `twilio.url` until the end of the block."""

    account_sid = "AC" + "a" * 32
    auth_token = "a token of the stand-in"
    service = "MG" + "5" * 32
    number = "+447700900900"

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.calls = 0  # requests read to their end, whatever was answered
        self._mishaps: deque[Mishap] = deque()
        self._lines: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def misbehave(self, mishap: Mishap, calls: int = 1) -> None:
        """Lets this happen to the next calls, after what was already ordered."""
        with self._lock:
            self._mishaps.extend([mishap] * calls)

    def drop_idle_lines(self) -> None:
        """Closes every open line from this end, as servers do after a quiet while."""
        with self._lock:
            for line in self._lines:
                with suppress(OSError):  # closed from the other end already
                    line.shutdown(socket.SHUT_RDWR)

    def report(
        self, text: Taken, status: str, error_code: int | None = None, at: str | None = None
    ) -> int:
        """Posts a signed receipt for a text where it asked for it; `at`: see post."""
        assert text.status_callback is not None, "this text asked for no receipts"
        form = receipt_form(text, status, error_code)
        return post(text.status_callback, form, self.auth_token, at)

    def text_in(self, url: str, form: Form, at: str | None = None) -> int:
        """Posts a signed inbound text, such as inbound_form makes; `at`: see post."""
        return post(url, form, self.auth_token, at)

    # What follows is called by the server's own threads.

    def answer(self, call: "_Call", body: bytes) -> Reply | None:
        """The answer to a request; None cuts the line."""
        with self._lock:
            self.calls += 1
            mishap = self._mishaps.popleft() if self._mishaps else Mishap()
            true_answer = self._take(call, body) if mishap.taken else None
        self._closing.wait(mishap.delay)
        return None if mishap.hangs_up else mishap.reply or true_answer

    def remember(self, line: socket.socket, *, open_: bool) -> None:
        with self._lock:
            (self._lines.add if open_ else self._lines.discard)(line)

    def _take(self, call: "_Call", body: bytes) -> Reply:
        pair = f"{self.account_sid}:{self.auth_token}".encode()
        if call.headers["Authorization"] != "Basic " + base64.b64encode(pair).decode():
            return _error(20003)
        if call.path != f"/2010-04-01/Accounts/{self.account_sid}/Messages.json":
            return _error(20404)
        try:
            pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            return _error(20001)
        form = dict(pairs)
        code = self._complaint(call.headers["Content-Type"], pairs, form)
        if code is not None:
            return _error(code)
        sender = form.get("From") or form["MessagingServiceSid"]
        sid = f"SM{len(self.taken) + 1:032x}"
        text = Taken(sid, form["To"], form["Body"], sender, form.get("StatusCallback"))
        self.taken.append(text)
        return self._accepted(text)

    def _complaint(
        self, content_type: str, pairs: list[tuple[str, str]], form: dict[str, str]
    ) -> int | None:
        if content_type != "application/x-www-form-urlencoded" or len(pairs) != len(form):
            return 20001
        if form.keys() - FIELDS or {"From", "MessagingServiceSid"} <= form.keys():
            return 20001
        if not form.get("To"):
            return 21604
        if not re.fullmatch(r"\+[1-9][0-9]{6,14}", form["To"]):
            return 21211
        if "From" not in form and "MessagingServiceSid" not in form:
            return 21603
        if form.get("From", self.number) != self.number:
            return 21606
        if form.get("MessagingServiceSid", self.service) != self.service:
            return 21701
        if not form.get("Body"):
            return 21602
        if len(form["Body"].encode("utf-16-le")) // 2 > 1600:
            return 21617
        # "URL must contain a valid hostname and underscores are not allowed"
        callback = urlsplit(form.get("StatusCallback", "http://none.example"))
        host = callback.hostname or ""
        if callback.scheme not in ("http", "https") or not host or "_" in host:
            return 21609
        return None

    def _accepted(self, text: Taken) -> Reply:
        by_service = text.sender == self.service
        told: dict[str, object] = {
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": text.body,
            "date_created": formatdate(usegmt=True),
            "date_sent": None,
            "date_updated": formatdate(usegmt=True),
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": None if by_service else text.sender,
            "messaging_service_sid": self.service if by_service else None,
            "num_media": "0",
            "num_segments": "0" if by_service else "1",
            "price": None,
            "price_unit": None,
            "sid": text.sid,
            "status": "accepted" if by_service else "queued",
            "subresource_uris": {},
            "to": text.to,
            "uri": f"/2010-04-01/Accounts/{self.account_sid}/Messages/{text.sid}.json",
        }
        return Reply(201, json.dumps(told).encode())


def receipt_form(text: Taken, status: str, error_code: int | None = None) -> dict[str, str]:
    """The fields of a status callback."""
    form = {
        "AccountSid": StandIn.account_sid,
        "ApiVersion": "2010-04-01",
        "From": StandIn.number,
        "MessageSid": text.sid,
        "MessageStatus": status,
        "SmsSid": text.sid,
        "SmsStatus": status,
        "To": text.to,
    }
    if text.sender == StandIn.service:
        form["MessagingServiceSid"] = StandIn.service
    if error_code is not None:
        form["ErrorCode"] = str(error_code)
    return form


def inbound_form(from_: str, body: str, sid: str, pictures: int = 0) -> dict[str, str]:
    """The fields of a text that a phone sent to the school; a picture may come without words."""
    form = {
        "AccountSid": StandIn.account_sid,
        "ApiVersion": "2010-04-01",
        "Body": body,
        "From": from_,
        "FromCity": "",
        "FromCountry": "GB",
        "FromState": "",
        "FromZip": "",
        "MessageSid": sid,
        "NumMedia": str(pictures),
        "NumSegments": "1",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": StandIn.number,
        "ToCity": "",
        "ToCountry": "GB",
        "ToState": "",
        "ToZip": "",
    }
    for n in range(pictures):
        form[f"MediaContentType{n}"] = "image/jpeg"
        form[f"MediaUrl{n}"] = f"https://api.twilio.com/2010-04-01/Messages/{sid}/Media/ME{n:032x}"
    return form


def signature(url: str, form: Form, auth_token: str) -> str:
    """The address, then each field's name and value in order of names, under the account's token.

    https://www.twilio.com/docs/usage/webhooks/webhooks-security; several values of one field come
    in order and once each, as Twilio's servers do it (github.com/twilio/twilio-python/issues/613).
    """
    words = url
    for name, value in sorted(form.items()):
        values = [value] if isinstance(value, str) else sorted(set(value))
        words += "".join(name + one for one in values)
    digest = hmac.new(auth_token.encode(), words.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def post(url: str, form: Form, auth_token: str, at: str | None = None) -> int:
    """Posts a form signed for `url`, and returns the HTTP status.

    `at` is where the portal really listens, such as http://127.0.0.1:8000, when `url` is the
    address that the world knows it by.
    """
    address, listens = urlsplit(url), urlsplit(at or url)
    line = HTTPConnection(listens.hostname or "", listens.port, timeout=10)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "Host": address.netloc,
        "User-Agent": "TwilioProxy/1.1",
        "X-Twilio-Signature": signature(url, form, auth_token),
    }
    target = address._replace(scheme="", netloc="").geturl()
    try:
        line.request("POST", target, urlencode(form, doseq=True), headers)
        return line.getresponse().status
    finally:
        line.close()


def _error(code: int, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    status = STATUSES.get(code, 400)
    told = {
        "code": code,
        "message": MESSAGES.get(code, "Refused"),
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return Reply(status, json.dumps(told).encode(), headers)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        super().__init__(("127.0.0.1", 0), _Call)


class _Call(BaseHTTPRequestHandler):
    """One line, and the requests that come along it."""

    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # an answer is one packet

    def setup(self) -> None:
        super().setup()
        self.server.stand_in.remember(self.connection, open_=True)

    def finish(self) -> None:
        self.server.stand_in.remember(self.connection, open_=False)
        with suppress(OSError):  # the other end may be gone, as when it timed out
            super().finish()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        reply = self.server.stand_in.answer(self, body)
        if reply is None:
            # To linger for no time at all means a reset, not a friendly goodbye.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Silence: a test says itself what it looks at."""
