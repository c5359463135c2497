"""One list of tasks: due by a rule, from hand to hand, and never with somebody who does not come
back to it."""

from datetime import date
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import act, db
from portal.domain import (
    booking,
    guarding,
    handing_on,
    no_contact,
    task_rights,
    tasks,
    todo,
    upsets,
    waiting_elsewhere,
)
from portal.domain.bookings import CancelReason
from portal.domain.guarding import Whose
from portal.domain.history import By, Deed, Event, Face
from portal.domain.people import Child, Role, SchoolClass, Staff
from portal.domain.tasks import FOR_SAFEGUARDING, OF_PLANS, RULES, Task, TaskKind, ask_office
from portal.domain.todo import Counts, Part, Todo, View, When
from portal.domain.upset import What
from portal.domain.upsets import Happening
from portal.domain.waiting_elsewhere import Elsewhere
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.domain.test_at_once import at_once
from tests.listening import statements


def by(staff_id: int) -> By:
    return By(Face.DESK, staff_id=staff_id)


def office(name: str = "Mrs Green") -> int:
    return make.staff(name, Role.OFFICE)


def asked(kind: TaskKind, **about: object) -> int:
    """A task that was just made."""
    with act():
        ask_office(kind, **about)  # type: ignore[arg-type]
    return db.session.scalars(select(Task.id).order_by(Task.id.desc())).first() or 0


def a_call() -> int:
    return asked(TaskKind.CALL, parent_id=make.family().parent_id)


def person(staff_id: int) -> Staff:
    return db.session.get_one(Staff, staff_id, populate_existing=True)


def seen(task_id: int, staff_id: int) -> Todo:
    found = todo.find(task_id, person(staff_id))
    assert found is not None
    return found


def listed(staff_id: int, view: View = View.ALL) -> list[int]:
    return [one.id for one in todo.page(person(staff_id), view).tasks]


def do(deed: object, *args: object) -> None:
    with act():
        deed(*args)  # type: ignore[operator]


def refused(deed: object, *args: object) -> tuple[Reason, object]:
    with pytest.raises(Refused) as caught:
        do(deed, *args)
    return caught.value.reason, caught.value.facts.get("who")


def is_now(staff_id: int, role: Role) -> None:
    with act() as session:
        session.get_one(Staff, staff_id).roles = [role.value]


def names(task_id: int, staff_id: int) -> list[str]:
    return [one.name for one in task_rights.may_have(task_id, staff_id)]


# -- due -----------------------------------------------------------------------------------------


def test_every_kind_says_by_when_and_why() -> None:
    assert [kind for kind in TaskKind if kind not in RULES] == []
    assert all(rule.why and 0 <= rule.days <= 5 for rule in RULES.values())


def test_a_task_is_due_so_many_school_days_on(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    watch.set("2026-11-13 15:00")  # a Friday
    for kind in (TaskKind.CRECHE_WITHDRAWN, TaskKind.CALL, TaskKind.LANGUAGE):
        asked(kind, parent_id=parent_id)
    watch.set("2026-11-14 09:00")
    asked(TaskKind.COURT_ORDER, parent_id=parent_id)
    due = {kind: day for kind, day in db.session.execute(select(Task.kind, Task.due_on))}
    assert due == {
        TaskKind.CRECHE_WITHDRAWN: date(2026, 11, 13),
        TaskKind.CALL: date(2026, 11, 16),
        TaskKind.LANGUAGE: date(2026, 11, 18),
        TaskKind.COURT_ORDER: date(2026, 11, 16),
    }


def test_it_is_due_before_the_familys_next_talk(portal: Flask, watch: Watch) -> None:
    day = make.evening()  # on Tuesday 24 November
    parent_id = day.family.parent_id
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], make.by(parent_id))
    watch.set("2026-11-20 09:00")
    asked(TaskKind.LANGUAGE, parent_id=parent_id)
    watch.set("2026-11-24 09:00")
    asked(TaskKind.WRONG_NUMBER, parent_id=parent_id)
    due = db.session.scalars(select(Task.due_on).order_by(Task.id).where(Task.child_id.is_(None)))
    assert list(due)[-2:] == [date(2026, 11, 23), date(2026, 11, 24)]


