"""A whole year of talks about one child, as the school and the two parents live it: invited for a
reason, prepared, held, signed, changed, checked on, looked back at, handed on. Only what stands on
a screen or comes by text is used.
"""

from collections.abc import Iterator
from datetime import date

from flask import Flask
from sqlalchemy import select

from portal.db import db
from portal.domain.history import Deed, Event
from portal.domain.invitations import Invitation
from portal.domain.people import Staff
from portal.domain.tasks import Task
from portal.wording import asking, plan_texts, reading_back
from tests import school_year
from tests.conftest import Watch
from tests.school_year import BY_MRS_ASLAM, FOLDER, IN_THE_BAG, READ, URDU, SchoolYear
from tests.screens import Screen
from tests.web import reading

HARD_TO_READ = "یوسف کو پڑھنا مشکل لگتا ہے"
"""What the mother would like to talk about."""
LISTEN = "We sit together and listen to the reading."
TELL_STORIES = "We talk about the story in our own language."
"""What the mother, and what the father does at home."""
FIVE = "I will read for five minutes every day."
FIVE_IN_URDU = "مجھے روز پانچ منٹ پڑھنا ہے"
WORDS = (READ, FIVE, FOLDER, IN_THE_BAG, LISTEN, TELL_STORIES, FIVE_IN_URDU, *BY_MRS_ASLAM.values())
"""What is agreed: in no text but the answer to a parent's own "read it to me"."""
FATHER = ("Karim", "Haddad", TELL_STORIES)
MOTHER = ("Ayesha", LISTEN, IN_THE_BAG, "damp", HARD_TO_READ)
"""What would tell each of the other."""


def test_a_year_of_talks(portal: Flask, watch: Watch) -> None:
    year = school_year.begins(portal, watch)
    _invited_for_a_reason(year)
    _booked_and_asked_what_matters(year)
    _prepared(year)
    _the_talk_with_the_mother(year)
    _the_mother_signs_by_text(year)
    _the_lift_is_arranged(year)
    _the_talk_with_the_father(year)
    _the_father_asks_for_a_change(year)
    _a_new_version_is_signed(year)
    assert [year.tells(one) for one in WORDS] == [[]] * len(WORDS)
    _asked_halfway_how_it_goes(year)
    _a_missed_talk_and_one_marked_by_mistake(year)
    _looked_back_at(year)
    _handed_on_to_the_next_teacher(year)
    assert [year.mother.screen.shows(*FATHER), year.father.screen.shows(*MOTHER)] == [[], []]


def _invited_for_a_reason(year: SchoolYear) -> None:
    school_year.invite(year, "Autumn talks", "2026-11-09", "2026-11-24", "2026-11-27")
    why = "SEN support (9 Nov 2026)attendance 84%, below 85% (9 Nov 2026)young carer (9 Nov 2026)"
    assert why in year.lead.words
    assert "picked by Mr Okafor, Mon 9 Nov, with 3 points" in year.lead.words
    groups = ["SEN", "first language other than English", "young carer", "low attendance"]
    assert db.session.scalars(select(Invitation.groups)).all() == [groups, groups]
    assert (len(year.texts), year.tells("SEN"), year.tells("84")) == (2, [], [])


def _booked_and_asked_what_matters(year: SchoolYear) -> None:
    school_year.both_book(year)
    year.at("2026-11-19 17:00")
    for parent in (year.mother, year.father):
        parent.phone.reply("1")
    assert year.father.phone.last_text == (
        "Thank you. See you on Tue 24 Nov 17:00."
        " Is there something you would like to talk about? Just text it to us."
    )
    year.at("2026-11-20 10:00")
    year.mother.phone.reply(HARD_TO_READ)
    assert year.mother.phone.last_text == asking.will_read(URDU, teacher="Miss Khan")
    year.office.open("/staff").follow("Nobody waits for an answer").follow("Ayesha Malik")
    year.office.press("I am translating this")
    year.office.press("Save the English", {"english": "Reading is hard for Yusuf"})
    assert "Understood: coming → said they are coming" in year.office.words
    assert f"{HARD_TO_READ} Reading is hard for Yusuf Fri 20 Nov 10:00" in year.office.words


