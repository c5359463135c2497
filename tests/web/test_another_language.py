"""A parent whose language is not offered says which it is; the office rings, and sees the gap."""

from flask import Flask

from portal.domain import tasks
from portal.domain.tasks import TaskKind
from tests import make
from tests.browsing import CheckingClient
from tests.web.test_booking_on_a_phone import link


def test_they_say_which_and_the_office_rings(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening(language=None)
    at = link(day.family.parent_id)
    assert f'href="{at}/other-language"' in browser.get(at).text
    assert "Which language do you speak?" in browser.get(f"{at}/other-language").text
    answer = browser.send(f"{at}/other-language", {"spoken": "  Тоҷикӣ "})
    assert "We will ring you" in answer.text
    (task,) = tasks.about(day.family.parent_id)
    assert (task.kind, task.words) == (TaskKind.LANGUAGE, "Тоҷикӣ")


def test_nothing_written_is_said_kindly(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    answer = browser.send(f"{link(day.family.parent_id)}/other-language", {"spoken": " "})
    assert answer.status_code == 422
    assert "Please tell us the language." in answer.text
    assert tasks.about(day.family.parent_id) == []


def test_said_again_the_newest_words_stand_alone(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    for spoken in ("Tajik", "Tajik", "Тоҷикӣ " * 30):
        browser.send(f"{link(day.family.parent_id)}/other-language", {"spoken": spoken})
    (task,) = tasks.about(day.family.parent_id)
    assert task.words is not None and task.words.startswith("Тоҷикӣ")
    assert len(task.words) <= 60


def test_nobody_known_yet_is_not_asked(portal: Flask, browser: CheckingClient) -> None:
    assert "other-language" not in browser.get("/start").text
