"""A round's texts on their way: how far they have come, stopped, and going on again."""

import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select, update

from portal.db import act, db
from portal.domain import dispatch, inviting, marking, outlook, sending
from portal.domain.asked import open_question
from portal.domain.booking import book
from portal.domain.dispatch import Parcel
from portal.domain.history import Deed, Event
from portal.domain.invitations import Invitation
from portal.domain.marking import Fate
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.rounds import Round
from portal.domain.sending import Progress
from tests import make
from tests.conftest import Watch
from tests.domain.test_inviting import a_round, ask_all, invite, nudge_all, states, texts
from tests.phone import Phone, network, work


def stop(round_id: int) -> int:
    with act():
        return sending.stop(round_id, make.OFFICE)


def go_on(round_id: int) -> bool:
    with act():
        return sending.go_on(round_id, make.OFFICE)


def progress(round_id: int) -> Progress:
    db.session.expire_all()
    return sending.progress(db.session.get_one(Round, round_id))


def three_families(ash: int) -> list[make.Family]:
    return [make.family(name, class_id=ash) for name in ("Yusuf", "Omar", "Ada")]


def take_one() -> Parcel:
    """A worker has one text in its hands."""
    with act():
        [parcel] = dispatch.take("worker", 1, "http://localhost")
    return parcel


def arrives(parcel: Parcel, state: TextState = TextState.DELIVERED) -> None:
    with act():
        marking.accepted([(parcel, f"SM{parcel.text_id}")])
        marking.receipt(parcel.text_id, f"SM{parcel.text_id}", state)


def deeds() -> list[str]:
    wanted = [Deed.TEXTS_HALTED, Deed.TEXTS_RESUMED]
    query = select(Event.deed).where(Event.deed.in_(wanted)).order_by(Event.id)
    return [deed.value for deed in db.session.scalars(query)]


def kept(text_id: int) -> tuple[str, str | None, str | None]:
    row = db.session.execute(
        select(OutText.state, OutText.why, OutText.key).where(OutText.id == text_id)
    ).one()
    return row.state.value, row.why, row.key


# -- progress ----------------------------------------------------------------------------------


def test_progress_while_texts_go_out(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    three_families(ash)
    other = make.round_(name="Summer talks")
    with act() as session:  # of another round, and of another kind: neither counts
        session.add_all(
            OutText(
                kind=kind, to="+447700900001", round_id=of, language="en", body="", segments=9,
                state=TextState.SENT, urgency=9, made_at=make.clock.now(),
                due_at=make.clock.now(), expires_at=make.clock.now(),
            )
            for kind, of in ((Kind.INVITATION, other), (Kind.BOOKED, round_id))
        )  # fmt: skip
    invite(round_id)
    assert progress(round_id) == Progress(3, 0, 0, 0, 0, 0, 0.0, moving=True)
    first = take_one()
    assert progress(round_id) == Progress(2, 1, 0, 0, 0, 0, 8.0, moving=True)
    arrives(first)
    arrives(take_one(), TextState.UNDELIVERED)
    last = take_one()
    with act():
        marking.refused(last, Fate.FOR_A_PERSON, 30004)
    assert progress(round_id) == Progress(0, 0, 1, 2, 0, 0, 16.0, moving=False)


def test_at_night_texts_wait_and_nothing_moves(portal: Flask, watch: Watch) -> None:
    watch.set("2026-11-09 21:00")
    round_id, ash, _teacher = a_round()
    three_families(ash)
    invite(round_id)
    assert progress(round_id) == Progress(3, 0, 0, 0, 0, 0, 0.0, moving=False)


# -- stop and go on ----------------------------------------------------------------------------


def test_stopped_texts_are_called_back_and_asked_again_once(portal: Flask, watch: Watch) -> None:
    round_id, ash, _teacher = a_round()
    families = three_families(ash)
    phones = [Phone(portal, family.parent_id) for family in families]
    invite(round_id)
    gone = take_one()  # in a worker's hands as somebody presses stop
    assert [stop(round_id), stop(round_id)] == [2, 0]
    arrives(gone)
    in_order = select(OutText.id).order_by(OutText.id)
    assert states(round_id) == [
        ("Yusuf", "Ayesha", "asked"),
        ("Omar", "Ayesha", "waiting"),
        ("Ada", "Ayesha", "waiting"),
    ]
    assert [kept(text_id) for text_id in db.session.scalars(in_order)] == [
        ("delivered", None, None),
        ("cancelled", sending.STOPPED, None),
        ("cancelled", sending.STOPPED, None),
    ]
    assert progress(round_id) == Progress(0, 0, 1, 0, 0, 2, 8.0, moving=False)

    # Nothing that the clock or the office does brings one out meanwhile.
    late = make.family("Zoë", ("Sam",), class_id=ash)
    assert (invite(round_id), invite(round_id)) == (1, 0)
    watch.set("2026-11-16 10:00")
    assert (inviting.waiting_parents(), ask_all(), inviting.to_nudge(), nudge_all()) == (
        [], 0, [], 0,
    )  # fmt: skip
    work(portal)
    assert network(portal).brought == []

    assert [go_on(round_id), go_on(round_id)] == [True, False]
    work(portal)
    assert [len(phone.texts) for phone in phones] == [1, 1, 1]  # Yusuf's is a nudge
    assert len(Phone(portal, late.parent_id).texts) == 1
    assert [kind for _parent, kind, _line in texts()[3:]] == [
        "invitation", "invitation", "invitation", "nudge",
    ]  # fmt: skip
    assert progress(round_id).stopped == 0
    assert deeds() == ["texts of a round were stopped", "texts of a round went on"]


def test_other_rounds_and_other_texts_go_on(portal: Flask) -> None:
    day = make.evening()
    teacher = make.staff("Mrs Osei")
    oak = make.school_class("Year 3 Oak", teacher)
    ours = make.family("Omar", class_id=oak)
    round_id = make.round_(name="Spring talks", class_ids=(oak,), invited=False)
    make.cover(round_id, teacher, room="Room 3")
    invite(round_id)
    assert stop(round_id) == 1
    with act():
        book(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id))
    work(portal)
    assert len(Phone(portal, day.family.parent_id).texts) == 1
    assert Phone(portal, ours.parent_id).texts == []


