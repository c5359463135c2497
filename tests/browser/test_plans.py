"""The screens of plans keep nobody out: on a tablet in the room and on a small phone, with a parent
who reads Urdu beside the teacher."""

import pytest

from portal.db import act
from portal.domain import records, signing, targets, translating, wordings
from portal.domain.history import By, Face
from portal.domain.records import Part
from portal.languages import OFFERED
from tests import make
from tests.browser import looking
from tests.browser.conftest import NewPhone
from tests.browser.test_staff_screens import sideways
from tests.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.walk]

TABLET = {"width": 768, "height": 1024}


def plan_with_urdu() -> dict[str, str]:
    """A plan in a talk with a parent who reads Urdu; addresses by what they show."""
    evening = make.evening(language="ur")
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    first = make.target(
        child_id, (parent_id, "We look at a book together."), child=("I choose a book I like.",)
    )
    by = By(Face.DESK, staff_id=evening.teacher_id)
    talk_id = make.booked(evening)
    with act():
        record = records.open_record(talk_id, by)
        records.save(record.id, Part.PRIORITY_1, "Reading at home", 0, by)
        wording = wordings.own("We look at a book together.")
        translating.put_into(wording, OFFERED["ur"], "ہم مل کر کتاب دیکھتے ہیں۔", "Mrs Aslam", by)
    return {
        "plan": f"/staff/plans/{child_id}?talk={talk_id}",
        "plan without": f"/staff/plans/{child_id}",
        "choose": f"/staff/plans/{child_id}/new?talk={talk_id}&topic=reading",
        "write": f"/staff/plans/{child_id}/new/write?talk={talk_id}&starter=reading-ten-minutes",
        "change": f"/staff/targets/{first}/change?talk={talk_id}",
        "translate": f"/staff/plans/{child_id}/in-their-language?talk={talk_id}",
        "sign": f"/staff/plans/{child_id}/sign?talk={talk_id}",
        "parent": f"/staff/talks/{talk_id}/sign",
        "child": f"/staff/plans/{child_id}/sign/child?talk={talk_id}",
        "pupil": f"/staff/plans/{child_id}/pupil",
        "paper": f"/staff/plans/{child_id}/paper?talk={talk_id}",
        "look back": f"/staff/talks/{talk_id}/look-back",
        "teacher": str(evening.teacher_id),
    }


@pytest.mark.walk
def test_every_screen_of_a_plan(live: Live, new_phone: NewPhone) -> None:
    where = plan_with_urdu()
    teacher_id = where.pop("teacher")
    page = new_phone()
    page.context.add_cookies([live.signed_in(teacher_id)])
    found = {}
    for name, path in where.items():
        page.set_viewport_size(TABLET)  # type: ignore[arg-type]
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        wrong = [*looking.kept_out(page), *sideways(page)]
        page.set_viewport_size(looking.SMALL)  # type: ignore[arg-type]
        found[name] = [*wrong, *sideways(page), *looking.kept_out(page)]
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_a_target_is_made_and_signed_without_javascript(live: Live, new_phone: NewPhone) -> None:
    evening = make.evening(language="ur")
    talk_id, child_id = make.booked(evening), evening.family.child_id
    page = new_phone(javascript=False)
    page.set_viewport_size(TABLET)  # type: ignore[arg-type]
    page.context.add_cookies([live.signed_in(evening.teacher_id)])
    page.goto(f"/staff/plans/{child_id}?talk={talk_id}")
    page.get_by_role("link", name="Make a target", exact=True).click()
    page.get_by_role("link", name="Reading", exact=True).click()
    page.get_by_role("link", name="I will read for ten minutes every day.").click()
    page.get_by_label("We sit together and listen to the reading.", exact=True).check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Sign", exact=True).click()
    page.get_by_role("button", name="Sign as the teacher").click()
    page.get_by_role("link", name="Hand the tablet to Yusuf").click()
    page.get_by_role("button", name="Yes, I will try this").click()
    page.get_by_role("link", name="Give it back").click()
    page.get_by_role("link", name="Hand the tablet over").click()
    urdu = OFFERED["ur"]
    assert page.locator("nav, header").count() == 0
    page.get_by_role("button", name=urdu.gettext("I agree")).click()
    said = urdu.gettext("Thank you. You have agreed to this plan.")
    assert page.get_by_role("status").inner_text() == said
    (target_id,) = targets.ongoing_ids(child_id)
    assert signing.is_in_force(target_id)
