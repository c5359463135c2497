"""Inviting: who is texted, who never is, the next child, two nudges, and then a person rings."""

import threading
from collections.abc import Callable
from datetime import date, time

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.db import act, db
from portal.domain import booking, calling, holding, invitees, inviting, outlook, tell
from portal.domain.asked import open_question
from portal.domain.bookings import BookingState, CancelReason, free_slots
from portal.domain.history import By, Deed, Event, Face
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.invitees import FreeTimes, LeftOut, NoTimes
from portal.domain.outbox import Kind, OutText
from portal.domain.people import Child, Guardianship, NumberState, OnRoll, Parent, SchoolClass
from portal.domain.reaching import WhyNot
from portal.domain.rounds import Round, RoundState, Slot
from portal.domain.tasks import TaskKind, open_tasks
from portal.languages import ENGLISH
from portal.wording import segments
from portal.wording import texts as wording
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.listening import statements

LINK = "https://talk.oaklane.sch.uk/t/abcdefghijklm"


def a_round(*, opens_on: date | None = None) -> tuple[int, int, int]:
    """A draft round for one class whose teacher has six times: round, class, teacher. Beside it a
    class that is not in the round, with a family that must hear nothing."""
    teacher = make.staff()
    ash = make.school_class(teacher_id=teacher)
    evans = make.staff("Mr Evans")
    make.family(
        "Zofia",
        ("Katarzyna",),
        class_id=make.school_class("Year 6 Yew", teacher_id=evans),
        surname="Nowak",
    )
    round_id = make.round_(class_ids=(ash,), invited=False, opens_on=opens_on)
    make.cover(round_id, teacher)
    make.cover(round_id, evans, room="Room 6")
    return round_id, ash, teacher


def invite(round_id: int) -> int:
    with act():
        return inviting.invite(round_id, make.OFFICE)


def change(model: type, row_id: int, **values: object) -> None:
    with act() as session:
        row = session.get_one(model, row_id)
        for name, value in values.items():
            setattr(row, name, value)


def change_tie(family: make.Family, parent: int = 0, **values: object) -> None:
    with act() as session:
        tie = session.execute(
            select(Guardianship).where(
                Guardianship.child_id == family.child_id,
                Guardianship.parent_id == family.parent_ids[parent],
            )
        ).scalar_one()
        for name, value in values.items():
            setattr(tie, name, value)


def texts() -> list[tuple[int | None, str, str]]:
    """Every text in the outbox: to which parent, what kind, its first line."""
    query = select(OutText.parent_id, OutText.kind, OutText.body).order_by(OutText.id)
    return [(who, kind.value, body.split("\n")[0]) for who, kind, body in db.session.execute(query)]


def states(round_id: int) -> list[tuple[str, str, str]]:
    """Child, parent and state of every invitation, in the order they were made."""
    query = (
        select(Invitation).where(Invitation.round_id == round_id).order_by(Invitation.id)
    ).execution_options(populate_existing=True)
    return [
        (one.child.first_name, one.parent.first_name, one.state.value)
        for one in db.session.scalars(query)
    ]


def ask_all() -> int:
    """The sweep of the clock, as the worker runs it. Returns how many texts it made."""
    made = 0
    for parent_id in inviting.waiting_parents():
        with act():
            made += inviting.ask_next_of(parent_id)
    return made


def nudge_all() -> int:
    made = 0
    for invitation_id in inviting.to_nudge():
        with act():
            made += inviting.nudge_one(invitation_id)
    return made


def invitation_of(child_id: int, parent_id: int) -> int:
    query = select(Invitation.id).where(
        Invitation.child_id == child_id, Invitation.parent_id == parent_id
    )
    return db.session.execute(query).scalar_one()


def by_text(parent_id: int) -> By:
    return By(Face.TEXT, parent_id=parent_id)


def asked(child: str) -> str:
    return _first_line(wording.invitation, child)


def nudged(child: str) -> str:
    return _first_line(wording.nudge, child)


def _first_line(word: Callable[..., str], child: str) -> str:
    words = word(ENGLISH, school="Oak Lane", child=child, teacher="Miss Khan", times=[])
    return words.split("\n")[0]


