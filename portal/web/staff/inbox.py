"""The inbox: what parents wrote, as a list, and the same list asked for again while it is open.

One thread and what a person does in it is in `thread`. Threads that only the safeguarding lead
reads stand in a list of their own, which nobody else finds.
"""

from dataclasses import dataclass

from flask import Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from portal.domain import line, threads
from portal.domain.people import Role
from portal.domain.threads import Show, Thread
from portal.web.access import staff, staff_only
from portal.web.forms import tidy
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint

OFFICE = (Role.OFFICE, Role.LEAD)
READERS = (*OFFICE, Role.SAFEGUARDING)

TABS = {
    Show.WAITING: "Needs an answer",
    Show.UNREAD: "Not read",
    Show.WRONG: "Wrong numbers",
    Show.FAILED: "Not arrived",
    Show.ALL: "All",
}
GUARDED = "For the safeguarding lead"


@dataclass(frozen=True)
class Tab:
    """One way to narrow the list. `count`: how many messages wait there, where that is counted."""

    show: Show
    words: str
    count: int


@dataclass(frozen=True)
class Listing:
    """What is listed, and how it was asked for."""

    tabs: list[Tab]
    show: Show
    words: str
    page: int
    threads: list[Thread]
    more: bool
    version: str
    waiting: int


@blueprint.get("/inbox")
@staff_only(*READERS)
def inbox() -> ResponseReturnValue:
    """Threads: those that need an answer, unless something else is asked for."""
    office = staff().has(*OFFICE)
    still = line.standstills() if office else []
    return render_template("staff/inbox.html", listing=_listing(), office=office, still=still)


@blueprint.get("/inbox/lines")
@staff_only(*READERS)
def inbox_lines() -> ResponseReturnValue:
    """The list alone, for a page that asks again; 304 as long as it would look the same."""
    version = _version()
    if request.if_none_match.contains(version):
        return Response(status=304)
    listing = _listing()
    lines = render_template("staff/parts/threads.html", listing=listing)
    return jsonify(lines=lines, version=listing.version, waiting=listing.waiting)


def _version() -> str:
    return threads.version(safeguarding=not staff().has(*OFFICE))


def _listing() -> Listing:
    """What this person may list, as asked for."""
    version = _version()  # before the rest: what comes meanwhile is then news
    tabs = _tabs()
    page = max(request.args.get("page", 1, type=row_id), 1)
    words = tidy(request.args.get("q"))[:100] if staff().has(*OFFICE) else ""
    show = _asked_for(tabs)
    found, more = (threads.search(words), False) if words else threads.lines(show, page)
    return Listing(tabs, show, words, page, found, more, version, tabs[0].count)


def _tabs() -> list[Tab]:
    person, tabs = staff(), []
    if person.has(*OFFICE):
        counts = threads.what_waits(safeguarding=False)
        number = {Show.WAITING: counts.answers, Show.UNREAD: counts.unread}
        tabs = [Tab(show, words, number.get(show, 0)) for show, words in TABS.items()]
    if person.has(Role.SAFEGUARDING):
        tabs.append(Tab(Show.GUARDED, GUARDED, threads.waiting(safeguarding=True)))
    return tabs


def _asked_for(tabs: list[Tab]) -> Show:
    """The tab asked for; otherwise what needs an answer, or all if nothing does."""
    asked = request.args.get("show")
    if asked is not None and asked not in {tab.show for tab in tabs}:
        abort(404)
    if asked is None:
        first = tabs[0]
        return Show.ALL if first.show == Show.WAITING and not first.count else first.show
    return Show(asked)