def _prepared(year: SchoolYear) -> None:
    doyle, ward = year.colleagues
    add = "Add it about Yusuf Malik"
    doyle.open("/staff").press(add, {"kind": "strength", "words": "Kind to new children"})
    ward.open("/staff").press(add, {"kind": "worry", "words": "Often tired"})
    assert [one.shows("Reading is hard", *MOTHER) for one in (doyle, ward)] == [[], []]
    sheet = year.teacher.open("/staff").follow("Prepare the talk about Yusuf Malik")
    sheet.follow("Type the three sentences together")
    three = {"good_at": "football", "likes": "dogs", "help_with": "long words"}
    sheet.press("Keep", three).open("/staff").follow("Prepare the talk about Yusuf Malik")
    said = (
        "“Kind to new children” Mr Doyle",
        "I am good at footballI like dogsI would like help with long words",
        f"Reading is hard for Yusuf{HARD_TO_READ}",
        "In school 84 days of 100 (by 9 November) Reading: 81 (9 November)",
        "interpreter: Urdu",
        "Worries of colleagues “Often tired” Ms Ward",
    )
    assert [line for line in said if line not in sheet.words] == []
    sheet.follow("Print for the table")
    assert sheet.shows("Kind to new", "long words", "Often tired", "Ms Ward") == [
        "Kind to new",
        "long words",
    ]


def _the_talk_with_the_mother(year: SchoolYear) -> None:
    year.at("2026-11-24 15:05")
    talk = school_year.talk_of_today(year)
    year.lead.open(talk.path)
    here = {"present": ["parent", "child", "interpreter"], "interpreter": "Mrs Aslam"}
    talk.press("They are here", here)
    said = {"worries": "He hides his book", "priority-1": "Reading", "in-touch": ["text"]}
    notes = {"parent-only": "The flat is damp", "staff-only": "Ask Ms Ward"}
    talk.press("Save", said | notes)
    _the_lead_writes_at_the_same_time(year)
    school_year.agree_on_two_targets(talk)
    school_year.talk_of_today(year).press("Promise help")
    lift = {"kind": "a lift", "words": "A lift to the next talk", "due_on": "2026-12-01"}
    talk.press("Put it on the office’s list", lift).follow("Back to the talk")
    talk.press("Read it all back")
    assert 'lang="ur" dir="rtl"' in talk.html
    assert talk.shows("damp", "Ms Ward", "hides", FOLDER, *BY_MRS_ASLAM.values()) == [
        *BY_MRS_ASLAM.values()
    ]
    talk.press(reading_back.yes(URDU))
    school_year.teacher_and_child_sign(talk)
    assert talk.words.count("The teacher and Yusuf signed; waiting for Ayesha Malik.") == 2


def _the_lead_writes_at_the_same_time(year: SchoolYear) -> None:
    """On a screen from before: nothing of either is lost, and a person chooses."""
    year.lead.press("Save", {"worries": "He is often tired"})
    assert year.lead.shows("He hides his book", "He is often tired") == [
        "He hides his book",
        "He is often tired",
    ]
    year.lead.press("Keep both")
    both = (reading.field(year.lead.page, "worries") or "").split("\n")
    assert [line for line in both if line] == ["He hides his book", "He is often tired"]


def _the_mother_signs_by_text(year: SchoolYear) -> None:
    year.teacher.press("By text")
    phone = year.mother.phone.waits()
    assert phone.last_text == plan_texts.sign(URDU, school="Oak Lane", day=date(2026, 11, 24))
    assert "in force" not in year.plan.words
    phone.reply("۱")
    in_force = "in force The teacher, Yusuf and a parent or carer signed."
    assert year.plan.words.count(in_force) == 2
    page = year.mother.opens_plan()
    home = URDU.gettext("What we do at home")
    assert page.shows(home, *BY_MRS_ASLAM.values()) == [home, *BY_MRS_ASLAM.values()]


