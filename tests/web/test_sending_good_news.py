"""Sending good news at a screen: four taps from the list of a class, and everything that can get in
the way of them."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal import clock
from portal.db import act, db
from portal.domain import news_answers, praising, replies
from portal.domain.good_news import GoodNews
from portal.domain.guarding import Whose
from portal.domain.history import By, Face
from portal.domain.inbox import InText
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.own_phrases import OwnPhrase, OwnPhraseWords
from portal.domain.people import Child, Guardianship, Parent, Role, SchoolClass, Sex
from portal.domain.praising import Wanted
from portal.languages import OFFERED
from portal.wording.praise import Form, Topic
from tests import heard, make
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.phone import Phone, work
from tests.screens import Screen
from tests.web import reading
from tests.web.test_how_much_is_asked import asked

LIST = "/staff/good-news"


class Room:
    """A teacher with a class of so many families, each with one parent, and another class beside
    it."""

    def __init__(self, portal: Flask, *children: str) -> None:
        self.portal = portal
        self.teacher_id = make.staff()
        self.class_id = make.school_class(teacher_id=self.teacher_id)
        self.families = {
            name: make.family(name, (f"{name}a",), class_id=self.class_id)
            for name in children or ("Yusuf",)
        }
        other = make.school_class("Year 6 Yew", make.staff("Mr Evans"))
        self.noise = make.family("Zofia", ("Katarzyna",), class_id=other, surname="Nowak")
        self.screen = self.as_(self.teacher_id)

    def as_(self, staff_id: int) -> Screen:
        screen = Screen(self.portal)
        screen.client.sign_in(staff_id)
        return screen

    @property
    def yusuf(self) -> make.Family:
        return self.families["Yusuf"]

    def words(self, *names: str) -> Screen:
        """The phrases for these children, from the list."""
        ids = [self.families[name].child_id for name in names]
        return self.screen.open(LIST).press("Choose words", {"child": ids})

    def preview(self, phrase: str = "Yusuf worked very hard today.") -> Screen:
        """What Yusuf's family would get."""
        return self.words("Yusuf").press(phrase)


@pytest.fixture
def room(portal: Flask) -> Room:
    return Room(portal)


def change(table: type, row_id: int, **values: object) -> None:
    with act() as session:
        session.execute(update(table).where(table.id == row_id).values(**values))  # type: ignore[attr-defined]


def tie_of(family: make.Family, parent_id: int) -> int:
    query = select(Guardianship.id).filter_by(child_id=family.child_id, parent_id=parent_id)
    return db.session.scalars(query).one()


def sent() -> list[tuple[str, str, str]]:
    """Of all good news that stands: the child, the phrase, the own words."""
    db.session.expire_all()
    query = select(GoodNews).where(GoodNews.taken_back_at.is_(None)).order_by(GoodNews.id)
    return [(one.child.first_name, one.phrase, one.own_words) for one in db.session.scalars(query)]


# -- the way of four taps --------------------------------------------------------------------------


def test_from_the_list_to_sent(room: Room, watch: Watch) -> None:
    page = room.preview()
    assert "It goes out today at 15:30." in page.words
    assert "Yusufa Malik reads English" in page.words
    text = "Good news from Oak Lane! Yusuf worked very hard today. Miss Khan their link"
    assert text in page.words
    page.press("Send")
    assert page.said == ["Good news about Yusuf goes out today at 15:30."]
    assert page.path == f"{LIST}?class={room.class_id}"
    assert "On its way: 1 Yusuf worked very hard today. today, by you" in page.words
    assert sent() == [("Yusuf", "worked-hard", "")]
    watch.set("2026-11-09 15:30")
    work(room.portal)
    assert "Yusuf worked very hard today." in Phone(room.portal, room.yusuf.parent_id).texts[-1]
    page.open(LIST)
    assert "On its way" not in page.words
    assert "today · 1 this term" in page.words


def test_it_stands_in_the_bar_for_those_who_praise(room: Room) -> None:
    assert reading.bar(room.screen.open("/staff").page)[:3] == ["Today", "Tasks", "Good news"]
    office = room.as_(make.staff("Mrs Green", Role.OFFICE)).open("/staff")
    assert "Good news" not in reading.bar(office.page)
    office.open(LIST, status=404)


