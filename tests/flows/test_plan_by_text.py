"""What was agreed, by text alone: signed, checked on halfway, reminded of, met."""

from datetime import date, time

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import (
    check_in_texts,
    check_ins,
    coming_up,
    contact,
    links,
    milestones,
    signing_by_text,
    targets,
    wordings,
)
from portal.domain.check_ins import CheckIn, Going
from portal.domain.history import Face
from portal.domain.inbox import InState, InText
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import Kind, OutText
from portal.domain.people import Guardianship
from portal.domain.signing import SignedBy, SignOff
from portal.domain.targets import Says, Shared
from portal.domain.tasks import Task, TaskKind
from portal.languages import language
from portal.wording import asking, plan_texts, texts
from portal.wording.refusals import Reason, Refused
from tests import agreements, make
from tests.agreements import HOME, IN_URDU, SENTENCE
from tests.conftest import Watch
from tests.phone import Phone, text_in, work

LOOK_BACK = date(2027, 1, 12)
"""A Tuesday; from Monday 9 November it is 64 days, and half of that is Friday 11 December."""
WEDNESDAY = date(2026, 11, 11)


def agreed(*, tag: str | None = None) -> tuple[make.Evening, int]:
    """A talk that has ended in one target with a step at home; its id. Of the round, they want no
    more."""
    day = make.evening(language=tag, with_creche=False)
    with act() as session:
        session.get_one(Invitation, day.invitation_id).state = InvitationState.DECLINED
    family = day.family
    target_id = make.target(
        family.child_id, (family.parent_id, HOME), sentence=SENTENCE, look_back_on=LOOK_BACK
    )
    return day, target_id


def in_force(portal: Flask, *, tag: str | None = None) -> tuple[make.Evening, Phone, int]:
    """All have signed on Monday 9 November."""
    day, target_id = agreed(tag=tag)
    if tag == "ur":
        agreements.in_urdu(target_id)
    agreements.others_sign(day, day.family.child_id)
    agreements.parent_signs(day.family.child_id, day.family.parent_id, tag)
    return day, Phone(portal, day.family.parent_id), target_id


def page(parent_id: int) -> str:
    return f"http://localhost/t/{links.token(parent_id, 1)}"


def linked(words: str, parent_id: int) -> str:
    return words.replace(texts.LINK, page(parent_id))


def question(read_on: date, tag: str | None = None) -> str:
    return plan_texts.sign(language(tag), school="Oak Lane", day=read_on)


def asks(day: make.Evening, child_id: int | None = None, parent_id: int | None = None) -> bool:
    with act():
        return signing_by_text.ask(
            parent_id or day.family.parent_id,
            child_id or day.family.child_id,
            agreements.teacher(day),
        )


def tasks() -> list[tuple[TaskKind, int | None, int | None, date | None]]:
    query = select(Task.kind, Task.parent_id, Task.staff_id, Task.due_on).order_by(Task.id)
    return [tuple(row) for row in db.session.execute(query)]


def signed() -> list[tuple[int | None, SignedBy, str, str]]:
    db.session.expire_all()
    query = select(SignOff).where(SignOff.parent_id.is_not(None)).order_by(SignOff.id)
    return [
        (one.parent_id, one.way, one.language, one.read_out_by) for one in db.session.scalars(query)
    ]


def inbox() -> list[tuple[str, InState, str | None]]:
    db.session.expire_all()
    query = select(InText.body, InText.state, InText.understood_as).order_by(InText.id)
    return [tuple(row) for row in db.session.execute(query)]


# -- signing -----------------------------------------------------------------------------------


def test_a_parent_agrees_by_text_with_what_was_read_to_them(portal: Flask, watch: Watch) -> None:
    day, _ = agreed(tag="ur")
    parent_id = day.family.parent_id
    assert not asks(day)  # nobody has read it to them
    agreements.heard(day.family.child_id, parent_id, agreements.teacher(day), "ur")
    assert asks(day)
    phone = Phone(portal, parent_id).waits()
    assert phone.texts == [question(date(2026, 11, 9), "ur")]
    phone.reply("۱")
    assert phone.texts[1:] == [linked(plan_texts.signed(language("ur")), parent_id)]
    assert signed() == [(parent_id, SignedBy.TEXT, "en", "Mrs Aslam")]
    assert inbox() == [("۱", InState.UNDERSTOOD, "sign: agree")]
    assert not asks(day)


