"""Colleagues' accounts: add, change roles and classes, a link or a printed slip to choose a
password, a second step set back, who tried to sign in. Switching one off is in `leaver`."""

import segno
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act, db
from portal.domain import accounts, second_step, sign_ins
from portal.domain.people import Role, Staff
from portal.domain.printed_codes import as_typed
from portal.web.access import by_staff, settings, staff, staff_only
from portal.web.forms import tidy
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)


@blueprint.get("/staff")
@staff_only(*OFFICE)
def colleagues() -> ResponseReturnValue:
    """Everyone who has an account."""
    return render_template("staff/colleagues.html", everyone=accounts.everyone())


@blueprint.route("/staff/new", methods=["GET", "POST"])
@staff_only(*OFFICE)
def new_colleague() -> ResponseReturnValue:
    """Add a colleague; then show the link to choose a password."""
    if request.method == "GET":
        return _show_new([Role.TEACHER])
    name, username = _name(), tidy(request.form.get("username"))[:40]
    try:
        with act():
            staff_id = accounts.add(username, name, _roles(), by_staff())
    except Refused as refused:
        return _show_new(_roles(), name, username, say_to_staff(refused.reason)), 422
    flash("Added. Now give them a link to choose a password.")
    return redirect(url_for("staff.colleague", staff_id=staff_id), 303)


def _show_new(ticked: list[Role], name: str = "", username: str = "", sorry: str = "") -> str:
    return render_template(
        "staff/new_colleague.html",
        ticked=ticked,
        name=name,
        username=username,
        roles=list(Role),
        sorry=sorry,
    )


def _name() -> str:
    return tidy(request.form.get("name"))[:60]


def _roles() -> list[Role]:
    ticked = request.form.getlist("roles")
    return [role for role in Role if role.value in ticked]


def _find(staff_id: int) -> Staff:
    found = db.session.get(Staff, staff_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/staff/<int:staff_id>")
@staff_only(*OFFICE)
def colleague(staff_id: int) -> ResponseReturnValue:
    """One account: name, roles, classes, password, suspended or not."""
    return _show(_find(staff_id))


def _show(person: Staff, sorry: str = "", link: str = "") -> str:
    return render_template(
        "staff/colleague.html",
        person=person,
        roles=list(Role),
        classes=accounts.classes(),
        names={one.id: one.name for one in accounts.everyone()},
        helps_in=accounts.helps_in(person.id),
        link=link,
        picture=_picture(link) if link else "",
        step=second_step.of_staff(person.id),
        tried=sign_ins.of_staff(person.id),
        rests_until=sign_ins.rests_until(person),
        myself=person.id == staff().id,
        sorry=sorry,
    )


def _picture(link: str) -> str:
    return str(segno.make(link, error="m").svg_data_uri(scale=6, light="#fff"))


def _back(staff_id: int, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("staff.colleague", staff_id=staff_id), 303)


@blueprint.post("/staff/<int:staff_id>")
@staff_only(*OFFICE)
def change_colleague(staff_id: int) -> ResponseReturnValue:
    """Another name or other roles."""
    person = _find(staff_id)
    try:
        with act():
            accounts.change(staff_id, _name(), _roles(), by_staff())
    except Refused as refused:
        return _show(person, say_to_staff(refused.reason)), 422
    return _back(staff_id, "Saved.")


@blueprint.post("/staff/<int:staff_id>/classes")
@staff_only(*OFFICE)
def colleague_classes(staff_id: int) -> ResponseReturnValue:
    """Key teacher of these classes, helps in those."""
    _find(staff_id)
    key = set(request.form.getlist("key", type=row_id))
    helps = set(request.form.getlist("helps", type=row_id))
    known = {one.id for one in accounts.classes()}
    with act():
        accounts.tie_to_classes(staff_id, key & known, helps & known, by_staff())
    return _back(staff_id, "Saved. Invitations already made keep their teacher.")


@blueprint.post("/staff/<int:staff_id>/link")
@staff_only(*OFFICE)
def colleague_link(staff_id: int) -> ResponseReturnValue:
    """A one-time link to choose a password, shown this once, as words and as a QR code."""
    person = _find(staff_id)
    if not person.active:
        return _show(person, "A suspended account gets no link. Let it back first."), 409
    try:
        with act():
            token = accounts.invite(staff_id, by_staff())
    except Refused as refused:
        return _show(person, say_to_staff(refused.reason)), 409
    link = settings().public_url.rstrip("/") + url_for("staff.welcome", token=token)
    return _show(_find(staff_id), link=link), 200, {"Cache-Control": "no-store"}


@blueprint.post("/staff/<int:staff_id>/slip")
@staff_only(*OFFICE)
def colleague_slip(staff_id: int) -> ResponseReturnValue:
    """The same on paper, shown this once: a QR code, and a code to type where no phone is at
    hand."""
    person = _find(staff_id)
    if not person.active:
        return _show(person, "A suspended account gets no slip. Let it back first."), 409
    try:
        with act():
            code = accounts.invite_on_paper(staff_id, by_staff())
    except Refused as refused:
        return _show(person, say_to_staff(refused.reason)), 409
    here = settings().public_url.rstrip("/")
    link = here + url_for("staff.welcome", token=as_typed(code))
    page = render_template(
        "staff/welcome_slip.html",
        person=person,
        code=code,
        address=here + url_for("staff.printed_code"),
        picture=_picture(link),
        until=clock.today() + accounts.INVITED_FOR,
    )
    return page, 200, {"Cache-Control": "no-store"}


@blueprint.post("/staff/<int:staff_id>/second-step")
@staff_only(*OFFICE)
def reset_step(staff_id: int) -> ResponseReturnValue:
    """Their phone is lost: they set up the second step anew when they sign in next."""
    person = _find(staff_id)
    try:
        with act():
            second_step.reset(staff_id, by_staff())
    except Refused as refused:
        return _show(person, say_to_staff(refused.reason)), 409
    return _back(staff_id, "The second step is set back. They set it up anew at the next sign-in.")


@blueprint.post("/staff/<int:staff_id>/back")
@staff_only(*OFFICE)
def let_colleague_back(staff_id: int) -> ResponseReturnValue:
    """A suspended account works again."""
    _find(staff_id)
    with act():
        accounts.let_back(staff_id, by_staff())
    return _back(staff_id, "The account works again.")
