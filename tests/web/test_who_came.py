"""Who came: teachers say it of their own talks on Today, the office of any; both take it back."""

from flask import Flask
from flask.testing import FlaskClient

from portal.db import act, db
from portal.domain import booking, no_contact, who_came
from portal.domain.bookings import Booking, BookingState
from portal.domain.history import Deed, Event
from portal.domain.people import Role
from tests import make
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.phone import Phone, work
from tests.web import reading
from tests.web.test_today import office, section

LINE = "Tue 24 Nov 15:00 Yusuf Malik with Ayesha Malik"
MARK = " Came: Yusuf Malik, Ayesha Malik Did not come: Yusuf Malik, Ayesha Malik"
BACK = " Take it back: Yusuf Malik, Ayesha Malik"


def book(day: make.Evening, slot: int = 0) -> int:
    with act():
        return booking.book(day.invitation_id, day.slot_ids[slot], make.OFFICE).id


def state_of(booking_id: int) -> BookingState:
    db.session.expire_all()
    return db.session.get_one(Booking, booking_id).state


def headings(browser: FlaskClient) -> list[str]:
    return reading.all_of(browser.get("/staff"), "h2")


def test_a_teacher_marks_their_own_talk_once_it_has_begun(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    made = book(day)
    browser.sign_in(day.teacher_id)
    watch.set("2026-11-24 14:59")
    assert headings(browser) == ["They wait for good news", "My talks"]
    watch.set("2026-11-24 15:40")
    assert section(browser, "Who came?") == [
        f"Tue 24 Nov 15:00 Yusuf Malik with Ayesha Malik{MARK}"
    ]
    path = f"/staff/talks/{made}/came"
    for _ in range(2):
        done = browser.send(path, {"came": "no"}, follow_redirects=True)
        assert reading.said(done) == [
            "Saved. The parent gets a kind text at 16:40 unless you take it back."
        ]
    watch.set("2026-11-24 16:00")
    assert section(browser, "Who came?") == [
        f"{LINE} did not come The parent gets a kind text at 16:40 unless you take it back.{BACK}"
    ]
    done = browser.send(path, {"came": "not known"}, follow_redirects=True)
    assert reading.said(done) == ["Taken back. Nobody has said yet whether they came."]
    assert state_of(made) == BookingState.BOOKED
    browser.send(path, {"came": "yes"})
    assert section(browser, "Who came?") == [f"{LINE} came{BACK}"]
    watch.set("2026-11-25 08:00")
    assert headings(browser) == ["They wait for good news", "My talks"]
    by = db.session.execute(
        db.select(Event.deed, Event.by_staff_id).where(Event.by_staff_id.is_not(None))
    ).all()
    assert [tuple(one) for one in by] == [
        (Deed.MISSED, day.teacher_id),
        (Deed.MARK_TAKEN_BACK, day.teacher_id),
        (Deed.ATTENDED, day.teacher_id),
    ]


def test_of_two_who_mark_a_talk_the_second_sees_what_the_first_said(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    made = book(day)
    office(browser)
    watch.set("2026-11-24 15:40")
    page = f"/staff/bookings/{made}"
    seen = {"seen": reading.choices(browser.get(page), "seen")[0]}
    khan = portal.test_client()
    khan.sign_in(day.teacher_id)
    for _twice in range(2):
        said = khan.send(f"/staff/talks/{made}/came", {"came": "yes"} | seen, follow_redirects=True)
        assert reading.said(said) == ["Saved: they came."]
    late = browser.send(f"{page}/came", {"came": "no"} | seen)
    assert (late.status_code, reading.said(late)) == (
        409,
        ["Miss Khan has just said that they came. Please look again."],
    )
    assert state_of(made) == BookingState.ATTENDED
    looked = {"came": "no", "seen": reading.choices(late, "seen")[0]}
    assert browser.send(f"{page}/came", looked).status_code == 303
    back = khan.send(
        f"/staff/talks/{made}/came",
        {"came": "not known", "seen": "attended"},
        follow_redirects=True,
    )
    assert reading.said(back) == [
        "Mrs Green has just said that they did not come. Please look again."
    ]
    assert state_of(made) == BookingState.MISSED


def test_nobody_else_marks_a_teachers_talk(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    made = book(day)
    watch.set("2026-11-24 15:40")
    others = [
        make.staff("Mr Okafor"),
        make.staff("Ms Reid", Role.SAFEGUARDING),
        make.staff("Ms Ali", Role.CRECHE),
    ]
    for other in others:
        browser.sign_in(other)
        assert "Who came?" not in headings(browser)
        assert browser.send(f"/staff/talks/{made}/came", {"came": "no"}).status_code == 404
    assert state_of(made) == BookingState.BOOKED


def test_who_must_not_be_contacted_is_nobodys_to_mark(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    made = book(day)
    watch.set("2026-11-24 15:40")
    with act():
        no_contact.hold(day.family.parent_id, day.family.child_id, make.OFFICE)
    for person in (day.teacher_id, make.staff("Mrs Green", Role.OFFICE)):
        browser.sign_in(person)
        assert "Who came?" not in headings(browser)
        assert browser.send(f"/staff/talks/{made}/came", {"came": "no"}).status_code == 404


def test_the_office_sees_what_was_forgotten_on_the_days_before(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    made = book(day)
    green = make.staff("Mrs Green", Role.OFFICE)
    browser.sign_in(green)
    watch.set("2026-11-24 19:00")
    assert "Who came?" not in headings(browser)
    watch.set("2026-11-25 08:30")
    line = f"{LINE}, Miss Khan"
    assert section(browser, "Who came?") == [f"{line}{MARK}"]
    browser.send(f"/staff/talks/{made}/came", {"came": "no"})
    assert section(browser, "Who came?") == [
        f"{line} did not come The parent gets a kind text at 09:30 unless you take it back.{BACK}"
    ]
    browser.send(f"/staff/talks/{made}/came", {"came": "yes"})
    assert "Who came?" not in headings(browser)
    with act():
        who_came.take_back_mark(made, make.OFFICE)
    watch.set("2026-12-22 08:30")
    browser.sign_in(green)  # a device is remembered for 30 days
    assert section(browser, "Who came?") == [f"{line}{MARK}"]
    watch.set("2026-12-23 08:30")
    assert "Who came?" not in headings(browser)


def test_the_page_of_a_talk_says_what_follows(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening(with_creche=False)
    made = book(day)
    work(portal)
    office(browser)
    path = f"/staff/bookings/{made}"
    watch.set("2026-11-24 14:00")
    assert reading.all_of(browser.get(path), "button", name="came") == ["They came"]
    watch.set("2026-11-24 19:30")
    assert reading.all_of(browser.get(path), "button", name="came") == [
        "They came",
        "They did not come",
    ]
    done = browser.send(f"{path}/came", {"came": "no"}, follow_redirects=True)
    says = "The parent gets a kind text on Wed 25 Nov at 08:00 unless you take it back."
    assert reading.said(done) == [f"Saved. {says}"]
    assert reading.all_of(done, "p", **{"class": "still no-print"}) == [says]
    assert reading.all_of(done, "button", name="came") == ["They came", "Take it back"]
    watch.set("2026-11-25 08:00")
    work(portal)
    told = browser.get(path)
    assert reading.all_of(told, "p", **{"class": "still no-print"}) == [
        "The parent has had a kind text with other times."
    ]
    assert browser.send(f"{path}/came", {"came": "perhaps"}).status_code == 400


def test_a_talk_that_was_missed_can_be_booked_again_on_the_page(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening(with_creche=False)
    made = book(day)
    phone = Phone(portal, day.family.parent_id).waits()
    watch.set("2026-11-24 15:30")
    with act():
        who_came.mark(made, False, make.OFFICE)
    watch.set("2026-11-24 16:30")
    link = phone.waits().last_text.rsplit("\n", 1)[1].removeprefix("http://localhost")
    times = browser.get(f"{link}/talks")
    assert "17:00" in reading.words(times)
    assert "15:00" not in reading.words(times)
    page = f"{link}/talks/{day.invitation_id}"
    held = browser.send(f"{page}/times", {"slot": day.slot_ids[4]})
    assert reading.address(held) == f"{page}/details"
    assert reading.address(browser.send(f"{page}/confirm")) == page
    assert "17:00" in reading.words(browser.get(page))
