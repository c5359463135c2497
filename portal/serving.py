"""The portal's processes: a web server (gunicorn) and one text worker, started from one parent
so that they share most of their memory, and stopped together.

        portal run
        |- text worker            (portal work does only this)
        `- gunicorn               (portal serve does only this)
           |- web worker          each on a core of its own
           `- web worker

A terminal sends Ctrl-C to all of them at once. Each does the same then as when it is told to stop
by the one above it: it ends what it is doing. The web workers alone do not listen to the terminal,
gunicorn tells them: hearing of it twice in the same moment could lock one up.
"""

import gc
import logging
import os
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from types import FrameType
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from portal import worker
from portal.config import BadSetting, Settings
from portal.db import db
from portal.sms.carriers.base import Carrier
from portal.sms.carriers.simulator import Simulator
from portal.sms.carriers.twilio import TwilioCarrier
from portal.translators.base import Translator
from portal.translators.libretranslate import LibreTranslate

_log = logging.getLogger(__name__)

THREADS = 2
"""Requests at once in each web worker: one that takes long, such as a file that is uploaded or
read, leaves room for the others. More of them get in each other's way: with four, a booking cost a
tenth more CPU (8 clients, in turns)."""
GRACE = 10.0
"""Seconds a process has to finish what it is doing."""
GARBAGE = 10_000, 10, 10
"""What is given to `gc.set_threshold`. With Python's own 700, 10, 10 a booking cost four to eight
hundredths more CPU, and each web worker held 3 MB less."""

_OUTLIVES_ITS_TERMINAL = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


class PortTaken(BadSetting):
    """Another program answers at this address already."""


def check_port(host: str, port: int) -> None:
    """Raises PortTaken, with one clear line, if nothing can listen here."""
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"cannot listen on {host}:{port} ({error.strerror}): stop what uses it, or choose"
                f" another with --port"
            ) from error


class Server(BaseApplication):
    """Gunicorn around an app that is loaded once and shared by its workers."""

    def __init__(self, app: Flask, host: str, port: int, workers: int, threads: int) -> None:
        self.app = app
        self.options = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "preload_app": True,
            "backlog": 2048,  # a burst of receipts waits here rather than being turned away
            "graceful_timeout": int(GRACE),
            "timeout": 60,
            "keepalive": 15,
            "when_ready": _stop_gently,
            "pre_fork": _choose_core,
            "post_fork": _own_connections,
            "post_worker_init": _settle_in,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        _share_memory()
        return self.app


def _stop_gently(server: Any) -> None:
    """Gunicorn drops what is being answered when it hears Ctrl-C: here that, too, is a TERM."""
    _when_told_to_stop(lambda _number, _frame: server.signal(signal.SIGTERM, None))


def _choose_core(server: Any, web_worker: Any) -> None:
    """The core with the fewest web workers. Where several portals share a machine, each begins
    with another one."""
    if not hasattr(os, "sched_setaffinity"):  # macOS
        web_worker.core = None
        return
    cores = sorted(os.sched_getaffinity(0))
    first = os.getpid() % len(cores)
    taken = Counter(other.core for other in server.WORKERS.values())
    web_worker.core = min(cores[first:] + cores[:first], key=lambda core: taken[core])


def _own_connections(_server: Any, web_worker: Any) -> None:
    """A process never uses a database connection it was born with."""
    with web_worker.app.callable.app_context():
        db.engine.dispose(close=False)


def _settle_in(web_worker: Any) -> None:
    """A web worker leaves it to gunicorn when to stop, and stays on its core: its threads take
    turns, and what one leaves in the core's cache the next one finds there (a tenth less CPU for
    a booking)."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if web_worker.core is not None:
        with suppress(OSError):  # a machine that does not allow it: then wherever there is room
            os.sched_setaffinity(0, {web_worker.core})


def translator(settings: Settings) -> Translator | None:
    """The translation service that these settings name; none is the rule."""
    if settings.translate_url is None:
        return None
    return LibreTranslate(settings.translate_url, settings.translate_key)


def carrier(settings: Settings) -> Carrier:
    """The carrier that these settings name: Twilio, or in the demo the simulator.

    Raises BadSetting if texts could reach nobody.
    """
    if settings.demo:
        return Simulator(settings)
    if settings.twilio is None:
        raise BadSetting(
            "no carrier: set the TWILIO_ settings (README, Connect Twilio), or run the demo"
        )
    return TwilioCarrier(
        settings.twilio.account_sid,
        settings.twilio.auth_token,
        settings.twilio.messaging_service_sid,
        settings.twilio.from_,
        settings.twilio.api_base,
        f"{settings.public_url}/sms/receipts",
    )


def work(app: Flask) -> None:
    """Be the text worker until told to stop."""
    settings: Settings = app.config["SETTINGS"]
    told = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal told
        told = True

    _when_told_to_stop(stop)
    with app.app_context():
        db.engine.dispose(close=False)
        worker.run(carrier(settings), settings, lambda: told, translator=translator(settings))


def run(app: Flask, host: str, port: int, workers: int, threads: int) -> None:
    """Web server and text worker together; either one's end ends both."""
    _share_memory()
    children = {
        "text worker": _fork(lambda: work(app)),
        "web server": _fork(lambda: Server(app, host, port, workers, threads).run()),
    }

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit

    _when_told_to_stop(stop)
    try:
        ended, _status = os.wait()
        name = next(name for name, pid in children.items() if pid == ended)
        _log.error("the %s has stopped; stopping the rest", name)
        raise SystemExit(1)
    finally:
        _when_told_to_stop(signal.SIG_IGN)
        _end(list(children.values()))


def _when_told_to_stop(do: signal.Handlers | Callable[[int, FrameType | None], None]) -> None:
    """Do this when told to stop, on Ctrl-C, and when the terminal closes (unless the portal was
    started with nohup, to outlive it)."""
    signal.signal(signal.SIGTERM, do)
    signal.signal(signal.SIGINT, do)
    signal.signal(signal.SIGHUP, signal.SIG_IGN if _OUTLIVES_ITS_TERMINAL else do)


def _share_memory() -> None:
    """What is loaded by now is never collected, and so stays shared with the processes to come.
    They look for garbage less often than Python would: an answer to a phone leaves little."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def _fork(job: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        job()
    except SystemExit as done:
        os._exit(done.code if isinstance(done.code, int) else 0)
    except BaseException:
        _log.exception("a process ended")
        os._exit(1)
    sys.stdout.flush()
    os._exit(0)


def _end(pids: list[int]) -> None:
    """Ask these processes to stop; after the grace, make them."""
    for pid in pids:
        _signal(pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE + 2
    left = set(pids)
    while left and time.monotonic() < deadline:
        for pid in list(left):
            try:
                if os.waitpid(pid, os.WNOHANG)[0]:
                    left.discard(pid)
            except ChildProcessError:
                left.discard(pid)
        time.sleep(0.05)
    for pid in left:
        _signal(pid, signal.SIGKILL)


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
