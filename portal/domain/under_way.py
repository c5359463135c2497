"""Which rounds are under way, and how many families of each have not answered. Only looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, exists, func, or_, select

from portal import clock
from portal.db import db
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.people import Guardianship
from portal.domain.reaching import seen
from portal.domain.rounds import Round, RoundState, Slot


def sent_out() -> list[Round]:
    """All rounds that were sent out, the newest first."""
    query = select(Round).where(Round.state == RoundState.INVITED).order_by(Round.opens_on.desc())
    return list(db.session.scalars(query))


def rounds() -> list[Round]:
    """Those whose last talk or closing day is still to come."""
    to_come = exists().where(
        Slot.round_id == Round.id, Slot.removed_at.is_(None), Slot.ends_at > clock.now()
    )
    query = select(Round).where(
        Round.state == RoundState.INVITED, or_(Round.closes_on >= clock.today(), to_come)
    )
    return list(db.session.scalars(query.order_by(Round.closes_on, Round.id)))


@dataclass(frozen=True)
class Closed:
    """A round in which parents can book no more: since when, and whether any time of the teacher is
    still to come, which the office may book."""

    round: str
    on: date
    times_to_come: bool


def closed(parent_id: int) -> dict[int, Closed]:
    """The invitations (ids) of this parent to rounds that have closed."""
    to_come = exists().where(
        Slot.round_id == Invitation.round_id,
        Slot.teacher_id == Invitation.teacher_id,
        Slot.removed_at.is_(None),
        Slot.starts_at > clock.now(),
    )
    query = (
        select(Invitation.id, Round.name, Round.closes_on, to_come)
        .join(Invitation.round)
        .where(Invitation.parent_id == parent_id, Round.closes_on < clock.today())
    )
    return {
        invitation_id: Closed(name, on, bool(times))
        for invitation_id, name, on, times in db.session.execute(query)
    }


def not_answered(round_ids: Iterable[int]) -> dict[int, int]:
    """How many families of each of these rounds have not answered yet."""
    query = (
        select(Invitation.round_id, func.count())
        .join(
            Guardianship,
            and_(
                Guardianship.child_id == Invitation.child_id,
                Guardianship.parent_id == Invitation.parent_id,
                seen(),
            ),
        )
        .where(Invitation.round_id.in_(list(round_ids)), Invitation.state == InvitationState.ASKED)
        .group_by(Invitation.round_id)
    )
    return {round_id: count for round_id, count in db.session.execute(query)}