def test_the_text_says_nothing_of_what_was_agreed(portal: Flask, watch: Watch) -> None:
    day, _ = agreed()
    agreements.heard(day.family.child_id, day.family.parent_id, agreements.teacher(day))
    asks(day)
    phone = Phone(portal, day.family.parent_id).waits()
    assert phone.texts == [
        "Oak Lane. Reply:\n"
        "1 I agree with what we read together on Mon 9 Nov\n"
        "2 I want to talk\n"
        "3 ring me and read it to me\n"
        "4 send me paper"
    ]


@pytest.mark.parametrize(
    ("reply", "kind", "answer"),
    [
        (
            "2",
            TaskKind.TALK,
            asking.will_answer(language("en"), teacher="Miss Khan", day=WEDNESDAY),
        ),
        ("3", TaskKind.READ_TO, "Thank you. Miss Khan will ring and read it to you by Wed 11 Nov."),
        ("ring me", TaskKind.READ_TO, "Thank you. Miss Khan will ring and read it to you by Wed 11"
         " Nov."),
        ("4", TaskKind.ON_PAPER, "Thank you. Miss Khan will send it to you on paper."),
        ("TALK", TaskKind.TALK,
         asking.will_answer(language("en"), teacher="Miss Khan", day=WEDNESDAY)),
    ],
)  # fmt: skip
def test_the_other_answers_are_the_key_teachers(
    portal: Flask, watch: Watch, reply: str, kind: TaskKind, answer: str
) -> None:
    day, _ = agreed()
    make.sibling(day.family.parent_id)
    agreements.heard(day.family.child_id, day.family.parent_id, agreements.teacher(day))
    asks(day)
    phone = Phone(portal, day.family.parent_id).waits()
    phone.reply(reply)
    assert phone.texts[1:] == [answer]
    assert tasks() == [(kind, day.family.parent_id, day.teacher_id, WEDNESDAY)]
    assert signed() == []


def test_a_bare_no_is_asked_about_and_signs_nothing(portal: Flask, watch: Watch) -> None:
    day, _ = agreed()
    agreements.heard(day.family.child_id, day.family.parent_id, agreements.teacher(day))
    asks(day)
    phone = Phone(portal, day.family.parent_id).waits()
    phone.reply("no")
    assert phone.texts[1:] == [plan_texts.no_to_sign(language("en"), day=date(2026, 11, 9))]
    assert signed() == []
    phone.reply("yes")  # to "What shall we do?": that may mean anything but agreeing
    assert signed() == []
    phone.reply("1")
    assert len(signed()) == 1


def test_what_changed_since_is_read_to_them_anew(portal: Flask, watch: Watch) -> None:
    day, target_id = agreed()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    agreements.heard(child_id, parent_id, agreements.teacher(day))
    asks(day)
    phone = Phone(portal, parent_id).waits()
    watch.set("2026-11-09 11:00")
    with act():  # nobody has signed: the same version reads otherwise
        other = Shared(wordings.own("I will look after my blue folder."), LOOK_BACK)
        targets.change(target_id, other, agreements.teacher(day))
    phone.reply("1")
    changed = plan_texts.changed_since(language("en"), teacher="Miss Khan", day=WEDNESDAY)
    assert phone.texts[1:] == [changed]
    assert signed() == []
    assert tasks() == [(TaskKind.READ_TO, parent_id, day.teacher_id, WEDNESDAY)]
    assert not asks(day)
    watch.set("2026-11-09 11:30")
    agreements.heard(child_id, parent_id, agreements.teacher(day))
    assert asks(day)
    watch.set("2026-11-09 12:00")
    phone.waits().reply("I agree")
    assert len(signed()) == 1


def test_a_new_version_is_not_signed_by_an_old_text(portal: Flask, watch: Watch) -> None:
    day, target_id = agreed()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    agreements.others_sign(day, child_id)
    agreements.heard(child_id, parent_id, agreements.teacher(day))
    asks(day)
    phone = Phone(portal, parent_id).waits()
    with act():
        other = Shared(wordings.own("I will look after my blue folder."), LOOK_BACK)
        targets.change(target_id, other, agreements.teacher(day))
    phone.reply("1")
    assert (signed(), len(tasks())) == ([], 1)


def test_an_answer_said_twice_or_late_does_no_harm(portal: Flask, watch: Watch) -> None:
    day, _ = agreed()
    agreements.heard(day.family.child_id, day.family.parent_id, agreements.teacher(day))
    asks(day)
    phone = Phone(portal, day.family.parent_id).waits()
    watch.set("2026-11-25 12:00")  # the question is over
    phone.reply("1")
    phone.reply("yes")
    assert len(signed()) == 1


