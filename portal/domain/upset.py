"""Something has happened: what fell through, and what becomes of each talk it touches. The tables;
the verbs are in `upsets` and `upset_undo`, what the office sees of it in `upset_desk`.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    exists,
    literal_column,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, db
from portal.domain.history import named
from portal.domain.invitations import Invitation, InvitationState


class What(StrEnum):
    """What has happened."""

    AWAY = "a teacher is away"
    SHUT = "the school is closed"
    ROOM = "a room cannot be used"
    CRECHE = "the crèche cannot open"
    COVER = "a cover session has changed"


class Upset(Base):
    """One thing that fell through, from `begins` to `ends`, both included.

    stands -> undone (within two hours; a changed cover session cannot be)
    """

    __tablename__ = "upset"

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[What] = mapped_column(named(What))
    begins: Mapped[date]
    ends: Mapped[date]
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    creche_id: Mapped[int | None] = mapped_column(ForeignKey("creche_session.id"))
    room: Mapped[str] = mapped_column(String(40), default="")
    slots: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Times (slot ids) that were taken away because of it."""
    covers: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Cover sessions (ids) that were removed because no time is left in them."""
    creches: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Crèche sessions (ids) that cannot open because of it."""
    choosing: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Rows (`UpsetTalk` ids) of families of earlier ones for whom some of these times were kept."""
    made_at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class Fate(StrEnum):
    """What becomes of one talk.

    to call off -> called off     its parent is told, by text or by a person
                -> left alone     moved, cancelled or begun meanwhile, or undone before its turn

    called off -> back            undone: the same time again, and the parent is told
               -> as it is        undone, but they have another time, said no, or it is taken

    Of a crèche the same: not the talk is called off, but its places are.
    """

    TO_CALL_OFF = "to call off"
    CALLED_OFF = "called off"
    LEFT_ALONE = "left alone"
    BACK = "back"
    AS_IT_IS = "as it is"


class UpsetTalk(Base):
    """One talk that something touches. `slot_id`: when it was to be."""

    __tablename__ = "upset_talk"
    __table_args__ = (UniqueConstraint("upset_id", "booking_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    upset_id: Mapped[int] = mapped_column(ForeignKey("upset.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"), index=True)
    fate: Mapped[Fate] = mapped_column(named(Fate), default=Fate.TO_CALL_OFF)
    by_text: Mapped[bool] = mapped_column(default=False)
    """Whether the last that is to be said of it went into the outbox, or need not be said."""
    waits_for_times: Mapped[bool] = mapped_column(default=False)
    """They were told that new times follow by text, and none has followed yet."""
    kept: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Times (slot ids) kept for this family first."""
    kept_until: Mapped[datetime | None]
    kept_gone: Mapped[bool] = mapped_column(default=False)
    """They had been told of their talk when the times kept for them fell through, too."""
    told_at: Mapped[datetime | None]
    """When a person had told them."""
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    spoke_to: Mapped[str] = mapped_column(String(60), default="")

    upset: Mapped[Upset] = relationship()


TO_DO = UpsetTalk.fate == literal_column("'to call off'")

Index("upset_to_do", UpsetTalk.id, sqlite_where=TO_DO, postgresql_where=TO_DO)


def waits_before_others(invitation: type[Invitation] = Invitation) -> ColumnElement[bool]:
    """Whether a family whose talk fell through waits for times of the teacher of this invitation:
    then nobody on the waiting list is offered one. Who asked for a call is rung instead, and is in
    nobody's way."""
    first = Invitation.__table__.alias("first")
    return exists().where(
        UpsetTalk.invitation_id == first.c.id,
        UpsetTalk.waits_for_times,
        UpsetTalk.fate == Fate.CALLED_OFF,
        first.c.round_id == invitation.round_id,
        first.c.teacher_id == invitation.teacher_id,
        first.c.state == InvitationState.ASKED,
        first.c.wants_call_at.is_(None),
    )


def has_first_choice(round_id: int) -> set[int]:
    """Invitations (ids) of this round whose families choose first just now, or are told on the
    call list of what happened: nobody rings them about it twice."""
    query = (
        select(UpsetTalk.invitation_id)
        .join(Invitation, Invitation.id == UpsetTalk.invitation_id)
        .join(UpsetTalk.upset)
        .where(
            Invitation.round_id == round_id,
            UpsetTalk.fate == Fate.CALLED_OFF,
            Upset.undone_at.is_(None),
            (UpsetTalk.kept_until > clock.now())
            | UpsetTalk.waits_for_times
            | (~UpsetTalk.by_text & UpsetTalk.told_at.is_(None)),
        )
    )
    return set(db.session.scalars(query))


def fell_through_of(parent_id: int) -> list[Invitation]:
    """The invitations of this parent whose talk fell through and who have no new time yet."""
    called_off = (
        select(UpsetTalk.invitation_id)
        .join(UpsetTalk.upset)
        .where(
            UpsetTalk.parent_id == parent_id,
            UpsetTalk.fate == Fate.CALLED_OFF,
            Upset.what != What.CRECHE,
            Upset.undone_at.is_(None),
        )
    )
    query = select(Invitation).where(
        Invitation.id.in_(called_off), Invitation.state == InvitationState.ASKED
    )
    return list(db.session.scalars(query.order_by(Invitation.id)))
