"""A whole year of talks about one child, as the school and the two parents live it: invited for a
reason, prepared, held, signed, changed, checked on, looked back at, handed on. Only what stands on
a screen or comes by text is used.
"""

from datetime import date

from flask import Flask
from sqlalchemy import select

from portal.db import db
from portal.domain.invitations import Invitation
from portal.wording import asking, plan_texts, reading_back
from tests import school_year
from tests.conftest import Watch
from tests.phone import work
from tests.school_year import BY_MRS_ASLAM, FOLDER, IN_THE_BAG, READ, URDU, SchoolYear

IN_URDU = "یوسف کو پڑھنا مشکل لگتا ہے"
"""What the mother would like to talk about."""
LOOK_BACK = date(2027, 2, 16)
BOTH = ("Ayesha", "Karim", "Malik", "Haddad")
WORDS = (READ, FOLDER, IN_THE_BAG, *BY_MRS_ASLAM.values())
"""What is agreed, and so in no text but the answer to a parent's own "read it to me"."""


def test_a_year_of_talks(portal: Flask, watch: Watch) -> None:
    year = school_year.begins(portal, watch)
    _invited_for_a_reason(year)
    _booked_and_asked_what_matters(year)
    _prepared(year)
    _the_talk_with_the_mother(year)
    _the_mother_signs_by_text(year)
    _the_lift_is_arranged(year)
    _the_talk_with_the_father(year)
    _the_father_wants_a_change(year)


def _invited_for_a_reason(year: SchoolYear) -> None:
    school_year.invite(year, "Autumn talks", "2026-11-09", "2026-11-24", "2026-11-27")
    why = "SEN support (9 Nov 2026)attendance 84%, below 85% (9 Nov 2026)young carer"
    assert why in year.lead.words
    assert "picked by Mr Okafor, Mon 9 Nov, with 3 points" in year.lead.words
    groups = db.session.scalars(select(Invitation.groups)).all()
    print(groups)
    invited = [text.splitlines()[0] for text in year.texts]
    assert [("Yusuf" in line, "Miss Khan" in line) for line in invited] == [(True, True)] * 2


def _booked_and_asked_what_matters(year: SchoolYear) -> None:
    school_year.both_book(year)
    year.at("2026-11-19 17:00")
    for parent in (year.mother, year.father):
        parent.phone.reply("1")
    assert year.father.phone.last_text == (
        "Thank you. See you on Tue 24 Nov 17:00."
        " Is there something you would like to talk about? Just text it to us."
    )
    year.watch.set("2026-11-20 10:00")
    year.mother.phone.reply(IN_URDU)
    assert year.mother.phone.last_text == asking.will_read(URDU, teacher="Miss Khan")
    year.office.open("/staff").follow("Nobody waits for an answer").follow("Ayesha Malik")
    year.office.press("I am translating this")
    year.office.press("Save the English", {"english": "Reading is hard for Yusuf"})
    assert "Reading is hard for Yusuf" in year.office.words


def _prepared(year: SchoolYear) -> None:
    doyle, ward = year.colleagues
    says = "Add it about Yusuf Malik"
    doyle.open("/staff").press(says, {"kind": "strength", "words": "Kind to new children"})
    ward.open("/staff").press(says, {"kind": "worry", "words": "Often tired"})
    assert [one.shows("Reading is hard", "Ayesha") for one in (doyle, ward)] == [[], []]
    sheet = year.teacher.open("/staff").follow("Prepare the talk about Yusuf Malik")
    sheet.follow("Type the three sentences together")
    three = {"good_at": "football", "likes": "dogs", "help_with": "long words"}
    sheet.press("Keep", three).open("/staff").follow("Prepare the talk about Yusuf Malik")
    for line in (
        "“Kind to new children” Mr Doyle",
        "I am good at footballI like dogsI would like help with long words",
        f"Reading is hard for Yusuf{IN_URDU}",
        "In school 84 days of 100 (by 9 November) Reading: 81 (9 November)",
        "interpreter: Urdu",
        "Worries of colleagues “Often tired” Ms Ward",
    ):
        assert line in sheet.words
    sheet.follow("Print for the table")
    assert sheet.shows("Kind to new children", "Often tired", "Ms Ward", "long words") == [
        "Kind to new children",
        "long words",
    ]


