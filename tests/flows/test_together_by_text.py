"""Coming together, by text alone: asked after the talk is booked, taken back by a number."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import sharing, together
from portal.domain.bookings import Booking, BookingState
from portal.domain.inbox import InState, InText
from portal.domain.people import Parent, Role
from portal.domain.rounds import Round
from portal.languages import ENGLISH
from portal.wording import together as words
from tests import make
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.flows.test_by_text import asks_next
from tests.phone import Phone
from tests.web import reading

QUESTION = words.ask(ENGLISH, child="Yusuf")


@dataclass
class Phones:
    """Ayesha and Omar, each with a talk booked by text and the question on their phone."""

    hers: Phone
    his: Phone
    ayesha: int
    omar: int
    child_id: int

    def talk(self, parent_id: int) -> Booking:
        db.session.expire_all()
        query = select(Booking).where(
            Booking.parent_id == parent_id, Booking.state == BookingState.BOOKED
        )
        return db.session.scalars(query).one()

    def time(self, parent_id: int) -> str:
        return f"{clock.local(self.talk(parent_id).slot.starts_at):%H:%M}"

    def joined(self) -> "Phones":
        self.hers.reply("1")
        self.his.reply("1")
        with act():
            together.join(self.talk(self.ayesha).id, self.talk(self.omar).id, make.OFFICE)
        self.hers.waits()
        return self


@pytest.fixture
def phones(portal: Flask, watch: Watch) -> Phones:
    day = make.evening(with_creche=False)
    with act() as session:
        session.get_one(Round, day.round_id).asks_together = True
    omar = make.another_parent(day.family.child_id)
    asked = make.invitation(day.round_id, day.family.child_id, omar, day.teacher_id)
    found = []
    for invitation_id, parent_id in ((day.invitation_id, day.family.parent_id), (asked, omar)):
        asks_next(invitation_id)
        phone = Phone(portal, parent_id).waits()
        phone.reply("1")
        assert phone.last_text == QUESTION
        found.append(phone)
    return Phones(*found, day.family.parent_id, omar, day.family.child_id)


def test_after_the_answer_the_rest_is_said_and_nothing_else(phones: Phones) -> None:
    heard = [list(phones.his.texts)]
    phones.hers.reply("yes")
    assert sharing.last_answer(phones.talk(phones.ayesha).invitation_id) is True
    assert phones.hers.last_text.startswith("Thank you, that is all.")
    phones.his.reply("No")
    assert sharing.last_answer(phones.talk(phones.omar).invitation_id) is False
    assert phones.his.last_text.startswith("Thank you, that is all.")
    assert phones.his.texts[:-1] == heard[0]


def test_nobody_reads_the_answer(phones: Phones, browser: CheckingClient) -> None:
    phones.hers.reply("2")
    phones.his.reply("1")
    db.session.expire_all()
    last = db.session.scalars(select(InText).order_by(InText.id.desc()).limit(2)).all()
    assert {(one.body, one.state, one.understood_as) for one in last} == {
        ("", InState.UNDERSTOOD, "together")
    }
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    threads = [
        reading.words(browser.get(f"/staff/inbox/{one}")) for one in (phones.ayesha, phones.omar)
    ]
    assert all("an answer that nobody is to read" in one for one in threads)


def test_a_changed_answer_counts_and_the_same_again_says_nothing(phones: Phones) -> None:
    phones.hers.reply("1")
    before = list(phones.hers.texts)
    phones.hers.reply("1")
    assert phones.hers.texts == before
    phones.hers.reply("2")
    assert phones.hers.last_text == words.changed(ENGLISH)
    assert sharing.last_answer(phones.talk(phones.ayesha).invitation_id) is False


def test_one_talk_is_told_to_each_and_names_nobody(phones: Phones) -> None:
    phones.joined()
    assert phones.time(phones.ayesha) == phones.time(phones.omar)
    for phone, other in ((phones.hers, phones.omar), (phones.his, phones.ayesha)):
        assert "You will come together, as you wished." in phone.last_text
        assert db.session.get_one(Parent, other).first_name not in " ".join(phone.texts)


def test_change_offers_to_come_alone_and_then_other_times(phones: Phones) -> None:
    phones.joined()
    kept, heard = phones.time(phones.omar), list(phones.his.texts)
    phones.hers.reply("CHANGE")
    assert "5 come alone" in phones.hers.last_text
    phones.hers.reply("5")
    assert kept not in phones.hers.last_text
    phones.hers.reply("1")
    phones.hers.waits()
    assert abs(_hour(phones.time(phones.ayesha)) - _hour(kept)) >= 1.5
    assert phones.time(phones.omar) == kept
    assert phones.his.texts == heard
    phones.his.reply("CHANGE")
    assert "5 come alone" not in phones.his.last_text


def test_a_late_no_to_the_question_takes_the_yes_back(phones: Phones) -> None:
    phones.joined()
    kept = phones.time(phones.ayesha)
    phones.his.reply("2")
    assert kept not in phones.his.last_text and "Reply" in phones.his.last_text
    assert sharing.partner_of(phones.talk(phones.ayesha)) is None
    assert phones.time(phones.ayesha) == kept


def test_a_round_that_does_not_ask_sends_no_question(portal: Flask, watch: Watch) -> None:
    day = make.evening(with_creche=False)
    asks_next(day.invitation_id)
    phone = Phone(portal, day.family.parent_id).waits()
    phone.reply("1")
    assert "together" not in phone.last_text


def _hour(shown: str) -> float:
    hours, minutes = shown.split(":")
    return int(hours) + int(minutes) / 60
