"""A parent asks for a talk on their page, on any day of the year and in their own words."""

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain.inbox import CameBy, InState, InText
from portal.domain.people import Child, Guardianship, OnRoll
from portal.domain.tasks import Task, TaskKind
from tests import make
from tests.addresses import token_of
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.web import reading
from tests.web.reading import words


def link(parent_id: int) -> str:
    return f"/t/{token_of(parent_id)}"


def asked() -> list[tuple[int | None, int | None, int | None, date | None]]:
    """The tasks of those who would like to talk: parent, child, teacher, due."""
    query = select(Task.parent_id, Task.child_id, Task.staff_id, Task.due_on).where(
        Task.kind == TaskKind.TALK
    )
    return [tuple(row) for row in db.session.execute(query.order_by(Task.id))]


def written() -> list[tuple[str, int | None, int | None, InState, CameBy]]:
    db.session.expire_all()
    found = db.session.scalars(select(InText).order_by(InText.id))
    return [(one.body, one.parent_id, one.child_id, one.state, one.came_by) for one in found]


def test_i_would_like_to_talk(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    family = day.family
    at = link(family.parent_id)
    page = browser.get(f"{at}/talk")
    assert "We will get in touch with you by Wednesday 11 November." in words(page)
    assert "Yusuf" not in words(page)
    assert "999" not in words(page)
    wish = {"child": family.child_id, "words": "وہ سکول نہیں جانا چاہتا"}
    page = browser.send(f"{at}/talk", wish)
    assert "Miss Khan will get in touch with you by Wednesday 11 November." in words(page)
    due = date(2026, 11, 11)
    assert asked() == [(family.parent_id, family.child_id, day.teacher_id, due)]
    assert written() == [
        (wish["words"], family.parent_id, family.child_id, InState.FOR_A_PERSON, CameBy.PAGE)
    ]


def test_asked_twice_it_is_one_task_and_no_words_are_lost(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    at, child = link(day.family.parent_id), day.family.child_id
    for said in ("Please ring me", "Please ring me", "  Please ring me after five ", "", "   "):
        assert browser.send(f"{at}/talk", {"child": child, "words": said}).status_code == 200
    assert len(asked()) == 1
    assert [body for body, *_rest in written()] == ["Please ring me", "Please ring me after five"]


def test_which_of_two_children(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    sister = make.sibling(day.family.parent_id)
    stranger = make.family("Zoë", ("Sam",), surname="Reed")
    at = link(day.family.parent_id)
    page = browser.get(f"{at}/talk")
    ids = re.findall(r'name="child" value="(\d+)"', page.get_data(as_text=True))
    assert ids == [str(day.family.child_id), str(sister)]
    assert reading.all_of(page, "bdi") == ["Yusuf", "Maryam"]
    for wrong in ("", "x", "9" * 20, str(stranger.child_id)):
        page = browser.send(f"{at}/talk", {"child": wrong, "words": "Hello <b>"})
        assert page.status_code == 422
        assert "Please choose a child." in words(page)
        assert (reading.field(page, "words") or "").strip() == "Hello <b>"
    assert (asked(), written()) == ([], [])
    page = browser.send(f"{at}/talk", {"child": sister})
    assert "Oak Lane will get in touch with you" in words(page)  # Maryam has no key teacher
    assert asked() == [(day.family.parent_id, sister, None, date(2026, 11, 11))]


def test_out_of_hours_it_says_what_to_do_in_danger(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    watch.set("2026-11-13 21:00")  # Friday
    at = link(day.family.parent_id)
    page = browser.get(f"{at}/talk")
    assert "by Tuesday 17 November. In danger now? Call 999." in words(page)
    page = browser.send(f"{at}/talk", {"child": day.family.child_id})
    assert "In danger now? Call 999." in words(page)


def test_any_day_of_the_year(portal: Flask, browser: CheckingClient, watch: Watch) -> None:
    day = make.evening()
    watch.set("2027-06-07 10:00")
    at = link(day.family.parent_id)
    page = browser.get(f"{at}/talks")
    assert "There is nothing to do now." in words(page)
    assert "I would like to talk" in reading.all_of(page, "a")
    assert browser.send(f"{at}/talk", {"child": day.family.child_id}).status_code == 200
    assert [due for *_rest, due in asked()] == [date(2027, 6, 9)]


@pytest.mark.parametrize("why", ["no contact", "held", "left"])
def test_about_a_child_they_may_hear_nothing_of(
    portal: Flask, browser: CheckingClient, why: str
) -> None:
    day = make.evening()
    sister = make.sibling(day.family.parent_id)
    at, child = link(day.family.parent_id), day.family.child_id
    with act() as session:
        tie = update(Guardianship).where(Guardianship.child_id == child)
        if why == "left":
            session.get_one(Child, child).roll = OnRoll.LEFT
        else:
            session.execute(tie.values({why.replace(" ", "_"): True}))
    page = browser.get(f"{at}/talk")
    assert re.findall(r'name="child" value="(\d+)"', page.get_data(as_text=True)) == [str(sister)]
    assert browser.send(f"{at}/talk", {"child": child}).status_code == 422
    with act() as session:
        session.get_one(Child, sister).roll = OnRoll.LEFT
    assert browser.get(f"{at}/talk").status_code == 404
    assert browser.send(f"{at}/talk", {"child": sister}).status_code == 404
    assert asked() == []


@pytest.mark.parametrize("said", ["\x00nul", "\u202egnirts", "😀" * 2000])
def test_whatever_is_written_is_kept(portal: Flask, browser: CheckingClient, said: str) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    form = {"child": day.family.child_id, "words": said}
    assert browser.send(f"{at}/talk", form).status_code == 200
    assert len(written()) == 1
    assert len(written()[0][0]) <= 2000


def test_no_word_is_cut_off(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    form = {"child": day.family.child_id, "words": "\r\n".join(["x" * 49] * 40) + "."}
    assert browser.send(f"{at}/talk", form).status_code == 200  # 2,000 as a browser counts
    assert written()[0][0].endswith(".")
    form["words"] = "y" * 2001
    page = browser.send(f"{at}/talk", form)
    assert page.status_code == 422
    assert "y" * 2001 in page.get_data(as_text=True)
    assert "Please write a little less: up to 2000 letters." in reading.words(page)
    assert len(written()) == 1


def test_who_waits_can_still_ask_to_talk(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    page = browser.get(f"{at}/talks/{day.invitation_id}/call")
    assert "I would like to talk about something else" in reading.all_of(page, "a")
    assert browser.get(f"{at}/talk").status_code == 200
