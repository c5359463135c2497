"""The `portal` command, as somebody types it: set up, start, back up, restore."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest

from portal.languages import ENGLISH, OFFERED
from tests.conftest import environment

PORTAL = str(Path(sys.executable).with_name("portal"))
SCHOOL = [
    "--name", "Oak Lane Primary School", "--short-name", "Oak Lane", "--phone", "01632 960100",
    "--staff-name", "Mrs Green", "--username", "green",
]  # fmt: skip


def portal(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `portal ...` in a school of its own and wait for the end."""
    settings = {**environment(folder, f"sqlite:///{folder / 'portal.db'}"), **more}
    return subprocess.run(
        [PORTAL, *words],
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("school")
    done = portal(folder, "setup", *SCHOOL)
    assert done.returncode == 0, done.stderr
    assert re.search(r"http://localhost/staff/welcome/\S{20,}", done.stdout)
    return folder


def test_setting_up_twice_says_so_and_changes_nothing(school: Path) -> None:
    again = portal(school, "setup", *SCHOOL)
    assert (again.returncode, again.stderr) == (
        2,
        "portal: there is a school here already; sign in to change it\n",
    )


def test_nothing_starts_before_it_is_set_up(tmp_path: Path) -> None:
    for command in ("run", "serve", "work"):
        ended = portal(tmp_path, command)
        assert (ended.returncode, ended.stderr) == (
            2,
            "portal: no database here yet: run `portal setup`\n",
        )


def test_a_port_in_use_is_one_clear_line(school: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = portal(school, "run", "--port", str(port))
    assert ended.returncode == 2
    assert ended.stderr == (
        f"portal: cannot listen on 127.0.0.1:{port} (Address already in use):"
        " stop what uses it, or choose another with --port\n"
    )


def test_no_carrier_is_one_clear_line(school: Path) -> None:
    ended = portal(school, "work")
    assert ended.returncode == 2
    assert ended.stderr.startswith("portal: no carrier: set the TWILIO_ settings")


TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "secret",
    "TWILIO_FROM": "+447700900000",
    "TWILIO_API_BASE": "http://127.0.0.1:9",
}


@pytest.mark.parametrize(
    ("carrier", "says"),
    [(TWILIO, "Parents' pages: http://localhost"), ({}, "No carrier is connected: pages work")],
)
def test_it_runs_answers_and_stops_cleanly(
    school: Path, carrier: dict[str, str], says: str
) -> None:
    with running(school, carrier) as (portal_itself, port):
        assert "Oak Lane Primary School" in answer(port)
        portal_itself.send_signal(signal.SIGINT)
        output, errors = nothing_is_left(portal_itself, port)
    assert output.startswith(says)
    assert errors == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP], ids=["Ctrl-C", "window closed"])
def test_who_is_being_answered_is_answered_when_a_terminal_ends_it(
    school: Path, number: signal.Signals
) -> None:
    """The terminal sends the signal to every process of the portal at once."""
    with running(school, TWILIO) as (portal_itself, port):
        answer(port)
        with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as line:
            line.sendall(
                b"POST /start HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n\r\nnum"
            )
            time.sleep(1)  # half a form has come in
            os.killpg(portal_itself.pid, number)
            time.sleep(0.5)
            line.sendall(b"ber")
            assert line.recv(1000).startswith(b"HTTP/1.1 400")  # a form without its CSRF token
        _output, errors = nothing_is_left(portal_itself, port)
    assert "ERROR" not in errors


@pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity") or len(os.sched_getaffinity(0)) < 2,
    reason="one core, or a system that does not let one choose",
)
def test_each_web_worker_has_a_core_of_its_own(school: Path) -> None:
    with running(school, TWILIO) as (portal_itself, port):
        answer(port)
        for _ in range(100):
            theirs = psutil.Process(portal_itself.pid).children(recursive=True)
            cores = [(one.cpu_affinity() or []) for one in theirs]
            alone = [of_one for of_one in cores if len(of_one) == 1]
            if len(alone) == 2:
                break
            time.sleep(0.1)
    assert len(alone) == 2 and alone[0] != alone[1]
    assert cores.count(sorted(os.sched_getaffinity(0))) == 2  # gunicorn and the text worker


@contextmanager
def running(school: Path, carrier: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`portal run` in a terminal of its own, with the port it listens on."""
    port = free_port()
    settings = {
        **environment(school, f"sqlite:///{school / 'portal.db'}"),
        "PATH": os.environ["PATH"],
        **carrier,
    }
    portal_itself = subprocess.Popen(
        [PORTAL, "run", "--port", str(port)],
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield portal_itself, port
    finally:
        portal_itself.terminate()
        portal_itself.communicate(timeout=30)


def nothing_is_left(portal_itself: subprocess.Popen[str], port: int) -> tuple[str, str]:
    """It ends well and its port is free; returns what it said while it ran."""
    output, errors = portal_itself.communicate(timeout=30)
    assert portal_itself.returncode == 0, errors
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
    return output, errors


def answer(port: int) -> str:
    """The first page of the portal, as soon as there is one."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/start", timeout=5) as page:
                return str(page.read().decode())
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the portal did not answer")


def test_a_backup_can_be_restored_elsewhere(school: Path, tmp_path: Path) -> None:
    file = tmp_path / "portal.tar.gz"
    assert portal(school, "backup", str(file)).returncode == 0
    assert file.stat().st_mode & 0o077 == 0
    new = tmp_path / "new"
    new.mkdir()
    assert portal(new, "restore", str(file)).returncode == 0
    assert (new / "secret_key").read_text() == environment(school, "")["PORTAL_SECRET_KEY"]
    again = portal(new, "setup", *SCHOOL)
    assert "there is a school here already" in again.stderr
    over = portal(new, "restore", str(file))
    assert over.returncode == 2
    assert re.search(r"there is a database at .+ already: move .+ away first", over.stderr)


def test_the_office_can_always_be_let_in_again(school: Path) -> None:
    again = portal(school, "office", "green", "Mrs Green")
    assert re.fullmatch(r"http://localhost/staff/welcome/\S{20,}\n", again.stdout)


def test_all_texts_are_listed_with_their_cost(school: Path) -> None:
    listed = portal(school, "texts").stdout
    assert "English (en)" in listed and "Urdu (ur)" in listed
    assert re.search(r"booked: \d+ GSM-7 1 x 4p = 4p", listed)


def test_nothing_is_missing_in_any_language(school: Path) -> None:
    others = [own.tag for own in OFFERED.values() if own is not ENGLISH]
    lines = [f"{tag}: 0 missing\n" for tag in others]
    assert portal(school, "languages").stdout == "".join(lines)
