"""A talk on a tablet, and on two at once: nothing that was typed is lost, and nothing is left."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, Route, expect
from sqlalchemy import select

from portal.db import act, db
from portal.domain import devices, records
from portal.domain.bookings import Booking
from portal.domain.people import Role
from portal.domain.records import Clash
from tests import make
from tests.browser import looking
from tests.browser.conftest import NewPhone
from tests.conftest import Watch
from tests.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.walk]

TABLET = {"width": 768, "height": 1024}


class Room:
    """The talk at 16:00 with its teacher, and the tablets on which its record is open."""

    def __init__(self, live: Live, watch: Watch, new_phone: NewPhone) -> None:
        self.live, self.new_phone = live, new_phone
        self.day = make.evening(language="ur")
        make.booked(self.day, 2)
        watch.set("2026-11-24 16:12")
        self.path = f"/staff/talks/{db.session.scalars(select(Booking.id)).one()}"

    def sit_down(self, page: Page, staff_id: int) -> None:
        page.context.clear_cookies()
        page.context.add_cookies([self.live.signed_in(staff_id)])

    def tablet(self, staff_id: int | None = None, **how: bool) -> Page:
        page = self.new_phone(**how)
        page.set_viewport_size(TABLET)  # type: ignore[arg-type]
        self.sit_down(page, staff_id or self.day.teacher_id)
        page.goto(self.path)
        return page


@pytest.fixture
def room(live: Live, watch: Watch, new_phone: NewPhone) -> Iterator[Room]:
    yield Room(live, watch, new_phone)


def stands() -> dict[str, str]:
    db.session.expire_all()
    rows = db.session.scalars(select(records.RecordPart).order_by(records.RecordPart.id))
    return {row.part.value: row.words for row in rows if row.words}


def waiting() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(Clash.words).where(Clash.settled_at.is_(None))))


def saved(page: Page, part: str) -> None:
    expect(page.locator(f"[data-part={part}] .saved")).to_contain_text("Saved 16:12")


def kept_here(page: Page) -> int:
    """How many parts this tab keeps because they are not saved."""
    found: int = page.evaluate("() => sessionStorage.length")
    return found


def test_every_word_saves_by_itself(room: Room) -> None:
    page = room.tablet()
    page.locator("#worries").press_sequentially("Reading is hard")
    saved(page, "worries")
    page.check("[name=present][value=parent]")
    page.check("[name=present][value=interpreter]")
    page.fill("#next-talk", "2027-03-09")
    page.fill("#next-talk-words", "after lunch")
    page.click("[data-take=Reading]")
    page.click("[data-take=Friends]")
    page.click("[data-take=Reading]")
    for part in ("present", "next-talk", "priority-1", "priority-2"):
        saved(page, part)
    assert stands() == {
        "worries": "Reading is hard",
        "present": "parent\ninterpreter",
        "next-talk": "2027-03-09\nafter lunch",
        "priority-1": "Reading",
        "priority-2": "Friends",
    }
    assert kept_here(page) == 0
    page.locator("#worries").press_sequentially("x")
    page.locator("#worries").press("Backspace")  # as it was: nothing to save
    saved(page, "worries")
    page.reload()
    expect(page.locator("#next-talk")).to_have_value("2027-03-09")
    expect(page.locator("[name=present]:checked")).to_have_count(2)


def test_the_clock_says_gently_how_much_is_left(room: Room) -> None:
    page = room.tablet()
    expect(page.locator("#left")).to_have_text("18 minutes left · Focus fits now")
    expect(page.locator(".stages [aria-current=step]")).to_have_text("Focus 16:10")
    plain = room.tablet(javascript=False)
    expect(plain.locator("#left")).to_have_text("Tue 24 Nov, 16:00 to 16:30")


def test_of_two_tablets_the_later_one_is_told_at_once(room: Room) -> None:
    first, later = room.tablet(), room.tablet(make.staff("Mr Okafor", Role.LEAD))
    first.fill("#worries", "Reading is hard")
    saved(first, "worries")
    later.fill("#worries", "Bedtime is late")
    box = later.locator(".beside")
    expect(box).to_contain_text("Miss Khan’s stands now")
    expect(box.locator(".their-words")).to_have_text(["Reading is hard", "Bedtime is late"])
    later.locator("#worries").press_sequentially(", too")
    expect(box.locator(".their-words")).to_have_text(["Reading is hard", "Bedtime is late, too"])
    assert (stands(), waiting()) == ({"worries": "Reading is hard"}, ["Bedtime is late, too"])
    first.locator("#worries").press_sequentially(" at home")
    saved(first, "worries")
    later.get_by_role("button", name="Keep both").click()
    expect(box.locator(".their-words").first).to_have_text("Reading is hard at home")
    later.get_by_role("button", name="Keep both").click()
    expect(box).to_have_count(0)
    both = "Reading is hard at home\n\nBedtime is late, too"
    expect(later.locator("#worries")).to_have_value(both)
    assert (stands(), waiting()) == ({"worries": both}, [])


@pytest.mark.parametrize(
    ("keep", "words"),
    [
        ("Keep what stands", "Reading"),
        ("Keep the later", "Bedtime"),
        ("Keep both", "Reading\n\nBedtime"),
    ],
)
def test_it_is_settled_by_a_tap(room: Room, keep: str, words: str) -> None:
    first, later = room.tablet(), room.tablet(make.staff("Mr Okafor", Role.LEAD))
    first.fill("#worries", "Reading")
    saved(first, "worries")
    later.fill("#worries", "Bedtime")
    later.get_by_role("button", name=keep).click()
    expect(later.locator(".beside")).to_have_count(0)
    expect(later.locator("#worries")).to_have_value(words)
    assert (stands(), waiting()) == ({"worries": words}, [])
    later.locator("#worries").press_sequentially("!")
    saved(later, "worries")
    assert stands() == {"worries": words + "!"}


def test_what_waits_is_still_there_after_a_reload_and_for_everybody(room: Room) -> None:
    first, later = room.tablet(), room.tablet(make.staff("Mr Okafor", Role.LEAD))
    first.fill("#staff-only", "", force=True)
    first.locator("#only-staff summary").click()
    first.fill("#staff-only", "Ask the nurse")
    saved(first, "staff-only")
    later.locator("#only-staff summary").click()
    later.fill("#staff-only", "Ask the office")
    expect(later.locator(".beside")).to_have_count(1)
    for page in (first, later):
        page.reload()
        expect(page.locator("#only-staff summary")).to_contain_text("two people wrote")
        expect(page.locator(".beside")).not_to_be_visible()  # not open on the table
        page.locator("#only-staff summary").click()
        expect(page.locator(".beside")).to_be_visible()
    plain = room.tablet(javascript=False)
    plain.locator("#only-staff summary").click()
    plain.get_by_role("button", name="Keep both").click()
    assert (stands(), waiting()) == ({"staff-only": "Ask the nurse\n\nAsk the office"}, [])


def test_without_a_network_words_wait_and_are_saved_when_it_is_back(room: Room) -> None:
    page = room.tablet()
    page.context.set_offline(True)
    page.fill("#worries", "Reading is hard")
    page.fill("#hopes", "A friend")
    expect(page.locator("[data-part=worries] .saved")).to_have_text("Not saved yet: no network")
    expect(page.locator("#news")).to_contain_text("Not saved yet: no network.")
    assert (stands(), kept_here(page)) == ({}, 2)
    page.context.set_offline(False)
    saved(page, "worries")
    saved(page, "hopes")
    expect(page.locator("#news")).to_have_text("Everything is saved.")
    assert stands() == {"worries": "Reading is hard", "hopes": "A friend"}
    assert kept_here(page) == 0


def test_a_tab_that_died_without_a_network_brings_its_words_back(room: Room) -> None:
    page = room.tablet()
    page.on("dialog", lambda dialog: dialog.accept())
    page.fill("#hopes", "A club")
    saved(page, "hopes")
    page.context.set_offline(True)
    page.fill("#worries", "Reading is hard")
    page.fill("#hopes", "A club and a friend")
    expect(page.locator("[data-part=hopes] .saved")).to_have_text("Not saved yet: no network")
    other = room.tablet(make.staff("Mr Okafor", Role.LEAD))
    other.fill("#hopes", "A club on Fridays")
    saved(other, "hopes")
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    page.context.set_offline(False)
    page.goto(room.path)
    saved(page, "worries")
    box = page.locator("[data-part=hopes] .beside .their-words")
    expect(box).to_have_text(["A club on Fridays", "A club and a friend"])
    assert stands() == {"hopes": "A club on Fridays", "worries": "Reading is hard"}
    assert (waiting(), kept_here(page)) == (["A club and a friend"], 0)


def test_an_answer_lost_on_the_way_makes_no_clash_with_oneself(room: Room) -> None:
    page = room.tablet()
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/parts/worries", lose, times=1)
    page.fill("#worries", "Reading")
    expect(page.locator("[data-part=worries] .saved")).to_have_text("Not saved yet: no network")
    assert (lost, stands()) == ([200], {"worries": "Reading"})
    page.locator("#worries").press_sequentially(" is hard")
    saved(page, "worries")
    assert (stands(), waiting()) == ({"worries": "Reading is hard"}, [])


def test_leaving_at_once_loses_nothing(room: Room) -> None:
    page = room.tablet()
    page.locator("#worries").press_sequentially("Reading is hard")
    page.goto("/staff")
    page.goto(room.path)
    expect(page.locator("#worries")).to_have_value("Reading is hard")
    saved(page, "worries")
    assert (stands(), waiting()) == ({"worries": "Reading is hard"}, [])


def test_the_button_waits_for_what_is_typed(room: Room) -> None:
    page = room.tablet()
    page.locator("#hopes").press_sequentially("A friend")
    page.get_by_role("button", name="Read it all back").click()
    page.wait_for_url(f"**{room.path}/sum-up")
    assert (stands(), waiting()) == ({"hopes": "A friend"}, [])


def test_the_button_leads_on_at_once_where_nothing_was_typed(room: Room) -> None:
    page = room.tablet()
    page.get_by_role("button", name="Read it all back").click()
    page.wait_for_url(f"**{room.path}/sum-up")
    assert (stands(), waiting()) == ({}, [])


def test_who_was_signed_out_signs_in_elsewhere_and_goes_on(room: Room) -> None:
    page = room.tablet()
    page.context.clear_cookies()
    page.fill("#worries", "Reading is hard")
    expect(page.locator("#news")).to_contain_text("Sign in again in another tab")
    assert (stands(), kept_here(page)) == ({}, 1)
    room.sit_down(page, make.staff("Ms Ward"))
    page.locator("#hopes").press_sequentially("x")
    expect(page.locator("[data-part=hopes] .saved")).to_have_text("Not saved")
    room.sit_down(page, room.day.teacher_id)
    page.locator("#hopes").fill("A friend")
    saved(page, "hopes")
    page.evaluate("() => dispatchEvent(new Event('online'))")
    saved(page, "worries")
    assert stands() == {"hopes": "A friend", "worries": "Reading is hard"}


def test_who_is_asked_again_for_the_second_step_loses_no_word(room: Room) -> None:
    page = room.tablet()
    with act():
        devices.forget_all(room.day.teacher_id)
    page.fill("#worries", "Reading is hard")
    expect(page.locator("#news")).to_contain_text("asks again whether it is you")
    assert page.locator("#news a").get_attribute("href") == "/staff/second-step"
    assert (stands(), kept_here(page)) == ({}, 1)
    room.sit_down(page, room.day.teacher_id)
    page.evaluate("() => dispatchEvent(new Event('online'))")
    saved(page, "worries")
    assert stands() == {"worries": "Reading is hard"}


def test_a_tablet_that_sleeps_folds_private_notes_away(room: Room) -> None:
    page = room.tablet()
    page.locator("#only-parent summary").click()
    expect(page.locator("#parent-only")).to_be_visible()
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(page.locator("#parent-only")).not_to_be_visible()


def test_after_signing_out_nothing_is_left(room: Room) -> None:
    page = room.tablet()
    page.fill("#worries", "Reading is hard")
    saved(page, "worries")
    page.goto("/staff")
    page.goto(f"{room.path}/sum-up")
    page.get_by_role("button", name="No, change it").or_(
        page.get_by_role("button", name="جی نہیں")
    ).click()
    page.wait_for_url(f"**{room.path}#plan")
    page.evaluate("() => sessionStorage.setItem('talk 9 9 hopes', 'left behind')")
    page.fill("#hopes", "A friend")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/staff/sign-in")
    assert stands() == {"worries": "Reading is hard", "hopes": "A friend"}
    assert kept_here(page) == 0
    for _ in range(4):
        page.go_back()
        page.wait_for_load_state()
        words = page.locator("body").inner_text()
        assert [one for one in ("Reading is hard", "Yusuf", "A friend") if one in words] == []


def test_no_screen_comes_back_after_signing_out(room: Room) -> None:
    make.target(room.day.family.child_id, child=("I will bring my boots.",))
    page = room.tablet(make.staff("Mrs Green", *Role))
    for path in ("/staff/bookings/board?day=2026-11-24", "/staff/parents", "/staff/inbox"):
        page.goto(path)
    page.goto("/staff/staff")
    page.get_by_role("link", name="Miss Khan").click()
    page.goto("/staff/staff/new")
    page.fill("#name", "Miss Khan")
    page.fill("#username", "miss.khan")
    page.locator("main button").last.click()  # refused: a page in answer to a form
    expect(page.locator("main")).to_contain_text("already in use")
    page.goto(f"{room.path}/sum-up")
    page.locator("[name=answer][value=yes]").click()  # refused, too
    expect(page.locator("[role=alert]")).to_contain_text("name the adult")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/staff/sign-in")
    for _ in range(9):
        with suppress(Error):  # the answer to a form is forgotten: the browser says so itself
            page.go_back()
        words = page.locator("body").inner_text()
        assert [one for one in ("Yusuf", "Malik", "Khan", "Green") if one in words] == []


@pytest.mark.parametrize("dark", [False, True])
def test_the_screens_keep_nobody_out(room: Room, dark: bool) -> None:
    other = make.staff("Mr Okafor", Role.LEAD)
    make.target(
        room.day.family.child_id,
        (room.day.family.parent_id, "We read together."),
        child=("I will bring my book.",),
    )
    first, page = room.tablet(), room.tablet(other, dark=dark)
    first.fill("#worries", "Reading is hard")
    saved(first, "worries")
    page.fill("#worries", "Bedtime is late")
    expect(page.locator(".beside")).to_have_count(1)
    for summary in page.locator("summary").all():
        summary.click()
    found = looking.kept_out(page)
    for size in (looking.SMALL, TABLET, {"width": 1200, "height": 800}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        found += [f"{wide} wide"] if wide > size["width"] else []
        found += looking.kept_out(page)
    for language in ("en", "pl", "ur"):
        page.goto(f"{room.path}/sum-up?language={language}")
        found += looking.kept_out(page)
    assert found == []
