"""Moments of the made-up school's past, and its texts that have arrived by then."""

from contextlib import AbstractContextManager
from datetime import date, time

from portal import clock
from portal.db import act
from portal.domain import dispatch, marking
from portal.domain.outbox import TextState


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
