"""A colleague leaves: who takes over what they have in hand, and then the account is off."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act, db
from portal.domain import leaving
from portal.domain.leaving import MAY_BE_NOBODYS, InHand
from portal.domain.people import Staff
from portal.web.access import by_staff, staff_only
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.web.staff.staff_accounts import OFFICE
from portal.wording.refusals import Refused, say_to_staff

SAYS = {
    InHand.CLASSES: ("Key teacher of one class", "Key teacher of {} classes"),
    InHand.CHILDREN: ("Key teacher of one single child", "Key teacher of {} single children"),
    InHand.TALKS: (
        "One session of talks to come, or a family invited to one",
        "{} sessions of talks to come, or families invited to them",
    ),
    InHand.ASSISTS: ("Assistant in one session of talks", "Assistant in {} sessions of talks"),
    InHand.TASKS: ("One task", "{} tasks"),
    InHand.HELP: ("One promise of help", "{} promises of help"),
    InHand.NEEDS: ("Help for one talk", "Help for {} talks"),
    InHand.MESSAGES: ("One message they have taken", "{} messages they have taken"),
}
NOBODY = {
    InHand.ASSISTS: "No assistant",
    InHand.TASKS: "The office's list",
    InHand.HELP: "The office's list",
    InHand.NEEDS: "The office's list",
}
"""What it means to hand a kind to nobody in particular."""
NOBODY_CHOSEN = "office"


@dataclass(frozen=True)
class ToHandOn:
    """One kind of what they have in hand, as the page shows it. `heirs`: who could be chosen;
    `nobody`: the words for no colleague in particular, if that may be; `chosen`: what stands in
    the field."""

    kind: InHand
    words: str
    heirs: list[Staff]
    nobody: str
    chosen: str
    wrong: bool

    @property
    def asks(self) -> bool:
        return self.kind != InHand.MESSAGES


@blueprint.get("/staff/<int:staff_id>/leaves")
@staff_only(*OFFICE)
def leaver(staff_id: int) -> ResponseReturnValue:
    """What this colleague has in hand, and who could take it."""
    return _show(_find(staff_id))


def _find(staff_id: int) -> Staff:
    found = db.session.get(Staff, staff_id)
    if found is None:
        abort(404)
    return found


def _show(person: Staff, sorry: str = "", wrong: InHand | None = None) -> str:
    to_hand_on = [
        _to_hand_on(person.id, kind, count, wrong=kind == wrong)
        for kind, count in leaving.in_hand(person.id).items()
    ]
    return render_template(
        "staff/leaver.html",
        person=person,
        to_hand_on=to_hand_on,
        everyone=leaving.may_take(InHand.TASKS, person.id),
        one_for_all=request.form.get("all", ""),
        nobody=NOBODY_CHOSEN,
        sorry=sorry,
    )


def _to_hand_on(staff_id: int, kind: InHand, count: int, *, wrong: bool) -> ToHandOn:
    one, many = SAYS[kind]
    return ToHandOn(
        kind,
        one if count == 1 else many.format(count),
        leaving.may_take(kind, staff_id),
        NOBODY.get(kind, ""),
        request.form.get(kind.value, ""),
        wrong,
    )


@blueprint.post("/staff/<int:staff_id>/leaves")
@staff_only(*OFFICE)
def colleague_leaves(staff_id: int) -> ResponseReturnValue:
    """Hand everything on, and switch the account off."""
    person = _find(staff_id)
    try:
        with act():
            leaving.leave(staff_id, _heirs(), by_staff())
    except Refused as refused:
        said = say_to_staff(refused.reason)
        return _show(_find(staff_id), said, refused.facts.get("kind")), 409
    flash(f"{person.name}’s account is off. What they had in hand is with colleagues now.")
    return redirect(url_for("staff.colleague", staff_id=staff_id), 303)


def _heirs() -> dict[InHand, int | None]:
    """To whom each kind goes: as chosen for it, otherwise the one for all who may have it."""
    for_all = _row(request.form.get("all", ""))
    heirs: dict[InHand, int | None] = {}
    for kind in InHand:
        chosen = request.form.get(kind.value, "")
        if chosen == NOBODY_CHOSEN and kind in MAY_BE_NOBODYS:
            heirs[kind] = None
        elif heir_id := _row(chosen) or for_all:
            heirs[kind] = heir_id
    return heirs


def _row(words: str) -> int | None:
    try:
        return row_id(words)
    except ValueError:
        return None
