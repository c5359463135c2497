"""Staff accounts: choosing a password, signing in, being locked out, being suspended."""

import hashlib
from collections.abc import Callable

import pytest
from flask import Flask

from portal.db import act, db
from portal.domain import accounts, second_step
from portal.domain.history import CLOCK, By, Deed, Event, Face
from portal.domain.people import ClassStaff, Role, SchoolClass, Staff
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch

PASSWORD = "three blind mice run"


def with_password(name: str = "Mrs Green", *roles: Role) -> int:
    """A colleague who has chosen PASSWORD through a one-time link."""
    staff_id = make.staff(name, *(roles or (Role.OFFICE,)))
    with act():
        words = accounts.invite(staff_id, make.OFFICE)
    with act():
        accounts.choose_password(words, PASSWORD)
    return staff_id


def try_to_sign_in(username: str, password: str) -> int | None:
    tried = accounts.check(username, password)
    with act():
        return accounts.sign_in(tried)


def deeds() -> list[Deed]:
    return list(db.session.scalars(db.select(Event.deed).order_by(Event.id)))


def refused_password(words: str, password: str) -> Reason:
    with pytest.raises(Refused) as caught, act():
        accounts.choose_password(words, password)
    return caught.value.reason


def test_a_colleague_is_added_chooses_a_password_and_signs_in(portal: Flask) -> None:
    make.staff("Mr Evans")
    with act():
        staff_id = accounts.add(" Mrs.Green ", "Mrs Green", [Role.LEAD, Role.OFFICE], make.OFFICE)
    added = db.session.get_one(Staff, staff_id)
    assert (added.username, added.roles) == ("mrs.green", ["office", "lead"])
    assert try_to_sign_in("mrs.green", PASSWORD) is None
    with act():
        words = accounts.invite(staff_id, make.OFFICE)
    with act():
        assert accounts.choose_password(words, PASSWORD) == staff_id
    assert try_to_sign_in("MRS.Green ", PASSWORD) == staff_id
    assert deeds() == [
        Deed.STAFF_CHANGED,
        Deed.SIGN_IN_FAILED,
        Deed.STAFF_INVITED,
        Deed.PASSWORD_CHOSEN,
        Deed.SIGNED_IN,
    ]


def test_only_the_hash_of_password_and_link_is_kept(portal: Flask) -> None:
    staff_id = make.staff("Mrs Green", Role.OFFICE)
    with act():
        words = accounts.invite(staff_id, make.OFFICE)
    kept_link = db.session.get_one(Staff, staff_id).invite_hash
    assert kept_link == hashlib.sha256(words.encode()).hexdigest()
    with act():
        accounts.choose_password(words, PASSWORD)
    kept = db.session.get_one(Staff, staff_id).password_hash
    assert kept is not None and kept.startswith("$argon2id$")


def test_a_user_name_is_given_once_whatever_its_case(portal: Flask) -> None:
    make.staff("Miss Khan", username="khan")
    with pytest.raises(Refused) as caught, act():
        accounts.add("KHAN", "Mr Khan", [Role.TEACHER], make.OFFICE)
    assert caught.value.reason == Reason.NAME_TAKEN


@pytest.mark.parametrize(
    "password",
    [
        "too short",
        "MissKhan2026",
        "miss.khan.1",
        "Oak Lane Primary",
        "oaklane123!",
        "Password1234",
        "qwertyuiop12",
        "1234567890123",
        "aaaaaaaaaaaaaa",
        "Summer2026!!",
    ],
)
def test_a_password_that_anyone_would_try_is_refused(portal: Flask, password: str) -> None:
    staff_id = make.staff("Miss Khan")
    with act():
        words = accounts.invite(staff_id, make.OFFICE)
    assert refused_password(words, password) == Reason.WEAK_PASSWORD
    with act():
        assert accounts.choose_password(words, "correct horse battery") == staff_id


