"""A text on its way out: what each answer of the carrier makes of it, and workers that die."""

import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text

from portal import clock
from portal.db import act, db
from portal.domain import dispatch, marking, outbox, settling
from portal.domain.asked import open_question
from portal.domain.dispatch import Parcel
from portal.domain.history import Deed, Event
from portal.domain.marking import Fate
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import NumberState, Parent
from portal.domain.questions import Asks, Question
from portal.domain.tasks import Task, TaskKind
from portal.sms.carriers.base import Answer, Outcome
from portal.sms.carriers.twilio import TwilioCarrier
from portal.sms.deliver import Sender
from tests import make
from tests.conftest import Watch
from tests.phone import Network, network
from tests.sms.stand_in import StandIn


def waiting(parent_id: int | None, body: str = "Hello", **facts: Any) -> int:
    """A text in the outbox for this parent, or for the number `to` and no parent."""
    to = {"to": make.number_of(parent_id)} if parent_id else {}
    usual = {"kind": Kind.REPLY, "language": "en", "body": body, "parent_id": parent_id}
    with act():
        made = outbox.queue(**{**usual, **to, **facts})
    assert made
    return made


def send(portal: Flask) -> list[str]:
    """Send what is due; the words that reached any phone."""
    while network(portal).sender.send_due():
        pass
    return [body for _, body in network(portal).brought]


@dataclass(frozen=True)
class State:
    """What a test looks at of a text."""

    state: TextState
    why: str | None = None
    code: int | None = None


def state_of(text_id: int) -> State:
    db.session.expire_all()
    row = db.session.get_one(OutText, text_id)
    return State(row.state, row.why, row.carrier_code)


def tasks() -> list[tuple[TaskKind, int | None]]:
    query = select(Task.kind, Task.parent_id).order_by(Task.id)
    return [(kind, parent_id) for kind, parent_id in db.session.execute(query)]


# -- what the carrier answered -----------------------------------------------------------------


def answered(portal: Flask, *outcomes: Outcome) -> None:
    network(portal).answers.extend(outcomes)


def test_a_text_that_is_taken_is_sent(portal: Flask) -> None:
    text_id = waiting(make.family().parent_id)
    send(portal)
    row = db.session.get_one(OutText, text_id)
    assert (row.state, row.carrier_id, row.sent_at) == (
        TextState.SENT,
        f"SM{text_id:032x}",
        clock.now(),
    )


def test_what_was_not_taken_waits_longer_each_time_until_it_expires(
    portal: Flask, watch: Watch
) -> None:
    text_id = waiting(make.family().parent_id, expires_at=clock.now() + timedelta(minutes=40))
    waits = []
    while state_of(text_id).state == TextState.QUEUED:
        # Another text gets through each time, so that the carrier does not count as out of reach.
        answered(portal, Outcome(Answer.TRY_LATER, code=20429))
        send(portal)
        waiting(make.family().parent_id)
        send(portal)
        due_at = db.session.get_one(OutText, text_id).due_at
        waits.append((due_at - clock.now()).total_seconds())
        watch.moment = max(due_at, clock.now())
    usual = [10, 20, 40, 80, 160, 320, 640, 900, 900]
    assert len(waits) >= 8
    assert [
        wait
        for wait, plain in zip(waits, usual, strict=False)
        if wait > 0 and not plain * 0.8 <= wait <= plain * 1.2
    ] == []
    assert state_of(text_id) == State(TextState.EXPIRED, None, 20429)


def test_what_may_have_been_taken_is_never_sent_again_unasked(portal: Flask, watch: Watch) -> None:
    text_id = waiting(make.family().parent_id)
    answered(portal, Outcome(Answer.UNKNOWN))
    send(portal)
    watch.set("2026-11-09 19:00")
    assert send(portal) == []
    assert state_of(text_id) == State(TextState.UNKNOWN)


def test_a_carrier_that_breaks_leaves_it_unknown(portal: Flask) -> None:
    class Broken(Network):
        def send(self, to: str, body: str, reference: str) -> Outcome:
            raise ZeroDivisionError

    text_id = waiting(make.family().parent_id)
    Broken("http://localhost").sender.send_due()
    assert state_of(text_id) == State(TextState.UNKNOWN)