def test_whoever_has_waited_longest_stands_first_and_new_families_before(portal: Flask) -> None:
    room = Room(portal, "Amy", "Ben")
    page = room.words("Amy").press("Amy worked very hard today.").press("Send")
    shown = reading.all_of(page.page, "strong")
    assert shown == ["Ben Malik", "Amy Malik"]
    assert page.words.count("new: let the first word be a good one") == 1


def test_what_the_office_has_not_printed_yet_is_said_in_the_list(room: Room, watch: Watch) -> None:
    heard.good(room.yusuf.child_id, "2026-11-05", text=None, on_paper=True)
    page = room.screen.open(LIST)
    assert "waits to be printed, from Thu 5 Nov" in page.words
    assert "new: let the first word" not in page.words


def test_nobody_ticked(room: Room) -> None:
    page = room.screen.open(LIST).press("Choose words", status=422)
    assert page.said == ["Please tick one child or more first."]
    page.open(f"{LIST}/words")
    assert page.said == ["Please tick one child or more first."]


def test_a_phrase_with_a_blank_asks_first(room: Room) -> None:
    page = room.words("Yusuf").press("Yusuf tried very hard in … today.")
    assert "Yusuf tried very hard in … today." in page.words
    page.press("in maths")
    assert "Yusuf tried very hard in maths today." in page.words
    page.press("Send")
    assert "On its way: 1 Yusuf tried very hard in maths today." in page.words


def test_phrases_are_found_by_what_they_say_or_are_about(room: Room) -> None:
    page = room.words("Yusuf")
    page.press("Find", {"q": "Book"})
    assert reading.all_of(page.page, "h2") == ["Reading"]
    assert "Yusuf finished reading a book this week." in page.words
    page.press("Find", {"q": "no such thing"})
    assert page.said == ["No phrase says that. See all phrases"]
    page.follow("See all phrases")
    assert "Often used" in page.words


def test_a_phrase_that_thanks_goes_to_one_person(room: Room) -> None:
    make.another_parent(room.yusuf.child_id, "Omar")
    page = room.preview("Yusuf is doing well. Thank you for helping at home.")
    assert "Whom do you thank?" in page.words
    page.press("Omar Malik").press("Send")
    texts = db.session.scalars(select(OutText.parent_id)).all()
    assert len(texts) == 1 and texts != [room.yusuf.parent_id]


def test_only_one_can_be_thanked_at_a_time(portal: Flask) -> None:
    room = Room(portal, "Amy", "Ben")
    page = room.words("Amy", "Ben")
    page.press("Each child is doing well. Thank you for helping at home.")
    (said,) = [one for one in page.said if one]
    assert said.startswith("This thanks somebody for what they did. Please choose one child")


# -- what each of them gets ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sex", "tag", "said"),
    [
        (Sex.GIRL, "pl", "bardzo pilnie dziś pracowała"),
        (Sex.BOY, "pl", "bardzo pilnie dziś pracował."),
    ],
)
def test_in_their_language_and_grammar_with_english_beside(
    room: Room, sex: Sex, tag: str, said: str
) -> None:
    change(Parent, room.yusuf.parent_id, language=tag)
    change(Child, room.yusuf.child_id, sex=sex)
    page = room.preview()
    assert said in page.words
    assert "In English: Good news from Oak Lane! Yusuf worked very hard today." in page.words
    assert f'lang="{tag}" dir="ltr"' in page.html


@pytest.mark.parametrize("form", [Form.GIRL, Form.BOY])
def test_urdu_runs_from_the_right_in_its_own_form(room: Room, form: Form) -> None:
    change(Parent, room.yusuf.parent_id, language="ur")
    change(Child, room.yusuf.child_id, sex=Sex(form.value))
    page = room.preview()
    urdu = OFFERED["ur"].pgettext(form, "{child} worked very hard today.")
    assert urdu.replace("{child}", "Yusuf") in page.words
    assert 'lang="ur" dir="rtl"' in page.html
    assert "A few words of your own" not in page.words


def test_whom_nobody_may_contact_is_not_there(room: Room) -> None:
    omar = make.another_parent(room.yusuf.child_id, "Omar")
    held = make.another_parent(room.yusuf.child_id, "Kim")
    change(Guardianship, tie_of(room.yusuf, omar), no_contact=True)
    change(Guardianship, tie_of(room.yusuf, held), held=True)
    page = room.preview()
    assert page.shows("Omar", "Kim") == []
    thanks = room.preview("Yusuf is doing well. Thank you for helping at home.")
    assert thanks.shows("Omar", "Kim") == []


