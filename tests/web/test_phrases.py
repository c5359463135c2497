"""The school's own phrases on the staff screens: adding, translating, retiring."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.db import act
from portal.domain import own_phrases
from portal.domain.people import Role
from portal.languages import OFFERED
from portal.wording import plain, praise
from portal.wording.praise import Form, Topic
from tests import make
from tests.screens import Screen
from tests.web import reading

GARDEN = "{child} looked after our garden today."
URDU = "آج {child} نے باغ کا خیال رکھا۔"


@pytest.fixture(autouse=True)
def _office(portal: Flask, browser: FlaskClient) -> None:
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))


def added(words: str = GARDEN) -> int:
    with act():
        return own_phrases.add(words, Topic.HELPING, "tidied", make.OFFICE)


def own(phrase_id: int) -> own_phrases.Own:
    return own_phrases.book().own[f"own-{phrase_id}"]


def test_a_phrase_is_added_and_translated_by_reading_and_pressing(portal: Flask) -> None:
    for tag in ("pl", "ur"):
        make.family(f"Ola {tag}", ("Ewa",), language=tag)
    screen = Screen(portal)
    screen.client.sign_in(make.staff("Mr Okafor", Role.LEAD))
    screen.open("/staff/school").follow("Our own phrases for good news")
    assert "There are none yet." in screen.words
    screen.press("Go on", {"topic": "helping", "words": GARDEN})
    closest = own_phrases.closest_to(GARDEN, Topic.HELPING)
    assert screen.shows(closest.words)
    screen.press("Add the phrase")
    assert screen.said == ["The phrase is there. Now it needs its translations."]
    screen.press(
        "Save the Polish",
        {
            "girl": "{child} dbała dziś o ogród.",
            "boy": "{child} dbał dziś o ogród.",
            "any": "{child}: dziś opieka nad ogrodem.",
        },
    )
    assert screen.said == ["Saved. Families who read Polish get it from now on."]
    screen.follow("Our own phrases")
    assert f"Urdu: until then families read “{closest.words}” in Urdu" in screen.words
    assert "Polish: until then" not in screen.words
    (phrase,) = own_phrases.book().own.values()
    assert phrase.forms("pl")[Form.BOY] == "{child} dbał dziś o ogród."
    screen.follow(GARDEN)
    screen.press("Retire it")
    assert "retired: nobody can choose it" in screen.words
    screen.follow("Our own phrases")
    assert "Retired" in screen.words and "Needs a translation" not in screen.words
    screen.follow(GARDEN).press("Take it up again")
    assert own_phrases.book().in_use()[-1].words == GARDEN


def test_the_suggestion_can_be_changed(portal: Flask, browser: FlaskClient) -> None:
    fields = {"topic": "effort", "words": GARDEN}
    page = browser.send("/staff/phrases", fields)
    keys = [one.key for one in own_phrases.stand_ins(Topic.EFFORT)]
    shown = [one for one in reading.main(page).iter() if one.tag.endswith("option")]
    assert [one.get("value") for one in shown][-len(keys) :] == keys
    answer = browser.send("/staff/phrases", fields | {"chosen_for": "effort", "closest": keys[-1]})
    assert answer.status_code == 303
    (phrase,) = own_phrases.book().own.values()
    assert (phrase.closest, phrase.topic) == (keys[-1], Topic.EFFORT)


def test_another_topic_suggests_anew(portal: Flask, browser: FlaskClient) -> None:
    fields = {"words": GARDEN, "chosen_for": "effort", "closest": "worked-hard"}
    page = browser.send("/staff/phrases", fields | {"topic": "sport"})
    assert page.status_code == 200
    assert own_phrases.book().own == {}
    assert reading.field(page, "chosen_for") == "sport"
    assert reading.field(page, "words") == GARDEN


@pytest.mark.parametrize(
    ("words", "closest", "answer"),
    [
        ("Worked in the garden.", "tidied", "Please write {child} once"),
        ("{child} tidied {in_subject}.", "tidied", "Please write {child} once"),
        ("", "tidied", "Please write something first."),
        ("آج {child}", "tidied", "Please write this in English."),
        ("{child} was good at phonics.", "tidied", "Some of this cannot stand in good news."),
        ("{child} helped to tidy the classroom today", "tidied", "This phrase is there already."),
        (GARDEN, "", "Please choose the closest phrase."),
        (GARDEN, "thanks-reading", "Please choose the closest phrase."),
    ],
)
def test_what_is_refused_is_said_and_stays_typed(
    portal: Flask, browser: FlaskClient, words: str, closest: str, answer: str
) -> None:
    fields = {"words": words, "topic": "helping", "chosen_for": "helping", "closest": closest}
    page = browser.send("/staff/phrases", fields)
    assert page.status_code == 422
    assert reading.said(page)[0].startswith(answer)
    assert reading.field(page, "words") == words
    assert own_phrases.book().own == {}


def test_what_is_not_plain_is_shown_with_what_to_write(portal: Flask, browser: FlaskClient) -> None:
    fields = {"words": "{child} was good at phonics.", "topic": "reading", "chosen_for": "reading"}
    page = browser.send("/staff/phrases", fields | {"closest": "read-aloud"})
    (found,) = plain.check("{child} was good at phonics.")
    assert f"“phonics”: Please use plainer words: {found.instead}." in reading.said(page)[0]


def test_no_topic(portal: Flask, browser: FlaskClient) -> None:
    for topic in ("", "gardening"):
        page = browser.send("/staff/phrases", {"words": GARDEN, "topic": topic})
        assert (page.status_code, reading.said(page)) == (422, ["Please choose a topic."])
        assert reading.field(page, "words") == GARDEN


def test_of_two_translators_the_later_one_sees_what_is_there(
    portal: Flask, browser: FlaskClient
) -> None:
    phrase_id = added()
    here = f"/staff/phrases/{phrase_id}"
    form = {"language": "ur", "seen": own(phrase_id).seen("ur")}
    assert browser.send(here, form | {"any": URDU}).status_code == 303
    assert browser.send(here, form | {"any": URDU}).status_code == 303  # pressed twice
    other = "{child} نے آج باغ میں کام کیا۔"
    page = browser.send(here, form | {"any": other})
    assert page.status_code == 409
    assert reading.said(page) == ["Somebody else has just changed this. Please look again."]
    html = page.get_data(as_text=True)
    assert URDU in html and other in html
    assert own(phrase_id).forms("ur")[Form.ANY] == URDU
    assert 'lang="ur" dir="rtl"' in html
    form["seen"] = own(phrase_id).seen("ur")
    assert browser.send(here, form | {"any": other}).status_code == 303
    assert own(phrase_id).forms("ur")[Form.ANY] == other


def test_a_translation_that_cannot_be_stays_typed(portal: Flask, browser: FlaskClient) -> None:
    phrase_id = added()
    here, seen = f"/staff/phrases/{phrase_id}", own(phrase_id).seen("pl")
    typed = {"language": "pl", "seen": seen, "girl": "{child} dbała.", "boy": "", "any": "ogród"}
    page = browser.send(here, typed)
    assert page.status_code == 422
    assert reading.said(page)[0].startswith("Please write {child} once")
    # The language whose form was refused comes first.
    girls = [one for one in reading.main(page).iter() if one.get("name") == "girl"]
    assert [one.get("value") for one in girls] == ["{child} dbała.", *[""] * (len(OFFERED) - 2)]
    for language in ("en", "xx", ""):
        assert browser.send(here, typed | {"language": language}).status_code == 400


def test_the_page_shows_what_families_read_until_then(portal: Flask, browser: FlaskClient) -> None:
    page = browser.get(f"/staff/phrases/{added()}")
    closest = praise.find("tidied")
    assert f"which says: {closest.words}" in reading.words(page)


def test_only_office_and_leads_find_it(portal: Flask, browser: FlaskClient) -> None:
    phrase_id = added()
    for role in Role:
        browser.sign_in(make.staff("Mr Brown", role, username=role.value.replace(" ", "")))
        wanted = 200 if role in (Role.OFFICE, Role.LEAD) else 404
        assert browser.get("/staff/phrases").status_code == wanted
        assert browser.get(f"/staff/phrases/{phrase_id}").status_code == wanted
    browser.sign_in(make.staff("Mrs Field", Role.OFFICE))
    assert browser.get(f"/staff/phrases/{phrase_id + 1}").status_code == 404
