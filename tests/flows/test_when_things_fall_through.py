"""Mornings on which something falls through: a teacher is not in, the school is closed by snow."""

from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal.db import act, db
from portal.domain import arranging, booking, contact, desk, help_requests, upset_desk
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState
from portal.domain.creche import Age, CrechePlace, IfFull, LittleOne, PlaceState
from portal.domain.outbox import Kind, OutText
from portal.domain.people import Parent, Role
from portal.domain.rounds import CoverSession, Slot
from portal.domain.tasks import Task, TaskKind
from portal.domain.upset import Upset
from tests import make
from tests.conftest import Watch
from tests.phone import Phone, work
from tests.screens import Screen

TUESDAY, WEDNESDAY = "2026-11-24", "2026-11-25"


@dataclass
class Morning:
    """Miss Khan's twelve talks of Tuesday, and her free times of the days after."""

    teacher_id: int
    round_id: int
    families: list[make.Family]
    invitations: list[int]
    talks: list[int]
    times: list[int]
    creche_id: int

    def phone(self, portal: Flask, which: int) -> Phone:
        return Phone(portal, self.families[which].parent_id)


def morning(count: int = 12, *, free: str = "20:00") -> Morning:
    """`free`: until when Miss Khan has free times on Wednesday and Thursday, from 14:00."""
    teacher_id = make.staff()
    class_id = make.school_class(teacher_id=teacher_id)
    round_id = make.round_(class_ids=(class_id,))
    slots = make.cover(round_id, teacher_id, TUESDAY, "09:00", "18:00")
    times = make.cover(round_id, teacher_id, WEDNESDAY, "14:00", free)
    times += make.cover(round_id, teacher_id, "2026-11-26", "14:00", free)
    creche_id = make.creche(TUESDAY, "09:00", "18:00", area=100)
    make.creche(WEDNESDAY, "13:00", "20:30", area=100)
    make.creche("2026-11-26", "13:00", "20:30", area=100)
    made = Morning(teacher_id, round_id, [], [], [], times, creche_id)
    for n in range(count):
        family = make.family(f"Child{n}", (f"Parent{n}",), class_id=class_id, surname=f"Name{n}")
        made.families.append(family)
        made.invitations.append(
            make.invitation(round_id, family.child_id, family.parent_id, teacher_id)
        )
        answers = Answers()
        if n == 0:
            little = [LittleOne("Bilal", Age.TWO, "peanuts")]
            answers = Answers(interpreter="Polish", lift=True, little_ones=little)
        with act():
            by = make.by(family.parent_id)
            talk = booking.book(made.invitations[n], slots[n], by, answers, IfFull.REFUSE)
            made.talks.append(talk.id)
    return made


def office(portal: Flask) -> Screen:
    screen = Screen(portal)
    screen.client.sign_in(make.staff("Mrs Green", Role.OFFICE))
    return screen


def away_today(screen: Screen, teacher_id: int) -> Screen:
    """07:45: one look, one button."""
    screen.open("/staff").follow("Something has happened")
    screen.press("See whom it touches: A teacher is away", {"teacher_id": str(teacher_id)})
    return screen.press("Call ")


def no_number(parent_id: int) -> None:
    with act() as session:
        session.get_one(Parent, parent_id).number = None


def booked(invitation_id: int) -> Booking | None:
    db.session.expire_all()
    query = select(Booking).where(
        Booking.invitation_id == invitation_id, Booking.state == BookingState.BOOKED
    )
    return db.session.scalar(query)


