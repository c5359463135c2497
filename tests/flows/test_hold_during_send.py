"""Contact is held while a bulk send is going out: no text leaves after the hold is saved.

The real worker with its threads, a carrier that can be stopped at the moment a request begins, and
the office's own button, on both databases.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import dispatch, handing_over, marking, no_contact, outbox
from portal.domain.dispatch import Parcel
from portal.domain.history import Deed, Event
from portal.domain.outbox import Kind, OutText, TextState, Urgency
from portal.domain.people import Guardianship, Role
from portal.sms.carriers.base import Outcome
from portal.sms.deliver import Sender
from portal.web.staff.patience import patiently
from tests import make
from tests.conftest import Watch
from tests.phone import Network


@dataclass(frozen=True)
class Left:
    """A text that began to leave: to whom, and whether no contact was saved by then."""

    to: str
    held: bool


class Watched(Network):
    """A carrier that writes down, as each request begins, whether the hold is saved by then; with a
    latency, so that many requests are under way at once."""

    def __init__(self, saved: threading.Event, latency: float = 0.02) -> None:
        super().__init__("http://localhost")
        self.saved, self.latency = saved, latency
        self.left: list[Left] = []
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.stops_at = ""

    def send(self, to: str, body: str, reference: str) -> Outcome:
        self.left.append(Left(to, self.saved.is_set()))
        if to == self.stops_at:
            self.begun.set()
            assert self.go_on.wait(20)
        time.sleep(self.latency)
        return super().send(to, body, reference)


def bulk(count: int) -> list[make.Family]:
    """So many families, each with a text that waits: a round that is being asked."""
    families = [make.family(f"Child{n}", surname=f"Family{n}") for n in range(count)]
    for family in families:
        waiting(family.parent_id, family.child_id)
    return families


def waiting(parent_id: int, child_id: int, **facts: Any) -> int:
    with act():
        made = outbox.queue(
            kind=Kind.REPLY,
            to=make.number_of(parent_id),
            language="en",
            body="Please choose a time",
            parent_id=parent_id,
            child_id=child_id,
            urgency=Urgency.BULK,
            **facts,
        )
    assert made
    return made


def states(parent_id: int) -> list[tuple[TextState, str | None]]:
    db.session.expire_all()
    query = select(OutText.state, OutText.why).where(OutText.parent_id == parent_id)
    return [(state, why) for state, why in db.session.execute(query.order_by(OutText.id))]


def take(worker: str = "a worker") -> list[Parcel]:
    with act():
        return dispatch.take(worker, 32, "http://localhost")


def may_go(parcels: list[Parcel]) -> set[int]:
    with act():
        return handing_over.may_go(parcels)


def hold(family: make.Family) -> None:
    with act():
        assert no_contact.hold(family.parent_id, family.child_id, make.OFFICE)


# -- one step after the other --------------------------------------------------------------------


def test_a_text_that_a_worker_has_taken_is_taken_back(portal: Flask) -> None:
    ours, other = bulk(2)
    parcels = take()
    assert [parcel.to for parcel in parcels] == [
        make.number_of(ours.parent_id),
        make.number_of(other.parent_id),
    ]
    hold(ours)
    assert states(ours.parent_id) == [(TextState.CANCELLED, "contact is held")]
    assert may_go(parcels) == {parcels[1].text_id}
    assert states(other.parent_id) == [(TextState.SENDING, None)]


def test_what_was_taken_back_and_taken_again_leaves_once(portal: Flask) -> None:
    """A text about another child of the same parent: it waits a little, and goes."""
    (family,) = bulk(1)
    sister = make.sibling(family.parent_id)
    with act() as session:
        session.execute(db.update(OutText).values(child_id=sister))
    first = take()
    hold(family)
    second = take()
    assert [one.text_id for one in first] == [one.text_id for one in second]
    assert may_go(second) == {first[0].text_id}
    assert (may_go(first), may_go(second)) == (set(), set())


def test_a_rule_that_came_in_between_is_obeyed_at_the_last_look(portal: Flask) -> None:
    (family,) = bulk(1)
    parcels = take()
    with act() as session:
        session.scalars(select(Guardianship)).one().no_contact = True
    assert may_go(parcels) == set()
    assert states(family.parent_id) == [(TextState.SKIPPED, "no contact")]


def test_while_one_is_leaving_the_hold_waits_and_all_others_wait(
    portal: Flask, watch: Watch
) -> None:
    (family,) = bulk(1)
    parcels = take()
    assert len(may_go(parcels)) == 1
    second = waiting(family.parent_id, family.child_id)
    with act():
        assert not no_contact.hold(family.parent_id, family.child_id, make.OFFICE, patient=True)
    assert not db.session.scalars(select(Guardianship.no_contact)).one()
    with act():
        marking.accepted([(parcels[0], "SM1")])
    assert take() == []  # the other text is put off, and never goes
    with act():
        assert no_contact.hold(family.parent_id, family.child_id, make.OFFICE, patient=True)
    watch.moment += timedelta(minutes=1)
    assert take() == []
    assert states(family.parent_id) == [
        (TextState.SENT, None),
        (TextState.CANCELLED, "contact is held"),
    ]
    assert db.session.get_one(OutText, second).state == TextState.CANCELLED


def test_whoever_gives_up_half_way_leaves_the_texts_as_they_were(
    portal: Flask, watch: Watch
) -> None:
    (family,) = bulk(1)
    parcels = take()
    may_go(parcels)
    second = waiting(family.parent_id, family.child_id)
    with act():
        no_contact.hold(family.parent_id, family.child_id, make.OFFICE, patient=True)
    with act():
        marking.accepted([(parcels[0], "SM1")])
    watch.moment += handing_over.PUT_OFF_FOR
    assert [parcel.text_id for parcel in take()] == [second]


def test_a_worker_that_died_in_the_middle_holds_nothing_up_for_long(
    portal: Flask, watch: Watch
) -> None:
    (family,) = bulk(1)
    may_go(take())
    watch.moment += handing_over.BEGINS_WITHIN + handing_over.CLOCKS_APART
    with act():
        assert no_contact.hold(family.parent_id, family.child_id, make.OFFICE, patient=True)


def test_a_text_looked_at_too_long_ago_is_not_handed_over(portal: Flask, watch: Watch) -> None:
    """A thread that was asleep between the last look and the request."""
    (family,) = bulk(1)

    class Sleepy(Sender):
        def _carry(self, parcel: Parcel, looked_at: Any) -> Outcome:
            watch.moment += handing_over.BEGINS_WITHIN + timedelta(seconds=1)
            return super()._carry(parcel, looked_at)

    carrier = Network("http://localhost")
    sender = Sleepy(carrier, "http://localhost", texts_per_second=10_000)
    with act() as session:
        session.execute(db.update(OutText).values(expires_at=clock.now() + timedelta(seconds=20)))
    while sender.send_due():
        pass
    assert carrier.brought == []
    assert states(family.parent_id) == [(TextState.EXPIRED, None)]


def test_the_same_number_on_somebody_else_waits_too(portal: Flask) -> None:
    barred, other = bulk(2)
    number = make.number_of(barred.parent_id)
    with act() as session:
        session.execute(db.update(OutText).values(to=number))
        session.execute(
            db.update(make.Parent).where(make.Parent.id == other.parent_id).values(number=number)
        )
        session.execute(db.delete(OutText).where(OutText.parent_id == barred.parent_id))
    parcels = take()
    assert [parcel.to for parcel in parcels] == [number]
    hold(barred)
    assert may_go(parcels) == set()
    assert take() == []
    assert states(other.parent_id) == [
        (TextState.SKIPPED, "number held: shared, or of someone who must not be contacted")
    ]


# -- the whole, with threads ---------------------------------------------------------------------


def meanwhile(portal: Flask, deed: Callable[[], None]) -> threading.Thread:
    """Do this in another thread, as another process would."""
    failed: list[BaseException] = []

    def run() -> None:
        with portal.app_context():
            try:
                deed()
            except BaseException as error:
                failed.append(error)
            finally:
                db.session.remove()

    thread = threading.Thread(target=run)
    thread.failed = failed  # type: ignore[attr-defined]
    thread.start()
    return thread


def ended(thread: threading.Thread) -> None:
    thread.join(30)
    assert not thread.is_alive()
    assert thread.failed == []  # type: ignore[attr-defined]


def send_all(carrier: Watched, rate: float = 10_000) -> None:
    sender = Sender(carrier, "http://localhost", rate)
    while sender.send_due():
        pass
    sender.close()


@pytest.mark.parametrize("after", [0, 5, 20])
def test_held_in_the_middle_of_a_bulk_send_and_no_text_leaves_after(
    portal: Flask, browser: FlaskClient, after: int
) -> None:
    """The office presses the button while the worker sends to forty families, three texts each."""
    families = bulk(40)
    for _ in range(2):
        for family in families:
            waiting(family.parent_id, family.child_id)
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    ours = families[after + 4]
    number = make.number_of(ours.parent_id)
    saved = threading.Event()
    carrier = Watched(saved)
    worker = meanwhile(portal, lambda: send_all(carrier, rate=200))
    while len(carrier.left) < after:
        time.sleep(0.005)
    path = f"/staff/parents/{ours.parent_id}/children/{ours.child_id}/no-contact"
    assert browser.send(path).status_code == 303
    saved.set()
    ended(worker)
    assert [one for one in carrier.left if one.to == number and one.held] == []
    ours_left = sum(one.to == number for one in carrier.left)
    assert len(carrier.left) == 39 * 3 + ours_left
    # What a worker had just taken is skipped at its last look, all else was cancelled by the hold.
    stays = {(TextState.CANCELLED, "contact is held"), (TextState.SKIPPED, "no contact")}
    became = states(ours.parent_id)
    assert became[:ours_left] == [(TextState.SENT, None)] * ours_left
    assert set(became[ours_left:]) <= stays
    assert len(became) == 3


def test_a_request_that_has_begun_is_waited_for(portal: Flask, browser: FlaskClient) -> None:
    """The carrier takes its time over one text of theirs: no contact is saved only afterwards."""
    (family,) = bulk(1)
    waiting(family.parent_id, family.child_id)
    number = make.number_of(family.parent_id)
    saved = threading.Event()
    carrier = Watched(saved, latency=0)
    carrier.stops_at = number
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    worker = meanwhile(portal, lambda: send_all(carrier))
    assert carrier.begun.wait(20)

    def press() -> None:
        patiently(
            lambda patient: no_contact.hold(
                family.parent_id, family.child_id, make.OFFICE, patient=patient
            )
        )
        saved.set()

    office = meanwhile(portal, press)
    time.sleep(0.5)
    db.session.expire_all()
    assert not saved.is_set()
    assert not db.session.scalars(select(Guardianship.no_contact)).one()
    carrier.stops_at = ""
    carrier.go_on.set()
    ended(office)
    ended(worker)
    assert carrier.left == [Left(number, held=False)]
    assert states(family.parent_id) == [
        (TextState.SENT, None),
        (TextState.CANCELLED, "contact is held"),
    ]
    deeds = db.session.scalars(select(Event.deed).where(Event.parent_id == family.parent_id))
    assert list(deeds) == [Deed.CONTACT_HELD]
