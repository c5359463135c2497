"""What the carrier's list tells: which doubtful text it has, what became of one, what came in."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import dispatch, links, settling
from portal.domain.asked import open_question
from portal.domain.inbox import InText
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Parent
from portal.domain.questions import Asks, Question
from portal.domain.settling import OnList
from portal.sms import enquiries
from portal.sms.carriers.base import Answer, CameIn, Listed, Outcome, Receipt
from tests import make
from tests.conftest import Watch
from tests.phone import network
from tests.sms.test_deliver import State, send, state_of, waiting

LAG = timedelta(minutes=1)
GRACE = timedelta(minutes=2)


def lost(portal: Flask, parent_id: int, body: str = "Hello", **facts: object) -> int:
    """A text of which nobody can tell whether the carrier has it."""
    text_id = waiting(parent_id, body, **facts)
    network(portal).answers.append(Outcome(Answer.UNKNOWN))
    network(portal).sender.send_due()
    assert state_of(text_id) == State(TextState.UNKNOWN)
    return text_id


def took(portal: Flask, text_id: int, said: str | None = None, **facts: object) -> str:
    """The carrier has this text after all; returns its id for it."""
    text = db.session.get_one(OutText, text_id)
    sid = f"SM{text_id:032x}"
    usual = {"made_at": clock.now(), "receipt": Receipt.SENT}
    listed = Listed(sid, text.to, said or text.body, **{**usual, **facts})  # type: ignore[arg-type]
    network(portal).listed.append(listed)
    return sid


def settle(portal: Flask) -> int:
    return enquiries.settle(network(portal).sender)


# -- texts of which nobody can tell ------------------------------------------------------------


def test_a_text_that_stands_in_the_list_was_sent(portal: Flask, watch: Watch) -> None:
    text_id = lost(portal, make.family().parent_id)
    claimed = clock.now()
    sid = took(portal, text_id)
    watch.moment += GRACE
    assert (settle(portal), settle(portal)) == (1, 0)
    row = db.session.get_one(OutText, text_id)
    assert (row.state, row.carrier_id, row.sent_at) == (TextState.SENT, sid, claimed)
    assert send(portal) == []


def test_a_text_that_does_not_is_sent_again_and_still_first(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    text_id = lost(portal, parent_id, "first")
    waiting(parent_id, "second")
    assert send(portal) == []
    watch.moment += GRACE
    assert settle(portal) == 1
    assert state_of(text_id) == State(TextState.QUEUED)
    assert send(portal) == ["first", "second"]


def test_a_text_that_does_not_and_is_too_late_is_let_go(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    asks = Asks(Question.UNDO, ["undo"], {"booking": 1}, clock.now() + timedelta(days=1))
    text_id = lost(portal, parent_id, expires_at=clock.now() + timedelta(minutes=1), asks=asks)
    watch.moment += GRACE
    assert settle(portal) == 1
    assert state_of(text_id) == State(TextState.EXPIRED)
    assert open_question(parent_id) is None


def test_nobody_asks_before_the_list_can_know(portal: Flask, watch: Watch) -> None:
    text_id = lost(portal, make.family().parent_id)
    watch.moment += GRACE - timedelta(seconds=1)
    assert settle(portal) == 0
    assert state_of(text_id) == State(TextState.UNKNOWN)


def test_a_list_that_cannot_be_read_settles_nothing(portal: Flask, watch: Watch) -> None:
    text_id = lost(portal, make.family().parent_id)
    network(portal).silent = True
    watch.moment += timedelta(minutes=50)
    assert (settle(portal), settle(portal)) == (0, 0)
    assert state_of(text_id) == State(TextState.UNKNOWN)
    network(portal).silent = False
    assert settle(portal) == 0  # it was tried a moment ago
    watch.moment += timedelta(minutes=1)
    assert settle(portal) == 1
    assert state_of(text_id) == State(TextState.QUEUED)


def test_a_text_whose_worker_died_is_looked_for_too(portal: Flask, watch: Watch) -> None:
    taken, not_taken = (waiting(make.family().parent_id, name) for name in ("a", "b"))
    with act():
        assert len(dispatch.take("a worker that dies", 2, "http://localhost")) == 2
    took(portal, taken)
    watch.moment += GRACE
    assert settle(portal) == 2
    assert [state_of(one).state for one in (taken, not_taken)] == [TextState.SENT, TextState.QUEUED]


def test_an_open_doubt_holds_up_nobody_else(portal: Flask) -> None:
    lost(portal, make.family().parent_id)
    waiting(make.family().parent_id, "to another")
    assert send(portal) == ["to another"]


def test_a_code_does_not_wait_for_a_doubt(portal: Flask) -> None:
    parent_id = make.family().parent_id
    lost(portal, parent_id)
    waiting(parent_id, "123456", kind=Kind.CODE)
    waiting(parent_id, "a reply")
    assert send(portal) == ["123456"]


def test_a_doubt_about_a_text_that_is_too_late_holds_up_nothing(
    portal: Flask, watch: Watch
) -> None:
    parent_id = make.family().parent_id
    lost(portal, parent_id, expires_at=clock.now() + timedelta(seconds=30))
    waiting(parent_id, "later")
    assert send(portal) == []
    watch.moment += timedelta(seconds=30)
    assert send(portal) == ["later"]


@pytest.mark.parametrize(
    "said",
    [
        "Dear Amina, {here}",
        " Dear  Amina,\n{here} ",
        "Sent from your Twilio trial account - Dear Amina, {here}",
        "Dear Amina, {new}",
    ],
    ids=["as it was", "other spaces", "a trial account", "an older link"],
)
def test_a_text_is_known_by_its_words(portal: Flask, watch: Watch, said: str) -> None:
    parent_id = make.family().parent_id
    text_id = lost(portal, parent_id, "Dear Amina, {link}")
    here = f"http://localhost/t/{links.token(parent_id, 1)}"
    took(portal, text_id, said.format(here=here, new=f"http://localhost/t/{links.token(9, 9)}"))
    watch.moment += GRACE
    settle(portal)
    assert state_of(text_id) == State(TextState.SENT)


@pytest.mark.parametrize("said", ["Dear Amina", "dear Amina, bye", "Dear Amina, bye, bye", ""])
def test_other_words_are_another_text(portal: Flask, watch: Watch, said: str) -> None:
    text_id = lost(portal, make.family().parent_id, "Dear Amina, bye")
    took(portal, text_id, said or " ")
    watch.moment += GRACE
    settle(portal)
    assert state_of(text_id) == State(TextState.QUEUED)


def test_a_text_that_is_another_row_of_ours_is_not_found_again(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    waiting(parent_id, "See you soon")
    assert send(portal) == ["See you soon"]
    again = lost(portal, parent_id, "See you soon")
    watch.moment += GRACE
    settle(portal)
    assert state_of(again) == State(TextState.QUEUED)


def codes_lost(portal: Flask, watch: Watch, apart: timedelta) -> tuple[int, int]:
    """Two texts with the same words to one number, both in doubt, claimed so far apart."""
    parent_id = make.family().parent_id
    one = lost(portal, parent_id, "123456", kind=Kind.CODE)
    watch.moment += apart
    return one, lost(portal, parent_id, "123456", kind=Kind.CODE)


@pytest.mark.parametrize("apart", [timedelta(seconds=5), timedelta(minutes=20)])
def test_two_texts_with_the_same_words_each_find_their_own(
    portal: Flask, watch: Watch, apart: timedelta
) -> None:
    one, two = codes_lost(portal, watch, apart)
    sids = [took(portal, one, made_at=clock.now() - apart), took(portal, two)]
    watch.moment += GRACE
    settle(portal)
    rows = [db.session.get_one(OutText, text_id) for text_id in (one, two)]
    assert [(row.state, row.carrier_id) for row in rows] == [(TextState.SENT, sid) for sid in sids]


@pytest.mark.parametrize("first", [True, False])
def test_of_two_with_the_same_words_the_one_that_is_missing_is_sent_again(
    portal: Flask, watch: Watch, first: bool
) -> None:
    apart = timedelta(minutes=20)
    one, two = codes_lost(portal, watch, apart)
    if first:
        took(portal, one, made_at=clock.now() - apart)
    else:
        took(portal, two)
    watch.moment += GRACE
    settle(portal)
    sent, waits = (one, two) if first else (two, one)
    assert [state_of(text_id).state for text_id in (sent, waits)] == [
        TextState.SENT,
        TextState.QUEUED,
    ]


def test_the_carriers_clock_may_go_wrong(portal: Flask, watch: Watch) -> None:
    text_id = lost(portal, make.family().parent_id)
    took(portal, text_id, made_at=clock.now() - timedelta(minutes=55))
    watch.moment += GRACE
    settle(portal)
    assert state_of(text_id) == State(TextState.SENT)


def test_nothing_is_settled_while_another_text_to_the_phone_is_on_its_way(
    portal: Flask, watch: Watch
) -> None:
    parent_id = make.family().parent_id
    text_id = lost(portal, parent_id, "123456")
    watch.moment += GRACE
    code = waiting(parent_id, "123456", kind=Kind.CODE)
    with act():
        assert [one.text_id for one in dispatch.take("another", 9, "")] == [code]
    took(portal, code)
    assert settle(portal) == 0
    assert state_of(text_id) == State(TextState.UNKNOWN)


def test_what_happened_while_the_list_was_read_wins(portal: Flask, watch: Watch) -> None:
    text_id = lost(portal, make.family().parent_id)
    watch.moment += GRACE
    (doubt,) = settling.doubts(LAG, 9)
    with act() as session:
        row = session.get_one(OutText, text_id)
        row.state, row.carrier_id = TextState.SENT, "SM9"
    with act():
        assert settling.settle(doubt, []) == []
    assert state_of(text_id) == State(TextState.SENT)
    with act() as session:
        row = session.get_one(OutText, text_id)
        row.state, row.carrier_id, row.claimed_at = TextState.UNKNOWN, None, clock.now()
    with act():
        assert settling.settle(doubt, [OnList("SM9", "Hello", clock.now())]) == []
    assert state_of(text_id) == State(TextState.UNKNOWN)


def test_what_the_list_says_became_of_it_counts(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    arrived, stopped = lost(portal, make.family().parent_id), lost(portal, parent_id)
    took(portal, arrived, receipt=Receipt.DELIVERED)
    took(portal, stopped, receipt=Receipt.FAILED, code=21610)
    watch.moment += GRACE
    assert settle(portal) == 2
    assert state_of(arrived) == State(TextState.DELIVERED)
    assert state_of(stopped) == State(TextState.FAILED, "stopped texts", 21610)
    assert db.session.get_one(Parent, parent_id).opted_out_at == clock.now()


# -- receipts that never came ------------------------------------------------------------------


def test_a_text_without_a_receipt_is_asked_about_after_an_hour(portal: Flask, watch: Watch) -> None:
    text_id = waiting(make.family().parent_id)
    send(portal)
    network(portal).listed.clear()
    took(portal, text_id, receipt=Receipt.DELIVERED)
    sender = network(portal).sender
    watch.moment += timedelta(minutes=59)
    assert enquiries.follow_up(sender) == 0
    watch.moment += timedelta(minutes=1)
    assert (enquiries.follow_up(sender), enquiries.follow_up(sender)) == (1, 0)
    assert state_of(text_id) == State(TextState.DELIVERED)


def test_it_is_asked_about_every_six_hours_for_three_days(portal: Flask, watch: Watch) -> None:
    text_id = waiting(make.family().parent_id)
    send(portal)
    asked = 0
    for _ in range(24 * 5):
        watch.moment += timedelta(hours=1)
        asked += enquiries.follow_up(network(portal).sender)
    assert asked == 12
    assert state_of(text_id) == State(TextState.SENT)


def test_a_carrier_that_cannot_be_asked_is_asked_again(portal: Flask, watch: Watch) -> None:
    text_id = waiting(make.family().parent_id)
    send(portal)
    network(portal).silent = True
    watch.moment += timedelta(hours=1)
    assert enquiries.follow_up(network(portal).sender) == 0
    network(portal).silent = False
    network(portal).listed.clear()  # it has forgotten the text: nothing more will be known
    assert enquiries.follow_up(network(portal).sender) == 1
    assert state_of(text_id) == State(TextState.SENT)


# -- texts that came in, and no call told us ---------------------------------------------------


def came_in() -> list[tuple[str, str, object]]:
    query = select(InText.carrier_id, InText.body, InText.came_at).order_by(InText.id)
    return [(sid, body, at) for sid, body, at in db.session.execute(query)]


def test_a_text_nobody_told_us_of_is_taken_in_once(portal: Flask, watch: Watch) -> None:
    carrier, amina = network(portal), "+447700900023"
    before = CameIn("SM1", amina, "from before the portal", 0, clock.now() - timedelta(hours=2))
    carrier.inbound.append(before)
    assert enquiries.take_in_missing(carrier.sender) == 0
    at = clock.now() + timedelta(minutes=3)
    carrier.inbound += [
        CameIn("SM3", "07700 900023", "second", 0, at + timedelta(seconds=1)),
        CameIn("SM2", amina, "first\x00", 1, at),
    ]
    watch.moment += timedelta(minutes=5)
    assert enquiries.take_in_missing(carrier.sender) == 2
    assert enquiries.take_in_missing(carrier.sender) == 0
    assert came_in() == [("SM2", "first", at), ("SM3", "second", at + timedelta(seconds=1))]
    assert db.session.scalars(select(InText.number)).all() == [amina] * 2


def test_after_an_outage_the_list_is_read_from_where_it_was_left(
    portal: Flask, watch: Watch
) -> None:
    carrier = network(portal)
    enquiries.take_in_missing(carrier.sender)
    began = clock.now()
    carrier.silent = True
    for n in range(5):
        watch.moment += timedelta(days=1)
        carrier.inbound.append(CameIn(f"SM{n}", "+447700900023", f"{n}", 0, clock.now()))
        assert enquiries.take_in_missing(carrier.sender) == 0
    carrier.silent = False
    assert enquiries.take_in_missing(carrier.sender) == 4  # at most three days back
    assert [body for _, body, _ in came_in()] == ["1", "2", "3", "4"]
    assert settling.look_for_inbound_since() == clock.now() - settling.OVERLAP
    assert clock.now() - began == timedelta(days=5)


def test_the_segments_of_a_text_are_noted_as_it_goes(portal: Flask) -> None:
    one, two = (waiting(make.family().parent_id, body) for body in ("a" * 160, "ż" * 71))
    send(portal)
    assert [db.session.get_one(OutText, text_id).segments for text_id in (one, two)] == [1, 2]
