"""A stand-in for Twilio's Messages API, on a real socket, and for the phones behind it.

It takes texts as strictly as Twilio's documentation says, keeps a full record of what it took and
lists it, misbehaves when told to, and posts signed receipts and inbound texts (`calls`). It shares
no code with the portal, so that neither hides the other's slips.
"""

import base64
import json
import re
import socket
import struct
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.sms import calls
from tests.sms.calls import Form, inbound_form, post, receipt_form, signature

__all__ = ["Form", "StandIn", "Taken", "inbound_form", "post", "receipt_form", "signature"]

FIELDS = {"To", "Body", "From", "MessagingServiceSid", "StatusCallback"}
FILTERS = {"To", "From", "DateSent", "DateSent>", "DateSent<"}
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


@dataclass
class Record:
    """A text in the carrier's own list, whichever way it went."""

    sid: str
    from_: str
    to: str
    body: str
    direction: str
    made_at: datetime
    listed_at: datetime
    """From when on it stands in the list: the real one lags behind, too."""
    status: str
    error_code: int | None = None
    by_service: bool = False
    pictures: int = 0
    sent_at: datetime | None = None


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

    account_sid = calls.ACCOUNT_SID
    auth_token = calls.AUTH_TOKEN
    service = calls.SERVICE
    number = calls.NUMBER

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.now = now
        self.taken: list[Taken] = []
        self.records: dict[str, Record] = {}
        self.to_number: defaultdict[str, list[Record]] = defaultdict(list)
        self.list_lag = timedelta(0)
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
        service = self.service if text.sender == self.service else None
        form = receipt_form(text.sid, text.to, status, error_code, service)
        if record := self.records.get(text.sid):
            record.status, record.error_code = status, error_code
        return post(text.status_callback, form, self.auth_token, at)

    def text_in(self, url: str, form: Form, at: str | None = None) -> int:
        """Posts a signed inbound text, such as inbound_form makes; `at`: see post."""
        return post(url, form, self.auth_token, at)

    def lists_inbound(self, sid: str, from_: str, body: str, pictures: int = 0) -> None:
        """A phone sent this; nobody is told, but it stands in the list."""
        now = self.now()
        record = Record(
            *(sid, from_, self.number, body, "inbound", now, now, "received"),
            pictures=pictures,
            sent_at=now,
        )
        with self._lock:
            self._keep(record)

    def _keep(self, record: Record) -> None:
        self.records[record.sid] = record
        self.to_number[record.to].append(record)

    # What follows is called by the server's own threads.

    def answer(self, call: "_Call", body: bytes) -> Reply | None:
        """The answer to a request; None cuts the line."""
        with self._lock:
            self.calls += 1
            mishap = self.next_mishap(call.command)
            looked_at = mishap.taken and self.is_there(call)
            true_answer = self._look_at(call, body) if looked_at else None
        self._closing.wait(mishap.delay)
        return None if mishap.hangs_up else mishap.reply or true_answer

    def remember(self, line: socket.socket, *, open_: bool) -> None:
        with self._lock:
            (self._lines.add if open_ else self._lines.discard)(line)

    def next_mishap(self, method: str) -> Mishap:
        """What happens to this call."""
        return self._mishaps.popleft() if self._mishaps else Mishap()

    def is_there(self, call: "_Call") -> bool:
        """Whether the other end still waits; a stand-in may be as strict as that."""
        return True

    def _look_at(self, call: "_Call", body: bytes) -> Reply:
        pair = f"{self.account_sid}:{self.auth_token}".encode()
        if call.headers["Authorization"] != "Basic " + base64.b64encode(pair).decode():
            return _error(20003)
        address = urlsplit(call.path)
        if call.command == "GET":
            return self._show(address.path, address.query)
        if call.path != f"{self._account}/Messages.json":
            return _error(20404)
        return self._take(call, body)

    @property
    def _account(self) -> str:
        return f"/2010-04-01/Accounts/{self.account_sid}"

    def _show(self, path: str, query: str) -> Reply:
        """One record, or a page of the list: the newest first."""
        if path != f"{self._account}/Messages.json":
            sid = path.removeprefix(f"{self._account}/Messages/").removesuffix(".json")
            found = self.records.get(sid)
            return Reply(200, json.dumps(self._told(found)).encode()) if found else _error(20404)
        asked = dict(parse_qsl(query, keep_blank_values=True))
        size, page = int(asked.pop("PageSize", 50)), int(asked.pop("Page", 0))
        asked.pop("PageToken", None)
        if asked.keys() - FILTERS or not 1 <= size <= 1000:
            return _error(20001)
        among = self.to_number[asked["To"]] if "To" in asked else self.records.values()
        now = self.now()
        listed = [one for one in among if one.listed_at <= now and _matches(one, asked)]
        listed.sort(key=lambda one: one.made_at, reverse=True)
        shown = listed[page * size : (page + 1) * size]
        more = None
        if len(listed) > (page + 1) * size:
            next_page = {**asked, "PageSize": size, "Page": page + 1, "PageToken": f"PA{page}"}
            more = f"{path}?{urlencode(next_page)}"
        told = {"messages": [self._told(one) for one in shown], "next_page_uri": more}
        return Reply(200, json.dumps(told).encode())

    def _take(self, call: "_Call", body: bytes) -> Reply:
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
        return self.accept(text)

    def accept(self, text: Taken) -> Reply:
        """The text is taken, unless a stand-in knows a reason not to."""
        now, by_service = self.now(), text.sender == self.service
        self.taken.append(text)
        record = Record(
            *(text.sid, self.number, text.to, text.body, "outbound-api", now, now + self.list_lag),
            "accepted" if by_service else "queued",
            by_service=by_service,
        )
        self._keep(record)
        return Reply(201, json.dumps(self._told(record)).encode())

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

    def _told(self, one: Record) -> dict[str, object]:
        unsent = one.sent_at is None
        return {
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": one.body,
            "date_created": format_datetime(one.made_at.replace(microsecond=0)),
            "date_sent": one.sent_at and format_datetime(one.sent_at.replace(microsecond=0)),
            "date_updated": format_datetime(one.made_at.replace(microsecond=0)),
            "direction": one.direction,
            "error_code": one.error_code,
            "error_message": None,
            "from": None if one.by_service and unsent else one.from_,
            "messaging_service_sid": self.service if one.by_service else None,
            "num_media": str(one.pictures),
            "num_segments": "0" if one.by_service and unsent else "1",
            "price": None,
            "price_unit": None,
            "sid": one.sid,
            "status": one.status,
            "subresource_uris": {},
            "to": one.to,
            "uri": f"{self._account}/Messages/{one.sid}.json",
        }


def _matches(one: Record, asked: dict[str, str]) -> bool:
    # What has not been sent has no such date.
    day = one.sent_at.strftime("%Y-%m-%d") if one.sent_at else ""
    return (
        one.from_ == asked.get("From", one.from_)
        and ("DateSent" not in asked or day == asked["DateSent"])
        and ("DateSent>" not in asked or day >= asked["DateSent>"])
        and ("DateSent<" not in asked or "" < day <= asked["DateSent<"])
    )


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

    def __init__(self, stand_in: StandIn, port: int = 0) -> None:
        self.stand_in = stand_in
        super().__init__(("127.0.0.1", port), _Call)

    def handle_error(self, *_: object) -> None:
        """A worker that is killed cuts its lines: no news."""


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

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
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
