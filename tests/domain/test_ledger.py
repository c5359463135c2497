"""The ledger: every contact with a family about one child, from what is there."""

import pytest
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import guarding, ledger, replies, who_came
from portal.domain.booking import book
from portal.domain.guarding import Whose
from portal.domain.history import By, Deed, Face, record
from portal.domain.ledger import TEXTS, How, What
from portal.domain.outbox import Kind, TextState
from portal.domain.people import Guardianship, Role
from portal.domain.replies import Page
from tests import heard, make
from tests.conftest import Watch

pytestmark = pytest.mark.usefixtures("portal")

ANSWERS_ONLY = {
    *(Kind.CHOICES, Kind.WHICH, Kind.ASKS, Kind.ANSWER, Kind.LINK, Kind.CODE),
    *(Kind.STAFF_LINK, Kind.READ_OUT, Kind.TEST, Kind.NUMBER),
}
"""Texts that answer what a parent has just done, name nobody, or go to staff."""


def of(child_id: int, reader_id: int = 0) -> list[ledger.Contact]:
    db.session.expire_all()
    return ledger.of_child(child_id, reader_id, clock.today().replace(month=9, day=1))


def rows(child_id: int) -> list[tuple[What, str, How, str, str]]:
    return [(one.what, one.about, one.how, one.by, one.to) for one in of(child_id)]


def test_every_kind_of_text_has_its_place() -> None:
    assert set(Kind) == {*TEXTS, *ANSWERS_ONLY, Kind.GOOD_NEWS}


def test_everything_that_reached_a_family_newest_first(watch: Watch) -> None:
    day = make.evening()
    khan, child_id, parent_id = day.teacher_id, day.family.child_id, day.family.parent_id
    green = make.staff("Mrs Green", Role.OFFICE)
    with act():
        heard.text_to(parent_id, child_id, Kind.INVITATION)
    watch.set("2026-11-10 09:00")
    with act():
        heard.text_to(parent_id, child_id, Kind.IDEA)
        heard.text_to(parent_id, None, Kind.CODE)
    watch.set("2026-11-11 16:00")
    heard.good(child_id, by_id=khan)
    watch.set("2026-11-12 12:00")
    heard.worry(child_id, parent_id, khan)
    watch.set("2026-11-13 12:00")
    with act():
        page = Page(0, "once", 0)
        by = By(Face.DESK, staff_id=green)
        replies.note_call(Whose(parent_id), "Ayesha", "About the coat", by, page, settles=False)
    with act():
        booking_id = book(day.invitation_id, day.slot_ids[2], make.by(parent_id)).id
    watch.set("2026-11-24 18:30")
    with act():
        who_came.mark(booking_id, True, make.OFFICE)
    found = rows(child_id)
    told = "Ayesha Malik"
    assert found == [
        (What.NEUTRAL, "a talk", How.IN_PERSON, "Miss Khan", told),
        (What.NEUTRAL, "a call", How.PHONE, "Mrs Green", told),
        (What.WORRY, "homework", How.PHONE, "Miss Khan", told),
        (What.GOOD_NEWS, "", How.TEXT, "Miss Khan", told),
        (What.IDEA, "", How.TEXT, "", told),
        (What.INVITATION, "", How.TEXT, "", told),
    ]
    assert "coat" not in repr(found) and "Secret" not in repr(found)


@pytest.mark.parametrize(
    ("facts", "how"),
    [
        ({"text": TextState.SENT}, How.TEXT),
        ({"text": TextState.QUEUED}, How.TODAY),
        ({"text": TextState.FAILED}, How.PAGE),
        ({"text": TextState.SKIPPED}, How.PAGE),
        ({"text": None}, How.PAGE),
        ({"text": None, "on_paper": True, "printed": True}, How.PAPER),
        ({"text": None, "on_paper": True}, None),
    ],
)
def test_how_good_news_came(facts: dict[str, object], how: How | None) -> None:
    family = make.family()
    heard.good(family.child_id, **facts)  # type: ignore[arg-type]
    assert [one.how for one in of(family.child_id)] == ([how] if how else [])


