"""Who to invite, on the screens: a lead looks, picks and sets the rules; the office gets names; a
child's key teacher sees the child; nobody else finds anything."""

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.db import act, db
from portal.domain import barrier_rules, picking
from portal.domain.barrier_facts import About, BarrierFact, PupilResult
from portal.domain.barrier_rules import USUAL, Barrier, Rule
from portal.domain.history import Deed, Event
from portal.domain.people import Role, Staff
from portal.domain.rounds import Round, RoundState
from tests import make
from tests.addresses import token_of
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.web.reading import all_of, choices, field, rows, said, ticked, words

SECRET = ("SEN support", "84%", "young carer", "Reading", "below 85%")
"""What nobody but a lead and the key teacher reads about Yusuf."""


@pytest.fixture
def lead(portal: Flask, browser: CheckingClient) -> CheckingClient:
    """A lead, signed in."""
    browser.sign_in(make.staff("Mr Okafor", Role.LEAD))
    return browser


def another(portal: Flask, staff_id: int) -> CheckingClient:
    """A colleague at another screen."""
    client = portal.test_client()
    assert isinstance(client, CheckingClient)
    client.sign_in(staff_id)
    return client


def draft() -> tuple[int, make.Evening]:
    """Yusuf with three points, Zofia with none, and a round with nobody in it yet."""
    day = make.evening()
    make.known(
        day.family.child_id,
        {About.SEN: "K", About.ATTENDANCE: 84.0, About.YOUNG_CARER: "yes"},
        {"Reading": "81"},
    )
    return make.round_(name="Spring talks", invited=False), day


def colleague(name: str) -> int:
    return db.session.execute(select(Staff.id).where(Staff.name == name)).scalar_one()


def found_secrets(*pages: TestResponse) -> list[str]:
    return [one for page in pages for one in SECRET if one in page.get_data(as_text=True)]


# -- the list ----------------------------------------------------------------------------------


def test_a_lead_comes_from_the_round_looks_and_picks(portal: Flask, lead: CheckingClient) -> None:
    round_id, day = draft()
    child_id = day.family.child_id
    at = f"/staff/rounds/{round_id}/who"
    page = lead.get(f"/staff/rounds/{round_id}")
    assert "Who to invite" in all_of(page, "a", href=at)
    page = lead.get(at)
    assert rows(page) == [
        [
            "Yusuf Malik Year 4 Ash",
            "3 invite",
            "SEN support (9 Nov 2026)attendance 84%, below 85% (9 Nov 2026)"
            "young carer (9 Nov 2026)More about Yusuf Malik",
        ]
    ]
    assert (choices(page, "pick"), ticked(page, "pick")) == ([str(child_id)], [])
    done = lead.send(at, {"listed": [child_id], "pick": [child_id]})
    assert done.status_code == 303
    page = lead.get(at)
    assert said(page) == ["Saved. 1 child is picked."]
    assert ticked(page, "pick") == [str(child_id)]
    assert "picked by Mr Okafor, Mon 9 Nov, with 3 points" in words(page)
    lead.send(at, {"listed": [child_id]})
    assert picking.picked(round_id) == {}


def test_suggesting_ticks_and_saves_nothing(portal: Flask, lead: CheckingClient) -> None:
    round_id, day = draft()
    page = lead.get(f"/staff/rounds/{round_id}/who?suggest=1&show=everybody")
    assert len(choices(page, "pick")) == 2
    assert ticked(page, "pick") == [str(day.family.child_id)]
    assert picking.picked(round_id) == {}


def test_filters_and_picks_outside_them_stay(portal: Flask, lead: CheckingClient) -> None:
    round_id, day = draft()
    at = f"/staff/rounds/{round_id}/who"
    with act():
        picking.pick(round_id, [day.family.child_id], [day.family.child_id], make.OFFICE)
    page = lead.get(f"{at}?show=everybody&class={day.class_id}")
    assert [row[0].split()[0] for row in rows(page)] == ["Yusuf"]
    others = [row[0].split()[0] for row in rows(lead.get(f"{at}?show=everybody"))]
    assert others == ["Yusuf", "Zofia"]
    back = lead.send(f"{at}?show=everybody&class=999", {})
    assert back.location == f"{at}?class=999&show=everybody"
    assert set(picking.picked(round_id)) == {day.family.child_id}
    for odd in ("class=x", "class=99999999999999", "show=x", "year=%00"):
        assert lead.get(f"{at}?{odd}").status_code == 200


