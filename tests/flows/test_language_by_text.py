"""A parent's language by text alone: the list of languages, the name of one, and the first text to
a parent of whom the school does not know which it is."""

import re

from flask import Flask

from portal.db import act, db
from portal.domain.bookings import BookingState
from portal.domain.people import Parent
from portal.domain.school import School
from portal.languages import OFFERED
from portal.wording import asking
from tests import make
from tests.flows.test_by_text import asks_next, booked, inbox, invited, talks
from tests.phone import Phone, work
from tests.words import Words

A_PAGE = [own.name for own in OFFERED.values()][:6]


def language_of(parent_id: int) -> tuple[str | None, bool]:
    db.session.expire_all()
    parent = db.session.get_one(Parent, parent_id)
    return parent.language, parent.language_chosen


def perhaps(
    portal: Flask, *likely: str | None, language: str | None = None
) -> list[tuple[int, Phone]]:
    """Parents (ids) who were just invited, and their phones: one for each language that the school
    thinks they may read."""
    day = make.evening(with_creche=False)
    found = []
    for n, tag in enumerate(likely):
        family = make.family(f"Child {n}", (f"Parent {n}",), class_id=day.class_id)
        with act() as session:
            parent = session.get_one(Parent, family.parent_id)
            parent.language, parent.likely_language = language, tag
        asks_next(make.invitation(day.round_id, family.child_id, family.parent_id, day.teacher_id))
        found.append((family.parent_id, Phone(portal, family.parent_id)))
    work(portal)
    return found


def lines(phone: Phone) -> list[str]:
    """The last text, but for its link and the name of the child."""
    *said, _link = phone.last_text.splitlines()
    return [re.sub(r"Child \d", "Yusuf", line) for line in said]


# -- the list ------------------------------------------------------------------------------------


def test_language_is_chosen_by_number_and_kept(portal: Flask) -> None:
    day, phone, words = invited(portal)
    phone.reply("LANGUAGE")
    assert phone.last_text == asking.languages(words.own, names=A_PAGE, more=True)
    phone.reply(str(A_PAGE.index("Polski") + 1))
    polish = Words(day.family.parent_id, "pl")
    assert phone.texts[2:] == [
        polish.said(asking.language_kept),
        polish.invitation("15:00", "15:30", "16:00"),
    ]
    assert language_of(day.family.parent_id) == ("pl", True)
    phone.reply("dwa")
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]


def test_thanks_after_it_ask_nothing_again(portal: Flask) -> None:
    day, phone, _words = booked(portal)
    phone.reply("LANGUAGE")
    phone.reply("Polski")
    polish = Words(day.family.parent_id, "pl")
    assert phone.last_text == polish.said(asking.language_kept)
    phone.reply("dziękuję")
    assert "Polski" not in phone.last_text


def test_every_language_is_on_the_list(portal: Flask) -> None:
    _day, phone, words = invited(portal)
    phone.reply("LANGUAGE")
    listed: list[str] = []
    while len(listed) < len(OFFERED):
        names = [
            line.split(" ", 1)[1] for line in phone.last_text.splitlines() if line[0].isdigit()
        ]
        rest = len(OFFERED) - len(listed)
        listed += names[:6]
        more = rest > 6
        assert phone.last_text == asking.languages(words.own, names=names[:6][:rest], more=more)
        if more:
            phone.reply("7")
    assert sorted(listed) == sorted(own.name for own in OFFERED.values())


def test_a_language_further_down_is_chosen_by_its_name(portal: Flask) -> None:
    day, phone, _words = invited(portal)
    phone.reply("LANGUAGE")
    phone.reply("lietuvių")
    assert language_of(day.family.parent_id) == ("lt", True)


def test_the_schools_commonest_languages_come_first(portal: Flask) -> None:
    _day, phone, words = invited(portal)
    for n in range(3):
        make.family(f"Ali {n}", (f"Bibi {n}",), language="lt")
    make.family("Ewa", ("Anna",), language="so")
    phone.reply("language")
    first = ["Lietuvių", "English", "Soomaali"]
    rest = [name for name in A_PAGE if name not in first][:3]
    assert phone.last_text == asking.languages(words.own, names=first + rest, more=True)


# -- a language that the school can only guess ---------------------------------------------------


def test_the_first_text_has_a_line_in_the_language_they_may_read(portal: Flask) -> None:
    ((_mine, phone),) = perhaps(portal, "pl")
    first, *_times, line = lines(phone)
    assert first == "Oak Lane: please come and talk about Yusuf with Miss Khan. Reply:"
    assert line == OFFERED["pl"].gettext("To read this in your language, reply %(name)s.") % {
        "name": "Polski"
    }


def test_the_name_of_a_language_alone_chooses_it(portal: Flask) -> None:
    replies = ("Polski", "polski!", "po polsku", "polish")
    for said, (mine, phone) in zip(replies, perhaps(portal, *["pl"] * 4), strict=True):
        phone.reply(said)
        kept, times = phone.texts[-2:]
        assert kept == Words(mine, "pl").said(asking.language_kept)
        assert "1 wtorek 24 listopada" in times or "1 wt. 24 listopada" in times
        assert language_of(mine) == ("pl", True)


def test_whoever_has_chosen_may_name_a_language_and_mean_another_thing(portal: Flask) -> None:
    ((mine, phone),) = perhaps(portal, "pl", language="en")
    assert "Polski" not in phone.last_text
    phone.reply("Polski")
    assert language_of(mine)[0] == "en"
    assert [read_as for *_, read_as in inbox()] == [None]


def test_no_line_where_english_is_likely_or_the_language_is_not_offered(portal: Flask) -> None:
    said = [lines(phone) for _mine, phone in perhaps(portal, None, "en", "ha", "en-GB")]
    assert {len(one) for one in said} == {7}


def test_a_language_that_the_school_has_switched_off_is_not_promised(portal: Flask) -> None:
    with act() as session:
        session.query(School).one().languages_off = ["pl"]
    ((_mine, phone),) = perhaps(portal, "pl")
    assert "Polski" not in phone.last_text
