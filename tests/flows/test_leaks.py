"""Nobody finds a trace of somebody they may not know of: on no page, list, print, export, letter or
calendar entry, in no text and no answer to one.

A separated pair, and two adults who must not be contacted (`tests.apart`), each with marks of their
own. Here every route is played by everybody who could open it, with everybody's ids, and what comes
is searched for the marks. A route that `tests.addresses` does not know fails.
"""

import io
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.db import db
from portal.domain.creche import CrecheSession
from portal.domain.invitations import Invitation
from portal.domain.people import Staff
from portal.domain.rounds import Round
from portal.gates import gate_of
from tests import apart
from tests.addresses import routes
from tests.apart import Adult, Apart
from tests.conftest import Watch
from tests.phone import network, text_in, work

Values = dict[str, int | str]


@dataclass(frozen=True)
class Leak:
    """Who found whose mark, and where."""

    who: str
    where: str
    mark: str


EXAMPLE = "07700 900123"
"""How a page says what a number looks like; in a long run somebody may have just that one."""


def all_words(answer: TestResponse) -> str:
    """Everything in this answer, whatever it is: page, file, spreadsheet, header."""
    data = answer.get_data()
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as files:
            data = b"\n".join(files.read(name) for name in files.namelist())
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers)
    return f"{headers}\n{data.decode(errors='replace')}".lower().replace(EXAMPLE, "")


def search(words: str, who: str, where: str, marks: Collection[str]) -> list[Leak]:
    return [Leak(who, where, mark) for mark in marks if mark in words]


def ask(
    browser: FlaskClient, who: str, where: str, path: str, marks: Collection[str], **post: Any
) -> list[Leak]:
    """What this browser finds at this address, and where it is led on to."""
    answer = browser.send(path, post["form"]) if post else browser.get(path)
    assert answer.status_code < 500, (who, where, path)
    return search(all_words(answer), who, where, marks)


def rules_for(portal: Flask, gate: str, method: str) -> Iterator[Rule]:
    for rule, its_method in routes(portal):
        if rule.endpoint == "static" or its_method != method:
            continue
        found = gate_of(portal.view_functions[rule.endpoint])
        if found is not None and found.who == gate:
            yield rule


def paths(portal: Flask, school: Apart, rule: Rule, whose: list[Values]) -> list[str]:
    """This rule with the ids of each of these, as far as it takes any."""
    base = school.day.path(portal, rule)
    return list(
        dict.fromkeys(
            [
                base,
                *(
                    school.day.path(portal, rule, **mine)
                    for mine in whose
                    if rule.arguments & mine.keys()
                ),
            ]
        )
    )


# -- what a parent gets --------------------------------------------------------------------------

LAST = ("parent.wrong_person", "parent.choose_language")
"""What changes everything for a parent who presses it."""


def may_not_find(school: Apart, who: Adult) -> list[str]:
    """The marks that this adult must never see."""
    others = [mark for one in school.adults if one is not who for mark in one.marks]
    if who in (school.served, school.closed):
        return [*others, *who.secret, apart.CHILD.lower()]
    return [*others, apart.REASON.lower()]


def parents_pages(portal: Flask, school: Apart, method: str = "GET") -> list[Leak]:
    """Every page of a parent, with their own token and with anybody's ids."""
    leaks: list[Leak] = []
    for who in school.adults:
        marks = may_not_find(school, who)
        # Their own link comes with the ids of all, as somebody would who tries numbers.
        whose = [{**one.ids, "token": who.token} for one in _tries(school, who)]
        for rule in rules_for(portal, "parent", method):
            if method == "POST" and rule.endpoint in LAST:
                continue
            for path in paths(portal, school, rule, whose):
                if who.token not in path:
                    continue
                form = {"form": {}} if method == "POST" else {}
                leaks += ask(who.phone, who.stem, f"{method} {rule.rule}", path, marks, **form)
    return leaks


def _tries(school: Apart, who: Adult) -> list[Adult]:
    """Whose ids this adult tries: their own, those of one who is served and of one who is not."""
    if who is school.closed:
        return [who]
    other = school.father if who is school.mother else school.mother
    return [who, other, school.closed]


# -- what staff get ------------------------------------------------------------------------------

TELL_NOTHING = {
    ("staff.parent", "casimir"),
    ("staff.child", "casimir"),
    ("staff.parents", "casimir"),
    ("staff.caller", "casimir"),
}
"""Where staff read the name of somebody who must not be contacted: "Tell … nothing"."""


def may_not_find_as_staff(school: Apart) -> list[str]:
    """The marks that nobody but the safeguarding lead may see."""
    secret = [mark for one in (school.served, school.closed) for mark in one.secret]
    return list(dict.fromkeys([*school.closed.marks, *secret, apart.REASON.lower()]))


def everything(school: Apart) -> list[Values]:
    """The ids of the four, and of every round, crèche and cover session."""
    pair_and_barred = (school.mother, school.served, school.closed)
    found: list[Values] = [dict(one.ids) for one in pair_and_barred]
    found += [{"booking_id": one.ids["past"]} for one in pair_and_barred]
    rounds = select(Invitation.round_id).where(Invitation.child_id == school.child_id).distinct()
    found += [{"round_id": one} for one in db.session.scalars(rounds)]
    found += [{"session_id": one} for one in db.session.scalars(select(CrecheSession.id))]
    found += [{"kind": "xlsx"}]
    return found


