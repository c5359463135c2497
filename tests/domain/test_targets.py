"""What is agreed about a child: versions, home parts, and who has signed what."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.db import act, db
from portal.domain import agreed, changes_wanted, check_ins, signing, targets, wordings
from portal.domain.check_ins import Going
from portal.domain.history import By, Face
from portal.domain.people import Guardianship, Responsibility, Staff
from portal.domain.signing import Party, SignedBy, SignOff
from portal.domain.targets import Ended, Shared
from portal.domain.tasks import Task, TaskKind
from portal.languages import ENGLISH, OFFERED
from portal.wording.agreements import digest
from portal.wording.refusals import Reason, Refused
from tests import make

pytestmark = pytest.mark.usefixtures("portal")
URDU = OFFERED["ur"]


def _teacher(evening: make.Evening) -> By:
    return By(Face.DESK, staff_id=evening.teacher_id)


def _keys(child_id: int, parent_id: int | None = None) -> list[signing.Key]:
    if parent_id is None:
        return [one.key for one in agreed.shared(child_id)]
    return [one.key for one in agreed.for_parent(child_id, parent_id, ENGLISH)]


def _all_sign(evening: make.Evening, parent_id: int) -> None:
    child_id = evening.family.child_id
    with act():
        signing.sign_as_teacher(child_id, _keys(child_id), _teacher(evening))
        signing.sign_as_child(child_id, _keys(child_id), SignedBy.IN_THE_ROOM, _teacher(evening))
        signing.sign_as_parent(
            parent_id,
            child_id,
            _keys(child_id, parent_id),
            SignedBy.IN_THE_ROOM,
            _teacher(evening),
            own=ENGLISH,
        )


def test_a_target_is_in_force_once_parent_teacher_and_child_have_signed() -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    target_id = make.target(child_id, (parent_id, "We read together after tea."))
    with act():
        signing.sign_as_teacher(child_id, _keys(child_id), _teacher(evening))
    with act():
        signing.sign_as_parent(
            parent_id,
            child_id,
            _keys(child_id, parent_id),
            SignedBy.LINK,
            make.by(parent_id),
            own=ENGLISH,
        )
    assert not signing.is_in_force(target_id)
    with act():
        signing.sign_as_child(child_id, _keys(child_id), SignedBy.IN_THE_ROOM, _teacher(evening))
    assert signing.is_in_force(target_id)


def test_signing_twice_is_signing_once() -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    make.target(child_id)
    _all_sign(evening, parent_id)
    _all_sign(evening, parent_id)
    assert db.session.scalars(select(SignOff.party).order_by(SignOff.id)).all() == [
        Party.TEACHER,
        Party.CHILD,
        Party.PARENT,
    ]


def test_a_sign_off_keeps_what_was_shown_and_its_hash() -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    make.target(
        child_id,
        (parent_id, "We read together after tea."),
        child=("I choose a book I like.",),
        look_back_on=date(2027, 3, 9),
    )
    with act():
        signing.sign_as_parent(
            parent_id,
            child_id,
            [one.key for one in agreed.for_parent(child_id, parent_id, ENGLISH)],
            SignedBy.LINK,
            make.by(parent_id),
            own=ENGLISH,
        )
    row = db.session.scalars(select(SignOff)).one()
    assert row.shown == (
        "I will read for ten minutes every day.\n"
        "What I do\n"
        "- I choose a book I like.\n"
        "What we do at home\n"
        "- We read together after tea.\n"
        "We look back on Tuesday 9 March."
    )
    assert row.digest == digest(row.shown)
    assert (row.language, row.way, row.party) == ("en", SignedBy.LINK, Party.PARENT)


def test_a_change_after_the_first_sign_off_is_a_new_version_to_sign() -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    target_id = make.target(child_id, look_back_on=date(2027, 3, 9))
    _all_sign(evening, parent_id)
    old = _keys(child_id, parent_id)
    with act():
        new = targets.change(
            target_id,
            Shared(wordings.own("I will read for five minutes every day."), date(2027, 3, 9)),
            _teacher(evening),
        )
    assert new
    assert not signing.is_in_force(target_id)
    assert [one.sentence.english for one in agreed.older(target_id)] == [
        "I will read for ten minutes every day."
    ]
    with pytest.raises(Refused) as refused, act():
        signing.sign_as_parent(
            parent_id, child_id, old, SignedBy.LINK, make.by(parent_id), own=ENGLISH
        )
    assert refused.value.reason == Reason.PLAN_CHANGED
    _all_sign(evening, parent_id)
    assert signing.is_in_force(target_id)


def test_a_change_before_anybody_signed_stays_one_version() -> None:
    evening = make.evening()
    target_id = make.target(evening.family.child_id)
    with act():
        words = wordings.own("I will write my name.")
        assert not targets.change(target_id, Shared(words, date(2027, 3, 9)), make.OFFICE)
    (now,) = agreed.shared(evening.family.child_id)
    assert (now.number, now.sentence.english) == (1, "I will write my name.")
    assert agreed.older(target_id) == []


def test_what_one_parent_does_at_home_changes_nothing_for_the_other() -> None:
    evening = make.evening()
    family = make.family("Ali", ("Sara", "Omar"), class_id=evening.class_id)
    mother, father = family.parent_ids
    target_id = make.target(
        family.child_id, (mother, "We read together after tea."), (father, "We read in the car.")
    )
    for parent_id in (mother, father):
        with act():
            signing.sign_as_parent(
                parent_id,
                family.child_id,
                _keys(family.child_id, parent_id),
                SignedBy.LINK,
                make.by(parent_id),
                own=ENGLISH,
            )
    with act():
        assert targets.agree_at_home(target_id, father, [make.step("We read in bed.")], make.OFFICE)
    assert signing.to_sign(family.child_id, mother) == []
    (left,) = signing.to_sign(family.child_id, father)
    assert [step.words.english for step in left.home] == ["We read in bed."]
    (hers,) = agreed.for_parent(family.child_id, mother, ENGLISH)
    assert [step.words.english for step in hers.home] == ["We read together after tea."]


def test_nobody_signs_what_they_have_not_had_in_their_language() -> None:
    evening = make.evening(language="ur")
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    make.target(child_id, sentence="I will bring my red book on Mondays.")
    keys = _keys(child_id, parent_id)
    with pytest.raises(Refused) as refused, act():
        signing.sign_as_parent(
            parent_id, child_id, keys, SignedBy.LINK, make.by(parent_id), own=URDU
        )
    assert refused.value.reason == Reason.NOT_IN_LANGUAGE
    with pytest.raises(Refused), act():
        signing.have_had(parent_id, child_id, URDU, _teacher(evening))
    with act():
        assert signing.have_had(
            parent_id, child_id, URDU, _teacher(evening), read_out_by="Mrs Aslam"
        ) == list(keys)
    with act():
        signing.sign_as_parent(
            parent_id,
            child_id,
            keys,
            SignedBy.TEXT,
            By(Face.TEXT, parent_id=parent_id),
            own=URDU,
        )
    row = db.session.scalars(select(SignOff)).one()
    assert (row.read_out_by, row.language) == ("Mrs Aslam", "en")


def test_by_text_only_after_having_had_it() -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    make.target(child_id)
    by = By(Face.TEXT, parent_id=parent_id)
    keys = _keys(child_id, parent_id)
    with pytest.raises(Refused) as refused, act():
        signing.sign_as_parent(parent_id, child_id, keys, SignedBy.TEXT, by, own=ENGLISH)
    assert refused.value.reason == Reason.NOT_IN_LANGUAGE


def test_three_targets_are_enough() -> None:
    evening = make.evening()
    child_id = evening.family.child_id
    first = make.target(child_id)
    make.target(child_id)
    make.target(child_id)
    with pytest.raises(Refused) as refused:
        make.target(child_id)
    assert refused.value.reason == Reason.TARGETS_FULL
    with act():
        targets.end(first, Ended.MET, make.OFFICE)
    make.target(child_id)


def test_a_carer_signs_and_is_kept_as_one_and_no_contact_signs_nothing() -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    make.target(child_id)
    with act() as session:
        tie = session.scalars(select(Guardianship).filter_by(parent_id=parent_id)).one()
        tie.responsibility = Responsibility.NO
    _all_sign(evening, parent_id)
    assert Party.CARER in set(db.session.scalars(select(SignOff.party)))
    with act() as session:
        session.scalars(select(Guardianship).filter_by(parent_id=parent_id)).one().no_contact = True
    with pytest.raises(Refused) as refused, act():
        signing.sign_as_parent(
            parent_id,
            child_id,
            _keys(child_id, parent_id),
            SignedBy.LINK,
            make.by(parent_id),
            own=ENGLISH,
        )
    assert refused.value.reason == Reason.NOT_INVITED


def test_who_wants_a_change_is_in_no_task() -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    make.target(child_id)
    with act():
        changes_wanted.want_change(parent_id, child_id, "Ten minutes is long", make.by(parent_id))
    task = db.session.scalars(select(Task)).one()
    assert (task.kind, task.parent_id, task.staff_id) == (
        TaskKind.CHANGE_WANTED,
        None,
        evening.teacher_id,
    )
    (wish,) = changes_wanted.waiting(child_id)
    with act():
        changes_wanted.see_to(wish.id, child_id, _teacher(evening))
    assert changes_wanted.waiting(child_id) == []


def test_stuck_is_a_task_for_the_teacher() -> None:
    evening = make.evening()
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    make.target(child_id)
    _all_sign(evening, parent_id)
    with act():
        check_ins.say(parent_id, child_id, Going.STUCK, make.by(parent_id))
    task = db.session.scalars(select(Task)).one()
    assert (task.kind, task.parent_id, task.staff_id, task.due_on) == (
        TaskKind.STUCK,
        parent_id,
        evening.teacher_id,
        date(2026, 11, 11),
    )
    assert [one.going for one, _ in check_ins.of_child(child_id)] == [Going.STUCK]
    assert db.session.scalar(select(Staff.name).where(Staff.id == task.staff_id)) == "Miss Khan"
