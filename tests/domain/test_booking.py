"""Booking a talk, as the domain sees it."""

from flask import Flask

from portal.db import act, db
from portal.domain import booking, holding
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import Age, IfFull, LittleOne
from portal.domain.outbox import OutText
from tests import make


def texts_to(parent_id: int) -> list[str]:
    query = db.select(OutText.body).where(OutText.parent_id == parent_id).order_by(OutText.id)
    return list(db.session.scalars(query))


def test_a_parent_holds_fills_in_and_confirms(portal: Flask) -> None:
    day = make.evening()
    by = make.by(day.family.parent_id)
    with act():
        held = holding.hold(day.invitation_id, day.slot_ids[2], by).id
    with act():
        booking.fill_in(
            held,
            Answers(interpreter="Urdu", little_ones=[LittleOne("Bilal", Age.TWO, "")]),
            IfFull.REFUSE,
            by,
        )
    with act():
        booking.confirm(held, by)
    with act():
        booking.confirm(held, by)
    made = db.session.get_one(Booking, held)
    assert (made.state, made.interpreter) == (BookingState.BOOKED, "Urdu")
    assert texts_to(day.family.parent_id) == [
        "Booked: Yusuf, Tue 24 Nov 16:00, Miss Khan. Come to the main door. Ask for Mrs Green."
        " Little ones welcome. Tea too. {link}"
    ]