def test_a_teacher_is_away_at_0745(portal: Flask, watch: Watch) -> None:
    day = morning()
    no_number(day.families[4].parent_id)
    for need in help_requests.of_talk(day.talks[0]):
        with act():
            arranging.arrange(need.id, make.OFFICE, note="Taxi Ali")
    work(portal)
    watch.set("2026-11-24 07:45")
    screen = office(portal)

    screen.open("/staff").follow("Something has happened")
    screen.press("See whom it touches: A teacher is away", {"teacher_id": str(day.teacher_id)})
    assert "12 talks are called off" in screen.words
    assert "11 families are texted" in screen.words
    assert "is not in school today" in screen.words
    assert desk.of_day(date(2026, 11, 24))  # nothing is done yet
    screen.press("Call all 12 off")

    # Whoever was to come and help is to be called off from here.
    assert "Help to call off" in screen.words and "Taxi Ali" in screen.words

    # Quiet hours hold back nothing: each hears at once, with times of their own.
    work(portal)
    chosen: set[int] = set()
    for n in range(12):
        if n == 4:
            continue
        said = day.phone(portal, n).last_text
        assert "Sorry, Miss Khan is not in school today." in said
        assert "ill" not in said.split()
        slots = _offered(day.talks[n])
        assert slots and not chosen & set(slots)
        chosen |= set(slots)
    assert not desk.of_day(date(2026, 11, 24))

    # Three answer by text alone, and their times are theirs.
    for n in (0, 1, 2):
        wanted = _offered(day.talks[n])[0]
        day.phone(portal, n).reply("1")
        now = booked(day.invitations[n])
        assert now is not None and now.slot_id == wanted
    # What was asked for with the first is asked for again, and nobody is asked twice.
    first = booked(day.invitations[0])
    assert first is not None and (first.interpreter, first.lift) == ("Polish", True)
    place = db.session.scalars(select(CrechePlace).where(CrechePlace.booking_id == first.id)).one()
    assert (place.state, place.health) == (PlaceState.TAKEN, "peanuts")
    tasks = db.session.scalars(select(Task.words).where(Task.kind == TaskKind.HELP_OFF)).all()
    assert sorted(words.split(",")[0] for words in tasks if words) == [
        "a lift",
        "an interpreter (Polish)",
    ]

    # The one without a phone is rung.
    screen.open("/staff")
    assert "1 to ring" in screen.words
    screen.follow("A teacher is away")
    assert "Parent4 Name4" in screen.words and "no mobile number" in screen.words
    screen.press("Told", {"spoke_to": "Parent4"})
    assert "Nobody. Every family is told." in screen.words
    assert "by Mrs Green, to Parent4" in screen.words


def _offered(booking_id: int) -> list[int]:
    choices = db.session.scalars(
        select(OutText.choices)
        .where(OutText.booking_id == booking_id, OutText.kind == Kind.CALLED_OFF)
        .order_by(OutText.id.desc())
    ).first()
    return [one for one in choices or [] if isinstance(one, int)]


def test_pressed_twice_or_by_two_people_it_is_done_once(portal: Flask, watch: Watch) -> None:
    day = morning(3)
    work(portal)
    watch.set("2026-11-24 07:45")
    first, second = office(portal), Screen(portal)
    second.client.sign_in(make.staff("Mr Hill", Role.OFFICE))
    for screen in (first, second):
        screen.open("/staff").follow("Something has happened")
        screen.press("See whom it touches: A teacher is away", {"teacher_id": str(day.teacher_id)})
    first.press("Call all 3 off")
    second.press("Call all 3 off")
    work(portal)
    assert len(db.session.scalars(select(Upset)).all()) == 1
    texts = select(OutText).where(OutText.kind == Kind.CALLED_OFF)
    assert len(db.session.scalars(texts).all()) == 3


def test_a_one_that_was_written_to_yesterdays_reminder_books_nothing(
    portal: Flask, watch: Watch
) -> None:
    day = morning(1)
    phone = day.phone(portal, 0)
    watch.set("2026-11-23 17:00")
    phone.waits()
    assert "1" in phone.last_text and "tomorrow" in phone.last_text.casefold()
    watch.set("2026-11-24 07:45")
    away_today(office(portal), day.teacher_id)
    work(portal)
    phone.reply("1")
    assert booked(day.invitations[0]) is None
    watch.set("2026-11-24 07:47")
    phone.reply("1")
    assert booked(day.invitations[0]) is not None


