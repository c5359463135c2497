"""The school's settings: within bounds, two tabs, and what is previewed is what happens."""

from dataclasses import asdict, replace
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import (
    booking,
    creche,
    praising,
    reminders,
    school_previews,
    school_settings,
)
from portal.domain.creche import Age, CrecheSession
from portal.domain.good_news import GoodNews
from portal.domain.history import By, Face
from portal.domain.outbox import Kind, OutText, in_the_day, queue
from portal.domain.people import Role
from portal.domain.praising import Wanted
from portal.domain.reminders import When
from portal.domain.school import School, SchoolFacts, forget_school, school
from portal.domain.school_settings import SETTINGS, Section
from portal.languages import OFFERED
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.domain.test_reminders import when_due


def now(section: Section) -> dict[str, Any]:
    return {name: asdict(school())[name] for name in SETTINGS[section]}


def change(section: Section, by: By = make.OFFICE, **new: Any) -> SchoolFacts:
    """Change these settings of a section, and the rest stays; the settings after that."""
    with act():
        school_settings.change(section, now(section) | new, by, sure=True)
    forget_school()
    return school()


def refused(section: Section, **new: Any) -> tuple[Reason, dict[str, Any]]:
    with pytest.raises(Refused) as found, act():
        school_settings.change(section, now(section) | new, make.OFFICE)
    return found.value.reason, found.value.facts


@pytest.mark.parametrize(
    ("section", "setting", "good", "bad"),
    [
        (Section.TALKS, "slot_minutes", [20, 60], [19, 61]),
        (Section.TALKS, "reminds_days_before", [3, 7], [2, 8]),
        (Section.TALKS, "reminds_at", [time(12), time(18)], [time(11, 59), time(18, 1)]),
        (Section.TALKS, "ways", [["phone"]], [[], ["pigeon"]]),
        (Section.TEXTS, "day_begins", [time(8), time(10)], [time(7, 59), time(10, 1)]),
        (Section.TEXTS, "day_ends", [time(19), time(20)], [time(18, 59), time(20, 1)]),
        (Section.TEXTS, "news_ends", [time(17, 30)], [time(19, 1), time(16)]),
        (Section.TEXTS, "languages_off", [[], ["ur"]], [["en"], ["xx"]]),
        (Section.CRECHE, "creche_babies", [1, 3], [0, 4]),
        (Section.CRECHE, "creche_twos", [1, 5], [0, 6]),
        (Section.CRECHE, "creche_older", [1, 8], [0, 9]),
        (Section.CRECHE, "creche_older_6", [13, 8], [7, 14]),
        (Section.CRECHE, "creche_adults", [2, 10], [1]),
        (Section.CRECHE, "creche_m2_two", [2.5], [2.4]),
        (Section.CRECHE, "creche_stay", [50, 110], [49, 111]),
        (Section.CRECHE, "creche_margin", [10, 15], [9, 16]),
        (Section.COSTS, "payer", ["pupil premium"], ["nobody"]),
    ],
)
def test_bounds(
    portal: Flask, section: Section, setting: str, good: list[Any], bad: list[Any]
) -> None:
    for value in bad:
        reason, facts = refused(section, **{setting: value})
        assert (reason, facts) == (Reason.SETTING_BOUNDS, {"setting": setting})
    for value in good:
        kept = getattr(change(section, **{setting: value}), setting)
        assert kept == (tuple(value) if isinstance(value, list) else value)


def test_of_two_tabs_the_second_is_asked(portal: Flask) -> None:
    seen = school_settings.as_seen(Section.TALKS, school())
    with act():
        wanted = now(Section.TALKS) | {"slot_minutes": 20}
        school_settings.change(Section.TALKS, wanted, make.OFFICE, seen)
    with pytest.raises(Refused) as found, act():
        other = now(Section.TALKS) | {"slot_minutes": 40}
        school_settings.change(Section.TALKS, other, make.OFFICE, seen)
    assert found.value.reason == Reason.CHANGED_MEANWHILE
    forget_school()
    assert school().slot_minutes == 20
    with act():  # another section is nobody's business, and the same twice changes nothing
        school_settings.change(Section.TALKS, wanted, make.OFFICE, seen)
        costs = now(Section.COSTS) | {"creche_pence": 9000}
        school_settings.change(Section.COSTS, costs, make.OFFICE, seen=None)


