"""What is agreed about a child, for the teacher: who has signed, what is done, what is wanted."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import agreed, changes_wanted, my_children, targets, ties
from portal.domain.people import Role
from portal.domain.targets import Ended
from portal.web.access import by_staff, staff_only
from portal.web.numbers import row_id
from portal.web.staff import about_child
from portal.web.staff.about_child import About
from portal.web.staff.pages import blueprint

READERS = (Role.TEACHER, Role.LEAD)
"""Of whom each finds the children that `records.child_for` lets them see."""
ENDED = {Ended.MET: "met", Ended.STOPPED: "stopped", Ended.REPLACED: "replaced by a new one"}


@blueprint.get("/plans/<int:child_id>")
@staff_only(*READERS, second_step=True)
def plan(child_id: int) -> ResponseReturnValue:
    """What is agreed. With a talk, nothing stands here that its parent may not read."""
    about = about_child.find(child_id)
    about_child.look(about)
    about = about_child.find(child_id)
    found = about.plan()
    return render_template(
        "staff/plans/plan.html",
        about=about,
        headings=about_child.by_year(found),
        standings=about_child.standings(about, [one.target_id for one in found]),
        older={one.target_id: agreed.older(one.target_id) for one in found},
        ended=agreed.ended(child_id),
        ended_words=ENDED,
        wishes=[] if about.talk else changes_wanted.to_read(child_id),
        at_home=0 if about.talk else len(agreed.at_home_for(child_id)),
        full=targets.how_many(child_id) >= targets.MOST,
        full_later=targets.how_many(child_id, next_year=True) >= targets.MOST,
        most=targets.MOST,
    )


@blueprint.get("/plans/<int:child_id>/at-home")
@staff_only(*READERS, second_step=True)
def at_home(child_id: int) -> ResponseReturnValue:
    """The talks there were, and who does something at home: a page to open when no parent is
    near."""
    about = About(about_child.find(child_id).child)
    return render_template(
        "staff/plans/at_home.html",
        about=about,
        talks=my_children.talks_until_now(child_id),
        parents=agreed.at_home(child_id),
    )


@blueprint.get("/plans/<int:child_id>/at-home/<int:parent_id>")
@staff_only(*READERS, second_step=True)
def at_home_with(child_id: int, parent_id: int) -> ResponseReturnValue:
    """What one parent does at home, and nobody else."""
    about = About(about_child.find(child_id).child)
    about_child.look(about)
    about = About(about_child.find(child_id).child)
    tie = next((one for one in ties.of_child(child_id) if one.parent_id == parent_id), None)
    if tie is None or tie.no_contact or tie.held:
        abort(404)
    return render_template(
        "staff/plans/at_home_with.html",
        about=about,
        parent=tie.parent,
        plan=agreed.at_home_of(child_id, parent_id),
    )


def back(about: About, said: str) -> ResponseReturnValue:
    """To the plan, with a word about what was done."""
    flash(said)
    return redirect(url_for("staff.plan", **about.at), 303)


@blueprint.post("/plans/<int:child_id>/ticks")
@staff_only(*READERS, second_step=True)
def tick_step(child_id: int) -> ResponseReturnValue:
    """A step of the child's or of school is done, or after all not."""
    about, step_id = about_child.find(child_id), request.form.get("step", 0, type=row_id)
    done = request.form.get("done") == "yes"
    if step_id not in {step.id for one in agreed.shared(child_id) for step in one.steps}:
        abort(404)
    with act():
        targets.tick(step_id, done, by_staff())
    return back(about, "Ticked." if done else "The tick is taken back.")


@blueprint.post("/plans/<int:child_id>/seen-to")
@staff_only(*READERS, second_step=True)
def change_seen_to(child_id: int) -> ResponseReturnValue:
    """A change that was asked for is seen to."""
    about = about_child.find(child_id)
    wish_id = request.form.get("wish", 0, type=row_id)
    if wish_id not in {one.id for one in changes_wanted.waiting(child_id)}:
        return back(about, "Somebody has seen to it already.")
    with act():
        changes_wanted.see_to(wish_id, child_id, by_staff())
    return back(about, "Seen to.")


@blueprint.post("/plans/<int:child_id>/end")
@staff_only(*READERS, second_step=True)
def end_target(child_id: int) -> ResponseReturnValue:
    """It is not worked on any more. How it went is said when it is looked back at in a talk."""
    about = about_child.find(child_id)
    target = about_child.target_of(about, request.form.get("target", 0, type=row_id))
    target_id = target.id
    with act():
        targets.end(target_id, Ended.STOPPED, by_staff())
    return back(about, "Stopped. It stays to be read under Earlier targets.")
