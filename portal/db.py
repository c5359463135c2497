"""The database: one SQLAlchemy object, one kind of time, one way to change anything.

Reads run in autocommit on both databases. Only `act()` opens a transaction, and what is changed
is looked up inside it, so a page never holds a lock and a deed is all or nothing. SQLite takes
its write lock at the start (BEGIN IMMEDIATE): a read transaction that later wants to write would
fail at once and not wait.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    BindParameter,
    Date,
    DateTime,
    Engine,
    MetaData,
    bindparam,
    event,
    inspect,
)
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.engine import Connection, CursorResult, Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, registry
from sqlalchemy.sql.dml import ReturningInsert, UpdateBase
from sqlalchemy.types import TypeDecorator

from portal import clock


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware, kept in UTC. Refuses times that do not say their zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def moment(name: str, told: Callable[[], datetime]) -> BindParameter[datetime]:
    """A moment in a statement that is made once (`functools.cache`): `told` says it each time the
    statement is asked. To make a statement costs several times what it costs to ask it."""
    return bindparam(name, type_=UtcDateTime(), callable_=told, unique=True)


def the_day(name: str, told: Callable[[], date]) -> BindParameter[date]:
    """The same of a day."""
    return bindparam(name, type_=Date(), callable_=told, unique=True)


NOW = moment("now", clock.now)
TODAY = the_day("today", clock.today)


_naming = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=_naming), type_annotation_map={datetime: UtcDateTime}
    )


class OneDatabase(FlaskSession):
    """A session of the portal's one database: there is nothing to choose for each statement."""

    def get_bind(
        self,
        mapper: Any = None,
        clause: Any = None,
        bind: Engine | Connection | None = None,
        **more: Any,
    ) -> Engine | Connection:
        """The database of this app."""
        return bind or self._db.engine


# What an act has written stays readable after it: a page shows it without asking again.
db = SQLAlchemy(
    model_class=Base, session_options={"class_": OneDatabase, "expire_on_commit": False}
)


class ActInsideAct(RuntimeError):
    """A deed was begun inside another: one transaction per act."""


class ChangeOutsideAct(RuntimeError):
    """Something was about to be written without a transaction."""


@contextmanager
def act() -> Iterator[Session]:
    """One deed, one transaction: committed at the end, undone on any exception.

    Look up inside it what you change; carry ids into it, not objects: what was read before stays
    readable, but is no longer part of the session. Does not nest.
    """
    session = db.session()
    if session.info.get("acting"):
        raise ActInsideAct
    session.close()
    sqlite = session.get_bind().dialect.name == "sqlite"
    session.connection(
        execution_options={"acting": True} if sqlite else {"isolation_level": "READ COMMITTED"}
    )
    session.info["acting"] = True
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("acting", None)


def waited_for_each_other(error: OperationalError) -> bool:
    """Whether PostgreSQL ended an act because it and another waited for each other (SQLSTATE
    40P01, deadlock_detected). On SQLite there is one writer at a time, and none waits so."""
    return getattr(error.orig, "sqlstate", None) == "40P01"


def write(statement: UpdateBase, values: dict[str, Any]) -> CursorResult[Any]:
    """Run a statement that is made once (`functools.cache`) and changes rows, in the current act.
    Objects read before stay as they were, and what was changed of them is written later.

    Straight to the connection: the ORM copies a statement that changes something, and would name
    the copy anew each time."""
    if not db.session.info.get("acting"):
        raise ChangeOutsideAct
    return db.session.connection().execute(statement, values)


def insert_once(model: type[Base], unique: Sequence[Any], row: dict[str, Any]) -> Any:
    """Insert a row in the current act unless one with the same `unique` columns is there.

    Returns its key, or None if it was there already.
    """
    names = tuple(column.key for column in unique)
    return write(_insert_once(model, names, db.engine.dialect.name), row).scalar()


@cache
def _insert_once(
    model: type[Base], unique: tuple[str, ...], dialect: str
) -> ReturningInsert[tuple[Any]]:
    insert = insert_on_sqlite if dialect == "sqlite" else insert_on_postgresql
    (key,) = inspect(model).primary_key
    into = insert(Base.metadata.tables[model.__tablename__])
    return into.on_conflict_do_nothing(index_elements=unique).returning(key)


def engine_options(url: str) -> dict[str, Any]:
    """What Flask-SQLAlchemy passes to the engine of this database URL."""
    # What is written to the log of an error must not hold names or numbers.
    options: dict[str, Any] = {"hide_parameters": True}
    if url.startswith("sqlite"):
        return options
    from portal.postgresql import Cursor  # noqa: PLC0415 (a school on SQLite needs no driver)

    # Pools are per process; more than the threads of a web worker is never waited for.
    # The connection used last has its statements prepared: take that one first. PostgreSQL keeps
    # a plan only of what is prepared, and to plan how to find a parent's talks takes twenty times
    # as long as to find them: what is asked a second time is prepared.
    return options | {
        "isolation_level": "AUTOCOMMIT",
        "pool_size": 8,
        "max_overflow": 16,
        "pool_use_lifo": True,
        "skip_autocommit_rollback": True,
        "connect_args": {"cursor_factory": Cursor, "prepare_threshold": 1},
    }


def prepare(engine: Engine) -> None:
    """Teach a SQLite engine its pragmas and BEGIN IMMEDIATE. Nothing to do for PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(dbapi: Any, record: Any) -> None:
    dbapi.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",  # a confirmed booking survives a power cut
        "busy_timeout=10000",
    ):
        dbapi.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    if connection.get_execution_options().get("acting"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@event.listens_for(Session, "before_flush")
def _refuse_flush(session: Session, *_: Any) -> None:
    if not session.info.get("acting"):
        raise ChangeOutsideAct


@event.listens_for(Session, "do_orm_execute")
def _refuse_change(state: ORMExecuteState) -> None:
    if not state.is_select and not state.session.info.get("acting"):
        raise ChangeOutsideAct
