"""The crèche's screens: who comes when, places added and withdrawn, and the sheet for the day."""

from datetime import date, time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import booking, contact, school_days
from portal.domain.booking import Answers
from portal.domain.creche import Age, CrechePlace, CrecheSession, IfFull, LittleOne
from portal.domain.outbox import OutText
from portal.domain.people import Role
from portal.domain.school_days import Closed
from portal.languages import ENGLISH
from portal.wording import texts
from tests import make
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.web import reading

SESSION = {
    "day": "2026-11-24",
    "begins": "14:30",
    "ends": "18:30",
    "room": "Nursery",
    "area_m2": "40",
    "staff_level_6": "0",
    "staff_level_3": "1",
    "staff_level_2": "1",
    "staff_other": "0",
    "cost_pence": "£120",
    "paid_by": "school budget",
}


def sit_down(browser: FlaskClient, *roles: Role) -> None:
    browser.sign_in(make.staff("Mrs Green", *roles or (Role.OFFICE,)))


def book(day: make.Evening, slot: int, *little_ones: LittleOne) -> int:
    with act():
        return booking.book(
            day.invitation_id,
            day.slot_ids[slot],
            make.by(day.family.parent_id),
            Answers(little_ones=list(little_ones)),
            IfFull.WAIT,
        ).id


def place_of(name: str) -> CrechePlace:
    query = select(CrechePlace).where(CrechePlace.name == name)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one()


def creche_texts() -> list[str]:
    query = select(OutText.body).where(OutText.kind == "creche").order_by(OutText.id)
    return list(db.session.scalars(query))


# -- who sees what -----------------------------------------------------------------------------


