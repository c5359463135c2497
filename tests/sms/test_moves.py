"""A text's state moves only along the arrows drawn in `outbox.TextState`, whatever is said of it,
by whom, and in which order."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import clock
from portal.db import act, db
from portal.domain import contact, dispatch, making_way, marking, outbox, settling
from portal.domain.dispatch import Parcel
from portal.domain.history import By, Face
from portal.domain.marking import Fate
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.settling import OnList
from tests import make
from tests.conftest import MONDAY, Watch, empty

QUEUED, SENDING, SENT, DELIVERED, UNDELIVERED, UNKNOWN, FAILED, EXPIRED, CANCELLED, SKIPPED = (
    TextState
)
TOLD = {SENT, DELIVERED, UNDELIVERED, FAILED}
"""What a receipt may say of a text that may have been taken."""
ARROWS = {
    QUEUED: {SENDING, EXPIRED, CANCELLED, SKIPPED, *TOLD},
    SENDING: {UNKNOWN, QUEUED, SKIPPED, EXPIRED, *TOLD},
    UNKNOWN: {QUEUED, SKIPPED, EXPIRED, *TOLD},
    SENT: {DELIVERED, UNDELIVERED, FAILED},
    UNDELIVERED: {DELIVERED},
    FAILED: {DELIVERED},
    DELIVERED: set(),
    EXPIRED: set(),
    CANCELLED: set(),
    SKIPPED: set(),
}
HAPPENINGS = [
    *("take", "take by another", "accepted", "unsure", "put back", "try later", "settings wrong"),
    *(f"refused, {fate.name}" for fate in Fate),
    *(f"receipt {state.value}" for state in sorted(TOLD)),
    *("listed", "not listed", "a worker is lost", "wait", "wait long", "expire", "call back"),
    *("replace", "stop"),
]

A_TALK = 1
"""The text is about this talk, as most are."""


class School:
    """One text, and everything that may happen to it."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.parent_id = make.family().parent_id
        with act():
            made = outbox.queue(
                kind=Kind.REPLY,
                to=make.number_of(self.parent_id),
                language="en",
                body="Hello",
                parent_id=self.parent_id,
                booking_id=A_TALK,
                expires_at=clock.now() + timedelta(hours=5),
            )
        assert made
        self.text_id = made
        self.parcels = [Parcel(made, "", "Hello", "nobody", clock.now(), 0, 0)]

    @property
    def state(self) -> TextState:
        db.session.expire_all()
        return db.session.get_one(OutText, self.text_id).state

    def happen(self, what: str) -> None:
        last = self.parcels[-1]
        name, _, more = what.partition(" ")
        with act():
            match name, more:
                case "take", _:
                    self.parcels += dispatch.take(f"worker {more}", 1, "http://localhost")
                case "accepted", _:
                    # Whoever took it: the carrier gave the text one id.
                    marking.accepted([(last, "SM1")])
                case "unsure", _:
                    marking.unsure([last])
                case "put", _:
                    marking.put_back([last])
                case "try", _:
                    marking.try_later([(last, 20429, None)])
                case "settings", _:
                    marking.settings_are_wrong([(last, 20003)])
                case "refused,", _:
                    marking.refused(last, Fate[more], 21999)
                case "receipt", _:
                    marking.receipt(self.text_id, "SM1", TextState(more), None, Fate.ONE_MORE)
                case (("listed" | "not"), _):
                    listed = [OnList("SM1", "Hello", clock.now())] if name == "listed" else []
                    for doubt in settling.doubts(timedelta(minutes=1), 9):
                        settling.settle(doubt, listed)
                case "a", _:
                    settling.lose_sight_of_old(timedelta(minutes=1))
                case "wait", _:
                    self.watch.moment += timedelta(hours=1) if more else timedelta(minutes=3)
                case "expire", _:
                    dispatch.expire()
                case "call", _:
                    outbox.call_back(OutText.id == self.text_id, why="no longer true")
                case "replace", _:
                    making_way.make_way(
                        parent_id=self.parent_id, booking_id=A_TALK, child_id=0, round_id=0
                    )
                case "stop", _:
                    contact.stop_texts(self.parent_id, By(Face.TEXT))


def test_a_state_moves_only_along_the_arrows(portal: Flask, watch: Watch) -> None:
    moves: set[tuple[TextState, TextState]] = set()

    @settings(max_examples=80, deadline=None, derandomize=True)
    @given(st.lists(st.sampled_from(HAPPENINGS), max_size=14))
    def wander(happenings: list[str]) -> None:
        watch.moment = MONDAY
        empty()
        make.school()
        school = School(watch)
        before = school.state
        for what in happenings:
            school.happen(what)
            after = school.state
            if after != before:
                assert after in ARROWS[before], f"{before} -> {after} by {what}"
                moves.add((before, after))
            before = after

    wander()
    assert len(moves) >= 8, "the walk has hardly left the house"


@pytest.mark.parametrize("end", [state for state, on in ARROWS.items() if not on])
def test_an_end_is_an_end(portal: Flask, watch: Watch, end: TextState) -> None:
    school = School(watch)
    with act() as session:
        row = session.get_one(OutText, school.text_id)
        row.state, row.carrier_id = end, "SM1"
    for what in HAPPENINGS:
        school.happen(what)
        assert (what, school.state) == (what, end)
