"""What Twilio, or the line to it, may do to a text, and what the portal makes of it."""

import logging
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from portal.sms.carriers.base import CODES, Answer, Outcome, Receipt, receipt_state
from portal.sms.carriers.twilio import TwilioCarrier
from portal.wording.delivery import LONGEST, REASONS
from tests.sms.stand_in import (
    Mishap,
    StandIn,
    Taken,
    hangs_up,
    refuses,
    says,
    slow,
    too_many,
)

RECEIPTS = "https://talk.oak.sch.uk/sms/receipts"
AMINA = "+447700900123"
WORDS = "Hello Amina. Please choose a time to talk about Zayn."


@pytest.fixture
def twilio() -> Iterator[StandIn]:
    with StandIn() as twilio:
        yield twilio


@contextmanager
def carrier_to(
    url: str,
    token: str = StandIn.auth_token,
    service: str | None = StandIn.service,
    number: str | None = None,
    timeout: float = 5.0,
) -> Iterator[TwilioCarrier]:
    account = StandIn.account_sid
    carrier = TwilioCarrier(account, token, service, number, url, RECEIPTS, timeout)
    yield carrier
    carrier.close()


@pytest.fixture
def carrier(twilio: StandIn) -> Iterator[TwilioCarrier]:
    with carrier_to(twilio.url) as carrier:
        yield carrier


def test_a_text_is_taken_as_it_was_written(twilio: StandIn, carrier: TwilioCarrier) -> None:
    words = "Dzień dobry 👍🏽\nآپ کا وقت: 16:30 & 50%+ = ok?  "
    outcome = carrier.send(AMINA, words, "17")
    assert twilio.taken == [
        Taken(f"SM{1:032x}", AMINA, words, StandIn.service, f"{RECEIPTS}?ref=17")
    ]
    assert outcome == Outcome(Answer.ACCEPTED, carrier_id=f"SM{1:032x}")


def test_a_school_with_one_number_sends_from_it(twilio: StandIn) -> None:
    with carrier_to(twilio.url, service=None, number=StandIn.number) as carrier:
        assert carrier.send(AMINA, WORDS, "a/b&c").answer is Answer.ACCEPTED
    assert twilio.taken == [
        Taken(f"SM{1:032x}", AMINA, WORDS, StandIn.number, f"{RECEIPTS}?ref=a%2Fb%26c")
    ]


def test_a_base_address_may_have_a_path(twilio: StandIn) -> None:
    with carrier_to(twilio.url + "/elsewhere/") as carrier:
        assert carrier.send(AMINA, WORDS, "1") == Outcome(Answer.MISCONFIGURED, code=20404)
    with carrier_to(twilio.url + "/") as carrier:
        assert carrier.send(AMINA, WORDS, "1").answer is Answer.ACCEPTED


@pytest.mark.parametrize(
    ("service", "number", "url"),
    [
        (None, None, "https://api.twilio.com"),
        (StandIn.service, StandIn.number, "https://api.twilio.com"),
        (StandIn.service, None, "api.twilio.com"),
        (StandIn.service, None, "ftp://api.twilio.com"),
        (StandIn.service, None, "https://"),
    ],
)
def test_a_carrier_without_one_sender_and_a_real_address_is_not_made(
    service: str | None, number: str | None, url: str
) -> None:
    with pytest.raises(ValueError), carrier_to(url, service=service, number=number):
        pass


SORTED = {
    Answer.TRY_LATER: (20429, 21611, 21730),
    Answer.BAD_NUMBER: (21211, 21265, 21266, 21268, 21612, 21614, 21635, 30005, 30006),
    Answer.OPTED_OUT: (21610,),
    Answer.MISCONFIGURED: (
        *(
            10001,
            20003,
            20005,
            20404,
            30002,
            21212,
            21408,
            21601,
            21603,
            21606,
            21607,
            21608,
            21659,
        ),
        *(21660, 21661, 21701, 21703, 21704, 21705, 70051, 90010),
    ),
    Answer.OUR_FAULT: (21602, 21604, 21609, 21617, 21619, 21658),
    Answer.ONE_MORE: (30001, 30003, 30008, 30017, 30036, 30410, 30500),
    Answer.NEVER: (30004, 30007),
    Answer.REFUSED: (20001, 20403, 21999, 63018),  # known to nobody here
}


