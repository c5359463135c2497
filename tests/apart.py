"""One child and four adults of whom none may learn of another: a separated pair, and two who must
not be contacted about the child, with every kind of row there is about each of them.

Each adult has a stem of their own, in their name and in all they wrote and were written: so
whatever speaks of them anywhere is found by it. One of the barred has another child and is still
served.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal import clock
from portal.db import act, db
from portal.domain import (
    booking,
    calling_off,
    changes_wanted,
    check_ins,
    holds,
    inbox,
    no_contact,
    office_note,
    outbox,
    promised_help,
    records,
    talking,
    upsets,
    waitlist,
    who_came,
    wishes,
    worries,
)
from portal.domain import news_answers as answers_to_news
from portal.domain.booking import Answers
from portal.domain.check_ins import Going
from portal.domain.creche import Age, IfFull, LittleOne
from portal.domain.history import By, Face
from portal.domain.invitations import Invitation
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Guardianship, Role
from portal.domain.promised_help import HelpKind, PromisedHelp
from portal.domain.records import Part
from portal.domain.tasks import Task, TaskKind, ask_office
from portal.domain.upset import UpsetTalk, What
from portal.domain.upsets import Happening
from tests import agreements, make, praised
from tests.addresses import Day, school_day, token_of
from tests.browsing import CheckingClient
from tests.conftest import Watch

CHILD = "Quillon"
SIBLING = "Zinnia"
REASON = "Nonmolestation order of the third of May"
"""Why one of them must not be contacted: for the safeguarding lead's eyes alone."""


class Quick(CheckingClient):
    """A browser that looks at no page's HTML: others do that, and here are very many."""

    def __init__(self, portal: Flask) -> None:
        super().__init__(portal, portal.response_class)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return self._open(*args, **kwargs)


@dataclass
class Adult:
    """One of the four, by id, and what speaks of them. `stem`: in the name; `words`: in all that
    was written by or to them about the child. `phone` was opened and remembered before the hold."""

    stem: str
    words: str
    parent_id: int
    number: str
    time: str
    phone: CheckingClient
    token: str
    ids: dict[str, int | str] = field(default_factory=dict)

    @property
    def marks(self) -> tuple[str, ...]:
        """All that speaks of this adult, in lower case."""
        national = f"0{self.number[3:]}"
        shown = f"{national[:5]} {national[5:]}"
        return (self.stem.lower(), self.words.lower(), self.number, national, shown, *self._time)

    @property
    def secret(self) -> tuple[str, ...]:
        """What was written by or to them about the child."""
        return (self.words.lower(), *self._time)

    @property
    def _time(self) -> tuple[str, ...]:
        """When their talk is; the times of those who are barred are free for anybody."""
        return (self.time,) if self.stem in ("Marigold", "Ferdinand") else ()


@dataclass
class Apart:
    """The whole. `day`: the rest of the school, with a value for every argument of a route."""

    day: Day
    child_id: int
    mother: Adult
    father: Adult
    served: Adult
    """Barred about the child; about the sibling they are served like anybody."""
    closed: Adult
    """Barred, and with no other child."""
    staff: dict[str, int]

    @property
    def adults(self) -> list[Adult]:
        return [self.mother, self.father, self.served, self.closed]


NAMES = (
    ("Marigold", "marzipan", "11:03"),
    ("Ferdinand", "ferrywheel", "13:13"),
    ("Balthazar", "balustrade", "15:23"),
    ("Casimir", "cassowary", "17:33"),
)


def school(portal: Flask, watch: Watch) -> Apart:
    """Everything has happened; at the end contact with two of the four is held."""
    day = school_day()
    evening = day.evening
    family = make.family(
        CHILD,
        tuple(stem for stem, _, _ in NAMES),
        class_id=evening.class_id,
        surname="Underhill",
        birthday=(14, 3),
    )
    child_id = family.child_id
    make.sibling(family.parent_ids[2], SIBLING, class_id=evening.class_id)
    adults = [
        _adult(portal, parent_id, *name)
        for parent_id, name in zip(family.parent_ids, NAMES, strict=True)
    ]
    _talks_of_september(watch, evening, child_id, adults)
    make.creche("2026-11-25", "09:00", "19:00", area=90, adults=4)
    without_times = make.round_(name="Talks without times")
    to_ring = make.round_(name="Talks to ring about")
    for adult in adults:
        _asked_and_booked(evening, child_id, adult)
        _waits_and_wants_a_call(evening, child_id, adult, without_times, to_ring)
    _agreed(evening, child_id, adults)
    _fell_through(child_id, adults)
    for adult in adults:
        _all_else(evening, child_id, adult)
    _good_news(evening, child_id, adults)
    for adult in adults:
        _ids_of(child_id, adult)
    lead = make.staff("Mr Hale", Role.SAFEGUARDING)
    for adult in adults[2:]:
        with act():
            no_contact.hold(adult.parent_id, child_id, make.OFFICE)
        with act():
            tie_id = int(adult.ids["tie_id"])
            holds.confirm(tie_id, REASON, None, By(Face.DESK, staff_id=lead))
    return Apart(day, child_id, *adults, staff=_staff(evening, lead))


