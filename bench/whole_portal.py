"""`portal run` at work: what its processes hold in memory, and what a text costs to send."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import monotonic, sleep

from bench import processes
from bench.journeys import send
from bench.phones import Errand
from bench.servers import Running
from tests.sms.stand_in import StandIn

PATIENCE = 60.0
"""Seconds within which the confirmations must have gone out."""


@dataclass(frozen=True)
class WholePortal:
    """After so many `journeys` and as many `texts`: MB by process, the text worker's CPU seconds
    a text, and the seconds from the start to the first answer."""

    journeys: int
    texts: int
    memory: dict[str, float]
    cpu_a_text: float
    first_answer: float

    @property
    def workers(self) -> float:
        """MB of the two web workers and the text worker."""
        return sum(mb for name, mb in self.memory.items() if "worker" in name)


def at_work(
    start: Callable[[dict[str, str]], AbstractContextManager[Running]], tokens: list[str]
) -> WholePortal:
    """Book through `portal run`, which `start` starts with these settings, until every
    confirmation has gone out to a stand-in carrier."""
    with StandIn() as twilio, start(_carrier(twilio)) as server:
        before = processes.cpu(_by_name(server.pid)["text worker"])
        done = send(Errand("book", server.port, 8, tokens)).done
        deadline = monotonic() + PATIENCE
        while len(twilio.taken) < done and monotonic() < deadline:
            sleep(0.1)
        sleep(2)  # what the worker does after the last text is part of its cost
        pids = _by_name(server.pid)  # only now: at the start a worker may not be there yet
        used = processes.cpu(pids["text worker"]) - before
        memory = {name: processes.pss(pid) for name, pid in pids.items()}
        texts = len(twilio.taken)
        return WholePortal(done, texts, memory, used / texts, server.first_answer)


def _carrier(twilio: StandIn) -> dict[str, str]:
    return {
        "TWILIO_ACCOUNT_SID": twilio.account_sid,
        "TWILIO_AUTH_TOKEN": twilio.auth_token,
        "TWILIO_MESSAGING_SERVICE_SID": twilio.service,
        "TWILIO_API_BASE": twilio.url,
    }


def _by_name(pid: int) -> dict[str, int]:
    """The portal's processes: of the first one's two children, only gunicorn has children."""
    first, *_ = processes.family(pid)
    (text_worker,) = [one for one in first.children() if not one.children()]
    (gunicorn,) = [one for one in first.children() if one.children()]
    web = {f"web worker {n}": one.pid for n, one in enumerate(gunicorn.children(), 1)}
    rest = {"text worker": text_worker.pid, "gunicorn": gunicorn.pid, "portal run": first.pid}
    return {**web, **rest}
