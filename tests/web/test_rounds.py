"""The office sets up a round: its facts, teachers released, the times, and inviting."""

from datetime import date, time
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.db import act, db
from portal.domain import booking, planning, plans, school_days
from portal.domain.bookings import Booking, BookingState
from portal.domain.outbox import OutText
from portal.domain.people import Guardianship, NumberState, Parent, Role
from portal.domain.rounds import CoverSession, Slot
from portal.domain.school_days import Closed
from tests import make
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.web import reading

ROUND = {
    "name": "Autumn talks",
    "opens_on": "2026-11-09",
    "closes_on": "2026-12-04",
    "slot_minutes": "30",
    "gap_minutes": "0",
    "nudge_after_days": "3",
    "ways": ["in person", "phone"],
    "child_comes": "y",
}
COVER = {
    "day": "2026-11-24",
    "begins": "15:00",
    "ends": "17:00",
    "breaks": "16:00-16:15",
    "cost_pence": "218.50",
    "paid_by": "pupil premium",
}


def office(browser: FlaskClient, role: Role = Role.OFFICE) -> None:
    browser.sign_in(make.staff("Mrs Green", role))


def set_up(browser: FlaskClient, **typed: Any) -> int:
    """A round, set up through its form; returns its id."""
    answer = browser.send("/staff/rounds/new", ROUND | typed)
    assert answer.status_code == 303, reading.words(answer)
    return int(reading.address(answer).rsplit("/", 1)[1])


def release(browser: FlaskClient, round_id: int, rooms: dict[int, str], **typed: Any) -> Any:
    """Send the form that releases these teachers, each with a room."""
    fields: dict[str, Any] = COVER | {"teacher": list(map(str, rooms))}
    fields |= {f"room-{teacher}": room for teacher, room in rooms.items()}
    return browser.send(f"/staff/rounds/{round_id}/cover", fields | typed)


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def book(day: make.Evening, slot: int) -> int:
    with act():
        by = make.by(day.family.parent_id)
        return booking.book(day.invitation_id, day.slot_ids[slot], by).id


def cover_of(day: make.Evening) -> str:
    return f"/staff/cover/{db.session.get_one(Slot, day.slot_ids[0]).cover_id}"


@pytest.mark.parametrize("role", [Role.TEACHER, Role.CRECHE, Role.SAFEGUARDING])
def test_others_find_no_rounds(portal: Flask, browser: FlaskClient, role: Role) -> None:
    day = make.evening()
    office(browser, role)
    for page in ("", "/new", f"/{day.round_id}", f"/{day.round_id}/invite"):
        assert browser.get(f"/staff/rounds{page}").status_code == 404
    assert browser.get(cover_of(day)).status_code == 404


# -- a round from nothing to invited -----------------------------------------------------------


