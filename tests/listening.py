"""What the database is asked, for tests that count or read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from portal.db import db


class Statement(str):
    """A statement as the driver gets it. `asked`: what it is asked with; a list, if many times."""

    asked: Any


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """The statements that reach the database meanwhile."""
    found: list[Statement] = []

    def note(_connection: Any, _cursor: Any, words: str, asked: Any, *_rest: Any) -> None:
        one = Statement(words)
        one.asked = asked
        found.append(one)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
