"""The talks that the made-up school held the term before, with a few families: booked, held, one of
them missed; what was agreed and signed in the room, and what has been done since.

All of it through the same verbs as in a real school, each at its own time.
"""

from collections.abc import Sequence
from datetime import date, time, timedelta

from sqlalchemy import select

from portal.db import act, db
from portal.domain import (
    agreed,
    check_in_texts,
    cover,
    drafts,
    in_the_room,
    inviting,
    missed,
    planning,
    promised_help,
    pupil,
    records,
    reminders,
    signing_by_text,
    targets,
    ties,
    translating,
    who_came,
)
from portal.domain.bookings import Booking
from portal.domain.cover import CoverTimes, Released
from portal.domain.drafts import Draft, Line
from portal.domain.history import By, Face
from portal.domain.people import Child, Guardianship, Parent
from portal.domain.planning import RoundPlan
from portal.domain.pupil import PupilSays
from portal.domain.records import Part, ReadBack
from portal.domain.rounds import PaidBy, Way
from portal.domain.targets import Whose
from portal.languages import ENGLISH, Language, language
from portal.sample.booked import Talk, book, booked, invitation, staff_of
from portal.sample.earlier_words import HELD, Held, Plan
from portal.sample.moments import at, bring_texts, reply_by_text
from portal.wording import starters

ROUND = "Summer talks"
PUPILS = {
    "001201": "Yusuf",
    "001203": "Zofia",
    "001204": "Jack",
    "001211": "Dylan",
    "001217": "Cormac",
    "001225": "Hamza",
    "001229": "Beatriz",
    "001238": "Noah",
    "001259": "Leo",
}
"""The first children of the portal, by their numbers in the school's records."""
MISSED = ("C053", "Noah")
GRANDMOTHER = "C021"
"""She has no parental responsibility; the office says that she may come and sign."""
ROOMS = {"khan": "Room 4", "evans": "Room 6"}, {"khan": "Room 4", "patel": "Room 5"}
"""Who talks on the Tuesday and who on the Thursday, and where."""
HOW_IT_GOES = (("C034", "2"), ("C001", "2"), ("C002", "1"), ("C003", "1"), ("C021", "1"))
"""What parents reply halfway: 1 going well, 2 a bit hard. The others say nothing."""
DID_IT = (("C034", "Hamza"), ("C002", "Zofia"), ("C012", "Dylan"))
WEEKS = (13, 15, 12, 16)
"""How long before the coming talks, the best first: never over Christmas."""
AHEAD = timedelta(weeks=2)


def days_before(tuesday: date) -> tuple[date, date]:
    """The Tuesday and Thursday of the talks of before, about a term before this Tuesday."""
    for weeks in WEEKS:
        day = tuesday - timedelta(weeks=weeks)
        if not _is_over_christmas(day - AHEAD, day + timedelta(weeks=1)):
            break
    return day, day + timedelta(days=2)


def _is_over_christmas(begins: date, ends: date) -> bool:
    return any(begins <= date(year, 12, 25) <= ends for year in (begins.year, ends.year))


def take_place(before: tuple[date, date], look_back_on: date, office: By) -> None:
    """Invite, talk, and do what was agreed. The people are there; it is two weeks before."""
    with at(before[0] - AHEAD, "15:30"):
        _invite(before, office)
    with at(before[0] - timedelta(days=12), "17:30"):
        _book(before)
        bring_texts()
    with at(before[0] - timedelta(days=1), "17:00"):
        for due in reminders.due():
            with act():
                reminders.remind(due)
        bring_texts()
    _hold_all(before, 0, look_back_on)
    _miss(before[0])
    _hold_all(before, 1, look_back_on)
    with at(before[1], "18:45"):
        for pair in signing_by_text.to_ask():
            with act():
                signing_by_text.ask_who_left(pair)
        bring_texts()
    _work_on_it(before[1], look_back_on)


# -- invited and booked --------------------------------------------------------------------------


def _invite(before: tuple[date, date], office: By) -> None:
    children = select(Child.id).where(Child.first_name.in_(PUPILS.values()))
    query = select(Guardianship.id).join(Guardianship.parent)
    with act():
        tie_id = db.session.scalars(query.where(Parent.mis_id == GRANDMOTHER)).one()
        ties.switch(tie_id, invited=True, texts=True, may_sign=True, by=office)
    with act():
        round_id = planning.plan_round(
            RoundPlan(
                name=ROUND,
                opens_on=before[0] - AHEAD,
                closes_on=before[1],
                ways=(Way.IN_PERSON, Way.PHONE),
                child_ids=frozenset(db.session.scalars(children)),
            ),
            office,
        )
        for day, rooms in zip(before, ROOMS, strict=True):
            released = [Released(staff_of(who), room) for who, room in rooms.items()]
            times = CoverTimes(day, time(15, 30), time(18, 30), (), 0, PaidBy.NONE)
            cover.add_cover(round_id, times, released, office)
    with act():
        inviting.invite(round_id, office)
    bring_texts()


def _book(before: tuple[date, date]) -> None:
    talks = [Talk(one.who, one.child, before[one.day], one.begins, one.answers) for one in HELD]
    book(ROUND, [*talks, Talk(*MISSED, before[0], "17:00")])
    for who, child in (("C013", "Dylan"), ("C035", "Hamza"), ("C020", "Cormac")):
        invited = invitation(ROUND, who, child)
        with act():
            inviting.decline(invited.id, By(Face.WEB, parent_id=invited.parent_id))