def test_a_number_of_somebody_barred_is_only_a_number_that_does_not_work(room: Room) -> None:
    barred = make.another_parent(room.yusuf.child_id, "Omar")
    change(Guardianship, tie_of(room.yusuf, barred), no_contact=True)
    change(Parent, barred, number=make.number_of(room.yusuf.parent_id))
    page = room.preview()
    assert (
        "Has no number that works: it stands on their page, and goes home on paper." in page.words
    )
    assert page.shows("Omar", "must not be contacted", "shared") == []


def test_on_paper_where_nobody_gets_texts(room: Room) -> None:
    change(Parent, room.yusuf.parent_id, news_off_at=clock.now())
    assert "goes home on paper" in room.screen.open(LIST).words
    page = room.preview()
    assert "It goes home on paper today: the office prints it." in page.words
    assert "Wants no good news by text" in page.words
    page.press("Send")
    assert page.said == [
        "Good news about Yusuf is printed by the office and goes home on paper today."
    ]


def test_thanks_to_who_gets_no_texts_stand_on_their_page(room: Room) -> None:
    omar = make.another_parent(room.yusuf.child_id)
    change(Parent, omar, news_off_at=clock.now())
    page = room.preview("Yusuf is doing well. Thank you for helping at home.")
    page.press("Omar Malik")
    assert "It stands on the parent’s page today: thanks are never printed." in page.words
    assert "Wants no good news by text: it stands on their page." in page.words
    assert "paper" not in page.words
    page.press("Send")
    assert page.said == ["Good news about Yusuf stands on the parent’s page today."]


def test_nobody_to_write_to(room: Room) -> None:
    change(Guardianship, tie_of(room.yusuf, room.yusuf.parent_id), gets_texts=False)
    assert "nobody to write to: tell the child" in room.screen.open(LIST).words
    page = room.preview()
    assert "Nothing can go out Yusuf Malik: There is nobody we may write to" in page.words
    assert "Yusufa" not in page.html
    thanks = room.preview("Yusuf is doing well. Thank you for helping at home.")
    assert "There is nobody we may write to about Yusuf." in thanks.words


def test_a_phrase_of_the_schools_own_and_the_closest_one(room: Room) -> None:
    change(Parent, room.yusuf.parent_id, language="pl")
    with act() as session:
        own = OwnPhrase(topic=Topic.SPORT, closest="worked-hard", made_at=clock.now())
        session.add(own)
        session.flush()
        session.add(
            OwnPhraseWords(
                phrase_id=own.id,
                language="en",
                form=Form.ANY,
                words="{child} ran the mile.",
                at=clock.now(),
            )
        )
        own_id = own.id
    for tag in ("pl", "ur"):
        make.family(f"Ola {tag}", ("Ewa",), language=tag)
    page = room.words("Yusuf")
    assert "Not in Polish and Urdu yet: the closest phrase goes instead" in page.words
    page.press("Yusuf ran the mile.")
    assert "gets other words: your phrase is not in Polish yet." in page.words
    change(OwnPhrase, own_id, retired_at=clock.now())
    page.open(page.path)
    assert page.said == ["This phrase is no longer in use. Please choose another.", ""]


def test_later_and_why(room: Room, watch: Watch) -> None:
    watch.set("2026-11-13 18:20")
    page = room.preview()
    why = "It goes out on Monday 16 November at 15:30, because this afternoon is over."
    assert why in page.words
    page.press("Send")
    assert page.said == [
        "Good news about Yusuf goes out on Monday 16 November at 15:30, because this afternoon is"
        " over."
    ]
    page = room.preview("Yusuf tried very hard in … today.").press("in art")
    assert "on Tuesday 17 November at 15:30" in page.words


def test_now(room: Room, watch: Watch) -> None:
    page = room.preview().press("Send now instead")
    assert "It goes out now." in page.words  # and it is shown so before it is sent
    page = page.press("Send now")
    assert page.said == ["Good news about Yusuf goes out now."]
    work(room.portal)
    assert len(Phone(room.portal, room.yusuf.parent_id).texts) == 1


