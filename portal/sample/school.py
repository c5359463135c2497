"""The made-up school of `portal demo`: Oak Lane Primary, the day after it invited two classes.

Everything comes about through the same verbs as in a real school: the import of the sample export,
the staff list, rounds with cover and crèche, the invitations, and what parents have done since.
Days are counted from today. All numbers are from the ranges kept for fiction.
"""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import (
    booking,
    cover,
    creche_desk,
    inviting,
    links,
    planning,
    school_days,
)
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, Comes
from portal.domain.cover import CoverTimes, Released
from portal.domain.creche import Age, LittleOne
from portal.domain.creche_desk import CrechePlan
from portal.domain.history import By, Face
from portal.domain.people import Child, Parent, SchoolClass, Staff
from portal.domain.planning import RoundPlan
from portal.domain.rounds import PaidBy, Way
from portal.domain.school_days import Closed
from portal.sample import coming_talks, earlier_talks, good_things, people
from portal.sample.booked import Talk, book, find_booked, invitation
from portal.sample.moments import at, bring_texts, reply_by_text

KATARZYNA = "C002"
"""Her number in the school's records: the parent whose link is printed."""


def build() -> None:
    """Fill an empty, migrated database. In an app context, not in an act."""
    today = clock.today()
    tuesday, thursday = days_of_talks(today)
    before = earlier_talks.days_before(tuesday)
    with at(before[0] - earlier_talks.AHEAD, "10:00"):
        office = people.open_school()
        people.import_people(office, only=earlier_talks.PUPILS)
        people.choose_passwords()
    earlier_talks.take_place(before, tuesday, office)
    with at(today - timedelta(days=8), "10:00"):
        people.import_people(office)
        people.choose_passwords()
        with act():
            school_days.change_closures(holidays(today), office)
    good_things.take_place()
    with at(today - timedelta(days=1), "15:50"):
        _plan_creches(tuesday, thursday, office)
        _plan_round(LATER, tuesday, thursday, office)
        _plan_spring(tuesday, office)
        for round_id in (
            _plan_round(NOW, tuesday, thursday, office),
            _plan_one_time(tuesday, thursday, office),
        ):
            with act():
                inviting.invite(round_id, office)
        bring_texts()
    with at(today - timedelta(days=1), "17:45"):
        reply_by_text(REPLIES)
        book(NOW.name, _wanted(tuesday, thursday))
        _say_something_else()
        coming_talks.prepare(NOW.name, office)
        bring_texts()


def addresses(public_url: str) -> str:
    """What to open first, and with which words one comes in. A link that was ended and a talk that
    was called off meanwhile are left out."""
    link = db.session.scalars(
        select(links.TextLink)
        .join(links.TextLink.parent)
        .where(Parent.mis_id == KATARZYNA, links.TextLink.dead_at.is_(None))
    ).first()
    said = [f"Parents' phones   {public_url}/phones"]
    if link:
        said += [
            f"A parent's link   {public_url}/t/{links.token(link.parent_id, link.generation)}",
            "                  Katarzyna Nowak, in Polish; Zofia's birthday is 8 October",
        ]
    said += [
        f"Staff             {public_url}/staff",
        f"                  office: green   teacher: khan   password: {people.PASSWORD}",
        "                  (lead: okafor, safeguarding lead: reid, crèche lead: silva)",
        "                  the code of the second step is on its page already: press Go on",
    ]
    talk = find_booked(NOW.name, "C034", "Hamza")
    if talk:
        said += [
            f"A talk to prepare {public_url}/staff/talks/{talk.id}/prepare",
            "                  as khan: Hamza Ali, with a plan; his mother reads Urdu",
        ]
    return "\n".join(said)


def days_of_talks(today: date) -> tuple[date, date]:
    """A Tuesday and the Thursday after it, so far ahead that even the reminder five days before
    is still to come."""
    soonest = today + timedelta(days=6)
    tuesday = soonest + timedelta(days=(1 - soonest.weekday()) % 7)
    return tuesday, tuesday + timedelta(days=2)


def holidays(today: date) -> list[Closed]:
    """A half term and the next Christmas, both well after the talks."""
    year = today.year + (today >= date(today.year, 12, 1))
    christmas = Closed(date(year, 12, 21), date(year + 1, 1, 3), "Christmas")
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=5)
    while monday <= christmas.ends and monday + timedelta(days=7) >= christmas.begins:
        monday += timedelta(weeks=7)
    return [Closed(monday, monday + timedelta(days=4), "Half term"), christmas]


# -- the rounds ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Classes:
    """A round of two classes: each with its teacher and the room of the talks."""

    name: str
    classes: tuple[tuple[str, str, str], ...]
    assistant: str | None = None


NOW = _Classes(
    "Autumn talks, Years 4 and 6",
    (("Year 4 Ash", "khan", "Room 4"), ("Year 6 Yew", "evans", "Room 6")),
    assistant="doyle",
)
LATER = _Classes(
    "Autumn talks, Years 3 and 5",
    (("Year 3 Oak", "osei", "Room 3"), ("Year 5 Elm", "patel", "Room 5")),
)
COVER_PENCE = 9_500
"""A supply teacher for half a day."""