# -- from hand to hand ---------------------------------------------------------------------------


def test_one_takes_it_and_the_next_is_told_who_has_it(portal: Flask) -> None:
    green, ray, task = office(), office("Mr Ray"), a_call()
    assert listed(ray, View.NOBODYS) == [task]
    for _ in range(2):
        do(handing_on.take, task, by(green))
    assert refused(handing_on.take, task, by(ray)) == (Reason.TASK_TAKEN, "Mrs Green")
    assert (listed(green, View.MINE), listed(ray, View.NOBODYS), listed(ray)) == (
        [task],
        [],
        [task],
    )
    assert seen(task, ray).holder == "Mrs Green"
    deeds = db.session.scalars(select(Event.deed).where(Event.by_staff_id == green))
    assert list(deeds) == [Deed.TASK_TAKEN]


def test_two_at_once_take_it_and_one_has_it(portal: Flask) -> None:
    colleagues, task = [office(f"Colleague {number}") for number in range(4)], a_call()
    outcomes = at_once(portal, [partial(handing_on.take, task, by(one)) for one in colleagues])
    assert sorted(outcome or "" for outcome in outcomes) == ["", *[Reason.TASK_TAKEN] * 3]
    assert seen(task, colleagues[0]).holder_id == colleagues[outcomes.index(None)]


def test_two_at_once_hand_it_on_and_the_second_sees_who_has_it(portal: Flask) -> None:
    green, ray, doyle, hill = map(office, ("Mrs Green", "Mr Ray", "Miss Doyle", "Mrs Hill"))
    task = a_call()
    do(handing_on.take, task, by(green))
    hands = [
        partial(handing_on.hand_on, task, doyle, "", green, by(ray)),
        partial(handing_on.hand_on, task, hill, "", green, by(ray)),
    ]
    outcomes = at_once(portal, hands)
    assert sorted(outcome or "" for outcome in outcomes) == ["", Reason.TASK_TAKEN]
    assert seen(task, ray).holder_id == (doyle, hill)[outcomes.index(None)]


def test_it_is_handed_on_with_a_few_words_and_given_back(portal: Flask) -> None:
    green, ray, task = office(), office("Mr Ray"), a_call()
    do(handing_on.take, task, by(green))
    for _ in range(2):
        do(handing_on.hand_on, task, ray, "I am off at noon", green, by(green))
    now = seen(task, ray)
    assert (now.holder, now.handed_by, now.note) == ("Mr Ray", "Mrs Green", "I am off at noon")
    do(handing_on.hand_on, task, None, "", ray, by(ray))
    assert (listed(green, View.NOBODYS), seen(task, green).note) == ([task], "I am off at noon")
    handed = select(Event).where(Event.deed == Deed.TASK_HANDED_ON).order_by(Event.id)
    assert [one.about for one in db.session.scalars(handed)] == [
        {"task": task, "to": ray},
        {"task": task, "to": None},
    ]


def test_what_a_teacher_gives_back_is_the_offices(portal: Flask) -> None:
    green, khan, family = office(), make.staff(), make.family()
    task = asked(TaskKind.TALK, parent_id=family.parent_id, staff_id=khan)
    assert (listed(khan), listed(green)) == ([task], [])
    do(handing_on.hand_on, task, None, "She asks about fees", khan, by(khan))
    assert (listed(khan), listed(green, View.NOBODYS)) == ([], [task])
    assert todo.find(task, person(khan)) is None


