"""What a parent would like to talk about: written on their page, read by the teacher on Today, and
put into English by the office."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.db import act, db
from portal.domain import booking, guarding, inbox, replies, threads, wishes
from portal.domain.guarding import Whose
from portal.domain.history import By, Face
from portal.domain.inbox import CameBy, InState, InText, Reading
from portal.domain.people import Guardianship, Role
from tests import make
from tests.addresses import token_of
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.web import reading
from tests.web.reading import words

ASKS = "Is there something you would like to talk about?"


def with_talk(day: make.Evening, slot: int = 2) -> int:
    """The evening's parent has a talk, booked by the office; returns its id."""
    with act():
        return booking.book(day.invitation_id, day.slot_ids[slot], make.OFFICE).id


def page_of(day: make.Evening) -> str:
    return f"/t/{token_of(day.family.parent_id)}/talks/{day.invitation_id}"


def says_birthday(browser: CheckingClient, day: make.Evening) -> None:
    at = f"/t/{token_of(day.family.parent_id)}/birthday"
    browser.send(at, {"day": "14", "month": "3"})


def written() -> list[tuple[str, InState, str | None, CameBy, int | None]]:
    db.session.expire_all()
    return [
        (one.body, one.state, one.understood_as, one.came_by, one.child_id)
        for one in db.session.scalars(select(InText).order_by(InText.id))
    ]


def told(booking_id: int) -> list[str]:
    db.session.expire_all()
    return [one.original for one in wishes.of_talk(booking_id)]


# -- on the parent's page ------------------------------------------------------------------------