def test_a_bad_number_is_one_task_and_no_more_texts(portal: Flask) -> None:
    ours, noise = make.family(), make.family()
    first = waiting(ours.parent_id, "first", child_id=ours.child_id)
    second = waiting(ours.parent_id, "second", child_id=ours.child_id)
    answered(portal, Outcome(Answer.BAD_NUMBER, code=21614))
    send(portal)
    waiting(noise.parent_id, "to another")
    assert send(portal) == ["to another"]
    assert state_of(first) == State(TextState.FAILED, "This is not a mobile number.", 21614)
    assert state_of(second) == State(TextState.SKIPPED, "wrong number")
    assert tasks() == [(TaskKind.WRONG_NUMBER, ours.parent_id)]
    states = [
        db.session.get_one(Parent, one).number_state for one in (ours.parent_id, noise.parent_id)
    ]
    assert states == [NumberState.WRONG, NumberState.GOOD]


def test_stop_told_to_the_carrier_is_stop_told_to_us(portal: Flask) -> None:
    ours, noise = make.family(), make.family()
    refused = waiting(ours.parent_id, "first")
    waits = waiting(ours.parent_id, "second", due_at=clock.now() + timedelta(hours=1))
    answered(portal, Outcome(Answer.OPTED_OUT, code=21610))
    send(portal)
    assert state_of(refused) == State(TextState.SKIPPED, "stopped texts")
    assert state_of(waits) == State(TextState.CANCELLED, "stopped texts")
    deeds = [
        (deed, parent_id)
        for deed, parent_id in db.session.execute(select(Event.deed, Event.parent_id))
    ]
    assert deeds == [(Deed.TEXTS_STOPPED, ours.parent_id)]
    stopped = [
        db.session.get_one(Parent, one).opted_out_at for one in (ours.parent_id, noise.parent_id)
    ]
    assert stopped == [clock.now(), None]


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (Outcome(Answer.OUR_FAULT, code=21617), "The text was longer than 1,600 characters."),
        (Outcome(Answer.REFUSED, code=29999), "The carrier gave a reason we do not know: 29999."),
        (Outcome(Answer.OUR_FAULT), "The carrier did not say why."),
        (Outcome(Answer.NEVER, code=30007), "The parent's network took the text for spam."),
    ],
)
def test_what_the_carrier_will_not_take_is_for_a_person(
    portal: Flask, outcome: Outcome, why: str
) -> None:
    parent_id = make.family().parent_id
    asks = Asks(Question.UNDO, ["undo"], {"booking": 1}, clock.now() + timedelta(days=1))
    text_id = waiting(parent_id, asks=asks)
    answered(portal, outcome)
    send(portal)
    assert state_of(text_id) == State(TextState.FAILED, why, outcome.code)
    assert tasks() == [(TaskKind.TEXT_FAILED, parent_id)]
    assert open_question(parent_id) is None


# -- workers that die, or sleep ----------------------------------------------------------------


def taken_by(worker: str, count: int = 1) -> list[Parcel]:
    with act():
        return dispatch.take(worker, count, "http://localhost")


def test_a_worker_that_slept_hands_nothing_over(portal: Flask, watch: Watch) -> None:
    class Suspended(Network):
        """The machine is suspended while it sends the first text."""

        def send(self, to: str, body: str, reference: str) -> Outcome:
            watch.moment += timedelta(minutes=10)
            return super().send(to, body, reference)

    texts = [waiting(make.family().parent_id, f"text {n}") for n in range(60)]
    carrier = Suspended("http://localhost")
    carrier.sender.send_due()
    states = [state_of(one).state for one in texts]
    assert states.count(TextState.SENT) == len(carrier.brought)
    assert set(states) == {TextState.SENT, TextState.QUEUED}
    while carrier.sender.send_due():
        pass
    assert sorted(body for _, body in carrier.brought) == sorted(f"text {n}" for n in range(60))


def test_what_a_worker_learns_late_changes_nothing_that_another_has_claimed(
    portal: Flask, watch: Watch
) -> None:
    texts = [waiting(make.family().parent_id) for _ in range(4)]
    late = taken_by("a slow worker", 4)
    with act():
        marking.put_back(late)
    taken_by("another", 4)
    with act():
        marking.put_back([late[0]])
        marking.try_later([(late[1], 20429, None)])
        marking.unsure([late[2]])
        marking.refused(late[3], Fate.FOR_A_PERSON, 29999)
    assert [state_of(one) for one in texts] == [State(TextState.SENDING)] * 4
    assert tasks() == []