def _the_talk_with_the_mother(year: SchoolYear) -> None:
    year.at("2026-11-24 15:05")
    talk = school_year.talk_of_today(year)
    here = {"present": ["parent", "child", "interpreter"], "interpreter": "Mrs Aslam"}
    talk.press("They are here", here)
    said = {"worries": "He hides his book", "priority-1": "Reading", "in-touch": ["text"]}
    notes = {"parent-only": "The flat is damp", "staff-only": "Ask Ms Ward"}
    talk.press("Save", said | notes)
    school_year.agree_on_two_targets(talk)
    school_year.talk_of_today(year).press("Promise help")
    lift = {"kind": "a lift", "words": "A lift to the next talk", "due_on": "2026-12-01"}
    talk.press("Put it on the office’s list", lift).follow("Back to the talk")
    talk.press("Read it all back")
    assert talk.shows("damp", "Ms Ward", "hides", *BY_MRS_ASLAM.values()) == [
        *BY_MRS_ASLAM.values()
    ]
    assert 'lang="ur" dir="rtl"' in talk.html
    talk.press(reading_back.yes(URDU))
    school_year.teacher_and_child_sign(talk)
    assert talk.words.count("The teacher and Yusuf signed; waiting for Ayesha Malik.") == 2


def _the_mother_signs_by_text(year: SchoolYear) -> None:
    year.teacher.press("By text")
    phone = year.mother.phone.waits()
    assert phone.last_text == plan_texts.sign(URDU, school="Oak Lane", day=date(2026, 11, 24))
    phone.reply("۱")
    assert plan_texts.signed(URDU).split("{")[0][:20] in phone.last_text
    assert [year.tells(one) for one in WORDS] == [[] for _ in WORDS]
    plan = year.teacher.open("/staff/plans").follow("Yusuf Malik")
    assert plan.words.count("in force The teacher, Yusuf and a parent or carer signed.") == 2
    print(year.mother.opens("/plan").words)


def _the_lift_is_arranged(year: SchoolYear) -> None:
    year.watch.set("2026-11-24 16:30")
    desk = year.office.open("/staff").follow("Help promised in talks")
    print(desk.words)
    assert desk.shows(*WORDS, "hides his book") == []
    desk.press("Arranged: A lift, Ayesha Malik", {"note": "Mr Shah drives at 14:30"})
    told = year.teacher.open("/staff")
    assert "Arranged Mr Shah drives at 14:30" in told.words
    told.press("I have read it: A lift, Ayesha Malik")
    assert told.shows("Mr Shah") == []


def _the_talk_with_the_father(year: SchoolYear) -> None:
    year.at("2026-11-24 17:00")
    talk = school_year.talk_of_today(year, last=True)
    talk.press("They are here", {"present": ["parent"]}).press("Write a target")
    assert talk.shows(READ, FOLDER, "We sit together", IN_THE_BAG, "Ayesha", "damp") == [
        READ,
        FOLDER,
    ]
    talk.follow(f"Change: {READ}").press("Save", {"home-1-use": "y"})
    assert talk.words.count("waiting for Karim Haddad.") == 2
    talk.follow("Sign").follow("Hand the tablet over")
    assert talk.shows("Ayesha", "We sit together", IN_THE_BAG) == []
    talk.press("I agree")
    talk.follow("Give it back")
    assert talk.words.count("The teacher, Yusuf and Karim Haddad signed.") == 2


