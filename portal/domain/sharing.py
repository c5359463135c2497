"""One talk for two parents of one child: two bookings in one time, if each has said yes.

Each keeps a booking of their own, with their own page, texts and crèche places: only the time is
shared. `Booking.beside_id` says of the second one in whose time it is, so that the index on live
bookings still holds a time for one talk.

    nothing said -> yes | no -> yes | no     each parent by themselves, as often as they like
    two talks -> one together (`together.join`) -> two talks, or one (`part`)

What ends it: either takes the yes back, moves or cancels, or contact with either is held. Nobody
is told who or why; the one who stays keeps the time, whoever left is offered others, which are an
hour from it as ever. What somebody answered stands here and nowhere else: it is on no screen, not
on their own page, and not in the history. Which answer was given is never to be worked out: staff
learn that both said yes, or nothing.

Only looks, but for `part`, which runs inside an act with the day locked. Verbs are in `together`.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain import tell
from portal.domain.bookings import LIVE, Booking, BookingState
from portal.domain.history import CLOCK, Deed, Face, named, record
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import Kind, OutText, TextState, WhyNotNow, call_back
from portal.domain.people import Child, Guardianship, OnRoll
from portal.domain.reaching import seen
from portal.domain.rounds import Round
from portal.domain.tasks import TaskKind, ask_office, off_the_list


class TogetherAnswer(Base):
    """What a parent answered to "Would you like to come together?", when and by which face. The
    last one counts."""

    __tablename__ = "together_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), index=True)
    yes: Mapped[bool]
    at: Mapped[datetime]
    face: Mapped[Face] = mapped_column(named(Face))


class JointTalk(Base):
    """That two bookings were made one talk, and until when they were. By it a cancellation that
    was not meant can be taken back into the same talk."""

    __tablename__ = "joint_talk"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    made_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]


# -- who said what ------------------------------------------------------------------------------


def is_asked(booking: Booking) -> bool:
    """Whether parents are asked in this round: all of them, those with nobody beside them, too, so
    that the question itself tells nothing."""
    return booking.invitation.round.asks_together and booking.state == BookingState.BOOKED


def last_answer(invitation_id: int) -> bool | None:
    """What they said last; None if they have said nothing."""
    query = select(TogetherAnswer.yes).where(TogetherAnswer.invitation_id == invitation_id)
    return db.session.scalar(query.order_by(TogetherAnswer.id.desc()).limit(1))


def both_would(child_id: int, round_id: int) -> list[Invitation]:
    """The two invitations whose parents have each said yes; nothing in every other case.

    With three or more who are invited nobody can know whom a yes was meant for: never then. Nor
    where contact with one is barred or held: that invitation does not count at all.
    """
    query = (
        select(Invitation)
        .join(
            Guardianship,
            and_(
                Guardianship.child_id == Invitation.child_id,
                Guardianship.parent_id == Invitation.parent_id,
                seen(),
            ),
        )
        .join(Child, Child.id == Invitation.child_id)
        .join(Round, Round.id == Invitation.round_id)
        .where(
            Invitation.child_id == child_id,
            Invitation.round_id == round_id,
            Invitation.state != InvitationState.WITHDRAWN,
            Child.roll != OnRoll.LEFT,
            Round.asks_together,
        )
        .options(joinedload(Invitation.parent), joinedload(Invitation.round))
        .order_by(Invitation.id)
    )
    found = list(db.session.scalars(query))
    said_yes = len(found) == 2 and all(last_answer(one.id) for one in found)
    return found if said_yes else []


# -- one time for two ---------------------------------------------------------------------------


def partner_of(booking: Booking) -> Booking | None:
    """The booking of the other parent in the same talk, if they may be spoken of."""
    if booking.state == BookingState.CANCELLED:
        return None
    query = (
        select(Booking)
        .join(
            Guardianship,
            and_(
                Guardianship.child_id == Booking.child_id,
                Guardianship.parent_id == Booking.parent_id,
                seen(),
            ),
        )
        .where(Booking.slot_id == booking.slot_id, LIVE, Booking.id != booking.id)
        .options(joinedload(Booking.invitation).joinedload(Invitation.parent))
    )
    return db.session.scalar(query)


def beside_again(booking: Booking, live: list[Booking]) -> Booking | None:
    """Whose talk this booking, just cancelled, can be taken back into: it was one talk with the
    one that is live in its time, and both yeses stand."""
    for other in live:
        if other.state != BookingState.BOOKED or other.beside_id:
            continue
        yeses = both_would(booking.child_id, booking.invitation.round_id)
        pair = {booking.invitation_id, other.invitation_id}
        if _was_one_with(booking, other) and {one.id for one in yeses} == pair:
            return other
    return None


def _was_one_with(booking: Booking, other: Booking) -> bool:
    pair = (booking.id, other.id)
    query = select(func.count(JointTalk.id)).where(
        JointTalk.first_id.in_(pair), JointTalk.second_id.in_(pair)
    )
    return bool(db.session.scalar(query))


def part(booking: Booking, slot_id: int, *, ring: bool) -> None:
    """This booking has just left the time `slot_id`, moved or cancelled: whoever was there with it
    has the talk alone, and hears nothing. `ring`: the office rings each of the two by themselves.
    Where nobody was there with it, nothing happens."""
    db.session.flush()  # before the other one, so that the time has one talk at every moment
    query = (
        select(Booking)
        .where(Booking.slot_id == slot_id, LIVE, Booking.id != booking.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    other = db.session.scalar(query)
    if other is None or not _was_one_with(booking, other):
        return
    other.beside_id = 0
    ended = db.session.execute(
        update(JointTalk)
        .where(
            or_(JointTalk.first_id == booking.id, JointTalk.second_id == booking.id),
            JointTalk.ended_at.is_(None),
        )
        .values(ended_at=clock.now())
        .returning(JointTalk.second_id, JointTalk.made_at)
    ).all()
    for second_id, made_at in ended:
        _unsay(other, made_at, moved=other.id == second_id)
    # By nobody: that line stands on the screen of the one who had no part in it.
    record(
        CLOCK,
        Deed.TWO_TALKS,
        parent_id=other.parent_id,
        child_id=other.child_id,
        booking_id=other.id,
    )
    for one in (other, booking) if ring else ():
        ask_office(
            TaskKind.TWO_TALKS,
            parent_id=one.parent_id,
            child_id=one.child_id,
            booking_id=one.id,
        )
    db.session.flush()


def _unsay(booking: Booking, since: datetime, *, moved: bool) -> None:
    """That they come together may still wait to be said (till the morning, or for hours that are
    safe): it is not true any more. What they have not heard of their own time is said by itself."""
    of_it = OutText.booking_id == booking.id, OutText.made_at >= since
    says_so = OutText.kind == Kind.MOVED, OutText.state == TextState.QUEUED
    if db.session.scalar(select(OutText.id).where(*of_it, *says_so).limit(1)) is None:
        return
    call_back(*of_it, *says_so, why="it is two talks again")
    replaced = OutText.booking_id == booking.id, OutText.why == WhyNotNow.REPLACED
    if moved:
        tell.moved(booking, CLOCK)
    elif db.session.scalar(
        select(OutText.id).where(*replaced, OutText.answered_at >= since).limit(1)
    ):
        tell.booked(booking, CLOCK)


def put_beside(booking: Booking, other: Booking | None) -> None:
    """One talk with `other` from now on, by nobody's new deed: taken back into it. None: a talk by
    itself."""
    booking.beside_id = other.id if other else 0
    if other:
        write_down(booking, other, None)


def write_down(first: Booking, second: Booking, by_id: int | None) -> None:
    """That these two bookings are one talk from now on. In an act."""
    db.session.add(
        JointTalk(first_id=first.id, second_id=second.id, made_at=clock.now(), by_id=by_id)
    )
    for task in (TaskKind.TWO_TALKS, TaskKind.TOGETHER):
        for parent_id in (first.parent_id, second.parent_id, None):
            off_the_list(task, parent_id, first.child_id)
