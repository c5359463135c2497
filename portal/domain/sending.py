"""The invitations and nudges of one round on their way: how far they have come, stop and go on.

Whom a round invites is in `invitees`, the asking itself in `inviting`: it passes over a round whose
texts are stopped. The verbs run inside the caller's `act()`.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select

from portal import clock
from portal.db import db
from portal.domain.asked import open_again
from portal.domain.cover import lock_round
from portal.domain.history import By, Deed, record
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import ON_THE_PHONE, Kind, OutText, TextState, call_back, in_the_day
from portal.domain.people import school
from portal.domain.rounds import Round

BULK = (Kind.INVITATION, Kind.NUDGE)
STOPPED = "the round's texts were stopped"
"""Why a text was cancelled that somebody stopped."""
PAID_FOR = (*ON_THE_PHONE, TextState.UNDELIVERED)
"""What the carrier takes money for."""


@dataclass(frozen=True)
class Progress:
    """How many of a round's invitations and nudges are where. `stopped`: called back by the stop
    that still holds. `pence`: what those handed over to the carrier cost."""

    queued: int
    on_the_way: int
    arrived: int
    not_arrived: int
    not_sent: int
    stopped: int
    pence: float
    moving: bool
    """Whether a text may go out this minute."""

    @property
    def texts(self) -> int:
        return self.queued + self.on_the_way + self.arrived + self.not_arrived + self.not_sent


def progress(around: Round) -> Progress:
    """How far the texts of this round have come."""
    now = clock.now()
    query = (
        select(OutText.state, func.count(), func.sum(OutText.segments))
        .where(*_of_round(around.id))
        .group_by(OutText.state)
    )
    rows = db.session.execute(query).all()
    counts = {state: count for state, count, _segments in rows}
    taken = sum(segments or 0 for state, _count, segments in rows if state in PAID_FOR)

    def count(*states: TextState) -> int:
        return sum(counts.get(state, 0) for state in states)

    waiting, sending = count(TextState.QUEUED), count(TextState.SENDING)
    return Progress(
        queued=waiting,
        on_the_way=count(TextState.SENDING, TextState.SENT, TextState.UNKNOWN),
        arrived=count(TextState.DELIVERED),
        not_arrived=count(TextState.UNDELIVERED, TextState.FAILED),
        not_sent=count(TextState.EXPIRED, TextState.SKIPPED),
        stopped=_stopped(around),
        pence=taken * school().pence_per_segment,
        moving=bool(sending or (waiting and in_the_day(now) == now)),
    )


def _stopped(around: Round) -> int:
    if around.texts_stopped_at is None:
        return 0
    query = select(func.count()).where(
        *_of_round(around.id),
        OutText.state == TextState.CANCELLED,
        OutText.why == STOPPED,
        OutText.answered_at >= around.texts_stopped_at,
    )
    return db.session.execute(query).scalar_one()


def _of_round(round_id: int) -> tuple[ColumnElement[bool], ...]:
    return OutText.round_id == round_id, OutText.kind.in_(BULK)


def stop(round_id: int, by: By) -> int:
    """Call back the invitations and nudges of this round that nobody has sent yet, and make no
    more until `go_on`. Returns how many were called back; pressed twice, the second time does
    nothing.

    Their families will be asked as if nothing had been: an invitation waits again, a nudge does
    not count. A text that is being handed to the carrier just now is simply sent.
    """
    around = lock_round(round_id)
    if around.texts_stopped_at:
        return 0
    around.texts_stopped_at = clock.now()
    # Invitations before texts, as whoever asks does: who holds one of these has asked already, and
    # who comes later finds the round stopped.
    invitations = {one.id: one for one in db.session.scalars(_lock_open(round_id))}
    texts = list(db.session.scalars(_lock_queued(round_id)))
    call_back(OutText.id.in_([text.id for text in texts]), why=STOPPED)
    for text in texts:
        invitation = invitations.get((text.ids or {}).get("invitation", 0))
        if text.kind == Kind.NUDGE:
            if text.parent_id:
                db.session.flush()
                open_again(text.parent_id, text.made_at)
            if invitation and invitation.nudges:
                invitation.nudges, invitation.nudged_at = invitation.nudges - 1, None
        elif invitation and invitation.state == InvitationState.ASKED and not invitation.letter_at:
            invitation.state, invitation.asked_at = InvitationState.WAITING, None
    record(by, Deed.TEXTS_HALTED, round=round_id, texts=len(texts))
    return len(texts)


def _lock_open(round_id: int) -> Select[Invitation]:
    return (
        select(Invitation)
        .where(
            Invitation.round_id == round_id,
            Invitation.state.in_([InvitationState.WAITING, InvitationState.ASKED]),
        )
        .order_by(Invitation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _lock_queued(round_id: int) -> Select[OutText]:
    return (
        select(OutText)
        .where(*_of_round(round_id), OutText.state == TextState.QUEUED)
        .order_by(OutText.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def go_on(round_id: int, by: By) -> bool:
    """Let the texts of this round go out again, as the clock ticks. Whether they were stopped."""
    around = lock_round(round_id)
    if around.texts_stopped_at is None:
        return False
    around.texts_stopped_at = None
    record(by, Deed.TEXTS_RESUMED, round=round_id)
    return True
