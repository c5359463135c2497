"""The balance: what counts as heard, who waits, and how it stands."""

from datetime import date

import pytest
from sqlalchemy import update

from portal import clock
from portal.db import act, db
from portal.domain import balance, news_ties, teaching
from portal.domain.balance import Heard, Stand
from portal.domain.good_news import GoodNews
from portal.domain.news_ties import Way
from portal.domain.outbox import Kind, TextState
from portal.domain.people import Child, ClassStaff, Guardianship, OnRoll, Parent, Role, Staff
from portal.domain.school_days import Closed, change_closures
from portal.domain.worries import How, Topic
from tests import heard, make
from tests.conftest import Watch
from tests.news import praise

pytestmark = pytest.mark.usefixtures("portal")

TODAY = "2026-11-09"


def of(child_id: int) -> Heard:
    db.session.expire_all()
    return balance.of_child(child_id)


def test_nothing_yet() -> None:
    assert of(make.family().child_id) == Heard(None, 0, 0, 0)


def test_good_news_counts_in_three_weeks_and_in_the_term(watch: Watch) -> None:
    child_id = make.family().child_id
    for day in ("2026-08-31", "2026-09-01", "2026-10-19", "2026-10-20", TODAY):
        heard.good(child_id, day)
    found = of(child_id)
    assert (str(found.last), found.lately, found.good) == (TODAY, 2, 4)


def test_holidays_do_not_count_towards_the_three_weeks(watch: Watch) -> None:
    child_id = make.family().child_id
    heard.good(child_id, "2026-10-13")
    assert of(child_id).waits
    with act():
        change_closures([_closed("2026-10-26", "2026-10-30")], make.OFFICE)
    assert not of(child_id).waits


def _closed(begins: str, ends: str) -> Closed:
    return Closed(*(date.fromisoformat(day) for day in (begins, ends)))


def test_what_is_planned_or_taken_back_or_not_yet_printed_has_not_been_heard(watch: Watch) -> None:
    child_id = make.family().child_id
    heard.good(child_id, "2026-11-10", text=TextState.QUEUED)
    taken = heard.good(child_id, "2026-11-06")
    with act() as session:
        session.get_one(GoodNews, taken).taken_back_at = clock.now()
    heard.good(child_id, "2026-11-05", text=None, on_paper=True)
    assert of(child_id) == Heard()
    heard.good(child_id, "2026-11-04", text=None, on_paper=True, printed=True)
    heard.good(child_id, "2026-11-03", text=None)  # on their page
    assert of(child_id).good == 2


def test_good_news_to_two_parents_is_one_and_so_is_a_worry_that_day(watch: Watch) -> None:
    family = make.family(parents=("Ayesha", "Karim"))
    heard.good(family.child_id)
    for parent_id in family.parent_ids:
        heard.worry(family.child_id, parent_id, topic=Topic.FRIENDS)
    heard.worry(family.child_id, family.parent_id, topic=Topic.HOMEWORK, how=How.IN_PERSON)
    assert (of(family.child_id).good, of(family.child_id).worries) == (1, 2)
    watch.set("2026-11-10 10:00")
    heard.worry(family.child_id, family.parent_id, topic=Topic.FRIENDS)
    assert of(family.child_id).worries == 3


def test_what_only_heard_who_must_not_be_contacted_now_does_not_count() -> None:
    family = make.family()
    heard.good(family.child_id)
    heard.worry(family.child_id, family.parent_id)
    heard.barred(family.child_id, family.parent_id)
    make.another_parent(family.child_id)
    assert of(family.child_id) == Heard()


@pytest.mark.parametrize(
    ("good", "worries", "stand"),
    [
        (0, 0, Stand.NOTHING),
        (0, 1, Stand.ONLY_WORRIES),
        (1, 0, Stand.GOOD),
        (2, 1, Stand.TOO_LITTLE),
        (3, 1, Stand.GOOD),
        (5, 2, Stand.TOO_LITTLE),
        (6, 2, Stand.GOOD),
    ],
)
def test_three_good_for_each_worry(good: int, worries: int, stand: Stand) -> None:
    assert Heard(good=good, worries=worries).stand == stand


# -- new families ----------------------------------------------------------------------------------


def test_a_family_is_new_until_it_has_heard_anything() -> None:
    texted, praised, worried = (make.family(name) for name in ("Ada", "Ben", "Cleo"))
    new = make.family("Dan")
    queued = make.family("Eve")
    with act():
        heard.text_to(texted.parent_id, None, Kind.BOOKED)
        heard.text_to(queued.parent_id, queued.child_id, Kind.BOOKED, TextState.QUEUED)
    heard.good(praised.child_id, text=None)
    heard.worry(worried.child_id, worried.parent_id)
    lines = balance.of(Child.roll != OnRoll.LEFT)
    assert [line.child.first_name for line in lines if line.new] == ["Dan", "Eve"]
    assert balance.family_is_new(new.child_id)
    assert not balance.family_is_new(texted.child_id)


