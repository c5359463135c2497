"""By text: "is there something you would like to talk about?", asked of who says "coming"."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import act, db
from portal.domain import booking, guarding, wishes
from portal.domain.bookings import BookingState
from portal.domain.guarding import Whose
from portal.domain.inbox import InState, InText, Reading
from portal.domain.people import Guardianship, Role
from portal.domain.wishes import Wish
from portal.wording import asking
from tests import make
from tests.conftest import Watch
from tests.flows.test_by_text import booked, inbox, talks
from tests.phone import Phone, text_in, work
from tests.words import Words

COMING = ("1", InState.UNDERSTOOD, "coming: coming")


def coming(
    portal: Flask, watch: Watch, tag: str | None = None
) -> tuple[make.Evening, int, Phone, Words]:
    """An evening whose parent has booked 15:30 and, five days before, said that they come: the
    booking's id, the phone, and what the school says on it."""
    day, phone, words = booked(portal, tag=tag)
    if tag:
        phone.reply("1")  # no interpreter
    watch.set("2026-11-19 17:00")
    phone.waits().reply("1")
    assert phone.last_text == words.coming("15:30")
    return day, booking_of(day), phone, words


def booking_of(day: make.Evening) -> int:
    query = select(booking.Booking.id).where(booking.Booking.parent_id == day.family.parent_id)
    return db.session.scalars(query).one()


def told(booking_id: int) -> list[tuple[str, str | None, bool]]:
    """What the teacher reads: the words, the English, whether it is being translated."""
    db.session.expire_all()
    return [(one.original, one.english, one.being_translated) for one in wishes.of_talk(booking_id)]


def thanks(words: Words) -> str:
    return asking.will_read(words.own, teacher="Miss Khan")


def last() -> tuple[str, InState, str | None]:
    return inbox()[-1]


def test_it_is_asked_with_the_thanks_and_the_teacher_reads_the_answer(
    portal: Flask, watch: Watch
) -> None:
    day, booking_id, phone, words = coming(portal, watch)
    assert phone.last_text == (
        "Thank you. See you on Tue 24 Nov 15:30."
        " Is there something you would like to talk about? Just text it to us."
    )
    watch.set("2026-11-20 10:00")
    phone.reply("He does not like maths any more")
    assert phone.last_text == "Thank you. Miss Khan will read it before the talk."
    assert told(booking_id) == [("He does not like maths any more", None, False)]
    assert last() == ("He does not like maths any more", InState.UNDERSTOOD, "wish")
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]
    assert phone.texts[-2] == words.coming("15:30")


def test_in_another_language_it_waits_for_somebody_who_translates(
    portal: Flask, watch: Watch
) -> None:
    _day, booking_id, phone, words = coming(portal, watch, "ur")
    said = "اسے سکول میں ڈر لگتا ہے"
    watch.set("2026-11-20 10:00")
    phone.reply(said)
    assert phone.last_text == thanks(words)
    assert told(booking_id) == [(said, None, True)]
    assert last() == (said, InState.FOR_A_PERSON, "wish")


def test_who_reads_english_may_write_in_other_letters(portal: Flask, watch: Watch) -> None:
    _day, booking_id, phone, _words = coming(portal, watch)
    phone.reply("Він сумує")
    assert told(booking_id) == [("Він сумує", None, True)]
    assert last() == ("Він сумує", InState.FOR_A_PERSON, "wish")


def test_a_long_message_in_pieces_is_thanked_for_once(portal: Flask, watch: Watch) -> None:
    _day, booking_id, phone, words = coming(portal, watch)
    before = len(phone.texts)
    pieces = ["He is sad at home", "and he says nobody plays with him", "we worry about it"]
    for minute, piece in enumerate(pieces):
        watch.set(f"2026-11-19 18:0{minute}")
        phone.reply(piece)
    assert phone.texts[before:] == [f"{thanks(words)} {asking.in_danger(words.own)}"]
    assert told(booking_id) == [(piece, None, False) for piece in pieces]


def test_sent_twice_it_is_one(portal: Flask, watch: Watch) -> None:
    _day, booking_id, phone, _words = coming(portal, watch)
    phone.reply("maths")
    phone.reply("maths")
    assert told(booking_id) == [("maths", None, False)]
    assert last() == ("maths", InState.UNDERSTOOD, "said twice")


@pytest.mark.parametrize("later", ["2026-11-19 19:00", "2026-11-20 10:00"])
def test_what_comes_later_is_about_something_else(portal: Flask, watch: Watch, later: str) -> None:
    _day, booking_id, phone, _words = coming(portal, watch)
    phone.reply("maths")
    watch.set(later)
    phone.reply("Yusuf is ill today")
    assert told(booking_id) == [("maths", None, False)]
    assert last() == ("Yusuf is ill today", InState.FOR_A_PERSON, None)


