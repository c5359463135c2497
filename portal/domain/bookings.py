"""The talk that is booked: its table, and which times are free for whom.

The verbs that change it are in `booking`: this file only looks.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    Index,
    Select,
    String,
    and_,
    bindparam,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, aliased, joinedload, mapped_column, relationship

from portal import clock
from portal.db import Base, UtcDateTime, db
from portal.domain.history import Face, named
from portal.domain.invitations import Invitation
from portal.domain.move_asks import ASKED, MoveAsk
from portal.domain.people import Guardianship
from portal.domain.rounds import KEPT_FOR_SOMEBODY, Slot, Way
from portal.domain.school import school


def apart() -> timedelta:
    """Talks of two parents of one child are at least this far apart, without either knowing: so
    that an hour lies between their little ones' stays in the crèche, too, though places be asked
    for later."""
    return timedelta(hours=1, minutes=2 * school().creche_margin)


class BookingState(StrEnum):
    """held -> booked -> attended | missed (only a person marks these)

    attended <-> missed (marked wrongly) · attended | missed -> booked (the mark taken back)
    held -> cancelled (ten minutes over, or another time chosen)
    booked -> cancelled -> booked (taken back within a quarter of an hour)
    """

    HELD = "held"
    BOOKED = "booked"
    ATTENDED = "attended"
    MISSED = "missed"
    CANCELLED = "cancelled"


class CancelReason(StrEnum):
    """Why a booking ended. Those from TEACHER_AWAY on are the office's and are told the parent."""

    HOLD_OVER = "ten minutes were over"
    PARENT = "the parent cannot come"
    CONTACT_HELD = "contact was held"
    TEACHER_AWAY = "the teacher is away"
    SCHOOL_SHUT = "the school is shut"
    OTHER = "another reason"


BY_THE_SCHOOL = (CancelReason.TEACHER_AWAY, CancelReason.SCHOOL_SHUT, CancelReason.OTHER)
"""The talk was called off, not given up."""


class Comes(StrEnum):
    """Who comes with the parent."""

    ALONE = "alone"
    WITH_ADULT = "with another adult"
    WITH_CHILD = "with the child"


class Booking(Base):
    """One parent's talk about one child in one slot."""

    __tablename__ = "booking"

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"), index=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    state: Mapped[BookingState] = mapped_column(named(BookingState))
    held_until: Mapped[datetime | None]
    made_at: Mapped[datetime]
    booked_at: Mapped[datetime | None]
    booked_by: Mapped[Face | None] = mapped_column(named(Face))
    way: Mapped[Way] = mapped_column(named(Way), default=Way.IN_PERSON)
    comes: Mapped[Comes] = mapped_column(named(Comes), default=Comes.ALONE)
    interpreter: Mapped[str] = mapped_column(String(40), default="")
    """The language to interpret, or empty."""
    lift: Mapped[bool] = mapped_column(default=False)
    step_free: Mapped[bool] = mapped_column(default=False)
    ring_me: Mapped[bool] = mapped_column(default=False)
    phone_instead: Mapped[bool] = mapped_column(default=False)
    """They would rather be rung than come, where the round does not offer that."""
    with_me: Mapped[bool] = mapped_column(default=False)
    """They would like somebody from school beside them."""
    remind_2_hours: Mapped[bool] = mapped_column(default=False)
    coming_at: Mapped[datetime | None]
    """When they answered "coming" to a reminder."""
    marked_at: Mapped[datetime | None]
    """When a person said whether the family came."""
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[CancelReason | None] = mapped_column(named(CancelReason))
    note: Mapped[str] = mapped_column(String(300), default="")
    """The office's own note; never shown to parents."""
    beside_id: Mapped[int] = mapped_column(default=0)
    """The booking (id) of the other parent in whose time this one is, too (`sharing`); 0: a time
    of its own."""

    slot: Mapped[Slot] = relationship()
    invitation: Mapped[Invitation] = relationship()

    nothing_said = False
    """Of one that was just made, or was offered: nobody has said anything about it yet. Not
    kept."""

    @property
    def answered(self) -> bool:
        """Whether it says anything of who comes and what helps."""
        helps = (self.lift, self.step_free, self.ring_me, self.phone_instead, self.with_me)
        more = self.interpreter or self.remind_2_hours or self.comes != Comes.ALONE
        return bool(more or any(helps))


