"""What the carrier posts to the school, signed by the letter of Twilio's documentation. Shares no
code with the portal, so that neither hides the other's slips."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

Form = Mapping[str, str | list[str]]

ACCOUNT_SID = "AC" + "a" * 32
AUTH_TOKEN = "a token of the stand-in"
SERVICE = "MG" + "5" * 32
NUMBER = "+447700900900"


def receipt_form(
    sid: str, to: str, status: str, error_code: int | None = None, service: str | None = None
) -> dict[str, str]:
    """The fields of a status callback."""
    form = {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "From": NUMBER,
        "MessageSid": sid,
        "MessageStatus": status,
        "SmsSid": sid,
        "SmsStatus": status,
        "To": to,
    }
    if service:
        form["MessagingServiceSid"] = service
    if error_code is not None:
        form["ErrorCode"] = str(error_code)
    return form


def inbound_form(from_: str, body: str, sid: str, pictures: int = 0) -> dict[str, str]:
    """The fields of a text that a phone sent to the school; a picture may come without words."""
    form = {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "Body": body,
        "From": from_,
        "FromCity": "",
        "FromCountry": "GB",
        "FromState": "",
        "FromZip": "",
        "MessageSid": sid,
        "NumMedia": str(pictures),
        "NumSegments": "1",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": NUMBER,
        "ToCity": "",
        "ToCountry": "GB",
        "ToState": "",
        "ToZip": "",
    }
    for n in range(pictures):
        form[f"MediaContentType{n}"] = "image/jpeg"
        form[f"MediaUrl{n}"] = f"https://api.twilio.com/2010-04-01/Messages/{sid}/Media/ME{n:032x}"
    return form


def signature(url: str, form: Form, auth_token: str) -> str:
    """The address, then each field's name and value in order of names, under the account's token.

    https://www.twilio.com/docs/usage/webhooks/webhooks-security; several values of one field come
    in order and once each, as Twilio's servers do it (github.com/twilio/twilio-python/issues/613).
    """
    words = url
    for name, value in sorted(form.items()):
        values = [value] if isinstance(value, str) else sorted(set(value))
        words += "".join(name + one for one in values)
    digest = hmac.new(auth_token.encode(), words.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def post(url: str, form: Form, auth_token: str, at: str | None = None) -> int:
    """Posts a form signed for `url`, and returns the HTTP status.

    `at` is where the portal really listens, such as http://127.0.0.1:8000, when `url` is the
    address that the world knows it by.
    """
    address, listens = urlsplit(url), urlsplit(at or url)
    line = HTTPConnection(listens.hostname or "", listens.port, timeout=10)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "Host": address.netloc,
        "User-Agent": "TwilioProxy/1.1",
        "X-Twilio-Signature": signature(url, form, auth_token),
    }
    target = address._replace(scheme="", netloc="").geturl()
    try:
        line.request("POST", target, urlencode(form, doseq=True), headers)
        return line.getresponse().status
    finally:
        line.close()