def _staff(evening: make.Evening, lead: int) -> dict[str, int]:
    other = db.session.scalars(select(make.Staff.id).where(make.Staff.name == "Mr Evans")).one()
    return {
        "office": make.staff("Mrs Green", Role.OFFICE),
        "key teacher": evening.teacher_id,
        "other teacher": other,
        "crèche lead": make.staff("Ms Bird", Role.CRECHE),
        "lead": make.staff("Mr Okafor", Role.LEAD),
        "safeguarding lead": lead,
    }


def _adult(portal: Flask, parent_id: int, stem: str, words: str, time: str) -> Adult:
    phone = Quick(portal)
    token = token_of(parent_id)
    given = phone.send(f"/t/{token}/birthday?to=plan", {"day": "14", "month": "3", "only": "yes"})
    assert given.status_code == 303, stem
    return Adult(stem, words, parent_id, make.number_of(parent_id), time, phone, token)


def _talks_of_september(
    watch: Watch, evening: make.Evening, child_id: int, adults: list[Adult]
) -> None:
    """Each has come to a talk, and of each there is a record."""
    now = watch.moment
    watch.set("2026-09-20 10:00")
    round_id = make.round_(name="September talks", class_ids=(evening.class_id,))
    slots = make.cover(round_id, evening.teacher_id, "2026-09-29", "08:00", "18:00", room="Room 2")
    by = agreements.teacher(evening)
    talks = []
    for at, adult in enumerate(adults):
        asked = make.invitation(round_id, child_id, adult.parent_id, evening.teacher_id)
        with act():
            talks.append(booking.book(asked, slots[at * 5], make.by(adult.parent_id)).id)
    watch.set("2026-09-29 18:30")
    for adult, talk in zip(adults, talks, strict=True):
        with act():
            who_came.mark(talk, True, by)
            record_id = records.open_record(talk, by).id
            for part in (Part.GOING_WELL, Part.WORRIES, Part.PARENT_ONLY, Part.STAFF_ONLY):
                records.save(record_id, part, f"{adult.words} {part}", 0, by)
        adult.ids["past"] = talk
    watch.moment = now


def _asked_and_booked(evening: make.Evening, child_id: int, adult: Adult) -> None:
    """A talk to come with a little one, an interpreter and a wish."""
    parent_id, by = adult.parent_id, make.by(adult.parent_id)
    round_id = int(evening.round_id)
    hour, minute = map(int, adult.time.split(":"))
    (slot,) = make.cover(
        round_id,
        evening.teacher_id,
        "2026-11-25",
        adult.time,
        f"{hour:02}:{minute + 20:02}" if minute < 40 else f"{hour + 1:02}:{minute - 40:02}",
        room="Room 4",
        minutes=20,
    )
    asked = make.invitation(round_id, child_id, parent_id, evening.teacher_id)
    answers = Answers(
        interpreter=f"{adult.words}ish",
        lift=True,
        little_ones=[LittleOne(f"{adult.words.title()}ette", Age.TWO, f"{adult.words} allergy")],
    )
    with act():
        held = booking.hold(asked, slot, by)
        booking.fill_in(held.id, answers, IfFull.WAIT, by)
        booking.confirm(held.id, by)
        wishes.say(held.id, f"{adult.words} wish", by)
        office_note.write(held.id, f"{adult.words} note", make.OFFICE)
    adult.ids |= {"invitation_id": asked, "booking_id": held.id}


def _waits_and_wants_a_call(
    evening: make.Evening, child_id: int, adult: Adult, without_times: int, to_ring: int
) -> None:
    """They wait for a time in one round, and asked to be rung in another."""
    parent_id = adult.parent_id
    waits = make.invitation(without_times, child_id, parent_id, evening.teacher_id)
    with act():
        waitlist.wait(waits, make.by(parent_id))
    rung = make.invitation(to_ring, child_id, parent_id, evening.teacher_id)
    with act() as session:
        session.get_one(Invitation, rung).wants_call_at = clock.now()


def _agreed(evening: make.Evening, child_id: int, adults: list[Adult]) -> None:
    """A target of the child with a part at home of each, heard and signed by all; each has said how
    it goes and what they would like changed."""
    home = [(adult.parent_id, f"We do {adult.words} at home.") for adult in adults]
    make.offered(child_id, *home)
    by = agreements.teacher(evening)
    for adult in adults:
        agreements.heard(child_id, adult.parent_id, by)
        agreements.parent_signs(child_id, adult.parent_id)
    agreements.others_sign(evening, child_id)
    for adult in adults:
        with act():
            check_ins.say(adult.parent_id, child_id, Going.STUCK, make.by(adult.parent_id))
        with act():
            changes_wanted.want_change(
                adult.parent_id, child_id, f"{adult.words} change", make.by(adult.parent_id)
            )


