"""A pupils' file while it waits to be confirmed, and what each import did.

What an import would change is worked out in `comparing` and done in `applying`; who is no longer in
the file is in `missing`. How a file is read is in `portal.spreadsheets`.
"""

from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column, undefer

from portal import clock
from portal.db import Base, db
from portal.domain.history import By
from portal.domain.people import Staff

KEPT_FOR = timedelta(days=1)
"""How long a file waits: it holds more about children than the portal ever keeps."""
LATEST = 50
"""Imports shown in the history."""


class Import(Base):
    """waiting -> done (confirmed: the file is gone, the counts stay)

    waiting -> no row (thrown away by a person, or a day old)
    """

    __tablename__ = "school_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    filename: Mapped[str] = mapped_column(String(100))
    data: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The file as it came, until it is confirmed."""
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    """What stands in which column: the column's number, from 0, and the field's value."""
    made_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    done_at: Mapped[datetime | None]
    counts: Mapped[dict[str, int] | None] = mapped_column(JSON)
    """What it did: see `plans.Plan.counts`."""


def keep_upload(filename: str, data: bytes, columns: dict[int, str], by: By) -> int:
    """Keep a file until it is confirmed; returns the import's id."""
    made = Import(
        filename="".join(filter(str.isprintable, filename))[-100:],
        data=data,
        columns=_as_json(columns),
        made_at=clock.now(),
        by_id=by.staff_id,
    )
    db.session.add(made)
    db.session.flush()
    return made.id


def _as_json(columns: dict[int, str]) -> dict[str, str]:
    return {str(column): held for column, held in columns.items()}


def find(import_id: int) -> Import | None:
    """An import that is done, or whose file is still kept; the file comes with it."""
    query = select(Import).where(Import.id == import_id).options(undefer(Import.data))
    found = db.session.scalar(query)
    if found and not found.done_at and found.made_at <= clock.now() - KEPT_FOR:
        return None
    return found


def match_columns(import_id: int, columns: dict[int, str]) -> None:
    """A person has said what stands in which column."""
    db.session.get_one(Import, import_id).columns = _as_json(columns)


def throw_away(import_id: int) -> None:
    """This file is not to be imported. One that was imported stays in the history."""
    db.session.execute(delete(Import).where(Import.id == import_id, Import.done_at.is_(None)))


def discard_old_uploads() -> int:
    """Delete files that nobody confirmed within a day. Returns how many."""
    gone = db.session.scalars(
        delete(Import)
        .where(Import.done_at.is_(None), Import.made_at <= clock.now() - KEPT_FOR)
        .returning(Import.id)
    )
    return len(gone.all())


def history() -> list[tuple[Import, str]]:
    """The imports that are done or wait, the latest first, each with the name of who began it."""
    query = (
        select(Import, Staff.name)
        .outerjoin(Staff, Staff.id == Import.by_id)
        .where(Import.done_at.is_not(None) | (Import.made_at > clock.now() - KEPT_FOR))
        .order_by(Import.id.desc())
        .limit(LATEST)
    )
    return [(one, name or "") for one, name in db.session.execute(query)]
