"""When the carrier refuses our settings or cannot be reached: nothing is lost, and it goes on."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.db import act, db
from portal.domain import dispatch, line
from portal.domain.line import Standing, WhyStill
from portal.domain.outbox import OutText, TextState, Urgency
from portal.domain.people import Parent
from portal.sms import outcomes
from portal.sms.carriers.base import Answer, Outcome, Receipt
from portal.sms.deliver import Sender
from tests import make
from tests.conftest import Watch
from tests.phone import Network, network
from tests.sms.test_deliver import State, send, state_of, tasks, waiting

WRONG_TOKEN = Outcome(Answer.MISCONFIGURED, code=20003)
REFUSED = Outcome(Answer.TRY_LATER)


def in_poland() -> int:
    """A parent with a Polish number."""
    parent_id = make.family().parent_id
    with act() as session:
        session.get_one(Parent, parent_id).number = f"+485012345{parent_id % 100:02}"
    return parent_id


def sent(portal: Flask) -> int:
    return network(portal).sender.send_due()


def test_wrong_settings_stop_everything_and_lose_nothing(portal: Flask, watch: Watch) -> None:
    texts = [waiting(make.family().parent_id, f"text {n}") for n in range(3)]
    began = clock.now()
    network(portal).answers += [WRONG_TOKEN] * 3
    sent(portal)
    assert [state_of(one).state for one in texts] == [TextState.QUEUED] * 3
    network(portal).answers.clear()
    watch.moment += timedelta(seconds=59)
    assert sent(portal) == 0
    assert line.standstills() == [Standing("", WhyStill.SETTINGS, 20003, began, 3)]
    watch.moment += timedelta(seconds=1)
    assert send(portal) and sorted(body for _, body in network(portal).brought) == [
        "text 0",
        "text 1",
        "text 2",
    ]
    assert line.standstills() == []
    assert tasks() == []


def test_one_text_a_minute_tries_whoever_sends_it(portal: Flask, watch: Watch) -> None:
    for n in range(5):
        waiting(make.family().parent_id, f"text {n}")
    with act():
        line.stand_still(WhyStill.SETTINGS, 20003)
    tried = []
    for _ in range(3):
        watch.moment += timedelta(minutes=1)
        with act():
            tried.append(len(dispatch.take("one", 9, "")))
        with act():
            tried.append(len(dispatch.take("another", 9, "")))
    assert tried == [1, 0] * 3


def test_the_text_that_tried_lets_another_try(portal: Flask, watch: Watch) -> None:
    # A trial account texts only some numbers: one that it refuses must not stand in front for ever.
    refused = waiting(make.family().parent_id, "refused", urgency=Urgency.AT_ONCE)
    waiting(make.family().parent_id, "goes out")
    network(portal).answers.append(Outcome(Answer.MISCONFIGURED, code=21608))
    with act():
        line.stand_still(WhyStill.SETTINGS, 21608)
    watch.moment += timedelta(minutes=1)
    assert send(portal) == []
    watch.moment += timedelta(seconds=59)
    assert send(portal) == []
    watch.moment += timedelta(minutes=1)
    assert send(portal)[0] == "refused"
    assert state_of(refused).state == TextState.SENT


def test_what_was_on_its_way_as_it_began_does_not_end_it(portal: Flask) -> None:
    for n in range(3):
        waiting(make.family().parent_id, f"text {n}")
    network(portal).answers.append(WRONG_TOKEN)
    sent(portal)
    assert [one.why for one in line.standstills()] == [WhyStill.SETTINGS]


def test_texts_run_out_meanwhile(portal: Flask, watch: Watch) -> None:
    text_id = waiting(make.family().parent_id, expires_at=clock.now() + timedelta(minutes=5))
    with act():
        line.stand_still(WhyStill.SETTINGS, 20003)
    watch.moment += timedelta(minutes=5)
    assert sent(portal) == 0
    assert state_of(text_id) == State(TextState.EXPIRED)


def test_a_country_that_may_not_be_texted_does_not_silence_the_school(
    portal: Flask, watch: Watch
) -> None:
    abroad = waiting(in_poland(), "to Poland", urgency=Urgency.AT_ONCE)
    also_abroad = waiting(in_poland(), "also to Poland")
    network(portal).answers.append(Outcome(Answer.MISCONFIGURED, code=21408))
    # The first answer is there before the second goes.
    one_at_a_time = Network("http://localhost")
    one_at_a_time.answers = network(portal).answers
    one_at_a_time.sender = Sender(one_at_a_time, "http://localhost", texts_per_second=1)
    one_at_a_time.sender.send_due()
    watch.moment += timedelta(seconds=5)
    waiting(make.family().parent_id, "at home")
    assert send(portal) == ["at home"]
    assert [state_of(one).state for one in (abroad, also_abroad)] == [TextState.QUEUED] * 2
    (standing,) = line.standstills()
    assert (standing.country, standing.code, standing.texts) == ("+48", 21408, 2)
    watch.moment += timedelta(minutes=2)
    assert sorted(send(portal)) == ["also to Poland", "at home", "to Poland"]
    assert line.standstills() == []


def test_a_carrier_nobody_reaches_leaves_texts_waiting(portal: Flask, watch: Watch) -> None:
    texts = [waiting(make.family().parent_id, f"text {n}") for n in range(30)]
    network(portal).answers += [REFUSED] * 60
    sent(portal)
    assert [one.why for one in line.standstills()] == [WhyStill.UNREACHABLE]
    assert {state_of(one).state for one in texts} == {TextState.QUEUED}
    began = clock.now()
    tried = []
    while len(network(portal).answers) > 20:
        watch.moment += timedelta(seconds=15)
        if sent(portal):
            tried.append(round((clock.now() - began).total_seconds()))
    waits = [after - before for before, after in zip([0, *tried], tried, strict=False)]
    assert waits[:6] == [15, 30, 60, 120, 240, 300]
    network(portal).answers.clear()
    watch.moment += timedelta(minutes=15)
    send(portal)
    watch.moment += timedelta(minutes=15)
    assert len(send(portal)) == 30
    assert line.standstills() == []


def test_a_carrier_that_breaks_each_time_counts_as_out_of_reach(portal: Flask) -> None:
    for n in range(40):
        waiting(make.family().parent_id, f"text {n}")
    network(portal).answers += [Outcome(Answer.UNKNOWN)] * 40
    sent(portal)
    states = [row.state for row in db.session.query(OutText)]
    assert states.count(TextState.QUEUED) > 0
    assert [one.why for one in line.standstills()] == [WhyStill.UNREACHABLE]


def test_a_good_answer_in_between_shows_that_it_is_there(portal: Flask) -> None:
    for n in range(28):
        waiting(make.family().parent_id, f"text {n}")
    for _ in range(4):
        network(portal).answers += [REFUSED] * 3 + [Outcome(Answer.REFUSED, code=21999)]
    sent(portal)
    assert line.standstills() == []


def test_an_account_suspended_after_the_fact_keeps_its_texts(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    first = waiting(parent_id, "first", expires_at=clock.now() + timedelta(hours=9))
    send(portal)
    outcomes.report(first, f"SM{first:032x}", Receipt.FAILED, 30002)
    waiting(make.family().parent_id, "waits")
    assert (sent(portal), [one.code for one in line.standstills()]) == (0, [30002])
    assert tasks() == []
    watch.moment += timedelta(minutes=1, seconds=1)
    # The carrier takes it as it took the first: that shows nothing yet.
    assert (sent(portal), sent(portal)) == (1, 0)
    tried = db.session.query(OutText).filter_by(state=TextState.SENT).one()
    outcomes.report(None, str(tried.carrier_id), Receipt.FAILED, 30002)
    watch.moment += timedelta(minutes=30)
    assert sent(portal) == 1
    tried = db.session.query(OutText).filter_by(state=TextState.SENT).one()
    outcomes.report(None, str(tried.carrier_id), Receipt.DELIVERED, None)
    assert line.standstills() == []
    send(portal)
    said = [body for _, body in network(portal).brought]
    assert sorted(set(said)) == ["first", "waits"]
    rows = db.session.query(OutText).filter(OutText.state == TextState.QUEUED).count()
    assert rows == 0


@pytest.mark.parametrize(
    ("number", "country"),
    [("+447700900123", "+44"), ("+48501234567", "+48"), ("+353851234567", "+353")],
)
def test_a_country_is_known_by_its_calling_code(number: str, country: str) -> None:
    assert line.country_of(number) == country
