"""Builders: what families have heard. Each commits."""

from datetime import date, datetime

from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import worries
from portal.domain.barrier_facts import YES, About, BarrierFact
from portal.domain.good_news import GoodNews, NewsTo, Occasion
from portal.domain.history import By, Face
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Child, Guardianship, Parent, SchoolClass, Sex
from portal.domain.worries import How, Topic

PHRASE = "worked-hard"


def good(
    child_id: int,
    day: date | str | None = None,
    *,
    by_id: int | None = None,
    text: TextState | None = TextState.DELIVERED,
    on_paper: bool = False,
    printed: bool = False,
    phrase: str = PHRASE,
    filled: str = "",
) -> int:
    """Good news about this child to every parent of theirs, on that day (today); returns its id.
    `text`: what became of the texts; None for a page or paper alone."""
    on = date.fromisoformat(day) if isinstance(day, str) else day or clock.today()
    at = clock.at(on, clock.local(clock.now()).time())
    with act() as session:
        news = GoodNews(
            child_id=child_id,
            by_id=by_id,
            occasion=Occasion.BY_HAND,
            phrase=phrase,
            filled=filled,
            made_at=at,
            day=on,
            goes_at=at,
        )
        session.add(news)
        session.flush()
        query = select(Guardianship.parent_id).where(Guardianship.child_id == child_id)
        for parent_id in session.scalars(query).all():
            sent = text and text_to(parent_id, child_id, Kind.GOOD_NEWS, text, at=at)
            session.add(
                NewsTo(
                    news_id=news.id,
                    parent_id=parent_id,
                    text_id=sent,
                    on_paper=on_paper,
                    printed_at=at if printed else None,
                )
            )
        return news.id


def text_to(
    parent_id: int,
    child_id: int | None,
    kind: Kind,
    state: TextState = TextState.DELIVERED,
    *,
    at: datetime | None = None,
) -> int:
    """A text to this parent, of that moment (now). In an act; returns its id."""
    at = at or clock.now()
    text = OutText(
        kind=kind,
        to="+447700900100",
        parent_id=parent_id,
        child_id=child_id,
        language="en",
        body="Secret words",
        state=state,
        made_at=at,
        due_at=at,
        expires_at=at,
        sent_at=None if state == TextState.QUEUED else at,
    )
    db.session.add(text)
    db.session.flush()
    return text.id


def worry(
    child_id: int,
    parent_id: int,
    by_id: int | None = None,
    topic: Topic = Topic.HOMEWORK,
    how: How = How.PHONE,
) -> int:
    """A colleague has told this parent of a worry; returns its id."""
    with act():
        return worries.tell(child_id, parent_id, topic, how, By(Face.DESK, staff_id=by_id))


SCHOOL = {"Year 3": ("3 Elm", "3 Oak"), "Year 4": ("4 Ash", "4 Fir"), "Year 5": ("5 Bay", "5 Yew")}


def big_school(children: int = 14, teacher_id: int | None = None, *, small: int = 0) -> list[int]:
    """Six classes in three years with so many children each, the last class with `small` if that is
    given. Every second child is a girl, every third has SEN support, every fourth pupil premium,
    every fifth another language; every second family had good news today. Returns the children's
    ids, class by class."""
    with act() as session:
        classes = [
            SchoolClass(name=name, year=year, year_order=order, key_teacher_id=teacher_id)
            for order, (year, names) in enumerate(SCHOOL.items())
            for name in names
        ]
        session.add_all(classes)
        session.flush()
        where = [one.id for one in classes for _ in range(children)]
        if small:
            where = where[: len(where) - children + small]
        pupils = [
            Child(
                first_name=f"Child{at}",
                last_name="Name",
                class_id=class_id,
                sex=Sex.GIRL if at % 2 else Sex.BOY,
            )
            for at, class_id in enumerate(where)
        ]
        parents = [Parent(first_name="Parent", last_name=f"Of{at}") for at in range(len(where))]
        session.add_all([*pupils, *parents])
        session.flush()
        pairs = list(zip(pupils, parents, strict=True))
        rights = {"gets_texts": True, "may_be_invited": True}
        session.add_all(Guardianship(child=one, parent=other, **rights) for one, other in pairs)
        session.add_all(_facts(pupils))
        praised = [(_news(child), parent) for child, parent in pairs[::2]]
        session.add_all(news for news, _parent in praised)
        session.flush()
        session.add_all(NewsTo(news_id=news.id, parent_id=one.id) for news, one in praised)
        return [child.id for child in pupils]


def _facts(pupils: list[Child]) -> list[BarrierFact]:
    marks = ((3, About.SEN, "K"), (4, About.PUPIL_PREMIUM, YES), (5, About.OTHER_LANGUAGE, YES))
    return [
        BarrierFact(child_id=child.id, kind=kind, value=value, as_of=clock.today())
        for every, kind, value in marks
        for child in pupils[::every]
    ]


def _news(child: Child) -> GoodNews:
    return GoodNews(
        child_id=child.id,
        occasion=Occasion.BY_HAND,
        phrase=PHRASE,
        made_at=clock.now(),
        day=clock.today(),
        goes_at=clock.now(),
    )


def parent_of(child_id: int) -> int:
    """The one parent (id) of this child."""
    query = select(Guardianship.parent_id).where(Guardianship.child_id == child_id)
    return db.session.scalars(query).one()


def barred(child_id: int, parent_id: int) -> None:
    """This parent must not be contacted about this child from now on."""
    with act() as session:
        tie = session.scalars(
            select(Guardianship).filter_by(child_id=child_id, parent_id=parent_id)
        ).one()
        tie.no_contact = True
