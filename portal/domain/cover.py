"""Cover sessions: teachers released for part of a day, and the half hours that gives.

Every verb runs inside the caller's `act()`; it first locks the round, then the days by date. A
change never moves or drops a talk: where one would fall out it is refused, with the bookings it
is about. Nobody, and no room, is in two places at once, whichever round it is for.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal import clock
from portal.db import db, insert_once
from portal.domain import holding, school_days
from portal.domain.as_shown import fingerprint, refuse_changed
from portal.domain.bookings import LIVE, Booking, BookingState
from portal.domain.creche import CrecheSession
from portal.domain.history import By, Deed, record
from portal.domain.rounds import CoverSession, Day, PaidBy, Round, Slot
from portal.domain.school import SchoolFacts, school
from portal.domain.waiting import WaitingEntry, WaitingState
from portal.wording.refusals import Reason, Refused


@dataclass(frozen=True)
class CoverTimes:
    """When teachers are released, with breaks from-to, and what that costs for each of them.
    `minutes_more`: so much longer than the round says each talk takes, for an interpreter."""

    day: date
    begins: time
    ends: time
    breaks: tuple[tuple[time, time], ...] = ()
    cost_pence: int = 0
    paid_by: PaidBy = PaidBy.NONE
    minutes_more: int = 0


@dataclass(frozen=True)
class Released:
    """Who is released, with whose help, and where the talks are."""

    teacher_id: int
    room: str
    assistant_id: int | None = None


def lock_round(round_id: int) -> Round:
    """The round, locked: of two who plan it at once, one waits."""
    query = (
        select(Round)
        .where(Round.id == round_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.execute(query).scalar_one()


def talk_times(times: CoverTimes, around: Round) -> list[tuple[datetime, datetime]]:
    """From and to of the talks that fit: one after the other with the round's gap, each before
    the end and clear of the breaks. Counted in real minutes, so that on the night of a clock
    change no talk is an hour too long or there twice."""
    length = timedelta(minutes=around.slot_minutes + times.minutes_more)
    gap = timedelta(minutes=around.gap_minutes)
    breaks = sorted((clock.at(times.day, a), clock.at(times.day, b)) for a, b in times.breaks)
    moment, until = clock.at(times.day, times.begins), clock.at(times.day, times.ends)
    talks = []
    while moment + length <= until:
        ends = [after for since, after in breaks if since < moment + length and after > moment]
        if ends:
            moment = ends[0]
        else:
            talks.append((moment, moment + length))
            moment += length + gap
    return talks


def usual_cost(times: CoverTimes, facts: SchoolFacts | None = None) -> int:
    """What releasing one teacher so long costs in pence, breaks included, by the school's cost of
    an hour; 0 where it has none. `facts`: settings to try out."""
    minutes = (times.ends.hour - times.begins.hour) * 60 + times.ends.minute - times.begins.minute
    return round(max(minutes, 0) * (facts or school()).cover_pence_an_hour / 60)


def add_cover(round_id: int, times: CoverTimes, released: Sequence[Released], by: By) -> list[int]:
    """Release these teachers at the same times; returns the cover sessions' ids, one for each.

    All or none. What is there already, to the letter, is not added again. Refuses PAST_DAY,
    DAY_TOO_FAR, SCHOOL_CLOSED (`why`), COVER_TIMES, TEACHER_BUSY (`staff_id`, `teacher_id`),
    ROOM_BUSY (`teacher_id`).
    """
    around = lock_round(round_id)
    school_days.refuse_day(times.day)
    _refuse_times(times)
    open_day(times.day)
    others = _cover_on(times.day)
    ids = []
    for one in released:
        wanted = (round_id, times, one)
        same = [cover.id for cover in others if _as_planned(cover) == wanted]
        if not same:
            _refuse_busy(times, one, others)
            cover = CoverSession(round_id=round_id, teacher_id=one.teacher_id)
            _write(cover, times, one)
            db.session.add(cover)
            db.session.flush()
            _lay(cover, around)
            others.append(cover)
            record(by, Deed.COVER_CHANGED, cover=cover.id, round=round_id)
            same = [cover.id]
        ids += same[:1]
    return ids


def change_cover(
    cover_id: int,
    times: CoverTimes,
    released: Released,
    by: By,
    *,
    seen: str | None = None,
    called_off: Collection[int] = (),
) -> None:
    """Change a cover session; what it costs can still be put right after the day. `seen`: what the
    page showed (`as_shown`).

    Times without talks come and go; another room alone touches no talk, and nothing touches one
    that has begun. `called_off`: the talks (booking ids) that are called off right after this, so
    that they are in nobody's way. Refuses COVER_BOOKED (`bookings`: the ids of the talks that would
    fall out), COVER_BEGUN, CHANGED_MEANWHILE, PAST_DAY, DAY_TOO_FAR, SCHOOL_CLOSED (`why`),
    COVER_TIMES, TEACHER_BUSY, ROOM_BUSY.
    """
    cover, around = _find_cover(cover_id)
    if cover.removed_at:
        raise Refused(Reason.CHANGED_MEANWHILE)
    before = _as_planned(cover)
    if before == (around.id, times, released):
        return
    refuse_changed(seen, as_shown(cover))
    _refuse_times(times)
    open_day(cover.day, times.day)
    others = [other for other in _cover_on(times.day) if other.id != cover_id]
    _refuse_busy(times, released, others)
    moved = _when(times, released) != _when(*before[1:])
    if moved and min(times.day, cover.day) < clock.today():
        raise Refused(Reason.PAST_DAY)
    if times.day != cover.day:
        school_days.refuse_day(times.day)
    elsewhere = (times.day, released.teacher_id) != (cover.day, cover.teacher_id)
    if elsewhere and _begun(_slots_of(cover)):
        raise Refused(Reason.COVER_BEGUN)
    _write(cover, times, released)
    if moved:
        _lay(cover, around, called_off)
    record(by, Deed.COVER_CHANGED, cover=cover_id, round=around.id)


def remove_cover(cover_id: int, by: By, *, called_off: Collection[int] = ()) -> bool:
    """Take a cover session away, with its free times; returns whether it is gone, or stays with
    the talks in it that have begun. Twice is the same as once. `called_off` as in `change_cover`.

    Refuses COVER_BOOKED (`bookings`) as long as a talk is booked or being chosen in it.
    """
    cover, around = _find_cover(cover_id)
    if cover.removed_at:
        return True
    open_day(cover.day)
    slots = _slots_of(cover)
    begun = _begun(slots)
    _take_away([slot for slot in slots if slot not in begun], called_off)
    if not begun:
        cover.removed_at = clock.now()
    record(by, Deed.COVER_CHANGED, cover=cover_id, round=around.id, removed=not begun)
    return not begun


def _find_cover(cover_id: int) -> tuple[CoverSession, Round]:
    """The cover session as it is now, its round locked: nobody else can change it meanwhile."""
    around = lock_round(db.session.get_one(CoverSession, cover_id).round_id)
    return db.session.get_one(CoverSession, cover_id, populate_existing=True), around


def as_shown(cover: CoverSession) -> str:
    """What a form shows of this cover session, in short."""
    return fingerprint(*_as_planned(cover))


def _as_planned(cover: CoverSession) -> tuple[int, CoverTimes, Released]:
    return cover.round_id, times_of(cover), released_of(cover)


def times_of(cover: CoverSession) -> CoverTimes:
    """When this cover session is, as it was planned."""
    return CoverTimes(
        day=cover.day,
        begins=cover.begins,
        ends=cover.ends,
        breaks=tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in cover.breaks),
        cost_pence=cover.cost_pence,
        paid_by=cover.paid_by,
        minutes_more=cover.minutes_more,
    )


def released_of(cover: CoverSession) -> Released:
    """Who is released by this cover session, and where."""
    return Released(cover.teacher_id, cover.room, cover.assistant_id)


def _when(times: CoverTimes, released: Released) -> tuple[object, ...]:
    when = times.day, times.begins, times.ends, times.breaks
    return released.teacher_id, *when, times.minutes_more


def _write(cover: CoverSession, times: CoverTimes, released: Released) -> None:
    cover.teacher_id, cover.assistant_id = released.teacher_id, released.assistant_id
    cover.room = released.room
    cover.day, cover.begins, cover.ends = times.day, times.begins, times.ends
    cover.breaks = [[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in times.breaks]
    cover.cost_pence, cover.paid_by = times.cost_pence, times.paid_by
    cover.minutes_more = times.minutes_more


# -- nobody in two places at once --------------------------------------------------------------


def _refuse_times(times: CoverTimes) -> None:
    if times.begins >= times.ends or any(a >= b for a, b in times.breaks):
        raise Refused(Reason.COVER_TIMES)


def _cover_on(day: date) -> list[CoverSession]:
    query = select(CoverSession).where(CoverSession.day == day, CoverSession.removed_at.is_(None))
    return list(db.session.scalars(query))


def _refuse_busy(times: CoverTimes, one: Released, others: Iterable[CoverSession]) -> None:
    """`others` are that day's cover sessions of every round."""
    here = {one.teacher_id, one.assistant_id} - {None}
    if one.assistant_id == one.teacher_id:
        raise Refused(Reason.TEACHER_BUSY, staff_id=one.teacher_id, teacher_id=one.teacher_id)
    for other in others:
        if _overlap(times.begins, times.ends, other):
            for staff_id in here & {other.teacher_id, other.assistant_id}:
                raise Refused(Reason.TEACHER_BUSY, staff_id=staff_id, teacher_id=one.teacher_id)
    try:
        refuse_room_busy(one.room, times.day, times.begins, times.ends, others)
    except Refused as refused:
        raise Refused(refused.reason, teacher_id=one.teacher_id) from refused