def test_it_is_offered_only_to_those_who_may_see_it(portal: Flask) -> None:
    green, khan, evans = office(), make.staff(), make.staff("Mr Evans")
    nurse, reid = make.staff("Ms Nurse", Role.CRECHE), make.staff("Ms Reid", Role.SAFEGUARDING)
    class_id = make.school_class(teacher_id=khan)
    family = make.family(class_id=class_id)
    parent_id, child_id = family.parent_id, family.child_id
    call = asked(TaskKind.CALL, parent_id=parent_id)
    wrong = asked(TaskKind.WRONG_NUMBER, parent_id=parent_id)
    creche = asked(TaskKind.CRECHE_WITHDRAWN, parent_id=parent_id, child_id=child_id)
    assert names(call, green) == ["Miss Khan", "Mrs Green"]
    assert names(wrong, green) == ["Mrs Green"]
    assert names(creche, green) == ["Mrs Green", "Ms Nurse"]
    for other in (evans, nurse, reid):
        assert refused(handing_on.hand_on, call, other, "", None, by(green))[0] == Reason.HEIR_GONE
    do(handing_on.hand_on, creche, nurse, "", None, by(green))
    do(handing_on.hand_on, call, khan, "", None, by(green))
    assert (listed(nurse), listed(khan), listed(evans), listed(reid)) == ([creche], [call], [], [])
    with act() as session:
        session.get_one(SchoolClass, class_id).key_teacher_id = evans
    assert (listed(khan), call in listed(green, View.NOBODYS)) == ([], True)


def test_a_guarded_threads_task_goes_only_to_a_safeguarding_lead(portal: Flask) -> None:
    green, reid = office(), make.staff("Ms Reid", Role.SAFEGUARDING)
    parent_id = make.family().parent_id
    call = asked(TaskKind.CALL, parent_id=parent_id)
    do(handing_on.take, call, by(green))
    do(guarding.pass_on, Whose(parent_id), by(green))
    assert (listed(green), todo.find(call, person(green))) == ([], None)
    assert (listed(reid, View.NOBODYS), names(call, reid)) == ([call], ["Ms Reid"])
    assert refused(handing_on.hand_on, call, green, "", None, by(reid))[0] == Reason.HEIR_GONE
    do(handing_on.take, call, by(reid))
    assert listed(reid, View.MINE) == [call]
    assert todo.counts(person(green)) == Counts(0, 0, 0, 0, 0)


# -- nothing is lost -----------------------------------------------------------------------------


def test_what_somebody_has_who_cannot_see_to_it_is_nobodys(portal: Flask, watch: Watch) -> None:
    green, ray, khan = office(), office("Mr Ray"), make.staff()
    first, second, third = a_call(), a_call(), a_call()
    do(handing_on.take, first, by(ray))
    do(handing_on.take, second, by(ray))
    do(handing_on.hand_on, third, ray, "", None, by(green))
    assert listed(green, View.NOBODYS) == []
    is_now(ray, Role.TEACHER)
    assert listed(green, View.NOBODYS) == [first, second, third]
    assert {seen(first, green).holder, seen(first, green).was_with} == {"", "Mr Ray"}
    assert listed(ray) == []
    is_now(ray, Role.OFFICE)
    assert listed(ray, View.MINE) == [first, second, third]
    with act() as session:
        session.get_one(Staff, ray).active = False
    assert listed(green, View.NOBODYS) == [first, second, third]
    assert names(first, khan) == ["Mrs Green"]


def test_the_tasks_of_a_teacher_who_is_away_are_the_offices_meanwhile(
    portal: Flask, watch: Watch
) -> None:
    green, khan = office(), make.staff()
    task = asked(TaskKind.TALK, parent_id=make.family().parent_id, staff_id=khan)
    today = date(2026, 11, 9)
    do(upsets.happen, Happening(What.AWAY, today, today, khan), by(green))
    assert (listed(green, View.NOBODYS), listed(khan)) == ([task], [task])
    assert names(task, green) == ["Mrs Green"]
    watch.set("2026-11-10 08:00")
    assert (listed(green), listed(khan)) == ([], [task])


