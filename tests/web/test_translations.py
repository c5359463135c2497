"""What colleagues who read a language say of its words; own words that wait for a translation."""

import io
import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import clock
from portal.db import act, db
from portal.domain import said_in, second_readers
from portal.domain.good_news import GoodNews, NewsTo, Occasion
from portal.domain.second_readers import View
from portal.languages import ENGLISH, OFFERED, catalogue_path
from tests import make
from tests.addresses import token_of
from tests.web import reading

POLISH = OFFERED["pl"]
NOT_THIS_TIME = "not this time"
OWN = "He helped to tidy the books"


def number_of(english: str) -> int:
    page = second_readers.page(POLISH, View.ALL, english)
    return next(entry.number for entry, _ in page.entries if entry.english == (english,))


def forms_of(english: str) -> list[str]:
    page = second_readers.page(POLISH, View.ALL, english)
    return next(list(entry.forms) for entry, _ in page.entries if entry.english == (english,))


def says(browser: FlaskClient, english: str, **fields: object) -> TestResponse:
    form = {"message": number_of(english), "seen": forms_of(english), **fields}
    return browser.send("/staff/languages/pl", form)


def sits_down(browser: FlaskClient) -> None:
    browser.sign_in(make.staff("Mrs Nowak"))


# -- the words of the portal ---------------------------------------------------------------------


def test_every_language_says_how_it_was_made(portal: Flask, browser: FlaskClient) -> None:
    sits_down(browser)
    rows = reading.rows(browser.get("/staff/languages"))
    others = [own for own in OFFERED.values() if own is not ENGLISH]
    for own, row in zip(others, rows, strict=True):
        assert row[0].startswith(own.english_name)
        assert "native reader" in row[2]


def test_a_colleague_finds_a_message_right(portal: Flask, browser: FlaskClient) -> None:
    sits_down(browser)
    assert says(browser, NOT_THIS_TIME, right="yes").status_code == 303
    state = second_readers.state(POLISH)
    assert (state.right, state.better) == (1, 0)
    page = browser.get("/staff/languages/pl?view=right")
    assert reading.all_of(page, "span", **{"class": "tag good"}) == ["right"]
    assert "patch" not in reading.text_of(reading.main(page))