def _miss(day: date) -> None:
    """Nobody came; the parent gets a kind text an hour later."""
    talk = booked(ROUND, *MISSED)
    with at(day, "17:20"), act():
        who_came.mark(talk.id, False, _teacher("khan"))
    with at(day, "18:25"):
        for due in missed.due():
            with act():
                missed.tell_one(due)
        bring_texts()


# -- held ----------------------------------------------------------------------------------------


def _teacher(username: str) -> By:
    return By(Face.DESK, staff_id=staff_of(username))


def _hold_all(before: tuple[date, date], day: int, look_back_on: date) -> None:
    for held in HELD:
        if held.day == day:
            with at(before[day], held.begins):
                _hold(held, look_back_on)


def _hold(held: Held, look_back_on: date) -> None:
    by, talk = _teacher(held.teacher), booked(ROUND, held.who, held.child)
    own = language(db.session.get_one(Parent, talk.parent_id).language)
    with act():
        who_came.mark(talk.id, True, by)
        record = records.open_record(talk.id, by)
        day = look_back_on.isoformat()
        for part, words in {**held.parts, Part.NEXT_TALK: day}.items():
            records.save(record.id, part, words, 0, by)
        for plan in held.plans:
            topic, draft = plan.topic, _draft(plan, look_back_on)
            drafts.make(talk.child_id, topic, draft, by, booking_id=talk.id)
        for kind, words in held.help.items():
            who = talk.child_id, talk.parent_id
            promised_help.promise(kind, *who, words, look_back_on, by, conversation_id=record.id)
        _translate(held, talk, own, by)
        records.read_back(record.id, ReadBack.YES, own.tag, by, interpreted_by=held.interpreter)
    with act():
        _sign(held, talk, own, by)


def _draft(plan: Plan, look_back_on: date) -> Draft:
    return Draft(
        _said(plan.target),
        look_back_on,
        _said(plan.how),
        _lines(plan.child),
        _lines(plan.school),
        _lines(plan.home),
    )


def _lines(sentences: Sequence[str]) -> list[Line]:
    return [Line(_said(one)) for one in sentences]


def _said(sentence: str) -> str:
    return starters.sentences(ENGLISH).get(sentence, sentence)


def _translate(held: Held, talk: Booking, own: Language, by: By) -> None:
    if held.translated:
        plan = agreed.for_parent(talk.child_id, talk.parent_id, own)
        for one in translating.own_sentences(plan, own):
            words = held.translated[one.english]
            translating.put_into(one.wording_id, own, words, held.translated_by, by)


def _sign(held: Held, talk: Booking, own: Language, by: By) -> None:
    """Teacher and child sign what all share; the parent signs, or wants to think it over."""
    shared = [one.key for one in agreed.shared(talk.child_id)]
    in_the_room.teacher_signs(talk.child_id, shared, by)
    in_the_room.child_signs(talk.child_id, shared, by)
    plan = agreed.for_parent(talk.child_id, talk.parent_id, own)
    keys = [one.key for one in plan]
    name = held.interpreter if own is ENGLISH else ""  # whoever reads it on the page needs nobody
    have = in_the_room.parent_signs if held.signs else in_the_room.parent_has_had
    have(talk.parent_id, talk.child_id, keys, by, own=own, read_out_by=name)


# -- done since ----------------------------------------------------------------------------------


def _work_on_it(since: date, look_back_on: date) -> None:
    """Some steps are ticked, parents say how it goes, and children that they did it."""
    with at(since + timedelta(weeks=3), "08:40"):
        for who, child in (*DID_IT, ("C003", "Jack")):
            _tick(who, child, Whose.SCHOOL)
        _tick("C034", "Hamza", Whose.CHILD)
    with at(since + timedelta(weeks=3), "19:10"):
        for who, child in (("C002", "Zofia"), ("C003", "Jack")):
            _tick(who, child, Whose.HOME)
    with at(since + timedelta(weeks=(look_back_on - since).days // 14 + 1), "16:30"):
        _ask_how_it_goes()
    with at(look_back_on - timedelta(weeks=3), "09:15"):
        for who, child in DID_IT:
            talk = booked(ROUND, who, child)
            first, by = targets.ongoing_ids(talk.child_id)[0], _at_school(talk)
            with act():
                pupil.say(first, PupilSays.DID_IT, by)


def _ask_how_it_goes() -> None:
    """The text of halfway, and some answers."""
    for due in check_in_texts.to_ask():
        with act():
            check_in_texts.ask(due)
    bring_texts()
    reply_by_text(HOW_IT_GOES)
    bring_texts()


def _tick(who: str, child: str, whose: Whose) -> None:
    """The first step of theirs in the first target is done."""
    talk = booked(ROUND, who, child)
    at_home = By(Face.WEB, parent_id=talk.parent_id)
    first, *_ = agreed.for_parent(talk.child_id, talk.parent_id, ENGLISH)
    steps = {Whose.SCHOOL: first.school, Whose.CHILD: first.child, Whose.HOME: first.home}[whose]
    by = at_home if whose == Whose.HOME else _at_school(talk)
    with act():
        targets.tick(steps[0].id, True, by)


def _at_school(talk: Booking) -> By:
    return By(Face.DESK, staff_id=talk.slot.teacher_id)
