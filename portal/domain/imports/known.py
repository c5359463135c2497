"""What the school knows already, as an import compares it: plain columns, and a handful of
queries for a whole school."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from portal.db import db
from portal.domain.entries import fold
from portal.domain.people import (
    Child,
    Guardianship,
    NumberState,
    OnRoll,
    Parent,
    Responsibility,
    SchoolClass,
    Sex,
)


class KnownClass(NamedTuple):
    id: int
    name: str
    year: str
    year_order: int


class KnownChild(NamedTuple):
    id: int
    mis_id: str | None
    upn: str | None
    first_name: str
    last_name: str
    sex: Sex
    birth_day: int | None
    birth_month: int | None
    class_id: int | None
    in_care: bool
    roll: OnRoll

    @property
    def name(self) -> str:
        """First and last name; some people have one name only."""
        return f"{self.first_name} {self.last_name}".strip()


class KnownParent(NamedTuple):
    id: int
    mis_id: str | None
    title: str
    first_name: str
    last_name: str
    number: str | None
    number_in_file: str | None
    number_state: NumberState
    safe_number_at: datetime | None
    language: str | None
    language_chosen: bool
    likely_language: str | None
    interpreter: bool
    missing: bool

    @property
    def name(self) -> str:
        """First and last name, either of which a contact may lack."""
        return f"{self.first_name} {self.last_name}".strip()


class KnownTie(NamedTuple):
    id: int
    child_id: int
    parent_id: int
    relationship_: str
    responsibility: Responsibility
    priority: int | None
    may_be_invited: bool
    no_contact: bool
    held: bool
    decided: bool
    court_order: bool
    missing: bool

    @property
    def barred(self) -> bool:
        """Whether nothing may be said to this parent about this child, now at least."""
        return self.no_contact or self.held


@dataclass(frozen=True)
class Known:
    """Everybody, by id; ties by child and parent; classes by their name in small letters."""

    classes: dict[str, KnownClass]
    class_names: dict[int, str]
    children: dict[int, KnownChild]
    parents: dict[int, KnownParent]
    ties: dict[tuple[int, int], KnownTie]

    def class_of(self, child: KnownChild) -> str:
        """The name of a child's class, "" where there is none."""
        return self.class_names.get(child.class_id or 0, "")


def look(*, lock: bool = False) -> Known:
    """The school as it is now. `lock`: in an act that changes it, nobody else may meanwhile."""
    classes = _all(SchoolClass, KnownClass, lock)
    children = _all(Child, KnownChild, lock)
    ties = _all(Guardianship, KnownTie, lock)
    parents = _all(Parent, KnownParent, lock)
    return Known(
        {fold(one.name): one for one in classes},
        {one.id: one.name for one in classes},
        {one.id: one for one in children},
        {one.id: one for one in parents},
        {(one.child_id, one.parent_id): one for one in ties},
    )


def _all(table: type[Any], row: type[Any], lock: bool) -> list[Any]:
    """All rows by id, with these columns. The order in which they are locked is that of the deeds
    at the desk: ties before parents. Parents who book are not held up: a booking only refers to
    these rows."""
    query = select(*(getattr(table, name) for name in row._fields)).order_by(table.id)
    if lock:
        query = query.with_for_update(key_share=True)
    return [row(*found) for found in db.session.execute(query)]