def test_nobody_is_asked_who_may_not_sign_or_be_texted(portal: Flask, watch: Watch) -> None:
    day, _ = agreed()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    agreements.heard(child_id, parent_id, agreements.teacher(day))
    with act() as session:
        tie = session.scalars(select(Guardianship).filter_by(parent_id=parent_id)).one()
        tie.may_sign = False
    assert not asks(day)
    with act() as session:
        tie = session.scalars(select(Guardianship).filter_by(parent_id=parent_id)).one()
        tie.may_sign, tie.gets_texts = True, False
    assert not asks(day)
    watch.set("2026-11-09 16:00")
    assert signing_by_text.to_ask() == []
    with act() as session:
        session.scalars(select(Guardianship).filter_by(parent_id=parent_id)).one().gets_texts = True
        contact.stop_texts(parent_id, make.by(parent_id))
    assert (asks(day), signing_by_text.to_ask()) == (False, [])


def test_no_contact_between_question_and_answer_and_they_hear_nothing(
    portal: Flask, watch: Watch
) -> None:
    day, _ = agreed()
    make.sibling(day.family.parent_id)
    child_id, parent_id = day.family.child_id, day.family.parent_id
    agreements.heard(child_id, parent_id, agreements.teacher(day))
    asks(day)
    phone = Phone(portal, parent_id).waits()
    with act() as session:
        tie = session.scalars(
            select(Guardianship).filter_by(parent_id=parent_id, child_id=child_id)
        ).one()
        tie.no_contact = True
    for reply in ("1", "3", "4"):
        phone.reply(reply)
    assert (phone.texts[1:], signed(), tasks()) == ([], [], [])


def test_a_strangers_one_signs_nothing(portal: Flask, watch: Watch) -> None:
    day, _ = agreed()
    agreements.heard(day.family.child_id, day.family.parent_id, agreements.teacher(day))
    asks(day)
    phone = Phone(portal, day.family.parent_id).waits()
    assert text_in(portal, "+447700900001", "1") == 200
    work(portal)
    assert signed() == []
    phone.reply("Wrong number")
    phone.reply("1")
    assert signed() == []


def test_who_left_without_signing_is_asked_once_at_four(portal: Flask, watch: Watch) -> None:
    day, _ = agreed()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    other = make.family("Layla", ("Sara",), class_id=day.class_id)
    make.target(other.child_id, sentence=SENTENCE)
    agreements.heard(child_id, parent_id, agreements.teacher(day))
    agreements.heard(other.child_id, other.parent_id, agreements.teacher(day))
    agreements.parent_signs(other.child_id, other.parent_id)
    phone, signer = Phone(portal, parent_id), Phone(portal, other.parent_id)
    watch.set("2026-11-09 15:59")
    assert phone.waits().texts == []
    watch.set("2026-11-09 16:00")
    assert phone.waits().texts == [question(date(2026, 11, 9))]
    for later in ("2026-11-09 19:00", "2026-11-10 16:00", "2026-11-12 16:00", "2026-11-17 16:00"):
        watch.set(later)
        assert phone.waits().texts[1:] == []
    assert signer.texts == []


def test_who_heard_it_in_the_evening_is_asked_the_next_day(portal: Flask, watch: Watch) -> None:
    watch.set("2026-11-10 19:30")
    day, _ = agreed()
    agreements.heard(day.family.child_id, day.family.parent_id, agreements.teacher(day))
    phone = Phone(portal, day.family.parent_id).waits()
    watch.set("2026-11-11 15:59")
    assert phone.waits().texts == []
    watch.set("2026-11-11 16:00")
    assert phone.waits().texts == [question(date(2026, 11, 10))]


def test_it_waits_while_another_question_is_open(portal: Flask, watch: Watch) -> None:
    day, _ = agreed()
    parent_id = day.family.parent_id
    make.booked(day)
    agreements.heard(day.family.child_id, parent_id, agreements.teacher(day))
    watch.set("2026-11-19 17:00")
    phone = Phone(portal, parent_id).waits()
    assert not asks(day)
    watch.set("2026-11-19 17:30")
    phone.reply("1")
    watch.set("2026-11-19 18:00")
    assert asks(day)


