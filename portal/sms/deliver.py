"""The way out: take texts that are due, hand them to the carrier, mark what it answered.

Four steps, each on its own: one short act takes the texts; right before some leave, another looks
once more whether they may (`domain.handing_over`); then no transaction is open while the carrier is
spoken to (in threads that know nothing but HTTP); then an act marks the answers. The rules of who
gets what are in `domain.dispatch`, what an answer does to a text in `domain.marking`, the words of
carriers in `carriers.base`. What nobody answered is asked about in `enquiries`.
"""

import logging
import os
import secrets
import socket
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import islice
from queue import Empty, SimpleQueue
from time import sleep

from portal import clock
from portal.db import act
from portal.domain import dispatch, handing_over, line, marking, restoring
from portal.domain.dispatch import Parcel
from portal.domain.line import WhyStill
from portal.sms import outcomes
from portal.sms.carriers.base import Answer, Carrier, Outcome

log = logging.getLogger(__name__)

THREADS = 24
"""So many texts of one worker are spoken of with the carrier at once."""
IN_HAND = 2 * THREADS
"""So many are handed to the threads, which thus go on while the database is written to."""
AT_ONCE = 32
"""No more are taken: of those that were taken and not marked when a worker dies, it has to be
found out whether they went out."""
A_SPELL = 1.0
"""Seconds of sending after which the worker looks at its other duties."""
MARK_WITHIN = 0.1
"""Seconds an answer may wait for others, to be marked together with them."""
LEASE = timedelta(seconds=20)
"""A text claimed longer ago is not handed over. A worker that was asleep (a machine that was
suspended) must not send what others have found lost and settled meanwhile: far shorter than
`settling.HANDED_OVER`."""
ALL_FAIL = 8
"""After so many answers in a row none of which was a good one, the carrier counts as out of
reach."""
LEAVE_TOGETHER = 0.2
"""Texts whose turns come within so many seconds are looked at together before they leave."""
LONGEST_PAUSE = 60.0
"""Seconds a worker pauses at most because the carrier asked for it."""


