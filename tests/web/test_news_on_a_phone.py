"""Good news on a parent's own phone: read in their language, answered, and nothing of another
parent."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal import clock
from portal.db import act, db
from portal.domain import contact, guarding, news_answers, praising
from portal.domain.good_news import NewsTo
from portal.domain.guarding import Whose
from portal.domain.history import By, Face
from portal.domain.inbox import NEWS, InState, InText
from portal.domain.people import Child, Guardianship, OnRoll, Parent, Role, Sex, Staff
from portal.domain.praising import Wanted
from portal.languages import OFFERED
from portal.wording import ideas
from portal.wording.praise import Form
from tests import make, praised
from tests.addresses import token_of
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.web import reading
from tests.web.reading import words

WORKED = "Yusuf worked very hard today."
IN_THREE = [
    ("en", Form.ANY, "{child} fed the class snail today."),
    ("pl", Form.ANY, "{child}: ślimak nakarmiony."),
    ("pl", Form.GIRL, "{child} nakarmiła dziś ślimaka."),
    ("pl", Form.BOY, "{child} nakarmił dziś ślimaka."),
    ("ur", Form.ANY, "آج {child} نے گھونگھے کو کھلایا۔"),
]
"""A phrase of the school's own."""


def address(parent_id: int) -> str:
    return f"/t/{token_of(parent_id)}/news"


def opened(parent_id: int, browser: CheckingClient) -> str:
    """The address of this parent's good news, on a phone that has given the birthday."""
    at = f"/t/{token_of(parent_id)}"
    given = browser.send(f"{at}/birthday?to=news", {"day": "14", "month": "3"})
    assert reading.address(given) == f"{at}/news"
    return f"{at}/news"


def sentences(page: TestResponse) -> list[str]:
    """What the page praises, without its star."""
    return [said.removeprefix("★ ") for said in reading.all_of(page, "p", **{"class": "says"})]


def speaks(parent_id: int, tag: str) -> None:
    with act() as session:
        session.get_one(Parent, parent_id).language = tag


def hearts() -> list[tuple[int, int]]:
    db.session.expire_all()
    query = select(NewsTo.news_id, NewsTo.parent_id).where(NewsTo.heart_at.is_not(None))
    return [tuple(row) for row in db.session.execute(query.order_by(NewsTo.id))]


def written() -> list[tuple[str, int | None, InState, str | None]]:
    db.session.expire_all()
    return [
        (one.body, one.news_id, one.state, one.understood_as)
        for one in db.session.scalars(select(InText).order_by(InText.id))
    ]


# -- reading it ----------------------------------------------------------------------------------


