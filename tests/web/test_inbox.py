"""The inbox as a list: who waits, since when, with whom; and the same list asked for again."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import clock
from portal.db import act, db
from portal.domain import contact, guarding, inbox, no_contact, replies, threads
from portal.domain.guarding import Whose
from portal.domain.history import By, Face
from portal.domain.inbox import CameBy, InState, InText, Reading
from portal.domain.line import Standstill, WhyStill
from portal.domain.outbox import Kind, OutText, TextState, queue
from portal.domain.people import NumberState, Parent, Role
from tests import make
from tests.conftest import Watch
from tests.web import reading
from tests.words_in import state_of, text, wrote


def office(browser: FlaskClient, *roles: Role) -> By:
    staff_id = make.staff("Mrs Green", *(roles or (Role.OFFICE,)))
    browser.sign_in(staff_id)
    return By(Face.DESK, staff_id=staff_id)


def lines(page: TestResponse) -> list[str]:
    return reading.all_of(page, "li")


def listed(browser: FlaskClient, show: str) -> list[str]:
    return lines(browser.get(f"/staff/inbox?show={show}"))


def tabs(page: TestResponse) -> list[str]:
    for one in reading.main(page).iter(f"{reading.NAMESPACE}nav"):
        if one.get("class") == "tabs":
            return [reading.text_of(link) for link in one]
    return []


def text_to(parent_id: int, words: str, state: TextState, code: int | None = None) -> None:
    """The school's text to this parent, and what became of it."""
    with act() as session:
        text_id = queue(
            kind=Kind.BOOKED,
            to=make.number_of(parent_id),
            language="en",
            body=words,
            parent_id=parent_id,
        )
        sent = session.get_one(OutText, text_id)
        sent.state, sent.carrier_code = state, code


# -- which threads -------------------------------------------------------------------------------


