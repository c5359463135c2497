"""Worries, the ledger and the balance, as colleagues see them; and the week's nudge on Today."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import act, db
from portal.domain.history import Deed, Event
from portal.domain.people import Child, ClassStaff, Role
from portal.domain.worries import Topic, WorryTold
from tests import heard, make
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.screens import Screen
from tests.web import reading
from tests.web.reading import words
from tests.web.test_how_much_is_asked import asked

AT = "/staff/children/{}/{}"


def a_class(*children: str, teacher: str = "Miss Khan") -> tuple[int, dict[str, int]]:
    """A teacher (id), and the ids of the children of their class by name."""
    staff_id = make.staff(teacher)
    class_id = make.school_class(f"Class of {teacher}", teacher_id=staff_id)
    return staff_id, {name: make.family(name, class_id=class_id).child_id for name in children}


def class_of(child_id: int) -> int | None:
    return db.session.get_one(Child, child_id).class_id


def screen_of(portal: Flask, staff_id: int) -> Screen:
    screen = Screen(portal)
    screen.client.sign_in(staff_id)
    return screen


# -- who may look --------------------------------------------------------------------------------

PAGES = (
    "/staff/children/{child}/worry",
    "/staff/children/{child}/contacts",
    "/staff/balance?class={class_}",
)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.CRECHE, Role.SAFEGUARDING])
def test_the_office_and_others_find_none_of_it(
    portal: Flask, browser: CheckingClient, role: Role
) -> None:
    family = make.family(class_id=make.school_class())
    browser.sign_in(make.staff("Mrs Green", role))
    for page in (*PAGES, "/staff/balance"):
        assert browser.get(page.format(child=family.child_id, class_=1)).status_code == 404
    told = browser.send(AT.format(family.child_id, "worry"), {"topic": "homework"})
    assert told.status_code == 404


def test_a_teacher_finds_nothing_of_another_class(portal: Flask, browser: CheckingClient) -> None:
    khan, ours = a_class("Yusuf")
    _evans, theirs = a_class("Zofia", teacher="Mr Evans")
    worry_id = heard.worry(ours["Yusuf"], heard.parent_of(ours["Yusuf"]), khan)
    other_class = class_of(theirs["Zofia"])
    browser.sign_in(khan)
    for page in PAGES:
        path = page.format(child=theirs["Zofia"], class_=other_class)
        assert browser.get(path).status_code == 404, page
    undo = AT.format(theirs["Zofia"], f"worry/{worry_id}/undo")
    assert browser.send(undo).status_code == 404
    assert browser.send(AT.format(theirs["Zofia"], "worry")).status_code == 404


def test_who_helps_in_the_class_finds_it(portal: Flask, browser: CheckingClient) -> None:
    _khan, ids = a_class("Yusuf")
    helper = make.staff("Mr Doyle")
    class_id = class_of(ids["Yusuf"])
    with act() as session:
        session.add(ClassStaff(class_id=class_id, staff_id=helper))
    browser.sign_in(helper)
    for page in PAGES:
        path = page.format(child=ids["Yusuf"], class_=class_id)
        assert browser.get(path).status_code == 200, page


# -- telling of a worry ----------------------------------------------------------------------------


def test_first_what_was_good_then_one_tap_and_it_is_in_the_balance(
    portal: Flask, watch: Watch
) -> None:
    khan, ids = a_class("Zofia")
    heard.good(ids["Zofia"], "2026-11-05", phrase="tried-hard", filled="maths")
    page = screen_of(portal, khan).open("/staff/balance").follow("Zofia").follow("I rang")
    assert (
        "Zofia’s family last heard good news on Thursday 5 November: “Zofia tried very hard in "
        "maths today.” Begin with that." in page.words
    )
    page.press("Homework")
    assert "worry homework Mon 9 Nov 10:00 · by phone to Ayesha Malik · by Miss Khan" in page.words
    assert "This term: 1 good, 1 worry too little good news" in page.words
    page.press("Undo")
    assert "This term: 1 good, 0 worries as it should be" in page.words


def test_nothing_good_yet_says_so(portal: Flask, watch: Watch) -> None:
    khan, ids = a_class("Ada", "Ben", "Cleo")
    heard.good(ids["Ben"], "2026-07-01")
    heard.worry(ids["Cleo"], heard.parent_of(ids["Cleo"]), khan)
    screen = screen_of(portal, khan)

    def begins(name: str) -> str:
        return screen.open(AT.format(ids[name], "worry")).words

    assert "This family is new: the first word they hear should be a good one." in begins("Ada")
    assert "Wednesday 1 July" in begins("Ben")
    assert "They have heard nothing good this term. Begin with something good." in begins("Ben")
    assert "heard nothing good this term. Begin with something good." in begins("Cleo")
    heard.good(ids["Cleo"])
    assert "Good news about Cleo goes out today: “Cleo worked very hard today.”" in begins("Cleo")


def test_nothing_chosen_is_asked_for_and_what_was_chosen_stays(portal: Flask) -> None:
    khan, ids = a_class("Yusuf")
    second = make.another_parent(ids["Yusuf"], "Omar", language="pl")
    page = screen_of(portal, khan).open(AT.format(ids["Yusuf"], "worry"))
    assert "speaks Polish" in page.words
    page.press("Friends", status=422)
    assert "Please choose whom you told." in page.words
    page.press("Friends", {"parent": second, "how": "by pigeon"}, status=422)
    assert "Please choose how you told them" in page.words
    assert f'value="{second}" required checked' in page.html
    page.press("Friends", {"how": "in person"})
    assert "worry friends Mon 9 Nov 10:00 · in person to Omar Malik · by Miss Khan" in page.words
    worry = db.session.scalars(select(WorryTold)).one()
    assert (worry.parent_id, worry.topic) == (second, Topic.FRIENDS)


def test_back_and_tapped_again_it_is_one(portal: Flask, browser: CheckingClient) -> None:
    khan, ids = a_class("Yusuf")
    browser.sign_in(khan)
    parent_id = heard.parent_of(ids["Yusuf"])
    fields = {"parent": parent_id, "how": "by phone", "topic": "homework"}
    for _ in range(2):
        browser.send(AT.format(ids["Yusuf"], "worry"), fields)
    assert len(db.session.scalars(select(WorryTold)).all()) == 1


def test_who_must_not_be_contacted_stands_on_no_page(
    portal: Flask, browser: CheckingClient
) -> None:
    khan, ids = a_class("Yusuf")
    barred = make.another_parent(ids["Yusuf"], "Omar")
    heard.worry(ids["Yusuf"], barred, khan)
    heard.barred(ids["Yusuf"], barred)
    number = make.number_of(barred)
    browser.sign_in(khan)
    for page in ("worry", "contacts"):
        html = browser.get(AT.format(ids["Yusuf"], page)).get_data(as_text=True)
        assert "Omar" not in html and number[-6:] not in html
    forged = {"parent": barred, "how": "by phone", "topic": "homework"}
    assert browser.send(AT.format(ids["Yusuf"], "worry"), forged).status_code == 422


def test_nobody_to_tell(portal: Flask, browser: CheckingClient) -> None:
    khan, ids = a_class("Yusuf")
    heard.barred(ids["Yusuf"], heard.parent_of(ids["Yusuf"]))
    browser.sign_in(khan)
    page = browser.get(AT.format(ids["Yusuf"], "worry"))
    assert "There is nobody we may tell about Yusuf. Ask the office." in words(page)


def test_undo_comes_too_late(portal: Flask, watch: Watch) -> None:
    khan, ids = a_class("Yusuf")
    parent_id = heard.parent_of(ids["Yusuf"])
    heard.worry(ids["Yusuf"], parent_id, khan)
    page = screen_of(portal, khan).open(AT.format(ids["Yusuf"], "contacts"))
    watch.set("2026-11-10 08:00")
    page.press("Undo")
    assert page.said == ["Only whoever told the family can take it back, and only on the same day."]
    assert "homework" in page.words


# -- the balance of a class ------------------------------------------------------------------------


def test_the_class_by_who_has_waited_longest(portal: Flask, browser: CheckingClient) -> None:
    khan, ids = a_class("Ada", "Ben", "Cleo", "Dan")
    heard.good(ids["Ada"])
    heard.good(ids["Ben"], "2026-09-10")
    for name in ("Ben", "Cleo"):
        heard.worry(ids[name], heard.parent_of(ids[name]), khan)
    browser.sign_in(khan)
    assert reading.rows(browser.get("/staff/balance")) == [
        ["Cleo Malik", "never", "only worries", "waits", "0", "1"],
        ["Dan Malik", "new", "nothing yet", "waits", "0", "0"],
        ["Ben Malik", "Thu 10 Sept", "too little good news", "waits", "1", "1"],
        ["Ada Malik", "Mon 9 Nov", "as it should be", "1", "1", "0"],
    ]


def test_without_a_class_the_page_says_so(portal: Flask, browser: CheckingClient) -> None:
    browser.sign_in(make.staff())
    assert "You teach in no class yet." in words(browser.get("/staff/balance"))


# -- the school, for leads -------------------------------------------------------------------------


def test_a_lead_sees_the_spread_and_who_is_left_out(portal: Flask, browser: CheckingClient) -> None:
    ids = heard.big_school(14)
    browser.sign_in(make.staff("Mr Okafor", Role.LEAD))
    page = browser.get("/staff/balance")
    assert "50% of children had good news in the last three weeks: 42 of 84" in words(page)
    assert ["3 Elm", "7", "14", "50%"] in reading.rows(page, 0)
    plots = reading.main(page).findall(f".//{reading.NAMESPACE}figure")
    assert len(plots) == 6
    assert 'role="img"' in page.get_data(as_text=True)
    assert "Nothing good this term42" in words(page)
    assert "Child1 Name 3 Elm · new" in words(page)
    heard.worry(ids[1], heard.parent_of(ids[1]))
    worries = words(browser.get("/staff/balance?show=worries"))
    assert "Child1 Name 3 Elm · 1 worry" in worries and "Child3" not in worries
    assert browser.get("/staff/balance?show=else").status_code == 404


def test_about_whom_there_is_nobody_to_write_to_is_marked(
    portal: Flask, browser: CheckingClient
) -> None:
    _khan, ids = a_class("Yusuf", "Zofia")
    heard.barred(ids["Yusuf"], heard.parent_of(ids["Yusuf"]))
    browser.sign_in(make.staff("Mr Okafor", Role.LEAD))
    page = words(browser.get("/staff/balance"))
    assert "Yusuf Malik Class of Miss Khan · nobody to write to" in page
    assert "Zofia Malik Class of Miss Khan · new" in page
    of_class = browser.get(f"/staff/balance?class={class_of(ids['Yusuf'])}")
    assert ["Yusuf Malik", "never", "nothing yet", "nobody to write to", "0", "0"] in reading.rows(
        of_class
    )


def test_long_lists_have_pages(portal: Flask) -> None:
    heard.big_school(20)
    screen = screen_of(portal, make.staff("Mr Okafor", Role.LEAD)).open("/staff/balance")
    assert screen.words.count("· new") == 24
    screen.follow("Page 2").follow("Page 3")
    assert screen.words.count("· new") == 12
    screen.follow("Page 2")


def test_history_says_who_looked_at_the_groups(portal: Flask, browser: CheckingClient) -> None:
    lead = make.staff("Mr Okafor", Role.LEAD)
    browser.sign_in(lead)
    browser.get("/staff/balance")
    event = db.session.scalars(select(Event)).one()
    assert (event.deed, event.by_staff_id, event.about) == (
        Deed.BARRIERS_SEEN,
        lead,
        {"spread": True},
    )


def test_no_teacher_is_named_beside_a_class(portal: Flask, browser: CheckingClient) -> None:
    heard.big_school(14, make.staff("Miss Khan"))
    browser.sign_in(make.staff("Mr Okafor", Role.LEAD))
    assert "Khan" not in browser.get("/staff/balance").get_data(as_text=True)


@pytest.mark.parametrize("page", ["/staff", "/staff/balance", "/staff/balance?class="])
def test_a_bigger_class_asks_no_more(portal: Flask, browser: CheckingClient, page: str) -> None:
    class_id = make.school_class(teacher_id=make.staff())
    browser.sign_in(make.staff("Mr Okafor", Role.LEAD, Role.TEACHER))
    path = f"{page}{class_id}" if page.endswith("=") else page
    for name in ("Ada", "Ben"):
        heard.good(make.family(name, class_id=class_id).child_id)
    before = asked(browser, path)
    for at in range(12):
        heard.good(make.family(f"Child{at}", class_id=class_id).child_id)
    assert asked(browser, path) == before


# -- the nudge -------------------------------------------------------------------------------------


def test_the_nudge_names_who_waits_until_it_is_seen(portal: Flask) -> None:
    khan, ids = a_class("Ada", "Ben")
    heard.good(ids["Ben"], "2026-10-01")
    page = screen_of(portal, khan).open("/staff")
    assert "Nothing good was said about these 2 children in three weeks." in page.words
    assert "Ada Malik: what the family has heard Class of Miss Khan never yet" in page.words
    assert "last on Thursday 1 October" in page.words
    page.press("Not again this week")
    assert "They wait for good news" not in page.words
    page.follow("Good news and worries in my classes")
    assert [row[0] for row in reading.rows(page.page)] == ["Ada Malik", "Ben Malik"]


def test_leads_read_the_spread_in_one_line(portal: Flask, browser: CheckingClient) -> None:
    heard.big_school(14)
    browser.sign_in(make.staff("Mr Okafor", Role.LEAD))
    page = browser.get("/staff")
    said = "Good news in the last three weeks: 50% of all children; girls 0%, boys 100%."
    assert said in words(page)
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    assert "three weeks" not in words(browser.get("/staff"))
