"""A school in which a year of talks can be lived through by faces alone: colleagues at their
screens, two parents of one child with a phone each, the worker, and the clock.

Yusuf is in Miss Khan's class. His mother Ayesha reads Urdu; his father Karim lives elsewhere and
reads English. Zofia's family in another class must not match anything.
"""

import re
from dataclasses import dataclass
from io import BytesIO

from flask import Flask
from sqlalchemy import select

from portal.db import db
from portal.domain.people import Child, Parent, Role
from portal.languages import ENGLISH, OFFERED, Language
from tests import make
from tests.conftest import Watch
from tests.phone import Phone, work
from tests.screens import Fields, Screen

URDU = OFFERED["ur"]
EXPORT = """\
Adno,Legal Forename,Legal Surname,DOB,Year,Reg,First Language,SEN Status,Attendance %,Young Carer,\
Reading,Contact ID,Contact Forename,Contact Surname,Relationship,Priority,Parental Responsibility,\
Lives with pupil,Mobile
001,Yusuf,Malik,14/03/2017,4,Year 4 Ash,Urdu,K,84,T,81,C1,Ayesha,Malik,Mother,1,T,T,07700 900101
001,Yusuf,Malik,14/03/2017,4,Year 4 Ash,Urdu,K,84,T,81,C2,Karim,Haddad,Father,2,T,F,07700 900102
002,Zofia,Nowak,01/09/2015,6,Year 6 Yew,Polish,N,98,F,104,C3,Katarzyna,Nowak,Mother,1,T,T,\
07700 900103
"""
CLASSES = """\
Class,Name,Part
Year 4 Ash,Miss Khan,key teacher
Year 4 Ash,Mr Doyle,other
Year 4 Ash,Ms Ward,other
Year 6 Yew,Mr Evans,key teacher
"""
ROUND = {"slot_minutes": "30", "gap_minutes": "0", "nudge_after_days": "3", "ways": ["in person"]}
READ = "I will read for ten minutes every day."
"""A target of the starter bank, so in every language at once."""
FOLDER = "I will bring my red folder every day."
"""A target in the teacher's own words."""
IN_THE_BAG = "We put the folder in the bag."
BY_MRS_ASLAM = {
    FOLDER: "میں روز اپنا لال فولڈر لاؤں گا",
    IN_THE_BAG: "ہم فولڈر بستے میں رکھتے ہیں",
}


class Family:
    """One parent: a phone that gets texts, and the browser on it. `own`: what they read."""

    def __init__(self, portal: Flask, first_name: str, own: Language) -> None:
        self.own = own
        query = select(Parent.id).where(Parent.first_name == first_name)
        self.id = db.session.scalars(query).one()
        self.phone, self.screen = Phone(portal, self.id), Screen(portal)

    def opens(self, path: str = "", *, status: int = 200) -> Screen:
        """They tap the link in a text of the school's."""
        links = [re.search(r"http://localhost(/t/\w+)", text) for text in self.phone.texts]
        return self.screen.open(f"{next(one[1] for one in links if one)}{path}", status=status)

    def opens_plan(self) -> Screen:
        """What is agreed, from a link in a text. A phone that has not been here is asked whose
        school this is, and the child's birthday."""
        page, mine = self.opens("/plan"), self.own.gettext("This is my child’s school")
        if page.shows(mine):
            page.follow(mine)
        if page.names_of("day"):
            page.press(self.own.gettext("Next"), {"day": "14", "month": "3"})
        return page


@dataclass
class SchoolYear:
    """Everybody at school, each at a screen of their own."""

    portal: Flask
    watch: Watch
    office: Screen
    lead: Screen
    teacher: Screen
    teacher_id: int
    colleagues: tuple[Screen, Screen]
    next_teacher: Screen
    mother: Family
    father: Family
    child_id: int

    def at(self, moment: str) -> None:
        """It is then, and the worker has done what was due."""
        self.watch.set(moment)
        work(self.portal)

    @property
    def texts(self) -> list[str]:
        """Everything that either parent was ever sent."""
        return [*self.mother.phone.texts, *self.father.phone.texts]

    @property
    def plan(self) -> Screen:
        """The child's plan, from the list of the teacher's children."""
        return self.teacher.open("/staff/plans").follow("Yusuf Malik")

    def tells(self, of: str) -> list[str]:
        """The texts to either parent in which these words stand."""
        return [text for text in self.texts if of in text]


def begins(portal: Flask, watch: Watch) -> SchoolYear:
    """November: the export is imported, and the classes have their staff."""
    roles = {
        "Mrs Green": Role.OFFICE,
        "Mr Okafor": Role.LEAD,
        "Miss Khan": Role.TEACHER,
        "Mr Doyle": Role.TEACHER,
        "Ms Ward": Role.TEACHER,
        "Mr Evans": Role.TEACHER,
    }
    ids = {name: make.staff(name, role) for name, role in roles.items()}
    screens = [Screen(portal) for _ in ids]
    for screen, staff_id in zip(screens, ids.values(), strict=True):
        screen.client.sign_in(staff_id)
    office, lead, khan, doyle, ward, evans = screens
    office.open("/staff/import").press("Look at it", _file(EXPORT))
    office.press("Import", {"language": ["ur"]})
    give_classes(office, CLASSES)
    return SchoolYear(
        portal,
        watch,
        office,
        lead,
        khan,
        ids["Miss Khan"],
        (doyle, ward),
        evans,
        Family(portal, "Ayesha", URDU),
        Family(portal, "Karim", ENGLISH),
        db.session.scalars(select(Child.id).where(Child.first_name == "Yusuf")).one(),
    )