def _the_lift_is_arranged(year: SchoolYear) -> None:
    desk = year.office.open("/staff").follow("Help promised in talks")
    assert "A lift for Ayesha Malik (Yusuf Malik): A lift to the next talk" in desk.words
    assert desk.shows("He hides", *WORDS) == []
    desk.press("Arranged: A lift, Ayesha Malik", {"note": "Mr Shah drives at 14:30"})
    told = year.teacher.open("/staff")
    assert "Arranged Mr Shah drives at 14:30 Mrs Green" in told.words
    told.press("I have read it: A lift, Ayesha Malik")
    assert told.shows("Mr Shah") == []


def _the_talk_with_the_father(year: SchoolYear) -> None:
    year.at("2026-11-24 17:00")
    talk = school_year.talk_of_today(year, last=True)
    talk.press("They are here", {"present": ["parent"]}).press("See or change the plan")
    assert talk.shows(READ, FOLDER, *MOTHER) == [READ, FOLDER]
    talk.follow(f"Change: {READ}").press("Save", {"home-1-use": "y"})
    assert talk.words.count("waiting for Karim Haddad.") == 2
    talk.follow("Sign").follow("Hand the tablet over")
    assert talk.shows(READ, TELL_STORIES, *MOTHER) == [READ, TELL_STORIES]
    talk.press("I agree").follow("Give it back")
    assert talk.words.count("The teacher, Yusuf and Karim Haddad signed.") == 2


def _the_father_asks_for_a_change(year: SchoolYear) -> None:
    year.at("2026-11-25 16:00")
    page = year.father.opens_plan()
    assert page.shows(READ, FOLDER, TELL_STORIES, *MOTHER) == [READ, FOLDER, TELL_STORIES]
    page.follow("I want a change")
    page.press("Please change it", {"words": "Five minutes is better for us"})
    assert page.said == ["Thank you. Miss Khan will look at what you want to change."]
    assert db.session.scalars(select(Task.parent_id).where(Task.done_at.is_(None))).all() == [None]
    today = year.teacher.open("/staff")
    assert "A change is asked for in what was agreed: Yusuf" in today.words
    assert today.shows("Ayesha", *FATHER) == []
    today.follow("The plan of Yusuf")
    assert "A change is asked for “Five minutes is better for us”" in today.words
    assert today.shows("Ayesha", *FATHER) == []
    assert year.mother.opens_plan().shows("Five minutes", *FATHER) == []
    assert "Five minutes" not in "".join(year.texts)


def _a_new_version_is_signed(year: SchoolYear) -> None:
    plan = year.plan.follow(f"Change: {READ}").press("Save", {"sentence": FIVE})
    assert plan.said == ["A new version: everybody it is about signs anew."]
    plan.press("Seen to: change 1").open("/staff")
    assert plan.shows("A change is asked for") == []
    talk = school_year.talk_until_now(year, "Tuesday 24 November, with Ayesha Malik")
    talk.press("See or change the plan").follow("In Urdu")
    school_year.translate(talk, {FIVE: FIVE_IN_URDU})
    school_year.teacher_and_child_sign(talk.follow("Sign"))
    talk.press("It was read out to them", {"read_out_by": "Mrs Aslam"}).press("By text")
    talk = school_year.talk_until_now(year, "Tuesday 24 November, with Karim Haddad")
    talk.press("See or change the plan").follow("Sign").press("Text them the link")
    year.mother.phone.waits().reply("1")
    page = year.father.opens_plan()
    assert "Please read and sign the plan for Yusuf:" in year.father.phone.last_text
    page.press("I agree")
    assert page.said == ["Thank you. You have signed."]
    assert page.words.count("Signed by you, Miss Khan, Yusuf") == 2
    stands = year.plan
    assert "in force The teacher, Yusuf and a parent or carer signed." in stands.words
    assert f"Earlier versions (1) Version 1 from Tuesday 24 November{READ}" in stands.words


