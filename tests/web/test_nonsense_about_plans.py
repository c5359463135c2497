"""Whatever is sent to the screens of a talk and a plan, somebody answers: never an error of ours,
and nothing of another child is touched."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.db import act, db
from portal.domain import agreed, changes_wanted, records
from portal.domain.records import Part
from portal.domain.signing import SignOff
from portal.domain.targets import Step
from portal.languages import ENGLISH
from tests import make
from tests.plans import Table, at_the_table

ODD = ["a\x00b\u202e" + "x" * 5000, "9" * 20]
DAYS = ["0001-01-01", "9999-12-31", "2026-02-30"]


def forms(table: Table) -> list[tuple[str, dict[str, Any]]]:
    """Every form about a plan and a talk, filled in so that it would be taken."""
    (one, *_) = agreed.for_parent(table.child_id, table.mother_id, ENGLISH)
    keys = table.keys(table.mother_id)
    talk = f"/staff/talks/{table.talk_id}"
    plan, write = table.plan, {"sentence": "I will run.", "look_back_on": "2027-02-01"}
    steps = {
        "home-0": "We run.",
        "home-0-by": "2027-01-01",
        "child-0": "I run.",
        "school-0": "We go.",
    }
    clash = records.clashes_of(record_of(table))[0][0].id
    return [
        (
            f"{plan}/new/write",
            {**write, **steps, "topic": "reading", "how_own": "We see it."} | table.talk,
        ),
        (
            f"/staff/targets/{one.target_id}/change",
            {**write, **steps, "version": one.version_id, "home_part": one.home_part_id or ""}
            | table.talk,
        ),
        (f"{plan}/ticks", {"step": one.child[0].id, "done": "yes"}),
        (f"{plan}/seen-to", {"wish": changes_wanted.waiting(table.child_id)[0].id}),
        (f"{plan}/pupil/tick", {"step": one.child[0].id, "done": "yes"}),
        (f"{plan}/pupil/say", {"target": one.target_id, "say": "I did it"}),
        (f"{plan}/sign/teacher", {"key": table.keys()}),
        (f"{plan}/sign/aloud", {"key": table.keys()}),
        (f"{plan}/sign/child", {"key": table.keys(), "say": "agree"}),
        (f"{plan}/sign/read-out", {"key": keys, "read_out_by": "Mrs Aslam"} | table.talk),
        (
            f"{plan}/sign/on-paper",
            {"key": keys, "witness": "Mr Doyle", "who": "parent"} | table.talk,
        ),
        (f"{plan}/sign/by-text", table.talk),
        (
            f"{plan}/in-their-language",
            {"translated_by": "Mrs Aslam", **sentences(table)} | table.talk,
        ),
        (f"{talk}/sign", {"key": keys, "say": "agree", "read_out_by": "", "words": ""}),
        (
            f"{talk}/look-back/save",
            {
                "target": one.target_id,
                "result": "nearly",
                "then": "keep",
                "day": "2027-02-01",
                "helped": "Time",
                "in_the_way": "illness",
                "in_the_way_words": "A cold",
            },
        ),
        (
            f"{talk}/parts/hopes",
            {"words": "A friend", "seen": "1", "own": "A", "clash": str(clash)},
        ),
        (f"{talk}/clashes/{clash}", {"keep": "both", "seen": "1"}),
        (
            talk,
            {
                "hopes": "A",
                "seen-hopes": "1",
                "was-hopes": "x",
                "settle": f"{clash}:mine",
                "then": "plan",
            },
        ),
        (
            f"{talk}/sum-up",
            {"answer": "yes", "language": "ur", "shown": "x", "read_out_by": "Mrs Aslam"},
        ),
        (f"{talk}/came", {"came": "yes"}),
        (f"{talk}/help", {"kind": "a lift", "words": "From home", "due_on": "2026-12-01"}),
        (
            f"/staff/children/{table.child_id}/word",
            {"kind": "strength", "words": "Kind", "talk": table.talk_id},
        ),
        (f"/staff/children/{table.child_id}/word/withdraw", {"kind": "strength"}),
        (
            f"/staff/children/{table.child_id}/own-sentences",
            {
                "good_at": "Maths",
                "likes": "Ice",
                "help_with": "Words",
                "version": "0",
                "talk": table.talk_id,
            },
        ),
        (f"{plan}/end", {"target": one.target_id}),
    ]


def sentences(table: Table) -> dict[str, str]:
    (one, *_) = agreed.shared(table.child_id)
    return {f"words-{one.child[0].words.wording_id}": "میں کتاب لاتا ہوں۔"}


def record_of(table: Table) -> int:
    found = records.of_talk(table.talk_id)
    assert found is not None
    return found.id


@pytest.fixture
def table(portal: Flask, browser: FlaskClient) -> Table:
    table = at_the_table(browser, "ur")
    make.target(table.child_id, (table.mother_id, "We read in bed."), child=("I bring my book.",))
    with act():
        record = records.open_record(table.talk_id, table.by)
        for words in ("One", "Two"):
            records.save(record.id, Part.HOPES, words, 0, table.by)
        changes_wanted.want_change(
            table.father_id, table.child_id, "Less", make.by(table.father_id)
        )
    return table


def test_nonsense_in_any_field_is_answered(table: Table, browser: FlaskClient) -> None:
    for address, fields in forms(table):
        for name in fields:
            dated = name.endswith(("day", "_on", "-by"))
            for odd in [*ODD, *DAYS] if dated else ODD:
                answer = browser.send(address, {**fields, name: odd})
                assert answer.status_code < 500, (address, name, odd[:30])
        assert browser.get(table.plan, query_string=table.talk).status_code == 200, address
    shown = ("", "/sign", "/pupil", "/paper", "/at-home", "/new", "/in-their-language")
    talks = ("", "/prepare", "/prepare/print", "/paper", "/look-back", "/sum-up", "/help", "/sign")
    pages = [f"{table.plan}{one}?talk={table.talk_id}" for one in shown]
    for page in [*pages, *(f"/staff/talks/{table.talk_id}{one}" for one in talks), "/staff"]:
        assert browser.get(page).status_code == 200, page


def test_what_is_of_another_child_is_not_touched(table: Table, browser: FlaskClient) -> None:
    """Every id in every form, replaced by one of another child's, or by one of nobody's."""
    stranger = make.family("Leo", ("Ines",), class_id=table.evening.class_id)
    others = make.target(stranger.child_id, child=("I count.",))
    (other,) = agreed.these([others], ENGLISH)
    before = db.session.scalars(select(Step.done_at)).all()
    for address, fields in forms(table):
        for name, wrong in {
            "step": other.child[0].id,
            "target": other.target_id,
            "key": f"{other.version_id}:",
            "version": other.version_id,
            "talk": 0,
            "wish": 4711,
        }.items():
            if name in fields:
                answer = browser.send(address, fields | {name: wrong})
                assert answer.status_code in (303, 404, 409, 422), (address, name)
    db.session.expire_all()
    assert agreed.these([others], ENGLISH) == [other]
    assert (
        db.session.scalars(select(SignOff.target_id).where(SignOff.target_id == others)).all() == []
    )
    assert before == db.session.scalars(select(Step.done_at)).all()
