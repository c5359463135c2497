"""Good news about a parent's children, on their phone: read, print, answer with a heart or a word.

All of it is private: the child's birthday comes first. Nothing here tells of another parent.
"""

from collections.abc import Callable
from functools import wraps

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import news_answers, parents_news, parents_plan, people, talking
from portal.domain.parents_news import Shown
from portal.web import access
from portal.web.access import by_parent, parent, parents
from portal.web.limits import limiter
from portal.web.numbers import row_id
from portal.web.parent.pages import birthday_first, blueprint, let_in
from portal.wording.free_words import is_foreign
from portal.wording.refusals import Refused, say

View = Callable[[Shown], ResponseReturnValue]


@blueprint.get("/t/<token>/news")
@parents
def news() -> ResponseReturnValue:
    """Where texts of good news lead: all of this school year, newest first."""
    if first := let_in("parent.news", "news"):
        return first
    children = [tie.child for tie in people.ties_of(parent().id)]
    return render_template(
        "parent/news.html",
        children=children,
        page=parents_news.of(parent().id, access.page_language(), _page()),
        plan=bool(parents_plan.children(parent().id)),
    )


def _page() -> int:
    return request.args.get("page", 1, type=row_id)


def about_news(view: View) -> Callable[..., ResponseReturnValue]:
    """A page about one piece of good news: the birthday first; what is not on this parent's page is
    a 404."""

    @wraps(view)
    def checked(news_id: int) -> ResponseReturnValue:
        if not access.knows_birthday():
            return birthday_first("news")
        found = parents_news.find(parent().id, news_id, access.page_language())
        if found is None:
            abort(404)
        return view(found)

    return checked


@blueprint.post("/t/<token>/news/<int:news_id>/heart")
@parents
@about_news
def send_heart(found: Shown) -> ResponseReturnValue:
    """A heart for whoever signed it."""
    with act():
        news_answers.heart(parent().id, found.id, by_parent())
    page = _page() if "page" in request.args else None
    back = url_for("parent.news", token=access.token(), page=page, _anchor=f"news-{found.id}")
    return redirect(back, 303)


@blueprint.route("/t/<token>/news/<int:news_id>/say", methods=["GET", "POST"])
@parents
@about_news
@limiter.limit("20 per minute", methods=["POST"])
def say_a_word(found: Shown) -> ResponseReturnValue:
    """A few words for whoever signed it. Shows what they have said, and takes more of it."""
    if request.method == "GET":
        return _show(found)
    # A browser counts a new line as one character, and sends two.
    words = request.form.get("words", "").replace("\r\n", "\n")
    if len(words.strip()) > news_answers.LONGEST:
        return _show(found, written=words), 422
    try:
        with act():
            news_answers.say(parent().id, found.id, words, by_parent())
    except Refused as refused:
        sorry = say(refused.reason, access.page_language())
        return _show(found, written=words, sorry=sorry), 422
    return _show(found, thanks=True, foreign=is_foreign(parent().language, words))


def _show(
    found: Shown, *, written: str = "", sorry: str = "", thanks: bool = False, foreign: bool = False
) -> str:
    return render_template(
        "parent/say.html",
        news=found,
        reader=news_answers.read_by(found.id),
        said=news_answers.said_of(parent().id, found.id),
        written=written,
        sorry=sorry,
        thanks=thanks,
        foreign=foreign,
        longest=news_answers.LONGEST,
        somebody_is_in=talking.somebody_is_in(),
    )
