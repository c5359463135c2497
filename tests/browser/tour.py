"""Every page a parent can be shown, reached as parents reach it: by tapping, typing and sending.

The names are long and the pages full: what fits here fits any school. What is checked at each stop
is in the tests.
"""

import re
from collections.abc import Iterator
from datetime import time, timedelta

from playwright.sync_api import Page
from sqlalchemy import func, select, update

from portal import clock
from portal.db import act
from portal.domain import (
    arranging,
    booking,
    bookings,
    contact,
    creche_offers,
    help_requests,
    interpreters,
    moving,
    together,
    waitlist,
)
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.creche import CrecheSession, IfFull
from portal.domain.help_requests import NeedKind
from portal.domain.interpreters import About
from portal.domain.invitations import Invitation
from portal.domain.outbox import Kind, OutText
from portal.domain.rounds import Round, Slot
from portal.domain.wordings import Translation
from tests import fullest, make, praised
from tests.conftest import Watch
from tests.fullest import Fullest
from tests.live import Live

MAIN = ".do button, .do a"
"""The one thing to do on a page."""


def of_parents(live: Live, watch: Watch, page: Page, language: str) -> Iterator[str]:
    """Go through every page, in this language; at each, its name is said."""
    sights = fullest.school(creche_area=3)  # too small for four
    link = live.link(sights.parent_id)
    yield from _in(page, link, language)
    yield from _booking(page, link, sights)
    yield from _another_phone(page, link, sights)
    yield from _plan(page, link, sights)
    yield from _good_news(page, link, sights)
    yield from _changing(page, link, sights)
    yield from _together(page, link, sights)
    yield from _second_child(page, link, sights)
    yield from _waiting(page, live, sights)
    yield from _wishing_to_talk(page, link, watch)
    yield from _without_a_link(page, live)
    yield from _afterwards(page, link, sights, watch)
    yield from _another_number(page, link)
    yield from _leaving(page, live, link)
    yield from _not_theirs(page, live, sights)


def press(page: Page, what: str = MAIN) -> None:
    """Tap this, and wait for the page it leads to."""
    with page.expect_navigation():
        page.click(what)


def open_little_ones(page: Page) -> None:
    """Unfold the questions about all four, one after the other, as the page offers them."""
    while page.locator(".little:not([open]) > summary").locator("visible=true").count():
        page.locator(".little:not([open]) > summary").first.click()


def fill_in_little_one(page: Page, number: int, name: str) -> None:
    """What must be said about one little one."""
    field = f"little_ones-{number}-"
    page.fill(f"[name={field}name]", name)
    page.select_option(f"[name={field}age]", "2")
    page.check(f"[name={field}health][value=no]")


def _in(page: Page, link: str, language: str) -> Iterator[str]:
    page.goto(link)
    yield "the door, languages open"
    press(page, f"button[name=language][value={language}]")
    yield "the door"
    page.click("summary")
    press(page, "a.further")
    yield "another language"
    page.fill("[name=spoken]", "Тоҷикӣ")
    press(page)
    yield "somebody rings about their language"
    page.goto(link)
    press(page)
    yield "my talks, nothing booked"


