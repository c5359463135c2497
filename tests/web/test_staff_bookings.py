"""The office's board, list and talks: see, book for a caller, move, cancel, note, came or not."""

from datetime import date

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.db import act, db
from portal.domain import (
    booking,
    calling_off,
    creche,
    creche_places,
    holding,
    no_contact,
    upsets,
)
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState, Comes
from portal.domain.creche import Age, LittleOne
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import OutText
from portal.domain.people import Guardianship, Parent, Role
from portal.domain.rounds import Slot, Way
from portal.domain.upset import What
from portal.domain.upsets import Happening
from portal.spreadsheets.reading import read_table
from tests import make
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.listening import statements
from tests.web import reading


def asked_by(browser: FlaskClient, path: str) -> int:
    """How often this page asks the database, with nothing remembered from before."""
    db.session.remove()
    with statements() as found:
        browser.get(path)
    return len(found)


def office(browser: FlaskClient) -> None:
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))


def texts_to(parent_id: int) -> list[str]:
    query = db.select(OutText.body).where(OutText.parent_id == parent_id).order_by(OutText.id)
    return list(db.session.scalars(query))


def book(day: make.Evening, slot: int, answers: Answers | None = None) -> int:
    by = make.by(day.family.parent_id)
    with act():
        return booking.book(day.invitation_id, day.slot_ids[slot], by, answers).id


def state_of(booking_id: int) -> BookingState:
    return db.session.get_one(Booking, booking_id).state


def name_of(file: TestResponse) -> str:
    """What a download calls itself."""
    return file.headers["Content-Disposition"].removeprefix("attachment; filename=")


# -- the board ---------------------------------------------------------------------------------