def test_a_round_from_nothing_to_the_invitations(portal: Flask, browser: FlaskClient) -> None:
    khan, evans, hall = make.staff(), make.staff("Mr Evans"), make.staff("Mrs Hall", Role.OFFICE)
    ash = make.school_class(teacher_id=khan)
    yew = make.school_class("Year 6 Yew", teacher_id=evans)
    ours = make.family(parents=("Ayesha", "Imran"), class_id=ash)
    polish = make.family("Ola", ("Ewa",), class_id=ash, language="pl", surname="Nowak")
    picked = make.family("Ben", ("Ann",), class_id=yew, surname="Cole")
    make.family("Zed", ("Noise",), class_id=yew)
    office(browser, Role.LEAD)

    assert reading.words(browser.get("/staff/rounds")) == (
        "Rounds of talks New round Slips before the first text No round has been set up yet."
    )
    empty = browser.get("/staff/rounds/new")
    assert [reading.field(empty, name) for name in ("slot_minutes", "gap_minutes")] == ["30", "0"]
    round_id = set_up(browser, class_ids=[str(ash)], children="ben  cole\n")
    page = browser.get(f"/staff/rounds/{round_id}")
    assert reading.rows(page) == [
        ["Miss Khan", "2", "0", "2 too few"],
        ["Mr Evans", "1", "0", "1 too few"],
    ]
    assert reading.all_of(page, "li")[:2] == ["Year 4 Ash 2 children", "Ben Cole"]

    form = browser.get(f"/staff/rounds/{round_id}/cover")
    assert [row[0] for row in reading.rows(form)] == ["Miss Khan", "Mr Evans"]
    answer = release(
        browser, round_id, {khan: "Room 4", evans: "Room 6"}, **{f"assistant-{khan}": str(hall)}
    )
    assert (answer.status_code, reading.address(answer)) == (303, f"/staff/rounds/{round_id}")
    page = browser.get(f"/staff/rounds/{round_id}")
    assert reading.said(page) == ["Released: Miss Khan, Mr Evans."]
    who, cover, times = (reading.rows(page, table) for table in range(3))
    assert who == [["Miss Khan", "2", "3", ""], ["Mr Evans", "1", "3", ""]]
    assert [row[1:11] for row in cover] == [
        ["Miss Khan", "15:00", "17:00", "16:00–16:15", "Room 4", "Mrs Hall", "3", "0", "£218.50",
         "pupil premium"],
        ["Mr Evans", "15:00", "17:00", "16:00–16:15", "Room 6", "", "3", "0", "£218.50",
         "pupil premium"],
    ]  # fmt: skip
    assert reading.all_of(page, "tfoot") == ["Pupil premium£437.00"]
    assert times == [
        ["Miss KhanRoom 4", "15:0015:3016:15"],
        ["Mr EvansRoom 6", "15:0015:3016:15"],
    ]

    before = browser.get(f"/staff/rounds/{round_id}/invite")
    assert reading.all_of(before, "dd")[:3] == ["3", "4", "4"]  # families, parents, texts
    assert [row[:4] for row in reading.rows(before)] == [
        ["English", "3", "6", "£0.24"],
        ["Polish", "1", "4", "£0.16"],
    ]
    polish_words = reading.all_of(before, "p", lang="pl", dir="ltr")
    assert len(polish_words) == 1 and polish_words[0].startswith("Oak Lane: ")
    assert reading.all_of(before, "button") == ["Invite: text 4 parents"]
    assert count(OutText) == 0

    answer = browser.send(f"/staff/rounds/{round_id}/invite")
    assert reading.address(answer) == f"/staff/rounds/{round_id}/invite"
    after = browser.get(f"/staff/rounds/{round_id}/invite")
    assert reading.said(after) == ["4 invitations made."]
    texts, answers = reading.all_of(after, "dd")[:5], reading.all_of(after, "dd")[5:]
    assert (texts, answers) == (["4", "0", "0", "0", "£0.00"], ["0", "4", "0", "0"])
    texted = db.session.scalars(select(OutText.parent_id).order_by(OutText.parent_id))
    assert list(texted) == [*ours.parent_ids, polish.parent_id, picked.parent_id]

    browser.send(f"/staff/rounds/{round_id}/invite")  # pressed again
    again = browser.get(f"/staff/rounds/{round_id}/invite")
    assert reading.said(again) == ["Everybody is invited already."]
    assert count(OutText) == 4
    assert reading.rows(browser.get("/staff/rounds")) == [
        ["Autumn talks", "Monday 9 November", "Friday 4 December", "invited", "6", "0"]
    ]


# -- forms that are refused --------------------------------------------------------------------


def test_a_refused_round_shows_what_was_typed_and_what_is_wrong(
    portal: Flask, browser: FlaskClient
) -> None:
    ash = make.school_class()
    make.family("Yusuf", class_id=ash)
    make.family("Yusuf", ("Sana",), class_id=make.school_class("Year 6 Yew"))
    office(browser)
    typed = ROUND | {
        "name": "",
        "opens_on": "soon",
        "slot_minutes": "15",
        "gap_minutes": "x",
        "ways": [],
        "class_ids": [str(ash)],
        "children": "Yusuf Malik\nNobody Here",
    }
    page = browser.send("/staff/rounds/new", typed)
    assert page.status_code == 422
    assert reading.said(page) == [
        "Please write a name.",
        "Please write the day like 24/11/2026.",
        "Please write a number from 20 to 60.",
        "Please write a whole number.",
        "Please choose at least one way.",
        "2 children are called Yusuf Malik: add the class after a comma."
        " No child is called Nobody Here.",
    ]
    assert reading.field(page, "opens_on") == "soon"
    assert reading.ticked(page, "class_ids") == [str(ash)]
    assert (reading.field(page, "children") or "").split() == ["Yusuf", "Malik", "Nobody", "Here"]

    page = browser.send("/staff/rounds/new", ROUND | {"closes_on": "2026-11-08"})
    assert (page.status_code, reading.said(page)) == (
        409,
        ["Booking must close on or after the day it opens."],
    )
    assert reading.field(page, "name") == "Autumn talks"
    assert db.session.scalar(select(func.count()).select_from(planning.Round)) == 0


