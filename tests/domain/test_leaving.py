"""A colleague leaves: everything they have in hand is with somebody else afterwards, or nothing has
changed at all."""

from collections.abc import Mapping

import pytest
from flask import Flask

from portal import clock
from portal.db import act, db
from portal.domain import accounts, booking, contact, leaving, no_contact, promised_help
from portal.domain.history import By, Deed, Event, Face
from portal.domain.inbox import InState, InText
from portal.domain.invitations import Invitation
from portal.domain.leaving import InHand
from portal.domain.outbox import Kind, OutText
from portal.domain.people import Child, Role, SchoolClass, Staff
from portal.domain.promised_help import HelpKind, PromisedHelp
from portal.domain.rounds import CoverSession, Slot
from portal.domain.tasks import Task, TaskKind, ask_office
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch


def with_password(name: str, *roles: Role) -> int:
    staff_id = make.staff(name, *roles)
    with act() as session:
        session.get_one(Staff, staff_id).password_hash = "a hash"
    return staff_id


def refused(staff_id: int, heirs: Mapping[InHand, int | None]) -> tuple[Reason, object]:
    with pytest.raises(Refused) as caught, act():
        leaving.leave(staff_id, heirs, make.OFFICE)
    return caught.value.reason, caught.value.facts.get("kind")


def leave(staff_id: int, heirs: Mapping[InHand, int | None]) -> None:
    with act():
        leaving.leave(staff_id, heirs, make.OFFICE)
    db.session.expire_all()


def one(query: object) -> object:
    return db.session.scalars(query).one()  # type: ignore[call-overload]


def holds(evening: make.Evening) -> set[int]:
    """Who holds the talks of this evening: by its session, its times and its invitation."""
    db.session.expire_all()
    slots = [db.session.get_one(Slot, slot_id) for slot_id in evening.slot_ids]
    invited = db.session.get_one(Invitation, evening.invitation_id).teacher_id
    return {invited, *(slot.teacher_id for slot in slots), *(one.cover.teacher_id for one in slots)}


def key_teacher(evening: make.Evening) -> int | None:
    return db.session.get_one(SchoolClass, evening.class_id, populate_existing=True).key_teacher_id


def book(evening: make.Evening) -> int:
    by = make.by(evening.family.parent_id)
    with act():
        held = booking.hold(evening.invitation_id, evening.slot_ids[2], by)
        booking.confirm(held.id, by)
        return held.id


def test_whoever_has_nothing_in_hand_just_leaves(portal: Flask) -> None:
    khan = make.staff()
    assert leaving.in_hand(khan) == {}
    leave(khan, {})
    assert not db.session.get_one(Staff, khan).active
    assert list(db.session.scalars(db.select(Event.deed))) == [Deed.STAFF_CHANGED]


def test_all_that_a_teacher_has_goes_to_colleagues(portal: Flask) -> None:
    evening = make.evening()
    khan, hill = evening.teacher_id, make.staff("Mrs Hill")
    book(evening)
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    with act() as session:
        session.get_one(Child, child_id).own_key_teacher_id = khan
        ask_office(TaskKind.TALK, parent_id=parent_id, child_id=child_id, staff_id=khan)
        promised_help.promise(
            HelpKind.LIFT,
            child_id,
            parent_id,
            "From the bus stop",
            clock.today(),
            By(Face.DESK, staff_id=khan),
            owner_id=khan,
        )
    assert leaving.in_hand(khan) == {
        InHand.CLASSES: 1,
        InHand.CHILDREN: 1,
        InHand.TALKS: 1,
        InHand.TASKS: 1,
        InHand.HELP: 1,
    }
    kinds = (InHand.CLASSES, InHand.CHILDREN, InHand.TALKS, InHand.TASKS, InHand.HELP)
    leave(khan, dict.fromkeys(kinds, hill))
    assert leaving.in_hand(khan) == {}
    assert (key_teacher(evening), holds(evening)) == (hill, {hill})
    assert db.session.get_one(Child, child_id).own_key_teacher_id == hill
    assert one(db.select(Task.staff_id)) == hill
    assert one(db.select(PromisedHelp.owner_id)) == hill
    assert one(db.select(PromisedHelp.promised_by_id)) == hill
    told = list(db.session.scalars(db.select(OutText.body).where(OutText.kind == Kind.BOOKED)))
    assert [("Miss Khan" in body, "Mrs Hill" in body) for body in told][-1] == (False, True)


def test_a_person_tells_of_the_new_teacher_whom_no_text_reaches(portal: Flask) -> None:
    evening = make.evening()
    talk_id, parent_id = book(evening), evening.family.parent_id
    with act():
        contact.stop_texts(parent_id, make.by(parent_id))
    leave(evening.teacher_id, dict.fromkeys(InHand, make.staff("Mrs Hill")))
    task = db.session.scalars(db.select(Task).where(Task.kind == TaskKind.CALL)).one()
    assert (task.parent_id, task.booking_id) == (parent_id, talk_id)


def test_a_held_parent_is_on_nobodys_list_when_a_teacher_leaves(portal: Flask) -> None:
    evening = make.evening()
    book(evening)
    with act():
        no_contact.hold(evening.family.parent_id, evening.family.child_id, By(Face.DESK))
    leave(evening.teacher_id, dict.fromkeys(InHand, make.staff("Mrs Hill")))
    assert list(db.session.scalars(db.select(Task).where(Task.kind == TaskKind.CALL))) == []


