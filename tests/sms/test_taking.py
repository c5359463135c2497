"""Whose turn it is: in what order texts go out, when, with which words, and which do not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import dispatch, links, making_way, marking
from portal.domain.asked import open_question
from portal.domain.outbox import Kind, OutText, TextState, Urgency
from portal.domain.people import Guardianship, NumberState, Parent
from portal.domain.questions import Asks, Question
from portal.sms.carriers.base import Answer, Outcome
from tests import make
from tests.conftest import Watch
from tests.listening import statements
from tests.phone import network
from tests.sms.test_deliver import State, answered, send, state_of, taken_by, waiting

# -- order, words, hours -----------------------------------------------------------------------


def test_the_most_urgent_goes_first_and_then_who_waited_longest(
    portal: Flask, watch: Watch
) -> None:
    people = [make.family().parent_id for _ in range(4)]
    waiting(people[0], "bulk", urgency=Urgency.BULK)
    waiting(people[1], "soon, later", due_at=clock.now() + timedelta(seconds=2))
    waiting(people[2], "soon, first", due_at=clock.now() + timedelta(seconds=1))
    waiting(people[3], "at once", urgency=Urgency.AT_ONCE)
    watch.set("2026-11-09 10:01")
    with act():
        taken = dispatch.take("somebody", 3, "http://localhost")
        rest = dispatch.take("somebody else", 3, "http://localhost")
    assert [parcel.body for parcel in taken] == ["at once", "soon, first", "soon, later"]
    assert [parcel.body for parcel in rest] == ["bulk"]


def test_texts_to_one_phone_go_one_after_the_other(portal: Flask) -> None:
    parent_id, other_id = make.family().parent_id, make.family().parent_id
    waiting(parent_id, "first")
    waiting(parent_id, "second")
    waiting(other_id, "to another")
    waiting(parent_id, "third")
    with act():
        taken = dispatch.take("somebody", 9, "http://localhost")
    assert [parcel.body for parcel in taken] == ["first", "to another"]
    with act():
        marking.put_back(taken)
    send(portal)
    phone = make.number_of(parent_id)
    brought = [body for to, body in network(portal).brought if to == phone]
    assert brought == ["first", "second", "third"]


def test_the_link_is_filled_in_and_costly_marks_are_made_plain(portal: Flask) -> None:
    parent_id = make.family().parent_id
    waiting(parent_id, "Here’s your page – {link}\u200b")
    token = links.token(parent_id, 1)
    assert send(portal) == [f"Here's your page - http://localhost/t/{token}"]
    assert db.session.scalar(select(OutText.body)) == "Here’s your page – {link}\u200b"
    found = links.find(token)
    assert found is not None and found.parent_id == parent_id


def test_what_is_not_due_waits_and_what_is_too_late_is_let_go(portal: Flask, watch: Watch) -> None:
    one, two = make.family().parent_id, make.family().parent_id
    later = waiting(one, "later", due_at=clock.now() + timedelta(hours=1))
    late = waiting(
        two,
        "too late",
        due_at=clock.now() + timedelta(hours=1),
        expires_at=clock.now() + timedelta(hours=1),
        asks=Asks(Question.UNDO, ["undo"], {"booking": 1}, clock.now() + timedelta(days=1)),
    )
    assert send(portal) == []
    watch.set("2026-11-09 11:00")
    assert send(portal) == ["later"]
    assert [state_of(one_id).state for one_id in (later, late)] == [
        TextState.SENT,
        TextState.EXPIRED,
    ]
    assert open_question(two) is None


def test_in_quiet_hours_only_answers_go_out(portal: Flask, watch: Watch) -> None:
    one, two = make.family().parent_id, make.family().parent_id
    watch.set("2026-11-09 19:59")
    waiting(one, "from the school")
    waiting(two, "an answer", answers_them=True)
    watch.set("2026-11-09 20:00")
    assert send(portal) == ["an answer"]
    watch.set("2026-11-10 07:59")
    assert send(portal) == ["an answer"]
    watch.set("2026-11-10 08:00")
    assert send(portal) == ["an answer", "from the school"]


def test_all_workers_together_send_no_faster_than_the_school_wants(
    portal: Flask, watch: Watch
) -> None:
    for _ in range(6):
        waiting(make.family().parent_id)
    half_a_second = timedelta(seconds=0.5)
    waits = []
    for worker in ("one", "another", "one", "another"):
        with act():
            taken = dispatch.take(worker, 2, "http://localhost", half_a_second)
        waits.append([parcel.wait for parcel in taken])
    assert waits == [[0, 0.5], [1, 1.5], [], []]
    watch.moment += timedelta(seconds=2)
    with act():
        taken = dispatch.take("another", 9, "http://localhost", half_a_second)
    assert [parcel.wait for parcel in taken] == [0, 0.5]


def test_a_clock_that_was_put_back_stops_nobody(portal: Flask, watch: Watch) -> None:
    for _ in range(2):
        waiting(make.family().parent_id, due_at=clock.now() - timedelta(days=1))
    with act():
        dispatch.take("one", 1, "http://localhost", timedelta(seconds=1))
    watch.moment -= timedelta(minutes=10)
    with act():
        assert len(dispatch.take("one", 1, "http://localhost", timedelta(seconds=1))) == 1


# -- who may be texted, looked at again --------------------------------------------------------


def _opts_out(parent: Parent, tie: Guardianship) -> None:
    parent.opted_out_at = clock.now()


def _is_held(parent: Parent, tie: Guardianship) -> None:
    tie.held = True


def _may_not_be_contacted(parent: Parent, tie: Guardianship) -> None:
    tie.no_contact = True


def _has_another_number(parent: Parent, tie: Guardianship) -> None:
    parent.number = "+447700900099"


def _is_a_wrong_number(parent: Parent, tie: Guardianship) -> None:
    parent.number_state = NumberState.WRONG


def _gets_no_texts(parent: Parent, tie: Guardianship) -> None:
    tie.gets_texts = False


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_opts_out, "stopped texts"),
        (_is_held, "held until someone has looked at it"),
        (_may_not_be_contacted, "no contact"),
        (_has_another_number, "the parent has another number now"),
        (_is_a_wrong_number, "wrong number"),
        (_gets_no_texts, "not switched on for texts"),
    ],
)
def test_who_may_be_texted_is_looked_at_again_as_it_goes(
    portal: Flask, change: Callable[[Parent, Guardianship], None], why: str
) -> None:
    ours, noise = make.family(), make.family()
    text_id = waiting(ours.parent_id, "about the child", child_id=ours.child_id)
    waiting(noise.parent_id, "to another", child_id=noise.child_id)
    with act() as session:
        tie = session.scalars(select(Guardianship).filter_by(parent_id=ours.parent_id)).one()
        change(tie.parent, tie)
    assert send(portal) == ["to another"]
    assert state_of(text_id) == State(TextState.SKIPPED, why)


def test_a_text_about_no_child_is_kept_from_who_may_hear_about_none(portal: Flask) -> None:
    ours = make.family()
    other_child = make.sibling(ours.parent_id)
    with act() as session:
        session.scalars(
            select(Guardianship).filter_by(child_id=ours.child_id)
        ).one().no_contact = True
    waiting(ours.parent_id, "about nobody")
    assert send(portal) == ["about nobody"]
    with act() as session:
        session.scalars(select(Guardianship).filter_by(child_id=other_child)).one().held = True
    text_id = waiting(ours.parent_id, "about nobody again")
    assert send(portal) == ["about nobody"]
    assert state_of(text_id) == State(TextState.SKIPPED, "no contact")


def test_the_number_of_somebody_barred_holds_the_text(portal: Flask) -> None:
    ours, barred = make.family(), make.family()
    with act() as session:
        tie = session.scalars(select(Guardianship).filter_by(parent_id=barred.parent_id)).one()
        tie.no_contact = True
        tie.parent.number = session.get_one(Parent, ours.parent_id).number
    about_child = waiting(ours.parent_id, child_id=ours.child_id)
    about_nobody = waiting(ours.parent_id)
    assert send(portal) == []
    why = "number held: shared, or of someone who must not be contacted"
    assert [state_of(one) for one in (about_child, about_nobody)] == [
        State(TextState.SKIPPED, why)
    ] * 2


def test_codes_and_staff_links_ask_no_tie(portal: Flask) -> None:
    ours = make.family()
    with act() as session:
        session.delete(session.scalars(select(Guardianship)).one())
    waiting(ours.parent_id, "123456", kind=Kind.CODE)
    waiting(None, "welcome", kind=Kind.STAFF_LINK, to="+447700900098")
    assert sorted(send(portal)) == ["123456", "welcome"]
    with act() as session:
        session.get_one(Parent, ours.parent_id).opted_out_at = clock.now()
    stopped = waiting(ours.parent_id, "654321", kind=Kind.CODE)
    assert sorted(send(portal)) == ["123456", "welcome"]
    assert state_of(stopped) == State(TextState.SKIPPED, "stopped texts")


# -- one phone, one order --------------------------------------------------------------------------


def test_a_text_that_is_tried_again_keeps_its_place_on_its_phone(
    portal: Flask, watch: Watch
) -> None:
    parent_id = make.family().parent_id
    later = clock.now() + timedelta(seconds=20)
    waiting(parent_id, "due later, made first", due_at=later)
    waiting(parent_id, "tried")
    answered(portal, Outcome(Answer.TRY_LATER, code=20429))
    send(portal)
    waiting(parent_id, "third")
    waiting(parent_id, "at once", urgency=Urgency.AT_ONCE)
    waiting(make.family().parent_id, "to another")
    assert send(portal) == ["at once", "to another"]
    watch.moment = later
    assert send(portal)[2:] == ["due later, made first", "tried", "third"]


def test_only_mobiles_are_texted(portal: Flask) -> None:
    numbers = {
        "+447700900098": None,
        "+48501234567": None,
        "+441632960123": "only a landline",
        "+442079460000": "only a landline",
        "+48221234567": "only a landline",
        "+448081570192": "only a landline",
        "60777": "no mobile number",
    }
    texts = {to: waiting(None, to, kind=Kind.STAFF_LINK, to=to) for to in numbers}
    assert sorted(send(portal)) == ["+447700900098", "+48501234567"]
    assert {to: state_of(text_id).why for to, text_id in texts.items()} == numbers


def test_a_text_that_quiet_hours_make_useless_is_kept_as_skipped(
    portal: Flask, watch: Watch
) -> None:
    one, two = make.family().parent_id, make.family().parent_id
    asks = Asks(Question.UNDO, ["undo"], {"booking": 1}, clock.now() + timedelta(days=1))
    waiting(one, "open", asks=asks)
    watch.set("2026-11-09 20:30")
    soon = clock.now() + timedelta(hours=1)
    quiet = waiting(one, "too late tomorrow", expires_at=soon, asks=asks)
    waiting(two, "an answer", expires_at=soon, answers_them=True)
    assert send(portal) == ["an answer"]
    assert state_of(quiet) == State(TextState.SKIPPED, "of use in quiet hours only")
    question = open_question(one)
    assert question is not None and question.body == "open"


def test_what_waits_over_night_is_due_in_the_morning_in_its_order(
    portal: Flask, watch: Watch
) -> None:
    people = [make.family().parent_id for _ in range(3)]
    for n, parent_id in enumerate(people):
        waiting(parent_id, f"text {n}", expires_at=clock.now() + timedelta(days=2))
    watch.set("2026-11-09 21:00")
    assert send(portal) == []
    assert not dispatch.is_any_due()
    watch.set("2026-11-10 08:00")
    assert send(portal) == ["text 0", "text 1", "text 2"]


def test_a_text_gives_way_to_a_newer_one(portal: Flask) -> None:
    day = make.evening()
    mine, theirs = day.family.parent_id, {"child_id": day.family.child_id, "round_id": day.round_id}
    asks = {"kind": Kind.INVITATION, **theirs}
    old = waiting(mine, "old", key="the occasion", **asks)
    waiting(mine, "about another round", **{**asks, "round_id": make.round_(name="Spring")})
    other = make.family("Noor", ("Nadia",))
    waiting(other.parent_id, "to another", **{**asks, "child_id": other.child_id})
    with act():
        talk = {"parent_id": mine, "booking_id": 1, **theirs}
        making_way.make_way(**talk)
    waiting(mine, "new", key="the occasion")
    assert sorted(send(portal)) == ["about another round", "new", "to another"]
    assert state_of(old) == State(TextState.SKIPPED, "replaced by a newer text")


def test_taking_texts_asks_the_database_no_more_for_many_than_for_few(portal: Flask) -> None:
    counts = []
    taken_by("the first, who opens the line")
    for number in (2, 20):
        for _ in range(number):
            family = make.family()
            waiting(family.parent_id, "Look: {link}", child_id=family.child_id)
        with act():
            for family_id in db.session.scalars(select(Parent.id)).all():
                links.link_of(family_id)
        with statements() as asked:
            with act():
                parcels = dispatch.take("somebody", 50, "http://localhost")
            with act():
                marking.accepted((parcel, f"SM{parcel.text_id}") for parcel in parcels)
        counts.append((len(parcels), len(asked)))
    assert [taken for taken, _ in counts] == [2, 20]
    assert counts[0][1] == counts[1][1] <= 20
