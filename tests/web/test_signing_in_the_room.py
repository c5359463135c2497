"""Signing on the school's device: teacher, child and the parent of the talk, each for themselves,
and nothing but the plan on the screen that is handed over."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain import (
    changes_wanted,
    contact,
    drafts,
    in_the_room,
    pupil,
    signing,
    targets,
    translating,
    wordings,
)
from portal.domain.outbox import Kind, OutText
from portal.domain.people import Guardianship, Responsibility
from portal.domain.pupil import PupilSays
from portal.domain.signing import Heard, Party, SignedBy, SignOff
from portal.domain.tasks import Task, TaskKind
from portal.languages import ENGLISH, OFFERED
from portal.wording.refusals import Reason, Refused, say, say_to_staff
from tests import make
from tests.plans import Table, all_sign, at_the_table
from tests.web import reading

URDU = OFFERED["ur"]


def hand(table: Table) -> str:
    return f"/staff/talks/{table.talk_id}/sign"


def sign_offs() -> list[tuple[Party, SignedBy, str, str, str]]:
    query = select(
        SignOff.party, SignOff.way, SignOff.language, SignOff.read_out_by, SignOff.witness
    )
    return [tuple(row) for row in db.session.execute(query.order_by(SignOff.id))]


def presses(browser: FlaskClient, table: Table, word: str, **fields: Any) -> Any:
    """What the parent presses on the tablet."""
    page = browser.get(hand(table))
    return browser.send(hand(table), {"key": reading.choices(page, "key"), "say": word} | fields)


def plan_in_urdu(table: Table) -> int:
    """A plan all of which the mother can read."""
    target_id = make.target(table.child_id, (table.mother_id, "We read in bed."))
    with act():
        wording_id = wordings.own("We read in bed.")
        translating.put_into(wording_id, URDU, "ہم بستر میں پڑھتے ہیں۔", "Mrs Aslam", table.by)
    return target_id


# -- all three -----------------------------------------------------------------------------------


def test_all_three_sign_in_the_room(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser, "ur")
    target_id = plan_in_urdu(table)
    hub = f"{table.plan}/sign"
    keys = {"key": table.keys()} | table.talk
    hers = {"key": reading.choices(browser.get(hand(table)), "key"), "say": "agree"}
    for _ in range(2):
        assert browser.send(f"{hub}/teacher", keys).status_code == 303
        assert browser.send(f"{hub}/child", keys | {"say": "agree"}).status_code == 303
        assert browser.send(hand(table), hers).status_code == 303
    assert sign_offs() == [
        (Party.TEACHER, SignedBy.IN_THE_ROOM, "en", "", ""),
        (Party.CHILD, SignedBy.IN_THE_ROOM, "en", "", ""),
        (Party.PARENT, SignedBy.IN_THE_ROOM, "ur", "", ""),
    ]
    assert signing.is_in_force(target_id)
    assert db.session.scalars(select(Heard.language)).all() == ["ur"]
    page = browser.get(hub, query_string=table.talk)
    assert reading.all_of(page, "p", **{"class": "said"}) == ["Signed."] * 3


def test_what_a_parent_is_handed_is_their_plan_and_nothing_else(
    portal: Flask, browser: FlaskClient
) -> None:
    table = at_the_table(browser, "ur")
    plan_in_urdu(table)
    browser.send(f"{table.plan}/sign/teacher", {"key": table.keys()})  # leaves a word for the hub
    page = browser.get(hand(table))
    html = page.get_data(as_text=True)
    assert '<html lang="ur" dir="rtl">' in html
    assert reading.bar(page) == []
    others = ("Sign out", "Miss Khan", "You have signed", "Malik")
    assert [one for one in others if one in html] == []
    links = [one.get("href") for one in reading.main(page).iter() if one.get("href")]
    assert links == [f"{table.plan}/sign?talk={table.talk_id}"]
    assert reading.all_of(page, "button") == [
        URDU.gettext("I agree"),
        URDU.gettext("I want a change"),
        URDU.gettext("I have read it. I will agree later."),
    ]
    words = reading.words(page)
    home, mine = URDU.gettext("What we do at home"), "ہم بستر میں پڑھتے ہیں۔"
    assert words.index(home) < words.index(mine)
    assert reading.all_of(page, "h3")[0] == home


def test_wording_that_is_not_in_the_language_is_read_out_by_a_named_adult(
    portal: Flask, browser: FlaskClient
) -> None:
    table = at_the_table(browser, "ur")
    make.target(table.child_id, sentence="I will bring my red book.")
    refused = presses(browser, table, "agree")
    assert (refused.status_code, reading.said(refused)) == (
        409,
        [say(Reason.NOT_IN_LANGUAGE, URDU)],
    )
    child = presses(browser, table, "agree", read_out_by="Yusuf")
    assert reading.said(child) == [say(Reason.CHILD_READS, URDU)]
    assert sign_offs() == []
    assert reading.field(child, "read_out_by") == "Yusuf"
    presses(browser, table, "agree", read_out_by="Mrs  Aslam")
    assert sign_offs() == [(Party.PARENT, SignedBy.IN_THE_ROOM, "en", "Mrs Aslam", "")]


def test_a_plan_that_changed_meanwhile_is_read_first(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    target_id = make.target(table.child_id)
    all_sign(table, table.father_id)
    keys, hub = {"key": table.keys()} | table.talk, f"{table.plan}/sign"
    page = browser.get(hand(table))
    hers = {"key": reading.choices(page, "key"), "say": "agree"}
    with act():
        drafts.rewrite(
            target_id,
            drafts.Draft("I will sing.", drafts.day_to_look_back(), "", [], []),
            table.by,
            seen=(targets.version_of(target_id).id, None),
        )
    answers = [
        browser.send(f"{hub}/teacher", keys),
        browser.send(f"{hub}/child", keys | {"say": "agree"}),
        browser.send(hand(table), hers),
    ]
    assert [one.status_code for one in answers] == [409, 409, 409]
    assert [reading.said(one)[0] for one in answers] == [
        say_to_staff(Reason.PLAN_CHANGED),
        "This has changed. Please read it again.",
        say(Reason.PLAN_CHANGED, ENGLISH),
    ]
    assert ["I will sing." in reading.words(one) for one in answers] == [True, True, True]
    again = reading.choices(answers[2], "key")
    assert browser.send(hand(table), {"key": again, "say": "agree"}).status_code == 303


def test_a_target_added_meanwhile_is_read_before_anybody_signs(
    portal: Flask, browser: FlaskClient
) -> None:
    table = at_the_table(browser)
    make.target(table.child_id)
    keys = reading.choices(browser.get(hand(table)), "key")
    make.target(table.child_id, sentence="I will sing.")
    for word in ("agree", "later"):
        assert browser.send(hand(table), {"key": keys, "say": word}).status_code == 409
    assert sign_offs() == []
    assert db.session.scalars(select(Heard)).all() == []


def test_two_screens_of_two_parents_cannot_be_mixed_up(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    make.target(
        table.child_id, (table.mother_id, "We read in bed."), (table.father_id, "We read maps.")
    )
    his = {"key": table.keys(table.father_id), "say": "agree"}
    assert browser.send(hand(table), his).status_code == 409
    assert sign_offs() == []


# -- the parent ----------------------------------------------------------------------------------


def test_i_want_a_change_is_one_press(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    make.target(table.child_id)
    answer = presses(browser, table, "change", words="Five minutes, please")
    page = browser.get(reading.address(answer))
    assert reading.said(page) == ["Thank you. We will talk with you about the change."]
    assert reading.all_of(page, "button") == []
    (wish,) = changes_wanted.to_read(table.child_id)
    assert wish.words == "Five minutes, please"
    task = db.session.scalars(select(Task)).one()
    assert (task.kind, task.staff_id, task.parent_id) == (
        TaskKind.CHANGE_WANTED,
        table.evening.teacher_id,
        None,
    )
    assert sign_offs() == []


def test_agreeing_with_a_change_written_is_asked_about(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    make.target(table.child_id)
    page = presses(browser, table, "agree", words="Five minutes, please")
    assert page.status_code == 422
    assert reading.field(page, "words") == "Five minutes, please"
    assert sign_offs() == []
    assert presses(browser, table, "nonsense").status_code == 303
    assert sign_offs() == []


def test_later_is_noted_and_asked_by_text(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser, "ur")
    plan_in_urdu(table)
    presses(browser, table, "later")
    assert db.session.execute(select(Heard.language, Heard.read_out_by)).all() == [("ur", "")]
    page = browser.get(f"{table.plan}/sign", query_string=table.talk)
    assert "They have had all of it in Urdu." in reading.words(page)
    by_text = f"{table.plan}/sign/by-text"
    asked = browser.send(by_text, table.talk, follow_redirects=True)
    assert reading.said(asked) == ["The text is on its way."]
    sent = select(OutText.parent_id, OutText.kind).where(OutText.kind == Kind.SIGN)
    assert db.session.execute(sent).all() == [(table.mother_id, Kind.SIGN)]
    again = browser.send(by_text, table.talk)
    assert (again.status_code, reading.said(again)) == (409, [say_to_staff(Reason.QUESTION_OPEN)])
    with act():
        contact.stop_texts(table.mother_id, make.by(table.mother_id))
    never = browser.send(by_text, table.talk)
    assert reading.said(never) == [say_to_staff(Reason.NO_TEXTS)]


def test_by_text_only_once_they_have_had_it(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser, "ur")
    make.target(table.child_id, sentence="I will bring my red book.")
    hub = f"{table.plan}/sign"
    asked = browser.send(f"{hub}/by-text", table.talk)
    assert (asked.status_code, reading.said(asked)) == (
        409,
        [say_to_staff(Reason.NOT_IN_LANGUAGE)],
    )
    assert browser.send(f"{hub}/by-text").status_code == 404
    keys = {"key": table.keys(table.mother_id)} | table.talk
    assert browser.send(f"{hub}/read-out", keys).status_code == 409
    assert browser.send(f"{hub}/read-out", keys | {"read_out_by": "Mrs Aslam"}).status_code == 303
    assert db.session.scalars(select(Heard.read_out_by)).all() == ["Mrs Aslam"]


def test_a_carer_signs_as_one_and_who_may_not_sign_is_told(
    portal: Flask, browser: FlaskClient
) -> None:
    table = at_the_table(browser)
    make.target(table.child_id)
    of_her = Guardianship.parent_id == table.mother_id
    with act() as session:
        session.execute(update(Guardianship).where(of_her).values(responsibility=Responsibility.NO))
    page = browser.get(f"{table.plan}/sign", query_string=table.talk)
    assert "Ayesha Malik (carer)" in reading.all_of(page, "h2")
    with act() as session:
        session.execute(update(Guardianship).where(of_her).values(may_sign=False))
    page = browser.get(f"{table.plan}/sign", query_string=table.talk)
    assert "This person may not sign for Yusuf" in reading.words(page)
    handed = browser.get(hand(table))
    assert reading.all_of(handed, "button") == ["I want a change"]
    assert say(Reason.NOT_TO_SIGN, ENGLISH) in reading.words(handed)
    refused = presses(browser, table, "agree")
    assert (refused.status_code, sign_offs()) == (409, [])
    with act() as session:
        session.execute(update(Guardianship).where(of_her).values(may_sign=True))
    presses(browser, table, "agree")
    assert [one[0] for one in sign_offs()] == [Party.CARER]


# -- on paper ------------------------------------------------------------------------------------


def test_on_paper_with_a_witness(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser, "ur")
    target_id = plan_in_urdu(table)
    paper = browser.get(f"{table.plan}/paper", query_string=table.talk)
    assert reading.all_of(paper, "dt") == [
        URDU.gettext(words)
        for words in ("Parent or carer", "Child", "Teacher", "Who saw it", "Signed on")
    ]
    assert "ہم بستر میں پڑھتے ہیں۔" in reading.words(paper)
    without = browser.get(f"{table.plan}/paper")
    assert "ہم بستر" not in without.get_data(as_text=True)
    there = f"{table.plan}/sign/on-paper"
    hers = {"key": table.keys(table.mother_id)} | table.talk
    assert browser.send(there, hers).status_code == 409
    browser.send(there, hers | {"witness": "Mrs Green"})
    browser.send(there, {"key": table.keys(), "who": "child", "witness": "Mrs Green"} | table.talk)
    assert sign_offs() == [
        (Party.PARENT, SignedBy.PAPER, "ur", "", "Mrs Green"),
        (Party.CHILD, SignedBy.PAPER, "en", "", "Mrs Green"),
    ]
    assert browser.send(there, {"key": table.keys(), "witness": "Mrs Green"}).status_code == 404
    assert not signing.is_in_force(target_id)


# -- the child -----------------------------------------------------------------------------------


def test_a_young_child_says_yes_aloud(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    make.target(table.child_id)
    browser.send(f"{table.plan}/sign/aloud", {"key": table.keys()} | table.talk)
    assert sign_offs() == [
        (Party.CHILD, SignedBy.IN_THE_ROOM, "en", "", "said yes aloud to Miss Khan")
    ]


def test_a_child_may_want_a_change(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    make.target(table.child_id, (table.mother_id, "We read in bed."))
    there = f"{table.plan}/sign/child"
    page = browser.get(there, query_string=table.talk)
    assert reading.all_of(page, "button") == ["Yes, I will try this", "I want a change"]
    html = page.get_data(as_text=True)
    assert [one for one in ("Ayesha", "Malik", "in bed", "Khan", "Sign out") if one in html] == []
    browser.send(there, {"key": table.keys(), "say": "change"} | table.talk)
    assert db.session.scalars(select(Task.kind)).all() == [TaskKind.CHANGE_WANTED]
    assert sign_offs() == []


def test_the_pupils_page_has_big_words_and_nobodys_name(
    portal: Flask, browser: FlaskClient
) -> None:
    table = at_the_table(browser)
    target_id = make.target(
        table.child_id, (table.mother_id, "We read in bed."), child=("I choose a book.",)
    )
    page = browser.get(f"{table.plan}/pupil")
    html = page.get_data(as_text=True)
    assert [one for one in ("Malik", "Ayesha", "in bed", "Khan", "Sign out") if one in html] == []
    (step,) = reading.choices(page, "step")
    browser.send(f"{table.plan}/pupil/tick", {"step": step, "done": "yes"})
    page = browser.get(f"{table.plan}/pupil")
    assert reading.said(page) == ["You did it. Well done!"]
    for _ in range(2):
        browser.send(f"{table.plan}/pupil/say", {"target": target_id, "say": PupilSays.STUCK})
    page = browser.get(f"{table.plan}/pupil")
    assert reading.said(page) == ["You are stuck. Your teacher will help you."]
    task = db.session.scalars(select(Task)).one()
    assert (task.kind, task.child_id, task.staff_id, task.words) == (
        TaskKind.PUPIL_STUCK,
        table.child_id,
        table.evening.teacher_id,
        None,
    )
    assert [word.says for word in pupil.words_of([target_id])[target_id]] == [
        PupilSays.STUCK,
        PupilSays.DID_IT,
    ]
    assert "The child says: I am stuck" in reading.words(browser.get("/staff"))


def test_what_was_read_out_once_need_not_be_again(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser, "ur")
    make.target(table.child_id, sentence="I will bring my red book.")
    keys = [one.key for one in signing.to_sign(table.child_id, table.mother_id, URDU)]
    with pytest.raises(Refused), act():
        in_the_room.parent_has_had(table.mother_id, table.child_id, keys, table.by, own=URDU)
    with act():
        in_the_room.parent_has_had(
            table.mother_id, table.child_id, keys, table.by, own=URDU, read_out_by="Mrs Aslam"
        )
    with act():
        in_the_room.parent_signs(table.mother_id, table.child_id, keys, table.by, own=URDU)
    assert sign_offs() == [(Party.PARENT, SignedBy.IN_THE_ROOM, "en", "Mrs Aslam", "")]


def test_a_translation_put_right_while_they_read_is_read_first(
    portal: Flask, browser: FlaskClient
) -> None:
    table = at_the_table(browser, "ur")
    plan_in_urdu(table)
    keys = reading.choices(browser.get(hand(table)), "key")
    with act():
        wording_id = wordings.own("We read in bed.")
        translating.put_into(wording_id, URDU, "ہم رات کو پڑھتے ہیں۔", "Mrs Aslam", table.by)
    for word in ("agree", "later"):
        answer = browser.send(hand(table), {"key": keys, "say": word})
        assert (answer.status_code, reading.said(answer)) == (409, [say(Reason.PLAN_CHANGED, URDU)])
    assert (sign_offs(), db.session.scalars(select(Heard)).all()) == ([], [])
    assert presses(browser, table, "agree").status_code == 303


def test_the_child_translates_nothing(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser, "ur")
    make.target(table.child_id, sentence="I will bring my red book.")
    with act():
        name = f"words-{wordings.own('I will bring my red book.')}"
    page = f"{table.plan}/in-their-language"
    fields = {name: "میں کتاب لاؤں گا۔", "translated_by": "yusuf"} | table.talk
    refused = browser.send(page, fields)
    assert (refused.status_code, reading.said(refused)) == (
        422,
        [say_to_staff(Reason.CHILD_TRANSLATES)],
    )
    assert browser.send(page, fields | {"translated_by": "Mrs Aslam"}).status_code == 303