def test_what_waits_is_listed_in_the_order_in_which_it_came(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    ewa = make.family("Lena", ("Ewa",), language="pl").parent_id
    make.sibling(ewa, "Jan")
    sara = make.family("Ali", ("Sara",)).parent_id
    wrote(ewa, "Czy mogę z babcią?")
    watch.set("2026-11-09 11:00")
    wrote(None, "Who is this?")
    watch.set("2026-11-09 12:00")
    wrote(ewa, "Halo?")
    wrote(sara, "2", InState.UNDERSTOOD, understood_as="time: 2")
    wrote(sara, "perhaps", InState.ASKED_AGAIN)
    office(browser)
    page = browser.get("/staff/inbox")
    assert tabs(page) == ["Needs an answer3", "Not read3", "Wrong numbers", "Not arrived", "All"]
    assert lines(page) == [
        "Ewa Malik Lena, Jan · Polish Halo? not read 2 messages since Mon 9 Nov 10:00",
        "07700 900999 nobody’s number here Who is this? not read Mon 9 Nov 11:00",
    ]
    assert reading.bar(page)[4] == "Inbox3 waiting"
    assert listed(browser, "all") == [
        "Sara Malik Ali perhaps Mon 9 Nov 12:00",
        "Ewa Malik Lena, Jan · Polish Halo? not read 2 messages since Mon 9 Nov 10:00",
        "07700 900999 nobody’s number here Who is this? not read Mon 9 Nov 11:00",
    ]


def test_who_has_taken_it_and_who_translates_it_is_seen(
    portal: Flask, browser: FlaskClient
) -> None:
    ewa = make.family("Lena", ("Ewa",), language="pl").parent_id
    sara = make.family("Ali", ("Sara",)).parent_id
    question = wrote(ewa, "Czy mogę z babcią?")
    wrote(sara, "<b>Hello</b>")
    me = office(browser)
    with act():
        replies.translate(Whose(ewa), me)
    with act():
        replies.take(Whose(sara), me)
    page = browser.get("/staff/inbox")
    assert lines(page) == [
        "Ewa Malik Lena · Polish Czy mogę z babcią? Mrs Green translates Mon 9 Nov 10:00",
        "Sara Malik Ali <b>Hello</b> with Mrs Green Mon 9 Nov 10:00",
    ]
    with act():
        replies.put_into_english(Whose(ewa), question, "May I bring gran?", me)
    assert listed(browser, "unread") == [
        "Sara Malik Ali <b>Hello</b> with Mrs Green Mon 9 Nov 10:00"
    ]
    assert listed(browser, "waiting")[0] == (
        "Ewa Malik Lena · Polish May I bring gran? put into English with Mrs Green Mon 9 Nov 10:00"
    )


def test_what_waits_longer_than_a_school_day_is_overdue(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    watch.set("2026-11-06 16:00")  # a Friday
    wrote(make.family("Lena", ("Ewa",)).parent_id, "Can I bring her gran?")
    office(browser)
    watch.set("2026-11-09 23:59")
    assert threads.what_waits(safeguarding=False).overdue == 0
    watch.set("2026-11-10 00:00")
    assert lines(browser.get("/staff/inbox")) == [
        "Ewa Malik Lena Can I bring her gran? overdue not read Fri 6 Nov 16:00"
    ]


def test_with_nothing_waiting_all_threads_are_shown(portal: Flask, browser: FlaskClient) -> None:
    wrote(make.family("Ali", ("Sara",)).parent_id, "2", InState.UNDERSTOOD)
    office(browser)
    assert lines(browser.get("/staff/inbox")) == ["Sara Malik Ali 2 Mon 9 Nov 10:00"]
    assert listed(browser, "waiting") == ["Nobody waits for an answer."]
    assert browser.get("/staff/inbox?show=guarded").status_code == 404
    assert browser.get("/staff/inbox?show=nonsense").status_code == 404


def test_wrong_numbers_have_a_list_of_their_own(portal: Flask, browser: FlaskClient) -> None:
    wrong = make.family("Lena", ("Ewa",)).parent_id
    wrote(wrong, "I am not Ewa", InState.UNDERSTOOD, understood_as="wrong person")
    silent = make.family("Ali", ("Sara",)).parent_id
    wrote(make.family().parent_id, "Hello?")
    with act():
        contact.wrong_person(wrong, make.by(wrong))
    with act() as session:
        session.get_one(Parent, silent).number_state = NumberState.WRONG
    office(browser)
    assert listed(browser, "wrong") == [
        "Ewa Malik Lena I am not Ewa wrong number Mon 9 Nov 10:00",
        "Sara Malik Ali They have never written. wrong number",
    ]


def test_whose_last_text_did_not_arrive_is_listed_with_the_reason_in_words(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    gone, off, fine, stuck, called_off = (
        make.family(child).parent_id for child in ("Ali", "Ben", "Cat", "Dan", "Eve")
    )
    text_to(gone, "Booked.", TextState.FAILED, 30005)
    text_to(off, "Booked.", TextState.UNDELIVERED, 30003)
    text_to(fine, "Booked.", TextState.FAILED, 30005)
    text_to(fine, "Moved.", TextState.DELIVERED)
    text_to(stuck, "Booked.", TextState.QUEUED)
    text_to(called_off, "Booked.", TextState.UNKNOWN)
    text_to(called_off, "Moved.", TextState.CANCELLED)
    office(browser)
    assert sorted(listed(browser, "failed")) == [
        "Ayesha Malik Ali We wrote: Booked. This number no longer works Mon 9 Nov 10:00",
        "Ayesha Malik Ben We wrote: Booked. The phone was off or out of reach for too long"
        " Mon 9 Nov 10:00",
        "Ayesha Malik Eve We wrote: Booked. We cannot tell yet whether it went out Mon 9 Nov 10:00",
    ]
    watch.set("2026-11-09 11:01")
    assert "Ayesha Malik Dan We wrote: Booked. Waiting to go out Mon 9 Nov 10:00" in listed(
        browser, "failed"
    )


def test_a_thread_is_found_by_name_child_or_number(portal: Flask, browser: FlaskClient) -> None:
    ewa = make.family("Lena", ("Ewa",), surname="Nowak").parent_id
    barred = make.family("Olek", ("Piotr",), surname="Nowak")
    wrote(make.family("Ali", ("Sara",)).parent_id, "Hello?")
    wrote(None, "Who is this?")
    with act():
        no_contact.hold(barred.parent_id, barred.child_id, make.OFFICE)
    office(browser)
    assert lines(browser.get("/staff/inbox?q=nowak")) == ["Ewa Nowak Lena They have never written."]
    assert lines(browser.get("/staff/inbox?q=07700+900999")) == [
        "07700 900999 nobody’s number here Who is this? not read Mon 9 Nov 10:00"
    ]
    assert lines(browser.get(f"/staff/inbox?q={make.number_of(ewa)}".replace("+", "%2B"))) == [
        "Ewa Nowak Lena They have never written."
    ]
    assert lines(browser.get("/staff/inbox?q=zzz")) == ["Nobody is found by these words."]


def test_a_text_the_portal_is_about_to_answer_does_not_flash_up(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    wrote(None, "2", InState.NEW)
    office(browser)
    assert listed(browser, "all") == ["Nothing here."]
    watch.set("2026-11-09 10:03")
    assert listed(browser, "all") == ["07700 900999 nobody’s number here 2 Mon 9 Nov 10:00"]


def test_the_inbox_is_paged(portal: Flask, browser: FlaskClient) -> None:
    with act() as session:
        for number in range(53):
            session.add(
                InText(
                    carrier_id=f"SM{number}",
                    number=f"+44770090{number:04}",
                    body="Hello",
                    came_at=clock.now(),
                    state=InState.DONE,
                )
            )
    office(browser)
    first = browser.get("/staff/inbox?show=all")
    second = browser.get("/staff/inbox?show=all&page=2")
    assert (len(lines(first)), len(lines(second))) == (50, 3)
    assert reading.all_of(first, "a", **{"class": "button quiet"}) == ["Page 2"]
    assert reading.all_of(second, "a", **{"class": "button quiet"}) == ["Page 1"]


# -- words typed on a page -----------------------------------------------------------------------


def test_words_typed_on_a_page_stand_in_the_same_queue_once(
    portal: Flask, browser: FlaskClient
) -> None:
    one = make.family("Lena", ("Ewa",))
    ids = []
    for _ in range(2):
        with act():
            ids.append(inbox.write_down(one.parent_id, "Can gran\x00 come?", child_id=one.child_id))
    assert ids[0] == ids[1]
    kept = text(ids[0])
    assert (kept.body, kept.came_by, kept.reading) == (
        "Can gran come?",
        CameBy.PAGE,
        Reading.NOT_READ,
    )
    me = office(browser)
    assert lines(browser.get("/staff/inbox")) == [
        "Ewa Malik Lena Can gran come? on their page not read Mon 9 Nov 10:00"
    ]
    with act():
        replies.done(Whose(one.parent_id), me, up_to=ids[0])
    with act():
        again = inbox.write_down(one.parent_id, "Can gran come?", child_id=one.child_id)
    assert (state_of(ids[0]), state_of(again)) == (InState.DONE, InState.FOR_A_PERSON)


def test_a_parent_without_a_number_can_write_on_a_page(portal: Flask, browser: FlaskClient) -> None:
    ewa = make.family("Lena", ("Ewa",)).parent_id
    with act() as session:
        session.get_one(Parent, ewa).number = None
    with act():
        inbox.write_down(ewa, "My number is new")
    office(browser)
    assert listed(browser, "waiting") == [
        "Ewa Malik Lena My number is new on their page not read Mon 9 Nov 10:00"
    ]


# -- asked for again -----------------------------------------------------------------------------


def test_the_list_is_asked_for_again_and_mostly_nothing_is_new(
    portal: Flask, browser: FlaskClient
) -> None:
    ewa = make.family("Lena", ("Ewa",)).parent_id
    wrote(ewa, "Hello?")
    me = office(browser)
    path = "/staff/inbox/lines?show=waiting&page=1"

    def again(version: str) -> TestResponse:
        return browser.get(path, headers={"If-None-Match": f'"{version}"'})

    first = browser.get(path).get_json()
    assert (first["waiting"], first["lines"].count("<li")) == (1, 1)
    assert again(first["version"]).status_code == 304
    wrote(None, "Who is this?")
    second = again(first["version"]).get_json()
    assert (second["waiting"], second["lines"].count("<li")) == (2, 2)
    with act():
        replies.take(Whose(ewa), me)
    third = again(second["version"])
    assert (third.status_code, "with <bdi>Mrs Green" in third.get_json()["lines"]) == (200, True)


def test_the_page_says_where_the_list_is_asked_for_and_a_search_is_left_alone(
    portal: Flask, browser: FlaskClient
) -> None:
    office(browser)
    page = browser.get("/staff/inbox")
    again = [one.get("data-again") for one in reading.main(page).iter() if one.get("id") == "lines"]
    assert again == ["/staff/inbox/lines?show=all&page=1"]
    page = browser.get("/staff/inbox?q=ewa")
    again = [one.get("data-again") for one in reading.main(page).iter() if one.get("id") == "lines"]
    assert again == [None]


# -- texts that stand still ----------------------------------------------------------------------


def test_a_standstill_is_said_on_top_with_what_to_do(portal: Flask, browser: FlaskClient) -> None:
    text_to(make.family().parent_id, "Booked.", TextState.QUEUED)
    with act() as session:
        for scope, why, code in (
            ("", WhyStill.SETTINGS, 20003),
            ("+48", WhyStill.UNREACHABLE, None),
        ):
            session.add(
                Standstill(
                    scope=scope, why=why, code=code, since=clock.now(), next_try_at=clock.now()
                )
            )
    office(browser)
    banners = [
        "Texts are not going out: Twilio does not know this account and token."
        " Since Monday 9 November at 10:00. 1 text waits.",
        "Texts to numbers that begin with +48 are not going out: the text carrier cannot be"
        " reached. Since Monday 9 November at 10:00. No text waits yet.",
    ]
    for path in ("/staff", "/staff/inbox"):
        assert reading.all_of(browser.get(path), "p")[0:4:2] == banners
    for role in (Role.SAFEGUARDING, Role.TEACHER):
        browser.sign_in(make.staff(f"Someone {role}", role))
        assert reading.all_of(browser.get("/staff"), "div", **{"class": "still no-print"}) == []


# -- the safeguarding lead -----------------------------------------------------------------------


def test_what_somebody_not_to_be_contacted_writes_is_for_the_safeguarding_lead(
    portal: Flask, browser: FlaskClient
) -> None:
    one = make.family("Yusuf", ("Ayesha", "Karim"))
    ayesha, karim = one.parent_ids
    wrote(ayesha, "Hello")
    wrote(karim, "Where is he?")
    with act():
        no_contact.hold(karim, one.child_id, make.OFFICE)
    wrote(None, "And now?", InState.NEW, number=make.number_of(karim))
    office(browser)
    for show in ("waiting", "all"):
        assert listed(browser, show) == ["Ayesha Malik Yusuf Hello not read Mon 9 Nov 10:00"]
    assert threads.waiting(safeguarding=True) == 1
    browser.sign_in(make.staff("Mr Hale", Role.SAFEGUARDING))
    page = browser.get("/staff/inbox")
    assert lines(page) == ["Karim Malik Where is he? not read Mon 9 Nov 10:00"]
    assert tabs(page) == []
    assert reading.bar(page) == ["Today", "Tasks", "Inbox1 waiting", "No contact"]


def test_a_thread_passed_on_is_found_by_the_safeguarding_lead_alone(
    portal: Flask, browser: FlaskClient
) -> None:
    ewa, sara = make.family("Lena", ("Ewa",)).parent_id, make.family("Ali", ("Sara",)).parent_id
    lead = make.staff("Ms Reid", Role.SAFEGUARDING)
    wrote(ewa, "I cannot say this aloud")
    wrote(sara, "Hello?")
    stranger = wrote(None, "Help")
    text_to(ewa, "Booked.", TextState.FAILED, 30005)
    me = office(browser)
    with act():
        guarding.pass_on(Whose(ewa), me)
    with act():
        guarding.pass_on(Whose(number=text(stranger).number), me)
    wrote(ewa, "Are you there?")
    wrote(None, "Please")
    for show in ("waiting", "unread", "all"):
        assert listed(browser, show) == ["Sara Malik Ali Hello? not read Mon 9 Nov 10:00"]
    assert listed(browser, "failed") == ["Every last text arrived."]
    for words in ("ewa", "lena", "07700+900999"):
        found = lines(browser.get(f"/staff/inbox?q={words}"))
        assert found == ["Nobody is found by these words."]
    assert reading.bar(browser.get("/staff/inbox"))[4] == "Inbox1 waiting"
    browser.sign_in(lead)
    assert lines(browser.get("/staff/inbox")) == [
        "07700 900999 nobody’s number here Please not read 2 messages since Mon 9 Nov 10:00",
        "Ewa Malik Lena Are you there? not read This number no longer works 2 messages since"
        " Mon 9 Nov 10:00",
    ]


def test_who_has_both_roles_finds_both_lists(portal: Flask, browser: FlaskClient) -> None:
    ewa, sara = make.family("Lena", ("Ewa",)).parent_id, make.family("Ali", ("Sara",)).parent_id
    wrote(ewa, "I cannot say this aloud")
    wrote(sara, "Hello?")
    me = office(browser, Role.LEAD, Role.SAFEGUARDING)
    with act():
        guarding.pass_on(Whose(ewa), me)
    page = browser.get("/staff/inbox")
    assert tabs(page)[-1] == "For the safeguarding lead1"
    assert lines(page) == ["Sara Malik Ali Hello? not read Mon 9 Nov 10:00"]
    assert listed(browser, "guarded") == [
        "Ewa Malik Lena I cannot say this aloud not read Mon 9 Nov 10:00"
    ]


def test_a_number_passed_on_stays_so_when_it_becomes_a_parents(
    portal: Flask, browser: FlaskClient
) -> None:
    make.staff("Ms Reid", Role.SAFEGUARDING)
    stranger = wrote(None, "Help")
    me = office(browser)
    with act():
        guarding.pass_on(Whose(number=text(stranger).number), me)
    ewa = make.family("Lena", ("Ewa",)).parent_id
    with act() as session:
        session.get_one(Parent, ewa).number = text(stranger).number
    wrote(ewa, "Please")
    assert listed(browser, "all") == ["Nothing here."]
    with act():
        guarding.give_back(Whose(ewa), me)
    assert len(listed(browser, "all")) == 2


def test_teachers_do_not_read_the_inbox(portal: Flask, browser: FlaskClient) -> None:
    wrote(make.family().parent_id, "Hello")
    browser.sign_in(make.staff())
    for path in ("/staff/inbox", "/staff/inbox/lines"):
        assert browser.get(path).status_code == 404
    assert db.session.query(InText).count() == 1
