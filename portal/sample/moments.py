"""Moments of the made-up school's past, and the texts that have come and gone by then."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date, time

from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import dispatch, inbox, marking
from portal.domain.outbox import TextState
from portal.domain.people import Parent
from portal.sms import answer


def at(day: date, clock_time: str) -> AbstractContextManager[None]:
    """As if it were this time of this day."""
    return clock.showing(clock.at(day, time.fromisoformat(clock_time)))


def bring_texts() -> None:
    """Every text that is due has arrived."""
    while True:
        with act():
            parcels = dispatch.take("sample", 200, "")
            marking.accepted((parcel, f"SAMPLE{parcel.text_id}") for parcel in parcels)
            for parcel in parcels:
                marking.receipt(None, f"SAMPLE{parcel.text_id}", TextState.DELIVERED)
        if not parcels:
            return


def reply_by_text(replies: Iterable[tuple[str, str]]) -> None:
    """These parents (by number in the records) have written this, and it is answered."""
    for who, body in replies:
        query = select(Parent.number).where(Parent.mis_id == who)
        number = db.session.execute(query).scalar_one() or ""
        with act():
            carrier_id = f"SAMPLE{who}-{clock.today()}"
            inbox.take_in(carrier_id=carrier_id, number=number, body=body, pictures=0)
    answer.answer_new()
