"""What parents wrote, put straight into the inbox: for tests of what a person then does."""

from portal import clock
from portal.db import act, db
from portal.domain.inbox import InState, InText
from portal.domain.outbox import Kind, OutText
from tests import make

STRANGER = "+447700900999"


def wrote(
    parent_id: int | None,
    body: str,
    state: InState = InState.FOR_A_PERSON,
    *,
    number: str = STRANGER,
    understood_as: str | None = None,
) -> int:
    """A text that came in just now; returns its id."""
    with act() as session:
        text = InText(
            carrier_id=f"SM{session.query(InText).count()}",
            number=make.number_of(parent_id) if parent_id else number,
            parent_id=parent_id,
            body=body,
            came_at=clock.now(),
            state=state,
            understood_as=understood_as,
        )
        session.add(text)
        session.flush()
        return text.id


def text(text_id: int) -> InText:
    """This message as it is now."""
    db.session.expire_all()
    return db.session.get_one(InText, text_id)


def state_of(text_id: int) -> InState:
    return text(text_id).state


def replies_to(parent_id: int) -> list[OutText]:
    """What persons answered this parent, oldest first."""
    query = db.select(OutText).where(OutText.parent_id == parent_id, OutText.kind == Kind.REPLY)
    return list(db.session.scalars(query.order_by(OutText.id)))
