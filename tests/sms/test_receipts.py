"""What became of a text, as the carrier tells it: early, late, twice and out of order."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import marking, outbox
from portal.domain.asked import open_question
from portal.domain.dispatch import Parcel
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Parent
from portal.domain.questions import Asks, Question
from portal.domain.tasks import Task, TaskKind
from tests import make
from tests.conftest import Watch
from tests.phone import network, post, texting
from tests.sms.stand_in import StandIn, signature

AMINA = "+447700900023"


# -- receipts ----------------------------------------------------------------------------------


def sent(**facts: Any) -> int:
    """A text the carrier has, with the id SM1, and another that must not be touched."""
    family = make.family()
    ids = []
    for name in ("SM1", "SM2"):
        with act():
            made = outbox.queue(
                kind=Kind.REPLY,
                to=make.number_of(family.parent_id),
                language="en",
                body=name,
                parent_id=family.parent_id,
            )
        assert made
        ids.append(made)
        with act() as session:
            row = session.get_one(OutText, made)
            row.state, row.carrier_id, row.sent_at = TextState.SENT, name, clock.now()
    with act() as session:
        row = session.get_one(OutText, ids[0])
        for field, value in facts.items():
            setattr(row, field, value)
    return ids[0]


def parcel(text_id: int) -> Parcel:
    return Parcel(text_id, AMINA, "SM1", "a worker", clock.now(), 0, 0)


def receipt(portal: Flask, status: str, *, sid: str = "SM1", code: str = "", ref: str = "") -> int:
    form = {"MessageSid": sid, "MessageStatus": status, "To": AMINA}
    if code:
        form["ErrorCode"] = code
    return post(portal, "/sms/receipts", form, query=f"ref={ref}" if ref else "")


def states() -> list[TextState]:
    db.session.expire_all()
    return list(db.session.scalars(select(OutText.state).order_by(OutText.id)))


def test_a_receipt_finds_its_text_by_the_carriers_id(portal: Flask) -> None:
    sent()
    assert receipt(portal, "delivered") == 200
    assert states() == [TextState.DELIVERED, TextState.SENT]


def test_a_receipt_may_come_before_we_know_the_id(portal: Flask) -> None:
    text_id = sent(state=TextState.SENDING, carrier_id=None, sent_at=None)
    assert receipt(portal, "sent", sid="SM9", ref=str(text_id)) == 200
    with act():
        marking.accepted([(parcel(text_id), "SM9")])
    row = db.session.get_one(OutText, text_id)
    assert (row.state, row.carrier_id, row.sent_at) == (TextState.SENT, "SM9", clock.now())
    assert states() == [TextState.SENT, TextState.SENT]


@pytest.mark.parametrize("state", [TextState.UNKNOWN, TextState.QUEUED])
def test_a_receipt_settles_what_we_were_not_sure_of(portal: Flask, state: TextState) -> None:
    text_id = sent(state=state, carrier_id=None, sent_at=None)
    assert receipt(portal, "delivered", sid="SM9", ref=str(text_id)) == 200
    assert states() == [TextState.DELIVERED, TextState.SENT]
    assert network(portal).sender.send_due() == 0


def test_a_reference_does_not_change_a_text_with_another_id(portal: Flask) -> None:
    text_id = sent()
    assert receipt(portal, "delivered", sid="SM99", ref=str(text_id)) == 200
    assert states() == [TextState.SENT, TextState.SENT]


@pytest.mark.parametrize(
    ("news", "ends"),
    [
        (["sent", "delivered", "sent"], TextState.DELIVERED),
        (["delivered", "undelivered"], TextState.DELIVERED),
        (["undelivered", "sent", "failed"], TextState.UNDELIVERED),
        (["undelivered", "delivered"], TextState.DELIVERED),
        (["queued", "sending", "a new word"], TextState.SENT),
        (["failed", "delivered", "delivered"], TextState.DELIVERED),
    ],
)
def test_states_only_move_up(portal: Flask, news: list[str], ends: TextState) -> None:
    sent()
    for status in news:
        assert receipt(portal, status, code="30007" if status == "undelivered" else "") == 200
    assert states() == [ends, TextState.SENT]


@pytest.mark.parametrize("state", [TextState.CANCELLED, TextState.SKIPPED, TextState.EXPIRED])
def test_what_never_went_out_stays_so(portal: Flask, state: TextState) -> None:
    sent(state=state)
    assert receipt(portal, "delivered") == 200
    assert states() == [state, TextState.SENT]


def test_a_text_that_did_not_arrive_is_a_task_once(portal: Flask) -> None:
    text_id = sent()
    for _ in range(2):
        assert receipt(portal, "undelivered", code="30007") == 200
    row = db.session.get_one(OutText, text_id)
    assert (row.state, row.carrier_code) == (TextState.UNDELIVERED, 30007)
    assert db.session.scalars(select(Task.kind)).all() == [TaskKind.TEXT_FAILED]


def test_stop_told_by_a_receipt_is_stop(portal: Flask) -> None:
    text_id = sent()
    assert receipt(portal, "failed", code="21610") == 200
    row = db.session.get_one(OutText, text_id)
    assert (row.state, row.why) == (TextState.FAILED, "stopped texts")
    assert db.session.get_one(Parent, row.parent_id).opted_out_at == clock.now()
    assert db.session.scalars(select(Task.kind)).all() == []


@pytest.mark.parametrize("ref", ["0", "-1", "99999999999999999999", "1%20OR%201", "abc", "9999"])
def test_a_receipt_that_is_not_ours_changes_nothing(portal: Flask, ref: str) -> None:
    sent()
    assert receipt(portal, "delivered", sid="SM99", ref=ref) == 200
    assert receipt(portal, "delivered", sid="", ref=ref) == 200
    assert states() == [TextState.SENT, TextState.SENT]


def test_an_unsigned_receipt_changes_nothing(portal: Flask, browser: FlaskClient) -> None:
    sent()
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    assert post(portal, "/sms/receipts", form, signed_with="a guess") == 403
    signed = signature("http://localhost/sms/receipts?ref=1", form, StandIn.auth_token)
    with texting(portal):
        answer = browser.post(
            "/sms/receipts?ref=2", data=form, headers={"X-Twilio-Signature": signed}
        )
    assert answer.status_code == 403
    assert states() == [TextState.SENT, TextState.SENT]


# -- what follows from bad news ----------------------------------------------------------------


def rows() -> list[tuple[str, TextState, int | None]]:
    db.session.expire_all()
    query = select(OutText.body, OutText.state, OutText.second_try_of).order_by(OutText.id)
    return [(body, state, first) for body, state, first in db.session.execute(query)]


def task_kinds() -> list[TaskKind]:
    return list(db.session.scalars(select(Task.kind).order_by(Task.id)))


@pytest.mark.parametrize("code", ["30001", "30003", "30008", "30017", "30036", "30410", "30500"])
def test_some_texts_are_tried_once_more_and_no_more(portal: Flask, watch: Watch, code: str) -> None:
    asks = Asks(Question.UNDO, ["undo"], {"booking": 1}, clock.now() + timedelta(days=1))
    family = make.family()
    with act():
        first = outbox.queue(
            kind=Kind.REPLY,
            to=make.number_of(family.parent_id),
            language="en",
            body="Hello",
            parent_id=family.parent_id,
            key="once",
            asks=asks,
        )
    network(portal).sender.send_due()
    assert receipt(portal, "undelivered", sid=f"SM{first:032x}", code=code) == 200
    assert rows() == [("Hello", TextState.UNDELIVERED, None), ("Hello", TextState.QUEUED, first)]
    question = open_question(family.parent_id)
    assert question is not None and question.second_try_of == first
    watch.moment += timedelta(minutes=14)
    assert network(portal).sender.send_due() == 0
    watch.moment += timedelta(minutes=1)
    assert network(portal).sender.send_due() == 1
    assert task_kinds() == []
    second = db.session.scalars(select(OutText.carrier_id).where(OutText.id != first)).one()
    for _ in range(2):
        assert receipt(portal, "undelivered", sid=str(second), code=code) == 200
    assert rows()[1:] == [("Hello", TextState.UNDELIVERED, first)]
    assert task_kinds() == [TaskKind.TEXT_FAILED]
    assert open_question(family.parent_id) is None


def test_a_second_attempt_that_would_come_too_late_is_a_task(portal: Flask) -> None:
    text_id = sent(expires_at=clock.now() + timedelta(minutes=15))
    assert receipt(portal, "undelivered", code="30003") == 200
    assert states() == [TextState.UNDELIVERED, TextState.SENT]
    assert task_kinds() == [TaskKind.TEXT_FAILED]
    assert db.session.get_one(OutText, text_id).why == (
        "The phone was off or out of reach for too long."
    )


@pytest.mark.parametrize("code", ["30005", "30006", "21614"])
def test_a_number_that_no_longer_works_is_one_task(portal: Flask, code: str) -> None:
    text_id = sent()
    waits = outbox_text(db.session.get_one(OutText, text_id).parent_id)
    for sid in ("SM1", "SM2"):
        assert receipt(portal, "undelivered", sid=sid, code=code) == 200
    assert network(portal).sender.send_due() == 0
    assert task_kinds() == [TaskKind.WRONG_NUMBER]
    row = db.session.get_one(OutText, waits)
    assert (row.state, row.why) == (TextState.SKIPPED, "wrong number")


def outbox_text(parent_id: int | None) -> int:
    assert parent_id
    with act():
        made = outbox.queue(
            kind=Kind.REPLY,
            to=make.number_of(parent_id),
            language="en",
            body="One more",
            parent_id=parent_id,
        )
    assert made
    return made


@pytest.mark.parametrize("code", ["30004", "30007", "63999", ""])
def test_others_are_never_tried_again_and_are_a_task(portal: Flask, code: str) -> None:
    sent()
    assert receipt(portal, "undelivered", code=code) == 200
    assert states() == [TextState.UNDELIVERED, TextState.SENT]
    assert task_kinds() == [TaskKind.TEXT_FAILED]
