"""An import, from the rows of a file to the school's own people."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import (
    booking,
    contact,
    links,
    no_contact,
    outbox,
    reaching,
    ties,
)
from portal.domain.entries import (
    Birthday,
    ChildInFile,
    ContactInFile,
    Entry,
    Tongue,
)
from portal.domain.history import By
from portal.domain.imports import missing, uploads
from portal.domain.imports.applying import apply
from portal.domain.imports.comparing import plan
from portal.domain.imports.plans import Arrival, Ask, Change, Conflict, Decisions, Gone
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.links import TextLink
from portal.domain.numbers import read_number
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import (
    Child,
    Guardianship,
    NumberState,
    OnRoll,
    Parent,
    Responsibility,
    Role,
    SchoolClass,
    Sex,
)
from portal.domain.tasks import TaskKind
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.importing import (
    AYESHA,
    DANIEL,
    EMMA,
    JACK,
    NOTHING,
    OUR_FILE,
    YUSUF,
    bring_in,
    child,
    differences,
    hold_daniel,
    how_many,
    parent,
    rights,
    rows,
    tasks,
    tie,
    with_number,
)
from tests.listening import statements

# -- the first time, and again -----------------------------------------------------------------


def test_a_first_import_brings_everybody(portal: Flask) -> None:
    made = bring_in(OUR_FILE)
    assert made.counts == NOTHING | {"new children": 2, "new contacts": 3, "unchanged": 0}
    assert made.arrivals == [
        Arrival(2, "Yusuf Malik", "Year 4 Ash", True, "Ayesha Malik", "mother", True),
        Arrival(3, "Jack Turner", "Year 4 Ash", True, "Emma Turner", "", True),
        Arrival(4, "Jack Turner", "Year 4 Ash", True, "Daniel Turner", "", True),
    ]
    yusuf, ayesha = child("Yusuf"), parent("Ayesha")
    assert (yusuf.mis_id, yusuf.upn, yusuf.sex) == ("1201", "V999123422001", Sex.BOY)
    assert (yusuf.birth_day, yusuf.birth_month, yusuf.roll) == (13, 2, OnRoll.ON_ROLL)
    ash = yusuf.school_class
    assert ash and (ash.name, ash.year, ash.year_order) == ("Year 4 Ash", "Year 4", 4)
    assert (ayesha.title, ayesha.number, ayesha.number_state) == (
        "Mrs",
        "+447700900011",
        NumberState.GOOD,
    )
    found = tie("Ayesha", "Yusuf")
    assert (found.relationship_, found.responsibility, found.priority) == (
        "mother",
        Responsibility.YES,
        1,
    )
    assert rights(found) == (True, True, True)


def test_being_in_the_file_invites_nobody(portal: Flask) -> None:
    nan = ContactInFile("Bridget", "Turner", mis_id="C9", number=read_number("07700 900109"))
    minder = replace(nan, first="Pat", mis_id="C8", number=read_number("07700 900108"))
    minder = replace(minder, responsibility=Responsibility.NO)
    bring_in(rows((JACK, EMMA), (JACK, nan), (JACK, minder)))
    assert [rights(tie(who, "Jack")) for who in ("Emma", "Bridget", "Pat")] == [
        (True, True, True),
        (False, False, False),
        (False, False, False),
    ]


def test_the_same_file_again_changes_nothing(portal: Flask) -> None:
    bring_in(OUR_FILE)
    before = Counter(map(how_many, (Child, Parent, Guardianship, SchoolClass, Invitation)))
    made = bring_in(OUR_FILE)
    assert made.counts == NOTHING | {"unchanged": 5}
    assert (made.arrivals, made.changes, made.gone, made.conflicts) == ([], [], [], [])
    assert Counter(map(how_many, (Child, Parent, Guardianship, SchoolClass, Invitation))) == before


def test_what_the_records_say_is_updated(portal: Flask) -> None:
    bring_in(OUR_FILE)
    yusuf = replace(
        YUSUF, last="Malik-Khan", class_name="Year 5 Elm", birthday=Birthday(14, 2), upn=""
    )
    ayesha = replace(AYESHA, first="Aisha", title="", priority=2)
    made = bring_in(rows((yusuf, ayesha), (JACK, EMMA), (JACK, DANIEL)))
    assert made.changes == [
        Change(2, "Yusuf Malik-Khan", "name", "Yusuf Malik", "Yusuf Malik-Khan"),
        Change(2, "Yusuf Malik-Khan", "class", "Year 4 Ash", "Year 5 Elm"),
        Change(2, "Yusuf Malik-Khan", "birthday", "13 February", "14 February"),
        Change(2, "Aisha Malik", "name", "Ayesha Malik", "Aisha Malik"),
    ]
    found = child("Yusuf")
    assert (found.last_name, found.birth_day) == ("Malik-Khan", 14)
    assert found.school_class and found.school_class.name == "Year 5 Elm"
    assert (parent("Aisha").title, tie("Aisha", "Yusuf").priority) == ("Mrs", 2)
    assert child("Jack").last_name == "Turner"


def test_a_blank_cell_forgets_nothing(portal: Flask) -> None:
    bring_in(OUR_FILE)
    blank = ChildInFile("Yusuf", "Malik", mis_id="1201")
    contact_ = ContactInFile("Ayesha", "Malik", mis_id="C001")
    made = bring_in(rows((blank, contact_), (JACK, EMMA), (JACK, DANIEL)))
    assert differences(made) == NOTHING
    yusuf = child("Yusuf")
    assert (yusuf.birth_day, yusuf.sex, yusuf.school_class and yusuf.school_class.name) == (
        13,
        Sex.BOY,
        "Year 4 Ash",
    )
    assert parent("Ayesha").number == "+447700900011"
    assert rights(tie("Ayesha", "Yusuf")) == (True, True, True)


# -- numbers -----------------------------------------------------------------------------------


def queued_text(to: Parent) -> int | None:
    assert to.number
    return outbox.queue(kind=Kind.LINK, to=to.number, language="en", body="{link}", parent_id=to.id)


def test_a_new_number_ends_the_links_and_texts_of_the_old(portal: Flask) -> None:
    bring_in(OUR_FILE)
    with act():
        for who in ("Ayesha", "Emma"):
            links.link_of(parent(who).id)
            queued_text(parent(who))
    new = with_number(AYESHA, "07700 900192")
    made = bring_in(rows((YUSUF, new), (JACK, EMMA), (JACK, DANIEL)))
    assert made.changes == [Change(2, "Ayesha Malik", "number", "07700 900011", "07700 900192")]
    ayesha, emma = parent("Ayesha"), parent("Emma")
    assert (ayesha.number, ayesha.number_state) == ("+447700900192", NumberState.GOOD)
    states = dict(db.session.execute(select(OutText.parent_id, OutText.state)).all())
    assert states == {ayesha.id: TextState.CANCELLED, emma.id: TextState.QUEUED}
    dead = dict(db.session.execute(select(TextLink.parent_id, TextLink.dead_at)).all())
    assert dead == {ayesha.id: clock.now(), emma.id: None}


def say_wrong_number(who: str) -> None:
    with act():
        contact.wrong_person(parent(who).id, make.OFFICE)


def test_a_wrong_number_stays_wrong(portal: Flask) -> None:
    bring_in(OUR_FILE)
    say_wrong_number("Ayesha")
    assert differences(bring_in(OUR_FILE)) == NOTHING
    assert parent("Ayesha").number_state == NumberState.WRONG


def test_another_number_for_a_wrong_one_is_a_question(portal: Flask) -> None:
    bring_in(OUR_FILE)
    say_wrong_number("Ayesha")
    file = rows((YUSUF, with_number(AYESHA, "07700 900192")), (JACK, EMMA), (JACK, DANIEL))
    asked = plan(file).conflicts
    here = "07700 900011, which does not reach them"
    key = f"number-{parent('Ayesha').id}"
    assert asked == [
        Conflict(Ask.NUMBER, parent("Ayesha").id, 2, "Ayesha Malik", here, "07700 900192")
    ]
    assert plan(file).undecided(Decisions()) == asked

    bring_in(file, Decisions({key: False}))
    assert (parent("Ayesha").number, parent("Ayesha").number_state) == (
        "+447700900011",
        NumberState.WRONG,
    )
    assert plan(file).conflicts == []

    newer = rows((YUSUF, with_number(AYESHA, "07700 900193")), (JACK, EMMA), (JACK, DANIEL))
    bring_in(newer, Decisions({key: True}))
    assert (parent("Ayesha").number, parent("Ayesha").number_state) == (
        "+447700900193",
        NumberState.GOOD,
    )


def test_a_number_the_office_was_told_is_not_overwritten_by_an_old_file(portal: Flask) -> None:
    bring_in(OUR_FILE)
    with act():
        parent("Ayesha").number = "+447700900150"
    assert differences(bring_in(OUR_FILE)) == NOTHING
    assert parent("Ayesha").number == "+447700900150"
    file = rows((YUSUF, with_number(AYESHA, "07700 900192")), (JACK, EMMA), (JACK, DANIEL))
    assert [one.here for one in plan(file).conflicts] == ["07700 900150"]


def test_a_landline_takes_no_mobiles_place_unasked(portal: Flask) -> None:
    landline = with_number(EMMA, "01632 960142")
    bring_in(rows((YUSUF, AYESHA), (JACK, landline)))
    assert parent("Emma").number_state == NumberState.LANDLINE
    file = rows((YUSUF, with_number(AYESHA, "01632 960143")), (JACK, EMMA))
    assert [(one.ask, one.name) for one in plan(file).conflicts] == [(Ask.NUMBER, "Ayesha Malik")]
    bring_in(file, Decisions({f"number-{parent('Ayesha').id}": False}))
    assert (parent("Ayesha").number, parent("Ayesha").number_state) == (
        "+447700900011",
        NumberState.GOOD,
    )
    assert parent("Emma").number_state == NumberState.GOOD


def test_two_people_with_one_number_are_texted_on_it_by_nobody(portal: Flask) -> None:
    bring_in(OUR_FILE)
    zofia = ChildInFile("Zofia", "Nowak", mis_id="1203")
    kasia = replace(AYESHA, first="Katarzyna", last="Nowak", mis_id="C002")
    file = [*OUR_FILE, Entry(9, zofia, kasia)]
    made = bring_in(file)
    assert made.notices == [
        (
            9,
            "07700 900011 also stands with somebody else. Nobody gets texts on it until you have"
            " asked whose it is.",
        )
    ]
    assert [parent(who).number_state for who in ("Ayesha", "Katarzyna", "Emma")] == [
        NumberState.HELD,
        NumberState.HELD,
        NumberState.GOOD,
    ]
    shared = [
        (TaskKind.SHARED_NUMBER, "Ayesha", None),
        (TaskKind.SHARED_NUMBER, "Katarzyna", None),
    ]
    assert tasks() == shared
    assert bring_in(file).notices == []
    assert tasks() == shared


# -- languages and texts -----------------------------------------------------------------------


def test_a_childs_language_only_suggests(portal: Flask) -> None:
    made = bring_in(OUR_FILE)
    assert made.suggested == {"ur": 1}
    assert (parent("Ayesha").language, parent("Ayesha").likely_language) == (None, "ur")
    assert (parent("Emma").language, parent("Emma").likely_language) == (None, None)
    bring_in(OUR_FILE, Decisions(languages=frozenset({"ur", "pl"})))
    assert (parent("Ayesha").language, parent("Ayesha").language_chosen) == ("ur", False)
    assert parent("Emma").language is None


def test_a_contacts_own_language_counts_unless_somebody_chose(portal: Flask) -> None:
    def file(language: str) -> list[Entry]:
        tongue = Tongue(language)
        return rows(
            (YUSUF, replace(AYESHA, language=tongue)), (JACK, replace(EMMA, language=tongue))
        )

    bring_in(file("ur"))
    with act():
        contact.choose_language(parent("Emma").id, "en", make.OFFICE)
    made = bring_in(file("pl"))
    assert made.changes == [Change(2, "Ayesha Malik", "language", "Urdu", "Polish")]
    assert (parent("Ayesha").language, parent("Emma").language) == ("pl", "en")
    bring_in(file("sw"))  # which is not offered
    assert (parent("Ayesha").language, parent("Ayesha").likely_language) == ("pl", "sw")


def test_an_opt_out_survives(portal: Flask) -> None:
    bring_in(OUR_FILE)
    with act():
        contact.stop_texts(parent("Ayesha").id, make.OFFICE)
    bring_in(rows((YUSUF, with_number(AYESHA, "07700 900192")), (JACK, EMMA), (JACK, DANIEL)))
    assert parent("Ayesha").opted_out_at == clock.now()
    assert parent("Emma").opted_out_at is None


# -- no contact, court orders, care --------------------------------------------------------------


def test_an_import_never_lifts_no_contact(portal: Flask) -> None:
    bring_in(OUR_FILE)
    hold_daniel()
    daniel = with_number(replace(DANIEL, responsibility=Responsibility.NO), "07700 900199")
    made = bring_in(rows((YUSUF, AYESHA), (JACK, EMMA), (JACK, daniel)))
    made = bring_in(OUR_FILE)
    found = tie("Daniel", "Jack")
    assert (found.no_contact, rights(found)) == (True, (False, False, False))
    assert rights(tie("Emma", "Jack")) == (True, True, True)
    assert (made.changes, made.conflicts, made.arrivals) == ([], [], [])
    assert made.not_shown == {4}


def test_whoever_is_barred_does_not_come_back_under_another_number(portal: Flask) -> None:
    bring_in(OUR_FILE)
    hold_daniel()
    again = with_number(replace(DANIEL, mis_id="C777", first="DANIEL"), "07700 900199")
    made = bring_in([*OUR_FILE, Entry(5, JACK, again)])
    assert made.arrivals == []
    assert (tie("DANIEL", "Jack").held, rights(tie("DANIEL", "Jack"))) == (
        True,
        (False, False, False),
    )
    assert tasks() == [
        (TaskKind.CONFIRM_HOLD, "Daniel", "Jack"),
        (TaskKind.COURT_ORDER, "DANIEL", "Jack"),
    ]


def test_whoever_is_barred_from_one_child_begins_held_with_the_next(portal: Flask) -> None:
    bring_in(OUR_FILE)
    hold_daniel()
    mia = ChildInFile("Mia", "Turner", mis_id="1299")
    bring_in([*OUR_FILE, Entry(5, mia, DANIEL), Entry(6, mia, EMMA)])
    assert (tie("Daniel", "Mia").held, tie("Emma", "Mia").held) == (True, False)
    assert rights(tie("Emma", "Mia")) == (True, True, True)


def test_the_number_of_somebody_barred_cannot_be_anothers(portal: Flask) -> None:
    bring_in(OUR_FILE)
    hold_daniel()
    bring_in(rows((YUSUF, AYESHA), (JACK, with_number(EMMA, "07700 900014")), (JACK, DANIEL)))
    assert parent("Emma").number_state == NumberState.HELD
    assert parent("Ayesha").number_state == NumberState.GOOD
    assert tasks() == [
        (TaskKind.BARRED_NUMBER, "Emma", None),
        (TaskKind.CONFIRM_HOLD, "Daniel", "Jack"),
    ]


def invite(who: str, of: str) -> int:
    """This parent is invited to a talk about this child, with a text that waits."""
    teacher_id = make.staff(f"Teacher of {of} for {who}")
    round_id = make.round_(name=f"Talks about {of} with {who}")
    invitation_id = make.invitation(round_id, child(of).id, parent(who).id, teacher_id)
    with act():
        outbox.queue(
            kind=Kind.NUDGE,
            to=parent(who).number or "",
            language="en",
            body="Would you like a talk?",
            parent_id=parent(who).id,
            child_id=child(of).id,
        )
    return invitation_id


def invitations() -> dict[int, InvitationState]:
    db.session.expire_all()
    return dict(db.session.execute(select(Invitation.id, Invitation.state)).all())


def waiting_texts() -> list[tuple[int | None, int | None]]:
    query = select(OutText.parent_id, OutText.child_id).where(OutText.state == TextState.QUEUED)
    return [(who, of) for who, of in db.session.execute(query.order_by(OutText.id))]


def test_a_court_order_holds_the_tie_and_makes_a_task(portal: Flask) -> None:
    bring_in(OUR_FILE)
    emmas, daniels = invite("Emma", "Jack"), invite("Daniel", "Jack")
    made = bring_in(MARKED)
    assert (made.marks, made.not_shown, made.changes) == (1, {4}, [])
    assert (tie("Daniel", "Jack").held, tie("Emma", "Jack").held) == (True, False)
    assert rights(tie("Daniel", "Jack")) == (False, False, False)
    assert tasks() == [(TaskKind.COURT_ORDER, "Daniel", "Jack")]
    assert invitations() == {emmas: InvitationState.ASKED, daniels: InvitationState.WITHDRAWN}
    assert waiting_texts() == [(parent("Emma").id, child("Jack").id)]


MARKED = rows((YUSUF, AYESHA), (JACK, EMMA), (JACK, replace(DANIEL, court_order=True)))


def test_a_court_order_that_was_looked_at_is_not_news_again(portal: Flask) -> None:
    assert bring_in(MARKED).arrivals == [
        Arrival(2, "Yusuf Malik", "Year 4 Ash", True, "Ayesha Malik", "mother", True),
        Arrival(3, "Jack Turner", "Year 4 Ash", True, "Emma Turner", "", True),
    ]
    with act():
        no_contact.clear_mark(parent("Daniel").id, child("Jack").id, make.OFFICE)
    assert bring_in(MARKED).marks == 0
    assert tie("Daniel", "Jack").held is False
    bring_in(OUR_FILE)
    assert bring_in(MARKED).marks == 1
    assert tie("Daniel", "Jack").held is True


def test_nobody_is_invited_about_a_child_in_care(portal: Flask) -> None:
    bring_in(rows((YUSUF, AYESHA), (replace(JACK, in_care=True), EMMA)))
    assert rights(tie("Emma", "Jack")) == (False, False, False)
    assert rights(tie("Ayesha", "Yusuf")) == (True, True, True)
    assert tasks() == [(TaskKind.IN_CARE, None, "Jack")]


def lead() -> By:
    return By(make.OFFICE.face, staff_id=make.staff("Mr Okafor", Role.LEAD))


def test_a_child_who_comes_into_care_later_is_a_leads_to_decide(portal: Flask) -> None:
    bring_in(OUR_FILE)
    with act():
        ties.switch(tie("Emma", "Jack").id, invited=True, texts=True, may_sign=True, by=make.OFFICE)
    in_care = replace(JACK, in_care=True)
    file = rows((YUSUF, AYESHA), (in_care, EMMA), (in_care, DANIEL))
    assert bring_in(file).marks == 1
    assert rights(tie("Emma", "Jack")) == rights(tie("Daniel", "Jack")) == (False, False, False)
    assert rights(tie("Ayesha", "Yusuf")) == (True, True, True)

    by = lead()
    with act():
        ties.switch(tie("Emma", "Jack").id, invited=True, texts=True, may_sign=False, by=by)
    assert bring_in(file).marks == 0
    assert rights(tie("Emma", "Jack")) == (True, False, True)
    bring_in(OUR_FILE)
    assert child("Jack").in_care is True


# -- ties the office decided about ---------------------------------------------------------------


def with_responsibility(who: ContactInFile, said: Responsibility) -> list[Entry]:
    return rows((YUSUF, replace(who, responsibility=said)), (JACK, EMMA), (JACK, DANIEL))


def test_parental_responsibility_switches_a_tie_nobody_decided_about(portal: Flask) -> None:
    bring_in(OUR_FILE)
    about = "Ayesha Malik, about Yusuf Malik"
    made = bring_in(with_responsibility(AYESHA, Responsibility.NO))
    assert made.changes == [
        Change(2, about, "parental responsibility", "yes", "no"),
        Change(2, about, "invited and texted", "yes", "no"),
    ]
    assert rights(tie("Ayesha", "Yusuf")) == (False, False, False)
    bring_in(with_responsibility(AYESHA, Responsibility.UNKNOWN))
    assert tie("Ayesha", "Yusuf").responsibility == Responsibility.NO
    bring_in(OUR_FILE)
    assert rights(tie("Ayesha", "Yusuf")) == (True, True, True)


def test_what_the_office_decided_about_a_tie_is_a_question(portal: Flask) -> None:
    bring_in(OUR_FILE)
    found = tie("Ayesha", "Yusuf")
    with act():
        ties.switch(found.id, invited=True, texts=False, may_sign=True, by=make.OFFICE)
    assert differences(bring_in(OUR_FILE)) == NOTHING
    assert rights(tie("Ayesha", "Yusuf")) == (True, True, False)

    file = with_responsibility(AYESHA, Responsibility.NO)
    about = "Ayesha Malik, about Yusuf Malik"
    says = "parental responsibility: no"
    assert plan(file).conflicts == [Conflict(Ask.RIGHTS, found.id, 2, about, "invited", says)]
    bring_in(file, Decisions({f"rights-{found.id}": False}))
    assert rights(tie("Ayesha", "Yusuf")) == (True, True, False)
    assert plan(file).conflicts == []
    bring_in(OUR_FILE, Decisions({f"rights-{found.id}": True}))
    assert rights(tie("Ayesha", "Yusuf")) == (True, True, True)


# -- who is not in the file ----------------------------------------------------------------------


def test_a_child_who_is_not_in_the_file_is_missing_until_somebody_decides(portal: Flask) -> None:
    bring_in(OUR_FILE)
    made = bring_in(rows((YUSUF, AYESHA)))
    assert made.gone == [Gone("Jack Turner", "Year 4 Ash")]
    assert (child("Jack").roll, child("Yusuf").roll) == (OnRoll.MISSING, OnRoll.ON_ROLL)
    blocked: set[str] = set()
    assert reaching.why_not_text(tie("Emma", "Jack"), blocked) == reaching.WhyNot.MISSING
    assert reaching.why_not_text(tie("Ayesha", "Yusuf"), blocked) is None
    assert [one.name for one in missing.children()] == ["Jack Turner"]
    assert missing.contacts() == []

    assert bring_in(OUR_FILE).changes == [Change(3, "Jack Turner", "on roll", "missing", "on roll")]
    assert reaching.why_not_text(tie("Emma", "Jack"), blocked) is None
    assert missing.children() == []


def test_a_contact_who_is_not_in_the_file_gets_no_texts(portal: Flask) -> None:
    bring_in(OUR_FILE)
    made = bring_in(rows((YUSUF, AYESHA), (JACK, EMMA)))
    assert made.gone == [Gone("Jack Turner", "Year 4 Ash", "Daniel Turner")]
    assert (tie("Daniel", "Jack").missing, parent("Daniel").missing) == (True, True)
    assert (tie("Emma", "Jack").missing, parent("Emma").missing) == (False, False)
    assert [one.parent for one in missing.contacts()] == ["Daniel Turner"]
    bring_in(OUR_FILE)
    assert (tie("Daniel", "Jack").missing, parent("Daniel").missing) == (False, False)


def test_a_contact_of_two_children_may_be_missing_from_one(portal: Flask) -> None:
    mia = ChildInFile("Mia", "Turner", mis_id="1299")
    bring_in([*OUR_FILE, Entry(5, mia, DANIEL)])
    bring_in(rows((YUSUF, AYESHA), (JACK, EMMA), (mia, DANIEL)))
    assert (tie("Daniel", "Jack").missing, tie("Daniel", "Mia").missing) == (True, False)
    assert parent("Daniel").missing is False


@pytest.mark.parametrize(
    "left_out",
    [
        ChildInFile("", "Turner", mis_id="1204"),
        ChildInFile("Jack", "T" * 70, upn="C999123425001"),
        ChildInFile("Jack", "Turner", mis_id="1204", upn="C999123425001"),
    ],
)
@pytest.mark.parametrize("with_his_mother", [False, True])
def test_whoever_stands_in_a_row_that_could_not_be_read_is_not_missing(
    portal: Flask, left_out: ChildInFile, with_his_mother: bool
) -> None:
    jack = replace(JACK, upn="C999123425001")
    bring_in(rows((YUSUF, AYESHA), (jack, EMMA), (jack, DANIEL)))
    unread = Entry(8, None, None, left_out=left_out)
    made = bring_in([*rows((YUSUF, AYESHA), (jack, EMMA))[: 1 + with_his_mother], unread])
    assert (made.gone, child("Jack").roll) == ([], OnRoll.ON_ROLL)
    assert [tie(who, "Jack").missing for who in ("Emma", "Daniel")] == [False, False]
    assert (parent("Emma").missing, parent("Daniel").missing) == (False, False)


def test_a_contact_who_could_not_be_read_is_not_missing_from_a_list_without_numbers(
    portal: Flask,
) -> None:
    jack = replace(JACK, mis_id="")
    bring_in(rows((jack, EMMA), (jack, DANIEL)))
    bring_in([*rows((jack, EMMA)), Entry(3, jack, None, left_out=jack)])
    assert (tie("Daniel", "Jack").missing, parent("Daniel").missing) == (False, False)


def test_a_row_that_could_not_be_read_brings_nobody_back(portal: Flask) -> None:
    bring_in(OUR_FILE)
    bring_in(rows((YUSUF, AYESHA), (JACK, EMMA)))
    bring_in([*rows((YUSUF, AYESHA), (JACK, EMMA)), Entry(8, None, None, left_out=JACK)])
    assert (tie("Daniel", "Jack").missing, parent("Daniel").missing) == (True, True)


def test_a_file_of_one_class_marks_nobody_when_it_is_said_to(portal: Flask) -> None:
    bring_in(OUR_FILE)
    bring_in(rows((YUSUF, AYESHA)), Decisions(whole_school=False))
    assert (child("Jack").roll, tie("Emma", "Jack").missing) == (OnRoll.ON_ROLL, False)
    assert parent("Emma").missing is False


def test_kept_by_the_office_is_not_missing_again(portal: Flask) -> None:
    bring_in(OUR_FILE)
    without = rows((YUSUF, AYESHA), (JACK, EMMA))
    bring_in(without)
    with act():
        missing.keep(tie("Daniel", "Jack").id, make.OFFICE)
    assert rights(tie("Daniel", "Jack")) == (True, True, True)
    assert differences(bring_in(without)) == NOTHING
    assert (tie("Daniel", "Jack").missing, parent("Daniel").missing) == (False, False)


def test_dropped_by_the_office_is_switched_off(portal: Flask) -> None:
    bring_in(OUR_FILE)
    emmas, daniels = invite("Emma", "Jack"), invite("Daniel", "Jack")
    bring_in(rows((YUSUF, AYESHA), (JACK, EMMA)))
    with act():
        missing.drop(tie("Daniel", "Jack").id, make.OFFICE)
    assert rights(tie("Daniel", "Jack")) == (False, False, False)
    assert invitations() == {emmas: InvitationState.ASKED, daniels: InvitationState.WITHDRAWN}
    assert missing.contacts() == []


def test_a_child_who_left_is_spoken_of_no_more(portal: Flask) -> None:
    day = make.evening()
    by = make.by(day.family.parent_id)
    with act():
        booked = booking.book(day.invitation_id, day.slot_ids[2], by).id
    bring_in(OUR_FILE, Decisions(whole_school=False))
    jacks = invite("Emma", "Jack")
    with act():
        links.link_of(parent("Emma").id)
        links.link_of(day.family.parent_id)
        for one in (child("Jack").id, day.family.child_id):
            missing.leave(one, make.OFFICE)
    assert child("Jack").roll == OnRoll.LEFT
    assert invitations()[jacks] == InvitationState.WITHDRAWN
    assert waiting_texts() == []
    assert db.session.scalars(select(TextLink.id).where(TextLink.dead_at.is_(None))).all() == []
    assert [one.booking_id for one in missing.talks_left()] == [booked]

    assert bring_in(OUR_FILE, Decisions(whole_school=False)).changes == [
        Change(3, "Jack Turner", "on roll", "left", "on roll")
    ]


def test_a_child_who_is_still_here_gets_texts_again(portal: Flask) -> None:
    bring_in(OUR_FILE)
    bring_in(rows((YUSUF, AYESHA)))
    with act():
        missing.stay(child("Jack").id, make.OFFICE)
    assert child("Jack").roll == OnRoll.ON_ROLL
    assert reaching.why_not_text(tie("Emma", "Jack"), set()) is None


# -- the act -------------------------------------------------------------------------------------


def test_a_school_that_changed_meanwhile_is_looked_at_again(portal: Flask) -> None:
    bring_in(OUR_FILE)
    with act():
        import_id = uploads.keep_upload("export.csv", b"the file", {}, make.OFFICE)
    made = plan(rows((YUSUF, with_number(AYESHA, "07700 900192")), (JACK, EMMA)))
    hold_daniel()
    with pytest.raises(Refused) as refused, act():
        apply(import_id, made, make.OFFICE)
    assert refused.value.reason == Reason.CHANGED_MEANWHILE
    assert parent("Ayesha").number == "+447700900011"
    found = uploads.find(import_id)
    assert found and (found.done_at, found.data) == (None, b"the file")


def test_a_parent_books_while_an_import_waits_to_be_confirmed(portal: Flask) -> None:
    day = make.evening()
    with act():
        import_id = uploads.keep_upload("export.csv", b"the file", {}, make.OFFICE)
    made = plan(OUR_FILE)
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id))
    with act():
        apply(import_id, made, make.OFFICE, wrong=3)
    with act():
        apply(import_id, made, make.OFFICE, wrong=3)
    found = uploads.find(import_id)
    assert found and (found.done_at, found.data) == (clock.now(), None)
    assert found.counts == NOTHING | {
        "new children": 2,
        "new contacts": 3,
        "unchanged": 0,
        "children missing": 2,
        "rows to look at": 3,
    }
    assert how_many(Parent) == 5


def test_a_file_that_nobody_confirms_is_gone_after_a_day(portal: Flask, watch: Watch) -> None:
    bring_in(OUR_FILE)
    with act():
        old = uploads.keep_upload("old.csv", b"1", {}, make.OFFICE)
    watch.moment += timedelta(hours=20)
    with act():
        new = uploads.keep_upload("new.csv", b"2", {}, make.OFFICE)
    watch.moment += timedelta(hours=4)
    assert (uploads.find(old), uploads.find(new) is None) == (None, False)
    with act():
        assert uploads.discard_old_uploads() == 1
        assert uploads.discard_old_uploads() == 0
    assert [one.filename for one, _ in uploads.history()] == ["new.csv", "export.csv"]


def statements_to_plan(count: int) -> int:
    """How many statements it takes to look at so many families."""
    file = rows(
        *(
            (
                replace(YUSUF, first=f"Child{n}", mis_id=f"2{n}", upn=""),
                replace(AYESHA, first=f"Parent{n}", mis_id=f"C2{n}"),
            )
            for n in range(count)
        )
    )
    with statements() as found:
        made = plan(file, Decisions(whole_school=False))
    assert len(made.new_children) == count
    return len(found)


def test_a_big_school_takes_no_more_statements_to_look_at_than_a_small_one(portal: Flask) -> None:
    bring_in(OUR_FILE)
    assert [statements_to_plan(count) for count in (1, 90)] == [4, 4]