def test_who_looked_is_written_down(portal: Flask, lead: CheckingClient) -> None:
    round_id, day = draft()
    child_id = day.family.child_id
    lead.get(f"/staff/rounds/{round_id}/who")
    lead.get(f"/staff/children/{child_id}/barriers")
    events = db.session.scalars(select(Event).where(Event.deed == Deed.BARRIERS_SEEN)).all()
    assert [(one.by_staff_id, one.child_id, one.about) for one in events] == [
        (colleague("Mr Okafor"), child_id, {"children": [child_id], "round": round_id}),
        (colleague("Mr Okafor"), child_id, {"children": [child_id]}),
    ]


def test_an_invited_round_can_only_be_read(portal: Flask, lead: CheckingClient) -> None:
    round_id, day = draft()
    at = f"/staff/rounds/{round_id}/who"
    with act() as session:
        session.get_one(Round, round_id).state = RoundState.INVITED
    page = lead.get(at)
    assert "the list can only be read" in words(page)
    assert choices(page, "pick") == []
    child_id = day.family.child_id
    lead.send(at, {"listed": [child_id], "pick": [child_id]})
    assert said(lead.get(at))[0] == "This round has been invited meanwhile. Nothing was changed."
    assert picking.picked(round_id) == {}


# -- the office, other teachers, parents ---------------------------------------------------------


def test_the_office_gets_the_name_and_nothing_else(portal: Flask, lead: CheckingClient) -> None:
    round_id, day = draft()
    child_id = day.family.child_id
    lead.send(f"/staff/rounds/{round_id}/who", {"listed": [child_id], "pick": [child_id]})
    office = another(portal, make.staff("Mrs Green", Role.OFFICE))
    at = f"/staff/rounds/{round_id}"
    pages = [office.get(path) for path in (at, f"{at}/edit", f"{at}/invite", "/staff")]
    pages += [office.get(f"/staff/children/{child_id}"), office.get("/staff/parents?q=Malik")]
    pages.append(office.get(f"/staff/parents/{day.family.parent_id}"))
    assert {page.status_code for page in pages} == {200}
    assert "Yusuf Malik" in words(pages[0])
    assert "Who to invite" not in words(pages[0])
    assert found_secrets(*pages) == []
    for path in (f"{at}/who", "/staff/barriers", f"/staff/children/{child_id}/barriers"):
        assert (office.get(path).status_code, office.send(path).status_code) == (404, 404)


def test_what_a_lead_picks_while_the_office_edits_is_not_lost(
    portal: Flask, lead: CheckingClient
) -> None:
    round_id, day = draft()
    child_id = day.family.child_id
    office = another(portal, make.staff("Mrs Green", Role.OFFICE))
    at = f"/staff/rounds/{round_id}/edit"
    form = {
        name: field(office.get(at), name)
        for name in ("name", "opens_on", "closes_on", "slot_minutes", "gap_minutes", "children")
    }
    form |= {"nudge_after_days": "3", "ways": "phone", "were": field(office.get(at), "were")}
    lead.send(f"/staff/rounds/{round_id}/who", {"listed": [child_id], "pick": [child_id]})
    assert office.send(at, form).status_code == 303
    assert set(picking.picked(round_id)) == {child_id}
    form |= {"were": field(office.get(at), "were"), "children": ""}
    assert office.send(at, form).status_code == 303
    assert picking.picked(round_id) == {}


def test_the_key_teacher_sees_the_child_and_another_teacher_does_not(portal: Flask) -> None:
    round_id, day = draft()
    at = f"/staff/children/{day.family.child_id}/barriers"
    key = another(portal, day.teacher_id)
    page = key.get(at)
    assert all_of(page, "h2") == ["3 points invite", "Latest data", "What no record says"]
    assert "Reading: 81 Monday 9 November" in words(page)
    assert choices(page, "note") == []
    assert key.send(at, {"note": "housing"}).status_code == 404
    assert key.get(f"/staff/rounds/{round_id}/who").status_code == 404
    other = another(portal, colleague("Mr Evans"))
    helper = another(portal, make.staff("Ms Reid", Role.SAFEGUARDING, Role.CRECHE))
    assert [one.get(at).status_code for one in (other, helper)] == [404, 404]


def test_a_childs_parent_finds_nothing_of_it(portal: Flask, lead: CheckingClient) -> None:
    round_id, day = draft()
    child_id = day.family.child_id
    lead.send(f"/staff/rounds/{round_id}/who", {"listed": [child_id], "pick": [child_id]})
    token = token_of(day.family.parent_id)
    phone = portal.test_client()
    pages = [
        phone.get(f"/t/{token}{path}", follow_redirects=True)
        for path in ("", "/talks", f"/talks/{day.invitation_id}", "/settings")
    ]
    assert found_secrets(*pages) == []
    stranger = portal.test_client()
    gone = [stranger.get(f"/staff/rounds/{round_id}/who"), stranger.get("/staff/barriers")]
    assert [page.status_code for page in gone] == [302, 302]


# -- notes and rules -----------------------------------------------------------------------------


