"""What every test stands on: a school in an empty database, on SQLite and on PostgreSQL.

A test that asks for `portal` (or anything built on it) runs once on each database. Each worker
has one database of each kind, migrated once and emptied by DELETE between tests. Where no
PostgreSQL answers, its half is skipped with one loud line; with CI=true that is a failure.
"""

import os
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from portal import clock
from portal.app import create_app
from portal.db import Base, db
from portal.domain import school
from portal.web.limits import limiter
from tests import make
from tests.browsing import CheckingClient
from tests.live import Live, serve


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--walk", action="store_true", help="also every screen, and every page in every language"
    )
    parser.addoption(
        "--torture", type=int, metavar="TEXTS", help="so many texts while workers are killed"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "walk: only with --walk")
    config.addinivalue_line("markers", "torture: only with --torture")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for name in ("walk", "torture"):
        if not config.getoption(f"--{name}"):
            left_out = [item for item in items if item.get_closest_marker(name)]
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if item not in left_out]


POSTGRESQL = os.environ.get(
    "PORTAL_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres"
)
MONDAY = clock.at(date(2026, 11, 9), time(10))
"""Every test begins on Monday 9 November 2026 at 10:00 on the school's clock."""


class Watch:
    """The test's clock: stands still until it is moved on."""

    def __init__(self) -> None:
        self.moment = MONDAY

    def __call__(self) -> datetime:
        return self.moment

    def set(self, words: str) -> None:
        """Show this school time, "2026-11-10 17:00"."""
        shown = datetime.fromisoformat(words)
        self.moment = clock.at(shown.date(), shown.time()).astimezone(UTC)


@pytest.fixture(autouse=True)
def _usual_school() -> Iterator[None]:
    """A test without a database is in a school with the usual settings."""
    school.keep_in_mind(make.USUAL)
    yield
    school.forget_school()


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    clock.use(watch)
    yield watch
    clock.use(None)


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def _postgresql() -> Iterator[str | None]:
    name = f"portal_test_{_worker()}_{os.getpid()}"
    try:
        with psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3) as connection:
            connection.execute(f"CREATE DATABASE {name}")
            connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    except psycopg.OperationalError:
        if os.environ.get("CI") == "true":
            pytest.fail("no PostgreSQL answers: CI needs one")
        warnings.warn("NO POSTGRESQL ANSWERS: its half of the tests is skipped", stacklevel=1)
        yield None
        return
    yield POSTGRESQL.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


_apps: dict[str, Flask] = {}


def environment(data: Path, database_url: str) -> dict[str, str]:
    """Settings for a portal under test: no demo, no carrier."""
    return {
        "PORTAL_DATA": str(data),
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_SECRET_KEY": "a key for tests only",
        "PORTAL_PUBLIC_URL": "http://localhost",
    }


def _app(kind: str, url: str, folder: Path) -> Flask:
    if kind not in _apps:
        app = create_app(environment(folder, url))
        app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=True)
        app.test_client_class = CheckingClient
        limiter.enabled = False  # the flood brake has a test of its own
        with app.app_context():
            upgrade()
        _apps[kind] = app
    return _apps[kind]


@pytest.fixture(scope="session")
def _folder() -> Iterator[Path]:
    """Where SQLite keeps its file: in memory, where there is such a place, so that no test waits
    for a disk. Killed processes lose nothing there; only a power cut would."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request: pytest.FixtureRequest, _folder: Path, watch: Watch) -> Iterator[Flask]:
    """The portal with a school in it and nobody else, inside an app context."""
    kind: str = request.param
    folder = _folder
    url = f"sqlite:///{folder / 'test.db'}"
    if kind == "postgresql":
        found = request.getfixturevalue("_postgresql")
        if found is None:
            pytest.skip("no PostgreSQL answers")
        url = found
    app = _app(kind, url, folder)
    with app.app_context():
        school.forget_school()
        make.school()
        yield app
        db.session.remove()
        empty()
        school.forget_school()


ALL_HISTORY_MAY_GO = """
    DELETE FROM history_limit;
    INSERT INTO history_limit (id, before) VALUES (1, '9999-12-31 00:00:00.000000');
    DELETE FROM event;
"""
"""The deliberate way: the database refuses any other (migration 0010)."""


def empty() -> None:
    """Delete every row of every table, and forget what the process knew of the school."""
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    raw = db.engine.raw_connection()
    try:
        cursor = raw.cursor()
        if db.engine.dialect.name == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.executescript(ALL_HISTORY_MAY_GO)
            cursor.executescript("".join(f'DELETE FROM "{name}";' for name in tables))
            cursor.execute("PRAGMA foreign_keys=ON")
        else:
            deletes = "".join(f'DELETE FROM "{name}";' for name in tables)
            cursor.execute(f"SET session_replication_role = replica; {deletes}")
            cursor.execute("SET session_replication_role = origin")
    finally:
        raw.close()


@pytest.fixture(scope="session")
def _served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("live")
    with serve(environment(folder, f"sqlite:///{folder / 'live.db'}")) as live:
        yield live


@pytest.fixture
def live(_served: Live, watch: Watch) -> Iterator[Live]:
    """The portal with a school in it and nobody else, served over HTTP, on SQLite."""
    with _served.app.app_context():
        school.forget_school()
        make.school()
        yield _served
        db.session.remove()
        empty()
        school.forget_school()
    crashes = list(_served.crashes)
    _served.forget()
    assert crashes == []


@pytest.fixture
def browser(portal: Flask) -> FlaskClient:
    """A browser with no cookies, which checks every page it is shown."""
    return portal.test_client()