def test_every_refusal_is_sorted(twilio: StandIn, carrier: TwilioCarrier) -> None:
    for answer, codes in SORTED.items():
        for code in codes:
            twilio.misbehave(refuses(code))
            assert carrier.send(AMINA, WORDS, "1") == Outcome(answer, code=code)
    assert twilio.taken == []


def test_the_table_of_codes_holds_what_is_tested_and_a_reason_for_each() -> None:
    known = [
        code for answer, codes in SORTED.items() if answer is not Answer.REFUSED for code in codes
    ]
    assert sorted(CODES) == sorted(known)
    assert sorted(REASONS) == sorted(CODES)
    assert [words for words in REASONS.values() if len(words) > LONGEST or words[-1] != "."] == []


@pytest.mark.parametrize(
    ("to", "body", "outcome"),
    [
        ("07700 900123", WORDS, Outcome(Answer.BAD_NUMBER, code=21211)),
        ("", WORDS, Outcome(Answer.OUR_FAULT, code=21604)),
        (AMINA, "", Outcome(Answer.OUR_FAULT, code=21602)),
        (AMINA, "x" * 1601, Outcome(Answer.OUR_FAULT, code=21617)),
        (AMINA, "👍" * 801, Outcome(Answer.OUR_FAULT, code=21617)),
        (AMINA, "half a thumb: \ud83d", Outcome(Answer.OUR_FAULT)),
    ],
)
def test_a_text_that_cannot_go_is_not_taken(
    twilio: StandIn, carrier: TwilioCarrier, to: str, body: str, outcome: Outcome
) -> None:
    assert carrier.send(to, body, "1") == outcome
    assert twilio.taken == []
    assert carrier.send(AMINA, "x" * 1600, "2").answer is Answer.ACCEPTED


@pytest.mark.parametrize("token", ["an old token", "“pasted”", "with\na new line"])
def test_a_wrong_token_stops_the_texts_and_loses_none(twilio: StandIn, token: str) -> None:
    with carrier_to(twilio.url, token=token) as carrier:
        assert carrier.send(AMINA, WORDS, "1") == Outcome(Answer.MISCONFIGURED, code=20003)
    assert twilio.taken == []


