"""Whoever leaves has nothing to do any more, wherever in the database somebody has something to do.

Every column that points at a colleague says here what it means. A new one fails until it is said
whether somebody then has to do something, and if so, what becomes of it when they leave.
"""

from flask import Flask
from sqlalchemy import Column, select

from portal import clock
from portal.db import Base, act, db
from portal.domain import arranging, booking, leaving, promised_help
from portal.domain.booking import Answers
from portal.domain.help_requests import of_talk
from portal.domain.history import By, Face
from portal.domain.inbox import InState, InText
from portal.domain.leaving import InHand
from portal.domain.people import Child, Role, Staff
from portal.domain.promised_help import HelpKind
from portal.domain.rounds import CoverSession, Slot
from portal.domain.tasks import Task, TaskKind, ask_office
from portal.domain.todo import View, page
from tests import make

HAS_TO_DO = {
    "school_class.key_teacher_id": InHand.CLASSES,
    "child.own_key_teacher_id": InHand.CHILDREN,
    "cover_session.teacher_id": InHand.TALKS,
    "slot.teacher_id": InHand.TALKS,
    "invitation.teacher_id": InHand.TALKS,
    "cover_session.assistant_id": InHand.ASSISTS,
    "task.staff_id": InHand.TASKS,
    "task.owner_id": InHand.TASKS,
    "promised_help.owner_id": InHand.HELP,
    "promised_help.promised_by_id": InHand.HELP,
    "help_request.owner_id": InHand.NEEDS,
    "inbound.with_id": InHand.MESSAGES,
}
"""Somebody has to do something, and in which part of `leaving` it is handed on."""
THEIR_OWN = {
    "class_staff.staff_id",
    "device.staff_id",
    "nudge_seen.staff_id",
    "recovery_code.staff_id",
    "second_step.staff_id",
    "staff_code.staff_id",
}
"""What belongs to the account and ends with it: nobody waits for it."""
ABOUT_THEM = {"upset.teacher_id"}
"""They are what it is about, not who sees to it."""


def columns() -> dict[str, Column[int]]:
    """Every column of every table that points at a colleague."""
    return {
        f"{table.name}.{column.name}": column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "staff" for key in column.foreign_keys)
    }


WHO_DID_IT = {
    *("guarded_thread.by_id", "kept_span.by_id", "own_phrase.by_id", "school_import.by_id"),
    *("wording_translation.staff_id", "own_phrase_words.by_id", "upset.by_id"),
    *("upset.undone_by_id", "colleague_word.staff_id", "good_news.by_id"),
    *("good_news.taken_back_by_id", "own_sentences.typed_by_id", "pick.by_id"),
    *("promised_help.closed_by_id", "task.done_by_id", "task.handed_by_id", "worry_told.by_id"),
    *("inbound.done_by_id", "inbound.read_by_id", "upset_talk.told_by_id"),
    *("record_clash.staff_id", "record_part.staff_id", "target_version.made_by_id"),
    *("look_back.staff_id", "sign_off.staff_id", "caller.staff_id", "help_request.settled_by_id"),
    *("hold.by_id", "hold.confirmed_by_id", "hold.lift_asked_by_id", "hold.lifted_by_id"),
    *("hold_reason.by_id", "joint_talk.by_id", "reading.by_id", "said_in.staff_id"),
}
"""Who did something that is done: it stays true."""


def test_every_column_that_points_at_a_colleague_says_what_it_means() -> None:
    said = [*HAS_TO_DO, *THEIR_OWN, *ABOUT_THEM, *WHO_DID_IT]
    assert sorted(said) == sorted(columns())
    assert set(HAS_TO_DO.values()) == set(InHand)


def points_at(staff_id: int) -> set[str]:
    """The columns in which somebody has to do something and it is this colleague."""
    found = columns()
    return {
        name
        for name in HAS_TO_DO
        if db.session.execute(select(found[name]).where(found[name] == staff_id)).first()
    }


def everything_in_hand() -> tuple[make.Evening, int]:
    """A teacher who also works in the office, with something in every column; and a colleague."""
    evening = make.evening()
    khan, hill = evening.teacher_id, make.staff("Mrs Hill", Role.TEACHER, Role.OFFICE)
    child_id, parent_id = evening.family.child_id, evening.family.parent_id
    other = make.cover(evening.round_id, make.staff("Mr Price"), "2026-12-01", room="Room 9")[0]
    with act() as session:
        session.get_one(Child, child_id).own_key_teacher_id = khan
        cover_id = session.get_one(Slot, other).cover_id
        session.get_one(CoverSession, cover_id).assistant_id = khan
        ask_office(TaskKind.TALK, parent_id=parent_id, child_id=child_id, staff_id=khan)
        session.add(
            Task(
                kind=TaskKind.CALL,
                parent_id=parent_id,
                owner_id=khan,
                owned_at=clock.now(),
                made_at=clock.now(),
            )
        )
        made = booking.book(
            evening.invitation_id, evening.slot_ids[0], make.by(parent_id), Answers(lift=True)
        )
        arranging.hand_on(of_talk(made.id)[0].id, khan, make.OFFICE)
        promised_help.promise(
            HelpKind.LIFT,
            child_id,
            parent_id,
            "From the bus stop",
            clock.today(),
            By(Face.DESK, staff_id=khan),
            owner_id=khan,
        )
        session.add(
            InText(
                carrier_id="SM1",
                number=make.number_of(parent_id),
                parent_id=parent_id,
                body="Hello?",
                came_at=clock.now(),
                state=InState.FOR_A_PERSON,
                with_id=khan,
            )
        )
    return evening, hill


def leave(staff_id: int, heirs: dict[InHand, int | None]) -> None:
    with act():
        leaving.leave(staff_id, heirs, make.OFFICE)
    db.session.expire_all()


def test_nothing_points_at_a_leaver_who_had_everything(portal: Flask) -> None:
    evening, hill = everything_in_hand()
    khan = evening.teacher_id
    assert points_at(khan) == set(HAS_TO_DO)
    leave(khan, dict.fromkeys(InHand, hill))
    assert points_at(khan) == set()
    assert points_at(hill) == set(HAS_TO_DO) - {"inbound.with_id"}


def test_tasks_handed_to_nobody_are_the_offices(portal: Flask) -> None:
    evening, hill = everything_in_hand()
    heirs = dict.fromkeys(InHand, hill) | dict.fromkeys(leaving.MAY_BE_NOBODYS)
    leave(evening.teacher_id, heirs)
    kinds = {one.kind for one in page(db.session.get_one(Staff, hill), View.NOBODYS).tasks}
    assert kinds == {TaskKind.CALL, TaskKind.TALK}


def test_what_the_heir_cannot_see_to_is_the_offices(portal: Flask) -> None:
    green, ray = make.staff("Mrs Green", Role.OFFICE), make.staff("Mr Ray", Role.OFFICE)
    evans, parent_id = make.staff("Mr Evans"), make.family().parent_id
    with act() as session:
        session.get_one(Staff, green).password_hash = "a hash"
        ask_office(TaskKind.WRONG_NUMBER, parent_id=parent_id)
        session.scalars(select(Task)).one().owner_id = ray
    leave(ray, {InHand.TASKS: evans})
    (task,) = page(db.session.get_one(Staff, green), View.NOBODYS).tasks
    assert (task.kind, task.was_with) == (TaskKind.WRONG_NUMBER, "Mr Evans")
