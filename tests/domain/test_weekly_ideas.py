"""One five-minute idea a week to parents who want it, when nothing else is said to them."""

from datetime import date, datetime, time

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import booking, contact, outbox, school_days, targets, weekly_ideas
from portal.domain.ideas_sent import IdeaSent
from portal.domain.inbox import InState
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Child, Guardianship, NumberState, OnRoll, Parent, SchoolClass
from portal.domain.school_days import Closed
from portal.domain.targets import Ended
from portal.languages import ENGLISH, language
from portal.wording import ideas, news_texts
from tests import make
from tests.conftest import Watch
from tests.domain.test_at_once import at_once
from tests.flows.test_by_text import inbox
from tests.news import praise
from tests.phone import Phone, work

MONDAY = "2026-11-09 16:00"


def wanting(*, year: int | None = 4, language: str | None = None) -> make.Family:
    """A family whose parent wants ideas, about a child of this year group."""
    class_id = make.school_class(teacher_id=make.staff())
    if year is not None:
        with act() as session:
            found = session.get_one(SchoolClass, class_id)
            found.year, found.year_order = f"Year {year}", year
    family = make.family(class_id=class_id, language=language)
    make.family("Zofia", ("Katarzyna",), surname="Nowak")  # who has not asked for any
    want(family.parent_id)
    return family


def want(parent_id: int) -> None:
    with act():
        weekly_ideas.start(parent_id, make.by(parent_id))


def sent() -> list[IdeaSent]:
    db.session.expire_all()
    return list(db.session.scalars(select(IdeaSent).order_by(IdeaSent.id)))


def said(one: IdeaSent, tag: str | None = None) -> str:
    """The text of this idea."""
    own, child = language(tag), db.session.get_one(Child, one.child_id).first_name
    return news_texts.idea(own, child=child, words=ideas.say(ideas.find(one.key), own))


def at(portal: Flask, watch: Watch, *moments: str) -> list[date]:
    """The worker looks around at these moments; on which days ideas were sent till then."""
    for moment in moments:
        watch.set(moment)
        work(portal)
    return [one.day for one in sent()]


def test_an_idea_comes_on_the_first_afternoon_and_says_how_to_go_on(
    portal: Flask, watch: Watch
) -> None:
    family = wanting()
    phone = Phone(portal, family.parent_id)
    assert at(portal, watch, "2026-11-09 15:59") == []
    assert at(portal, watch, MONDAY) == [date(2026, 11, 9)]
    (one,) = sent()
    assert phone.texts == [said(one)]
    assert phone.last_text.startswith("A 5-minute idea for you and Yusuf: ")
    assert phone.last_text.endswith("\nDid it? Reply YES. No more ideas? Reply NO IDEAS.")
    idea = ideas.find(one.key)
    assert idea.first <= 4 <= idea.last
    text = db.session.scalars(select(OutText)).one()
    assert (text.kind, text.id, text.child_id) == (Kind.IDEA, one.text_id, family.child_id)
    assert text.expires_at == clock.at(date(2026, 11, 9), time(18, 30))


@pytest.mark.parametrize("tag", ["pl", "ur"])
def test_in_their_own_language(portal: Flask, watch: Watch, tag: str) -> None:
    family = wanting(language=tag)
    at(portal, watch, MONDAY)
    assert Phone(portal, family.parent_id).texts == [said(sent()[0], tag)]


def test_once_a_week_and_never_the_same_twice(portal: Flask, watch: Watch) -> None:
    wanting()
    days = at(
        portal,
        watch,
        *("2026-11-09 16:00", "2026-11-09 18:00", "2026-11-10 16:00", "2026-11-12 16:00"),
        *("2026-11-16 16:00", "2026-11-17 16:00", "2026-11-23 16:00"),
    )
    assert days == [date(2026, 11, day) for day in (9, 16, 23)]
    assert len({one.key for one in sent()}) == 3


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-13 16:00",  # Friday
        "2026-11-14 16:00",  # Saturday
        "2026-11-09 10:00",
        "2026-11-09 18:30",
        "2026-12-28 16:00",  # a bank holiday
        "2026-11-18 16:00",  # the school's own closure
    ],
)
def test_never_outside_the_afternoons_of_school_days(
    portal: Flask, watch: Watch, moment: str
) -> None:
    wanting()
    with act():
        closed = Closed(date(2026, 11, 18), date(2026, 11, 20), "Inset")
        school_days.change_closures([closed], make.OFFICE)
    assert at(portal, watch, moment) == []


