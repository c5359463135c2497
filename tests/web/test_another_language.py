"""A parent whose language is not offered says which it is; the office rings, and sees the gap."""

from flask import Flask
from sqlalchemy import select

from portal.db import db
from portal.domain.tasks import Task, TaskKind
from tests import make
from tests.browsing import CheckingClient
from tests.web.test_booking_on_a_phone import link


def asked(parent_id: int) -> list[tuple[TaskKind, str | None]]:
    """What the office has to do about this parent, with the words."""
    db.session.expire_all()
    found = select(Task).where(Task.parent_id == parent_id, Task.done_at.is_(None))
    return [(one.kind, one.words) for one in db.session.scalars(found)]


def test_they_say_which_and_the_office_rings(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening(language=None)
    at = link(day.family.parent_id)
    assert f'href="{at}/other-language"' in browser.get(at).text
    assert "Which language do you speak?" in browser.get(f"{at}/other-language").text
    answer = browser.send(f"{at}/other-language", {"spoken": "  Тоҷикӣ "})
    assert "We will ring you" in answer.text
    assert asked(day.family.parent_id) == [(TaskKind.LANGUAGE, "Тоҷикӣ")]


def test_nothing_written_is_said_kindly(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    answer = browser.send(f"{link(day.family.parent_id)}/other-language", {"spoken": " "})
    assert answer.status_code == 422
    assert "Please tell us the language." in answer.text
    assert asked(day.family.parent_id) == []


def test_said_again_the_newest_words_stand_alone(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    for spoken in ("Tajik", "Tajik", "Тоҷикӣ " * 30):
        browser.send(f"{link(day.family.parent_id)}/other-language", {"spoken": spoken})
    ((_kind, words),) = asked(day.family.parent_id)
    assert words == ("Тоҷикӣ " * 30).strip()[:60]


def test_a_phone_that_nobody_knows_is_asked_for_its_number(
    portal: Flask, browser: CheckingClient
) -> None:
    assert 'href="/other-language"' in browser.get("/start").text
    form = {"spoken": "Twi", "number": "0770 zero"}
    refused = browser.send("/other-language", form)
    assert refused.status_code == 422
    assert "Please write a mobile number" in refused.text
    assert 'value="Twi"' in refused.text and 'value="0770 zero"' in refused.text
    answer = browser.send("/other-language", form | {"number": "07700 900 456"})
    assert "We will ring you" in answer.text
    tasks = db.session.scalars(select(Task)).all()
    assert [(one.kind, one.parent_id, one.words) for one in tasks] == [
        (TaskKind.LANGUAGE, None, "Twi, 07700 900456")
    ]
