"""Who may tell us what a phone wrote, and what became of a text."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from portal.sms.signature import Form, is_genuine, signed, webhook_address
from tests.sms import stand_in

TOKEN = "12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
CALL = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}
RECEIPTS = "https://talk.oak.sch.uk/sms/receipts?ref=17"
RECEIPT = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+447700900123"}


def test_twilios_own_examples_come_out_as_twilio_has_them() -> None:
    # From its documentation, and from the tests of its library.
    assert signed(URL, CALL, TOKEN) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    newer = CALL | {"Caller": "+12349013030", "From": "+12349013030"}
    assert signed(URL, newer, TOKEN) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


def test_several_values_of_one_field_count_in_order_and_once_each() -> None:
    twilios = "IK+Dwps556ElfBT0I3Rgjkr1wJU="
    for digits in (["5678", "1234"], ["1234", "5678"], ["1234", "5678", "1234"]):
        form: Form = {"Sid": "CA123", "SidAccount": "AC123", "Digits": digits}
        assert signed(URL, form, TOKEN) == twilios


@pytest.mark.parametrize(
    ("url", "signature"),
    [
        (URL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (URL, "kvajT1Ptam85bY51eRf/AJRuM3w="),  # signed with :443
        (URL.replace(".com", ".com:1234"), "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (
            URL.replace(".com", ".com:1234").replace("https", "http"),
            "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=",  # signed with :1234
        ),
        (URL.replace("https", "http"), "0ZXoZLH/DfblKGATFgpif+LLRf4="),  # signed with :80
    ],
)
def test_the_carrier_may_sign_with_or_without_the_port(url: str, signature: str) -> None:
    assert is_genuine(url, CALL, signature, TOKEN) is True


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(RECEIPT, id="as usual"),
        pytest.param(RECEIPT | {"Body": "", "FromCity": ""}, id="empty fields"),
        pytest.param(RECEIPT | {"Body": "  2 \r\n"}, id="not trimmed"),
        pytest.param(RECEIPT | {"Body": "ہاں، ٹھیک ہے 👍🏽 & 50%+"}, id="any script"),
        pytest.param(RECEIPT | {"Body": "a\x00b\u202ec"}, id="control characters"),
        pytest.param(RECEIPT | {"RawDlrDoneDate": "2609011200", "Z[0]": "?"}, id="new fields"),
        pytest.param(RECEIPT | {"Media": ["b", "a", "b"], "None": []}, id="several values"),
        pytest.param({}, id="nothing at all"),
    ],
)
def test_what_the_carrier_signed_is_genuine_and_only_as_it_was_signed(
    form: dict[str, str | list[str]],
) -> None:
    by_the_book = stand_in.signature(RECEIPTS, form, TOKEN)
    assert signed(RECEIPTS, form, TOKEN) == by_the_book
    assert is_genuine(RECEIPTS, form, by_the_book, TOKEN) is True
    assert is_genuine(RECEIPTS, form | {"Body": "2"}, by_the_book, TOKEN) is False
    assert is_genuine(RECEIPTS.replace("17", "18"), form, by_the_book, TOKEN) is False
    assert is_genuine(RECEIPTS, form, by_the_book, "another token") is False


@pytest.mark.parametrize(
    "shown",
    [None, "", "0", "підпис", "\udc80", "é" * 28, stand_in.signature(RECEIPTS, RECEIPT, "x")],
)
def test_without_a_right_signature_nothing_is_genuine(shown: str | None) -> None:
    assert is_genuine(RECEIPTS, RECEIPT, shown, TOKEN) is False


def test_half_a_character_is_nobodys_signature() -> None:
    form = RECEIPT | {"Body": "\ud83d"}
    assert is_genuine(RECEIPTS, form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", TOKEN) is False


def test_the_address_keeps_its_percent_escapes() -> None:
    address = webhook_address("https://talk.oak.sch.uk/", "/sms/receipts", "ref=a%20b%2Fc&x=%C3%A9")
    assert address == "https://talk.oak.sch.uk/sms/receipts?ref=a%20b%2Fc&x=%C3%A9"
    assert webhook_address("http://127.0.0.1:8000", "/sms/inbound") == (
        "http://127.0.0.1:8000/sms/inbound"
    )
    shown = stand_in.signature(address, RECEIPT, TOKEN)
    assert is_genuine(address, RECEIPT, shown, TOKEN) is True
    decoded = webhook_address("https://talk.oak.sch.uk", "/sms/receipts", "ref=a b/c&x=é")
    assert is_genuine(decoded, RECEIPT, shown, TOKEN) is False


def test_what_the_carrier_posts_arrives_genuine_behind_a_proxy_too() -> None:
    arrived: list[tuple[str, dict[str, list[str]], bool]] = []

    class Portal(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            path, _, query = self.path.partition("?")
            form = parse_qs(body, keep_blank_values=True)
            address = webhook_address("https://talk.oak.sch.uk", path, query)
            genuine = is_genuine(
                address, form, self.headers["X-Twilio-Signature"], stand_in.StandIn.auth_token
            )
            arrived.append((self.path, form, genuine))
            self.send_response(200 if genuine else 403)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    text = stand_in.Taken("SM1", "+447700900123", "Hello", stand_in.StandIn.service, RECEIPTS)
    receipt = stand_in.receipt_form(text.sid, text.to, "undelivered", 30003, text.sender)
    picture = stand_in.inbound_form("+447700900123", "", "MM2", pictures=1)
    inbound = "https://talk.oak.sch.uk/sms/inbound"
    with HTTPServer(("127.0.0.1", 0), Portal) as portal, stand_in.StandIn() as twilio:
        threading.Thread(target=portal.serve_forever, args=(0.01,), daemon=True).start()
        at = f"http://127.0.0.1:{portal.server_port}"
        assert twilio.report(text, "undelivered", 30003, at) == 200
        assert twilio.text_in(inbound, picture, at) == 200
        assert stand_in.post(inbound, picture, "a stranger's token", at) == 403
        portal.shutdown()
    assert arrived == [
        ("/sms/receipts?ref=17", {name: [value] for name, value in receipt.items()}, True),
        ("/sms/inbound", {name: [value] for name, value in picture.items()}, True),
        ("/sms/inbound", {name: [value] for name, value in picture.items()}, False),
    ]


def test_the_web_server_does_not_load_what_only_the_text_worker_needs() -> None:
    asked = (
        "import sys, portal.sms.signature; "
        "print(sorted({'twilio.rest', 'twilio.http', 'requests'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