def test_with_too_few_times_who_has_none_is_first_when_cover_is_added(
    portal: Flask, watch: Watch
) -> None:
    day = morning(3, free="14:30")
    other = make.family("Aaron", ("Zed",), surname="Waits")
    asked = make.invitation(day.round_id, other.child_id, other.parent_id, day.teacher_id)
    work(portal)
    watch.set("2026-11-24 07:45")
    away_today(office(portal), day.teacher_id)
    work(portal)
    texts = [day.phone(portal, n).last_text for n in range(3)]
    assert sum("We will text you new times soon." in words for words in texts) == 1
    assert db.session.scalars(select(Task).where(Task.kind == TaskKind.ADD_COVER)).one()
    Phone(portal, other.parent_id).reply("TIMES")
    Phone(portal, other.parent_id).reply("1")  # waits for a time
    watch.set("2026-11-24 09:30")
    make.cover(day.round_id, day.teacher_id, "2026-11-27", "14:00", "14:30")
    work(portal)
    without = next(n for n, words in enumerate(texts) if "new times soon" in words)
    assert "We have new times to talk about" in day.phone(portal, without).last_text
    day.phone(portal, without).reply("1")
    now = booked(day.invitations[without])
    assert now is not None and now.slot.day == date(2026, 11, 27)
    assert booked(asked) is None


def test_the_teacher_is_there_after_all(portal: Flask, watch: Watch) -> None:
    day = morning(3)
    no_number(day.families[2].parent_id)
    work(portal)
    watch.set("2026-11-24 07:45")
    screen = away_today(office(portal), day.teacher_id)
    work(portal)
    watch.set("2026-11-24 07:55")
    day.phone(portal, 1).reply("1")
    moved = booked(day.invitations[1])
    screen.press("Told", {"spoke_to": "Parent2"})
    screen.press("It is all right after all")
    work(portal)
    back = booked(day.invitations[0])
    assert back is not None and back.id == day.talks[0]
    assert "is on again" in day.phone(portal, 0).last_text
    kept = booked(day.invitations[1])
    assert kept is not None and moved is not None and kept.slot_id == moved.slot_id
    # A person rings the one without a phone again, and the one who has chosen anew.
    assert "They have chosen" in screen.words
    assert "Parent2 Name2" in screen.words and "is on again" in screen.words
    free = select(Slot.id).where(Slot.kept_until.is_not(None))
    assert not db.session.scalars(free).all()
    # After two hours nobody can.
    watch.set("2026-11-24 09:50")
    assert "undo" not in screen.open(screen.path).words


def test_a_snow_day(portal: Flask, watch: Watch) -> None:
    day = morning(2)
    evans = make.staff("Mr Evans")
    slots = make.cover(day.round_id, evans, TUESDAY, "15:00", "16:00", room="Room 9")
    other = make.family("Zofia", ("Kasia",), surname="Nowak", language="pl")
    invited = make.invitation(day.round_id, other.child_id, other.parent_id, evans)
    with act():
        booking.book(invited, slots[0], make.by(other.parent_id))
    work(portal)
    watch.set("2026-11-23 20:30")
    screen = office(portal)
    screen.open("/staff/happened")
    tomorrow = {"begins": TUESDAY, "ends": TUESDAY}
    screen.press("See whom it touches: The school is closed", tomorrow)
    assert "3 talks are called off" in screen.words and "1 crèche session" in screen.words
    assert "jest zamknięta" in screen.words
    screen.press("Call all 3 off")
    work(portal)
    # Quiet hours are broken for tomorrow morning's talks only.
    assert "Oak Lane is closed on Tue 24 Nov" in day.phone(portal, 0).last_text
    assert "jest zamknięta" not in Phone(portal, other.parent_id).last_text
    watch.set("2026-11-24 08:00")
    work(portal)
    assert "jest zamknięta" in Phone(portal, other.parent_id).last_text
    screen.open("/staff/school/days")
    assert TUESDAY in screen.html


def test_the_creche_cannot_open(portal: Flask, watch: Watch) -> None:
    day = morning(2)
    work(portal)
    watch.set("2026-11-24 08:30")
    screen = office(portal)
    screen.open("/staff/happened")
    screen.press("See whom it touches: The crèche cannot open", {"creche_id": str(day.creche_id)})
    screen.press("Tell them")
    work(portal)
    assert "no crèche" in day.phone(portal, 0).last_text
    assert "no crèche" not in " ".join(day.phone(portal, 1).texts)
    assert booked(day.invitations[0]) is not None
    screen.press("It is all right after all")
    work(portal)
    place = db.session.scalars(select(CrechePlace)).one()
    assert place.state == PlaceState.TAKEN


