"""What a parent gets by text: everything, good news, an idea a week; each on or off by itself. The
language has its own line on every page."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import contact, news_answers, weekly_ideas
from portal.domain.history import By
from portal.web import access
from portal.web.access import by_parent, parent, parents
from portal.web.parent.pages import birthday_first, blueprint

SWITCHES: dict[tuple[str, str], Callable[[int, By], None]] = {
    ("texts", "on"): contact.start_texts,
    ("texts", "off"): contact.stop_texts,
    ("news", "on"): news_answers.start,
    ("news", "off"): news_answers.stop,
    ("ideas", "on"): weekly_ideas.start,
    ("ideas", "off"): weekly_ideas.stop,
}
"""By the name and the value of the button that was pressed."""


@blueprint.route("/t/<token>/settings", methods=["GET", "POST"])
@parents
def settings() -> ResponseReturnValue:
    """Three switches, one of which is pressed at a time."""
    if not access.knows_birthday():
        return birthday_first()
    if request.method == "GET":
        return render_template("parent/settings.html", parent=parent())
    with act():
        for pressed in request.form.items():
            if pressed in SWITCHES:
                SWITCHES[pressed](parent().id, by_parent())
    return redirect(url_for("parent.settings", token=access.token()), 303)