def refuse_room_busy(
    room: str,
    day: date,
    begins: time,
    ends: time,
    covers: Iterable[CoverSession] | None = None,
    *,
    but_creche: int | None = None,
) -> None:
    """Refuses ROOM_BUSY if talks or little ones are in this room then. The day is locked.

    `covers`: the cover sessions to look at, where the caller has them; otherwise all that day's.
    """
    uses: list[CoverSession | CrecheSession] = list(_cover_on(day) if covers is None else covers)
    opens = CrecheSession.day == day, CrecheSession.off_at.is_(None)
    creches = db.session.scalars(select(CrecheSession).where(*opens))
    uses += [creche for creche in creches if creche.id != but_creche]
    for use in uses:
        if use.room.casefold() == room.casefold() and _overlap(begins, ends, use):
            raise Refused(Reason.ROOM_BUSY)


def _overlap(begins: time, ends: time, other: CoverSession | CrecheSession) -> bool:
    return begins < other.ends and ends > other.begins


def open_day(*days: date) -> None:
    """Make sure the rows of these days are there, and lock them in the one agreed order."""
    for day in sorted(set(days)):
        insert_once(Day, [Day.day], {"day": day})
    holding.lock_days(days)


# -- slots -------------------------------------------------------------------------------------


def lay_anew(around: Round) -> None:
    """Lay the times of all the round's coming cover sessions for its new length and gap.

    Refuses COVER_BOOKED (`bookings`: all that would fall out), COVER_TIMES.
    """
    query = select(CoverSession).where(
        CoverSession.round_id == around.id,
        CoverSession.removed_at.is_(None),
        CoverSession.day >= clock.today(),
    )
    covers = list(db.session.scalars(query))
    holding.lock_days(cover.day for cover in covers)
    in_the_way = []
    for cover in covers:
        try:
            _lay(cover, around)
        except Refused as refused:
            if refused.reason != Reason.COVER_BOOKED:
                raise
            in_the_way += refused.facts["bookings"]
    if in_the_way:
        raise Refused(Reason.COVER_BOOKED, bookings=in_the_way)