def test_another_family_can_still_book_with_the_new_teacher(portal: Flask) -> None:
    evening = make.evening()
    hill = make.staff("Mrs Hill")
    leave(evening.teacher_id, dict.fromkeys(InHand, hill))
    made = db.session.get_one(booking.Booking, book(evening))
    assert (made.state, made.slot.teacher_id) == (booking.BookingState.BOOKED, hill)


def test_tasks_and_help_may_go_to_the_office(portal: Flask) -> None:
    khan = make.staff()
    family = make.family()
    with act():
        ask_office(TaskKind.TALK, parent_id=family.parent_id, staff_id=khan)
    assert refused(khan, {}) == (Reason.IN_HAND, InHand.TASKS)
    leave(khan, {InHand.TASKS: None})
    assert one(db.select(Task.staff_id)) is None


def test_a_class_needs_a_teacher_who_is_here(portal: Flask) -> None:
    khan, green = make.staff(), make.staff("Mrs Green", Role.OFFICE)
    gone = make.staff("Mr Gone")
    make.school_class(teacher_id=khan)
    leave(gone, {})
    for heir, reason in (
        (None, Reason.IN_HAND),
        (green, Reason.HEIR_GONE),
        (gone, Reason.HEIR_GONE),
    ):
        assert refused(khan, {InHand.CLASSES: heir}) == (reason, InHand.CLASSES)
    assert refused(khan, {InHand.CLASSES: khan}) == (Reason.HEIR_GONE, InHand.CLASSES)
    assert db.session.get_one(Staff, khan, populate_existing=True).active
    assert one(db.select(SchoolClass.key_teacher_id)) == khan


def test_an_heir_is_not_in_two_rooms_at_once_and_then_nothing_has_changed(portal: Flask) -> None:
    evening = make.evening()
    khan, hill = evening.teacher_id, make.staff("Mrs Hill")
    make.cover(evening.round_id, hill, room="Room 9")
    heirs = dict.fromkeys(InHand, hill)
    assert refused(khan, heirs) == (Reason.HEIR_BUSY, InHand.TALKS)
    assert db.session.get_one(Staff, khan, populate_existing=True).active
    assert (key_teacher(evening), holds(evening)) == (khan, {khan})


def test_what_is_over_stays_with_whoever_held_it(portal: Flask, watch: Watch) -> None:
    evening = make.evening()
    hill = make.staff("Mrs Hill")
    book(evening)
    watch.set("2027-02-01 10:00")
    assert leaving.in_hand(evening.teacher_id) == {InHand.CLASSES: 1}
    leave(evening.teacher_id, {InHand.CLASSES: hill})
    assert (key_teacher(evening), holds(evening)) == (hill, {evening.teacher_id})


def test_an_assistants_sessions_go_on(portal: Flask) -> None:
    evening = make.evening()
    doyle = make.staff("Miss Doyle")
    with act() as session:
        slot = session.get_one(Slot, evening.slot_ids[0])
        session.get_one(CoverSession, slot.cover_id).assistant_id = doyle
    assert leaving.in_hand(doyle) == {InHand.ASSISTS: 1}
    assert refused(doyle, {InHand.ASSISTS: evening.teacher_id})[0] == Reason.HEIR_BUSY
    leave(doyle, {InHand.ASSISTS: None})
    assert set(db.session.scalars(db.select(CoverSession.assistant_id))) == {None}


def test_messages_they_had_taken_are_open_to_all_again(portal: Flask) -> None:
    green, _ = with_password("Mrs Green", Role.OFFICE), with_password("Mr Ray", Role.OFFICE)
    family = make.family()
    with act() as session:
        from_parent = InText(
            carrier_id="SM1",
            number=make.number_of(family.parent_id),
            parent_id=family.parent_id,
            body="Hello?",
            came_at=clock.now(),
            state=InState.FOR_A_PERSON,
            with_id=green,
        )
        session.add(from_parent)
    assert leaving.in_hand(green) == {InHand.MESSAGES: 1}
    leave(green, {})
    assert one(db.select(InText.with_id)) is None


@pytest.mark.parametrize(
    ("role", "reason"),
    [
        (Role.OFFICE, Reason.LAST_OFFICE),
        (Role.LEAD, Reason.LAST_LEAD),
        (Role.SAFEGUARDING, Reason.LAST_SAFEGUARDING),
    ],
)
def test_the_last_of_those_a_school_needs_cannot_leave(
    portal: Flask, role: Role, reason: Reason
) -> None:
    last = with_password("Mr Okafor", role)
    make.staff("Ms New", role)  # has not chosen a password yet
    assert refused(last, {}) == (reason, None)
    with_password("Ms Reid", role)
    leave(last, {})
    assert not db.session.get_one(Staff, last).active


def test_letting_back_takes_nothing_from_the_heir(portal: Flask) -> None:
    khan, hill = make.staff(), make.staff("Mrs Hill")
    make.school_class(teacher_id=khan)
    leave(khan, {InHand.CLASSES: hill})
    with act():
        accounts.let_back(khan, make.OFFICE)
    assert one(db.select(SchoolClass.key_teacher_id)) == hill
