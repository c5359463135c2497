"""Help promised in a talk: whose it is, by when, and seen to its end."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import accounts, booking, guarding, no_contact, promised_help
from portal.domain.bookings import CancelReason
from portal.domain.guarding import Whose
from portal.domain.history import By, Deed, Event, Face
from portal.domain.people import Role, Staff
from portal.domain.promised_help import HelpKind, HelpState, PromisedHelp
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.domain.test_at_once import at_once

FRIDAY = date(2026, 11, 13)


def by(staff_id: int) -> By:
    return By(Face.DESK, staff_id=staff_id)


def promise(
    family: make.Family,
    teacher_id: int,
    words: str = "From the bus stop",
    *,
    due_on: date = FRIDAY,
    owner_id: int | None = None,
    kind: HelpKind = HelpKind.LIFT,
) -> int:
    with act():
        return promised_help.promise(
            kind,
            family.child_id,
            family.parent_id,
            words,
            due_on,
            by(teacher_id),
            owner_id=owner_id,
            conversation_id=7,
        )


def deeds() -> list[tuple[Deed, int | None, str | None]]:
    query = select(Event).where(Event.about["help"].as_integer() > 0).order_by(Event.id)
    return [(one.deed, one.by_staff_id, one.note) for one in db.session.scalars(query)]


def row(help_id: int) -> PromisedHelp:
    db.session.expire_all()
    return db.session.get_one(PromisedHelp, help_id)


# -- a lift to a talk that is called off ----------------------------------------------------------


def with_a_talk() -> tuple[make.Evening, int, int]:
    """A lift promised for the day of the talk; the day, the talk, and the promise."""
    day = make.evening()
    by_parent = make.by(day.family.parent_id)
    with act():
        talk = booking.book(day.invitation_id, day.slot_ids[0], by_parent).id
    return day, talk, promise(day.family, day.teacher_id, due_on=date(2026, 11, 24))


def test_a_lift_to_a_talk_that_was_called_off_is_not_due(portal: Flask, watch: Watch) -> None:
    day, talk, _lift = with_a_talk()
    (before,) = promised_help.open_help()
    assert (before.called_off, before.due) == (False, date(2026, 11, 24))
    with act():
        booking.cancel(talk, make.OFFICE, CancelReason.TEACHER_AWAY)
    watch.set("2026-11-25 09:00")
    (off,) = promised_help.open_help()  # it stays on the list all the same
    assert (off.called_off, off.due, off.overdue) == (True, None, False)

    # With a new talk it is due again, by that day.
    later = make.cover(day.round_id, day.teacher_id, "2026-11-30", "15:00", "15:30")
    with act():
        booking.book(day.invitation_id, later[0], make.by(day.family.parent_id))
    (again,) = promised_help.open_help()
    assert (again.due, again.overdue) == (date(2026, 11, 30), False)
    watch.set("2026-12-01 09:00")
    assert [one.overdue for one in promised_help.open_help()] == [True]


def test_other_help_and_other_days_are_due_whatever_becomes_of_the_talk(
    portal: Flask, watch: Watch
) -> None:
    day, talk, _lift = with_a_talk()
    promise(day.family, day.teacher_id, "A visit", due_on=date(2026, 11, 24), kind=HelpKind.OTHER)
    promise(day.family, day.teacher_id, "To swimming", due_on=date(2026, 11, 16))
    with act():
        booking.cancel(talk, make.OFFICE, CancelReason.TEACHER_AWAY)
    watch.set("2026-11-25 09:00")
    late = {one.words for one in promised_help.open_help() if one.overdue}
    assert late == {"A visit", "To swimming"}


# -- promising ---------------------------------------------------------------------------------


def test_what_is_due_first_stands_first(portal: Flask, watch: Watch) -> None:
    teacher, family = make.staff(), make.family()
    later = promise(family, teacher, "An interpreter", kind=HelpKind.INTERPRETER)
    sooner = promise(make.family("Lena"), teacher, due_on=date(2026, 11, 10))
    assert [(one.id, one.overdue) for one in promised_help.open_help()] == [
        (sooner, False),
        (later, False),
    ]
    watch.set("2026-11-11 00:00")
    first = promised_help.open_help()[0]
    assert (first.id, first.overdue, first.child, first.parent, first.promised_by) == (
        sooner,
        True,
        "Lena Malik",
        "Ayesha Malik",
        "Miss Khan",
    )
    assert row(later).conversation_id == 7


def test_a_promise_made_twice_is_one_while_it_is_open(portal: Flask) -> None:
    teacher, family = make.staff(), make.family()
    first = promise(family, teacher)
    assert promise(family, teacher) == first
    other = promise(family, teacher, "From the station")
    assert other != first
    with act():
        promised_help.arrange(first, "A taxi", by(teacher))
    assert promise(family, teacher) not in (first, other)


def test_two_tablets_promise_at_once(portal: Flask) -> None:
    teacher, family = make.staff(), make.family()

    def deed() -> None:
        promised_help.promise(
            HelpKind.OTHER, family.child_id, family.parent_id, "Glasses", FRIDAY, by(teacher)
        )

    assert at_once(portal, [deed] * 3) == [None] * 3
    assert [one.words for one in promised_help.open_help()] == ["Glasses"]


def test_what_cannot_be_promised(portal: Flask) -> None:
    teacher, gone, family = make.staff(), make.staff("Mr Gone"), make.family()
    strangers = make.Family(family.child_id, [make.family("Lena").parent_id])
    with act():
        accounts.suspend(gone, make.OFFICE)
    barred = make.family("Evie", ("Craig",))
    with act():
        no_contact.hold(barred.parent_id, barred.child_id, make.OFFICE)
    for reason, ask in (
        (Reason.NOTHING_WRITTEN, lambda: promise(family, teacher, "  ")),
        (Reason.PAST_DAY, lambda: promise(family, teacher, due_on=date(2026, 11, 8))),
        (Reason.NO_CONTACT, lambda: promise(barred, teacher)),
        (Reason.NO_CONTACT, lambda: promise(strangers, teacher)),
        (Reason.CHANGED_MEANWHILE, lambda: promise(family, teacher, owner_id=gone)),
    ):
        with pytest.raises(Refused, match=reason):
            ask()
    assert promised_help.open_help() == []


# -- seen to its end ---------------------------------------------------------------------------


def test_from_the_promise_to_its_end(portal: Flask, watch: Watch) -> None:
    teacher, family = make.staff(), make.family()
    green, brown = make.staff("Mrs Green", Role.OFFICE), make.staff("Mr Brown", Role.OFFICE)
    noise = promise(make.family("Lena"), make.staff("Mr Evans"))
    this = promise(family, teacher)
    with act():
        promised_help.take(this, by(green))
        promised_help.take(this, by(green))
    with pytest.raises(Refused, match=Reason.TAKEN), act():
        promised_help.take(this, by(brown))
    with act():
        promised_help.hand_on(this, brown, by(green))
        promised_help.hand_on(this, brown, by(green))
    assert [one.id for one in promised_help.of_owner(brown)] == [this]
    with pytest.raises(Refused, match=Reason.NOTHING_WRITTEN), act():
        promised_help.arrange(this, " ", by(brown))
    assert promised_help.to_hear(teacher) == []
    watch.set("2026-11-12 09:00")
    for _ in range(2):
        with act():
            promised_help.arrange(this, " A taxi at 15:00 ", by(brown))
    (told,) = promised_help.to_hear(teacher)
    assert (told.state, told.note, told.closed_by) == (
        HelpState.ARRANGED,
        "A taxi at 15:00",
        "Mr Brown",
    )
    assert [one.id for one in promised_help.open_help()] == [noise]
    assert [one.id for one in promised_help.done_lately()] == [this]
    with act():
        promised_help.heard(this, by(green))
    assert [one.id for one in promised_help.to_hear(teacher)] == [this]
    for _ in range(2):
        with act():
            promised_help.heard(this, by(teacher))
    assert promised_help.to_hear(teacher) == []
    assert deeds()[1:] == [
        (Deed.HELP_PROMISED, teacher, None),
        (Deed.HELP_TAKEN, green, None),
        (Deed.HELP_TAKEN, green, None),
        (Deed.HELP_ARRANGED, brown, None),
        (Deed.HELP_HEARD, teacher, None),
    ]
    watch.set("2026-12-12 09:01")
    assert promised_help.done_lately() == []
    assert [one.id for one in promised_help.of_child(family.child_id)] == [this]


def test_what_is_over_stays_as_it_is(portal: Flask) -> None:
    teacher, green = make.staff(), make.staff("Mrs Green", Role.OFFICE)
    this = promise(make.family(), teacher)
    with act():
        promised_help.cannot(this, "No bus goes there", by(green))
    for deed in (
        lambda: promised_help.take(this, by(green)),
        lambda: promised_help.hand_on(this, green, by(green)),
        lambda: promised_help.arrange(this, "A taxi", by(green)),
        lambda: promised_help.cannot(this, "Another reason", by(green)),
        lambda: promised_help.cannot(this, "No bus goes there", by(teacher)),
        lambda: promised_help.take(this + 1, by(green)),
    ):
        with pytest.raises(Refused, match=Reason.HELP_OVER), act():
            deed()
    assert (row(this).state, row(this).note) == (HelpState.CANNOT, "No bus goes there")


def test_whoever_sees_to_their_own_promise_need_not_be_told(portal: Flask) -> None:
    teacher = make.staff()
    this = promise(make.family(), teacher, owner_id=teacher)
    with act():
        promised_help.arrange(this, "I rang the library", by(teacher))
    assert promised_help.to_hear(teacher) == []


def test_two_colleagues_close_it_at_once(portal: Flask) -> None:
    green, brown = make.staff("Mrs Green", Role.OFFICE), make.staff("Mr Brown", Role.OFFICE)
    this = promise(make.family(), make.staff())
    outcomes = at_once(
        portal,
        [
            lambda: promised_help.arrange(this, "A taxi", by(green)),
            lambda: promised_help.cannot(this, "No taxi", by(brown)),
        ],
    )
    assert sorted(one or "" for one in outcomes) == ["", Reason.HELP_OVER]
    assert len(deeds()) == 2


def test_help_of_a_colleague_who_left_waits_for_anybody(portal: Flask) -> None:
    green, gone = make.staff("Mrs Green", Role.OFFICE), make.staff("Mr Gone")
    this = promise(make.family(), make.staff(), owner_id=gone)
    with act():
        accounts.suspend(gone, make.OFFICE)
    (found,) = promised_help.open_help()
    assert (found.owner_id, found.owner) == (None, "")
    with pytest.raises(Refused, match=Reason.CHANGED_MEANWHILE), act():
        promised_help.hand_on(this, gone, by(green))
    with act():
        promised_help.take(this, by(green))
    assert [one.id for one in promised_help.of_owner(green)] == [this]


# -- who finds it ------------------------------------------------------------------------------


def person(staff_id: int) -> Staff:
    return db.session.get_one(Staff, staff_id)


def who_finds(help_id: int, *people: int) -> list[bool]:
    return [promised_help.find(help_id, person(one)) is not None for one in people]


def everywhere(this: int, owner: int, promiser: int, child_id: int) -> list[bool]:
    """Whether this stands on each list there is."""
    lists = [
        promised_help.open_help(),
        promised_help.done_lately(),
        promised_help.of_owner(owner),
        promised_help.to_hear(promiser),
        promised_help.of_child(child_id),
    ]
    return [this in {one.id for one in found} for found in lists]


def test_the_office_finds_all_and_a_colleague_their_own(portal: Flask) -> None:
    teacher, helper = make.staff(), make.staff("Mr Evans")
    green = make.staff("Mrs Green", Role.OFFICE)
    this = promise(make.family(), teacher, owner_id=helper)
    assert who_finds(this, green, helper, teacher, make.staff("Mr Okafor")) == [
        True,
        True,
        False,
        False,
    ]


def test_help_for_who_may_hear_nothing_stands_nowhere(portal: Flask) -> None:
    teacher, helper = make.staff(), make.staff("Mr Evans")
    green, reid = make.staff("Mrs Green", Role.OFFICE), make.staff("Ms Reid", Role.SAFEGUARDING)
    family = make.family("Yusuf", ("Ayesha", "Karim"))
    karim = make.Family(family.child_id, family.parent_ids[1:])
    open_one = promise(karim, teacher, owner_id=helper)
    done_one = promise(karim, teacher, "Glasses", owner_id=helper)
    hers = promise(family, teacher, owner_id=helper)
    with act():
        promised_help.arrange(done_one, "Done", by(helper))
        no_contact.hold(karim.parent_id, karim.child_id, make.OFFICE)
    for one in (open_one, done_one):
        assert everywhere(one, helper, teacher, family.child_id) == [False] * 5
        assert who_finds(one, green, helper, reid) == [False] * 3
    assert promised_help.open_help(guarded=True) == []
    assert everywhere(hers, helper, teacher, family.child_id) == [True, False, True, False, True]
    mine = promised_help.of_child(family.child_id, family.parent_id)
    assert [one.id for one in mine] == [hers]


def test_help_of_a_guarded_thread_is_the_safeguarding_leads(portal: Flask) -> None:
    teacher, helper = make.staff(), make.staff("Mr Evans")
    green, reid = make.staff("Mrs Green", Role.OFFICE), make.staff("Ms Reid", Role.SAFEGUARDING)
    family = make.family()
    this = promise(family, teacher, owner_id=helper)
    other = promise(make.family("Lena"), teacher)
    with act():
        guarding.pass_on(Whose(family.parent_id), make.OFFICE)
    assert everywhere(this, helper, teacher, family.child_id) == [False] * 5
    assert who_finds(this, green, helper, reid) == [False, False, True]
    assert who_finds(other, green, helper, reid) == [True, False, False]
    (found,) = promised_help.open_help(guarded=True)
    assert (found.id, found.guarded) == (this, True)


def test_today_is_still_in_time(portal: Flask) -> None:
    this = promise(make.family(), make.staff(), due_on=clock.today())
    assert [(one.id, one.overdue) for one in promised_help.open_help()] == [(this, False)]