def _lay(cover: CoverSession, around: Round, called_off: Collection[int] = ()) -> None:
    """Give a cover session the slots that fit now: those that stay the same keep their row, and
    so does each in which a talk has begun."""
    wanted = dict(talk_times(times_of(cover), around))
    if not wanted:
        raise Refused(Reason.COVER_TIMES)
    there = _slots_of(cover)
    begun = _begun(there)
    stay = {
        slot.starts_at
        for slot in there
        if slot in begun
        or (slot.teacher_id == cover.teacher_id and wanted.get(slot.starts_at) == slot.ends_at)
    }
    _take_away([slot for slot in there if slot.starts_at not in stay], called_off)
    for starts, ends in wanted.items():
        if starts not in stay and all(starts >= slot.ends_at for slot in begun):
            db.session.add(_slot(cover, starts, ends))
    db.session.flush()


def _slot(cover: CoverSession, starts: datetime, ends: datetime) -> Slot:
    return Slot(
        round_id=cover.round_id,
        cover_id=cover.id,
        teacher_id=cover.teacher_id,
        day=cover.day,
        begins=clock.local(starts).time(),
        zone=clock.zone().key,
        starts_at=starts,
        ends_at=ends,
    )


def _slots_of(cover: CoverSession) -> list[Slot]:
    query = select(Slot).where(Slot.cover_id == cover.id, Slot.removed_at.is_(None))
    return list(db.session.scalars(query))


