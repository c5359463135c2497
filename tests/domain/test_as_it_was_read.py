"""Nobody signs, or has had, anything but what was before their eyes, whoever changes it meanwhile;
and what a person reads of others ends where they may not be spoken of."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import (
    agreed,
    changes_wanted,
    check_ins,
    drafts,
    in_the_room,
    look_backs,
    pupil,
    records,
    signing,
    story,
    targets,
    task_rights,
    todo,
    translating,
    wordings,
)
from portal.domain.changes_wanted import ChangeWish
from portal.domain.check_ins import Going
from portal.domain.drafts import Draft, Line
from portal.domain.history import By, Deed, Event, Face
from portal.domain.look_backs import Result, Then
from portal.domain.people import Child, Guardianship, Parent, Staff
from portal.domain.pupil import PupilSays
from portal.domain.records import Part
from portal.domain.signing import Heard, SignedBy, SignOff
from portal.domain.targets import Ended, Shared
from portal.domain.wordings import Translation
from portal.languages import ENGLISH, OFFERED
from portal.wording.agreements import digest
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.domain.test_at_once import at_once

pytestmark = pytest.mark.usefixtures("portal")
URDU, POLISH = OFFERED["ur"], OFFERED["pl"]
SPRING = date(2027, 3, 9)


def teacher(evening: make.Evening) -> By:
    return By(Face.DESK, staff_id=evening.teacher_id)


def keys(child_id: int, parent_id: int | None = None) -> list[signing.Key]:
    if parent_id is None:
        return [one.key for one in agreed.shared(child_id)]
    return [one.key for one in agreed.for_parent(child_id, parent_id, ENGLISH)]


def reads(target_id: int, sentence: str, *child: str) -> None:
    """From now on this target reads so."""
    with act():
        shared = Shared(wordings.own(sentence), SPRING, None, [make.step(words) for words in child])
        targets.change(target_id, shared, make.OFFICE)


def refused(deed: Callable[[], object]) -> Reason | None:
    try:
        with act():
            deed()
    except Refused as no:
        return no.reason
    return None


# -- exactly what was before their eyes ----------------------------------------------------------


def test_who_read_a_draft_cannot_sign_what_it_was_changed_to() -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    target_id = make.target(child_id, (parent_id, "We read in bed."))
    hers, shared = keys(child_id, parent_id), keys(child_id)
    reads(target_id, "I will tidy my room.")
    by = teacher(evening)
    parent = partial(in_the_room.parent_signs, parent_id, child_id, hers, by, own=ENGLISH)
    for deed in (
        parent,
        partial(in_the_room.teacher_signs, child_id, shared, by),
        partial(in_the_room.child_signs, child_id, shared, by),
    ):
        assert refused(deed) == Reason.PLAN_CHANGED
    assert db.session.scalars(select(SignOff)).all() == []


def test_what_is_done_at_home_is_signed_as_it_was_read_too() -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    target_id = make.target(child_id, (parent_id, "We read in bed."))
    hers = keys(child_id, parent_id)
    with act():
        targets.agree_at_home(target_id, parent_id, [make.step("We read on the bus.")], make.OFFICE)
    by = teacher(evening)
    assert (
        refused(partial(in_the_room.parent_signs, parent_id, child_id, hers, by, own=ENGLISH))
        == Reason.PLAN_CHANGED
    )


def test_having_had_a_draft_is_not_having_had_what_it_was_changed_to() -> None:
    evening = make.evening(language="ur")
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    target_id = make.target(child_id)
    with act():
        signing.have_had(parent_id, child_id, URDU, make.by(parent_id))
    reads(target_id, "I will bring my red book.")  # which nobody has put into Urdu
    now = keys(child_id, parent_id)
    assert not signing.has_had(parent_id, now)
    by_text = partial(
        signing.sign_as_parent,
        parent_id,
        child_id,
        now,
        SignedBy.TEXT,
        make.by(parent_id),
        own=URDU,
    )
    assert refused(by_text) == Reason.NOT_IN_LANGUAGE


def test_two_colleagues_changing_a_draft_do_not_overwrite_one_another() -> None:
    evening = make.evening()
    target_id = make.target(evening.family.child_id)
    (seen,) = keys(evening.family.child_id)
    by = teacher(evening)

    def write(sentence: str) -> Reason | None:
        draft = Draft(sentence, SPRING, child=[Line("I choose a book.")], school=[])
        return refused(partial(drafts.rewrite, target_id, draft, by, seen=seen))

    assert write("I will count.") is None
    assert write("I will write.") == Reason.CHANGED_MEANWHILE
    assert write("I will count.") is None  # the same form once more


def test_ticks_stay_where_words_stay_before_anybody_has_signed() -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    target_id = make.target(child_id, (parent_id, "We read."), child=("I choose a book.",))
    (one,) = agreed.for_parent(child_id, parent_id, ENGLISH)
    with act():
        for step in one.steps:
            targets.tick(step.id, True, make.OFFICE)
    reads(target_id, "I will read to Grandma.", "I choose a book.", "I ring her.")
    with act():
        steps = [make.step("We read."), make.step("We listen.")]
        targets.agree_at_home(target_id, parent_id, steps, make.OFFICE)
    (one,) = agreed.for_parent(child_id, parent_id, ENGLISH)
    assert [step.done_at is not None for step in one.steps] == [True, False, True, False]


def test_people_count_the_versions_that_somebody_signed() -> None:
    evening = make.evening()
    child_id = evening.family.child_id
    target_id = make.target(child_id)
    for words in ("I will count.", "I will write."):
        reads(target_id, words)
    with act():
        signing.sign_as_teacher(child_id, keys(child_id), teacher(evening))
    for words in ("I will sing.", "I will swim."):
        reads(target_id, words)
    (now,) = agreed.shared(child_id)
    assert (now.number, now.sentence.english) == (2, "I will swim.")
    assert [(one.number, one.sentence.english) for one in agreed.older(target_id)] == [
        (1, "I will write.")
    ]
    query = select(Event.about).where(Event.deed == Deed.TARGET_CHANGED).order_by(Event.id)
    assert [about["version"] for about in db.session.scalars(query) if about] == [2, 3, 4, 5]


def test_changed_and_signed_at_the_same_moment(portal: Flask) -> None:
    """Either the old words are signed and the new ones wait, or nothing is signed: never the old
    signature under the new words, and nobody waits for ever."""
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    target_id = make.target(child_id, (parent_id, "We read."), child=("I choose a book.",))
    by, words = teacher(evening), ("I will count.", "I will write.", "I will sing.", "I will swim.")
    for sentence in words:
        (before,) = agreed.for_parent(child_id, parent_id, ENGLISH)
        shared = keys(child_id)
        new = Shared(before.sentence.wording_id, before.look_back_on + timedelta(days=1))
        outcomes = at_once(
            portal,
            [
                partial(targets.change, target_id, new, by),
                partial(in_the_room.teacher_signs, child_id, shared, by),
                partial(in_the_room.child_signs, child_id, shared, by),
                partial(
                    in_the_room.parent_signs, parent_id, child_id, [before.key], by, own=ENGLISH
                ),
                partial(targets.tick, before.home[0].id, True, by),
                partial(pupil.say, target_id, PupilSays.STUCK, by),
            ],
        )
        assert {one for one in outcomes if one} <= {Reason.PLAN_CHANGED}
        assert {outcomes[0], outcomes[4], outcomes[5]} == {None}
        db.session.expire_all()
        reads(target_id, sentence)
    for row in db.session.scalars(select(SignOff)):
        (one,) = agreed.at_versions(
            [row.version_id], homes={target_id: row.home_part_id} if row.home_part_id else None
        )
        assert (row.shown, row.digest) == (one.as_read(ENGLISH), digest(one.as_read(ENGLISH)))


# -- in their own language -----------------------------------------------------------------------


def test_reading_it_in_another_language_than_theirs_is_not_having_had_it() -> None:
    evening = make.evening(language="ur")
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    make.target(child_id, sentence="I will bring my red book.")
    for other in (ENGLISH, POLISH):
        had = partial(signing.have_had, parent_id, child_id, other, teacher(evening))
        assert refused(had) == Reason.NOT_IN_LANGUAGE
    assert db.session.scalars(select(Heard)).all() == []
    with act():
        signing.have_had(parent_id, child_id, ENGLISH, teacher(evening), read_out_by="Mrs Aslam")
    assert signing.has_had(parent_id, keys(child_id, parent_id))


def test_a_translation_typed_by_two_at_once_is_one(portal: Flask) -> None:
    evening = make.evening(language="ur")
    make.target(evening.family.child_id, sentence="I will bring my red book.")
    with act():
        wording_id = wordings.own("I will bring my red book.")
    by = teacher(evening)
    outcomes = at_once(
        portal,
        [
            partial(translating.put_into, wording_id, URDU, words, "Mrs Aslam", by)
            for words in ("میں کتاب لاؤں گا۔", "میں لال کتاب لاؤں گا۔", "میں اپنی کتاب لاؤں گا۔")
        ],
    )
    assert outcomes == [None] * 3
    assert len(db.session.scalars(select(Translation)).all()) == 1


# -- three are enough, whatever is put right ------------------------------------------------------


def looked(evening: make.Evening, target_id: int, talk_id: int, then: Then) -> Reason | None:
    return refused(
        partial(look_backs.look_back, target_id, talk_id, Result.NEARLY, then, teacher(evening))
    )


def test_a_target_whose_place_is_taken_is_not_taken_up_again() -> None:
    evening = make.evening()
    child_id = evening.family.child_id
    booking_id = make.booked(evening)
    with act():
        talk_id = records.open_record(booking_id, teacher(evening)).id
    first, *_ = [make.target(child_id, sentence=f"I will count to {n}.") for n in (1, 2, 3)]
    assert looked(evening, first, talk_id, Then.NEW) is None
    assert looked(evening, first, talk_id, Then.KEEP) is None  # put right at once
    assert looked(evening, first, talk_id, Then.NEW) is None
    make.target(child_id, sentence="I will count to 4.")
    assert looked(evening, first, talk_id, Then.KEEP) == Reason.TARGETS_FULL
    assert targets.how_many(child_id) == 3


def test_what_was_kept_and_ended_later_stays_ended() -> None:
    evening = make.evening()
    booking_id = make.booked(evening)
    with act():
        talk_id = records.open_record(booking_id, teacher(evening)).id
    target_id = make.target(evening.family.child_id)
    assert looked(evening, target_id, talk_id, Then.KEEP) is None
    with act():
        targets.end(target_id, Ended.STOPPED, teacher(evening))
    for then in Then:
        assert looked(evening, target_id, talk_id, then) == Reason.TARGET_ENDED


def test_a_day_to_look_back_is_within_two_years() -> None:
    evening = make.evening()
    target_id = make.target(evening.family.child_id)
    for day, reason in (
        (date(9999, 12, 31), Reason.LOOK_BACK_FAR),
        (clock.today() + timedelta(days=732), Reason.LOOK_BACK_FAR),
        (clock.today(), Reason.LOOK_BACK_PAST),
        (clock.today() + timedelta(days=400), None),
    ):
        assert refused(partial(drafts.keep_until, target_id, day, teacher(evening))) == reason


# -- whom nobody speaks of -----------------------------------------------------------------------


def hold(parent_id: int) -> None:
    with act() as session:
        ties = select(Guardianship).filter_by(parent_id=parent_id).order_by(Guardianship.id)
        session.scalars(ties.limit(1)).one().held = True


def test_words_of_a_change_are_not_read_once_their_writer_is_held() -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    make.target(child_id)
    make.sibling(parent_id)  # about whom she hears as before: her thread is not guarded
    with act():
        changes_wanted.want_change(parent_id, child_id, "Ten minutes is long", make.by(parent_id))
    assert [one.words for one in changes_wanted.to_read(child_id)] == ["Ten minutes is long"]
    hold(parent_id)
    assert [one.words for one in changes_wanted.to_read(child_id)] == [None]


def test_a_sign_off_of_somebody_held_counts_no_more() -> None:
    evening = make.evening()
    child_id = evening.family.child_id
    mother = evening.family.parent_id
    father = make.another_parent(child_id, "Omar")
    target_id = make.target(child_id)
    by = teacher(evening)
    with act():
        in_the_room.teacher_signs(child_id, keys(child_id), by)
        in_the_room.child_signs(child_id, keys(child_id), by)
        in_the_room.parent_signs(father, child_id, keys(child_id, father), by, own=ENGLISH)
    assert signing.is_in_force(target_id)
    hold(father)
    assert not signing.is_in_force(target_id)
    assert [one.parent_id for one in signing.sign_offs([target_id])[target_id]] == [None, None]
    with act():
        in_the_room.parent_signs(mother, child_id, keys(child_id, mother), by, own=ENGLISH)
    assert signing.is_in_force(target_id)


def test_two_parents_who_want_a_change_in_the_same_minute_are_both_in_history(
    portal: Flask,
) -> None:
    evening = make.evening()
    child_id = evening.family.child_id
    both = (evening.family.parent_id, make.another_parent(child_id, "Omar"))
    make.target(child_id)
    for words in ("", "Too long", "Too long"):
        outcomes = at_once(
            portal,
            [
                partial(changes_wanted.want_change, one, child_id, words, make.by(one))
                for one in both
            ],
        )
        assert outcomes == [None, None]
    query = select(Event.parent_id).where(Event.deed == Deed.CHANGE_WANTED)
    assert sorted(one or 0 for one in db.session.scalars(query)) == sorted([*both, *both])
    assert len(db.session.scalars(select(ChangeWish)).all()) == 4


def test_the_office_reads_nothing_of_what_was_agreed_in_history() -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    booking_id = make.booked(evening)
    by = teacher(evening)
    with act():
        talk_id = records.open_record(booking_id, by).id
        records.save(talk_id, Part.HOPES, "A friend", 0, by)
        records.read_back(talk_id, records.ReadBack.YES, "en", by)
    make.target(child_id, (parent_id, "We read in bed."))
    by_text = By(Face.TEXT, parent_id=parent_id)
    with act():
        signing.have_had(parent_id, child_id, ENGLISH, by, read_out_by="Mrs Aslam")
        signing.sign_as_parent(
            parent_id, child_id, keys(child_id, parent_id), SignedBy.TEXT, by_text, own=ENGLISH
        )
        changes_wanted.want_change(parent_id, child_id, "", by_text)
        check_ins.say(parent_id, child_id, Going.STUCK, by_text)
    assert {one.deed for one in story.of_parent(parent_id)} == set()
    assert {one.deed for one in story.of_thread(parent_id, [])} == set()
    assert {one.deed for one in story.of_talk(booking_id)} == {Deed.BOOKED}


def test_how_it_goes_said_twice_at_once_is_one_answer(portal: Flask) -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    make.target(child_id)
    say = partial(check_ins.say, parent_id, child_id, Going.STUCK, make.by(parent_id))
    assert at_once(portal, [say] * 4) == [None] * 4
    assert [one.going for one, _ in check_ins.of_child(child_id)] == [Going.STUCK]
    assert db.session.scalar(select(Parent.id).where(Parent.id == parent_id)) == parent_id


def with_(staff_id: int) -> list[todo.Todo]:
    """What this colleague has to do."""
    return todo.first(db.session.get_one(Staff, staff_id), todo.Part.MINE, 9)


def test_what_is_to_do_about_a_plan_goes_along_to_the_next_key_teacher() -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    target_id = make.target(child_id)
    by = teacher(evening)
    with act():
        check_ins.say(parent_id, child_id, Going.STUCK, make.by(parent_id))
        changes_wanted.want_change(parent_id, child_id, "", make.by(parent_id))
        pupil.say(target_id, PupilSays.STUCK, by)
    assert [one.child for one in with_(evening.teacher_id)] == ["Yusuf"] * 3
    evans = make.staff("Ms Price")
    with act() as session:
        session.get_one(Child, child_id).own_key_teacher_id = evans
    assert with_(evening.teacher_id) == []
    moved = with_(evans)
    assert [one.child for one in moved] == ["Yusuf"] * 3
    theirs, others = db.session.get_one(Staff, evans), db.session.get_one(Staff, by.staff_id)
    assert {
        (task_rights.may_find(one.id, theirs), task_rights.may_find(one.id, others))
        for one in moved
    } == {(True, False)}
    with act():
        check_ins.say(parent_id, child_id, Going.STUCK, make.by(parent_id))
    assert len(with_(evans)) == 3