def test_a_round_sent_twice_is_one_and_another_of_its_name_is_refused(
    portal: Flask, browser: FlaskClient
) -> None:
    office(browser)
    assert set_up(browser) == set_up(browser)
    page = browser.send("/staff/rounds/new", ROUND | {"slot_minutes": "40"})
    assert reading.said(page) == ["This name is already in use. Please choose another."]
    assert reading.field(page, "slot_minutes") == "40"


def test_a_round_is_changed(portal: Flask, browser: FlaskClient) -> None:
    yew = make.school_class("Year 6 Yew")
    make.family("Ben", ("Ann",), class_id=yew, surname="Cole")
    office(browser)
    round_id = set_up(browser, children="Ben Cole")
    page = browser.get(f"/staff/rounds/{round_id}/edit")
    assert reading.field(page, "children") == "Ben Cole"
    assert reading.ticked(page, "ways") == ["in person", "phone"]
    changed = ROUND | {"name": "Winter talks", "class_ids": [str(yew)], "ways": ["video"]}
    answer = browser.send(f"/staff/rounds/{round_id}/edit", changed)
    assert answer.status_code == 303
    plan = planning.plan_of(round_id)
    assert (plan.name, plan.class_ids, plan.child_ids) == ("Winter talks", {yew}, frozenset())
    assert browser.get("/staff/rounds/999").status_code == 404


JUST_CHANGED = (
    "Amira Shah has just changed this. What you typed is not saved yet: please look at both."
)


def amira(portal: Flask) -> FlaskClient:
    """A colleague at another desk."""
    browser = portal.test_client()
    browser.sign_in(make.staff("Amira Shah", Role.OFFICE))
    return browser


def facts(page: TestResponse) -> dict[str, str]:
    """What the page says of how it stands now."""
    return dict(zip(reading.all_of(page, "dt"), reading.all_of(page, "dd"), strict=True))


def test_two_change_a_round_at_once(portal: Flask, browser: CheckingClient) -> None:
    ash, yew = make.school_class(), make.school_class("Year 6 Yew")
    for name in ("Ben", "Dee", "Eva"):
        make.family(name, class_id=yew)
    office(browser)
    round_id = set_up(browser, children="Ben Malik\nDee Malik")
    path = f"/staff/rounds/{round_id}/edit"
    page = browser.get(path)
    older = ROUND | {name: reading.field(page, name) for name in ("seen", "were", "children")}
    first = older | {"gap_minutes": "5", "ways": ["video"], "children": "Ben Malik\nEva Malik"}
    colleague = amira(portal)
    for _twice in range(2):
        assert colleague.send(path, first).status_code == 303
    mine = older | {"class_ids": [str(ash)], "nudge_after_days": "7", "child_comes": ""}
    late = browser.send(path, mine)
    assert (late.status_code, reading.said(late)) == (409, [JUST_CHANGED])
    assert facts(late) == {
        "Minutes between two talks": "5",
        "How parents can meet the teacher": "Video",
        "The child comes, too": "yes",
        "Days before asking again": "3",
        "Classes": "nothing",
        "Children picked by name": "Ben Malik, Eva Malik",
    }
    assert reading.field(late, "nudge_after_days") == "7"
    assert planning.plan_of(round_id).gap_minutes == 5
    browser.send(path, mine | {"gap_minutes": "5", "seen": reading.field(late, "seen")})
    plan = planning.plan_of(round_id)
    assert (plan.gap_minutes, plan.nudge_after_days, plan.class_ids) == (5, 7, {ash})
    assert plans.names_of(plan.child_ids) == ["Ben Malik", "Eva Malik"]


def test_a_picked_child_with_a_namesake_stays_picked(
    portal: Flask, browser: CheckingClient
) -> None:
    ash = make.school_class()
    yusuf, _other = (make.family("Yusuf", class_id=ash).child_id for _ in range(2))
    office(browser)
    round_id = set_up(browser, children=f"Yusuf Malik, no. {yusuf}")
    path = f"/staff/rounds/{round_id}/edit"
    page = browser.get(path)
    shown = {name: reading.field(page, name) for name in ("seen", "were", "children")}
    assert browser.send(path, ROUND | shown | {"name": "Winter talks"}).status_code == 303
    assert planning.plan_of(round_id).child_ids == {yusuf}