def test_a_sender_that_is_not_the_schools_stops_the_texts(twilio: StandIn) -> None:
    with carrier_to(twilio.url, service="MG" + "6" * 32) as carrier:
        assert carrier.send(AMINA, WORDS, "1") == Outcome(Answer.MISCONFIGURED, code=21701)
    with carrier_to(twilio.url, service=None, number="+447700900901") as carrier:
        assert carrier.send(AMINA, WORDS, "1") == Outcome(Answer.MISCONFIGURED, code=21606)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        (None, None),
        ("-1", None),
        ("1e9", None),
        ("9" * 400, None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_a_carrier_that_is_busy_says_when_to_come_back(
    twilio: StandIn, carrier: TwilioCarrier, said: str | None, seconds: float | None
) -> None:
    twilio.misbehave(too_many(said))
    busy = Outcome(Answer.TRY_LATER, code=20429, retry_after=seconds)
    assert carrier.send(AMINA, WORDS, "1") == busy
    assert twilio.taken == []
    assert carrier.send(AMINA, WORDS, "1").answer is Answer.ACCEPTED


def test_a_busy_proxy_in_between_is_just_as_safe_to_try_again(
    twilio: StandIn, carrier: TwilioCarrier
) -> None:
    twilio.misbehave(says(429, b"<h1>Slow down</h1>"))
    assert carrier.send(AMINA, WORDS, "1") == Outcome(Answer.TRY_LATER)


UNSURE = [
    pytest.param(says(500, b'{"code": 20500, "status": 500}', taken=True), 20500, id="500, taken"),
    pytest.param(says(500, b'{"code": 21211, "status": 500}'), 21211, id="500, not taken"),
    pytest.param(says(502, b"<h1>Bad gateway</h1>", taken=True), None, id="502"),
    pytest.param(says(503, b""), None, id="503"),
    pytest.param(says(408, b""), None, id="408"),
    pytest.param(says(201, b"<html>Thank you</html>", taken=True), None, id="201 and a page"),
    pytest.param(says(201, b"", taken=True), None, id="201 and nothing"),
    pytest.param(says(201, b"\xff\xfe{", taken=True), None, id="201 and noise"),
    pytest.param(says(201, b"[" * 100_000, taken=True), None, id="201 and a well"),
    pytest.param(says(201, b'["sid"]', taken=True), None, id="201 and a list"),
    pytest.param(says(201, b'{"status": "queued"}', taken=True), None, id="201 without id"),
    pytest.param(says(201, b'{"sid": "SM1"}', taken=True), None, id="201 and half an id"),
    pytest.param(
        says(201, b'{"sid": 17, "code": 1%030d}' % 0, taken=True), None, id="201 and numbers"
    ),
    pytest.param(says(200, b"Welcome to our wireless network"), None, id="200 of somebody else"),
    pytest.param(hangs_up(taken=True), None, id="cut after"),
    pytest.param(hangs_up(taken=False), None, id="cut before"),
]


@pytest.mark.parametrize(("mishap", "code"), UNSURE)
def test_what_may_have_been_taken_is_tried_once_and_unknown(
    twilio: StandIn, carrier: TwilioCarrier, mishap: Mishap, code: int | None
) -> None:
    twilio.misbehave(mishap)
    assert carrier.send(AMINA, WORDS, "1") == Outcome(Answer.UNKNOWN, code=code)
    assert twilio.calls == 1
    assert len(twilio.taken) == mishap.taken


def test_an_answer_that_is_too_long_in_coming_is_unknown(twilio: StandIn) -> None:
    twilio.misbehave(slow(60))
    with carrier_to(twilio.url, timeout=0.5) as carrier:
        assert carrier.send(AMINA, WORDS, "1") == Outcome(Answer.UNKNOWN)
    assert [text.body for text in twilio.taken] == [WORDS]


@pytest.mark.parametrize("status", [301, 307, 403, 404, 405, 451])
def test_an_answer_that_is_not_the_carriers_stops_the_texts_and_loses_none(
    twilio: StandIn, carrier: TwilioCarrier, status: int
) -> None:
    with StandIn() as elsewhere:
        twilio.misbehave(says(status, b"<h1>Not here</h1>", location=elsewhere.url))
        assert carrier.send(AMINA, WORDS, "1") == Outcome(Answer.MISCONFIGURED)
        assert elsewhere.calls == 0


def test_a_carrier_that_nobody_reaches_has_taken_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = Outcome(Answer.TRY_LATER)
    with socket.create_server(("127.0.0.1", 0)) as gone:
        closed_port = gone.getsockname()[1]
    with carrier_to(f"http://127.0.0.1:{closed_port}") as carrier:
        assert carrier.send(AMINA, WORDS, "1") == waits
    with carrier_to(f"https://127.0.0.1:{closed_port}") as carrier:
        assert carrier.send(AMINA, WORDS, "1") == waits
    with carrier_to("https://carrier.invalid") as carrier:
        assert carrier.send(AMINA, WORDS, "1") == waits
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port}")
    with carrier_to("https://carrier.invalid") as carrier:
        assert carrier.send(AMINA, WORDS, "1") == waits


def test_a_line_that_never_opens_has_carried_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as silent:
        url = f"127.0.0.1:{silent.getsockname()[1]}"
        # It lets one line in and never speaks on it. The next it does not even let in.
        with carrier_to(f"https://{url}", timeout=0.2) as carrier:
            assert carrier.send(AMINA, WORDS, "1") == Outcome(Answer.TRY_LATER)
        with carrier_to(f"http://{url}", timeout=0.2) as carrier:
            assert carrier.send(AMINA, WORDS, "1") == Outcome(Answer.TRY_LATER)


