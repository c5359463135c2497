"""What a parent or a child sees when the tablet is handed to them: their plan and nothing else, and
two ways to answer that are equally easy."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import changes_wanted, in_the_room, signing
from portal.domain.signing import Party
from portal.languages import ENGLISH
from portal.web.access import by_staff, staff_only
from portal.web.forms import tidy, typed
from portal.web.staff import about_child
from portal.web.staff.about_child import About
from portal.web.staff.pages import blueprint
from portal.web.staff.plan import READERS
from portal.web.staff.sign import key_words, keys
from portal.wording import agreements
from portal.wording.refusals import Reason, Refused, say

LONGEST = 500
"""Characters of a change that is asked for."""
SAID = {"agree", "change", "later"}


@blueprint.route("/talks/<int:booking_id>/sign", methods=["GET", "POST"])
@staff_only(*READERS, second_step=True)
def hand_to_parent(booking_id: int) -> ResponseReturnValue:
    """The parent of this talk reads it in their language, and agrees or wants a change."""
    if request.method == "GET":
        about_child.look(about_child.of_talk(booking_id))
        return _parents(about_child.of_talk(booking_id), said=request.args.get("said", ""))
    about = about_child.of_talk(booking_id)
    say_what = request.form.get("say", "")
    words = tidy(request.form.get("words"))[:LONGEST]
    if say_what == "agree" and words:
        return _parents(about, both=True), 422
    try:
        _answer(about, say_what, words)
    except Refused as refused:
        again = about_child.of_talk(booking_id)
        return _parents(again, sorry=say(refused.reason, again.own)), 409
    said = say_what if say_what in SAID else ""
    return redirect(url_for("staff.hand_to_parent", booking_id=booking_id, said=said), 303)


def _answer(about: About, say_what: str, words: str) -> None:
    """What the parent pressed. Anything but the three changes nothing."""
    parent_id, child_id, own = about.parent_id or 0, about.child.id, about.own
    found, by = keys(), by_staff()
    read_by = tidy(request.form.get("read_out_by"))
    with act():
        if say_what in ("agree", "later"):
            _as_it_reads(about)
        if say_what == "change":
            changes_wanted.want_change(parent_id, child_id, words, by)
        elif say_what == "agree":
            in_the_room.parent_signs(parent_id, child_id, found, by, own=own, read_out_by=read_by)
        elif say_what == "later":
            in_the_room.parent_has_had(parent_id, child_id, found, by, own=own, read_out_by=read_by)


def _as_it_reads(about: About) -> None:
    """Refuses PLAN_CHANGED where it reads otherwise than on the page: a translation can be put
    right while they read it."""
    now = {key_words(one, about.own) for one in about.plan(about.own)}
    if set(request.form.getlist("key")) != now:
        raise Refused(Reason.PLAN_CHANGED)


def _parents(about: About, *, said: str = "", sorry: str = "", both: bool = False) -> str:
    plan = about.plan(about.own)
    signed = [signing.party_signed(one, Party.PARENT, about.parent_id) for one in plan]
    may_sign = about.tie is not None and about.tie.may_sign
    return render_template(
        "staff/plans/hand_to_parent.html",
        about=about,
        language=about.own,
        plan=plan,
        agreements=agreements,
        keys=[key_words(one, about.own) for one in plan],
        complete=all(one.complete for one in plan),
        may_sign=may_sign,
        cannot="" if may_sign else say(Reason.NOT_TO_SIGN, about.own),
        signed=bool(plan) and all(signed),
        said=said if said in SAID else "",
        both=both,
        typed=typed(),
        longest=LONGEST,
        sorry=sorry,
    )


@blueprint.route("/plans/<int:child_id>/sign/child", methods=["GET", "POST"])
@staff_only(*READERS, second_step=True)
def hand_to_child(child_id: int) -> ResponseReturnValue:
    """The child reads it, and will try, or wants a change."""
    if request.method == "GET":
        about_child.look(about_child.find(child_id))
        return _childs(about_child.find(child_id), said=request.args.get("said", ""))
    about, found, say_what = about_child.find(child_id), keys(), request.form.get("say", "")
    at = about.at
    try:
        with act():
            if say_what == "agree":
                in_the_room.child_signs(child_id, found, by_staff())
            elif say_what == "change":
                changes_wanted.child_wants_change(child_id, by_staff())
    except Refused:
        return _childs(about_child.find(child_id), changed=True), 409
    said = say_what if say_what in SAID else ""
    return redirect(url_for("staff.hand_to_child", **at, said=said), 303)


def _childs(about: About, *, said: str = "", changed: bool = False) -> str:
    plan = About(about.child).plan()
    return render_template(
        "staff/plans/hand_to_child.html",
        about=about,
        language=ENGLISH,
        plan=plan,
        keys=[key_words(one) for one in plan],
        signed=bool(plan) and all(signing.party_signed(one, Party.CHILD) for one in plan),
        said=said if said in SAID else "",
        changed=changed,
    )