def test_a_link_works_once_for_seven_days_and_until_the_next(portal: Flask, watch: Watch) -> None:
    staff_id = make.staff("Miss Khan")
    with act():
        first = accounts.invite(staff_id, make.OFFICE)
    with act():
        second = accounts.invite(staff_id, make.OFFICE)
    assert refused_password(first, PASSWORD) == Reason.INVITE_OVER
    watch.set("2026-11-16 10:00")
    assert refused_password(second, PASSWORD) == Reason.INVITE_OVER
    with act():
        third = accounts.invite(staff_id, make.OFFICE)
    watch.set("2026-11-23 09:59")
    with act():
        accounts.choose_password(third, PASSWORD)
    assert refused_password(third, PASSWORD) == Reason.INVITE_OVER


def test_five_wrong_tries_rest_the_account_for_a_quarter_of_an_hour(
    portal: Flask, watch: Watch
) -> None:
    green, noise = with_password(), with_password("Mr Evans")
    for _ in range(5):
        assert try_to_sign_in("mrs.green", "wrong") is None
    assert try_to_sign_in("mrs.green", PASSWORD) is None
    assert try_to_sign_in("mr.evans", PASSWORD) == noise
    watch.set("2026-11-09 10:14")
    assert try_to_sign_in("mrs.green", PASSWORD) is None
    watch.set("2026-11-09 10:15")
    assert try_to_sign_in("mrs.green", PASSWORD) == green


def test_a_right_password_begins_the_count_again(portal: Flask) -> None:
    green = with_password()
    for password in ("wrong", "wrong", "wrong", "wrong", PASSWORD) * 2:
        signed_in = try_to_sign_in("mrs.green", password)
    assert signed_in == green


def test_an_unknown_name_leaves_the_trace_of_a_known_one(portal: Flask) -> None:
    with_password()
    assert try_to_sign_in("nobody", PASSWORD) is None
    assert try_to_sign_in("mrs.green", "wrong") is None
    assert deeds()[-2:] == [Deed.SIGN_IN_FAILED, Deed.SIGN_IN_FAILED]


def test_a_try_made_before_a_new_password_opens_nothing_after_it(portal: Flask) -> None:
    green = with_password()
    tried = accounts.check("mrs.green", PASSWORD)
    with act():
        words = accounts.invite(green, make.OFFICE)
    with act():
        accounts.choose_password(words, "four little ducks went")
    with act():
        assert accounts.sign_in(tried) is None


def test_a_suspended_account_opens_nothing_until_it_is_let_back(portal: Flask) -> None:
    green, khan = with_password(), with_password("Miss Khan", Role.TEACHER)
    before = db.session.get_one(Staff, khan).generation
    with act():
        words = accounts.invite(khan, make.OFFICE)
    with act():
        accounts.suspend(khan, make.OFFICE)
    assert try_to_sign_in("miss.khan", PASSWORD) is None
    assert accounts.invited(words) is None
    assert db.session.get_one(Staff, khan).generation == before + 1
    with act():
        accounts.let_back(khan, make.OFFICE)
    assert try_to_sign_in("miss.khan", PASSWORD) == khan
    assert [one.id for one in accounts.everyone()] == [khan, green]


def test_the_last_who_can_sign_in_at_the_office_stays(portal: Flask) -> None:
    green = with_password()
    with_password("Miss Khan", Role.TEACHER)
    no_password_yet = make.staff("Mr Brown", Role.OFFICE)
    for wish in (
        lambda: accounts.suspend(green, make.OFFICE),
        lambda: accounts.change(green, "Mrs Green", [Role.TEACHER], make.OFFICE),
    ):
        with pytest.raises(Refused) as caught, act():
            wish()
        assert caught.value.reason == Reason.LAST_OFFICE
    with act():
        words = accounts.invite(no_password_yet, make.OFFICE)
    with act():
        accounts.choose_password(words, PASSWORD)
    with act():
        accounts.suspend(green, make.OFFICE)
    assert not db.session.get_one(Staff, green).active