def test_a_task_about_a_family_a_teacher_must_not_hear_of_is_the_offices(portal: Flask) -> None:
    green, khan, family = office(), make.staff(), make.family("Yusuf", ("Ayesha", "Karim"))
    task = asked(
        TaskKind.PUPIL_STUCK, child_id=family.child_id, parent_id=family.parent_id, staff_id=khan
    )
    with act() as session:
        session.get_one(Child, family.child_id).own_key_teacher_id = khan
    assert listed(khan) == [task]
    with act() as session:
        no_contact.hold(family.parent_id, family.child_id, by(green))
        session.get_one(Task, task).done_at = None  # it came in at the same moment
    assert (listed(khan), listed(green, View.NOBODYS)) == ([], [task])
    assert seen(task, green).number is None


def test_what_a_colleague_has_is_the_offices_to_see_once_it_is_overdue(
    portal: Flask, watch: Watch
) -> None:
    green, khan = office(), make.staff()
    task = asked(TaskKind.TALK, parent_id=make.family().parent_id, staff_id=khan)
    watch.set("2026-11-11 18:00")
    assert listed(green) == []
    watch.set("2026-11-12 08:00")
    assert (listed(green), listed(green, View.NOBODYS)) == ([task], [])
    do(handing_on.hand_on, task, green, "", khan, by(green))
    assert (listed(green, View.MINE), listed(khan)) == ([task], [])


# -- done ----------------------------------------------------------------------------------------


def test_done_is_done_once_and_the_next_is_told_by_whom(portal: Flask) -> None:
    green, ray, task = office(), office("Mr Ray"), a_call()
    for _ in range(2):
        do(tasks.done, task, by(green), "Rang, all well")
    assert refused(tasks.done, task, by(ray), "No answer") == (Reason.TASK_OVER, "Mrs Green")
    assert refused(handing_on.take, task, by(ray)) == (Reason.TASK_OVER, "Mrs Green")
    assert refused(handing_on.hand_on, task, ray, "", None, by(ray))[0] == Reason.TASK_OVER
    (shown,) = todo.page(person(ray), View.DONE).tasks
    assert (shown.done_by, shown.note) == ("Mrs Green", "Rang, all well")
    done = db.session.scalars(select(Event.note).where(Event.deed == Deed.TASK_DONE))
    assert list(done) == ["Rang, all well"]


def test_done_can_be_taken_back_for_two_hours(portal: Flask, watch: Watch) -> None:
    green, ray, task = office(), office("Mr Ray"), a_call()
    do(handing_on.take, task, by(green))
    do(tasks.done, task, by(green))
    watch.set("2026-11-09 12:00")
    for _ in range(2):
        do(tasks.undo, task, by(ray))
    assert listed(green, View.MINE) == [task]
    do(tasks.done, task, by(green))
    watch.set("2026-11-09 14:01")
    assert refused(tasks.undo, task, by(green))[0] == Reason.TASK_STAYS_DONE
    assert not seen(task, green).can_be_undone


def test_what_is_on_the_list_again_is_not_there_twice(portal: Flask) -> None:
    green, parent_id = office(), make.family().parent_id
    first = asked(TaskKind.CALL, parent_id=parent_id)
    do(tasks.done, first, by(green))
    second = asked(TaskKind.CALL, parent_id=parent_id)
    assert refused(tasks.undo, first, by(green))[0] == Reason.TASK_AGAIN
    assert listed(green) == [second]


def test_what_nobody_did_stays_off_the_list(portal: Flask) -> None:
    green, family = office(), make.family()
    task = asked(TaskKind.MISSED_TWICE, parent_id=family.parent_id, child_id=family.child_id)
    do(tasks.off_the_list, TaskKind.MISSED_TWICE, family.parent_id, family.child_id)
    assert refused(tasks.done, task, by(green)) == (Reason.TASK_OVER, "")
    assert refused(tasks.undo, task, by(green))[0] == Reason.TASK_STAYS_DONE