def test_three_children_take_turns_and_the_parent_gets_one_a_week(
    portal: Flask, watch: Watch
) -> None:
    family = wanting()
    sisters = [make.sibling(family.parent_id, name) for name in ("Maryam", "Layla")]
    mondays = [f"2026-11-{day:02} 16:00" for day in (9, 16, 23, 30)]
    for moment in mondays:
        at(portal, watch, moment, moment.replace("16:00", "17:00"))
    assert [one.child_id for one in sent()] == [family.child_id, *sisters, family.child_id]
    assert len(Phone(portal, family.parent_id).texts) == 4


def test_two_parents_of_a_child_each_get_their_own(portal: Flask, watch: Watch) -> None:
    family = wanting()
    father = make.another_parent(family.child_id)
    at(portal, watch, MONDAY)
    assert Phone(portal, father).texts == []
    want(father)
    at(portal, watch, "2026-11-10 16:00")
    first, second = sent()
    assert (first.parent_id, second.parent_id) == (family.parent_id, father)
    assert first.key == second.key  # nothing the one had changes what the other gets


def test_two_workers_at_once_send_one(portal: Flask, watch: Watch) -> None:
    family = wanting()
    watch.set(MONDAY)
    db.session.remove()
    outcomes = at_once(portal, [lambda: weekly_ideas.send(family.parent_id)] * 4)
    assert outcomes == [None] * 4
    assert len(sent()) == 1
    assert len(db.session.scalars(select(OutText)).all()) == 1


def test_on_a_target_if_there_is_one(portal: Flask, watch: Watch) -> None:
    family = wanting()
    target_id = make.target(family.child_id)  # about reading
    at(portal, watch, MONDAY)
    with act():
        targets.end(target_id, Ended.MET, make.OFFICE)
    at(portal, watch, "2026-11-16 16:00")
    topics = [ideas.find(one.key).topic for one in sent()]
    assert topics[0] == ideas.Topic.READING
    assert topics[1] != ideas.Topic.READING


@pytest.mark.parametrize(("order", "fits"), [(-1, 0), (13, 11)])
def test_a_child_younger_or_older_than_all_ideas_gets_the_nearest(
    portal: Flask, watch: Watch, order: int, fits: int
) -> None:
    wanting(year=order)
    at(portal, watch, MONDAY)
    idea = ideas.find(sent()[0].key)
    assert idea.first <= fits <= idea.last


def test_without_a_year_group_or_a_class_any_idea_will_do(portal: Flask, watch: Watch) -> None:
    family = wanting(year=None)
    at(portal, watch, MONDAY)
    with act() as session:
        session.get_one(Child, family.child_id).class_id = None
    assert len(at(portal, watch, "2026-11-16 16:00")) == 2


# -- not when something else is said ---------------------------------------------------------------


def test_not_within_a_week_of_good_news(portal: Flask, watch: Watch) -> None:
    family = wanting()
    teacher_id = make.staff("Mr Green")
    praise(family.child_id, teacher_id)  # goes out at 15:30
    days = at(
        portal,
        watch,
        *("2026-11-09 15:30", "2026-11-09 16:00", "2026-11-10 16:00", "2026-11-12 16:00"),
    )
    assert days == []  # that week has had good news
    assert at(portal, watch, "2026-11-16 16:00") == [date(2026, 11, 16)]


def test_nor_just_before_some_that_is_planned(portal: Flask, watch: Watch) -> None:
    family = wanting()
    watch.set("2026-11-09 18:10")
    praise(family.child_id, make.staff("Mr Green"))  # for Tuesday
    assert at(portal, watch, "2026-11-09 18:20") == []


def test_good_news_of_an_afternoon_with_an_idea_waits_for_the_next(
    portal: Flask, watch: Watch
) -> None:
    family = wanting()
    at(portal, watch, MONDAY)
    praise(family.child_id, make.staff("Mr Green"))
    at(portal, watch, "2026-11-09 17:00")
    phone = Phone(portal, family.parent_id)
    assert len(phone.texts) == 1
    at(portal, watch, "2026-11-10 15:30")
    assert phone.last_text.startswith("Good news from Oak Lane, Mon 9 Nov:")