def test_after_two_days_it_is_no_answer_any_more_but_the_numbers_are(
    portal: Flask, watch: Watch
) -> None:
    day, booking_id, phone, _words = coming(portal, watch)
    watch.set("2026-11-22 10:00")
    phone.reply("Yusuf is ill today")
    assert told(booking_id) == []
    assert last() == ("Yusuf is ill today", InState.FOR_A_PERSON, None)
    phone.reply("3")
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.CANCELLED)]


@pytest.mark.parametrize(
    "said",
    [
        "we cant make it on Tuesday he is poorly",
        "sorry cnat come",
        "Why is he so tired after school?",
        "please ring me about his reading",
        "can we come at 4 and not at 3",
        "I need an interpreter for this",
        "stpo",
    ],
)
def test_what_may_ask_for_something_a_person_reads_too(
    portal: Flask, watch: Watch, said: str
) -> None:
    day, booking_id, phone, _words = coming(portal, watch)
    watch.set("2026-11-20 10:00")
    phone.reply(said)
    assert told(booking_id) == [(said, None, False)]
    assert last() == (said, InState.FOR_A_PERSON, None)
    assert phone.last_text.startswith("Thank you. A person at Oak Lane will read this by")
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]


def test_i_cannot_come_is_asked_about(portal: Flask, watch: Watch) -> None:
    day, booking_id, phone, words = coming(portal, watch)
    phone.reply("I cannot come")
    assert phone.last_text == asking.cannot_come(words.own)
    assert told(booking_id) == []
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.BOOKED)]
    phone.reply("3")
    assert talks(day.family.parent_id) == [("Tue 15:30", BookingState.CANCELLED)]


def test_no_settles_it_and_it_is_not_asked_again(portal: Flask, watch: Watch) -> None:
    _day, booking_id, phone, words = coming(portal, watch)
    phone.reply("no thanks")
    assert phone.last_text == "That is fine. See you then."
    assert told(booking_id) == []
    watch.set("2026-11-23 17:00")
    phone.waits().reply("1")
    assert phone.last_text == words.see_you("15:30")


def test_who_said_no_may_still_write(portal: Flask, watch: Watch) -> None:
    _day, booking_id, phone, _words = coming(portal, watch)
    phone.reply("no")
    phone.reply("Oh yes, his reading")
    assert told(booking_id) == [("Oh yes, his reading", None, False)]


def test_yes_is_asked_what(portal: Flask, watch: Watch) -> None:
    _day, booking_id, phone, words = coming(portal, watch)
    phone.reply("yes")
    assert phone.last_text == asking.tell_us(words.own)
    phone.reply("his reading")
    assert told(booking_id) == [("his reading", None, False)]


def test_thanks_are_answered_by_nothing(portal: Flask, watch: Watch) -> None:
    _day, booking_id, phone, words = coming(portal, watch)
    phone.reply("Thank you")
    assert phone.last_text == words.coming("15:30")
    assert last() == ("Thank you", InState.UNDERSTOOD, "okay")
    assert told(booking_id) == []


def test_unanswered_it_is_asked_once_more_the_day_before(portal: Flask, watch: Watch) -> None:
    _day, booking_id, phone, words = coming(portal, watch)
    watch.set("2026-11-23 17:00")
    phone.waits().reply("1")
    assert phone.last_text == words.coming("15:30")
    phone.reply("maths")
    assert told(booking_id) == [("maths", None, False)]


def test_said_on_the_page_it_is_not_asked_by_text(portal: Flask, watch: Watch) -> None:
    day, phone, words = booked(portal)
    with act():
        wishes.say(booking_of(day), "maths", make.by(day.family.parent_id))
    watch.set("2026-11-19 17:00")
    phone.waits().reply("1")
    assert phone.last_text == words.see_you("15:30")


def test_the_same_number_sent_twice_asks_once(portal: Flask, watch: Watch) -> None:
    _day, booking_id, phone, words = coming(portal, watch)
    before = len(phone.texts)
    watch.set("2026-11-19 17:00:05")
    phone.reply("1")
    assert phone.texts[before:] == []
    watch.set("2026-11-19 17:01")
    phone.reply("1")
    assert phone.texts[before:] == [words.see_you("15:30")]
    assert told(booking_id) == []


def test_two_talks_of_one_day_are_asked_about_once(portal: Flask, watch: Watch) -> None:
    day, phone, _words = booked(portal)
    sister = make.sibling(day.family.parent_id, class_id=day.class_id)
    teacher_id = make.staff("Mr Brown")
    slots = make.cover(day.round_id, teacher_id, begins="17:00", room="Room 9")
    theirs = make.invitation(day.round_id, sister, day.family.parent_id, teacher_id)
    with act():
        hers = booking.book(theirs, slots[0], make.OFFICE).id
    watch.set("2026-11-19 17:00")
    phone.waits().reply("1")
    before = len(phone.texts)
    watch.set("2026-11-20 10:00")
    phone.reply("They fight every morning")
    assert phone.texts[before:] == ["Thank you. We will read it before your talks."]
    said = [("They fight every morning", None, False)]
    first = db.session.scalars(select(booking.Booking.id).order_by(booking.Booking.id)).first()
    assert first is not None
    assert (told(first), told(hers)) == (said, said)


