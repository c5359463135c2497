"""Two text workers side by side, killed at any moment, and a carrier on its worst day: no text is
ever sent twice, none is lost, and in the end every state is right.

Real processes on one database, a stand-in for the carrier that misbehaves all along (`unruly`),
signed receipts over HTTP, and SIGKILL. `make torture` runs the same for longer and prints figures.
"""

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from werkzeug.serving import WSGIRequestHandler, make_server

from portal import clock
from portal.db import act, db
from portal.domain.inbox import InText
from portal.domain.line import CarrierLine, Standstill
from portal.domain.numbers import read_number
from portal.domain.outbox import UNREPORTED, UNSETTLED, WAITS, Kind, OutText, TextState, queue
from portal.domain.people import NumberState, Parent
from portal.domain.tasks import Task, TaskKind
from tests.conftest import MONDAY
from tests.phone import TWILIO, settings
from tests.sms.calls import inbound_form
from tests.sms.nursery import SPEED, Nursery, fast_clock
from tests.sms.stand_in import Taken
from tests.sms.unruly import SILENT, Unruly

FATES = {
    # What a text says of its own end, of so many in a hundred: its phone has no other text.
    SILENT: 5,
    "lost once with 30003": 5,
    "lost with 30017": 3,
    "lost with 30007": 3,
    "lost with 30005": 2,
    "lost with 21610": 2,
    "refused with 21614": 2,
    "refused with 21610": 2,
    "refused with 21999": 2,
    "refused with 21617": 1,
}
TOGETHER = 4
"""So many of the others go to one phone, in order."""
WRITTEN_IN = 10
"""So many texts come in meanwhile; of every other one nobody is told."""


@dataclass(frozen=True)
class Plan:
    """How long it goes on. `rate`: texts a second of each worker; `longest`: seconds."""

    texts: int
    kills: int
    rate: float
    longest: float


SHORT = Plan(texts=1_200, kills=30, rate=120, longest=200)


@dataclass(frozen=True)
class End:
    """How a text's own row ends, how often its words are taken, and what is left to do."""

    state: TextState
    taken: int
    task: TaskKind | None = None
    code: int | None = None
    number: NumberState = NumberState.GOOD
    stopped: bool = False


def right_end(body: str) -> End:
    """What must become of a text with these words."""
    _, _, fate = body.partition(", ")
    match fate:
        case "" | "no receipt":
            return End(TextState.DELIVERED, 1)
        case "lost once with 30003":
            return End(TextState.UNDELIVERED, 2, code=30003)
        case "lost with 30017":
            return End(TextState.UNDELIVERED, 2, TaskKind.TEXT_FAILED, 30017)
        case "lost with 30007":
            return End(TextState.UNDELIVERED, 1, TaskKind.TEXT_FAILED, 30007)
        case "lost with 30005":
            wrong = NumberState.WRONG
            return End(TextState.UNDELIVERED, 1, TaskKind.WRONG_NUMBER, 30005, wrong)
        case "lost with 21610":
            return End(TextState.UNDELIVERED, 1, code=21610, stopped=True)
        case "refused with 21614":
            wrong = NumberState.WRONG
            return End(TextState.FAILED, 0, TaskKind.WRONG_NUMBER, 21614, wrong)
        case "refused with 21610":
            return End(TextState.SKIPPED, 0, stopped=True)
        case _:
            code = int(fate.removeprefix("refused with "))
            return End(TextState.FAILED, 0, TaskKind.TEXT_FAILED, code)


# -- the school --------------------------------------------------------------------------------


