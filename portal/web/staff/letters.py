"""Letters to parents whom no text reaches, and slips for everyone before the first text: who needs
one, the pages to print, and that they are on their way."""

from itertools import chain

import segno
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act
from portal.domain import letters, plans
from portal.domain.letters import Letter, Slips
from portal.domain.people import Role
from portal.languages import Language
from portal.web.access import by_staff, settings, staff_only
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.web.staff.rounds import find_round
from portal.wording.refusals import Refused, say_to_staff

OFFICE = (Role.OFFICE, Role.LEAD)
SLIPS_A_PAGE = 3
MOST = 5_000
"""More than any school ticks at once."""


def _ticked(name: str) -> list[int]:
    found = request.values.getlist(name, type=row_id)
    return list(dict.fromkeys(found))[:MOST]


@blueprint.get("/rounds/<int:round_id>/letters")
@staff_only(*OFFICE)
def who_needs_letters(round_id: int) -> ResponseReturnValue:
    """Who needs a letter, all of them ticked."""
    around = find_round(round_id)
    silent = request.args.get("silent") == "yes"
    return render_template(
        "letters/list.html",
        round=around,
        silent=silent,
        lines=letters.who_needs_one(round_id, silent=silent),
        over=around.closes_on < clock.today(),
    )


def _back(round_id: int, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("staff.who_needs_letters", round_id=round_id), 303)


@blueprint.post("/rounds/<int:round_id>/letters/print")
@staff_only(*OFFICE)
def print_letters(round_id: int) -> ResponseReturnValue:
    """The letters to those who are ticked, a page each. Their links are made here, so this is no
    page to be opened by its address."""
    around = find_round(round_id)
    try:
        with act():
            written = letters.write(round_id, _ticked("parent"))
    except Refused as refused:
        return _back(round_id, say_to_staff(refused.reason))
    if not written:
        return _back(round_id, "Nobody is ticked who can be sent a letter.")
    return render_template("letters/print.html", round=around, letters=list(map(_sealed, written)))


def _sealed(letter: Letter) -> tuple[Letter, str, str]:
    """With the address of the parent's own page, as words and as a picture."""
    address = f"{settings().public_url}/t/{letter.token}"
    picture: str = segno.make(address, error="m").svg_data_uri(border=0, light="#fff")
    return letter, address, picture


@blueprint.post("/rounds/<int:round_id>/letters/given")
@staff_only(*OFFICE)
def letters_given(round_id: int) -> ResponseReturnValue:
    """The letters to those who are ticked are on their way."""
    find_round(round_id)
    with act():
        count = letters.give(round_id, _ticked("parent"), by_staff())
    if not count:
        return _back(round_id, "Nobody is ticked whose letter was not on its way already.")
    parents = "1 parent is" if count == 1 else f"{count} parents are"
    return _back(round_id, f"Noted: a letter to {parents} on its way.")


# -- slips -------------------------------------------------------------------------------------


@blueprint.get("/slips")
@staff_only(*OFFICE)
def slips() -> ResponseReturnValue:
    """Choose classes, then print their slips: nothing in them is about one family."""
    found = [one for one in letters.slips(_ticked("class")) if one.total]
    if not found:
        return render_template(
            "letters/choose_classes.html",
            classes=plans.all_classes(),
            asked="class" in request.args,
        )
    return render_template("letters/slips.html", sheets=list(chain(*map(_sheets, found))))


def _sheets(one: Slips) -> list[tuple[Slips, list[Language]]]:
    """The slips of one class, three on each sheet."""
    each = [own for own, count in one.counts for _ in range(count)]
    return [
        (one, each[first : first + SLIPS_A_PAGE]) for first in range(0, len(each), SLIPS_A_PAGE)
    ]
