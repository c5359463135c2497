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
    agreed,
    bookings,
    check_in_texts,
    coming_up,
    dispatch,
    inviting,
    links,
    missed,
    people,
    picking,
    preparing,
    promised_help,
    reminders,
    school_days,
    signing,
    signing_by_text,
    targets,
    threads,
    wishes,
)
from portal.domain.asked import open_question
from portal.domain.barriers import Level
from portal.domain.bookings import Booking, BookingState
from portal.domain.check_ins import Going
from portal.domain.creche import CrechePlace, PlaceState
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import OutText, TextState
from portal.domain.people import Child, Parent, School, SchoolClass, Staff, forget_school
from portal.domain.picking import Filter
from portal.domain.promised_help import HelpKind
from portal.domain.pupil import PupilSays
from portal.domain.questions import Question
from portal.domain.rounds import Round, RoundState, Slot
from portal.domain.signing import Party
from portal.domain.targets import Target
from portal.domain.tasks import TaskKind, open_for_safeguarding, open_tasks
from portal.languages import language
from portal.sample import earlier_talks, school
from portal.sample.booked import booked
from portal.sample.moments import at
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
    _held_talks_the_term_before()
    _has_plans_at_every_stage()
    _has_a_talk_to_prepare(browser)
    _can_be_opened(browser)


def _has_its_people() -> None:
    assert (count(Child), count(Parent), count(SchoolClass)) == (60, 91, 4)
    assert people.school().text_number == "07700 900900"
    assert {one.name for one in school_days.closures()} == {"Half term", "Christmas"}
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


def _held_talks_the_term_before() -> None:
    talks = db.session.execute(
        select(Child.first_name, Slot.day, Booking.state)
        .join(Booking, Booking.child_id == Child.id)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(Slot.day < TUESDAY)
        .order_by(Slot.starts_at, Child.first_name)
    )
    tuesday, thursday = date(2026, 8, 18), date(2026, 8, 20)
    came = BookingState.ATTENDED
    assert [tuple(one) for one in talks] == [
        ("Dylan", tuesday, came),
        ("Hamza", tuesday, came),
        ("Leo", tuesday, came),
        ("Yusuf", tuesday, came),
        ("Zofia", tuesday, came),
        ("Noah", tuesday, BookingState.MISSED),
        ("Jack", tuesday, came),
        ("Beatriz", thursday, came),
        ("Cormac", thursday, came),
        ("Jack", thursday, came),
    ]
    earlier = select(OutText.state).where(OutText.made_at < clock.now() - timedelta(days=2))
    assert set(db.session.scalars(earlier)) == {TextState.DELIVERED}
    assert worker_would_do() == 0


def worker_would_do() -> int:
    """How much about missed talks and plans the clock finds to do on this Monday, morning and
    afternoon."""
    lists = check_in_texts.to_ask, signing_by_text.to_ask, coming_up.due, missed.due, reminders.due
    found = 0
    for clock_time in ("10:00", "16:30"):
        with at(clock.today(), clock_time):
            found += sum(len(one()) for one in lists)
    return found


def _id(first_name: str, last_name: str) -> int:
    query = select(Child.id).where(Child.first_name == first_name, Child.last_name == last_name)
    return db.session.execute(query).scalar_one()


def _has_plans_at_every_stage() -> None:
    query = select(Child.id, Child.first_name).join(Target, Target.child_id == Child.id).distinct()
    plans = {}
    for child_id, name in db.session.execute(query.order_by(Child.first_name)):
        ids = targets.ongoing_ids(child_id)
        plans[name] = (len(ids), len(signing.in_force(ids)))
        assert {one.look_back_on for one in agreed.shared(child_id)} == {TUESDAY}
    assert plans == {
        "Beatriz": (1, 0),
        "Cormac": (1, 1),
        "Dylan": (1, 1),
        "Hamza": (2, 2),
        "Jack": (1, 1),
        "Leo": (1, 1),
        "Yusuf": (2, 2),
        "Zofia": (2, 2),
    }
    at_home = [
        (parent.first_name, [step.words.english for step in plan[0].home])
        for parent, plan in agreed.at_home(_id("Jack", "Turner"))
    ]
    assert at_home == [
        ("Emma", ["We get bags and clothes ready before bed."]),
        ("Daniel", ["We agree when to leave home, and all help."]),
    ]
    (jack,) = targets.ongoing_ids(_id("Jack", "Turner"))
    (cormac,) = targets.ongoing_ids(_id("Cormac", "O'Brien"))
    signed = signing.sign_offs([jack, cormac])
    emma = db.session.execute(select(Parent.id).filter_by(first_name="Emma")).scalar_one()
    assert [(one.party, one.parent_id) for one in signed[jack]] == [
        (Party.TEACHER, None),
        (Party.CHILD, None),
        (Party.PARENT, emma),
    ]
    assert [one.party for one in signed[cormac]] == [Party.TEACHER, Party.CHILD, Party.CARER]