def _fell_through(child_id: int, adults: list[Adult]) -> None:
    """Another teacher is away: each had a talk, is told, and chooses first from new times."""
    teacher_id = make.staff("Mrs Frost")
    round_id = make.round_(name="Talks about music")
    slots = make.cover(round_id, teacher_id, "2026-11-26", "08:00", "18:00", room="Room 9")
    make.cover(round_id, teacher_id, "2026-12-01", "08:00", "18:00", room="Room 9")
    for at, adult in enumerate(adults):
        asked = make.invitation(round_id, child_id, adult.parent_id, teacher_id)
        with act():
            booking.book(asked, slots[at * 5], make.by(adult.parent_id))
    away = date(2026, 11, 26)
    with act():
        upset_id = upsets.happen(Happening(What.AWAY, away, away, teacher_id), make.OFFICE)
    for row_id in calling_off.to_call_off():
        with act():
            calling_off.call_off(row_id)
    for adult in adults:
        row = db.session.scalars(
            select(UpsetTalk.id).filter_by(upset_id=upset_id, parent_id=adult.parent_id)
        ).one()
        adult.ids |= {"upset_id": upset_id, "row_id": row}


def _all_else(evening: make.Evening, child_id: int, adult: Adult) -> None:
    """Texts each way, words on a page, tasks, help, a worry, an idea."""
    parent_id, by = adult.parent_id, make.by(adult.parent_id)
    desk = agreements.teacher(evening)
    with act():
        inbox.write_down(parent_id, f"{adult.words} on a page", child_id=child_id)
        talking.ask_to_talk(parent_id, child_id, by)
        ask_office(
            TaskKind.CALL, parent_id=parent_id, child_id=child_id, words=f"{adult.words} call"
        )
        ask_office(TaskKind.TEXT_FAILED, parent_id=parent_id, child_id=child_id)
        ask_office(
            TaskKind.TALK,
            parent_id=parent_id,
            child_id=child_id,
            words=f"{adult.words} to say",
            staff_id=evening.teacher_id,
        )
        promised_help.promise(
            HelpKind.LIFT, child_id, parent_id, f"{adult.words} lift", clock.today(), desk
        )
        worries.tell(child_id, parent_id, worries.Topic.HOMEWORK, worries.How.PHONE, desk)
        for state in (TextState.SENT, TextState.QUEUED):
            made = outbox.queue(
                kind=Kind.REPLY,
                to=adult.number,
                language="en",
                body=f"{adult.words} in a text",
                parent_id=parent_id,
                child_id=child_id,
            )
            db.session.execute(update(OutText).where(OutText.id == made).values(state=state))
    adult.ids["idea_id"] = praised.idea(parent_id, child_id, "one-good-thing")
    _late_help(parent_id, desk)


def _late_help(parent_id: int, desk: By) -> None:
    """What they were promised was to be arranged by yesterday."""
    with act() as session:
        mine = PromisedHelp.parent_id == parent_id
        session.execute(update(PromisedHelp).where(mine).values(owner_id=desk.staff_id))


def _good_news(evening: make.Evening, child_id: int, adults: list[Adult]) -> None:
    ids = [adult.parent_id for adult in adults]
    news_id = praised.news(child_id, *ids, by_id=evening.teacher_id)
    for adult in adults:
        adult.ids["news_id"] = news_id
        by = make.by(adult.parent_id)
        with act():
            answers_to_news.heart(adult.parent_id, news_id, by)
            answers_to_news.say(adult.parent_id, news_id, f"{adult.words} thanks", by)


def _ids_of(child_id: int, adult: Adult) -> None:
    """Their own row for every argument of a route that can be theirs."""
    mine = {"parent_id": adult.parent_id}
    tie = select(Guardianship.id).filter_by(**mine, child_id=child_id)
    words = select(inbox.InText.id).filter_by(**mine, child_id=child_id)
    adult.ids |= {
        "token": adult.token,
        "parent_id": adult.parent_id,
        "child_id": child_id,
        "tie_id": db.session.scalars(tie).one(),
        "help_id": db.session.scalars(select(PromisedHelp.id).filter_by(**mine)).first() or 0,
        "text_id": db.session.scalars(words).first() or 0,
        "task_id": db.session.scalars(select(Task.id).filter_by(**mine, kind=TaskKind.CALL)).first()
        or 0,
        "worry_id": db.session.scalars(select(worries.WorryTold.id).filter_by(**mine)).first() or 0,
    }
