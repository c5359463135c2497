"""Whom a colleague may send good news about, who has waited longest, what is on its way."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import update

from portal import clock
from portal.db import act, db
from portal.domain import (
    balance,
    class_praise,
    news_answers,
    own_phrases,
    praised_child,
    praising,
)
from portal.domain.class_praise import Line, Which
from portal.domain.good_news import GoodNews
from portal.domain.history import By, Face
from portal.domain.ideas_sent import IdeaSent, week_of
from portal.domain.news_ties import Way
from portal.domain.outbox import OutText, TextState
from portal.domain.people import (
    Child,
    ClassStaff,
    Guardianship,
    OnRoll,
    Parent,
    Role,
    SchoolClass,
    Staff,
)
from portal.domain.praising import Wanted
from portal.wording.refusals import Reason, Refused
from tests import heard, make
from tests.conftest import Watch
from tests.listening import statements
from tests.news import praise as send_thanks
from tests.phone import work


def person(staff_id: int) -> Staff:
    return db.session.get_one(Staff, staff_id)


def by(staff_id: int) -> By:
    return By(Face.DESK, staff_id=staff_id)


def praise(staff_id: int, *child_ids: int, phrase: str = "worked-hard") -> None:
    with act():
        praising.send(child_ids, Wanted(phrase), staff_id, by(staff_id))


def change(table: type, row_id: int, **values: object) -> None:
    with act() as session:
        session.execute(update(table).where(table.id == row_id).values(**values))  # type: ignore[attr-defined]


def names(lines: list[Line]) -> list[str]:
    return [line.child.first_name for line in lines]


def line_of(staff_id: int, class_id: int, child_id: int) -> Line:
    db.session.expire_all()
    lines = class_praise.lines(person(staff_id), Which(class_id))
    return next(line for line in lines if line.child.id == child_id)


def tie_of(family: make.Family, parent_id: int) -> int:
    query = db.select(Guardianship.id).filter_by(child_id=family.child_id, parent_id=parent_id)
    return db.session.scalars(query).one()


# -- who and which ---------------------------------------------------------------------------------


def test_a_teacher_finds_the_children_they_teach_or_help_and_a_lead_all(portal: Flask) -> None:
    khan, evans, ward = make.staff(), make.staff("Mr Evans"), make.staff("Ms Ward", Role.LEAD)
    office = make.staff("Mrs Green", Role.OFFICE)
    ash, yew = make.school_class(teacher_id=khan), make.school_class("Year 6 Yew", evans)
    yusuf, zofia = make.family(class_id=ash), make.family("Zofia", class_id=yew)
    nobody = make.family("Omar")
    all_of_them = [yusuf.child_id, zofia.child_id, nobody.child_id]

    def found(staff_id: int) -> set[str]:
        return {one.first_name for one in class_praise.find(person(staff_id), all_of_them)}

    assert found(khan) == {"Yusuf"}
    assert found(ward) == {"Yusuf", "Zofia", "Omar"}
    assert found(office) == set()
    with act() as session:
        session.add(ClassStaff(class_id=yew, staff_id=khan))
    change(Child, nobody.child_id, own_key_teacher_id=khan)
    assert found(khan) == {"Yusuf", "Zofia", "Omar"}
    change(Child, yusuf.child_id, roll=OnRoll.LEFT)
    assert found(khan) == {"Zofia", "Omar"}
    assert found(ward) == {"Zofia", "Omar"}


def test_the_classes_to_choose_from_and_whole_years_for_leads(portal: Flask) -> None:
    khan, ward = make.staff(), make.staff("Ms Ward", Role.LEAD)
    yew, ash = make.school_class("Year 6 Yew"), make.school_class("Year 4 Ash", khan)
    elm = make.school_class("Year 4 Elm")
    for class_id, year, order in ((yew, "Year 6", 6), (ash, "Year 4", 4), (elm, "Year 4", 4)):
        change(SchoolClass, class_id, year=year, year_order=order)
        make.family(class_id=class_id)
    loose = make.family("Omar").child_id
    change(Child, loose, own_key_teacher_id=khan)
    choice = class_praise.choice(person(khan))
    assert choice.classes == [(ash, "Year 4 Ash"), (0, "In no class")]
    assert (choice.years, choice.own_id) == ([], ash)
    assert names(class_praise.lines(person(khan), Which(0))) == ["Omar"]
    choice = class_praise.choice(person(ward))
    assert [name for _, name in choice.classes] == [
        "Year 4 Ash",
        "Year 4 Elm",
        "Year 6 Yew",
        "In no class",
    ]
    assert choice.years == ["Year 4", "Year 6"]
    assert (choice.has(Which(year="Year 4")), choice.has(Which(year="Year 9"))) == (True, False)
    assert len(class_praise.lines(person(ward), Which(year="Year 4"))) == 2
    assert class_praise.lines(person(khan), Which(elm)) == []


# -- the list --------------------------------------------------------------------------------------


def test_new_families_first_then_never_then_whoever_has_waited_longest(
    portal: Flask, watch: Watch
) -> None:
    khan = make.staff()
    ash = make.school_class(teacher_id=khan)
    families = {
        name: make.family(name, (f"{name}s",), class_id=ash)
        for name in ("Amy", "Ben", "Cem", "Dina")
    }
    watch.set("2026-11-02 10:00")
    praise(khan, families["Amy"].child_id)
    watch.set("2026-11-05 10:00")
    praise(khan, families["Ben"].child_id)
    work(portal)
    with act() as session:
        session.add(_text_to(families["Cem"].parent_id, families["Cem"].child_id))
    watch.set("2026-11-09 10:00")
    lines = class_praise.lines(person(khan), Which(ash))
    assert names(lines) == ["Dina", "Cem", "Amy", "Ben"]
    assert [line.new for line in lines] == [True, False, False, False]
    assert [line.last for line in lines] == [None, None, date(2026, 11, 2), date(2026, 11, 5)]
    praise(khan, families["Dina"].child_id, families["Amy"].child_id, phrase="tidied")
    lines = class_praise.lines(person(khan), Which(ash))
    assert names(lines) == ["Cem", "Ben", "Amy", "Dina"]
    assert [line.count for line in lines] == [0, 1, 2, 1]
    assert [bool(line.planned) for line in lines] == [False, False, True, True]


def _text_to(parent_id: int, child_id: int) -> OutText:
    return OutText(
        kind="reminder",
        to="+447700900001",
        language="en",
        body="See you.",
        parent_id=parent_id,
        child_id=child_id,
        state=TextState.SENT,
        made_at=clock.now(),
        due_at=clock.now(),
        expires_at=clock.now(),
    )


def test_how_it_gets_home_and_hearts(portal: Flask, watch: Watch) -> None:
    khan = make.staff()
    ash = make.school_class(teacher_id=khan)
    family = make.family(parents=("Ayesha", "Omar"), class_id=ash)
    ayesha, omar = family.parent_ids
    praise(khan, family.child_id)
    news_id = db.session.scalars(db.select(GoodNews.id)).one()
    with act():
        news_answers.heart(ayesha, news_id, make.by(ayesha))
        news_answers.heart(omar, news_id, make.by(omar))
    line = line_of(khan, ash, family.child_id)
    assert (line.way, line.hearts) == (Way.TEXT, 2)
    change(Guardianship, tie_of(family, omar), held=True)
    assert line_of(khan, ash, family.child_id).hearts == 1
    change(Parent, ayesha, opted_out_at=clock.now())
    assert line_of(khan, ash, family.child_id).way == Way.PAPER
    change(Guardianship, tie_of(family, ayesha), no_contact=True)
    line = line_of(khan, ash, family.child_id)
    assert (line.way, line.new, line.hearts) == (Way.NOBODY, False, 0)


def test_the_list_says_of_last_and_this_term_what_the_balance_says(
    portal: Flask, watch: Watch
) -> None:
    khan = make.staff()
    ash = make.school_class(teacher_id=khan)
    ids = {
        name: make.family(name, (f"{name}s",), class_id=ash).child_id
        for name in ("Amy", "Ben", "Cem", "Dina", "Eve")
    }
    heard.good(ids["Amy"], "2026-11-02")
    heard.good(ids["Ben"], "2026-11-03", phrase="thanks-reading")
    heard.good(ids["Cem"], "2026-11-04")
    heard.barred(ids["Cem"], heard.parent_of(ids["Cem"]))
    make.another_parent(ids["Cem"])
    heard.good(ids["Dina"], "2026-11-05", text=None, on_paper=True)
    lines = {line.child.first_name: line for line in class_praise.lines(person(khan), Which(ash))}
    assert {name: (line.last, line.count) for name, line in lines.items()} == {
        "Amy": (date(2026, 11, 2), 1),
        **dict.fromkeys(("Ben", "Cem", "Dina", "Eve"), (None, 0)),
    }
    balances = {line.child.id: line for line in balance.of(Child.class_id == ash)}
    for line in lines.values():
        theirs = balances[line.child.id].heard
        assert (line.last, line.count) == (theirs.last, theirs.good)
    # Cem's other parent and Eve's have heard nothing; Dina's good news waits for the office.
    assert list(lines) == ["Cem", "Eve", "Ben", "Amy", "Dina"]
    assert [line.new for line in lines.values()] == [True, True, False, False, False]
    assert [line.to_print for line in lines.values()] == [None] * 4 + [date(2026, 11, 5)]


def test_thanks_on_their_way_can_be_taken_back_and_end_no_wait(portal: Flask, watch: Watch) -> None:
    khan = make.staff()
    ash = make.school_class(teacher_id=khan)
    amy = make.family("Amy", class_id=ash)
    heard.good(amy.child_id, "2026-11-02")
    send_thanks(amy.child_id, khan, "thanks-home", thanked_id=amy.parent_id)
    line = line_of(khan, ash, amy.child_id)
    assert [one.words for one in line.planned] == [
        "Amy is doing well. Thank you for helping at home."
    ]
    assert (line.coming, line.last) == (None, date(2026, 11, 2))
    assert line.waits_since() == (True, date(2026, 11, 2))


def test_as_many_statements_for_a_large_class_as_for_a_small_one(portal: Flask) -> None:
    khan = make.staff()
    ash = make.school_class(teacher_id=khan)
    first = make.family(class_id=ash)
    praise(khan, first.child_id)

    def asked() -> int:
        who = person(khan)
        db.session.expire_all()
        who.roles  # noqa: B018  read before counting
        with statements() as found:
            class_praise.lines(who, Which(ash))
        return len(found)

    before = asked()
    more = [make.family(f"Child{one}", class_id=ash).child_id for one in range(6)]
    praise(khan, *more, phrase="tidied")
    assert asked() == before <= 13


# -- phrases ---------------------------------------------------------------------------------------


def test_ones_own_phrases_first_then_the_schools(portal: Flask, watch: Watch) -> None:
    khan, evans = make.staff(), make.staff("Mr Evans")
    families = [make.family(f"Child{one}", (f"P{one}",)).child_id for one in range(6)]
    watch.set("2026-06-01 10:00")
    praise(khan, families[0], phrase="coat-on")
    watch.set("2026-11-09 10:00")
    praise(khan, *families[:1], phrase="tidied")
    praise(evans, *families[1:4], phrase="shared")
    praise(evans, *families[4:], phrase="listened")
    book = own_phrases.book()
    found = [one.key for one in class_praise.most_used(person(khan), book)]
    assert found[:3] == ["tidied", "shared", "listened"]
    assert "coat-on" not in found
    assert len(found) == len(set(found)) == class_praise.SHORT_LIST


def test_in_a_new_school_there_is_something_to_choose(portal: Flask) -> None:
    found = class_praise.most_used(person(make.staff()), own_phrases.book())
    assert len(found) == class_praise.SHORT_LIST
    assert len({one.topic for one in found}) == class_praise.SHORT_LIST


# -- names that may not stand in own words ---------------------------------------------------------


def test_the_names_beside_a_child(portal: Flask) -> None:
    ash = make.school_class()
    yusuf = make.family(class_id=ash, parents=("Ayesha", "Omar"))
    make.family("Zofia", class_id=ash, surname="Nowak")
    make.family("Elif", surname="Kaya")
    ayesha, omar = yusuf.parent_ids
    change(Parent, ayesha, last_name="Hussain")
    change(Parent, omar, last_name="Secret")
    change(Guardianship, tie_of(yusuf, omar), no_contact=True)
    child = db.session.get_one(Child, yusuf.child_id)
    every_child = {"Malik", "Nowak", "Kaya"}
    assert class_praise.names_beside([child]) == (every_child | {"Hussain"}, {"Zofia"})
    several = class_praise.names_beside([child, db.session.get_one(Child, yusuf.child_id + 1)])
    assert "Yusuf" in several[1]


# -- taking it back --------------------------------------------------------------------------------


def test_what_the_worker_has_claimed_is_not_called_back(portal: Flask, watch: Watch) -> None:
    khan, family = make.staff(), make.family()
    praise(khan, family.child_id)
    news_id = db.session.scalars(db.select(GoodNews.id)).one()
    with act() as session:
        session.execute(update(OutText).values(state=TextState.SENDING))
    with pytest.raises(Refused) as refused, act():
        praising.take_back(news_id, by(khan))
    assert refused.value.reason == Reason.NEWS_GONE
    db.session.expire_all()
    assert db.session.get_one(GoodNews, news_id).taken_back_at is None
    assert db.session.scalars(db.select(OutText.state)).all() == [TextState.SENDING]


def test_what_stands_on_pages_only_can_be_taken_back_until_its_day_is_over(
    portal: Flask, watch: Watch
) -> None:
    khan, family = make.staff(), make.family()
    change(Parent, family.parent_id, number=None)
    praise(khan, family.child_id)
    news = db.session.scalars(db.select(GoodNews)).one()
    assert praising.can_be_taken_back(news)
    watch.set("2026-11-10 10:00")
    assert not praising.can_be_taken_back(news)


# -- one child's year ------------------------------------------------------------------------------


def test_a_childs_year_with_what_came_back(portal: Flask, watch: Watch) -> None:
    khan, family = make.staff(), make.family(parents=("Ayesha", "Omar"))
    ayesha, omar = family.parent_ids
    watch.set("2026-07-01 10:00")
    praise(khan, family.child_id, phrase="tidied")
    watch.set("2026-11-09 10:00")
    praise(khan, family.child_id)
    news_id = db.session.scalars(db.select(GoodNews.id).order_by(GoodNews.id.desc())).first() or 0
    with act() as session:
        news_answers.heart(ayesha, news_id, make.by(ayesha))
        news_answers.say(omar, news_id, "Great news", make.by(omar))
        for parent_id, key in ((ayesha, "count-stairs"), (omar, "read-signs")):
            session.add(
                IdeaSent(
                    parent_id=parent_id,
                    child_id=family.child_id,
                    key=key,
                    week=week_of(clock.today()),
                    day=clock.today(),
                    done_at=clock.now() if parent_id == ayesha else None,
                )
            )
    child = db.session.get_one(Child, family.child_id)
    (given,) = praised_child.year_of(child)
    assert (given.words, given.who) == ("Yusuf worked very hard today.", "Miss Khan")
    assert [(one.parent.first_name, one.heart) for one in given.answers] == [
        ("Ayesha", True),
        ("Omar", False),
    ]
    done = {one.key: one.done for one in praised_child.ideas_of(child.id)}
    assert done == {"count-stairs": True, "read-signs": False}
    change(Guardianship, tie_of(family, omar), held=True)
    db.session.expire_all()
    (given,) = praised_child.year_of(db.session.get_one(Child, family.child_id))
    assert [one.parent.first_name for one in given.answers] == ["Ayesha"]
    assert [one.key for one in praised_child.ideas_of(child.id)] == ["count-stairs"]


def test_a_childs_year_has_no_thanks_and_nothing_that_only_a_barred_parent_got(
    portal: Flask, watch: Watch
) -> None:
    khan, family = make.staff(), make.family()
    heard.good(family.child_id, "2026-11-02", phrase="tidied")
    omar = make.another_parent(family.child_id)
    heard.good(family.child_id, "2026-11-03")
    heard.good(family.child_id, "2026-11-04", text=None, on_paper=True, phrase="shared")
    send_thanks(family.child_id, khan, "thanks-home", thanked_id=omar)

    def year() -> list[int]:
        child = db.session.get_one(Child, family.child_id)
        return [one.day.day for one in praised_child.year_of(child)]

    assert year() == [4, 3, 2]
    heard.barred(family.child_id, family.parent_id)
    assert year() == [4, 3]


# -- what has been seen ----------------------------------------------------------------------------


def test_what_comes_after_the_page_was_shown_is_still_to_be_heard(
    portal: Flask, watch: Watch
) -> None:
    khan, family = make.staff(), make.family()
    praise(khan, family.child_id)
    news_id = db.session.scalars(db.select(GoodNews.id)).one()
    with act():
        news_answers.heart(family.parent_id, news_id, make.by(family.parent_id))
    (shown,) = news_answers.to_hear(khan)
    until = clock.now()
    watch.set("2026-11-09 10:05")
    with act():
        news_answers.say(family.parent_id, news_id, "Thank you", make.by(family.parent_id))
        news_answers.have_seen(khan, [shown.to_id], until=until)
    assert len(news_answers.to_hear(khan)) == 1
    with act():
        news_answers.have_seen(khan, [shown.to_id], until=clock.now())
    assert news_answers.to_hear(khan) == []