def test_a_picture_alone_goes_to_a_person(portal: Flask, watch: Watch) -> None:
    _day, booking_id, phone, _words = coming(portal, watch)
    assert text_in(portal, phone.number, "", pictures=1) == 200
    work(portal)
    assert told(booking_id) == []
    assert last() == ("", InState.FOR_A_PERSON, None)


def test_a_picture_with_words_is_for_both(portal: Flask, watch: Watch) -> None:
    _day, booking_id, phone, _words = coming(portal, watch)
    assert text_in(portal, phone.number, "his drawing", pictures=1) == 200
    work(portal)
    assert told(booking_id) == [("his drawing", None, False)]
    assert last() == ("his drawing", InState.FOR_A_PERSON, None)


@pytest.mark.parametrize("mark", ["no_contact", "held"])
def test_of_who_must_not_be_contacted_nothing_is_kept_and_nothing_shown(
    portal: Flask, watch: Watch, mark: str
) -> None:
    day, booking_id, phone, _words = coming(portal, watch)
    phone.reply("maths")
    with act() as session:
        tie = session.scalars(select(Guardianship).filter_by(parent_id=day.family.parent_id)).one()
        setattr(tie, mark, True)
    before = len(phone.texts)
    phone.reply("and reading")
    assert told(booking_id) == []
    assert phone.texts[before:] == []
    assert last() == ("and reading", InState.FOR_A_PERSON, None)


def test_words_of_a_guarded_thread_are_the_safeguarding_leads_alone(
    portal: Flask, watch: Watch
) -> None:
    day, booking_id, phone, _words = coming(portal, watch)
    make.staff("Mrs Reed", Role.SAFEGUARDING)
    whose = Whose(day.family.parent_id)
    with act():
        guarding.pass_on(whose, make.OFFICE)
    watch.set("2026-11-20 10:00")
    phone.reply("He is afraid at home")
    assert told(booking_id) == []
    assert last() == ("He is afraid at home", InState.FOR_A_PERSON, None)
    assert phone.last_text.startswith("Thank you. A person at Oak Lane will read this by")
    with act():
        guarding.give_back(whose, make.OFFICE)
    assert told(booking_id) == [("He is afraid at home", None, False)]


def test_the_other_parent_of_the_child_has_their_own(portal: Flask, watch: Watch) -> None:
    day, booking_id, phone, _words = coming(portal, watch)
    other = make.family("Noise", ("Omar",), class_id=day.class_id).parent_id
    with act() as session:
        session.add(make._tie(day.family.child_id, other))
    theirs = make.invitation(day.round_id, day.family.child_id, other, day.teacher_id)
    with act():
        other_id = booking.book(theirs, day.slot_ids[5], make.OFFICE).id
    phone.reply("maths")
    assert (told(booking_id), told(other_id)) == ([("maths", None, False)], [])
    assert wishes.said_of(other_id) == []
    assert not wishes.have_answered([booking_id, other_id])


def test_called_off_meanwhile_it_goes_to_a_person(portal: Flask, watch: Watch) -> None:
    _day, booking_id, phone, _words = coming(portal, watch)
    with act():
        booking.cancel(booking_id, make.OFFICE, booking.CancelReason.TEACHER_AWAY)
    phone.waits().reply("maths")
    assert told(booking_id) == []
    assert last() == ("maths", InState.FOR_A_PERSON, None)


def test_cancelled_and_booked_again_it_is_kept(portal: Flask, watch: Watch) -> None:
    day, booking_id, phone, _words = coming(portal, watch)
    phone.reply("maths")
    with act():
        booking.cancel(booking_id, make.by(day.family.parent_id))
    watch.set("2026-11-20 10:00")
    with act():
        again = booking.book(day.invitation_id, day.slot_ids[4], make.OFFICE).id
    assert again != booking_id
    assert told(again) == [("maths", None, False)]
    assert wishes.have_answered([again])


def test_everything_about_one_wish(portal: Flask, watch: Watch) -> None:
    _day, booking_id, phone, _words = coming(portal, watch, "pl")
    phone.reply("Chcę porozmawiać o czytaniu")
    text = db.session.scalars(select(InText).order_by(InText.id.desc())).first()
    assert text is not None and text.reading == Reading.NOT_READ
    said = "Chcę porozmawiać o czytaniu"
    assert wishes.of_talk(booking_id) == [Wish(said, "pl", None, True, text.came_at, text.came_by)]
