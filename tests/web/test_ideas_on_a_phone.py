"""Five-minute ideas on a parent's phone, and the three switches for texts."""

from flask import Flask
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain import contact
from portal.domain.history import Deed, Event
from portal.domain.ideas_sent import IdeaSent
from portal.domain.people import Child, Guardianship, OnRoll, Parent, SchoolClass
from portal.languages import OFFERED
from portal.wording import ideas
from portal.wording.ideas import Topic
from tests import make, praised
from tests.addresses import token_of
from tests.browsing import CheckingClient
from tests.web import reading
from tests.web.reading import words

FIRST = ideas.IDEAS[0]


def page_of(parent_id: int) -> str:
    return f"/t/{token_of(parent_id)}"


def in_year(class_id: int, year: int) -> None:
    with act() as session:
        session.get_one(SchoolClass, class_id).year_order = year


def gives_birthday(browser: CheckingClient, at: str, to: str = "") -> None:
    given = browser.send(f"{at}/birthday?to={to}", {"day": "14", "month": "3"})
    assert reading.address(given) == f"{at}/{to or 'talks'}"


def stands(parent_id: int) -> tuple[bool, bool, bool]:
    """Whether they get texts, good news and ideas."""
    db.session.expire_all()
    parent = db.session.get_one(Parent, parent_id)
    return (
        parent.opted_out_at is None,
        parent.news_off_at is None,
        parent.ideas_on_at is not None,
    )


def deeds(*which: Deed) -> list[Deed]:
    query = select(Event.deed).where(Event.deed.in_(which)).order_by(Event.id)
    return list(db.session.scalars(query))


# -- browsing ------------------------------------------------------------------------------------


