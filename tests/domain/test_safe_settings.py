"""What a parent sets so that texts do not harm them: hours, ringing, no reminders, another number,
phones that are forgotten."""

from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import calling_off, contact, outbox, phones, safe, safe_number, tell, upset_desk
from portal.domain import links as text_links
from portal.domain.history import By, Deed, Event, Face
from portal.domain.outbox import Kind, OutText, TextState, Urgency, WhyNotNow
from portal.domain.people import NumberState, Parent
from portal.domain.reaching import WhyNot
from portal.domain.reminders import due
from portal.domain.safe import Hours
from portal.domain.tasks import Task, TaskKind
from portal.domain.upset import What
from portal.domain.upsets import Happening, happen
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.phone import Phone, network, work

SCHOOL_HOURS = Hours(time(9), time(15))


def with_hours(parent_id: int, hours: Hours | None = SCHOOL_HOURS) -> None:
    with act():
        safe.set_hours(parent_id, hours, make.by(parent_id))


def text(parent_id: int, kind: Kind = Kind.GOOD_NEWS, **more: object) -> int:
    """A text waits for this parent."""
    with act():
        made = outbox.queue(
            kind=kind,
            to=make.number_of(parent_id),
            language="en",
            body="Words",
            parent_id=parent_id,
            **more,  # type: ignore[arg-type]
        )
        assert made
        return made


def became(text_id: int) -> tuple[TextState, str | None]:
    db.session.expire_all()
    one = db.session.get_one(OutText, text_id)
    return one.state, one.why


def parent(parent_id: int) -> Parent:
    db.session.expire_all()
    return db.session.get_one(Parent, parent_id)


def tasks() -> list[TaskKind]:
    return list(db.session.scalars(select(Task.kind).where(Task.done_at.is_(None))))


def deeds(parent_id: int) -> list[Deed]:
    query = select(Event.deed).where(Event.parent_id == parent_id).order_by(Event.id)
    return list(db.session.scalars(query))


# -- hours ---------------------------------------------------------------------------------------


