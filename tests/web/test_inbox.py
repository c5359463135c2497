"""The inbox: what parents wrote, the whole thread, a person's reply."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import clock
from portal.db import act, db
from portal.domain import booking, contact, no_contact, threads
from portal.domain.inbox import InState, InText
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Role
from tests import make
from tests.conftest import Watch
from tests.web import reading


def office(browser: FlaskClient, *roles: Role) -> int:
    staff_id = make.staff("Mrs Green", *(roles or (Role.OFFICE,)))
    browser.sign_in(staff_id)
    return staff_id


def wrote(
    parent_id: int | None,
    body: str,
    state: InState = InState.FOR_A_PERSON,
    *,
    number: str = "+447700900999",
    understood_as: str | None = None,
) -> int:
    """A text that came in just now."""
    with act() as session:
        text = InText(
            carrier_id=f"SM{session.query(InText).count()}",
            number=make.number_of(parent_id) if parent_id else number,
            parent_id=parent_id,
            body=body,
            came_at=clock.now(),
            state=state,
            understood_as=understood_as,
        )
        session.add(text)
        session.flush()
        return text.id


def lines(page: TestResponse) -> list[str]:
    return reading.all_of(page, "li")


def both_sides(page: TestResponse) -> list[str]:
    return reading.all_of(page, "div", **{"class": "in"}) + reading.all_of(
        page, "div", **{"class": "out"}
    )


def replies_to(parent_id: int) -> list[OutText]:
    query = db.select(OutText).where(OutText.parent_id == parent_id, OutText.kind == Kind.REPLY)
    return list(db.session.scalars(query.order_by(OutText.id)))


def state_of(text_id: int) -> InState:
    return db.session.get_one(InText, text_id).state


def fields(page: TestResponse, words: str, **more: str) -> dict[str, str | None]:
    """The reply form of this page, filled in."""
    hidden = {name: reading.field(page, name) for name in ("once", "seen")}
    return {**hidden, "words": words, **more}


def test_threads_that_wait_come_first(portal: Flask, browser: FlaskClient, watch: Watch) -> None:
    ewa, sara = make.family("Lena", ("Ewa",)).parent_id, make.family("Ali", ("Sara",)).parent_id
    wrote(ewa, "Can I bring her gran?")
    watch.set("2026-11-09 11:00")
    wrote(None, "Who is this?")
    watch.set("2026-11-09 12:00")
    wrote(sara, "2", InState.UNDERSTOOD, understood_as="time 2")
    office(browser)
    page = browser.get("/staff/inbox")
    assert lines(page) == [
        "waits 07700 900999 nobody’s number here: Who is this? Mon 9 Nov 11:00",
        "waits Ewa Malik: Can I bring her gran? Mon 9 Nov 10:00",
        "Sara Malik: 2 Mon 9 Nov 12:00",
    ]
    assert reading.bar(page)[3] == "Inbox2 waiting"
    wrote(sara, "<b>Hello</b>")
    assert lines(browser.get("/staff/inbox"))[0] == "waits Sara Malik: <b>Hello</b> Mon 9 Nov 12:00"


def test_the_inbox_is_paged(portal: Flask, browser: FlaskClient) -> None:
    with act() as session:
        for number in range(103):
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
    first, second = browser.get("/staff/inbox"), browser.get("/staff/inbox?page=2")
    assert (len(lines(first)), len(lines(second))) == (100, 3)
    assert reading.all_of(first, "a", **{"class": "button quiet"}) == ["Older"]
    assert reading.all_of(second, "a", **{"class": "button quiet"}) == ["Newer"]


def test_a_thread_shows_both_sides_in_order_and_what_became_of_them(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening(language="pl")
    mine = day.family.parent_id
    wrote(mine, "1", InState.UNDERSTOOD, understood_as="time 1")
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], make.by(mine))
    with act() as session:
        sent = session.scalars(db.select(OutText)).one()
        sent.state = TextState.DELIVERED
    wrote(make.family("Ali", ("Sara",)).parent_id, "Hello?")
    watch.set("2026-11-09 11:00")
    wrote(mine, "Czy mogę przyjść z babcią?")
    office(browser)
    page = browser.get(f"/staff/inbox/{mine}")
    thread = next(one for one in reading.main(page).iter() if one.get("class") == "thread")
    english = sent.body_english
    assert english is not None
    assert [reading.text_of(one) for one in thread] == [
        "1Mon 9 Nov 10:00 · Understood: time 1",
        " ".join(
            f"{sent.body}{english}Mon 9 Nov 10:00 · Delivered".replace(
                "{link}", "(their link)"
            ).split()
        ),
        "Czy mogę przyjść z babcią?Mon 9 Nov 11:00 · Waits for a person",
    ]
    own = [one for one in thread.iter() if one.get("lang")]
    assert [(one.get("lang"), one.get("dir")) for one in own] == [("pl", "ltr")]


def test_a_reply_goes_out_once_and_the_thread_is_done(portal: Flask, browser: FlaskClient) -> None:
    mine = make.family(language="ur").parent_id
    question = wrote(mine, "Can I bring her gran?")
    noise = wrote(make.family("Ali", ("Sara",)).parent_id, "Hello?")
    staff_id = office(browser)
    page = browser.get(f"/staff/inbox/{mine}")
    typed = fields(page, " Yes, of course – do! ", language="en")
    for _ in range(2):
        sent = browser.send(f"/staff/inbox/{mine}/reply", typed, follow_redirects=True)
        assert reading.said(sent) == ["Your reply is on its way."]
    replies = [(one.to, one.language, one.body) for one in replies_to(mine)]
    assert replies == [(make.number_of(mine), "en", "Yes, of course - do!")]
    assert (state_of(question), state_of(noise)) == (InState.DONE, InState.FOR_A_PERSON)
    assert db.session.get_one(InText, question).done_by_id == staff_id
    browser.send(f"/staff/inbox/{mine}/reply", fields(sent, "جی ہاں", language="ur"))
    assert [(one.language, one.body) for one in replies_to(mine)][1:] == [("ur", "جی ہاں")]


def test_a_text_that_came_while_writing_still_waits(portal: Flask, browser: FlaskClient) -> None:
    mine = make.family().parent_id
    first = wrote(mine, "Can I bring her gran?")
    office(browser)
    page = browser.get(f"/staff/inbox/{mine}")
    second = wrote(mine, "And the dog?")
    browser.send(f"/staff/inbox/{mine}/reply", fields(page, "Yes"))
    assert (state_of(first), state_of(second)) == (InState.DONE, InState.FOR_A_PERSON)
    browser.send(f"/staff/inbox/{mine}/done", {"seen": second})
    assert state_of(second) == InState.DONE


def test_an_evening_reply_waits_for_the_morning_unless_they_asked(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    asked, quiet = make.family().parent_id, make.family("Ali", ("Sara",)).parent_id
    watch.set("2026-11-09 21:00")
    wrote(asked, "Can I bring her gran?")
    office(browser)
    for mine in (asked, quiet):
        page = browser.get(f"/staff/inbox/{mine}")
        browser.send(f"/staff/inbox/{mine}/reply", fields(page, "Yes"))
    due = [clock.local(replies_to(mine)[0].due_at).hour for mine in (asked, quiet)]
    assert due == [21, 8]
    page = browser.get(f"/staff/inbox/{quiet}")
    assert reading.all_of(page, "small", **{"class": "when"}) == [
        "Mon 9 Nov 21:00 · Goes out on Tuesday 10 November at 08:00"
    ]


def test_a_refused_reply_keeps_the_words(portal: Flask, browser: FlaskClient) -> None:
    mine = make.family().parent_id
    wrote(mine, "Can I bring her gran?")
    office(browser)
    page = browser.get(f"/staff/inbox/{mine}")
    empty = browser.send(f"/staff/inbox/{mine}/reply", fields(page, "  "))
    assert (empty.status_code, reading.said(empty)) == (422, ["Please write something first."])
    with act():
        contact.stop_texts(mine, make.by(mine))
    refused = browser.send(f"/staff/inbox/{mine}/reply", fields(page, "Yes, of course"))
    assert refused.status_code == 422
    assert reading.said(refused) == [
        "This parent gets no texts just now. Their card says why. You wrote: Yes, of course"
    ]
    assert reading.all_of(refused, "p", **{"class": "said"}) == [
        f"No text can go to this parent: stopped texts. You can ring {reading_number(mine)}."
    ]
    assert replies_to(mine) == []
    assert (
        browser.send(f"/staff/inbox/{mine}/reply", fields(page, "x", language="xx")).status_code
        == 400
    )


def reading_number(parent_id: int) -> str:
    number = make.number_of(parent_id)
    return f"0{number[3:7]} {number[7:]}"


def test_a_number_we_do_not_know_gets_no_reply_box(portal: Flask, browser: FlaskClient) -> None:
    text = wrote(None, "Who is this?")
    other = wrote(None, "Wrong one", number="+447700900998")
    known = wrote(make.family().parent_id, "Hello")
    office(browser)
    path = f"/staff/inbox/number/{text}"
    page = browser.get(path)
    assert both_sides(page) == ["Who is this?Mon 9 Nov 10:00 · Waits for a person"]
    assert reading.all_of(page, "textarea") == []
    browser.send(f"{path}/done", {"seen": reading.field(page, "seen")})
    assert (state_of(text), state_of(other)) == (InState.DONE, InState.FOR_A_PERSON)
    assert browser.get(f"/staff/inbox/number/{known}").status_code == 404


def test_a_code_is_never_shown_to_staff(portal: Flask, browser: FlaskClient) -> None:
    mine = make.family().parent_id
    with act():
        contact.send_code(make.number_of(mine))
    office(browser)
    page = browser.get(f"/staff/inbox/{mine}")
    assert both_sides(page) == ["(a code)Mon 9 Nov 10:00 · Waiting to be sent"]


def test_what_somebody_not_to_be_contacted_writes_is_for_the_safeguarding_lead(
    portal: Flask, browser: FlaskClient
) -> None:
    one = make.family("Yusuf", ("Ayesha", "Karim"))
    ayesha, karim = one.parent_ids
    wrote(ayesha, "Hello")
    text = wrote(karim, "Where is he?")
    with act():
        no_contact.hold(karim, one.child_id, make.OFFICE)
    office(browser)
    assert lines(browser.get("/staff/inbox")) == ["waits Ayesha Malik: Hello Mon 9 Nov 10:00"]
    assert browser.get(f"/staff/inbox/{karim}").status_code == 404
    assert browser.send(f"/staff/inbox/{karim}/done", {"seen": text}).status_code == 404
    assert threads.waiting(safeguarding=True) == 1
    browser.sign_in(make.staff("Mr Hale", Role.SAFEGUARDING))
    page = browser.get("/staff/inbox")
    assert lines(page) == ["waits Karim Malik: Where is he? Mon 9 Nov 10:00"]
    assert reading.bar(page) == ["Today", "Inbox1 waiting", "No contact"]
    assert browser.get(f"/staff/inbox/{ayesha}").status_code == 404
    thread = browser.get(f"/staff/inbox/{karim}")
    assert reading.all_of(thread, "textarea") == []
    assert browser.send(f"/staff/inbox/{karim}/reply", {"words": "x"}).status_code == 404
    browser.send(f"/staff/inbox/{karim}/done", {"seen": text})
    assert state_of(text) == InState.DONE
    assert replies_to(karim) == []


def test_teachers_do_not_read_the_inbox(portal: Flask, browser: FlaskClient) -> None:
    mine = make.family().parent_id
    text = wrote(mine, "Hello")
    unknown = wrote(None, "Hello")
    browser.sign_in(make.staff())
    for path in ("/staff/inbox", f"/staff/inbox/{mine}", f"/staff/inbox/number/{unknown}"):
        assert browser.get(path).status_code == 404
    assert browser.send(f"/staff/inbox/{mine}/done", {"seen": text}).status_code == 404
    assert state_of(text) == InState.FOR_A_PERSON