def test_ideas_for_their_own_childs_year_and_the_link_is_enough(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    in_year(day.class_id, 4)
    at = f"{page_of(day.family.parent_id)}/ideas"
    page = browser.get(at)
    assert "Yusuf" not in page.get_data(as_text=True)
    assert reading.all_of(page, "h1") == ["Five-minute ideas"]
    assert reading.all_of(page, "h2") == ["Reading", "More ideas", "For which age?"]
    assert "Year 4, age 8 to 9" in words(page)
    fitting = [one.words for one in ideas.fitting(4, Topic.READING)]
    assert reading.all_of(page, "li")[: len(fitting)] == fitting
    page = browser.get(f"{at}?year=0&topic=joining+in")
    assert reading.all_of(page, "h2")[0] == "Joining in"
    assert "Reception, age 4 to 5" in words(page)
    fitting = [one.words for one in ideas.fitting(0, Topic.JOINING_IN)]
    assert reading.all_of(page, "li")[: len(fitting)] == fitting
    assert reading.all_of(page, "a", **{"aria-current": "page"}) == ["Joining in", "Reception"]


def test_an_odd_address_shows_their_own_year(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    in_year(day.class_id, 13)
    at = f"{page_of(day.family.parent_id)}/ideas"
    for odd in ("", "?year=12&topic=x", "?year=-1", "?year=99999999999999", "?topic="):
        page = browser.get(f"{at}{odd}")
        assert "Year 11, age 15 to 16" in words(page)
        assert reading.all_of(page, "h2")[0] == "Reading"


def test_every_year_has_ideas_on_every_topic_and_their_childrens_years_come_first(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    in_year(day.class_id, 6)
    older = make.school_class("Year 2 Elm")
    in_year(older, 2)
    make.sibling(day.family.parent_id, class_id=older)
    page = browser.get(f"{page_of(day.family.parent_id)}/ideas")
    years = [one for one in reading.all_of(page, "a") if one.startswith(("Year", "Reception"))]
    assert years[:3] == ["Year 6", "Year 2", "Reception"]
    assert len(years) == len(set(years)) == 12
    assert [one for one in range(12) for topic in Topic if not ideas.fitting(one, topic)] == []


def test_in_their_language(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening(language="ur")
    own = OFFERED["ur"]
    page = browser.get(f"{page_of(day.family.parent_id)}/ideas?topic=maths")
    assert reading.all_of(page, "h2")[0] == ideas.topic_name(Topic.MATHS, own)
    fitting = [ideas.say(one, own) for one in ideas.fitting(0, Topic.MATHS)]
    assert reading.all_of(page, "li")[: len(fitting)] == fitting


def test_with_nobody_they_may_hear_about_the_page_is_not_here(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    with act() as session:
        session.execute(
            update(Guardianship).where(Guardianship.parent_id == parent_id).values(held=True)
        )
    at = f"{page_of(parent_id)}/ideas"
    assert browser.get(at).status_code == 404
    assert browser.send(f"{at}/weekly", {"ideas": "on"}).status_code == 404
    assert stands(parent_id) == (True, True, False)


# -- one a week ----------------------------------------------------------------------------------


def test_one_idea_a_week_is_started_and_stopped(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    at = f"{page_of(parent_id)}/ideas"
    assert "Send me one idea a week" in reading.all_of(browser.get(at), "button")
    for _ in range(2):
        sent = browser.send(f"{at}/weekly", {"ideas": "on"})
        assert reading.address(sent) == at
    page = browser.get(at)
    assert "You get one idea a week by text." in words(page)
    assert reading.all_of(page, "button") == ["Stop the weekly idea"]
    browser.send(f"{at}/weekly", {"ideas": "x"})
    assert stands(parent_id) == (True, True, True)
    browser.send(f"{at}/weekly", {"ideas": "off"})
    assert stands(parent_id) == (True, True, False)
    assert deeds(Deed.IDEAS_STARTED, Deed.IDEAS_STOPPED) == [
        Deed.IDEAS_STARTED,
        Deed.IDEAS_STOPPED,
    ]


def test_who_cannot_be_texted_is_promised_nothing(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    at = f"{page_of(parent_id)}/ideas"
    browser.send(f"{at}/weekly", {"ideas": "on"})
    with act():
        contact.stop_texts(parent_id, make.by(parent_id))
    page = browser.get(at)
    assert "We cannot text you now." in words(page)
    assert reading.all_of(page, "button") == ["Stop the weekly idea"]
    browser.send(f"{at}/weekly", {"ideas": "off"})
    assert reading.all_of(browser.get(at), "button") == []


# -- doing one -----------------------------------------------------------------------------------


def done(idea_id: int) -> bool:
    db.session.expire_all()
    return db.session.get_one(IdeaSent, idea_id).done_at is not None


def test_we_did_it(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    parent_id, child_id = day.family.parent_id, day.family.child_id
    older = praised.idea(parent_id, child_id, ideas.IDEAS[1].key, days_ago=8)
    last = praised.idea(parent_id, child_id, FIRST.key, days_ago=1)
    at = page_of(parent_id)
    page = browser.get(f"{at}/ideas")
    assert "Did you do our last idea? Tell us" in reading.all_of(page, "a")
    assert "Yusuf" not in page.get_data(as_text=True)
    sent = browser.send(f"{at}/ideas/{last}/did")
    assert reading.address(sent) == f"{at}/birthday?to=ideas"
    assert not done(last)
    gives_birthday(browser, at, "ideas")
    page = browser.get(f"{at}/ideas")
    assert reading.all_of(page, "h2")[0] == "The last idea we sent you for Yusuf"
    assert FIRST.words in words(page)
    assert "👍 We did it" in reading.all_of(page, "button")
    for idea_id in (last, last, older):  # the older from a page that was left open
        assert reading.address(browser.send(f"{at}/ideas/{idea_id}/did")) == f"{at}/ideas"
    assert done(last) and done(older)
    assert deeds(Deed.IDEA_DONE) == [Deed.IDEA_DONE] * 2
    assert reading.said(browser.get(f"{at}/ideas")) == ["👍 You did it. Well done!"]


def test_only_their_own_idea_about_a_child_they_may_hear_about(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    parent_id, child_id = day.family.parent_id, day.family.child_id
    other = make.another_parent(child_id)
    theirs = praised.idea(other, child_id, FIRST.key)
    mine = praised.idea(parent_id, child_id, ideas.IDEAS[1].key)
    make.sibling(parent_id)
    at = page_of(parent_id)
    gives_birthday(browser, at)
    assert browser.send(f"{at}/ideas/{theirs}/did").status_code == 404
    with act() as session:
        session.get_one(Child, child_id).roll = OnRoll.LEFT
    assert browser.send(f"{at}/ideas/{mine}/did").status_code == 404
    assert "Yusuf" not in browser.get(f"{at}/ideas").get_data(as_text=True)
    assert (done(theirs), done(mine)) == (False, False)


def test_after_two_weeks_nobody_asks_any_more(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    parent_id, child_id = day.family.parent_id, day.family.child_id
    praised.idea(parent_id, child_id, FIRST.key, days_ago=15)
    at = page_of(parent_id)
    assert "Did you do" not in words(browser.get(f"{at}/ideas"))
    gives_birthday(browser, at)
    assert "The last idea" not in words(browser.get(f"{at}/ideas"))


# -- texts on or off -----------------------------------------------------------------------------


def test_each_kind_of_text_is_switched_by_itself(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    at = page_of(parent_id)
    assert reading.address(browser.get(f"{at}/settings")) == f"{at}/birthday"
    browser.send(f"{at}/settings", {"news": "off", "texts": "off"})
    assert stands(parent_id) == (True, True, False)
    gives_birthday(browser, at)
    settings = f"{at}/settings"
    assert reading.all_of(browser.get(settings), "button")[:2] == [
        "Stop good news by text",
        "Send me one idea a week",
    ]
    for button, found in (
        ({"news": "off"}, (True, False, False)),
        ({"ideas": "on"}, (True, False, True)),
        ({"ideas": "on"}, (True, False, True)),
        ({"news": "on"}, (True, True, True)),
        ({"ideas": "off"}, (True, True, False)),
        ({}, (True, True, False)),
        ({"texts": "x", "news": ""}, (True, True, False)),
        ({"texts": "off"}, (False, True, False)),
    ):
        assert reading.address(browser.send(settings, button)) == settings
        assert stands(parent_id) == found
    page = browser.get(settings)
    assert "Texts are off. We send you no texts." in words(page)
    assert reading.all_of(page, "button")[0] == "Start texts again"
    browser.send(settings, {"texts": "on"})
    assert stands(parent_id) == (True, True, False)


def test_what_is_off_says_so(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    at = page_of(day.family.parent_id)
    gives_birthday(browser, at)
    for button in ({"news": "off"}, {"ideas": "on"}):
        browser.send(f"{at}/settings", button)
    page = browser.get(f"{at}/settings")
    assert reading.all_of(page, "button")[:2] == [
        "Text me good news again",
        "Stop the weekly idea",
    ]
    assert "You can still read good news on your page." in words(page)