def _booking(page: Page, link: str, sights: Fullest) -> Iterator[str]:
    talk = f"{link}/talks/{sights.invitation_id}"
    page.goto(f"{talk}/times")
    yield "30 free times"
    page.goto(f"{talk}/times?when=late")
    yield "times after work"
    _interpreters_come(sights)
    page.goto(f"{talk}/times")
    yield "free times, those with an interpreter first"
    page.goto(f"{talk}/times")
    page.locator(f"label:has([value='{sights.slot_ids[2]}'])").click()
    press(page)
    yield "details"
    page.check("[name=interpreter]")
    page.fill("[name=speaks]", "")
    open_little_ones(page)
    for number in range(4):
        page.check(f"[name=little_ones-{number}-nappies]")
        page.fill(f"[name=little_ones-{number}-needs]", "asthma")
    press(page)
    yield "details, four little ones and red words"
    page.fill("[name=speaks]", "Українська")
    for name in ("lift", "step_free", "ring_me", "remind_2_hours"):
        page.check(f"[name={name}]")
    for number, name in enumerate(("Bartholomew", "Persephone", "Oluwaseun", "Maximilian")):
        fill_in_little_one(page, number, name)
    press(page)
    yield "details, the crèche full"
    page.check("[name=if_full][value=wait]")
    page.check("[name=comes][value='with the child']")
    press(page)
    yield "is this right?"
    press(page)
    yield "booked"
    with act():
        for need in help_requests.to_come():
            if need.kind == NeedKind.LIFT:
                arranging.arrange(need.id, make.OFFICE, ready_at=time(14, 30))
            else:
                arranging.cannot(need.id, "Nobody is free", make.OFFICE)
    page.reload()
    yield "booked, and what became of the help"


def _interpreters_come(sights: Fullest) -> None:
    """For each language that is offered, at the first time that is free."""
    with act() as session:
        slot = session.get_one(Slot, sights.slot_ids[0])
        for language in ("Polish", "Urdu"):
            who = interpreters.add(About("Mrs Rana", language), make.OFFICE)
            until = time(slot.begins.hour + 1)
            interpreters.book(who, slot.day, slot.begins, until, language, make.OFFICE)


def _another_phone(page: Page, link: str, sights: Fullest) -> Iterator[str]:
    ours = page.context.cookies()
    page.context.clear_cookies()
    page.goto(f"{link}/talks")
    yield "my talks, on another phone"
    page.goto(f"{link}/birthday")
    yield "birthday"
    page.fill("[name=day]", "15")
    page.select_option("[name=month]", "3")
    press(page)
    yield "birthday, wrong"
    page.fill("[name=day]", "14")
    page.select_option("[name=month]", "3")
    press(page)
    page.goto(f"{link}/settings")
    yield "texts on"
    press(page, "[name=ideas]")
    press(page, "[name=news]")
    yield "ideas by text, and no good news"
    press(page, "[name=reminders]")
    page.goto(f"{link}/settings/hours")
    page.check("[value=own]")
    page.fill("[name=begins]", "19:45")
    page.fill("[name=ends]", "20:00")
    page.evaluate("document.querySelector('form[action$=hours]').noValidate = true")
    press(page)
    yield "hours too short"
    page.fill("[name=begins]", "17:30")
    press(page)
    yield "hours of their own, and no reminders"
    page.goto(f"{link}/settings/number")
    page.fill("[name=number]", "12")
    press(page)
    yield "another number, which is none"
    page.fill("[name=number]", "07700 900997")
    press(page)
    yield "the code that went to another number"
    page.goto(f"{link}/settings/hours")
    page.check("[value=any]")
    press(page)
    press(page, "[value=ring]")
    yield "ring me, no texts"
    press(page, "[name=texts]")
    press(page, "[name=texts][value=off]")
    yield "texts off"
    page.goto(f"{link}/ideas")
    yield "five-minute ideas, texts off"
    page.goto(f"{link}/settings")
    press(page, "[name=texts]")
    press(page, "[value=this]")
    yield "this phone is forgotten"
    page.context.clear_cookies()
    page.context.add_cookies(ours)  # type: ignore[arg-type]


