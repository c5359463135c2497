"""Which reminders are due when, on the school's own calendar and clock."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.db import act, db
from portal.domain import booking, outbox, reminders
from portal.domain.asked import open_question
from portal.domain.booking import Answers
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Guardianship, Parent
from portal.domain.questions import Asks, Question
from portal.domain.reminders import Due, When
from tests import make
from tests.conftest import Watch
from tests.words import TALKS_ON, Words

FIVE, EVE, SOON = When.FIVE_DAYS, When.DAY_BEFORE, When.TWO_HOURS


def book(day: make.Evening, slot: int = 1, **answers: object) -> int:
    with act():
        made = booking.book(
            day.invitation_id,
            day.slot_ids[slot],
            make.OFFICE,
            Answers(**answers),  # type: ignore[arg-type]
        )
        return made.id


def remind_all() -> list[tuple[Due, bool]]:
    """Make every reminder that is due, as the worker does; whether each became a text."""
    made = []
    for one in reminders.due():
        with act():
            made.append((one, reminders.remind(one)))
    return made


def reminders_to(parent_id: int) -> list[str]:
    query = select(OutText).where(
        OutText.parent_id == parent_id,
        OutText.kind.in_([Kind.REMINDER, Kind.SOON]),
        OutText.state == TextState.QUEUED,
    )
    return [text.body for text in db.session.scalars(query.order_by(OutText.id))]


def when_due(watch: Watch, *moments: str) -> list[list[When]]:
    """Which reminders are due at each of these moments, one after the other made or not."""
    found = []
    for moment in moments:
        watch.set(moment)
        found.append([one.when for one in reminders.due()])
    return found


# -- when --------------------------------------------------------------------------------------


def test_five_days_before_the_day_before_and_two_hours_before(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    book(day, remind_2_hours=True)
    assert when_due(
        watch,
        "2026-11-19 16:59",
        "2026-11-19 17:00",
        "2026-11-19 20:00",  # quiet hours
        "2026-11-20 07:59",
        "2026-11-20 08:00",
        "2026-11-22 19:59",
        "2026-11-22 20:00",
        "2026-11-23 16:59",
        "2026-11-23 17:00",
        "2026-11-23 19:59",
        "2026-11-23 20:00",
        "2026-11-24 13:29",
        "2026-11-24 13:30",
        "2026-11-24 14:59",
        "2026-11-24 15:00",
    ) == [[], [FIVE], [], [], [FIVE], [FIVE], [], [], [EVE], [EVE], [], [], [SOON], [SOON], []]


def test_each_is_made_once(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    book(day)
    watch.set("2026-11-19 17:00")
    one = Due(day.family.parent_id, TALKS_ON, FIVE)
    assert remind_all() == [(one, True)]
    assert remind_all() == []
    with act():
        assert not reminders.remind(one)
    words = Words(day.family.parent_id)
    reminder = words.reminder(("15:30", "Yusuf", "Miss Khan"), tomorrow=False)
    assert reminders_to(day.family.parent_id) == [reminder]


@pytest.mark.parametrize(
    ("coming_at", "asked"),
    [
        ("2026-11-19 18:00", [EVE]),
        ("2026-11-22 17:00", [EVE]),
        ("2026-11-22 17:01", []),
        ("2026-11-23 12:00", []),
    ],
)
def test_who_has_just_said_that_they_are_coming_is_not_asked_again(
    portal: Flask, watch: Watch, coming_at: str, asked: list[When]
) -> None:
    day = make.evening()
    booking_id = book(day)
    watch.set(coming_at)
    with act():
        booking.say_coming(booking_id, make.by(day.family.parent_id))
    watch.set("2026-11-23 17:00")
    assert [one.when for one in reminders.due()] == asked


def test_a_reminder_that_still_waits_is_called_back_by_the_answer(
    portal: Flask, watch: Watch
) -> None:
    day = make.evening()
    booking_id = book(day)
    watch.set("2026-11-23 17:00")
    remind_all()
    watch.set("2026-11-23 17:30")  # the carrier cannot be reached, and they say it on the phone
    with act():
        booking.say_coming(booking_id, make.OFFICE)
    assert (reminders_to(day.family.parent_id), reminders.due()) == ([], [])


def test_after_a_day_without_power_nothing_is_poured_out(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    book(day, remind_2_hours=True)
    watch.set("2026-11-24 16:00")
    assert reminders.due() == []


def test_a_reminder_that_could_not_be_sent_in_time_expires(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    book(day, remind_2_hours=True)
    expire = []
    for moment in ("2026-11-19 17:00", "2026-11-23 17:00", "2026-11-24 13:30"):
        watch.set(moment)
        remind_all()
        text = db.session.scalars(select(OutText).order_by(OutText.id.desc())).first()
        assert text is not None
        expire.append(f"{clock.local(text.expires_at):%d %H:%M}")
    assert expire == ["22 20:00", "23 20:00", "24 15:00"]


@pytest.mark.parametrize(
    ("chosen_at", "reminded"),
    [
        ("2026-11-19 14:59", [FIVE, EVE]),
        ("2026-11-19 15:00", [FIVE, EVE]),
        ("2026-11-19 15:01", [EVE]),  # told two hours ago: no news
        ("2026-11-21 10:00", [EVE]),
        ("2026-11-23 15:00", [EVE]),
        ("2026-11-23 15:01", []),
        ("2026-11-23 18:00", []),
    ],
)
def test_who_has_just_chosen_needs_no_reminder(
    portal: Flask, watch: Watch, chosen_at: str, reminded: list[When]
) -> None:
    day = make.evening()
    watch.set(chosen_at)
    book(day)
    found = []
    for moment in ("2026-11-19 17:00", "2026-11-22 19:00", "2026-11-23 17:00", "2026-11-23 19:00"):
        if moment > chosen_at:
            watch.set(moment)
            found += [one.when for one, made in remind_all() if made]
    assert found == reminded


def test_a_moved_talk_gets_its_own_reminders(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    later = make.cover(day.round_id, day.teacher_id, "2026-11-26")
    parent_id = day.family.parent_id
    moving = book(day)
    watch.set("2026-11-19 17:00")
    remind_all()
    watch.set("2026-11-20 12:00")
    with act():
        booking.move(moving, later[0], make.OFFICE)
    watch.set("2026-11-21 17:00")
    thursday = date(2026, 11, 26)
    assert remind_all() == [(Due(parent_id, thursday, FIVE), True)]
    watch.set("2026-11-23 17:00")
    assert reminders.due() == []
    watch.set("2026-11-25 17:00")
    assert remind_all() == [(Due(parent_id, thursday, EVE), True)]


def test_a_reminder_that_waits_is_made_anew_when_a_talk_changes(
    portal: Flask, watch: Watch
) -> None:
    day, maryam = _two_children()
    parent_id = day.family.parent_id
    watch.set("2026-11-23 17:00")
    remind_all()
    with act():
        booking.cancel(maryam, make.OFFICE)
    assert reminders_to(parent_id) == []
    # The cancellation can still be taken back by number: the reminder waits for that.
    assert remind_all() == [(Due(parent_id, TALKS_ON, EVE), False)]
    watch.set("2026-11-23 17:15")
    assert remind_all() == [(Due(parent_id, TALKS_ON, EVE), True)]
    (text,) = reminders_to(parent_id)
    yusuf = ("15:30", "Yusuf", "Miss Khan")
    assert text == Words(parent_id).reminder(yusuf, tomorrow=True)


# -- for whom ----------------------------------------------------------------------------------


def _two_children() -> tuple[make.Evening, int]:
    """Talks about two children of one parent on one day; the second booking's id."""
    day = make.evening()
    osei = make.staff("Mrs Osei")
    slots = make.cover(day.round_id, osei, room="Room 2")
    maryam = make.sibling(day.family.parent_id)
    invitation_id = make.invitation(day.round_id, maryam, day.family.parent_id, osei)
    book(day)
    with act():
        return day, booking.book(invitation_id, slots[2], make.OFFICE).id


