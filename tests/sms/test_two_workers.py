"""Two text workers side by side, killed at any moment: no text is ever sent twice, none is lost.

Real processes on one database, a stand-in for the carrier that misbehaves, and SIGKILL. Run as a
program (`python -m tests.sms.test_two_workers`), this file is the nursery that those workers are
born in: it has imported everything already, so that a new one is there at once.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from typing import Self
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from sqlalchemy import func, select

from portal import clock, worker
from portal.app import create_app
from portal.db import act, db
from portal.domain import dispatch
from portal.domain.outbox import Kind, OutText, TextState, queue
from portal.serving import carrier
from tests.conftest import MONDAY, Watch
from tests.phone import post, settings
from tests.sms.stand_in import StandIn, Taken, hangs_up, receipt_form, says, too_many

TEXTS, KILLS = 60, 8
FASTER = 20
"""The workers' clock runs faster than ours, so that what is to be tried again is soon."""
LONGEST = 60.0
"""Seconds after which a test that does not end has failed."""


# -- the workers' side -------------------------------------------------------------------------


def be_a_nursery() -> None:
    """Bear a worker for each line "start", and say which; wait for the end of the one named."""
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())  # so a newborn can be told at once
    for line in sys.stdin:
        order, _, pid = line.strip().partition(" ")
        if order == "start":
            born = os.fork()
            if not born:
                _be_a_worker(told)
            print(born, flush=True)
        else:
            print(os.waitstatus_to_exitcode(os.waitpid(int(pid), 0)[1]), flush=True)


def _be_a_worker(told: threading.Event) -> None:
    """Work until told to stop, or killed, on a clock that runs fast from the tests' Monday on."""
    began = time.monotonic()
    clock.use(lambda: MONDAY + timedelta(seconds=(time.monotonic() - began) * FASTER))
    app = create_app()
    with app.app_context():
        found = settings(app)
        worker.run(carrier(found), found, told.is_set)
    os._exit(0)


class Nursery:
    """`with Nursery(portal, twilio) as nursery:` workers for this school and this carrier."""

    def __init__(self, portal: Flask, twilio: StandIn) -> None:
        here = settings(portal)
        self.alive: list[int] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sms.test_two_workers"],
            env={
                **os.environ,
                "PORTAL_DATA": str(here.data),
                "PORTAL_DATABASE_URL": here.database_url,
                "PORTAL_SECRET_KEY": here.secret_key,
                "PORTAL_PUBLIC_URL": here.public_url,
                "PORTAL_TEXTS_PER_SECOND": "40",
                "TWILIO_ACCOUNT_SID": twilio.account_sid,
                "TWILIO_AUTH_TOKEN": twilio.auth_token,
                "TWILIO_MESSAGING_SERVICE_SID": twilio.service,
                "TWILIO_API_BASE": twilio.url,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker_id in list(self.alive):
            self.end(worker_id, signal.SIGKILL)
        self._process.kill()
        self._process.communicate()

    def start(self) -> int:
        """A new worker's process id."""
        self.alive.append(self._ask("start"))
        return self.alive[-1]

    def end(self, worker_id: int, how: signal.Signals) -> int:
        """Signal a worker, wait for its end, and return its exit code."""
        os.kill(worker_id, how)
        self.alive.remove(worker_id)
        return self._ask(f"wait {worker_id}")

    def _ask(self, line: str) -> int:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


# -- the school's side -------------------------------------------------------------------------


def fill_outbox(count: int) -> None:
    """So many more texts, each to a phone of its own."""
    with act():
        here = db.session.execute(select(func.count(OutText.id))).scalar_one()
        for n in range(here, here + count):
            queue(
                kind=Kind.REPLY,
                to=f"+44770090{n:04}",
                language="en",
                body=f"Text {n}",
                expires_at=MONDAY + timedelta(days=1),
            )


def still_waiting() -> int:
    query = select(func.count(OutText.id)).where(OutText.state == TextState.QUEUED)
    return db.session.execute(query).scalar_one()


def work_until_empty(nursery: Nursery, twilio: StandIn, *, kills: int) -> None:
    """Two workers empty the outbox, while one or the other is killed in the middle of sending and
    replaced. The last two leave as they should."""
    chance, seen = random.Random(kills), 0
    deadline = time.monotonic() + LONGEST
    for _ in range(2):
        nursery.start()
    while still_waiting() or kills:
        assert time.monotonic() < deadline, f"{still_waiting()} texts still wait"
        time.sleep(chance.uniform(0.01, 0.15))
        if kills and still_waiting() < 10:
            fill_outbox(10)
        if kills and twilio.calls > seen:
            kills, seen = kills - 1, twilio.calls
            assert nursery.end(chance.choice(nursery.alive), signal.SIGKILL) == -signal.SIGKILL
            nursery.start()
    assert [nursery.end(one, signal.SIGTERM) for one in list(nursery.alive)] == [0, 0]


def reference(taken: Taken) -> int:
    return int(parse_qs(urlsplit(taken.status_callback or "").query)["ref"][0])


def states() -> dict[int, TextState]:
    db.session.expire_all()
    query = select(OutText.id, OutText.state)
    return {text_id: state for text_id, state in db.session.execute(query)}


def report_delivered(portal: Flask, taken: list[Taken]) -> None:
    """The carrier reports every text it took."""
    for one in taken:
        query = urlsplit(one.status_callback or "").query
        assert post(portal, "/sms/receipts", receipt_form(one, "delivered"), query=query) == 200


def test_two_workers_send_each_text_once(portal: Flask) -> None:
    fill_outbox(TEXTS)
    with StandIn() as twilio, Nursery(portal, twilio) as nursery:
        work_until_empty(nursery, twilio, kills=0)
        taken = list(twilio.taken)
    assert sorted(map(reference, taken)) == sorted(states())
    assert Counter(states().values()) == Counter({TextState.SENT: TEXTS})


def test_no_text_is_sent_twice_or_lost_whoever_is_killed(portal: Flask, watch: Watch) -> None:
    fill_outbox(TEXTS)
    with StandIn() as twilio, Nursery(portal, twilio) as nursery:
        for mishap in (
            too_many("0.1"),
            says(500, b"oops", taken=True),
            says(502, b"<html>", taken=False),
            hangs_up(taken=True),
            hangs_up(taken=False),
        ):
            twilio.misbehave(mishap, calls=2)
        work_until_empty(nursery, twilio, kills=KILLS)
        taken = list(twilio.taken)
    refs = [reference(one) for one in taken]
    assert sorted(refs) == sorted(set(refs)), "a text was sent twice"
    watch.moment += timedelta(hours=1)
    with act():
        dispatch.lose_sight_of_old()
    report_delivered(portal, taken)
    ends = states()
    assert {one for one, state in ends.items() if state == TextState.DELIVERED} == set(refs)
    # What the carrier never took is not called sent, and not lost sight of either.
    assert {state for one, state in ends.items() if one not in set(refs)} <= {TextState.UNKNOWN}


if __name__ == "__main__":
    be_a_nursery()
