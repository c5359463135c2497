"""Wrong, shared and recycled numbers, by text and by page, on both databases."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal import clock
from portal.db import act, db
from portal.domain import card, number_checks, tell, whose_number
from portal.domain.inbox import InState, InText
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import NumberState, Parent
from portal.domain.reaching import WhyNot
from portal.domain.tasks import Task, TaskKind
from portal.domain.whose_number import Whose
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.addresses import token_of
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.phone import Phone, text_in, work


def parent(parent_id: int) -> Parent:
    db.session.expire_all()
    return db.session.get_one(Parent, parent_id)


def tasks() -> list[tuple[TaskKind, int | None]]:
    query = select(Task.kind, Task.parent_id).where(Task.done_at.is_(None)).order_by(Task.id)
    return [tuple(row) for row in db.session.execute(query)]  # type: ignore[misc]


def asked_after_a_gap(portal: Flask, watch: Watch, language: str = "en") -> Phone:
    """A text arrived in November, and nothing has happened since."""
    family = make.family(language=language)
    phone = Phone(portal, family.parent_id)
    with act() as session:
        session.add(
            OutText(
                kind=Kind.GOOD_NEWS,
                to=phone.number,
                parent_id=family.parent_id,
                language=language,
                body="Words",
                state=TextState.DELIVERED,
                made_at=clock.now(),
                due_at=clock.now(),
                expires_at=clock.now(),
                sent_at=clock.now(),
            )
        )
    watch.set("2027-02-06 10:00")
    assert number_checks.due() == []
    watch.set("2027-02-08 07:30")
    assert number_checks.due() == [], "not in quiet hours"
    watch.set("2027-02-08 10:00")
    phone.waits()
    return phone


def owner(phone: Phone) -> Parent:
    return db.session.scalars(select(Parent).where(Parent.number == phone.number)).one()


# -- recycled ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "yes"), [("en", "1"), ("en", "yes"), ("pl", "tak"), ("ur", "ہاں"), ("ur", "۱")]
)
def test_a_number_unseen_for_ninety_days_is_asked_about(
    portal: Flask, watch: Watch, language: str, yes: str
) -> None:
    phone = asked_after_a_gap(portal, watch, language)
    assert len(phone.texts) == 1 and "Yusuf" not in phone.last_text and "/t/" in phone.last_text
    asked = owner(phone)
    assert asked.number_asked_at is not None
    child_id = make.db.session.scalars(select(tell.Guardianship.child_id)).one()
    assert tell.why_not(asked.id, child_id) == WhyNot.NOT_SURE
    phone.reply(yes)
    assert len(phone.texts) == 2
    assert parent(asked.id).number_asked_at is None
    assert tell.why_not(asked.id, child_id) is None
    watch.set("2027-02-20 10:00")
    assert number_checks.due() == []


@pytest.mark.parametrize(
    ("language", "no"),
    [("en", "2"), ("en", "no"), ("en", "wrong number"), ("pl", "pomyłka"), ("ur", "غلط نمبر")],
)
def test_a_stranger_says_no_and_hears_no_more(
    portal: Flask, watch: Watch, language: str, no: str
) -> None:
    phone = asked_after_a_gap(portal, watch, language)
    phone.reply(no)
    assert owner(phone).number_state == NumberState.WRONG
    assert tasks() == [(TaskKind.WRONG_NUMBER, owner(phone).id)]
    assert len(phone.texts) == 2
    phone.reply("1")
    assert len(phone.texts) == 2 and owner(phone).number_state == NumberState.WRONG


def test_a_question_of_a_stranger_goes_to_a_person_unanswered(portal: Flask, watch: Watch) -> None:
    phone = asked_after_a_gap(portal, watch)
    phone.reply("Who is this?")
    assert len(phone.texts) == 1 and owner(phone).number_asked_at is not None
    assert db.session.scalars(select(InText.state)).all() == [InState.FOR_A_PERSON]


def test_a_word_of_ours_is_an_answer_too(portal: Flask, watch: Watch) -> None:
    phone = asked_after_a_gap(portal, watch)
    phone.reply("TIMES")
    assert owner(phone).number_asked_at is None and len(phone.texts) == 2


def test_opening_the_page_is_enough(portal: Flask, watch: Watch, browser: CheckingClient) -> None:
    phone = asked_after_a_gap(portal, watch)
    at = f"/t/{token_of(owner(phone).id)}"
    browser.get(at)
    assert owner(phone).number_asked_at is not None, "a preview of the link opens it, too"
    browser.get(f"{at}/talks")
    db.session.expire_all()
    assert owner(phone).number_asked_at is None
    assert owner(phone).number_seen_at == clock.now()


def test_after_a_week_a_person_finds_out(portal: Flask, watch: Watch) -> None:
    phone = asked_after_a_gap(portal, watch)
    watch.set("2027-02-15 09:59")
    assert number_checks.silent() == []
    watch.set("2027-02-15 10:01")
    phone.waits()
    phone.waits()
    assert tasks() == [(TaskKind.NUMBER_SILENT, owner(phone).id)]
    assert len(phone.texts) == 1
    with act():
        card.change_number(owner(phone).id, phone.number, make.OFFICE)
    assert tasks() == [] and owner(phone).number_asked_at is None
    assert number_checks.due() == []


def test_a_number_in_use_is_asked_about_once_a_year(portal: Flask, watch: Watch) -> None:
    family = make.family()
    for months in range(14):
        at = clock.now() + timedelta(days=30 * months)
        with act() as session:
            session.add(
                OutText(
                    kind=Kind.GOOD_NEWS,
                    to=make.number_of(family.parent_id),
                    parent_id=family.parent_id,
                    language="en",
                    body="Words",
                    state=TextState.DELIVERED,
                    made_at=at,
                    due_at=at,
                    expires_at=at,
                    sent_at=at,
                )
            )
    watch.set("2027-11-08 10:00")
    assert number_checks.due() == []
    watch.set("2027-11-10 10:00")
    assert number_checks.due() == [family.parent_id]


def test_a_number_that_was_never_texted_is_not_asked_about(portal: Flask, watch: Watch) -> None:
    make.family()
    watch.set("2028-02-08 10:00")
    assert number_checks.due() == []


# -- shared --------------------------------------------------------------------------------------


def two_with_one_number() -> tuple[int, int, str]:
    first, second = make.family().parent_id, make.family("Jack", ("Daniel",)).parent_id
    number = make.number_of(first)
    with act() as session:  # at the same moment: neither saw the other
        session.execute(update(Parent).where(Parent.id == second).values(number=number))
    return first, second, number


def test_two_that_came_in_at_one_moment_are_held_all_the_same(portal: Flask) -> None:
    first, second, _number = two_with_one_number()
    work(portal)
    work(portal)
    assert {parent(one).number_state for one in (first, second)} == {NumberState.HELD}
    assert tasks() == [(TaskKind.SHARED_NUMBER, first), (TaskKind.SHARED_NUMBER, second)]


def test_the_office_says_whose_it_is(portal: Flask) -> None:
    first, second, number = two_with_one_number()
    work(portal)
    with act():
        whose_number.settle(number, Whose.ONE, second, make.OFFICE)
    assert (parent(second).number, parent(second).number_state) == (number, NumberState.GOOD)
    assert parent(first).number is None
    assert tasks() == [] and whose_number.to_hold() == []
    with pytest.raises(Refused) as refused, act():
        whose_number.settle(number, Whose.ONE, first, make.OFFICE)
    assert refused.value.reason == Reason.CHANGED_MEANWHILE


@pytest.mark.parametrize(
    ("whose", "state"), [(Whose.NOBODY, NumberState.WRONG), (Whose.ALL, NumberState.HELD)]
)
def test_it_is_nobodys_or_they_all_use_it(portal: Flask, whose: Whose, state: NumberState) -> None:
    first, second, number = two_with_one_number()
    work(portal)
    with act():
        whose_number.settle(number, whose, None, make.OFFICE)
    work(portal)
    assert {parent(one).number_state for one in (first, second)} == {state}
    assert tasks() == []


def test_nothing_is_settled_with_somebody_who_must_not_be_contacted(portal: Flask) -> None:
    first, second, number = two_with_one_number()
    with act() as session:
        for tie in session.scalars(select(tell.Guardianship).filter_by(parent_id=second)):
            tie.no_contact = True
    work(portal)
    assert tasks() == [(TaskKind.BARRED_NUMBER, first)]
    assert parent(first).number_state == NumberState.HELD
    with pytest.raises(Refused) as refused, act():
        whose_number.settle(number, Whose.ONE, first, make.OFFICE)
    assert refused.value.reason == Reason.NO_CONTACT
    shared = whose_number.sharing(first)
    assert shared is not None and shared.barred


# -- wrong ---------------------------------------------------------------------------------------


def test_wrong_person_from_a_shared_phone_stops_it_for_both(portal: Flask) -> None:
    first, second, number = two_with_one_number()
    work(portal)
    text_in(portal, number, "wrong number")
    work(portal)
    assert {parent(one).number_state for one in (first, second)} == {NumberState.WRONG}
    assert (TaskKind.WRONG_NUMBER, first) in tasks() and (TaskKind.WRONG_NUMBER, second) in tasks()


# -- by text -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Ring me, no texts"),
        ("pl", "Tylko telefon"),
        ("ur", "صرف فون کریں"),
    ],
)
def test_ring_me_by_text(portal: Flask, language: str, words: str) -> None:
    phone = Phone(portal, make.family(language=language).parent_id)
    phone.reply(words)
    assert owner(phone).ring_only_at is not None
    assert len(phone.texts) == 1 and "START" in phone.last_text
    phone.reply("TIMES")
    assert len(phone.texts) == 1
    phone.reply("START")
    assert owner(phone).ring_only_at is None and len(phone.texts) == 2


@pytest.mark.parametrize(
    ("language", "off", "on"),
    [
        ("en", "No reminders please", "REMINDERS"),
        ("pl", "bez przypomnień", "przypomnienia"),
        ("ur", "یاد دہانی بند کریں", "یاد دہانی"),
    ],
)
def test_no_reminders_by_text(portal: Flask, language: str, off: str, on: str) -> None:
    phone = Phone(portal, make.family(language=language).parent_id)
    phone.reply(off)
    assert owner(phone).reminders_off_at is not None
    phone.reply(on)
    assert owner(phone).reminders_off_at is None and len(phone.texts) == 2
