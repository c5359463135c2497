"""Parents on their phones, with JavaScript and without, from the link in the text to a booked talk
and back.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.db import act, db
from portal.domain.bookings import Booking
from portal.domain.creche import CrechePlace, CrecheSession, PlaceState
from portal.domain.outbox import OutText
from portal.domain.people import Parent
from portal.domain.rounds import Way
from portal.languages import ENGLISH, OFFERED
from portal.wording.refusals import Reason, say
from tests import make
from tests.browser.conftest import NewPhone
from tests.browser.tour import fill_in_little_one, press
from tests.live import Live

pytestmark = pytest.mark.browser

with_and_without_javascript = pytest.mark.parametrize("javascript", [True, False])


def to(what: str) -> str:
    """The link to this part of a talk's page."""
    return f"main a[href$='/{what}']"


CONFIRM = "form[action$='/confirm'] button"


def choose(page: Page, time: str) -> None:
    """Tap the tile of this time, the first with it on the page."""
    page.locator(".times label", has_text=time).first.click()


def first_times(page: Page) -> list[str]:
    """The times offered before all others."""
    words = page.locator(".times").first.locator("label").all_inner_texts()
    return [one[:5] for one in words]


def reads(page: Page) -> str:
    """The page as it reads: one space between words."""
    return " ".join(page.locator("main").inner_text().split())


def bookings() -> list[tuple[str, str]]:
    """Every booking there is: its state and its time."""
    db.session.expire_all()
    found = db.session.scalars(select(Booking).order_by(Booking.id))
    return [(one.state.value, one.slot.begins.isoformat("minutes")) for one in found]


def come_in(page: Page, link: str) -> None:
    page.goto(link)
    press(page)


def book(page: Page, time: str = "16:00") -> None:
    """From the page of times to the booked talk, with nothing asked for."""
    choose(page, time)
    press(page)
    press(page)
    press(page)


@with_and_without_javascript
def test_a_polish_parent_books_with_two_creche_places_and_changes_it(
    live: Live, new_phone: NewPhone, javascript: bool
) -> None:
    day = make.evening(language="pl")
    page = new_phone(language="pl", javascript=javascript)
    link = live.link(day.family.parent_id)
    page.goto(link)
    expect(page.locator("h1")).to_have_text("Oak Lane Primary School")
    assert "Yusuf" not in reads(page) and "Khan" not in reads(page)
    press(page)
    choose(page, "16:00")
    press(page)

    page.check("[name=interpreter]")
    expect(page.locator("[name=speaks]")).to_have_value("Polski")
    for number, name in enumerate(("Ola", "Staś")):
        page.locator(".little:not([open]) > summary").first.click()
        fill_in_little_one(page, number, name)
    press(page)
    assert "Ola, Staś" in reads(page) and "wtorek 24 listopada" in reads(page)
    assert bookings() == [("held", "16:00")]
    press(page, CONFIRM)
    talk = f"{link}/talks/{day.invitation_id}"
    assert page.url == talk
    assert bookings() == [("booked", "16:00")]
    places = db.session.execute(select(CrechePlace.name, CrechePlace.state)).all()
    assert [tuple(place) for place in places] == [
        ("Ola", PlaceState.TAKEN),
        ("Staś", PlaceState.TAKEN),
    ]

    with page.expect_download() as coming:
        page.click(to("school.ics"))
    calendar = Path(coming.value.path()).read_text()
    assert coming.value.suggested_filename == "school.ics"
    assert re.findall(r"SUMMARY:.*|DT(?:START|END);.*", calendar) == [
        "SUMMARY:Szkoła",
        "DTSTART;TZID=Europe/London:20261124T160000",
        "DTEND;TZID=Europe/London:20261124T163000",
    ]

    press(page, to("times"))
    choose(page, "17:00")
    press(page)
    assert bookings() == [("booked", "17:00")]

    press(page, to("details"))
    expect(page.locator("[name=little_ones-1-name]")).to_have_value("Staś")
    page.check("[name=way][value=phone]")
    press(page)
    assert [one.way for one in db.session.scalars(select(Booking))] == [Way.PHONE]

    press(page, to("cancel"))
    press(page)
    assert bookings() == [("cancelled", "17:00")]
    press(page, "form[action$='/cancelled'] button")
    assert page.url == talk
    assert bookings() == [("booked", "17:00")]


