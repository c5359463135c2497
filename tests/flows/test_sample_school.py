"""The made-up school of the demo: what whoever opens it finds there."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from portal import clock
from portal.db import act, db
from portal.domain import (
    accounts,
    bookings,
    dispatch,
    inviting,
    links,
    people,
    picking,
    school_days,
    threads,
)
from portal.domain.asked import open_question
from portal.domain.barriers import Level
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import CrechePlace, PlaceState
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import OutText, TextState
from portal.domain.people import Child, Parent, School, SchoolClass, Staff, forget_school
from portal.domain.picking import Filter
from portal.domain.questions import Question
from portal.domain.rounds import Round, RoundState, Slot
from portal.domain.tasks import TaskKind, open_for_safeguarding, open_tasks
from portal.sample import earlier_talks, school
from portal.sample.people import PASSWORD
from tests.browsing import CheckingClient

TUESDAY, THURSDAY = date(2026, 11, 17), date(2026, 11, 19)


@pytest.fixture
def sample(portal: Flask) -> Flask:
    """The sample school on Monday 9 November 2026 at 10:00."""
    with act():
        db.session.execute(delete(School))
    forget_school()
    school.build()
    return portal


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_the_sample_school(sample: Flask, browser: CheckingClient) -> None:
    _has_its_people()
    _has_talks_that_are_booked()
    _has_something_on_every_list()
    _leaves_four_parents_to_try()
    _suggests_whom_to_invite()
    _can_be_opened(browser)


def _has_its_people() -> None:
    assert (count(Child), count(Parent), count(SchoolClass)) == (60, 91, 4)
    assert people.school().text_number == "07700 900900"
    assert [one.name for one in school_days.closures()] == ["Half term", "Christmas"]
    roles = dict(db.session.execute(select(Staff.username, Staff.roles)).all())
    assert roles == {
        "green": ["office"],
        "okafor": ["lead"],
        "reid": ["safeguarding lead"],
        "silva": ["crèche lead"],
        **{who: ["teacher"] for who in ("khan", "evans", "osei", "patel", "doyle")},
    }
    tried = [accounts.check(who, PASSWORD).right for who in ("green", "khan")]
    assert tried == [True, True]


@pytest.mark.parametrize(
    ("day", "christmas"),
    [
        ("2026-01-08", "2026-12-21"),
        ("2026-11-24", "2026-12-21"),
        ("2026-11-25", "2027-12-21"),
        ("2026-12-31", "2027-12-21"),
    ],
)
def test_the_holidays_come_after_the_talks(day: str, christmas: str) -> None:
    today = date.fromisoformat(day)
    _tuesday, thursday = school.days_of_talks(today)
    half_term, at_christmas = school.holidays(today)
    assert at_christmas.begins == date.fromisoformat(christmas) > thursday
    assert half_term.begins > thursday
    assert (half_term.begins.weekday(), half_term.ends.weekday()) == (0, 4)


def _suggests_whom_to_invite() -> None:
    """A round waits for its classes, another for the children whom the lead picks."""
    drafts = db.session.scalars(select(Round.name).where(Round.state == RoundState.DRAFT))
    assert sorted(drafts) == [school.LATER.name, "Spring talks"]
    round_id = db.session.scalars(
        select(Round.id).where(Round.state == RoundState.DRAFT, Round.name == school.LATER.name)
    ).one()
    lines = picking.lines(round_id, Filter(levels=frozenset({Level.INVITE})))
    assert [(line.child.full_name, line.factor.points, line.in_round) for line in lines] == [
        ("Chloe Bennett", 5, False),
        ("Oliver Barker", 4, True),
        ("Cormac O'Brien", 3, True),
        ("Inaya Shah", 3, True),
    ]


def _has_talks_that_are_booked() -> None:
    talks = db.session.execute(
        select(Child.first_name, Slot.day, Booking.state)
        .join(Booking, Booking.child_id == Child.id)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(Slot.day >= TUESDAY)
        .order_by(Slot.starts_at, Child.first_name)
    ).all()
    assert [tuple(one) for one in talks if one[2] == BookingState.CANCELLED] == [
        ("Evie", TUESDAY, BookingState.CANCELLED)
    ]
    booked = [(name, day) for name, day, state in talks if state == BookingState.BOOKED]
    assert booked == [
        ("Dylan", TUESDAY),
        ("Megan", TUESDAY),
        ("Beatriz", TUESDAY),
        ("Hamza", TUESDAY),
        ("Zainab", TUESDAY),
        ("Noah", THURSDAY),
        ("Megan", THURSDAY),
        ("Antoni", THURSDAY),
        ("Leo", THURSDAY),
        ("Amna", THURSDAY),
    ]


def _has_something_on_every_list() -> None:
    places = Counter(db.session.scalars(select(CrechePlace.state)))
    assert places == {PlaceState.TAKEN: 5, PlaceState.WAITING: 1}
    now = select(Invitation.state).join(Invitation.round).where(Round.name != earlier_talks.ROUND)
    states = Counter(db.session.scalars(now))
    assert states == {
        InvitationState.ASKED: 36,
        InvitationState.BOOKED: 10,
        InvitationState.DECLINED: 1,
        InvitationState.WAITING: 5,
    }
    assert Counter(task.kind for task in open_tasks() + open_for_safeguarding()) == {
        TaskKind.COURT_ORDER: 1,
        TaskKind.IN_CARE: 1,
        TaskKind.CALL: 2,
    }
    assert (threads.waiting(safeguarding=False), threads.waiting(safeguarding=True)) == (2, 0)
    lately = OutText.made_at > clock.now() - timedelta(days=2)
    texts = Counter(db.session.scalars(select(OutText.state).where(lately)))
    assert texts == {TextState.DELIVERED: 59, TextState.SKIPPED: 1}
    with act():
        assert dispatch.take("worker", 100, "") == []
    assert (inviting.waiting_parents(), inviting.to_nudge()) == ([], [])


def _leaves_four_parents_to_try() -> None:
    """They have a text with times that are still free, in their own language."""
    first = ["Ayesha", "Katarzyna", "Emma", "Daniel"]
    parents = db.session.scalars(select(Parent).order_by(Parent.id).limit(4)).all()
    assert [parent.first_name for parent in parents] == first
    assert [parent.language for parent in parents] == ["ur", "pl", None, None]
    for parent in parents:
        text = open_question(parent.id)
        assert text is not None
        assert (text.question, text.made_at.date()) == (Question.TIME, date(2026, 11, 8))
        invitation = db.session.get_one(Invitation, (text.ids or {})["invitation"])
        free = {slot.id for slot in bookings.free_slots(invitation)}
        assert [slot for slot in (text.choices or [])[:3] if slot not in free] == []


def _can_be_opened(browser: CheckingClient) -> None:
    assert clock.today() == date(2026, 11, 9)
    told = school.addresses("http://localhost")
    found = re.search(r"http://localhost/t/(\w+)", told)
    assert found
    link = links.find(found[1])
    assert link and link.parent.first_name == "Katarzyna"
    page = browser.get(f"/t/{found[1]}", follow_redirects=True)
    assert (page.status_code, 'lang="pl"' in page.get_data(as_text=True)) == (200, True)
    assert len(told.splitlines()) == 8


def test_talks_are_on_a_tuesday_and_a_thursday_after_every_reminder() -> None:
    days = [date(2026, 11, 9) + timedelta(days=ahead) for ahead in range(7)]
    talks = [school.days_of_talks(day) for day in days]
    assert [(one.weekday(), other.weekday()) for one, other in talks] == [(1, 3)] * 7
    assert [(one - day).days for day, (one, _) in zip(days, talks, strict=True)] == [
        8,
        7,
        6,
        12,
        11,
        10,
        9,
    ]
    assert {other - one for one, other in talks} == {timedelta(days=2)}
