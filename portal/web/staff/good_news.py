"""Sending good news: tick children, choose a phrase, look at it, send it. Four taps.

The list of a class, the phrases, what each parent would get, and sending; what has been chosen on
the way is in `praise_form`, a child's year of good news in `praised`.
"""

import secrets
from collections.abc import Sequence
from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import act, db
from portal.domain import class_praise, praising
from portal.domain.class_praise import Which
from portal.domain.good_news import PRAISES, GoodNews
from portal.domain.own_phrases import Own
from portal.domain.people import Role, Staff, school
from portal.domain.praising import Plan
from portal.domain.readers import readers
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import tidy
from portal.web.numbers import row_id
from portal.web.staff import praise_form, praise_words
from portal.web.staff.pages import blueprint
from portal.web.staff.praise_form import Chosen
from portal.wording import not_in_a_text, praise
from portal.wording.news_texts import NEWS_LINK
from portal.wording.praise import Phrase
from portal.wording.refusals import Reason, Refused, say_to_staff

NOBODY_TICKED = "Please tick one child or more first."
NOT_IN_USE = "This phrase is no longer in use. Please choose another."
ASK_AGAIN = "Nothing has been sent. This goes to many families: please tick that you are sure."
LOOK_AGAIN = "Your own words are in now. Please look once more, then send it."


# -- whom it is about ------------------------------------------------------------------------------


@blueprint.get("/good-news")
@staff_only(*PRAISES)
def good_news() -> ResponseReturnValue:
    """The children of one class, or for a lead of a year group, whoever has waited longest first;
    and what is on its way."""
    return _list()


def _list(sorry: str = "") -> str:
    person, wanted = staff(), praise_form.which()
    choice = class_praise.choice(person)
    if wanted != Which() and not choice.has(wanted):
        abort(404)
    if wanted == Which() and choice.own_id is not None:
        wanted = Which(choice.own_id)
    lines = class_praise.lines(person, wanted) if wanted != Which() else []
    return render_template(
        "staff/good_news/list.html",
        choice=choice,
        which=wanted,
        at=praise_form.at(wanted),
        lines=lines,
        on_the_way=[(line.child, one) for line in lines for one in line.planned],
        may_take_back=lambda by_id: _may_take_back(person, by_id),
        all_ticked=bool(request.args.get("all")),
        today=clock.today(),
        sorry=sorry,
    )


@blueprint.post("/good-news")
@staff_only(*PRAISES)
def choose_children() -> ResponseReturnValue:
    """The children that are ticked, and on to the phrases."""
    wanted = [one for one in request.form.getlist("child", type=row_id) if one]
    ids = [child.id for child in class_praise.find(staff(), wanted)]
    if not ids:
        return _list(NOBODY_TICKED), 422
    at = praise_form.at(praise_form.which())
    return redirect(
        url_for("staff.good_news_words", children=praise_form.ids_as_words(ids), **at), 303
    )


# -- what to say -----------------------------------------------------------------------------------


@blueprint.get("/good-news/words")
@staff_only(*PRAISES)
def good_news_words() -> ResponseReturnValue:
    """The phrases: those used most first, then by topic; `q` looks for some."""
    return _words(Chosen.read())


def _words(chosen: Chosen, sorry: str = "") -> str:
    if not chosen.children:
        return _list(NOBODY_TICKED)
    sought = tidy(request.args.get("q"))[:60]
    in_use = [one for one in chosen.book.in_use() if _fits(one, sought)]
    return render_template(
        "staff/good_news/words.html",
        chosen=chosen,
        at_list=praise_form.at(chosen.which),
        sought=sought,
        short_list=[] if sought else class_praise.most_used(staff(), chosen.book),
        by_topic=[
            (topic, name, [one for one in in_use if one.topic == topic])
            for topic, name in praise.TOPICS.items()
            if any(one.topic == topic for one in in_use)
        ],
        shown=praise_words.shown,
        not_yet_in=partial(praise_words.not_yet_in, read=readers()),
        may_add=staff().has(Role.OFFICE, Role.LEAD),
        sorry=sorry,
    )


def _fits(phrase: Phrase | Own, sought: str) -> bool:
    words = f"{phrase.words} {praise.TOPICS[phrase.topic]}".casefold()
    return all(word in words for word in sought.casefold().split())


# -- what they will get ----------------------------------------------------------------------------