def give_classes(office: Screen, listed: str) -> None:
    """The office reads in who teaches where."""
    office.open("/staff/import/staff").press("Read it", _file(listed))


def _file(text: str) -> Fields:
    return {"file": (BytesIO(text.encode()), "school.csv")}


# -- a round -------------------------------------------------------------------------------------


def invite(year: SchoolYear, name: str, opens: str, talks: str, closes: str) -> None:
    """The office sets a round up with an afternoon of Miss Khan's; the lead picks Yusuf for it by
    his points; the office invites, and the texts go out."""
    office, lead, teacher = year.office, year.lead, year.teacher_id
    office.open("/staff/rounds/new")
    office.press("Set up the round", ROUND | {"name": name, "opens_on": opens, "closes_on": closes})
    around = office.path
    lead.open(around).follow("Who to invite")
    lead.press("Save my picks", {"pick": [year.child_id]})
    times = {"day": talks, "begins": "15:00", "ends": "18:00", "cost_pence": "0"}
    office.open(f"{around}/cover")
    office.press("Release them", {**times, "teacher": [teacher], f"room-{teacher}": "Room 4"})
    office.open(f"{around}/invite").press("Invite: text 2 parents")
    work(year.portal)


def books_on_a_page(parent: Family, time: str) -> Screen:
    """From the link in the text to the page that says it is booked, in English."""
    page = parent.opens().press("English").follow("This is my child’s school")
    slot = re.search(rf'value="(\d+)" required><span><bdi>{time}', page.html)
    assert slot
    page.press("Next", {"slot": slot[1]}).press("Next", {"comes": "alone"})
    return page.press("Yes, book my talk")


def both_book(year: SchoolYear) -> None:
    """The mother by text at 15:00, with an interpreter; the father on his page at 17:00."""
    year.mother.phone.reply("1")
    year.mother.phone.reply("2")
    books_on_a_page(year.father, "17:00")


# -- the talk --------------------------------------------------------------------------------------


def talk_of_today(year: SchoolYear, *, last: bool = False) -> Screen:
    """The talk, from the teacher's Today: the first with this child, or the last."""
    return year.teacher.open("/staff").follow("Yusuf Malik", index=1 if last else 0)


def talk_until_now(year: SchoolYear, when_and_who: str) -> Screen:
    """A talk that is over, from the list of the teacher's children."""
    return year.plan.follow("Talks and at home").follow(when_and_who)


def agree_on_two_targets(talk: Screen) -> None:
    """Beside the mother: one from the bank, and one in own words that Mrs Aslam translates."""
    plan = talk.press("Write a target").follow("Reading").follow(READ)
    plan.press("Save", {"home-0-use": "y", "look_back_on": "2027-02-16"})
    plan.follow("Make a target").follow("Being at school").follow("In our own words")
    own = {"sentence": FOLDER, "home-0": IN_THE_BAG, "look_back_on": "2027-02-16"}
    translate(plan.press("Save", own), BY_MRS_ASLAM)


def translate(page: Screen, words: dict[str, str]) -> None:
    """A named person puts the sentences that are not in the parent's language into it."""
    boxes = page.names_of("words-")
    shown = sorted(words, key=page.html.index)
    given = {box: words[one] for box, one in zip(boxes, shown, strict=True)}
    page.press("Save", given | {"translated_by": "Mrs Aslam"})


def teacher_and_child_sign(page: Screen) -> None:
    """In the room, from the screen that says who has signed."""
    page.press("Sign as the teacher").follow("Hand the tablet to Yusuf")
    page.press("Yes, I will try this").follow("Give it back")


def hold_both_talks(year: SchoolYear) -> None:
    """One target, with something at home for each; both sign in the room, and a lift is promised
    to the father."""
    year.at("2026-11-24 15:05")
    talk = talk_of_today(year)
    talk.press("They are here", {"present": ["parent"]}).press("Write a target")
    talk.follow("Reading").follow(READ).press("Save", {"home-0-use": "y"})
    teacher_and_child_sign(talk.follow("Sign"))
    talk.follow("Hand the tablet over").press(URDU.gettext("I agree"))
    year.at("2026-11-24 17:05")
    talk = talk_of_today(year, last=True)
    talk.press("They are here", {"present": ["parent"]}).press("Promise help")
    lift = {"kind": "a lift", "words": "A lift for him", "due_on": "2026-12-01"}
    talk.press("Put it on the office’s list", lift).follow("Back to the talk")
    talk.press("See or change the plan").follow(f"Change: {READ}").press(
        "Save", {"home-1-use": "y"}
    )
    talk.follow("Sign").follow("Hand the tablet over").press("I agree")


def set_for_next_year(plan: Screen) -> None:
    """One target that goes along to the next key teacher."""
    plan.follow("Set a target for next year").follow("Maths")
    plan.follow("I will practise pairs of numbers that make ten.").press("Save")