def _asked_halfway_how_it_goes(year: SchoolYear) -> None:
    year.at("2027-01-06 15:30")
    mother, father = year.mother.phone, year.father.phone
    assert mother.last_text == plan_texts.check_in(URDU, child="Yusuf")
    father.reply("1")
    assert father.last_text == "Thank you. That is good to hear."
    mother.reply("4")
    assert [one for one in WORDS if one in mother.texts[-2]] == [
        FIVE_IN_URDU,
        *BY_MRS_ASLAM.values(),
    ]
    mother.reply("3")
    told = plan_texts.will_ring(URDU, teacher="Miss Khan", day=date(2027, 1, 8))
    assert mother.last_text == told
    today = year.teacher.open("/staff")
    stuck = "Stuck with the plan: please ring: Ayesha Malik about Yusuf by Fri 8 Jan"
    assert stuck in today.words
    today.press("Done: Stuck with the plan: please ring: Ayesha Malik", {"note": "We spoke"})
    assert today.shows("Stuck") == []


def _a_missed_talk_and_one_marked_by_mistake(year: SchoolYear) -> None:
    year.at("2027-02-01 10:00")
    school_year.invite(year, "Spring talks", "2027-02-01", "2027-02-16", "2027-02-26")
    year.mother.phone.reply("1")
    year.father.phone.reply("2")  # at 17:00: the first, 16:30, is too near to hers by now
    year.at("2027-02-16 15:10")
    today = year.teacher.open("/staff").press("Did not come: Yusuf Malik, Ayesha Malik")
    assert today.said == ["Saved. The parent gets a kind text at 16:10 unless you take it back."]
    today.press("Take it back: Yusuf Malik, Ayesha Malik")
    sheet = today.follow("Prepare the talk about Yusuf Malik")
    said = (
        "How the plan goes: stuck, said on 6 January by text (Ayesha Malik)",
        "How the plan goes: going well, said on 6 January by text (Karim Haddad)",
        f"At home, Ayesha Malik {LISTEN}",
        "24 November 2026, with Ayesha Malik this parent only The flat is damp",
    )
    assert [line for line in said if line not in sheet.words] == []
    assert sheet.follow("Print for the table").shows(*FATHER) == []


def _looked_back_at(year: SchoolYear) -> None:
    talk = school_year.talk_of_today(year)
    talk.press("They are here", {"present": ["parent"]}).press("Look back at last")
    assert talk.shows(*FATHER) == []
    talk.press(f"Save: {FIVE}", {"result": "met", "then": "stop", "helped": "A quiet corner"})
    kept = {"result": "not yet", "then": "keep", "day": "2027-05-11"}
    talk.press(f"Save: {FOLDER}", kept)
    assert [one in talk.words for one in ("Met · Stop it", "Not yet · Keep it")] == [True, True]
    talk.follow("The whole plan")
    assert "to be signed Nobody has signed yet" in talk.words
    assert "Look back on Tuesday 11 May · Being at school · Version 2" in talk.words
    school_year.set_for_next_year(talk)
    year.at("2027-02-16 17:40")
    assert "Yusuf نے وہ کر دکھایا ہے۔" in year.mother.phone.last_text
    has_done = "Yusuf has done what we agreed on in a talk."
    assert has_done in year.father.phone.last_text
    _the_father_does_not_come(year)


def _the_father_does_not_come(year: SchoolYear) -> None:
    year.at("2027-02-16 17:50")
    year.teacher.open("/staff").press("Did not come: Yusuf Malik, Karim Haddad")
    year.at("2027-02-16 18:49")
    sorry = "we are sorry we did not see you today"
    assert year.tells(sorry) == []
    year.at("2027-02-16 18:50")
    assert year.tells(sorry) == [year.father.phone.last_text]


