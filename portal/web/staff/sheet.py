"""Before a talk: all that helps to prepare it on one sheet, the same for the table, and an empty
record to write on by hand."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act, db
from portal.domain import preparing, records
from portal.domain.people import Child
from portal.domain.preparing import Sheet
from portal.web.access import by_staff, staff, staff_only
from portal.web.staff.hold_talk import find_talk
from portal.web.staff.pages import blueprint
from portal.web.staff.plan import READERS

SEEN = "preparation"
ROOMY = 34
"""Lines up to which the printed sheet has large letters."""


def _show(template: str, booking_id: int, *, table: bool) -> str:
    """`table`: for the table in the room, so without what only staff read."""
    child_id = find_talk(booking_id).child_id
    with act():
        records.seen(child_id, by_staff(), SEEN)
    whole = preparing.sheet(find_talk(booking_id), staff())
    sheet = preparing.on_paper(whole) if table else whole
    return render_template(
        f"staff/prepare/{template}.html",
        sheet=sheet,
        full=_lines(sheet) > ROOMY,
        child=db.session.get_one(Child, child_id),
        today=clock.today(),
    )


def _lines(sheet: Sheet) -> int:
    """About how many lines the printed sheet takes in large letters: two columns, then targets."""
    own = [sheet.own.good_at, sheet.own.likes, sheet.own.help_with] if sheet.own else []
    wishes = [one.english or one.original for one in sheet.wishes]
    news = [f"{one.words} good news of 24 November" for one in sheet.good_news[:3]]
    strengths = [f"{one.words} {one.who}" for one in sheet.strengths]
    said = [*sheet.met, *strengths, *news, *own, *wishes]
    results = len(sheet.data.results) + 1 if sheet.data else 0
    total = (sum(1 + len(words) // 40 for words in said) + results + 8) // 2
    for one in sheet.targets:
        target, back = one.target, next(iter(one.looked_back), None)
        total += 3 + len(target.sentence.english) // 80 + len(back.helped if back else "") // 80
        total += max(
            sum(1 + len(step.words.english) // 25 for step in steps[:2]) + (len(steps) > 2)
            for steps in (target.child, target.home, target.school)
        )
    return total


@blueprint.get("/talks/<int:booking_id>/prepare")
@staff_only(*READERS, second_step=True)
def prepare(booking_id: int) -> ResponseReturnValue:
    """The whole sheet, for the teacher's eyes."""
    return _show("sheet", booking_id, table=False)


@blueprint.get("/talks/<int:booking_id>/prepare/print")
@staff_only(*READERS, second_step=True)
def print_sheet(booking_id: int) -> ResponseReturnValue:
    """One page of A4 for the table: the parent may read every word of it."""
    return _show("print", booking_id, table=True)


@blueprint.get("/talks/<int:booking_id>/paper")
@staff_only(*READERS, second_step=True)
def paper_record(booking_id: int) -> ResponseReturnValue:
    """One page of A4 to write the record on by hand; it is typed in later that day."""
    return _show("paper", booking_id, table=True)
