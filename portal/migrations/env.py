"""How migrations run: on both databases, and never at the cost of a child table.

SQLite's batch mode rebuilds tables. With foreign keys on, dropping the old table would delete
the rows that point to it, so they are off while migrating and checked before the commit.
"""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from portal.db import UtcDateTime, db


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write our times into a migration as what the database sees."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "postgresql":
            _migrate(connection.execution_options(isolation_level="READ COMMITTED"))
            return
        try:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
            _migrate(connection.execution_options(acting=True))
        finally:
            connection.invalidate()  # nothing else goes over a connection without foreign keys


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration broke {len(broken)} foreign keys")


if current_app:
    run()
