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

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db
from portal.domain import good_news, ideas_sent, news_on_paper, own_phrases, school_days
from portal.domain.good_news import GoodNews, NewsTo, Occasion, form_of
from portal.domain.history import By, Deed, record
from portal.domain.news_days import Busy, Later, when
from portal.domain.outbox import Kind, OutText, TextState, call_back, in_the_day, queue
from portal.domain.own_phrases import Book
from portal.domain.people import Child, Guardianship, Parent, Staff, lock_child, school, teacher_of
from portal.domain.reaching import WhyNot, blocked_numbers, may_reach, why_not_text
from portal.domain.targets import Target
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
    `on_paper`: no parent gets a text, so the office prints it."""

    child: Child
    goes_at: datetime
    ends_at: datetime
    later: Later | None
    idea: str | None
    to: Sequence[Gets]
    refused: Refused | None = None

    @property
    def day(self) -> date:
        return clock.local(self.goes_at).date()

    @property
    def on_paper(self) -> bool:
        return all(one.why_not for one in self.to)


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
    ties = _ties(child_ids, wanted.thanked_id)
    busy = Busy.of(child_ids, {tie.parent_id for theirs in ties.values() for tie in theirs})
    signer = db.session.get(Staff, signed_by) if signed_by else None
    blocked, closed = blocked_numbers(), school_days.closures()
    plans = []
    for child in children:
        theirs = ties.get(child.id, [])
        parent_ids = {tie.parent_id for tie in theirs}
        goes_at, ends_at, later = when(
            child.id, parent_ids, busy, closed, now=wanted.now, not_before=wanted.not_before
        )
        idea = _idea(child, wanted, phrases, parent_ids)
        one = Plan(child, goes_at, ends_at, later, idea, ())
        name = signer.name if signer else teacher_of(child)[1]
        to = [_gets(one, tie, wanted, phrases, name, blocked) for tie in theirs]
        refused = _refused(one, to, wanted, busy)
        plans.append(replace(one, to=to, refused=refused))
        if refused is None:
            busy.take(child.id, {gets.parent.id for gets in to if not gets.why_not}, one.day)
    return plans


def _refuse_unclear(phrases: Book, child_ids: Collection[int], wanted: Wanted) -> None:
    phrase = phrases.find(wanted.phrase)
    if phrase.choices() and wanted.filled not in phrase.choices():
        raise Refused(Reason.BLANK_OPEN)
    if phrase.thanks and (wanted.thanked_id is None or len(child_ids) != 1):
        raise Refused(Reason.WHOM_TO_THANK)


def _ties(child_ids: Collection[int], thanked_id: int | None) -> dict[int, list[Guardianship]]:
    """By child: the ties of those who are to hear about it, by text or on their page."""
    query = (
        select(Guardianship)
        .where(
            Guardianship.child_id.in_(child_ids),
            Guardianship.gets_texts,
            ~Guardianship.missing,
        )
        .options(joinedload(Guardianship.parent), joinedload(Guardianship.child))
        .order_by(Guardianship.priority.nulls_last(), Guardianship.id)
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[Guardianship]] = {}
    for tie in db.session.scalars(query):
        wanted = thanked_id in (None, tie.parent_id)
        if may_reach(tie) and not tie.parent.missing and wanted:
            found.setdefault(tie.child_id, []).append(tie)
    return found


def may_be_thanked(child_id: int) -> list[Parent]:
    """The parents who can be thanked for something about this child: whoever may hear of it."""
    return [tie.parent for tie in _ties([child_id], None).get(child_id, [])]


def _idea(child: Child, wanted: Wanted, phrases: Book, parent_ids: Collection[int]) -> str | None:
    """The idea (key) that goes with this one, if it is a third."""
    year = school_days.school_year(clock.today())
    count = len(good_news.standing_of(child.id, since=date(year, school_days.FIRST_MONTH, 1)))
    if (count + 1) % EVERY_THIRD:
        return None
    topics = [ideas.FOR_TARGETS[topic] for topic in _target_topics(child.id)]
    topic = ideas.FOR_PRAISE.get(phrases.find(wanted.phrase).topic, ideas.Topic.TALK)
    year_group = child.school_class.year_order if child.school_class else None
    had = ideas_sent.had(child.id, parent_ids)
    return ideas.next_of(year_group, [topic, *topics], had).key


def _target_topics(child_id: int) -> list[Any]:
    query = select(Target.topic).where(Target.child_id == child_id, Target.ended_at.is_(None))
    return list(db.session.scalars(query.order_by(Target.id)))


def _gets(
    one: Plan,
    tie: Guardianship,
    wanted: Wanted,
    phrases: Book,
    signed: str,
    blocked: set[str],
) -> Gets:
    own = language(tie.parent.language)
    form, child = form_of(one.child), one.child.first_name

    def said(tongue: Language, key: str) -> own_phrases.Said:
        return phrases.say(key, form, tongue, child=child, filled=wanted.filled)

    theirs = said(own, wanted.phrase)
    phrase = phrases.find(wanted.phrase)
    closest = getattr(phrase, "closest", wanted.phrase) if theirs.closest else wanted.phrase

    def text(tongue: Language) -> str:
        words = (
            theirs.words
            if tongue is own
            else phrases.say(closest, form, tongue, child=child, filled=wanted.filled).words
        )
        if wanted.own_words and own is ENGLISH:
            words = f"{words} {wanted.own_words}"
        praised_on = clock.today()
        return news_texts.good_news(
            tongue,
            school=school().short_name,
            said=words,
            teacher=signed,
            day=None if one.day == praised_on else praised_on,
            idea=ideas.say(ideas.find(one.idea), tongue) if one.idea else "",
        )

    why_not = why_not_text(tie, blocked)
    if why_not is None and tie.parent.news_off_at:
        why_not = WhyNot.NEWS_OFF
    return Gets(
        parent=tie.parent,
        language=own,
        body=text(own),
        english=text(ENGLISH),
        closest=theirs.closest,
        left_out=bool(wanted.own_words) and own is not ENGLISH,
        why_not=why_not,
    )


def _refused(one: Plan, to: Sequence[Gets], wanted: Wanted, busy: Busy) -> Refused | None:
    if not to:
        return Refused(Reason.NOBODY_TO_TELL)
    heard = busy.lately.get((one.child.id, wanted.phrase + wanted.filled))
    if heard and wanted.occasion == Occasion.BY_HAND:
        who, day = heard
        return Refused(Reason.HEARD_ALREADY, who=who, day=day)
    if wanted.now:
        open_today = school_days.is_school_day(clock.today(), school_days.closures())
        if not open_today or in_the_day(clock.now()) != clock.now():
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
    if not can_be_taken_back(news):
        raise Refused(Reason.NEWS_GONE)
    news.taken_back_at, news.taken_back_by_id = clock.now(), by.staff_id
    call_back(OutText.key.startswith(f"news:{news_id}:", autoescape=True), why="taken back")
    news_on_paper.done_if_nothing_is_left(child_id)
    record(by, Deed.NEWS_TAKEN_BACK, child_id=child_id, news=news_id)


def can_be_taken_back(news: GoodNews) -> bool:
    """Whether nothing of it has gone out yet."""
    rows = db.session.execute(
        select(OutText.state, NewsTo.printed_at)
        .select_from(NewsTo)
        .outerjoin(OutText, OutText.id == NewsTo.text_id)
        .where(NewsTo.news_id == news.id)
    ).all()
    still = {None, TextState.QUEUED, TextState.SKIPPED, TextState.CANCELLED}
    return all(state in still and printed is None for state, printed in rows)
