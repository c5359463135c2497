"""What texts cost: how fast one and two workers send what waits, what a text costs them, what they
hold in memory while very many wait, and how long the reminders of very many talks take."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from time import monotonic, perf_counter, sleep

import psutil
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, select

from bench import data, databases, processes
from bench.carrier import Carrier, Took
from bench.databases import Database
from bench.servers import HERE, PORTAL
from portal import clock
from portal.app import create_app
from portal.db import act, db
from portal.domain import reminders
from portal.domain.outbox import Kind, OutText, TextState, Urgency
from portal.domain.people import Parent
from tests.sms.calls import ACCOUNT_SID, AUTH_TOKEN, SERVICE

ANSWERS_IN = 50
"""Milliseconds until the carrier has answered."""
DRAINED = 6_000
WARM_UP = 600
"""Texts before the first that count: by then both workers are there, and have opened lines."""
WAITING = 100_000
A_FEW = 1_000
SENT_MEANWHILE = 500
TALKS = 10_000
PARENTS = 2_000
PATIENCE = 180.0
BODY = "Oak Lane: Miss Khan would like to talk about Yusuf. Choose a time: {link} Or ring us."


@dataclass(frozen=True)
class Drained:
    """So many workers sent what waited. CPU in seconds a text: the workers' own, and with the
    database's processes. `others`: the part of the machine that other programs took."""

    workers: int
    a_second: float
    cpu_each: float
    cpu_with_database: float
    others: float


@dataclass(frozen=True)
class Texts:
    """Everything about texts on one database. Memory in MB of a worker's PSS: with a few texts
    waiting and with very many; seconds to find the reminders that are due, and to make them."""

    name: str
    drained: list[Drained]
    memory_few: float
    memory_many: float
    found: float
    made: float


class Outbox:
    """A school with many parents and nothing but texts to send."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.settings = {
            "PORTAL_DATA": str(folder),
            "PORTAL_DATABASE_URL": database.url,
            "PORTAL_SECRET_KEY": "a key for measuring only",
        }
        self.app = create_app(self.settings)
        with self.app.app_context():
            upgrade()
            data.build_parents(PARENTS)
            db.engine.dispose()
        databases.take_stock(database)

    def fill(self, count: int) -> None:
        """So many texts wait, one to each parent, and one to each again."""
        now = clock.now()
        with self.app.app_context():
            with act() as session:
                numbers = session.execute(select(Parent.id, Parent.number)).all()
                shared = {
                    "kind": Kind.INVITATION,
                    "language": "en",
                    "body": BODY,
                    "state": TextState.QUEUED,
                    "urgency": Urgency.BULK,
                    "made_at": now,
                    "due_at": now,
                    "expires_at": now + timedelta(days=1),
                    "any_hour": True,
                    "tries": 0,
                }
                for begin in range(0, count, 5_000):
                    whom = [
                        numbers[n % len(numbers)] for n in range(begin, min(begin + 5_000, count))
                    ]
                    rows = [{**shared, "parent_id": one, "to": to} for one, to in whom]
                    session.execute(insert(OutText), rows)
            db.session.remove()
            db.engine.dispose()
        databases.take_stock(self.database)

    def empty(self) -> None:
        with self.app.app_context():
            with act() as session:
                session.execute(OutText.__table__.delete())  # type: ignore[attr-defined]
            db.session.remove()
            db.engine.dispose()

    @contextmanager
    def workers(self, count: int, carrier: Carrier, rate: int) -> Iterator[list[int]]:
        """So many text workers, as a school starts them."""
        settings = {
            **self.settings,
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "LANG": "C.UTF-8",
            "PORTAL_TEXTS_PER_SECOND": str(rate),
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_MESSAGING_SERVICE_SID": SERVICE,
            "TWILIO_API_BASE": carrier.url,
        }
        log = (self.folder / "workers.log").open("a")
        started = [
            subprocess.Popen([*PORTAL, "work"], env=settings, cwd=HERE, stdout=log, stderr=log)
            for _ in range(count)
        ]
        try:
            yield [one.pid for one in started]
        finally:
            for one in started:
                one.send_signal(signal.SIGTERM)
            for one in started:
                one.wait(30)
            log.close()


def drain(outbox: Outbox, workers: int) -> Drained:
    """Let so many workers send everything that waits."""
    outbox.empty()
    outbox.fill(DRAINED + WARM_UP)
    on_postgresql = outbox.database.name == "PostgreSQL"
    with Carrier(ANSWERS_IN) as carrier, outbox.workers(workers, carrier, 1_000) as pids:
        _until(carrier, WARM_UP)
        began, before = monotonic(), carrier.took()
        ours = [carrier.pid, os.getpid()]
        start = _cpu(pids), _of_database(on_postgresql), _cpu(ours), _machine()
        after = _until(carrier, WARM_UP + DRAINED)
        seconds, sent = monotonic() - began, after.texts - before.texts
        end = _cpu(pids), _of_database(on_postgresql), _cpu(ours), _machine()
        used, theirs, beside, machine = (now - then for then, now in zip(start, end, strict=True))
    others = max(0.0, machine - used - theirs - beside)
    cores = os.cpu_count() or 1
    return Drained(
        workers, sent / seconds, used / sent, (used + theirs) / sent, others / (seconds * cores)
    )


def memory(outbox: Outbox, waiting: int) -> float:
    """MB of a worker that has sent some of so many texts."""
    outbox.empty()
    outbox.fill(waiting)
    with Carrier(ANSWERS_IN) as carrier, outbox.workers(1, carrier, 100) as (pid,):
        _until(carrier, SENT_MEANWHILE)
        return processes.pss(pid)


def _until(carrier: Carrier, texts: int) -> Took:
    deadline = monotonic() + PATIENCE
    while (took := carrier.took()).texts < texts and monotonic() < deadline:
        sleep(0.02)
    return took


def _cpu(pids: list[int]) -> float:
    return sum(processes.cpu(pid) for pid in pids)


def _of_database(on_postgresql: bool) -> float:
    theirs = databases.server_processes() if on_postgresql else set()
    return sum(processes.cpu(pid) for pid in theirs if psutil.pid_exists(pid))


def _machine() -> float:
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - times.iowait - times.guest - times.guest_nice)


def plan_reminders(app: Flask) -> tuple[float, float]:
    """Seconds to find the reminders due of very many talks on one day, and to make them all."""
    with app.app_context():
        day = data.build_talks(TALKS)
        evening = clock.at(day - timedelta(days=1), time(17, 5))
        with clock.showing(evening):
            began = perf_counter()
            due = reminders.due()
            found = perf_counter() - began
            for one in due:
                with act():
                    reminders.remind(one)
            made = perf_counter() - began - found
        if len(due) != TALKS:
            raise AssertionError(f"{len(due)} reminders of {TALKS} talks")
        db.session.remove()
        db.engine.dispose()
    return found, made


def measure(database: Database, folder: Path) -> Texts:
    outbox = Outbox(database, folder)
    drained = [drain(outbox, workers) for workers in (1, 2)]
    few, many = memory(outbox, A_FEW), memory(outbox, WAITING)
    outbox.empty()
    found, made = plan_reminders(outbox.app)
    return Texts(database.name, drained, few, many, found, made)
