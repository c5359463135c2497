"""The office prints letters and slips, and stops a round's texts."""

import re
from xml.etree import ElementTree

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.db import act, db
from portal.domain import contact, dispatch, inviting, links, marking, people
from portal.domain.invitations import Invitation
from portal.domain.outbox import OutText, TextState
from portal.domain.people import Parent, Role, School
from portal.domain.rounds import Round
from portal.languages import OFFERED
from portal.wording import plain
from tests import make
from tests.browsing import NAMESPACE
from tests.conftest import Watch
from tests.domain.test_inviting import a_round, change, invite
from tests.web import reading


def office(browser: FlaskClient, role: Role = Role.OFFICE) -> None:
    browser.sign_in(make.staff("Mrs Green", role))


def number_is_set(number: str = "07700 900900") -> None:
    change(School, 1, text_number=number)
    people.forget_school()


def opted_out(parent_id: int) -> None:
    with act():
        contact.stop_texts(parent_id, make.OFFICE)


def articles(page: TestResponse) -> list[ElementTree.Element]:
    """The letters or slips on the page."""
    tree = html5lib.parse(page.get_data(as_text=True))
    return list(tree.iter(f"{NAMESPACE}article"))


def said_in(page: TestResponse) -> list[str]:
    return [reading.text_of(one) for one in articles(page)]


def a_family_without_texts(language: str | None = None) -> tuple[int, make.Family]:
    round_id, ash, _teacher = a_round()
    ours = make.family(parents=("Ayesha", "Imran"), class_id=ash, language=language)
    for parent_id in ours.parent_ids:
        opted_out(parent_id)
    invite(round_id)
    return round_id, ours


# -- letters -----------------------------------------------------------------------------------


def test_letters_are_listed_printed_and_on_their_way(portal: Flask, browser: FlaskClient) -> None:
    round_id, ours = a_family_without_texts()
    number_is_set()
    office(browser)
    here = f"/staff/rounds/{round_id}/letters"
    page = browser.get(here)
    assert reading.rows(page) == [
        ["", "Ayesha Malik", "Yusuf", "Year 4 Ash", "English", "stopped texts"],
        ["", "Imran Malik", "Yusuf", "Year 4 Ash", "English", "stopped texts"],
    ]
    both = [str(parent_id) for parent_id in ours.parent_ids]
    assert reading.ticked(page, "parent") == both

    printed = browser.send(f"{here}/print", {"parent": both})
    token = links.token(ours.parent_id, 1)
    ayesha, imran = said_in(printed)
    assert ayesha == (
        "Oak Lane Primary School Please come and talk with us Hello Ayesha Malik,"
        " We would like to tell you how school is going. We want to hear how things are at home."
        " A talk takes 30 minutes."
        " Miss Khan would like to talk with you about Yusuf. Times you can choose"
        " Tuesday 24 November15:00 15:30 16:00 16:30 17:00 17:30"
        " Choose your time Point your phone’s camera at this square. It opens your own page."
        f" Or type this: http://localhost/t/{token}"
        " Or text us 07700 900900"
        " Write your child’s name and the time you would like. A person will answer."
        " Or call us 01632 960100"
        " You can bring your little ones with you."
        " We can ask an interpreter to help you. That is free, too. Or we can talk by phone."
        " Office: hand to Yusuf Malik, Year 4 Ash, for Ayesha Malik only."
    )
    assert ("Imran" in ayesha, "Ayesha" in imran, token in imran) == (False, False, False)
    pictures = re.findall(r'<img src="(data:image/svg[^"]+)"', printed.get_data(as_text=True))
    assert len(pictures) == len(set(pictures)) == 2
    assert browser.get(f"/t/{token}").status_code == 200  # the link on the letter lives

    answer = browser.send(f"{here}/given", {"parent": both[:1]})
    assert reading.address(answer) == here
    page = browser.get(here)
    assert reading.said(page) == ["Noted: a letter to 1 parent is on its way."]
    assert [row[5] for row in reading.rows(page)] == [
        "stopped texts letter Mon 9 Nov",
        "stopped texts",
    ]
    assert reading.ticked(page, "parent") == both[1:]
    browser.send(f"{here}/given", {"parent": both[:1]})  # pressed twice
    assert reading.said(browser.get(here)) == [
        "Nobody is ticked whose letter was not on its way already."
    ]
    states = select(Invitation.state).order_by(Invitation.id)
    assert [state.value for state in db.session.scalars(states)] == ["asked", "waiting"]
    assert db.session.execute(select(func.count(OutText.id))).scalar_one() == 0


