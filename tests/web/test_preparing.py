"""Preparing a talk on the staff screens: the sheet, what is printed, and a colleague's one line."""

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import class_words, no_contact, preparing
from portal.domain.class_words import About
from portal.domain.history import Deed, Event
from portal.domain.people import Child, Role
from tests import make, prepared
from tests.conftest import Watch
from tests.web import reading
from tests.web.test_today import section

NEVER_PRINTED = (
    "worry of Doyle",
    "Karim",
    "Father secretly",
    "Only at dad",
    "Kept for",
    "Colleagues only",
)
"""What stands on the teacher's screen and never lies on the table."""


def words_under(browser: FlaskClient, path: str, heading: str) -> list[str]:
    """The lines under this heading."""
    for one in reading.main(browser.get(path)).iter(f"{reading.NAMESPACE}section"):
        if reading.text_of(next(one.iter(f"{reading.NAMESPACE}h2"))) == heading:
            return [reading.text_of(line) for line in one.iter(f"{reading.NAMESPACE}li")]
    raise AssertionError(f"nothing is called {heading}")


# -- the sheet ---------------------------------------------------------------------------------


def test_the_teacher_reads_all_of_it_in_order(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = prepared.full(watch)
    path = f"/staff/talks/{day.booking_id}/prepare"
    browser.sign_in(day.teacher_id)
    page = browser.get(path)
    assert reading.all_of(page, "h1") == ["Before the talk about Yusuf Malik"]
    assert reading.all_of(page, "h2") == [
        "Going well",
        "Good news since the last talk",
        "What Yusuf says",
        "Targets of last time",
        "For staff only never printed",
        "Add a line of your own",
    ]
    assert words_under(browser, path, "Going well") == [
        "met I will tidy my tray 1.",
        "met I will tidy my tray 0.",
        "“Reads to others 0” Mr Doyle",
    ]
    assert words_under(browser, path, "Good news since the last talk") == [
        "Yusuf tried again after a mistake today, and it worked. 10 November, Miss Khan",
        "Yusuf read out loud to the class today. 9 November, Miss Khan",
    ]
    assert words_under(browser, path, "What Yusuf says") == [
        "I am good at football",
        "I like dogs",
        "I would like help with sums",
    ]
    assert words_under(browser, path, "For staff only never printed") == [
        "“Often tired, worry of Doyle” Mr Doyle",
        "29 September, with Karim Malik",
        "29 September, with Ayesha Malik this parent only Kept for Ayesha alone"
        "staff only Colleagues only: see Ms Reid",
    ]
    said = reading.words(page)
    assert "Tuesday 24 November, 15:00, Room 4, with Miss Khan" in said
    assert "Not yet: Ms Ward" in said
    assert "How the plan goes: going well, said on 19 November by text (Ayesha Malik)" in said
    assert "Kept for Karim alone" not in said
    assert "Father secretly" not in said


def test_what_comes_from_other_rooms_is_in_plain_words(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = prepared.school(watch)
    whole = prepared.with_all(prepared.sheet(day), results=1)
    child = db.session.get_one(Child, day.child_id)
    seen = {}
    for name in ("sheet", "print"):
        sheet = preparing.on_paper(whole) if name == "print" else whole
        with portal.test_request_context("/staff"):
            seen[name] = render_template(
                f"staff/prepare/{name}.html",
                sheet=sheet,
                child=child,
                today=clock.today(),
                full=False,
            )
    for words in seen.values():
        plain = " ".join(words.replace('<span class="soft">', "").replace("</span>", "").split())
        assert "In school 91 days of 100 (by 12 November 2025)" in plain
        assert "<bdi>Reading age 0</bdi>: <bdi>7 years 2 months</bdi> (12 October)" in plain
        assert "The bag is heavy" in plain
    assert "بستہ بہت بھاری ہے" in seen["sheet"]
    assert "A lift to the next talk" in seen["sheet"]
    assert "A lift to the next talk" not in seen["print"]


def test_with_no_good_news_yet_the_talk_begins_with_some(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = prepared.school(watch)
    path = f"/staff/talks/{day.booking_id}/prepare"
    browser.sign_in(day.teacher_id)
    assert words_under(browser, path, "Good news since the last talk") == [
        "Nothing yet: begin with something good."
    ]
    assert "good news of" not in browser.get(f"{path}/print").get_data(as_text=True)


def test_opening_it_is_written_down_once_an_hour(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = prepared.school(watch)
    browser.sign_in(day.teacher_id)
    for _ in range(2):
        assert browser.get(f"/staff/talks/{day.booking_id}/prepare").status_code == 200
    (line,) = db.session.scalars(select(Event).where(Event.deed == Deed.RECORD_SEEN))
    assert (line.by_staff_id, line.child_id, line.about) == (
        day.teacher_id,
        day.child_id,
        {"what": "preparation"},
    )


@pytest.mark.parametrize("kind", ["prepare", "prepare/print", "paper"])
def test_only_the_key_teacher_and_leads_find_it(
    portal: Flask, browser: FlaskClient, watch: Watch, kind: str
) -> None:
    day = prepared.full(watch)
    path = f"/staff/talks/{day.booking_id}/{kind}"
    people = {
        day.teacher_id: 200,
        make.staff("Mr Okafor", Role.LEAD): 200,
        day.doyle: 404,
        make.staff("Mr Brown"): 404,
        make.staff("Mrs Green", Role.OFFICE): 404,
        make.staff("Ms Reid", Role.SAFEGUARDING): 404,
    }
    found = {}
    for staff_id in people:
        browser.sign_in(staff_id)
        found[staff_id] = browser.get(path).status_code
    assert found == people
    with act():
        no_contact.hold(day.mother, day.child_id, make.OFFICE)
    browser.sign_in(day.teacher_id)
    assert browser.get(path).status_code == 404


def test_what_is_printed_has_nothing_that_is_not_for_the_table(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = prepared.full(watch)
    browser.sign_in(day.teacher_id)
    screen = browser.get(f"/staff/talks/{day.booking_id}/prepare").get_data(as_text=True)
    on_screen = [one for one in NEVER_PRINTED if one in screen]
    assert on_screen == [one for one in NEVER_PRINTED if one != "Father secretly"]
    for kind in ("prepare/print", "paper"):
        html = browser.get(f"/staff/talks/{day.booking_id}/{kind}").get_data(as_text=True)
        assert [one for one in NEVER_PRINTED if one in html] == [], kind
    html = browser.get(f"/staff/talks/{day.booking_id}/prepare/print").get_data(as_text=True)
    for one in (
        "good news of 10 November",
        "Reads to others",
        "Mr Doyle",
        "Mother helps 0",
        "football",
        "Ayesha Malik",
    ):
        assert one in html


def test_a_long_list_says_how_many_more(portal: Flask, browser: FlaskClient, watch: Watch) -> None:
    day = prepared.full(watch, lines=7, steps=4)
    browser.sign_in(day.teacher_id)
    page = browser.get(f"/staff/talks/{day.booking_id}/prepare/print")
    lines = reading.all_of(page, "li")
    assert [one for one in lines if one.startswith("and ")] == ["and 3 more"] + ["and 2 more"] * 6


def test_an_empty_record_has_its_four_stages_and_three_names(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = prepared.school(watch)
    browser.sign_in(day.teacher_id)
    page = browser.get(f"/staff/talks/{day.booking_id}/paper")
    assert reading.all_of(page, "h3") == [
        "Explore 10 minutes",
        "Focus 5 minutes",
        "Plan 10 minutes",
        "Sum up 5 minutes",
        "We agree",
    ]
    assert [row[0] for row in reading.rows(page)] == ["1", "2", "3"]
    said = reading.words(page)
    assert "Parent or carerYusufTeacher" in said
    assert "the school’s own system" in said


# -- a teacher's own page ----------------------------------------------------------------------


def test_todays_talks_lead_to_the_sheet_and_to_the_talk(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = prepared.school(watch)
    browser.sign_in(day.teacher_id)
    links = [one.get("href") for one in reading.main(browser.get("/staff")).iter()]
    paths = [f"/staff/talks/{day.booking_id}", f"/staff/talks/{day.booking_id}/prepare"]
    assert [one for one in links if one in paths] == paths
    watch.set("2026-11-25 10:00")
    links = [one.get("href") for one in reading.main(browser.get("/staff")).iter()]
    assert [one for one in links if one in paths] == []
    assert browser.get(paths[1]).status_code == 200


def test_the_teacher_adds_a_line_of_their_own_and_takes_it_back(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = prepared.school(watch)
    browser.sign_in(day.teacher_id)
    line = {"kind": "strength", "words": "Listens well", "talk": day.booking_id}
    path = f"/staff/children/{day.child_id}/word"
    added = browser.send(path, line)
    assert reading.address(added) == f"/staff/talks/{day.booking_id}/prepare"
    sheet = browser.get(reading.address(added))
    assert "“Listens well” Miss Khan" in reading.words(sheet)
    taken = browser.send(f"{path}/withdraw", {"kind": "strength", "talk": day.booking_id})
    sheet = browser.get(reading.address(taken))
    assert "Listens well" not in reading.words(sheet)


# -- a colleague of the class ------------------------------------------------------------------


def test_a_colleague_adds_one_line_from_today_and_is_asked_no_more(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = prepared.school(watch)
    browser.sign_in(day.doyle)
    heading = "Before talks: add a strength or a worry"
    (line,) = section(browser, heading)
    assert line.startswith("Yusuf Malik, Year 4 Ash talk on Tuesday 24 November")
    assert "The parent may hear a strength: plain words." in reading.words(browser.get("/staff"))
    path = f"/staff/children/{day.child_id}/word"
    added = browser.send(path, {"kind": "worry", "words": "Often tired"}, follow_redirects=True)
    assert reading.said(added) == ["Thank you. It is on the preparation sheet."]
    assert section(browser, heading) == []
    mine = browser.get("/staff/before-talks")
    assert reading.field(mine, "words") == "Often tired"
    browser.send(path, {"kind": "worry", "words": "Tired on Mondays"})
    assert reading.field(browser.get("/staff/before-talks"), "words") == "Tired on Mondays"
    taken = browser.send(f"{path}/withdraw", {"kind": "worry"}, follow_redirects=True)
    assert reading.said(taken) == ["Taken back. Nobody sees it any more."]
    assert len(section(browser, heading)) == 1
    browser.send(path, {"kind": "nothing to add"})
    assert section(browser, heading) == []


def test_a_line_that_is_refused_is_shown_again_as_typed(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = prepared.school(watch)
    browser.sign_in(day.doyle)
    path = f"/staff/children/{day.child_id}/word"
    unsaid = browser.send(path, {"words": "Often tired"})
    assert (unsaid.status_code, reading.field(unsaid, "words")) == (422, "Often tired")
    assert reading.said(unsaid) == ["Please say whether it is a strength or a worry."]
    long = browser.send(path, {"kind": "worry", "words": "x" * 201})
    assert (long.status_code, reading.ticked(long, "kind")) == (422, ["worry"])
    assert reading.said(long) == ["That is too long. Please write it in fewer words."]
    assert class_words.words_about(day.child_id, day.round_id) == []


def test_a_colleague_sees_nothing_else_of_the_child(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = prepared.full(watch)
    prepared.says(day.ward, day.child_id, About.STRENGTH, "Words of Ward")
    browser.sign_in(day.doyle)
    secrets = (*NEVER_PRINTED[1:], "Words of Ward", "Ayesha", "ten minutes", "Mother helps")
    for path in (
        "/staff",
        "/staff/before-talks",
        f"/staff/children/{day.child_id}/own-sentences",
    ):
        html = browser.get(path).get_data(as_text=True)
        assert [one for one in secrets if one in html] == [], path


def test_children_of_other_classes_are_not_there(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = prepared.school(watch)
    zofia = db.session.scalars(select(Child.id).where(Child.first_name == "Zofia")).one()
    browser.sign_in(day.doyle)
    line = {"kind": "strength", "words": "Kind"}
    codes = [
        browser.send(f"/staff/children/{zofia}/word", line).status_code,
        browser.send(f"/staff/children/{zofia}/word/withdraw", line).status_code,
        browser.get(f"/staff/children/{zofia}/own-sentences").status_code,
        browser.send(f"/staff/children/{zofia}/own-sentences", {"likes": "x"}).status_code,
    ]
    assert codes == [404] * 4
    assert class_words.words_about(zofia, day.round_id) == []


def test_a_long_list_is_short_on_today(portal: Flask, browser: FlaskClient, watch: Watch) -> None:
    day = prepared.school(watch)
    for at in range(7):
        one = make.family(f"Child {at}", class_id=day.class_id)
        args = (day.round_id, one.child_id, one.parent_id, day.teacher_id)
        if at < 5:
            prepared.booked(*args, day.slot_ids[at + 1])
        else:
            slot = make.cover(day.round_id, day.teacher_id, f"2026-11-{20 + at}")[0]
            prepared.booked(*args, slot)
    browser.sign_in(day.doyle)
    assert len(section(browser, "Before talks: add a strength or a worry")) == 6
    assert "2 more, and what you have said" in reading.words(browser.get("/staff"))
    assert len(reading.all_of(browser.get("/staff/before-talks"), "li")) == 8


# -- the child's own three sentences -----------------------------------------------------------


def test_a_helper_types_with_the_child_and_the_teacher_mends_it(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = prepared.school(watch)
    path = f"/staff/children/{day.child_id}/own-sentences"
    browser.sign_in(day.doyle)
    three = {"good_at": "football", "likes": " my   dog ", "help_with": "sums", "version": 0}
    kept = browser.send(path, three, follow_redirects=True)
    assert reading.said(kept) == ["Kept: what Yusuf says is on the sheet."]
    browser.sign_in(day.teacher_id)
    old = browser.send(path, three | {"likes": "cats", "talk": day.booking_id})
    assert old.status_code == 409
    assert reading.said(old) == [
        "Somebody else has just changed this. Please look again. It now says: “football”"
        " “my dog” “sums” Yours is below: save it if it is right."
    ]
    assert (reading.field(old, "likes"), reading.field(old, "version")) == ("cats", "1")
    saved = browser.send(path, three | {"likes": "cats", "version": 1, "talk": day.booking_id})
    assert reading.address(saved) == f"/staff/talks/{day.booking_id}/prepare"
    sheet = browser.get(reading.address(saved))
    assert "I like cats" in reading.words(sheet)
