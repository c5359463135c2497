"""That the database was put back from a backup, and the time that it knows nothing of.

    backup made ---- the portal went on, texts went out ---- restored ---- fresh ---- settled
                     `backup_at`                             `at`          3 days

What was done in between is lost here, and was done all the same. While a restore is fresh, nothing
that may have been said then is said again: texts are looked for in the carrier's list before they
go out (`restoring`), and what parents wrote then is read by a person (`sms.answer`).
"""

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db, moment

FRESH = timedelta(days=3)
"""What the portal makes by itself it makes within a day or two of its occasion: a reminder, a
question asked again, thanks. As far back as the carrier's list is read otherwise
(`settling.FURTHEST_BACK`)."""


class Restored(Base):
    """One restore. `backup_at`: when the backup was begun; `at`: when it was put back."""

    __tablename__ = "restored"

    id: Mapped[int] = mapped_column(primary_key=True)
    backup_at: Mapped[datetime]
    at: Mapped[datetime]


def lately() -> Restored | None:
    """The last restore, while it is fresh. Cheap: most schools never have a row here."""
    return db.session.scalar(_last())


@cache
def _last() -> Select[Restored]:
    since = moment("since", lambda: clock.now() - FRESH)
    return select(Restored).where(Restored.at > since).order_by(Restored.id.desc()).limit(1)


def came_before(instant: datetime) -> bool:
    """Whether what came in then, and is new here, may have been dealt with before the restore."""
    found = lately()
    return found is not None and instant < found.at
