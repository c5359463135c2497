"""Inviting parents to talks: the first text, the next child's, the nudges, and their answers.

The verbs run inside the caller's `act()`. The sweeps look at what is true now, a short act for
each parent: run twice, they change nothing. One question at a time is open with a parent: brothers
and sisters are asked about one after the other. Whom a round invites is worked out in `invitees`;
whom a person rings, in `calling`.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, select
from sqlalchemy.orm import contains_eager, joinedload

from portal import clock
from portal.db import NOW, TODAY, db, moment
from portal.domain import barriers, cover, holding, invitees, tell
from portal.domain.asked import has_to_wait, keeps_others_waiting, open_question
from portal.domain.bookings import LIVE, Booking, BookingState, CancelReason
from portal.domain.history import By, Deed, record, record_each
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.invitees import FreeTimes, Invitee, soonest, teacher_names
from portal.domain.outbox import OutText, close_question, in_the_day
from portal.domain.people import Child, Guardianship, NumberState, OnRoll, Parent
from portal.domain.questions import Question
from portal.domain.reaching import blocked_numbers, why_not_text
from portal.domain.rounds import Round, RoundState, Slot
from portal.domain.tasks import TaskKind, ask_office
from portal.domain.waiting import WAITS, WaitingEntry
from portal.wording.refusals import Reason, Refused

NUDGES = 2
"""After this many nudges without an answer a person rings (design, section 6)."""
AT_ONCE = 300
"""So many are texted in one act; about half a second."""
SATURDAY = 5

Columns = TypeVarTuple("Columns")


# -- inviting ----------------------------------------------------------------------------------


def invite(round_id: int, by: By) -> int:
    """Invite all whom the round is about and who are not invited yet; returns how many
    invitations that made. Each parent with nothing else to answer is sent one text: the first
    three hundred in this act, the rest as the clock ticks, so that nobody's booking has to wait.

    Pressed twice, the second time does nothing. Refuses NOBODY_INVITED.
    """
    around = cover.lock_round(round_id)
    before = invitees.already_invited(round_id)
    everybody = invitees.of_round(round_id).invited
    new = [one for one in everybody if (one.tie.child_id, one.tie.parent_id) not in before]
    if not new and not before:
        raise Refused(Reason.NOBODY_INVITED)
    _make(round_id, new)
    around.state = RoundState.INVITED
    around.invited_at = around.invited_at or clock.now()
    whom = [(one.tie.parent_id, one.tie.child_id) for one in new]
    record_each(by, Deed.INVITED, whom, round=round_id)
    _ask(set(sorted({parent_id for parent_id, _child_id in whom})[:AT_ONCE]))
    return len(new)


def _make(round_id: int, new: list[Invitee]) -> None:
    query = select(Invitation).where(
        Invitation.round_id == round_id, Invitation.state == InvitationState.WITHDRAWN
    )
    withdrawn = {(one.child_id, one.parent_id): one for one in db.session.scalars(query)}
    groups = barriers.groups_of({one.tie.child_id for one in new})
    rows = []
    for one in new:
        again = withdrawn.get((one.tie.child_id, one.tie.parent_id))
        if again:
            again.state, again.teacher_id = InvitationState.WAITING, one.teacher_id
            again.groups = groups[one.tie.child_id]
        else:
            rows.append(
                {
                    "round_id": round_id,
                    "child_id": one.tie.child_id,
                    "parent_id": one.tie.parent_id,
                    "teacher_id": one.teacher_id,
                    "made_at": clock.now(),
                    "groups": groups[one.tie.child_id],
                }
            )
    if rows:
        db.session.execute(insert(Invitation), rows)


def _ask(parent_ids: set[int]) -> int:
    """Text each of these parents about the first child they have not been asked about, unless
    a question is still open with them. Returns how many texts that made.

    Those who cannot be texted, or for whom no time is free, stay as they are: the call list has
    them. A fixed number of statements, and two more for each text.
    """
    waiting = _not_stopped(_waiting_of(parent_ids))
    ids = {one.parent_id for one in waiting}
    asked_already = set(has_to_wait(ids))
    ties = _ties_of(ids)
    blocked = blocked_numbers()
    times = FreeTimes([_wanted(one) for one in waiting])
    names = teacher_names(one.teacher_id for one in waiting)
    made = 0
    with db.session.no_autoflush:  # the new states go to the database together, at the end
        for one in waiting:
            tie = ties.get((one.child_id, one.parent_id))
            if one.parent_id in asked_already or tie is None or not tie.may_be_invited:
                continue
            if why_not_text(tie, blocked):
                continue
            slots = times.offer(*_wanted(one))
            if slots:
                tell.invited(one, names[one.teacher_id], slots, again=False)
                one.state, one.asked_at = InvitationState.ASKED, clock.now()
                asked_already.add(one.parent_id)
                made += 1
    return made


def _wanted(invitation: Invitation) -> tuple[int, int, int]:
    return invitation.round_id, invitation.teacher_id, invitation.parent_id


def _waiting_of(parent_ids: set[int]) -> list[Invitation]:
    """Their invitations nobody has asked about yet, locked, in the order they were made."""
    query = (
        select(Invitation)
        .join(Invitation.round)
        .join(Invitation.child)
        .join(Invitation.parent)
        .where(
            Invitation.parent_id.in_(parent_ids),
            Invitation.state == InvitationState.WAITING,
            Child.roll == OnRoll.ON_ROLL,
            *_open_rounds(),
        )
        .options(
            contains_eager(Invitation.round),
            contains_eager(Invitation.child),
            contains_eager(Invitation.parent),
        )
        .order_by(Invitation.id)
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def _not_stopped(waiting: list[Invitation]) -> list[Invitation]:
    """Without those whose round was stopped while we waited for their locks."""
    query = select(Round.id).where(Round.texts_stopped_at.is_not(None))
    stopped = set(db.session.scalars(query)) if waiting else set()
    return [one for one in waiting if one.round_id not in stopped]


def _ties_of(parent_ids: set[int]) -> dict[tuple[int, int], Guardianship]:
    query = (
        select(Guardianship)
        .where(Guardianship.parent_id.in_(parent_ids))
        .options(joinedload(Guardianship.child), joinedload(Guardianship.parent))
        .execution_options(populate_existing=True)
    )
    return {(tie.child_id, tie.parent_id): tie for tie in db.session.scalars(query)}


def _open_rounds() -> tuple[ColumnElement[bool], ...]:
    """The rounds in which parents can book today, and whose texts nobody has stopped."""
    return (
        Round.state == RoundState.INVITED,
        Round.texts_stopped_at.is_(None),
        Round.opens_on <= TODAY,
        Round.closes_on >= TODAY,
    )


# -- what the clock does -----------------------------------------------------------------------


def waiting_parents() -> list[int]:
    """Parents with a child they can be asked about now: none of their questions is open."""
    return list(db.session.scalars(_waiting_parents()))


@cache
def _waiting_parents() -> Select[int]:
    return (
        _textable(select(Invitation.parent_id))
        .where(
            Invitation.state == InvitationState.WAITING,
            ~exists().where(OutText.parent_id == Invitation.parent_id, *keeps_others_waiting()),
        )
        .distinct()
        .order_by(Invitation.parent_id)
    )


def ask_next_of(parent_id: int) -> bool:
    """Text this parent about their next child, if that is still due. Whether it was."""
    return _ask({parent_id}) == 1


def to_nudge() -> list[int]:
    """The invitations whose parent is to be asked again now: nothing heard since the last text,
    some days ago; on weekdays, in the daytime."""
    return _to_nudge()


def nudge_one(invitation_id: int) -> bool:
    """Ask this parent again, if that is still due and a time is free. Whether it was."""
    invitation = db.session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if invitation is None or _to_nudge(invitation_id) != [invitation_id]:
        return False
    if tell.why_not(invitation.parent_id, invitation.child_id):
        return False
    slots = FreeTimes([_wanted(invitation)]).offer(*_wanted(invitation))
    if not slots:
        return False
    teacher = teacher_names([invitation.teacher_id])[invitation.teacher_id]
    tell.invited(invitation, teacher, slots, again=True)
    invitation.nudges, invitation.nudged_at = invitation.nudges + 1, clock.now()
    return True


def _to_nudge(invitation_id: int | None = None) -> list[int]:
    now = clock.now()
    if clock.local(now).weekday() >= SATURDAY or in_the_day(now) != now:
        return []
    query = _not_answered()
    if invitation_id is not None:
        query = query.where(Invitation.id == invitation_id)
    return [found for found, when, days in db.session.execute(query) if days_ago(when, days)]


@cache
def _not_answered() -> Select[int, datetime, int]:
    last = func.coalesce(Invitation.nudged_at, Invitation.asked_at)
    about_this = and_(
        OutText.question == Question.TIME,
        OutText.ids["invitation"].as_integer() == Invitation.id,
    )
    return (
        _textable(select(Invitation.id, last, Round.nudge_after_days))
        .where(
            Invitation.state == InvitationState.ASKED,
            Invitation.nudges < NUDGES,
            Invitation.wants_call_at.is_(None),
            ~exists().where(
                OutText.parent_id == Invitation.parent_id, *keeps_others_waiting(), ~about_this
            ),
            ~_choosing_now(),
            ~lost_a_time(),
            Invitation.missed == 0,  # they are told in `missed`, and then a person rings
            ~exists().where(WaitingEntry.invitation_id == Invitation.id, WAITS),
        )
        .order_by(Invitation.id)
    )


def _textable(query: Select[*Columns]) -> Select[*Columns]:
    """Invitations of open rounds whose parents may be texted, so far as the database can tell:
    `why_not_text` has the last word in the act."""
    return (
        query.join(Invitation.round)
        .join(Invitation.child)
        .join(Invitation.parent)
        .join(
            Guardianship,
            and_(
                Guardianship.child_id == Invitation.child_id,
                Guardianship.parent_id == Invitation.parent_id,
            ),
        )
        .where(
            *_open_rounds(),
            Child.roll == OnRoll.ON_ROLL,
            Guardianship.may_be_invited,
            Guardianship.gets_texts,
            ~Guardianship.no_contact,
            ~Guardianship.held,
            ~Guardianship.missing,
            ~Parent.missing,
            Parent.opted_out_at.is_(None),
            Parent.ring_only_at.is_(None),
            Parent.number_asked_at.is_(None),
            Parent.number.is_not(None),
            Parent.number_state == NumberState.GOOD,
            _time_left(),
        )
    )


_SOONEST = moment("soonest", lambda: soonest(in_the_day(clock.now())))


def _time_left() -> ColumnElement[bool]:
    """The teacher has a time that nobody has taken and a text can offer: without one there is
    nothing to ask."""
    return exists().where(
        Slot.round_id == Invitation.round_id,
        Slot.teacher_id == Invitation.teacher_id,
        Slot.starts_at >= _SOONEST,
        Slot.removed_at.is_(None),
        ~exists().where(Booking.slot_id == Slot.id, LIVE),
    )


def _choosing_now() -> ColumnElement[bool]:
    return exists().where(
        Booking.invitation_id == Invitation.id,
        Booking.state == BookingState.HELD,
        Booking.held_until > NOW,
    )


def lost_a_time() -> ColumnElement[bool]:
    """They had booked, and the talk was cancelled, by them or by the school."""
    return exists().where(
        Booking.invitation_id == Invitation.id,
        Booking.state == BookingState.CANCELLED,
        Booking.cancel_reason != CancelReason.HOLD_OVER,
    )


def days_ago(when: datetime, days: int) -> bool:
    """Whether so many days of the calendar have passed."""
    return clock.local(when).date() + timedelta(days=days) <= clock.today()


# -- the parent's answer -----------------------------------------------------------------------


def decline(invitation_id: int, by: By) -> None:
    """ "Not this time", without a reason. A time held for it is free again; saying it twice is the
    same as once. Refuses NOT_INVITED, BOOKING_OVER (the talk is booked: it has to be cancelled).
    """
    held = db.session.execute(
        select(Booking.id).where(
            Booking.invitation_id == invitation_id, Booking.state == BookingState.HELD
        )
    ).scalar_one_or_none()
    found = holding.find_in_its_day(held) if held else None
    invitation = answered(invitation_id)
    if invitation.state == InvitationState.DECLINED and invitation.wants_call_at is None:
        return
    if invitation.state == InvitationState.BOOKED:
        raise Refused(Reason.BOOKING_OVER)
    if found and found.state == BookingState.HELD:
        holding.let_go(found)
    invitation.state, invitation.wants_call_at = InvitationState.DECLINED, None
    _record(by, Deed.DECLINED, invitation)
    tell.declined(invitation, by)


def ask_for_call(invitation_id: int, by: By) -> None:
    """ "Ring me": the office has a task, and no more nudges go out. Refuses NOT_INVITED."""
    invitation = answered(invitation_id)
    if invitation.wants_call_at is None:
        invitation.wants_call_at = clock.now()
        _record(by, Deed.CALL_ASKED, invitation)
    ask_office(TaskKind.CALL, parent_id=invitation.parent_id, child_id=invitation.child_id)
    tell.will_ring(invitation, by)


def answered(invitation_id: int) -> Invitation:
    """The invitation, locked, and the question about it closed: they have answered."""
    invitation = db.session.execute(
        select(Invitation)
        .where(Invitation.id == invitation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()
    if invitation.state == InvitationState.WITHDRAWN:
        raise Refused(Reason.NOT_INVITED)
    question = open_question(invitation.parent_id)
    if question and (question.ids or {}).get("invitation") == invitation_id:
        close_question(invitation.parent_id)
    return invitation


def _record(by: By, deed: Deed, invitation: Invitation) -> None:
    record(by, deed, parent_id=invitation.parent_id, child_id=invitation.child_id)
