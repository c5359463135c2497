"""How we hold PostgreSQL's driver; loaded only where a school has PostgreSQL."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import psycopg


class Cursor(psycopg.Cursor[Any]):
    """psycopg's cursor, which describes the columns of an answer only to whoever looks at them.

    SQLAlchemy asks of every answer whether it has columns, and looks at them once for each
    statement; to describe all 490 that are read for a booking took a twenty-fifth of its CPU.
    """

    @property
    def description(self) -> Any:
        """The columns of the answer; None if it has none."""
        if self.pgresult and self.pgresult.nfields:
            return _Columns(lambda: super(Cursor, self).description or [])
        return super().description


class _Columns(Sequence[Any]):
    def __init__(self, describe: Callable[[], Sequence[Any]]) -> None:
        self._describe = describe

    @cached_property
    def _all(self) -> Sequence[Any]:
        return self._describe()

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, which: Any) -> Any:
        return self._all[which]
