"""Help for talks on the office's screens, on Today and on the parent's own page."""

from datetime import date, time

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain import arranging, booking, help_requests, interpreters, invitations
from portal.domain.booking import Answers
from portal.domain.help_requests import NeedState
from portal.domain.interpreters import About
from portal.domain.outbox import OutText
from portal.domain.people import Guardianship, Role
from portal.domain.questions import Question
from tests import make
from tests.addresses import token_of
from tests.conftest import Watch
from tests.phone import Phone
from tests.screens import Screen
from tests.web import reading

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def evening(portal: Flask) -> make.Evening:
    return make.evening()


def book(evening: make.Evening, slot: int = 0, **wishes: object) -> int:
    with act():
        answers = Answers(**wishes)  # type: ignore[arg-type]
        by = make.by(evening.family.parent_id)
        return booking.book(evening.invitation_id, evening.slot_ids[slot], by, answers).id


def office(portal: Flask, name: str = "Mrs Green") -> Screen:
    screen = Screen(portal)
    screen.client.sign_in(make.staff(name, Role.OFFICE))
    return screen


def near(screen: Screen) -> bool:
    return "Not arranged yet, and the talk is near" in screen.open("/staff").words


def test_from_the_top_of_today_to_arranged(
    portal: Flask, evening: make.Evening, watch: Watch
) -> None:
    talk = book(evening, lift=True)
    screen = office(portal)
    assert not near(screen)
    watch.set("2026-11-21 09:00")
    assert near(screen)
    headings = reading.all_of(screen.page, "h2")
    assert headings[0] == "Not arranged yet, and the talk is near"
    screen.follow("Arrange it").press("I see to it")
    assert screen.said == ["You see to it now."]
    wrong = {"ready_at": "25:70", "note": "Taxi Ali"}
    screen.press("Arranged", wrong, status=422)
    assert "Please write the time like 14:30." in screen.words
    assert screen.shows("25:70", "Taxi Ali") == ["25:70", "Taxi Ali"]
    screen.press("Arranged", {"ready_at": "14.30"})
    assert screen.said == ["Saved. The parent is told: by text, or a task says to ring them."]
    assert "Nothing is to be arranged." in screen.words
    (need,) = help_requests.of_talk(talk)
    assert (need.state, need.note, need.ready_at) == (
        NeedState.ARRANGED,
        "Taxi Ali",
        time(14, 30),
    )
    assert not near(screen)
    screen.open(f"/staff/bookings/{talk}")
    assert "A lift Arranged Taxi Ali ready at 14:30 with you" in screen.words


def test_what_cannot_be_wants_a_word_and_keeps_what_was_typed(
    portal: Flask, evening: make.Evening
) -> None:
    book(evening, with_me=True)
    screen = office(portal).open("/staff/help")
    screen.press("Cannot be", status=409)
    assert "Please write something first." in screen.words
    screen.press("Cannot be", {"note": "Nobody is free"})
    assert screen.path == "/staff/help"
    assert "someone with them, Tuesday 24 November" in screen.open("/staff").words


def test_the_list_is_narrowed_and_stays_so(portal: Flask, evening: make.Evening) -> None:
    talk = book(evening, lift=True, step_free=True)
    screen = office(portal).open("/staff/help?kind=a+lift&state=")
    assert "A lift for Ayesha Malik" in screen.words
    assert "A step-free room for" not in screen.words
    screen.press("Arranged", {"note": "Taxi"})
    assert screen.path == "/staff/help?kind=a+lift&state="
    screen.press("To arrange again")
    assert {one.state for one in help_requests.of_talk(talk)} == {NeedState.ASKED}
    assert "Nothing is to be arranged." in screen.open("/staff/help?owner=me").words


def test_a_colleague_finds_what_was_handed_to_them_and_nothing_else(
    portal: Flask, evening: make.Evening
) -> None:
    talk = book(evening, with_me=True)
    (need,) = help_requests.of_talk(talk)
    hill = make.staff("Mr Hill", Role.TEACHER)
    teacher = Screen(portal)
    teacher.client.sign_in(hill)
    path = f"/staff/help/needs/{need.id}"
    assert teacher.client.send(f"{path}/take", {}).status_code == 404
    screen = office(portal).open("/staff/help")
    screen.press("Hand on", {"colleague": str(hill)})
    assert "Someone with them for Ayesha Malik" in teacher.open("/staff").words
    teacher.press("Arranged", {"note": "I will"})
    assert [one.settled_by for one in help_requests.of_talk(talk)] == ["Mr Hill"]


def test_a_parent_who_must_not_be_contacted_is_on_none_of_it(
    portal: Flask, evening: make.Evening
) -> None:
    talk = book(evening, lift=True, interpreter="Urdu")
    need = help_requests.of_talk(talk)[0]
    with act() as session:
        session.execute(update(Guardianship).values(no_contact=True))
    screen = office(portal).open("/staff/help")
    assert "Ayesha" not in screen.html
    path = f"/staff/help/needs/{need.id}/settle"
    assert screen.client.send(path, {"outcome": "arranged"}).status_code == 404
    assert screen.client.send(path, {"outcome": "cannot", "note": "x"}).status_code == 404