def _plan(page: Page, link: str, sights: Fullest) -> Iterator[str]:
    ours = page.context.cookies()
    page.context.clear_cookies()
    fullest.plan(sights.parent_id, sights.child_id)
    page.goto(f"{link}/plan")
    yield "the door, on the way to the plan"
    press(page)
    page.fill("[name=day]", "14")
    page.select_option("[name=month]", "3")
    press(page)
    yield "a plan to sign"
    address = page.url
    press(page, "a[href$='/change']")
    yield "I want a change"
    press(page)
    yield "a change is asked for"
    with act() as session:
        session.execute(update(Translation).values(language=Translation.language + "-hidden"))
    page.goto(address)
    yield "a plan not in the language yet"
    with act() as session:
        shown = func.replace(Translation.language, "-hidden", "")
        session.execute(update(Translation).values(language=shown))
    page.goto(address)
    press(page, "form[action$='/sign'] button")
    yield "a plan signed"
    fullest.others_sign(sights.child_id)
    page.goto(address)
    press(page, "button.step")
    yield "a plan in force"
    press(page, "button[value=stuck]")
    yield "stuck with the plan"
    page.goto(f"{address}/fridge")
    yield "for the fridge"
    page.goto(f"{link}/talks")
    yield "my talks, and a plan"
    make.offered(sights.second_child_id)
    page.goto(f"{link}/plan")
    yield "whose plan"
    page.context.clear_cookies()
    page.context.add_cookies(ours)  # type: ignore[arg-type]


def _good_news(page: Page, link: str, sights: Fullest) -> Iterator[str]:
    ours = page.context.cookies()
    page.context.clear_cookies()
    page.goto(f"{link}/news")
    yield "the door, on the way to good news"
    press(page)
    page.fill("[name=day]", "14")
    page.select_option("[name=month]", "3")
    press(page)
    yield "no good news yet"
    ids = (sights.child_id, sights.second_child_id)
    fullest.news(sights.parent_id, *ids, teacher_id=sights.teacher_id)
    page.goto(f"{link}/news")
    press(page, "form[action*='/news/'] button")
    yield "good news, and a heart"
    press(page, "a[href*='page=2']")
    yield "earlier good news"
    press(page, "a[href$='/say']")
    yield "a word about good news"
    page.fill("[name=words]", " ")
    press(page, "main button")
    yield "no word yet"
    page.fill("[name=words]", "Bartholomew " * 12)
    press(page, "main button")
    yield "a word has been said"
    page.goto(f"{link}/ideas")
    yield "five-minute ideas"
    press(page, "[name=ideas]")
    yield "an idea each week"
    praised.idea(sights.parent_id, sights.child_id, "one-good-thing")
    page.goto(f"{link}/ideas?topic=maths&year=11")
    yield "the last idea they were sent"
    press(page, "form[action$='/did'] button")
    yield "they did it"
    page.context.clear_cookies()
    page.goto(f"{link}/ideas")
    yield "five-minute ideas, on another phone"
    page.context.add_cookies(ours)  # type: ignore[arg-type]


def _changing(page: Page, link: str, sights: Fullest) -> Iterator[str]:
    talk = f"{link}/talks/{sights.invitation_id}"
    page.goto(f"{talk}/details")
    page.check("[name=way][value=phone]")
    press(page)
    yield "booked, by phone"
    yield from _asked_about_another_time(page, link, sights)
    page.goto(f"{talk}/times")
    yield "another time"
    page.goto(f"{talk}/cancel")
    yield "cancel?"
    press(page)
    yield "cancelled"
    press(page, "main form button")


def _asked_about_another_time(page: Page, link: str, sights: Fullest) -> Iterator[str]:
    talk = f"{link}/talks/{sights.invitation_id}"
    booked = Booking.state == BookingState.BOOKED
    query = select(Booking).where(Booking.invitation_id == sights.invitation_id, booked)
    with act() as session:
        mine = session.scalars(query).one()
        same_day = [
            slot for slot in bookings.free_slots(mine.invitation) if slot.day == mine.slot.day
        ]
        moving.ask(mine.id, same_day[-1].id, make.OFFICE, IfFull.WAIT)
    page.goto(f"{link}/talks")
    yield "my talks, asked about another time"
    page.goto(talk)
    yield "booked, asked about another time"
    page.goto(f"{talk}/another-time")
    yield "may we move your talk?"
    press(page, "button[value=no]")