def test_who_is_not_in_the_room_gets_the_link_to_read_and_sign(portal: Flask, watch: Watch) -> None:
    day, target_id = agreed()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    for _ in range(2):
        with act():
            assert signing_by_text.send_link(parent_id, child_id)
    phone = Phone(portal, parent_id).waits()
    assert phone.texts == [f"Please read and sign the plan for Yusuf: {page(parent_id)}/plan"]
    agreements.others_sign(day, child_id)
    agreements.parent_signs(child_id, parent_id)
    with act():
        assert not signing_by_text.send_link(parent_id, child_id)
        other = Shared(wordings.own("I will look after my blue folder."), LOOK_BACK)
        targets.change(target_id, other, agreements.teacher(day))
    with act():
        assert signing_by_text.send_link(parent_id, child_id)
    assert len(phone.waits().texts) == 2
    assert signed() == [(parent_id, SignedBy.LINK, "en", "")]


def test_no_link_to_what_they_cannot_read_and_none_to_who_gets_no_texts(
    portal: Flask, watch: Watch
) -> None:
    day, target_id = agreed(tag="ur")
    child_id, parent_id = day.family.child_id, day.family.parent_id
    with pytest.raises(Refused) as refused, act():
        signing_by_text.send_link(parent_id, child_id)
    assert refused.value.reason == Reason.NOT_IN_LANGUAGE
    agreements.in_urdu(target_id)
    with act():
        contact.stop_texts(parent_id, make.by(parent_id))
        assert not signing_by_text.send_link(parent_id, child_id)
    assert Phone(portal, parent_id).waits().texts == []


# -- halfway -----------------------------------------------------------------------------------


def test_halfway_each_parent_who_signed_is_asked_once(portal: Flask, watch: Watch) -> None:
    day, phone, _ = in_force(portal)
    family = make.family("Layla", ("Sara", "Omar"), class_id=day.class_id)
    make.target(family.child_id, sentence=SENTENCE, look_back_on=LOOK_BACK)
    agreements.others_sign(day, family.child_id)
    agreements.parent_signs(family.child_id, family.parent_ids[0])
    sara, omar = (Phone(portal, one) for one in family.parent_ids)
    for early in ("2026-12-10 16:00", "2026-12-11 15:29", "2026-12-11 18:30", "2026-12-12 16:00"):
        watch.set(early)
        assert phone.waits().texts == []
    watch.set("2026-12-14 15:30")
    asked = plan_texts.check_in(language("en"), child="Yusuf")
    assert phone.waits().texts == [asked]
    assert asked == (
        "How is the plan for Yusuf going? Reply:\n"
        "1 going well\n2 a bit hard\n3 stuck, please ring\n4 read it to me"
    )
    assert sara.texts == [plan_texts.check_in(language("en"), child="Layla")]
    assert omar.texts == []
    for later in ("2026-12-14 18:00", "2026-12-15 16:00", "2027-01-04 16:00"):
        watch.set(later)
        assert phone.waits().texts[1:] == []
    rows = db.session.scalars(select(CheckIn.look_back_on)).all()
    assert rows == [LOOK_BACK, LOOK_BACK]


def asked_how(portal: Flask, watch: Watch, tag: str | None = None) -> tuple[make.Evening, Phone]:
    day, phone, _ = in_force(portal, tag=tag)
    watch.set("2026-12-11 15:30")
    assert phone.waits().texts == [plan_texts.check_in(language(tag), child="Yusuf")]
    return day, phone


@pytest.mark.parametrize(
    ("reply", "going", "answer"),
    [
        ("1", Going.WELL, "Thank you. That is good to hear."),
        ("a bit hard", Going.HARD, "Thank you for telling us. Every small step helps."),
    ],
)
def test_how_it_goes_is_written_down(
    portal: Flask, watch: Watch, reply: str, going: Going, answer: str
) -> None:
    day, phone = asked_how(portal, watch)
    phone.reply(reply)
    assert phone.texts[1:] == [answer]
    assert [one.going for one, _ in check_ins.of_child(day.family.child_id)] == [going]
    (row,) = db.session.scalars(select(CheckIn)).all()
    assert (row.face, row.asked_at, row.look_back_on) == (Face.TEXT, clock.now(), LOOK_BACK)
    assert tasks() == []


def test_stuck_reaches_the_teacher(portal: Flask, watch: Watch) -> None:
    day, phone = asked_how(portal, watch)
    phone.reply("3")
    due = date(2026, 12, 15)
    assert phone.texts[1:] == ["Thank you for telling us. Miss Khan will ring you by Tue 15 Dec."]
    assert tasks() == [(TaskKind.STUCK, day.family.parent_id, day.teacher_id, due)]


