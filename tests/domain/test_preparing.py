"""The preparation sheet: what is on it for the teacher, and what of it may lie on the table."""

from datetime import date

import pytest

from portal.db import act
from portal.domain import no_contact, preparing
from portal.domain.check_ins import Going
from portal.domain.class_words import About
from portal.domain.history import Face
from portal.domain.look_backs import Result
from portal.domain.people import Child, Role, Sex
from portal.domain.preparing import Said, Told
from portal.domain.records import Part
from tests import heard, make, praised, prepared
from tests.conftest import Watch

pytestmark = pytest.mark.usefixtures("portal")


def test_all_that_helps_is_on_it(watch: Watch) -> None:
    day = prepared.full(watch)
    found = prepared.sheet(day)
    assert (found.talk.child, found.talk.parent, found.talk.room) == (
        "Yusuf Malik",
        "Ayesha Malik",
        "Room 4",
    )
    assert found.strengths == [Said("Reads to others 0", "Mr Doyle")]
    assert found.worries == [Said("Often tired, worry of Doyle", "Mr Doyle")]
    assert (found.not_yet, found.nothing_to_add) == (["Ms Ward"], [])
    assert found.met == ["I will tidy my tray 1.", "I will tidy my tray 0."]
    assert found.own is not None and found.own.likes == "dogs"
    assert [one.target.sentence.english for one in found.targets] == [
        f"I will read for ten minutes {at}." for at in range(3)
    ]
    first = found.targets[0]
    assert [step.words.english for step in first.target.steps] == [
        "I choose a book 00",
        "Mother helps 0",
        "We listen 00",
    ]
    assert [(back.result, back.parent, back.in_the_way) for back in first.looked_back] == [
        (Result.NOT_YET, "Karim Malik", ["not enough time"]),
        (Result.NEARLY, "Ayesha Malik", ["not enough time"]),
    ]
    assert first.pupil is not None
    assert {(one.parent, one.going, one.face) for one in found.how_it_goes} == {
        ("Ayesha Malik", Going.WELL, Face.TEXT),
        ("Karim Malik", Going.HARD, Face.WEB),
    }
    assert [(one.parent, one.this_parent_only, one.staff_only) for one in found.earlier] == [
        ("Karim Malik", "", ""),
        ("Ayesha Malik", "Kept for Ayesha alone", "Colleagues only: see Ms Reid"),
    ]
    assert found.others


def test_on_the_table_lies_nothing_of_staff_nor_of_another_parent(watch: Watch) -> None:
    day = prepared.full(watch)
    found = preparing.on_paper(prepared.with_all(prepared.sheet(day)))
    words = repr(found)
    secrets = ("Karim", "Father", "Only at dad", "Kept for", "Colleagues only", "Often tired")
    for secret in (*secrets, "A lift"):
        assert secret not in words, secret
    assert [one.parent_id for one in found.how_it_goes] == [day.mother]
    assert not found.others
    for kept in ("Reads to others", "Mother helps", "A quiet corner", "heavy"):
        assert kept in words, kept


def test_an_empty_sheet_is_a_sheet(watch: Watch) -> None:
    day = prepared.school(watch)
    found = prepared.sheet(day)
    assert (found.strengths, found.met, found.targets, found.earlier, found.how_it_goes) == (
        [],
        [],
        [],
        [],
        [],
    )
    assert found.not_yet == ["Mr Doyle", "Ms Ward"]
    assert (found.own, found.others) == (None, False)


def test_who_must_not_be_contacted_is_nowhere_on_it(watch: Watch) -> None:
    day = prepared.full(watch)
    with act():
        no_contact.hold(day.father, day.child_id, make.OFFICE)
    found = prepared.sheet(day)
    assert not found.others
    assert "Karim" not in repr(found)
    assert "Only at dad" not in repr(found)


def test_words_of_another_round_stay_with_it(watch: Watch) -> None:
    day = prepared.school(watch)
    prepared.says(day.doyle, day.child_id, About.STRENGTH, "Kind in autumn")
    prepared.typed(day.doyle, day.child_id, "football", "", "")
    watch.set("2026-11-30 10:00")
    winter = make.round_(name="Winter talks", class_ids=(day.class_id,))
    slot = make.cover(winter, day.teacher_id, "2026-12-02")[0]
    later = prepared.booked(winter, day.child_id, day.mother, day.teacher_id, slot)
    day.booking_id = later
    found = prepared.sheet(day)
    assert (found.strengths, found.own, found.not_yet) == ([], None, ["Mr Doyle", "Ms Ward"])


def test_own_talks_of_today_and_to_come_can_be_opened(watch: Watch) -> None:
    day = prepared.school(watch)
    teacher = prepared.person(day.teacher_id)
    assert preparing.may_open(teacher) == {day.booking_id}
    assert preparing.may_open(prepared.person(make.staff("Mr Okafor", Role.LEAD))) == set()
    watch.set("2026-11-24 18:00")
    assert preparing.may_open(teacher) == {day.booking_id}
    watch.set("2026-11-25 08:00")
    assert preparing.may_open(teacher) == set()
    watch.set("2026-11-24 18:00")
    with act() as session:
        session.get_one(Child, day.child_id).own_key_teacher_id = day.doyle
    assert preparing.may_open(teacher) == set()


# -- good news since the last talk -------------------------------------------------------------


def test_good_news_since_the_last_talk_and_no_thanks(watch: Watch) -> None:
    day = prepared.school(watch)
    prepared.praised(watch, day, "2026-09-21", "tidied")  # before the last talk
    prepared.noted(day, day.father, Part.STAFF_ONLY, "Came")
    with act() as session:
        session.get_one(Child, day.child_id).sex = Sex.GIRL
    prepared.praised(watch, day, "2026-11-02", "tried-hard", filled="maths", own_words="Well done!")
    prepared.praised(watch, day, "2026-11-03", "thanks-reading", thanked_id=day.father)
    prepared.praised(watch, day, "2026-11-20", "worked-hard")  # a day to come
    whole = prepared.sheet(day)
    words = "Yusuf tried very hard in maths today. Well done!"
    told = [Told(words, date(2026, 11, 2), "Miss Khan")]
    assert list(whole.good_news) == told
    assert list(preparing.on_paper(whole).good_news) == told


def test_without_an_earlier_talk_it_is_that_of_the_school_year(watch: Watch) -> None:
    day = prepared.school(watch)
    for at, phrase in (("2026-07-10", "tidied"), ("2026-09-21", "worked-hard")):
        prepared.praised(watch, day, at, phrase)
    assert [one.words for one in prepared.sheet(day).good_news] == ["Yusuf worked very hard today."]


def test_what_only_somebody_heard_who_must_not_be_contacted_now_is_not_on_it(watch: Watch) -> None:
    day = prepared.school(watch)
    praised.news(day.child_id, day.father, phrase="tidied", day=date(2026, 11, 2))
    praised.news(day.child_id, day.mother, day.father, day=date(2026, 11, 3))
    assert [one.day.day for one in prepared.sheet(day).good_news] == [3, 2]
    heard.barred(day.child_id, day.father)
    assert [one.day.day for one in prepared.sheet(day).good_news] == [3]