def _the_father_wants_a_change(year: SchoolYear) -> None:
    year.at("2026-11-25 16:00")
    page = year.father.opens_plan()
    print(page.words)
    page.follow("I want a change")
    page.press("Please change it", {"words": "Five minutes is better for us"})
    print(page.said)
    print(year.teacher.open("/staff").words)
    plan = year.plan
    print(plan.words)
    print(
        year.lead.open("/staff").words,
        year.office.open("/staff").words,
        year.office.open("/staff/inbox").words,
    )
    plan.follow(f"Change: {READ}").press(
        "Save", {"sentence": "I will read for five minutes every day."}
    )
    print(plan.words)
    year.plan.press("Seen to: change 1")
    talk = school_year.talk_until_now(year, "Tuesday 24 November, with Ayesha Malik")
    talk.press("Write a target").follow("In Urdu")
    school_year.translate(
        talk, {"I will read for five minutes every day.": "مجھے روز پانچ منٹ پڑھنا ہے"}
    )
    print(talk.words)
    school_year.teacher_and_child_sign(talk.follow("Sign"))
    print(talk.words)
    talk.press("It was read out to them", {"read_out_by": "Mrs Aslam"}).press("By text")
    print(talk.words)
    work(year.portal)
    print(year.texts[-1])
    year.mother.phone.waits().reply("1")
    print(year.mother.phone.last_text)
    page = year.father.opens_plan()
    print(page.words)
    page.press("I agree")
    print(page.words)
    print(year.plan.words)
    print(year.father.phone.texts)
    _halfway(year)
    _the_next_round(year)
    _looked_back(year)
    _next_year(year)


def _halfway(year):
    year.at("2027-01-06 15:30")
    print(year.mother.phone.last_text, year.father.phone.last_text)
    year.father.phone.reply("1")
    print(year.father.phone.last_text)
    year.mother.phone.reply("4")
    print(year.mother.phone.texts[-2:])
    year.mother.phone.reply("3")
    print(year.mother.phone.texts[-1:])
    print(year.teacher.open("/staff").words)
    year.teacher.press("Done: Ayesha Malik", {"note": "We spoke"})


def _the_next_round(year):
    year.watch.set("2027-02-01 10:00")
    school_year.invite(year, "Spring talks", "2027-02-01", "2027-02-16", "2027-02-26")
    print(year.texts[-1], year.mother.phone.last_text)
    year.mother.phone.reply("1")
    print(year.mother.phone.texts[-2:])
    year.mother.phone.reply("2")
    year.father.phone.reply("3")
    print(year.father.phone.texts[-2:])
    year.at("2027-02-12 16:00")
    print(year.father.phone.texts[-1:])
    year.at("2027-02-16 15:10")
    t = year.teacher.open("/staff")
    t.press("Did not come: Yusuf Malik, Ayesha Malik")
    print(t.words)
    year.watch.set("2027-02-16 15:20")
    t.open("/staff").press("Take it back: Yusuf Malik, Ayesha Malik")
    print(t.words)
    t.follow("Prepare the talk about Yusuf Malik")
    print(t.words)


def _looked_back(year):
    talk = school_year.talk_of_today(year)
    talk.press("They are here", {"present": ["parent"]}).press("Look back at last")
    print(talk.words)
    talk.press("Save: I will read", {"result": "met", "then": "stop", "helped": "A quiet corner"})
    talk.press(
        "Save: I will bring",
        {
            "result": "not yet",
            "then": "keep",
            "day": "2027-05-11",
            "in_the_way": ["not enough time"],
        },
    )
    print(talk.words)
    year.at("2027-02-16 15:35")
    print(year.mother.phone.last_text, year.father.phone.last_text)
    talk.follow("The whole plan")
    print(talk.words)
    talk.follow("Set a target for next year").follow("Maths")
    print(talk.words)
    talk.follow("I will").press("Save")
    print(talk.words)
    year.at("2027-02-16 17:50")
    t = year.teacher.open("/staff").press("Did not come: Yusuf Malik, Karim Haddad")
    year.at("2027-02-16 18:49")
    print(year.father.phone.last_text)
    year.at("2027-02-16 18:50")
    print(year.father.phone.last_text)


def _next_year(year):
    year.at("2027-09-02 10:00")
    plan = year.plan.path
    school_year.give_classes(year.office, "Class,Name,Part\nYear 4 Ash,Mr Evans,key teacher\n")
    print(year.office.words)
    year.teacher.open(plan, status=404)
    print(year.teacher.open("/staff/plans").words)
    print(year.next_teacher.open("/staff/plans").words)
    year.next_teacher.follow("Yusuf Malik")
    print(year.next_teacher.words)
    assert 0
