"""Sending good news: what each parent will get, sending it, taking it back.

It goes out on the next afternoon on which families have time and the school is open, or at once if
asked. At most one piece a day about a child, and at most one text of good news or ideas a day to a
parent: what would be a second one goes on the next day that is free. What a phrase calls "today"
stays true: sent on another day, the text begins with the day it was.

Every verb runs inside the caller's `act()`; `plan` only looks.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db
from portal.domain import ideas_sent, news_on_paper, news_words, own_phrases, school_days
from portal.domain.good_news import STANDS, GoodNews, NewsTo, Occasion
from portal.domain.history import By, Deed, record
from portal.domain.inbox import InText
from portal.domain.news_days import Busy, Later, when
from portal.domain.news_ties import who_hears, why_no_text
from portal.domain.news_words import ToSay, signature
from portal.domain.outbox import Kind, OutText, TextState, call_back, in_the_day, queue
from portal.domain.own_phrases import Book
from portal.domain.people import Child, Guardianship, Parent, lock_child, lock_parents_of
from portal.domain.reaching import WhyNot, blocked_numbers
from portal.domain.tasks import TaskKind, ask_office
from portal.languages import ENGLISH, Language, language
from portal.wording import ideas, news_texts, segments
from portal.wording.refusals import Reason, Refused

EVERY_THIRD = 3
"""So often an idea goes with it: parents found texts on what to do next the most useful."""


@dataclass(frozen=True)
class Wanted:
    """What a colleague wants to send. `thanked_id`: the one parent who is thanked, for a phrase
    that thanks. `now`: not to wait for the afternoon; `not_before`: to wait at least until then.
    `once`: names the form."""

    phrase: str
    filled: str = ""
    own_words: str = ""
    thanked_id: int | None = None
    now: bool = False
    not_before: datetime | None = None
    once: str | None = None
    occasion: Occasion = Occasion.BY_HAND
    about: dict[str, Any] | None = None


@dataclass(frozen=True)
class Gets:
    """What one parent gets. `closest`: another phrase stands in for the school's own. `left_out`:
    the colleague's own words are in English, and this parent reads another language. `why_not`: no
    text can be sent, and why; it stands on their page."""

    parent: Parent
    language: Language
    body: str
    english: str
    closest: bool
    left_out: bool
    why_not: WhyNot | None

    @property
    def segments(self) -> int:
        size = segments.measure(segments.clean(self.body.replace(news_texts.NEWS_LINK, _A_LINK)))
        return 0 if self.why_not else size.segments


_A_LINK = "https://portal.school.example/t/abcdefghijklm/news"
"""As long as a link is, for estimates."""


@dataclass(frozen=True)
class Plan:
    """What would become of it for one child. `refused`: why nothing would, with facts in `about`.
    `on_page`: no parent gets a text; `on_paper`: so the office prints it. Never thanks (`thanks`):
    they are for one parent, and paper goes home past the others."""

    child: Child
    goes_at: datetime
    ends_at: datetime
    later: Later | None
    idea: str | None
    to: Sequence[Gets]
    thanks: bool
    refused: Refused | None = None

    @property
    def day(self) -> date:
        return clock.local(self.goes_at).date()

    @property
    def on_page(self) -> bool:
        return all(one.why_not for one in self.to)

    @property
    def on_paper(self) -> bool:
        return self.on_page and not self.thanks


# -- what would happen ---------------------------------------------------------------------------


def plan(child_ids: Collection[int], wanted: Wanted, signed_by: int | None) -> list[Plan]:
    """What would become of this for each of these children, in the order of their names. Whether
    the colleague may write about them the caller has looked up.

    Refuses BLANK_OPEN where the phrase wants a subject, a sport or a number; WHOM_TO_THANK where it
    thanks and nobody, or more than one child, is named. What is refused for one child alone stands
    in its plan: NOBODY_TO_TELL, HEARD_ALREADY (`who`, `day`), NEWS_THAT_DAY and NOT_NOW (both only
    where it is to go now).
    """
    phrases = own_phrases.book()
    _refuse_unclear(phrases, child_ids, wanted)
    children = db.session.scalars(
        select(Child)
        .where(Child.id.in_(child_ids))
        .options(joinedload(Child.school_class))
        .order_by(Child.first_name, Child.last_name, Child.id)
    ).all()
    ties = who_hears(child_ids, wanted.thanked_id)
    busy = Busy.of(child_ids, {tie.parent_id for theirs in ties.values() for tie in theirs})
    blocked, closed = blocked_numbers(), school_days.closures()
    so_far = _this_year(child_ids)
    plans = []
    for child in children:
        theirs = ties.get(child.id, [])
        parent_ids = {tie.parent_id for tie in theirs}
        goes_at, ends_at, later = when(
            child.id, parent_ids, busy, closed, now=wanted.now, not_before=wanted.not_before
        )
        is_third = (so_far.get(child.id, 0) + 1) % EVERY_THIRD == 0
        idea = _idea(child, wanted, phrases, parent_ids) if is_third else None
        thanks = phrases.find(wanted.phrase).thanks
        one = Plan(child, goes_at, ends_at, later, idea, (), thanks)
        name = signature(child, signed_by)
        to = [_gets(one, tie, wanted, phrases, name, blocked) for tie in theirs]
        refused = _refused(one, to, wanted, busy)
        plans.append(replace(one, to=to, refused=refused))
        if refused is None:
            busy.take(child.id, {gets.parent.id for gets in to if not gets.why_not}, one.day)
    return plans


def _refuse_unclear(phrases: Book, child_ids: Collection[int], wanted: Wanted) -> None:
    phrase = phrases.find(wanted.phrase)
    if wanted.filled not in (phrase.choices() or ("",)):
        raise Refused(Reason.BLANK_OPEN)
    if phrase.thanks and (wanted.thanked_id is None or len(child_ids) != 1):
        raise Refused(Reason.WHOM_TO_THANK)


def can_go_now() -> bool:
    """Whether good news may go out at this moment: on a school day, and not in quiet hours."""
    open_today = school_days.is_term_day(clock.today(), school_days.closures())
    return open_today and in_the_day(clock.now()) == clock.now()


def may_be_thanked(child_id: int) -> list[Parent]:
    """The parents who can be thanked for something about this child: whoever may hear of it."""
    return [tie.parent for tie in who_hears([child_id]).get(child_id, [])]


def _this_year(child_ids: Collection[int]) -> dict[int, int]:
    """How many pieces of good news about each child there are this school year, sent or planned."""
    since = school_days.first_day_of_year(clock.today())
    query = (
        select(GoodNews.child_id, func.count())
        .where(GoodNews.child_id.in_(child_ids), STANDS, GoodNews.day >= since)
        .group_by(GoodNews.child_id)
    )
    return {child_id: count for child_id, count in db.session.execute(query)}


def _idea(child: Child, wanted: Wanted, phrases: Book, parent_ids: Collection[int]) -> str:
    """The idea (key) that goes with it."""
    topic = ideas.FOR_PRAISE.get(phrases.find(wanted.phrase).topic)
    return ideas_sent.next_for(child, parent_ids, *([topic] if topic else [])).key


def _gets(
    one: Plan,
    tie: Guardianship,
    wanted: Wanted,
    phrases: Book,
    signed: str,
    blocked: set[str],
) -> Gets:
    own = language(tie.parent.language)
    what = ToSay(
        child=one.child,
        phrase=wanted.phrase,
        filled=wanted.filled,
        own_words=wanted.own_words,
        signed=signed,
        idea=one.idea,
        day=one.day,
        praised_on=clock.today(),
    )
    body = news_words.write(what, phrases, own)
    return Gets(
        parent=tie.parent,
        language=own,
        body=body.words,
        english=body.english,
        closest=body.closest,
        left_out=bool(wanted.own_words) and own is not ENGLISH,
        why_not=why_no_text(tie, blocked),
    )


def _refused(one: Plan, to: Sequence[Gets], wanted: Wanted, busy: Busy) -> Refused | None:
    if not to:
        return Refused(Reason.NOBODY_TO_TELL)
    thanked_id = wanted.thanked_id if one.thanks else None
    heard = busy.lately.get((one.child.id, wanted.phrase + wanted.filled, thanked_id))
    if heard and wanted.occasion == Occasion.BY_HAND:
        who, day = heard
        return Refused(Reason.HEARD_ALREADY, who=who, day=day)
    if wanted.now:
        if not can_go_now():
            return Refused(Reason.NOT_NOW)
        if one.later:
            return Refused(Reason.NEWS_THAT_DAY)
    return None


# -- sending and taking back -----------------------------------------------------------------------


def send(child_ids: Collection[int], wanted: Wanted, signed_by: int | None, by: By) -> list[Plan]:
    """Send it to the parents of these children, as far as it can be; the plans say what became of
    it. The same form (`once`) again sends nothing more.

    Refuses what `plan` refuses.
    """
    for child_id in sorted(child_ids):
        lock_child(child_id)
    lock_parents_of(child_ids)  # of two colleagues who praise a brother and a sister, one is second
    if wanted.once and _is_sent(wanted.once):
        return []
    plans = plan(child_ids, wanted, signed_by)
    for one in plans:
        if one.refused is None:
            _send_one(one, wanted, signed_by, by)
    return plans


def _is_sent(once: str) -> bool:
    return db.session.scalar(select(GoodNews.id).where(GoodNews.once == once).limit(1)) is not None


def _send_one(one: Plan, wanted: Wanted, signed_by: int | None, by: By) -> None:
    news = GoodNews(
        child_id=one.child.id,
        by_id=signed_by,
        occasion=wanted.occasion,
        phrase=wanted.phrase,
        filled=wanted.filled,
        own_words=wanted.own_words,
        idea=one.idea,
        about=wanted.about,
        once=wanted.once,
        made_at=clock.now(),
        day=one.day,
        goes_at=one.goes_at,
    )
    db.session.add(news)
    db.session.flush()
    for gets in one.to:
        text_id = None if gets.why_not else _text(news, one, gets)
        db.session.add(
            NewsTo(
                news_id=news.id,
                parent_id=gets.parent.id,
                text_id=text_id,
                on_paper=one.on_paper,
            )
        )
    if one.on_paper:
        ask_office(TaskKind.NEWS_ON_PAPER, child_id=one.child.id)
    record(by, Deed.NEWS_SENT, child_id=one.child.id, news=news.id, phrase=wanted.phrase)


def _text(news: GoodNews, one: Plan, gets: Gets) -> int | None:
    return queue(
        kind=Kind.GOOD_NEWS,
        to=gets.parent.number or "",
        language=gets.language.tag,
        body=gets.body,
        body_english=None if gets.language is ENGLISH else gets.english,
        parent_id=gets.parent.id,
        child_id=one.child.id,
        due_at=one.goes_at,
        expires_at=one.ends_at,
        key=f"news:{news.id}:{gets.parent.id}",
    )


def take_back(news_id: int, by: By) -> None:
    """It is not sent after all. Done twice it is the same. Refuses NEWS_GONE once any of its texts
    is on its way, or it is printed."""
    child_id = db.session.get_one(GoodNews, news_id).child_id
    lock_child(child_id)
    news = db.session.get_one(GoodNews, news_id, populate_existing=True)
    if news.taken_back_at:
        return
    # Called back first: what the worker has claimed meanwhile is then seen to be on its way.
    call_back(OutText.key.startswith(f"news:{news_id}:", autoescape=True), why="taken back")
    if not can_be_taken_back(news):
        raise Refused(Reason.NEWS_GONE)
    news.taken_back_at, news.taken_back_by_id = clock.now(), by.staff_id
    news_on_paper.done_if_nothing_is_left(child_id)
    record(by, Deed.NEWS_TAKEN_BACK, child_id=child_id, news=news_id)


def can_be_taken_back(news: GoodNews) -> bool:
    """Whether nothing of it has gone out yet."""
    return news.id in still_here([news.id])


def still_here(news_ids: Collection[int]) -> set[int]:
    """Those of these pieces of good news of which nothing has gone out yet: no text is on its way,
    nothing is printed or answered, and where it stands on pages only, its day is not over."""
    written = exists().where(InText.news_id == NewsTo.news_id, InText.parent_id == NewsTo.parent_id)
    answered = or_(NewsTo.heart_at.is_not(None), written)
    rows = db.session.execute(
        select(NewsTo.news_id, OutText.state, or_(NewsTo.printed_at.is_not(None), answered))
        .outerjoin(OutText, OutText.id == NewsTo.text_id)
        .where(NewsTo.news_id.in_(news_ids))
    ).all()
    waiting = {None, TextState.QUEUED, TextState.SKIPPED, TextState.CANCELLED}
    gone = {news_id for news_id, state, seen in rows if seen or state not in waiting}
    query = select(GoodNews.id).where(GoodNews.id.in_(news_ids), GoodNews.day >= clock.today())
    return set(db.session.scalars(query)) - gone