def _tie(parent_id: int, child: str) -> Guardianship:
    ties = db.session.scalars(select(Guardianship).where(Guardianship.parent_id == parent_id))
    return next(tie for tie in ties if tie.child.first_name == child)


YUSUF, MARYAM = ("15:30", "Yusuf", "Miss Khan"), ("16:00", "Maryam", "Mrs Osei")


def test_one_text_lists_every_talk_of_the_day(portal: Flask, watch: Watch) -> None:
    day, _ = _two_children()
    parent_id = day.family.parent_id
    watch.set("2026-11-23 17:00")
    assert remind_all() == [(Due(parent_id, TALKS_ON, EVE), True)]
    words = Words(parent_id)
    assert reminders_to(parent_id) == [words.reminder(YUSUF, MARYAM, tomorrow=True)]


@pytest.mark.parametrize(
    ("right", "value"),
    [("no_contact", True), ("held", True), ("gets_texts", False), ("missing", True)],
)
def test_a_child_the_parent_may_not_be_texted_about_is_left_out(
    portal: Flask, watch: Watch, right: str, value: bool
) -> None:
    day, _ = _two_children()
    parent_id = day.family.parent_id
    with act():
        setattr(_tie(parent_id, "Maryam"), right, value)
    watch.set("2026-11-23 17:00")
    remind_all()
    assert reminders_to(parent_id) == [Words(parent_id).reminder(YUSUF, tomorrow=True)]