def _has_a_talk_to_prepare(browser: CheckingClient) -> None:
    talk, khan = booked(school.NOW.name, "C034", "Hamza"), _staff("khan")
    sheet = preparing.sheet(talk, khan)
    assert [one.who for one in sheet.strengths + sheet.worries] == ["Ms Doyle", "Ms Doyle"]
    assert (sheet.own and sheet.own.likes) == "cricket, and when we read together"
    assert [one.english for one in sheet.wishes] == [
        "Hamza reads a lot at home, but is afraid of writing."
    ]
    assert [(one.going, one.parent) for one in sheet.how_it_goes] == [(Going.HARD, "Samina Ali")]
    said = [one.pupil.says if one.pupil else None for one in sheet.targets]
    assert said == [PupilSays.DID_IT, None]
    assert [one.kind for one in sheet.promised] == [HelpKind.LIFT]
    assert [one.this_parent_only != "" for one in sheet.earlier] == [True]
    assert sheet.data and sheet.data.attendance_as_of == date(2026, 11, 1)
    urdu = agreed.for_parent(talk.child_id, talk.parent_id, language("ur"))
    assert [one.complete for one in urdu] == [True, True]
    megan = preparing.sheet(booked(school.NOW.name, "C044", "Megan"), khan)
    assert ([one.being_translated for one in megan.wishes], megan.not_yet) == (
        [False],
        ["Ms Doyle"],
    )
    antoni = booked(school.NOW.name, "C079", "Antoni")
    assert [one.being_translated for one in wishes.of_talk(antoni.id)] == [True]
    assert [one.kind for one in promised_help.open_help()] == [HelpKind.LIFT]
    assert [one.kind for one in promised_help.to_hear(khan.id)] == [HelpKind.INTERPRETER]
    plan = f"/staff/plans/{talk.child_id}"
    pages = [f"/staff/talks/{talk.id}{part}" for part in ("/prepare", "", "/look-back", "/sum-up")]
    for who, status in (("khan", 200), ("okafor", 200), ("evans", 404), ("green", 404)):
        browser.sign_in(_staff(who).id)
        assert [browser.get(page).status_code for page in (*pages, plan)] == [status] * 5


def _staff(username: str) -> Staff:
    return db.session.execute(select(Staff).filter_by(username=username)).scalar_one()


@pytest.mark.parametrize(
    ("day", "christmas"),
    [
        ("2026-01-08", "2026-12-21"),
        ("2026-11-30", "2026-12-21"),
        ("2026-12-01", "2027-12-21"),
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
    assert (threads.waiting(safeguarding=False), threads.waiting(safeguarding=True)) == (3, 0)
    lately = OutText.made_at > clock.now() - timedelta(days=2)
    texts = Counter(db.session.scalars(select(OutText.state).where(lately)))
    assert texts == {TextState.DELIVERED: 61, TextState.SKIPPED: 1}
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
    assert len(told.splitlines()) == 9


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


def test_the_talks_before_are_on_school_days_about_a_term_earlier() -> None:
    for ahead in range(400):
        tuesday, _thursday = school.days_of_talks(date(2026, 9, 1) + timedelta(days=ahead))
        before = earlier_talks.days_before(tuesday)
        assert [day.weekday() for day in before] == [1, 3]
        assert timedelta(weeks=12) <= tuesday - before[0] <= timedelta(weeks=16)
        assert [day for day in before if not school_days.is_school_day(day, [])] == []
