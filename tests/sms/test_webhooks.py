"""What the carrier, or somebody who only says so, can bring in."""

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import people
from portal.domain.inbox import InText
from portal.domain.outbox import OutText
from portal.domain.people import Parent, School
from portal.gates import gate_of
from portal.web import limits
from tests.phone import post, text_in, texting
from tests.sms.stand_in import StandIn, inbound_form, signature
from tests.sms.test_receipts import receipt, sent

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
