"""Who is invited to a talk about which child, and where each invitation stands."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.domain.history import named
from portal.domain.people import Child, Parent
from portal.domain.rounds import Round


class InvitationState(StrEnum):
    """waiting -> asked (a text went out, or a person rang or wrote) -> booked | declined

    booked -> asked (the talk was cancelled, or the family missed it)
    declined -> booked (they changed their mind)
    any -> withdrawn (no longer invited: contact held, tie switched off, child left)
    """

    WAITING = "waiting"
    ASKED = "asked"
    BOOKED = "booked"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Invitation(Base):
    """One parent, invited to talk about one child in one round."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("round_id", "child_id", "parent_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"), index=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    """The key teacher on the day of inviting."""
    state: Mapped[InvitationState] = mapped_column(
        named(InvitationState), default=InvitationState.WAITING
    )
    made_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    nudges: Mapped[int] = mapped_column(default=0)
    nudged_at: Mapped[datetime | None]
    letter_at: Mapped[datetime | None]
    """When a printed letter was last handed out or posted."""
    wants_call_at: Mapped[datetime | None]
    """They asked to be rung about a time."""
    groups: Mapped[list[str] | None] = mapped_column(JSON)
    """The groups the child was in on the day of inviting, for reports: on no screen and in no list
    of the office."""
    missed: Mapped[int] = mapped_column(default=0)
    """How many of its talks they missed, as people have marked it."""

    round: Mapped[Round] = relationship()
    child: Mapped[Child] = relationship()
    parent: Mapped[Parent] = relationship()


READ_OF_INVITATION = (
    Invitation.round_id,
    Invitation.child_id,
    Invitation.parent_id,
    Invitation.teacher_id,
    Invitation.state,
)
"""What booking a talk reads of it (why not all: `links.READ_OF_PARENT`)."""
