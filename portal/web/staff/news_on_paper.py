"""Good news for parents whom no text reaches: choose, print, and say that it is printed."""

import segno
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import news_on_paper as on_paper
from portal.domain.news_on_paper import Letter
from portal.domain.people import Role
from portal.web.access import by_staff, settings, staff_only
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint

OFFICE = (Role.OFFICE, Role.LEAD)
"""A letter holds the key to its parent's pages: nobody else prints letters either."""


@blueprint.get("/good-news/paper")
@staff_only(*OFFICE)
def news_on_paper() -> ResponseReturnValue:
    """What waits to be printed, all of it ticked."""
    return render_template(
        "letters/news_list.html",
        lines=on_paper.to_print(),
        later=on_paper.wait_for_their_day(),
    )


def _back(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("staff.news_on_paper"), 303)


@blueprint.post("/good-news/paper/print")
@staff_only(*OFFICE)
def print_news() -> ResponseReturnValue:
    """The letters that are ticked, a page each. Their links are made here, so this is no page to
    be opened by its address."""
    with act():
        written = on_paper.write(request.form.getlist("letter"))
    if not written:
        return _back("Nothing is ticked that waits to be printed.")
    return render_template("letters/news_print.html", letters=list(map(_sealed, written)))


def _sealed(letter: Letter) -> tuple[Letter, str, str]:
    """With the address of the parent's own good news, as words and as a picture."""
    address = f"{settings().public_url}/t/{letter.token}/news"
    picture: str = segno.make(address, error="m").svg_data_uri(border=0, light="#fff")
    return letter, address, picture


@blueprint.post("/good-news/paper/printed")
@staff_only(*OFFICE)
def news_printed() -> ResponseReturnValue:
    """These letters are printed and go home with the children."""
    with act():
        count = on_paper.printed(request.form.getlist("piece", type=row_id), by_staff())
    if not count:
        return _back("This was noted already.")
    children = "1 child" if count == 1 else f"{count} children"
    return _back(f"Noted: good news about {children} is printed.")
