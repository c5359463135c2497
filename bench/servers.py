"""The servers under measurement, each started as a school would start it, and stopped again."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import perf_counter, sleep

from portal.serving import THREADS

BIN = Path(sys.executable).parent
PORTAL = [str(BIN / "portal")]
HERE = Path(__file__).parent.parent
PATIENCE = 30.0
"""Seconds within which a server must answer."""


Command = Callable[[int], list[str]]
"""What starts a server on this port."""


@dataclass(frozen=True)
class Running:
    """A server that answers. `first_answer`: seconds from its start to its first whole page."""

    pid: int
    port: int
    first_answer: float


class DoesNotAnswer(RuntimeError):
    """A server did not come up; the message is what it said."""


def serve(port: int) -> list[str]:
    """The web server alone, as it comes: two workers of `THREADS` threads."""
    return [*PORTAL, "serve", "--port", str(port)]


def run(port: int) -> list[str]:
    """Web server and text worker."""
    return [*PORTAL, "run", "--port", str(port)]


def granian(port: int) -> list[str]:
    """The same app and the same number of workers and threads in granian."""
    size = ["--workers", "2", "--blocking-threads", str(THREADS), "--backlog", "2048"]
    place = ["--port", str(port), "--no-ws", "--http", "1", "--log-level", "warning"]
    return [str(BIN / "granian"), "--interface", "wsgi", *size, *place, "wsgi:app"]


def yardstick(port: int) -> list[str]:
    """A bare Flask page in the same gunicorn."""
    return [sys.executable, "-m", "bench.yardstick", str(port)]


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Command, path: str, settings: dict[str, str], folder: Path
) -> Iterator[Running]:
    """Start this command on a free port, wait until `path` answers with a page, stop it at the end.

    Raises DoesNotAnswer with the last lines of what it said.
    """
    port, said = _free_port(), folder / "server.log"
    own = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **settings}
    with said.open("w") as log:
        began = perf_counter()
        server = subprocess.Popen(
            command(port), env=own, cwd=HERE, stdout=log, stderr=log, start_new_session=True
        )
        try:
            while not _answers(port, path):
                if server.poll() is not None or perf_counter() - began > PATIENCE:
                    raise DoesNotAnswer(said.read_text()[-2000:])
                sleep(0.005)
            yield Running(server.pid, port, perf_counter() - began)
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(15)
            with suppress(ProcessLookupError):  # granian, stopped as it starts, leaves workers
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _answers(port: int, path: str) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as line:
        try:
            line.request("GET", path)
            return line.getresponse().status == 200
        except (OSError, HTTPException):
            return False
