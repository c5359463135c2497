"""What the carrier, or somebody who only says so, can bring in."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import marking, outbox, people
from portal.domain.asked import open_question
from portal.domain.dispatch import Parcel
from portal.domain.inbox import InText
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Parent, School
from portal.domain.questions import Asks, Question
from portal.domain.tasks import Task, TaskKind
from portal.gates import gate_of
from portal.web import limits
from tests import make
from tests.conftest import Watch
from tests.phone import network, post, text_in, texting
from tests.sms.stand_in import StandIn, inbound_form, signature

AMINA = "+447700900023"


def stored() -> list[tuple[str, str, int]]:
    query = select(InText.number, InText.body, InText.pictures).order_by(InText.id)
    return [(number, body, pictures) for number, body, pictures in db.session.execute(query)]


# -- texts that come in ------------------------------------------------------------------------


def test_a_text_is_stored_and_answered_with_nothing(portal: Flask, browser: FlaskClient) -> None:
    form = inbound_form(AMINA, "Hello, is this the school? ", "SM1")
    with texting(portal):
        answer = browser.post(
            "/sms/inbound",
            data=form,
            headers={
                "X-Twilio-Signature": signature(
                    "http://localhost/sms/inbound", form, StandIn.auth_token
                )
            },
        )
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.get_data(as_text=True) == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    assert stored() == [(AMINA, "Hello, is this the school? ", 0)]
    assert db.session.scalars(select(InText.came_at)).one() == clock.now()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "   ",
        "😀" * 1600,
        "null\x00 inside",
        "تین \u202e right to left",
        "a=b&c=d+%zz",
        "x" * 10_000,
    ],
    ids=["empty", "blank", "emoji", "null", "direction", "punctuation", "long"],
)
def test_any_words_are_taken_in(portal: Flask, body: str) -> None:
    assert text_in(portal, AMINA, body) == 200
    assert stored() == [(AMINA, body.replace("\x00", "")[:2000], 0)]


def test_a_picture_without_words_is_taken_in(portal: Flask) -> None:
    assert text_in(portal, AMINA, "", pictures=2) == 200
    assert stored() == [(AMINA, "", 2)]


def test_half_a_character_is_taken_in_as_a_question_mark(
    portal: Flask, browser: FlaskClient
) -> None:
    seen = {"From": AMINA, "Body": "half \ufffd\ufffd\ufffd done", "MessageSid": "SM1"}
    sent = f"From={quote(AMINA)}&Body=half+%ED%A0%BD+done&MessageSid=SM1"
    with texting(portal):
        answer = browser.post(
            "/sms/inbound",
            data=sent,
            content_type="application/x-www-form-urlencoded",
            headers={
                "X-Twilio-Signature": signature(
                    "http://localhost/sms/inbound", seen, StandIn.auth_token
                )
            },
        )
    assert answer.status_code == 200
    assert stored() == [(AMINA, "half \ufffd\ufffd\ufffd done", 0)]


def test_fields_nobody_has_heard_of_are_welcome(portal: Flask) -> None:
    form = {**inbound_form(AMINA, "hi", "SM1"), "Zodiac": "", "Two": ["b", "a"]}
    assert post(portal, "/sms/inbound", form) == 200
    assert stored() == [(AMINA, "hi", 0)]


@pytest.mark.parametrize(
    ("sender", "kept"),
    [
        ("07700 900023", AMINA),
        ("+48501234567", "+48501234567"),
        ("O2", "O2"),
        ("60777", "60777"),
        ("", ""),
        ("A name that is far longer than a number may be", "A name that is far longer than"),
    ],
)
def test_the_sender_is_kept_as_we_keep_numbers(portal: Flask, sender: str, kept: str) -> None:
    assert text_in(portal, sender, "hi") == 200
    assert stored() == [(kept, "hi", 0)]


def test_a_text_that_comes_twice_is_one_text(portal: Flask) -> None:
    assert [text_in(portal, AMINA, "2", sid="SM7") for _ in range(2)] == [200, 200]
    assert text_in(portal, AMINA, "2", sid="SM8") == 200
    assert len(stored()) == 2


def test_a_text_without_an_id_is_known_by_what_it_says(portal: Flask) -> None:
    form = {"From": AMINA, "Body": "no id"}
    assert [post(portal, "/sms/inbound", form) for _ in range(2)] == [200, 200]
    assert post(portal, "/sms/inbound", {**form, "Body": "another"}) == 200
    assert [body for _, body, _ in stored()] == ["no id", "another"]


def test_an_unsigned_text_changes_nothing(portal: Flask, browser: FlaskClient) -> None:
    form = inbound_form(AMINA, "STOP", "SM1")
    assert post(portal, "/sms/inbound", form, signed_with="a guess") == 403
    with texting(portal):
        assert browser.post("/sms/inbound", data=form).status_code == 403
        changed = browser.post(
            "/sms/inbound",
            data={**form, "From": "+447700900024"},
            headers={
                "X-Twilio-Signature": signature(
                    "http://localhost/sms/inbound", form, StandIn.auth_token
                )
            },
        )
    assert changed.status_code == 403
    assert stored() == []


def test_a_school_without_a_carrier_believes_nobody(portal: Flask, browser: FlaskClient) -> None:
    form = inbound_form(AMINA, "hi", "SM1")
    for token in ("", "None", StandIn.auth_token):
        signed = signature("http://localhost/sms/inbound", form, token)
        with texting(portal, twilio=None):
            answer = browser.post("/sms/inbound", data=form, headers={"X-Twilio-Signature": signed})
        assert answer.status_code == 403
    assert stored() == []


def test_a_burst_of_calls_is_not_turned_away(portal: Flask) -> None:
    flooding = limits.limiter.enabled
    limits.limiter.enabled = True
    answers = {text_in(portal, AMINA, "hi", sid="SM1") for _ in range(601)}
    limits.limiter.enabled = flooding
    assert answers == {200}


def test_the_webhooks_declare_their_gate(portal: Flask) -> None:
    gates = {
        rule.rule: gate_of(portal.view_functions[rule.endpoint])
        for rule in portal.url_map.iter_rules()
        if rule.rule.startswith(("/sms", "/voice"))
    }
    assert {path: gate and gate.who for path, gate in gates.items()} == {
        "/sms/inbound": "anyone",
        "/sms/receipts": "anyone",
        "/voice/inbound": "anyone",
    }


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


# -- bad input ---------------------------------------------------------------------------------


def test_a_signed_call_that_is_played_again_changes_nothing(portal: Flask) -> None:
    text_id = sent()
    for _ in range(3):
        assert text_in(portal, AMINA, "STOP", sid="SM7") == 200
        assert receipt(portal, "failed", code="21610") == 200
    assert len(stored()) == 1
    parent_id = db.session.get_one(OutText, text_id).parent_id
    with act() as session:
        session.get_one(Parent, parent_id).opted_out_at = None  # they wrote START meanwhile
    assert receipt(portal, "failed", code="21610") == 200
    assert db.session.get_one(Parent, parent_id).opted_out_at is None


@pytest.mark.parametrize(
    ("charset", "body", "kept"),
    [
        ("utf-8", "D%C5%82ugi%20text", "Długi text"),
        ("UTF-8; boundary=x", "D%C5%82ugi", "Długi"),
        ("iso-8859-1", "caf%E9", "caf\ufffd"),
        ("utf-16", "%FE%FF%00h", "\ufffd\ufffdh"),
        ("no such thing", "hi", "hi"),
    ],
)
def test_whatever_encoding_a_call_claims_it_is_taken_in(
    portal: Flask, browser: FlaskClient, charset: str, body: str, kept: str
) -> None:
    seen = {"From": AMINA, "Body": kept if "%00" not in body else "\ufffd\ufffd\x00h"}
    seen["MessageSid"] = "SM1"
    with texting(portal):
        answer = browser.post(
            "/sms/inbound",
            data=f"From={quote(AMINA)}&Body={body}&MessageSid=SM1",
            content_type=f"application/x-www-form-urlencoded; charset={charset}",
            headers={
                "X-Twilio-Signature": signature(
                    "http://localhost/sms/inbound", seen, StandIn.auth_token
                )
            },
        )
    assert answer.status_code == 200
    assert stored() == [(AMINA, kept, 0)]


@pytest.mark.parametrize(
    "sender",
    [
        *("+447700900023", "07700900023", "07700 900 023", "00447700900023", "0044 7700-900023"),
        *("447700900023", "+44 (0)7700 900023", "٠٧٧٠٠٩٠٠٠٢٣", "+44\u00a07700\u2011900\u2011023"),
    ],
)
def test_a_number_in_any_national_format_is_one_number(portal: Flask, sender: str) -> None:
    assert text_in(portal, sender, "hi") == 200
    assert stored() == [(AMINA, "hi", 0)]


# -- somebody rings the number that texts come from --------------------------------------------


def ring(portal: Flask, to: str = StandIn.number, signed_with: str | None = None) -> str:
    form = {"CallSid": "CA1", "From": AMINA, "To": to, "CallStatus": "ringing"}
    address = "http://localhost/voice/inbound"
    with texting(portal):
        answer = portal.test_client().post(
            "/voice/inbound",
            data=form,
            headers={
                "X-Twilio-Signature": signature(address, form, signed_with or StandIn.auth_token)
            },
        )
    return answer.get_data(as_text=True) if answer.status_code == 200 else answer.status


XML = '<?xml version="1.0" encoding="UTF-8"?>'
SORRY = (
    f'{XML}<Response><Say language="en-GB">This number is for texts only. Please ring the'
    " school.</Say></Response>"
)


def test_a_call_is_put_through_to_the_school(portal: Flask) -> None:
    assert ring(portal) == f"{XML}<Response><Dial>+441632960100</Dial></Response>"
    assert ring(portal, signed_with="a guess") == "403 FORBIDDEN"


@pytest.mark.parametrize("phone", ["ask at the door", "", StandIn.number])
def test_a_school_that_cannot_be_rung_says_so(portal: Flask, phone: str) -> None:
    with act() as session:
        session.scalars(select(School)).one().phone = phone
    people.forget_school()
    assert ring(portal) == SORRY
