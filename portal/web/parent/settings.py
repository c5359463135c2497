"""What a parent gets by text: everything, good news, an idea a week, reminders; each on or off by
itself. And which phones open their page. The language has its own line on every page; hours and
another number are in `safety`."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import contact, news_answers, phones, safe, weekly_ideas
from portal.domain.history import By
from portal.web import access
from portal.web.access import by_parent, parent, parents
from portal.web.parent.pages import birthday_first, blueprint

SWITCHES: dict[tuple[str, str], Callable[[int, By], None]] = {
    ("texts", "on"): contact.start_texts,
    ("texts", "off"): contact.stop_texts,
    ("texts", "ring"): safe.ring_only,
    ("news", "on"): news_answers.start,
    ("news", "off"): news_answers.stop,
    ("ideas", "on"): weekly_ideas.start,
    ("ideas", "off"): weekly_ideas.stop,
    ("reminders", "on"): safe.start_reminders,
    ("reminders", "off"): safe.stop_reminders,
}
"""By the name and the value of the button that was pressed."""


@blueprint.route("/t/<token>/settings", methods=["GET", "POST"])
@parents
def settings() -> ResponseReturnValue:
    """Switches, one of which is pressed at a time."""
    if not access.knows_birthday():
        return birthday_first()
    if request.method == "GET":
        whole = access.the_whole_parent()
        return render_template(
            "parent/settings.html",
            parent=whole,
            hours=safe.hours_of(whole),
            phones=phones.how_many(access.link_id()),
        )
    with act():
        for pressed in request.form.items():
            if pressed in SWITCHES:
                SWITCHES[pressed](parent().id, by_parent())
    return redirect(url_for("parent.settings", token=access.token()), 303)


@blueprint.post("/t/<token>/settings/phones")
@parents
def forget_phones() -> ResponseReturnValue:
    """This phone, or every phone, is a new one again."""
    if not access.knows_birthday():
        return birthday_first()
    if request.form.get("forget") == "all":
        with act():
            phones.forget_all(access.link_id(), by_parent())
        access.forget_here()
    else:
        access.forget_this_phone()
    return render_template("parent/forgotten.html", every=request.form.get("forget") == "all")
