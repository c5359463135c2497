"""A browser for tests: it checks every page it is shown, as a strict reader would.

Valid HTML, one h1, a title, language and direction, a label on every field, no inline handlers or
styles, unique ids, CSRF in every form, within the page-weight budget.
"""

import gzip
import hashlib
import re
import secrets
from typing import Any
from xml.etree import ElementTree

import html5lib
from flask import g
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from portal.db import act
from portal.domain.people import Staff
from tests import make

HTML_BUDGET = 5_000
"""Bytes of a parent page's HTML on the wire."""
NAMESPACE = "{http://www.w3.org/1999/xhtml}"
UNLABELLED = {"hidden", "submit", "button"}


class CheckingClient(FlaskClient):
    """Flask's test client, for which a page that breaks a rule is a failure."""

    def _open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """As over the wire: nothing is left of the last request. A test holds one app context
        over many requests, and what Flask keeps in `g` would live as long."""
        for name in list(g):
            g.pop(name)
        return super().open(*args, **kwargs)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = self._open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in (
            301,
            302,
            303,
            307,
            308,
        ):
            check_page(
                response.get_data(as_text=True), parent="/staff" not in response.request.path
            )
        return response

    def sign_in(self, staff_id: int) -> None:
        """Sit down as this member of staff at a device of theirs, without password and code."""
        with act() as session:
            person = session.get_one(Staff, staff_id)
            key = f"{person.id}.{person.generation}"
            digest = make.known_device(staff_id)
        with self.session_transaction() as cookies:
            cookies["_user_id"] = key
            cookies["_fresh"] = True
            cookies["device"] = digest

    def send(self, path: str, fields: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Post a form as a person would: with the CSRF token of a page seen before."""
        data = {"csrf_token": self.token(), **(fields or {})}
        return self.post(path, data=data, **kwargs)

    def token(self) -> str:
        """The CSRF token that goes with this browser's cookies, made as a page would make it: to
        fetch one for every form would take half of the tests' time."""
        with self.session_transaction() as cookies:
            raw = cookies.setdefault("csrf_token", secrets.token_hex(20))
            cookies.pop("_flashes", None)  # the page with the form has said it
        signer = URLSafeTimedSerializer(
            self.application.config["SECRET_KEY"], salt="wtf-csrf-token"
        )
        return str(signer.dumps(raw))


_right: set[bytes] = set()
"""Pages found to be right, without the secrets that every answer has anew: most are shown again by
the same test on the other database."""
SECRETS = re.compile(r'name="csrf_token" value="[^"]+"|/t/[a-z2-7]{13}')


def check_page(html: str, *, parent: bool) -> None:
    """Assert the rules of this file of one page."""
    told = SECRETS.sub('name="csrf_token"', html) + str(parent)
    seen = hashlib.sha256(told.encode()).digest()
    if seen in _right:
        return
    _check(html, parent=parent)
    _right.add(seen)


def _check(html: str, *, parent: bool) -> None:
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(html)
    ignorable = {"unexpected-implied-end-tag-in-table-view"}
    errors = [(at, code) for at, code, _ in parser.errors if code not in ignorable]
    assert errors == [], f"invalid HTML: {errors[:3]}"
    elements = list(tree.iter())
    _check_frame(tree, elements)
    _check_fields(elements)
    if parent:
        assert len(gzip.compress(html.encode(), 6)) <= HTML_BUDGET


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).replace(NAMESPACE, "")


def _check_frame(tree: ElementTree.Element, elements: list[ElementTree.Element]) -> None:
    assert tree.get("lang"), "no language on the page"
    assert tree.get("dir") in ("ltr", "rtl"), "no direction on the page"
    titles = [element for element in elements if _tag(element) == "title"]
    assert titles and (titles[0].text or "").strip(), "no title"
    assert len([element for element in elements if _tag(element) == "h1"]) == 1, "not one h1"
    ids = [element.get("id") for element in elements if element.get("id")]
    assert sorted(ids) == sorted(set(ids)), (
        f"ids twice: {sorted(i for i in ids if ids.count(i) > 1)}"
    )
    for element in elements:
        inline = [name for name in element.attrib if name.startswith("on") or name == "style"]
        assert inline == [], f"inline {inline} on <{_tag(element)}>"


def _check_fields(elements: list[ElementTree.Element]) -> None:
    labelled = {element.get("for") for element in elements if _tag(element) == "label"}
    wrapped = {id(field) for label in elements if _tag(label) == "label" for field in label.iter()}
    for element in elements:
        tag = _tag(element)
        if tag == "form" and (element.get("method") or "get").lower() == "post":
            names = {field.get("name") for field in element.iter()}
            assert "csrf_token" in names, "a form without CSRF"
        if tag in ("input", "select", "textarea") and element.get("type") not in UNLABELLED:
            named = (
                element.get("id") in labelled or id(element) in wrapped or element.get("aria-label")
            )
            assert named, f"a field without a label: {element.get('name')}"