def _together(page: Page, link: str, sights: Fullest) -> Iterator[str]:
    """Asked whether they would like to come together; then they do, with somebody else there."""
    talk = f"{link}/talks/{sights.invitation_id}"
    with act() as session:
        session.execute(update(Round).values(asks_together=True))
    page.goto(f"{talk}/together")
    yield "come together?"
    press(page, "[name=answer][value=yes]")
    yield "we tell nobody"
    other = _joined(sights)
    page.goto(talk)
    yield "booked, together"
    page.goto(f"{talk}/together")
    yield "come alone after all?"
    with act() as session:
        booking.end_silently(other, make.OFFICE)
        session.execute(update(Round).values(asks_together=False))


def _joined(sights: Fullest) -> int:
    """Another parent has said yes, too, and the office has made one talk of two: their booking."""
    other = make.another_parent(sights.child_id)
    with act() as session:
        asked = session.get_one(Invitation, sights.invitation_id)
    theirs = make.invitation(asked.round_id, sights.child_id, other, sights.teacher_id)
    with act() as session:
        made = booking.book(theirs, sights.slot_ids[-1], make.by(other)).id
        together.answer(theirs, True, make.by(other))
        mine = select(Booking.id).where(
            Booking.invitation_id == sights.invitation_id, Booking.state == BookingState.BOOKED
        )
        together.join(session.scalars(mine).one(), made, make.OFFICE)
    return made


def _waiting(page: Page, live: Live, sights: Fullest) -> Iterator[str]:
    """The neighbour finds no time, waits and is offered one; the family a place in the crèche."""
    link = live.link(sights.neighbour_id)
    talk = f"{link}/talks/{sights.neighbours_invitation_id}"
    ours = page.context.cookies()
    by = make.by(sights.neighbour_id)
    theirs = select(Booking.id).where(Booking.parent_id == sights.neighbour_id)
    with act() as session:
        booking.cancel(session.scalars(theirs).one(), make.OFFICE, CancelReason.OTHER)
        later = clock.now() + timedelta(days=30)
        session.execute(update(Slot).values(kept_until=later, kept_for_id=sights.parent_id))
    page.goto(f"{link}/talks")
    yield "no time is free"
    press(page)
    yield "waiting"
    page.goto(f"{link}/talks")
    yield "my talks, waiting for a time"
    with act():
        contact.stop_texts(sights.neighbour_id, by)
    page.goto(f"{talk}/waiting")
    yield "waiting without texts"
    press(page, "main button.quiet")
    yield "no time is free, without texts"
    with act() as session:
        contact.start_texts(sights.neighbour_id, by)
        waitlist.wait(sights.neighbours_invitation_id, by)
        session.execute(update(Slot).values(kept_until=None, kept_for_id=None))
        session.execute(update(CrecheSession).values(area_m2=60))
        for entry in waitlist.of(sights.neighbour_id):
            assert waitlist.offer(entry.id)
        for booking_id in creche_offers.to_offer():
            creche_offers.offer(booking_id)
    page.goto(f"{link}/talks")
    yield "a time is offered"
    page.goto(f"{talk}/times")
    yield "other times than the one offered"
    page.goto(f"{live.link(sights.parent_id)}/talks/{sights.invitation_id}")
    yield "places in the crèche are offered"
    page.goto(f"{link}/talks")
    press(page)
    yield "an offer is taken, and what would help?"
    page.context.clear_cookies()
    page.context.add_cookies(ours)  # type: ignore[arg-type]


def _wishing_to_talk(page: Page, link: str, watch: Watch) -> Iterator[str]:
    page.goto(f"{link}/talk")
    yield "I would like to talk"
    now = watch.moment
    watch.set("2026-11-09 21:00")
    page.goto(f"{link}/talk")
    page.locator("[name=child]").first.check()
    page.fill("[name=words]", "Bartholomew " * 12)
    yield "I would like to talk, and nobody is in"
    press(page)
    yield "who will get in touch"
    watch.moment = now


