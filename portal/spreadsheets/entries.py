"""One row of a pupils' file with what is wrong with it, or worth a look."""

from dataclasses import dataclass

from portal.domain.entries import Entry
from portal.spreadsheets.problems import Problem


@dataclass(frozen=True, slots=True)
class Row(Entry):
    """One row as it was read, and the problems met on the way."""

    problems: tuple[Problem, ...]
