"""The board of one day: teachers across, times down, and what each time is: booked, being chosen,
kept for a family, or free. Only looks; who is on no list of the office is named here neither.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db
from portal.domain import desk, moving
from portal.domain.bookings import Booking
from portal.domain.desk import Line
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.people import Staff
from portal.domain.rounds import CoverSession, Slot


@dataclass(frozen=True)
class Cell:
    """One slot on the board. No line, yet taken: somebody the office is not told about."""

    slot_id: int
    starts_at: datetime
    taken: bool
    line: Line | None
    also: Line | None = None
    """The other parent in the same talk."""
    asked: Line | None = None
    """The talk whose parent was asked about this time: it is kept for them."""
    kept_until: datetime | None = None
    """Until when it is kept for a family whose talk fell through or was just given up."""
    kept: list[Line] = field(default_factory=list)
    """What it can be booked for by that family: of two children of one teacher, both."""

    @property
    def bookable(self) -> bool:
        """Whether it can be booked for any family: free, and to come."""
        spoken_for = self.taken or self.asked or self.kept_until
        return not spoken_for and self.starts_at > clock.now()


@dataclass(frozen=True)
class Board:
    """One day: the teachers (id, name, room) across, the times down."""

    day: date
    teachers: list[tuple[int, str, str]]
    times: list[time]
    cells: dict[tuple[int, time], Cell]
    before: date | None
    after: date | None


def board(day: date) -> Board:
    """Every slot of this day, free or not, and the nearest days with talks before and after."""
    covers = db.session.execute(
        select(
            Slot.id,
            Slot.begins,
            Slot.starts_at,
            Slot.kept_until,
            Slot.teacher_id,
            Staff.name,
            CoverSession.room,
        )
        .join(CoverSession, CoverSession.id == Slot.cover_id)
        .join(Staff, Staff.id == Slot.teacher_id)
        .where(Slot.day == day, Slot.removed_at.is_(None))
        .order_by(Staff.name, Slot.teacher_id, Slot.begins)
    ).all()
    by_slot: dict[int | None, list[Line]] = {}
    for line in desk.talks_on(day, desk.taking_part()):
        by_slot.setdefault(line.slot_id, []).append(line)
    taken = set(
        db.session.scalars(
            select(Slot.id)
            .join(Booking, Booking.slot_id == Slot.id)
            .where(Slot.day == day, desk.taking_part())
        )
    )
    asked = {one.asked.slot_id: one for one in _asked_about(day) if one.asked}
    until = {slot.id: slot.kept_until for slot in covers if _is_to_come(slot.kept_until)}
    kept = _kept_for(until)
    cells: dict[tuple[int, time], Cell] = {}
    teachers: dict[tuple[int, str], list[str]] = {}
    for slot in covers:
        first, also = [*by_slot.get(slot.id, []), None, None][:2]
        cells[slot.teacher_id, slot.begins] = Cell(
            slot.id,
            slot.starts_at,
            slot.id in taken,
            first,
            also,
            asked.get(slot.id),
            until.get(slot.id),
            kept[slot.id],
        )
        teachers.setdefault((slot.teacher_id, slot.name), []).append(slot.room)
    return Board(
        day,
        [(one, name, ", ".join(dict.fromkeys(rooms))) for (one, name), rooms in teachers.items()],
        sorted({begins for _, begins in cells}),
        cells,
        *_days_around(day),
    )


def _asked_about(day: date) -> list[Line]:
    """The talks whose parents were asked about a time on this day."""
    ids = moving.all_standing(Slot.day == day)
    return desk.read(desk.lines_of(Booking.id.in_(ids))) if ids else []


def _is_to_come(moment: datetime | None) -> bool:
    return moment is not None and moment > clock.now()


def _kept_for(kept: Collection[int]) -> defaultdict[int, list[Line]]:
    """For each of these slots (ids) that are kept, the talks without a time for which that parent
    may take it."""
    found: defaultdict[int, list[Line]] = defaultdict(list)
    if not kept:
        return found
    query = (
        select(Slot.id, Invitation.id)
        .join(
            Invitation,
            and_(
                Invitation.parent_id == Slot.kept_for_id,
                Invitation.round_id == Slot.round_id,
                Invitation.teacher_id == Slot.teacher_id,
                Invitation.state == InvitationState.ASKED,
            ),
        )
        .where(Slot.id.in_(kept))
        .order_by(Invitation.id)
    )
    pairs = [(slot_id, invitation_id) for slot_id, invitation_id in db.session.execute(query)]
    of_them = Invitation.id.in_({invitation_id for _slot, invitation_id in pairs})
    talks = desk.read(desk.lines_of(desk.taking_part(), without_talk=True).where(of_them))
    lines = {line.invitation_id: line for line in talks}
    for slot_id, invitation_id in pairs:
        if invitation_id in lines:
            found[slot_id].append(lines[invitation_id])
    return found


def _days_around(day: date) -> tuple[date | None, date | None]:
    """The nearest days with talks before and after this one."""
    stands = CoverSession.removed_at.is_(None)
    before = select(func.max(CoverSession.day)).where(CoverSession.day < day, stands)
    after = select(func.min(CoverSession.day)).where(CoverSession.day > day, stands)
    row = db.session.execute(select(before.scalar_subquery(), after.scalar_subquery())).one()
    return row[0], row[1]


def day_to_open() -> date:
    """The day a board opens on: today if there are talks, else the next with talks, else the
    last, else today."""
    today = clock.today()
    talks = select(CoverSession.id).where(
        CoverSession.day == today, CoverSession.removed_at.is_(None)
    )
    if db.session.scalar(talks.limit(1)):
        return today
    before, after = _days_around(today)
    return after or before or today


# -- a time taken along from the board -----------------------------------------------------------


def time_to_come(slot_id: int) -> Slot | None:
    """This time, with its teacher, if it can still be booked for somebody; None if not."""
    query = (
        select(Slot)
        .where(
            Slot.id == slot_id,
            Slot.removed_at.is_(None),
            Slot.starts_at > clock.now(),
            ~select(Booking.id)
            .where(Booking.slot_id == Slot.id, desk.taking_part())
            .correlate(Slot)
            .exists(),
        )
        .options(joinedload(Slot.teacher))
    )
    return db.session.scalar(query)