@with_and_without_javascript
def test_a_second_child_is_offered_the_times_beside_the_first(
    live: Live, new_phone: NewPhone, javascript: bool
) -> None:
    day = make.evening()
    sister = make.sibling(day.family.parent_id, class_id=day.class_id)
    second = make.invitation(day.round_id, sister, day.family.parent_id, day.teacher_id)
    page = new_phone(javascript=javascript)
    come_in(page, live.link(day.family.parent_id))
    press(page, to(f"{day.invitation_id}/times"))
    book(page)
    press(page, to(f"{second}/times"))
    assert first_times(page) == ["15:30", "16:30"]
    book(page, "16:30")
    assert bookings() == [("booked", "16:00"), ("booked", "16:30")]


@with_and_without_javascript
def test_on_another_phone_the_birthday_comes_first(
    live: Live, new_phone: NewPhone, javascript: bool
) -> None:
    day = make.evening()
    link = live.link(day.family.parent_id)
    mine, other = new_phone(javascript=javascript), new_phone(javascript=javascript)
    come_in(mine, link)
    book(mine)
    come_in(other, link)
    assert "16:00" not in reads(other)
    press(other, to("birthday"))
    other.fill("[name=day]", "14")
    other.select_option("[name=month]", "3")
    press(other)
    assert "Tuesday 24 November at 16:00" in reads(other)


@with_and_without_javascript
def test_the_language_changes_on_any_page_and_stays(
    live: Live, new_phone: NewPhone, javascript: bool
) -> None:
    day = make.evening()
    page = new_phone(javascript=javascript)
    come_in(page, live.link(day.family.parent_id))
    page.click(".languages > summary")
    press(page, "button[name=language][value=ur]")
    assert page.url == f"{live.link(day.family.parent_id)}/talks"
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".do button")).to_have_text(OFFERED["ur"].gettext("Next"))
    with act() as session:
        assert session.get_one(Parent, day.family.parent_id).language == "ur"
    choose(page, "16:00")
    press(page)
    expect(page.locator("html")).to_have_attribute("lang", "ur")


def test_the_language_changes_also_where_only_a_form_leads(live: Live, new_phone: NewPhone) -> None:
    day = make.evening()
    page = new_phone()
    link = live.link(day.family.parent_id)
    page.goto(f"{link}/talks/{day.invitation_id}/call")
    press(page, "form[action$='/not-now'] button")
    page.click(".languages > summary")
    press(page, "button[name=language][value=pl]")
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    assert page.url == f"{link}/talks/{day.invitation_id}/times"


@with_and_without_javascript
def test_what_is_missing_is_said_in_red_and_nothing_typed_is_lost(
    live: Live, new_phone: NewPhone, javascript: bool
) -> None:
    day = make.evening()
    page = new_phone(javascript=javascript)
    come_in(page, live.link(day.family.parent_id))
    choose(page, "16:00")
    press(page)
    page.check("[name=interpreter]")
    page.check("[name=comes][value='with the child']")
    page.click(".little > summary >> nth=0")
    page.fill("[name=little_ones-0-name]", "Bilal")
    page.fill("[name=little_ones-0-comfort]", "a blue blanket")
    page.check("[name=little_ones-0-nappies]")
    press(page)
    red = "(all) => all.map((el) => getComputedStyle(el).color)"
    assert page.locator(".wrong").evaluate_all(red) == ["rgb(163, 39, 63)"] * 3
    expect(page.locator("[name=little_ones-0-name]")).to_have_value("Bilal")
    expect(page.locator("[name=little_ones-0-comfort]")).to_have_value("a blue blanket")
    expect(page.locator("[name=little_ones-0-nappies]")).to_be_checked()
    expect(page.locator("[name=comes][value='with the child']")).to_be_checked()
    page.fill("[name=speaks]", "Soomaali")
    fill_in_little_one(page, 0, "Bilal")
    press(page)
    press(page)
    assert bookings() == [("booked", "16:00")]