def test_read_it_to_me_reads_it_and_asks_again(portal: Flask, watch: Watch) -> None:
    day, phone = asked_how(portal, watch, "ur")
    phone.reply("۴")
    own = language("ur")
    read = f"{IN_URDU[SENTENCE]}\n{own.gettext('At home:')}\n- {IN_URDU[HOME]}"
    assert phone.texts[1:] == [read, plan_texts.check_in(own, child="Yusuf", reads=False)]
    kinds = db.session.scalars(select(OutText.kind).order_by(OutText.id)).all()
    assert kinds == [Kind.CHECK_IN, Kind.READ_OUT, Kind.CHECK_IN]
    watch.set("2026-12-11 15:40")
    phone.reply("2")
    assert [one.going for one, _ in check_ins.of_child(day.family.child_id)] == [Going.HARD]


def test_what_is_not_in_their_language_is_read_to_them_by_a_person(
    portal: Flask, watch: Watch
) -> None:
    day, _target = agreed(tag="ur")
    child_id, parent_id = day.family.child_id, day.family.parent_id
    agreements.heard(child_id, parent_id, agreements.teacher(day), "ur")
    agreements.others_sign(day, child_id)
    agreements.parent_signs(child_id, parent_id, "ur")
    watch.set("2026-12-11 15:30")
    phone = Phone(portal, parent_id).waits()
    phone.reply("4")
    will = plan_texts.will_read(language("ur"), teacher="Miss Khan", day=date(2026, 12, 15))
    assert phone.texts[1:] == [will]
    assert [kind for kind, *_ in tasks()] == [TaskKind.READ_TO]


def test_who_said_so_on_their_page_lately_is_not_asked(portal: Flask, watch: Watch) -> None:
    day, phone, _ = in_force(portal)
    watch.set("2026-12-08 10:00")
    with act():
        check_ins.say(
            day.family.parent_id, day.family.child_id, Going.WELL, make.by(day.family.parent_id)
        )
    watch.set("2026-12-11 16:00")
    assert phone.waits().texts == []


def test_a_new_version_is_asked_about_when_it_is_signed(portal: Flask, watch: Watch) -> None:
    day, phone, target_id = in_force(portal)
    watch.set("2026-12-01 10:00")
    with act():
        other = Shared(wordings.own("I will look after my blue folder."), LOOK_BACK)
        targets.change(target_id, other, agreements.teacher(day))
    watch.set("2026-12-11 16:00")
    assert phone.waits().texts == []
    agreements.others_sign(day, day.family.child_id)
    agreements.parent_signs(day.family.child_id, day.family.parent_id)
    watch.set("2026-12-14 16:00")
    assert phone.waits().texts == []  # halfway is later now
    watch.set("2026-12-28 16:00")
    assert len(phone.waits().texts) == 1


def test_two_children_are_asked_about_one_after_the_other(portal: Flask, watch: Watch) -> None:
    day, phone, _ = in_force(portal)
    sister = make.sibling(day.family.parent_id, class_id=day.class_id)
    make.target(sister, sentence=SENTENCE, look_back_on=LOOK_BACK)
    agreements.others_sign(day, sister)
    agreements.parent_signs(sister, day.family.parent_id)
    watch.set("2026-12-11 16:00")
    phone.waits()
    assert len(phone.texts) == 1
    phone.reply("1")
    assert len(phone.texts) == 3
    phone.reply("2")
    said = {
        child_id: [one.going for one, _ in check_ins.of_child(child_id)]
        for child_id in (day.family.child_id, sister)
    }
    assert said == {day.family.child_id: [Going.WELL], sister: [Going.HARD]}


# -- dates and good news -----------------------------------------------------------------------


def test_when_the_next_texts_about_a_plan_will_come(portal: Flask, watch: Watch) -> None:
    day, phone, _ = in_force(portal)
    parent_id = day.family.parent_id
    stranger = make.family("Layla", ("Sara",), class_id=day.class_id).parent_id
    friday = clock.at(date(2026, 12, 11), time(15, 30))
    assert [check_in_texts.next_time(ids) for ids in ([], [parent_id], [stranger])] == [
        friday,
        friday,
        None,
    ]
    before = clock.at(date(2027, 1, 8), time(15, 30))
    assert [coming_up.next_look_back(ids) for ids in ([], [parent_id], [stranger])] == [
        before,
        before,
        None,
    ]
    watch.set("2026-12-11 15:30")
    phone.waits()
    assert (check_in_texts.next_time(), coming_up.next_look_back()) == (None, before)
    watch.set("2027-01-08 15:30")
    assert coming_up.next_look_back() is None