def test_not_now_at_night(room: Room, watch: Watch) -> None:
    page = room.preview().press("Send now instead")
    watch.set("2026-11-09 21:00")
    page = page.press("Send now", status=422)
    assert page.said[0].startswith("Nothing has been sent. Nothing goes out now: only on school")
    assert sent() == []
    assert "Send now instead" not in room.preview().words
    room.preview().press("Send")
    assert len(sent()) == 1


def test_what_goes_now_is_shown_with_the_words_it_goes_with(room: Room, watch: Watch) -> None:
    watch.set("2026-11-09 18:10")
    page = room.preview()
    assert "Good news from Oak Lane, Mon 9 Nov: Yusuf worked" in page.words
    page = page.press("Send now instead")
    assert "Good news from Oak Lane! Yusuf worked" in page.words


# -- a few words of one's own ----------------------------------------------------------------------


def test_own_words_are_shown_before_they_are_sent(room: Room) -> None:
    page = room.preview().press("Show it with these words", {"own_words": "  We all  clapped"})
    assert "Yusuf worked very hard today. We all clapped. Miss Khan" in page.words
    page.press("Send")
    assert sent() == [("Yusuf", "worked-hard", "We all clapped")]


def test_own_words_typed_and_not_looked_at_are_shown_first(room: Room) -> None:
    page = room.preview().press("Send", {"own_words": "We all clapped"}, status=422)
    assert page.said == ["Your own words are in now. Please look once more, then send it."]
    assert sent() == []
    page.press("Send")
    assert sent() == [("Yusuf", "worked-hard", "We all clapped")]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("so good " * 50, "399 letters. Please use 60 letters or fewer."),
        ("Дуже добре", "Please write in English letters"),
        ("Well done, Malik's boy", "Please leave this name out"),
        ("He helped Ben", "Please leave this name out"),
        ("7/10 in the test", "Please leave marks, levels and places out"),
        ("but he was late", "This can sound like a worry"),
        ("A formative assessment", "Please use plainer words"),
    ],
)
def test_own_words_that_may_not_go_out_are_kept_and_told_why(
    portal: Flask, typed: str, why: str
) -> None:
    room = Room(portal, "Yusuf", "Ben")
    for button in ("Show it with these words", "Send", "Send now instead"):
        page = room.preview().press(button, {"own_words": typed}, status=422)
        assert why in page.words
        assert reading.field(page.page, "own_words") == " ".join(typed.split())
        assert "Yusuf worked very hard today. Miss Khan" in page.words
    assert sent() == []
    page.press("Send", {"own_words": ""})
    assert sent() == [("Yusuf", "worked-hard", "")]


def test_own_words_are_left_out_for_who_reads_another_language(room: Room) -> None:
    omar = make.another_parent(room.yusuf.child_id, "Omar", language="pl")
    page = room.preview().press("Show it with these words", {"own_words": "We all clapped"})
    assert "Your own words are left out: they are in English, and Omar reads Polish." in page.words
    page.press("Send")
    bodies = dict(db.session.execute(select(OutText.parent_id, OutText.body)).all())
    assert "We all clapped. Miss Khan" in bodies[room.yusuf.parent_id]
    assert "clapped" not in bodies[omar]


def test_own_words_stand_in_no_address(room: Room) -> None:
    page = room.preview().press("Show it with these words", {"own_words": "We all clapped"})
    assert "clapped" not in page.path


# -- many at once ----------------------------------------------------------------------------------


def test_numbers_and_cost_for_several(portal: Flask) -> None:
    room = Room(portal, "Amy", "Ben")
    change(Parent, room.families["Ben"].parent_id, language="ur")
    page = room.words("Amy", "Ben").press("Each child worked very hard today.")
    texts = select(OutText).where(OutText.kind == Kind.GOOD_NEWS)
    assert "2 children · 2 texts · " in page.words
    assert "£0." in page.words
    assert "Yes, send this" not in page.words
    assert db.session.scalars(texts).all() == []
    page.press("Send")
    assert page.said == ["Good news about Amy and Ben goes out today at 15:30."]
    assert len(db.session.scalars(texts).all()) == 2


def test_ten_or_more_ask_once_more(portal: Flask) -> None:
    room = Room(portal, *(f"Kid{one}" for one in "abcdefghij"))
    page = room.screen.open(LIST).follow("Tick all 10").press("Choose words")
    page.press("Each child worked very hard today.")
    assert "Yes, send this about 10 children: 10 texts, 10 segments, £0.40" in page.words
    page.press("Send", status=422)
    assert page.said[0].startswith("Nothing has been sent. This goes to many families")
    assert sent() == []
    page.press("Send", {"sure": "1"})
    assert page.said == ["Good news about 10 children goes out today at 15:30."]
    assert len(sent()) == 10