def test_a_cover_session_that_ends_earlier(portal: Flask, watch: Watch) -> None:
    day = morning(12)
    work(portal)
    watch.set("2026-11-23 10:00")
    screen = office(portal)
    cover_id = db.session.get_one(Booking, day.talks[0]).slot.cover_id
    screen.open(f"/staff/cover/{cover_id}").press("Save", {"ends": "14:00"}, status=409)
    assert "2 talks are in the way" in screen.words
    screen.press("Change it all the same")
    work(portal)
    assert booked(day.invitations[9]) is not None
    assert booked(day.invitations[10]) is None
    assert "cannot be held" in day.phone(portal, 11).last_text


def test_a_room_with_another_room_calls_nobody_off(portal: Flask, watch: Watch) -> None:
    day = morning(2)
    work(portal)
    watch.set("2026-11-24 08:30")
    screen = office(portal)
    screen.open("/staff/happened")
    where = {"where": f"{TUESDAY} Room 4", "instead": "Library"}
    screen.press("See whom it touches: A room cannot be used", where)
    screen.press("Use the other room")
    assert booked(day.invitations[0]) is not None
    assert {line.room for line in desk.of_day(date(2026, 11, 24))} == {"Library"}


def test_who_stops_texts_is_rung(portal: Flask, watch: Watch) -> None:
    day = morning(1)
    with act():
        contact.stop_texts(day.families[0].parent_id, make.by(day.families[0].parent_id))
    watch.set("2026-11-24 07:45")
    screen = away_today(office(portal), day.teacher_id)
    assert "stopped texts" in screen.words and "Book for them" in screen.words
    (one,) = upset_desk.standing()
    assert [line.talk.parent for line in one.to_ring] == ["Parent0 Name0"]


def test_what_was_said_goes_along_when_the_office_books(portal: Flask, watch: Watch) -> None:
    day = morning(1)
    asked = day.invitations[0]
    with act():
        contact.stop_texts(day.families[0].parent_id, make.by(day.families[0].parent_id))
    watch.set("2026-11-24 07:45")
    screen = away_today(office(portal), day.teacher_id)
    form = screen.open(f"/staff/invitations/{asked}/book")
    assert 'value="Polish"' in form.html and 'value="Bilal"' in form.html
    assert "peanuts" not in form.html
    form.press("Book", {"slot": str(day.times[0])})
    fresh = booked(asked)
    assert fresh and (fresh.interpreter, fresh.lift) == ("Polish", True)
    place = db.session.scalars(select(CrechePlace).where(CrechePlace.booking_id == fresh.id)).one()
    assert (place.name, place.health) == ("Bilal", "peanuts")


def test_a_look_left_open_over_midnight_is_chosen_anew(portal: Flask, watch: Watch) -> None:
    day = morning(1)
    watch.set("2026-11-23 23:50")
    screen = office(portal).open("/staff/happened")
    both = {"begins": "2026-11-23", "ends": TUESDAY}
    screen.press("See whom it touches: The school is closed", both)
    watch.set("2026-11-24 00:10")
    screen.press("Call it off", status=409)
    assert "Choose a first day from today on" in screen.words
    assert f'value="{TUESDAY}"' in screen.html
    assert booked(day.invitations[0]) is not None


@pytest.mark.parametrize(
    ("title", "button"),
    [
        ("A teacher is away", "Call "),
        ("A room cannot be used", "Call "),
        ("The crèche cannot open", "Tell them"),
    ],
)
def test_the_button_pressed_twice_leads_to_the_same_page(
    portal: Flask, watch: Watch, title: str, button: str
) -> None:
    day = morning(1)
    with act() as session:
        session.execute(delete(Slot).where(Slot.id.in_(day.times)))
        session.execute(delete(CoverSession).where(CoverSession.day != date(2026, 11, 24)))
    watch.set("2026-11-24 07:45")
    first, second = office(portal), Screen(portal)
    second.client.sign_in(make.staff("Mr Ray", Role.OFFICE))
    for screen in (first, second):
        screen.open("/staff/happened")
        chosen = {"begins": TUESDAY, "ends": TUESDAY} if "teacher" in title else {}
        chosen |= {"creche_id": str(day.creche_id)} if "crèche" in title else {}
        screen.press(f"See whom it touches: {title}", chosen)
    assert first.press(button).path == second.press(button).path
    assert len(db.session.scalars(select(Upset)).all()) == 1
