"""What colleagues of a class add before its talks, and the child's own three sentences."""

import pytest
from sqlalchemy import select

from portal.db import act, db
from portal.domain import booking, class_words, no_contact
from portal.domain.bookings import CancelReason
from portal.domain.class_words import About, ColleagueWord, Three
from portal.domain.history import Deed, Event
from portal.domain.people import Child, OnRoll, Role, Staff
from portal.wording.refusals import Reason, Refused
from tests import make, prepared
from tests.conftest import Watch

pytestmark = pytest.mark.usefixtures("portal")


def asked(staff_id: int) -> list[str]:
    return [one.first_name for one in class_words.asked(prepared.person(staff_id))]


def words(day: prepared.Prepared) -> list[tuple[str, About, str]]:
    return [
        (who.name, word.about, word.words)
        for word, who in class_words.words_about(day.child_id, day.round_id)
    ]


def test_colleagues_of_the_class_are_asked_from_a_week_before(watch: Watch) -> None:
    day = prepared.school(watch)
    watch.set("2026-11-16 23:00")
    assert asked(day.doyle) == []
    watch.set("2026-11-17 08:00")
    assert asked(day.doyle) == ["Yusuf"]
    (one,) = class_words.asked(prepared.person(day.doyle))
    assert (one.full_name, one.class_name, one.day.isoformat(), one.said) == (
        "Yusuf Malik",
        "Year 4 Ash",
        "2026-11-24",
        [],
    )
    watch.set("2026-11-24 20:00")
    assert asked(day.doyle) == ["Yusuf"]
    watch.set("2026-11-25 08:00")
    assert asked(day.doyle) == []


def test_nobody_else_is_asked(watch: Watch) -> None:
    day = prepared.school(watch)
    lead = make.staff("Mr Okafor", Role.LEAD)
    helper_at_the_creche = prepared.colleague(day.class_id, "Mrs Lee", Role.CRECHE)
    lead_of_class = prepared.colleague(day.class_id, "Ms Reid", Role.LEAD)
    found = {one: asked(one) for one in (day.teacher_id, lead, helper_at_the_creche)}
    assert found == {one: [] for one in found}
    assert asked(lead_of_class) == ["Yusuf"]
    with act() as session:
        session.get_one(Child, day.child_id).own_key_teacher_id = day.doyle
    assert (asked(day.doyle), asked(day.teacher_id)) == ([], ["Yusuf"])


def test_two_parents_talks_are_one_line_by_the_first(watch: Watch) -> None:
    day = prepared.school(watch)
    args = (day.round_id, day.child_id, day.father, day.teacher_id)
    prepared.booked(*args, day.slot_ids[4])
    assert asked(day.doyle) == ["Yusuf"]
    with act():
        booking.cancel(day.booking_id, make.OFFICE, CancelReason.OTHER)
    assert asked(day.doyle) == ["Yusuf"]


def test_of_a_talk_that_must_not_be_spoken_of_nobody_is_asked(watch: Watch) -> None:
    day = prepared.school(watch)
    with act():
        no_contact.hold(day.mother, day.child_id, make.OFFICE)
    assert asked(day.doyle) == []
    assert class_words.may_say(prepared.person(day.doyle), day.child_id) is None


def test_a_child_who_left_is_not_asked_about(watch: Watch) -> None:
    day = prepared.school(watch)
    with act() as session:
        session.get_one(Child, day.child_id).roll = OnRoll.LEFT
    assert asked(day.doyle) == []