def test_that_the_carrier_took_it_is_believed_however_late(portal: Flask, watch: Watch) -> None:
    texts = [waiting(make.family().parent_id) for _ in range(3)]
    late = taken_by("a slow worker", 3)
    watch.moment += timedelta(minutes=6)
    with act():
        assert settling.lose_sight_of_old(timedelta(minutes=1)) == 3
        marking.put_back([late[2]])
    assert state_of(texts[2]).state == TextState.QUEUED
    with act():
        marking.accepted((parcel, f"SM{n}") for n, parcel in enumerate(late))
    assert [state_of(one).state for one in texts] == [TextState.SENT] * 3


def test_an_answer_changes_nothing_once_the_text_has_moved_on(portal: Flask) -> None:
    text_id = waiting(make.family().parent_id)
    (parcel,) = taken_by("somebody")
    with act():
        marking.accepted([(parcel, "SM1")])
    with act():
        marking.put_back([parcel])
        marking.try_later([(parcel, 20429, None)])
        marking.settings_are_wrong([(parcel, 20003)])
        marking.unsure([parcel])
        for fate in Fate:
            marking.refused(parcel, fate, 1)
    assert state_of(text_id) == State(TextState.SENT)
    assert tasks() == []


def test_two_texts_mistaken_for_each_other_do_not_stop_the_worker(portal: Flask) -> None:
    texts = [waiting(make.family().parent_id) for _ in range(2)]
    one, two = taken_by("somebody", 2)
    for parcel in (one, two):
        with act():
            marking.accepted([(parcel, "SM1")])
    rows = [db.session.get_one(OutText, one_id) for one_id in texts]
    assert [(row.state, row.carrier_id) for row in rows] == [
        (TextState.SENT, "SM1"),
        (TextState.SENT, None),
    ]


def test_nothing_is_locked_while_the_carrier_is_spoken_to(portal: Flask) -> None:
    url = portal.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(url, connect_args={"timeout": 0.2} if "sqlite" in url else {})
    written = threading.Event()

    class Slow(Network):
        def send(self, to: str, body: str, reference: str) -> Outcome:
            with engine.begin() as other:
                if engine.dialect.name == "postgresql":
                    other.execute(text("SET LOCAL lock_timeout = '200ms'"))
                other.execute(text("UPDATE text SET tries = 7"))
            written.set()
            return super().send(to, body, reference)

    text_id = waiting(make.family().parent_id)
    Slow("http://localhost").sender.send_due()
    engine.dispose()
    assert written.is_set()
    db.session.expire_all()
    row = db.session.get_one(OutText, text_id)
    assert (row.state, row.tries) == (TextState.SENT, 7)


def test_the_line_is_let_go_once_there_is_nothing_to_send(portal: Flask) -> None:
    carrier = network(portal)
    assert (carrier.sender.send_due(), carrier.hung_up) == (0, 0)
    waiting(make.family().parent_id)
    assert (carrier.sender.send_due(), carrier.hung_up) == (1, 0)
    assert (carrier.sender.send_due(), carrier.hung_up) == (0, 1)
    assert (carrier.sender.send_due(), carrier.hung_up) == (0, 1)


def test_a_text_reaches_twilio_with_the_address_for_its_receipts(portal: Flask) -> None:
    parent_id = make.family().parent_id
    text_id = waiting(parent_id, "Dzień dobry")
    with StandIn() as twilio:
        carrier = TwilioCarrier(
            twilio.account_sid,
            twilio.auth_token,
            twilio.service,
            None,
            twilio.url,
            "http://localhost/sms/receipts",
        )
        sender = Sender(carrier, "http://localhost", 100)
        assert (sender.send_due(), sender.send_due()) == (1, 0)
        sender.close()
        (taken,) = twilio.taken
    assert (taken.to, taken.body) == (make.number_of(parent_id), "Dzień dobry")
    assert taken.status_callback == f"http://localhost/sms/receipts?ref={text_id}"
    db.session.expire_all()
    assert db.session.get_one(OutText, text_id).carrier_id == taken.sid
