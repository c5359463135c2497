"""What Twilio's own lists tell, and what the portal makes of a list that it cannot read."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from portal.sms.carriers import twilio as carrier_module
from portal.sms.carriers.base import CameIn, CannotTell, Listed, Receipt
from portal.sms.carriers.twilio import TwilioCarrier
from tests.sms.stand_in import Mishap, StandIn, hangs_up, says, slow, too_many
from tests.sms.test_twilio_carrier import AMINA, WORDS, carrier_to

OTHER = "+447700900124"


@pytest.fixture
def twilio() -> Iterator[StandIn]:
    with StandIn() as twilio:
        yield twilio


@pytest.fixture
def carrier(twilio: StandIn) -> Iterator[TwilioCarrier]:
    with carrier_to(twilio.url) as carrier:
        yield carrier


def just_now() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


def listed(carrier: TwilioCarrier, number: str = AMINA) -> list[str]:
    return [one.body for one in carrier.sent_to(number, just_now())]


def test_what_was_sent_to_a_number_is_listed(twilio: StandIn, carrier: TwilioCarrier) -> None:
    words = "Dzień dobry 👍🏽\nآپ کا وقت"
    sid = carrier.send(AMINA, words, "1").carrier_id
    carrier.send(OTHER, "to another", "2")
    twilio.lists_inbound("SM9", AMINA, "from the phone")
    (one,) = carrier.sent_to(AMINA, just_now())
    made_at = one.made_at
    assert one == Listed(str(sid), AMINA, words, made_at, Receipt.SENT)
    assert abs(made_at - datetime.now(UTC)) < timedelta(seconds=5)
    record = twilio.records[str(sid)]
    record.status, record.error_code = "undelivered", 30003
    assert carrier.look_up(str(sid)) == Listed(
        str(sid), AMINA, words, made_at, Receipt.UNDELIVERED, 30003
    )
    assert carrier.look_up("SM" + "f" * 32) is None


def test_the_list_lags_behind(twilio: StandIn, carrier: TwilioCarrier) -> None:
    twilio.list_lag = timedelta(hours=1)
    carrier.send(AMINA, WORDS, "1")
    twilio.list_lag = timedelta(0)
    carrier.send(AMINA, "a second one", "2")
    assert listed(carrier) == ["a second one"]


def test_every_page_is_read(
    twilio: StandIn, carrier: TwilioCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(7):
        carrier.send(AMINA, f"text {n}", str(n))
    monkeypatch.setattr(carrier_module, "PAGE_SIZE", 3)
    assert sorted(listed(carrier)) == [f"text {n}" for n in range(7)]
    monkeypatch.setattr(carrier_module, "MOST_PAGES", 2)
    with pytest.raises(CannotTell):
        listed(carrier)


@pytest.mark.parametrize(
    "mishap",
    [
        says(503, b"<h1>Not now</h1>"),
        says(500, b'{"code": 20500, "status": 500}'),
        says(404, b"<h1>Not here</h1>"),
        says(404, b'{"code": 20404, "status": 404}'),
        says(401, b'{"code": 20003, "status": 401}'),
        says(200, b"Welcome to our wireless network"),
        says(200, b'{"messages": "none"}'),
        says(200, b'{"messages": [{"direction": "outbound-api", "sid": "SM1"}]}'),
        says(302, b"", location="http://elsewhere.example/"),
        too_many(None),
        hangs_up(taken=False),
        slow(60),
    ],
    ids=lambda mishap: mishap.reply.body[:20].decode() if mishap.reply else "silence",
)
def test_a_list_that_cannot_be_read_tells_nothing(twilio: StandIn, mishap: Mishap) -> None:
    with carrier_to(twilio.url, timeout=0.5) as carrier:
        twilio.misbehave(mishap)
        with pytest.raises(CannotTell):
            carrier.sent_to(AMINA, just_now())
        twilio.misbehave(mishap)
        if mishap.reply is None or b"20404" not in mishap.reply.body:
            with pytest.raises(CannotTell):
                carrier.look_up("SM" + "1" * 32)


def test_a_second_page_that_cannot_be_read_tells_nothing(
    twilio: StandIn, carrier: TwilioCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        carrier.send(AMINA, f"text {n}", str(n))
    monkeypatch.setattr(carrier_module, "PAGE_SIZE", 2)
    twilio.misbehave(Mishap())
    twilio.misbehave(says(503, b""))
    with pytest.raises(CannotTell):
        carrier.sent_to(AMINA, just_now())


def test_what_came_in_is_listed_for_a_number_and_for_a_service(twilio: StandIn) -> None:
    twilio.lists_inbound("SM7", AMINA, "2", pictures=1)
    with (
        carrier_to(twilio.url) as by_service,
        carrier_to(twilio.url, service=None, number=StandIn.number) as by_number,
    ):
        by_service.send(AMINA, WORDS, "1")
        for carrier in (by_service, by_number):
            (one,) = carrier.came_in(just_now())
            assert one == CameIn("SM7", AMINA, "2", 1, one.sent_at)
            assert carrier.came_in(datetime.now(UTC) + timedelta(days=2)) == []
