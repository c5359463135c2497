"""One thread: both sides, what was understood and done, and everything a person does there."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import clock
from portal.db import act, db
from portal.domain import booking, contact, guarding, no_contact, replies, tasks
from portal.domain.guarding import Whose
from portal.domain.history import By, Deed, Event, Face
from portal.domain.inbox import InState, Reading
from portal.domain.outbox import OutText, TextState
from portal.domain.people import Role
from portal.domain.replies import Page
from portal.domain.tasks import TaskKind
from portal.languages import ENGLISH, OFFERED
from portal.wording import phrases
from portal.wording.phrases import Phrase
from tests import make
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.flows.test_by_text import invited
from tests.web import reading
from tests.words_in import replies_to, state_of, text, wrote


def sits_down(browser: FlaskClient, name: str = "Mrs Green", *roles: Role) -> By:
    staff_id = make.staff(name, *(roles or (Role.OFFICE,)))
    browser.sign_in(staff_id)
    return By(Face.DESK, staff_id=staff_id)


def colleague(name: str = "Mr Okafor", *roles: Role) -> By:
    return By(Face.DESK, staff_id=make.staff(name, *(roles or (Role.OFFICE,))))


def both_sides(page: TestResponse) -> list[str]:
    """What stands in the thread, from top to bottom."""
    thread = next(one for one in reading.main(page).iter() if one.get("class") == "thread")
    return [reading.text_of(one) for one in thread]


def filled_in(page: TestResponse, **fields: str) -> dict[str, str | None]:
    """A form of this page, filled in."""
    hidden = {name: reading.field(page, name) for name in ("once", "seen", "after")}
    return {**hidden, **fields}


def buttons(page: TestResponse) -> list[str]:
    return reading.all_of(page, "button")


def deeds(parent_id: int) -> list[Deed]:
    query = db.select(Event.deed).where(Event.parent_id == parent_id).order_by(Event.id)
    return list(db.session.scalars(query))


def shown(number: str) -> str:
    return f"0{number[3:7]} {number[7:]}"


# -- both sides ----------------------------------------------------------------------------------


def test_a_thread_shows_what_was_understood_and_what_came_of_it(
    portal: Flask, browser: FlaskClient
) -> None:
    day, phone, _words = invited(portal, tag="pl")
    mine = day.family.parent_id
    wrote(make.family("Ali", ("Sara",)).parent_id, "Hello?")
    phone.reply("2")
    sits_down(browser)
    page = browser.get(f"/staff/inbox/{mine}")
    assert reading.all_of(page, "div", **{"class": "in"}) == [
        "2 Mon 9 Nov 10:00 · Understood: time 2 → booked Tue 24 Nov 15:30"
    ]
    assert reading.all_of(page, "p", **{"class": "soft who-else"}) == [
        f"YusufPolish{shown(make.number_of(mine))}Their card"
    ]


def test_what_the_school_wrote_stands_beside_its_english_and_what_became_of_it(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening(language="pl")
    mine = day.family.parent_id
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], make.by(mine))
    with act() as session:
        sent = session.scalars(db.select(OutText)).one()
        sent.state, sent.carrier_code = TextState.FAILED, 30005
    watch.set("2026-11-09 11:00")
    wrote(mine, "Czy mogę przyjść z babcią?", InState.ASKED_AGAIN)
    sits_down(browser)
    page = browser.get(f"/staff/inbox/{mine}")
    assert sent.body_english is not None
    words = f"{sent.body}{sent.body_english}".replace("{link}", "(their link)")
    assert both_sides(page) == [
        f"{' '.join(words.split())} Mon 9 Nov 10:00 · This number no longer works",
        "Czy mogę przyjść z babcią? Mon 9 Nov 11:00 · Not understood: asked again",
    ]
    own = [one for one in reading.main(page).iter() if one.get("class") == "words"]
    said = [(one.get("lang"), one.get("dir")) for one in own if one.get("lang")]
    assert said == [("pl", "ltr")]


def test_a_code_is_never_shown_to_staff(portal: Flask, browser: FlaskClient) -> None:
    mine = make.family().parent_id
    with act():
        contact.send_code(make.number_of(mine))
    sits_down(browser)
    page = browser.get(f"/staff/inbox/{mine}")
    assert both_sides(page) == ["(a code) Mon 9 Nov 10:00 · Waiting to go out"]


# -- answering -----------------------------------------------------------------------------------


def test_an_answer_goes_out_once_and_the_thread_is_done(
    portal: Flask, browser: FlaskClient
) -> None:
    mine = make.family().parent_id
    question = wrote(mine, "Can I bring her gran?")
    noise = wrote(make.family("Ali", ("Sara",)).parent_id, "Hello?")
    me = sits_down(browser)
    typed = filled_in(browser.get(f"/staff/inbox/{mine}"), words=" Yes, of course – do! ")
    for _ in range(2):
        sent = browser.send(f"/staff/inbox/{mine}/reply", typed, follow_redirects=True)
        assert reading.said(sent) == ["Your answer is on its way."]
    replies = [(one.to, one.language, one.body) for one in replies_to(mine)]
    assert replies == [(make.number_of(mine), "en", "Yes, of course - do!")]
    assert (state_of(question), state_of(noise)) == (InState.DONE, InState.FOR_A_PERSON)
    answered = text(question)
    assert (answered.done_by_id, answered.reading) == (me.staff_id, Reading.READ)
    assert both_sides(sent) == [
        "Can I bring her gran? Mon 9 Nov 10:00 · Seen to · read by Mrs Green",
        "Yes, of course - do! Mrs Green · Mon 9 Nov 10:00 · Waiting to go out",
    ]


def test_a_parent_who_reads_another_language_is_told_that_english_follows(
    portal: Flask, browser: FlaskClient
) -> None:
    mine = make.family(language="ur").parent_id
    sits_down(browser)
    page = browser.get(f"/staff/inbox/{mine}")
    browser.send(f"/staff/inbox/{mine}/reply", filled_in(page, words="Yes", language="en"))
    page = browser.get(f"/staff/inbox/{mine}")
    browser.send(f"/staff/inbox/{mine}/reply", filled_in(page, words="جی ہاں", language="ur"))
    follows = phrases.english_follows(OFFERED["ur"])
    assert [(one.language, one.body, one.body_english) for one in replies_to(mine)] == [
        ("en", f"{follows}\nYes", "Yes"),
        ("ur", "جی ہاں", None),
    ]


def test_a_ready_made_answer_goes_out_in_the_parents_language(
    portal: Flask, browser: FlaskClient
) -> None:
    polish, english = make.family(language="pl").parent_id, make.family("Ali").parent_id
    sits_down(browser)
    facts = {"school": "Oak Lane", "phone": "01632 960100"}
    for mine, own in ((polish, OFFERED["pl"]), (english, ENGLISH)):
        page = browser.get(f"/staff/inbox/{mine}")
        assert reading.choices(page, "phrase") == list(Phrase)
        typed = filled_in(page, phrase=Phrase.RING_US)
        sent = browser.send(f"/staff/inbox/{mine}/phrase", typed, follow_redirects=True)
        assert reading.said(sent) == ["Your answer is on its way."]
        plain = "Please ring Oak Lane on 01632 960100."
        expected = (phrases.say(Phrase.RING_US, own, **facts), None if own is ENGLISH else plain)
        assert [(one.body, one.body_english) for one in replies_to(mine)] == [expected]
    none = browser.send(f"/staff/inbox/{mine}/phrase", filled_in(page))
    assert (none.status_code, reading.said(none)) == (422, ["Please choose an answer first."])


def test_a_message_that_came_while_writing_still_waits(portal: Flask, browser: FlaskClient) -> None:
    mine = make.family().parent_id
    first = wrote(mine, "Can I bring her gran?")
    sits_down(browser)
    page = browser.get(f"/staff/inbox/{mine}")
    second = wrote(mine, "And the dog?")
    browser.send(f"/staff/inbox/{mine}/reply", filled_in(page, words="Yes"))
    assert (state_of(first), state_of(second)) == (InState.DONE, InState.FOR_A_PERSON)
    done = browser.send(f"/staff/inbox/{mine}/done", {"seen": str(second)}, follow_redirects=True)
    assert reading.said(done) == ["Done. It is off the list of those who wait."]
    assert state_of(second) == InState.DONE
    assert deeds(mine)[-1] == Deed.WORDS_DONE


def test_an_evening_answer_waits_for_the_morning_unless_they_asked(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    asked, quiet = make.family().parent_id, make.family("Ali", ("Sara",)).parent_id
    watch.set("2026-11-09 21:00")
    wrote(asked, "Can I bring her gran?")
    sits_down(browser)
    for mine in (asked, quiet):
        page = browser.get(f"/staff/inbox/{mine}")
        browser.send(f"/staff/inbox/{mine}/reply", filled_in(page, words="Yes"))
    due = [clock.local(replies_to(mine)[0].due_at).hour for mine in (asked, quiet)]
    assert due == [21, 8]
    assert reading.all_of(browser.get(f"/staff/inbox/{quiet}"), "small", **{"class": "when"}) == [
        "Mrs Green · Mon 9 Nov 21:00 · Goes out on Tuesday 10 November at 08:00"
    ]


def test_a_refused_answer_keeps_the_words(portal: Flask, browser: FlaskClient) -> None:
    mine = make.family().parent_id
    wrote(mine, "Can I bring her gran?")
    sits_down(browser)
    page = browser.get(f"/staff/inbox/{mine}")
    empty = browser.send(f"/staff/inbox/{mine}/reply", filled_in(page, words="  "))
    assert (empty.status_code, reading.said(empty)) == (422, ["Please write something first."])
    with act():
        contact.stop_texts(mine, make.by(mine))
    refused = browser.send(f"/staff/inbox/{mine}/reply", filled_in(page, words="Yes, of course"))
    assert refused.status_code == 422
    assert reading.said(refused) == ["This parent gets no texts just now. Their card says why."]
    assert reading.all_of(refused, "p", **{"class": "said"}) == [
        "No text can go to this parent: stopped texts."
        f" You can ring {shown(make.number_of(mine))}.",
        "You wrote: Yes, of course",
    ]
    assert replies_to(mine) == []
    odd = browser.send(f"/staff/inbox/{mine}/reply", filled_in(page, words="x", language="xx"))
    assert odd.status_code == 400


def test_who_answers_after_a_colleague_is_told_so_and_loses_nothing(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    mine = make.family().parent_id
    wrote(mine, "Can I bring her gran?")
    other = colleague()
    sits_down(browser)
    page = browser.get(f"/staff/inbox/{mine}")
    with act():
        replies.reply(mine, "Of course", "en", other, Page(10**6, "his"))
    watch.set("2026-11-09 10:02")
    late = browser.send(f"/staff/inbox/{mine}/reply", filled_in(page, words="Yes, please do"))
    assert late.status_code == 422
    assert reading.said(late) == [
        "Mr Okafor answered two minutes ago. Nothing was sent. What you wrote is still here: send"
        " it again if it still helps."
    ]
    assert reading.field(late, "words") == "Yes, please do"
    assert [one.body for one in replies_to(mine)] == ["Of course"]
    browser.send(f"/staff/inbox/{mine}/reply", filled_in(late, words="Yes, please do"))
    assert [one.body for one in replies_to(mine)] == ["Of course", "Yes, please do"]


def test_words_that_are_too_long_are_not_cut(portal: Flask, browser: CheckingClient) -> None:
    mine = make.family(language="pl").parent_id
    text_id = wrote(mine, "Halo?")
    sits_down(browser)
    path = f"/staff/inbox/{mine}"
    page = browser.get(path)
    for deed, name, longest, more in (
        ("reply", "words", replies.LONGEST, {"language": "pl"}),
        ("call", "note", replies.LONGEST_NOTE, {"rung": "Omar", "settles": "yes"}),
        ("english", "english", replies.LONGEST_ENGLISH, {"text": str(text_id)}),
    ):
        typed = "x" * (longest + 1)
        late = browser.send(f"{path}/{deed}", filled_in(page, **{name: typed}, **more))
        assert (late.status_code, reading.field(late, name)) == (422, typed)
        assert reading.said(late) == ["That is too long. Please write it in fewer words."]
    assert replies_to(mine) == []
    assert state_of(text_id) == InState.FOR_A_PERSON


def test_a_call_is_noted_once_and_stands_in_the_thread(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    mine = make.family().parent_id
    question = wrote(mine, "Can I bring her gran?")
    sits_down(browser)
    watch.set("2026-11-09 11:00")
    page = browser.get(f"/staff/inbox/{mine}")
    assert reading.field(page, "rung") == "Ayesha Malik"
    empty = browser.send(f"/staff/inbox/{mine}/call", filled_in(page, rung="her gran", note=" "))
    assert (empty.status_code, reading.field(empty, "rung")) == (422, "her gran")
    typed = filled_in(page, rung="her gran", note="she will come", settles="yes")
    for _ in range(2):
        noted = browser.send(f"/staff/inbox/{mine}/call", typed, follow_redirects=True)
        assert reading.said(noted) == ["The call is noted."]
    assert both_sides(noted) == [
        "Can I bring her gran? Mon 9 Nov 10:00 · Seen to · read by Mrs Green",
        "Mrs Green rang her gran: she will come Mon 9 Nov 11:00",
    ]
    assert state_of(question) == InState.DONE


# -- reading what is not in English --------------------------------------------------------------


def test_words_in_another_language_count_as_read_once_somebody_wrote_them_down_in_english(
    portal: Flask, browser: FlaskClient
) -> None:
    mine = make.family(language="pl").parent_id
    question = wrote(mine, "Czy mogę z babcią?")
    path = f"/staff/inbox/{mine}"
    other = colleague()
    me = sits_down(browser)
    browser.send(f"{path}/translate")
    assert (text(question).reading, text(question).with_id) == (
        Reading.BEING_TRANSLATED,
        me.staff_id,
    )
    browser.sign_in(other.staff_id or 0)
    page = browser.get(path)
    assert both_sides(page)[0].startswith(
        "Czy mogę z babcią? Mon 9 Nov 10:00 · Waits for an answer · Mrs Green is translating it"
    )
    early = browser.send(f"{path}/done", {"seen": str(question)})
    assert (early.status_code, reading.said(early)) == (
        422,
        ["Nobody has read this yet. Write down first what it says in English."],
    )
    browser.send(f"{path}/reply", filled_in(page, words="Tak", language="pl"))
    assert state_of(question) == InState.FOR_A_PERSON  # answered, and nobody else can read it
    browser.sign_in(me.staff_id or 0)
    fields = {"text": str(question), "english": "May I bring gran?"}
    for _ in range(2):
        saved = browser.send(f"{path}/english", fields, follow_redirects=True)
        assert reading.said(saved) == ["Saved. Everybody can read it now."]
    assert both_sides(saved)[0] == (
        "Czy mogę z babcią? May I bring gran? Mon 9 Nov 10:00 · Waits for an answer · read by"
        " Mrs Green"
    )
    browser.sign_in(other.staff_id or 0)
    later = browser.send(f"{path}/english", {**fields, "english": "With her gran?"})
    assert (later.status_code, reading.said(later)) == (
        422,
        ["A colleague has just written down what it says."],
    )
    assert "You wrote: With her gran?" in reading.words(later)
    browser.send(f"{path}/done", {"seen": str(question)})
    assert state_of(question) == InState.DONE
    assert text(question).in_english == "May I bring gran?"


def test_what_is_in_english_after_all_is_read_with_one_tap(
    portal: Flask, browser: FlaskClient
) -> None:
    mine = make.family(language="pl").parent_id
    first, second = wrote(mine, "Thank you"), wrote(mine, "Dziękuję")
    noise = wrote(make.family("Ali").parent_id, "Hello?")
    sits_down(browser)
    path = f"/staff/inbox/{mine}/english"
    browser.send(path, {"text": str(first), "as": "it stands"})
    assert [text(one).reading for one in (first, second)] == [Reading.READ, Reading.NOT_READ]
    assert browser.send(path, {"text": str(noise), "as": "it stands"}).status_code == 404
    empty = browser.send(path, {"text": str(second), "english": " "})
    assert (empty.status_code, reading.said(empty)) == (422, ["Please write something first."])


def test_english_is_read_by_saying_so_and_still_waits(portal: Flask, browser: FlaskClient) -> None:
    mine = make.family().parent_id
    question = wrote(mine, "Can I bring her gran?")
    sits_down(browser)
    assert "I have read it" in buttons(browser.get(f"/staff/inbox/{mine}"))
    read = browser.send(f"/staff/inbox/{mine}/read", {"seen": str(question)}, follow_redirects=True)
    assert reading.said(read) == ["It counts as read now."]
    assert "I have read it" not in buttons(read)
    assert (text(question).reading, state_of(question)) == (Reading.READ, InState.FOR_A_PERSON)


# -- who has it ----------------------------------------------------------------------------------


def test_one_takes_it_lets_it_go_and_another_takes_it_over(
    portal: Flask, browser: FlaskClient
) -> None:
    mine = make.family().parent_id
    question = wrote(mine, "Can I bring her gran?")
    other, third = colleague(), colleague("Ms Long")
    me = sits_down(browser)
    path = f"/staff/inbox/{mine}"
    taken = browser.send(f"{path}/take", follow_redirects=True)
    assert reading.said(taken) == ["You have it now."]
    assert "Let go" in buttons(taken)
    browser.sign_in(other.staff_id or 0)
    page = browser.get(path)
    assert "1 message waits with Mrs Green" in reading.all_of(page, "p")
    assert reading.field(page, "over") == str(me.staff_id)
    browser.send(f"{path}/let-go")
    assert text(question).with_id == me.staff_id
    with act():
        replies.take(Whose(mine), third, over=me.staff_id)
    late = browser.send(f"{path}/take", {"over": str(me.staff_id)})
    assert (late.status_code, reading.said(late)) == (422, ["A colleague has just taken this."])
    browser.send(f"{path}/take", {"over": str(third.staff_id)})
    assert text(question).with_id == other.staff_id
    browser.send(f"{path}/let-go")
    assert text(question).with_id is None


# -- numbers nobody has --------------------------------------------------------------------------


def test_a_number_we_do_not_know_gets_no_answer_but_a_note(
    portal: Flask, browser: FlaskClient
) -> None:
    asked = wrote(None, "Who is this?")
    other = wrote(None, "Wrong one", number="+447700900998")
    known = wrote(make.family().parent_id, "Hello")
    sits_down(browser)
    path = f"/staff/inbox/number/{asked}"
    page = browser.get(path)
    assert both_sides(page) == ["Who is this? Mon 9 Nov 10:00 · Waits for an answer · not read"]
    assert reading.all_of(page, "textarea") == []
    noted = browser.send(
        f"{path}/call",
        filled_in(page, rung="a Mr Bell", note="wrong number"),
        follow_redirects=True,
    )
    assert both_sides(noted)[1] == "Mrs Green rang a Mr Bell: wrong number Mon 9 Nov 10:00"
    browser.send(f"{path}/done", {"seen": str(asked)})
    assert (state_of(asked), state_of(other)) == (InState.DONE, InState.FOR_A_PERSON)
    assert browser.get(f"/staff/inbox/number/{known}").status_code == 404


# -- the safeguarding lead -----------------------------------------------------------------------


def test_one_tap_takes_a_thread_out_of_everybody_elses_sight(
    portal: Flask, browser: FlaskClient
) -> None:
    mine = make.family().parent_id
    wrote(mine, "I cannot say this aloud")
    lead = colleague("Ms Reid", Role.SAFEGUARDING)
    me = sits_down(browser)
    path = f"/staff/inbox/{mine}"
    with act():
        tasks.ask_office(TaskKind.CALL, parent_id=mine, words="when he is out")
    with act():
        replies.take(Whose(mine), me)
    for _ in range(2):
        with act():
            guarding.pass_on(Whose(mine), me)
    passed = [one for one in deeds(mine) if one == Deed.THREAD_PASSED]
    assert passed == [Deed.THREAD_PASSED]
    assert browser.get(path).status_code == 404
    for deed in ("take", "reply", "call", "done", "give-back", "pass-on", "read"):
        assert browser.send(f"{path}/{deed}", {"words": "x"}).status_code == 404
    today = browser.get("/staff")
    assert "when he is out" not in reading.words(today)
    assert "Something waits for the safeguarding lead." in reading.words(today)
    card = browser.get(f"/staff/parents/{mine}")
    assert "Their texts are with the safeguarding lead." in reading.all_of(card, "p")
    assert reading.all_of(card, "li") == ["No talk to book.", "Nothing yet."]
    browser.sign_in(lead.staff_id or 0)
    page = browser.get(path)
    assert both_sides(page) == [
        "I cannot say this aloud Mon 9 Nov 10:00 · Waits for an answer · not read",
        "Mrs Green passed this to the safeguarding lead Mon 9 Nov 10:00",
    ]
    assert "Please ring (when he is out)" in reading.all_of(page, "li")
    browser.send(f"{path}/reply", filled_in(page, words="I will ring you"))
    assert [one.body for one in replies_to(mine)] == ["I will ring you"]


def test_the_lead_gives_a_thread_back_but_not_by_mistake(
    portal: Flask, browser: FlaskClient
) -> None:
    mine = make.family().parent_id
    wrote(mine, "Can I bring her gran?")
    lead = colleague("Ms Reid", Role.SAFEGUARDING)
    me = sits_down(browser)
    path = f"/staff/inbox/{mine}"
    tapped = browser.send(f"{path}/pass-on", follow_redirects=True)
    assert reading.said(tapped) == [
        "It is with the safeguarding lead now, and nobody else finds it."
    ]
    browser.sign_in(lead.staff_id or 0)
    unsure = browser.send(f"{path}/give-back")
    assert (unsure.status_code, reading.said(unsure)) == (
        422,
        ["Nothing was given back. Please tick the box first."],
    )
    sure = browser.send(f"{path}/give-back", {"sure": "yes"}, follow_redirects=True)
    assert reading.said(sure) == ["It is back with the office."]
    assert browser.get(path).status_code == 404
    browser.sign_in(me.staff_id or 0)
    assert both_sides(browser.get(path))[1:] == [
        "Mrs Green passed this to the safeguarding lead Mon 9 Nov 10:00",
        "Ms Reid gave this back to the office Mon 9 Nov 10:00",
    ]


def test_nothing_is_passed_on_where_nobody_would_read_it(
    portal: Flask, browser: FlaskClient
) -> None:
    mine = make.family().parent_id
    wrote(mine, "I cannot say this aloud")
    sits_down(browser)
    refused = browser.send(f"/staff/inbox/{mine}/pass-on")
    assert refused.status_code == 422
    assert reading.said(refused) == [
        "Nobody has the safeguarding lead's role yet, so nobody would read it. Give a colleague"
        " that role under Staff, then pass this on."
    ]
    assert browser.get(f"/staff/inbox/{mine}").status_code == 200


def test_a_number_nobody_has_can_be_passed_on_too(portal: Flask, browser: FlaskClient) -> None:
    lead = colleague("Ms Reid", Role.SAFEGUARDING)
    first = wrote(None, "Help")
    sits_down(browser)
    browser.send(f"/staff/inbox/number/{first}/pass-on")
    second = wrote(None, "Please")
    for one in (first, second):
        assert browser.get(f"/staff/inbox/number/{one}").status_code == 404
    browser.sign_in(lead.staff_id or 0)
    page = browser.get(f"/staff/inbox/number/{second}")
    assert both_sides(page) == [
        "Help Mon 9 Nov 10:00 · Waits for an answer · not read",
        "Please Mon 9 Nov 10:00 · Waits for an answer · not read",
        "Mrs Green passed this to the safeguarding lead Mon 9 Nov 10:00",
    ]
    browser.send(f"/staff/inbox/number/{first}/give-back", {"sure": "yes"})
    assert browser.get(f"/staff/inbox/number/{second}").status_code == 404


def test_nobody_answers_who_must_not_be_contacted(portal: Flask, browser: FlaskClient) -> None:
    one = make.family("Yusuf", ("Ayesha", "Karim"), language="ur")
    ayesha, karim = one.parent_ids
    asked = wrote(karim, "وہ کہاں ہے؟")
    with act():
        no_contact.hold(karim, one.child_id, make.OFFICE)
    sits_down(browser)
    for deed in ("done", "reply", "pass-on"):
        path = f"/staff/inbox/{karim}/{deed}"
        assert browser.send(path, {"seen": str(asked), "words": "x"}).status_code == 404
    lead = colleague("Ms Reid", Role.SAFEGUARDING)
    browser.sign_in(lead.staff_id or 0)
    assert browser.get(f"/staff/inbox/{ayesha}").status_code == 404
    page = browser.get(f"/staff/inbox/{karim}")
    assert reading.choices(page, "words") == reading.choices(page, "phrase") == []
    assert make.number_of(karim)[3:] not in reading.words(page).replace(" ", "")
    refused = browser.send(f"/staff/inbox/{karim}/reply", {"words": "x", "seen": str(asked)})
    assert refused.status_code == 422
    browser.send(f"/staff/inbox/{karim}/give-back", {"sure": "yes"})
    assert browser.get(f"/staff/inbox/{karim}").status_code == 200
    read = {"text": str(asked), "english": "Where is he?"}
    browser.send(f"/staff/inbox/{karim}/english", read)
    browser.send(f"/staff/inbox/{karim}/done", {"seen": str(asked)})
    assert (state_of(asked), replies_to(karim)) == (InState.DONE, [])


def test_teachers_do_not_read_threads(portal: Flask, browser: FlaskClient) -> None:
    mine = make.family().parent_id
    message, unknown = wrote(mine, "Hello"), wrote(None, "Hello")
    browser.sign_in(make.staff())
    for path in (f"/staff/inbox/{mine}", f"/staff/inbox/number/{unknown}"):
        assert browser.get(path).status_code == 404
        assert browser.send(f"{path}/done", {"seen": str(message)}).status_code == 404
    assert state_of(message) == InState.FOR_A_PERSON
