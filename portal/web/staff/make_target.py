"""Making a target with little typing, and changing one: chosen from the starter bank, or in own
words that are checked for plainness."""

import re

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act, db
from portal.domain import agreed, drafts, records, targets, translating, wordings
from portal.domain.drafts import Draft
from portal.domain.people import Child
from portal.domain.targets import Target
from portal.languages import ENGLISH
from portal.web.access import by_staff, staff, staff_only
from portal.web.numbers import row_id
from portal.web.staff import about_child, target_form
from portal.web.staff.about_child import About
from portal.web.staff.pages import blueprint
from portal.web.staff.plan import READERS, back
from portal.web.staff.target_form import Typed
from portal.wording import starters
from portal.wording.refusals import Reason, Refused, say_to_staff
from portal.wording.starters import Ages, Topic

LAST_YEAR = {1: Ages.YOUNGEST, 4: Ages.YOUNGER, 6: Ages.OLDER}
"""The last school year of each age group but the eldest."""


def _topic() -> Topic | None:
    asked = request.values.get("topic")
    return Topic(asked) if asked in set(Topic) else None


def _ages(child: Child) -> Ages | None:
    """The ages asked for, or those of the child's class."""
    asked = request.args.get("ages")
    if asked is not None:
        return Ages(asked) if asked in set(Ages) else None
    group = child.school_class
    year = f"{group.year} {group.name}" if group else ""
    if re.search("reception|nursery", year, re.IGNORECASE):
        return Ages.YOUNGEST
    number = re.search(r"\d+", year)
    if not number:
        return None
    return next((ages for last, ages in LAST_YEAR.items() if int(number[0]) <= last), Ages.OLDEST)


@blueprint.get("/plans/<int:child_id>/new")
@staff_only(*READERS, second_step=True)
def new_target(child_id: int) -> ResponseReturnValue:
    """Choose a topic and ages, then tap what fits best; or begin in own words."""
    about, topic = about_child.find(child_id), _topic()
    ages, next_year = _ages(about.child), request.args.get("next_year") == "yes"
    return render_template(
        "staff/plans/new.html",
        about=about,
        topics={one: starters.topic_name(one, ENGLISH) for one in Topic},
        topic=topic,
        all_ages=list(Ages),
        ages=ages,
        next_year=next_year,
        cards=starters.fitting(topic, ages) if topic else [],
        sentence=lambda key: starters.sentence(key, ENGLISH),
        full=_is_full(child_id, next_year),
        most=targets.MOST,
    )


def _is_full(child_id: int, next_year: bool) -> bool:
    return targets.how_many(child_id, next_year=next_year) >= targets.MOST


@blueprint.route("/plans/<int:child_id>/new/write", methods=["GET", "POST"])
@staff_only(*READERS, second_step=True)
def write_target(child_id: int) -> ResponseReturnValue:
    """The target with its steps, filled in from a starter; saved once it is as wanted."""
    about, topic = about_child.find(child_id), _topic()
    if request.method == "GET":
        starter = target_form.find_starter(request.args.get("starter"))
        topic = topic or (starter.topic if starter else next(iter(Topic)))
        next_year = request.args.get("next_year") == "yes"
        return _show(about, target_form.of_starter(starter, topic, next_year=next_year))
    typed = target_form.as_typed(request.form, topic or next(iter(Topic)))
    draft = _ready(about, typed)
    if draft is None:
        return _show(about, typed), 422
    booking_id = about.talk.id if about.talk else None
    try:
        with act():
            drafts.make(
                child_id,
                typed.topic,
                draft,
                by_staff(),
                next_year=typed.next_year,
                booking_id=booking_id,
            )
    except Refused as refused:
        return _show(about_child.find(child_id), typed, refused=refused), 409
    return _onward(child_id, "The target is saved. Nobody has signed it yet.")


def _ready(about: About, typed: Typed) -> Draft | None:
    """The draft, if nothing is left to put right and it is plain or is to be used anyway."""
    draft = typed.draft(with_home=about.talk is not None)
    if draft is None or typed.check(draft) or request.form.get("anyway") == "yes":
        return draft
    return None


def _show(
    about: About, typed: Typed, target: Target | None = None, refused: Refused | None = None
) -> str:
    return render_template(
        "staff/plans/write.html",
        about=about,
        typed=typed,
        topics={one: starters.topic_name(one, ENGLISH) for one in Topic},
        target=target,
        stands=_stands(about, target) if target else None,
        signed=bool(target and targets.version_of(target.id).fixed_at),
        full=target is None and _is_full(about.child.id, typed.next_year),
        longest=wordings.LONGEST,
        changed=refused is not None and refused.reason == Reason.CHANGED_MEANWHILE,
        sorry=say_to_staff(refused.reason) if refused else "",
    )


def _stands(about: About, target: Target) -> agreed.Agreed:
    (one,) = agreed.these([target.id], ENGLISH, about.parent_id)
    return one


def _onward(child_id: int, said: str) -> ResponseReturnValue:
    """To the plan; first to the sentences that the talk's parent cannot read yet, if there are."""
    about = about_child.find(child_id)
    sentences = translating.own_sentences(about.plan(about.own), about.own) if about.foreign else []
    if any(not one.words for one in sentences):
        return redirect(url_for("staff.translate_plan", **about.at), 303)
    return back(about, said)


@blueprint.route("/targets/<int:target_id>/change", methods=["GET", "POST"])
@staff_only(*READERS, second_step=True)
def change_target(target_id: int) -> ResponseReturnValue:
    """Word a target anew. Once anybody has signed, that is a new version."""
    found = db.session.get(Target, target_id)
    if found is None or not records.child_for(staff(), found.child_id):
        abort(404)
    about, child_id = about_child.find(found.child_id), found.child_id
    if found.ended_at is not None:
        return back(about, say_to_staff(Reason.TARGET_ENDED))
    if request.method == "GET":
        draft = drafts.of_target(target_id, about.parent_id)
        return _show(about, target_form.of_draft(draft, found.topic), found)
    typed = target_form.as_typed(request.form, found.topic)
    ready = _ready(about, typed)
    if ready is None:
        return _show(about, typed, found), 422
    parent_id = about.parent_id
    seen = (
        request.form.get("version", 0, type=row_id),
        request.form.get("home_part", None, type=row_id),
    )
    try:
        with act():
            new = drafts.rewrite(target_id, ready, by_staff(), seen=seen, parent_id=parent_id)
    except Refused as refused:
        about = about_child.find(child_id)
        found = about_child.target_of(about, target_id)
        return _show(about, typed, found, refused), 409
    said = "A new version: everybody it is about signs anew." if new else "Saved."
    return _onward(child_id, said)
