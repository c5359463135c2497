"""The office prints good news for families whom no text reaches."""

import re
from xml.etree import ElementTree

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.db import act
from portal.domain import contact, links, no_contact, praising
from portal.domain.people import Parent, Role
from portal.domain.praising import Wanted
from portal.languages import OFFERED
from tests import make
from tests.screens import Screen
from tests.web import reading

HERE = "/staff/good-news/paper"


def family(*languages: str | None) -> make.Family:
    """Good news about Zofia, whose parents read these languages and get no texts."""
    teacher = make.staff()
    class_id = make.school_class(teacher_id=teacher)
    ours = make.family("Zofia", ("Ewa", "Jan")[: len(languages)], class_id=class_id)
    with act() as session:
        for parent_id, tag in zip(ours.parent_ids, languages, strict=True):
            contact.stop_texts(parent_id, make.OFFICE)
            session.get_one(Parent, parent_id).language = tag
    with act():
        wanted = Wanted("worked-hard", own_words="Sums up to 20!")
        praising.send([ours.child_id], wanted, teacher, make.OFFICE)
    return ours


def letters(page: TestResponse) -> list[ElementTree.Element]:
    tree = html5lib.parse(page.get_data(as_text=True))
    return list(tree.iter(f"{reading.NAMESPACE}article"))


def office(browser: FlaskClient) -> None:
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))


def test_from_today_to_printed(portal: Flask) -> None:
    ours = family(None)
    screen = Screen(portal)
    screen.client.sign_in(make.staff("Mrs Green", Role.OFFICE))
    screen.open("/staff")
    screen.follow("Print it")
    assert "Zofia worked very hard today." in screen.words
    screen.press("Print these letters")
    token = links.token(ours.parent_id, 1)
    (letter,) = letters(screen.page)
    assert reading.text_of(letter) == (
        "Oak Lane Primary School Good news about Zofia Hello Ewa Malik, Monday 9 November"
        " Zofia worked very hard today. Sums up to 20! Miss Khan"
        " Read all good news of this year"
        " Point your phone’s camera at this square. It opens your own page."
        f" Or type this: http://localhost/t/{token}/news Or call us 01632 960100"
        " Office: hand to Zofia Malik, Year 4 Ash, for Ewa Malik only."
    )
    screen.press("They are printed")
    assert screen.said[0] == "Noted: good news about 1 child is printed."
    assert "Nothing waits to be printed." in screen.words
    assert "Good news to print" not in screen.open("/staff").words


def test_each_parent_reads_their_own_language_and_nobody_else(
    portal: Flask, browser: FlaskClient
) -> None:
    ours = family("ur", None)
    office(browser)
    keys = [f"{parent_id}-{ours.child_id}" for parent_id in ours.parent_ids]
    page = browser.send(f"{HERE}/print", {"letter": keys})
    urdu, english = letters(page)
    assert [(one.get("lang"), one.get("dir")) for one in (urdu, english)] == [
        ("ur", "rtl"),
        ("en", "ltr"),
    ]
    said = reading.text_of(urdu)
    assert OFFERED["ur"].gettext("Or call us") in said
    assert "Sums up to 20!" not in said and "Jan" not in said
    words = reading.text_of(english)
    assert "Sums up to 20!" in words and "Ewa" not in words
    pictures = re.findall(r'<img src="(data:image/svg[^"]+)"', page.get_data(as_text=True))
    assert len(set(pictures)) == 2


def test_nothing_ticked_pressed_twice_and_nonsense(portal: Flask, browser: FlaskClient) -> None:
    ours = family(None)
    office(browser)
    for ticked in ([], ["x"], ["4711-4711"]):
        answer = browser.send(f"{HERE}/print", {"letter": ticked})
        assert (answer.status_code, reading.address(answer)) == (303, HERE)
    assert reading.said(browser.get(HERE))[0] == "Nothing is ticked that waits to be printed."
    page = browser.send(f"{HERE}/print", {"letter": f"{ours.parent_id}-{ours.child_id}"})
    piece = re.findall(r'name="piece" value="(\d+)"', page.get_data(as_text=True))
    for said in ("Noted: good news about 1 child is printed.", "This was noted already."):
        browser.send(f"{HERE}/printed", {"piece": piece})
        assert reading.said(browser.get(HERE))[0] == said
    assert browser.send(f"{HERE}/printed", {"piece": ["x", "99999999999"]}).status_code == 303


def test_who_must_hear_nothing_is_on_no_page(portal: Flask, browser: FlaskClient) -> None:
    ours = family(None, "pl")
    with act():
        no_contact.hold(ours.parent_ids[1], ours.child_id, make.OFFICE)
    office(browser)
    keys = [f"{parent_id}-{ours.child_id}" for parent_id in ours.parent_ids]
    for page in (browser.get(HERE), browser.send(f"{HERE}/print", {"letter": keys})):
        html = page.get_data(as_text=True)
        assert "Ewa" in html and "Jan" not in html


def test_teachers_print_no_letters(portal: Flask, browser: FlaskClient) -> None:
    family(None)
    for role in Role:
        browser.sign_in(make.staff("Mr Brown", role, username=role.value.replace(" ", "")))
        wanted = 200 if role in (Role.OFFICE, Role.LEAD) else 404
        assert browser.get(HERE).status_code == wanted
