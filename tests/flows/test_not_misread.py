"""What a text must not be taken for: an answer to something else than its writer had in mind."""

from flask import Flask
from sqlalchemy import select

from portal.db import act, db
from portal.domain import booking, replies
from portal.domain.creche import Age, PlaceState
from portal.domain.inbox import InState, InText
from portal.domain.replies import Page
from portal.domain.tasks import TaskKind
from portal.wording import asking
from tests import make
from tests.conftest import Watch
from tests.flows.test_by_text import booked, invited, talks, tasks
from tests.flows.test_by_text_alone import places, who_waits_for_a_place


def test_a_number_after_a_colleagues_words_goes_to_that_person(portal: Flask, watch: Watch) -> None:
    day, phone, _words = invited(portal)
    watch.set("2026-11-09 10:05")
    with act():
        page = Page(seen=0, once="one")
        replies.reply(day.family.parent_id, "Is it 1 child or 2?", "en", make.OFFICE, page)
    phone.waits()
    watch.set("2026-11-09 10:10")
    before = len(phone.texts)
    phone.reply("2")
    (told,) = phone.texts[before:]
    assert told.startswith("Thank you. A person at Oak Lane will read this")
    assert talks(day.family.parent_id) == []
    assert db.session.scalars(select(InText.state)).all() == [InState.FOR_A_PERSON]


def test_who_stopped_texts_books_nothing_by_an_old_number(portal: Flask) -> None:
    day, phone, _words = invited(portal)
    phone.reply("STOP")
    phone.reply("2")
    assert phone.texts[1:] == []
    assert talks(day.family.parent_id) == []
    assert db.session.scalars(select(InText.state).order_by(InText.id)).all()[1:] == [
        InState.FOR_A_PERSON
    ]


def test_ring_me_is_understood_whatever_was_asked(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal)
    watch.set("2026-11-10 10:00")
    phone.reply("please ring me")
    assert phone.last_text == words.will_ring()
    assert tasks() == [(TaskKind.CALL, day.family.parent_id)]


def test_a_second_no_goes_to_a_person(portal: Flask, watch: Watch) -> None:
    _day, phone, _words = invited(portal)
    phone.reply("no")
    assert len(phone.texts) == 2
    watch.set("2026-11-09 10:02")
    phone.reply("no")
    assert phone.last_text.startswith("Thank you. A person at Oak Lane will read this")
    states = db.session.scalars(select(InText.state).order_by(InText.id)).all()
    assert states == [InState.UNDERSTOOD, InState.FOR_A_PERSON]


def test_places_they_said_no_to_are_not_said_to_be_theirs(portal: Flask, watch: Watch) -> None:
    _day, phone, words, crowd = who_waits_for_a_place(portal)
    watch.set("2026-11-10 10:00")
    with act():
        booking.cancel(crowd, make.OFFICE)
    phone.waits().reply("2")
    before = len(phone.texts)
    watch.set("2026-11-10 10:05")
    phone.reply("1")
    assert phone.texts[before:] == [words.said(asking.too_late)]
    assert places()[10:] == [("1", Age.TWO, PlaceState.CANCELLED, "")]
