"""The end of a talk: everything read back in the parent's language, and their yes or no to it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.db import act, db
from portal.domain import records, signing
from portal.domain.bookings import Booking
from portal.domain.history import By, Face
from portal.domain.people import Parent
from portal.domain.records import Conversation, Part, ReadBack
from tests import make
from tests.conftest import Watch
from tests.web import reading

NAMED = "Mrs Iqbal"
BANK = "I will read for ten minutes every day."
"""A sentence of the starter bank, so there in every language."""
OWN = "I will bring my football boots."


@pytest.fixture
def day(portal: Flask, watch: Watch) -> make.Evening:
    """A talk with a parent who reads Urdu has come to its end."""
    day = make.evening(language="ur")
    make.booked(day, 2)
    watch.set("2026-11-24 16:25")
    return day


def booking_id() -> int:
    return db.session.scalars(select(Booking.id)).one()


def address(query: str = "") -> str:
    return f"/staff/talks/{booking_id()}/sum-up{query}"


def written(day: make.Evening, **words: str) -> None:
    by = By(Face.DESK, staff_id=day.teacher_id)
    with act():
        record = records.open_record(booking_id(), by)
        for name, said in words.items():
            part = Part(name.replace("_", "-"))
            row = records.parts_of(record.id).get(part)
            records.save(record.id, part, said, row.version if row else 0, by)


def record() -> Conversation:
    db.session.expire_all()
    return db.session.scalars(select(Conversation)).one()


def answer(browser: FlaskClient, page: TestResponse, what: str, **more: str) -> TestResponse:
    fields = {name: reading.field(page, name) or "" for name in ("language", "shown")}
    return browser.send(address(), {**fields, "answer": what, **more})


def aloud(page: TestResponse) -> list[str]:
    """What is in English, for the adult who reads out."""
    return reading.all_of(page, "span", **{"class": "aloud", "lang": "en"})


def heard(day: make.Evening) -> list[tuple[str, str]]:
    query = select(signing.Heard.language, signing.Heard.read_out_by)
    return [(tag, name) for tag, name in db.session.execute(query)]


def test_all_is_said_in_the_parents_language(browser: FlaskClient, day: make.Evening) -> None:
    make.target(day.family.child_id, sentence=BANK)
    written(
        day,
        present="parent\nchild\nteaching assistant",
        priority_1="Reading",
        in_touch="text\nat the gate",
        next_talk="2027-03-09",
        going_well="Never read back",
        parent_only="Only for Ayesha",
        staff_only="Only for colleagues",
    )
    browser.sign_in(day.teacher_id)
    page = browser.get(address())
    (said,) = [one for one in reading.main(page).iter() if one.get("class") == "said-page"]
    assert (said.get("lang"), said.get("dir")) == ("ur", "rtl")
    words = reading.text_of(said)
    for expected in ("Ayesha Malik", "Yusuf", "میسج سے", "سکول کے گیٹ پر", "منگل، 9 مارچ"):
        assert expected in words
    assert aloud(page) == []
    secret = ("Never read back", "Only for Ayesha", "Only for colleagues")
    assert [one for one in secret if one in page.get_data(as_text=True)] == []
    assert page.headers["Cache-Control"] == "no-store"


def test_yes_is_having_had_it_and_leads_to_signing(browser: FlaskClient, day: make.Evening) -> None:
    make.target(day.family.child_id, (day.family.parent_id, BANK), sentence=BANK)
    browser.sign_in(day.teacher_id)
    sent = answer(browser, browser.get(address()), "yes")
    assert reading.address(sent) == f"/staff/plans/{day.family.child_id}/sign?talk={booking_id()}"
    found = record()
    assert (found.read_back, found.read_back_in, found.interpreted_by) == (ReadBack.YES, "ur", "")
    assert heard(day) == [("ur", "")]


def test_what_is_in_english_needs_a_named_adult(browser: FlaskClient, day: make.Evening) -> None:
    make.target(day.family.child_id, sentence=OWN)
    written(day, priority_1="Football", in_touch="text\nevery Friday", interpreter=NAMED)
    browser.sign_in(day.teacher_id)
    page = browser.get(address())
    assert aloud(page) == ["Football", OWN, "every Friday"]
    assert reading.field(page, "read_out_by") == NAMED
    refused = answer(browser, page, "yes")
    assert refused.status_code == 409
    assert reading.said(refused) == [
        "Not all of it is in this parent's language. Translate it, or name the adult who reads it"
        " out."
    ]
    for child in ("yusuf", "Yusuf Malik"):
        refused = answer(browser, page, "yes", read_out_by=child)
        assert reading.said(refused) == [
            "An adult reads it out, never the child. Please write the adult’s name."
        ]
    assert (record().read_back, heard(day)) == (None, [])
    answer(browser, page, "yes", read_out_by=NAMED)
    assert (record().read_back, record().interpreted_by) == (ReadBack.YES, NAMED)
    assert heard(day) == [("ur", NAMED)]


def test_no_is_recorded_and_leads_back_to_the_plan(browser: FlaskClient, day: make.Evening) -> None:
    make.target(day.family.child_id, sentence=OWN)
    browser.sign_in(day.teacher_id)
    sent = answer(browser, browser.get(address()), "change")
    assert reading.address(sent) == f"/staff/talks/{booking_id()}#plan"
    assert (record().read_back, heard(day)) == (ReadBack.CHANGE, [])
    page = browser.get(f"/staff/talks/{booking_id()}")
    assert "Read back: something is to be changed" in reading.words(page)


def test_a_yes_to_what_reads_otherwise_by_now_is_not_taken(
    browser: FlaskClient, day: make.Evening
) -> None:
    written(day, priority_1="Reading")
    browser.sign_in(day.teacher_id)
    page = browser.get(address())
    written(day, priority_1="Friends")
    refused = answer(browser, page, "yes")
    assert (refused.status_code, refused.headers["Cache-Control"]) == (409, "no-store")
    assert reading.said(refused) == ["Something was changed meanwhile. Please read it once more."]
    assert record().read_back is None
    sent = answer(browser, refused, "yes")
    assert reading.address(sent) == f"/staff/talks/{booking_id()}"  # nothing to sign
    assert record().read_back == ReadBack.YES


def test_it_can_be_read_in_another_language_than_is_on_file(
    browser: FlaskClient, day: make.Evening
) -> None:
    make.target(day.family.child_id, sentence=BANK)
    browser.sign_in(day.teacher_id)
    page = browser.get(address("?language=pl"))
    assert "O czym była rozmowa" in reading.words(page)
    assert answer(browser, page, "yes").status_code == 409  # as far as we know it is not theirs
    assert heard(day) == []
    sent = answer(browser, page, "yes", read_out_by=NAMED)
    assert reading.address(sent).endswith(f"/sign?talk={booking_id()}")
    assert (record().read_back_in, heard(day)) == ("pl", [("pl", NAMED)])
    unknown = browser.get(address("?language=xx"))
    assert reading.field(unknown, "language") == "ur"


def test_whose_language_is_not_known_reads_english(browser: FlaskClient, day: make.Evening) -> None:
    with act() as session:
        session.get_one(Parent, day.family.parent_id).language = None
    make.target(day.family.child_id, sentence=OWN)
    written(day, priority_1="Football", present="somebody else\nGrandma")
    browser.sign_in(day.teacher_id)
    page = browser.get(address())
    assert aloud(page) == []
    assert reading.all_of(page, "h1") == ["What we said"]
    assert answer(browser, page, "yes").status_code == 303


def test_an_unsettled_clash_is_said_first(browser: FlaskClient, day: make.Evening) -> None:
    written(day, hopes="A friend")
    lead = By(Face.DESK, staff_id=make.staff("Mr Okafor"))
    with act():
        records.save(record().id, Part.HOPES, "A club", 0, lead)
    browser.sign_in(day.teacher_id)
    assert "nobody has chosen yet" in reading.words(browser.get(address()))


def test_what_another_parent_does_at_home_is_not_read_to_this_one(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    other = make.family("Omar", ("Bilal",), class_id=day.class_id)
    make.booked(day, 2)
    watch.set("2026-11-24 16:25")
    make.target(
        day.family.child_id,
        (day.family.parent_id, "We read in bed."),
        (other.parent_id, "I read on the bus."),
        sentence=BANK,
    )
    browser.sign_in(day.teacher_id)
    for path in (address(), f"/staff/talks/{booking_id()}"):
        words = reading.words(browser.get(path))
        assert "We read in bed." in words
        assert "on the bus" not in words


def test_a_nonsense_answer_is_none(browser: FlaskClient, day: make.Evening) -> None:
    browser.sign_in(day.teacher_id)
    assert answer(browser, browser.get(address()), "maybe").status_code == 400
