"""Words of staff that parents read: looked at while they are written, and when they are sent."""

from flask import Flask
from flask.testing import FlaskClient

from portal.db import db
from portal.domain.outbox import Kind, OutText
from portal.domain.people import Role
from tests import make
from tests.web import reading
from tests.words_in import wrote

JARGON = "Not every parent knows “SEND provision”. Plainer: the help your child gets"


def said_by_hand() -> list[str]:
    query = db.select(OutText.body).where(OutText.kind == Kind.REPLY)
    return list(db.session.scalars(query))


def a_thread(browser: FlaskClient, language: str | None = None) -> str:
    parent_id = make.family("Lena", ("Ewa",), language=language).parent_id
    wrote(parent_id, "Who helps her?")
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    return f"/staff/inbox/{parent_id}"


def fields(browser: FlaskClient, path: str, **more: str) -> dict[str, str | None]:
    page = browser.get(path)
    return {name: reading.field(page, name) for name in ("once", "seen", "after")} | more


def test_it_is_looked_at_while_it_is_written(portal: Flask, browser: FlaskClient) -> None:
    browser.sign_in(make.staff("Miss Khan"))
    found = browser.send("/staff/plain", {"words": "Ask about SEND provision."}).json
    assert found == [JARGON]
    assert browser.send("/staff/plain", {"words": "Ask Miss Khan."}).json == []
    assert browser.send("/staff/plain").json == []


def test_who_is_not_signed_in_asks_nothing(portal: Flask, browser: FlaskClient) -> None:
    assert browser.send("/staff/plain", {"words": "SEND provision"}).status_code in (302, 303)


def test_jargon_in_an_answer_is_changed(portal: Flask, browser: FlaskClient) -> None:
    path = a_thread(browser)
    typed = fields(browser, path, words="SEND provision starts soon.")
    page = browser.send(f"{path}/reply", typed)
    assert page.status_code == 422
    assert reading.all_of(page, "p", **{"class": "advice"}) == [JARGON]
    assert reading.field(page, "words") == "SEND provision starts soon."
    assert said_by_hand() == []
    assert browser.send(f"{path}/reply", typed | {"words": "We will ring you."}).status_code == 303
    assert len(said_by_hand()) == 1


def test_or_confirmed_for_just_these_words(portal: Flask, browser: FlaskClient) -> None:
    path = a_thread(browser)
    words = "SEND provision starts soon."
    typed = fields(browser, path, words=words, anyway="yes", checked="something else")
    assert browser.send(f"{path}/reply", typed).status_code == 422
    assert browser.send(f"{path}/reply", typed | {"checked": words}).status_code == 303
    assert len(said_by_hand()) == 1


def test_a_long_sentence_alone_keeps_no_answer_back(portal: Flask, browser: FlaskClient) -> None:
    path = a_thread(browser)
    words = "We can see you " + "and you and you " * 6 + "today."
    assert browser.send(f"{path}/reply", fields(browser, path, words=words)).status_code == 303


def test_another_language_has_no_such_score(portal: Flask, browser: FlaskClient) -> None:
    path = a_thread(browser, language="pl")
    typed = fields(browser, path, words="SEND provision od jutra.", language="pl")
    assert browser.send(f"{path}/reply", typed).status_code == 303
