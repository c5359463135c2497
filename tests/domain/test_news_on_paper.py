"""Good news on paper: what waits to be printed, for whom, and what is found out to have reached
nobody."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain import contact, marking, news_on_paper, no_contact, praising, tasks
from portal.domain.dispatch import Parcel
from portal.domain.good_news import GoodNews, NewsTo, Occasion
from portal.domain.history import CLOCK
from portal.domain.marking import Fate
from portal.domain.outbox import OutText, TextState
from portal.domain.people import Child, Guardianship, OnRoll, Parent
from portal.domain.praising import Wanted
from portal.domain.tasks import TaskKind
from portal.worker import tick
from tests import make
from tests.conftest import Watch
from tests.phone import network


def without_texts(*parent_ids: int) -> None:
    for parent_id in parent_ids:
        with act():
            contact.stop_texts(parent_id, make.OFFICE)


def sent(child_id: int, phrase: str = "worked-hard", signed_by: int | None = None) -> int:
    """Good news about this child, for this afternoon or the next that is free; its id."""
    with act():
        (plan,) = praising.send([child_id], Wanted(phrase), signed_by, make.OFFICE)
        assert plan.refused is None
    return db.session.scalars(select(GoodNews.id).order_by(GoodNews.id.desc())).first() or 0


def family(*parents: str, language: str | None = None) -> make.Family:
    """A family whom no text reaches."""
    class_id = make.school_class()
    made = make.family("Zofia", parents or ("Ewa",), class_id=class_id, language=language)
    without_texts(*made.parent_ids)
    return made


def listed() -> list[tuple[str, list[str]]]:
    return [(one.parent, one.news) for one in news_on_paper.to_print()]


def written(*keys: str) -> list[news_on_paper.Letter]:
    with act():
        return news_on_paper.write(keys or [one.key for one in news_on_paper.to_print()])


def printed(letters: list[news_on_paper.Letter]) -> int:
    with act():
        ids = [piece.to_id for letter in letters for piece in letter.pieces]
        return news_on_paper.printed(ids, make.OFFICE)


def to_do() -> list[tuple[TaskKind, int | None]]:
    return [
        (one.kind, one.child_id) for one in tasks.open_tasks() if one.kind == TaskKind.NEWS_ON_PAPER
    ]


HARD = "Zofia worked very hard today."


# -- printing ----------------------------------------------------------------------------------


def test_each_parent_has_a_letter_of_their_own(portal: Flask, watch: Watch) -> None:
    ours = family("Ewa", "Jan", language="pl")
    with act() as session:
        session.get_one(Parent, ours.parent_ids[1]).language = "ur"
    sent(ours.child_id, signed_by=make.staff())
    assert to_do() == [(TaskKind.NEWS_ON_PAPER, ours.child_id)]
    assert listed() == [("Ewa Malik", [HARD]), ("Jan Malik", [HARD])]
    ewa, jan = written()
    assert (ewa.language.tag, jan.language.tag) == ("pl", "ur")
    (piece,) = ewa.pieces
    assert piece.words == "Zofia bardzo pilnie dziś pracuje."
    assert (piece.day, piece.signed, piece.own_words) == (date(2026, 11, 9), "Miss Khan", "")
    assert ewa.hand_to == "Zofia Malik, Year 4 Ash"
    assert ewa.token != jan.token
    assert printed([ewa]) == 1
    assert listed() == [("Jan Malik", [HARD])]
    assert to_do() == [(TaskKind.NEWS_ON_PAPER, ours.child_id)]  # his is still to print
    assert printed([ewa, jan]) == 1
    assert (listed(), to_do()) == ([], [])
    assert printed([ewa, jan]) == 0


def test_what_is_for_another_day_waits(portal: Flask, watch: Watch) -> None:
    ours = family()
    sent(ours.child_id)
    sent(ours.child_id, "tried-again")  # the next day: one a day
    assert listed() == [("Ewa Malik", [HARD])]
    assert news_on_paper.wait_for_their_day() == 1
    assert printed(written()) == 1
    assert to_do() == [(TaskKind.NEWS_ON_PAPER, ours.child_id)]
    watch.set("2026-11-10 09:00")
    assert [len(news) for _parent, news in listed()] == [1]
    assert printed(written()) == 1
    assert to_do() == []


def test_one_letter_holds_all_about_a_child_and_siblings_have_their_own(
    portal: Flask, watch: Watch
) -> None:
    ours = family()
    brother = make.sibling(ours.parent_id, "Adam", class_id=make.school_class("Year 2 Elm"))
    for day in ("2026-11-09 10:00", "2026-11-10 10:00", "2026-11-11 10:00"):
        watch.set(day)
        sent(ours.child_id, {"09": "worked-hard", "10": "tried-again", "11": "tidied"}[day[8:10]])
    sent(brother)
    letters = written()
    assert [(one.child, len(one.pieces)) for one in letters] == [("Adam", 1), ("Zofia", 3)]
    assert [piece.day.day for piece in letters[1].pieces] == [9, 10, 11]
    assert letters[1].pieces[2].idea  # every third
    assert "Adam" not in " ".join(piece.words for piece in letters[1].pieces)


def test_a_letter_is_never_longer_than_a_page(portal: Flask, watch: Watch) -> None:
    ours = family()
    days = [9, 10, 11, 12, 13, 16, 17]
    for day in days:
        watch.set(f"2026-11-{day:02} 10:00")
        with act() as session:
            session.execute(update(GoodNews).values(phrase="tidied"))
        sent(ours.child_id)
    (letter,) = written()
    assert [piece.day.day for piece in letter.pieces] == days[:4]
    printed([letter])
    assert [piece.day.day for piece in written()[0].pieces] == days[4:]


def test_who_must_hear_nothing_is_nowhere(portal: Flask) -> None:
    ours = family("Ewa", "Jan", "Ola", "Ida")
    ewa, jan, ola, ida = ours.parent_ids
    sent(ours.child_id)
    letters = written()
    with act() as session:
        no_contact.hold(jan, ours.child_id, make.OFFICE)
        session.execute(update(Guardianship).where(Guardianship.parent_id == ola).values(held=True))
        session.get_one(Parent, ida).missing = True
    assert [parent for parent, _news in listed()] == ["Ewa Malik"]
    keys = [f"{one}-{ours.child_id}" for one in ours.parent_ids]
    assert [one.parent_id for one in written(*keys, "x", "-", "4711-1")] == [ewa]
    # What was printed a moment before is not noted of who may not be spoken of.
    assert printed(letters) == 1
    noted = select(NewsTo.parent_id).where(NewsTo.printed_at.is_not(None))
    assert list(db.session.scalars(noted)) == [ewa]
    assert to_do() == []


def test_a_child_who_left(portal: Flask) -> None:
    ours = family()
    sent(ours.child_id)
    with act() as session:
        session.get_one(Child, ours.child_id).roll = OnRoll.LEFT
    assert listed() == []


def test_what_is_taken_back_is_not_printed(portal: Flask) -> None:
    ours = family()
    first, second = sent(ours.child_id), sent(ours.child_id, "tried-again")
    letters = written()
    with act():
        praising.take_back(first, make.OFFICE)
    assert printed(letters) == 0
    assert listed() == []
    assert to_do() == [(TaskKind.NEWS_ON_PAPER, ours.child_id)]  # the second still waits
    with act():
        praising.take_back(second, make.OFFICE)
    assert to_do() == []


# -- what reached nobody -----------------------------------------------------------------------


def texts_of(news_id: int) -> list[int]:
    return list(db.session.scalars(select(NewsTo.text_id).where(NewsTo.news_id == news_id)))  # type: ignore[arg-type]


def became(text_id: int, state: TextState) -> None:
    with act() as session:
        session.get_one(OutText, text_id).state = state


def swept(portal: Flask) -> list[tuple[TaskKind, int | None]]:
    """The clock has looked, twice."""
    for _ in range(2):
        for news_id in news_on_paper.reached_nobody():
            with act():
                news_on_paper.put_on_paper(news_id)
    return to_do()


@pytest.mark.parametrize(
    "state",
    [
        TextState.FAILED,
        TextState.UNDELIVERED,
        TextState.EXPIRED,
        TextState.SKIPPED,
        TextState.CANCELLED,
    ],
)
def test_what_no_text_brought_goes_on_paper(portal: Flask, state: TextState) -> None:
    ours = make.family("Zofia", ("Ewa", "Jan"))
    news_id = sent(ours.child_id)
    first, second = texts_of(news_id)
    became(first, state)
    assert swept(portal) == []  # the other parent's may still arrive
    became(second, state)
    assert swept(portal) == [(TaskKind.NEWS_ON_PAPER, ours.child_id)]
    assert listed() == [("Ewa Malik", [HARD]), ("Jan Malik", [HARD])]
    assert printed(written()) == 1
    assert swept(portal) == []


@pytest.mark.parametrize(
    "state",
    [TextState.QUEUED, TextState.SENDING, TextState.SENT, TextState.UNKNOWN, TextState.DELIVERED],
)
def test_one_parent_who_may_have_got_it_is_enough(portal: Flask, state: TextState) -> None:
    ours = make.family("Zofia", ("Ewa", "Jan"))
    first, second = texts_of(sent(ours.child_id))
    became(first, TextState.FAILED)
    became(second, state)
    assert swept(portal) == []


def test_a_second_attempt_is_waited_for(portal: Flask, watch: Watch) -> None:
    ours = make.family("Zofia", ("Ewa",))
    (text_id,) = texts_of(sent(ours.child_id))
    watch.set("2026-11-09 15:40")
    with act() as session:
        row = session.get_one(OutText, text_id)
        row.state, row.carrier_id, row.sent_at = TextState.SENT, "SM1", watch.moment
    with act():
        marking.receipt(None, "SM1", TextState.UNDELIVERED, 30003, Fate.ONE_MORE)
    assert swept(portal) == []
    again = db.session.scalars(select(OutText.id).where(OutText.second_try_of == text_id)).one()
    became(again, TextState.UNDELIVERED)
    assert swept(portal) == [(TaskKind.NEWS_ON_PAPER, ours.child_id)]


def test_a_wrong_number_leads_to_paper_by_the_clock(portal: Flask, watch: Watch) -> None:
    ours = make.family("Zofia", ("Ewa",), class_id=make.school_class())
    (text_id,) = texts_of(sent(ours.child_id))
    watch.set("2026-11-09 15:40")
    with act() as session:
        row = session.get_one(OutText, text_id)
        row.state, row.claimed_by, row.claimed_at = TextState.SENDING, "w", watch.moment
    with act():
        parcel = Parcel(text_id, row.to, row.body, "w", watch.moment, 0, 0)
        marking.refused(parcel, Fate.BAD_NUMBER, 21211)
    tick(network(portal).sender)
    assert to_do() == [(TaskKind.NEWS_ON_PAPER, ours.child_id)]
    assert listed() == [("Ewa Malik", [HARD])]


def test_what_is_long_past_or_taken_back_or_only_thanks_is_let_be(
    portal: Flask, watch: Watch
) -> None:
    ours = make.family("Zofia", ("Ewa",))
    news_id = sent(ours.child_id)
    (text_id,) = texts_of(news_id)
    with act():
        praising.take_back(news_id, make.OFFICE)
    assert swept(portal) == []
    for thanked in (
        Wanted("thanks-for-coming", thanked_id=ours.parent_id, occasion=Occasion.CAME),
        Wanted("thanks-reading", thanked_id=ours.parent_id),
    ):
        with act():
            praising.send([ours.child_id], thanked, None, CLOCK)
    watch.set("2026-11-10 17:00")  # the second goes the day after the first
    for text_id in db.session.scalars(select(OutText.id)).all():
        became(text_id, TextState.FAILED)
    assert swept(portal) == []
    other = make.family("Adam", ("Ola",))
    (text_id,) = texts_of(sent(other.child_id))
    became(text_id, TextState.FAILED)
    watch.set("2026-11-17 09:00")
    assert swept(portal) == []


def test_what_a_held_parent_was_to_hear_is_printed_once_the_hold_ends(portal: Flask) -> None:
    ours = make.family("Zofia", ("Ewa",))
    became(*texts_of(sent(ours.child_id)), TextState.SKIPPED)
    with act() as session:
        session.execute(update(Guardianship).values(held=True))
    assert swept(portal) == []
    assert db.session.scalars(select(NewsTo.on_paper)).all() == [False]
    with act():
        no_contact.clear_mark(ours.parent_id, ours.child_id, make.OFFICE)
    assert swept(portal) == [(TaskKind.NEWS_ON_PAPER, ours.child_id)]
    assert listed() == [("Ewa Malik", [HARD])]


def test_nobody_is_left_to_print_it_for(portal: Flask) -> None:
    ours = make.family("Zofia", ("Ewa",))
    news_id = sent(ours.child_id)
    became(*texts_of(news_id), TextState.FAILED)
    with act():
        no_contact.hold(ours.parent_id, ours.child_id, make.OFFICE)
    assert swept(portal) == []
    assert (listed(), news_on_paper.reached_nobody()) == ([], [])