def test_good_news_on_the_page_alone_is_no_text(portal: Flask, watch: Watch) -> None:
    family = wanting()
    with act() as session:
        session.get_one(Parent, family.parent_id).news_off_at = clock.now()
    praise(family.child_id, make.staff("Mr Green"))
    assert at(portal, watch, "2026-11-09 15:30", MONDAY) == [date(2026, 11, 9)]


def text(family: make.Family, kind: Kind, *, answers: bool = False) -> None:
    with act():
        outbox.queue(
            kind=kind,
            to=make.number_of(family.parent_id),
            language="en",
            body="Hello",
            parent_id=family.parent_id,
            answers_them=answers,
        )


def test_not_on_a_day_with_another_text_of_the_schools_own(portal: Flask, watch: Watch) -> None:
    family = wanting()
    text(family, Kind.LOOK_BACK)
    days = at(portal, watch, MONDAY, "2026-11-10 16:00")
    assert days == [date(2026, 11, 10)]


def test_an_answer_is_no_such_text(portal: Flask, watch: Watch) -> None:
    text(wanting(), Kind.ANSWER, answers=True)
    assert at(portal, watch, MONDAY) == [date(2026, 11, 9)]


def test_one_that_waits_and_will_still_go_is(portal: Flask, watch: Watch) -> None:
    family = wanting()
    text(family, Kind.LOOK_BACK)
    watch.set(MONDAY)
    assert weekly_ideas.due() == []
    with act() as session:
        session.scalars(select(OutText)).one().state = TextState.CANCELLED
    assert weekly_ideas.due() == [family.parent_id]


def test_not_while_a_question_is_open(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    want(day.family.parent_id)
    phone = Phone(portal, day.family.parent_id)
    phone.reply("LANGUAGE")
    assert at(portal, watch, MONDAY) == []


def test_not_on_the_days_of_a_talk_and_its_reminders(portal: Flask, watch: Watch) -> None:
    day = make.evening()  # talks on Tuesday 24 November
    want(day.family.parent_id)
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], make.OFFICE)
    moments = [f"2026-11-{one} 16:00" for one in (19, 23, 24)]
    assert at(portal, watch, *moments) == []


@pytest.mark.parametrize("why", ["stopped", "wrong", "no contact", "left", "held", "not wanted"])
def test_never_to_who_may_not_be_texted(portal: Flask, watch: Watch, why: str) -> None:
    family = wanting()
    by = make.by(family.parent_id)
    with act() as session:
        parent = session.get_one(Parent, family.parent_id)
        tie = session.scalars(select(Guardianship).filter_by(parent_id=parent.id)).one()
        match why:
            case "stopped":
                contact.stop_texts(parent.id, by)
            case "wrong":
                parent.number_state = NumberState.WRONG
            case "no contact":
                tie.no_contact = True
            case "held":
                tie.held = True
            case "left":
                tie.child.roll = OnRoll.LEFT
            case _:
                weekly_ideas.stop(parent.id, by)
    assert at(portal, watch, MONDAY) == []


def test_about_the_other_child_where_they_may_not_hear_of_one(portal: Flask, watch: Watch) -> None:
    family = wanting()
    sister = make.sibling(family.parent_id)
    with act() as session:
        query = select(Guardianship).filter_by(child_id=family.child_id)
        session.scalars(query).one().no_contact = True
    at(portal, watch, MONDAY, "2026-11-16 16:00")
    assert [one.child_id for one in sent()] == [sister, sister]


def test_who_wants_no_more_gets_not_even_the_one_that_waits(portal: Flask, watch: Watch) -> None:
    family = wanting()
    watch.set(MONDAY)
    with act():
        assert weekly_ideas.send(family.parent_id)
        assert not weekly_ideas.send(family.parent_id)
    with act() as session:
        session.get_one(Parent, family.parent_id).ideas_on_at = None
    work(portal)
    assert Phone(portal, family.parent_id).texts == []
    why = "the parent does not want texts of this kind"
    assert db.session.execute(select(OutText.state, OutText.why)).all() == [
        (TextState.SKIPPED, why)
    ]


# -- doing it --------------------------------------------------------------------------------------


