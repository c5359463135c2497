"""A number for something that has fallen through since it was asked: the parent hears that, and not
that what they want cannot be done. They did nothing wrong; the two texts crossed."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain import ask, inbox, outbox
from portal.domain.outbox import ON_THE_PHONE, Kind, OutText, TextState
from portal.sms.message import Message
from portal.wording import asking

SINCE = timedelta(days=1)
"""After that they have read it."""
FELL_THROUGH = "refused: it fell through"


def answered(message: Message) -> bool:
    """Whether something has fallen through since the question that this answers, so that they hear
    of that: what waits for the morning goes out now, as they are up; what is on their phone and
    asks something is asked once more. In the act that answers."""
    news = _since(message)
    if news is None:
        return False
    if news.state != TextState.QUEUED and news.question and news.answered_at is None:
        ask.again(message.parent, news, asking.crossed)
        inbox.asked_again(message.text)
        return True
    outbox.at_once(news.id)
    inbox.understood(message.text, FELL_THROUGH)
    return True


def _since(message: Message) -> OutText | None:
    """The newest text that something fell through, made after the question they answer."""
    question = message.question
    if question is None:
        return None
    query = select(OutText).where(
        OutText.parent_id == message.parent.id,
        OutText.kind == Kind.CALLED_OFF,
        OutText.id > question.id,
        OutText.made_at > clock.now() - SINCE,
        OutText.state.in_([TextState.QUEUED, *ON_THE_PHONE]),
    )
    return db.session.scalar(query.order_by(OutText.id.desc()).limit(1))
