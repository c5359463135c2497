"""A talk to prepare, a term after an earlier one: Yusuf, whose mother comes now and whose father
came and comes on his own, in the class of Miss Khan, where Mr Doyle and Ms Ward help."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal import clock
from portal.db import act, db
from portal.domain import (
    barrier_facts,
    booking,
    check_ins,
    class_words,
    look_backs,
    praising,
    preparing,
    promised_help,
    pupil,
    records,
)
from portal.domain.barriers import PupilData
from portal.domain.check_ins import Going
from portal.domain.class_words import About, Three, ToCome
from portal.domain.history import By, Face
from portal.domain.inbox import CameBy
from portal.domain.look_backs import InTheWay, Result, Then
from portal.domain.people import ClassStaff, Role, Staff
from portal.domain.praising import Wanted
from portal.domain.preparing import Sheet
from portal.domain.promised_help import Help, HelpKind
from portal.domain.pupil import PupilSays
from portal.domain.records import Part
from portal.domain.wishes import Wish
from tests import make
from tests.conftest import Watch


@dataclass
class Prepared:
    """By id. `booking_id`: the mother's talk on 24 November at 15:00; `before`: hers and the
    father's of 29 September; the clock shows 19 November, 10:00."""

    teacher_id: int
    class_id: int
    round_id: int
    child_id: int
    mother: int
    father: int
    booking_id: int
    before: dict[int, int]
    doyle: int
    ward: int
    slot_ids: list[int]


def colleague(class_id: int, name: str, *roles: Role) -> int:
    """Somebody who teaches or helps in this class."""
    staff_id = make.staff(name, *roles)
    with act() as session:
        session.add(ClassStaff(class_id=class_id, staff_id=staff_id))
    return staff_id


def booked(round_id: int, child_id: int, parent_id: int, teacher_id: int, slot_id: int) -> int:
    """This parent is invited and has booked this slot; the booking's id."""
    invited = make.invitation(round_id, child_id, parent_id, teacher_id)
    with act():
        return booking.book(invited, slot_id, make.by(parent_id)).id


def school(watch: Watch) -> Prepared:
    """The school day before anybody has prepared anything, with neighbours that must not match."""
    watch.set("2026-09-20 10:00")
    teacher = make.staff()
    class_id = make.school_class(teacher_id=teacher)
    doyle, ward = colleague(class_id, "Mr Doyle"), colleague(class_id, "Ms Ward")
    family = make.family("Yusuf", ("Ayesha", "Karim"), class_id=class_id)
    mother, father = family.parent_ids
    noise_teacher = make.staff("Mr Evans")
    noise_class = make.school_class("Year 6 Yew", noise_teacher)
    noise = make.family("Zofia", ("Katarzyna",), class_id=noise_class, surname="Nowak")
    summer = make.round_(name="September talks", class_ids=(class_id,))
    old = make.cover(summer, teacher, "2026-09-29")
    before = {
        parent_id: booked(summer, family.child_id, parent_id, teacher, old[at * 4])
        for at, parent_id in enumerate((mother, father))
    }
    watch.set("2026-11-19 10:00")
    round_id = make.round_(class_ids=(class_id, noise_class))
    noise_slots = make.cover(round_id, noise_teacher, room="Room 6")
    booked(round_id, noise.child_id, noise.parent_id, noise_teacher, noise_slots[0])
    slot_ids = make.cover(round_id, teacher)
    booking_id = booked(round_id, family.child_id, mother, teacher, slot_ids[0])
    return Prepared(
        teacher_id=teacher,
        class_id=class_id,
        round_id=round_id,
        child_id=family.child_id,
        mother=mother,
        father=father,
        booking_id=booking_id,
        before=before,
        doyle=doyle,
        ward=ward,
        slot_ids=slot_ids,
    )


def desk(staff_id: int) -> By:
    return By(Face.DESK, staff_id=staff_id)


def person(staff_id: int) -> Staff:
    return db.session.get_one(Staff, staff_id)


def may_say(staff_id: int, child_id: int) -> ToCome:
    found = class_words.may_say(person(staff_id), child_id)
    assert found is not None
    return found


def says(staff_id: int, child_id: int, kind: About, words: str = "") -> None:
    with act():
        class_words.say(may_say(staff_id, child_id), kind, words, desk(staff_id))


def typed(staff_id: int, child_id: int, *three: str, seen: int = 0) -> None:
    with act():
        about = may_say(staff_id, child_id)
        class_words.keep_sentences(about, Three(*three), seen, desk(staff_id))


def looked_back(
    day: Prepared, target_id: int, parent_id: int, result: Result, helped: str, then: Then
) -> None:
    """In the talk of September with this parent."""
    with act():
        talk = records.open_record(day.before[parent_id], desk(day.teacher_id))
        look_backs.look_back(
            target_id,
            talk.id,
            result,
            then,
            desk(day.teacher_id),
            helped=helped,
            in_the_way=[InTheWay.TIME],
        )