def test_a_lead_sends_to_a_whole_year_and_a_teacher_cannot(portal: Flask) -> None:
    room = Room(portal, "Amy", "Ben")
    change(SchoolClass, room.class_id, year="Year 4", year_order=4)
    lead = room.as_(make.staff("Mr Okafor", Role.LEAD)).open(LIST)
    lead.follow("All of Year 4").follow("Tick all 2").press("Choose words")
    lead.press("Each child worked very hard today.")
    assert "Yes, send this about 2 children: 2 texts, 2 segments, £0.08" in lead.words
    lead.press("Send", status=422)
    assert sent() == []
    lead.press("Send", {"sure": "1"})
    assert lead.path == f"{LIST}?year=Year+4"
    assert [name for name, *_ in sent()] == ["Amy", "Ben"]
    room.screen.open(f"{LIST}?year=Year+4", status=404)


def test_who_is_left_out_and_why(portal: Flask) -> None:
    room = Room(portal, "Amy", "Ben")
    room.words("Amy").press("Amy worked very hard today.").press("Send")
    page = room.words("Amy", "Ben").press("Each child worked very hard today.")
    assert "Left out Amy Malik: The family hears this from Miss Khan today already." in page.words
    page.press("Send")
    assert page.said == [
        "Good news about Ben goes out today at 15:30.",
        "Not sent about Amy. The family hears this from Miss Khan today already. Please choose"
        " other words.",
    ]


def test_the_list_asks_as_little_for_many(portal: Flask, browser: CheckingClient) -> None:
    room = Room(portal, "Amy")
    browser.sign_in(room.teacher_id)
    before = asked(browser, LIST)
    for name in ("Ben", "Cem", "Dina"):
        make.family(name, class_id=room.class_id)
    assert asked(browser, LIST) == before


# -- twice, at once, and back ----------------------------------------------------------------------


def test_a_double_click_sends_once(room: Room) -> None:
    page = room.preview()
    form = {"once": reading.field(page.page, "once"), "shown_words": ""}
    at = page.path.replace("/preview", "/send")
    assert [room.screen.client.send(at, form).status_code for _ in range(2)] == [303, 303]
    page.open(LIST)
    assert page.said[-1] == "This was sent already. Nothing has gone out twice."
    assert len(sent()) == 1


def test_going_back_and_sending_again_says_what_was_heard(room: Room) -> None:
    page = room.preview()
    again = page.path
    page.press("Send").open(again)
    assert "The family hears this from Miss Khan today already." in page.words
    assert "Send now" not in page.words


def test_two_colleagues_at_once_each_on_a_day(room: Room) -> None:
    mine = room.preview()
    lead_id = make.staff("Mr Okafor", Role.LEAD)
    other = room.as_(lead_id).open(mine.path)
    mine.press("Send")
    other.press("Send", status=422)
    assert other.said == [
        "Nothing has been sent. The family hears this from Miss Khan today already. Please choose"
        " other words."
    ]
    other.follow("Other words").press("Yusuf shared something with a friend today.").press("Send")
    assert other.said == [
        "Good news about Yusuf goes out on Tuesday 10 November at 15:30, because other good news"
        " goes first, one a day."
    ]


def test_taken_back_until_it_is_out(room: Room, watch: Watch) -> None:
    page = room.preview().press("Send").press("Take back")
    assert page.said == ["Taken back: this good news about Yusuf does not go out."]
    assert sent() == []
    page = room.preview().press("Send")
    news_id = db.session.scalars(select(GoodNews.id).order_by(GoodNews.id.desc())).first()
    watch.set("2026-11-09 15:30")
    work(room.portal)
    room.screen.client.send(f"{LIST}/{news_id}/take-back")
    assert page.open(LIST).said == [
        "Good news about Yusuf: It has gone out, and cannot be taken back."
    ]
    states = set(db.session.scalars(select(OutText.state)).all())
    assert states == {TextState.CANCELLED, TextState.SENT}