LIVE: ColumnElement[bool] = Booking.state != literal_column("'cancelled'")
"""Takes its slot. One shared expression with a literal, so that the planner sees the index."""
UNDER_WAY: ColumnElement[bool] = Booking.state.in_([BookingState.HELD, BookingState.BOOKED])
MISSED: ColumnElement[bool] = Booking.state == literal_column("'missed'")

Index(
    "one_live_booking_a_slot",
    Booking.slot_id,
    Booking.beside_id,
    unique=True,
    sqlite_where=LIVE,
    postgresql_where=LIVE,
)
Index(
    "one_booking_under_way_an_invitation",
    Booking.invitation_id,
    unique=True,
    sqlite_where=UNDER_WAY,
    postgresql_where=UNDER_WAY,
)
Index("missed_talk", Booking.marked_at, sqlite_where=MISSED, postgresql_where=MISSED)


def free_slots(invitation: Invitation, busy: "list[Busy] | None" = None) -> list[Slot]:
    """The times this parent can choose for this talk, earliest first.

    Not those taken, past or kept for someone else; not at the time of another talk of theirs;
    and none that is not `apart` from a talk of another parent of their children, or from a time
    that is kept for one. A time closed for that reason is simply not there. The parent's own hold
    counts as free. `busy`: the family's `busy_times`, where the caller has them already.
    """
    asked_for = {
        "now": clock.now(),
        "invitation_id": invitation.id,
        "round_id": invitation.round_id,
        "teacher_id": invitation.teacher_id,
        "parent_id": invitation.parent_id,
    }
    slots = list(db.session.scalars(_not_taken(), asked_for))
    if busy is None:
        busy = busy_times(invitation.parent_id, but_invitation=invitation.id)
    return [slot for slot in slots if not clashes(slot, invitation.parent_id, busy)]


@cache
def _not_taken() -> Select[Slot]:
    now = bindparam("now", type_=UtcDateTime)
    takes_it = and_(
        Booking.slot_id == Slot.id,
        LIVE,
        or_(
            Booking.state != BookingState.HELD,
            and_(Booking.held_until > now, Booking.invitation_id != bindparam("invitation_id")),
        ),
    )
    return (
        select(Slot)
        .outerjoin(Booking, takes_it)
        .where(
            Slot.round_id == bindparam("round_id"),
            Slot.teacher_id == bindparam("teacher_id"),
            Slot.starts_at > now,
            Slot.removed_at.is_(None),
            Booking.id.is_(None),
            or_(
                Slot.kept_until.is_(None),
                Slot.kept_until <= now,
                Slot.kept_for_id == bindparam("parent_id"),
            ),
        )
        .order_by(Slot.starts_at)
    )