def test_the_board_shows_teachers_across_and_times_down(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    make.cover(day.round_id, day.teacher_id, "2026-11-26", "09:00", "10:00")
    book(
        day,
        2,
        Answers(
            way=Way.PHONE,
            interpreter="Urdu",
            lift=True,
            little_ones=[LittleOne("Bilal", Age.TWO, "")],
        ),
    )
    noise = db.session.scalars(
        db.select(Invitation).where(Invitation.id != day.invitation_id)
    ).one()
    other_slot = make.cover(day.round_id, noise.teacher_id, "2026-11-24", "18:00", "19:00")[0]
    with act():
        holding.hold(noise.id, other_slot, make.by(noise.parent_id))
    office(browser)
    page = browser.get("/staff/bookings/board")
    assert reading.all_of(page, "h1") == ["Tuesday 24 November"]
    assert reading.all_of(page, "th", scope="col") == [
        "Time",
        "Miss KhanRoom 4",
        "Mr EvansRoom 6, Room 4",
    ]
    assert reading.rows(page) == [
        ["15:00", "free", "free"],
        ["15:30", "free", "free"],
        ["16:00", "Yusuf MalikAyesha Malik phonecrèche 1interpreter: Urdulift", "free"],
        ["16:30", "free", "free"],
        ["17:00", "free", "free"],
        ["17:30", "free", "free"],
        ["18:00", "", "being chosen by Katarzyna Nowak"],
        ["18:30", "", "free"],
    ]
    assert reading.all_of(page, "a", **{"class": "button quiet"}) == ["Thu 26 Nov"]
    next_day = browser.get("/staff/bookings/board?day=2026-11-26")
    assert reading.all_of(next_day, "a", **{"class": "button quiet"}) == ["Tue 24 Nov"]
    watch.set("2026-11-09 10:11")
    assert reading.rows(browser.get("/staff/bookings/board"))[6] == ["18:00", "", "free"]


def fell_through(day: make.Evening, n: int = 0) -> None:
    """A talk in slot n is booked, and its time falls through; the next free ones are kept."""
    book(day, n)
    by = make.by(day.family.parent_id)
    with act():
        what = Happening(What.AWAY, date(2026, 11, 24), date(2026, 11, 24), day.teacher_id)
        upsets.happen(what, by)
    for row_id in calling_off.to_call_off():
        with act():
            calling_off.call_off(row_id)


def test_a_time_kept_for_a_family_whose_talk_fell_through_says_for_whom_and_until_when(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    later = make.cover(day.round_id, day.teacher_id, "2026-11-26", "15:00", "17:00")
    other = make.family("Lena", ("Eva",), class_id=day.class_id, surname="Berg")
    others = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    fell_through(day)
    office(browser)
    board = browser.get("/staff/bookings/board?day=2026-11-26")
    until = "until Tue 10 Nov 10:00"
    kept = f"kept for Yusuf MalikAyesha Malik, {until}Book it for them: Yusuf Malik, Ayesha Malik"
    assert [row[1] for row in reading.rows(board)] == [kept, kept, kept, "free"]

    # Nobody else can have it; for them it stands chosen already.
    to_book = f"/staff/invitations/{day.invitation_id}/book?slot={later[2]}"
    assert to_book in reading.addresses(board)
    page = browser.get(f"/staff/invitations/{others}/book?slot={later[0]}")
    assert "is not free for this parent: choose another" in reading.words(page)
    page = browser.get(f"/staff/invitations/{day.invitation_id}/book?slot={later[0]}")
    assert reading.ticked(page, "slot") == [str(later[0])]

    # When the time to choose is over it is free for everybody.
    watch.set("2026-11-10 10:01")
    board = browser.get("/staff/bookings/board?day=2026-11-26")
    assert [row[1] for row in reading.rows(board)] == ["free"] * 4


def test_what_is_kept_for_somebody_not_to_be_contacted_names_nobody(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    later = make.cover(day.round_id, day.teacher_id, "2026-11-26", "15:00", "15:30")
    fell_through(day)
    with act() as session:
        tie = session.scalars(db.select(Guardianship).filter_by(child_id=day.family.child_id)).one()
        tie.held = True
        assert session.get_one(Slot, later[0]).kept_for_id == day.family.parent_id
    office(browser)
    board = browser.get("/staff/bookings/board?day=2026-11-26")
    assert [row[1] for row in reading.rows(board)] == ["kept until Tue 10 Nov 10:00"]


def test_a_free_time_on_the_board_goes_along_to_the_parent_it_is_for(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    office(browser)
    board = browser.get("/staff/bookings/board?day=2026-11-24")
    assert reading.rows(board)[0] == ["15:00", "free", "free"]
    slot, parent = day.slot_ids[0], day.family.parent_id
    assert f"/staff/parents?slot={slot}" in reading.addresses(board)
    said = "To book: Tuesday 24 November at 15:00 with Miss Khan."
    page = browser.get(f"/staff/parents?slot={slot}&q=malik")
    assert said in reading.words(page) and reading.field(page, "slot") == str(slot)
    to_caller = f"/staff/callers/{parent}?slot={slot}"
    assert to_caller in reading.addresses(page)
    check = browser.get(to_caller)
    assert said in reading.words(check)
    fields = {"child": "Yusuf", "day": "14", "month": "3"}
    checked = browser.send(f"/staff/callers/{parent}/birthday?slot={slot}", fields=fields)
    assert reading.address(checked) == to_caller
    to_book = f"/staff/invitations/{day.invitation_id}/book?slot={slot}"
    screen = browser.get(to_caller)
    assert said in reading.words(screen) and to_book in reading.addresses(screen)
    page = browser.get(to_book)
    assert reading.ticked(page, "slot") == [str(slot)]
    path = f"/staff/invitations/{day.invitation_id}/book"
    done = browser.send(path, fields={"slot": str(slot), "way": "in person", "comes": "alone"})
    assert reading.address(done) == f"/staff/callers/{parent}"  # the time is not taken any further

    # Gone by now: said, and nothing chosen.
    page = browser.get(to_book)
    assert "The time chosen on the board is not free any more" in reading.words(page)
    watch.set("2026-11-24 15:10")
    assert f"?slot={slot}" not in str(reading.addresses(browser.get("/staff/bookings/board")))


def test_a_day_without_talks_and_a_day_that_is_none(portal: Flask, browser: FlaskClient) -> None:
    make.evening()
    office(browser)
    page = browser.get("/staff/bookings/board?day=2026-11-25")
    assert reading.all_of(page, "p") == ["No talks on this day."]
    page = browser.get("/staff/bookings/board?day=tomorrow")
    assert reading.all_of(page, "h1") == ["Tuesday 24 November"]


# -- the list ----------------------------------------------------------------------------------


def listed(browser: FlaskClient, query: str) -> list[list[str]]:
    page = browser.get(f"/staff/bookings?{query}")
    if reading.all_of(page, "table"):
        return [[row[0], row[4]] for row in reading.rows(page)]
    return []


def test_the_list_is_narrowed_by_what_is_chosen(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    made = book(day, 2, Answers(interpreter="Urdu", step_free=True))
    silent = make.family("Amy", ("Sue",), class_id=day.class_id, surname="Zane")
    asked = make.invitation(day.round_id, silent.child_id, silent.parent_id, day.teacher_id)
    with act() as session:
        session.get_one(Invitation, asked).nudges = 2
    office(browser)
    everything = [
        ["Yusuf Malik", "Booked"],
        ["Zofia Nowak", "Not answered yet"],
        ["Amy Zane", "Not answered yet"],
    ]
    assert listed(browser, "") == everything
    assert listed(browser, "show=not answered yet") == everything[1:]
    assert listed(browser, f"teacher={day.teacher_id}") == [everything[0], everything[2]]
    assert listed(browser, f"class={day.class_id}&show=booked") == [everything[0]]
    assert listed(browser, f"round={day.round_id}") == everything
    assert listed(browser, f"round={day.round_id + 1}") == []
    assert listed(browser, "need=an interpreter") == [everything[0]]
    assert listed(browser, "need=step-free access") == [everything[0]]
    assert listed(browser, "need=a lift") == []
    assert listed(browser, "need=a phone call") == []
    assert listed(browser, "show=nonsense&page=x&round=") == everything
    page = browser.get("/staff/bookings?show=not answered yet")
    assert [row[-1] for row in reading.rows(page)] == ["0", "2"]
    with act():
        booking.cancel(made, make.by(day.family.parent_id))
    assert listed(browser, "show=cancelled") == [["Yusuf Malik", "Cancelled"]]
    assert listed(browser, "show=booked") == []


def test_the_list_is_paged_and_asks_no_more_for_more_rows(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    office(browser)
    browser.get("/staff/bookings")
    few = asked_by(browser, "/staff/bookings")
    with act() as session:
        for number in range(110):
            child = make.Child(
                first_name=f"Child {number:03}", last_name="Aaa", class_id=day.class_id
            )
            parent = Parent(first_name="P", last_name="Aaa")
            session.add_all([child, parent])
            session.flush()
            session.add(make.Guardianship(child_id=child.id, parent_id=parent.id))
            session.add(
                Invitation(
                    round_id=day.round_id,
                    child_id=child.id,
                    parent_id=parent.id,
                    teacher_id=day.teacher_id,
                    made_at=make.clock.now(),
                )
            )
    assert asked_by(browser, "/staff/bookings") == few
    first = browser.get("/staff/bookings")
    assert len(reading.rows(first)) == 100
    second = browser.get("/staff/bookings?page=2")
    assert [row[0] for row in reading.rows(second)[-2:]] == ["Yusuf Malik", "Zofia Nowak"]
    assert len(reading.rows(second)) == 12


def test_a_page_of_the_board_asks_no_more_for_more_talks(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    office(browser)
    book(day, 0)
    path = "/staff/bookings/board?day=2026-11-24"
    browser.get(path)
    few = asked_by(browser, path)
    for number in range(4):
        more = make.family(f"Child {number}", class_id=day.class_id)
        asked = make.invitation(day.round_id, more.child_id, more.parent_id, day.teacher_id)
        with act():
            booking.book(asked, day.slot_ids[number + 1], make.by(more.parent_id))
    assert asked_by(browser, path) == few


# -- the day as a spreadsheet ------------------------------------------------------------------


def test_the_day_downloads_without_health_numbers_or_formulas(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    book(
        day,
        2,
        Answers(
            comes=Comes.WITH_ADULT,
            interpreter="=cmd()",
            step_free=True,
            little_ones=[LittleOne("Bilal", Age.TWO, "nuts")],
        ),
    )
    office(browser)
    expected = ["16:00", "Miss Khan", "Room 4", "Yusuf Malik", "Year 4 Ash", "Ayesha Malik"]
    expected += ["in person", "with another adult", "=cmd()", "1", "Booked"]
    for kind in ("csv", "xlsx"):
        file = browser.get(f"/staff/bookings/day.{kind}?day=2026-11-24")
        assert name_of(file) == f"talks-2026-11-24.{kind}"
        table = read_table(file.data, name_of(file))
        assert [list(line.cells) for line in table.rows] == [expected]
    assert b"'=cmd()" in browser.get("/staff/bookings/day.csv?day=2026-11-24").data
    assert browser.get("/staff/bookings/day.pdf").status_code == 404


# -- booking for a caller ----------------------------------------------------------------------


def test_the_office_books_for_a_parent_who_rings(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    office(browser)
    card = browser.get(f"/staff/parents/{day.family.parent_id}")
    assert reading.all_of(card, "a", **{"class": "button"}) == ["Book for them"]
    path = f"/staff/invitations/{day.invitation_id}/book"
    assert reading.choices(browser.get(path), "slot") == [str(one) for one in day.slot_ids]
    fields = {
        "slot": day.slot_ids[1],
        "way": "phone",
        "comes": "alone",
        "interpreter": "Urdu",
        "ring_me": "y",
        "little_ones-0-name": "Bilal",
        "little_ones-0-age": "2",
        "little_ones-0-health": "nuts",
        "little_ones-1-name": "Sara",
        "little_ones-1-age": "1",
        "little_ones-1-no_health": "y",
        "if_full": "refuse",
    }
    sent = browser.send(path, fields)
    made = db.session.scalars(db.select(Booking)).one()
    assert reading.address(sent) == f"/staff/bookings/{made.id}"
    assert reading.address(browser.send(path, fields)) == f"/staff/bookings/{made.id}"
    assert (made.state, made.way, made.interpreter, made.ring_me) == (
        BookingState.BOOKED,
        Way.PHONE,
        "Urdu",
        True,
    )
    places = creche_places.places_of(made.id)
    assert [(one.name, one.age, one.health) for one in places] == [
        ("Bilal", Age.TWO, "nuts"),
        ("Sara", Age.ONE, ""),
    ]
    assert len(texts_to(day.family.parent_id)) == 1
    page = browser.get(f"/staff/bookings/{made.id}")
    assert page.get_data(as_text=True).count("nuts") == 0
    assert reading.rows(page) == [
        ["Mon 9 Nov 10:00", "Booked", "Mrs Green, at the desk"],
    ]
    other = browser.send(path, fields | {"slot": day.slot_ids[4]}, follow_redirects=True)
    assert reading.said(other) == [
        "This talk was booked already. Move it here if they want that time."
    ]


def test_a_refused_form_keeps_what_was_typed(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    rival = make.family("Amy", ("Sue",), class_id=day.class_id)
    theirs = make.invitation(day.round_id, rival.child_id, rival.parent_id, day.teacher_id)
    with act():
        booking.book(theirs, day.slot_ids[1], make.by(rival.parent_id))
    office(browser)
    path = f"/staff/invitations/{day.invitation_id}/book"
    typed = {
        "slot": day.slot_ids[1],
        "way": "phone",
        "comes": "with the child",
        "interpreter": "Urdu",
        "little_ones-0-name": "Bilal",
        "if_full": "refuse",
    }
    incomplete = browser.send(path, typed)
    assert (incomplete.status_code, reading.said(incomplete)) == (422, ["Please choose the age."])
    taken = browser.send(path, typed | {"little_ones-0-age": "2", "little_ones-0-no_health": "y"})
    assert (taken.status_code, reading.said(taken)) == (
        409,
        ["Someone has just taken that time. Please choose another."],
    )
    assert reading.all_of(taken, "p")[2] == (
        "Nearest free: Tue 24 Nov 15:00, Tue 24 Nov 16:00, Tue 24 Nov 16:30."
    )
    for page in (incomplete, taken):
        assert reading.ticked(page, "way") == ["phone"]
        assert reading.ticked(page, "comes") == ["with the child"]
        assert reading.field(page, "interpreter") == "Urdu"
        assert reading.field(page, "little_ones-0-name") == "Bilal"


def test_a_parent_without_an_invitation_is_invited_at_the_desk(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    new = make.family("Amy", ("Sue", "Tom"), class_id=day.class_id)
    elsewhere = make.family("Ned", ("Una",), class_id=make.school_class("Elm", day.teacher_id))
    office(browser)
    path = f"/staff/parents/{new.parent_id}/invite"
    fields = {"child": new.child_id, "round": day.round_id}
    asked = browser.send(path, fields)
    invitation = db.session.scalars(
        db.select(Invitation).where(Invitation.parent_id == new.parent_id)
    ).one()
    assert reading.address(asked) == f"/staff/invitations/{invitation.id}/book"
    assert reading.address(browser.send(path, fields)) == reading.address(asked)
    assert (invitation.state, invitation.teacher_id) == (InvitationState.ASKED, day.teacher_id)
    assert texts_to(new.parent_id) == []
    refused = browser.send(
        f"/staff/parents/{elsewhere.parent_id}/invite",
        {"child": elsewhere.child_id, "round": day.round_id},
        follow_redirects=True,
    )
    assert reading.said(refused) == [
        "This parent is not invited to this talk. See the parent's card."
    ]


# -- moving ------------------------------------------------------------------------------------


def test_a_talk_is_moved_and_the_parent_told(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    made = book(day, 0)
    office(browser)
    path = f"/staff/bookings/{made}/move"
    assert reading.choices(browser.get(path), "slot") == [str(one) for one in day.slot_ids[1:]]
    for _ in range(2):
        moved = browser.send(path, {"slot": day.slot_ids[3]})
        assert reading.address(moved) == f"/staff/bookings/{made}"
    page = browser.get(f"/staff/bookings/{made}")
    assert reading.rows(page) == [
        ["Mon 9 Nov 10:00", "Booked", "Ayesha Malik, on the web"],
        [
            "Mon 9 Nov 10:00",
            "Moved the talk from Tue 24 Nov 15:00 to Tue 24 Nov 16:30",
            "Mrs Green, at the desk",
        ],
    ]
    assert [[row[1], row[3]] for row in reading.rows(page, 1)] == [
        ["Booked", "Not sent: replaced by a newer text"],
        ["Moved", "Waiting to go out"],
    ]


def test_with_a_full_creche_moving_asks_what_they_would_like(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    make.creche("2026-11-25", adults=2, area=3)
    next_day = make.cover(day.round_id, day.teacher_id, "2026-11-25")
    rival = make.family("Amy", ("Sue",), class_id=day.class_id)
    theirs = make.invitation(day.round_id, rival.child_id, rival.parent_id, day.teacher_id)
    with act():
        booking.book(
            theirs,
            next_day[0],
            make.by(rival.parent_id),
            Answers(little_ones=[LittleOne("Max", Age.TWO, "")]),
        )
    made = book(day, 0, Answers(little_ones=[LittleOne("Bilal", Age.TWO, "")]))
    office(browser)
    path = f"/staff/bookings/{made}/move"
    asked = browser.send(path, {"slot": next_day[1]})
    assert (asked.status_code, reading.said(asked)) == (
        409,
        ["The crèche is full at that time. Wait for a place, or choose another time."],
    )
    assert reading.choices(asked, "if_full") == ["refuse", "wait"]
    assert reading.ticked(asked, "slot") == [str(next_day[1])]
    assert db.session.get_one(Booking, made).slot_id == day.slot_ids[0]
    browser.send(path, {"slot": next_day[1], "if_full": "wait"})
    assert db.session.get_one(Booking, made).slot_id == next_day[1]
    assert [one.state for one in creche_places.places_of(made)] == [creche.PlaceState.WAITING]


# -- cancelling, notes, came or not ------------------------------------------------------------


def test_a_talk_is_cancelled_with_a_reason(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    made = book(day, 0)
    office(browser)
    path = f"/staff/bookings/{made}/cancel"
    assert browser.send(path, {"reason": "no reason"}).status_code == 400
    assert browser.send(path, {"reason": "contact was held"}).status_code == 400
    assert state_of(made) == BookingState.BOOKED
    for _ in range(2):
        sent = browser.send(path, {"reason": "the teacher is away"})
        assert reading.address(sent) == f"/staff/bookings/{made}"
    page = browser.get(f"/staff/bookings/{made}")
    assert reading.all_of(page, "dd")[3] == "Cancelled: the teacher is away"
    assert texts_to(day.family.parent_id)[1:] == [
        "Sorry, Miss Khan cannot talk about Yusuf on Tue 24 Nov 15:00."
        " For a new time, reply TIMES or see: {link}"
    ]


def test_a_note_is_the_offices_own(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    made = book(day, 0)
    office(browser)
    browser.send(f"/staff/bookings/{made}/note", {"note": " Bring the <blue> folder "})
    page = browser.get(f"/staff/bookings/{made}")
    assert reading.field(page, "note") == "Bring the <blue> folder"
    assert [row[1] for row in reading.rows(page)] == ["Booked", "Wrote a note"]


def test_two_write_the_note_at_once_and_neither_is_lost(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    made = book(day, 0)
    office(browser)
    page = f"/staff/bookings/{made}"
    seen = {"seen": reading.choices(browser.get(page), "seen")[-1]}
    amira = portal.test_client()
    amira.sign_in(make.staff("Amira Shah", Role.OFFICE))
    for _twice in range(2):
        assert amira.send(f"{page}/note", {"note": "Grandma comes"} | seen).status_code == 303
    late = browser.send(f"{page}/note", {"note": "Ring the bell"} | seen)
    assert (late.status_code, reading.said(late)) == (
        409,
        [
            "Amira Shah has just changed the note. It is now “Grandma comes”."
            " What you typed is not saved yet."
        ],
    )
    assert reading.field(late, "note") == "Ring the bell"
    both = {"note": "Grandma comes. Ring the bell", "seen": reading.choices(late, "seen")[-1]}
    assert browser.send(f"{page}/note", both).status_code == 303
    assert reading.field(browser.get(page), "note") == "Grandma comes. Ring the bell"


def test_a_note_that_is_too_long_is_not_cut(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    made = book(day, 0)
    office(browser)
    page = browser.send(f"/staff/bookings/{made}/note", {"note": "x" * 301})
    assert (page.status_code, reading.field(page, "note")) == (409, "x" * 301)
    assert reading.said(page) == [
        "That is too long. Please write it in fewer words. What you typed is not saved yet."
    ]
    assert reading.field(browser.get(f"/staff/bookings/{made}"), "note") == ""


def test_only_a_person_says_whether_they_came_and_can_put_it_right(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    made = book(day, 0)
    office(browser)
    path = f"/staff/bookings/{made}/came"
    early = browser.send(path, {"came": "yes"})
    assert (early.status_code, state_of(made)) == (409, BookingState.BOOKED)
    watch.set("2026-11-24 15:35")
    browser.send(path, {"came": "no"})
    assert state_of(made) == BookingState.MISSED
    browser.send(path, {"came": "yes"})
    assert state_of(made) == BookingState.ATTENDED
    late = browser.send(f"/staff/bookings/{made}/cancel", {"reason": "another reason"})
    assert (late.status_code, reading.said(late)) == (
        409,
        ["This talk has begun, is over or was cancelled, so it stays as it is."],
    )


def test_what_helps_is_changed_after_booking(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    made = book(day, 0, Answers(little_ones=[LittleOne("Bilal", Age.TWO, "nuts")]))
    office(browser)
    path = f"/staff/bookings/{made}/needs"
    form = browser.get(path)
    assert reading.field(form, "little_ones-0-name") == "Bilal"
    assert reading.field(form, "little_ones-0-health") == ""
    fields = {
        "way": "in person",
        "comes": "alone",
        "interpreter": "Urdu",
        "little_ones-0-name": "Bilal",
        "little_ones-0-age": "2",
        "if_full": "refuse",
    }
    assert reading.address(browser.send(path, fields)) == f"/staff/bookings/{made}"
    assert db.session.get_one(Booking, made).interpreter == "Urdu"
    assert [one.health for one in creche_places.places_of(made)] == ["nuts"]


# -- who may see what --------------------------------------------------------------------------


def test_a_talk_of_somebody_not_to_be_contacted_is_nowhere(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    made = book(day, 0)
    with act():
        no_contact.hold(day.family.parent_id, day.family.child_id, make.OFFICE)
    office(browser)
    for path in (
        f"/staff/bookings/{made}",
        f"/staff/bookings/{made}/move",
        f"/staff/bookings/{made}/needs",
        f"/staff/invitations/{day.invitation_id}/book",
    ):
        assert browser.get(path).status_code == 404
    assert listed(browser, "") == [["Zofia Nowak", "Not answered yet"]]
    assert listed(browser, "show=cancelled") == []
    board = browser.get("/staff/bookings/board?day=2026-11-24")
    assert reading.rows(board)[0] == ["15:00", "free", "free"]
    file = browser.get("/staff/bookings/day.csv?day=2026-11-24")
    assert file.get_data(as_text=True).splitlines()[1:] == []


def test_teachers_and_strangers_find_nothing_here(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    made = book(day, 0)
    gets = [
        "/staff/bookings",
        "/staff/bookings/board",
        "/staff/bookings/day.csv",
        f"/staff/bookings/{made}",
        f"/staff/bookings/{made}/move",
        f"/staff/bookings/{made}/needs",
        f"/staff/invitations/{day.invitation_id}/book",
    ]
    posts = [
        f"/staff/bookings/{made}/cancel",
        f"/staff/bookings/{made}/note",
        f"/staff/bookings/{made}/came",
        f"/staff/bookings/{made}/move",
        f"/staff/invitations/{day.invitation_id}/book",
    ]
    for path in gets:
        assert reading.address(browser.get(path)) == "/staff/sign-in"
    for role in (Role.TEACHER, Role.SAFEGUARDING, Role.CRECHE):
        browser.sign_in(make.staff(f"Someone {role}", role))
        assert [browser.get(path).status_code for path in gets] == [404] * len(gets)
        assert [browser.send(path).status_code for path in posts] == [404] * len(posts)
    assert state_of(made) == BookingState.BOOKED
