"""Parents' phones: many at once, as light as can be, in a process of their own.

Each phone is a plain socket with its own cookies and its own address, and fills in what the pages
hold: their links, form addresses, CSRF tokens and free times. Reads one `Errand` as JSON from the
standard input and writes what came of it as JSON. Not here: anything of the portal, which would
only make this process heavier.
"""

import gzip
import json
import re
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from random import Random
from time import perf_counter, process_time
from urllib.parse import urlencode

import brotli

Seen = tuple[str, int, float, int, int]
"""Step, status (0: the line was cut), milliseconds, bytes of headers, bytes of body."""

ANSWERS = {
    "way": "in person",
    "comes": "alone",
    "remind_2_hours": "y",
    "little_ones-0-name": "Bilal",
    "little_ones-0-age": "2",
    "little_ones-0-health": "no",
}
CHOOSE = "choose a time"
TIME = r'name="slot" value="(\d+)"'
TOKEN = r'name="csrf_token" value="([^"]+)"'
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "": bytes,
}


class Page:
    """What came back: where it leads, or what it says."""

    def __init__(self, head: bytes, body: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split(" ", 2)[1])
        self.headers = [
            (name.lower(), value.strip()) for name, _, value in (li.partition(":") for li in lines)
        ]
        self.size = len(head) + 4, len(body)
        self._body = body

    def header(self, name: str) -> str:
        return next((value for one, value in self.headers if one == name), "")

    def html(self) -> str:
        return UNPACK[self.header("content-encoding")](self._body).decode()

    def find(self, pattern: str) -> str:
        found = re.search(pattern, self.html())
        if found is None:
            raise LookupError(f"no {pattern} on a page with status {self.status}")
        return found[1]


class Phone:
    """One parent's phone: one line to the school, kept open; cookies; a list of what it saw."""

    def __init__(self, port: int, number: int, language: str) -> None:
        self.port = port
        self.seen: list[Seen] = []
        self._cookies: dict[str, str] = {}
        self._line: socket.socket | None = None
        self._same_on_every_page = (
            f"Host: 127.0.0.1:{port}\r\nUser-Agent: Phone\r\nAccept: text/html\r\n"
            f"Accept-Encoding: gzip, br\r\nAccept-Language: {language}\r\n"
            f"X-Forwarded-For: 10.{number >> 16}.{number >> 8 & 255}.{number & 255}\r\n"
        )

    def get(self, step: str, path: str) -> Page:
        return self._ask(step, f"GET {path} HTTP/1.1\r\n{self._same_on_every_page}", b"")

    def post(self, step: str, path: str, fields: dict[str, str]) -> Page:
        body = urlencode(fields).encode()
        head = (
            f"POST {path} HTTP/1.1\r\n{self._same_on_every_page}"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n"
        )
        return self._ask(step, head, body)

    def hang_up(self) -> None:
        if self._line:
            self._line.close()

    def _ask(self, step: str, head: str, body: bytes) -> Page:
        if self._cookies:
            head += f"Cookie: {'; '.join(f'{k}={v}' for k, v in self._cookies.items())}\r\n"
        began = perf_counter()
        try:
            if self._line is None:
                self._line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
                self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._line.sendall(f"{head}\r\n".encode() + body)
            page = self._hear(self._line)
        except OSError:
            self.seen.append((step, 0, (perf_counter() - began) * 1000, 0, 0))
            raise
        self.seen.append((step, page.status, (perf_counter() - began) * 1000, *page.size))
        for name, value in page.headers:
            if name == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                self._cookies[cookie] = kept
        return page

    def _hear(self, line: socket.socket) -> Page:
        heard = b""
        while b"\r\n\r\n" not in heard:
            heard += _more(line)
        head, _, body = heard.partition(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: *(\d+)", head)[1])  # type: ignore[index]
        while len(body) < length:
            body += _more(line)
        return Page(head, body)


def _more(line: socket.socket) -> bytes:
    heard = line.recv(65536)
    if not heard:
        raise ConnectionResetError("the line was cut")
    return heard


def book(phone: Phone, token: str, ready: Callable[[], object] = lambda: None) -> bool:
    """The whole journey: from the link in the text to the page of the booked talk. Whoever finds
    a time taken chooses again, until none is left; returns whether there was one.

    `ready` is called when the phone shows the times, before one is chosen.
    """
    choose = Random(token).choice
    door = phone.get("open the link", f"/t/{token}")
    page = phone.get("see the times", door.find(r'class="button" href="([^"]+)"'))
    ready()
    while times := re.findall(TIME, page.html()):
        form, csrf = page.find(r'action="([^"]+/times)"'), page.find(TOKEN)
        page = phone.post(CHOOSE, form, {"csrf_token": csrf, "slot": choose(times)})
        if page.status == 303:
            break
    else:
        return False
    details = phone.get("the questions", page.header("location"))
    fields = {"csrf_token": details.find(TOKEN), **ANSWERS}
    check = phone.post("fill them in", details.find(r'action="([^"]+/details)"'), fields)
    fields = {"csrf_token": check.find(TOKEN)}
    sent = phone.post("confirm", check.find(r'action="([^"]+/confirm)"'), fields)
    return phone.get("the booked talk", sent.header("location")).status == 200


def look(phone: Phone, path: str) -> bool:
    """One page, as seen by a phone that was never here."""
    return phone.get("first page", path).status == 200


@dataclass(frozen=True)
class Errand:
    """What the phones do, `clients` of them at a time: "book" with each of these tokens, the same
    in a "rush" (none chooses before all see the times), or "look" at each of these paths."""

    kind: str
    port: int
    clients: int
    about: list[str]
    language: str = "en-GB"


@dataclass(frozen=True)
class Outcome:
    """What came of an errand: how many were done, all that was seen, and the seconds it took, on
    the clock and of this process's own CPU."""

    done: int
    seen: list[Seen]
    seconds: float
    cpu: float


class Crowd:
    """The clients of one errand, a thread each."""

    def __init__(self, errand: Errand) -> None:
        self.errand = errand
        self.seen: list[Seen] = []
        self.done = 0
        self._left = iter(enumerate(errand.about))
        self._turn = threading.Lock()
        self._all_see_the_times = threading.Barrier(errand.clients, timeout=60)

    def run(self) -> Outcome:
        threads = [threading.Thread(target=self._one_client) for _ in range(self.errand.clients)]
        began, cpu = perf_counter(), process_time()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Outcome(self.done, self.seen, perf_counter() - began, process_time() - cpu)

    def _one_client(self) -> None:
        while (turn := self._next()) is not None:
            number, about = turn
            phone = Phone(self.errand.port, number, self.errand.language)
            done = False
            with suppress(OSError, LookupError):  # a line cut, or a page that is no use: not done
                done = self._go(phone, about)
            phone.hang_up()
            with self._turn:
                self.done += done
                self.seen += phone.seen

    def _next(self) -> tuple[int, str] | None:
        with self._turn:
            return next(self._left, None)

    def _go(self, phone: Phone, about: str) -> bool:
        if self.errand.kind == "look":
            return look(phone, about)
        if self.errand.kind == "rush":
            return book(phone, about, self._all_see_the_times.wait)
        return book(phone, about)


if __name__ == "__main__":
    json.dump(asdict(Crowd(Errand(**json.load(sys.stdin))).run()), sys.stdout)
