"""A carrier on its worst day: the stand-in, misbehaving at random and all along.

Whatever it does is fair: it never lies about what it took. A text says in its own words how it
shall end ("Text 17, refused with 21614"), so that a test knows what is right.
"""

import heapq
import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from tests.sms.stand_in import (
    Mishap,
    Record,
    Reply,
    StandIn,
    Taken,
    _Call,
    _Server,
    hangs_up,
    post,
    receipt_form,
    refuses,
    says,
    too_many,
)

REFUSED = re.compile(r"refused with (\d+)")
LOST = re.compile(r"lost with (\d+)")
LOST_ONCE = re.compile(r"lost once with (\d+)")
SILENT = "no receipt"

SILENCE = 0.8
"""Seconds until it answers what it answers too late: longer than the workers wait."""
LATEST_RECEIPT = 2.0
LONGEST_LAG = 0.4
"""Seconds until a text stands in the list."""
POSTERS = 6


class Unruly(StandIn):
    """`with Unruly(chance, now) as twilio:`. `trouble` counts what it did; `now` is the clock of
    those it serves, and `speed` how much faster than ours that goes."""

    def __init__(self, chance: random.Random, now: Callable[[], datetime], speed: float) -> None:
        super().__init__(now)
        self.chance, self.speed = chance, speed
        self.trouble: Counter[str] = Counter()
        self.times_taken: Counter[str] = Counter()
        self.unheard = 0
        self._wrong_until = 0.0
        self._receipts: list[tuple[float, int, Taken, str, int | None]] = []
        self._posting = self._turn = 0
        self._due = threading.Condition()
        self._stopped = False
        for _ in range(POSTERS):
            threading.Thread(target=self._post_receipts, daemon=True).start()

    # -- calls -----------------------------------------------------------------------------------

    def next_mishap(self, method: str) -> Mishap:
        name, mishap = self._mishap(method)
        self.trouble[name] += 1
        return mishap

    def _mishap(self, command: str) -> tuple[str, Mishap]:
        roll = self.chance.random()
        if time.monotonic() < self._wrong_until:
            return "token refused", refuses(20003)
        if command == "GET":
            if roll < 0.08:
                return "list refused", says(503, b"<h1>Not now</h1>")
            return ("list cut", hangs_up(taken=False)) if roll < 0.12 else ("list", Mishap())
        for part, name, mishap in (
            (0.05, "429", too_many(self.chance.choice(["0.05", "0.2", None]))),
            (0.02, "500, taken", says(500, b"oops", taken=True)),
            (0.02, "500, not taken", says(500, b'{"code": 20500, "status": 500}')),
            (0.01, "502, taken", says(502, b"<html>", taken=True)),
            (0.01, "unreadable, taken", says(201, b"<html>Thank you", taken=True)),
            (0.02, "late, taken", Mishap(delay=SILENCE)),
            (0.01, "late, not taken", Mishap(taken=False, delay=SILENCE, hangs_up=True)),
            (0.02, "cut, taken", hangs_up(taken=True)),
            (0.02, "cut, not taken", hangs_up(taken=False)),
        ):
            if roll < part:
                return name, mishap
            roll -= part
        return "well behaved", Mishap(delay=self.chance.uniform(0, 0.03))

    def is_there(self, call: _Call) -> bool:
        """Nothing is taken from a worker that is gone: the real one is done within the workers'
        patience, and this one may be held up for longer on a busy machine."""
        try:
            peeked = call.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return peeked != b""

    def forget_token(self, seconds: float) -> None:
        """The school's token is wrong for a while."""
        self._wrong_until = time.monotonic() + seconds

    def go_away(self, seconds: float) -> None:
        """Nobody listens for a while: connections are refused, open lines are cut."""
        port = self._server.server_port
        self._server.shutdown()
        self._server.server_close()
        self.drop_idle_lines()
        time.sleep(seconds)
        self._server = _Server(self, port)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.trouble["away"] += 1

    # -- what becomes of a text --------------------------------------------------------------------

    def accept(self, text: Taken) -> Reply:
        if refused := REFUSED.search(text.body):
            return refuses(int(refused[1])).reply or Reply(400, b"")
        lag = self.chance.uniform(0, LONGEST_LAG) * self.speed
        self.list_lag = timedelta(seconds=lag)
        reply = super().accept(text)
        self._tell(text, self.records[text.sid], self.times_taken[text.body])
        self.times_taken[text.body] += 1
        return reply

    def _tell(self, text: Taken, record: Record, taken_before: int) -> None:
        """Receipts: early, late, twice and in any order; the last is the truth."""
        if SILENT in text.body:
            record.status = "delivered"
            return
        code = None
        if lost := LOST.search(text.body):
            code = int(lost[1])
        elif (once := LOST_ONCE.search(text.body)) and not taken_before:
            code = int(once[1])
        end = "undelivered" if code else "delivered"
        record.status, record.error_code = end, code
        told: list[tuple[str, int | None]] = [("queued", None), ("sent", None), (end, code)]
        told += [one for one in told if self.chance.random() < 0.2]
        self.chance.shuffle(told)
        now = time.monotonic()
        with self._due:
            for status, its_code in told:
                early = self.chance.random() < 0.3
                at = now + (0 if early else self.chance.uniform(0, LATEST_RECEIPT))
                self._turn += 1
                heapq.heappush(self._receipts, (at, self._turn, text, status, its_code))
            self._due.notify()

    def _post_receipts(self) -> None:
        while not self._stopped:
            with self._due:
                if not self._receipts or self._receipts[0][0] > time.monotonic():
                    self._due.wait(0.02)
                    continue
                _, _, text, status, code = heapq.heappop(self._receipts)
                self._posting += 1
            form = receipt_form(text.sid, text.to, status, code, text.sender)
            try:
                heard = post(text.status_callback or "", form, self.auth_token) == 200
            except OSError:
                heard = False
            with self._due:
                self._posting -= 1
                self.unheard += not heard

    def has_told_all(self) -> bool:
        """Whether every receipt so far has been posted."""
        with self._due:
            return not self._receipts and not self._posting

    def __exit__(self, *_: object) -> None:
        self._stopped = True
        super().__exit__()
