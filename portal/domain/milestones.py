"""Good news that sends itself, if the school wants: a target is met, a parent came to a talk.

A met target is told to every parent of the child: that what was agreed is done, and not what it is.
It waits for two hours, so that a slip can be put right before anybody is told; several met before
it goes out are one piece of good news. Thanks go to the one parent who came, whoever else has the
child, once a person has marked that they did and two hours have passed.

    met        -> planned -> sent
                          -> taken back (none of them is met after all)
    came, marked two hours ago -> planned -> sent
                                          -> taken back (they did not come after all)
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select

from portal import clock
from portal.db import db
from portal.domain import praising, tell
from portal.domain.bookings import Booking, BookingState
from portal.domain.good_news import STANDS, GoodNews, Occasion
from portal.domain.history import CLOCK, By
from portal.domain.people import key_teacher_id, lock_child, school
from portal.domain.praising import Wanted
from portal.domain.rounds import Way
from portal.domain.targets import Target
from portal.wording.praise import MET, THANKS_FOR_COMING, THANKS_FOR_TALKING

NOT_BEFORE = timedelta(hours=2)
THANKED_WITHIN = timedelta(days=3)
"""Who came longer ago than this is not thanked any more: the mark came too late."""


# -- a target is met -----------------------------------------------------------------------------


def tell_met(target_id: int, by: By) -> bool:
    """This target is met: the child's parents hear that what was agreed is done, once a target. In
    an act; whether they will hear of it now."""
    if not school().tells_met:
        return False
    child_id = db.session.get_one(Target, target_id).child_id
    child = lock_child(child_id)
    told = _of_met(child_id)
    if any(target_id in _targets(news) for news in told):
        return False
    waiting = next((news for news in told if praising.can_be_taken_back(news)), None)
    if waiting:
        waiting.about = {"targets": [*_targets(waiting), target_id]}
        return True
    wanted = Wanted(
        MET,
        occasion=Occasion.MET,
        about={"targets": [target_id]},
        not_before=clock.now() + NOT_BEFORE,
    )
    plans = praising.send([child_id], wanted, key_teacher_id(child), by)
    return all(one.refused is None for one in plans)


def not_met(target_id: int, by: By) -> None:
    """It is not met after all: what has not gone out yet is taken back, unless another target was
    met meanwhile. In an act."""
    child_id = db.session.get_one(Target, target_id).child_id
    lock_child(child_id)
    for news in _of_met(child_id):
        left = [one for one in _targets(news) if one != target_id]
        if len(left) == len(_targets(news)) or not praising.can_be_taken_back(news):
            continue
        news.about = {"targets": left}
        if not left:
            praising.take_back(news.id, by)


def _of_met(child_id: int) -> list[GoodNews]:
    query = select(GoodNews).where(
        GoodNews.child_id == child_id, GoodNews.occasion == Occasion.MET, STANDS
    )
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _targets(news: GoodNews) -> list[int]:
    return list((news.about or {})["targets"])


# -- a parent came -------------------------------------------------------------------------------


def to_thank() -> list[int]:
    """The talks (bookings, by id) to thank for now: a person has said that the parent came."""
    if not school().thanks_who_came:
        return []
    now = clock.now()
    query = select(Booking.id).where(
        Booking.state == BookingState.ATTENDED,
        Booking.marked_at <= now - NOT_BEFORE,
        Booking.marked_at > now - THANKED_WITHIN,
        ~exists().where(_thanks_for(Booking.id)),
    )
    return list(db.session.scalars(query.order_by(Booking.id)))


def thank(booking_id: int) -> bool:
    """Thank the parent of this talk, if that is still due. In an act; whether it was. Who gets no
    texts is not thanked on paper."""
    booking = db.session.get_one(Booking, booking_id)
    lock_child(booking.child_id)
    db.session.refresh(booking)
    if booking.id not in to_thank() or tell.why_not(booking.parent_id, booking.child_id):
        return False
    in_person = booking.way == Way.IN_PERSON
    wanted = Wanted(
        THANKS_FOR_COMING if in_person else THANKS_FOR_TALKING,
        thanked_id=booking.parent_id,
        occasion=Occasion.CAME,
        about={"booking": booking.id},
    )
    teacher_id = booking.slot.teacher_id
    plans = praising.send([booking.child_id], wanted, teacher_id, CLOCK)
    return any(one.refused is None for one in plans)


def not_to_thank() -> list[int]:
    """Thanks (good news, by id) still planned for talks to which, as it is marked now, nobody
    came."""
    query = (
        select(GoodNews)
        .join(Booking, GoodNews.about["booking"].as_integer() == Booking.id)
        .where(
            GoodNews.occasion == Occasion.CAME,
            STANDS,
            GoodNews.day >= clock.today(),
            Booking.state != BookingState.ATTENDED,
        )
    )
    return [news.id for news in db.session.scalars(query) if praising.can_be_taken_back(news)]


def take_thanks_back(news_id: int) -> None:
    """Nobody came after all. In an act."""
    praising.take_back(news_id, CLOCK)


def _thanks_for(booking_id: Any) -> ColumnElement[bool]:
    of_booking = GoodNews.about["booking"].as_integer() == booking_id
    return and_(GoodNews.occasion == Occasion.CAME, of_booking)