def test_a_sister_of_whose_family_has_heard_is_not_new() -> None:
    family = make.family()
    sister = make.sibling(family.parent_id)
    with act():
        heard.text_to(family.parent_id, family.child_id, Kind.INVITATION)
    assert not balance.family_is_new(sister)


def test_good_news_of_a_sister_makes_the_family_known() -> None:
    family = make.family()
    sister = make.sibling(family.parent_id)
    heard.good(family.child_id, text=None)
    assert not balance.family_is_new(sister)


def test_about_whom_nobody_is_to_hear_is_marked_and_not_new() -> None:
    make.family("Ada")
    barred, off, missing = (make.family(name) for name in ("Ben", "Cleo", "Dan"))
    heard.barred(barred.child_id, barred.parent_id)
    with act() as session:
        session.execute(
            update(Guardianship)
            .where(Guardianship.child_id == off.child_id)
            .values(gets_texts=False)
        )
        session.get_one(Parent, missing.parent_id).missing = True
    lines = balance.of(Child.roll != OnRoll.LEFT)
    marks = {line.child.first_name: (line.new, line.nobody) for line in lines}
    assert marks == {
        "Ada": (True, False),
        "Ben": (False, True),
        "Cleo": (False, True),
        "Dan": (False, True),
    }
    ways = news_ties.ways([line.child.id for line in lines])
    assert {line.child.id for line in lines if line.nobody} == {
        child_id for child_id, way in ways.items() if way == Way.NOBODY
    }


# -- the last words --------------------------------------------------------------------------------


def test_the_last_good_news_in_words(watch: Watch) -> None:
    child_id = make.family("Zofia").child_id
    assert balance.last_good(child_id) is None
    heard.good(child_id, "2026-11-02")
    heard.good(child_id, "2026-11-05", phrase="tried-hard", filled="maths")
    heard.good(child_id, "2026-11-12", text=TextState.QUEUED)
    last = balance.last_good(child_id)
    assert last is not None
    assert (str(last.day), last.words) == ("2026-11-05", "Zofia tried very hard in maths today.")


def test_thanks_are_no_good_news_about_the_child(watch: Watch) -> None:
    khan, family = make.staff(), make.family("Zofia", parents=("Ayesha", "Omar"))
    child_id, (_ayesha, omar) = family.child_id, family.parent_ids
    assert balance.family_is_new(child_id)
    praise(child_id, khan, "thanks-reading", thanked_id=omar)
    assert of(child_id) == Heard()
    assert balance.last_good(child_id) is None
    assert not balance.family_is_new(child_id)
    assert balance.praised_after(date(2026, 11, 1)) == set()
    heard.good(child_id, "2026-11-05")
    watch.set("2026-11-10 10:00")
    last = balance.last_good(child_id)
    assert last is not None and last.words == "Zofia worked very hard today."
    assert (of(child_id).last, of(child_id).good) == (date(2026, 11, 5), 1)


# -- whose children --------------------------------------------------------------------------------


def test_a_teacher_finds_whom_they_teach_or_help_and_a_lead_everybody() -> None:
    key, helper, own, nobody = (make.staff(name) for name in ("Miss Khan", "Mr Doyle", "Ms W", "X"))
    lead = make.staff("Mr Okafor", Role.LEAD)
    class_id, other = make.school_class(teacher_id=key), make.school_class("Year 6 Yew")
    child_id = make.family(class_id=class_id).child_id
    elsewhere = make.family("Zofia", class_id=other).child_id
    left = make.family("Gone", class_id=class_id).child_id
    with act() as session:
        session.add(ClassStaff(class_id=class_id, staff_id=helper))
        session.get_one(Child, elsewhere).own_key_teacher_id = own
        session.get_one(Child, left).roll = OnRoll.LEFT

    def finds(staff_id: int) -> set[int]:
        person = db.session.get_one(Staff, staff_id)
        lines = {line.child.id for line in balance.of(teaching.teaches(person))}
        ids = (child_id, elsewhere, left)
        assert lines == {one for one in ids if teaching.child_for(person, one)}
        return lines

    assert finds(key) == finds(helper) == {child_id}
    assert finds(own) == {elsewhere}
    assert finds(nobody) == set()
    assert finds(lead) == {child_id, elsewhere}
    classes = [one.id for one in teaching.classes_of(db.session.get_one(Staff, lead))]
    assert classes == [class_id, other]