def test_thanks_to_a_grown_up_are_neutral() -> None:
    family = make.family()
    heard.good(family.child_id, phrase="thanks-reading")
    assert [(one.what, one.about) for one in of(family.child_id)] == [
        (What.NEUTRAL, "thanks for what they did")
    ]


@pytest.mark.parametrize(
    "state",
    [TextState.QUEUED, TextState.FAILED, TextState.EXPIRED, TextState.UNDELIVERED],
)
def test_what_did_not_arrive_is_no_contact(state: TextState) -> None:
    family = make.family()
    with act():
        heard.text_to(family.parent_id, family.child_id, Kind.REMINDER, state)
    assert of(family.child_id) == []


def test_nothing_about_a_sister_and_what_is_about_both_with_each() -> None:
    family = make.family()
    sister = make.sibling(family.parent_id)
    with act():
        heard.text_to(family.parent_id, sister, Kind.REMINDER)
        heard.text_to(family.parent_id, None, Kind.INVITATION)
        record(make.OFFICE, Deed.LETTER_GIVEN, parent_id=family.parent_id, child_id=sister)
    assert [what for what, *_ in rows(family.child_id)] == [What.INVITATION]
    assert sorted(about for _, about, *_ in rows(sister)) == ["", "a letter", "of a talk"]


@pytest.mark.parametrize("mark", ["no_contact", "held"])
def test_who_may_not_be_spoken_of_stands_nowhere(mark: str) -> None:
    family = make.family(parents=("Ayesha", "Karim"))
    father = family.parent_ids[1]
    heard.good(family.child_id)
    heard.worry(family.child_id, father)
    with act() as session:
        heard.text_to(father, family.child_id, Kind.REMINDER)
        record(make.OFFICE, Deed.CALL_NOTED, parent_id=father, note="him: x")
        tie = session.scalars(select(Guardianship).filter_by(parent_id=father)).one()
        setattr(tie, mark, True)
    assert [(one.what, one.to) for one in of(family.child_id)] == [(What.GOOD_NEWS, "Ayesha Malik")]


def test_of_a_guarded_thread_no_messages_and_calls() -> None:
    family = make.family()
    make.staff("Mrs Hope", Role.SAFEGUARDING)
    heard.good(family.child_id)
    with act():
        heard.text_to(family.parent_id, None, Kind.REPLY)
        record(make.OFFICE, Deed.CALL_NOTED, parent_id=family.parent_id, note="her: x")
    assert len(of(family.child_id)) == 3
    with act():
        guarding.pass_on(Whose(family.parent_id), make.OFFICE)
    assert [one.what for one in of(family.child_id)] == [What.GOOD_NEWS]


def test_a_reply_says_who_wrote_it() -> None:
    family, green = make.family(), make.staff("Mrs Green", Role.OFFICE)
    with act():
        text_id = heard.text_to(family.parent_id, None, Kind.REPLY)
        by = By(Face.DESK, staff_id=green)
        record(by, Deed.REPLIED, parent_id=family.parent_id, text=text_id)
    assert rows(family.child_id) == [
        (What.NEUTRAL, "a message", How.TEXT, "Mrs Green", "Ayesha Malik")
    ]


def test_only_whoever_told_a_worry_today_can_take_it_back_from_here(watch: Watch) -> None:
    family, khan, evans = make.family(), make.staff(), make.staff("Mr Evans")
    worry_id = heard.worry(family.child_id, family.parent_id, khan)

    def offered(reader_id: int) -> list[int | None]:
        return [one.worry_id for one in of(family.child_id, reader_id)]

    assert (offered(khan), offered(evans)) == ([worry_id], [None])
    watch.set("2026-11-10 08:00")
    assert offered(khan) == [None]
