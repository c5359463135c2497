"""Leaving quickly, and what is behind the back button then: a page that says nothing.

The link at the top of every page leads through here to a weather page. Whatever page of a parent's
is opened on this phone after that, by going back or from the list of pages, says only that it is
closed, until somebody opens it again; on a phone that is not remembered the birthday is asked for
then. Pages are kept by no browser (`wire`), so that going back asks here. With JavaScript the page
that was left is not even in the history (`portal.js`).
"""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act
from portal.domain import contact, links
from portal.web import access
from portal.web.access import open_to_anyone
from portal.web.parent.pages import blueprint

SOMEWHERE_ELSE = "https://www.bbc.co.uk/weather"
ALWAYS_OPEN = {"parent.leave", "parent.open_again", "parent.choose_first_language"}
ONCE = timedelta(days=1)
"""How often it is written down that a parent's page was opened."""


@blueprint.get("/leave")
@open_to_anyone
def leave() -> ResponseReturnValue:
    """Away from here at once."""
    access.leave()
    return redirect(SOMEWHERE_ELSE, 303)


@blueprint.post("/open-again")
@open_to_anyone
def open_again() -> ResponseReturnValue:
    """Somebody left quickly and wants to go on."""
    access.come_back()
    path = urlsplit(request.form.get("to", "")).path
    ours = path.startswith("/t/") and "//" not in path and "\\" not in path
    return redirect(path if ours else url_for("parent.start"), 303)


@blueprint.before_request
def closed_after_leaving() -> ResponseReturnValue | None:
    """After leaving quickly every page says that it is closed, and nothing else."""
    if request.endpoint in ALWAYS_OPEN or not access.left_lately():
        return None
    link = links.find((request.view_args or {}).get("token", ""))
    if link and not link.dead_at:
        g.link = link  # for its language alone
    return render_template("parent/closed.html", to=request.path)


@blueprint.after_request
def note_that_it_was_opened(response: Response) -> Response:
    """A page of theirs was opened on a phone that has said whose school this is: so the number is
    still in use (`number_checks`). Written down once a day."""
    link = g.get("link")
    if request.method != "GET" or link is None or access.left_lately():
        return response
    parent = link.parent
    fresh = parent.number_seen_at and parent.number_seen_at > clock.now() - ONCE
    if access.said_my_school() and (parent.number_asked_at or not fresh):
        with act():
            contact.seen(parent.id, was_asked=parent.number_asked_at is not None)
    return response
