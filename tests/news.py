"""Good news for tests: sent as a teacher does it."""

from portal.db import act, db
from portal.domain import praising
from portal.domain.good_news import GoodNews
from portal.domain.history import By, Face
from portal.domain.praising import Wanted

WORKED_HARD = "worked-hard"


def praise(child_id: int, teacher_id: int, phrase: str = WORKED_HARD, **wanted: object) -> int:
    """This teacher sends good news about the child; its id."""
    by = By(Face.DESK, staff_id=teacher_id)
    with act():
        plans = praising.send([child_id], Wanted(phrase, **wanted), teacher_id, by)  # type: ignore[arg-type]
        assert [one.refused for one in plans] == [None]
    query = db.select(GoodNews.id).where(GoodNews.child_id == child_id)
    return db.session.scalars(query.order_by(GoodNews.id.desc())).first() or 0
