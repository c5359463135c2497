"""Errands of many phones at once, with what they used of the machine."""

import json
import statistics
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, dataclass

from flask import Flask
from sqlalchemy import func, select

from bench import servers
from bench.data import RUSH_TIMES
from bench.phones import CHOOSE, Errand, Outcome
from bench.processes import Meter, Used
from bench.servers import Running
from portal.db import db
from portal.domain.bookings import Booking, BookingState


@dataclass(frozen=True)
class Level:
    """One errand with so many clients at once, and what it used."""

    clients: int
    outcome: Outcome
    used: Used

    @property
    def a_second(self) -> float:
        return self.outcome.done / self.outcome.seconds

    @property
    def cpu_each(self) -> float:
        """CPU seconds for each thing done, of all the server's processes and the database's."""
        return self.used.ours / self.outcome.done

    def within(self, percent: int, step: str | None = None) -> float:
        """Milliseconds within which this part of the requests (of this step) was answered."""
        times = [seen[2] for seen in self.outcome.seen if step in (None, seen[0])]
        return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]

    @property
    def failures(self) -> int:
        """Answers that no parent should get: a 5xx, or a line that was cut."""
        return sum(seen[1] == 0 or seen[1] >= 500 for seen in self.outcome.seen)

    @property
    def requests_each(self) -> float:
        return len(self.outcome.seen) / self.outcome.done

    @property
    def others(self) -> float:
        """How much of the busy machine other programs took meanwhile, from 0 to 1."""
        ours = self.used.ours + self.outcome.cpu
        return max(0.0, self.used.machine - ours) / self.used.machine


def send(errand: Errand) -> Outcome:
    """Send phones on this errand, in a process of their own."""
    driver = subprocess.run(
        [sys.executable, "-m", "bench.phones"],
        input=json.dumps(asdict(errand)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=servers.HERE,
    )
    told = json.loads(driver.stdout)
    return Outcome(**{**told, "seen": [tuple(seen) for seen in told["seen"]]})


def level(server: Running, errand: Errand, *, on_postgresql: bool) -> Level:
    """Run this errand and meter what it uses."""
    with Meter(server.pid, on_postgresql=on_postgresql) as meter:
        outcome = send(errand)
    return Level(errand.clients, outcome, meter.used)


@dataclass(frozen=True)
class Rush:
    """Many families who want the same few times at the same moment."""

    clients: int
    winners: int
    """Journeys that ended on the page of a booked talk."""
    booked: int
    """Times that are booked in the database afterwards and were not before."""
    answers: Counter[int]
    """Statuses of the answers to a chosen time."""
    failures: int

    @property
    def as_it_should_be(self) -> bool:
        return self.winners == self.booked == RUSH_TIMES and not self.failures


def rush(server: Running, tokens: list[str], app: Flask) -> Rush:
    """All of these families choose at once, and choose again until no time is left."""
    before = _booked_times(app)
    outcome = send(Errand("rush", server.port, len(tokens), tokens))
    return Rush(
        clients=len(tokens),
        winners=outcome.done,
        booked=_booked_times(app) - before,
        answers=Counter(seen[1] for seen in outcome.seen if seen[0] == CHOOSE),
        failures=sum(seen[1] == 0 or seen[1] >= 500 for seen in outcome.seen),
    )


def _booked_times(app: Flask) -> int:
    query = select(func.count(Booking.slot_id.distinct()))
    with app.app_context():
        return db.session.scalar(query.where(Booking.state == BookingState.BOOKED)) or 0
