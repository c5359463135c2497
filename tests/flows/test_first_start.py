"""From nothing to the first invitation, by reading, following links and pressing buttons: what
`portal setup` leaves behind, one sign-in link, and the first-start guide."""

import re
from io import BytesIO
from pathlib import Path

import pyotp
from flask import Flask

import portal as the_portal
from portal import clock
from portal.db import act, db
from portal.domain import accounts, first_steps
from portal.domain.first_steps import State, Step
from portal.domain.history import CLOCK
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Role, School, forget_school
from tests import make
from tests.phone import network, texting, work
from tests.screens import Screen
from tests.web import reading

SAMPLE = Path(the_portal.__file__ or "").parent / "sample"
TERMS = (
    "Term,Start,End\nAutumn 1,2 September 2026,23 October 2026\n"
    "Autumn 2,2 November 2026,18 December 2026\nSpring 1,4 January 2027,12 February 2027\n"
)
MOST_REQUESTS = 45
"""Pages and forms from the sign-in link to the first invitation, with a look at what is missing
without a carrier: at twenty seconds for each, on average, a quarter of an hour."""


class Counting(Screen):
    """Counts what is asked of the server."""

    asked = 0

    def open(self, path: str, *, status: int = 200) -> Screen:
        self.asked += 1
        return super().open(path, status=status)

    def press(self, button: str, fields: object = None, *, status: int = 200) -> Screen:
        self.asked += 1
        return super().press(button, fields, status=status)  # type: ignore[arg-type]

    def next(self) -> str:
        """Today names the next step: its button is pressed."""
        self.open("/staff")
        found = re.search(r"\d+ of 10 steps are done\. Next: (.+?), about \d", self.words)
        assert found, self.words
        return found[1]


def set_up() -> str:
    """As `portal setup` leaves the database; the first sign-in link."""
    with act() as session:
        session.delete(session.get_one(School, 1))
        session.flush()
        session.add(
            School(id=1, name="Elm Road School", short_name="Elm Road", phone="01632 960200")
        )
        session.flush()
        staff_id = accounts.add("green", "Mrs Green", [Role.OFFICE], CLOCK)
        token = accounts.invite(staff_id, CLOCK)
    forget_school()
    return f"/staff/welcome/{token}"


def file(name: str) -> tuple[BytesIO, str]:
    return BytesIO((SAMPLE / name).read_bytes()), name


def come_in(office: Counting, link: str) -> None:
    """A password, then an authenticator app: no text can go out yet."""
    words = "seven quiet otters"
    office.open(link).press("Save and sign in", {"password": words, "again": words})
    assert "no text can come" in office.words
    office.follow("Use an app")
    secret = re.search(r"secret=([A-Z2-7]+)", office.html)
    assert secret
    office.press("Set it up", {"code": pyotp.TOTP(secret[1]).at(clock.now())})


