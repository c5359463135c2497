"""Text workers as real processes on a clock that runs fast, to be killed at any moment.

Run as a program (`python -m tests.sms.nursery`), this file is the nursery that those workers are
born in: it has imported everything already, so that a new one is there at once.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from flask import Flask

from portal import clock, worker
from portal.app import create_app
from portal.db import db
from portal.sms.carriers.twilio import TwilioCarrier
from tests.conftest import MONDAY
from tests.phone import settings
from tests.sms.stand_in import StandIn

SPEED = 20.0
"""The workers' clock runs so much faster than ours: what is to be tried again, or settled after a
grace, is so soon."""
PATIENCE = 0.5
"""Seconds the workers wait for the carrier's answer."""
LAG = 12.0
"""PORTAL_CARRIER_LAG, on the workers' clock."""


class FastClock:
    """From the tests' Monday on, the same in every process; `jump` moves it on in all of them."""

    def __init__(self, began: float, jumped: Path) -> None:
        self.began, self._jumped = began, jumped

    def __call__(self) -> datetime:
        jumped = float(self._jumped.read_text())
        return MONDAY + timedelta(seconds=(time.monotonic() - self.began) * SPEED + jumped)

    def jump(self, span: timedelta) -> None:
        seconds = float(self._jumped.read_text()) + span.total_seconds()
        part = self._jumped.with_suffix(".part")
        part.write_text(str(seconds))
        part.replace(self._jumped)


def fast_clock(folder: Path) -> FastClock:
    """A new one, which keeps what it has jumped in this folder."""
    jumped = folder / "jumped"
    jumped.write_text("0")
    return FastClock(time.monotonic(), jumped)


# -- the workers' side -------------------------------------------------------------------------


def be_a_nursery() -> None:
    """Bear a worker for each line "start", and say which; wait for the end of the one named."""
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())  # so a newborn can be told at once
    clock.use(FastClock(float(sys.argv[1]), Path(sys.argv[2])))
    app = create_app()
    for line in sys.stdin:
        order, _, pid = line.strip().partition(" ")
        if order == "start":
            born = os.fork()
            if not born:
                _be_a_worker(app, told)
            print(born, flush=True)
        else:
            print(os.waitstatus_to_exitcode(os.waitpid(int(pid), 0)[1]), flush=True)


def _be_a_worker(app: Flask, told: threading.Event) -> None:
    """Work until told to stop, or killed."""
    with app.app_context():
        db.engine.dispose(close=False)
        found = settings(app)
        assert found.twilio
        carrier = TwilioCarrier(
            found.twilio.account_sid,
            found.twilio.auth_token,
            found.twilio.messaging_service_sid,
            found.twilio.from_,
            found.twilio.api_base,
            f"{found.public_url}/sms/receipts",
            PATIENCE,
        )
        sweeps = [
            replace(sweep, every=sweep.every / SPEED)
            for sweep in worker.SWEEPS
            if "erase" not in sweep.name  # these parents have no child here: they would go at night
        ]
        worker.run(carrier, found, told.is_set, sweeps)
    os._exit(0)


# -- the school's side -------------------------------------------------------------------------


class Nursery:
    """`with Nursery(...) as nursery:` workers for this school and this carrier, on this clock;
    receipts go to `public_url`."""

    def __init__(
        self, portal: Flask, twilio: StandIn, fast: FastClock, public_url: str, rate: float
    ) -> None:
        here = settings(portal)
        self.alive: list[int] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sms.nursery", str(fast.began), str(fast._jumped)],
            env={
                **os.environ,
                "PORTAL_DATA": str(here.data),
                "PORTAL_DATABASE_URL": here.database_url,
                "PORTAL_SECRET_KEY": here.secret_key,
                "PORTAL_PUBLIC_URL": public_url,
                "PORTAL_TEXTS_PER_SECOND": str(rate),
                "PORTAL_CARRIER_LAG": str(LAG),
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


if __name__ == "__main__":
    be_a_nursery()