def test_a_text_waits_for_the_next_safe_hour(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    phone = Phone(portal, parent_id)
    with_hours(parent_id)
    watch.set("2026-11-10 15:30")
    text_id = text(parent_id, expires_at=clock.now() + timedelta(hours=3))
    assert phone.waits().texts == []
    assert became(text_id)[0] == TextState.QUEUED
    watch.set("2026-11-11 08:59")
    assert phone.waits().texts == []
    watch.set("2026-11-11 09:00")
    assert phone.waits().texts == ["Words"]


def test_what_is_too_late_by_then_is_told_by_a_person(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    with_hours(parent_id)
    watch.set("2026-11-10 15:30")
    text_id = text(parent_id, Kind.BOOKED, expires_at=clock.now() + timedelta(hours=2))
    work(portal)
    assert became(text_id) == (TextState.SKIPPED, WhyNotNow.UNSAFE)
    assert tasks() == [TaskKind.TEXT_FAILED]


@pytest.mark.parametrize(("kind", "goes"), [(Kind.ANSWER, True), (Kind.REPLY, False)])
def test_only_an_answer_to_their_own_message_goes_at_any_hour(
    portal: Flask, watch: Watch, kind: Kind, goes: bool
) -> None:
    parent_id = make.family().parent_id
    with_hours(parent_id)
    watch.set("2026-11-10 21:30")
    text(parent_id, kind, answers_them=True, urgency=Urgency.AT_ONCE)
    assert Phone(portal, parent_id).waits().texts == (["Words"] if goes else [])


def test_an_answer_that_was_held_up_is_no_answer_any_more(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    with_hours(parent_id)
    watch.set("2026-11-10 21:30")
    text(parent_id, Kind.ANSWER, answers_them=True)
    watch.set("2026-11-10 21:41")
    assert Phone(portal, parent_id).waits().texts == []


def test_what_breaks_quiet_hours_does_not_break_theirs(portal: Flask, watch: Watch) -> None:
    """A teacher is ill at 07:45: whoever is safe from ten only stands on the call list."""
    day = make.evening()
    make.booked(day)
    parent_id = day.family.parent_id
    with_hours(parent_id, Hours(time(16), time(18)))
    watch.set("2026-11-24 07:45")
    today = clock.today()
    with act():
        upset_id = happen(Happening(What.AWAY, today, today, day.teacher_id), make.OFFICE)
    work(portal)
    assert calling_off.to_call_off() == []
    assert Phone(portal, parent_id).texts == []
    found = upset_desk.find(upset_id)
    assert found and [line.talk.parent_id for line in found.to_ring] == [parent_id]


def test_the_reminder_comes_in_their_hours_the_day_before(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    make.booked(day)
    phone = Phone(portal, day.family.parent_id).waits()
    with_hours(day.family.parent_id)
    before = len(phone.texts)
    watch.set("2026-11-23 08:30")
    assert len(phone.waits().texts) == before
    watch.set("2026-11-23 09:30")
    assert phone.waits().texts[before:] != []
    watch.set("2026-11-23 17:30")
    assert len(phone.waits().texts) == before + 1


@pytest.mark.parametrize(("begins", "ends"), [(7, 12), (12, 21), (12, 12), (15, 9)])
def test_hours_in_which_nothing_could_come_are_refused(
    portal: Flask, begins: int, ends: int
) -> None:
    parent_id = make.family().parent_id
    with pytest.raises(Refused) as refused:
        with_hours(parent_id, Hours(time(begins), time(ends)))
    assert refused.value.reason == Reason.SAFE_HOURS
    assert safe.hours_of(parent(parent_id)) is None


# -- ringing, reminders --------------------------------------------------------------------------


def test_ring_me_and_no_texts(portal: Flask) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    waiting = text(parent_id)
    with act():
        safe.ring_only(parent_id, make.by(parent_id))
    assert became(waiting)[0] == TextState.CANCELLED
    assert tell.why_not(parent_id, day.family.child_id) == WhyNot.RING_ONLY
    later = text(parent_id)
    work(portal)
    assert became(later) == (TextState.SKIPPED, WhyNot.RING_ONLY)
    with act():
        contact.send_code(make.number_of(parent_id))
    assert Phone(portal, parent_id).waits().last_text.endswith("It works for 10 minutes.")
    with act():
        contact.start_texts(parent_id, make.by(parent_id))
    assert tell.why_not(parent_id, day.family.child_id) is None
    assert deeds(parent_id)[-2:] == [Deed.RING_ONLY, Deed.TEXTS_STARTED]


def test_no_reminders_is_no_reminders(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    make.booked(day)
    parent_id = day.family.parent_id
    watch.set("2026-11-23 17:30")
    assert [one[0] for one in due()] == [parent_id]
    made = text(parent_id, Kind.REMINDER)
    with act():
        safe.stop_reminders(parent_id, make.by(parent_id))
    assert due() == []
    work(portal)
    assert became(made) == (TextState.SKIPPED, WhyNotNow.NOT_WANTED)


# -- another number ------------------------------------------------------------------------------

NEW = "+447700900555"


def code_to(portal: Flask, number: str) -> str:
    work(portal)
    return next(body for to, body in reversed(network(portal).brought) if to == number)[:6]


def test_a_safe_number_takes_the_place_of_the_old_one(portal: Flask) -> None:
    parent_id = make.family().parent_id
    old = make.number_of(parent_id)
    with act():
        dead = text_links.link_of(parent_id).id
    waiting = text(parent_id, due_at=clock.now() + timedelta(hours=1))
    with act():
        assert safe_number.ask(parent_id, "07700 900555") == NEW
    digits = code_to(portal, NEW)
    wrong = "000000" if digits != "000000" else "111111"
    for typed, right in ((wrong, False), (digits, True), (digits, False)):
        with act():
            assert safe_number.confirm(parent_id, NEW, typed, make.by(parent_id)) is right
    work(portal)
    assert (parent(parent_id).number, parent(parent_id).number_state) == (NEW, NumberState.GOOD)
    assert became(waiting)[0] == TextState.CANCELLED
    assert db.session.get_one(text_links.TextLink, dead).dead_at is not None
    brought = network(portal).brought
    assert [body for to, body in brought if to == old] == []
    assert "/t/" in brought[-1][1] and brought[-1][0] == NEW
    assert tasks() == [TaskKind.NEW_NUMBER]


def test_the_code_for_a_safe_number_opens_no_page(portal: Flask) -> None:
    parent_id = make.family().parent_id
    with act():
        safe_number.ask(parent_id, NEW)
    digits = code_to(portal, NEW)
    with act():
        assert contact.use_code(NEW, digits) is None


def test_the_number_of_somebody_who_must_not_be_contacted_gets_no_code(portal: Flask) -> None:
    parent_id = make.family().parent_id
    barred = make.family("Jack", ("Daniel",))
    with act() as session:
        for tie in session.scalars(select(tell.Guardianship).filter_by(parent_id=barred.parent_id)):
            tie.no_contact = True
    number = make.number_of(barred.parent_id)
    with act():
        assert safe_number.ask(parent_id, number) == number, "the page says the same"
    work(portal)
    assert network(portal).brought == []
    assert db.session.execute(select(Task.kind, Task.parent_id)).all() == [
        (TaskKind.BARRED_NUMBER, parent_id)
    ]


def test_another_parents_number_is_held_for_both(portal: Flask) -> None:
    first, second = make.family().parent_id, make.family("Jack", ("Daniel",)).parent_id
    number = make.number_of(second)
    with act():
        safe_number.ask(first, number)
    digits = code_to(portal, number)
    with act():
        assert safe_number.confirm(first, number, digits, make.by(first))
    work(portal)
    assert parent(first).number_state == parent(second).number_state == NumberState.HELD
    assert tasks().count(TaskKind.SHARED_NUMBER) == 2


# -- phones --------------------------------------------------------------------------------------


def test_phones_are_forgotten_one_or_all(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    by = By(Face.WEB, parent_id=parent_id)
    with act():
        link_id = text_links.link_of(parent_id).id
        first, second = phones.remember(link_id), phones.remember(link_id)
    assert phones.how_many(link_id) == 2
    with act():
        phones.forget(link_id, first, by)
        phones.forget(link_id, first, by)
    assert [phones.is_known(link_id, one) for one in (first, second)] == [False, True]
    watch.set("2027-02-09 10:00")
    assert phones.how_many(link_id) == 0 and not phones.is_known(link_id, second)
    with act():
        third = phones.remember(link_id)
        phones.forget_all(link_id, by)
    assert not phones.is_known(link_id, third)
