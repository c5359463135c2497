"""Five-minute ideas for home: browse them, get one a week by text, say that one was done.

The ideas are for everybody, so the link is enough; which one was sent about which child is private.
"""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import ideas_sent, people, tell, weekly_ideas
from portal.domain.people import Guardianship
from portal.web import access
from portal.web.access import by_parent, parent, parents
from portal.web.numbers import row_id
from portal.web.parent.pages import birthday_first, blueprint
from portal.wording import ideas as bank
from portal.wording.ideas import Topic


@blueprint.get("/t/<token>/ideas")
@parents
def ideas() -> ResponseReturnValue:
    """The ideas for one year group on one topic: `year` and `topic` in the address, or those of
    their own child."""
    ties = _ties()
    own_years = _years(ties)
    year = request.args.get("year", own_years[0], type=row_id)
    if not bank.YOUNGEST <= year <= bank.OLDEST:
        year = own_years[0]
    topic = next((one for one in Topic if one == request.args.get("topic")), Topic.READING)
    last = ideas_sent.last_of(parent().id)
    return render_template(
        "parent/ideas.html",
        bank=bank,
        year=year,
        years=[*own_years, *(one for one in bank.YEARS if one not in own_years)],
        topic=topic,
        topics=[one for one in Topic if bank.fitting(year, one)],
        found=bank.fitting(year, topic),
        wanted=parent().ideas_on_at is not None,
        texts=any(tell.why_not(parent().id, tie.child_id) is None for tie in ties),
        last=last,
        idea=bank.find(last.key) if last else None,
        knows=access.knows_birthday(),
    )


def _ties() -> list[Guardianship]:
    """Their ties to the children they may hear about; without any, this page is not here."""
    return people.ties_of(parent().id) or abort(404)


def _years(ties: list[Guardianship]) -> list[int]:
    """The year groups of these children, oldest tie first; the youngest where none is known."""
    classes = [tie.child.school_class for tie in ties]
    known = [
        min(max(one.year_order, bank.YOUNGEST), bank.OLDEST) for one in classes if one is not None
    ]
    return list(dict.fromkeys(known)) or [bank.YOUNGEST]


@blueprint.post("/t/<token>/ideas/weekly")
@parents
def weekly_idea() -> ResponseReturnValue:
    """One idea a week by text (`ideas`: "on"), or no more of them ("off")."""
    _ties()
    switch = {"on": weekly_ideas.start, "off": weekly_ideas.stop}.get(request.form.get("ideas", ""))
    if switch:
        with act():
            switch(parent().id, by_parent())
    return _back()


@blueprint.post("/t/<token>/ideas/<int:idea_id>/did")
@parents
def did_idea(idea_id: int) -> ResponseReturnValue:
    """They did this idea of those they were sent."""
    if not access.knows_birthday():
        return birthday_first("ideas")
    found = ideas_sent.find(parent().id, idea_id) or abort(404)
    with act():
        weekly_ideas.did(parent().id, found.id, by_parent())
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("parent.ideas", token=access.token()), 303)
