"""The page Tasks: whose, by when, and one button for each thing that can be done."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.db import act, db
from portal.domain import handing_on, tasks
from portal.domain.history import By, Face
from portal.domain.people import Role
from portal.domain.tasks import Task, TaskKind
from tests import make
from tests.conftest import Watch
from tests.web import reading


def asked(kind: TaskKind, parent_id: int, **about: object) -> int:
    with act():
        tasks.ask_office(kind, parent_id=parent_id, **about)  # type: ignore[arg-type]
    return db.session.scalars(db.select(Task.id).order_by(Task.id.desc())).first() or 0


def at_the_office(browser: FlaskClient, name: str = "Mrs Green") -> int:
    staff_id = make.staff(name, Role.OFFICE)
    browser.sign_in(staff_id)
    return staff_id


def tabs(browser: FlaskClient) -> list[str]:
    nav = reading.main(browser.get("/staff/tasks")).find(f".//{reading.NAMESPACE}nav")
    assert nav is not None
    return [reading.text_of(one) for one in nav.iter(f"{reading.NAMESPACE}a")]


def options(page: TestResponse, name: str) -> list[str]:
    """What can be chosen from."""
    (select,) = reading.main(page).findall(f".//{reading.NAMESPACE}select[@name='{name}']")
    return [reading.text_of(one) for one in select]


def whose(browser: FlaskClient, show: str) -> list[str]:
    """Whom the tasks of this view are about."""
    page = browser.get(f"/staff/tasks?show={show}")
    assert page.status_code == 200
    links = reading.main(page).iter(f"{reading.NAMESPACE}a")
    return [reading.text_of(one) for one in links if "/parents/" in (one.get("href") or "")]


def test_the_list_is_grouped_by_day_and_counted(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    ewa, sara = make.family("Lena", ("Ewa",)).parent_id, make.family("Ali", ("Sara",)).parent_id
    asked(TaskKind.LANGUAGE, ewa)
    asked(TaskKind.CALL, sara)
    watch.set("2026-11-11 09:00")
    asked(TaskKind.CALL, ewa)
    at_the_office(browser)
    page = browser.get("/staff/tasks")
    assert reading.all_of(page, "h2") == ["Overdue", "This week"]
    assert whose(browser, "all") == ["Sara Malik", "Ewa Malik", "Ewa Malik"]
    assert tabs(browser) == ["Mine", "Nobody’s 3", "Everybody’s 3", "Done lately"]
    assert "Tasks3 waiting" in reading.bar(page)
    assert options(page, "kind") == [
        "All",
        "Please ring",
        "Asked for a language we do not have yet",
    ]
    narrowed = browser.get("/staff/tasks", query_string={"show": "all", "kind": TaskKind.CALL})
    assert len(reading.all_of(narrowed, "li")) == 2
    today = reading.words(browser.get("/staff"))
    assert "3 tasks 1 overdue 3 with nobody yet" in today
    assert browser.get("/staff/tasks?show=theirs").status_code == 404


def test_who_takes_it_second_is_told_who_has_it(portal: Flask, browser: FlaskClient) -> None:
    sara = make.family("Ali", ("Sara",)).parent_id
    task = asked(TaskKind.CALL, sara)
    at_the_office(browser)
    back = {"back": "/staff/tasks?show=nobody"}
    took = browser.send(f"/staff/tasks/{task}/take", back)
    assert reading.address(took) == "/staff/tasks?show=nobody"
    assert whose(browser, "mine") == ["Sara Malik"]
    at_the_office(browser, "Mr Ray")
    second = browser.send(f"/staff/tasks/{task}/take", back, follow_redirects=True)
    assert reading.said(second) == ["Mrs Green has this task now."]
    elsewhere = browser.send(f"/staff/tasks/{task}/take", {"back": "//example.org"})
    assert reading.address(elsewhere) == "/staff/tasks"


def test_it_is_handed_on_from_its_own_page(portal: Flask, browser: FlaskClient) -> None:
    ray, task = make.staff("Mr Ray", Role.OFFICE), asked(TaskKind.CALL, make.family().parent_id)
    green = at_the_office(browser)
    path = f"/staff/tasks/{task}"
    assert options(browser.get(path), "to") == ["Mr Ray", "Mrs Green"]
    form = {"to": str(ray), "note": " She  rang twice ", "seen": "", "back": "/staff"}
    handed = browser.send(f"{path}/hand-on", form)
    assert reading.address(handed) == "/staff"
    page = reading.words(browser.get(path))
    assert "with Mr Ray" in page and "Mrs Green hands it on: “She rang twice”" in page
    with act():
        handing_on.hand_on(task, green, "", ray, By(Face.DESK, staff_id=ray))
    browser.sign_in(make.staff("Miss Doyle", Role.OFFICE))
    stale = browser.send(f"{path}/hand-on", {**form, "seen": str(ray)})
    assert (stale.status_code, reading.field(stale, "note")) == (409, "She rang twice")
    assert "Mrs Green has this task now." in reading.words(stale)
    empty = browser.send(f"{path}/hand-on", {})
    assert empty.status_code == 409


def test_done_is_undone_from_the_list_of_what_was_done(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    task = asked(TaskKind.CALL, make.family().parent_id)
    at_the_office(browser)
    browser.send(f"/staff/tasks/{task}/done", {"note": "Rang", "back": "/staff/tasks"})
    page = browser.get("/staff/tasks?show=done")
    assert reading.all_of(page, "button")[-1] == "Not done after all: Please ring: Ayesha Malik"
    assert "“Rang”" in reading.words(page)
    browser.send(f"/staff/tasks/{task}/undo")
    assert whose(browser, "nobody") == ["Ayesha Malik"]
    browser.send(f"/staff/tasks/{task}/done")
    at_the_office(browser, "Mr Ray")
    late = browser.send(f"/staff/tasks/{task}/done", {"note": "No answer"})
    assert late.status_code == 409
    assert "Mrs Green has seen to this already. You wrote: “No answer”" in reading.words(late)
    watch.set("2026-11-09 12:01")
    assert "Not done" not in reading.words(browser.get("/staff/tasks?show=done"))


def test_a_teacher_finds_only_what_is_with_them(portal: Flask, browser: FlaskClient) -> None:
    khan, family = make.staff(), make.family()
    mine = asked(TaskKind.TALK, family.parent_id, child_id=family.child_id, staff_id=khan)
    other = asked(TaskKind.CALL, family.parent_id)
    browser.sign_in(khan)
    assert tabs(browser) == ["Mine 1", "Done lately"]
    assert len(reading.all_of(browser.get("/staff/tasks"), "li")) == 1
    assert browser.get("/staff/tasks?show=all").status_code == 404
    assert browser.get(f"/staff/tasks/{other}").status_code == 404
    for verb in ("take", "hand-on", "done", "undo"):
        assert browser.send(f"/staff/tasks/{other}/{verb}").status_code == 404
    gave = {"to": "office", "note": "About fees", "seen": str(khan), "back": "/staff/tasks"}
    for _ in range(2):
        assert browser.send(f"/staff/tasks/{mine}/hand-on", gave).status_code == 303
    assert reading.all_of(browser.get("/staff/tasks"), "li") == []
    at_the_office(browser)
    assert "About fees" in reading.words(browser.get("/staff/tasks?show=nobody"))


def test_a_long_list_has_pages(portal: Flask, browser: FlaskClient) -> None:
    with act() as session:
        for number in range(51):
            session.add(
                Task(kind=TaskKind.ADD_COVER, words=f"No {number}", made_at=make.clock.now())
            )
    at_the_office(browser)
    page = browser.get("/staff/tasks")
    assert "51 tasks, page 1 of 2" in reading.words(page)
    second = browser.get("/staff/tasks?show=all&page=2")
    assert [line for line in reading.all_of(second, "li") if "No 50" in line]
    assert len(reading.all_of(second, "li")) == 1


def test_what_waits_elsewhere_is_told_and_led_to(portal: Flask, browser: FlaskClient) -> None:
    family = make.family()
    asked(TaskKind.COURT_ORDER, family.parent_id)
    reid = make.staff("Ms Reid", Role.SAFEGUARDING)
    browser.sign_in(reid)
    page = browser.get("/staff/tasks")
    assert reading.all_of(page, "li") == ["1 mark from an import to look at"]
    at_the_office(browser)
    assert "mark" not in reading.words(browser.get("/staff/tasks"))