def test_a_line_is_added_said_anew_and_taken_back(watch: Watch) -> None:
    day = prepared.school(watch)
    prepared.says(day.doyle, day.child_id, About.STRENGTH, "  Kind to   new children ")
    prepared.says(day.doyle, day.child_id, About.WORRY, "Often tired")
    prepared.says(day.ward, day.child_id, About.STRENGTH, "Reads with feeling")
    prepared.says(day.doyle, day.child_id, About.STRENGTH, "Kind to everybody")
    assert words(day) == [
        ("Mr Doyle", About.STRENGTH, "Kind to everybody"),
        ("Mr Doyle", About.WORRY, "Often tired"),
        ("Ms Ward", About.STRENGTH, "Reads with feeling"),
    ]
    own = prepared.may_say(day.doyle, day.child_id)
    assert [word.words for word in own.said] == ["Kind to everybody", "Often tired"]
    for _ in range(2):
        with act():
            class_words.withdraw(own, About.WORRY, prepared.desk(day.doyle))
    assert words(day) == [
        ("Mr Doyle", About.STRENGTH, "Kind to everybody"),
        ("Ms Ward", About.STRENGTH, "Reads with feeling"),
    ]
    lines = select(Event.deed).where(Event.by_staff_id == day.doyle).order_by(Event.id)
    assert db.session.scalars(lines).all() == [Deed.WORD_ADDED] * 3 + [Deed.WORD_WITHDRAWN]
    assert [one.note for one in db.session.scalars(select(Event).where(Event.note != ""))] == []


def test_nothing_to_add_is_an_answer_and_takes_nothing_away(watch: Watch) -> None:
    day = prepared.school(watch)
    prepared.says(day.doyle, day.child_id, About.NOTHING)
    assert words(day) == [("Mr Doyle", About.NOTHING, "")]
    prepared.says(day.doyle, day.child_id, About.STRENGTH, "Kind")
    prepared.says(day.doyle, day.child_id, About.NOTHING)
    assert words(day) == [("Mr Doyle", About.STRENGTH, "Kind")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [(" ", Reason.NOTHING_WRITTEN), ("x" * 201, Reason.TOO_LONG)],
)
def test_a_line_is_something_and_one_line(watch: Watch, line: str, reason: Reason) -> None:
    day = prepared.school(watch)
    with pytest.raises(Refused) as refused:
        prepared.says(day.doyle, day.child_id, About.STRENGTH, line)
    assert refused.value.reason == reason
    assert db.session.scalars(select(ColleagueWord)).all() == []


def test_who_is_asked_is_known_by_name(watch: Watch) -> None:
    day = prepared.school(watch)
    gone = prepared.colleague(day.class_id, "Ms Gone")
    with act() as session:
        session.get_one(Staff, gone).active = False
    child = db.session.get_one(Child, day.child_id)
    assert [one.name for one in class_words.colleagues(child)] == ["Mr Doyle", "Ms Ward"]


def test_the_childs_sentences_are_typed_and_never_overwritten_unseen(watch: Watch) -> None:
    day = prepared.school(watch)
    prepared.typed(day.doyle, day.child_id, "football", "dogs", "")
    with pytest.raises(Refused) as refused:
        prepared.typed(day.teacher_id, day.child_id, "chess", "dogs", "sums")
    assert refused.value.reason == Reason.CHANGED_MEANWHILE
    prepared.typed(day.teacher_id, day.child_id, "football", "dogs", "")
    prepared.typed(day.teacher_id, day.child_id, "football", "dogs", "sums", seen=1)
    found = class_words.sentences_of(day.child_id, day.round_id)
    assert found is not None
    assert (found.good_at, found.likes, found.help_with, found.version) == (
        "football",
        "dogs",
        "sums",
        2,
    )
    assert found.typed_by_id == day.teacher_id
    with pytest.raises(Refused) as refused, act():
        about = prepared.may_say(day.doyle, day.child_id)
        long = Three("x" * 121)
        class_words.keep_sentences(about, long, 2, prepared.desk(day.doyle))
    assert refused.value.reason == Reason.TOO_LONG


def test_only_the_class_and_who_sees_the_record_may_add(watch: Watch) -> None:
    day = prepared.school(watch)
    people = {
        "doyle": day.doyle,
        "teacher": day.teacher_id,
        "lead": make.staff("Mr Okafor", Role.LEAD),
        "other": make.staff("Mr Brown"),
        "office": make.staff("Mrs Green", Role.OFFICE),
    }
    found = {
        name: class_words.may_say(prepared.person(one), day.child_id) is not None
        for name, one in people.items()
    }
    assert found == {
        "doyle": True,
        "teacher": True,
        "lead": True,
        "other": False,
        "office": False,
    }
    watch.set("2026-11-25 08:00")
    assert class_words.may_say(prepared.person(day.doyle), day.child_id) is None
