"""Letters to those whom no text reaches: who gets one, what stands in it, and who never does."""

from collections.abc import Iterable

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.db import act, db
from portal.domain import booking, calling, contact, inviting, letters, links, no_contact
from portal.domain.calling import ReachedBy
from portal.domain.history import Deed, Event
from portal.domain.invitations import Invitation
from portal.domain.letters import Letter
from portal.domain.outbox import OutText
from portal.domain.people import Child, NumberState, OnRoll, Parent
from portal.domain.rounds import Round
from portal.languages import ENGLISH, OFFERED
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.domain.test_inviting import (
    a_round,
    ask_all,
    change,
    change_tie,
    invite,
    nudge_all,
    states,
)


def opted_out(family: make.Family, parent: int = 0) -> None:
    with act():
        contact.stop_texts(family.parent_ids[parent], make.OFFICE)


def write(round_id: int, *parent_ids: int) -> list[Letter]:
    with act():
        return letters.write(round_id, parent_ids)


def give(round_id: int, *parent_ids: int) -> int:
    with act():
        return letters.give(round_id, parent_ids, make.OFFICE)


def times_of(letter: Letter) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """For each child the days with their times."""
    return [
        (
            one.child,
            [
                (f"{day:%a %d}", [f"{clock.local(slot.starts_at):%H:%M}" for slot in slots])
                for day, slots in one.days
            ],
        )
        for one in letter.about
    ]


def on_the_list(round_id: int, *, silent: bool = False) -> list[tuple[str, list[str], str]]:
    found = letters.who_needs_one(round_id, silent=silent)
    return [(one.parent, one.children, one.why.value) for one in found]


# -- who needs one -----------------------------------------------------------------------------


