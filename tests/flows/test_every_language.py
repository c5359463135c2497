"""A talk and good news by text alone, in each language: no word of English comes to the phone, and
what the texts tell a parent to write back is understood."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import db
from portal.domain.bookings import BookingState
from portal.domain.creche import CrechePlace, PlaceState
from portal.domain.inbox import InState
from portal.domain.outbox import OutText
from portal.languages import ENGLISH, OFFERED, Language
from portal.wording import news_texts
from portal.wording.answers import shown
from portal.wording.meanings import Meaning
from portal.wording.segments import clean
from tests.conftest import Watch
from tests.flows.test_by_text import booked, inbox, talks
from tests.news import praise
from tests.phone import Phone
from tests.words_of import foreign_words

ALWAYS = ("pl", "ar", "ta", "so")
LANGUAGES = [
    tag if tag in ALWAYS else pytest.param(tag, marks=pytest.mark.walk)
    for tag in OFFERED
    if tag != "en"
]
NAMES = re.compile(r"https?://\S+|Yusuf|Miss Khan|Mrs Green|Oak Lane|START|STOP")


def all_in(own: Language, phone: Phone, parent_id: int) -> None:
    """Every text so far is in this language, with its English beside it for staff."""
    sent = select(OutText.language, OutText.body_english).where(OutText.parent_id == parent_id)
    assert {(tag, bool(english)) for tag, english in db.session.execute(sent)} == {(own.tag, True)}
    english = {text: foreign_words(NAMES.sub(" ", text), own) for text in phone.texts}
    assert {text: words for text, words in english.items() if words} == {}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_from_the_first_text_to_good_news(portal: Flask, watch: Watch, tag: str) -> None:
    own = OFFERED[tag]
    day, phone, words = booked(portal, tag=tag, with_creche=True)
    mine, child = day.family.parent_id, day.family.child_id
    assert phone.texts[1] == clean(words.booked("15:30"))
    for said in ("2", "2, 4", "1", "2"):  # the crèche, their ages, no needs, an interpreter
        phone.reply(said)
    places = db.session.scalars(select(CrechePlace.state)).all()
    assert places == [PlaceState.TAKEN, PlaceState.TAKEN]
    phone.reply(shown(Meaning.CHANGE, tag))
    phone.reply("1")
    phone.reply("2")
    assert talks(mine)[-1] == ("Tue 16:00", BookingState.BOOKED)
    phone.reply(shown(Meaning.TIMES, tag))
    watch.set("2026-11-23 17:00")
    phone.waits()
    phone.reply("3")
    assert talks(mine)[-1] == ("Tue 16:00", BookingState.CANCELLED)
    phone.reply("1")
    assert talks(mine)[-1] == ("Tue 16:00", BookingState.BOOKED)
    all_in(own, phone, mine)

    watch.set("2026-11-25 16:00")
    praise(child, day.teacher_id)
    phone.waits()
    assert phone.last_text.endswith("/news")
    phone.reply("❤️")
    phone.reply(shown(Meaning.IDEAS, tag))
    assert phone.last_text == clean(news_texts.ideas_on(own))
    phone.reply(shown(Meaning.NO_NEWS, tag))
    all_in(own, phone, mine)
    assert [said for said, state, _ in inbox() if state is InState.FOR_A_PERSON] == []


def test_english_itself_has_no_foreign_words() -> None:
    assert foreign_words("Reply 1 yes, 2 keep the old time", ENGLISH) == []
    assert "keep" in foreign_words("Reply keep", OFFERED["pl"])