def fill_outbox(plan: Plan, chance: random.Random) -> None:
    """So many texts, each to a parent: some alone on their phone and with a fate of their own,
    the others in order with three more."""
    fated = [fate for fate, part in FATES.items() for _ in range(plan.texts * part // 100)]
    ordinary = plan.texts - len(fated)
    phones = [[f", {fate}"] for fate in fated]
    phones += [[""] * TOGETHER for _ in range(ordinary // TOGETHER)]
    chance.shuffle(phones)
    numbers = [f"+447400{n:06}" for n in range(len(phones))]
    assert {read_number(number).is_mobile for number in numbers} == {True}
    with act() as session:
        parents = session.scalars(
            insert(Parent).returning(Parent.id, sort_by_parameter_order=True),
            [{"first_name": "A", "last_name": "Parent", "number": number} for number in numbers],
        ).all()
        session.execute(insert(CarrierLine), [{"id": 1, "inbound_listed_at": clock.now()}])
    turns = sorted((turn, n) for n, texts in enumerate(phones) for turn in range(len(texts)))
    with act():
        for turn, n in turns:
            queue(
                kind=Kind.REPLY,
                to=numbers[n],
                parent_id=parents[n],
                language="en",
                body=f"Text {turn} to {n}{phones[n][turn]}",
                expires_at=MONDAY + timedelta(hours=9),
            )


@contextmanager
def served(portal: Flask) -> Iterator[str]:
    """The portal's webhooks at an address of their own, in this process."""
    server = make_server("127.0.0.1", 0, portal, threaded=True, request_handler=_Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    before = settings(portal)
    portal.config["SETTINGS"] = replace(before, public_url=address, twilio=TWILIO)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()
        portal.config["SETTINGS"] = before


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Not a line for every receipt."""


# -- the ordeal --------------------------------------------------------------------------------


def count(*which: object) -> int:
    query = select(func.count(OutText.id)).where(*which)  # type: ignore[arg-type]
    return db.session.execute(query).scalar_one()


class Ordeal:
    """One run. Afterwards `texts` and `taken` say what became of it."""

    def __init__(self, portal: Flask, plan: Plan, folder: Path) -> None:
        self.portal, self.plan = portal, plan
        self.chance = random.Random(plan.texts)
        self.fast = fast_clock(folder)
        self.deadline = time.monotonic() + plan.longest
        self.killed = 0
        self.began = time.monotonic()
        self.stages: list[float] = []

    def run(self) -> None:
        clock.use(self.fast)
        fill_outbox(self.plan, self.chance)
        with (
            served(self.portal) as address,
            Unruly(self.chance, self.fast, SPEED) as twilio,
            Nursery(self.portal, twilio, self.fast, address, self.plan.rate) as nursery,
        ):
            self.twilio = twilio
            for _ in range(2):
                nursery.start()
            self._texts_come_in(address)
            self._while_they_die(nursery)
            self._until(lambda: not count(WAITS, OutText.second_try_of.is_(None)))
            self._until(lambda: not count(UNSETTLED) and twilio.has_told_all())
            self.fast.jump(timedelta(minutes=16))  # the second tries are due
            self._until(lambda: not count(WAITS | UNSETTLED) and twilio.has_told_all())
            self.fast.jump(timedelta(minutes=65))  # receipts that never came are asked for
            self._until(lambda: not count(UNREPORTED) and self._all_are_in())
            ends = [nursery.end(one, signal.SIGTERM) for one in list(nursery.alive)]
            assert ends == [0, 0]
            self.taken = list(twilio.taken)
        self.seconds = time.monotonic() - self.began

    def _texts_come_in(self, address: str) -> None:
        for n in range(WRITTEN_IN):
            sid, number = f"SM9{n:031d}", f"+4474010000{n:02}"
            self.twilio.lists_inbound(sid, number, "Hello?")
            if n % 2:
                form = inbound_form(number, "Hello?", sid)
                assert self.twilio.text_in(f"{address}/sms/inbound", form) == 200

    def _all_are_in(self) -> bool:
        return db.session.execute(select(func.count(InText.id))).scalar_one() == WRITTEN_IN

    def _while_they_die(self, nursery: Nursery) -> None:
        """One worker or the other is killed in the middle of whatever it does, and replaced."""
        away, wrong = self.plan.kills // 12, self.plan.kills // 20
        while self.killed < self.plan.kills:
            self._still_in_time()
            time.sleep(self.chance.uniform(0.02, 0.3))
            victim = self.chance.choice(nursery.alive)
            assert nursery.end(victim, signal.SIGKILL) == -signal.SIGKILL
            nursery.start()
            self.killed += 1
            if self.killed % 12 == 0 and away:
                away -= 1
                self.twilio.go_away(self.chance.uniform(0.1, 0.3))
            if self.killed % 20 == 0 and wrong:
                wrong -= 1
                self.twilio.forget_token(0.3)

    def _until(self, done: Callable[[], bool]) -> None:
        while not done():
            self._still_in_time()
            db.session.remove()
            time.sleep(0.1)
        self.stages.append(time.monotonic() - self.began)

    def _still_in_time(self) -> None:
        if time.monotonic() > self.deadline:
            left = Counter(db.session.scalars(select(OutText.state)))
            still = [(one.why, one.scope) for one in db.session.scalars(select(Standstill))]
            raise AssertionError(f"not done in time: {left}, standing still: {still}")

    def figures(self) -> str:
        per_second = len(self.taken) / self.seconds
        stages = ", ".join(f"{stage:.0f}" for stage in self.stages)
        trouble = ", ".join(f"{n} x {name}" for name, n in sorted(self.twilio.trouble.items()))
        return (
            f"{self.plan.texts} texts on {db.engine.dialect.name}: {len(self.taken)} taken in"
            f" {self.seconds:.0f} s ({per_second:.0f} a second), {self.killed} workers killed"
            f" (all sent after {stages} s);"
            f" {self.twilio.unheard} receipts not heard; the carrier: {trouble}"
        )


def reference(taken: Taken) -> int:
    return int(parse_qs(urlsplit(taken.status_callback or "").query)["ref"][0])


def check_that_all_is_right(ordeal: Ordeal) -> None:
    db.session.expire_all()
    rows = db.session.scalars(select(OutText).order_by(OutText.id)).all()
    ours = [row for row in rows if row.second_try_of is None]
    assert len(ours) == ordeal.plan.texts
    # Nothing twice, nothing lost.
    refs = Counter(map(reference, ordeal.taken))
    assert {ref: times for ref, times in refs.items() if times > 1} == {}
    taken = Counter(one.body for one in ordeal.taken)
    wrong = {
        row.body: taken[row.body] for row in ours if taken[row.body] != right_end(row.body).taken
    }
    assert wrong == {}
    # In order.
    by_phone: dict[str, list[str]] = {}
    for one in ordeal.taken:
        by_phone.setdefault(one.to, []).append(one.body)
    queued: dict[str, list[str]] = {}
    for row in ours:
        queued.setdefault(row.to, []).append(row.body)
    several = [to for to, bodies in queued.items() if len(bodies) > 1]
    assert {to: by_phone[to] for to in several} == {to: queued[to] for to in several}
    # Every state.
    assert [(row.body, row.state, row.carrier_code) for row in ours] == [
        (row.body, end.state, end.code) for row in ours for end in [right_end(row.body)]
    ]
    again = {row.body: row.state for row in rows if row.second_try_of is not None}
    assert again == {
        row.body: TextState.DELIVERED if "once" in row.body else TextState.UNDELIVERED
        for row in ours
        if right_end(row.body).taken == 2
    }
    check_what_is_left_to_do(ours)


def check_what_is_left_to_do(texts: list[OutText]) -> None:
    found = db.session.execute(select(Task.kind, Task.parent_id))
    tasks = Counter((kind, who) for kind, who in found)
    wanted = Counter(
        (end.task, row.parent_id) for row in texts for end in [right_end(row.body)] if end.task
    )
    assert tasks == wanted
    parents = {one.id: one for one in db.session.scalars(select(Parent))}
    assert [
        (row.parent_id, parents[row.parent_id or 0].number_state, end.stopped)
        for row in texts
        for end in [right_end(row.body)]
        if parents[row.parent_id or 0].number_state != end.number
        or bool(parents[row.parent_id or 0].opted_out_at) != end.stopped
    ] == []
    came_in = Counter(db.session.scalars(select(InText.number)))
    assert came_in == Counter(f"+4474010000{n:02}" for n in range(WRITTEN_IN))
    assert db.session.scalars(select(Standstill)).all() == []


def test_no_text_is_sent_twice_or_lost_whoever_is_killed(portal: Flask, tmp_path: Path) -> None:
    ordeal = Ordeal(portal, SHORT, tmp_path)
    ordeal.run()
    print(ordeal.figures())
    check_that_all_is_right(ordeal)


@pytest.mark.torture
def test_nor_in_a_longer_ordeal(
    portal: Flask, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    texts: int = request.config.getoption("--torture")
    longest = SHORT.longest * texts / SHORT.texts
    plan = replace(SHORT, texts=texts, kills=texts // 40, longest=longest)
    ordeal = Ordeal(portal, plan, tmp_path)
    ordeal.run()
    print(f"\n{ordeal.figures()}")
    check_that_all_is_right(ordeal)