def _second_child(page: Page, link: str, sights: Fullest) -> Iterator[str]:
    talk = f"{link}/talks/{sights.second_id}"
    page.goto(f"{link}/talks/{sights.invitation_id}")
    yield "booked, and a second child to book for"
    page.goto(f"{link}/talks/{sights.invitation_id}/wish")
    yield "what to talk about"
    page.fill("[name=words]", "Bartholomew " * 12)
    press(page)
    yield "what to talk about, written"
    page.goto(f"{link}/talks")
    yield "my talks, one booked"
    page.goto(f"{talk}/times")
    yield "times next to the other talk"
    taken = sights.slot_ids[4]
    with act():
        booking.book(sights.neighbours_invitation_id, taken, make.OFFICE)
    page.locator(f"label:has([value='{taken}'])").click()
    press(page)
    yield "that time is taken"
    page.goto(f"{talk}/call")
    yield "none of these work"
    press(page, "main button:not(.quiet)")
    yield "we will ring you"
    page.goto(f"{talk}/call")
    press(page, "main button.quiet")
    yield "not this time"


def _without_a_link(page: Page, live: Live) -> Iterator[str]:
    page.goto(f"{live.address}/start")
    yield "from the school's page"
    page.fill("[name=number]", "12")
    press(page)
    yield "not a mobile number"
    page.fill("[name=number]", "07700 900999")
    press(page)
    yield "the code"
    page.fill("[name=code]", "000000")
    press(page)
    yield "a wrong code"
    page.goto(f"{live.address}/t/nosuchlinknow/lost")
    yield "a link that opens nothing"
    press(page)
    yield "a new link is on its way"
    page.goto(f"{live.address}/nowhere")
    yield "not here"


def _afterwards(page: Page, link: str, sights: Fullest, watch: Watch) -> Iterator[str]:
    talk = f"{link}/talks/{sights.invitation_id}"
    page.goto(f"{talk}/cancel")
    watch.set("2026-11-24 16:10")
    press(page)
    yield "too late to cancel"
    page.goto(talk)
    yield "a talk that is over"
    with act() as session:
        session.execute(update(Slot).values(removed_at=clock.now()))
    page.goto(f"{link}/talks/{sights.second_id}/times")
    yield "no free time"
    with act() as session:
        session.execute(update(Round).values(closes_on=clock.today() - timedelta(days=1)))
    page.goto(f"{link}/talks/{sights.second_id}/times")
    yield "booking is closed"
    watch.set("2026-12-24 10:00")
    page.goto(f"{link}/talks")
    yield "nothing to do"


def _another_number(page: Page, link: str) -> Iterator[str]:
    """Another number is theirs from now on; this phone knows the code that went there."""
    page.goto(f"{link}/birthday")
    page.fill("[name=day]", "14")
    page.select_option("[name=month]", "3")
    press(page)
    page.goto(f"{link}/settings/number")
    page.fill("[name=number]", "07700 900996")
    press(page)
    with act() as session:
        codes = select(OutText.body).where(OutText.kind == Kind.CODE).order_by(OutText.id.desc())
        found = re.search(r"\d{6}", session.scalars(codes).first() or "")
    assert found is not None
    page.fill("[name=code]", found[0])
    press(page)
    yield "the other number is theirs"


def _leaving(page: Page, live: Live, link: str) -> Iterator[str]:
    page.request.get(f"{live.address}/leave", max_redirects=0)
    page.goto(f"{link}/talks")
    yield "closed after leaving quickly"
    press(page, "main button")


def _not_theirs(page: Page, live: Live, sights: Fullest) -> Iterator[str]:
    """At the neighbours', in the language that this phone has chosen."""
    link = live.link(sights.neighbour_id)
    page.goto(f"{link}/birthday")
    page.fill("[name=day]", "1")
    page.select_option("[name=month]", "1")
    press(page)
    yield "no birthday on file"
    page.goto(link)
    press(page, "main form button.quiet")
    yield "wrong person"
