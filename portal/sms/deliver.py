"""The way out: take texts that are due, hand them to the carrier, mark what it answered.

Three steps, each on its own: one short act takes the texts, then no transaction is open while the
carrier is spoken to (in threads that know nothing but HTTP), then an act marks each answer. The
rules of who gets what are in `domain.dispatch`; the words of carriers in `carriers.base`.
"""

import logging
import os
import secrets
import socket
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from time import sleep

from portal import clock
from portal.db import act
from portal.domain import dispatch
from portal.domain.dispatch import Parcel
from portal.sms.carriers.base import CODES, Answer, Carrier, Outcome

log = logging.getLogger(__name__)

THREADS = 16
"""So many texts are under way at once, and no more are taken: of those that were taken and not
marked when a worker dies, nobody can tell whether they went out."""
REST = timedelta(minutes=1)
"""How long nothing is sent once the carrier says that our settings are wrong."""


class Sender:
    """One worker's hand on one carrier. Not to be shared between threads."""

    def __init__(self, carrier: Carrier, public_url: str, texts_per_second: float) -> None:
        self._carrier, self._public_url = carrier, public_url
        self._interval = 1 / texts_per_second
        self._at_once = max(1, min(THREADS, round(texts_per_second)))
        # Process ids come again: two workers must never have one name.
        self.name = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="carrier")
        self._taken: deque[Parcel] = deque()
        self._under_way: dict[Future[Outcome], int] = {}
        self._answered: list[tuple[int, Outcome]] = []
        self._next_turn = clock.ticks()
        self._rests_until: datetime | None = None
        self._line_open = False

    def send_due(self) -> int:
        """Send some of what is due, at most a second's worth. Returns how many were handed over."""
        self._tidy_up()
        if self._rests_until and clock.now() < self._rests_until:
            return 0
        self._rests_until = None
        if dispatch.is_any_due():
            with act():
                dispatch.expire()
                self._taken.extend(dispatch.take(self.name, self._at_once, self._public_url))
        if not self._taken:
            self._hang_up()
            return 0
        return self._hand_over()

    def close(self) -> None:
        """Finish what is under way, and let go of the carrier."""
        self._tidy_up()
        self._pool.shutdown()
        self._hang_up()

    def _tidy_up(self) -> None:
        """Whatever an error of the database left undone the last time."""
        while self._under_way:
            self._gather()
        self._mark()
        if self._taken:
            with act():
                for parcel in self._taken:
                    dispatch.put_back(parcel.text_id)
            self._taken.clear()

    def _hand_over(self) -> int:
        handed_over = 0
        while self._taken and not self._rests_until:
            self._wait_for_turn()
            parcel = self._taken.popleft()
            reference = str(parcel.text_id)
            sending = self._pool.submit(self._carrier.send, parcel.to, parcel.body, reference)
            self._under_way[sending] = parcel.text_id
            self._line_open = True
            handed_over += 1
            if len(self._under_way) >= THREADS or any(one.done() for one in self._under_way):
                self._gather()
                self._mark()
        self._tidy_up()
        return handed_over

    def _wait_for_turn(self) -> None:
        pause = self._next_turn - clock.ticks()
        if pause > 0:
            sleep(pause)
        self._next_turn = max(self._next_turn, clock.ticks()) + self._interval

    def _gather(self) -> None:
        done, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
        for sending in done:
            text_id = self._under_way.pop(sending)
            outcome = _outcome_of(sending, text_id)
            self._answered.append((text_id, outcome))
            if outcome.answer is Answer.MISCONFIGURED:
                self._rests_until = clock.now() + REST
                log.error("nothing is sent for a minute: %s", _reason(outcome))

    def _mark(self) -> None:
        if not self._answered:
            return
        with act():
            for text_id, outcome in sorted(self._answered, key=lambda one: one[0]):
                _mark(text_id, outcome)
        self._answered.clear()

    def _hang_up(self) -> None:
        # A line left lying open may be cut unnoticed, and the next text would be an unknown one.
        if self._line_open:
            self._carrier.close()
            self._line_open = False


def _outcome_of(sending: Future[Outcome], text_id: int) -> Outcome:
    error = sending.exception()
    if error is None:
        return sending.result()
    log.error("text %s: %s while sending", text_id, type(error).__name__)
    return Outcome(Answer.UNKNOWN)


def _mark(text_id: int, outcome: Outcome) -> None:
    match outcome.answer:
        case Answer.ACCEPTED:
            dispatch.accepted(text_id, outcome.carrier_id)
        case Answer.TRY_LATER:
            dispatch.try_later(text_id, outcome.code, outcome.retry_after)
        case Answer.UNKNOWN:
            dispatch.unsure(text_id)
        case Answer.BAD_NUMBER:
            dispatch.bad_number(text_id, outcome.code, _reason(outcome))
        case Answer.OPTED_OUT:
            dispatch.opted_out(text_id)
        case Answer.MISCONFIGURED:
            dispatch.put_back(text_id)
        case Answer.OUR_FAULT | Answer.REFUSED:
            dispatch.failed(text_id, outcome.code, _reason(outcome))


def _reason(outcome: Outcome) -> str:
    known = CODES.get(outcome.code or 0)
    if known:
        return known.reason
    return f"the carrier refused it, code {outcome.code}" if outcome.code else "refused"
