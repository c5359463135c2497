"""The portal's processes: a web server (gunicorn) and one text worker, started from one parent
so that they share most of their memory, and stopped together.

        portal run
        |- text worker            (portal work does only this)
        `- gunicorn               (portal serve does only this)
           |- web worker
           `- web worker
"""

import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import closing
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

THREADS = 4
"""Requests at once in each web worker. More of them get in each other's way: with eight, a booking
cost three to five hundredths more CPU (the journeys of `make bench` by 8 clients, in turns)."""
GRACE = 10.0
"""Seconds a process has to finish what it is doing."""


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
            "post_fork": _own_connections,
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


def _own_connections(server: Any, web_worker: Any) -> None:
    """A process never uses a database connection it was born with."""
    with web_worker.app.callable.app_context():
        db.engine.dispose(close=False)


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

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
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

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        ended, _status = os.wait()
        name = next(name for name, pid in children.items() if pid == ended)
        _log.error("the %s has stopped; stopping the rest", name)
        raise SystemExit(1)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        _end(list(children.values()))


def _share_memory() -> None:
    """What is loaded by now is never collected, and so stays shared with the processes to come."""
    gc.collect()
    gc.freeze()


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
