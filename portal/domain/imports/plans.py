"""What an import would do: the rows to write, and what a person is shown and asked before.

Plain facts. They are worked out in `comparing` and `contacts`, and written in `applying`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from portal.domain.as_shown import fingerprint
from portal.domain.barrier_facts import InFile
from portal.domain.imports.known import Known
from portal.domain.imports.matching import FileChild, FileContact
from portal.domain.tasks import TaskKind


class Ask(StrEnum):
    """What only a person can decide. The value is the question."""

    SAME_CHILD = "Is this the same child?"
    SAME_PERSON = "Is this the same person?"
    NUMBER = "Which number is right?"
    RIGHTS = "The office has decided about this tie. Does that still hold?"


@dataclass(frozen=True)
class Conflict:
    """One question. `here` is what the portal has, `file` what the file says; `name` is whom it is
    about. Answered with True, the file is right; with False, what is here stays."""

    ask: Ask
    known_id: int
    row_number: int
    name: str
    here: str
    file: str

    @property
    def key(self) -> str:
        """Names this question in a form, the same at every look."""
        return f"{self.ask.name.lower()}-{self.known_id}"


@dataclass(frozen=True)
class Decisions:
    """What a person said at the preview.

    `file_is_right`: by the key of a conflict. `languages`: tags of those languages that parents
    whose own language is not known are written to in, where their child's suggests it.
    `whole_school`: whoever is not in the file is missing.
    """

    file_is_right: dict[str, bool] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    whole_school: bool = True


@dataclass(frozen=True)
class Arrival:
    """A child the school did not know, or another contact of a child. `contact` is "" for a child
    without one; `switched_on`: invited and gets texts."""

    row_number: int
    child: str
    class_name: str
    child_is_new: bool
    contact: str = ""
    relationship: str = ""
    switched_on: bool = False


@dataclass(frozen=True)
class Change:
    """One thing about one person that is different now."""

    row_number: int
    name: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Gone:
    """Somebody who is no longer in the file: a child, or (with `contact`) one of its contacts."""

    child: str
    class_name: str
    contact: str = ""


class Ref(NamedTuple):
    """Somebody by id; or, being new, by the first row of the file that names them."""

    id: int | None
    row: int


@dataclass(frozen=True)
class NewTie:
    child: Ref
    parent: Ref
    values: dict[str, Any]


@dataclass(frozen=True)
class ToDo:
    """A task for a person after the import."""

    kind: TaskKind
    child: Ref | None = None
    parent: Ref | None = None


Values = dict[str, Any]


@dataclass
class Plan:
    """What an import would do, compared with `known`: the school as it was then."""

    known: Known
    new_classes: dict[str, Values] = field(default_factory=dict)
    """By the class's name in small letters, as in `known`."""
    new_children: dict[int, Values] = field(default_factory=dict)
    """By row; `class_name` among the values stands for the class's id."""
    new_parents: dict[int, Values] = field(default_factory=dict)
    new_ties: list[NewTie] = field(default_factory=list)
    changed_classes: dict[int, Values] = field(default_factory=dict)
    changed_children: dict[int, Values] = field(default_factory=dict)
    changed_parents: dict[int, Values] = field(default_factory=dict)
    changed_ties: dict[int, Values] = field(default_factory=dict)
    todos: list[ToDo] = field(default_factory=list)
    hidden: dict[Ref, InFile] = field(default_factory=dict)
    """What the file says of each child in its hidden columns: kept, and shown to nobody here."""

    arrivals: list[Arrival] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    notices: list[tuple[int, str]] = field(default_factory=list)
    """Row and words: what the file alone does not show, such as a number somebody here has."""
    conflicts: list[Conflict] = field(default_factory=list)
    suggested: dict[str, int] = field(default_factory=dict)
    """Of how many parents the language is not known, and likely this one."""
    marks: int = 0
    """New marks in hidden columns, which make tasks. Whose they are is not in the preview."""
    not_shown: set[int] = field(default_factory=set)
    """Rows of contacts who are held: no list carries their details."""
    unchanged: int = 0
    """Children and contacts in the file about whom nothing is different."""
    _touched: set[tuple[str, int]] = field(default_factory=set)

    def change(self, table: dict[int, Values], key: int, **values: Any) -> None:
        """Write these values of somebody known, besides others there may be."""
        table.setdefault(key, {}).update(values)

    def say(
        self,
        one: FileChild | FileContact,
        *told: tuple[str, str, str],
        about: FileChild | None = None,
    ) -> None:
        """Show what is different about somebody: what, before and after. `about`: as the contact
        of this child."""
        name = f"{one.name}, about {about.name}" if about else one.name
        for what, before, after in told:
            if before != after:
                self.changes.append(Change(one.row_number, name, what, before, after))
                self._touched.add((type(one).__name__, one.row_number))

    def count_unchanged(self, people: Iterable[FileChild | FileContact]) -> None:
        """All of them are known, and nothing was said about them."""
        self.unchanged = sum(
            1
            for one in people
            if one.known and (type(one).__name__, one.row_number) not in self._touched
        )

    @property
    def counts(self) -> dict[str, int]:
        """What the history of imports says."""
        children = [one for one in self.gone if not one.contact]
        return {
            "new children": len(self.new_children),
            "new contacts": len(self.new_parents),
            "changes": len(self.changes),
            "unchanged": self.unchanged,
            "children missing": len(children),
            "contacts missing": len(self.gone) - len(children),
        }

    @property
    def fingerprint(self) -> str:
        """The same as long as a person would be shown and asked the same."""
        return fingerprint(
            self.arrivals,
            self.changes,
            self.gone,
            self.notices,
            self.conflicts,
            sorted(self.suggested.items()),
            self.marks,
        )

    def undecided(self, decisions: Decisions) -> list[Conflict]:
        """The questions that nobody has answered yet."""
        return [one for one in self.conflicts if one.key not in decisions.file_is_right]
