"""A family's booking never reads a whole table of those that grow with the years: whatever it looks
up has an index.

Asked of SQLite, whose planner takes every table for a large one until it has counted. PostgreSQL
has the same indexes, but reads a small table whole, as it should.
"""

import re

import pytest
from flask import Flask

from portal.db import db
from tests import make
from tests.browsing import CheckingClient
from tests.listening import Statement, statements
from tests.web.test_booking_on_a_phone import BABY, book, link

GROW = {
    "booking", "child", "creche_place", "event", "guardianship", "invitation", "parent", "slot",
    "text", "text_link",
}  # fmt: skip

NUMBER = re.compile(r"_\d+$")
"""That SQLAlchemy gives a table which stands in a statement twice."""


def read_whole(asked: list[Statement]) -> list[str]:
    """Each table that grows of which a statement reads every row, with that statement."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("about SQLite")
    found = []
    with db.engine.connect() as connection:
        for statement in asked:
            if not statement.startswith(("SELECT", "UPDATE", "DELETE")):
                continue
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", statement.asked)
            steps = [row[3].split() for row in plan]
            whole = {NUMBER.sub("", step[1]) for step in steps if step[0] == "SCAN"} & GROW
            found += [f"{table}: {statement}" for table in sorted(whole)]
    return found


def test_a_booking_reads_no_whole_table(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    at = link(day.family.parent_id)
    db.session.remove()
    with statements() as asked:
        talk = book(browser, at, day, remind_2_hours="y", **BABY)
        browser.get(talk)
    assert len(asked) > 15
    db.session.remove()
    assert read_whole(asked) == []


def test_moving_and_cancelling_read_none_either(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    talk = book(browser, link(day.family.parent_id), day, **BABY)
    db.session.remove()
    with statements() as asked:
        assert browser.send(f"{talk}/times", {"slot": day.slot_ids[4]}).status_code == 303
        assert browser.get(f"{talk}/cancel").status_code == 200
        assert browser.send(f"{talk}/cancel").status_code == 303
    db.session.remove()
    assert read_whole(asked) == []