def test_from_nothing_to_the_first_invitation(portal: Flask) -> None:
    office = Counting(portal)
    come_in(office, set_up())

    assert office.next() == "Say who you are"
    office.follow("The school’s words")
    office.press("Save", {"welcomed_by": "Mrs Green", "text_number": "07700 900900"})

    assert office.next() == "When the school is closed"
    office.follow("Closed days")
    office.press("Look at it", {"file": (BytesIO(TERMS.encode()), "terms.csv")})
    office.press("Save the closed days")

    assert office.next() == "Children and contacts"
    office.follow("Import children")
    office.press("Look at it", {"file": file("school_export.csv")})
    office.press("Import")

    assert office.next() == "Who teaches which class"
    office.follow("Staff of the classes")
    office.press("Read it", {"file": file("staff.csv")})

    assert office.next() == "A round of talks"
    office.follow("Set up a round")
    classes = office_choices(office, "class_ids")
    dates = {"opens_on": "2026-11-09", "closes_on": "2026-11-30"}
    office.press("Set up the round", {"name": "Autumn talks", "class_ids": classes[:2], **dates})

    assert office.next() == "Times for talks"
    office.follow("Release teachers")
    teachers = office_choices(office, "teacher")[:2]
    rooms = {f"room-{one}": f"Room {at}" for at, one in enumerate(teachers)}
    times = {"day": "2026-11-24", "begins": "15:00", "ends": "18:00"}
    office.press("Release them", {"teacher": teachers, **rooms, **times})

    assert office.next() == "Crèche"
    office.follow("All steps").press("Not now: Crèche")

    # No carrier: the guide says so in words, and so does the page with the invitation.
    assert office.next() == "Texts go out"
    office.follow("Text me")
    assert "No text can go out yet: no carrier is connected." in office.words
    assert "http://localhost/sms/inbound" in office.words
    office.press("Text me", {"number": "07700 900555"}, status=409)
    assert office.said == ["No carrier is connected yet: nothing can go out."]
    office.follow("Look at the invitation")
    assert "No text can go out yet: no carrier is connected." in office.words

    with texting(portal):
        assert office.next() == "Texts go out"
        office.follow("Text me").press("Text me", {"number": "07700 900555"})
        work(portal)
        assert network(portal).brought == [
            ("+447700900555", "Elm Road: this is a test. You can read it, so texts arrive.")
        ]
        assert office.next() == "Tell families"
        office.follow("All steps").press("They have gone out")

        assert office.next() == "Look at the invitation, and invite"
        office.follow("Look at the invitation")
        assert "no carrier is connected" not in office.words
        assert "Elm Road: please come and talk about" in office.words
        office.press("Invite: text")
        work(portal)
        first = db.session.scalars(db.select(OutText).where(OutText.kind == Kind.INVITATION)).all()
        assert first and {one.state for one in first} == {TextState.SENT}

        office.open("/staff")
        assert "Set up your school" not in office.words
        office.open("/staff/school").follow("First steps")
        tags = reading.all_of(office.page, "span")
        assert (tags.count("done"), tags.count("not now")) == (9, 1)
    assert office.asked <= MOST_REQUESTS


def office_choices(office: Screen, name: str) -> list[str]:
    return [one.get("value") or "" for one in office._all("input") if one.get("name") == name]


# -- the states --------------------------------------------------------------------------------


def states(*, carrier: bool = True) -> dict[Step, State]:
    return {one.step: one.state for one in first_steps.stand(carrier=carrier)}


def test_a_step_is_done_when_it_is_true_and_not_when_somebody_says_so(portal: Flask) -> None:
    assert list(states().values()) == [State.NEXT] + [State.TO_DO] * 9
    make.family(class_id=make.school_class())
    (teachers,) = [one for one in first_steps.stand(carrier=True) if one.step == Step.TEACHERS]
    assert (teachers.state, teachers.note) == (State.TO_DO, "No teacher yet: Year 4 Ash")
    assert states()[Step.CHILDREN] == State.DONE
    with act():
        for step in Step:
            first_steps.put_off(step)
    put_off = {step for step, state in states().items() if state == State.PUT_OFF}
    assert put_off == {Step.DAYS, Step.CRECHE, Step.FAMILIES}
    with act():
        first_steps.take_up(Step.CRECHE)
    make.creche()
    assert states()[Step.CRECHE] == State.DONE
    assert states(carrier=False)[Step.CARRIER] == State.TO_DO


def test_somebody_else_s_steps_are_not_a_teachers(portal: Flask) -> None:
    teacher = Screen(portal)
    teacher.client.sign_in(make.staff())
    teacher.open("/staff")
    assert "Set up your school" not in teacher.words
    teacher.open("/staff/first-steps", status=404)
    office = Screen(portal)
    office.client.sign_in(make.staff("Mrs Green", Role.OFFICE))
    client = office.client
    assert client.send("/staff/first-steps/invite", {"when": "later"}).status_code == 404
    assert client.send("/staff/first-steps/nonsense").status_code == 404


def test_a_test_text_goes_to_a_mobile_and_once_a_minute(portal: Flask) -> None:
    office = Screen(portal)
    office.client.sign_in(make.staff("Mrs Green", Role.OFFICE))
    with texting(portal):
        office.open("/staff/first-steps").press("Text me", {"number": "01632 960"}, status=422)
        assert office.said == ["Please write a mobile number like 07700 900123."]
        office.press("Text me", {"number": "07700 900555"})
        office.press("Text me", {"number": "07700 900555"}, status=409)
        assert office.said == ["A test text has just gone out. Please wait a minute for it."]


def test_a_school_without_teachers_is_told_where_to_add_them(portal: Flask) -> None:
    office = Screen(portal)
    office.client.sign_in(make.staff("Mrs Green", Role.OFFICE))
    round_id = make.round_(invited=False)
    office.open(f"/staff/rounds/{round_id}/cover").follow("Add staff.")
    assert office.path == "/staff/staff"