def _plan_round(wanted: _Classes, tuesday: date, thursday: date, office: By) -> int:
    """Before school and after work on Tuesday, the school day and the evening on Thursday."""
    class_ids = dict(db.session.execute(select(SchoolClass.name, SchoolClass.id)).all())
    staff = dict(db.session.execute(select(Staff.username, Staff.id)).all())
    helper = staff[wanted.assistant] if wanted.assistant else None
    released = [
        Released(staff[teacher], room, assistant_id=helper if at == 0 else None)
        for at, (_, teacher, room) in enumerate(wanted.classes)
    ]
    with act():
        round_id = planning.plan_round(
            RoundPlan(
                name=wanted.name,
                opens_on=clock.today(),
                closes_on=thursday,
                ways=(Way.IN_PERSON, Way.PHONE),
                nudge_after_days=4,
                class_ids=frozenset(class_ids[name] for name, _, _ in wanted.classes),
            ),
            office,
        )
        for day, begins, ends, pause in (
            (tuesday, time(8), time(12), (time(10, 30), time(11))),
            (tuesday, time(15, 30), time(18, 30), None),
            (thursday, time(13), time(15, 30), None),
            (thursday, time(16, 30), time(19, 30), (time(18), time(18, 30))),
        ):
            breaks = (pause,) if pause else ()
            times = CoverTimes(day, begins, ends, breaks, COVER_PENCE, PaidBy.SCHOOL)
            cover.add_cover(round_id, times, released, office)
    return round_id


def _plan_one_time(tuesday: date, thursday: date, office: By) -> int:
    """A round with one single time, for two children: one family books it, the other waits."""
    query = select(Child.id).where(Child.first_name.in_(["Mia", "Julia"]))
    teacher_id = db.session.execute(select(Staff.id).filter_by(username="patel")).scalar_one()
    with act():
        round_id = planning.plan_round(
            RoundPlan(
                name="One more evening with Mr Patel",
                opens_on=clock.today(),
                closes_on=thursday,
                nudge_after_days=4,
                child_ids=frozenset(db.session.scalars(query)),
            ),
            office,
        )
        evening = CoverTimes(tuesday, time(18, 30), time(19), (), 0, PaidBy.NONE)
        cover.add_cover(round_id, evening, [Released(teacher_id, "Room 5")], office)
    return round_id


def _plan_spring(tuesday: date, office: By) -> None:
    """A round with nobody in it yet, for which a lead picks the children."""
    with act():
        planning.plan_round(
            RoundPlan(
                name="Spring talks",
                opens_on=tuesday + timedelta(weeks=9),
                closes_on=tuesday + timedelta(weeks=12),
                ways=(Way.IN_PERSON, Way.PHONE),
            ),
            office,
        )


def _plan_creches(tuesday: date, thursday: date, office: By) -> None:
    """A roomy one after school on Tuesday, and a small one on Thursday that is soon full."""
    plans = (
        CrechePlan(
            day=tuesday,
            begins=time(15, 15),
            ends=time(19, 15),
            room="Nursery",
            area_m2=40,
            staff_level_3=1,
            staff_level_2=2,
            cost_pence=12_000,
            paid_by=PaidBy.PUPIL_PREMIUM,
        ),
        CrechePlan(
            day=thursday,
            begins=time(12, 45),
            ends=time(16),
            room="Library corner",
            area_m2=8,
            staff_level_3=1,
            staff_other=1,
            cost_pence=8_000,
            paid_by=PaidBy.PUPIL_PREMIUM,
        ),
    )
    with act():
        for one in plans:
            creche_desk.open_creche(one, office)


# -- what families have done since -----------------------------------------------------------------


def _wanted(tuesday: date, thursday: date) -> tuple[Talk, ...]:
    """None of the times offered to those who have not answered yet: they are for whoever tries
    the demo."""
    bilal = LittleOne("Bilal", Age.THREE_FOUR, "No nuts, he has an inhaler", speaks="Urdu")
    rafa = LittleOne("Rafa", Age.TWO, "", nappies=True, comfort="his rabbit", speaks="Portuguese")
    twins = [LittleOne(name, Age.ONE, "", nappies=True) for name in ("Ella", "Max")]
    owen = LittleOne("Owen", Age.TWO, "")
    urdu = Answers(interpreter="Urdu")
    return (
        Talk("C034", "Hamza", tuesday, "17:00", replace(urdu, little_ones=[bilal])),
        Talk("C034", "Zainab", tuesday, "17:30", replace(urdu, little_ones=[bilal])),
        Talk("C040", "Beatriz", tuesday, "15:30", Answers(little_ones=[rafa])),
        Talk("C053", "Noah", thursday, "14:00", Answers(little_ones=twins)),
        Talk("C043", "Megan", thursday, "14:30", Answers(little_ones=[owen])),
        Talk("C044", "Megan", tuesday, "11:30", Answers(way=Way.PHONE)),
        Talk("C076", "Amna", thursday, "18:30", replace(urdu, lift=True)),
        Talk("C088", "Leo", thursday, "17:00", Answers(comes=Comes.WITH_ADULT, step_free=True)),
        Talk("C012", "Dylan", tuesday, "11:00", Answers(comes=Comes.WITH_CHILD, ring_me=True)),
        Talk("C062", "Evie", tuesday, "15:30", Answers()),
    )


REPLIES = (
    ("C079", "1"),
    ("C051", "Can my mum come instead of me? She picks Giulia up on Tuesdays."),
    ("C082", "STOP"),
)
"""A number books, STOP stops, and what nobody can guess waits for a person."""


def _say_something_else() -> None:
    """One family declines, one would rather be rung, and one talk is called off by the parent."""
    who = ("C087", "Amelia"), ("C085", "Archie"), ("C062", "Evie")
    declined, rung, off = (invitation(NOW.name, *one) for one in who)
    with act():
        inviting.decline(declined.id, By(Face.WEB, parent_id=declined.parent_id))
    with act():
        inviting.ask_for_call(rung.id, By(Face.WEB, parent_id=rung.parent_id))
    talk = db.session.execute(select(Booking.id).filter_by(invitation_id=off.id)).scalar_one()
    with act():
        booking.cancel(talk, By(Face.WEB, parent_id=off.parent_id))