def test_a_letter_is_in_the_parents_language_and_plain_in_english(
    portal: Flask, browser: FlaskClient
) -> None:
    round_id, ours = a_family_without_texts("ur")
    with act() as session:
        session.get_one(Parent, ours.parent_ids[1]).language = None
    number_is_set()
    office(browser)
    ids = list(map(str, ours.parent_ids))
    page = browser.send(f"/staff/rounds/{round_id}/letters/print", {"parent": ids})
    found = [(one.get("lang"), one.get("dir")) for one in articles(page)]
    assert found == [("ur", "rtl"), ("en", "ltr")]
    urdu = OFFERED["ur"].gettext("Or call us")
    assert urdu in said_in(page)[0]
    english = said_in(page)[1].split("Office:")[0]
    assert [one.words for one in plain.check(english) if one.kind is plain.Kind.JARGON] == []
    assert plain.reading_age(english) < 9


def test_nobody_ticked_and_somebody_who_must_not_be_reached(
    portal: Flask, browser: FlaskClient
) -> None:
    round_id, ours = a_family_without_texts()
    with act() as session:
        session.get_one(Parent, ours.parent_ids[1]).missing = True
    office(browser)
    here = f"/staff/rounds/{round_id}/letters"
    for ticked in ([], [str(ours.parent_ids[1])], ["4711"], ["x"]):
        answer = browser.send(f"{here}/print", {"parent": ticked})
        assert (answer.status_code, reading.address(answer)) == (303, here)
    page = browser.get(here)
    assert reading.said(page)[0] == "Nobody is ticked who can be sent a letter."
    assert [row[1] for row in reading.rows(page)] == ["Ayesha Malik"]
    assert "The number to text is not set" in reading.words(page)
    printed = browser.send(f"{here}/print", {"parent": [str(ours.parent_id)]})
    assert "Or text us" not in said_in(printed)[0]


