"""Everything that hangs on a row, to show it or to erase it: found by following foreign keys, so
that a table made tomorrow is neither forgotten nor left behind.

What only mentions a row (`MENTIONS`) stays without it: the portal still counts texts. History has
no foreign keys: it keeps ids, and loses the notes about whoever is erased. Runs in an act.
"""

from collections.abc import Collection, Iterator
from typing import Any, cast

from sqlalchemy import Column, Table, delete, select, update

from portal import clock
from portal.db import Base, db
from portal.domain.history import Event
from portal.domain.kept import Erased
from portal.domain.people import Child, Parent
from portal.domain.wordings import Translation, Wording

MENTIONS: dict[str, dict[str, Any]] = {
    "text.parent_id": {"parent_id": None, "to": "", "body": "", "body_english": None},
    "text.child_id": {"child_id": None, "body": "", "body_english": None},
    "inbound.child_id": {"child_id": None, "body": "", "in_english": None},
    "inbound.news_id": {"news_id": None},
}
"""Columns whose rows stay, and what becomes of them then."""
AT_ONCE = 500
"""So many ids in one statement: databases have a limit."""

Found = dict[Table, set[int]]


def table_of(model: type[Base]) -> Table:
    """The table behind a model."""
    return cast(Table, model.__table__)


def hanging_on(table: Table, ids: Collection[int]) -> Found:
    """The rows with these ids and all that hangs on them, by table, what hangs on others last."""
    found: Found = {table: set(ids)}
    new: Found = {table: set(ids)}
    while new:
        further: Found = {}
        for parent, parent_ids in new.items():
            for column in pointing_at(parent):
                if _name(column) in MENTIONS:
                    continue
                theirs = set(_ids(column.table, column, parent_ids)) - found.get(
                    column.table, set()
                )
                if theirs:
                    found.setdefault(column.table, set()).update(theirs)
                    further.setdefault(column.table, set()).update(theirs)
        new = further
    order = {one: at for at, one in enumerate(Base.metadata.sorted_tables)}
    return dict(sorted(found.items(), key=lambda entry: order[entry[0]]))


def take_away(model: type[Base], ids: Collection[int]) -> None:
    """Delete these rows and all that hangs on them; what mentions them forgets them."""
    found = hanging_on(table_of(model), ids)
    for table, theirs in found.items():
        for column in pointing_at(table):
            if _name(column) in MENTIONS:
                for some in _some(theirs):
                    forget = update(column.table).where(column.in_(some))
                    db.session.execute(forget.values(MENTIONS[_name(column)]))
    for table, theirs in reversed(found.items()):
        for some in _some(theirs):
            db.session.execute(delete(table).where(table.c.id.in_(some)))


def child(child_id: int) -> None:
    """Nothing is kept of this child but the record of this, and ids in the history."""
    db.session.add(Erased(child_id=child_id, at=clock.now()))
    db.session.flush()
    _without_notes(Event.child_id == child_id)
    take_away(Child, [child_id])
    _forget_sentences_of_nobody()


def parent(parent_id: int) -> None:
    """Nothing is kept of this parent but the record of this, and ids in the history."""
    db.session.add(Erased(parent_id=parent_id, at=clock.now()))
    db.session.flush()
    _without_notes(Event.parent_id == parent_id)
    take_away(Parent, [parent_id])


def _without_notes(whose: Any) -> None:
    db.session.execute(
        update(Event)
        .where(whose, Event.note.is_not(None))
        .values(note=None)
        .execution_options(synchronize_session=False)
    )


def _forget_sentences_of_nobody() -> None:
    """A colleague's own sentences that no target and no step says any more."""
    used = [
        select(column).where(column.is_not(None))
        for column in pointing_at(table_of(Wording))
        if column.table is not table_of(Translation)
    ]
    unused = select(Wording.id).where(
        Wording.english.is_not(None), *[Wording.id.not_in(one) for one in used]
    )
    ids = list(db.session.scalars(unused))
    if ids:
        take_away(Wording, ids)


def reached_from(table: Table) -> set[Table]:
    """The tables whose rows hang on rows of this one, however far."""
    found = {table}
    new = {table}
    while new:
        columns = [column for one in new for column in pointing_at(one)]
        new = {one.table for one in columns if _name(one) not in MENTIONS} - found
        found |= new
    return found


def pointing_at(table: Table) -> Iterator[Column[Any]]:
    """The columns of other tables that refer to this one."""
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table:
                yield key.parent


def _ids(table: Table, column: Column[Any], values: Collection[int]) -> Iterator[int]:
    for some in _some(values):
        yield from db.session.scalars(select(table.c.id).where(column.in_(some)))


def _some(ids: Collection[int]) -> Iterator[list[int]]:
    listed = sorted(ids)
    for at in range(0, len(listed), AT_ONCE):
        yield listed[at : at + AT_ONCE]


def _name(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"
