"""The people around one child, each by themselves: what the office reads to one is never mixed with
what is another's. Only looks.

A person who must not be contacted is here by name alone. What is of two (`pairs`) is no more than
that both would like to come together, or that they come together.
"""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.domain import card, creche_places, guarding, promised_help, reaching, sharing, ties
from portal.domain.bookings import Booking, BookingState
from portal.domain.card import Known
from portal.domain.creche import CrechePlace
from portal.domain.guarding import Whose
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import OutText, TextState
from portal.domain.people import Guardianship, Parent
from portal.domain.promised_help import Help
from portal.domain.reaching import seen
from portal.domain.rounds import Round, RoundState


@dataclass(frozen=True)
class Side:
    """One person around the child: the tie, their own talks, their little ones' places by booking
    (id), help promised to them, and the last text about the child. `guarded`: their texts are with
    the safeguarding lead, so that none is told of here."""

    tie: Guardianship
    known: Known
    places: dict[int, list[CrechePlace]]
    promised: list[Help]
    last_text: OutText | None
    guarded: bool


@dataclass(frozen=True)
class Pair:
    """Two or more who are invited about the child in a round that asks whether they would like to
    come together. `both`: each of two has said yes; their names and booked talks follow, if so.
    `joint`: it is one talk already."""

    round: Round
    both: bool
    talks: list[tuple[Parent, Booking | None]]
    joint: bool

    @property
    def bookings(self) -> list[tuple[Parent, Booking]]:
        return [(parent, made) for parent, made in self.talks if made]


def sides(child_id: int) -> tuple[list[Side], list[Parent]]:
    """Who may be told something about this child, each with what is theirs; and those who are told
    nothing, by name."""
    around = ties.of_child(child_id)
    open_ = [_side(tie) for tie in around if reaching.may_reach(tie)]
    return open_, [tie.parent for tie in around if tie.no_contact or tie.held]


def _side(tie: Guardianship) -> Side:
    found = card.card(tie.parent_id)
    known = next(one for one in found.known if one.tie.id == tie.id) if found else None
    assert known is not None
    guarded = guarding.is_guarded(Whose(tie.parent_id))
    booked = [talk.booking_id for talk in known.talks if talk.booking_id]
    return Side(
        tie,
        known,
        {one: creche_places.places_of(one) for one in booked},
        promised_help.of_child(tie.child_id, tie.parent_id),
        None if guarded else _last_text(tie),
        guarded,
    )


def _last_text(tie: Guardianship) -> OutText | None:
    query = select(OutText).where(
        OutText.parent_id == tie.parent_id,
        or_(OutText.child_id == tie.child_id, OutText.child_id.is_(None)),
        OutText.state.not_in([TextState.CANCELLED, TextState.SKIPPED]),
    )
    return db.session.scalar(query.order_by(OutText.id.desc()).limit(1))


def pairs(child_id: int) -> list[Pair]:
    """For each round that asks and has invited more than one about this child, newest first: how
    it stands with coming together."""
    query = (
        select(Invitation)
        .join(Invitation.round)
        .join(
            Guardianship,
            (Guardianship.child_id == Invitation.child_id)
            & (Guardianship.parent_id == Invitation.parent_id),
        )
        .where(
            Invitation.child_id == child_id,
            Invitation.state != InvitationState.WITHDRAWN,
            Round.asks_together,
            Round.state == RoundState.INVITED,
            seen(),
        )
        .options(joinedload(Invitation.round), joinedload(Invitation.parent))
        .order_by(Invitation.round_id.desc(), Invitation.id)
    )
    by_round: dict[int, list[Invitation]] = {}
    for one in db.session.scalars(query):
        by_round.setdefault(one.round_id, []).append(one)
    return [_pair(asked) for asked in by_round.values() if len(asked) > 1]


def _pair(asked: list[Invitation]) -> Pair:
    both = sharing.both_would(asked[0].child_id, asked[0].round_id)
    booked = [(one.parent, _booked(one)) for one in asked]
    shared = [one for one in booked if one[1] and sharing.partner_of(one[1])]
    agreed = [(one.parent, _booked(one)) for one in both]
    return Pair(asked[0].round, bool(both), shared or agreed, bool(shared))


def _booked(invitation: Invitation) -> Booking | None:
    return db.session.scalar(
        select(Booking)
        .where(
            Booking.invitation_id == invitation.id,
            Booking.state.in_([BookingState.BOOKED, BookingState.ATTENDED]),
        )
        .options(joinedload(Booking.slot))
        .order_by(Booking.id.desc())
        .limit(1)
    )