def test_a_lead_notes_what_no_record_says(portal: Flask, lead: CheckingClient) -> None:
    _, day = draft()
    at = f"/staff/children/{day.family.child_id}/barriers"
    lead.send(at, {"note": ["housing", "SEN", "nonsense"]})
    page = lead.get(at)
    assert ticked(page, "note") == ["housing"]
    assert "4 points" in words(page) and "staff note: housing" in words(page)


def as_shown(page: TestResponse) -> dict[str, object]:
    """The rules' form as it stands on the page."""
    names = [f"{one.name.lower()}-{part}" for one in Barrier for part in ("threshold", "weight")]
    there = {name: field(page, name) for name in names if choices(page, name)}
    ons = {f"{one.name.lower()}-on": ticked(page, f"{one.name.lower()}-on") for one in Barrier}
    return {**there, **{name: on for name, on in ons.items() if on}, "level": field(page, "level")}


def test_a_lead_sets_thresholds_weights_and_the_level(portal: Flask, lead: CheckingClient) -> None:
    form = as_shown(lead.get("/staff/barriers"))
    lead.send("/staff/barriers", form)
    assert (barrier_rules.rules(), db.session.scalars(select(Event)).all()) == (dict(USUAL), [])
    form |= {"attendance-threshold": "90,5", "sen-weight": "2", "fsm-on": "yes", "level": "4"}
    del form["young_carer-on"]
    assert lead.send("/staff/barriers", form).status_code == 303
    assert barrier_rules.rules() == {
        **USUAL,
        Barrier.ATTENDANCE: Rule(threshold=90.5),
        Barrier.SEN: Rule(weight=2),
        Barrier.FSM: Rule(),
        Barrier.YOUNG_CARER: Rule(on=False),
    }
    assert barrier_rules.invite_level() == 4


@pytest.mark.parametrize(
    ("name", "typed", "sorry"),
    [
        ("attendance-threshold", "101", "Please write a number from 0 to 100."),
        ("moved-threshold", "", "Please write a number from 0 to 99."),
        ("attendance-threshold", "nan", "Please write a number from 0 to 100."),
        ("sen-weight", "0", "Please write whole points from 1 to 9."),
        ("sen-weight", "1.5", "Please write whole points from 1 to 9."),
        ("level", "0", "Please write a whole number from 1 to 30."),
        ("level", "many", "Please write a whole number from 1 to 30."),
    ],
)
def test_what_cannot_be_a_rule_is_said(
    portal: Flask, lead: CheckingClient, name: str, typed: str, sorry: str
) -> None:
    form = as_shown(lead.get("/staff/barriers")) | {name: typed}
    page = lead.send("/staff/barriers", form)
    assert (page.status_code, said(page)) == (422, [sorry])
    assert field(page, name) == typed
    assert barrier_rules.rules() == dict(USUAL)


# -- the import ----------------------------------------------------------------------------------

FILE = (
    "Adno,Forename,Surname,Reg,SEN Status,Attendance %,PIRA Autumn,Maths,Contact Surname\n"
    "1201,Yusuf,Malik,Year 4 Ash,K,84.3,77,below,Malik\n"
    "1204,Jack,Turner,Year 4 Ash,N,97,112,,Turner\n"
)


def test_the_office_matches_a_result_and_never_sees_one(portal: Flask, watch: Watch) -> None:
    office = another(portal, make.staff("Mrs Green", Role.OFFICE))
    file = {"file": (BytesIO(FILE.encode()), "export.csv")}
    at = office.send("/staff/import", file).location
    columns = office.get(at)
    assert "result: PIRA Autumn" in all_of(columns, "option")
    matched = {
        f"column{number}": value
        for number, value in enumerate(
            (
                "child's number in the school's records",
                "child's first name",
                "child's last name",
                "class",
                "special educational needs",
                "attendance",
                "result",
                "result",
                "contact's last name",
            )
        )
    }
    preview_at = office.send(at, matched).location
    preview = office.get(preview_at)
    assert (
        "Read, hidden: special educational needs, attendance, result: PIRA Autumn, result: Maths."
    ) in words(preview)
    again = office.get(at)
    everything = words(preview) + words(again)
    assert [one for one in ("84.3", "77", "112", "below") if one in everything] == []
    done = office.send(preview_at, {"seen": field(preview, "seen")})
    assert "84.3" not in office.get(done.location).get_data(as_text=True)
    kept = db.session.execute(select(PupilResult.measure, PupilResult.value)).all()
    assert sorted(tuple(one) for one in kept) == [
        ("Maths", "below"),
        ("PIRA Autumn", "112"),
        ("PIRA Autumn", "77"),
    ]
    assert sorted(db.session.scalars(select(BarrierFact.value))) == ["84.3", "97", "K", "no"]