def test_the_link_in_the_text_leads_to_it_and_the_birthday_comes_first(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    parent_id, child_id = day.family.parent_id, day.family.child_id
    by = By(Face.DESK, staff_id=day.teacher_id)
    with act():
        praising.send([child_id], Wanted("worked-hard"), day.teacher_id, by)
    watch.set("2026-11-09 15:30")
    at = address(parent_id)
    news_id = db.session.scalars(select(NewsTo.news_id)).one()
    page = browser.get(at)
    assert "Yusuf" not in words(page) and "Oak Lane Primary School" in words(page)
    first = f"/t/{token_of(parent_id)}/birthday?to=news"
    assert reading.address(browser.get(f"{at}?mine=1")) == first
    assert reading.address(browser.get(f"{at}/{news_id}/say")) == first
    for path, fields in (("heart", {}), ("say", {"words": "Thank you"})):
        assert reading.address(browser.send(f"{at}/{news_id}/{path}", fields)) == first
    assert (hearts(), written()) == ([], [])
    page = browser.get(opened(parent_id, browser))
    assert reading.all_of(page, "h1") == ["Good news about Yusuf"]
    assert sentences(page) == [WORKED]
    assert "Monday 9 November, Miss Khan" in words(page)


def test_all_of_the_school_year_newest_first_with_its_idea(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    parent_id, child_id = day.family.parent_id, day.family.child_id
    count_stairs = ideas.IDEAS[0]
    for when, facts in (
        (date(2026, 8, 31), {"phrase": "tried-again"}),
        (date(2026, 9, 1), {"phrase": "kept-trying", "idea": count_stairs.key}),
        (date(2026, 11, 9), {"phrase": "tried-hard", "filled": "maths", "own_words": "Super!"}),
        (date(2026, 11, 10), {"phrase": "finished-hard-task"}),
    ):
        praised.news(child_id, parent_id, day=when, **facts)  # type: ignore[arg-type]
    page = browser.get(opened(parent_id, browser))
    assert sentences(page) == [
        "Yusuf tried very hard in maths today. Super!",
        "Yusuf kept trying today when the work was hard.",
    ]
    assert reading.all_of(page, "p", **{"class": "note"}) == [
        f"An idea for home: {count_stairs.words}"
    ]
    assert "Tuesday 1 September, Oak Lane" in words(page)
    assert "Five-minute ideas" in reading.all_of(page, "a")
    assert "What we agreed" not in reading.all_of(page, "a")
    make.offered(child_id)
    assert "What we agreed" in reading.all_of(browser.get(address(parent_id)), "a")


def test_when_there_is_none_yet(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    page = browser.get(opened(day.family.parent_id, browser))
    assert sentences(page) == []
    assert "As soon as we have good news for you, you can read it here." in words(page)


def test_it_is_found_from_the_talks(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    make.booked(day)
    page = browser.get(f"/t/{token_of(day.family.parent_id)}/talks")
    links = reading.all_of(page, "a")
    assert [one for one in links if one in ("Good news", "Five-minute ideas")] == [
        "Good news",
        "Five-minute ideas",
    ]


def test_twenty_to_a_page(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    parent_id, child_id = day.family.parent_id, day.family.child_id
    ids = [
        praised.news(child_id, parent_id, day=clock.today() - timedelta(days=back))
        for back in range(22)
    ]
    at = opened(parent_id, browser)
    page = browser.get(at)
    assert len(sentences(page)) == 20
    assert "Earlier good news" in reading.all_of(page, "a")
    assert "Later good news" not in reading.all_of(page, "a")
    page = browser.get(f"{at}?page=2")
    assert len(sentences(page)) == 2
    assert "Later good news" in reading.all_of(page, "a")
    sent = browser.send(f"{at}/{ids[21]}/heart?page=2")
    assert reading.address(sent) == f"{at}?page=2#news-{ids[21]}"
    for beyond in ("3", "99999", "0", "x"):
        assert browser.get(f"{at}?page={beyond}").status_code == 200


def test_several_children_each_have_a_heading(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    parent_id, child_id = day.family.parent_id, day.family.child_id
    sister = make.sibling(parent_id, "Maryam", class_id=day.class_id)
    praised.news(child_id, parent_id, day=date(2026, 11, 2))
    praised.news(sister, parent_id, day=date(2026, 11, 3))
    praised.news(child_id, parent_id, day=date(2026, 11, 4), phrase="tried-again")
    page = browser.get(opened(parent_id, browser))
    assert reading.all_of(page, "h1") == ["Good news"]
    assert reading.all_of(page, "h2") == ["Yusuf", "Maryam"]
    assert sentences(page) == [
        "Yusuf tried again after a mistake today, and it worked.",
        WORKED,
        "Maryam worked very hard today.",
    ]


# -- in their language ---------------------------------------------------------------------------


def test_all_of_it_is_in_the_language_they_read_now(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    parent_id, child_id = day.family.parent_id, day.family.child_id
    with act() as session:
        session.get_one(Child, child_id).sex = Sex.BOY
    key = praised.own_phrase(IN_THREE)
    praised.news(child_id, parent_id, phrase=key, own_words="Ask him how!")
    praised.news(child_id, parent_id, phrase="tried-again", day=date(2026, 11, 6))
    at = opened(parent_id, browser)
    again = "{child} tried again after a mistake today, and it worked."
    seen = {}
    for tag in ("en", "pl", "ur"):
        browser.send(f"/t/{token_of(parent_id)}/language", {"language": tag, "back": at})
        page = browser.get(at)
        assert f'<html lang="{tag}"' in page.get_data(as_text=True)
        seen[tag], bank = sentences(page)
        own = OFFERED[tag]
        assert bank == own.pgettext(Form.BOY, again).replace("{child}", "Yusuf")
    assert seen == {
        "en": "Yusuf fed the class snail today. Ask him how!",
        "pl": "Yusuf nakarmił dziś ślimaka.",
        "ur": "آج Yusuf نے گھونگھے کو کھلایا۔",
    }


def test_a_phrase_that_their_language_lacks_reads_as_the_closest(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening(language="ur")
    key = praised.own_phrase(IN_THREE[:4], closest="kept-trying")
    praised.news(day.family.child_id, day.family.parent_id, phrase=key)
    page = browser.get(opened(day.family.parent_id, browser))
    closest = "{child} kept trying today when the work was hard."
    own = OFFERED["ur"].pgettext(Form.ANY, closest)
    assert sentences(page) == [own.replace("{child}", "Yusuf")]
    assert "snail" not in page.get_data(as_text=True)


# -- hearts and words ----------------------------------------------------------------------------


def test_a_heart_is_sent_once(portal: Flask, browser: CheckingClient, watch: Watch) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    news_id = praised.news(day.family.child_id, parent_id, by_id=day.teacher_id)
    at = opened(parent_id, browser)
    page = browser.get(at)
    assert reading.all_of(page, "button", **{"aria-label": "Send a heart"}) == ["♥"]
    for moment in ("2026-11-09 16:00", "2026-11-09 16:05"):
        watch.set(moment)
        opened(parent_id, browser)
        sent = browser.send(f"{at}/{news_id}/heart")
        assert reading.address(sent) == f"{at}#news-{news_id}"
    page = browser.get(at)
    assert reading.all_of(page, "button") == []
    assert "♥ You sent a heart" in words(page)
    assert hearts() == [(news_id, parent_id)]
    (answer,) = news_answers.to_hear(day.teacher_id)
    assert (answer.news.id, answer.heart, answer.words) == (news_id, True, [])


def test_a_word_reaches_whoever_signed_it(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    news_id = praised.news(day.family.child_id, parent_id, by_id=day.teacher_id)
    say = f"{opened(parent_id, browser)}/{news_id}/say"
    page = browser.get(say)
    assert reading.all_of(page, "h1") == ["Say a word"]
    assert sentences(page) == [WORKED]
    page = browser.send(say, {"words": " We are so proud\r\nof <b>Yusuf</b> "})
    assert reading.said(page) == ["Miss Khan will read it."]
    said = "We are so proud\nof <b>Yusuf</b>"
    assert written() == [(said, news_id, InState.UNDERSTOOD, NEWS)]
    (answer,) = news_answers.to_hear(day.teacher_id)
    assert [(one.original, one.being_translated) for one in answer.words] == [(said, False)]
    browser.send(say, {"words": said})
    assert len(written()) == 1
    browser.send(say, {"words": "Thank you"})
    page = browser.get(say)
    own = reading.all_of(page, "p", **{"class": "card own-words"})
    assert own == ["We are so proud of <b>Yusuf</b>", "Thank you"]


def test_it_names_who_reads_it_where_whoever_signed_it_has_left(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    parent_id, leaver = day.family.parent_id, make.staff("Mr Green")
    news_id = praised.news(day.family.child_id, parent_id, by_id=leaver)
    say = f"{opened(parent_id, browser)}/{news_id}/say"
    assert "Your words for Mr Green" in words(browser.get(say))
    for staff_id, reader in ((leaver, "Miss Khan"), (day.teacher_id, "Oak Lane")):
        with act() as session:
            session.get_one(Staff, staff_id).active = False
        page = browser.send(say, {"words": f"Thank you, {reader}"})
        assert reading.said(page) == [f"{reader} will read it."]
    assert written() == [
        ("Thank you, Miss Khan", news_id, InState.UNDERSTOOD, NEWS),
        ("Thank you, Oak Lane", news_id, InState.FOR_A_PERSON, None),
    ]


def test_the_same_word_for_two_pieces_of_good_news_is_two(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    parent_id, child_id = day.family.parent_id, day.family.child_id
    ids = [praised.news(child_id, parent_id, day=date(2026, 11, on)) for on in (5, 6)]
    at = opened(parent_id, browser)
    for news_id in (*ids, *ids):
        browser.send(f"{at}/{news_id}/say", {"words": "Thank you"})
    assert [(said, news_id) for said, news_id, *_ in written()] == [
        ("Thank you", ids[0]),
        ("Thank you", ids[1]),
    ]


def test_words_in_urdu_wait_to_be_put_into_english(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening(language="ur")
    parent_id = day.family.parent_id
    news_id = praised.news(day.family.child_id, parent_id, by_id=day.teacher_id)
    say = f"{opened(parent_id, browser)}/{news_id}/say"
    page = browser.send(say, {"words": "بہت شکریہ"})
    own = OFFERED["ur"].gettext
    into_english = own("Someone at school puts it into English first.")
    assert reading.said(page) == [
        f"{into_english} {own('%(teacher)s will read it.') % {'teacher': 'Miss Khan'}}"
    ]
    assert written() == [("بہت شکریہ", news_id, InState.FOR_A_PERSON, NEWS)]
    (answer,) = news_answers.to_hear(day.teacher_id)
    assert [(one.original, one.being_translated) for one in answer.words] == [("بہت شکریہ", True)]


def test_what_cannot_be_sent_stays_in_the_field(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    parent_id = day.family.parent_id
    news_id = praised.news(day.family.child_id, parent_id)
    say = f"{opened(parent_id, browser)}/{news_id}/say"
    for typed, why in (
        ("   ", "Please write something first."),
        ("y" * 501, "Please write a little less: up to 500 letters."),
    ):
        page = browser.send(say, {"words": typed})
        assert page.status_code == 422
        assert reading.said(page) == [why]
        assert (reading.field(page, "words") or "").removeprefix("\n") == typed
    assert written() == []
    lines = "\r\n".join(["y" * 99] * 5)
    assert browser.send(say, {"words": lines}).status_code == 200


def test_words_of_a_guarded_thread_are_the_safeguarding_leads(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    make.staff("Mrs Reed", Role.SAFEGUARDING)
    parent_id = day.family.parent_id
    news_id = praised.news(day.family.child_id, parent_id, by_id=day.teacher_id)
    with act():
        guarding.pass_on(Whose(parent_id), make.OFFICE)
    say = f"{opened(parent_id, browser)}/{news_id}/say"
    page = browser.send(say, {"words": "He is sad"})
    assert reading.said(page) == ["Miss Khan will read it."]
    assert news_answers.to_hear(day.teacher_id) == []
    assert written() == [("He is sad", news_id, InState.FOR_A_PERSON, None)]


# -- whose it is ---------------------------------------------------------------------------------


def test_two_parents_learn_nothing_of_one_another(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    family = make.family("Layla", ("Sara", "Omar"), class_id=day.class_id, surname="Haddad")
    sara, omar = family.parent_ids
    both = praised.news(family.child_id, sara, omar, by_id=day.teacher_id)
    thanks = praised.news(family.child_id, sara, phrase="thanks-for-coming", day=date(2026, 11, 6))
    mine = opened(sara, browser)
    assert len(sentences(browser.get(mine))) == 2
    browser.send(f"{mine}/{both}/heart")
    browser.send(f"{mine}/{both}/say", {"words": "Our green bag"})
    theirs = opened(omar, browser)
    page = browser.get(theirs)
    assert sentences(page) == ["Layla worked very hard today."]
    assert reading.all_of(page, "button") == ["♥"]
    for path in ("", f"/{both}/say"):
        html = browser.get(f"{theirs}{path}").get_data(as_text=True)
        assert [one for one in ("Sara", "Haddad", "green bag") if one in html] == []
    assert browser.get(f"{theirs}/{thanks}/say").status_code == 404
    assert browser.send(f"{theirs}/{thanks}/say", {"words": "x"}).status_code == 404
    assert browser.send(f"{theirs}/{thanks}/heart").status_code == 404
    browser.send(f"{theirs}/{both}/heart")
    assert hearts() == [(both, sara), (both, omar)]
    assert [(one.parent.id, one.heart) for one in news_answers.to_hear(day.teacher_id)] == [
        (sara, True),
        (omar, True),
    ]


def test_held_no_contact_or_a_child_who_left_shows_nothing(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    parent_id, child_id = day.family.parent_id, day.family.child_id
    sister = make.sibling(parent_id, "Maryam", class_id=day.class_id)
    news_id = praised.news(child_id, parent_id)
    praised.news(sister, parent_id)
    at = opened(parent_id, browser)
    tie = update(Guardianship).where(Guardianship.child_id == child_id)
    child = update(Child).where(Child.id == child_id)
    for hidden, shown in (
        (tie.values(held=True), tie.values(held=False)),
        (tie.values(no_contact=True), tie.values(no_contact=False)),
        (child.values(roll=OnRoll.LEFT), child.values(roll=OnRoll.ON_ROLL)),
    ):
        with act() as session:
            session.execute(hidden)
        page = browser.get(at)
        assert reading.all_of(page, "h1") == ["Good news about Maryam"]
        assert "Yusuf" not in page.get_data(as_text=True)
        assert browser.get(f"{at}/{news_id}/say").status_code == 404
        assert browser.send(f"{at}/{news_id}/heart").status_code == 404
        with act() as session:
            session.execute(shown)
    assert "Yusuf" in words(browser.get(at))


def test_what_was_taken_back_or_is_still_to_come_is_not_there(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    parent_id, child_id = day.family.parent_id, day.family.child_id
    by = By(Face.DESK, staff_id=day.teacher_id)
    for phrase in ("worked-hard", "tried-again"):  # the second waits for tomorrow
        with act():
            praising.send([child_id], Wanted(phrase), day.teacher_id, by)
    first, second = db.session.scalars(select(NewsTo.news_id).order_by(NewsTo.id))
    watch.set("2026-11-09 15:30")
    at = opened(parent_id, browser)
    assert sentences(browser.get(at)) == [WORKED]
    assert browser.send(f"{at}/{second}/heart").status_code == 404
    with act():
        praising.take_back(first, by)
    assert sentences(browser.get(at)) == []
    assert browser.send(f"{at}/{first}/heart").status_code == 404


def test_who_has_stopped_texts_reads_it_all_the_same(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    parent_id, child_id = day.family.parent_id, day.family.child_id
    with act():
        contact.stop_texts(parent_id, make.by(parent_id))
        news_answers.stop(parent_id, make.by(parent_id))
        by = By(Face.DESK, staff_id=day.teacher_id)
        praising.send([child_id], Wanted("worked-hard"), day.teacher_id, by)
    watch.set("2026-11-09 15:30")
    assert sentences(browser.get(opened(parent_id, browser))) == [WORKED]
