"""The `portal` command, as somebody types it: set up, start, back up, restore."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

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
    port = free_port()
    settings = {
        **environment(school, f"sqlite:///{school / 'portal.db'}"),
        "PATH": os.environ["PATH"],
        **carrier,
    }
    running = subprocess.Popen(
        [PORTAL, "run", "--port", str(port)],
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert "Oak Lane Primary School" in answer(port)
    finally:
        running.send_signal(signal.SIGINT)
        output, errors = running.communicate(timeout=30)
    assert (running.returncode, errors) == (0, ""), output
    assert output.startswith(says)
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))  # nothing of it is left


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