class Sender:
    """One worker's hand on one carrier. Not to be shared between threads."""

    def __init__(
        self,
        carrier: Carrier,
        public_url: str,
        texts_per_second: float,
        carrier_lag: float = 60.0,
    ) -> None:
        self.carrier, self._public_url = carrier, public_url
        self.lag = timedelta(seconds=carrier_lag)
        self._interval = timedelta(seconds=1 / texts_per_second)
        self._at_once = max(1, min(AT_ONCE, round(texts_per_second)))
        # Process ids come again: two workers must never have one name.
        self.name = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="carrier")
        self._taken: deque[Parcel] = deque()
        self._taken_at = 0.0
        self._under_way: dict[Future[Outcome], Parcel] = {}
        self._done: SimpleQueue[Future[Outcome]] = SimpleQueue()
        self._answered: list[tuple[Parcel, Outcome]] = []
        self._answered_at = 0.0
        self._pauses_until = clock.ticks()
        self._bad_in_a_row = 0
        self._halted: tuple[str, ...] = ()
        """Whose texts are put back from now on: what some answer said that is not yet marked."""
        self._line_open = False

    def send_due(self) -> int:
        """Send what is due, for about a second. Returns how many were handed over."""
        self._tidy_up()
        handed_over, enough = 0, clock.ticks() + A_SPELL
        while self._pauses_until <= clock.ticks() < enough and self._take():
            handed_over += self._hand_over()
        self._tidy_up()
        if not handed_over:
            self._hang_up()
        return handed_over

    def close(self) -> None:
        """Finish what is under way, and let go of the carrier."""
        self._tidy_up()
        self.pool.shutdown()
        self._hang_up()

    def _take(self) -> bool:
        if not dispatch.is_any_due():
            return False
        with act():
            let_go = dispatch.expire() + dispatch.put_off() + restoring.doubt_what_is_due()
            parcels = dispatch.take(self.name, self._at_once, self._public_url, self._interval)
        self._taken.extend(parcels)
        self._taken_at = clock.ticks()
        return bool(parcels or let_go)

    def _tidy_up(self) -> None:
        """Wait for what is under way; and undo what an error of the database left half done."""
        while self._under_way:
            self._gather(None)
        self._mark()
        self._halted = ()
        if self._taken:
            with act():
                marking.put_back(self._taken)
            self._taken.clear()

    # -- handing over --------------------------------------------------------------------------

    def _hand_over(self) -> int:
        handed_over = 0
        while self._taken and clock.ticks() >= self._pauses_until:
            next_ones, looked_at = self._look_once_more()
            while next_ones:
                if clock.ticks() < self._pauses_until:
                    self._taken.extendleft(reversed(next_ones))  # put back with all others
                    return handed_over
                parcel = next_ones.popleft()
                self._wait_for_turn(parcel)
                sending = self.pool.submit(self._carry, parcel, looked_at)
                self._under_way[sending] = parcel
                sending.add_done_callback(self._done.put)
                self._line_open = True
                handed_over += 1
                while len(self._under_way) >= IN_HAND or not self._done.empty():
                    self._gather(None)
                self._mark_soon()
        return handed_over

    def _look_once_more(self) -> tuple[deque[Parcel], datetime]:
        """The next ones whose turn it is, as far as they still may go, and when that was found."""
        self._wait_for_turn(self._taken[0])
        soon = self._taken[0].wait + LEAVE_TOGETHER
        together = list(islice((one for one in self._taken if one.wait <= soon), IN_HAND))
        looked_at = clock.now()
        with act():
            leaving = handing_over.may_go(together)
        for _ in together:  # not before: after an error all are put back
            self._taken.popleft()
        return deque(one for one in together if one.text_id in leaving), looked_at

    def _carry(self, parcel: Parcel, looked_at: datetime) -> Outcome:
        """In a thread that knows nothing but HTTP."""
        now = clock.now()
        if now - parcel.claimed_at > LEASE or now - looked_at > handing_over.BEGINS_WITHIN:
            log.warning("text %s: claimed too long ago, put back", parcel.text_id)
            return Outcome(Answer.NOT_SENT)
        if any(parcel.to.startswith(scope) for scope in self._halted):
            return Outcome(Answer.NOT_SENT)
        return self.carrier.send(parcel.to, parcel.body, str(parcel.text_id))

    def _wait_for_turn(self, parcel: Parcel) -> None:
        turn = self._taken_at + parcel.wait
        while (left := turn - clock.ticks()) > 0:
            if self._under_way:
                self._gather(min(left, MARK_WITHIN))
                self._mark_soon()
            else:
                self._mark()
                sleep(left)

    def _gather(self, patience: float | None) -> None:
        """Take in one answer, if one comes within so many seconds."""
        try:
            sending = self._done.get(timeout=patience)
        except Empty:
            return
        parcel = self._under_way.pop(sending)
        self._answer(parcel, _outcome_of(sending, parcel))

    def _answer(self, parcel: Parcel, outcome: Outcome) -> None:
        if not self._answered:
            self._answered_at = clock.ticks()
        self._answered.append((parcel, outcome))
        match outcome.answer:
            case Answer.NOT_SENT:
                return
            case Answer.MISCONFIGURED:
                self._halted += (outcomes.scope(outcome.code, parcel.to),)
            case Answer.TRY_LATER | Answer.UNKNOWN:
                self._bad_in_a_row += 1
                asked_for = min(outcome.retry_after or 0, LONGEST_PAUSE)
                self._pauses_until = max(self._pauses_until, clock.ticks() + asked_for)
                if self._bad_in_a_row >= ALL_FAIL:
                    self._halted += ("",)
                return
        self._bad_in_a_row = 0

    # -- marking -------------------------------------------------------------------------------

    def _mark_soon(self) -> None:
        waits = clock.ticks() - self._answered_at
        if self._answered and (len(self._answered) >= THREADS or waits > MARK_WITHIN):
            self._mark()

    def _mark(self) -> None:
        if not self._answered:
            return
        by_answer: dict[Answer, list[tuple[Parcel, Outcome]]] = {}
        for parcel, outcome in self._answered:
            by_answer.setdefault(outcome.answer, []).append((parcel, outcome))
        with act():
            self._mark_what_waits(by_answer)
        for answer in outcomes.FATES.keys() & by_answer.keys() - _WAIT:
            for parcel, outcome in by_answer[answer]:
                _refused(parcel, answer, outcome.code)
        self._mark_line(by_answer)
        self._answered.clear()

    def _mark_what_waits(self, by_answer: dict[Answer, list[tuple[Parcel, Outcome]]]) -> None:
        """All that concerns the text alone."""

        def those(answer: Answer) -> list[tuple[Parcel, Outcome]]:
            return by_answer.get(answer, [])

        marking.accepted((one, outcome.carrier_id) for one, outcome in those(Answer.ACCEPTED))
        marking.unsure(one for one, _ in those(Answer.UNKNOWN))
        marking.put_back(one for one, _ in those(Answer.NOT_SENT))
        marking.try_later(
            (one, outcome.code, outcome.retry_after) for one, outcome in those(Answer.TRY_LATER)
        )
        marking.settings_are_wrong(
            (one, outcome.code) for one, outcome in those(Answer.MISCONFIGURED)
        )

    def _mark_line(self, by_answer: dict[Answer, list[tuple[Parcel, Outcome]]]) -> None:
        """What the answers say of the line: that it stands still, or goes on."""
        wrong = by_answer.get(Answer.MISCONFIGURED, [])
        unreachable = self._bad_in_a_row >= ALL_FAIL
        if wrong or unreachable:
            with act():
                for parcel, outcome in wrong:
                    scope = outcomes.scope(outcome.code, parcel.to)
                    line.stand_still(WhyStill.SETTINGS, outcome.code, scope)
                if unreachable:
                    line.stand_still(WhyStill.UNREACHABLE)
            self._bad_in_a_row = 0
        if line.is_standing_still():
            with act():
                for answer in by_answer.keys() - _SHOWS_NOTHING:
                    for parcel, _ in by_answer[answer]:
                        line.goes_on(parcel.to, parcel.claimed_at)

    def _hang_up(self) -> None:
        # A line left lying open may be cut unnoticed, and the next text would be an unknown one.
        if self._line_open:
            self.carrier.close()
            self._line_open = False


_WAIT = {Answer.TRY_LATER, Answer.MISCONFIGURED}
"""After these the text itself waits to be tried again."""
_SHOWS_NOTHING = {Answer.TRY_LATER, Answer.MISCONFIGURED, Answer.UNKNOWN, Answer.NOT_SENT}
"""Any other answer is the carrier's own, to a text of ours that it looked at."""


def _refused(parcel: Parcel, answer: Answer, code: int | None) -> None:
    try:
        outcomes.refused(parcel, answer, code)
    except Exception as error:
        # It holds up no other; it is found again like a text whose worker died.
        log.error("text %s: %s while marking", parcel.text_id, type(error).__name__)


def _outcome_of(sending: Future[Outcome], parcel: Parcel) -> Outcome:
    error = sending.exception()
    if error is None:
        return sending.result()
    log.error("text %s: %s while sending", parcel.text_id, type(error).__name__)
    return Outcome(Answer.UNKNOWN)