def _begun(slots: Iterable[Slot]) -> list[Slot]:
    """Those of these times in which a talk has begun, or is over."""
    past = {slot.id: slot for slot in slots if slot.starts_at <= clock.now()}
    talks = select(Booking.slot_id).where(
        Booking.slot_id.in_(past), LIVE, Booking.state != BookingState.HELD
    )
    return [past[slot_id] for slot_id in set(db.session.scalars(talks))]


def _take_away(slots: list[Slot], called_off: Collection[int] = ()) -> None:
    """Offer these times to nobody any more, or refuse if a talk stands in one of them."""
    ids = [slot.id for slot in slots]
    query = select(Booking).where(Booking.slot_id.in_(ids), LIVE).order_by(Booking.id)
    offered = set(
        db.session.scalars(
            select(WaitingEntry.booking_id).where(WaitingEntry.state == WaitingState.OFFERED)
        )
    )
    in_the_way = []
    for found in db.session.scalars(query.execution_options(populate_existing=True)):
        over = (found.held_until or clock.now()) <= clock.now()
        # A time that was only offered to who waits is offered no more; one being chosen is soon.
        if found.state == BookingState.HELD and (over or found.id in offered):
            holding.let_go(found)
        elif found.id not in called_off:
            in_the_way.append(found.id)
    if in_the_way:
        raise Refused(Reason.COVER_BOOKED, bookings=in_the_way)
    for slot in slots:
        slot.removed_at = clock.now()
    db.session.flush()


# -- what stands after all ---------------------------------------------------------------------


def stand_again(cover_ids: Collection[int], slot_ids: Collection[int]) -> None:
    """Cover sessions and times that fell through stand again, but for those that are past, and
    those in whose place there is something else by now. The days are locked."""
    removed = select(CoverSession).where(CoverSession.id.in_(cover_ids)).order_by(CoverSession.id)
    for cover in db.session.scalars(removed).all():
        try:
            _refuse_busy(times_of(cover), released_of(cover), _cover_on(cover.day))
        except Refused:
            continue
        cover.removed_at = None
        db.session.flush()
    other = aliased(Slot)
    taken = select(other.id).where(
        other.teacher_id == Slot.teacher_id,
        other.starts_at == Slot.starts_at,
        other.removed_at.is_(None),
    )
    times = (
        select(Slot)
        .join(Slot.cover)
        .where(
            Slot.id.in_(slot_ids),
            Slot.starts_at > clock.now(),
            CoverSession.removed_at.is_(None),
            ~taken.exists(),
        )
    )
    for slot in db.session.scalars(times).all():
        slot.removed_at = None
    db.session.flush()