def test_the_day_of_looking_back_gets_one_reminder(portal: Flask, watch: Watch) -> None:
    day, phone, _ = in_force(portal)
    parent_id = day.family.parent_id
    watch.set("2026-12-11 16:00")
    phone.waits().reply("1")
    for early in ("2027-01-07 16:00", "2027-01-08 15:29"):
        watch.set(early)
        assert phone.waits().texts[2:] == []
    watch.set("2027-01-08 15:30")
    reminder = plan_texts.look_back_soon(language("en"), child="Yusuf", day=LOOK_BACK)
    assert phone.waits().texts[2:] == [linked(reminder, parent_id)]
    assert phone.last_text == (
        f"On Tue 12 Jan we look back on the plan for Yusuf. See it here: {page(parent_id)}/plan"
    )
    for later in ("2027-01-11 16:00", "2027-01-12 16:00"):
        watch.set(later)
        assert phone.waits().texts[3:] == []


def test_a_step_at_home_with_a_day_gets_one_too_unless_it_is_done(
    portal: Flask, watch: Watch
) -> None:
    day, target_id = agreed()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    step_day = date(2026, 11, 20)
    with act():
        steps = [
            Says(wordings.own("We buy a folder."), step_day),
            Says(wordings.own("We buy a bag."), date(2026, 11, 27)),
        ]
        targets.agree_at_home(target_id, parent_id, steps, agreements.teacher(day))
    agreements.others_sign(day, child_id)
    agreements.parent_signs(child_id, parent_id)
    phone = Phone(portal, parent_id)
    watch.set("2026-11-18 15:30")
    reminder = plan_texts.step_soon(language("en"), child="Yusuf", day=step_day)
    assert phone.waits().texts == [linked(reminder, parent_id)]
    with act():
        part = targets.home_part_of(target_id, parent_id)
        assert part is not None
        targets.tick(targets.steps_of(home_part_ids=[part.id])[1].id, True, make.by(parent_id))
    watch.set("2026-11-25 15:30")
    assert coming_up.due() == []
    assert phone.waits().texts[1:] == []


def test_a_met_target_is_good_news_for_each_parent_who_may_be_texted(
    portal: Flask, watch: Watch
) -> None:
    day = make.evening()
    family = make.family("Layla", ("Sara", "Omar", "Ben"), class_id=day.class_id)
    sara, omar, ben = family.parent_ids
    target_id = make.target(family.child_id, (sara, HOME), sentence=SENTENCE)
    with act() as session:
        contact.stop_texts(omar, make.by(omar))
        session.scalars(select(Guardianship).filter_by(parent_id=ben)).one().no_contact = True
    watch.set("2026-11-13 18:10")  # Friday, too late for today
    for told in (True, False):
        with act():
            assert milestones.tell_met(target_id, agreements.teacher(day)) is told
    phones = [Phone(portal, one) for one in family.parent_ids]
    for early in ("2026-11-13 18:20", "2026-11-14 16:00", "2026-11-16 15:29"):
        watch.set(early)
        work(portal)
        assert [one.texts for one in phones] == [[], [], []]
    watch.set("2026-11-16 15:30")
    work(portal)
    assert [one.texts for one in phones] == [
        [
            "Good news from Oak Lane, Fri 13 Nov: Layla has done what we agreed on in a talk."
            f" Miss Khan\n{page(sara)}/news"
        ],
        [],
        [],
    ]


def test_news_that_is_not_true_after_all_is_called_back(portal: Flask, watch: Watch) -> None:
    day, target_id = agreed()
    with act():
        milestones.tell_met(target_id, agreements.teacher(day))
        milestones.not_met(target_id, agreements.teacher(day))
    watch.set("2026-11-09 16:00")
    assert Phone(portal, day.family.parent_id).waits().texts == []


def test_sweeps_done_twice_change_nothing(portal: Flask, watch: Watch) -> None:
    day, _phone, _ = in_force(portal)
    watch.set("2026-12-11 16:00")
    work(portal)
    before = db.session.scalars(select(OutText.id)).all()
    with act():
        assert not signing_by_text.ask_who_left((day.family.parent_id, day.family.child_id))
    work(portal)
    assert db.session.scalars(select(OutText.id)).all() == before
