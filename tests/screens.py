"""Somebody at a screen who only reads, follows links and presses buttons.

Nothing is reached that is not on the page before them, and every form is sent as it stands there
but for what they fill in.
"""

from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

from portal.db import db
from tests.browsing import CheckingClient
from tests.web import reading
from tests.web.reading import NAMESPACE, text_of

Fields = dict[str, Any]


class Screen:
    """A browser with the page it shows now."""

    def __init__(self, portal: Flask) -> None:
        client = portal.test_client()
        assert isinstance(client, CheckingClient)
        self.client = client
        self.page: TestResponse
        self.path = ""
        self._tree: ElementTree.Element

    def open(self, path: str, *, status: int = 200) -> "Screen":
        """Go to this address, on to where it leads, and expect this answer."""
        return self._show(self.client.get(path, follow_redirects=True), status)

    def _show(self, page: TestResponse, status: int = 200) -> "Screen":
        assert page.status_code == status, reading.words(page)
        self.page, self.path = page, page.request.full_path.rstrip("?")
        self._tree = html5lib.parse(self.html)
        db.session.expire_all()
        return self

    def follow(self, link: str, *, index: int = 0) -> "Screen":
        """Tap the link that reads so (the `index`th of those), or begins so if none does."""
        return self.open(self._where(link, index))

    def _where(self, link: str, index: int) -> str:
        links = [(text_of(one), one.get("href", "")) for one in self._all("a")]
        found: str = _which(links, link, index)
        path = urlsplit(found)
        return found if path.path else f"{urlsplit(self.path).path}{found}"

    def press(self, button: str, fields: Fields | None = None, *, status: int = 200) -> "Screen":
        """Press the button that reads so, or begins so if none does, with these fields filled in;
        a field that is None is left out."""
        forms = [
            (text_of(one), (form, one))
            for form in self._all("form")
            for one in form.iter(f"{NAMESPACE}button")
        ]
        form, pressed = _which(forms, button)
        data = _filled_in(form)
        if pressed.get("name"):
            data[pressed.get("name", "")] = pressed.get("value")
        data = {name: value for name, value in (data | (fields or {})).items() if value is not None}
        at = pressed.get("formaction") or form.get("action") or self.path
        if (form.get("method") or "get").lower() == "get":
            return self.open(f"{at}?{urlencode(data, doseq=True)}", status=status)
        return self._show(self.client.post(at, data=data, follow_redirects=True), status)

    def _all(self, tag: str) -> list[ElementTree.Element]:
        return list(self._tree.iter(f"{NAMESPACE}{tag}"))

    @property
    def words(self) -> str:
        """Everything the page says below the bar."""
        (main,) = self._all("main")
        return text_of(main)

    @property
    def html(self) -> str:
        """All of the page, with what is not shown."""
        return self.page.get_data(as_text=True)

    @property
    def said(self) -> list[str]:
        """What the page answers to what was just done."""
        return reading.said(self.page)

    def shows(self, *what: str) -> list[str]:
        """Which of these stand on the page, seen or unseen."""
        return [one for one in what if one in self.html]

    def names_of(self, beginning: str) -> list[str]:
        """The fields on the page whose names begin so."""
        named = [one.get("name") or "" for tag in ("input", "textarea") for one in self._all(tag)]
        return [name for name in named if name.startswith(beginning)]


def _which(found: list[tuple[str, Any]], words: str, index: int = 0) -> Any:
    exact = [one for text, one in found if text == words]
    fits = exact or [one for text, one in found if text.startswith(words)]
    assert len(fits) > index, f"no “{words}” among {[text for text, _ in found]}"
    return fits[index]


def _filled_in(form: ElementTree.Element) -> Fields:
    """The fields of this form as they stand on the page."""
    data: dict[str, Any] = {}
    for one in form.iter():
        name, kind, tag = one.get("name"), one.get("type"), one.tag.replace(NAMESPACE, "")
        if name is None or tag not in ("input", "textarea", "select"):
            continue
        if kind in ("checkbox", "radio") and one.get("checked") is None:
            continue
        if tag == "select":
            chosen = [option for option in one.iter(f"{NAMESPACE}option")]
            picked = [option for option in chosen if option.get("selected") is not None]
            value: Any = (picked or chosen)[0].get("value") if chosen else None
        elif tag == "textarea":
            value = (one.text or "").removeprefix("\n")
        elif kind == "file":
            continue
        else:
            value = one.get("value") or ("on" if kind == "checkbox" else "")
        data.setdefault(name, []).append(value)
    return data