def test_a_stopped_nudge_does_not_count_and_the_question_before_it_is_open(
    portal: Flask, watch: Watch
) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(class_id=ash)
    phone = Phone(portal, ours.parent_id)
    invite(round_id)
    phone.waits()
    watch.set("2026-11-12 10:00")
    assert nudge_all() == 1
    assert stop(round_id) == 1
    one = db.session.scalars(select(Invitation)).one()
    assert (one.state.value, one.nudges, one.nudged_at) == ("asked", 0, None)
    question = open_question(ours.parent_id)
    assert question is not None and question.kind == Kind.INVITATION
    phone.reply("2")  # to the invitation that is on the phone
    assert states(round_id) == [("Yusuf", "Ayesha", "booked")]


def test_a_nudge_that_was_stopped_goes_out_once_they_go_on(portal: Flask, watch: Watch) -> None:
    round_id, ash, _teacher = a_round()
    phone = Phone(portal, make.family(class_id=ash).parent_id)
    invite(round_id)
    phone.waits()
    watch.set("2026-11-12 10:00")
    nudge_all()
    stop(round_id)
    go_on(round_id)
    phone.waits()
    assert len(phone.texts) == 2


def test_a_round_invited_while_it_is_stopped_texts_nobody(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    make.family(class_id=ash)
    assert stop(round_id) == 0
    assert invite(round_id) == 1
    assert (texts(), states(round_id)) == ([], [("Yusuf", "Ayesha", "waiting")])
    go_on(round_id)
    assert ask_all() == 1


def test_a_family_that_booked_or_has_a_letter_is_not_asked_anew(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    booked, written, _waits = three_families(ash)
    invite(round_id)
    query = select(Invitation.id).where(Invitation.parent_id == booked.parent_id)
    invitation_id = db.session.execute(query).scalar_one()
    slot = db.session.scalars(select(OutText.choices).order_by(OutText.id)).first()[0]
    with act() as session:
        book(invitation_id, slot, make.OFFICE)
        session.execute(
            update(Invitation)
            .where(Invitation.parent_id == written.parent_id)
            .values(letter_at=make.clock.now())
        )
    assert stop(round_id) == 2  # the booking itself has called back the first
    assert [state for _child, _parent, state in states(round_id)] == ["booked", "asked", "waiting"]


def at_once(portal: Flask, *deeds: Callable[[], object]) -> None:
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        with portal.app_context():
            start.wait()
            deed()
            db.session.remove()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_stop_is_pressed_while_the_clock_asks_and_a_worker_sends(portal: Flask) -> None:
    """Whoever comes first: what waits after that is nothing, and nobody is asked twice."""
    round_id, ash, _teacher = a_round()
    families = [make.family(f"Child{at}", class_id=ash) for at in range(12)]
    stop(round_id)
    invite(round_id)
    go_on(round_id)
    taken: list[Parcel] = []

    def send() -> None:
        for _ in range(5):
            with act():
                taken.extend(dispatch.take("w", 2, "http://localhost"))

    at_once(portal, ask_all, send, lambda: stop(round_id), lambda: stop(round_id))
    found = dict(
        db.session.execute(select(OutText.state, func.count()).group_by(OutText.state)).all()
    )
    assert found.get(TextState.QUEUED, 0) == 0
    assert found.get(TextState.SENDING, 0) == len(taken)
    asked = [state for _child, _parent, state in states(round_id)].count("asked")
    assert asked == len(taken)
    for parcel in taken:
        arrives(parcel)
    go_on(round_id)
    work(portal)
    brought = [to for to, _body in network(portal).brought]
    assert len(brought) == len(set(brought)) == len(families) - len(taken)


def test_a_stopped_round_says_the_same_before_and_after(portal: Flask) -> None:
    """What pressing "Invite" would cost counts those who are not invited yet, stopped or not."""
    round_id, ash, _teacher = a_round()
    three_families(ash)
    link = "http://localhost/t/" + "x" * 13
    before = outlook.who_would_get_it(round_id, link)
    stop(round_id)
    assert outlook.who_would_get_it(round_id, link) == before
