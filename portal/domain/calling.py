"""Whom a person rings or writes to, because a text cannot do it: who did not answer, or asked, or
gets none. They stay invited all the same.

Only looks. Somebody whom contact is held with is not on it. The letters are in `letters`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db
from portal.domain import missed
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.invitees import FreeTimes, NoTimes, teacher_names
from portal.domain.inviting import NUDGES, days_ago, lost_a_time
from portal.domain.people import Guardianship, NumberState, Parent
from portal.domain.reaching import WhyNot, blocked_numbers, may_reach, why_not_text
from portal.domain.rounds import Round
from portal.domain.safe import Hours, hours_of
from portal.domain.upset import has_first_choice

NOT_ANSWERED = (InvitationState.WAITING, InvitationState.ASKED)


class WhyRing(StrEnum):
    """Why a person should ring, besides the reasons why no text can go."""

    ASKED_FOR_IT = "asked to be rung"
    NO_ANSWER = "no answer after two nudges"
    LOST_TIME = "had a time and has none now"
    MISSED_TWO = "missed two talks"
    MISSED_ONE = "missed a talk, no answer since"
    NOT_ASKED = "not asked yet, and booking closes"


LAST_DAYS = timedelta(days=2)
"""So long before booking closes a person asks whom no text could ask yet: another question was open
on their phone, or their other child comes first."""


class ReachedBy(StrEnum):
    """How a parent is reached whom no text reaches."""

    CALL = "call"
    LETTER = "letter"


@dataclass(frozen=True)
class NoText:
    """Why no text goes to a parent, and how they are reached instead."""

    way: ReachedBy
    why: WhyNot


@dataclass(frozen=True)
class ToRing:
    """One parent to ring, or to write to, about one child. `number`: None where none may be
    dialled. `letter_at`: when a letter was last on its way to them."""

    invitation_id: int
    parent_id: int
    parent: str
    child: str
    teacher: str
    language: str | None
    interpreter: bool
    number: str | None
    way: ReachedBy
    why: WhyRing | WhyNot | NoTimes
    letter_at: datetime | None
    hours: Hours | None
    """When a call is safe; None: at any time of the day."""


@dataclass(frozen=True)
class ToRelease:
    """A teacher who has no free time for these families: no call helps any of them."""

    teacher: str
    families: list[ToRing]


@dataclass(frozen=True)
class ToDo:
    """What a person does for a round: families to ring or write to, and, once for each of them,
    teachers to release again."""

    to_ring: list[ToRing]
    to_release: list[ToRelease]


def to_do(round_id: int) -> ToDo:
    """The call list of this round, with those for whom only their teacher's time is missing taken
    together; once the round has closed, no time more would help them."""
    to_ring: list[ToRing] = []
    without: defaultdict[str, list[ToRing]] = defaultdict(list)
    for one in call_list(round_id):
        if one.why is NoTimes.NO_TIMES:
            without[one.teacher].append(one)
        else:
            to_ring.append(one)
    if db.session.get_one(Round, round_id).closes_on < clock.today():
        without.clear()
    return ToDo(to_ring, [ToRelease(*each) for each in sorted(without.items())])


def call_list(round_id: int) -> list[ToRing]:
    """Everyone to ring or write to about this round, by name, with the reason: they asked for it;
    no text can go to them; two nudges had no answer; they lost their time; they missed two talks,
    or one and have not answered since; no time is left."""
    rows = _not_settled(round_id)
    lost = set(
        db.session.scalars(
            select(Invitation.id).where(Invitation.round_id == round_id, lost_a_time())
        )
    )
    away = missed.last_missed(round_id)
    blocked = blocked_numbers()
    times = FreeTimes([(round_id, one.teacher_id, one.parent_id) for one, _tie in rows])
    names = teacher_names(one.teacher_id for one, _tie in rows)
    calls = []
    told_first = has_first_choice(round_id)
    for one, tie in rows:
        if one.id in told_first:
            continue  # as long as they choose first, and who rings them stands with what happened
        free = times.in_time(round_id, one.teacher_id, one.parent_id)
        no_text, gone = why_not_text(tie, blocked), away.get(one.id)
        why = _why(one, no_text, lost=one.id in lost, away=gone, free=bool(free))
        if why:
            calls.append(_call(one, tie.parent, names[one.teacher_id], why, blocked))
    return calls


def _not_settled(round_id: int) -> list[tuple[Invitation, Guardianship]]:
    query = (
        select(Invitation, Guardianship)
        .join(
            Guardianship,
            (Guardianship.child_id == Invitation.child_id)
            & (Guardianship.parent_id == Invitation.parent_id),
        )
        .join(Invitation.parent)
        .where(
            Invitation.round_id == round_id,
            or_(
                Invitation.state.in_(NOT_ANSWERED),
                # Whoever has a talk already and wants a call is on the list of tasks alone.
                and_(
                    Invitation.state == InvitationState.DECLINED,
                    Invitation.wants_call_at.is_not(None),
                ),
            ),
        )
        .options(
            joinedload(Invitation.round),
            joinedload(Guardianship.child),
            joinedload(Guardianship.parent),
        )
        .order_by(Parent.last_name, Parent.first_name, Invitation.id)
    )
    return [(one, tie) for one, tie in db.session.execute(query) if may_reach(tie)]


def _why(
    one: Invitation,
    no_text: WhyNot | None,
    *,
    lost: bool,
    away: datetime | None,
    free: bool,
) -> WhyRing | WhyNot | NoTimes | None:
    """`away`: when the last talk that they missed was marked so."""
    if one.wants_call_at:
        return WhyRing.ASKED_FOR_IT
    if one.missed >= missed.A_PERSON_RINGS:
        return WhyRing.MISSED_TWO
    if no_text:
        return no_text
    if one.state == InvitationState.ASKED and lost:
        return WhyRing.LOST_TIME
    if away and days_ago(away, one.round.nudge_after_days):
        return WhyRing.MISSED_ONE
    if is_silent(one) and not away:
        return WhyRing.NO_ANSWER
    if free and one.state == InvitationState.WAITING and _closes_soon(one):
        return WhyRing.NOT_ASKED
    return None if free else NoTimes.NO_TIMES


def _closes_soon(one: Invitation) -> bool:
    return one.round.is_open and one.round.closes_on - LAST_DAYS <= clock.today()


def is_silent(one: Invitation) -> bool:
    """Whether the last nudge has had no answer for as long as the round waits before asking."""
    patience = one.round.nudge_after_days
    return bool(one.nudges >= NUDGES and one.nudged_at and days_ago(one.nudged_at, patience))


def _call(
    one: Invitation,
    parent: Parent,
    teacher: str,
    why: WhyRing | WhyNot | NoTimes,
    blocked: set[str],
) -> ToRing:
    number = may_dial(parent, blocked)
    return ToRing(
        invitation_id=one.id,
        parent_id=parent.id,
        parent=parent.full_name,
        child=one.child.first_name,
        teacher=teacher,
        language=parent.language,
        interpreter=parent.interpreter,
        number=number,
        way=ReachedBy.CALL if number else ReachedBy.LETTER,
        why=why,
        letter_at=one.letter_at,
        hours=hours_of(parent),
    )


def may_dial(parent: Parent, blocked: set[str]) -> str | None:
    """The number on which a person may ring this parent, or None: a landline may be rung, a wrong
    or held number, and one of somebody who must not be contacted, may not."""
    rings = parent.number_state in (NumberState.GOOD, NumberState.LANDLINE)
    return parent.number if rings and parent.number not in blocked else None


def reached_by(parent: Parent, blocked: set[str]) -> ReachedBy:
    """How a person reaches this parent where no text does."""
    return ReachedBy.CALL if may_dial(parent, blocked) else ReachedBy.LETTER


def without_text(invitation_ids: Iterable[int]) -> dict[int, NoText]:
    """Those of these invitations that wait for an answer and whose parent gets no text, each with
    the reason and the other way."""
    query = (
        select(Invitation.id, Guardianship)
        .join(
            Guardianship,
            (Guardianship.child_id == Invitation.child_id)
            & (Guardianship.parent_id == Invitation.parent_id),
        )
        .where(Invitation.id.in_(set(invitation_ids)), Invitation.state.in_(NOT_ANSWERED))
        .options(joinedload(Guardianship.child), joinedload(Guardianship.parent))
    )
    blocked = blocked_numbers()
    found = {}
    for invitation_id, tie in db.session.execute(query):
        why = why_not_text(tie, blocked)
        if why and may_reach(tie):
            found[invitation_id] = NoText(reached_by(tie.parent, blocked), why)
    return found