@with_and_without_javascript
def test_a_slow_double_tap_books_once_and_so_does_going_back(
    live: Live, new_phone: NewPhone, javascript: bool
) -> None:
    day = make.evening()
    page = new_phone(javascript=javascript)
    come_in(page, live.link(day.family.parent_id))
    choose(page, "16:00")
    press(page)
    press(page)
    page.dblclick(".do button", delay=40)
    # The second tap breaks off the first one's way there: look at the address until it is right.
    expect(page).to_have_url(re.compile(rf"/talks/{day.invitation_id}$"), timeout=20_000)
    page.wait_for_load_state("networkidle")  # both taps are answered
    assert bookings() == [("booked", "16:00")]
    page.go_back()
    press(page, CONFIRM)
    assert page.url.endswith(f"/talks/{day.invitation_id}")
    assert bookings() == [("booked", "16:00")]
    assert len(db.session.scalars(select(OutText)).all()) == 1


def test_a_page_from_the_phones_memory_is_asked_for_anew(live: Live, new_phone: NewPhone) -> None:
    day = make.evening()
    page = new_phone()
    come_in(page, live.link(day.family.parent_id))
    choose(page, "16:00")
    press(page)
    press(page)
    expect(page.locator(CONFIRM)).to_be_visible()
    page.context.clear_cookies()
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert page.url == f"{live.link(day.family.parent_id)}/birthday"


@with_and_without_javascript
def test_someone_was_faster(live: Live, new_phone: NewPhone, javascript: bool) -> None:
    day = make.evening()
    other = make.family("Zoë", ("Sam",), class_id=day.class_id, surname="Reed")
    make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    slow, fast = new_phone(javascript=javascript), new_phone(javascript=javascript)
    come_in(slow, live.link(day.family.parent_id))
    come_in(fast, live.link(other.parent_id))
    book(fast)
    choose(slow, "16:00")
    press(slow)
    assert say(Reason.SLOT_TAKEN, ENGLISH) in reads(slow)
    assert first_times(slow) == ["15:00", "15:30", "16:30"]
    book(slow, "16:30")
    assert bookings() == [("booked", "16:00"), ("booked", "16:30")]


def test_a_phone_number_runs_from_left_to_right_among_urdu_words(
    live: Live, new_phone: NewPhone
) -> None:
    page = new_phone(language="ur")
    page.goto(f"{live.address}/nowhere")
    expect(page.locator("main a")).to_have_attribute("href", "tel:01632960100")
    left_of = """(link) => ["01632", "960100"].map((part) => {
        const range = document.createRange(), at = link.textContent.indexOf(part);
        range.setStart(link.firstChild, at);
        range.setEnd(link.firstChild, at + part.length);
        return range.getBoundingClientRect().left; })"""
    first, second = page.locator("main a").evaluate(left_of)
    assert first < second


def test_a_family_that_waits_for_the_creche_changes_its_answers_and_waits_on(
    live: Live, new_phone: NewPhone
) -> None:
    day = make.evening()
    with act() as session:
        session.get_one(CrecheSession, day.creche_id).area_m2 = 1
    page = new_phone()
    come_in(page, live.link(day.family.parent_id))
    choose(page, "16:00")
    press(page)
    page.click(".little > summary >> nth=0")
    fill_in_little_one(page, 0, "Bilal")
    press(page)
    page.check("[name=if_full][value=wait]")
    press(page)
    press(page, CONFIRM)
    press(page, to("details"))
    page.check("[name=lift]")
    press(page)
    assert page.url.endswith(f"/talks/{day.invitation_id}")
    assert [place.state for place in db.session.scalars(select(CrechePlace))] == [
        PlaceState.WAITING
    ]
    assert [one.lift for one in db.session.scalars(select(Booking))] == [True]
