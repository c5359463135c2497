""" "I rang about a worry": one tap, and first what this family last heard that was good. And the
ledger of one child's family, where a slip of the finger is taken back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act, db
from portal.domain import balance, ledger, school_days, teaching, worries
from portal.domain.people import Child
from portal.domain.worries import How, Topic, WorryTold
from portal.web.access import by_staff, staff, staff_only
from portal.web.numbers import row_id
from portal.web.staff.balance import READERS
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Refused, say_to_staff


def _find(child_id: int) -> Child:
    """The child, if this colleague teaches or helps there."""
    found = teaching.child_for(staff(), child_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/children/<int:child_id>/worry")
@staff_only(*READERS, second_step=True)
def worry(child_id: int) -> ResponseReturnValue:
    """What to begin with, whom to ring, and a button for each topic."""
    return _show(_find(child_id))


def _show(child: Child, sorry: str = "") -> str:
    return render_template(
        "staff/balance/worry.html",
        child=child,
        heard=balance.of_child(child.id),
        last=balance.last_good(child.id),
        new=balance.family_is_new(child.id),
        term=school_days.term_begins(clock.today()),
        today=clock.today(),
        to_tell=worries.may_be_told(child.id),
        chosen=request.form.get("parent", 0, type=row_id),
        how=request.form.get("how", How.PHONE),
        hows=How,
        topics=Topic,
        sorry=sorry,
    )


@blueprint.post("/children/<int:child_id>/worry")
@staff_only(*READERS, second_step=True)
def tell_worry(child_id: int) -> ResponseReturnValue:
    """It stands in the balance from now on."""
    child = _find(child_id)
    topic = next((one for one in Topic if one == request.form.get("topic")), None)
    how = next((one for one in How if one == request.form.get("how")), None)
    if topic is None or how is None:
        return _show(child, "Please choose how you told them, and what it was about."), 422
    parent_id = request.form.get("parent", 0, type=row_id)
    try:
        with act():
            worries.tell(child_id, parent_id, topic, how, by_staff())
    except Refused as refused:
        return _show(child, say_to_staff(refused.reason)), 422
    flash("Noted. If it was a slip of the finger, undo it below.")
    return redirect(url_for("staff.contacts", child_id=child_id), 303)


@blueprint.post("/children/<int:child_id>/worry/<int:worry_id>/undo")
@staff_only(*READERS, second_step=True)
def undo_worry(child_id: int, worry_id: int) -> ResponseReturnValue:
    """A slip of the finger, by whoever said it, on the same day."""
    _find(child_id)
    told = db.session.get(WorryTold, worry_id)
    if told is None or told.child_id != child_id:
        abort(404)
    try:
        with act():
            worries.take_back(worry_id, by_staff())
        flash("Undone. It counts no more.")
    except Refused as refused:
        flash(say_to_staff(refused.reason))
    return redirect(url_for("staff.contacts", child_id=child_id), 303)


@blueprint.get("/children/<int:child_id>/contacts")
@staff_only(*READERS, second_step=True)
def contacts(child_id: int) -> ResponseReturnValue:
    """Every contact with this family this school year, and the balance of the term."""
    child, today = _find(child_id), clock.today()
    return render_template(
        "staff/balance/contacts.html",
        child=child,
        heard=balance.of_child(child_id),
        term=school_days.term_begins(today),
        contacts=ledger.of_child(child_id, staff().id, school_days.first_day_of_year(today)),
    )
