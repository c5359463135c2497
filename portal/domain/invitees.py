"""Whose parents a round invites, and which times to put into many texts at once.

Only looks; the verbs are in `inviting`, what the texts would cost is in `outlook`. Somebody whom
contact is held with is in none of these lists, not even by name: only their number is counted.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal import clock
from portal.db import db
from portal.domain import interpreting
from portal.domain.asked import still_open
from portal.domain.bookings import (
    Booking,
    Busy,
    apart,
    clashes,
    usual_times,
    well_spread,
)
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import OutText, in_the_day
from portal.domain.people import Child, Guardianship, OnRoll, Parent, Staff, key_teacher_id
from portal.domain.plans import chosen_children, takes_it
from portal.domain.questions import Question
from portal.domain.reaching import WhyNot, blocked_numbers, may_reach, why_not_text
from portal.domain.rounds import Slot
from portal.domain.safe import Hours, hours_of

TIMES_IN_A_TEXT = 3
TO_READ_AND_COME = timedelta(hours=2)
"""No invitation offers a time that begins sooner after the text is due: hundreds take a while to
leave, and then somebody has to read it, answer, find somebody for the little ones, and come."""


class LeftOut(StrEnum):
    """Why nobody is invited about a child of the round."""

    MISSING = "the child was not in the last import"
    NO_KEY_TEACHER = "no key teacher"
    IN_CARE = "in care: a lead has to name who is invited"
    NOBODY = "no parent or carer is switched on for invitations"


class NoTimes(StrEnum):
    """Why a parent who could get a text gets none yet."""

    NO_TIMES = "no free times that a text can offer"


@dataclass(frozen=True)
class Invitee:
    """One parent to invite about one child. `why_not`: they are invited, but not by text."""

    tie: Guardianship
    teacher_id: int
    why_not: WhyNot | None


@dataclass(frozen=True)
class ChildLeftOut:
    """A child of the round whose parents cannot be invited."""

    child_id: int
    child: str
    class_name: str
    why: LeftOut


@dataclass(frozen=True)
class Invitees:
    """All whom a round is about. `barred`: parents whom contact is held with, counted only."""

    invited: list[Invitee]
    left_out: list[ChildLeftOut]
    barred: int


def of_round(round_id: int) -> Invitees:
    """Whom this round invites: by its classes and picked children, their ties and key teachers."""
    children = list(
        db.session.scalars(
            select(Child)
            .where(chosen_children(round_id))
            .options(joinedload(Child.school_class))
            .order_by(Child.id)
        )
    )
    ties: defaultdict[int, list[Guardianship]] = defaultdict(list)
    query = (
        select(Guardianship)
        .join(Guardianship.child)
        .where(chosen_children(round_id))
        .options(joinedload(Guardianship.parent))
        .order_by(Guardianship.id)
    )
    for tie in db.session.scalars(query):
        ties[tie.child_id].append(tie)
    blocked = blocked_numbers()
    barred = {tie.parent_id for each in ties.values() for tie in each if not may_reach(tie)}
    found = Invitees([], [], len(barred))
    for child in children:
        teacher_id = key_teacher_id(child)
        open_to = [tie for tie in ties[child.id] if tie.may_be_invited and may_reach(tie)]
        why = _why_left_out(child, teacher_id, open_to)
        if why or teacher_id is None:
            found.left_out.append(
                ChildLeftOut(
                    child.id,
                    child.full_name,
                    child.school_class.name if child.school_class else "",
                    why or LeftOut.NO_KEY_TEACHER,
                )
            )
        else:
            found.invited.extend(
                Invitee(tie, teacher_id, why_not_text(tie, blocked)) for tie in open_to
            )
    return found


def _why_left_out(
    child: Child, teacher_id: int | None, open_to: list[Guardianship]
) -> LeftOut | None:
    if child.roll == OnRoll.MISSING:
        return LeftOut.MISSING
    if not open_to:
        return LeftOut.IN_CARE if child.in_care else LeftOut.NOBODY
    return LeftOut.NO_KEY_TEACHER if teacher_id is None else None


def already_invited(round_id: int) -> set[tuple[int, int]]:
    """(child id, parent id) of the round's invitations, without those withdrawn: whoever may be
    invited again after that is like new."""
    query = select(Invitation.child_id, Invitation.parent_id).where(
        Invitation.round_id == round_id, Invitation.state != InvitationState.WITHDRAWN
    )
    return {(child_id, parent_id) for child_id, parent_id in db.session.execute(query)}


def progress(round_id: int) -> dict[InvitationState, int]:
    """How many invitations of the round stand where."""
    query = (
        select(Invitation.state, func.count())
        .where(Invitation.round_id == round_id)
        .group_by(Invitation.state)
    )
    counts = {state: count for state, count in db.session.execute(query)}
    return {state: counts.get(state, 0) for state in InvitationState}


# -- times for many texts ----------------------------------------------------------------------


def soonest(due: datetime) -> datetime:
    """The first moment at which a time may begin that a text due then offers."""
    return due + TO_READ_AND_COME


class FreeTimes:
    """The free times of some teachers, looked up once for many parents.

    The same rule as `bookings.free_slots`. Thirty families of one teacher are not all sent after
    the same three times: those least often offered in a question that is still open come first.
    One of them is at a time of day that the family used before, if there is one. Times at which an
    interpreter for the family's language is here come before all others.
    `wanted`: round, teacher and parent of every talk in question, by id.
    """

    def __init__(self, wanted: Collection[tuple[int, int, int]]) -> None:
        self._rounds = {round_id for round_id, _teacher, _parent in wanted}
        self._teachers = {teacher_id for _round, teacher_id, _parent in wanted}
        self._slots = _free_slots(self._rounds, self._teachers)
        parent_ids = {parent_id for _round, _teacher, parent_id in wanted}
        self._busy = _busy_families(parent_ids)
        self._usual = usual_times(parent_ids)
        self._register = interpreting.register_of(
            slot.day for slots in self._slots.values() for slot in slots
        )
        self._languages = _languages(parent_ids) if self._register.stays else {}
        self._safe = _safe_hours(parent_ids)

    @cached_property
    def _offered(self) -> Counter[int]:
        query = (
            select(OutText.choices)
            .join(Invitation, Invitation.id == OutText.ids["invitation"].as_integer())
            .where(
                OutText.question == Question.TIME,
                Invitation.round_id.in_(self._rounds),
                Invitation.teacher_id.in_(self._teachers),
                *still_open(),
            )
        )
        return Counter(
            choice
            for choices in db.session.scalars(query)
            for choice in choices or ()
            if isinstance(choice, int)
        )

    def free(self, round_id: int, teacher_id: int, parent_id: int) -> list[Slot]:
        """The times of this teacher that this parent could choose, earliest first."""
        busy = self._busy[parent_id]
        return [
            slot for slot in self._slots[round_id, teacher_id] if not clashes(slot, parent_id, busy)
        ]

    def in_time(self, round_id: int, teacher_id: int, parent_id: int) -> list[Slot]:
        """Those of them that a text made now can offer: it leaves in the hours of the day that are
        safe for this parent, and they still have to come."""
        due = in_the_day(clock.now())
        first = soonest(self._safe[parent_id].next(due) if parent_id in self._safe else due)
        free = self.free(round_id, teacher_id, parent_id)
        return [slot for slot in free if slot.starts_at >= first]

    def offer(
        self, round_id: int, teacher_id: int, parent_id: int, *, soon: bool = False
    ) -> list[Slot]:
        """The times to put into this parent's text; none if nothing is free in time. `soon`: also
        what begins in a moment, for a family that meant to come just now."""
        free = (self.free if soon else self.in_time)(round_id, teacher_id, parent_id)
        first = self._register.spoken_at(free, self._languages.get(parent_id, []))
        rest = [slot for slot in free if slot not in first]
        chosen = self._least_offered(first, parent_id, TIMES_IN_A_TEXT)
        chosen += self._least_offered(rest, parent_id, TIMES_IN_A_TEXT - len(chosen))
        self._offered.update(slot.id for slot in chosen)
        return chosen

    def _least_offered(self, free: list[Slot], parent_id: int, count: int) -> list[Slot]:
        usual = [slot for slot in free if slot.begins in self._usual[parent_id]]
        chosen = sorted(usual, key=lambda slot: self._offered[slot.id])[: min(1, count)]
        for often in sorted({self._offered[slot.id] for slot in free}):
            more = [s for s in free if self._offered[s.id] == often and s not in chosen]
            chosen += well_spread(more, count - len(chosen))
        return sorted(chosen, key=lambda slot: slot.starts_at)


def _languages(parent_ids: set[int]) -> dict[int, list[str]]:
    """In which languages each of these parents may want an interpreter."""
    parents = db.session.scalars(select(Parent).where(Parent.id.in_(parent_ids)))
    return {parent.id: interpreting.languages_of(parent) for parent in parents}


def _safe_hours(parent_ids: set[int]) -> dict[int, Hours]:
    """The hours in which texts are safe, of those of these parents who have set some."""
    query = select(Parent).where(Parent.id.in_(parent_ids), Parent.safe_from.is_not(None))
    hours = {parent.id: hours_of(parent) for parent in db.session.scalars(query)}
    return {parent_id: safe for parent_id, safe in hours.items() if safe}


def _free_slots(
    round_ids: set[int], teacher_ids: set[int]
) -> defaultdict[tuple[int, int], list[Slot]]:
    now = clock.now()
    query = (
        select(Slot)
        .outerjoin(Booking, takes_it())
        .where(
            Slot.round_id.in_(round_ids),
            Slot.teacher_id.in_(teacher_ids),
            Slot.starts_at > now,
            Slot.removed_at.is_(None),
            Booking.id.is_(None),
            or_(Slot.kept_until.is_(None), Slot.kept_until <= now),
        )
        .order_by(Slot.starts_at, Slot.id)
    )
    slots: defaultdict[tuple[int, int], list[Slot]] = defaultdict(list)
    for slot in db.session.scalars(query):
        slots[slot.round_id, slot.teacher_id].append(slot)
    return slots


def _busy_families(parent_ids: set[int]) -> defaultdict[int, list[Busy]]:
    """For each parent the coming talks of their own and of their children's other parents, and the
    times that are kept for those others."""
    mine, theirs = aliased(Guardianship), aliased(Guardianship)
    query = (
        select(mine.parent_id, Booking.parent_id, Slot.starts_at, Slot.ends_at)
        .join(theirs, theirs.child_id == mine.child_id)
        .join(Booking, Booking.parent_id == theirs.parent_id)
        .join(Slot, takes_it())
        .where(mine.parent_id.in_(parent_ids), Slot.ends_at > clock.now() - apart())
        .distinct()
    )
    kept = (
        select(mine.parent_id, Slot.kept_for_id, Slot.starts_at, Slot.ends_at)
        .join(theirs, theirs.child_id == mine.child_id)
        .join(Slot, Slot.kept_for_id == theirs.parent_id)
        .where(
            mine.parent_id.in_(parent_ids),
            theirs.parent_id != mine.parent_id,
            Slot.kept_until > clock.now(),
        )
        .distinct()
    )
    busy: defaultdict[int, list[Busy]] = defaultdict(list)
    for parent_id, whose, starts, ends in db.session.execute(query.union(kept)):
        busy[parent_id].append((whose, starts, ends))
    return busy


def teacher_names(staff_ids: Iterable[int]) -> dict[int, str]:
    """How parents know these members of staff."""
    query = select(Staff.id, Staff.name).where(Staff.id.in_(set(staff_ids)))
    return {staff_id: name for staff_id, name in db.session.execute(query)}
