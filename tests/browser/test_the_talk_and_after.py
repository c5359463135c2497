"""A talk from the sheet before it to looking back at it, on a tablet; and what was agreed, on a
small phone without JavaScript (axe looks at those pages in the tour of `test_pages`).
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.db import db
from portal.domain import check_ins, signing, targets, wishes
from portal.domain.check_ins import Going
from portal.domain.tasks import Task, TaskKind
from portal.languages import OFFERED
from portal.wording import plan_texts, reading_back
from tests import agreements, make
from tests.browser import looking
from tests.browser.conftest import NewPhone
from tests.browser.test_plans import TABLET
from tests.browser.test_staff_screens import sideways
from tests.browser.tour import press
from tests.conftest import Watch
from tests.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.walk]

READ = "I will read for ten minutes every day."


class Tablet:
    """The school's tablet on the table. `found`: what was wrong, by stop; where no stop is named, a
    page like it was looked at before."""

    def __init__(self, page: Page) -> None:
        self.page, self.found = page, dict[str, list[str]]()
        page.set_default_timeout(8_000)
        page.set_viewport_size(TABLET)  # type: ignore[arg-type]

    def at(self, stop: str) -> None:
        """Look at the page that is shown now."""
        wrong = [*looking.kept_out(self.page), *sideways(self.page)]
        if wrong:
            self.found[stop] = wrong

    def follow(self, link: str, stop: str = "") -> None:
        self._go(lambda: self.page.get_by_role("link", name=link, exact=True).first.click(), stop)

    def tap(self, button: str, stop: str = "") -> None:
        self._go(lambda: self.page.get_by_role("button", name=button).first.click(), stop)

    def _go(self, tap: Callable[[], None], stop: str) -> None:
        with self.page.expect_navigation():
            tap()
        if stop:
            self.at(stop)


def test_a_talk_from_the_sheet_to_looking_back(
    live: Live, new_phone: NewPhone, watch: Watch
) -> None:
    day = make.evening(language="ur")
    make.booked(day)
    watch.set("2026-11-24 15:00")
    tablet = Tablet(new_phone())
    page = tablet.page
    page.context.add_cookies([live.signed_in(day.teacher_id)])
    page.goto("/staff")
    tablet.at("today")
    tablet.follow("Prepare the talk about Yusuf Malik", "the sheet")
    tablet.follow("To the talk", "the talk")
    page.get_by_label("Ayesha Malik").check()
    page.fill("#priority-1", "Reading")
    tablet.tap("They are here")
    tablet.tap("Write a target", "which topic")
    tablet.follow("Reading", "what fits best")
    with page.expect_navigation():
        page.get_by_role("link", name=READ).click()
    tablet.at("the target")
    page.get_by_label("We sit together and listen to the reading.", exact=True).check()
    tablet.tap("Save", "the plan")
    tablet.follow("Talk with Ayesha Malik")
    tablet.tap("Read it all back", "read back in Urdu")
    tablet.tap(reading_back.yes(OFFERED["ur"]), "who signs")
    tablet.tap("Sign as the teacher")
    tablet.follow("Hand the tablet to Yusuf", "in the child's hands")
    tablet.tap("Yes, I will try this", "the child has signed")
    tablet.follow("Give it back")
    tablet.follow("Hand the tablet over", "in the mother's hands")
    tablet.tap(OFFERED["ur"].gettext("I agree"), "the mother has signed")
    tablet.follow(OFFERED["ur"].gettext("Give it back"), "all have signed")
    (target_id,) = targets.ongoing_ids(day.family.child_id)
    assert signing.is_in_force(target_id)
    tablet.follow("Plan for Yusuf", "in force")
    tablet.follow("Page for Yusuf", "the child's page")
    tablet.tap("I did it")
    _looks_back(day, watch, tablet)
    assert tablet.found == {}


def _looks_back(day: make.Evening, watch: Watch, tablet: Tablet) -> None:
    """In the next round, with the same mother."""
    watch.set("2027-02-16 10:00")
    around = make.round_(name="Spring talks", class_ids=(day.class_id,))
    slots = make.cover(around, day.teacher_id, "2027-02-16")
    invited = make.invitation(around, day.family.child_id, day.family.parent_id, day.teacher_id)
    day.slot_ids, day.invitation_id = slots, invited
    make.booked(day)
    tablet.page.goto("/staff")
    tablet.follow("Yusuf Malik")
    tablet.tap("Look back at last time’s targets", "looking back")
    tablet.page.locator("label", has_text="Nearly").click()
    tablet.page.locator("label", has_text="Keep it").click()
    tablet.tap("Save", "looked back")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_what_was_agreed_on_a_phone_without_javascript(
    live: Live, new_phone: NewPhone, language: str
) -> None:
    own, day = OFFERED[language], make.evening(language=language)
    child_id, parent_id = day.family.child_id, day.family.parent_id
    target_id = make.target(child_id, (parent_id, agreements.HOME), sentence=agreements.SENTENCE)
    agreements.in_urdu(target_id)
    agreements.others_sign(day, child_id)
    booking_id, link = make.booked(day), live.link(parent_id)
    page = new_phone(language=language, javascript=False)
    page.goto(f"{link}/plan")
    press(page)
    page.fill("[name=day]", "14")
    page.select_option("[name=month]", "3")
    press(page)
    said, wide = page.get_by_role("status"), []
    press(page, "form[action$='/sign'] button")
    expect(said).to_have_text(plan_texts.have_signed(own))
    wide += sideways(page)
    press(page, "button.step")
    expect(page.locator("button.step[name=undo]")).to_have_count(1)
    press(page, "button[name=going][value='a bit hard']")
    expect(said).to_have_text(plan_texts.have_told(own))
    assert [one.going for one, _ in check_ins.of_child(child_id)] == [Going.HARD]
    press(page, "a[href$='/change']")
    page.fill("[name=words]", "5")
    wide += sideways(page)
    press(page)
    expect(said).to_have_text(plan_texts.will_look(own, teacher="Miss Khan"))
    press(page, "a[href$='/fridge']")
    wide += sideways(page)
    press(page, "form[action$='/fridge'] button")
    expect(said).to_have_text(plan_texts.on_paper(own, teacher="Miss Khan"))
    page.goto(f"{link}/talks/{day.invitation_id}/wish")
    page.fill("[name=words]", "6")
    wide += sideways(page)
    press(page)
    assert [one.original for one in wishes.of_talk(booking_id)] == ["6"]
    assert wide == []
    kinds = db.session.scalars(select(Task.kind).order_by(Task.id)).all()
    assert kinds == [TaskKind.CHANGE_WANTED, TaskKind.ON_PAPER]