def test_old_and_new_stand_in_the_history(portal: Flask) -> None:
    by = By(Face.DESK, staff_id=make.staff("Mrs Green", Role.OFFICE))
    change(Section.TALKS, by, reminds_at=time(16, 30), ways=["in person", "phone"])
    change(Section.COSTS, by, payer="pupil premium")
    (line,) = school_settings.lately(Section.TALKS)
    assert (line.by, line.settings) == (
        "Mrs Green",
        {
            "reminds_at": ("17:00", "16:30"),
            "ways": (["in person"], ["in person", "phone"]),
        },
    )
    assert [one.settings for one in school_settings.lately(Section.COSTS)] == [
        {"payer": ("no cost", "pupil premium")}
    ]


# -- reminders -------------------------------------------------------------------------------------


def test_the_reminders_previewed_are_those_that_go_out(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    with act():
        booking.book(day.invitation_id, day.slot_ids[1], make.OFFICE)
    wanted = replace(school(), reminds_days_before=3, reminds_at=time(16, 30))
    shown = school_previews.next_talk(wanted)
    assert (shown.booked, clock.local(shown.starts_at).date()) == (True, date(2026, 11, 24))
    early, eve = (clock.local(shown.goes_out[one]) for one in (When.FIVE_DAYS, When.DAY_BEFORE))
    assert (f"{early:%d %H:%M}", f"{eve:%d %H:%M}") == ("21 16:30", "23 16:30")
    change(Section.TALKS, reminds_days_before=3, reminds_at=time(16, 30))
    assert when_due(
        watch,
        "2026-11-19 17:00",
        "2026-11-21 16:29",
        "2026-11-21 16:30",
        "2026-11-23 16:29",
        "2026-11-23 16:30",
    ) == [[], [], [When.FIVE_DAYS], [], [When.DAY_BEFORE]]
    change(Section.TALKS, reminds_early=False, reminds_day_before=False)
    assert when_due(watch, "2026-11-21 16:30", "2026-11-23 17:00") == [[], []]
    assert not school_previews.next_talk(replace(school(), offers_two_hours=False)).goes_out


def test_a_reminder_switched_off_meanwhile_is_not_made(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    with act():
        booking.book(day.invitation_id, day.slot_ids[1], make.OFFICE)
    watch.set("2026-11-23 17:00")
    (due,) = reminders.due()
    change(Section.TALKS, reminds_day_before=False)
    with act():
        assert not reminders.remind(due)


def test_who_asked_for_two_hours_before_gets_it_all_the_same(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    with act():
        answers = booking.Answers(remind_2_hours=True)
        booking.book(day.invitation_id, day.slot_ids[1], make.OFFICE, answers)
    change(Section.TALKS, offers_two_hours=False)
    assert when_due(watch, "2026-11-24 13:30") == [[When.TWO_HOURS]]


def test_ideas_keep_away_from_the_days_on_which_the_school_reminds(portal: Flask) -> None:
    assert reminders.days_before() == [5, 1]
    change(Section.TALKS, reminds_days_before=4)
    assert reminders.days_before() == [4, 1]
    change(Section.TALKS, reminds_early=False)
    assert reminders.days_before() == [1]


# -- texts -----------------------------------------------------------------------------------------


def test_quiet_hours_are_as_previewed(portal: Flask, watch: Watch) -> None:
    wanted = replace(school(), day_begins=time(9), day_ends=time(19))
    shown = school_previews.waits_for_the_day(wanted)
    goes = [f"{clock.local(due):%d %H:%M}" for _, due in shown]
    assert goes == ["23 09:00", "23 12:00", "24 09:00"]
    change(Section.TEXTS, day_begins=time(9), day_ends=time(19))
    assert [in_the_day(made) for made, _ in shown] == [due for _, due in shown]
    watch.set("2026-11-10 08:30")
    with act():
        queue(kind=Kind.BOOKED, to="+447700900123", language="en", body="Booked")
    (due,) = db.session.scalars(select(OutText.due_at))
    assert f"{clock.local(due):%d %H:%M}" == "10 09:00"


def test_good_news_waits_for_the_afternoon_previewed(portal: Flask, watch: Watch) -> None:
    day = make.evening(with_creche=False)
    watch.set("2026-11-23 10:30")
    wanted = replace(school(), news_begins=time(16), news_ends=time(17, 30))
    shown = {f"{clock.local(made):%H:%M}": due for made, due in school_previews.good_news(wanted)}
    assert f"{clock.local(shown['10:30']):%H:%M}" == "16:00"
    change(Section.TEXTS, news_begins=time(16), news_ends=time(17, 30))
    by = By(Face.DESK, staff_id=day.teacher_id)
    with act():
        praising.send([day.family.child_id], Wanted("worked-hard"), day.teacher_id, by)
    assert db.session.scalars(select(GoodNews.day)).all() == [date(2026, 11, 23)]
    (due,) = db.session.scalars(select(OutText.due_at).where(OutText.kind == Kind.GOOD_NEWS))
    assert f"{clock.local(due):%d %H:%M}" == "23 16:00"


def test_a_language_that_parents_read_is_asked_about(portal: Flask) -> None:
    make.family("Zofia", ("Katarzyna", "Jan"), language="pl", surname="Nowak")
    reason, facts = refused(Section.TEXTS, languages_off=["pl", "ur"])
    assert (reason, facts) == (Reason.LANGUAGE_IN_USE, {"parents": {"pl": 2}})
    left = change(Section.TEXTS, languages_off=["pl", "ur"]).languages
    assert list(left) == [tag for tag in OFFERED if tag not in ("pl", "ur")]
    with act():  # it is off already: nobody is asked again
        school_settings.change(Section.TEXTS, now(Section.TEXTS), make.OFFICE)


def test_samples_cost_what_a_segment_costs(portal: Flask) -> None:
    off = tuple(tag for tag in OFFERED if tag not in ("en", "pl"))
    wanted = replace(school(), pence_per_segment=5.5, short_name="Elm", languages_off=off)
    link = "http://localhost/t/aaaaaaaaaaaaa"
    for made in (school_previews.invitation(wanted, link), school_previews.reminder(wanted)):
        assert [one.language.tag for one in made] == ["en", "pl"]
        assert [one.pence for one in made] == [one.segments * 5.5 for one in made]
    assert school_previews.invitation(wanted, link)[0].body.startswith("Elm: please come")


# -- crèche and costs ------------------------------------------------------------------------------


def test_a_safer_crèche_counts_for_every_new_place(portal: Flask) -> None:
    day = make.evening()
    ages = [Age.ONE] * 4
    session = db.session.get_one(CrecheSession, day.creche_id)
    assert creche.is_enough(session, ages)
    wanted = replace(school(), creche_babies=1)
    (first, *_) = school_previews.creche_examples(wanted)
    assert (first.under_two, first.older, first.adults) == (2, 4, 3)
    assert creche.adults_needed(ages, level_6=False, facts=wanted) == 4
    little_ones = [creche.LittleOne(name, Age.ONE) for name in ("Ali", "Bo", "Cy")]
    with act():
        answers = booking.Answers(little_ones=little_ones)
        booking.book(day.invitation_id, day.slot_ids[1], make.OFFICE, answers)
    assert school_previews.short_sessions(school()) == []
    assert [one.id for one in school_previews.short_sessions(wanted)] == [day.creche_id]
    change(Section.CRECHE, creche_babies=1)
    assert not creche.is_enough(db.session.get_one(CrecheSession, day.creche_id), ages)
    assert len(creche.stays_in(day.creche_id)) == 3  # nobody loses a place


def test_how_long_little_ones_stay(portal: Flask) -> None:
    day = make.evening()
    wanted = replace(school(), creche_margin=15)
    comes, goes = school_previews.a_stay(wanted)
    assert (f"{comes:%H:%M}", f"{goes:%H:%M}") == ("15:15", "16:15")
    change(Section.CRECHE, creche_margin=15, creche_stay=50)
    with pytest.raises(Refused) as found, act():
        answers = booking.Answers(little_ones=[creche.LittleOne("Ali", Age.TWO)])
        booking.book(day.invitation_id, day.slot_ids[1], make.OFFICE, answers)
    assert found.value.reason == Reason.CRECHE_TOO_LONG
    change(Section.CRECHE, creche_stay=60)
    with act():
        booking.book(day.invitation_id, day.slot_ids[1], make.OFFICE, answers)
    (stay,) = creche.stays_in(day.creche_id)
    assert [f"{clock.local(at):%H:%M}" for at in (stay.begins, stay.ends)] == ["15:15", "16:15"]


def test_columns_and_facts_begin_alike(portal: Flask) -> None:
    """A school of which only the name is known has the settings that `SchoolFacts` begins with."""
    with act() as session:
        session.delete(session.get_one(School, 1))
        session.flush()
        session.add(School(id=1, name="Elm", short_name="Elm", phone="1"))
    forget_school()
    assert school() == SchoolFacts("Elm", "Elm", "1")