# -- the list ------------------------------------------------------------------------------------


def test_what_is_due_first_stands_first(portal: Flask, watch: Watch) -> None:
    green = office()
    parent_ids = [make.family().parent_id for _ in range(4)]
    days = (None, date(2026, 11, 16), date(2026, 11, 8), date(2026, 11, 9))
    made = []
    for parent_id, day in zip(parent_ids, days, strict=True):
        made.append(asked(TaskKind.CALL, parent_id=parent_id, due_on=day))
    with act() as session:
        session.get_one(Task, made[0]).due_on = None
    assert listed(green) == [made[2], made[3], made[1], made[0]]
    first = todo.first(person(green), Part.OTHERS, 2)
    assert [one.when for one in first] == [When.OVERDUE, When.TODAY]
    assert todo.counts(person(green)) == Counts(0, 4, 4, 1, 1)
    assert todo.page(person(green), View.ALL, TaskKind.TALK).tasks == []


def test_what_is_due_on_one_day_stands_by_the_hour_of_its_talk(portal: Flask) -> None:
    green = office()
    day = make.evening()
    others = make.family("Lena", ("Eva",), class_id=day.class_id, surname="Berg")
    second = make.invitation(day.round_id, others.child_id, others.parent_id, day.teacher_id)
    with act():
        late = booking.book(day.invitation_id, day.slot_ids[4], make.by(day.family.parent_id)).id
    with act():
        soon = booking.book(second, day.slot_ids[1], make.by(others.parent_id)).id
    today = date(2026, 11, 9)
    without = asked(TaskKind.CALL, parent_id=day.family.parent_id, due_on=today)
    at_five = asked(TaskKind.HELP_OFF, booking_id=late, words="a lift", due_on=today)
    at_half_past_three = asked(TaskKind.HELP_OFF, booking_id=soon, words="a taxi", due_on=today)
    for talk in (late, soon):
        with act():
            booking.cancel(talk, make.OFFICE, CancelReason.TEACHER_AWAY)
    tomorrow = asked(TaskKind.HELP_OFF, words="Sofia Rossi", due_on=date(2026, 11, 10))
    assert listed(green) == [at_half_past_three, at_five, without, tomorrow]


def many(count: int) -> None:
    """So many more tasks, of a few kinds, some of them taken."""
    khan = make.staff(f"Teacher {count}")
    family = make.family(f"Child{count}", class_id=make.school_class(f"Class {count}", khan))
    kinds = [kind for kind in TaskKind if kind not in FOR_SAFEGUARDING | OF_PLANS]
    with act() as session:
        session.add_all(
            Task(
                kind=kinds[number % len(kinds)],
                parent_id=family.parent_id,
                child_id=family.child_id,
                words=f"No {number}",
                owner_id=khan if number % 3 == 0 else None,
                due_on=date(2026, 11, 9),
                made_at=make.clock.now(),
            )
            for number in range(count)
        )


def test_a_hundred_tasks_take_as_many_statements_as_ten(portal: Flask) -> None:
    green = office()
    taken = []
    for more in (10, 90):
        many(more)
        who = person(green)
        with statements() as found:
            page = todo.page(who, View.ALL)
            todo.counts(who)
            todo.first(who, Part.OTHERS, 6)
        taken.append(len(found))
    assert (page.total, len(page.tasks)) == (100, todo.A_PAGE)
    assert taken[0] == taken[1] <= 8


def test_all_other_lists_are_counted(portal: Flask) -> None:
    day = make.evening()
    green, reid = office(), make.staff("Ms Reid", Role.SAFEGUARDING)
    asked(TaskKind.COURT_ORDER, parent_id=day.family.parent_id)
    assert waiting_elsewhere.elsewhere(person(reid)) == {Elsewhere.MARKS: 1}
    assert Elsewhere.MARKS not in waiting_elsewhere.elsewhere(person(green))
    assert waiting_elsewhere.elsewhere(person(day.teacher_id)) == {}
