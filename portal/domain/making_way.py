"""Older texts about a talk give way to a newer one: they are not sent any more, and ask nothing."""

from functools import cache

from sqlalchemy import Update, and_, bindparam, case, func, or_, update

from portal import clock
from portal.db import UtcDateTime, db, write
from portal.domain.outbox import ASK_FOR_TIME, WAITS, Kind, OutText, TextState, WhyNotNow


def make_way(*, parent_id: int, booking_id: int, child_id: int, round_id: int) -> None:
    """A newer text about this talk is queued right after this: whatever was open with this parent
    is over, and texts to them that still wait and are about the talk, or ask for it, give way. In
    an act."""
    of_talk = {"of_booking": booking_id, "of_child": child_id, "of_round": round_id}
    db.session.flush()  # what this act has changed of their texts comes first
    write(_way(), {"to_parent": parent_id, "now": clock.now(), **of_talk})


@cache
def _way() -> Update:
    # What is said of the help for a talk is called back by `arranging`, if it is not true any more.
    of_it = and_(OutText.booking_id == bindparam("of_booking"), OutText.kind != Kind.HELP)
    asks_for_it = and_(
        OutText.kind.in_(ASK_FOR_TIME),
        OutText.child_id == bindparam("of_child"),
        OutText.round_id == bindparam("of_round"),
    )
    replaced = and_(WAITS, or_(of_it, asks_for_it))
    asks = and_(OutText.question.is_not(None), OutText.answered_at.is_(None))
    return (
        update(OutText)
        .where(OutText.parent_id == bindparam("to_parent"), or_(asks, replaced))
        .values(
            state=case((replaced, TextState.SKIPPED), else_=OutText.state),
            why=case((replaced, WhyNotNow.REPLACED.value), else_=OutText.why),
            key=case((replaced, None), else_=OutText.key),
            answered_at=func.coalesce(OutText.answered_at, bindparam("now", type_=UtcDateTime)),
        )
    )
