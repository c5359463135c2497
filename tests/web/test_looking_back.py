"""Looking back in the next talk: last time beside this time, and what becomes of each target."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.db import act, db
from portal.domain import check_ins, look_backs, pupil, records, signing, targets
from portal.domain.check_ins import Going
from portal.domain.look_backs import InTheWay, LookBack, Result, Then
from portal.domain.pupil import PupilSays
from portal.domain.records import Part
from portal.domain.targets import Ended, Target
from portal.wording.refusals import Reason, say_to_staff
from tests import make
from tests.conftest import Watch
from tests.plans import LATER, Table, all_sign, at_the_table, talk_with_father
from tests.web import reading


def there(table: Table) -> str:
    return f"/staff/talks/{table.talk_id}/look-back"


def says(browser: FlaskClient, table: Table, target_id: int, **fields: Any) -> Any:
    """The form of one target, sent."""
    usual = {"target": target_id, "result": "nearly", "then": "keep", "day": LATER}
    return browser.send(f"{there(table)}/save", usual | fields)


@pytest.fixture
def table(portal: Flask, browser: FlaskClient) -> Table:
    return at_the_table(browser)


def test_last_time_stands_beside_this_time(browser: FlaskClient, table: Table) -> None:
    record = _record(table)
    target_id = make.target(
        table.child_id,
        (table.mother_id, "We read in bed."),
        (table.father_id, "We read maps."),
        child=("I choose a book.",),
    )
    all_sign(table, table.mother_id)
    with act():
        check_ins.say(table.mother_id, table.child_id, Going.HARD, make.by(table.mother_id))
        check_ins.say(table.father_id, table.child_id, Going.WELL, make.by(table.father_id))
        pupil.say(target_id, PupilSays.DID_IT, table.by)
        records.save(record, Part.PRIORITY_1, "Sleep", 0, table.by)
    page = browser.get(there(table))
    words = reading.words(page)
    assert "I will read for ten minutes every day." in words
    assert "We read in bed." in words
    assert "A bit hard" in words
    assert "Yusuf: “I did it”" in words
    assert "Sleep" in reading.all_of(page, "li")
    assert [one for one in ("maps", "Omar", "Going well") if one in words] == []


def _record(table: Table) -> int:
    with act():
        return records.open_record(table.talk_id, table.by).id


def test_the_earlier_record_is_that_of_the_same_parent(browser: FlaskClient, table: Table) -> None:
    his_talk = talk_with_father(table)
    with act():
        his = records.open_record(his_talk, table.by)
        records.save(his.id, Part.PRIORITY_1, "Maps", 0, table.by)
    page = browser.get(there(table))
    assert "Maps" not in page.get_data(as_text=True)
    with act():
        hers = records.open_record(table.talk_id, table.by)
        records.save(hers.id, Part.PRIORITY_1, "Sleep", 0, table.by)
    page = browser.get(f"/staff/talks/{his_talk}/look-back")
    assert "Sleep" not in page.get_data(as_text=True)
    assert reading.all_of(page, "li") == ["Maps"]


def test_a_target_of_this_talk_is_not_looked_back_at(browser: FlaskClient, table: Table) -> None:
    make.target(table.child_id, conversation_id=_record(table))
    page = browser.get(there(table))
    assert reading.choices(page, "target") == []
    assert reading.all_of(page, "li") == ["I will read for ten minutes every day."]


def test_kept_it_gets_another_day_and_is_signed_anew(browser: FlaskClient, table: Table) -> None:
    target_id = make.target(table.child_id)
    all_sign(table, table.mother_id)
    fields = {
        "day": "2027-03-01",
        "helped": "A quiet corner",
        "in_the_way": [InTheWay.TIME, InTheWay.ILL, "nonsense"],
        "in_the_way_words": "The flu",
    }
    for _ in range(2):
        assert reading.address(says(browser, table, target_id, **fields)) == there(table)
    row = db.session.scalars(select(LookBack)).one()
    assert (row.result, row.then, row.helped, row.in_the_way, row.in_the_way_words) == (
        Result.NEARLY,
        Then.KEEP,
        "A quiet corner",
        ["not enough time", "illness"],
        "The flu",
    )
    version = targets.version_of(target_id)
    assert (version.number, version.look_back_on.isoformat()) == (2, "2027-03-01")
    assert not signing.is_in_force(target_id)
    page = browser.get(there(table), query_string={"target": target_id})
    assert "Look back on Monday 1 February." in reading.words(page)  # how it read then
    assert reading.all_of(page, "p", **{"class": "said"})[-1] == "Nearly · Keep it"
    assert reading.ticked(page, "in_the_way") == ["not enough time", "illness"]


def test_kept_without_a_day_to_come_is_refused_and_all_is_kept(
    browser: FlaskClient, table: Table
) -> None:
    target_id = make.target(table.child_id)
    page = says(browser, table, target_id, day="2026-11-01", helped="Songs")
    assert (page.status_code, reading.said(page)) == (409, [say_to_staff(Reason.LOOK_BACK_PAST)])
    assert reading.field(page, "helped") == "Songs"
    assert look_backs.of_target(target_id) == []
    assert says(browser, table, target_id, day="").status_code == 422
    assert says(browser, table, target_id, result="").status_code == 422


def test_met_and_stopped_it_ends_and_may_be_put_right(browser: FlaskClient, table: Table) -> None:
    target_id = make.target(table.child_id)
    says(browser, table, target_id, result="met", then="stop")
    assert _ended(target_id) == Ended.MET
    page = browser.get(there(table))
    assert "Met · Stop it" in reading.words(page)
    says(browser, table, target_id, result="not yet", then="stop")
    assert _ended(target_id) == Ended.STOPPED
    assert targets.ongoing_ids(table.child_id) == []


def _ended(target_id: int) -> Ended | None:
    return db.session.scalar(select(Target.ended).where(Target.id == target_id))


def test_change_and_new_lead_to_their_pages(browser: FlaskClient, table: Table) -> None:
    target_id = make.target(table.child_id)
    changed = says(browser, table, target_id, then="change")
    assert reading.address(changed) == f"/staff/targets/{target_id}/change?talk={table.talk_id}"
    assert browser.get(reading.address(changed)).status_code == 200
    new = says(browser, table, target_id, then="new")
    assert reading.address(new) == f"{table.plan}/new?talk={table.talk_id}"
    assert _ended(target_id) == Ended.REPLACED


def test_another_childs_target_is_not_found_and_one_that_ended_is_refused(
    browser: FlaskClient, table: Table
) -> None:
    other = make.family("Ben", class_id=table.evening.class_id)
    assert says(browser, table, make.target(other.child_id)).status_code == 404
    target_id = make.target(table.child_id)
    with act():
        targets.end(target_id, Ended.STOPPED, table.by)
    refused = says(browser, table, target_id)
    assert (refused.status_code, reading.said(refused)) == (
        409,
        [say_to_staff(Reason.TARGET_ENDED)],
    )


def test_next_years_targets_are_not_looked_back_at_before_that_year(
    browser: FlaskClient, table: Table, watch: Watch
) -> None:
    target_id = make.target(table.child_id)
    with act() as session:
        session.get_one(Target, target_id).next_year = True
    assert reading.choices(browser.get(there(table)), "target") == []
    watch.set("2027-09-06 10:00")
    browser.sign_in(table.evening.teacher_id)  # a device is remembered for 30 days
    assert reading.choices(browser.get(there(table)), "target") == [str(target_id)]


def test_only_one_target_is_looked_at_at_a_time(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    first, second = (
        make.target(table.child_id),
        make.target(table.child_id, sentence="I will draw."),
    )
    page = browser.get(there(table))
    assert reading.field(page, "target") == str(first)
    assert len(reading.all_of(page, "form", action=f"{there(table)}/save")) == 1
    page = browser.get(there(table), query_string={"target": second})
    assert reading.field(page, "target") == str(second)
    says(browser, table, first, result="met", then="stop")
    assert reading.field(browser.get(there(table)), "target") == str(second)
