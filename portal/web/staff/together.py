"""Making one talk of the talks of two parents who have both said yes, and two of one again."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import desk, family, ties, together
from portal.domain.people import Role
from portal.web.access import by_staff, staff_only
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)


@blueprint.post("/children/<int:child_id>/together")
@staff_only(*OFFICE)
def join_talks(child_id: int) -> ResponseReturnValue:
    """One talk, at the time of the one that was chosen. Each parent gets a text."""
    if ties.child(child_id) is None:
        abort(404)
    stays = request.form.get("stays", 0, type=row_id)
    talks = [[made.id for _, made in one.bookings] for one in family.pairs(child_id)]
    comes = [one for pair in talks if stays in pair for one in pair if one != stays]
    if len(comes) != 1:
        flash("Nothing was changed: please choose whose time is kept.")
        return redirect(url_for("staff.child", child_id=child_id), 303)
    try:
        with act():
            together.join(stays, comes[0], by_staff())
    except Refused as refused:
        flash(say_to_staff(refused.reason))
    else:
        flash("It is one talk now. Each of the two gets a text, where that is possible.")
    return redirect(url_for("staff.child", child_id=child_id), 303)


@blueprint.post("/bookings/<int:booking_id>/alone")
@staff_only(*OFFICE)
def comes_alone(booking_id: int) -> ResponseReturnValue:
    """This parent would rather come alone: on to the times that are free for them."""
    line = desk.talk(booking_id)
    if line is None:
        abort(404)
    try:
        with act():
            together.comes_alone(booking_id, by_staff())
    except Refused as refused:
        flash(say_to_staff(refused.reason))
        return redirect(url_for("staff.booking", booking_id=booking_id), 303)
    flash("It is two talks now. Find another time with them; the other parent keeps theirs.")
    return redirect(url_for("staff.book", invitation_id=line.invitation_id), 303)
