"""What came of good news: one child's year of it, and what parents answered."""

from datetime import UTC, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import class_praise, news_answers, praised_child
from portal.domain.good_news import PRAISES
from portal.web.access import staff, staff_only
from portal.web.numbers import row_id
from portal.web.staff import praise_words
from portal.web.staff.pages import blueprint
from portal.wording import ideas


@blueprint.get("/good-news/child/<int:child_id>")
@staff_only(*PRAISES)
def good_news_of_child(child_id: int) -> ResponseReturnValue:
    """This year's good news about one child, what its parents answered, and the ideas they had."""
    found = class_praise.find(staff(), [child_id])
    if not found:
        abort(404)
    child = found[0]
    return render_template(
        "staff/good_news/child.html",
        child=child,
        year=praised_child.year_of(child),
        ideas=praised_child.ideas_of(child_id),
        idea=ideas.find,
        day=praise_words.day,
    )


@blueprint.post("/good-news/answers/seen")
@staff_only(*PRAISES)
def news_answers_seen() -> ResponseReturnValue:
    """The colleague has seen the answers shown on Today; what came since then stays there."""
    to_ids = [one for one in request.form.getlist("to", type=row_id) if one]
    until = request.form.get("until", type=_moment)
    if until is None:
        abort(400)
    with act():
        news_answers.have_seen(staff().id, to_ids, until=until)
    flash("Good. What they answered to good news about a child stays on the child’s page.")
    return redirect(url_for("staff.today"), 303)


def _moment(words: str) -> datetime:
    """A moment as a form carries it. ValueError for anything else."""
    try:
        return datetime.fromisoformat(words).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(words) from error
