"""A parent on the phone or at the desk: found, checked, served on one screen; and whoever is told
nothing."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.db import act, db
from portal.domain import booking, callers, finding, no_contact, tasks, todo, waitlist
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.history import By, Deed, Event, Face
from portal.domain.numbers import show_number
from portal.domain.outbox import Kind, OutText
from portal.domain.people import Child, Guardianship, NumberState, OnRoll, Parent, Role, Staff
from portal.domain.tasks import TaskKind
from portal.domain.todo import Part, Todo
from tests import make
from tests.conftest import Watch
from tests.listening import statements
from tests.web import reading

NEUTRAL = "I cannot find you on our list. I will ask a colleague to ring you back on a number"
OWN = "I can only talk about your own talks."
WRONG = "That is not what we hold."


def waits(part: Part, role: Role) -> list[Todo]:
    """This part of the tasks of a colleague with this role."""
    db.session.expire_all()
    return todo.first(db.session.get_one(Staff, make.staff(f"Reader: {role}", role)), part, 9)


def office(browser: FlaskClient, name: str = "Mrs Green") -> int:
    staff_id = make.staff(name, Role.OFFICE)
    browser.sign_in(staff_id)
    return staff_id


def search(browser: FlaskClient, words: str) -> TestResponse:
    return browser.get("/staff/parents", query_string={"q": words})


def lines(page: TestResponse) -> list[str]:
    return reading.all_of(page, "li")


def of(parent_id: int, what: str = "") -> str:
    return f"/staff/callers/{parent_id}{f'/{what}' if what else ''}"


def say_birthday(browser: FlaskClient, parent_id: int, **said: str) -> TestResponse:
    """The caller names Yusuf, born on 14 March, unless they say something else."""
    form = {"child": "Yusuf", "day": "14", "month": "3", **said}
    return browser.send(of(parent_id, "birthday"), fields=form)


def screen(browser: FlaskClient, parent_id: int) -> TestResponse:
    """The screen on which this parent is served, checked by the birthday."""
    assert say_birthday(browser, parent_id).status_code == 303
    return browser.get(of(parent_id))


def is_served(page: TestResponse) -> bool:
    return "Finish the call" in reading.all_of(page, "button")


def history(parent_id: int) -> list[tuple[Deed, Face, str | None]]:
    query = db.select(Event.deed, Event.face, Event.note).where(Event.parent_id == parent_id)
    return [tuple(row) for row in db.session.execute(query.order_by(Event.id))]


def barred(parent_id: int, child_id: int) -> None:
    with act():
        no_contact.hold(parent_id, child_id, make.OFFICE)


# -- finding -----------------------------------------------------------------------------------


def test_two_parents_of_one_name_are_told_apart(portal: Flask, browser: FlaskClient) -> None:
    ash, yew = make.school_class("Year 4 Ash"), make.school_class("Year 6 Yew")
    one = make.family("Yusuf", ("Ayesha",), class_id=ash)
    two = make.family("Zara", ("Ayesha",), class_id=yew)
    with act() as session:
        session.get_one(Parent, one.parent_id).number = "+447700900123"
        session.get_one(Parent, two.parent_id).number = "+447700900456"
    office(browser)
    both = [
        "Ayesha Malik Yusuf (Year 4 Ash) number ends 123 Card of Ayesha Malik",
        "Ayesha Malik Zara (Year 6 Yew) number ends 456 Card of Ayesha Malik",
    ]
    assert lines(search(browser, "ayesha malik")) == both
    found_by = [one.replace("123", "123 · found by number") for one in both[:1]]
    assert lines(search(browser, "malik 0123")) == both[:1]
    assert lines(search(browser, "0900 123")) == found_by
    assert lines(search(browser, "malik year 4")) == [
        both[0].replace("123", "123 · found by class")
    ]
    assert lines(search(browser, "zara")) == [both[1].replace("456", "456 · found by child")]


def test_what_only_sounds_like_it_stands_below(portal: Flask, browser: FlaskClient) -> None:
    make.family("Ali", ("Mohammed",), surname="Khan")
    make.family("Sara", ("Muhamad",), surname="Khan")
    make.family("Lena", ("Ewa",), surname="Nowak")
    office(browser)
    page = search(browser, "muhamad khan")
    assert [one.split(" number")[0] for one in lines(page)] == [
        "Muhamad Khan Sara",
        "Mohammed Khan Ali",
    ]
    assert reading.all_of(page, "h2") == ["Sounds like it"]
    assert [one.split(" number")[0] for one in lines(search(browser, "محمد"))] == [
        "Mohammed Khan Ali",
        "Muhamad Khan Sara",
    ]


def test_nobody_is_found_by_way_of_a_child_they_hear_nothing_about(portal: Flask) -> None:
    family = make.family("Yusuf", ("Ayesha", "Karim"), class_id=make.school_class("Year 4 Ash"))
    left = make.family("Yusra", ("Dina",), surname="Haddad")
    barred(family.parent_ids[1], family.child_id)
    with act() as session:
        session.get_one(Child, left.child_id).roll = OnRoll.LEFT
    for words in ("yusuf", "yusuf malik", "year 4", "ash", "yusra", "joesuf", "ayesha"):
        names = {one.name for one in finding.parents(words)}
        assert names == ({"Ayesha Malik"} if words not in ("yusra", "joesuf") else set()), words
    (karim,) = finding.parents("karim")
    assert (karim.children, karim.number_ends) == ([], "")


def test_a_whole_school_is_searched_with_two_queries(portal: Flask) -> None:
    for number in range(12):
        make.family(f"Child{number}", (f"Parent{number}",), surname="Malik")
    with statements() as asked:
        assert len(finding.parents("malik")) == 12
    assert len(asked) == 2


# -- the check ---------------------------------------------------------------------------------


def test_from_the_box_to_the_screen_in_three_requests(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    office(browser)
    today = browser.get("/staff")
    assert 'name="q"' in today.get_data(as_text=True)
    page = search(browser, "aye")
    (who,) = (one.get("href") for one in reading.main(page).iter() if one.get("class") == "who")
    assert who == of(day.family.parent_id)
    check = browser.get(who)  # 1
    said = say_birthday(browser, day.family.parent_id)  # 2
    there = browser.get(reading.address(said))  # 3
    assert not is_served(check)
    assert is_served(there)


def test_before_the_check_nothing_is_said(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    make.booked(day)
    office(browser)
    page = browser.get(of(day.family.parent_id))
    told = reading.words(page).replace("JanuaryFebruaryMarchApril", "")  # a list to choose from
    for secret in ("14", "March", "15:00"):
        assert secret not in told
    sent = page.get_data(as_text=True).split('id="main"')[1]
    for secret in ("Yusuf", make.number_of(day.family.parent_id)[-6:]):
        assert secret not in sent


@pytest.mark.parametrize(
    "child", ["Yusuf", "yousef", "یوسف", "Yusuf Malik"], ids=["name", "spelling", "script", "both"]
)
def test_a_child_and_its_birthday_open_the_screen(
    portal: Flask, browser: FlaskClient, child: str
) -> None:
    day = make.evening()
    office(browser)
    said = say_birthday(browser, day.family.parent_id, child=child)
    assert (said.status_code, reading.address(said)) == (303, of(day.family.parent_id))
    assert is_served(browser.get(of(day.family.parent_id)))
    assert history(day.family.parent_id) == [(Deed.CALLER_KNEW, Face.PHONE, None)]


def test_a_wrong_birthday_opens_nothing_and_keeps_what_was_typed(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    office(browser)
    for wrong in ({"day": "15"}, {"month": "4"}, {"child": "Zofia"}, {"child": "Malik"}):
        page = say_birthday(browser, day.family.parent_id, **wrong)
        assert page.status_code == 422
        assert any(one.startswith(WRONG) for one in reading.said(page))
        assert reading.field(page, "child") == wrong.get("child", "Yusuf")
        assert reading.field(page, "day") == wrong.get("day", "14")
    assert not is_served(browser.get(of(day.family.parent_id)))
    deeds = [deed for deed, _face, _note in history(day.family.parent_id)]
    assert deeds == [Deed.CALLER_NOT_KNEW] * 4


def test_an_empty_field_is_no_try(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    office(browser)
    for _ in range(6):
        assert say_birthday(browser, day.family.parent_id, month="").status_code == 422
    assert screen(browser, day.family.parent_id).status_code == 200


def test_wrong_five_times_with_two_colleagues_only_ringing_back_helps(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    office(browser)
    for _ in range(3):
        say_birthday(browser, parent_id, day="1")
    office(browser, "Mr Okafor")
    for _ in range(2):
        last = say_birthday(browser, parent_id, day="2")
    assert "wrong five times" in reading.words(last)
    assert say_birthday(browser, parent_id).status_code == 422  # right, and too late
    page = browser.get(of(parent_id))
    assert "Check" not in reading.all_of(page, "button")
    browser.send(of(parent_id, "ring-back"))
    browser.send(of(parent_id, "answered"))
    assert is_served(browser.get(of(parent_id)))
    browser.send(of(parent_id, "finish"))
    assert is_served(screen(browser, parent_id))  # the tries begin anew


def test_the_number_we_hold_is_shown_only_to_ring_it_back(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    number = show_number(make.number_of(parent_id))
    office(browser)
    assert number not in reading.words(browser.get(of(parent_id)))
    assert browser.send(of(parent_id, "ring-back")).status_code == 303
    assert browser.send(of(parent_id, "ring-back")).status_code == 303
    page = browser.get(of(parent_id))
    assert number in reading.words(page)
    assert not is_served(page)
    assert browser.send(of(parent_id, "answered"), fields={"speaker": "Fatima"}).status_code == 303
    served = browser.get(of(parent_id))
    assert is_served(served)
    assert "Fatima speaks for them" in reading.words(served)
    assert number not in reading.words(served)
    assert history(parent_id) == [
        (Deed.CALLER_RUNG_BACK, Face.PHONE, "Spoke to Fatima, for the parent")
    ]


def test_nobody_is_served_as_rung_back_who_was_not(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    office(browser)
    assert browser.send(of(parent_id, "answered")).status_code == 422
    browser.send(of(parent_id, "ring-back"))
    browser.send(of(parent_id, "finish"))  # nobody answered
    assert browser.send(of(parent_id, "answered")).status_code == 422
    with act() as session:
        session.get_one(Parent, parent_id).number_state = NumberState.WRONG
    assert browser.send(of(parent_id, "ring-back")).status_code == 422
    assert history(parent_id) == []


def test_somebody_known_at_the_desk(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    office(browser)
    browser.send(of(day.family.parent_id, "known"), fields={"speaker": "Fatima, grandmother"})
    page = browser.get(of(day.family.parent_id))
    assert "At the desk, Fatima, grandmother speaks for them" in reading.words(page)
    note = "Spoke to Fatima, grandmother, for the parent"
    assert history(day.family.parent_id) == [(Deed.CALLER_KNOWN, Face.DESK, note)]


def test_the_parents_own_name_is_nobody_who_speaks_for_them(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    office(browser)
    say_birthday(browser, day.family.parent_id, speaker="ayesha malik")
    assert history(day.family.parent_id) == [(Deed.CALLER_KNEW, Face.PHONE, None)]


def test_another_parent_does_not_speak_for_this_one(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    make.another_parent(day.family.child_id, "Omar")
    karim = make.another_parent(day.family.child_id, "Karim")
    barred(karim, day.family.child_id)
    office(browser)
    parent_id = day.family.parent_id
    said = set()
    for name in (
        *("Omar Malik", "omar", "Karim Malik", "کریم"),
        *("Mr Malik", "his dad", "Yusuf's dad", "omar malik, yusufs dad", "Mrs Karim, for Yusuf"),
    ):
        page = say_birthday(browser, parent_id, speaker=name)
        assert page.status_code == 422
        said |= set(reading.said(page))
        assert reading.field(page, "speaker") == name
        assert browser.send(of(parent_id, "known"), fields={"speaker": name}).status_code == 422
    assert len(said) == 1  # the same words, whether barred or not
    assert not is_served(browser.get(of(parent_id)))
    for name in ("Tariq, stepdad", "Mrs Osei", "Aunt Fatima"):  # who is nobody's other parent
        assert say_birthday(browser, parent_id, speaker=name).status_code == 303
        browser.send(of(parent_id, "finish"))


def test_who_has_nobody_beside_them_is_spoken_for_by_anybody(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    office(browser)
    assert say_birthday(browser, day.family.parent_id, speaker="his dad").status_code == 303


def test_the_check_is_one_colleagues_and_lasts_a_quarter_of_an_hour(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    office(browser, "Mr Okafor")
    assert not is_served(browser.get(of(parent_id)))
    green = office(browser)
    assert is_served(screen(browser, parent_id))
    assert not is_served(browser.get(of(make.another_parent(day.family.child_id, "Omar"))))
    watch.moment += timedelta(minutes=14)
    browser.send(of(parent_id, "language"), fields={"language": "pl"})  # goes on
    watch.moment += timedelta(minutes=14)
    assert is_served(browser.get(of(parent_id)))
    watch.moment += timedelta(minutes=2)
    late = browser.send(of(parent_id, "number"), fields={"number": "07700 900999"})
    assert late.status_code == 409
    assert not is_served(late)
    assert "please check again" in reading.words(late).lower()
    assert "07700 900999" in reading.words(late)
    assert callers.under_way(parent_id, green) is None


def test_finishing_a_call_ends_the_check(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    office(browser)
    screen(browser, day.family.parent_id)
    for _ in range(2):
        ended = browser.send(of(day.family.parent_id, "finish"))
        assert reading.address(ended) == "/staff/parents"
    assert not is_served(browser.get(of(day.family.parent_id)))


def test_pressed_twice_it_is_one_call(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    office(browser)
    for _ in range(2):
        browser.send(of(day.family.parent_id, "known"))
        say_birthday(browser, day.family.parent_id)
        say_birthday(browser, day.family.parent_id)
    deeds = [deed for deed, _face, _note in history(day.family.parent_id)]
    assert deeds == [Deed.CALLER_KNOWN, Deed.CALLER_KNEW] * 2


# -- the screen --------------------------------------------------------------------------------


def test_the_screen_says_nothing_of_the_other_parent(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    father = make.another_parent(day.family.child_id, "Omar")
    asked = make.invitation(day.round_id, day.family.child_id, father, day.teacher_id)
    make.booked(day, slot=0)
    with act() as session:
        made = booking.book(asked, day.slot_ids[4], make.by(father))
        session.get_one(Booking, made.id).note = "Brings a solicitor"
        booked = session.scalars(
            db.select(Booking).where(Booking.parent_id == day.family.parent_id)
        ).one()
        booked.note = "Late last time"
    office(browser)
    page = reading.words(screen(browser, day.family.parent_id))
    assert "Yusuf’s talk is on Tuesday 24 November at 15:00 with Miss Khan, at school." in page
    assert OWN in page
    for secret in ("Omar", "17:00", show_number(make.number_of(father)), "solicitor", "Late last"):
        assert secret not in page


def test_what_the_screen_is_silent_about(portal: Flask, browser: FlaskClient) -> None:
    """A child they must hear nothing about, and whose number else this is."""
    day = make.evening()
    parent_id = day.family.parent_id
    other = make.sibling(parent_id, "Maryam")
    barred(parent_id, other)
    double = make.family("Ali", ("Sara",), surname="Haddad")
    with act() as session:
        session.get_one(Parent, parent_id).number = make.number_of(double.parent_id)
        session.get_one(Parent, parent_id).number_state = NumberState.HELD
    office(browser)
    assert say_birthday(browser, parent_id, child="Maryam", day="2", month="7").status_code == 422
    page = screen(browser, parent_id)
    assert "Tell Ayesha Malik nothing about Maryam; ask the safeguarding lead." in (
        reading.words(page)
    )
    assert reading.all_of(page, "h2")[0] == "Yusuf, Year 4 Ash"
    assert "Maryam" not in " ".join(reading.all_of(page, "h2"))
    assert "somebody else" not in reading.words(page)
    assert "must not be contacted" not in reading.words(page)


def test_booking_moving_and_cancelling_come_back_to_the_screen(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    office(browser)
    screen(browser, parent_id)
    form = {"way": "in person", "comes": "alone", "if_full": "refuse"}
    book = f"/staff/invitations/{day.invitation_id}/book"
    assert f'href="{of(parent_id)}"' in browser.get(book).get_data(as_text=True)
    made = browser.send(book, fields={**form, "slot": day.slot_ids[0]})
    assert reading.address(made) == of(parent_id)
    booking_id = db.session.scalars(db.select(Booking.id)).one()
    moved = browser.send(f"/staff/bookings/{booking_id}/move", fields={"slot": day.slot_ids[3]})
    assert reading.address(moved) == of(parent_id)
    helped = browser.send(f"/staff/bookings/{booking_id}/needs", fields={**form, "lift": "y"})
    assert reading.address(helped) == of(parent_id)
    page = browser.get(of(parent_id))
    assert "at 16:30 with Miss Khan, at school. You asked for a lift." in reading.words(page)
    invitation = {"invitation": day.invitation_id}
    assert reading.address(browser.send(of(parent_id, "cancel"), fields=invitation)) == of(
        parent_id
    )
    again = browser.send(of(parent_id, "cancel"), fields=invitation)
    assert again.status_code == 409
    found = db.session.get_one(Booking, booking_id, populate_existing=True)
    assert (found.state, found.cancel_reason) == (BookingState.CANCELLED, CancelReason.PARENT)
    by_phone = [deed for deed, face, _note in history(parent_id) if face == Face.PHONE]
    assert by_phone == [
        Deed.CALLER_KNEW,
        Deed.BOOKED,
        Deed.MOVED,
        Deed.ANSWERS_CHANGED,
        Deed.CANCELLED,
        Deed.NEED_OVER,
    ]
    kinds = db.session.scalars(db.select(OutText.kind).order_by(OutText.id)).all()
    assert Kind.CANCELLED in kinds


def test_after_the_call_booking_leads_to_the_talk(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    office(browser)
    form = {"way": "in person", "comes": "alone", "if_full": "refuse", "slot": day.slot_ids[0]}
    made = browser.send(f"/staff/invitations/{day.invitation_id}/book", fields=form)
    booking_id = db.session.scalars(db.select(Booking.id)).one()
    assert reading.address(made) == f"/staff/bookings/{booking_id}"
    booked = [face for deed, face, _note in history(day.family.parent_id) if deed == Deed.BOOKED]
    assert booked == [Face.DESK]


def test_the_round_has_closed_and_the_caller_is_booked_all_the_same(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    office(browser)
    watch.set("2026-11-23 10:00")
    with act() as session:
        session.execute(
            db.update(make.Round).values(closes_on=watch.moment.date() - timedelta(days=1))
        )
    screen(browser, day.family.parent_id)
    form = {"way": "in person", "comes": "alone", "if_full": "refuse", "slot": day.slot_ids[0]}
    made = browser.send(f"/staff/invitations/{day.invitation_id}/book", fields=form)
    assert reading.address(made) == of(day.family.parent_id)


def test_a_closed_round_says_so_and_what_the_office_can_still_do(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    with act() as session:
        session.execute(db.update(make.Round).values(closes_on=date(2026, 11, 20)))
    office(browser)
    watch.set("2026-11-23 10:00")
    page = screen(browser, parent_id)
    closed = "Booking closed on Friday 20 November"
    assert f"{closed}: they can choose no time themselves. You can still book" in (
        reading.words(page)
    )
    to_book = f"/staff/invitations/{day.invitation_id}/book"
    assert to_book in reading.addresses(page)
    assert f"{closed}: the parent can choose no time" in reading.words(browser.get(to_book))

    # With no times to come nothing is offered that cannot be.
    watch.set("2026-11-25 10:00")
    page = screen(browser, parent_id)
    said = reading.words(page)
    assert f"{closed}, and Miss Khan has no times left in “Autumn talks”." in said
    assert "The talks about Yusuf with Miss Khan are over for this time." in said
    assert to_book not in reading.addresses(page)
    assert "No time suits: wait for one" not in reading.all_of(page, "button")
    assert "They want to speak to Miss Khan" in reading.all_of(page, "button")


def test_who_gets_no_text_is_told_by_voice(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    office(browser)
    path = f"/staff/invitations/{day.invitation_id}/book"
    by_voice = "No text goes to them. Tell them the time now, by voice"
    assert by_voice not in reading.words(browser.get(path))
    with act() as session:
        session.get_one(Parent, parent_id).number = None
    screen(browser, parent_id)
    assert by_voice in reading.words(browser.get(path))
    form = {"way": "in person", "comes": "alone", "if_full": "refuse", "slot": day.slot_ids[0]}
    browser.send(path, fields=form)
    now = "No text goes to them: tell them now, by voice."
    assert reading.said(browser.get(of(parent_id))) == [f"Booked. {now}"]
    booking_id = db.session.scalars(db.select(Booking.id)).one()
    browser.send(f"/staff/bookings/{booking_id}/move", fields={"slot": day.slot_ids[1]})
    assert reading.said(browser.get(of(parent_id))) == [f"Moved. {now}"]
    browser.send(f"/staff/bookings/{booking_id}/cancel", fields={"reason": "another reason"})
    assert reading.said(browser.get(of(parent_id))) == [f"Cancelled. {now}"]


def test_waiting_and_not_this_time(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    parent_id, invitation = day.family.parent_id, {"invitation": day.invitation_id}
    office(browser)
    screen(browser, parent_id)
    browser.send(of(parent_id, "wait"), fields=invitation)
    assert [one.invitation_id for one in waitlist.of(parent_id)] == [day.invitation_id]
    assert "You wait for a time for the talk about Yusuf with Miss Khan." in (
        reading.words(browser.get(of(parent_id)))
    )
    browser.send(of(parent_id, "wait"), fields={**invitation, "wait": "no more"})
    assert waitlist.of(parent_id) == []
    browser.send(of(parent_id, "not-this-time"), fields=invitation)
    assert "You said “not this time” to the talk about Yusuf." in (
        reading.words(browser.get(of(parent_id)))
    )


def test_what_else_they_may_ask_for(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    office(browser)
    screen(browser, parent_id)
    posted = {
        "language": {"language": "pl"},
        "number": {"number": "07700 900999"},
        "link": {"which": "same"},
        "ring": {"about": "the bus"},
        "talk": {"child": str(day.family.child_id)},
        "texts": {"texts": "stop"},
    }
    for what, form in posted.items():
        answer = browser.send(of(parent_id, what), fields=form)
        assert reading.address(answer) == of(parent_id), what
    parent = db.session.get_one(Parent, parent_id, populate_existing=True)
    assert (parent.language, parent.number) == ("pl", "+447700900999")
    assert parent.opted_out_at is not None
    assert db.session.scalars(db.select(OutText.kind)).all() == [Kind.LINK]
    wanted = {(one.kind, one.words) for one in waits(Part.OTHERS, Role.OFFICE)}
    assert (TaskKind.CALL, "the bus") in wanted
    (to_talk,) = todo.first(db.session.get_one(Staff, day.teacher_id), Part.MINE, 9)
    assert to_talk.kind == TaskKind.TALK
    page = browser.get(of(parent_id))
    assert "No text goes to them: stopped texts." in reading.words(page)
    assert [face for _deed, face, _note in history(parent_id)] == [Face.PHONE] * 7


def test_a_bad_number_is_shown_again(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    office(browser)
    screen(browser, day.family.parent_id)
    for typed in ("12", ""):
        page = browser.send(of(day.family.parent_id, "number"), fields={"number": typed})
        assert page.status_code == 409
        assert reading.field(page, "number") == typed
    assert make.number_of(day.family.parent_id)


def test_somebody_elses_talk_is_not_theirs_to_cancel(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    father = make.another_parent(day.family.child_id, "Omar")
    asked = make.invitation(day.round_id, day.family.child_id, father, day.teacher_id)
    with act():
        booking.book(asked, day.slot_ids[4], make.by(father))
    office(browser)
    screen(browser, day.family.parent_id)
    for what in ("cancel", "wait", "not-this-time"):
        answer = browser.send(of(day.family.parent_id, what), fields={"invitation": asked})
        assert answer.status_code == 404
    other = make.family("Zara", ("Dina",), surname="Haddad").child_id
    assert (
        browser.send(of(day.family.parent_id, "talk"), fields={"child": other}).status_code == 404
    )
    assert db.session.scalars(db.select(Booking.state)).all() == [BookingState.BOOKED]


def test_a_screen_with_an_old_time_cancels_no_talk_that_was_moved(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    mine = make.booked(day)
    office(browser)
    page = screen(browser, day.family.parent_id)
    assert f'name="seen" value="{day.slot_ids[0]}"' in page.get_data(as_text=True)
    with act():
        booking.move(mine, day.slot_ids[3], make.by(day.family.parent_id))
    form = {"invitation": day.invitation_id, "seen": day.slot_ids[0]}
    assert browser.send(of(day.family.parent_id, "cancel"), fields=form).status_code == 409
    assert db.session.scalars(db.select(Booking.state)).all() == [BookingState.BOOKED]


def test_nothing_is_done_for_somebody_with_whom_contact_is_held_in_the_middle_of_the_call(
    portal: Flask, browser: FlaskClient
) -> None:
    family = make.family("Yusuf", ("Ayesha",))
    office(browser)
    screen(browser, family.parent_id)
    number = make.number_of(family.parent_id)
    barred(family.parent_id, family.child_id)
    new = {"number": "07700 900777", "about": "The bus", "texts": "stop", "language": "pl"}
    for what in ("number", "ring", "texts", "language"):
        answer = browser.send(of(family.parent_id, what), fields={what: new.get(what, ""), **new})
        assert answer.status_code == 409
        assert not is_served(answer)
    assert make.number_of(family.parent_id) == number
    assert TaskKind.CALL not in [task.kind for task in tasks.open_tasks()]


# -- who is told nothing -----------------------------------------------------------------------


def test_nobody_found_and_somebody_barred_hear_the_same(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    karim = make.another_parent(day.family.child_id, "Karim")
    barred(karim, day.family.child_id)
    office(browser)
    stranger = search(browser, "Xanthippe")
    theirs = browser.get(of(karim))
    said = [reading.all_of(page, "p", **{"class": "aloud"}) for page in (stranger, theirs)]
    assert said[0] == said[1]
    assert said[0][0].startswith(f"“{NEUTRAL}")
    assert "Tell Karim Malik nothing; ask the safeguarding lead." in reading.words(theirs)
    assert "Yusuf" not in reading.words(theirs)
    for check in ("birthday", "ring-back", "known"):
        form = {"child": "Yusuf", "day": "14", "month": "3"}
        assert browser.send(of(karim, check), fields=form).status_code == 404
    assert not is_served(browser.get(of(karim)))


def test_a_call_is_noted_for_the_office_or_the_safeguarding_lead(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    karim = make.another_parent(day.family.child_id, "Karim")
    barred(karim, day.family.child_id)
    office(browser)
    note = {"name": "Mr Brown", "number": "07700 900321"}
    assert browser.send("/staff/parents/not-listed", fields=note).status_code == 303
    theirs = {"name": "Karim", "number": "", "parent": str(karim)}
    assert browser.send("/staff/parents/not-listed", fields=theirs).status_code == 303
    for_office = [(one.kind, one.words, one.parent_id) for one in waits(Part.OTHERS, Role.OFFICE)]
    assert for_office == [(TaskKind.NOT_LISTED, "Mr Brown, 07700 900321", None)]
    kept = [(one.kind, one.words, one.parent_id) for one in waits(Part.GUARDED, Role.SAFEGUARDING)]
    assert kept == [(TaskKind.NOT_LISTED, "Karim", karim)]
    again = browser.send("/staff/parents/not-listed", fields={"name": " ", "number": "0123"})
    assert again.status_code == 422
    assert reading.field(again, "number") == "0123"


def test_a_note_about_somebody_who_may_be_told_names_nobody(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    office(browser)
    form = {"name": "Somebody", "parent": str(day.family.parent_id)}
    browser.send("/staff/parents/not-listed", fields=form)
    ((kind, parent_id),) = [(one.kind, one.parent_id) for one in waits(Part.OTHERS, Role.OFFICE)]
    assert (kind, parent_id) == (TaskKind.NOT_LISTED, None)


def test_held_in_the_middle_of_a_call(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    office(browser)
    screen(browser, parent_id)
    barred(parent_id, day.family.child_id)
    page = browser.get(of(parent_id))
    assert not is_served(page)
    assert "Tell Ayesha Malik nothing" in reading.words(page)
    assert browser.send(of(parent_id, "link")).status_code in (404, 409)
    assert db.session.scalars(db.select(OutText.id)).all() == []


def test_a_teacher_serves_nobody(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    browser.sign_in(day.teacher_id)
    assert browser.get(of(day.family.parent_id)).status_code == 404
    assert say_birthday(browser, day.family.parent_id).status_code == 404


def test_a_call_leaves_its_tries_with_the_parent_alone(portal: Flask) -> None:
    one, two = make.family(), make.family("Zara", ("Dina",), surname="Haddad")
    by = By(Face.DESK, staff_id=make.staff("Mrs Green", Role.OFFICE))
    for _ in range(callers.TRIES):
        with act():
            callers.say_birthday(one.parent_id, "Yusuf", 1, 1, callers.Speaker(), by)
    assert (callers.is_locked(one.parent_id), callers.is_locked(two.parent_id)) == (True, False)
    assert db.session.scalar(db.select(db.func.count(Guardianship.id))) == 2