def noted(day: Prepared, parent_id: int, part: Part, words: str) -> None:
    """In the record of September's talk with this parent."""
    with act():
        talk = records.open_record(day.before[parent_id], desk(day.teacher_id))
        records.save(talk.id, part, words, 0, desk(day.teacher_id))


def praised(watch: Watch, day: Prepared, at: str, phrase: str, **facts: Any) -> None:
    """Good news about the child goes out on this day."""
    now = watch.moment
    watch.set(f"{at} 10:00")
    with act():
        praising.send([day.child_id], Wanted(phrase, **facts), day.teacher_id, desk(day.teacher_id))
    watch.moment = now


def full(watch: Watch, *, lines: int = 1, steps: int = 1, longer: int = 0) -> Prepared:
    """With everything on it: so many lines of colleagues and steps, each longer by so many
    letters."""
    day = school(watch)
    more = " abcdefgh" * (longer // 9)
    helpers = [day.doyle, day.ward]
    longest = "Mrs Montgomery-Featherstonehaugh"
    helpers += [colleague(day.class_id, f"{longest} {at}") for at in range(lines - 1)]
    for at, staff_id in enumerate(helpers[:lines]):
        says(staff_id, day.child_id, About.STRENGTH, f"Reads to others {at}{more}")
    says(day.doyle, day.child_id, About.WORRY, "Often tired, worry of Doyle")
    typed(day.doyle, day.child_id, "football" + more[:80], "dogs" + more[:80], "sums" + more[:80])
    for at in range(2):
        met = make.target(day.child_id, sentence=f"I will tidy my tray {at}.{more}")
        looked_back(day, met, day.mother, Result.MET, "", Then.STOP)
    for at in range(3):
        target = make.target(
            day.child_id,
            *[
                (day.mother, f"Mother helps {at}{more}"),
                (day.father, f"Father secretly helps {at}"),
            ],
            sentence=f"I will read for ten minutes {at}.{more}",
            child=tuple(f"I choose a book {at}{one}{more}" for one in range(steps)),
            school=tuple(f"We listen {at}{one}{more}" for one in range(steps)),
        )
        looked_back(day, target, day.father, Result.NOT_YET, "Only at dad’s", Then.KEEP)
        looked_back(day, target, day.mother, Result.NEARLY, "A quiet corner" + more, Then.KEEP)
        with act():
            pupil.say(target, PupilSays.DID_IT, desk(day.teacher_id))
    news = ("read-aloud", "tried-again", "tidied", "worked-hard", "helped-pupil")
    for at, phrase in enumerate(news[: lines + 1]):
        filled = "play" if phrase == "helped-pupil" else ""
        praised(watch, day, f"2026-11-{9 + at:02}", phrase, filled=filled)
    noted(day, day.mother, Part.PARENT_ONLY, "Kept for Ayesha alone")
    noted(day, day.father, Part.PARENT_ONLY, "Kept for Karim alone")
    noted(day, day.mother, Part.STAFF_ONLY, "Colleagues only: see Ms Reid")
    with act():
        check_ins.say(day.mother, day.child_id, Going.WELL, By(Face.TEXT, parent_id=day.mother))
        check_ins.say(day.father, day.child_id, Going.HARD, make.by(day.father))
    return day


def sheet(day: Prepared) -> Sheet:
    """As the teacher finds it."""
    found = records.talk_for(person(day.teacher_id), day.booking_id)
    assert found is not None
    return preparing.sheet(found, person(day.teacher_id))


def with_all(whole: Sheet, *, results: int = 2, wishes: int = 1, longer: int = 0) -> Sheet:
    """The same with much of what comes from other rooms."""
    more = " abcdefgh" * (longer // 9)
    measured = [
        barrier_facts.Result(f"Reading age {at}", "7 years 2 months", date(2026, 10, 12))
        for at in range(results)
    ]
    wish = Wish(
        "بستہ بہت بھاری ہے", "ur", "The bag is heavy" + more, False, clock.now(), CameBy.TEXT
    )
    return replace(
        whole,
        data=PupilData(91.0, date(2025, 11, 12), measured),
        wishes=[wish] * wishes,
        promised=promised(whole.talk.child_id, whole.talk.parent_id),
    )


def promised(child_id: int, parent_id: int) -> list[Help]:
    """A lift to the next talk, promised now if it was not."""
    if not promised_help.of_child(child_id, parent_id):
        with act():
            promised_help.promise(
                HelpKind.LIFT,
                child_id,
                parent_id,
                "A lift to the next talk",
                date(2026, 12, 1),
                make.OFFICE,
            )
    return promised_help.of_child(child_id, parent_id)