def at_the_desk(staff_id: int) -> By:
    return By(Face.DESK, staff_id=staff_id)


def refusal(wish: Callable[[], object]) -> Reason | None:
    try:
        with act():
            wish()
    except Refused as refused:
        return refused.reason
    return None


def ways_to_become_a_lead(own: int, lead: int, by: By) -> list[Callable[[], object]]:
    """All that would open the pages of leads to whoever sits at the desk."""
    return [
        lambda: accounts.add("second", "Second Self", [Role.SAFEGUARDING], by),
        lambda: accounts.change(own, "Mrs Green", [Role.OFFICE, Role.LEAD], by),
        lambda: accounts.change(lead, "Mr Okafor", [Role.OFFICE], by),
        lambda: accounts.invite(lead, by),
        lambda: accounts.invite_on_paper(lead, by),
        lambda: second_step.reset(lead, by),
    ]


@pytest.mark.parametrize("role", [Role.LEAD, Role.SAFEGUARDING])
def test_the_office_cannot_become_a_lead(portal: Flask, role: Role) -> None:
    green, lead = with_password(), with_password("Mr Okafor", role)
    ways = ways_to_become_a_lead(green, lead, at_the_desk(green))
    assert [refusal(way) for way in ways] == [Reason.FOR_LEADS] * len(ways)
    also_teaches = [role, Role.TEACHER]
    assert not refusal(
        lambda: accounts.change(lead, "Mr O. Okafor", also_teaches, at_the_desk(green))
    )


def test_a_lead_looks_after_leads(portal: Flask) -> None:
    green, lead = with_password(), with_password("Mr Okafor", Role.LEAD)
    reid = with_password("Ms Reid", Role.LEAD)
    ways = ways_to_become_a_lead(green, reid, at_the_desk(lead))
    assert [refusal(way) for way in ways] == [None] * len(ways)


def test_the_office_makes_the_first_lead(portal: Flask) -> None:
    green, khan = with_password(), make.staff()
    by = at_the_desk(green)
    assert not refusal(lambda: accounts.change(khan, "Miss Khan", [Role.LEAD], by))
    with act():
        words = accounts.invite(khan, by)
    with act():
        accounts.choose_password(words, PASSWORD)
    assert refusal(lambda: accounts.invite(khan, by)) == Reason.FOR_LEADS
    assert not refusal(lambda: accounts.invite(khan, CLOCK)), "at the server's command line"


@pytest.mark.parametrize(
    ("role", "reason"),
    [(Role.LEAD, Reason.LAST_LEAD), (Role.SAFEGUARDING, Reason.LAST_SAFEGUARDING)],
)
def test_the_last_lead_keeps_the_role(portal: Flask, role: Role, reason: Reason) -> None:
    last = with_password("Mr Okafor", role)

    def strip() -> None:
        accounts.change(last, "Mr Okafor", [Role.TEACHER], at_the_desk(last))

    assert refusal(strip) == reason
    with_password("Ms Reid", role)
    assert refusal(strip) is None


def test_a_colleague_is_tied_to_classes(portal: Flask) -> None:
    khan, evans = make.staff("Miss Khan"), make.staff("Mr Evans")
    ash, yew = make.school_class("Ash", evans), make.school_class("Yew", evans)
    elm, fir = make.school_class("Elm", khan), make.school_class("Fir")
    with act():
        accounts.tie_to_classes(khan, {ash}, {ash, fir}, make.OFFICE)
    with act():
        accounts.tie_to_classes(khan, {ash}, {ash, fir}, make.OFFICE)
    rows = db.session.execute(db.select(SchoolClass.id, SchoolClass.key_teacher_id))
    assert {class_id: teacher for class_id, teacher in rows} == {
        ash: khan,
        yew: evans,
        elm: None,
        fir: None,
    }
    helps = db.session.execute(db.select(ClassStaff.staff_id, ClassStaff.class_id)).all()
    assert [tuple(row) for row in helps] == [(khan, fir)]
    assert accounts.helps_in(khan) == {fir}
