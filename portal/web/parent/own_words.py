"""A parent's own wish to talk, on any day of the year, and what they write about it."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import inbox, talking
from portal.domain.people import Child
from portal.web.access import by_parent, parent, parents
from portal.web.limits import limiter
from portal.web.numbers import row_id
from portal.web.parent.pages import blueprint, sorry
from portal.wording.refusals import Refused

LONGEST = 2000
"""Characters that are kept of what a parent writes."""


@blueprint.route("/t/<token>/talk", methods=["GET", "POST"])
@parents
@limiter.limit("20 per minute", methods=["POST"])
def ask_to_talk() -> ResponseReturnValue:
    """ "I would like to talk": about which child, and, if they like, what it is about. Shows
    nothing private, so the link is enough."""
    children = talking.children_of(parent().id)
    if not children:
        abort(404)
    if request.method == "GET":
        return _show_form(children)
    wanted = request.form.get("child", 0, type=row_id)
    child = next((one for one in children if one.id == wanted), None)
    if child is None:
        return _show_form(children, missing=True), 422
    if len(_words()) > LONGEST:
        return _show_form(children), 422
    return _ask(child.id)


def _show_form(children: list[Child], *, missing: bool = False) -> str:
    return render_template(
        "parent/ask_to_talk.html",
        children=children,
        missing=missing,
        written=_words(),
        chosen=request.form.get("child", 0, type=row_id),
        longest=LONGEST,
        by_day=talking.answered_by(),
        somebody_is_in=talking.somebody_is_in(),
    )


def _words() -> str:
    """What was written. A browser counts a new line as one letter, and sends two."""
    return request.form.get("words", "").replace("\r\n", "\n").strip()


def _ask(child_id: int) -> ResponseReturnValue:
    words = _words()
    try:
        with act():
            talking.ask_to_talk(parent().id, child_id, by_parent())
            if words:
                inbox.write_down(parent().id, words, child_id=child_id)
    except Refused as refused:
        return sorry(refused)
    return render_template(
        "parent/will_answer.html",
        teacher=talking.who_answers(child_id),
        by_day=talking.answered_by(),
        somebody_is_in=talking.somebody_is_in(),
    )
