"""By text: whatever is written back to good news reaches whoever sent it."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain import booking, guarding, news_answers, outbox, tell
from portal.domain.bookings import Booking, BookingState
from portal.domain.good_news import GoodNews, NewsTo
from portal.domain.guarding import Whose
from portal.domain.inbox import InState
from portal.domain.news_answers import Answer
from portal.domain.outbox import Kind, OutText, TextState, Urgency
from portal.domain.people import Guardianship, Parent, Role, Staff
from portal.languages import language
from portal.wording import asking, news_texts
from tests import make
from tests.conftest import Watch
from tests.flows.test_by_text import booked, inbox
from tests.news import praise
from tests.phone import Phone, text_in, work

NEWS = "2026-11-09 15:30"
HEART = (InState.UNDERSTOOD, "heart")
WORDS = (InState.UNDERSTOOD, "good news")
A_PERSON = (InState.FOR_A_PERSON, None)


def told(portal: Flask, watch: Watch, tag: str | None = None) -> tuple[make.Evening, int, Phone]:
    """Ayesha has just had good news about Yusuf from Miss Khan: its id, and her phone."""
    day = make.evening(language=tag)
    news_id = praise(day.family.child_id, day.teacher_id)
    watch.set(NEWS)
    phone = Phone(portal, day.family.parent_id).waits()
    assert len(phone.texts) == 1
    return day, news_id, phone


def heard(teacher_id: int) -> list[tuple[bool, list[str]]]:
    """What this teacher is to hear: whether there is a heart, and the words."""
    db.session.expire_all()
    return [_as_read(one) for one in news_answers.to_hear(teacher_id)]


def _as_read(one: Answer) -> tuple[bool, list[str]]:
    return one.heart, [words.original for words in one.words]


def last() -> tuple[InState, str | None]:
    return inbox()[-1][1:]


def will_read(tag: str = "en", teacher: str = "Miss Khan") -> str:
    return news_texts.will_read(language(tag), teacher=teacher)


@pytest.mark.parametrize(
    "said",
    ["❤️", "👍🏽", "<3", "Yes!", "ok", "Thank you Miss ❤️❤️", "🥰🎉⭐", "thx :)", "😀" * 1600],
)
def test_thanks_are_a_heart_and_cost_nothing(portal: Flask, watch: Watch, said: str) -> None:
    day, _, phone = told(portal, watch)
    phone.reply(said)
    phone.reply(said)
    assert heard(day.teacher_id) == [(True, [])]
    assert last() == HEART
    assert phone.texts[1:] == []


@pytest.mark.parametrize(
    ("tag", "said"),
    [("pl", "dziękuję bardzo"), ("pl", "super"), ("ur", "شکریہ ❤"), ("ur", "bohat shukriya")],
)
def test_thanks_in_their_own_language_are_a_heart(
    portal: Flask, watch: Watch, tag: str, said: str
) -> None:
    day, _, phone = told(portal, watch, tag)
    phone.reply(said)
    assert (heard(day.teacher_id), last()) == ([(True, [])], HEART)


@pytest.mark.parametrize(
    "said", ["So proud of him!", "Great news", "good news!", "Very good", "😭", "he told us too"]
)
def test_any_other_words_reach_the_teacher_and_are_thanked_for(
    portal: Flask, watch: Watch, said: str
) -> None:
    day, _, phone = told(portal, watch)
    phone.reply(said)
    assert heard(day.teacher_id) == [(False, [said])]
    assert last() == WORDS
    assert phone.texts[1:] == ["Thank you. Miss Khan will read it."]


def test_a_message_in_pieces_is_thanked_for_once_and_may_end_with_a_heart(
    portal: Flask, watch: Watch
) -> None:
    day, _, phone = told(portal, watch)
    for minute, piece in enumerate(["We are so proud", "he read it to his nan", "thank you ❤"]):
        watch.set(f"2026-11-09 15:4{minute}")
        phone.reply(piece)
    assert heard(day.teacher_id) == [(True, ["We are so proud", "he read it to his nan"])]
    assert phone.texts[1:] == [will_read()]
    watch.set("2026-11-10 09:00")
    phone.reply("He is still talking about it")
    assert phone.texts[1:] == [will_read()] * 2


@pytest.mark.parametrize("tag", [None, "pl"])
def test_words_that_are_sent_twice_are_one(portal: Flask, watch: Watch, tag: str | None) -> None:
    day, _, phone = told(portal, watch, tag)
    phone.reply("So proud")
    phone.reply("So proud")
    assert heard(day.teacher_id) == [(False, ["So proud"])]
    assert last() == (InState.UNDERSTOOD, "said twice")


def test_in_another_language_it_waits_for_somebody_who_translates(
    portal: Flask, watch: Watch
) -> None:
    day, _, phone = told(portal, watch, "ur")
    said = "ہمیں اس پر فخر ہے"
    phone.reply(said)
    assert heard(day.teacher_id) == [(False, [said])]
    assert last() == (InState.FOR_A_PERSON, "good news")
    assert phone.texts[1:] == [will_read("ur")]


@pytest.mark.parametrize(
    "said", ["Can he bring the book home?", "we cant come on Tuesday", "Room at 3 please", "stpo"]
)
def test_what_may_ask_for_something_a_person_reads_too(
    portal: Flask, watch: Watch, said: str
) -> None:
    day, _, phone = told(portal, watch)
    phone.reply(said)
    assert heard(day.teacher_id) == [(False, [said])]
    assert last() == A_PERSON
    assert len(phone.texts[1:]) == 1
    assert phone.last_text != will_read()


@pytest.mark.parametrize("body", ["", "❤️", "See what we made"])
def test_a_picture_a_person_looks_at(portal: Flask, watch: Watch, body: str) -> None:
    day, _, phone = told(portal, watch)
    text_in(portal, phone.number, body, pictures=1)
    work(portal)
    assert last() == A_PERSON
    assert heard(day.teacher_id) == [(False, [body])]


@pytest.mark.parametrize("said", ["no", "2", "?", "", "I don't have kids", "no thanks"])
def test_what_is_not_plain_is_not_guessed(portal: Flask, watch: Watch, said: str) -> None:
    day, _, phone = told(portal, watch)
    phone.reply(said)
    assert heard(day.teacher_id) == []
    assert last()[0] == InState.FOR_A_PERSON or last()[1] == "wrong person"


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("STOP", "stop"),
        ("HELP", "help"),
        ("TALK", "talk"),
        ("please ring me", "call"),
        ("wrong number", "wrong person"),
        ("IDEAS", "ideas"),
        ("NO NEWS", "no good news"),
        ("LANGUAGE", "language"),
    ],
)
def test_words_that_always_work_do(portal: Flask, watch: Watch, said: str, means: str) -> None:
    day, _, phone = told(portal, watch)
    phone.reply(said)
    assert (heard(day.teacher_id), last()) == ([], (InState.UNDERSTOOD, means))


# -- and a question is open ------------------------------------------------------------------------


def reminded(portal: Flask, watch: Watch) -> tuple[make.Evening, Phone]:
    """A reminder of a talk asks whether they are coming; the day after there is good news."""
    day, phone, _ = booked(portal)
    watch.set("2026-11-19 17:00")
    phone.waits()
    watch.set("2026-11-20 10:00")
    praise(day.family.child_id, day.teacher_id)
    watch.set("2026-11-20 15:30")
    phone.waits()
    assert phone.last_text.startswith("Good news from Oak Lane!")
    return day, phone


def coming(day: make.Evening) -> bool:
    db.session.expire_all()
    query = select(Booking).where(Booking.parent_id == day.family.parent_id)
    talk = db.session.scalars(query).one()
    assert talk.state == BookingState.BOOKED
    return talk.coming_at is not None


@pytest.mark.parametrize("said", ["1", "I am coming", "yes", "Yes please"])
def test_what_answers_an_open_question_still_does(portal: Flask, watch: Watch, said: str) -> None:
    day, phone = reminded(portal, watch)
    phone.reply(said)
    assert (coming(day), heard(day.teacher_id)) == (True, [])


@pytest.mark.parametrize("said", ["👍", "ok", "❤️", "thank you so much"])
def test_but_mere_thanks_are_for_what_came_last(portal: Flask, watch: Watch, said: str) -> None:
    day, phone = reminded(portal, watch)
    phone.reply(said)
    assert (coming(day), heard(day.teacher_id)) == (False, [(True, [])])
    phone.reply("1")
    assert coming(day)


def test_a_few_words_are_no_slip_then(portal: Flask, watch: Watch) -> None:
    day, phone = reminded(portal, watch)
    phone.reply("so proud")
    assert heard(day.teacher_id) == [(False, ["so proud"])]


def test_a_bare_no_is_asked_about_as_ever(portal: Flask, watch: Watch) -> None:
    day, phone = reminded(portal, watch)
    phone.reply("no")
    assert phone.last_text == asking.cannot_come(language("en"))
    assert (coming(day), heard(day.teacher_id)) == (False, [])


def test_nobody_signs_by_a_yes_after_good_news(portal: Flask, watch: Watch) -> None:
    day, _, phone = told(portal, watch)
    with act() as session:
        asked = session.scalars(select(OutText)).one()
        session.add(
            OutText(
                kind=Kind.SIGN,
                to=phone.number,
                parent_id=day.family.parent_id,
                child_id=day.family.child_id,
                language="en",
                body="Do you agree?",
                state=TextState.DELIVERED,
                urgency=Urgency.SOON,
                made_at=asked.made_at,
                due_at=asked.made_at,
                sent_at=asked.made_at,
                expires_at=asked.expires_at,
                question=outbox.Question.SIGN,
                choices=["agree", "talk", "read", "paper"],
                ids={"child": day.family.child_id, "keys": [], "day": "2026-11-09"},
                answer_by=asked.expires_at,
            )
        )
    phone.reply("👍")
    assert (last(), heard(day.teacher_id)) == (HEART, [(True, [])])
    phone.reply("Yes!")
    assert last() == A_PERSON


# -- and whoever signed it does not read it any more -----------------------------------------------


def gone(staff_id: int, how: str) -> None:
    with act() as session:
        if how == "nobody signed it":
            session.execute(update(GoodNews).values(by_id=None))
        elif how == "left":
            session.get_one(Staff, staff_id).active = False
        else:
            session.get_one(Staff, staff_id).roles = [Role.OFFICE.value]


@pytest.mark.parametrize("how", ["nobody signed it", "left", "does other work now"])
def test_the_key_teacher_reads_it_then(portal: Flask, watch: Watch, how: str) -> None:
    day = make.evening()
    signer, other = make.staff("Mr Green"), make.staff("Ms Lane")
    praise(day.family.child_id, signer)
    watch.set(NEWS)
    phone = Phone(portal, day.family.parent_id).waits()
    gone(signer, how)
    phone.reply("So proud")
    assert (last(), phone.last_text) == (WORDS, will_read(teacher="Miss Khan"))
    assert [heard(one) for one in (signer, other)] == [[], []]
    (answer,) = news_answers.to_hear(day.teacher_id)
    assert _as_read(answer) == (False, ["So proud"])
    for reader, left in ((other, 1), (signer, 1), (day.teacher_id, 0)):
        with act():
            news_answers.have_seen(reader, [answer.to_id], until=watch.moment)
        assert len(heard(day.teacher_id)) == left


def test_what_a_leaver_has_not_seen_is_the_key_teachers_too(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    signer = make.staff("Mr Green")
    praise(day.family.child_id, signer)
    watch.set(NEWS)
    Phone(portal, day.family.parent_id).waits().reply("❤")
    assert (heard(signer), heard(day.teacher_id)) == ([(True, [])], [])
    gone(signer, "left")
    assert (heard(signer), heard(day.teacher_id)) == ([], [(True, [])])


@pytest.mark.parametrize(("tag", "said"), [("en", "So proud"), ("ur", "ہمیں فخر ہے")])
def test_where_nobody_is_left_to_read_it_a_person_answers(
    portal: Flask, watch: Watch, tag: str, said: str
) -> None:
    day, _, phone = told(portal, watch, tag)
    gone(day.teacher_id, "left")
    phone.reply(said)
    assert last() == A_PERSON
    assert not any("Khan" in text for text in phone.texts[1:])


# -- whose answer, and until when ------------------------------------------------------------------


def test_after_a_week_it_is_a_message_like_any_other(portal: Flask, watch: Watch) -> None:
    day, _, phone = told(portal, watch)
    watch.set("2026-11-16 15:29")
    phone.reply("We still talk about it")
    watch.set("2026-11-17 15:30")
    phone.reply("Yusuf has a cold and stays at home")
    assert heard(day.teacher_id) == [(False, ["We still talk about it"])]
    assert last() == A_PERSON


def test_news_planned_before_the_holidays_can_be_answered_for_a_week_from_its_day(
    portal: Flask, watch: Watch
) -> None:
    watch.set("2026-12-24 18:10")
    day = make.evening()
    praise(day.family.child_id, day.teacher_id)
    watch.set("2027-01-04 15:30")
    phone = Phone(portal, day.family.parent_id).waits()
    watch.set("2027-01-11 10:00")
    phone.reply("So proud")
    assert heard(day.teacher_id) == [(False, ["So proud"])]


def test_if_the_school_has_written_something_else_since_it_is_no_answer(
    portal: Flask, watch: Watch
) -> None:
    day, _, phone = told(portal, watch)
    watch.set("2026-11-10 17:00")
    _writes_something_else(portal, day.family.parent_id)
    phone.reply("So proud")
    assert (heard(day.teacher_id), last()) == ([], A_PERSON)


def test_what_only_answers_them_comes_not_in_between(portal: Flask, watch: Watch) -> None:
    day, _, phone = told(portal, watch)
    watch.set("2026-11-09 17:00")
    phone.reply("HELP")
    phone.reply("So proud")
    assert heard(day.teacher_id) == [(False, ["So proud"])]


@pytest.mark.parametrize(
    ("at", "hearts"), [("2026-11-23 15:00", [(True, [])]), ("2026-11-23 15:31", [])]
)
def test_a_heart_alone_is_for_the_last_good_news_of_two_weeks_whatever_came_since(
    portal: Flask, watch: Watch, at: str, hearts: list[tuple[bool, list[str]]]
) -> None:
    day, _, phone = told(portal, watch)
    watch.set(at)
    _writes_something_else(portal, day.family.parent_id)
    phone.reply("❤️")
    assert heard(day.teacher_id) == hearts


def _writes_something_else(portal: Flask, parent_id: int) -> None:
    with act() as session:
        parent = session.get_one(Parent, parent_id)
        tell.tell_parent(Kind.REMINDER, parent, lambda own: "Something else.")
    work(portal)


def test_it_answers_the_last_of_two_children(portal: Flask, watch: Watch) -> None:
    day, _, phone = told(portal, watch)
    other = make.staff("Mr Green")
    sister = make.sibling(day.family.parent_id)
    praise(sister, other)
    watch.set("2026-11-10 15:30")
    phone.waits()
    assert "Maryam" in phone.last_text
    phone.reply("She is so happy")
    assert (heard(day.teacher_id), heard(other)) == ([], [(False, ["She is so happy"])])
    assert phone.last_text == will_read(teacher="Mr Green")


def test_a_second_try_is_the_same_good_news(portal: Flask, watch: Watch) -> None:
    day, _, phone = told(portal, watch)
    with act() as session:
        text = session.scalars(select(OutText)).one()
        text.state = TextState.UNDELIVERED
        outbox.try_again(text, news_answers.PATIENCE * 0)
    phone.waits()
    assert len(phone.texts) == 2
    phone.reply("❤")
    assert heard(day.teacher_id) == [(True, [])]


def test_two_parents_answer_for_themselves(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    father = make.another_parent(day.family.child_id)
    praise(day.family.child_id, day.teacher_id)
    watch.set(NEWS)
    work(portal)
    Phone(portal, father).reply("So proud")
    Phone(portal, day.family.parent_id).reply("❤")
    assert heard(day.teacher_id) == [(True, []), (False, ["So proud"])]


def test_a_number_of_nobody_or_of_two_is_not_guessed(portal: Flask, watch: Watch) -> None:
    day, _, phone = told(portal, watch)
    text_in(portal, "+447700900998", "So proud")
    other = make.family("Layla", ("Sara",))
    with act() as session:
        session.get_one(Parent, other.parent_id).number = phone.number
    phone.reply("❤")
    assert [state for _, state, _ in inbox()] == [InState.FOR_A_PERSON] * 2
    assert (heard(day.teacher_id), phone.texts[1:]) == ([], [])


def test_words_of_a_guarded_thread_are_the_safeguarding_leads(portal: Flask, watch: Watch) -> None:
    day, _, phone = told(portal, watch)
    make.staff("Mrs Hill", Role.SAFEGUARDING)
    with act():
        guarding.pass_on(Whose(day.family.parent_id), make.OFFICE)
    phone.reply("So proud")
    assert (heard(day.teacher_id), last()) == ([], A_PERSON)


def test_who_may_not_hear_of_the_child_any_more_gets_no_answer(portal: Flask, watch: Watch) -> None:
    day, _, phone = told(portal, watch)
    make.sibling(day.family.parent_id)
    with act() as session:
        query = select(Guardianship).filter_by(child_id=day.family.child_id)
        session.scalars(query).one().no_contact = True
    for said in ("❤", "So proud"):
        phone.reply(said)
        assert last() == A_PERSON
    assert (heard(day.teacher_id), phone.texts[1:]) == ([], [])


def test_what_comes_after_stop_does_nothing(portal: Flask, watch: Watch) -> None:
    day, _, phone = told(portal, watch)
    phone.reply("STOP")
    phone.reply("❤")
    assert (heard(day.teacher_id), last()) == ([], A_PERSON)


# -- whether they want it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "off", "on"),
    [
        (None, "NO NEWS", "NEWS"),
        ("pl", "BEZ DOBRYCH WIADOMOSCI", "dobre wiadomości"),
        ("ur", "اچھی خبر بند", "اچھی خبر"),
    ],
)
def test_good_news_by_text_stops_and_begins_again(
    portal: Flask, watch: Watch, tag: str | None, off: str, on: str
) -> None:
    day, _, phone = told(portal, watch, tag)
    own, teacher_id = language(tag), day.teacher_id
    watch.set("2026-11-09 19:00")
    praise(day.family.child_id, teacher_id, "kept-trying")
    phone.reply(off)
    assert phone.last_text.startswith(news_texts.news_off(own).partition("{link}")[0])
    assert phone.last_text.endswith("/news")
    watch.set("2026-11-10 15:30")
    assert phone.waits().texts[2:] == []
    states = db.session.scalars(select(OutText.state).where(OutText.kind == Kind.GOOD_NEWS))
    assert sorted(states) == [TextState.CANCELLED, TextState.SENT]
    phone.reply(on)
    assert phone.last_text == news_texts.news_on(own)
    praise(day.family.child_id, teacher_id, "tried-again")
    watch.set("2026-11-11 15:30")
    assert len(phone.waits().texts) == 4
    assert db.session.scalars(select(NewsTo)).all()[0].heart_at is None


def test_it_is_looked_at_again_as_the_text_goes_out(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    praise(day.family.child_id, day.teacher_id)
    with act() as session:
        session.get_one(Parent, day.family.parent_id).news_off_at = watch.moment
    watch.set(NEWS)
    assert Phone(portal, day.family.parent_id).waits().texts == []
    found = db.session.execute(select(OutText.state, OutText.why)).one()
    assert tuple(found) == (TextState.SKIPPED, "the parent does not want texts of this kind")


def test_a_yes_to_a_question_that_came_since_is_no_heart_for_older_news(
    portal: Flask, watch: Watch
) -> None:
    day, _news_id, phone = told(portal, watch)
    watch.set("2026-11-12 10:00")
    with act():
        booking.book(day.invitation_id, day.slot_ids[2], make.OFFICE)
    phone.reply("CHANGE")
    phone.reply("yes, thank you")
    assert heard(day.teacher_id) == []
    assert HEART not in [one[1:] for one in inbox()]
    phone.reply("❤️")
    assert heard(day.teacher_id) == [(True, [])]