def test_two_change_a_cover_session_at_once(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    ito = make.staff("Mr Ito")
    office(browser)
    older = COVER | {"teacher_id": str(day.teacher_id), "room": "Room 4", "assistant_id": "0"}
    older |= {"ends": "18:00", "breaks": ""}
    older |= {"seen": reading.field(browser.get(cover_of(day)), "seen")}
    first = older | {"room": "Hall", "breaks": "16.00-16.30", "assistant_id": str(ito)}
    colleague = amira(portal)
    for _twice in range(2):
        assert colleague.send(cover_of(day), first).status_code == 303
    late = browser.send(cover_of(day), older | {"ends": "17:00"})
    assert (late.status_code, reading.said(late)) == (409, [JUST_CHANGED])
    assert facts(late) == {
        "To": "18:00",
        "Breaks": "16:00-16:30",
        "Room": "Hall",
        "Teaching assistant": "Mr Ito",
    }
    assert reading.field(late, "ends") == "17:00"
    looked = first | {"ends": "17:00", "seen": reading.field(late, "seen")}
    assert browser.send(cover_of(day), looked).status_code == 303


def test_who_changes_a_cover_session_that_was_removed_is_told(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    office(browser)
    typed = COVER | {"teacher_id": str(day.teacher_id), "room": "Hall", "assistant_id": "0"}
    browser.send(f"{cover_of(day)}/remove")
    late = browser.send(cover_of(day), typed, follow_redirects=True)
    assert reading.said(late) == [
        "A colleague has removed this cover session meanwhile. Nothing was saved."
    ]


def test_a_refused_cover_session_keeps_what_its_page_showed(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    talk = book(day, 4)
    office(browser)
    typed = COVER | {"teacher_id": str(day.teacher_id), "room": "Room 4", "assistant_id": "0"}
    typed |= {"seen": reading.field(browser.get(cover_of(day)), "seen")}
    page = browser.send(cover_of(day), typed)
    assert reading.choices(page, "seen") == [typed["seen"]] * 2
    amira(portal).send(cover_of(day), typed | {"ends": "18:00", "breaks": "", "room": "Hall"})
    late = browser.send(cover_of(day), typed | {"call_off": str(talk)})
    assert (late.status_code, reading.said(late)) == (409, [JUST_CHANGED])
    assert db.session.get_one(Booking, talk).state == BookingState.BOOKED


def test_the_teacher_of_talks_is_replaced(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    talk, ito = book(day, 4), make.staff("Mr Ito")
    office(browser)
    typed = COVER | {"teacher_id": str(ito), "room": "Room 4", "assistant_id": "0"}
    typed |= {"ends": "18:00", "breaks": "", "call_off": str(talk)}
    page = browser.send(cover_of(day), typed, follow_redirects=True)
    assert reading.all_of(page, "h1") == ["A cover session has changed: Miss Khan, Tue 24 Nov"]


def test_a_cover_session_with_talks_that_have_begun_is_not_all_removed(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    book(day, 0)
    office(browser)
    watch.set("2026-11-24 15:10")
    page = browser.send(f"{cover_of(day)}/remove", follow_redirects=True)
    assert reading.said(page) == [
        "The times to come are removed. Talks of it that have begun stay."
    ]


def test_who_cannot_be_released_is_told_beside_the_name(
    portal: Flask, browser: FlaskClient
) -> None:
    khan, evans = make.staff(), make.staff("Mr Evans")
    office(browser)
    round_id = set_up(browser)

    page = release(browser, round_id, {})
    assert (page.status_code, reading.said(page)) == (422, ["Please tick at least one teacher."])
    page = release(browser, round_id, {khan: " "}, breaks="teatime", cost_pence="lots")
    assert reading.said(page) == [
        "Please write breaks like 16:15-16:30, 17:00-17:10.",
        "Please write pounds and pence like 218.50.",
        "Please write the room.",
    ]
    assert [reading.field(page, name) for name in ("breaks", "cost_pence", "day")] == [
        "teatime",
        "lots",
        "2026-11-24",
    ]
    page = release(browser, round_id, {khan: "Room 4"}, ends="15:20", breaks="")
    assert (page.status_code, reading.said(page)) == (
        409,
        ["No talk fits between these times. Check from, to and breaks."],
    )
    page = release(browser, round_id, {khan: "Room 4"}, day="2025-11-24")
    assert reading.said(page) == ["This day is over. Please choose today or a later day."]

    assert release(browser, round_id, {khan: "Room 4"}).status_code == 303
    page = release(
        browser, round_id, {evans: "Room 6"}, **{f"assistant-{evans}": str(khan), "ends": "16:00"}
    )
    assert reading.said(page) == [
        "Miss Khan: This member of staff already has a cover session at that time."
    ]
    assert reading.ticked(page, "teacher") == [str(evans)]
    assert reading.field(page, f"room-{evans}") == "Room 6"
    page = release(browser, round_id, {evans: "Room 4"})
    assert reading.said(page) == ["This room is already in use at that time."]
    assert release(browser, round_id, {khan: "Room 4"}).status_code == 303  # the same, again
    assert count(CoverSession) == 1


YEARS_AWAY = "That is years away. Please check the year."


def test_a_year_that_is_a_slip_is_refused_wherever_a_day_is_planned(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    office(browser)
    far = {"closes_on": "9999-12-31"}
    for path in ("new", f"{day.round_id}/edit"):
        page = browser.send(f"/staff/rounds/{path}", ROUND | far)
        assert (page.status_code, reading.said(page)) == (409, [YEARS_AWAY])
    page = release(browser, day.round_id, {day.teacher_id: "Room 4"}, day="9999-12-31")
    assert (page.status_code, reading.said(page)) == (409, [YEARS_AWAY])
    away = {"kind": "away", "teacher_id": str(day.teacher_id)}
    away |= {"begins": "9999-12-01", "ends": "9999-12-31"}
    page = browser.send("/staff/happened", away)
    assert (page.status_code, reading.said(page)) == (409, [YEARS_AWAY])


def test_a_day_on_which_the_school_is_closed_takes_no_talks(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    with act():
        closed = Closed(date(2026, 11, 27), date(2026, 11, 27), "Training day")
        school_days.change_closures([closed], make.OFFICE)
    office(browser)
    sorry = [
        "The school is closed on this day. Please choose another."
        " The closed days say: Training day."
    ]
    page = release(browser, day.round_id, {day.teacher_id: "Room 4"}, day="2026-11-27")
    assert (page.status_code, reading.said(page)) == (409, sorry)
    moved = COVER | {"day": "2026-11-27", "teacher_id": str(day.teacher_id), "room": "Room 4"}
    page = browser.send(cover_of(day), moved | {"assistant_id": "0"})
    assert (page.status_code, reading.said(page)) == (409, sorry)


@pytest.mark.parametrize(
    "breaks",
    ["16:00Z-17:00", "16:00+01:00-16:15", "T16:00-T16:15", "16:00:30-16:10:30", "1600-1615"],
)
def test_breaks_are_times_on_the_schools_clock(
    portal: Flask, browser: CheckingClient, breaks: str
) -> None:
    day = make.evening()
    office(browser)
    page = release(browser, day.round_id, {day.teacher_id: "Room 4"}, breaks=breaks)
    assert (page.status_code, reading.said(page)) == (
        422,
        ["Please write breaks like 16:15-16:30, 17:00-17:10."],
    )


def test_seconds_that_nobody_sees_are_not_kept(portal: Flask, browser: CheckingClient) -> None:
    khan = make.staff()
    office(browser)
    typed = {"begins": "15:00:30", "ends": "16:00:29", "breaks": ""}
    release(browser, set_up(browser), {khan: "Room 4"}, **typed)
    cover = db.session.scalars(select(CoverSession)).one()
    assert (cover.begins, cover.ends) == (time(15), time(16))


# -- cover that has talks in it ----------------------------------------------------------------


def test_a_change_names_who_is_in_the_way_and_loses_nothing_typed(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    office(browser)
    book(day, 4)
    form = browser.get(cover_of(day))
    assert [reading.field(form, name) for name in ("room", "begins", "ends", "breaks")] == [
        "Room 4",
        "15:00",
        "18:00",
        "",
    ]
    typed = COVER | {"teacher_id": str(day.teacher_id), "assistant_id": "0", "room": "Library"}
    page = browser.send(cover_of(day), typed | {"breaks": ""})
    assert page.status_code == 409
    assert reading.all_of(page, "h2") == [
        "Nothing was changed: 1 talk is in the way",
        "Or call it off",
    ]
    assert reading.all_of(page, "li") == [
        "Tue 24 Nov 17:00 Yusuf Malik, Ayesha Malik with Miss Khan"
        " Move, or ask the parent, the talk about Yusuf Malik Cancel the talk about Yusuf Malik"
    ]
    assert [reading.field(page, name) for name in ("room", "ends")] == ["Library", "17:00"]
    page = browser.send(f"{cover_of(day)}/remove")
    assert (page.status_code, reading.all_of(page, "li")[0][:20]) == (409, "Tue 24 Nov 17:00 Yus")

    answer = browser.send(cover_of(day), typed | {"ends": "18:00", "breaks": "15:30-16:00"})
    assert answer.status_code == 303
    page = browser.get(f"/staff/rounds/{day.round_id}")
    ours = [row for row in reading.rows(page, 2) if row[0].startswith("Miss Khan")]
    assert ours == [["Miss KhanLibrary", "15:0016:0016:3017:00 booked17:30"]]


def test_a_cover_session_without_talks_is_removed(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    office(browser)
    answer = browser.send(f"{cover_of(day)}/remove")
    assert reading.address(answer) == f"/staff/rounds/{day.round_id}"
    assert browser.get(cover_of(day)).status_code == 404
    answer = browser.send(f"{cover_of(day)}/remove")  # pressed twice
    assert reading.address(answer) == f"/staff/rounds/{day.round_id}"
    assert browser.send("/staff/cover/4711/remove").status_code == 404
    page = browser.get(f"/staff/rounds/{day.round_id}")
    assert [row[1] for row in reading.rows(page, 1)] == ["Mr Evans"]


def test_another_length_of_talk_with_a_talk_in_the_way(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    office(browser)
    book(day, 1)
    page = browser.send(
        f"/staff/rounds/{day.round_id}/edit", ROUND | {"slot_minutes": "40", "ways": ["phone"]}
    )
    assert page.status_code == 409
    assert len(reading.all_of(page, "li")) == 1
    assert reading.field(page, "slot_minutes") == "40"


# -- whom no text reaches ----------------------------------------------------------------------


def test_who_gets_no_text_is_listed_before_and_on_the_call_list_after(
    portal: Flask, browser: FlaskClient
) -> None:
    khan = make.staff()
    ash = make.school_class(teacher_id=khan)
    landline = make.family("Dee", ("Carl",), class_id=ash)
    barred = make.family("Ada", ("Imran",), class_id=ash)
    with act() as session:
        session.get_one(Parent, landline.parent_id).number_state = NumberState.LANDLINE
        tie = session.execute(
            select(Guardianship).where(Guardianship.parent_id == barred.parent_id)
        ).scalar_one()
        tie.no_contact = True
    office(browser)
    round_id = set_up(browser, class_ids=[str(ash)])
    release(browser, round_id, {khan: "Room 4"})

    page = browser.get(f"/staff/rounds/{round_id}/invite")
    assert reading.rows(page) == [["Carl Malik", "Dee", "call", "only a landline"]]
    assert reading.rows(page, 1) == [
        ["Ada Malik", "Year 4 Ash", "no parent or carer is switched on for invitations"]
    ]
    assert "Imran" not in reading.words(page)
    assert "1 person is not listed here because contact is held or not allowed." in reading.words(
        page
    )
    assert reading.all_of(page, "button") == ["Invite, without texts"]
    browser.send(f"/staff/rounds/{round_id}/invite")
    page = browser.get(f"/staff/rounds/{round_id}/invite")
    assert [row[:4] + row[6:] for row in reading.rows(page)] == [
        ["Carl Malik", "Dee", "Miss Khan", "call", "only a landline"]
    ]
    assert count(OutText) == 0


def test_a_round_without_children_cannot_be_sent(portal: Flask, browser: FlaskClient) -> None:
    office(browser)
    round_id = set_up(browser)
    page = browser.send(f"/staff/rounds/{round_id}/invite")
    assert (page.status_code, reading.said(page)) == (
        409,
        ["Nobody can be invited yet. Choose classes with children."],
    )


def test_before_the_opening_day_the_page_says_when_texts_go_out(
    portal: Flask, browser: FlaskClient
) -> None:
    khan = make.staff()
    ash = make.school_class(teacher_id=khan)
    make.family(class_id=ash)
    office(browser)
    round_id = set_up(browser, class_ids=[str(ash)], opens_on="2026-11-16")
    release(browser, round_id, {khan: "Room 4"})
    page = browser.get(f"/staff/rounds/{round_id}/invite")
    assert "The texts go out when booking opens: Monday 16 November, from 08:00." in (
        reading.words(page)
    )


def test_no_single_way_to_meet_is_required(portal: Flask, browser: FlaskClient) -> None:
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    page = html5lib.parse(browser.get("/staff/rounds/new").get_data(as_text=True))
    ways = [one for one in page.iter(f"{reading.NAMESPACE}input") if one.get("name") == "ways"]
    assert len(ways) == 3
    assert [one.get("required") for one in ways] == [None] * 3