def test_a_draft_and_a_closed_round_have_no_letters(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(class_id=ash)
    opted_out(ours.parent_id)
    green = make.staff("Mrs Green", Role.OFFICE)
    browser.sign_in(green)
    here = f"/staff/rounds/{round_id}/letters"
    assert "Nobody is invited yet." in reading.words(browser.get(here))
    invite(round_id)
    watch.set("2026-12-10 10:00")
    browser.sign_in(green)  # a device is remembered for 30 days
    assert "Booking has closed." in reading.words(browser.get(here))
    browser.send(f"{here}/print", {"parent": [str(ours.parent_id)]})
    assert reading.said(browser.get(here)) == [
        "Booking has closed. Move the round’s last day first, if it is to go on."
    ]


def test_a_letter_from_a_parents_card(portal: Flask, browser: FlaskClient) -> None:
    round_id, ours = a_family_without_texts()
    office(browser)
    card = browser.get(f"/staff/parents/{ours.parent_id}")
    assert "Print a letter: Autumn talks" in reading.all_of(card, "button")
    assert reading.choices(card, "parent") == [str(ours.parent_id)]
    printed = browser.send(
        f"/staff/rounds/{round_id}/letters/print", {"parent": str(ours.parent_id)}
    )
    assert len(said_in(printed)) == 1


def test_call_or_letter_stands_on_the_list_of_talks(portal: Flask, browser: FlaskClient) -> None:
    _round_id, ours = a_family_without_texts()
    with act() as session:
        session.get_one(Parent, ours.parent_ids[1]).number = None
    office(browser)
    page = browser.get("/staff/bookings")
    assert [(row[2], row[4]) for row in reading.rows(page)] == [
        ("Ayesha Malik", "Not asked yet call stopped texts"),
        ("Imran Malik", "Not asked yet letter stopped texts"),
    ]


# -- slips -------------------------------------------------------------------------------------


def test_slips_three_on_a_page_for_each_class(portal: Flask, browser: FlaskClient) -> None:
    ash, yew = make.school_class(), make.school_class("Year 6 Yew")
    for number in range(4):
        make.family(f"Child{number}", class_id=ash, language="ur" if number else None)
    make.family("Ola", ("Ewa",), class_id=yew, language="pl")
    office(browser)
    assert "is not set yet" in reading.words(browser.get("/staff/slips"))
    number_is_set()
    page = browser.get("/staff/slips")
    assert reading.choices(page, "class") == [str(ash), str(yew)]
    page = browser.get(f"/staff/slips?class={ash}&class={yew}")
    assert [one for one in reading.all_of(page, "p") if one.startswith("Office")] == [
        "Office: Year 4 Ash, 4 slips: 3 Urdu, 1 English",
        "Office: Year 4 Ash, 4 slips: 3 Urdu, 1 English",
        "Office: Year 6 Yew, 1 slip: 1 Polish",
    ]
    assert [one.get("lang") for one in articles(page)] == ["ur", "ur", "ur", "en", "pl"]
    english = said_in(page)[3]
    assert english == (
        "Texts from Oak Lane Primary School"
        " Our texts come from this number. Please save it in your phone. 07700 900900"
        " We text you times to talk with the teacher, reminders and good news."
        " You can answer. It costs the same as any text."
        " We never ask for money or a password by text."
        " Do you want no more texts? Reply STOP."
        " Call us if you want to ask anything: 01632 960100"
    )
    assert plain.reading_age(english) < 9
    assert [one for one in said_in(page) if "Malik" in one or "Child" in one] == []


def test_a_class_without_parents_and_no_class_at_all(portal: Flask, browser: FlaskClient) -> None:
    empty = make.school_class()
    office(browser)
    for chosen in (f"?class={empty}", "?class=4711", "?class=x"):
        assert reading.said(browser.get(f"/staff/slips{chosen}"))[-1] == (
            "Please tick at least one class with children in it."
        )


# -- stop and go on ----------------------------------------------------------------------------


def facts(page: TestResponse) -> dict[str, str]:
    """What the page says, by name."""
    return dict(zip(reading.all_of(page, "dt"), reading.all_of(page, "dd"), strict=True))


def test_the_page_looks_again_while_texts_go_out_and_they_are_stopped(
    portal: Flask, browser: FlaskClient
) -> None:
    round_id, ash, _teacher = a_round()
    for name in ("Yusuf", "Omar", "Ada"):
        make.family(name, class_id=ash)
    office(browser)
    here = f"/staff/rounds/{round_id}/invite"
    assert "Refresh" not in browser.get(here).headers
    browser.send(here)
    with act():
        [first] = dispatch.take("worker", 1, "http://localhost")
        marking.accepted([(first, "SM1")])
        db.session.get_one(OutText, first.text_id).segments = 2
    page = browser.get(here)
    assert page.headers["Refresh"] == "5"
    assert facts(page) == {
        "Waiting to go out": "2", "On the way": "1", "Arrived": "0", "Did not arrive": "0",
        "Cost so far, about": "£0.08", "Booked": "0", "Not answered yet": "3",
        "Not asked yet": "0", "Not this time": "0",
    }  # fmt: skip
    assert "Refresh" not in browser.get(f"{here}?still=yes").headers

    answer = browser.send(f"/staff/rounds/{round_id}/stop", {"texts": "stop"})
    assert reading.address(answer) == here
    page = browser.get(here)
    assert reading.said(page) == ["The texts are stopped. 2 were called back."]
    browser.send(f"/staff/rounds/{round_id}/stop", {"texts": "stop"})  # pressed twice
    page = browser.get(here)
    assert reading.said(page) == ["The texts are stopped."]
    assert "Refresh" not in page.headers
    assert facts(page)["Stopped"] == "2" and facts(page)["Not asked yet"] == "2"
    assert reading.all_of(page, "button") == ["Go on with the texts"]
    assert (
        "The texts of this round have been stopped since Mon 9 Nov 10:00: 2 were called back"
        " before they went out." in reading.words(page)
    )

    assert "Its texts are stopped: nobody is asked. Go on" in reading.all_of(
        browser.get("/staff"), "p"
    )
    assert [row[3] for row in reading.rows(browser.get("/staff/rounds"))] == ["texts stopped"]

    said = []
    for _ in range(2):
        browser.send(f"/staff/rounds/{round_id}/stop", {"texts": "go on"})
        said += reading.said(browser.get(here))
    assert said == ["The texts go on.", "The texts are on their way already."]
    assert db.session.get_one(Round, round_id).texts_stopped_at is None
    for parent_id in inviting.waiting_parents():
        with act():
            inviting.ask_next_of(parent_id)
    counts = dict(
        db.session.execute(select(OutText.state, func.count()).group_by(OutText.state)).all()
    )
    assert counts == {TextState.SENT: 1, TextState.CANCELLED: 2, TextState.QUEUED: 2}


def test_what_makes_texts_dear_is_said_before_they_go(portal: Flask, browser: FlaskClient) -> None:
    round_id, ash, _teacher = a_round()
    make.family("Łukasz", class_id=ash)
    make.family("Ola", class_id=ash, language="ur")
    office(browser)
    page = browser.get(f"/staff/rounds/{round_id}/invite")
    assert [row[0] for row in reading.rows(page)] == ["English", "Urdu"]
    assert reading.all_of(page, "li") == [
        "“Ł” in Łukasz makes 1 text 3 segments instead of 2",
        "Urdu letters: 70 characters a segment instead of 160",
    ]
    assert [words[:8] for words in reading.all_of(page, "p", lang="en", dir="ltr")] == [
        "Oak Lane",
        "Oak Lane",  # below the one in Urdu
    ]