def test_a_line_that_is_not_encrypted_after_all_has_carried_nothing(twilio: StandIn) -> None:
    with carrier_to(twilio.url.replace("http:", "https:")) as carrier:
        assert carrier.send(AMINA, WORDS, "1") == Outcome(Answer.TRY_LATER)
    assert (twilio.calls, twilio.taken) == (0, [])


def test_a_line_that_the_carrier_closed_meanwhile_is_not_used_again(
    twilio: StandIn, carrier: TwilioCarrier
) -> None:
    assert carrier.send(AMINA, "one", "1").answer is Answer.ACCEPTED
    twilio.drop_idle_lines()
    assert carrier.send(AMINA, "two", "2").answer is Answer.ACCEPTED
    carrier.close()
    assert carrier.send(AMINA, "three", "3").answer is Answer.ACCEPTED
    assert [text.body for text in twilio.taken] == ["one", "two", "three"]


def test_many_threads_send_each_text_once(twilio: StandIn, carrier: TwilioCarrier) -> None:
    for mishap in (too_many("1"), refuses(21614), says(500, b"", taken=True), hangs_up(taken=True)):
        twilio.misbehave(mishap, calls=5)
    references = [str(n) for n in range(200)]
    with ThreadPoolExecutor(16) as threads:
        outcomes = list(threads.map(lambda n: carrier.send(AMINA, f"text {n}", n), references))
    answers = [outcome.answer for outcome in outcomes]
    assert [answers.count(answer) for answer in Answer] == [180, 5, 10, 5, *[0] * 7]
    assert twilio.calls == 200
    taken = {text.sid: text.body for text in twilio.taken}
    told: dict[str | None, str] = {
        outcome.carrier_id: f"text {n}"
        for n, outcome in zip(references, outcomes, strict=True)
        if outcome.answer is Answer.ACCEPTED
    }
    unsure = [
        f"text {n}"
        for n, outcome in zip(references, outcomes, strict=True)
        if outcome.answer is Answer.UNKNOWN
    ]
    assert {sid: body for sid, body in taken.items() if sid in told} == told
    assert sorted(body for sid, body in taken.items() if sid not in told) == sorted(unsure)


def test_the_log_says_which_text_and_why_but_no_number_name_or_word(
    twilio: StandIn, carrier: TwilioCarrier, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for mishap in (Mishap(), refuses(21211), hangs_up(taken=True)):
        twilio.misbehave(mishap)
        carrier.send(AMINA, WORDS, "17")
    carrier.send(AMINA, WORDS + "\ud83d", "18")
    ours = [record.getMessage() for record in caplog.records if "portal" in record.name]
    assert ours == [
        "text 17: HTTP 400, code 21211, bad_number",
        "text 17: ProtocolError, unknown",
        "text 18: not valid Unicode",
    ]
    private = (AMINA[1:], "Amina", "Zayn", StandIn.auth_token)
    assert [word for word in private if word in caplog.text] == []


@pytest.mark.parametrize(
    ("status", "code", "state"),
    [
        ("accepted", None, Receipt.SENT),
        ("scheduled", None, Receipt.SENT),
        ("queued", None, Receipt.SENT),
        ("sending", None, Receipt.SENT),
        ("sent", None, Receipt.SENT),
        ("delivered", None, Receipt.DELIVERED),
        ("read", None, Receipt.DELIVERED),
        ("undelivered", 30003, Receipt.UNDELIVERED),
        ("failed", 21610, Receipt.FAILED),
        ("failed", None, Receipt.FAILED),
        ("canceled", None, Receipt.FAILED),
        ("received", None, None),
        ("receiving", None, None),
        ("a word of next year", None, None),
        ("a word of next year", 0, None),
        ("a word of next year", 30999, Receipt.UNDELIVERED),
        ("", None, None),
        ("DELIVERED", None, None),
    ],
)
def test_what_a_receipt_says(status: str, code: int | None, state: Receipt | None) -> None:
    assert receipt_state(status, code) is state
