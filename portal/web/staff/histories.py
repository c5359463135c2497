"""History as leads read it: of a child, a parent, a colleague. It can be read, and nothing else."""

from collections.abc import Callable

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.db import db
from portal.domain import histories
from portal.domain.histories import About, Asked, Happened
from portal.domain.history import Face
from portal.domain.people import Child, Parent, Role, Staff
from portal.web.access import staff, staff_only
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint

READERS = (Role.LEAD, Role.SAFEGUARDING)
ABOUT = {
    About.TALKS: "Talks",
    About.MESSAGES: "Messages, links and numbers",
    About.PLANS: "Records and targets",
    About.NEWS: "Good news, ideas and worries",
    About.PEOPLE: "Family and import",
    About.SIGNING_IN: "Signing in and accounts",
    About.REST: "Everything else",
}
FACES = {
    Face.WEB: "on the web",
    Face.TEXT: "by text",
    Face.DESK: "at the desk",
    Face.PHONE: "on the phone",
    Face.CLOCK: "",
}
Read = Callable[[int, Staff, Asked], list[Happened]]


@blueprint.get("/history/child/<int:child_id>")
@staff_only(*READERS, second_step=True)
def child_history(child_id: int) -> ResponseReturnValue:
    """Everything about one child, on roll or left."""
    child = db.session.get(Child, child_id) or abort(404)
    return _show(child.full_name, child_id, histories.of_child)


@blueprint.get("/history/parent/<int:parent_id>")
@staff_only(*READERS, second_step=True)
def parent_history(parent_id: int) -> ResponseReturnValue:
    """Everything about one parent, and what they did."""
    if not histories.may_read_parent(parent_id, staff()):
        abort(404)
    parent = db.session.get_one(Parent, parent_id)
    return _show(parent.full_name, parent_id, histories.of_parent)


@blueprint.get("/history/staff/<int:staff_id>")
@staff_only(*READERS, second_step=True)
def staff_history(staff_id: int) -> ResponseReturnValue:
    """What one colleague did."""
    person = db.session.get(Staff, staff_id) or abort(404)
    return _show(person.name, staff_id, histories.of_staff)


def _show(name: str, row: int, read: Read) -> str:
    wanted = request.args.get("about", "")
    about = About(wanted) if wanted in list(About) else None
    before = request.args.get("before", 0, type=row_id) or None
    page = read(row, staff(), Asked(about, before))
    return render_template(
        "staff/history.html",
        name=name,
        page=page,
        about=about,
        abouts=ABOUT,
        faces=FACES,
        before=before,
        older=histories.older(page),
    )
