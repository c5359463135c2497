"""No contact after it is set: confirmed, looked at again, lifted by two; as hard all the way."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import (
    card,
    erasing,
    guarding,
    holds,
    inbox,
    no_contact,
    one_thread,
    tasks,
    threads,
)
from portal.domain.bookings import Booking, BookingState
from portal.domain.guarding import Whose
from portal.domain.history import By, Deed, Event, Face
from portal.domain.holds import Hold, HoldReason
from portal.domain.people import Guardianship, NumberState, Role
from portal.domain.reaching import blocked_numbers
from portal.domain.tasks import TaskKind
from portal.wording.refusals import Reason, Refused
from portal.worker import SWEEPS, tick
from tests import make
from tests.conftest import Watch
from tests.phone import network


def person(name: str, *roles: Role) -> By:
    return By(Face.DESK, staff_id=make.staff(name, *roles))


def held() -> tuple[make.Family, int]:
    """A family whose father must not be contacted, and the tie (id)."""
    family = make.family("Yusuf", ("Ayesha", "Karim"))
    karim = family.parent_ids[1]
    with act():
        no_contact.hold(karim, family.child_id, make.OFFICE)
    return family, db.session.scalars(select(Guardianship.id).filter_by(parent_id=karim)).one()


def tie(tie_id: int) -> Guardianship:
    db.session.expire_all()
    return db.session.get_one(Guardianship, tie_id)


def rights(tie_id: int) -> tuple[bool, bool, bool]:
    found = tie(tie_id)
    return found.may_be_invited, found.may_sign, found.gets_texts


def to_do() -> list[TaskKind]:
    return [task.kind for task in tasks.open_for_safeguarding()]


def refused(deed: object, *args: object) -> Reason:
    with pytest.raises(Refused) as caught, act():
        deed(*args)  # type: ignore[operator]
    return caught.value.reason


def deeds() -> list[tuple[Deed, int | None]]:
    rows = db.session.execute(select(Event.deed, Event.by_staff_id).order_by(Event.id))
    return [(deed, by) for deed, by in rows]


def test_the_safeguarding_lead_confirms_it_with_a_reason_and_a_day(
    portal: Flask, watch: Watch
) -> None:
    _, tie_id = held()
    hale = person("Mr Hale", Role.SAFEGUARDING)
    assert to_do() == [TaskKind.CONFIRM_HOLD]
    assert refused(holds.confirm, tie_id, "", None, hale) == Reason.REASON_MISSING
    too_late = clock.today() + timedelta(days=367)
    assert refused(holds.confirm, tie_id, "An order", too_late, hale) == Reason.REVIEW_DAY
    assert refused(holds.confirm, tie_id, "An order", clock.today(), hale) == Reason.REVIEW_DAY
    assert refused(holds.confirm, tie_id, "x" * 1001, None, hale) == Reason.REASON_TOO_LONG
    with act():
        holds.confirm(tie_id, "An order", None, hale)
    found = holds.standing([tie_id])[tie_id]
    assert found.review_on == date(2027, 11, 9)
    assert holds.reasons([found.id]) == {found.id: "An order"}
    assert (to_do(), tie(tie_id).no_contact) == ([], True)
    assert deeds()[-1] == (Deed.HOLD_CONFIRMED, hale.staff_id)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.LEAD, Role.TEACHER])
def test_nobody_else_confirms_it_or_asks_to_lift_it(portal: Flask, role: Role) -> None:
    _, tie_id = held()
    other = person("Mrs Green", role)
    assert refused(holds.confirm, tie_id, "An order", None, other) == Reason.FOR_SAFEGUARDING
    assert refused(holds.ask_to_lift, tie_id, other) == Reason.FOR_SAFEGUARDING


def test_when_the_day_comes_they_are_asked_once_and_keep_it(portal: Flask, watch: Watch) -> None:
    _, tie_id = held()
    hale = person("Mr Hale", Role.SAFEGUARDING)
    with act():
        holds.confirm(tie_id, "An order", date(2027, 3, 1), hale)
    sweep = [one for one in SWEEPS if one.name == "ask to look at no contact again"]
    watch.set("2027-02-28 23:00")
    assert tick(network(portal).sender, sweep) == 0
    watch.set("2027-03-01 07:00")
    assert [tick(network(portal).sender, sweep) for _ in range(2)] == [1, 0]
    assert to_do() == [TaskKind.REVIEW_HOLD]
    assert tie(tie_id).no_contact
    with act():
        holds.confirm(tie_id, "", date(2028, 2, 29), hale)
    found = holds.standing([tie_id])[tie_id]
    assert (found.review_on, to_do()) == (date(2028, 2, 29), [])
    assert holds.reasons([found.id]) == {found.id: "An order"}
    assert deeds()[-1] == (Deed.HOLD_KEPT, hale.staff_id)


def test_lifting_takes_two_and_what_is_lifted_begins_switched_off(portal: Flask) -> None:
    family, tie_id = held()
    hale = person("Mr Hale", Role.SAFEGUARDING, Role.LEAD)
    okafor, green = person("Mr Okafor", Role.LEAD), person("Mrs Green", Role.OFFICE)
    assert refused(holds.lift, tie_id, okafor) == Reason.NOT_ASKED
    with act():
        holds.ask_to_lift(tie_id, hale)
    assert to_do() == [TaskKind.CONFIRM_HOLD, TaskKind.SECOND_TO_LIFT]
    assert refused(holds.lift, tie_id, hale) == Reason.SAME_PERSON
    assert refused(holds.lift, tie_id, green) == Reason.FOR_LEADS
    assert refused(holds.lift, tie_id, make.OFFICE) == Reason.FOR_LEADS
    assert tie(tie_id).no_contact
    with act():
        holds.lift(tie_id, okafor)
    found = db.session.scalars(select(Hold)).one()
    assert (found.lift_asked_by_id, found.lifted_by_id) == (hale.staff_id, okafor.staff_id)
    lifted = tie(tie_id)
    assert (lifted.no_contact, lifted.held, lifted.decided) == (False, False, True)
    assert (rights(tie_id), to_do()) == ((False, False, False), [])
    assert deeds()[-2:] == [
        (Deed.LIFT_ASKED, hale.staff_id),
        (Deed.HOLD_LIFTED, okafor.staff_id),
    ]
    assert refused(holds.lift, tie_id, okafor) == Reason.NO_HOLD_HERE
    # Set again, it is another hold, with everything still to confirm.
    with act():
        no_contact.hold(family.parent_ids[1], family.child_id, make.OFFICE)
    assert holds.standing([tie_id])[tie_id].confirmed_at is None


def test_whoever_asked_or_the_second_keeps_it_after_all(portal: Flask) -> None:
    _, tie_id = held()
    hale, okafor = person("Mr Hale", Role.SAFEGUARDING), person("Mr Okafor", Role.LEAD)
    for who in (hale, okafor):
        with act():
            holds.ask_to_lift(tie_id, hale)
        with act():
            holds.take_lift_back(tie_id, who)
        assert refused(holds.lift, tie_id, okafor) == Reason.NOT_ASKED
    assert to_do() == [TaskKind.CONFIRM_HOLD]


def test_two_safeguarding_leads_are_two_people_and_a_leaver_is_none(portal: Flask) -> None:
    _, tie_id = held()
    hale, moss = person("Mr Hale", Role.SAFEGUARDING), person("Ms Moss", Role.SAFEGUARDING)
    with act() as session:
        session.get_one(make.Staff, moss.staff_id).active = False
    with act():
        holds.ask_to_lift(tie_id, hale)
    assert refused(holds.lift, tie_id, moss) == Reason.FOR_LEADS
    with act() as session:
        session.get_one(make.Staff, moss.staff_id).active = True
    with act():
        holds.lift(tie_id, moss)
    assert not tie(tie_id).no_contact


def test_about_a_child_in_care_a_lead_decides_after_it_is_lifted(portal: Flask) -> None:
    family, tie_id = held()
    hale, okafor = person("Mr Hale", Role.SAFEGUARDING), person("Mr Okafor", Role.LEAD)
    with act() as session:
        session.get_one(make.Child, family.child_id).in_care = True
    with act():
        holds.ask_to_lift(tie_id, hale)
    with act():
        holds.lift(tie_id, okafor)
    assert not tie(tie_id).decided
    assert [task.kind for task in tasks.open_tasks()] == [TaskKind.IN_CARE]


def test_the_reason_goes_with_the_child(portal: Flask) -> None:
    family, tie_id = held()
    hale = person("Mr Hale", Role.SAFEGUARDING)
    with act():
        holds.confirm(tie_id, "An order", None, hale)
    with act():
        erasing.child(family.child_id)
    assert db.session.scalars(select(Hold)).all() == []
    assert db.session.scalars(select(HoldReason)).all() == []


# -- as hard before anybody has confirmed it -----------------------------------------------------


def test_a_mark_of_an_import_ends_a_booked_talk_too(portal: Flask) -> None:
    day = make.evening()
    make.booked(day)
    with act() as session:
        session.scalars(
            select(Guardianship).filter_by(parent_id=day.family.parent_id)
        ).one().held = True
        no_contact.end_for_mark(day.family.parent_id, day.family.child_id, make.OFFICE)
    assert db.session.scalars(select(Booking.state)).one() == BookingState.CANCELLED


def test_the_number_of_somebody_held_by_a_mark_is_blocked_on_others(portal: Flask) -> None:
    one, other = make.family("Amy", ("Sue",)), make.family("Ben", ("Tom",))
    number = make.number_of(one.parent_id)
    with act() as session:
        session.scalars(select(Guardianship).filter_by(parent_id=one.parent_id)).one().held = True
    with act():
        state = card.change_number(other.parent_id, number, make.OFFICE)
    assert state == NumberState.HELD
    assert blocked_numbers() == {number}
    assert [(task.kind, task.parent_id) for task in tasks.open_tasks()] == [
        (TaskKind.BARRED_NUMBER, other.parent_id)
    ]


def test_a_mark_that_is_not_about_them_is_off_the_list(portal: Flask) -> None:
    family = make.family()
    with act() as session:
        session.scalars(select(Guardianship)).one().held = True
        tasks.ask_office(TaskKind.COURT_ORDER, parent_id=family.parent_id, child_id=family.child_id)
    assert to_do() == [TaskKind.COURT_ORDER]
    with act():
        no_contact.clear_mark(family.parent_id, family.child_id, make.OFFICE)
    assert to_do() == []


def test_words_about_the_child_go_to_the_safeguarding_lead_alone(portal: Flask) -> None:
    """Of a father who is still served about another child."""
    family = make.family("Yusuf", ("Ayesha", "Karim"))
    karim = family.parent_ids[1]
    sister = make.sibling(karim)
    with act():
        inbox.write_down(karim, "About Yusuf", child_id=family.child_id)
        inbox.write_down(karim, "About Maryam", child_id=sister)
        no_contact.hold(karim, family.child_id, make.OFFICE)
    assert (threads.waiting(safeguarding=False), threads.waiting(safeguarding=True)) == (1, 1)
    assert not guarding.is_guarded(Whose(karim))
    for safeguarding, words in ((False, ["About Maryam"]), (True, ["About Yusuf", "About Maryam"])):
        told = one_thread.of(Whose(karim), safeguarding=safeguarding)
        assert [one.text.body for one in told.came] == words