def with_idea(portal: Flask, watch: Watch, tag: str | None = None) -> tuple[make.Family, Phone]:
    family = wanting(language=tag)
    at(portal, watch, MONDAY)
    return family, Phone(portal, family.parent_id)


def done() -> list[bool]:
    return [one.done_at is not None for one in sent()]


@pytest.mark.parametrize("reply", ["1", "yes", "Did it!", "👍", "we did it together ❤️"])
def test_did_it_is_thanked_for_once(portal: Flask, watch: Watch, reply: str) -> None:
    _, phone = with_idea(portal, watch)
    phone.reply(reply)
    assert (done(), phone.texts[1:]) == ([True], [news_texts.well_done(ENGLISH)])
    watch.set("2026-11-09 20:30")
    phone.reply(reply)
    assert (done(), len(phone.texts)) == ([True], 2)


@pytest.mark.parametrize("reply", ["ok", "thanks", "❤️", "will do"])
def test_that_they_have_read_it_needs_no_answer(portal: Flask, watch: Watch, reply: str) -> None:
    _, phone = with_idea(portal, watch)
    phone.reply(reply)
    assert (done(), phone.texts[1:]) == ([False], [])
    phone.reply("1")
    assert done() == [True]


def test_a_no_is_fine_and_stops_nothing(portal: Flask, watch: Watch) -> None:
    family, phone = with_idea(portal, watch)
    phone.reply("no")
    assert phone.last_text == "That is fine. To get no more ideas: NO IDEAS"
    assert db.session.get_one(Parent, family.parent_id).ideas_on_at is not None
    assert done() == [False]


def test_other_words_are_for_a_person_and_no_slip(portal: Flask, watch: Watch) -> None:
    _, phone = with_idea(portal, watch)
    phone.reply("Yusuf ill")
    assert done() == [False]
    assert inbox()[-1] == ("Yusuf ill", InState.FOR_A_PERSON, None)


@pytest.mark.parametrize(
    ("moment", "counts"), [("2026-11-12 09:00", True), ("2026-11-26 09:00", False)]
)
@pytest.mark.parametrize("reply", ["we did it", "done"])
def test_a_late_did_it_counts_for_two_weeks_whatever_was_asked_since(
    portal: Flask, watch: Watch, moment: str, counts: bool, reply: str
) -> None:
    _, phone = with_idea(portal, watch)
    phone.reply("LANGUAGE")
    with act() as session:
        session.get_one(Parent, sent()[0].parent_id).ideas_on_at = None
    watch.set(moment)
    phone.reply(reply)
    assert done() == [counts]


def test_a_late_one_answers_the_idea_that_is_over_too(portal: Flask, watch: Watch) -> None:
    _, phone = with_idea(portal, watch)
    with act() as session:
        session.get_one(Parent, sent()[0].parent_id).ideas_on_at = None
    watch.set("2026-11-19 09:00")
    phone.reply("1")
    assert done() == [True]


def test_ideas_begin_and_end_by_text(portal: Flask, watch: Watch) -> None:
    family = make.family(language="pl")
    phone, polish = Phone(portal, family.parent_id), language("pl")
    phone.reply("pomysły")
    assert phone.last_text == news_texts.ideas_on(polish)
    at(portal, watch, MONDAY)
    assert len(phone.texts) == 2
    phone.reply("bez pomyslow")
    assert phone.last_text == news_texts.ideas_off(polish)
    assert len(at(portal, watch, "2026-11-16 16:00")) == 1


# -- when the next one comes -----------------------------------------------------------------------


def test_the_next_time_for_the_demos_clock(portal: Flask, watch: Watch) -> None:
    assert weekly_ideas.next_time() is None
    family = wanting()

    def shown(*parent_ids: int) -> datetime | None:
        found = weekly_ideas.next_time(parent_ids)
        return clock.local(found).replace(tzinfo=None) if found else None

    assert shown() == shown(family.parent_id) == datetime(2026, 11, 9, 16)  # noqa: DTZ001
    assert shown(family.parent_id + 1) is None
    at(portal, watch, MONDAY)
    assert shown() == datetime(2026, 11, 16, 16)  # noqa: DTZ001
    watch.set("2026-11-19 16:30")  # Thursday, and then come Friday and the weekend
    assert shown() == datetime(2026, 11, 23, 16)  # noqa: DTZ001
