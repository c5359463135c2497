"""Good news: who gets it, on which day, in whose words; sending it, and taking it back."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal import clock
from portal.db import act, db
from portal.domain import (
    balance,
    contact,
    good_news,
    news_answers,
    own_phrases,
    praising,
    school_days,
    tell,
)
from portal.domain.good_news import GoodNews, NewsTo
from portal.domain.history import By, Face
from portal.domain.news_days import Later
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.own_phrases import OwnPhrase, OwnPhraseWords
from portal.domain.people import Child, Guardianship, NumberState, OnRoll, Parent, Sex
from portal.domain.praising import Plan, Wanted
from portal.domain.reaching import WhyNot
from portal.domain.school_days import Closed
from portal.domain.tasks import Task, TaskKind
from portal.wording.praise import Form, Topic
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.phone import Phone, work

HARD = Wanted("worked-hard")
SHARED = Wanted("shared")


def teacher() -> tuple[int, By]:
    staff_id = make.staff()
    return staff_id, By(Face.DESK, staff_id=staff_id)


def child_of(*parents: str, name: str = "Yusuf", language: str | None = None) -> make.Family:
    return make.family(name, parents or ("Ayesha",), class_id=CLASS[0], language=language)


CLASS: list[int] = [0]


@pytest.fixture(autouse=True)
def _in_a_class(portal: Flask) -> None:
    CLASS[0] = make.school_class()


def send(child_ids: list[int], wanted: Wanted, who: tuple[int, By]) -> list[Plan]:
    with act():
        return praising.send(child_ids, wanted, who[0], who[1])


def bodies(parent_id: int) -> list[str]:
    query = select(OutText.body).where(
        OutText.parent_id == parent_id, OutText.kind == Kind.GOOD_NEWS
    )
    return list(db.session.scalars(query.order_by(OutText.id)))


def change(table: type, row_id: int, **values: object) -> None:
    with act() as session:
        session.execute(update(table).where(table.id == row_id).values(**values))  # type: ignore[attr-defined]


def tie_of(family: make.Family, parent_id: int) -> int:
    query = select(Guardianship.id).filter_by(child_id=family.child_id, parent_id=parent_id)
    return db.session.scalars(query).one()


# -- who gets it, in which words -------------------------------------------------------------------


def test_each_parent_gets_it_in_their_own_language(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of("Ayesha", "Omar")
    ayesha, omar = family.parent_ids
    change(Parent, omar, language="pl")
    change(Child, family.child_id, sex=Sex.BOY)
    send([family.child_id], HARD, who)
    assert bodies(ayesha) == [
        "Good news from Oak Lane! Yusuf worked very hard today. Miss Khan\n{link}/news"
    ]
    (polish,) = bodies(omar)
    assert "Yusuf bardzo pilnie dziś pracował." in polish
    text = db.session.scalars(select(OutText).filter_by(parent_id=omar)).one()
    assert text.body_english == bodies(ayesha)[0]


@pytest.mark.parametrize(
    ("sex", "said"),
    [(Sex.GIRL, "pracowała"), (Sex.BOY, "pracował"), (Sex.NOT_GIVEN, "pracuje")],
)
def test_the_grammar_follows_the_child(portal: Flask, watch: Watch, sex: Sex, said: str) -> None:
    who, family = teacher(), child_of(language="pl")
    change(Child, family.child_id, sex=sex)
    send([family.child_id], HARD, who)
    assert f"dziś {said}." in bodies(family.parent_id)[0]


def test_a_parent_who_must_not_be_contacted_gets_nothing_and_stands_nowhere(
    portal: Flask, watch: Watch
) -> None:
    who, family = teacher(), child_of("Ayesha", "Omar", "Ben", "Kim")
    _, omar, ben, kim = family.parent_ids
    change(Guardianship, tie_of(family, omar), no_contact=True)
    change(Guardianship, tie_of(family, ben), held=True)
    change(Guardianship, tie_of(family, kim), gets_texts=False)
    (plan,) = praising.plan([family.child_id], HARD, who[0])
    assert [gets.parent.first_name for gets in plan.to] == ["Ayesha"]
    send([family.child_id], HARD, who)
    assert db.session.scalars(select(NewsTo.parent_id)).all() == [family.parent_id]


def test_who_gets_no_texts_has_it_on_the_page(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of("Ayesha", "Omar")
    ayesha, omar = family.parent_ids
    with act():
        contact.stop_texts(ayesha, make.by(ayesha))
    (plan,) = praising.plan([family.child_id], HARD, who[0])
    assert [gets.why_not for gets in plan.to] == [WhyNot.OPTED_OUT, None]
    send([family.child_id], HARD, who)
    assert (bodies(ayesha), len(bodies(omar))) == ([], 1)
    watch.set("2026-11-09 15:30")
    assert len(good_news.of_parent(ayesha, since=date(2026, 9, 1))) == 1
    assert db.session.scalars(select(Task.kind)).all() == []


def test_who_wants_no_good_news_by_text_gets_the_rest(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    with act():
        news_answers.stop(family.parent_id, make.by(family.parent_id))
    (plan,) = praising.plan([family.child_id], HARD, who[0])
    assert plan.to[0].why_not == WhyNot.NEWS_OFF
    with act():
        news_answers.start(family.parent_id, make.by(family.parent_id))
    (plan,) = praising.plan([family.child_id], HARD, who[0])
    assert plan.to[0].why_not is None


def test_a_family_without_a_phone_gets_it_on_paper(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    change(Parent, family.parent_id, number=None)
    (plan,) = send([family.child_id], HARD, who)
    assert plan.on_paper
    assert db.session.scalars(select(NewsTo.on_paper)).all() == [True]
    task = db.session.scalars(select(Task)).one()
    assert (task.kind, task.child_id) == (TaskKind.NEWS_ON_PAPER, family.child_id)


def test_where_nobody_may_be_told_nothing_is_sent(portal: Flask, watch: Watch) -> None:
    who, family, other = teacher(), child_of(), child_of(name="Zofia")
    change(Guardianship, tie_of(family, family.parent_id), no_contact=True)
    plans = send([family.child_id, other.child_id], HARD, who)
    why = {plan.child.first_name: plan.refused and plan.refused.reason for plan in plans}
    assert why == {"Yusuf": Reason.NOBODY_TO_TELL, "Zofia": None}
    assert db.session.scalars(select(GoodNews.child_id)).all() == [other.child_id]


def test_own_words_go_only_to_those_who_read_english(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of("Ayesha", "Omar")
    change(Parent, family.parent_ids[1], language="ur")
    wanted = Wanted("worked-hard", own_words="We loved the poem.")
    (plan,) = praising.plan([family.child_id], wanted, who[0])
    assert [gets.left_out for gets in plan.to] == [False, True]
    send([family.child_id], wanted, who)
    ayesha, omar = (bodies(parent_id)[0] for parent_id in family.parent_ids)
    assert "today. We loved the poem. Miss Khan" in ayesha
    assert "poem" not in omar


def test_thanks_go_only_to_the_one_who_is_thanked(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of("Ayesha", "Omar")
    ayesha, omar = family.parent_ids
    for wanted in (Wanted("thanks-home"), Wanted("worked-hard")):
        if wanted.phrase == "thanks-home":
            with pytest.raises(Refused) as refused:
                praising.plan([family.child_id], wanted, who[0])
            assert refused.value.reason == Reason.WHOM_TO_THANK
    send([family.child_id], Wanted("thanks-home", thanked_id=omar), who)
    assert (bodies(ayesha), len(bodies(omar))) == ([], 1)
    assert good_news.of_parent(ayesha, since=date(2026, 9, 1)) == []


def test_thanks_never_go_home_on_paper_past_the_other_parent(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of("Ayesha", "Omar")
    ayesha, omar = family.parent_ids
    change(Parent, omar, number=None)
    (plan,) = send([family.child_id], Wanted("thanks-home", thanked_id=omar), who)
    assert (plan.on_page, plan.on_paper) == (True, False)
    assert db.session.scalars(select(NewsTo.on_paper)).all() == [False]
    assert db.session.scalars(select(Task.kind)).all() == []
    watch.set("2026-11-09 15:30")
    since = date(2026, 9, 1)
    assert [len(good_news.of_parent(one, since=since)) for one in (ayesha, omar)] == [0, 1]


def test_the_same_thanks_may_go_to_each_parent(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of("Ayesha", "Omar")
    ayesha, omar = (Wanted("thanks-home", thanked_id=one) for one in family.parent_ids)
    send([family.child_id], omar, who)
    (plan,) = send([family.child_id], ayesha, who)
    assert plan.refused is None
    for wanted in (ayesha, omar):
        (plan,) = praising.plan([family.child_id], wanted, who[0])
        assert plan.refused and plan.refused.reason == Reason.HEARD_ALREADY


def test_a_stranger_cannot_be_thanked(portal: Flask, watch: Watch) -> None:
    who, family, other = teacher(), child_of(), child_of(name="Zofia")
    wanted = Wanted("thanks-home", thanked_id=other.parent_id)
    (plan,) = send([family.child_id], wanted, who)
    assert plan.refused and plan.refused.reason == Reason.NOBODY_TO_TELL


@pytest.mark.parametrize("filled", ["", "juggling", "7"])
def test_what_a_phrase_leaves_open_must_be_filled_from_its_list(
    portal: Flask, watch: Watch, filled: str
) -> None:
    who, family = teacher(), child_of()
    with pytest.raises(Refused) as refused:
        praising.plan([family.child_id], Wanted("tried-hard", filled), who[0])
    assert refused.value.reason == Reason.BLANK_OPEN


def test_a_phrase_of_the_schools_own_is_the_closest_one_until_it_is_translated(
    portal: Flask, watch: Watch
) -> None:
    who, family = teacher(), child_of("Ayesha", "Omar")
    change(Parent, family.parent_ids[1], language="pl")
    with act() as session:
        own = OwnPhrase(topic=Topic.EFFORT, closest="worked-hard", made_at=clock.now())
        session.add(own)
        session.flush()
        session.add(_words(own.id, "en", Form.ANY, "{child} never gave up in the long race."))
    key = own_phrases.book().in_use()[-1].key
    (plan,) = praising.plan([family.child_id], Wanted(key), who[0])
    english, polish = plan.to
    assert "Yusuf never gave up in the long race." in english.body and not english.closest
    assert polish.closest and "pracuje" in polish.body
    assert "worked very hard" in polish.english
    with act() as session:
        session.add(_words(own.id, "pl", Form.ANY, "{child} nie poddaje się w długim biegu."))
        session.add(_words(own.id, "pl", Form.GIRL, "{child} nie poddała się w długim biegu."))
    (plan,) = praising.plan([family.child_id], Wanted(key), who[0])
    assert "Yusuf nie poddaje się" in plan.to[1].body and not plan.to[1].closest
    change(Child, family.child_id, sex=Sex.GIRL)
    (plan,) = praising.plan([family.child_id], Wanted(key), who[0])
    assert "Yusuf nie poddała się" in plan.to[1].body


def _words(phrase_id: int, tag: str, form: Form, words: str) -> OwnPhraseWords:
    return OwnPhraseWords(phrase_id=phrase_id, language=tag, form=form, words=words, at=clock.now())


# -- on which day ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "goes", "later"),
    [
        ("2026-11-09 10:00", "2026-11-09 15:30", None),
        ("2026-11-09 16:10", "2026-11-09 16:10", None),
        ("2026-11-09 18:01", "2026-11-10 15:30", Later.AFTERNOON_OVER),
        ("2026-11-13 19:00", "2026-11-16 15:30", Later.AFTERNOON_OVER),
        ("2026-11-14 10:00", "2026-11-16 15:30", Later.NO_SCHOOL),
        ("2026-12-18 18:30", "2027-01-04 15:30", Later.AFTERNOON_OVER),
        ("2026-12-23 10:00", "2027-01-04 15:30", Later.NO_SCHOOL),
    ],
)
def test_it_goes_on_the_next_afternoon_of_a_school_day(
    portal: Flask, watch: Watch, now: str, goes: str, later: Later | None
) -> None:
    who, family = teacher(), child_of()
    with act():
        christmas = Closed(date(2026, 12, 21), date(2027, 1, 3), "Christmas")
        school_days.change_closures([christmas], make.OFFICE)
    watch.set(now)
    (plan,) = praising.plan([family.child_id], HARD, who[0])
    assert (f"{clock.local(plan.goes_at):%Y-%m-%d %H:%M}", plan.later) == (goes, later)


def test_never_on_a_bank_holiday(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    watch.set("2027-03-25 19:00")  # the Thursday before Easter
    (plan,) = praising.plan([family.child_id], HARD, who[0])
    assert plan.day == date(2027, 3, 30)


def test_what_today_was_stays_true_on_another_day(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    watch.set("2026-11-13 19:00")
    send([family.child_id], HARD, who)
    assert bodies(family.parent_id) == [
        "Good news from Oak Lane, Fri 13 Nov: Yusuf worked very hard today. Miss Khan\n{link}/news"
    ]


def test_one_a_day_about_a_child_and_not_the_same_twice_in_a_week(
    portal: Flask, watch: Watch
) -> None:
    who, family = teacher(), child_of()
    other = make.staff("Mr Evans"), By(Face.DESK, staff_id=None)
    send([family.child_id], HARD, who)
    (plan,) = send([family.child_id], SHARED, other)
    assert (plan.day, plan.later) == (date(2026, 11, 10), Later.CHILD_HAS_NEWS)
    (plan,) = send([family.child_id], HARD, other)
    assert plan.refused and plan.refused.reason == Reason.HEARD_ALREADY
    assert plan.refused.facts == {"who": "Miss Khan", "day": date(2026, 11, 9)}
    watch.set("2026-11-16 10:00")
    (plan,) = praising.plan([family.child_id], HARD, other[0])
    assert plan.refused is None


def test_brothers_and_sisters_take_turns_on_their_parents_phone(
    portal: Flask, watch: Watch
) -> None:
    who, family = teacher(), child_of()
    sister = make.sibling(family.parent_id, class_id=CLASS[0])
    plans = send([family.child_id, sister], HARD, who)
    assert [(plan.child.first_name, plan.day.day, plan.later) for plan in plans] == [
        ("Maryam", 9, None),
        ("Yusuf", 10, Later.PARENT_HAS_NEWS),
    ]


def test_who_gets_no_text_holds_nobody_up(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of("Ayesha", "Omar")
    sister = make.sibling(family.parent_id, class_id=CLASS[0])
    with act():
        contact.stop_texts(family.parent_id, make.by(family.parent_id))
    plans = send([family.child_id, sister], HARD, who)
    assert [plan.day.day for plan in plans] == [9, 9]


def test_at_once_if_asked(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    send([family.child_id], Wanted("worked-hard", now=True), who)
    assert len(Phone(portal, family.parent_id).waits().texts) == 1
    (plan,) = praising.plan([family.child_id], Wanted("shared", now=True), who[0])
    assert plan.refused and plan.refused.reason == Reason.NEWS_THAT_DAY


@pytest.mark.parametrize("now", ["2026-11-14 11:00", "2026-11-09 20:00", "2026-11-10 07:59"])
def test_not_at_once_at_night_or_on_a_weekend(portal: Flask, watch: Watch, now: str) -> None:
    who, family = teacher(), child_of()
    watch.set(now)
    (plan,) = send([family.child_id], Wanted("worked-hard", now=True), who)
    assert plan.refused and plan.refused.reason == Reason.NOT_NOW
    assert db.session.scalar(select(func.count(GoodNews.id))) == 0


def test_every_third_brings_an_idea_that_the_family_has_not_had(
    portal: Flask, watch: Watch
) -> None:
    who, family = teacher(), child_of("Ayesha", "Omar")
    days = ("09", "10", "11", "12", "13", "16")
    phrases = ("worked-hard", "shared", "read-aloud", "tidied", "listened", "finished-book")
    for day, phrase in zip(days, phrases, strict=True):
        watch.set(f"2026-11-{day} 10:00")
        send([family.child_id], Wanted(phrase), who)
    with_idea = [f"{'An idea for home: ' in body:d}" for body in bodies(family.parent_id)]
    assert "".join(with_idea) == "001001"
    ideas = db.session.scalars(select(GoodNews.idea).where(GoodNews.idea.is_not(None))).all()
    assert len(set(ideas)) == 2
    assert all("An idea for home: " in bodies(one)[2] for one in family.parent_ids)


# -- sending and taking back -----------------------------------------------------------------------


def test_it_arrives_in_the_afternoon_and_not_before(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    send([family.child_id], HARD, who)
    phone = Phone(portal, family.parent_id)
    watch.set("2026-11-09 15:29")
    assert phone.waits().texts == []
    watch.set("2026-11-09 15:30")
    assert [text.split("\n")[0] for text in phone.waits().texts] == [
        "Good news from Oak Lane! Yusuf worked very hard today. Miss Khan"
    ]


def test_the_same_form_twice_sends_once(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    wanted = Wanted("worked-hard", once="a form")
    assert len(send([family.child_id], wanted, who)) == 1
    assert send([family.child_id], wanted, who) == []
    assert len(bodies(family.parent_id)) == 1


def test_it_can_be_taken_back_until_it_is_out(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    send([family.child_id], HARD, who)
    news_id = db.session.scalars(select(GoodNews.id)).one()
    for _ in range(2):
        with act():
            praising.take_back(news_id, who[1])
    watch.set("2026-11-09 16:00")
    phone = Phone(portal, family.parent_id)
    assert phone.waits().texts == []
    assert good_news.of_parent(family.parent_id, since=date(2026, 9, 1)) == []
    send([family.child_id], HARD, who)
    assert len(phone.waits().texts) == 1
    again = db.session.scalars(select(func.max(GoodNews.id))).one()
    with pytest.raises(Refused) as refused, act():
        praising.take_back(again, who[1])
    assert refused.value.reason == Reason.NEWS_GONE


def test_taking_back_what_is_for_paper_ends_the_task(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    change(Parent, family.parent_id, number_state=NumberState.WRONG)
    send([family.child_id], HARD, who)
    news_id = db.session.scalars(select(GoodNews.id)).one()
    with act():
        praising.take_back(news_id, who[1])
    assert db.session.scalars(select(Task.done_at)).one() is not None


def test_a_hold_between_planning_and_sending_stops_the_text(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    send([family.child_id], HARD, who)
    change(Guardianship, tie_of(family, family.parent_id), held=True)
    watch.set("2026-11-09 15:30")
    work(portal)
    assert db.session.scalars(select(OutText.state)).all() == [TextState.SKIPPED]
    assert good_news.of_parent(family.parent_id, since=date(2026, 9, 1)) == []


def test_the_page_of_a_child_who_has_left_shows_nothing(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    send([family.child_id], HARD, who)
    watch.set("2026-11-09 15:30")
    assert len(good_news.of_parent(family.parent_id, since=date(2026, 9, 1))) == 1
    change(Child, family.child_id, roll=OnRoll.LEFT)
    assert good_news.of_parent(family.parent_id, since=date(2026, 9, 1)) == []
    (plan,) = praising.plan([family.child_id], SHARED, who[0])
    assert plan.refused and plan.refused.reason == Reason.NOBODY_TO_TELL


def test_it_stands_on_the_page_when_it_goes_out_and_not_before(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    send([family.child_id], HARD, who)
    watch.set("2026-11-09 15:29")
    assert good_news.of_parent(family.parent_id, since=date(2026, 9, 1)) == []
    watch.set("2026-11-09 15:30")
    assert len(good_news.of_parent(family.parent_id, since=date(2026, 9, 1))) == 1


def test_what_a_parent_has_answered_is_not_taken_back(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    with act():
        contact.stop_texts(family.parent_id, make.by(family.parent_id))
    send([family.child_id], HARD, who)
    watch.set("2026-11-09 15:31")
    news_id = db.session.scalars(select(GoodNews.id)).one()
    with act():
        news_answers.heart(family.parent_id, news_id, make.by(family.parent_id))
    with pytest.raises(Refused) as refused, act():
        praising.take_back(news_id, who[1])
    assert refused.value.reason == Reason.NEWS_GONE


@pytest.mark.parametrize("filled", ["maths", "x" * 30])
def test_a_phrase_that_leaves_nothing_open_is_filled_with_nothing(
    portal: Flask, watch: Watch, filled: str
) -> None:
    who, family = teacher(), child_of()
    with pytest.raises(Refused) as refused:
        praising.plan([family.child_id], Wanted("worked-hard", filled), who[0])
    assert refused.value.reason == Reason.BLANK_OPEN


def test_what_waits_for_another_day_counts_only_then(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    watch.set("2026-11-09 19:00")
    send([family.child_id], HARD, who)
    assert balance.of_child(family.child_id).last is None
    assert good_news.of_parent(family.parent_id, since=date(2026, 9, 1)) == []
    watch.set("2026-11-10 09:00")
    assert balance.of_child(family.child_id).last == date(2026, 11, 10)


# -- holidays nobody entered, and other texts ------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "goes"),
    [("2026-12-20 10:00", "2027-01-04"), ("2027-08-12 10:00", "2027-09-01")],
)
def test_never_in_the_usual_holidays_though_nobody_has_entered_them(
    portal: Flask, watch: Watch, now: str, goes: str
) -> None:
    who, family = teacher(), child_of()
    watch.set(now)
    (plan,) = praising.plan([family.child_id], HARD, who[0])
    assert plan.day == date.fromisoformat(goes)


def test_a_school_that_says_when_it_is_closed_is_open_otherwise(
    portal: Flask, watch: Watch
) -> None:
    who, family = teacher(), child_of()
    with act():
        summer = Closed(date(2027, 7, 29), date(2027, 9, 3), "Summer")
        school_days.change_closures([summer], make.OFFICE)
    watch.set("2027-07-27 10:00")
    (plan,) = praising.plan([family.child_id], HARD, who[0])
    assert plan.day == date(2027, 7, 27)


def test_another_text_about_a_plan_that_day_makes_it_wait(portal: Flask, watch: Watch) -> None:
    who, family = teacher(), child_of()
    with act() as session:
        parent = session.get_one(Parent, family.parent_id)
        tell.tell_parent(Kind.CHECK_IN, parent, lambda own: "How is it going?")
    (plan,) = praising.plan([family.child_id], HARD, who[0])
    assert (plan.day, plan.later) == (date(2026, 11, 10), Later.PARENT_HAS_NEWS)