def left_over(invitation_id: int) -> Booking | None:
    """The hold for this invitation whose ten minutes ran out last, with what was typed."""
    query = (
        select(Booking)
        .where(
            Booking.invitation_id == invitation_id,
            Booking.state == BookingState.CANCELLED,
            Booking.cancel_reason == CancelReason.HOLD_OVER,
        )
        .options(joinedload(Booking.slot))
        .order_by(Booking.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


Busy = tuple[int, datetime, datetime]
"""Whose talk (parent id), from, to."""


def busy_times(parent_id: int, *, but_invitation: int) -> list[Busy]:
    """Coming talks of this parent and of the other parents of their children, and new times that
    they were asked about, leaving out those for this invitation; and the times that are kept for
    those others."""
    now = clock.now()
    asked_for = {
        "parent_id": parent_id,
        "but_invitation": but_invitation,
        "now": now,
        "lately": now - apart(),
    }
    rows = db.session.execute(_busy(), asked_for)
    return [(whose, starts, ends) for whose, starts, ends in rows]


@cache
def _busy() -> CompoundSelect[int, datetime, datetime]:
    mine, theirs = aliased(Guardianship), aliased(Guardianship)
    family = (
        select(theirs.parent_id)
        .join(mine, mine.child_id == theirs.child_id)
        .where(mine.parent_id == bindparam("parent_id"))
    )
    kept = select(Slot.kept_for_id, Slot.starts_at, Slot.ends_at).where(
        KEPT_FOR_SOMEBODY,
        Slot.kept_until > bindparam("now"),
        Slot.kept_for_id.in_(family),
        Slot.kept_for_id != bindparam("parent_id"),
        Slot.ends_at > bindparam("lately"),
    )
    talks = (
        select(Booking.parent_id, Slot.starts_at, Slot.ends_at)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(
            Booking.parent_id.in_(family),
            Booking.invitation_id != bindparam("but_invitation"),
            LIVE,
            or_(Booking.state != BookingState.HELD, Booking.held_until > bindparam("now")),
            Slot.ends_at > bindparam("lately"),
        )
    )
    asked_about = (
        select(MoveAsk.parent_id, Slot.starts_at, Slot.ends_at)
        .join(Slot, Slot.id == MoveAsk.slot_id)
        .join(Booking, Booking.id == MoveAsk.booking_id)
        .where(
            MoveAsk.parent_id.in_(family),
            Booking.invitation_id != bindparam("but_invitation"),
            ASKED,
            MoveAsk.until > bindparam("now"),
        )
    )
    return talks.union_all(asked_about, kept)


def clashes(slot: Slot, parent_id: int, busy: list[Busy]) -> bool:
    """Whether this time cannot be, because of the parent's own talks or another parent's."""
    for whose, starts, ends in busy:
        margin = timedelta(0) if whose == parent_id else apart()
        if slot.starts_at < ends + margin and slot.ends_at > starts - margin:
            return True
    return False


def has_talk_to_come(parent_id: int) -> bool:
    """Whether any talk of this parent is booked and has not begun."""
    query = (
        select(Booking.id)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(
            Booking.parent_id == parent_id,
            Booking.state == BookingState.BOOKED,
            Slot.starts_at > clock.now(),
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def next_to(slots: list[Slot], busy: list[Busy], parent_id: int) -> list[Slot]:
    """Those that end where another talk of this parent begins, or begin where one ends, give or
    take a quarter of an hour: one way to school for two children."""
    near = timedelta(minutes=15)
    own = [(starts, ends) for whose, starts, ends in busy if whose == parent_id]
    return [
        slot
        for slot in slots
        if any(
            timedelta(0) <= starts - slot.ends_at <= near
            or timedelta(0) <= slot.starts_at - ends <= near
            for starts, ends in own
        )
    ]


def nearest(slots: list[Slot], wanted: datetime, count: int = 3) -> list[Slot]:
    """The `count` times closest to the one wanted, in order of time."""
    closest = sorted(slots, key=lambda slot: abs(slot.starts_at - wanted))[:count]
    return sorted(closest, key=lambda slot: slot.starts_at)


def usual_times(parent_ids: Collection[int]) -> defaultdict[int, set[time]]:
    """For each of these parents the times of day at which they came to a talk before, or have one
    booked."""
    query = (
        select(Booking.parent_id, Slot.begins)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(
            Booking.parent_id.in_(parent_ids),
            Booking.state.in_([BookingState.ATTENDED, BookingState.BOOKED]),
        )
        .distinct()
    )
    found: defaultdict[int, set[time]] = defaultdict(set)
    for parent_id, begins in db.session.execute(query):
        found[parent_id].add(begins)
    return found


def well_spread(slots: list[Slot], count: int = 3, liked: Collection[time] = ()) -> list[Slot]:
    """`count` times to offer in a text: first one at a time of day that the family used before
    (`liked`), the others over different days where there are several, and over before school, the
    school day and after work."""
    usual = [slot for slot in slots if slot.begins in liked]
    chosen: list[Slot] = usual[:1]

    def new_things(slot: Slot) -> tuple[bool, bool]:
        return (
            slot.day in {one.day for one in chosen},
            _part_of_day(slot) in {_part_of_day(one) for one in chosen},
        )

    while len(chosen) < count and len(chosen) < len(slots):
        rest = [slot for slot in slots if slot not in chosen]
        chosen.append(min(rest, key=lambda slot: (sum(new_things(slot)), slot.starts_at)))
    return sorted(chosen, key=lambda slot: slot.starts_at)


def _part_of_day(slot: Slot) -> str:
    if slot.begins.hour < 9:
        return "before school"
    return "after work" if slot.begins.hour >= 16 else "school day"