def test_a_colleague_sees_what_is_planned_and_only_a_lead_takes_it_back(room: Room) -> None:
    room.preview().press("Send")
    helper_id = make.staff("Mr Doyle")
    change(Child, room.yusuf.child_id, own_key_teacher_id=helper_id)
    page = room.as_(helper_id).open(LIST)
    assert "today, by Miss Khan" in page.words
    assert "Take back" not in page.words
    news_id = db.session.scalars(select(GoodNews.id)).one()
    assert page.client.send(f"{LIST}/{news_id}/take-back").status_code == 404
    lead = room.as_(make.staff("Mr Okafor", Role.LEAD)).open(f"{LIST}?class={room.class_id}")
    lead.press("Take back")
    assert sent() == []


# -- what others must not find ---------------------------------------------------------------------


def test_another_teachers_child_is_not_found(room: Room) -> None:
    zofia, mine = room.noise.child_id, room.yusuf.child_id
    for ids in (f"{zofia}", f"{mine}.{zofia}", "x"):
        for page in ("words", "preview"):
            room.screen.open(f"{LIST}/{page}?children={ids}&phrase=worked-hard", status=404)
        answer = room.screen.client.send(f"{LIST}/send?children={ids}&phrase=worked-hard")
        assert answer.status_code == 404
    room.screen.open(f"{LIST}/child/{zofia}", status=404)
    other = db.session.get_one(Child, zofia).class_id
    room.screen.open(f"{LIST}?class={other}", status=404)
    page = room.screen.open(LIST).press("Choose words", {"child": [zofia]}, status=422)
    assert "Zofia" not in page.html
    assert sent() == []


def test_nonsense_in_the_address_breaks_nothing(room: Room) -> None:
    at = f"{LIST}/preview?children={room.yusuf.child_id}"
    assert room.screen.open(f"{at}&phrase=nonsense").said[0].startswith("This phrase is no longer")
    filled = f"{at}&phrase=tried-hard&filled=nonsense"
    assert "in maths" in room.screen.open(filled).words
    thanked = room.screen.open(f"{at}&phrase=thanks-home&thanked={room.noise.parent_id}")
    assert "Whom do you thank?" in thanked.words
    room.screen.open(f"{LIST}?class=nonsense")
    room.screen.open(f"{LIST}?year=nonsense", status=404)


# -- what comes back -------------------------------------------------------------------------------


def answered(room: Room, words: str, language: str | None = None) -> None:
    """Yusuf's parent sends a heart and these words for good news of today."""
    by, parent_id = By(Face.DESK, staff_id=room.teacher_id), room.yusuf.parent_id
    change(Parent, parent_id, language=language)
    with act():
        praising.send([room.yusuf.child_id], Wanted("worked-hard"), room.teacher_id, by)
    news_id = db.session.scalars(select(GoodNews.id)).one()
    with act():
        news_answers.heart(parent_id, news_id, make.by(parent_id))
        news_answers.say(parent_id, news_id, words, make.by(parent_id))


def test_what_parents_answered_stands_on_today_until_it_is_seen(room: Room) -> None:
    answered(room, "Dziękuję!", "pl")
    page = room.screen.open("/staff")
    assert "What parents answered Yusufa Malik, about good news about Yusuf" in page.words
    assert "Dziękuję! being translated" in page.words
    text_id = db.session.scalars(select(InText.id)).one()
    office = By(Face.DESK, staff_id=make.staff("Mrs Green", Role.OFFICE))
    with act():
        replies.put_into_english(Whose(room.yusuf.parent_id), text_id, "Thank you!", office)
    page.open("/staff")
    assert "Dziękuję! Thank you!" in page.words
    page.press("Seen: what parents answered")
    assert "What parents answered" not in page.words
    page.open(LIST).follow("See the good news about Yusuf")
    assert "Yusuf worked very hard today. Monday 9 November, Miss Khan" in page.words
    assert "Yusufa Malik ♥A heartDziękuję! Thank you!" in page.words


def test_only_whoever_signed_it_hears_it_on_today(room: Room) -> None:
    answered(room, "Thanks")
    other = room.as_(make.staff("Mr Doyle")).open("/staff")
    assert "What parents answered" not in other.words
    lead = room.as_(make.staff("Mr Okafor", Role.LEAD)).open(f"{LIST}/child/{room.yusuf.child_id}")
    assert "Thanks" in lead.words
    change(Guardianship, tie_of(room.yusuf, room.yusuf.parent_id), held=True)
    assert "Thanks" not in room.screen.open("/staff").words
    assert "Thanks" not in lead.open(lead.path).words