def test_a_creche_lead_opens_todays_sheet_and_nothing_else(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    tomorrow = make.creche("2026-11-25")
    sit_down(browser, Role.CRECHE)
    assert reading.words(browser.get("/staff/creche")) == "Crèche There is no crèche today."
    assert browser.get(f"/staff/creche/{day.creche_id}/sheet").status_code == 404
    watch.set("2026-11-24 08:00")
    assert [row[0] for row in reading.rows(browser.get("/staff/creche"))] == ["Tuesday 24 November"]
    assert browser.get(f"/staff/creche/{day.creche_id}/sheet").status_code == 200
    for hidden in (f"{tomorrow}/sheet", f"{day.creche_id}", f"{day.creche_id}/edit", "new"):
        assert browser.get(f"/staff/creche/{hidden}").status_code == 404


def test_teachers_find_no_creche(portal: Flask, browser: FlaskClient, watch: Watch) -> None:
    day = make.evening()
    sit_down(browser, Role.TEACHER)
    watch.set("2026-11-24 08:00")
    for page in ("", f"/{day.creche_id}", f"/{day.creche_id}/sheet"):
        assert browser.get(f"/staff/creche{page}").status_code == 404


# -- setting up --------------------------------------------------------------------------------


def test_a_session_is_set_up_with_a_warning_and_changed(
    portal: Flask, browser: FlaskClient
) -> None:
    sit_down(browser, Role.LEAD)
    answer = browser.send("/staff/creche/new", SESSION | {"staff_level_3": "0"})
    assert answer.status_code == 303
    page = browser.get(reading.address(answer))
    assert "Nobody of level 3 or above is in charge." in reading.words(page)
    assert "There are fewer than two adults" in reading.words(page)
    session_id = int(reading.address(answer).rsplit("/", 1)[1])
    form = browser.get(f"/staff/creche/{session_id}/edit")
    assert [reading.field(form, name) for name in ("area_m2", "cost_pence", "staff_level_2")] == [
        "40.0",
        "120.00",
        "1",
    ]
    browser.send(f"/staff/creche/{session_id}/edit", SESSION)
    assert db.session.get_one(CrecheSession, session_id).adults == 2
    assert browser.send("/staff/creche/new", SESSION).status_code == 303  # the same form again
    assert [row[0] for row in reading.rows(browser.get("/staff/creche"))] == ["Tuesday 24 November"]


@pytest.mark.parametrize(
    ("wrong", "code", "said"),
    [
        ({"ends": "14:00"}, 409, "The crèche must end after it begins."),
        ({"day": "2026-11-01"}, 409, "This day is over. Please choose today or a later day."),
        ({"room": "Room 4"}, 409, "This room is already in use at that time."),
        ({"room": ""}, 422, "Please write the room."),
        ({"begins": "tea"}, 422, "Please write the time like 15:30."),
        ({"cost_pence": "NaN"}, 422, "Please write pounds and pence like 218.50."),
        ({"cost_pence": "1e9999999"}, 422, "Please write pounds and pence like 218.50."),
        ({"staff_other": "1000000000000000000000"}, 422, "Please write a number from 0 to 50."),
        ({"staff_other": "a few"}, 422, "Please write a whole number."),
        ({"area_m2": "NaN"}, 422, "Please write a number like 42.5."),
        ({"area_m2": "0"}, 422, "Please write a number from 1 to 1000."),
    ],
)
def test_a_refused_session_shows_what_was_typed(
    portal: Flask, browser: FlaskClient, wrong: dict[str, str], code: int, said: str
) -> None:
    make.cover(make.round_(), make.staff())
    sit_down(browser)
    page = browser.send("/staff/creche/new", SESSION | wrong)
    assert (page.status_code, reading.said(page)) == (code, [said])
    for name, value in wrong.items():
        assert reading.field(page, name) == value
    assert db.session.scalars(select(CrecheSession)).all() == []


def test_too_few_adults_for_those_who_come_names_the_quarter(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    sit_down(browser)
    book(day, 2, LittleOne("Bilal", Age.TWO))
    page = browser.send(f"/staff/creche/{day.creche_id}/edit", SESSION | {"staff_level_2": "0"})
    assert page.status_code == 409
    assert reading.said(page) == [
        "In the quarter of an hour from 15:45 there would not be enough adults or floor for the"
        " little ones who have places. Nothing was changed.",
        "More little ones are coming than this would allow.",
    ]
    assert reading.field(page, "staff_level_2") == "0"


def test_two_change_a_session_at_once(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    sit_down(browser)
    path = f"/staff/creche/{day.creche_id}/edit"
    older = SESSION | {"seen": reading.field(browser.get(path), "seen")}
    amira = portal.test_client()
    amira.sign_in(make.staff("Amira Shah", Role.OFFICE))
    for _twice in range(2):
        saved = amira.send(path, older | {"staff_level_2": "4", "cost_pence": "0"})
        assert saved.status_code == 303
    late = browser.send(path, older | {"area_m2": "50", "paid_by": "no cost"})
    assert (late.status_code, reading.said(late)) == (
        409,
        ["Amira Shah has just changed this. What you typed is not saved yet: please look at both."],
    )
    facts = zip(reading.all_of(late, "dt"), reading.all_of(late, "dd"), strict=True)
    assert dict(facts) == {
        "Floor for little ones, in m²": "40.0",
        "Adults with level 2": "4",
        "Cost, in pounds": "0.00",
        "Paid by": "School budget",
    }
    assert [reading.field(late, name) for name in ("area_m2", "cost_pence")] == ["50", "£120"]
    assert db.session.get_one(CrecheSession, day.creche_id).adults == 5
    looked = older | {"area_m2": "50", "seen": reading.field(late, "seen")}
    assert browser.send(path, looked).status_code == 303


def test_who_comes_at_another_time_now_is_to_be_told(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    sit_down(browser)
    book(day, 0, LittleOne("Bilal", Age.TWO))
    path = f"/staff/creche/{day.creche_id}/edit"
    page = browser.send(path, SESSION | {"begins": "15:00"}, follow_redirects=True)
    assert reading.said(page) == [
        "Saved. 1 family has the place for other times now, and no text says so: tell them."
    ]


def test_a_creche_that_cannot_open_says_so_everywhere_and_takes_nobody(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    sit_down(browser)
    talk = book(day, 2)
    address = f"/staff/creche/{day.creche_id}"
    pages = [address, f"{address}/edit", f"{address}/sheet", "/staff/creche"]
    pages.append(f"/staff/rounds/{day.round_id}")
    assert not any("cannot open" in reading.words(browser.get(one)).lower() for one in pages)
    browser.send("/staff/happened", {"kind": "creche", "creche_id": str(day.creche_id)})
    for one in pages:
        assert "cannot open" in reading.words(browser.get(one)).lower()
    page = browser.get(address)
    assert "Room for another" not in reading.all_of(page, "th")
    assert "Add a place" not in reading.all_of(page, "h2")
    added = {"booking_id": str(talk), "name": "Ida", "age": "2"}
    assert browser.send(f"{address}/add", added).status_code == 422
    new = browser.send("/staff/creche/new", SESSION)
    assert reading.address(new) != address
    assert "Add a place" in reading.all_of(browser.get(reading.address(new)), "h2")


def test_a_closed_day_takes_no_creche(portal: Flask, browser: CheckingClient) -> None:
    with act():
        closed = Closed(date(2026, 11, 24), date(2026, 11, 25), "Training days")
        school_days.change_closures([closed], make.OFFICE)
    sit_down(browser)
    page = browser.send("/staff/creche/new", SESSION)
    assert (page.status_code, reading.said(page)) == (
        409,
        [
            "The school is closed on this day. Please choose another."
            " The closed days say: Training days."
        ],
    )


# -- the list ----------------------------------------------------------------------------------


def test_the_office_sees_whether_health_was_asked_and_never_the_answer(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    sit_down(browser, Role.OFFICE, Role.CRECHE)
    book(day, 0, LittleOne("Bilal", Age.TWO, "peanuts"), LittleOne("Ida", Age.ONE))
    watch.set("2026-11-24 08:00")
    page = browser.get(f"/staff/creche/{day.creche_id}")
    assert [row[:5] for row in reading.rows(page, 1)] == [
        ["14:50–15:40", "Bilal", "2", "Ayesha Malik", "answered"],
        ["14:50–15:40", "Ida", "1", "Ayesha Malik", "NOT ASKED: ASK AT THE DOOR"],
    ]
    assert "peanuts" not in page.get_data(as_text=True)
    quarters = reading.rows(page)
    assert quarters[0] == ["14:30", "", "0", "2", "0", "under 223 and over"]
    assert quarters[1] == ["14:45", "Bilal, 2Ida, 1", "2", "2", "6.0", "under 223 and over"]


def test_a_place_is_added_and_withdrawn_and_the_parent_told(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    sit_down(browser)
    talk = book(day, 2)
    address = f"/staff/creche/{day.creche_id}"
    page = browser.get(address)
    assert reading.all_of(page, "option")[0] == "16:00 Yusuf Malik, Ayesha Malik"
    added = {"booking_id": str(talk), "name": "Ida", "age": "under 1"}
    assert browser.send(f"{address}/add", added).status_code == 303
    assert reading.said(browser.get(address))[0] == "Ida has a place. A text tells the parent."
    assert browser.send(f"{address}/add", added).status_code == 303
    assert reading.said(browser.get(address))[0].startswith("Ida has a place already.")
    assert [row[1] for row in reading.rows(browser.get(address), 1)] == ["Ida"]

    page = browser.send(f"{address}/add", added | {"name": ""})
    assert (page.status_code, reading.said(page)) == (422, ["Please write the first name."])
    noise = {"booking_id": "4711", "name": "Ida", "age": "2"}
    assert browser.send(f"{address}/add", noise).status_code == 422

    place = {"place_id": str(place_of("Ida").id)}
    page = browser.send(f"{address}/withdraw", place)
    assert reading.said(page) == ["Please write why the place is withdrawn."]
    for _twice in range(2):
        answer = browser.send(f"{address}/withdraw", place | {"reason": "a burst pipe"})
        assert answer.status_code == 303
    assert (place_of("Ida").state.value, place_of("Ida").reason) == ("withdrawn", "a burst pipe")
    at = clock.local(clock.at(date(2026, 11, 24), time(16)))
    assert creche_texts() == [
        texts.creche_ready(ENGLISH, at=at),
        texts.creche_withdrawn(ENGLISH, at=at),
    ]


def test_a_reason_that_is_too_long_is_not_cut(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    book(day, 2, LittleOne("Ida", Age.TWO))
    sit_down(browser)
    fields = {"place_id": str(place_of("Ida").id), "reason": "x" * 101}
    page = browser.send(f"/staff/creche/{day.creche_id}/withdraw", fields)
    assert (page.status_code, reading.field(page, "reason")) == (422, "x" * 101)
    assert reading.said(page) == ["That is too long. Please write it in fewer words."]
    assert place_of("Ida").state.value == "taken"


def test_where_no_text_goes_the_office_tells_them(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    talk = book(day, 2)
    with act():
        contact.stop_texts(day.family.parent_id, make.OFFICE)
    sit_down(browser)
    address = f"/staff/creche/{day.creche_id}"
    added = {"booking_id": str(talk), "name": "Ida", "age": "2"}
    page = browser.send(f"{address}/add", added, follow_redirects=True)
    by_voice = "No text goes to them: tell them now, by voice."
    assert reading.said(page) == [f"Ida has a place. {by_voice}"]
    gone = {"place_id": str(place_of("Ida").id), "reason": "a burst pipe"}
    page = browser.send(f"{address}/withdraw", gone, follow_redirects=True)
    assert reading.said(page)[0].startswith(
        f"Withdrawn. {by_voice} “Today” says to ring them, too."
    )
    assert creche_texts() == []


def test_who_waits_gets_places_when_there_is_room_for_all_of_them(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    sit_down(browser)
    other = make.family("Omar", ("Sana",), class_id=day.class_id)
    invitation = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    book(day, 2, *(LittleOne(name, Age.ONE) for name in "ABCDE"))
    with act():
        waiting = booking.book(
            invitation,
            day.slot_ids[3],
            make.by(other.parent_id),
            Answers(little_ones=[LittleOne("Ali", Age.ONE), LittleOne("Zara", Age.ONE)]),
            IfFull.WAIT,
        ).id
    address = f"/staff/creche/{day.creche_id}"
    assert "16:30 Sana Malik: Ali, 1Zara, 1" in reading.words(browser.get(address))
    page = browser.send(f"{address}/give", {"booking_id": str(waiting)})
    assert page.status_code == 409 and len(reading.said(page)) == 1
    browser.send(f"{address}/edit", SESSION | {"staff_level_2": "2"})
    assert browser.send(f"{address}/give", {"booking_id": str(waiting)}).status_code == 303
    assert place_of("Zara").state.value == "taken"
    browser.send(f"{address}/give", {"booking_id": str(waiting)})
    assert reading.said(browser.get(address))[-1] == "They do not wait here any more."
    assert len(creche_texts()) == 1


# -- the sheet ---------------------------------------------------------------------------------


def test_the_sheet_is_the_register_and_carries_health_only_from_the_day_on(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    sit_down(browser)
    book(
        day,
        0,
        LittleOne("Bilal", Age.TWO, "peanuts", True, "his bear", "Urdu", "Grandma Noor"),
        LittleOne("Ida", Age.ONE, ""),
        LittleOne("Zed", Age.FIVE_SEVEN),
    )
    address = f"/staff/creche/{day.creche_id}/sheet"
    page = browser.get(address)
    assert "peanuts" not in page.get_data(as_text=True)
    assert (
        "Without what parents said about health: that is printed on the day itself,"
        " Tuesday 24 November. Print the sheet again then." in reading.words(page)
    )
    assert reading.rows(page)[0] == [
        "14:50–15:40",
        "Bilal, 2",
        "nappies, comfort: his bear, speaks Urdu",
        "Ayesha Malik, Room 4",
        "Grandma Noor",
        *[""] * 3,
    ]
    watch.set("2026-11-24 08:00")
    page = browser.get(address)
    assert [row[1:3] + row[5:] for row in reading.rows(page)] == [
        ["Bilal, 2", "peanuts", "Grandma Noor", "", "", ""],
        ["Ida, 1", "none", "Ayesha Malik", "", "", ""],
        ["Zed, 5 to 7", "NOT ASKED: ASK AT THE DOOR", "Ayesha Malik", "", "", ""],
        *[[""] * 6] * 3,
    ]


def test_a_lead_prints_the_sheet_without_health_also_on_the_day(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    sit_down(browser, Role.LEAD)
    book(day, 0, LittleOne("Bilal", Age.TWO, "peanuts"))
    watch.set("2026-11-24 08:00")
    page = browser.get(f"/staff/creche/{day.creche_id}/sheet")
    assert "peanuts" not in page.get_data(as_text=True)
    assert "only the crèche lead and the office print that." in reading.words(page)
