"""Something falls through: a teacher is away, a room or the crèche cannot be used, the school is
closed, a cover session has changed. One act writes down what happened and which talks it touches,
and takes their times away. Then each talk is called off in a short act of its own (`calling_off`),
and its family has first choice of new times (`first_choice`), like those of earlier ones for whom
some of these times were kept; for two hours all of it can be undone
(`upset_undo`). The tables are in `upset`, what the office sees is in `upset_desk`.

The locks, in the one agreed order: the days by date, the bookings by id, the crèche sessions by
id, then the row of what happened and those of its talks. Every verb runs inside the caller's
`act()`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, select

from portal import clock
from portal.db import db, insert_once
from portal.domain import cover, creche_places, first_choice, holding, school_days
from portal.domain.bookings import LIVE, Booking, BookingState
from portal.domain.cover import CoverTimes, Released
from portal.domain.creche import CrechePlace, CrecheSession
from portal.domain.history import By, Deed, record
from portal.domain.rounds import CoverSession, Slot
from portal.domain.upset import Fate, Upset, UpsetTalk, What
from portal.wording.refusals import Reason, Refused

LONGEST = timedelta(days=31)
"""Who is away for longer than a month is replaced, not waited for."""
CLOSED = "Closed"
"""The name under which a day without school stands among the closures."""


@dataclass(frozen=True)
class Happening:
    """What the office says has happened, from `begins` to `ends`, both included."""

    what: What
    begins: date
    ends: date
    teacher_id: int | None = None
    creche_id: int | None = None
    room: str = ""

    @property
    def days(self) -> list[date]:
        return [self.begins + timedelta(days=n) for n in range((self.ends - self.begins).days + 1)]


# -- it happens --------------------------------------------------------------------------------


def happen(happening: Happening, by: By) -> int:
    """Write down what happened and whom it touches, and take the times away; returns its id. The
    talks are called off next, one by one (`call_off`). Said twice, it is one, with whatever was
    booked in between. Refuses UPSET_DATES, DAY_TOO_FAR.
    """
    refuse_dates(happening)
    cover.open_day(*happening.days)
    upset = _the_same(happening) or _new(happening, by)
    if happening.what == What.CRECHE:
        _close_creches(upset, [happening.creche_id or 0])
        return upset.id
    slots = list(db.session.scalars(touched(happening)))
    _write_down(upset, Booking.slot_id.in_({slot.id for slot in slots}))
    choosing = first_choice.choosing_among({slot.id for slot in slots})
    covers = close_times(slots)
    upset.slots = [*upset.slots, *(slot.id for slot in slots)]
    upset.covers = [*upset.covers, *covers]
    upset.choosing = [*upset.choosing, *choosing]
    if happening.what == What.SHUT:
        _close_school(happening, by)
        _close_creches(upset, creche_ids_on(happening))
    return upset.id


def refuse_dates(happening: Happening) -> None:
    """Refuses UPSET_DATES: days that are over, or too many; DAY_TOO_FAR."""
    begins, ends = happening.begins, happening.ends
    if begins < clock.today() or not timedelta(0) <= ends - begins <= LONGEST:
        raise Refused(Reason.UPSET_DATES)
    if school_days.is_far(ends):
        raise Refused(Reason.DAY_TOO_FAR)


def touched(happening: Happening) -> Select[Slot]:
    """The times to come that fall through with it."""
    query = select(Slot).where(
        Slot.day.between(happening.begins, happening.ends),
        Slot.starts_at > clock.now(),
        Slot.removed_at.is_(None),
    )
    if happening.what == What.AWAY:
        query = query.where(Slot.teacher_id == happening.teacher_id)
    elif happening.what == What.ROOM:
        query = query.join(Slot.cover).where(CoverSession.room == happening.room)
    elif happening.what == What.CRECHE:
        has_place = select(CrechePlace.id).where(
            CrechePlace.booking_id == Booking.id,
            CrechePlace.session_id == happening.creche_id,
            CrechePlace.state.in_(creche_places.HAS),
        )
        query = query.join(Booking, Booking.slot_id == Slot.id).where(LIVE, has_place.exists())
    return query.order_by(Slot.starts_at, Slot.id)


def creche_ids_on(happening: Happening) -> list[int]:
    """The crèche sessions of these days that are not over."""
    query = select(CrecheSession).where(
        CrecheSession.day.between(happening.begins, happening.ends), CrecheSession.off_at.is_(None)
    )
    return [one.id for one in db.session.scalars(query) if one.shuts_at > clock.now()]


def _the_same(happening: Happening) -> Upset | None:
    query = select(Upset).where(
        Upset.what == happening.what,
        Upset.begins == happening.begins,
        Upset.ends == happening.ends,
        Upset.teacher_id.is_not_distinct_from(happening.teacher_id),
        Upset.creche_id.is_not_distinct_from(happening.creche_id),
        Upset.room == happening.room,
        Upset.undone_at.is_(None),
    )
    return db.session.scalar(query.with_for_update().limit(1))


def _new(happening: Happening, by: By) -> Upset:
    made = Upset(
        **vars(happening),
        made_at=clock.now(),
        by_id=by.staff_id,
        slots=[],
        covers=[],
        creches=[],
        choosing=[],
    )
    db.session.add(made)
    db.session.flush()
    record(by, Deed.FELL_THROUGH, upset=made.id)
    return made


def _write_down(upset: Upset, which: ColumnElement[bool]) -> None:
    """The talks of which this is true are to be called off; times only being chosen are free."""
    query = (
        select(Booking)
        .where(which, LIVE)
        .order_by(Booking.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for found in db.session.scalars(query).all():
        if found.state == BookingState.HELD:
            holding.let_go(found)
        elif found.state == BookingState.BOOKED:
            row = {
                "upset_id": upset.id,
                "booking_id": found.id,
                "slot_id": found.slot_id,
                "invitation_id": found.invitation_id,
                "parent_id": found.parent_id,
                "fate": Fate.TO_CALL_OFF,
                "by_text": False,
                "waits_for_times": False,
                "kept": [],
                "spoke_to": "",
            }
            insert_once(UpsetTalk, [UpsetTalk.upset_id, UpsetTalk.booking_id], row)


def close_times(slots: Sequence[Slot]) -> list[int]:
    """Offer these times to nobody any more, whatever is booked in them, and remove the cover
    sessions in which none is left; returns the ids of those. The days are locked."""
    for slot in slots:
        slot.removed_at = clock.now()
    db.session.flush()
    left = select(Slot.id).where(Slot.cover_id == CoverSession.id, Slot.removed_at.is_(None))
    empty = db.session.scalars(
        select(CoverSession)
        .where(
            CoverSession.id.in_({slot.cover_id for slot in slots}),
            CoverSession.removed_at.is_(None),
            ~left.exists(),
        )
        .order_by(CoverSession.id)
    ).all()
    for one in empty:
        one.removed_at = clock.now()
    return [one.id for one in empty]


def _close_school(happening: Happening, by: By) -> None:
    closed = school_days.Closed(happening.begins, happening.ends, CLOSED)
    school_days.change_closures([*school_days.closures(), closed], by)


def _close_creches(upset: Upset, ids: Sequence[int]) -> None:
    """These crèche sessions cannot open. Of a crèche alone, its talks are told; with a school that
    is closed they are called off anyway."""
    days = [one.day for one in _sessions(ids)]
    if upset.what == What.CRECHE:
        has_place = select(CrechePlace.booking_id).where(
            CrechePlace.session_id.in_(ids), CrechePlace.state.in_(creche_places.HAS)
        )
        to_come = select(Slot.id).where(Slot.day.in_(days), Slot.starts_at > clock.now())
        _write_down(upset, Booking.id.in_(has_place) & Booking.slot_id.in_(to_come))
    for session in creche_places.lock_sessions(days):
        if session.id in ids and session.off_at is None:
            session.off_at = clock.now()
            upset.creches = [*upset.creches, session.id]


def _sessions(ids: Sequence[int]) -> Sequence[CrecheSession]:
    return db.session.scalars(select(CrecheSession).where(CrecheSession.id.in_(ids))).all()


def another_room(happening: Happening, room: str, by: By) -> None:
    """The talks that were to be in this room are in another: nobody is called off, no text named
    it. Refuses UPSET_DATES, DAY_TOO_FAR, ROOM_BUSY."""
    refuse_dates(happening)
    found = db.session.scalars(
        select(CoverSession).where(
            CoverSession.day.between(happening.begins, happening.ends),
            CoverSession.room == happening.room,
            CoverSession.removed_at.is_(None),
        )
    ).all()
    for round_id in sorted({one.round_id for one in found}):
        cover.lock_round(round_id)
    cover.open_day(*(one.day for one in found))
    for one in found:
        there = cover.released_of(one)
        released = Released(there.teacher_id, room, there.assistant_id)
        cover.change_cover(one.id, cover.times_of(one), released, by)


def cover_changed(
    cover_id: int,
    times: CoverTimes | None,
    released: Released,
    in_the_way: list[int],
    by: By,
    *,
    seen: str | None = None,
) -> int:
    """Change a cover session (`times` None: remove it) although these talks fall out of it, and
    call them off; returns the id of what happened, to the teacher whose talks they are. A talk that
    was moved out of it meanwhile stays as it is. `seen` is as in `cover.change_cover`. Refuses what
    that refuses: a talk booked a moment ago was not among those shown."""
    was = db.session.get_one(CoverSession, cover_id)
    day, teacher_id = was.day, was.teacher_id
    if times:
        cover.change_cover(cover_id, times, released, by, seen=seen, called_off=in_the_way)
    else:
        cover.remove_cover(cover_id, by, called_off=in_the_way)
    happening = Happening(What.COVER, day, day, teacher_id)
    upset = _the_same(happening) or _new(happening, by)
    fell_out = select(Slot.id).where(Slot.cover_id == cover_id, Slot.removed_at.is_not(None))
    _write_down(upset, Booking.id.in_(in_the_way) & Booking.slot_id.in_(fell_out))
    return upset.id
