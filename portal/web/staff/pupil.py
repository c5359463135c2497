"""The pupil's own page, opened by the teacher on a school device: words that a child of seven
reads, and nothing but their own part."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import agreed, targets
from portal.domain import pupil as pupils
from portal.domain.pupil import PupilSays
from portal.languages import ENGLISH
from portal.web.access import by_staff, staff_only
from portal.web.numbers import row_id
from portal.web.staff import about_child
from portal.web.staff.about_child import About
from portal.web.staff.pages import blueprint
from portal.web.staff.plan import READERS
from portal.wording.refusals import Reason, Refused


@blueprint.get("/plans/<int:child_id>/pupil")
@staff_only(*READERS, second_step=True)
def pupil(child_id: int) -> ResponseReturnValue:
    """What I try to do, and how it goes."""
    about_child.look(about_child.find(child_id))
    about = About(about_child.find(child_id).child)
    plan = about.plan()
    words = pupils.words_of([one.target_id for one in plan])
    return render_template(
        "staff/plans/pupil.html",
        about=about,
        language=ENGLISH,
        headings=about_child.by_year(plan),
        last={target_id: said[0] for target_id, said in words.items() if said},
        says=PupilSays,
    )


@blueprint.post("/plans/<int:child_id>/pupil/tick")
@staff_only(*READERS, second_step=True)
def pupil_ticks(child_id: int) -> ResponseReturnValue:
    """One of my steps: I did it, or after all not."""
    about_child.find(child_id)
    step_id, done = request.form.get("step", 0, type=row_id), request.form.get("done") == "yes"
    mine = {step.id: one for one in agreed.shared(child_id) for step in one.child}
    if step_id not in mine:
        return _back(child_id)
    with act():
        targets.tick(step_id, done, by_staff())
        if done:
            pupils.say(mine[step_id].target_id, PupilSays.DID_IT, by_staff())
    return _back(child_id, mine[step_id].target_id)


@blueprint.post("/plans/<int:child_id>/pupil/say")
@staff_only(*READERS, second_step=True)
def pupil_says(child_id: int) -> ResponseReturnValue:
    """I did it, or I am stuck."""
    about = about_child.find(child_id)
    target_id = about_child.target_of(about, request.form.get("target", 0, type=row_id)).id
    if request.form.get("say") not in set(PupilSays):
        abort(400)
    try:
        with act():
            pupils.say(target_id, PupilSays(request.form["say"]), by_staff())
    except Refused as refused:
        assert refused.reason == Reason.TARGET_ENDED  # its page was open: it is not there now
    return _back(child_id, target_id)


def _back(child_id: int, target_id: int | None = None) -> ResponseReturnValue:
    anchor = f"target-{target_id}" if target_id else None
    return redirect(url_for("staff.pupil", child_id=child_id, _anchor=anchor), 303)