def _handed_on_to_the_next_teacher(year: SchoolYear) -> None:
    year.father.opens_plan().follow("I want a change").press("Please change it")
    year.at("2027-09-02 10:00")
    where = year.plan.path
    later = year.teacher.words
    assert later.index(FOLDER) < later.index("pairs of numbers")
    assert "Next year’s targets" not in later
    school_year.give_classes(year.office, "Class,Name,Part\nYear 4 Ash,Mr Evans,key teacher\n")
    year.teacher.open(where, status=404)
    assert year.teacher.open("/staff").shows("Yusuf") == []
    new = year.next_teacher.open("/staff").follow("The plan of Yusuf")
    assert (new.path, new.shows(FOLDER, "pairs of numbers")) == (
        where,
        [FOLDER, "pairs of numbers"],
    )
    assert new.shows(*FATHER, *MOTHER) == []
    new.follow("Talks and at home").follow("Tuesday 24 November, with Ayesha Malik")
    assert "The flat is damp" in new.words
    seen = select(Staff.name).join(Event, Event.by_staff_id == Staff.id).distinct()
    seen = seen.where(Event.deed == Deed.RECORD_SEEN, Event.child_id == year.child_id)
    assert set(db.session.scalars(seen)) == {"Miss Khan", "Mr Okafor", "Mr Evans"}


# -- no contact ----------------------------------------------------------------------------------


def test_no_contact_and_nothing_of_the_father_is_left(portal: Flask, watch: Watch) -> None:
    year = school_year.begins(portal, watch)
    school_year.invite(year, "Autumn talks", "2026-11-09", "2026-11-24", "2026-11-27")
    school_year.both_book(year)
    school_year.hold_both_talks(year)
    year.at("2026-11-25 16:00")
    page = year.father.opens_plan().follow("I want a change")
    page.press("Please change it", {"words": "Less is better"})
    hers, heard = year.mother.opens_plan().words, list(year.father.phone.texts)
    card = year.office.open("/staff/parents?q=Haddad").follow("Card of Karim Haddad")
    assert card.shows("Wants a change", "Signed", "Target") == []  # nobody reads who asked
    card.follow("No contact about Yusuf").press("Set no contact")
    year.at("2027-01-06 16:00")  # halfway
    assert year.mother.phone.last_text == plan_texts.check_in(URDU, child="Yusuf")
    assert year.father.phone.texts == heard
    assert year.father.opens("/plan", status=404).shows("Yusuf", READ) == []
    assert year.mother.opens_plan().words == hers
    assert "in force The teacher, Yusuf and a parent or carer signed." in year.plan.words
    gone = ("Karim", "Haddad", TELL_STORIES, "Less is better", "A lift for him")
    found = [(where, one.shows(*gone)) for where, one in _every_page(year)]
    assert [(where, shown) for where, shown in found if shown] == []
    ties = year.office.open(f"/staff/children/{year.child_id}")
    assert "Tell Karim Haddad nothing; ask the safeguarding lead." in ties.words  # and no more
    assert ties.html.count("Karim") == 1


def _every_page(year: SchoolYear) -> Iterator[tuple[str, Screen]]:
    """Where the teacher, the lead and the office could read of a parent of this child."""
    of_all = ["", "/plans", "/bookings", "/parents?q=a", "/inbox?show=all", "/help", "/rounds"]
    for screen in (year.teacher, year.lead, year.office):
        for path in of_all:
            if screen.client.get(f"/staff{path}").status_code == 200:
                yield path, screen.open(f"/staff{path}")
    talk = "Tuesday 24 November, with Ayesha Malik"
    for screen in (year.teacher, year.lead):
        screen.open(f"/staff/plans/{year.child_id}")
        yield "the plan", screen
        yield "talks and at home", screen.follow("Talks and at home")
        yield "the record", screen.follow(talk)
        yield "the sheet", screen.follow("The sheet")
        yield "the sheet for the table", screen.follow("Print for the table")