@blueprint.route("/good-news/preview", methods=["GET", "POST"])
@staff_only(*PRAISES)
def preview_good_news() -> ResponseReturnValue:
    """What the phrase leaves open, if it does; then exactly what each parent will get, and when.
    Posted: with a few own words."""
    chosen = Chosen.read()
    if not chosen.children or chosen.phrase is None:
        return _words(chosen, NOT_IN_USE if chosen.children else "")
    if chosen.wants_filling:
        return render_template(
            "staff/good_news/fill.html",
            chosen=chosen,
            choices=praise_words.choices(chosen.phrase),
            shown=praise_words.shown,
        )
    if chosen.phrase.thanks and len(chosen.children) > 1:
        return _words(chosen, say_to_staff(Reason.WHOM_TO_THANK))
    if chosen.wants_thanked:
        thanked = praising.may_be_thanked(chosen.ids[0])
        return render_template(
            "staff/good_news/whom.html",
            chosen=chosen,
            parents=thanked,
            shown=praise_words.shown,
        )
    return _preview(chosen), 422 if chosen.wrong else 200


def _preview(chosen: Chosen, sorry: str = "", plans: Sequence[Plan] | None = None) -> str:
    if plans is None:
        plans = praising.plan(chosen.ids, chosen.wanted(), staff().id)
    goes = [one for one in plans if one.refused is None]
    segments = sum(gets.segments for one in goes for gets in one.to)
    return render_template(
        "staff/good_news/preview.html",
        chosen=chosen,
        goes=goes,
        left_out=[one for one in plans if one.refused],
        texts=sum(gets.why_not is None for one in goes for gets in one.to),
        segments=segments,
        pence=segments * school().pence_per_segment,
        may_go_now=praising.can_go_now() and any(not one.on_paper for one in goes),
        english_read=any(gets.language.tag == "en" for one in goes for gets in one.to),
        longest=not_in_a_text.LONGEST,
        once=secrets.token_urlsafe(16),
        link=NEWS_LINK,
        words=praise_words,
        sorry=sorry,
    )


# -- sending it, and taking it back ----------------------------------------------------------------


@blueprint.post("/good-news/send")
@staff_only(*PRAISES)
def send_good_news() -> ResponseReturnValue:
    """Send it as it was shown. What was typed since then is shown first; many children are asked
    about once more; what is refused for all is shown again with the reason."""
    chosen = Chosen.read()
    if not chosen.children or chosen.phrase is None or chosen.wants_filling or chosen.wants_thanked:
        return redirect(url_for("staff.preview_good_news", **chosen.all), 303)
    if chosen.wrong:
        return _preview(chosen), 422
    if chosen.own_words != tidy(request.form.get("shown_words")):
        return _preview(chosen, LOOK_AGAIN), 422
    if chosen.asks_again and not request.form.get("sure"):
        return _preview(chosen, ASK_AGAIN), 422
    once = tidy(request.form.get("once"))[:40] or None
    wanted = chosen.wanted(once=once)
    try:
        with act():
            plans = praising.send(chosen.ids, wanted, staff().id, by_staff())
    except Refused as refused:
        return _words(chosen, say_to_staff(refused.reason)), 422
    if plans and all(one.refused for one in plans):
        sorry = " ".join(dict.fromkeys(praise_words.why_refused(one) for one in plans))
        return _preview(chosen, f"Nothing has been sent. {sorry}"), 422
    for words in praise_words.what_was_sent(plans, now=wanted.now):
        flash(words)
    return redirect(url_for("staff.good_news", **praise_form.at(chosen.which)), 303)


@blueprint.post("/good-news/<int:news_id>/take-back")
@staff_only(*PRAISES)
def take_back_good_news(news_id: int) -> ResponseReturnValue:
    """Not to be sent after all: for whoever signed it, or a lead, as long as none of it is out."""
    person, news = staff(), db.session.get(GoodNews, news_id)
    if news is None or not _may_take_back(person, news.by_id):
        abort(404)
    if not class_praise.find(person, [news.child_id]):
        abort(404)
    name = news.child.first_name
    try:
        with act():
            praising.take_back(news_id, by_staff())
    except Refused as refused:
        flash(f"Good news about {name}: {say_to_staff(refused.reason)}")
    else:
        flash(f"Taken back: this good news about {name} does not go out.")
    return redirect(url_for("staff.good_news", **praise_form.at(praise_form.which())), 303)


def _may_take_back(person: Staff, by_id: int | None) -> bool:
    return person.id == by_id or person.has(Role.LEAD)
