"""What has happened about one talk, one parent or in one thread: history in order of time, and the
texts.

Only looks, and only for staff. Writing history is in `history`, the texts themselves are in
`outbox`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from portal.db import db
from portal.domain import guarding
from portal.domain.history import Deed, Event, Face
from portal.domain.outbox import OutText
from portal.domain.people import Parent, Staff
from portal.domain.rounds import Slot

LONGEST = 200
"""Lines of history shown at once: years of one family."""
OF_THREADS = (
    Deed.REPLIED,
    Deed.CALL_NOTED,
    Deed.WORDS_TAKEN,
    Deed.WORDS_READ,
    Deed.WORDS_DONE,
    Deed.THREAD_PASSED,
    Deed.THREAD_RETURNED,
)
"""What colleagues do in a parent's thread."""
OF_HELP = (
    Deed.HELP_PROMISED,
    Deed.HELP_TAKEN,
    Deed.HELP_ARRANGED,
    Deed.HELP_CANNOT,
    Deed.HELP_HEARD,
)
"""What becomes of help that was promised: on its own list, for those who find it there."""
OF_TASKS = (Deed.TASK_DONE, Deed.TASK_UNDONE, Deed.TASK_TAKEN, Deed.TASK_HANDED_ON)
"""What colleagues do with a task. Who has it stands on the list of tasks; what they say of it when
it is done is told with everything else, but that of a guarded thread only there."""
OF_RECORDS = (
    Deed.RECORD_BEGUN,
    Deed.RECORD_SEEN,
    Deed.READ_BACK,
    Deed.READ_OUT,
    Deed.TARGET_MADE,
    Deed.TARGET_CHANGED,
    Deed.TARGET_ENDED,
    Deed.STEP_TICKED,
    Deed.SIGNED,
    Deed.IN_FORCE,
    Deed.CHANGE_WANTED,
    Deed.CHANGE_SEEN_TO,
    Deed.LOOKED_BACK,
    Deed.CHECKED_IN,
    Deed.PUPIL_SAID,
)
"""What was said and agreed in talks. The office does not see it, and no page says who asked for a
change: these lines stand in history and are told nowhere here."""

OF_HOLDS = (
    Deed.HOLD_CONFIRMED,
    Deed.HOLD_KEPT,
    Deed.LIFT_ASKED,
    Deed.LIFT_TAKEN_BACK,
    Deed.HOLD_LIFTED,
    Deed.MARK_CLEARED,
)
"""What the safeguarding lead decides about no contact: on that page, and in history for them."""


@dataclass(frozen=True)
class Happening:
    """One line of history: what was done, by whom (a name, or "" for the portal itself)."""

    id: int
    at: datetime
    deed: Deed
    who: str
    face: Face
    note: str
    reason: str
    moved_from: datetime | None
    moved_to: datetime | None
    talk_at: datetime | None
    """The time of the talk it is about."""
    text_id: int
    """The text that a person wrote with it; 0 if none."""


def of_talk(booking_id: int) -> list[Happening]:
    """What has happened to one talk, oldest first."""
    return _happenings(Event.booking_id == booking_id, Event.deed.not_in(OF_RECORDS))


def who_did(booking_id: int, deeds: Collection[Deed]) -> str:
    """Who did the last of these deeds to a talk; "" for the portal itself, or if nobody did."""
    found = _happenings(Event.booking_id == booking_id, Event.deed.in_(deeds))
    return found[-1].who if found else ""


def who_changed(deed: Deed, about: str, row_id: int) -> str:
    """Who did this last to a round, a cover or a crèche session (`about`), by its id; "" for the
    portal itself."""
    found = _happenings(Event.deed == deed, Event.about[about].as_integer() == row_id)
    return found[-1].who if found else ""


def of_parent(parent_id: int) -> list[Happening]:
    """What this parent did, and what was done for them apart from their talks. What was done in
    their thread is told there alone: whoever may not find the thread is told nothing."""
    elsewhere = {*OF_THREADS, *OF_HELP, *OF_RECORDS, *OF_TASKS, *OF_HOLDS}
    if not guarding.is_guarded(guarding.Whose(parent_id)):
        elsewhere.remove(Deed.TASK_DONE)
    return _happenings(
        Event.parent_id == parent_id, Event.booking_id.is_(None), Event.deed.not_in(elsewhere)
    )


def of_thread(parent_id: int | None, text_ids: list[int]) -> list[Happening]:
    """What a parent did by text, and what colleagues did about it and noted; for a number that no
    parent has, what was noted with these messages (ids)."""
    if parent_id is None:
        about = Event.about["inbound"].as_integer()
        return _happenings(
            Event.parent_id.is_(None), Event.deed.in_(OF_THREADS), about.in_(text_ids)
        )
    by_text = and_(Event.by_parent_id == parent_id, Event.face == Face.TEXT)
    by_staff = or_(
        Event.deed.in_(OF_THREADS), and_(Event.deed == Deed.TASK_DONE, Event.note.is_not(None))
    )
    return _happenings(
        Event.parent_id == parent_id, Event.deed.not_in(OF_RECORDS), or_(by_text, by_staff)
    )


def _happenings(*where: ColumnElement[bool]) -> list[Happening]:
    rows = db.session.execute(
        select(Event, Staff.name, Parent.first_name, Parent.last_name)
        .outerjoin(Staff, Staff.id == Event.by_staff_id)
        .outerjoin(Parent, Parent.id == Event.by_parent_id)
        .where(*where)
        .order_by(Event.id.desc())
        .limit(LONGEST)
    ).all()
    times = times_of([event for event, *_ in rows])
    return [
        _happening(event, staff or f"{first or ''} {last or ''}".strip(), times)
        for event, staff, first, last in reversed(rows)
    ]


def _happening(event: Event, who: str, times: dict[int, datetime]) -> Happening:
    about = event.about or {}
    moved = event.deed == Deed.MOVED
    return Happening(
        id=event.id,
        at=event.at,
        deed=event.deed,
        who=who,
        face=event.face,
        note=event.note or "",
        reason=str(about.get("reason") or ""),
        moved_from=times.get(about.get("old_slot", 0)) if moved else None,
        moved_to=times.get(about.get("slot", 0)) if moved else None,
        talk_at=times.get(about.get("slot", 0)),
        text_id=int(about.get("text") or 0),
    )


def times_of(events: list[Event]) -> dict[int, datetime]:
    """When the slots began that these lines speak of."""
    told = [event.about or {} for event in events]
    ids = {about[name] for about in told for name in ("old_slot", "slot") if name in about}
    if not ids:
        return {}
    rows = db.session.execute(select(Slot.id, Slot.starts_at).where(Slot.id.in_(ids)))
    return {slot_id: starts_at for slot_id, starts_at in rows}


def texts_about(booking_id: int) -> list[OutText]:
    """Every text about one talk, oldest first."""
    query = select(OutText).where(OutText.booking_id == booking_id).order_by(OutText.id)
    return list(db.session.scalars(query))