def test_whom_no_text_reaches_needs_a_letter_or_a_call(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    for name in ("Fine", "Out", "None", "Wrong", "Land", "Held"):
        family = make.family("Kit", (name,), class_id=ash, surname=f"X{name}")
        if name == "Out":
            opted_out(family)
        if name == "None":
            change(Parent, family.parent_id, number=None)
        state = {"Wrong": NumberState.WRONG, "Land": NumberState.LANDLINE, "Held": NumberState.HELD}
        change(Parent, family.parent_id, number_state=state.get(name, NumberState.GOOD))
    off = make.family("Kit", ("Off",), class_id=ash, surname="XOff")
    change_tie(off, gets_texts=False)
    assert letters.who_needs_one(round_id) == []  # nobody is invited yet
    invite(round_id)
    assert on_the_list(round_id) == [
        ("Held XHeld", ["Kit"],
         "number held: shared, or of someone who must not be contacted"),
        ("Land XLand", ["Kit"], "only a landline"),
        ("None XNone", ["Kit"], "no mobile number"),
        ("Off XOff", ["Kit"], "not switched on for texts"),
        ("Out XOut", ["Kit"], "stopped texts"),
        ("Wrong XWrong", ["Kit"], "wrong number"),
    ]  # fmt: skip
    unticked = [one.parent for one in letters.who_needs_one(round_id) if not one.ticked]
    assert unticked == ["Held XHeld"]
    ways = {call.parent.split()[0]: call.way for call in calling.call_list(round_id)}
    assert ways == {
        "Held": ReachedBy.LETTER,
        "Land": ReachedBy.CALL,
        "None": ReachedBy.LETTER,
        "Off": ReachedBy.CALL,
        "Out": ReachedBy.CALL,
        "Wrong": ReachedBy.LETTER,
    }
    ids = list(db.session.scalars(select(Invitation.id)))
    by_ways = sorted(one.way.value for one in calling.without_text(ids).values())
    assert by_ways == sorted(way.value for way in ways.values())


def test_who_must_not_be_reached_is_on_no_list_and_in_no_letter(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(parents=("Ayesha", "Imran"), class_id=ash)
    rest = [make.family(name, (name,), class_id=ash) for name in ("Mark", "Gone", "Lost", "Off")]
    for family in (ours, *rest):
        for at in range(len(family.parent_ids)):
            opted_out(family, at)
    invite(round_id)
    ayesha, imran = ours.parent_ids
    mark, gone, lost, off = rest
    with act():
        no_contact.hold(imran, ours.child_id, make.OFFICE)
    change_tie(mark, held=True)
    change(Child, gone.child_id, roll=OnRoll.MISSING)
    change(Parent, lost.parent_id, missing=True)
    change_tie(off, may_be_invited=False)
    everyone = [*ours.parent_ids, *(one.parent_id for one in rest)]
    assert [one.parent_id for one in letters.who_needs_one(round_id)] == [ayesha]
    written = write(round_id, *everyone)
    assert [letter.parent_id for letter in written] == [ayesha]
    assert "Imran" not in repr(written)
    assert give(round_id, *everyone) == 1
    assert [letters.rounds_to_write_about(one) for one in everyone[1:]] == [[]] * 5
    barred = db.session.scalars(select(Event.parent_id).where(Event.deed == Deed.LETTER_GIVEN))
    assert list(barred) == [ayesha]


def test_a_child_whom_one_parent_may_not_hear_of_is_not_in_the_letter(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(class_id=ash)
    sister = make.sibling(ours.parent_id, class_id=ash)
    opted_out(ours)
    invite(round_id)
    with act():
        no_contact.hold(ours.parent_id, sister, make.OFFICE)
    [letter] = write(round_id, ours.parent_id)
    assert [one.child for one in letter.about] == ["Yusuf"]


def test_those_who_did_not_answer_are_listed_if_asked_for(portal: Flask, watch: Watch) -> None:
    round_id, ash, _teacher = a_round()
    make.family(class_id=ash)
    invite(round_id)
    for day in ("2026-11-12 10:00", "2026-11-16 10:00"):
        watch.set(day)
        assert nudge_all() == 1
    watch.set("2026-11-18 10:00")
    assert on_the_list(round_id, silent=True) == []
    watch.set("2026-11-19 10:00")
    assert on_the_list(round_id) == []
    assert on_the_list(round_id, silent=True) == [
        ("Ayesha Malik", ["Yusuf"], "no answer after two nudges")
    ]


# -- what stands in it -------------------------------------------------------------------------


def test_a_letter_is_one_parents_own(portal: Flask) -> None:
    round_id, ash, teacher = a_round()
    make.cover(round_id, teacher, "2026-11-25", "08:00", "12:00")
    ours = make.family(parents=("Ayesha", "Imran"), class_id=ash, language="ur")
    sister = make.sibling(ours.parent_id, class_id=ash)
    opted_out(ours)
    opted_out(ours, 1)
    make.creche("2026-11-25")
    invite(round_id)
    ayesha, imran = write(round_id, *ours.parent_ids)
    assert (ayesha.parent, imran.parent) == ("Ayesha Malik", "Imran Malik")
    assert [one.child for one in ayesha.about] == ["Maryam", "Yusuf"]
    assert [one.child for one in imran.about] == ["Yusuf"]
    assert ayesha.hand_to == "Maryam Malik, Year 4 Ash"
    assert (ayesha.language, ayesha.minutes, ayesha.by_phone, ayesha.creche) == (
        OFFERED["ur"], 30, True, True,
    )  # fmt: skip
    assert {one.teacher for one in ayesha.about} == {"Miss Khan"}
    assert "Imran" not in repr(ayesha) and "Ayesha" not in repr(imran)
    found = links.find(ayesha.token)
    assert found is not None and (found.parent_id, found.dead_at) == (ours.parent_id, None)
    assert times_of(imran) == [
        (
            "Yusuf",
            [
                ("Tue 24", ["15:00", "15:30", "16:00", "16:30", "17:00", "17:30"]),
                ("Wed 25", ["08:00", "08:30", "09:00", "09:30", "10:00", "10:30"]),
            ],
        )
    ]
    assert sum(len(slots) for _child, days in times_of(ayesha) for _day, slots in days) == 12
    assert sister in {one.id for one in db.session.scalars(select(Child))}


def test_times_that_are_not_free_for_this_parent_are_not_in_it(portal: Flask) -> None:
    day = make.evening()
    imran = make.family("Omar", ("Imran",), class_id=day.class_id)
    with act() as session:  # Imran is Yusuf's other parent
        session.add(make._tie(day.family.child_id, imran.parent_id))
    make.invitation(day.round_id, day.family.child_id, imran.parent_id, day.teacher_id)
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id))
    [letter] = write(day.round_id, imran.parent_id)
    assert times_of(letter) == [("Yusuf", [("Tue 24", ["17:00", "17:30"])])]


def test_few_times_are_all_listed_and_none_is_said_kindly(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(class_id=ash)
    opted_out(ours)
    invite(round_id)
    slots = letters.write(round_id, [])
    assert slots == []
    change(Round, round_id, ways=["in person"])
    with act() as session:
        for slot in session.scalars(select(letters.Slot)):
            slot.removed_at = clock.now()
    [letter] = write(round_id, ours.parent_id)
    assert (times_of(letter), letter.by_phone, letter.creche) == ([("Yusuf", [])], False, False)
    assert letter.language is ENGLISH


def test_a_letters_link_lives(portal: Flask) -> None:
    """Whose number was wrong gets a new link; who stopped texts keeps theirs."""
    round_id, ash, _teacher = a_round()
    wrong, stopped = make.family("Omar", class_id=ash), make.family("Yusuf", class_id=ash)
    with act():
        for one in (wrong, stopped):
            links.link_of(one.parent_id)
        contact.wrong_person(wrong.parent_id, make.OFFICE)
        contact.stop_texts(stopped.parent_id, make.OFFICE)
    invite(round_id)
    tokens = [letter.token for letter in write(round_id, wrong.parent_id, stopped.parent_id)]
    assert tokens == [links.token(wrong.parent_id, 2), links.token(stopped.parent_id, 1)]
    assert tokens == [
        letter.token for letter in write(round_id, wrong.parent_id, stopped.parent_id)
    ]
    alive = [link.dead_at for token in tokens if (link := links.find(token))]
    assert alive == [None, None]


def test_after_closing_no_letter_is_written(portal: Flask, watch: Watch) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(class_id=ash)
    invite(round_id)
    watch.set("2026-12-10 10:00")
    with pytest.raises(Refused) as caught:
        write(round_id, ours.parent_id)
    assert caught.value.reason == Reason.ROUND_CLOSED
    assert letters.rounds_to_write_about(ours.parent_id) == []


# -- on its way --------------------------------------------------------------------------------


def letter_days(round_id: int) -> list[str | None]:
    query = select(Invitation.letter_at).where(Invitation.round_id == round_id)
    given: Iterable[object] = db.session.scalars(query.order_by(Invitation.id))
    return [f"{clock.local(at):%d %b}" if at else None for at in given]  # type: ignore[arg-type]


def test_a_letter_on_its_way_asks_without_a_text(portal: Flask, watch: Watch) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(class_id=ash)
    make.sibling(ours.parent_id, class_id=ash)
    others = make.family("Omar", ("Sana",), class_id=ash)
    opted_out(ours)
    invite(round_id)
    assert [give(round_id, ours.parent_id), give(round_id, ours.parent_id)] == [1, 0]
    assert states(round_id) == [
        ("Yusuf", "Ayesha", "asked"),
        ("Maryam", "Ayesha", "asked"),
        ("Omar", "Sana", "asked"),
    ]
    assert letter_days(round_id) == ["09 Nov", "09 Nov", None]
    texted = list(db.session.scalars(select(OutText.parent_id)))
    assert texted == [others.parent_id]
    history = select(func.count()).where(Event.deed == Deed.LETTER_GIVEN)
    assert db.session.execute(history).scalar_one() == 2
    # They stay in sight, and another letter another day is another letter.
    [line] = letters.who_needs_one(round_id)
    assert (line.ticked, f"{line.letter_at:%d %b}") == (False, "09 Nov")
    assert [call.letter_at is not None for call in calling.call_list(round_id)] == [True, True]
    watch.set("2026-11-12 10:00")
    assert give(round_id, ours.parent_id) == 1
    assert letter_days(round_id) == ["12 Nov", "12 Nov", None]


def test_who_has_answered_is_not_asked_by_letter(portal: Flask) -> None:
    day = make.evening()
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id))
    assert write(day.round_id, day.family.parent_id) == []
    assert give(day.round_id, day.family.parent_id) == 0


