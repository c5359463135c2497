"""Good news and ideas by text alone, from the first good news to "no more": no page is opened."""

import pytest
from flask import Flask

from portal.db import db
from portal.domain import news_answers
from portal.languages import language
from portal.wording import ideas, news_texts
from portal.wording.answers import shown
from portal.wording.meanings import Meaning
from tests import make
from tests.conftest import Watch
from tests.flows.test_by_text import inbox
from tests.news import praise
from tests.phone import Phone, work

PROUD = {"en": "We are so proud", "pl": "Jesteśmy bardzo dumni", "ur": "ہمیں بہت فخر ہے"}
DID = {"en": "we did it", "pl": "zrobiliśmy", "ur": "کر لیا"}
OWN = {"en": "Nan was so glad", "pl": "Babcia się cieszyła", "ur": "دادی بہت خوش ہوئیں"}


@pytest.mark.parametrize("tag", ["en", "pl", "ur"])
def test_a_month_of_good_news_and_ideas(portal: Flask, watch: Watch, tag: str) -> None:
    own, teacher_id = language(tag), make.staff()
    family = make.family(class_id=make.school_class(teacher_id=teacher_id), language=tag)
    phone = Phone(portal, family.parent_id)

    def at(moment: str) -> list[str]:
        """The texts that have come by then and were not there before."""
        before = len(phone.texts)
        watch.set(moment)
        return phone.waits().texts[before:]

    # Good news, and what they answer: words, then a heart.
    praise(family.child_id, teacher_id)
    (news,) = at("2026-11-09 15:30")
    assert "Yusuf" in news
    assert news.endswith("/news")
    phone.reply(PROUD[tag])
    assert phone.last_text == news_texts.will_read(own, teacher="Miss Khan")
    phone.reply("❤️")
    phone.reply(OWN[tag])
    (answer,) = news_answers.to_hear(teacher_id)
    assert answer.heart
    assert [one.original for one in answer.words] == [PROUD[tag], OWN[tag]]

    # They ask for ideas: the first comes a week after the good news.
    phone.reply(shown(Meaning.IDEAS, tag))
    assert phone.last_text == news_texts.ideas_on(own)
    for day in (9, 10, 11, 12, 13):
        assert at(f"2026-11-{day:02} 16:00" if day > 9 else "2026-11-09 16:30") == []
    (idea,) = at("2026-11-16 16:00")
    assert idea.splitlines()[0].startswith(
        news_texts.idea(own, child="Yusuf", words="|").partition("|")[0]
    )
    assert any(ideas.say(one, own) in idea for one in ideas.IDEAS)
    phone.reply(DID[tag])
    assert phone.last_text == news_texts.well_done(own)

    # No more ideas, and then no more good news: each ends by itself.
    phone.reply(shown(Meaning.NO_IDEAS, tag))
    assert phone.last_text == news_texts.ideas_off(own)
    assert at("2026-11-23 16:00") == []
    praise(family.child_id, teacher_id, "kept-trying")
    assert len(at("2026-11-23 17:00")) == 1
    phone.reply(shown(Meaning.NO_NEWS, tag))
    assert phone.last_text.startswith(news_texts.news_off(own).partition("{link}")[0])
    praise(family.child_id, teacher_id, "tried-again")
    assert at("2026-11-24 15:30") == []
    db.session.expire_all()
    assert [said for said, state, _ in inbox() if state == "for a person" and tag == "en"] == []
    work(portal)