def test_who_may_not_be_texted_is_not_due_at_all(portal: Flask, watch: Watch) -> None:
    day, _ = _two_children()
    with act() as session:
        session.get_one(Parent, day.family.parent_id).opted_out_at = clock.now()
    watch.set("2026-11-23 17:00")
    assert reminders.due() == []
    with act():
        assert not reminders.remind(Due(day.family.parent_id, TALKS_ON, EVE))


def test_the_same_child_once_for_each_parent_who_comes(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    both = make.family("Layla", ("Sara", "Omar"), class_id=day.class_id)
    for slot, parent_id in zip((0, 5), both.parent_ids, strict=True):
        theirs = make.invitation(day.round_id, both.child_id, parent_id, day.teacher_id)
        with act():
            booking.book(theirs, day.slot_ids[slot], make.OFFICE)
    watch.set("2026-11-23 17:00")
    remind_all()
    assert [reminders_to(parent_id) for parent_id in both.parent_ids] == [
        [Words(0).reminder(("15:00", "Layla", "Miss Khan"), tomorrow=True)],
        [Words(0).reminder(("17:30", "Layla", "Miss Khan"), tomorrow=True)],
    ]


# -- what it asks ------------------------------------------------------------------------------


def test_a_reminder_asks_nothing_while_another_question_is_open(
    portal: Flask, watch: Watch
) -> None:
    day = make.evening()
    book(day)
    parent_id = day.family.parent_id
    watch.set("2026-11-19 17:00")
    with act():
        outbox.queue(
            kind=Kind.CHOICES,
            to=make.number_of(parent_id),
            language="en",
            body="Times",
            parent_id=parent_id,
            asks=Asks(Question.TIME, [1], {"invitation": 1}, clock.now() + timedelta(days=30)),
        )
    remind_all()
    (text,) = reminders_to(parent_id)
    assert "Reply" not in text
    open_now = open_question(parent_id)
    assert open_now is not None and open_now.question == Question.TIME


def test_the_same_question_about_the_same_day_is_asked_again(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    book(day)
    asked = []
    for moment in ("2026-11-19 17:00", "2026-11-23 17:00"):
        watch.set(moment)
        remind_all()
        question = open_question(day.family.parent_id)
        assert question is not None
        asked.append((question.question, question.ids, f"{clock.local(question.answer_by):%H:%M}"))  # type: ignore[arg-type]
    ids = {"day": "2026-11-24", "invitations": [day.invitation_id]}
    assert asked == [(Question.COMING, ids, "15:30")] * 2
    open_ones = db.session.scalar(
        select(func.count(OutText.id)).where(
            OutText.question == Question.COMING, OutText.answered_at.is_(None)
        )
    )
    assert open_ones == 1


# -- both clock changes ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "talk_on", "moments"),
    [
        # The clocks go back on Sunday 25 October 2026: 17:00 is 16:00 UTC before, 17:00 after.
        (
            "2026-10-12 10:00",
            "2026-10-26",
            {FIVE: "2026-10-21T16:00", EVE: "2026-10-25T17:00", SOON: "2026-10-26T13:00"},
        ),
        # They go forward on Sunday 29 March 2026.
        (
            "2026-03-16 10:00",
            "2026-03-30",
            {FIVE: "2026-03-25T17:00", EVE: "2026-03-29T16:00", SOON: "2026-03-30T12:00"},
        ),
        # A talk on the Sunday itself, after the change.
        (
            "2026-10-12 10:00",
            "2026-10-25",
            {FIVE: "2026-10-20T16:00", EVE: "2026-10-24T16:00", SOON: "2026-10-25T13:00"},
        ),
        (
            "2026-03-16 10:00",
            "2026-03-29",
            {FIVE: "2026-03-24T17:00", EVE: "2026-03-28T17:00", SOON: "2026-03-29T12:00"},
        ),
    ],
)
def test_reminders_keep_the_schools_clock_when_it_changes(
    portal: Flask, watch: Watch, today: str, talk_on: str, moments: dict[When, str]
) -> None:
    watch.set(today)
    teacher_id = make.staff()
    round_id = make.round_()
    (slot_id,) = make.cover(round_id, teacher_id, talk_on, "15:00", "15:30")
    ours = make.family()
    invitation_id = make.invitation(round_id, ours.child_id, ours.parent_id, teacher_id)
    with act():
        booking.book(invitation_id, slot_id, make.OFFICE, Answers(remind_2_hours=True))
    minute, found = timedelta(minutes=1), {}
    for when, moment in moments.items():
        watch.moment = clock.now().fromisoformat(f"{moment}+00:00") - minute
        before = [one.when for one in reminders.due()]
        watch.moment += minute
        if [when, *before] == [one.when for one in reminders.due()]:
            found[when] = f"{watch.moment:%Y-%m-%dT%H:%M}"
    assert found == moments
