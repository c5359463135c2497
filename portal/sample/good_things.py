"""Good news of the made-up school's last week: a few pieces a day, and what parents answered.

Two children have heard nothing yet, one only a worry: so that there is something to see in the
balance.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from portal import clock
from portal.db import act, db
from portal.domain import good_news, news_answers, praising, school_days, weekly_ideas, worries
from portal.domain.good_news import GoodNews
from portal.domain.history import By, Face
from portal.domain.people import Child, Guardianship, Parent, SchoolClass
from portal.domain.praising import Wanted
from portal.sample.booked import staff_of
from portal.sample.moments import at, bring_texts


@dataclass(frozen=True)
class Piece:
    """Good news from a colleague (user name) about children of one class, so many school days
    ago."""

    days_ago: int
    teacher: str
    class_name: str
    children: tuple[str, ...]
    phrase: str
    filled: str = ""


ASH, YEW, OAK, ELM = "Year 4 Ash", "Year 6 Yew", "Year 3 Oak", "Year 5 Elm"
PIECES = (
    Piece(5, "khan", ASH, ("Zofia", "Megan"), "tried-hard", "maths"),
    Piece(5, "evans", YEW, ("Maryam", "Leo"), "good-question", "science"),
    Piece(4, "khan", ASH, ("Hamza", "Kwame"), "shared"),
    Piece(4, "osei", OAK, ("Hodan", "Emre", "Poppy"), "read-aloud"),
    Piece(3, "khan", ASH, ("Zofia", "Jack", "Lily"), "finished-book"),
    Piece(3, "patel", ELM, ("Sana", "Mateo"), "helped-sad-friend"),
    Piece(2, "evans", YEW, ("Zainab", "Antoni", "Maja"), "learned-new", "history"),
    Piece(2, "khan", ASH, ("Beatriz", "Noah"), "times-table", "7"),
    Piece(1, "osei", OAK, ("Łukasz", "Isla"), "good-choice"),
)
HEARTS = (("C002", "Zofia"), ("C034", "Hamza"), ("C043", "Megan"))
"""Parents (by number in the records) who sent a heart for the last good news about a child."""
WORDS = ("C034", "Hamza", "بہت شکریہ۔ حمزہ گھر آ کر بہت خوش تھا۔")
WANT_IDEAS = ("C043", "C053")
WORRIES = (
    (4, "khan", "C038", "Tyler", worries.Topic.HOMEWORK),
    (3, "evans", "C085", "Archie", worries.Topic.BEING_AT_SCHOOL),
    (2, "khan", "C034", "Hamza", worries.Topic.FRIENDS),
)
"""So many school days ago, a colleague rang a parent about a child."""


def take_place() -> None:
    """All of it, each on its day. Today has nothing yet."""
    days = _school_days(max(piece.days_ago for piece in PIECES))
    for piece in PIECES:
        with at(days[piece.days_ago - 1], "14:30"):
            _send(piece)
    for ago, teacher, who, child, topic in WORRIES:
        with at(days[ago - 1], "12:30"):
            _ring(teacher, who, child, topic)
    for day in reversed(days):
        with at(day, "15:45"):
            bring_texts()
    with at(days[0], "15:48"):
        _answer()


def _school_days(count: int) -> list[date]:
    """The last school days before today, the nearest first."""
    found, day = [], clock.today()
    for _ in range(count):
        day = school_days.school_day_before(day)
        found.append(day)
    return found


def _send(piece: Piece) -> None:
    by = By(Face.DESK, staff_id=staff_of(piece.teacher))
    query = (
        select(Child.id)
        .join(SchoolClass, SchoolClass.id == Child.class_id)
        .where(SchoolClass.name == piece.class_name, Child.first_name.in_(piece.children))
    )
    child_ids = db.session.scalars(query).all()
    with act():
        praising.send(child_ids, Wanted(piece.phrase, piece.filled), by.staff_id, by)


def _ring(teacher: str, who: str, child: str, topic: worries.Topic) -> None:
    parent_id = _parent(who)
    query = (
        select(Child.id)
        .join(Guardianship, Guardianship.child_id == Child.id)
        .where(Guardianship.parent_id == parent_id, Child.first_name == child)
    )
    child_id = db.session.execute(query).scalar_one()
    with act():
        by = By(Face.DESK, staff_id=staff_of(teacher))
        worries.tell(child_id, parent_id, topic, worries.How.PHONE, by)


def _answer() -> None:
    for who, child in HEARTS:
        parent_id, news = _last_news(who, child)
        with act():
            news_answers.heart(parent_id, news.id, By(Face.WEB, parent_id=parent_id))
    who, child, words = WORDS
    parent_id, news = _last_news(who, child)
    with act():
        news_answers.say(parent_id, news.id, words, By(Face.WEB, parent_id=parent_id))
    for one in WANT_IDEAS:
        parent_id = _parent(one)
        with act():
            weekly_ideas.start(parent_id, By(Face.WEB, parent_id=parent_id))


def _parent(who: str) -> int:
    return db.session.execute(select(Parent.id).where(Parent.mis_id == who)).scalar_one()


def _last_news(who: str, child: str) -> tuple[int, GoodNews]:
    parent_id = _parent(who)
    found = good_news.of_parent(parent_id, since=clock.today() - timedelta(days=30))
    return parent_id, next(one.news for one in found if one.child.first_name == child)