def test_the_register_from_a_new_interpreter_to_the_list_of_a_day(
    portal: Flask, evening: make.Evening
) -> None:
    talk = book(evening, interpreter="Panjabi")
    screen = office(portal).open("/staff/help").follow("Interpreters")
    person = {"name": "Mrs Rana", "languages": "urdu, Panjabi", "number": "12"}
    screen.press("Save", person, status=409)
    assert "This cannot be a phone number." in screen.words
    screen.press("Save", {"number": "07700 900123"})
    stay = {"day": "2026-11-24", "begins": "15:00", "ends": "14:00", "language": "Urdu"}
    screen.press("They are here then", stay, status=409)
    assert "It must end after it begins." in screen.words
    screen.press("They are here then", {"ends": "16:00"})
    assert "Tuesday 24 November, 15:00 to 16:00, Urdu" in screen.words
    # The office may give anybody who is here to a talk.
    screen.open("/staff/help")
    stay_id = interpreters.to_come()[0].id
    screen.press("Arranged", {"stay": str(stay_id)})
    (need,) = help_requests.of_talk(talk)
    assert need.interpreter == "Mrs Rana"
    screen.open("/staff/help/interpreters").follow("To print")
    assert "15:0015:30Room 4Miss KhanAyeshaYusufUrdu" in screen.words
    assert screen.shows("Malik", "Panjabi for", "07700") == []
    screen.follow("Back to").press("Take them off the list", status=409)
    assert "They are to be here on a day that is still to come." in screen.words
    screen.press("Not here then")
    assert screen.said == ["One talk needs another interpreter now: see Help."]
    screen.press("Take them off the list")
    assert interpreters.everyone() == []


def test_two_colleagues_give_one_interpreter_to_two_talks(
    portal: Flask, evening: make.Evening
) -> None:
    first = book(evening, interpreter="Urdu")
    other = make.staff("Mr Hill")
    slots = make.cover(evening.round_id, other, room="Room 9")
    family = make.family("Sana", ("Hina",), surname="Shah")
    asked = make.invitation(evening.round_id, family.child_id, family.parent_id, other)
    with act():
        by = make.by(family.parent_id)
        second = booking.book(asked, slots[0], by, Answers(interpreter="Urdu")).id
        who = interpreters.add(About("Mrs Rana", "Urdu"), make.OFFICE)
        stay = interpreters.book(who, TUESDAY, time(15), time(16), "Urdu", make.OFFICE)
    one, two = office(portal).open("/staff/help"), office(portal, "Mr Lee").open("/staff/help")
    for screen, talk, status in ((one, first, 302), (two, second, 409)):
        (need,) = help_requests.of_talk(talk)
        form = {"outcome": "arranged", "stay": str(stay), "note": "typed"}
        answer = screen.client.send(f"/staff/help/needs/{need.id}/settle", form)
        assert answer.status_code in (status, 303 if status == 302 else 409)
    assert "This interpreter is taken at that time." in reading.words(answer)
    assert 'value="typed"' in answer.get_data(as_text=True)


# -- what the parent sees ----------------------------------------------------------------------


def test_the_parents_page_says_what_became_of_it(portal: Flask, evening: make.Evening) -> None:
    talk = book(evening, lift=True)
    parent_id = evening.family.parent_id
    browser = Screen(portal)
    link = f"/t/{token_of(parent_id)}"
    path = f"{link}/talks/{evening.invitation_id}"
    browser.client.send(f"{link}/birthday", {"day": "14", "month": "3"})
    assert "You asked for this. We will tell you soon." in browser.open(path).words
    (need,) = help_requests.of_talk(talk)
    with act():
        arranging.arrange(need.id, make.OFFICE, note="Taxi Ali", ready_at=time(14, 30))
    words = browser.open(path).words
    assert "This is arranged. Please be ready at 14:30." in words and "Ali" not in words
    with act():
        arranging.cannot(need.id, "Ali is ill", make.OFFICE)
    assert "Sorry, we could not arrange this." in browser.open(path).words


def test_times_with_an_interpreter_stand_first_on_the_page_and_at_the_desk(portal: Flask) -> None:
    evening = make.evening(language="ur")
    with act():
        who = interpreters.add(About("Mrs Rana", "Urdu"), make.OFFICE)
        interpreters.book(who, TUESDAY, time(17), time(18), "Urdu", make.OFFICE)
    browser = Screen(portal)
    browser.open(f"/t/{token_of(evening.family.parent_id)}/talks/{evening.invitation_id}/times")
    shown = [browser.html.index(f'value="{one}"') for one in evening.slot_ids]
    assert sorted(shown)[:2] == [shown[4], shown[5]]  # 17:00 and 17:30, and all others after them
    screen = office(portal).open(f"/staff/invitations/{evening.invitation_id}/book")
    assert "An interpreter for their language is here then" in screen.words
    shown = [screen.html.index(f'value="{one}"') for one in evening.slot_ids]
    assert min(shown) == shown[4]


def test_times_with_an_interpreter_are_the_first_numbers_of_a_text(portal: Flask) -> None:
    evening = make.evening(language="ur")
    with act():
        who = interpreters.add(About("Mrs Rana", "Urdu"), make.OFFICE)
        interpreters.book(who, TUESDAY, time(17), time(18), "Urdu", make.OFFICE)
        asked = db.session.get_one(invitations.Invitation, evening.invitation_id)
        asked.asked_at = None
    Phone(portal, evening.family.parent_id).reply("TIMES")
    query = select(OutText.choices).where(OutText.question == Question.TIME)
    choices = db.session.scalars(query.order_by(OutText.id.desc())).first()
    assert choices is not None and choices[:2] == evening.slot_ids[4:]
