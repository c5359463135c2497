"""Which rounds are under way, and how many families of each have not answered. Only looks."""

from collections.abc import Iterable

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
