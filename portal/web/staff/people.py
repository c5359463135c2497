"""Finding a parent, and the parent's card: everything the office does while serving one parent.

Serving a caller begins here, with one parent, and shows only what that parent may know. The ties
of a child are on `ties`' own pages, no contact on those of `holds`.
"""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import callers, card, contact, finding, guarding, letters, story
from portal.domain.card import Card
from portal.domain.guarding import Whose
from portal.domain.people import NumberState, Role
from portal.domain.school import school
from portal.languages import OFFERED, Language
from portal.web.access import by_staff, staff_only
from portal.web.forms import tidy
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)


@blueprint.get("/parents")
@staff_only(*OFFICE)
def parents() -> ResponseReturnValue:
    """Find a parent by name, child, class or number, in any script and spelling."""
    words = tidy(request.args.get("q"))[:100]
    return render_template(
        "staff/parents.html",
        words=words,
        found=finding.parents(words),
        most=finding.MOST,
        limits=callers,
    )


def _card(parent_id: int) -> Card:
    found = card.card(parent_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/parents/<int:parent_id>")
@staff_only(*OFFICE)
def parent(parent_id: int) -> ResponseReturnValue:
    """One parent's card."""
    return _show(_card(parent_id))


def _show(found: Card, sorry: str = "", number: str | None = None) -> str:
    return render_template(
        "staff/parent.html",
        card=found,
        parent=found.parent,
        offered=_can_choose(found.parent.language),
        texts_guarded=guarding.is_guarded(Whose(found.parent.id)),
        story=[] if found.closed else story.of_parent(found.parent.id),
        letters_about=[] if found.closed else letters.rounds_to_write_about(found.parent.id),
        sorry=sorry,
        number=found.parent.number if number is None else number,
    )


def _can_choose(now: str | None) -> list[Language]:
    """The languages that the school offers, and the one that this parent has."""
    return [own for tag, own in OFFERED.items() if school().offers(tag) or tag == now]


def _open(parent_id: int) -> Card:
    """The card of a parent who may be served at all."""
    found = _card(parent_id)
    if found.closed:
        abort(404)
    return found


def _back(parent_id: int, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("staff.parent", parent_id=parent_id), 303)


@blueprint.post("/parents/<int:parent_id>/language")
@staff_only(*OFFICE)
def parent_language(parent_id: int) -> ResponseReturnValue:
    """The language of this parent's pages and texts."""
    _open(parent_id)
    tag = request.form.get("language", "")
    if not school().offers(tag):
        abort(400)
    with act():
        contact.choose_language(parent_id, tag, by_staff())
    return _back(parent_id, f"Pages and texts are in {OFFERED[tag].english_name} from now on.")


@blueprint.post("/parents/<int:parent_id>/number")
@staff_only(*OFFICE)
def parent_number(parent_id: int) -> ResponseReturnValue:
    """Another number, or the same one again: it is theirs."""
    found = _open(parent_id)
    typed = tidy(request.form.get("number"))
    try:
        with act():
            state = card.change_number(parent_id, typed, by_staff())
    except Refused as refused:
        return _show(found, say_to_staff(refused.reason), typed), 422
    if state == NumberState.HELD:
        return _back(parent_id, "Saved. Somebody else has this number, too: no texts go to it yet.")
    if state == NumberState.LANDLINE:
        return _back(parent_id, "Saved. It is a landline, so no texts go to it.")
    return _back(parent_id, "The number is saved. Send them their link if they need it.")


@blueprint.post("/parents/<int:parent_id>/link")
@staff_only(*OFFICE)
def parent_link(parent_id: int) -> ResponseReturnValue:
    """Text them the link to their own page, or a new one in place of the old."""
    found = _open(parent_id)
    try:
        with act():
            card.send_link(parent_id, by_staff(), new=request.form.get("which") == "new")
    except Refused as refused:
        return _show(found, say_to_staff(refused.reason)), 409
    return _back(parent_id, "A text with their link is on its way.")


@blueprint.post("/parents/<int:parent_id>/texts")
@staff_only(*OFFICE)
def parent_texts(parent_id: int) -> ResponseReturnValue:
    """Stop texts, or start them again."""
    _open(parent_id)
    start = request.form.get("texts") == "start"
    with act():
        change = contact.start_texts if start else contact.stop_texts
        change(parent_id, by_staff())
    return _back(parent_id, "Texts start again." if start else "No more texts to this parent.")