def searches(school: Apart) -> list[str]:
    """What somebody types to find them, and every list behind a choice."""
    closed = school.closed
    return [
        *(f"/staff/parents?q={words}" for words in (closed.stem, apart.CHILD, closed.number[3:])),
        *(f"/staff/children?q={words}" for words in (closed.stem, apart.CHILD)),
        *(f"/staff/inbox?show={show}" for show in ("waiting", "all", "guarded", "unread", "done")),
    ]


def may_open(portal: Flask, rule: Rule, staff_id: int) -> bool:
    """Whether the gate lets this colleague in; that it holds is tried in `test_every_route`."""
    found = gate_of(portal.view_functions[rule.endpoint])
    person = db.session.get_one(Staff, staff_id)
    return found is not None and (not found.roles or person.has(*found.roles))


ENDS_THE_SITTING = {"staff.sign_out", "staff.sign_out_everywhere"}


def staff_pages(portal: Flask, school: Apart) -> list[Leak]:
    """Every screen, print and download, as every colleague but the safeguarding lead."""
    leaks: list[Leak] = []
    marks, whose = may_not_find_as_staff(school), everything(school)
    for role, staff_id in school.staff.items():
        if role == "safeguarding lead":
            continue
        browser = apart.Quick(portal)
        browser.sign_in(staff_id)
        for rule in rules_for(portal, "staff", "GET"):
            if not may_open(portal, rule, staff_id):
                continue
            for path in paths(portal, school, rule, whose):
                found = ask(browser, role, rule.rule, path, marks)
                leaks += [one for one in found if (rule.endpoint, one.mark) not in TELL_NOTHING]
        for path in searches(school):
            found = ask(browser, role, path, path, marks)
            leaks += [one for one in found if one.mark != school.closed.stem.lower()]
    return leaks


def letters(portal: Flask, school: Apart) -> list[Leak]:
    """The letters of every round, to everybody at once."""
    browser = apart.Quick(portal)
    browser.sign_in(school.staff["office"])
    marks = may_not_find_as_staff(school)
    everybody = {"parent": [one.parent_id for one in school.adults]}
    return [
        leak
        for round_id in db.session.scalars(select(Round.id))
        for leak in ask(
            browser,
            "office",
            "letters",
            f"/staff/rounds/{round_id}/letters/print",
            marks,
            form=everybody,
        )
    ]


# -- texts ---------------------------------------------------------------------------------------

REPLIES = ("TIMES", "CHANGE", "TALK", "1", "2", "YES", "NO", "HELP", "IDEAS", "PLAN", "🙂", "Why?")


def texts_by_themselves(portal: Flask, school: Apart) -> list[Leak]:
    """Every text that goes out by itself."""
    work(portal)
    return texts(portal, school, [])


def answers(portal: Flask, school: Apart) -> list[Leak]:
    """Every answer to what each of the four may write. What they answer moves their talks: the time
    that was one's is free for the other then."""
    for reply in REPLIES:
        for who in school.adults:
            assert text_in(portal, who.number, reply) == 200
        work(portal)
    return texts(portal, school, [who.time for who in school.adults])


def texts(portal: Flask, school: Apart, free: list[str]) -> list[Leak]:
    leaks: list[Leak] = []
    for number, body in network(portal).brought:
        for who in school.adults:
            if who.number == number:
                marks = [one for one in may_not_find(school, who) if one not in free]
                leaks += search(body.lower(), who.stem, "a text", marks)
        if number == school.closed.number:
            leaks.append(Leak(school.closed.stem, "a text", body))
        leaks += search(body.lower(), number, "a text", may_not_find_as_staff(school))
    return leaks


# ------------------------------------------------------------------------------------------------


def test_the_marks_are_found_where_they_may_be(portal: Flask, watch: Watch) -> None:
    """What is searched for is there: on one's own pages, and on the safeguarding lead's."""
    school = apart.school(portal, watch)
    for who in (school.mother, school.father):
        own = "".join(
            all_words(who.phone.get(school.day.path(portal, rule, **who.ids)))
            for rule in rules_for(portal, "parent", "GET")
        )
        assert [mark in own for mark in (who.words.lower(), who.time)] == [True, True]
    browser = apart.Quick(portal)
    browser.sign_in(school.staff["safeguarding lead"])
    page = all_words(browser.get("/staff/no-contact"))
    found = [apart.REASON, school.served.stem, school.closed.stem]
    assert [mark.lower() in page for mark in found] == [True] * 3
    for who in (school.served, school.closed):
        thread = all_words(browser.get(f"/staff/inbox/{who.parent_id}"))
        assert f"{who.words} on a page" in thread


def test_nobody_finds_a_trace_of_whom_they_may_not_know(portal: Flask, watch: Watch) -> None:
    school = apart.school(portal, watch)
    leaks = parents_pages(portal, school)
    leaks += staff_pages(portal, school)
    leaks += letters(portal, school)
    leaks += texts_by_themselves(portal, school)
    leaks += parents_pages(portal, school, "POST")
    leaks += answers(portal, school)
    assert sorted(set(leaks), key=repr) == []
