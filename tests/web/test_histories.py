"""History as a head reads it: everything that may be spoken of, and nothing of what may not."""

import pytest
from flask import Flask

from portal.db import act, db
from portal.domain import booking, guarding, histories, inbox, no_contact
from portal.domain.guarding import Whose
from portal.domain.histories import About
from portal.domain.history import By, Deed, Event, Face, record
from portal.domain.people import Parent, Role
from tests import make
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.web import reading
from tests.web.reading import words


def sit_down(browser: CheckingClient, *roles: Role) -> int:
    staff_id = make.staff("Mr Okafor", *roles)
    browser.sign_in(staff_id)
    return staff_id


def test_a_childs_history_says_what_when_about_whom_and_who(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    sit_down(browser, Role.LEAD)
    khan = By(Face.DESK, staff_id=day.teacher_id)
    with act():
        made = booking.book(day.invitation_id, day.slot_ids[2], make.by(day.family.parent_id))
        record(
            khan,
            Deed.NOTED,
            parent_id=day.family.parent_id,
            child_id=day.family.child_id,
            booking_id=made.id,
            note="Room has changed",
        )
        record(make.OFFICE, Deed.NOTED, child_id=day.family.child_id + 999, note="Another child")
    page = browser.get(f"/staff/history/child/{day.family.child_id}")
    noted, booked = reading.rows(page)[:2]
    assert noted == [
        "9 November 2026 10:00",
        "Wrote a note Room has changed",
        "Yusuf Malik, Ayesha Malik",
        "Miss Khan at the desk",
    ]
    assert booked[1:] == [
        "Booked Tue 24 Nov 16:00",
        "Yusuf Malik, Ayesha Malik",
        "Ayesha Malik on the web",
    ]
    assert "Another child" not in words(page)


def test_who_may_read_it(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    paths = [
        f"/staff/history/child/{day.family.child_id}",
        f"/staff/history/parent/{day.family.parent_id}",
        f"/staff/history/staff/{day.teacher_id}",
    ]
    for role in Role:
        browser.sign_in(make.staff(f"One {role}", role))
        right = 200 if role in (Role.LEAD, Role.SAFEGUARDING) else 404
        assert [browser.get(path).status_code for path in paths] == [right] * 3, role
    assert all(browser.send(path).status_code == 405 for path in paths)


def test_it_is_read_page_by_page_and_by_kind(portal: Flask, browser: CheckingClient) -> None:
    family = make.family()
    sit_down(browser, Role.LEAD)
    with act():
        for number in range(histories.A_PAGE + 3):
            record(make.OFFICE, Deed.NOTED, child_id=family.child_id, note=f"Note {number}.")
        record(make.OFFICE, Deed.TIE_CHANGED, child_id=family.child_id)
    path = f"/staff/history/child/{family.child_id}"
    page = browser.get(path)
    assert len(reading.rows(page)) == histories.A_PAGE
    older = browser.get(reading.main(page).find(".//*[@class='button quiet'][@href]").get("href"))  # type: ignore[union-attr,arg-type]
    assert [row[1] for row in reading.rows(older)] == [
        f"Wrote a note Note {number}." for number in (3, 2, 1, 0)
    ]
    people = browser.get(path, query_string={"about": About.PEOPLE.value})
    assert [row[1] for row in reading.rows(people)] == ["Tie to a child was changed"]
    assert "Nothing yet." in words(browser.get(path, query_string={"about": "signing-in"}))
    for nonsense in ({"about": "x"}, {"before": "x"}, {"before": "-1"}, {"before": "9" * 30}):
        assert browser.get(path, query_string=nonsense).status_code == 200


def test_a_colleagues_history_has_their_account_too(portal: Flask, browser: CheckingClient) -> None:
    lead = sit_down(browser, Role.LEAD)
    other = make.staff("Miss Khan")
    with act():
        record(By(Face.DESK, staff_id=other), Deed.SIGNED_IN, staff=other)
        record(By(Face.DESK, staff_id=lead), Deed.STAFF_CHANGED, staff=other)
        record(By(Face.DESK, staff_id=lead), Deed.STEP_RESET, staff=other)
        record(By(Face.DESK, staff_id=lead), Deed.HANDED_ON, staff=other)
        record(By(Face.DESK, staff_id=lead), Deed.SCHOOL_CHANGED)
    rows = reading.rows(browser.get(f"/staff/history/staff/{other}"))
    assert [(what, by) for _, what, _, by in rows] == [
        ("What they had in hand was handed on", "Mr Okafor at the desk"),
        ("Second step was reset", "Mr Okafor at the desk"),
        ("Staff account was changed", "Mr Okafor at the desk"),
        ("Signed in", "Miss Khan at the desk"),
    ]


# -- what may not be spoken of -------------------------------------------------------------------


def barred(browser: CheckingClient) -> tuple[make.Family, int]:
    """Karim must not be contacted about Yusuf; he had a talk before."""
    day = make.evening()
    karim = make.another_parent(day.family.child_id, "Karim")
    with act():
        record(make.by(karim), Deed.BOOKED, parent_id=karim, child_id=day.family.child_id)
        record(make.by(karim), Deed.LANGUAGE_CHOSEN, parent_id=karim)
        no_contact.hold(karim, day.family.child_id, By(Face.DESK, staff_id=day.teacher_id))
    return day.family, karim


def test_a_barred_parent_is_in_no_history_that_others_read(
    portal: Flask, browser: CheckingClient
) -> None:
    family, karim = barred(browser)
    teacher_id = (
        db.session.query(Event.by_staff_id).filter(Event.deed == Deed.CONTACT_HELD).scalar()
    )
    paths = [f"/staff/history/child/{family.child_id}", f"/staff/history/staff/{teacher_id}"]
    sit_down(browser, Role.LEAD)
    for path in paths:
        for about in ("", *About):
            page = browser.get(path, query_string={"about": about})
            assert "Karim" not in page.get_data(as_text=True), (path, about)
            assert "Contact was held" not in page.get_data(as_text=True)
            assert f"parent/{karim}" not in page.get_data(as_text=True)
    assert browser.get(f"/staff/history/parent/{karim}").status_code == 404


def test_the_safeguarding_lead_reads_all(portal: Flask, browser: CheckingClient) -> None:
    family, karim = barred(browser)
    sit_down(browser, Role.SAFEGUARDING)
    for path in (f"child/{family.child_id}", f"parent/{karim}"):
        said = [row[1] for row in reading.rows(browser.get(f"/staff/history/{path}"))]
        assert "Contact was held" in said and "Booked" in said, path


def test_a_guarded_thread_is_in_no_history_that_others_read(
    portal: Flask, browser: CheckingClient
) -> None:
    family = make.family()
    make.staff("Miss Safe", Role.SAFEGUARDING)
    with act():
        inbox.take_in(
            carrier_id="SM1", number=make.number_of(family.parent_id), body="Help us", pictures=0
        )
        record(make.OFFICE, Deed.CALL_NOTED, parent_id=family.parent_id, note="She is afraid")
        guarding.pass_on(Whose(family.parent_id), make.OFFICE)
    path = f"/staff/history/parent/{family.parent_id}"
    sit_down(browser, Role.LEAD)
    assert "afraid" not in words(browser.get(path))
    browser.sign_in(make.staff("Mrs Guard", Role.SAFEGUARDING))
    assert "She is afraid" in words(browser.get(path))


def test_nobody_reads_who_asked_for_a_change(portal: Flask, browser: CheckingClient) -> None:
    family = make.family()
    with act():
        record(
            make.by(family.parent_id),
            Deed.CHANGE_WANTED,
            parent_id=family.parent_id,
            child_id=family.child_id,
        )
    sit_down(browser, Role.LEAD, Role.SAFEGUARDING)
    page = browser.get(f"/staff/history/child/{family.child_id}")
    assert reading.rows(page)[0][1:] == ["Wants a change", "Yusuf Malik", "on the web"]
    page = browser.get(f"/staff/history/parent/{family.parent_id}")
    assert "Wants a change" not in words(page)


def test_who_was_erased_has_no_name_and_no_page(portal: Flask, browser: CheckingClient) -> None:
    family = make.family()
    with act() as session:
        gone = Parent(first_name="Gone", last_name="Away")
        session.add(gone)
        session.flush()
        gone_id = gone.id
        record(make.by(gone_id), Deed.SIGNED, parent_id=gone_id, child_id=family.child_id)
        session.delete(gone)
    sit_down(browser, Role.LEAD)
    page = browser.get(f"/staff/history/child/{family.child_id}")
    assert reading.rows(page)[0][2:] == [
        "Yusuf Malik, a parent who is erased",
        "a parent who is erased on the web",
    ]
    assert browser.get(f"/staff/history/parent/{gone_id}").status_code == 404


@pytest.mark.parametrize("where", ["parents/{parent}", "children/{child}", "staff/{staff}"])
def test_a_lead_finds_it_where_people_are(
    portal: Flask, browser: CheckingClient, where: str
) -> None:
    day = make.evening()
    at = "/staff/" + where.format(
        parent=day.family.parent_id, child=day.family.child_id, staff=day.teacher_id
    )
    sit_down(browser, Role.LEAD, Role.OFFICE)
    assert "/staff/history/" in browser.get(at).get_data(as_text=True)
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    assert "/staff/history/" not in browser.get(at).get_data(as_text=True)
