"""Holding a talk: the record on a tablet, part by part, and by one button; two people at once."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal.db import act, db
from portal.domain import records
from portal.domain.bookings import Booking, BookingState
from portal.domain.history import Deed, Event
from portal.domain.people import Guardianship, Role
from portal.domain.records import Clash, Part
from tests import make
from tests.conftest import Watch
from tests.web import reading


@pytest.fixture
def day(portal: Flask, watch: Watch) -> Iterator[make.Evening]:
    """The talk at 16:00 is about to begin."""
    day = make.evening()
    make.booked(day, 2)
    watch.set("2026-11-24 15:55")
    yield day


def address(what: str = "") -> str:
    booking_id = db.session.scalars(select(Booking.id)).one()
    return f"/staff/talks/{booking_id}{what}"


def type_in(
    browser: FlaskClient, part: str, words: str, seen: int = 0, **more: str
) -> TestResponse:
    return browser.send(address(f"/parts/{part}"), {"words": words, "seen": seen, **more})


def stands() -> dict[str, tuple[int, str]]:
    db.session.expire_all()
    rows = db.session.scalars(select(records.RecordPart).order_by(records.RecordPart.id))
    return {row.part.value: (row.version, row.words) for row in rows}


def waiting() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(Clash.words).where(Clash.settled_at.is_(None))))


def form(page: TestResponse, **changed: str | list[str]) -> dict[str, str | list[str]]:
    """The whole form of this page as a browser without JavaScript sends it."""
    fields: dict[str, str | list[str]] = {}
    for part in Part:
        fields[f"seen-{part}"] = reading.field(page, f"seen-{part}") or ""
        fields[f"was-{part}"] = reading.field(page, f"was-{part}") or ""
        fields[part] = _typed(page, part)
    return {**fields, **changed}


def _typed(page: TestResponse, part: Part) -> list[str]:
    found = [one for one in reading.main(page).iter() if one.get("name") == part.value]
    words = []
    for one in found:
        if one.tag.endswith("textarea"):
            words.append((one.text or "").replace("\n", "\r\n"))
        elif one.get("type") != "checkbox" or one.get("checked") is not None:
            words.append(one.get("value") or "")
    return words


def colleague(portal: Flask, name: str = "Mr Okafor", *roles: Role) -> FlaskClient:
    found = portal.test_client()
    found.sign_in(make.staff(name, *roles or (Role.LEAD,)))
    return found


# -- who finds it --------------------------------------------------------------------------------


def test_the_key_teacher_and_leads_open_it_and_history_says_so(
    portal: Flask, browser: FlaskClient, day: make.Evening
) -> None:
    browser.sign_in(day.teacher_id)
    page = browser.get(address())
    assert reading.all_of(page, "h1") == ["Yusuf"]
    assert page.headers["Cache-Control"] == "no-store"
    assert colleague(portal).get(address()).status_code == 200
    query = select(Event.deed).where(Event.deed.in_([Deed.RECORD_SEEN, Deed.RECORD_BEGUN]))
    assert db.session.scalars(query).all() == [Deed.RECORD_SEEN] * 2
    assert stands() == {}


@pytest.mark.parametrize("role", [Role.TEACHER, Role.OFFICE, Role.CRECHE, Role.SAFEGUARDING])
def test_nobody_else_finds_it(portal: Flask, day: make.Evening, role: Role) -> None:
    other = colleague(portal, "Ms Ward", role)
    for path in (address(), address("/sum-up")):
        assert other.get(path).status_code == 404
    sent = [
        type_in(other, "worries", "Hello"),
        other.send(address(), {"then": "came"}),
        other.send(address("/clashes/1"), {"keep": "mine"}),
        other.send(address("/sum-up"), {"answer": "yes"}),
    ]
    assert [one.status_code for one in sent] == [404] * 4
    assert stands() == {}


def test_of_somebody_who_must_not_be_contacted_nothing_is_found(
    browser: FlaskClient, day: make.Evening
) -> None:
    browser.sign_in(day.teacher_id)
    type_in(browser, "worries", "Reading is hard")
    with act() as session:
        session.execute(
            update(Guardianship)
            .where(Guardianship.parent_id == day.family.parent_id)
            .values(no_contact=True)
        )
    assert browser.get(address()).status_code == 404
    assert browser.get(address("/sum-up")).status_code == 404
    assert type_in(browser, "worries", "More", 1).status_code == 404
    assert stands() == {"worries": (1, "Reading is hard")}


# -- what is on the screen -----------------------------------------------------------------------


def test_the_stages_have_their_times_scaled_to_the_talk(
    browser: FlaskClient, day: make.Evening
) -> None:
    browser.sign_in(day.teacher_id)
    assert reading.all_of(browser.get(address()), "nav")[0] == (
        "Explore 16:00 Focus 16:10 Plan 16:17 Sum up 16:25"
    )


def test_a_longer_talk_gives_each_stage_more(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    long = make.cover(day.round_id, day.teacher_id, "2026-11-26", "15:00", "15:50", minutes=50)
    make.booked(make.Evening(**{**vars(day), "slot_ids": long}))
    browser.sign_in(day.teacher_id)
    assert reading.all_of(browser.get(address()), "nav")[0] == (
        "Explore 15:00 Focus 15:17 Plan 15:28 Sum up 15:42"
    )


def test_safeguarding_goes_elsewhere_and_to_whom_by_name(
    browser: FlaskClient, day: make.Evening
) -> None:
    make.staff("Ms Reid", Role.SAFEGUARDING)
    browser.sign_in(day.teacher_id)
    found = reading.all_of(browser.get(address()), "p", **{"class": "guard"})
    assert found == [
        "Worried about a child’s safety? Not here: use the school’s safeguarding system and tell"
        " Ms Reid today."
    ]


def test_private_notes_are_folded_away_and_say_who_reads_them(
    browser: FlaskClient, day: make.Evening
) -> None:
    browser.sign_in(day.teacher_id)
    type_in(browser, "staff-only", "For colleagues")
    page = browser.get(address())
    folded = [
        one for one in reading.main(page).iter() if one.get("class", "").startswith("card pr")
    ]
    assert [(one.get("class"), one.get("open")) for one in folded] == [
        ("card private for-parent", None),
        ("card private for-staff", None),
    ]
    assert reading.all_of(page, "p", **{"class": "readers"}) == [
        "Who can read this: Ayesha Malik, Yusuf’s key teacher and leads. No other parent or carer,"
        " and not the child.",
        "Who can read this: Yusuf’s key teacher and leads. It is never read back. Write facts you"
        " would stand by: families may ask what the school keeps about them.",
    ]


# -- part by part --------------------------------------------------------------------------------


def test_a_part_saves_as_it_is_typed(browser: FlaskClient, day: make.Evening) -> None:
    browser.sign_in(day.teacher_id)
    first = type_in(browser, "worries", "Reading is hard").get_json()
    assert first == {
        "version": 1,
        "words": "Reading is hard",
        "clash": None,
        "who": "",
        "saved": "Saved 15:55",
        "box": "",
        "note": "",
    }
    again = type_in(browser, "worries", "Reading is hard").get_json()
    assert (again["version"], again["clash"]) == (1, None)
    answer = type_in(browser, "worries", "Reading is hard at home", 1)
    assert (answer.headers["Cache-Control"], answer.get_json()["version"]) == ("no-store", 2)
    page = browser.get(address())
    assert reading.field(page, "worries") == "Reading is hard at home"
    assert "Saved 15:55 by Miss Khan" in reading.words(page)


def test_an_answer_that_was_lost_on_the_way_makes_no_clash(
    browser: FlaskClient, day: make.Evening
) -> None:
    browser.sign_in(day.teacher_id)
    type_in(browser, "hopes", "A friend")  # saved, but the tablet never heard of it
    answer = type_in(browser, "hopes", "A friend in class", 0, own="A friend").get_json()
    assert (answer["version"], answer["clash"]) == (2, None)
    assert waiting() == []


def test_what_cannot_be_is_not_saved(browser: FlaskClient, day: make.Evening) -> None:
    browser.sign_in(day.teacher_id)
    assert type_in(browser, "nothing", "Hello").status_code == 404
    assert browser.send(address("/parts/worries"), {"seen": 1}).status_code == 400
    too_long = type_in(browser, "worries", "x" * 4001)
    assert (too_long.status_code, too_long.get_json()) == (
        422,
        {"sorry": "That is too long. Please write it in fewer words."},
    )
    assert stands() == {}


def test_later_is_early_enough(browser: FlaskClient, day: make.Evening, watch: Watch) -> None:
    watch.set("2027-01-12 20:00")
    browser.sign_in(day.teacher_id)
    assert type_in(browser, "worries", "Typed from paper").get_json()["version"] == 1
    page = browser.get(address())
    assert "there is no time limit" in reading.words(page)
    watch.set("2027-01-13 08:00")
    assert "Saved on Tue 12 Jan 20:00" in reading.words(browser.get(address()))


# -- two at once ---------------------------------------------------------------------------------


def clash(browser: FlaskClient, portal: Flask, day: make.Evening) -> tuple[FlaskClient, int]:
    """Miss Khan wrote first, Mr Okafor over it unseen: he, and the clash."""
    browser.sign_in(day.teacher_id)
    lead = colleague(portal)
    type_in(browser, "worries", "Reading is hard")
    answer = type_in(lead, "worries", "Bedtime is late").get_json()
    assert (answer["version"], answer["words"], answer["who"]) == (
        1,
        "Reading is hard",
        "Miss Khan",
    )
    assert 'class="beside"' in answer["box"]
    return lead, answer["clash"]


def test_the_later_one_is_shown_both(
    portal: Flask, browser: FlaskClient, day: make.Evening
) -> None:
    lead, _ = clash(browser, portal, day)
    both = "Miss Khan’s stands now Reading is hard", "Yours came later Bedtime is late"
    assert tuple(_boxes(lead.get(address()))) == both
    theirs = "Yours stands now Reading is hard", "Mr Okafor’s came later Bedtime is late"
    assert tuple(_boxes(browser.get(address()))) == theirs


def _boxes(page: TestResponse) -> list[str]:
    (two,) = [one for one in reading.main(page).iter() if one.get("class") == "two"]
    return [reading.text_of(one) for one in two]


@pytest.mark.parametrize(
    ("keep", "words", "version"),
    [
        ("theirs", "Reading is hard", 1),
        ("mine", "Bedtime is late", 2),
        ("both", "Reading is hard\n\nBedtime is late", 2),
    ],
)
def test_it_is_settled_by_one_button(
    portal: Flask, browser: FlaskClient, day: make.Evening, keep: str, words: str, version: int
) -> None:
    lead, clash_id = clash(browser, portal, day)
    chosen = {"keep": keep, "seen": 1}
    answer = lead.send(address(f"/clashes/{clash_id}"), chosen).get_json()
    assert (answer["words"], answer["clash"]) == (words, None)
    assert (stands(), waiting()) == ({"worries": (version, words)}, [])
    again = lead.send(address(f"/clashes/{clash_id}"), chosen).get_json()
    assert again["note"] == "Somebody has chosen already: this is what stands."
    assert stands() == {"worries": (version, words)}


def test_what_changed_once_more_is_shown_once_more(
    portal: Flask, browser: FlaskClient, day: make.Evening
) -> None:
    lead, clash_id = clash(browser, portal, day)
    type_in(browser, "worries", "Reading is hard at home", 1)
    answer = lead.send(address(f"/clashes/{clash_id}"), {"keep": "both", "seen": 1}).get_json()
    assert (answer["version"], answer["clash"]) == (2, clash_id)
    assert "Reading is hard at home" in answer["box"]
    assert stands() == {"worries": (2, "Reading is hard at home")}
    lead.send(address(f"/clashes/{clash_id}"), {"keep": "both", "seen": 2})
    assert stands() == {"worries": (3, "Reading is hard at home\n\nBedtime is late")}
    assert waiting() == []


def test_typing_on_while_both_wait_is_kept_beside_and_chooses_nothing(
    portal: Flask, browser: FlaskClient, day: make.Evening
) -> None:
    lead, clash_id = clash(browser, portal, day)
    on = type_in(lead, "worries", "Bedtime is late, too", 1, clash=str(clash_id)).get_json()
    assert (on["clash"], waiting()) == (clash_id, ["Bedtime is late, too"])
    browser.send(address(f"/clashes/{clash_id}"), {"keep": "theirs", "seen": 1})
    later = type_in(lead, "worries", "Bedtime is very late", 1, clash=str(clash_id)).get_json()
    assert later["clash"] not in (None, clash_id)
    assert stands() == {"worries": (1, "Reading is hard")}
    assert waiting() == ["Bedtime is very late"]


def test_a_clash_of_another_talk_is_not_found(
    portal: Flask, browser: FlaskClient, day: make.Evening
) -> None:
    lead, clash_id = clash(browser, portal, day)
    sister = make.sibling(day.family.parent_id, class_id=day.class_id)
    invitation = make.invitation(day.round_id, sister, day.family.parent_id, day.teacher_id)
    evening = make.Evening(**{**vars(day), "invitation_id": invitation})
    other = make.booked(evening, 4)
    chosen = {"keep": "mine", "seen": 1}
    assert lead.send(f"/staff/talks/{other}/clashes/{clash_id}", chosen).status_code == 404
    assert waiting() == ["Bedtime is late"]


def test_ticks_of_two_people_come_together(
    portal: Flask, browser: FlaskClient, day: make.Evening
) -> None:
    browser.sign_in(day.teacher_id)
    lead = colleague(portal)
    type_in(browser, "present", "parent\nchild")
    told = type_in(lead, "present", "interpreter\nparent\nGrandma").get_json()
    lead.send(address(f"/clashes/{told['clash']}"), {"keep": "both", "seen": 1})
    assert stands() == {"present": (2, "parent\nchild\ninterpreter\nGrandma")}
    type_in(browser, "priority-1", "Reading")
    told = type_in(lead, "priority-1", "Friends").get_json()
    lead.send(address(f"/clashes/{told['clash']}"), {"keep": "both", "seen": 1})
    assert stands()["priority-1"] == (2, "Reading; Friends")


# -- without JavaScript --------------------------------------------------------------------------


def test_one_button_saves_all_that_was_changed(browser: FlaskClient, day: make.Evening) -> None:
    browser.sign_in(day.teacher_id)
    page = browser.get(address())
    sent = browser.send(
        address(),
        form(
            page,
            **{
                "present": ["parent", "another adult", "Grandma"],
                "going-well": ["Maths\r\n\r\nand friends"],
                "next-talk": ["2027-03-09", "after lunch"],
                "then": "stay",
            },
        ),
    )
    assert (sent.status_code, reading.address(sent)) == (303, address())
    assert stands() == {
        "present": (1, "parent\nanother adult\nGrandma"),
        "going-well": (1, "Maths\n\nand friends"),
        "next-talk": (1, "2027-03-09\nafter lunch"),
    }
    page = browser.get(address())
    assert reading.ticked(page, "present") == ["parent", "another adult"]
    browser.send(address(), form(page))  # nothing changed
    assert [version for version, _ in stands().values()] == [1, 1, 1]


def test_what_a_colleague_changed_meanwhile_and_i_did_not_stays(
    portal: Flask, browser: FlaskClient, day: make.Evening
) -> None:
    browser.sign_in(day.teacher_id)
    type_in(browser, "worries", "Reading")
    page = browser.get(address())
    type_in(colleague(portal), "worries", "Reading and bedtime", 1)
    browser.send(address(), form(page, hopes=["A friend"]))
    assert stands() == {"worries": (2, "Reading and bedtime"), "hopes": (1, "A friend")}
    assert waiting() == []


def test_a_clash_is_shown_after_the_button_and_settled_by_another(
    portal: Flask, browser: FlaskClient, day: make.Evening
) -> None:
    browser.sign_in(day.teacher_id)
    page = browser.get(address())
    type_in(colleague(portal), "worries", "Bedtime")
    shown = browser.send(
        address(), form(page, worries=["Reading"], hopes=["A friend"]), follow_redirects=True
    )
    assert reading.said(shown)[0] == (
        "Somebody else wrote in the same place. Both are kept: please choose below."
    )
    assert stands() == {"worries": (1, "Bedtime"), "hopes": (1, "A friend")}
    (button,) = [one for one in reading.choices(shown, "settle") if one.endswith("both")]
    version = reading.field(shown, f"stands-{button.split(':')[0]}")
    fields = form(shown, settle=button, hopes=["A good friend"])
    browser.send(address(), {**fields, f"stands-{button.split(':')[0]}": version})
    assert stands() == {"worries": (2, "Bedtime\n\nReading"), "hopes": (2, "A good friend")}
    assert waiting() == []


def test_too_long_loses_nothing(browser: FlaskClient, day: make.Evening) -> None:
    browser.sign_in(day.teacher_id)
    page = browser.get(address())
    sent = browser.send(address(), form(page, worries=["x" * 4001], hopes=["A friend"]))
    assert sent.status_code == 422
    assert sent.headers["Cache-Control"] == "no-store"
    assert reading.field(sent, "worries") == "x" * 4001
    assert stands() == {"hopes": (1, "A friend")}


@pytest.mark.parametrize(
    ("then", "leads_to"),
    [
        ("plan", "/staff/plans/{child}?talk={talk}"),
        ("target", "/staff/plans/{child}/new?talk={talk}"),
        ("help", "/staff/talks/{talk}/help"),
        ("look-back", "/staff/talks/{talk}/look-back"),
        ("sum-up", "/staff/talks/{talk}/sum-up"),
        ("nowhere", "/staff/talks/{talk}"),
    ],
)
def test_the_buttons_save_and_lead_on(
    browser: FlaskClient, day: make.Evening, then: str, leads_to: str
) -> None:
    browser.sign_in(day.teacher_id)
    sent = browser.send(address(), form(browser.get(address()), hopes=["A friend"], then=then))
    booking_id = db.session.scalars(select(Booking.id)).one()
    assert reading.address(sent) == leads_to.format(child=day.family.child_id, talk=booking_id)
    assert stands() == {"hopes": (1, "A friend")}


# -- they are here -------------------------------------------------------------------------------


def state() -> BookingState:
    db.session.expire_all()
    return db.session.scalars(select(Booking.state)).one()


def test_a_button_marks_the_family_as_come(browser: FlaskClient, day: make.Evening) -> None:
    browser.sign_in(day.teacher_id)
    page = browser.get(address())
    assert (state(), "They are here" in reading.words(page)) == (BookingState.BOOKED, True)
    browser.send(address(), form(page, then="came", hopes=["A friend"]))
    assert (state(), stands()) == (BookingState.ATTENDED, {"hopes": (1, "A friend")})
    page = browser.get(address())
    assert "They are here" not in reading.words(page)
    assert "Marked: they came." in reading.words(page)


def test_not_before_the_day(browser: FlaskClient, day: make.Evening, watch: Watch) -> None:
    watch.set("2026-11-23 15:00")
    browser.sign_in(day.teacher_id)
    page = browser.get(address())
    assert "They are here" not in reading.words(page)
    shown = browser.send(address(), form(page, then="came"), follow_redirects=True)
    assert state() == BookingState.BOOKED
    assert reading.said(shown)[0].startswith("This talk has begun, is over or was cancelled")


# -- afterwards ----------------------------------------------------------------------------------


def test_signing_out_empties_the_browser_and_says_so(
    browser: FlaskClient, day: make.Evening
) -> None:
    browser.sign_in(day.teacher_id)
    out = browser.send("/staff/sign-out")
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "You have signed out." in reading.words(browser.get("/staff/sign-in"))
    assert browser.get(address()).status_code == 302