def test_a_better_way_to_say_it_becomes_a_patch_that_applies(
    portal: Flask, browser: FlaskClient, tmp_path: Path
) -> None:
    sits_down(browser)
    assert says(browser, NOT_THIS_TIME, better=["Teraz nie, może później"]).status_code == 303
    answer = browser.get("/staff/languages/pl/better.patch")
    assert 'filename="pl.patch"' in answer.headers["Content-Disposition"]
    file = tmp_path / "translations" / "pl" / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True)
    file.write_bytes(catalogue_path(POLISH).read_bytes())
    command = ["git", "apply", "--include=translations/pl/*", "-"]
    ended = subprocess.run(
        command, input=answer.data, cwd=tmp_path, capture_output=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    with file.open("rb") as written:
        found = read_po(written, locale="pl").get(NOT_THIS_TIME)
    assert found is not None
    assert found.string == "Teraz nie, może później"


@pytest.mark.parametrize(
    "own", [one for one in OFFERED.values() if one is not ENGLISH], ids=lambda one: one.tag
)
def test_a_catalogue_stands_as_it_is_written(own) -> None:  # type: ignore[no-untyped-def]
    """So that a patch holds what was changed, and nothing else."""
    shipped = catalogue_path(own).read_bytes()
    file = io.BytesIO()
    write_po(file, read_po(io.BytesIO(shipped), locale=own.folder), width=100, ignore_obsolete=True)
    assert file.getvalue().decode() == shipped.decode()


def test_nothing_suggested_makes_an_empty_patch(portal: Flask) -> None:
    assert second_readers.patch(POLISH) == ""


def test_what_the_portal_fills_in_must_stay(portal: Flask, browser: FlaskClient) -> None:
    sits_down(browser)
    english = "We look back on %(day)s."
    page = says(browser, english, better=["Patrzymy wstecz."], q="We look back")
    assert page.status_code == 422
    assert reading.text_of(reading.main(page)).count("Please leave what stands in") == 1
    assert "Patrzymy wstecz." in page.get_data(as_text=True)
    assert says(browser, english, better=["  "]).status_code == 422
    assert second_readers.state(POLISH).better == 0


def test_whoever_looks_last_has_said_it_last(portal: Flask, browser: FlaskClient) -> None:
    sits_down(browser)
    says(browser, NOT_THIS_TIME, better=["Nie teraz"])
    says(browser, NOT_THIS_TIME, right="yes")
    state = second_readers.state(POLISH)
    assert (state.right, state.better) == (1, 0)


def test_what_was_said_of_other_words_counts_no_more(portal: Flask, browser: FlaskClient) -> None:
    sits_down(browser)
    says(browser, NOT_THIS_TIME, right="yes")
    with act() as session:
        session.query(second_readers.Reading).one().translation = ["as it was in an older version"]
    assert second_readers.state(POLISH).right == 0
    stale = browser.send(
        "/staff/languages/pl",
        {"message": number_of(NOT_THIS_TIME), "seen": "older", "right": "yes"},
    )
    assert stale.status_code == 422


@pytest.mark.parametrize("path", ["en", "xx", "pl?page=99999999", "pl?view=nothing"])
def test_odd_addresses(portal: Flask, browser: FlaskClient, path: str) -> None:
    sits_down(browser)
    wanted = 200 if path.startswith("pl") else 404
    assert browser.get(f"/staff/languages/{path}").status_code == wanted


def test_a_message_that_is_not_there(portal: Flask, browser: FlaskClient) -> None:
    sits_down(browser)
    for number in ("-1", "999999", "x", ""):
        form = {"message": number, "seen": "x", "right": "yes"}
        assert browser.send("/staff/languages/pl", form).status_code == 400


# -- own words -----------------------------------------------------------------------------------


def praised(language: str, own_words: str = OWN) -> make.Family:
    """Good news about a child with a few own words, to a parent who reads this language."""
    family = make.family("Kuba", ("Ewa",), language=language)
    with act() as session:
        news = GoodNews(
            child_id=family.child_id,
            occasion=Occasion.BY_HAND,
            phrase="worked-hard",
            own_words=own_words,
            made_at=clock.now(),
            day=clock.today(),
            goes_at=clock.now(),
        )
        session.add(news)
        session.flush()
        session.add(NewsTo(news_id=news.id, parent_id=family.parent_id))
    return family


def page_of(browser: FlaskClient, family: make.Family) -> TestResponse:
    at = f"/t/{token_of(family.parent_id)}"
    browser.send(f"{at}/birthday", {"day": "14", "month": "3"})
    return browser.get(f"{at}/news")


def test_own_words_wait_by_language(portal: Flask, browser: FlaskClient) -> None:
    for tag in ("pl", "ur", "pl", "en"):
        praised(tag)
    found = [(one.language.tag, one.english, one.families) for one in said_in.wanted()]
    assert found == [("pl", OWN, 2), ("ur", OWN, 1)]
    sits_down(browser)
    form = {"language": "pl", "english": OWN, "words": "Pomógł układać książki"}
    refused = browser.send("/staff/languages/own-words", form | {"translated_by": " "})
    assert refused.status_code == 422
    assert "Pomógł układać książki" in refused.get_data(as_text=True)
    form["translated_by"] = "Mrs Nowak"
    for _ in range(2):
        assert browser.send("/staff/languages/own-words", form).status_code == 303
    assert [one.language.tag for one in said_in.wanted()] == ["ur"]


def test_only_what_waits_can_be_translated(portal: Flask, browser: FlaskClient) -> None:
    sits_down(browser)
    form = {"language": "pl", "english": "Not said", "words": "x", "translated_by": "Mrs Nowak"}
    browser.send("/staff/languages/own-words", form)
    assert db.session.query(said_in.SaidIn).count() == 0


def test_a_parent_opens_the_english_until_somebody_has_put_it_into_their_language(
    portal: Flask, browser: FlaskClient
) -> None:
    family = praised("pl")
    closed = page_of(browser, family)
    assert reading.all_of(closed, "summary")[-1] == POLISH.gettext("In the school’s own words")
    assert reading.all_of(closed, "p", lang="en") == [OWN]
    with act():
        said_in.by_machine(OWN, POLISH, "Pomagał przy książkach")
    by_machine = page_of(browser, family)
    assert POLISH.gettext("A computer translated this. It may have mistakes.") in reading.text_of(
        reading.main(by_machine)
    )
    assert reading.all_of(by_machine, "p", lang="en") == [OWN]
    with act():
        said_in.put_into(OWN, POLISH, "Pomógł układać książki", "Mrs Nowak", make.OFFICE)
    theirs = page_of(browser, family)
    assert "Pomógł układać książki" in reading.text_of(reading.main(theirs))
    assert reading.all_of(theirs, "p", lang="en") == []


def test_a_machine_never_takes_the_place_of_a_person(portal: Flask) -> None:
    with act():
        said_in.put_into(OWN, POLISH, "Pomógł układać książki", "Mrs Nowak", make.OFFICE)
        said_in.by_machine(OWN, POLISH, "Pomagał przy książkach")
    assert said_in.of([OWN], POLISH)[OWN].words == "Pomógł układać książki"
