"""Two families, or two colleagues, at the same moment, each in its own thread with its own
connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select, text

from portal.db import act, db
from portal.domain import accounts, booking, callers, holding, inbox, replies
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import Age, CrechePlace, CrecheSession, IfFull, LittleOne, PlaceState
from portal.domain.guarding import Whose
from portal.domain.history import By, Deed, Event, Face
from portal.domain.inbox import InText
from portal.domain.people import ClassStaff, Role
from portal.domain.replies import Page
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.words_in import replies_to, wrote


def at_once(portal: Flask, deeds: list[Callable[[], object]]) -> list[Reason | None]:
    """Do these at the same moment; returns what each was refused for, None for done."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> Reason | None:
        with portal.app_context():
            start.wait()
            try:
                with act():
                    deed()
            except Refused as refused:
                return refused.reason
            finally:
                db.session.remove()
        return None

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def families(day: make.Evening, count: int) -> list[tuple[int, By]]:
    """More families of the same class, invited; invitation and parent of each."""
    found = []
    for number in range(count):
        one = make.family(f"Child{number}", ("Sam",), class_id=day.class_id, surname=f"No{number}")
        invited = make.invitation(day.round_id, one.child_id, one.parent_id, day.teacher_id)
        found.append((invited, make.by(one.parent_id)))
    return found


def test_one_slot_and_eight_families(portal: Flask) -> None:
    day = make.evening()
    slot = day.slot_ids[0]
    wanted = [
        (lambda invited=invited, by=by: booking.book(invited, slot, by))
        for invited, by in families(day, 8)
    ]
    outcomes = at_once(portal, wanted)
    assert sorted(outcome or "" for outcome in outcomes) == ["", *[Reason.SLOT_TAKEN] * 7]
    booked = db.session.scalars(select(Booking).where(Booking.state == BookingState.BOOKED)).all()
    assert [made.slot_id for made in booked] == [slot]


def test_the_last_places_in_the_creche(portal: Flask) -> None:
    """Room for three twos and no more: 8 square metres at 2.5 each."""
    day = make.evening()
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).area_m2 = 8
    answers = Answers(little_ones=[LittleOne("Bo", Age.TWO, ""), LittleOne("Al", Age.TWO, "")])
    wanted = [
        (
            lambda invited=invited, by=by, slot=slot: booking.book(
                invited, slot, by, answers, IfFull.REFUSE
            )
        )
        for (invited, by), slot in zip(families(day, 4), day.slot_ids, strict=False)
    ]
    outcomes = at_once(portal, wanted)
    taken = db.session.scalars(
        select(CrechePlace.booking_id).where(CrechePlace.state == PlaceState.TAKEN)
    ).all()
    # Talks half an hour apart overlap in the crèche only with their neighbours.
    assert len(taken) == 2 * outcomes.count(None)
    assert {outcome for outcome in outcomes if outcome} <= {Reason.CRECHE_FULL}
    assert outcomes.count(None) in (1, 2)


def test_two_families_swap_times_without_waiting_for_each_other_for_ever(portal: Flask) -> None:
    day = make.evening()
    later = make.cover(day.round_id, day.teacher_id, "2026-11-25")
    (one, first), (two, second) = families(day, 2)
    with act():
        mine = booking.book(one, day.slot_ids[0], first).id
    with act():
        theirs = booking.book(two, later[-1], second).id
    free_there, free_here = later[-2], day.slot_ids[3]
    outcomes = at_once(
        portal,
        [
            lambda: booking.move(mine, free_there, first),
            lambda: booking.move(theirs, free_here, second),
        ],
    )
    assert outcomes == [None, None]


def test_confirming_and_cancelling_at_once_ends_in_one_state(portal: Flask) -> None:
    day = make.evening()
    by = make.by(day.family.parent_id)
    with act():
        held = holding.hold(day.invitation_id, day.slot_ids[0], by).id
    at_once(portal, [lambda: booking.confirm(held, by), lambda: booking.confirm(held, by)])
    outcomes = at_once(portal, [lambda: booking.cancel(held, by), lambda: booking.cancel(held, by)])
    assert outcomes == [None, None]
    assert db.session.scalars(select(Booking.state)).all() == [BookingState.CANCELLED]


def test_two_colleagues_answer_at_once_and_one_is_told(portal: Flask) -> None:
    mine = make.family().parent_id
    question = wrote(mine, "Can I bring her gran?")
    deeds = [
        partial(
            replies.reply,
            mine,
            "Yes",
            "en",
            By(Face.DESK, staff_id=make.staff(name)),
            Page(question, name, after=0),
        )
        for name in ("Mrs Green", "Mr Okafor")
    ]
    refused = at_once(portal, deeds)
    assert sorted(str(one) for one in refused) == ["None", "answered meanwhile"]
    assert len(replies_to(mine)) == 1


def test_two_colleagues_take_a_thread_at_once_and_one_has_it(portal: Flask) -> None:
    mine = make.family().parent_id
    wrote(mine, "Can I bring her gran?")
    staff = [make.staff(name) for name in ("Mrs Green", "Mr Okafor")]
    refused = at_once(
        portal,
        [partial(replies.take, Whose(mine), By(Face.DESK, staff_id=one)) for one in staff],
    )
    assert sorted(str(one) for one in refused) == ["None", "taken"]


def test_a_page_sent_twice_at_once_is_written_down_once(portal: Flask) -> None:
    mine = make.family().parent_id
    at_once(portal, [partial(inbox.write_down, mine, "Hello?")] * 4)
    assert db.session.scalar(select(func.count(InText.id))) == 1


def test_an_account_is_changed_while_something_new_points_at_it(portal: Flask) -> None:
    """The other act may go on to wait for this one: so this one must not wait for it."""
    if db.engine.dialect.name != "postgresql":
        return  # SQLite writes in one act at a time
    khan, ash = make.staff(), make.school_class()

    def change() -> None:
        with portal.app_context(), act() as session:
            session.execute(text("SET LOCAL lock_timeout = '200ms'"))
            accounts.change(khan, "Mrs Khan", [Role.TEACHER], make.OFFICE)

    with act() as session, ThreadPoolExecutor(1) as pool:
        session.add(ClassStaff(class_id=ash, staff_id=khan))
        session.flush()
        pool.submit(change).result()


def test_wrong_birthdays_at_the_same_moment_are_all_counted(portal: Flask) -> None:
    family = make.family()
    colleagues = [make.staff(f"Colleague {n}", Role.OFFICE) for n in range(8)]
    tries = [
        partial(
            callers.say_birthday,
            family.parent_id,
            "Yusuf",
            1,
            1,
            callers.Speaker(),
            By(Face.DESK, staff_id=staff_id),
        )
        for staff_id in colleagues
    ]
    assert at_once(portal, tries) == [None] * 8
    wrong = select(func.count(Event.id)).where(Event.deed == Deed.CALLER_NOT_KNEW)
    assert db.session.scalar(wrong) == callers.TRIES
    assert callers.is_locked(family.parent_id)


def test_a_check_pressed_twice_at_once_is_one_call(portal: Flask) -> None:
    family = make.family()
    by = By(Face.DESK, staff_id=make.staff("Mrs Green", Role.OFFICE))
    assert at_once(portal, [partial(callers.know, family.parent_id, "", by)] * 4) == [None] * 4
    assert db.session.scalar(select(func.count(callers.Caller.id))) == 1
    assert db.session.scalar(select(func.count(Event.id))) == 1