def test_a_few_words_before_the_talk(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    booking_id = with_talk(day)
    says_birthday(browser, day)
    assert ASKS in words(browser.get(page_of(day)))
    page = browser.get(f"{page_of(day)}/wish")
    assert reading.all_of(page, "h1") == [ASKS]
    assert reading.all_of(page, "h2") == []
    page = browser.send(f"{page_of(day)}/wish", {"words": "  His reading\r\nand <b>maths</b> "})
    assert "We will read it before the talk." in words(page)
    assert reading.all_of(page, "h2") == ["You have told us"]
    assert told(booking_id) == ["His reading\nand <b>maths</b>"]
    assert written() == [
        (
            "His reading\nand <b>maths</b>",
            InState.UNDERSTOOD,
            "wish",
            CameBy.PAGE,
            day.family.child_id,
        )
    ]


def test_more_can_be_added_and_a_form_sent_twice_is_one(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    booking_id = with_talk(day)
    says_birthday(browser, day)
    for said in ("maths", "maths", "", "   ", "reading", "maths"):
        assert browser.send(f"{page_of(day)}/wish", {"words": said}).status_code in (200, 303)
    assert told(booking_id) == ["maths", "reading"]
    page = browser.get(f"{page_of(day)}/wish")
    assert reading.all_of(page, "p", **{"class": "card own-words"}) == ["maths", "reading"]


def test_too_long_is_kept_on_the_page(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    booking_id = with_talk(day)
    says_birthday(browser, day)
    page = browser.send(f"{page_of(day)}/wish", {"words": "y" * 501})
    assert page.status_code == 422
    assert (reading.field(page, "words") or "").strip() == "y" * 501
    assert "Please write a little less: up to 500 letters." in words(page)
    assert told(booking_id) == []
    lines = "\r\n".join(["y" * 99] * 5)
    assert browser.send(f"{page_of(day)}/wish", {"words": lines}).status_code == 200
    assert told(booking_id) == [lines.replace("\r\n", "\n")]


def test_it_is_private_like_the_talk(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    booking_id = with_talk(day)
    with act():
        wishes.say(booking_id, "He is sad", make.by(day.family.parent_id))
    birthday = f"/t/{token_of(day.family.parent_id)}/birthday"
    assert reading.address(browser.get(f"{page_of(day)}/wish")) == birthday
    assert reading.address(browser.send(f"{page_of(day)}/wish", {"words": "x"})) == birthday
    assert told(booking_id) == ["He is sad"]
    says_birthday(browser, day)
    assert "He is sad" in words(browser.get(f"{page_of(day)}/wish"))


def test_the_other_parent_never_sees_it(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    booking_id = with_talk(day, slot=0)
    other = make.family("Noise", ("Omar",), class_id=day.class_id, birthday=(14, 3)).parent_id
    with act() as session:
        session.add(make._tie(day.family.child_id, other))
    theirs = make.invitation(day.round_id, day.family.child_id, other, day.teacher_id)
    with act():
        booking.book(theirs, day.slot_ids[-1], make.OFFICE)
        wishes.say(booking_id, "He is sad", make.by(day.family.parent_id))
    at = f"/t/{token_of(other)}"
    browser.send(f"{at}/birthday", {"day": "14", "month": "3"})
    for page in (at, f"{at}/talks", f"{at}/talks/{theirs}", f"{at}/talks/{theirs}/wish"):
        assert "He is sad" not in browser.get(page, follow_redirects=True).get_data(as_text=True)
    assert reading.all_of(browser.get(f"{at}/talks/{theirs}/wish"), "h1") == [ASKS]
    assert browser.get(f"{at}/talks/{day.invitation_id}/wish").status_code == 404


def test_without_a_talk_or_after_it_there_is_no_such_page(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    assert reading.address(browser.get(f"{page_of(day)}/wish")) == f"{page_of(day)}/times"
    with_talk(day)
    watch.set("2026-11-24 16:05")
    says_birthday(browser, day)
    assert reading.address(browser.get(f"{page_of(day)}/wish")) == page_of(day)
    assert ASKS not in words(browser.get(page_of(day)))


def test_what_may_ask_for_something_waits_for_the_office_too(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    booking_id = with_talk(day)
    says_birthday(browser, day)
    browser.send(f"{page_of(day)}/wish", {"words": "Sorry, we cannot come after all"})
    assert told(booking_id) == ["Sorry, we cannot come after all"]
    assert [(state, read_as) for _body, state, read_as, *_ in written()] == [
        (InState.FOR_A_PERSON, None)
    ]


def test_the_same_words_elsewhere_are_another_message(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    booking_id = with_talk(day)
    parent_id, child_id = day.family.parent_id, day.family.child_id
    with act():
        inbox.write_down(parent_id, "maths", child_id=child_id)
        wishes.say(booking_id, "maths", make.by(parent_id))
    assert [(body, state) for body, state, *_ in written()] == [
        ("maths", InState.FOR_A_PERSON),
        ("maths", InState.UNDERSTOOD),
    ]


# -- for the teacher -----------------------------------------------------------------------------


def today(browser: CheckingClient, staff_id: int) -> str:
    browser.sign_in(staff_id)
    return words(browser.get("/staff"))


def test_the_teacher_reads_it_beside_the_talk(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening(language="ur")
    booking_id = with_talk(day)
    parent_id = day.family.parent_id
    other_teacher = make.staff("Mr Brown")
    with act():
        wishes.say(booking_id, "وہ اداس ہے", make.by(parent_id))
    assert "Would like to talk about: وہ اداس ہے being translated" in today(browser, day.teacher_id)
    green = By(Face.DESK, staff_id=make.staff("Mrs Green", Role.OFFICE))
    text_id = db.session.scalars(select(InText.id)).one()
    with act():
        replies.put_into_english(Whose(parent_id), text_id, "He is sad", green)
    assert "وہ اداس ہے He is sad" in today(browser, day.teacher_id)
    assert "being translated" not in today(browser, day.teacher_id)
    assert "وہ اداس ہے" not in today(browser, other_teacher)


def test_a_guarded_thread_or_a_mark_takes_it_out_of_the_teachers_sight(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    booking_id = with_talk(day)
    make.staff("Mrs Reed", Role.SAFEGUARDING)
    with act():
        wishes.say(booking_id, "He is sad", make.by(day.family.parent_id))
    assert "He is sad" in today(browser, day.teacher_id)
    with act():
        guarding.pass_on(Whose(day.family.parent_id), make.OFFICE)
    assert "He is sad" not in today(browser, day.teacher_id)
    with act():
        guarding.give_back(Whose(day.family.parent_id), make.OFFICE)
    assert "He is sad" in today(browser, day.teacher_id)
    with act() as session:
        tie = session.scalars(select(Guardianship).filter_by(parent_id=day.family.parent_id)).one()
        tie.held = True
    assert "He is sad" not in today(browser, day.teacher_id)


def booking_of(day: make.Evening) -> int:
    query = select(booking.Booking.id).where(booking.Booking.parent_id == day.family.parent_id)
    return db.session.scalars(query).one()


# -- in the office -------------------------------------------------------------------------------


@pytest.fixture
def in_polish(portal: Flask) -> tuple[make.Evening, int, By]:
    """A wish in Polish: the evening, the message's id, and somebody in the office."""
    day = make.evening(language="pl")
    booking_id = with_talk(day)
    with act():
        wishes.say(booking_id, "Jest smutny", make.by(day.family.parent_id))
    text_id = db.session.scalars(select(InText.id)).one()
    return day, text_id, By(Face.DESK, staff_id=make.staff("Mrs Green", Role.OFFICE))


def test_the_office_reads_which_talk_it_is_for(
    in_polish: tuple[make.Evening, int, By], browser: FlaskClient
) -> None:
    day, _text_id, green = in_polish
    browser.sign_in(green.staff_id)
    page = words(browser.get(f"/staff/inbox/{day.family.parent_id}"))
    assert "for the talk on Tue 24 Nov 16:00 with Miss Khan" in page
    assert "Waits to be read: the teacher answers it" in page


def test_it_counts_as_unread_and_not_as_unanswered_and_is_done_once_read(
    in_polish: tuple[make.Evening, int, By], browser: FlaskClient
) -> None:
    day, text_id, green = in_polish
    browser.sign_in(green.staff_id)
    waits = threads.what_waits(safeguarding=False)
    assert (waits.answers, waits.unread) == (0, 1)
    assert "Nobody waits for an answer, but read what parents wrote 1 not read" in words(
        browser.get("/staff")
    )
    with act():
        replies.translate(Whose(day.family.parent_id), green)
    assert [one.being_translated for one in wishes.of_talk(booking_of(day))] == [True]
    with act():
        replies.put_into_english(Whose(day.family.parent_id), text_id, "He is sad", green)
    db.session.expire_all()
    text = db.session.get_one(InText, text_id)
    assert (text.state, text.reading, text.done_by_id) == (
        InState.DONE,
        Reading.READ,
        green.staff_id,
    )
    waits = threads.what_waits(safeguarding=False)
    assert (waits.answers, waits.unread) == (0, 0)
    assert [(one.english, one.being_translated) for one in wishes.of_talk(booking_of(day))] == [
        ("He is sad", False)
    ]


def test_what_is_english_as_it_stands_is_not_being_translated_any_more(
    in_polish: tuple[make.Evening, int, By],
) -> None:
    day, text_id, green = in_polish
    with act():
        replies.is_english(Whose(day.family.parent_id), text_id, green)
    db.session.expire_all()
    assert [(one.english, one.being_translated) for one in wishes.of_talk(booking_of(day))] == [
        (None, False)
    ]
    assert db.session.get_one(InText, text_id).state == InState.DONE