def test_whoever_starts_texts_again_after_a_letter_is_not_invited_twice(portal: Flask) -> None:
    round_id, ash, _teacher = a_round()
    ours = make.family(class_id=ash)
    opted_out(ours)
    invite(round_id)
    give(round_id, ours.parent_id)
    with act():
        contact.start_texts(ours.parent_id, make.OFFICE)
    assert (inviting.waiting_parents(), ask_all()) == ([], 0)


# -- slips -------------------------------------------------------------------------------------


def test_slips_are_counted_by_class_and_language(portal: Flask) -> None:
    ash, yew = make.school_class(), make.school_class("Year 6 Yew")
    elm = make.school_class("Year 5 Elm")
    ours = make.family(parents=("Ayesha", "Imran"), class_id=ash, language="ur")
    make.sibling(ours.parent_id, class_id=yew)
    make.family("Ola", ("Ewa",), class_id=yew, language="pl")
    make.family("Ben", ("Ann",), class_id=yew)
    barred = make.family("Ada", ("Barred",), class_id=yew, language="pl")
    change_tie(barred, no_contact=True)
    left = make.family("Sam", ("Left",), class_id=yew, language="pl")
    change(Child, left.child_id, roll=OnRoll.LEFT)
    make.family("Zed", ("Noise",), class_id=elm)
    found = [
        (one.class_name, one.total, [(own.tag, count) for own, count in one.counts])
        for one in letters.slips([ash, yew])
    ]
    assert found == [("Year 4 Ash", 2, [("ur", 2)]), ("Year 6 Yew", 2, [("pl", 1), ("en", 1)])]
    assert letters.slips([]) == []


def test_days_share_the_times_evenly(portal: Flask) -> None:
    round_id, ash, teacher = a_round()
    make.cover(round_id, teacher, "2026-11-26", "08:00", "09:00")
    for day in ("2026-11-27", "2026-11-30", "2026-12-01"):
        make.cover(round_id, teacher, day, "08:00", "18:00")
    ours = make.family(class_id=ash)
    invite(round_id)
    [letter] = write(round_id, ours.parent_id)
    [(_child, days)] = times_of(letter)
    assert [(day, len(times)) for day, times in days] == [
        ("Tue 24", 3), ("Thu 26", 2), ("Fri 27", 3), ("Mon 30", 2), ("Tue 01", 2),
    ]  # fmt: skip
    assert dict(days)["Fri 27"] == ["08:00", "09:00", "16:00"]