def invitation_words(child: str, *times: str) -> str:
    """The whole invitation with these times on Tuesday 24 November."""
    return wording.invitation(
        ENGLISH,
        school="Oak Lane",
        child=child,
        teacher="Miss Khan",
        times=[clock.local(clock.at(date(2026, 11, 24), time.fromisoformat(at))) for at in times],
    )


# -- the first text ----------------------------------------------------------------------------


def test_both_parents_are_invited_each_on_their_own(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(parents=("Ayesha", "Imran"), class_id=ash)
    assert invite(round_id) == 2
    ayesha, imran = ours.parent_ids
    assert texts() == [
        (ayesha, "invitation", asked("Yusuf")),
        (imran, "invitation", asked("Yusuf")),
    ]
    assert states(round_id) == [("Yusuf", "Ayesha", "asked"), ("Yusuf", "Imran", "asked")]
    body = db.session.scalar(select(OutText.body).where(OutText.parent_id == ayesha))
    assert body == invitation_words("Yusuf", "15:00", "15:30", "16:00")
    history = select(Event.parent_id).where(Event.deed == Deed.INVITED).order_by(Event.id)
    assert list(db.session.scalars(history)) == [ayesha, imran]


def test_pressing_invite_twice_sends_nothing_twice(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    make.family(class_id=ash)
    assert [invite(round_id), invite(round_id)] == [1, 0]
    assert len(texts()) == 1
    late = make.family("Omar", ("Sana",), class_id=ash)
    assert invite(round_id) == 1
    assert texts()[1:] == [(late.parent_id, "invitation", asked("Omar"))]


def test_two_in_the_office_press_invite_at_once(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    for name in ("Yusuf", "Omar", "Ada"):
        make.family(name, class_id=ash)
    start, made = threading.Barrier(2), []

    def press() -> None:
        with portal.app_context():
            start.wait()
            made.append(invite(round_id))
            db.session.remove()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, 3]
    assert len(texts()) == 3


def test_a_round_with_nobody_in_it_is_not_sent(portal: Flask) -> None:
    round_id, _ash, _teacher = a_round()
    with pytest.raises(Refused) as caught:
        invite(round_id)
    assert caught.value.reason == Reason.NOBODY_INVITED
    assert db.session.get_one(Round, round_id).invited_at is None


def test_families_of_one_teacher_are_not_all_sent_after_the_same_times(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    for name in ("Yusuf", "Omar", "Ada"):
        make.family(name, class_id=ash)
    invite(round_id)
    choices = [tuple(text.choices[:3]) for text in db.session.scalars(select(OutText))]
    assert len(set(choices[0]) | set(choices[1])) == 6
    assert choices[2] == choices[0]


def test_before_the_opening_day_nothing_is_sent_and_then_it_is(portal: Flask, watch: Watch) -> None:
    round_id, ash, _teacher = a_round(opens_on=date(2026, 11, 16))
    ours = make.family(class_id=ash)
    assert invite(round_id) == 1
    assert (texts(), inviting.waiting_parents()) == ([], [])
    watch.set("2026-11-16 00:05")
    assert inviting.waiting_parents() == [ours.parent_id]
    assert [ask_all(), ask_all()] == [1, 0]
    due = db.session.execute(select(OutText.due_at)).scalar_one()
    assert f"{clock.local(due):%a %H:%M}" == "Mon 08:00"


# -- who never gets one ------------------------------------------------------------------------


def test_a_parent_with_no_contact_never_gets_anything_and_is_on_no_list(
    portal: Flask, watch: Watch
) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(parents=("Ayesha", "Imran"), class_id=ash)
    held = make.family("Omar", ("Sana",), class_id=ash)
    change_tie(ours, 1, no_contact=True)
    change_tie(held, held=True)

    before = outlook.who_would_get_it(round_id, LINK)
    assert (before.parents, before.no_text, before.barred) == (1, [], 2)
    assert [(one.child, one.why) for one in before.left_out] == [("Omar Malik", LeftOut.NOBODY)]

    invite(round_id)
    for morning in ("2026-11-10 09:00", "2026-11-13 09:00", "2026-11-16 09:00", "2026-11-20 09:00"):
        watch.set(morning)
        ask_all()
        nudge_all()
    assert {who for who, _kind, _words in texts()} == {ours.parent_id}
    assert states(round_id) == [("Yusuf", "Ayesha", "asked")]
    assert [call.parent for call in calling.call_list(round_id)] == ["Ayesha Malik"]


def test_contact_held_after_the_invitation_ends_every_question(portal: Flask, watch: Watch) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(parents=("Ayesha", "Imran"), class_id=ash)
    imran = ours.parent_ids[1]
    invite(round_id)
    change_tie(ours, 1, no_contact=True)
    watch.set("2026-11-12 09:00")
    assert nudge_all() == 1
    with act():
        inviting.nudge_one(invitation_of(ours.child_id, imran))
    assert [who for who, kind, _words in texts() if kind == "nudge"] == [ours.parent_id]
    assert imran not in {call.parent_id for call in calling.call_list(round_id)}


def test_the_number_of_someone_barred_is_texted_for_nobody(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    barred = make.family("Ada", ("Imran",), class_id=ash)
    change_tie(barred, no_contact=True)
    ours = make.family(class_id=ash)
    change(Parent, ours.parent_id, number=make.number_of(barred.parent_id))
    invite(round_id)
    assert texts() == []
    assert [(call.parent, call.why, call.number) for call in calling.call_list(round_id)] == [
        ("Ayesha Malik", WhyNot.NUMBER_HELD, None)
    ]


def test_who_gets_no_text_and_why(portal: Flask) -> None:
    round_id, ash, teacher = a_round()
    make.family("Ben", ("Ann",), class_id=ash)
    off = make.family("Cy", ("Bea",), class_id=ash)
    change_tie(off, may_be_invited=False)
    landline = make.family("Dee", ("Carl",), class_id=ash)
    change(Parent, landline.parent_id, number_state=NumberState.LANDLINE)
    none = make.family("Eve", ("Dora",), class_id=ash)
    change(Parent, none.parent_id, number=None)
    stopped = make.family("Flo", ("Ed",), class_id=ash)
    change(Parent, stopped.parent_id, opted_out_at=clock.now())
    silent = make.family("Gus", ("Fay",), class_id=ash)
    change_tie(silent, gets_texts=False)
    gone = make.family("Hal", ("Gil",), class_id=ash)
    change(Child, gone.child_id, roll=OnRoll.LEFT)
    lost = make.family("Ivy", ("Han",), class_id=ash)
    change(Child, lost.child_id, roll=OnRoll.MISSING)
    care = make.family("Joy", ("Ira",), class_id=ash)
    change(Child, care.child_id, in_care=True)
    change_tie(care, may_be_invited=False)
    busy = make.family("Kit", ("Jan",), class_id=ash)
    change(Child, busy.child_id, own_key_teacher_id=make.staff("Mr Ito"))

    before = outlook.who_would_get_it(round_id, LINK)
    assert (before.parents, before.texts, before.families) == (1, 1, 6)
    no_text = [(one.parent, one.children, one.why) for one in before.no_text]
    assert no_text == [
        ("Carl Malik", ["Dee"], WhyNot.LANDLINE),
        ("Dora Malik", ["Eve"], WhyNot.NO_NUMBER),
        ("Ed Malik", ["Flo"], WhyNot.OPTED_OUT),
        ("Fay Malik", ["Gus"], WhyNot.NOT_INVITED),
    ]
    (without,) = before.to_release["Mr Ito"]
    assert (without.parent, without.children) == ("Jan Malik", ["Kit"])
    left_out = [(one.child, one.class_name, one.why) for one in before.left_out]
    assert left_out == [
        ("Cy Malik", "Year 4 Ash", LeftOut.NOBODY),
        ("Ivy Malik", "Year 4 Ash", LeftOut.MISSING),
        ("Joy Malik", "Year 4 Ash", LeftOut.IN_CARE),
    ]
    invite(round_id)
    assert len(texts()) == 1
    calls = [(call.parent, call.child, call.why) for call in calling.call_list(round_id)]
    assert calls == [
        *((parent, children[0], why) for parent, children, why in no_text),
        ("Jan Malik", "Kit", NoTimes.NO_TIMES),
    ]
    numbers = {call.parent: call.number for call in calling.call_list(round_id)}
    assert numbers["Carl Malik"] == make.number_of(landline.parent_id)
    assert outlook.who_would_get_it(round_id, LINK).texts == 0

    change(SchoolClass, ash, key_teacher_id=None)
    assert {one.why for one in invitees.of_round(round_id).left_out} == {
        LeftOut.NO_KEY_TEACHER,
        LeftOut.NOBODY,
        LeftOut.MISSING,
        LeftOut.IN_CARE,
    }
    assert teacher not in {one.teacher_id for one in invitees.of_round(round_id).invited}


def test_what_it_costs_in_each_language(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    make.family("Ben", ("Ann",), class_id=ash)
    make.family("Eve", ("Dora", "Ed"), class_id=ash)
    mother = make.family("Ola", ("Ewa",), class_id=ash, language="pl").parent_id
    make.sibling(mother, "Jan", class_id=ash)
    before = outlook.who_would_get_it(round_id, LINK)
    assert (before.families, before.parents, before.texts, before.siblings) == (3, 4, 5, 1)
    assert [(sample.language.tag, sample.texts) for sample in before.samples] == [
        ("en", 3),
        ("pl", 2),
    ]
    english = before.samples[0]
    assert english.body.replace(LINK, "{link}") == invitation_words(
        "Ben", "15:00", "15:30", "16:00"
    )
    assert english.segments == 3 * segments.measure(english.body).segments
    assert before.segments == sum(sample.segments for sample in before.samples)
    assert before.pence == before.segments * 4.0
    assert texts() == []


def asked_in_another_round(family: make.Family, teacher: int) -> None:
    """A question about a talk in another round, open until 20 November, stands on their phone."""
    other = make.round_(name="Summer talks", closes_on=date(2026, 11, 20))
    make.cover(other, teacher, "2026-11-20")
    asked_before = make.invitation(other, family.child_id, family.parent_id, teacher)
    with act() as session:
        wanted = other, teacher, family.parent_id
        slots = FreeTimes([wanted]).offer(*wanted)
        tell.invited(session.get_one(Invitation, asked_before), "Miss Khan", slots, again=False)


def test_who_has_something_else_to_answer_is_counted_as_texted_later(
    portal: Flask, watch: Watch
) -> None:
    round_id, ash, teacher = a_round()
    now = make.family("Ben", ("Ann",), class_id=ash)
    later = make.family("Eve", ("Dora",), class_id=ash)
    make.sibling(later.parent_id, "Flo", class_id=ash)
    asked_in_another_round(later, teacher)

    look = outlook.who_would_get_it(round_id, LINK)
    assert (look.parents, look.texts, look.siblings) == (1, 3, 1)
    (waits,) = look.later
    assert (waits.parent, waits.children) == ("Dora Malik", ["Eve", "Flo"])
    before = len(texts())
    invite(round_id)
    assert [who for who, _kind, _words in texts()[before:]] == [now.parent_id]

    # As said: by itself, as soon as the other question can be answered no more.
    watch.set(f"{clock.local(waits.until):%Y-%m-%d %H:%M}")
    assert ask_all() == 1
    assert texts()[-1][0] == later.parent_id


def test_whom_no_text_could_ask_is_rung_before_booking_closes(portal: Flask, watch: Watch) -> None:
    round_id, ash, teacher = a_round()
    change(Round, round_id, closes_on=date(2026, 11, 13))
    waits = make.family("Eve", ("Dora",), class_id=ash)
    asked_in_another_round(waits, teacher)
    invite(round_id)

    def to_ring() -> list[tuple[str, object]]:
        return [(call.parent, call.why) for call in calling.call_list(round_id)]

    watch.set("2026-11-10 10:00")
    assert to_ring() == []
    watch.set("2026-11-11 10:00")  # two days before
    assert to_ring() == [("Dora Malik", calling.WhyRing.NOT_ASKED)]


def test_a_question_that_is_over_when_booking_opens_keeps_nobody_waiting(portal: Flask) -> None:
    round_id, ash, teacher = a_round(opens_on=date(2026, 11, 23))
    family = make.family("Eve", ("Dora",), class_id=ash)
    asked_in_another_round(family, teacher)
    look = outlook.who_would_get_it(round_id, LINK)
    assert (look.parents, look.later) == (1, [])


@pytest.mark.parametrize(
    ("now", "first"), [("2026-11-24 13:30", "15:30"), ("2026-11-24 06:00", "10:00")]
)
def test_no_text_offers_a_time_that_begins_as_it_leaves(
    portal: Flask, watch: Watch, now: str, first: str
) -> None:
    """Two hours from when it is due: at night that is the morning."""
    round_id, ash, teacher = a_round()
    make.cover(round_id, teacher, begins="08:00", ends="14:30")
    make.family("Ben", ("Ann",), class_id=ash)
    watch.set(now)
    invite(round_id)
    assert texts()[0][2] == asked("Ben")
    choices = db.session.scalars(select(OutText)).one().choices or []
    begins = [db.session.get_one(Slot, one).begins for one in choices if isinstance(one, int)]
    assert min(begins) == time.fromisoformat(first)


def test_it_is_two_hours_from_when_their_safe_hours_begin(portal: Flask, watch: Watch) -> None:
    round_id, ash, _teacher = a_round()
    family = make.family("Ben", ("Ann",), class_id=ash)
    change(Parent, family.parent_id, safe_from=time(15, 15), safe_until=time(17))
    watch.set("2026-11-24 09:00")
    invite(round_id)
    choices = db.session.scalars(select(OutText)).one().choices or []
    begins = [db.session.get_one(Slot, one).begins for one in choices if isinstance(one, int)]
    assert begins == [time(17, 30)]


def test_who_could_only_be_offered_what_begins_as_the_text_leaves_is_rung(
    portal: Flask, watch: Watch
) -> None:
    round_id, ash, _teacher = a_round()
    make.family("Ben", ("Ann",), class_id=ash)
    watch.set("2026-11-24 16:00")
    look = outlook.who_would_get_it(round_id, LINK)
    assert look.texts == 0
    assert look.no_text == [] and list(look.to_release) == ["Miss Khan"]
    invite(round_id)
    assert texts() == [] and inviting.waiting_parents() == []
    assert [call.why for call in calling.call_list(round_id)] == [NoTimes.NO_TIMES]


def test_a_teacher_without_times_is_to_be_released_once_and_not_for_each_family(
    portal: Flask,
) -> None:
    round_id, ash, _teacher = a_round()
    ito = make.staff("Mr Ito")
    for child, parent in (("Kit", "Jan"), ("Lou", "Kay"), ("Mia", "Lea")):
        family = make.family(child, (parent,), class_id=ash)
        change(Child, family.child_id, own_key_teacher_id=ito)
    stopped = make.family("Flo", ("Ed",), class_id=ash)
    change(Parent, stopped.parent_id, opted_out_at=clock.now())
    look = outlook.who_would_get_it(round_id, LINK)
    assert [len(those) for those in look.to_release.values()] == [3]
    invite(round_id)
    to_do = calling.to_do(round_id)
    assert [one.parent for one in to_do.to_ring] == ["Ed Malik"]
    (ito_alone,) = to_do.to_release
    assert ito_alone.teacher == "Mr Ito"
    assert [one.parent for one in ito_alone.families] == ["Jan Malik", "Kay Malik", "Lea Malik"]
    change(Round, round_id, closes_on=date(2026, 11, 8))
    assert calling.to_do(round_id).to_release == []


# -- brothers and sisters ----------------------------------------------------------------------


def test_the_second_child_is_asked_about_once_the_first_is_settled(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(parents=("Ayesha", "Imran"), class_id=ash)
    ayesha, imran = ours.parent_ids
    maryam = make.sibling(ayesha, "Maryam", class_id=ash)
    invite(round_id)
    assert texts() == [
        (ayesha, "invitation", asked("Yusuf")),
        (imran, "invitation", asked("Yusuf")),
    ]
    assert (inviting.waiting_parents(), ask_all()) == ([], 0)
    with act():
        inviting.ask_next_of(ayesha)  # a sweep that comes too early changes nothing
    assert len(texts()) == 2

    yusuf = db.session.get_one(Invitation, invitation_of(ours.child_id, ayesha))
    with act():
        booking.book(yusuf.id, free_slots(yusuf)[0].id, by_text(ayesha))
    assert inviting.waiting_parents() == [ayesha]
    assert [ask_all(), ask_all()] == [1, 0]
    assert texts()[-1] == (ayesha, "invitation", asked("Maryam"))
    offered = db.session.scalars(select(OutText).order_by(OutText.id)).all()[-1].choices
    taken = free_slots(db.session.get_one(Invitation, invitation_of(maryam, ayesha)))
    assert set(offered[:3]) <= {slot.id for slot in taken}


def test_saying_not_this_time_brings_the_next_child(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(class_id=ash)
    make.sibling(ours.parent_id, "Maryam", class_id=ash)
    invite(round_id)
    invitation = invitation_of(ours.child_id, ours.parent_id)
    with act():
        inviting.decline(invitation, by_text(ours.parent_id))
    with act():
        inviting.decline(invitation, by_text(ours.parent_id))
    assert ask_all() == 1
    assert texts()[1:] == [
        (
            ours.parent_id,
            "answer",
            wording.declined(ENGLISH),
        ),
        (ours.parent_id, "invitation", asked("Maryam")),
    ]
    assert [state for _child, _parent, state in states(round_id)] == ["declined", "asked"]


def test_a_first_child_without_times_does_not_keep_the_second_waiting(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(class_id=ash)
    change(Child, ours.child_id, own_key_teacher_id=make.staff("Mr Ito"))
    make.sibling(ours.parent_id, "Maryam", class_id=ash)
    invite(round_id)
    assert texts() == [(ours.parent_id, "invitation", asked("Maryam"))]
    assert [(call.child, call.why) for call in calling.call_list(round_id)] == [
        ("Yusuf", NoTimes.NO_TIMES)
    ]


def test_who_has_no_time_to_choose_is_asked_when_one_is_free_again(portal: Flask) -> None:
    round_id, _ash, _teacher = a_round()
    ito = make.staff("Mr Ito")
    elm = make.school_class("Year 1 Elm", teacher_id=ito)
    [slot] = make.cover(round_id, ito, begins="16:00", ends="16:30", room="Room 8")
    lucky = make.family(class_id=elm)
    invitation = make.invitation(round_id, lucky.child_id, lucky.parent_id, ito)
    with act():
        talk = booking.book(invitation, slot, make.OFFICE).id
    ours = make.family("Omar", ("Sana",), class_id=elm)
    change(
        Invitation,
        make.invitation(round_id, ours.child_id, ours.parent_id, ito),
        state=InvitationState.WAITING,
        asked_at=None,
    )
    change(Round, round_id, state=RoundState.INVITED)
    assert (inviting.waiting_parents(), ask_all()) == ([], 0)
    with act():
        booking.cancel(talk, make.OFFICE, CancelReason.OTHER)
    assert inviting.waiting_parents() == [ours.parent_id]
    assert [ask_all(), ask_all()] == [1, 0]


# -- nudges ------------------------------------------------------------------------------------


def test_two_nudges_on_weekdays_then_a_person_rings(portal: Flask, watch: Watch) -> None:
    round_id, ash, _teacher = a_round()
    silent = make.family(class_id=ash)
    answered = make.family("Omar", ("Sana",), class_id=ash)
    invite(round_id)
    with act():
        inviting.decline(
            invitation_of(answered.child_id, answered.parent_id), make.by(answered.parent_id)
        )
    made = []
    for moment in (
        "2026-11-11 10:00",  # Wednesday: two days later
        "2026-11-12 07:59",  # Thursday: three days, but before eight
        "2026-11-12 08:00",
        "2026-11-12 16:00",
        "2026-11-15 12:00",  # Sunday: three days after the nudge
        "2026-11-16 09:00",
        "2026-11-19 09:00",  # no third one
        "2026-11-27 09:00",
    ):
        watch.set(moment)
        made.append(nudge_all())
    assert made == [0, 0, 1, 0, 0, 1, 0, 0]
    assert [words for _who, kind, words in texts() if kind == "nudge"] == [nudged("Yusuf")] * 2
    assert {who for who, kind, _words in texts() if kind == "nudge"} == {silent.parent_id}

    watch.set("2026-11-18 09:00")
    assert calling.call_list(round_id) == []
    watch.set("2026-11-19 09:00")
    [call] = calling.call_list(round_id)
    assert (call.parent_id, call.child, call.teacher, call.why) == (
        silent.parent_id,
        "Yusuf",
        "Miss Khan",
        calling.WhyRing.NO_ANSWER,
    )
    assert call.number == make.number_of(silent.parent_id)


def test_a_nudge_waits_while_something_else_is_being_asked(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    other = make.sibling(day.family.parent_id, class_id=day.class_id)
    second = make.invitation(day.round_id, other, day.family.parent_id, day.teacher_id)
    by = by_text(day.family.parent_id)
    watch.set("2026-11-12 08:30")
    with act():
        talk = booking.book(second, day.slot_ids[0], by).id
    with act():
        booking.cancel(talk, by)  # leaves "Reply 1 to take it back" open
    noise = db.session.execute(
        select(Invitation.id).where(Invitation.id.not_in([second, day.invitation_id]))
    ).scalar_one()
    watch.set("2026-11-12 09:00")
    assert inviting.to_nudge() == [noise]
    with act():
        assert inviting.nudge_one(day.invitation_id) is False
    watch.set("2026-11-12 11:31")  # the question makes room
    assert inviting.to_nudge() == [noise, day.invitation_id]


def test_who_is_choosing_a_time_just_now_is_not_nudged(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    watch.set("2026-11-12 09:00")
    assert len(inviting.to_nudge()) == 2
    with act():
        holding.hold(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id))
    assert len(inviting.to_nudge()) == 1
    with act():
        assert inviting.nudge_one(day.invitation_id) is False


def test_who_lost_their_time_is_rung_and_not_nudged(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    with act():
        talk = booking.book(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id)).id
    with act():
        booking.cancel(talk, make.OFFICE, CancelReason.TEACHER_AWAY)
    watch.set("2026-11-20 09:00")
    assert day.invitation_id not in inviting.to_nudge()
    assert [
        (call.invitation_id, call.why)
        for call in calling.call_list(day.round_id)
        if call.invitation_id == day.invitation_id
    ] == [(day.invitation_id, calling.WhyRing.LOST_TIME)]


def test_after_the_closing_day_nobody_is_asked_or_nudged(portal: Flask, watch: Watch) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(class_id=ash)
    make.sibling(ours.parent_id, "Maryam", class_id=ash)
    invite(round_id)
    change(Round, round_id, closes_on=date(2026, 11, 13))
    watch.set("2026-11-16 09:00")
    assert (inviting.to_nudge(), inviting.waiting_parents()) == ([], [])
    with act():
        inviting.ask_next_of(ours.parent_id)
    assert len(texts()) == 1


# -- answers -----------------------------------------------------------------------------------


def test_ring_me_makes_a_task_and_ends_the_question_and_the_nudges(
    portal: Flask, watch: Watch
) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(class_id=ash)
    make.family("Omar", ("Sana",), class_id=ash)
    invite(round_id)
    invitation = invitation_of(ours.child_id, ours.parent_id)
    for _twice in range(2):
        with act():
            inviting.ask_for_call(invitation, make.by(ours.parent_id))
    assert open_question(ours.parent_id) is None
    assert [(task.kind, task.parent_id, task.child_id) for task in open_tasks()] == [
        (TaskKind.CALL, ours.parent_id, ours.child_id)
    ]
    history = select(func.count()).where(Event.deed == Deed.CALL_ASKED)
    assert db.session.scalar(history) == 1
    assert [(call.parent_id, call.why) for call in calling.call_list(round_id)] == [
        (ours.parent_id, calling.WhyRing.ASKED_FOR_IT)
    ]
    watch.set("2026-11-12 09:00")
    assert invitation not in inviting.to_nudge()
    with act():
        inviting.decline(invitation, make.OFFICE)  # a person rang: not this time
    assert calling.call_list(round_id) == []
    with act():
        inviting.ask_for_call(invitation, make.by(ours.parent_id))
    assert [call.parent_id for call in calling.call_list(round_id)] == [ours.parent_id]
    with act():
        inviting.decline(invitation, make.OFFICE)
    assert calling.call_list(round_id) == []


def test_declining_frees_the_time_held_and_leaves_other_questions_open(portal: Flask) -> None:
    day = make.evening()
    with act():
        held = holding.hold(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id)).id
    other = make.sibling(day.family.parent_id, class_id=day.class_id)
    make.invitation(day.round_id, other, day.family.parent_id, day.teacher_id)
    change(
        Invitation,
        invitation_of(other, day.family.parent_id),
        state=InvitationState.WAITING,
        asked_at=None,
    )
    assert ask_all() == 1  # now the question is about the other child
    with act():
        inviting.decline(day.invitation_id, make.by(day.family.parent_id))
    assert holding.find(held).state == BookingState.CANCELLED
    question = open_question(day.family.parent_id)
    assert question is not None and question.child_id == other
    assert [kind for _who, kind, _words in texts()] == ["invitation"]  # the page said thank you


def test_a_booked_talk_is_not_declined_and_a_withdrawn_one_not_answered(portal: Flask) -> None:
    day = make.evening()
    by = make.by(day.family.parent_id)
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], by)
    with pytest.raises(Refused) as caught, act():
        inviting.decline(day.invitation_id, by)
    assert caught.value.reason == Reason.BOOKING_OVER
    change(Invitation, day.invitation_id, state=InvitationState.WITHDRAWN)
    for verb in (inviting.decline, inviting.ask_for_call):
        with pytest.raises(Refused) as caught, act():
            verb(day.invitation_id, by)
        assert caught.value.reason == Reason.NOT_INVITED


def test_who_was_withdrawn_and_may_be_invited_again_is_like_new(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(class_id=ash)
    invite(round_id)
    invitation = invitation_of(ours.child_id, ours.parent_id)
    with act():
        inviting.decline(invitation, make.by(ours.parent_id))
    change(Invitation, invitation, state=InvitationState.WITHDRAWN)
    assert invite(round_id) == 1
    assert states(round_id) == [("Yusuf", "Ayesha", "asked")]


# -- many --------------------------------------------------------------------------------------


def test_three_hundred_families_are_invited_in_one_act_and_the_rest_by_the_clock(
    portal: Flask,
) -> None:
    round_id, ash, _teacher = a_round()
    with act() as session:
        children = [
            Child(first_name=f"Child {n}", last_name="Malik", class_id=ash) for n in range(301)
        ]
        parents = [
            Parent(first_name=f"Parent {n}", last_name="Malik", number=f"+4477009{n:05}")
            for n in range(301)
        ]
        session.add_all([*children, *parents])
        session.flush()
        session.add_all(
            Guardianship(
                child_id=child.id, parent_id=parent.id, may_be_invited=True, gets_texts=True
            )
            for child, parent in zip(children, parents, strict=True)
        )
    with statements() as found:
        assert invite(round_id) == 301
    assert len(found) < 2 * 300 + 30
    assert len(texts()) == 300
    assert len(inviting.waiting_parents()) == 1
    assert [ask_all(), ask_all()] == [1, 0]
    with statements() as found:
        assert outlook.who_would_get_it(round_id, LINK).texts == 0
        assert calling.call_list(round_id) == []
        assert inviting.waiting_parents() == []
        assert inviting.to_nudge() == []
    assert len(found) < 30
    assert db.session.scalar(select(func.count()).where(OutText.kind == Kind.INVITATION)) == 301
