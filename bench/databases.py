"""The databases a benchmark runs on: made for it, and gone after it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

SERVER = os.environ.get("PORTAL_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")
NAME = f"portal_bench_{os.getpid()}"


@dataclass(frozen=True)
class Database:
    """Where the portal under measurement keeps its data. `name` is what the report calls it."""

    name: str
    url: str


def sqlite(folder: Path) -> Database:
    """A file in this folder, made by whoever opens it first."""
    return Database("SQLite", f"sqlite:///{folder / 'portal.db'}")


@contextmanager
def postgresql() -> Iterator[Database | None]:
    """An empty database on the machine's PostgreSQL; None where none answers."""
    try:
        connection = psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        yield None
        return
    with connection:
        connection.execute(f"CREATE DATABASE {NAME}")
        try:
            yield Database("PostgreSQL", SERVER.rsplit("/", 1)[0] + f"/{NAME}")
        finally:
            connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def take_stock(database: Database) -> None:
    """Let PostgreSQL look at the new rows now, as it would by itself within a minute."""
    if database.name == "PostgreSQL":
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def server_processes() -> set[int]:
    """The ids of PostgreSQL's processes that work for the benchmark: the connections to its
    database, and the server's own (log writer, checkpointer and so on)."""
    with psycopg.connect(SERVER) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = %s OR backend_type <> 'client backend'",
            (NAME,),
        )
        return {pid for (pid,) in found}


def version() -> str:
    """The server's version, such as 15.20."""
    with psycopg.connect(SERVER) as connection:
        return "{}.{}".format(*divmod(connection.info.server_version, 10_000))
