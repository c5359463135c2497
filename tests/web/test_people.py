"""Finding a parent, the parent's card, no contact, and the ties of a child."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.db import act, db
from portal.domain import booking, links, no_contact, outbox, tasks
from portal.domain.asked import open_question
from portal.domain.booking import Answers
from portal.domain.bookings import Booking, BookingState, CancelReason
from portal.domain.creche import Age, LittleOne
from portal.domain.history import Deed, Event
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.links import TextLink
from portal.domain.numbers import show_number
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Child, Guardianship, NumberState, OnRoll, Parent, Role
from portal.domain.questions import Asks, Question
from portal.domain.tasks import Task, TaskKind
from tests import make
from tests.web import reading

NOTHING = "Tell Karim Malik nothing; ask the safeguarding lead."


def office(browser: FlaskClient) -> int:
    staff_id = make.staff("Mrs Green", Role.OFFICE)
    browser.sign_in(staff_id)
    return staff_id


def found(browser: FlaskClient, words: str) -> list[str]:
    """Who was found, with their children."""
    page = browser.get("/staff/parents", query_string={"q": words})
    return [reading.text_of(line[0]) for line in reading.main(page).iter(f"{reading.NAMESPACE}li")]


def parent(parent_id: int) -> Parent:
    return db.session.get_one(Parent, parent_id)


def texts(parent_id: int) -> list[tuple[Kind, TextState]]:
    query = db.select(OutText.kind, OutText.state).where(OutText.parent_id == parent_id)
    return [tuple(row) for row in db.session.execute(query.order_by(OutText.id))]


def open_tasks() -> list[tuple[TaskKind, int | None]]:
    return [(task.kind, task.parent_id) for task in tasks.open_tasks()]


def tie(parent_id: int, child_id: int) -> Guardianship:
    return db.session.scalars(
        db.select(Guardianship).filter_by(parent_id=parent_id, child_id=child_id)
    ).one()


def state_of(invitation_id: int) -> InvitationState | None:
    return db.session.scalar(db.select(Invitation.state).where(Invitation.id == invitation_id))


# -- finding -----------------------------------------------------------------------------------


def test_a_parent_is_found_by_the_beginnings_of_their_names(
    portal: Flask, browser: FlaskClient
) -> None:
    make.family("Lena", ("Łukasz",), surname="Wójcik")
    make.family("Zoë", ("Siobhán",), surname="O'Brien")
    make.family("Ali", ("محمد",), surname="خان")
    make.family("Ada", ("Wanda",), surname="Lukas")
    office(browser)
    assert found(browser, "lukasz") == ["Łukasz Wójcik Lena", "Wanda Lukas Ada"]  # sounds like it
    assert found(browser, "WOJ luk") == ["Łukasz Wójcik Lena"]
    assert found(browser, "Luk") == ["Wanda Lukas Ada", "Łukasz Wójcik Lena"]
    assert found(browser, "obrien") == ["Siobhán O'Brien Zoë"]
    assert found(browser, "خان") == ["محمد خان Ali"]
    assert found(browser, "ukasz") == []
    assert found(browser, " - ") == []
    assert found(browser, "") == []


def test_a_parent_is_found_by_a_number_in_any_spelling(portal: Flask, browser: FlaskClient) -> None:
    one, noise = make.family("Lena", ("Ewa",)), make.family("Ali", ("Sara",))
    with act() as session:
        session.get_one(Parent, one.parent_id).number = "+447700900777"
        session.get_one(Parent, noise.parent_id).number = "+48501234567"
    office(browser)
    for words in (
        "07700 900777",
        "+44 7700 900 777",
        "0044 (0)7700-900777",
        "٠٧٧٠٠٩٠٠٧٧٧",
        "900777",
    ):
        assert found(browser, words) == ["Ewa Malik Lena"]
    assert found(browser, "0048 501 234 567") == ["Sara Malik Ali"]
    assert found(browser, "777") == []


def test_a_parent_is_found_by_a_childs_name_if_they_may_hear_of_it(
    portal: Flask, browser: FlaskClient
) -> None:
    one = make.family("Yusuf", ("Ayesha", "Karim"), surname="Malik")
    gone = make.family("Yusra", ("Dina",), surname="Haddad")
    with act() as session:
        tie(one.parent_ids[1], one.child_id).no_contact = True
        session.get_one(Child, gone.child_id).roll = OnRoll.LEFT
    office(browser)
    assert found(browser, "yus") == ["Ayesha Malik Yusuf"]
    assert found(browser, "ayesha yus") == ["Ayesha Malik Yusuf"]
    assert found(browser, "karim") == ["Karim Malik"]
    assert found(browser, "dina") == ["Dina Haddad"]


# -- the card ----------------------------------------------------------------------------------


def separated() -> tuple[make.Evening, int, int]:
    """Ayesha and Karim, parents of Yusuf, each with a talk: the day, and their ids."""
    day = make.evening()
    ayesha = day.family.parent_id
    with act() as session:
        father = Parent(
            first_name="Karim", last_name="Malik", number="+447700900555", language="ur"
        )
        session.add(father)
        session.flush()
        session.add(
            Guardianship(
                child_id=day.family.child_id,
                parent_id=father.id,
                may_be_invited=True,
                may_sign=True,
                gets_texts=True,
            )
        )
        karim = father.id
    his = make.invitation(day.round_id, day.family.child_id, karim, day.teacher_id)
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], make.by(ayesha))
    with act():
        booking.book(
            his,
            day.slot_ids[4],
            make.by(karim),
            Answers(interpreter="Urdu", little_ones=[LittleOne("Bilal", Age.TWO, "nuts")]),
        )
    return day, ayesha, karim


def test_separated_parents_cards_show_nothing_of_each_other(
    portal: Flask, browser: FlaskClient
) -> None:
    _day, ayesha, karim = separated()
    office(browser)
    hers, his = browser.get(f"/staff/parents/{ayesha}"), browser.get(f"/staff/parents/{karim}")
    assert reading.all_of(hers, "h1") == ["Ayesha Malik"]
    assert reading.all_of(hers, "h2")[0] == "Yusuf Malik, Year 4 Ash"
    assert reading.all_of(hers, "li") == [
        "Booked with Miss Khan: Tue 24 Nov 15:00 Open Move",
        "Nothing yet.",
    ]
    assert reading.all_of(his, "li") == [
        "Booked with Miss Khan: Tue 24 Nov 17:00 crèche 1interpreter: Urdu Open Move",
        "Nothing yet.",
    ]
    for page, other in ((hers, "Karim"), (his, "Ayesha")):
        assert page.get_data(as_text=True).count(other) == 0
    for page, of_the_other in (
        (hers, ("17:00", "07700 900555", "crèche")),
        (his, ("15:00", show_number(make.number_of(ayesha)))),
    ):
        assert [one for one in of_the_other if one in reading.words(page)] == []
    thread = browser.get(f"/staff/inbox/{ayesha}")
    assert thread.get_data(as_text=True).count("17:00") == 0


def test_a_card_of_nobody_is_not_found(portal: Flask, browser: FlaskClient) -> None:
    office(browser)
    assert browser.get("/staff/parents/7").status_code == 404
    assert browser.send("/staff/parents/7/number", {"number": "07700 900777"}).status_code == 404


def test_the_language_is_chosen_at_the_desk(portal: Flask, browser: FlaskClient) -> None:
    one = make.family(language="pl")
    office(browser)
    path = f"/staff/parents/{one.parent_id}/language"
    assert browser.send(path, {"language": "xx"}).status_code == 400
    done = browser.send(path, {"language": "ur"}, follow_redirects=True)
    assert reading.said(done) == ["Pages and texts are in Urdu from now on."]
    assert (parent(one.parent_id).language, parent(one.parent_id).language_chosen) == ("ur", True)


def test_texts_are_stopped_and_started(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    with act():
        booking.book(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id))
    office(browser)
    path = f"/staff/parents/{day.family.parent_id}"
    for _ in range(2):
        browser.send(f"{path}/texts", {"texts": "stop"})
    assert texts(day.family.parent_id) == [(Kind.BOOKED, TextState.CANCELLED)]
    page = browser.get(path)
    assert reading.all_of(page, "dd")[1] == "stopped on Monday 9 November"
    refused = browser.send(f"{path}/link")
    assert (refused.status_code, reading.said(refused)) == (
        409,
        ["This parent gets no texts just now. Their card says why."],
    )
    browser.send(f"{path}/texts", {"texts": "start"})
    assert parent(day.family.parent_id).opted_out_at is None
    assert reading.all_of(browser.get(path), "dd")[1] == "yes"


def test_a_link_is_sent_again_or_made_new(portal: Flask, browser: FlaskClient) -> None:
    one = make.family()
    office(browser)
    path = f"/staff/parents/{one.parent_id}/link"
    for _ in range(2):
        browser.send(path, {"which": "same"})
    assert texts(one.parent_id) == [(Kind.LINK, TextState.QUEUED)]
    old = links.token(one.parent_id, 1)
    browser.send(path, {"which": "new"})
    assert texts(one.parent_id) == [
        (Kind.LINK, TextState.CANCELLED),
        (Kind.LINK, TextState.QUEUED),
    ]
    ended, live = links.find(old), links.find(links.token(one.parent_id, 2))
    assert ended is not None and ended.dead_at is not None
    assert live is not None and live.dead_at is None


# -- another number ----------------------------------------------------------------------------


def test_a_new_number_ends_the_link_and_calls_back_what_waits(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    mine = day.family.parent_id
    with act():
        links.link_of(mine)
        booking.book(day.invitation_id, day.slot_ids[0], make.by(mine))
        db.session.get_one(Parent, mine).number_state = NumberState.WRONG
    office(browser)
    path = f"/staff/parents/{mine}/number"
    refused = browser.send(path, {"number": "0770 zero"})
    assert (refused.status_code, reading.said(refused)) == (
        422,
        ["This cannot be a phone number. Please check the digits."],
    )
    assert reading.field(refused, "number") == "0770 zero"
    for _ in range(2):
        saved = browser.send(path, {"number": "07700 900 888"}, follow_redirects=True)
    assert reading.said(saved) == ["The number is saved. Send them their link if they need it."]
    assert (parent(mine).number, parent(mine).number_state) == ("+447700900888", NumberState.GOOD)
    assert texts(mine) == [(Kind.BOOKED, TextState.CANCELLED)]
    generations = db.session.execute(
        db.select(TextLink.generation, TextLink.dead_at.is_(None)).where(TextLink.parent_id == mine)
    )
    assert [tuple(row) for row in generations] == [(1, False), (2, True)]
    # Nobody has read yet that the talk is booked, and no text says so any more.
    assert open_tasks() == [(TaskKind.TEXT_FAILED, mine)]


def test_a_landline_and_no_number_get_no_texts(portal: Flask, browser: FlaskClient) -> None:
    one = make.family()
    office(browser)
    path = f"/staff/parents/{one.parent_id}"
    browser.send(f"{path}/number", {"number": "01632 960123"})
    assert parent(one.parent_id).number_state == NumberState.LANDLINE
    assert reading.all_of(browser.get(path), "dd")[1] == "none: only a landline"
    browser.send(f"{path}/number", {"number": ""})
    assert parent(one.parent_id).number is None
    assert reading.all_of(browser.get(path), "dd")[:2] == ["none", "none: no mobile number"]


def test_two_people_with_one_number_are_held_until_it_is_settled(
    portal: Flask, browser: FlaskClient
) -> None:
    one, other = make.family("Lena", ("Ewa",)), make.family("Ali", ("Sara",))
    number = make.number_of(other.parent_id)
    office(browser)
    saved = browser.send(
        f"/staff/parents/{one.parent_id}/number", {"number": number}, follow_redirects=True
    )
    assert reading.said(saved) == [
        "Saved. Somebody else has this number, too: no texts go to it yet."
    ]
    assert saved.get_data(as_text=True).count("Sara") == 0
    both = [parent(one.parent_id).number_state, parent(other.parent_id).number_state]
    assert both == [NumberState.HELD, NumberState.HELD]
    assert open_tasks() == [
        (TaskKind.SHARED_NUMBER, one.parent_id),
        (TaskKind.SHARED_NUMBER, other.parent_id),
    ]
    browser.send(f"/staff/parents/{one.parent_id}/number", {"number": "07700 900 888"})
    browser.send(f"/staff/parents/{other.parent_id}/number", {"number": number})
    both = [parent(one.parent_id).number_state, parent(other.parent_id).number_state]
    assert both == [NumberState.GOOD, NumberState.GOOD]


def test_the_number_of_somebody_not_to_be_contacted_is_held(
    portal: Flask, browser: FlaskClient
) -> None:
    one = make.family("Yusuf", ("Ayesha", "Karim"))
    with act():
        no_contact.hold(one.parent_ids[1], one.child_id, make.OFFICE)
    office(browser)
    browser.send(
        f"/staff/parents/{one.parent_id}/number",
        {"number": make.number_of(one.parent_ids[1])},
    )
    assert parent(one.parent_id).number_state == NumberState.HELD
    assert open_tasks() == [(TaskKind.BARRED_NUMBER, one.parent_id)]


# -- no contact --------------------------------------------------------------------------------


def test_no_contact_is_set_in_two_taps_and_tells_nobody(
    portal: Flask, browser: FlaskClient
) -> None:
    day, ayesha, karim = separated()
    child = day.family.child_id
    with act():
        links.link_of(karim)
        links.link_of(ayesha)
        tasks.ask_office(TaskKind.CALL, parent_id=karim, child_id=child)
        tasks.ask_office(TaskKind.CALL, parent_id=ayesha, child_id=child)
    staff_id = office(browser)
    path = f"/staff/parents/{karim}/children/{child}/no-contact"
    asked = browser.get(path)
    assert reading.all_of(asked, "h1") == ["No contact with Karim Malik about Yusuf?"]
    assert not tie(karim, child).no_contact
    done = browser.send(path, follow_redirects=True)
    said = "No contact is set. Nobody was told; the safeguarding lead confirms it."
    assert reading.words(done) == f"{said} Karim Malik {NOTHING}"
    assert (tie(karim, child).no_contact, tie(ayesha, child).no_contact) == (True, False)
    his, hers = db.session.scalars(db.select(Booking).order_by(Booking.parent_id.desc())).all()
    assert (his.state, his.cancel_reason) == (BookingState.CANCELLED, CancelReason.CONTACT_HELD)
    assert hers.state == BookingState.BOOKED
    asked_of = db.session.execute(
        db.select(Invitation.parent_id, Invitation.state).where(Invitation.child_id == child)
    )
    assert {parent_id: state for parent_id, state in asked_of} == {
        ayesha: InvitationState.BOOKED,
        karim: InvitationState.WITHDRAWN,
    }
    assert texts(karim) == [(Kind.BOOKED, TextState.CANCELLED)]
    assert texts(ayesha) == [(Kind.BOOKED, TextState.QUEUED)]
    live = db.session.scalars(db.select(TextLink.parent_id).where(TextLink.dead_at.is_(None)))
    assert list(live) == [ayesha]
    assert open_tasks() == [(TaskKind.CALL, ayesha)]
    last = db.session.scalars(db.select(Event).order_by(Event.id.desc())).first()
    assert last is not None
    assert (last.deed, last.parent_id, last.by_staff_id) == (Deed.CONTACT_HELD, karim, staff_id)


def test_no_contact_set_twice_is_the_same_as_once(portal: Flask) -> None:
    day, _ayesha, karim = separated()
    for _ in range(2):
        with act():
            no_contact.hold(karim, day.family.child_id, make.OFFICE)
    deeds = db.select(Event.id).where(Event.deed == Deed.CONTACT_HELD)
    assert len(db.session.scalars(deeds).all()) == 1


def test_no_contact_about_one_child_leaves_the_other(portal: Flask, browser: FlaskClient) -> None:
    day, _ayesha, karim = separated()
    sister = make.sibling(karim, "Maryam", class_id=day.class_id)
    about_her = make.invitation(day.round_id, sister, karim, day.teacher_id)
    with act():
        links.link_of(karim)
        made = booking.book(about_her, day.slot_ids[5], make.by(karim)).id
        outbox.queue(
            kind=Kind.REMINDER,
            to="+447700900555",
            language="en",
            body="See you tomorrow: 17:00 Yusuf, 17:30 Maryam.",
            parent_id=karim,
            asks=Asks(Question.COMING, ["coming"], {}, make.clock.now() + outbox.timedelta(days=1)),
        )
    with act():
        no_contact.hold(karim, day.family.child_id, make.OFFICE)
    assert db.session.get_one(Booking, made).state == BookingState.BOOKED
    assert texts(karim) == [
        (Kind.BOOKED, TextState.CANCELLED),
        (Kind.BOOKED, TextState.QUEUED),
        (Kind.REMINDER, TextState.CANCELLED),
    ]
    assert open_question(karim) is None
    assert links.link_of(karim).dead_at is None
    office(browser)
    page = browser.get(f"/staff/parents/{karim}")
    assert reading.all_of(page, "p", **{"class": "wrong"}) == [
        "Tell Karim Malik nothing about Yusuf; ask the safeguarding lead."
    ]
    assert reading.all_of(page, "h2") == [
        "Maryam Malik, Year 4 Ash",
        "How to reach them",
        "What happened",
    ]
    thread = browser.get(f"/staff/inbox/{karim}")
    assert thread.get_data(as_text=True).count("Booked: Yusuf") == 0


def test_the_card_of_somebody_not_to_be_contacted_does_nothing(
    portal: Flask, browser: FlaskClient
) -> None:
    day, _ayesha, karim = separated()
    with act():
        no_contact.hold(karim, day.family.child_id, make.OFFICE)
    office(browser)
    path = f"/staff/parents/{karim}"
    assert reading.words(browser.get(path)) == f"Karim Malik {NOTHING}"
    for deed, fields in (
        ("number", {"number": "07700 900888"}),
        ("language", {"language": "en"}),
        ("link", {"which": "new"}),
        ("texts", {"texts": "start"}),
    ):
        assert browser.send(f"{path}/{deed}", fields).status_code == 404
    refused = browser.send(
        f"{path}/invite",
        {"child": day.family.child_id, "round": day.round_id},
        follow_redirects=True,
    )
    assert reading.said(refused) == ["Tell this person nothing; ask the safeguarding lead."]
    assert browser.get(f"{path}/children/{day.family.child_id}/no-contact").status_code == 404
    assert browser.get(f"/staff/inbox/{karim}").status_code == 404
    assert texts(karim) == [(Kind.BOOKED, TextState.CANCELLED)]


def test_the_same_number_on_somebody_else_makes_a_task(portal: Flask) -> None:
    day, ayesha, karim = separated()
    with act() as session:
        session.get_one(Parent, ayesha).number = "+447700900555"
    with act():
        no_contact.hold(karim, day.family.child_id, make.OFFICE)
    assert open_tasks() == [(TaskKind.BARRED_NUMBER, ayesha)]


def test_the_safeguarding_lead_sees_whom_and_settles_marks(
    portal: Flask, browser: FlaskClient
) -> None:
    day, _ayesha, karim = separated()
    marked = make.family("Amy", ("Sue", "Tom"), surname="Zane")
    with act():
        no_contact.hold(karim, day.family.child_id, make.OFFICE)
        for one in marked.parent_ids:
            tie(one, marked.child_id).held = True
    office(browser)
    assert browser.get("/staff/no-contact").status_code == 404
    browser.sign_in(make.staff("Mr Hale", Role.SAFEGUARDING))
    page = browser.get("/staff/no-contact")
    mark = "court-order mark from the import"
    assert reading.all_of(page, "h2") == [
        "Sue Zane about Amy Zane",
        "Tom Zane about Amy Zane",
        "Karim Malik about Yusuf Malik",
    ]
    assert tags(page) == [mark, mark, "no contact", "to confirm"]
    sue, tom = marked.parent_ids
    browser.send("/staff/no-contact", {"parent": sue, "child": marked.child_id, "mark": "hold"})
    browser.send("/staff/no-contact", {"parent": tom, "child": marked.child_id, "mark": "clear"})
    browser.send(
        "/staff/no-contact", {"parent": karim, "child": day.family.child_id, "mark": "clear"}
    )
    page = browser.get("/staff/no-contact")
    assert reading.all_of(page, "h2") == [
        "Karim Malik about Yusuf Malik",
        "Sue Zane about Amy Zane",
    ]
    assert tags(page) == ["no contact", "to confirm"] * 2


def tags(page: TestResponse) -> list[str]:
    """What the page marks, in order."""
    marks = [one for one in reading.main(page).iter() if "tag" in one.get("class", "").split()]
    return [reading.text_of(one) for one in marks]


# -- the ties of a child -----------------------------------------------------------------------


def switches(page: TestResponse) -> list[list[str]]:
    return [reading.ticked(page, name) for name in ("invited", "texts", "may_sign")]


def test_ties_are_switched_and_stay_decided(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    mine, child = day.family.parent_id, day.family.child_id
    with act():
        tie(mine, child).missing = True
        outbox.queue(
            kind=Kind.INVITATION,
            to=make.number_of(mine),
            language="en",
            body="Please come",
            parent_id=mine,
            child_id=child,
        )
    office(browser)
    assert reading.all_of(browser.get("/staff/children?q=yus ash"), "li") == [
        "Yusuf Malik Year 4 Ash"
    ]
    page = browser.get(f"/staff/children/{child}")
    assert reading.all_of(page, "span", **{"class": "tag look"}) == ["not in the last import"]
    assert switches(page) == [["yes"], ["yes"], ["yes"]]
    path = f"/staff/children/{child}/ties/{tie(mine, child).id}"
    for _ in range(2):
        browser.send(path, {"may_sign": "yes"})
    assert switches(browser.get(f"/staff/children/{child}")) == [[], [], ["yes"]]
    assert (tie(mine, child).decided, tie(mine, child).missing) == (True, False)
    assert state_of(day.invitation_id) == InvitationState.WITHDRAWN
    assert texts(mine) == [(Kind.INVITATION, TextState.CANCELLED)]
    card = browser.get(f"/staff/parents/{mine}")
    assert reading.all_of(card, "li")[0] == "No talk to book."
    browser.send(path, {"invited": "yes", "texts": "yes"})
    browser.send(f"/staff/parents/{mine}/invite", {"child": child, "round": day.round_id})
    assert state_of(day.invitation_id) == InvitationState.ASKED


def test_a_booked_talk_stays_when_a_tie_is_switched_off(
    portal: Flask, browser: FlaskClient
) -> None:
    day, ayesha, _karim = separated()
    office(browser)
    child = day.family.child_id
    browser.send(f"/staff/children/{child}/ties/{tie(ayesha, child).id}", {})
    assert state_of(day.invitation_id) == InvitationState.BOOKED


def test_a_held_tie_has_no_switches_and_no_number(portal: Flask, browser: FlaskClient) -> None:
    day, _ayesha, karim = separated()
    child = day.family.child_id
    with act():
        no_contact.hold(karim, child, make.OFFICE)
    office(browser)
    page = browser.get(f"/staff/children/{child}")
    assert reading.all_of(page, "p", **{"class": "wrong"}) == [NOTHING]
    assert reading.all_of(page, "h2") == ["Ayesha Malik", "Key teacher"]
    refused = browser.send(
        f"/staff/children/{child}/ties/{tie(karim, child).id}",
        {"invited": "yes"},
        follow_redirects=True,
    )
    assert reading.said(refused) == ["Tell this person nothing; ask the safeguarding lead."]
    assert not tie(karim, child).may_be_invited


def test_a_lead_names_who_is_invited_for_a_child_in_care(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    mine, child = day.family.parent_id, day.family.child_id
    with act() as session:
        session.get_one(Child, child).in_care = True
        tie(mine, child).may_be_invited = False
    office(browser)
    path = f"/staff/children/{child}/ties/{tie(mine, child).id}"
    refused = browser.send(path, {"invited": "yes"}, follow_redirects=True)
    assert reading.said(refused)[0] == (
        "This child is in care: a lead names who is invited and who may sign."
    )
    assert not tie(mine, child).may_be_invited
    browser.sign_in(make.staff("Mr Hale", Role.LEAD))
    browser.send(path, {"invited": "yes"})
    assert tie(mine, child).may_be_invited


def test_a_tie_is_only_found_through_its_own_child(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    noise = make.family("Ned", ("Una",))
    office(browser)
    other = tie(noise.parent_id, noise.child_id)
    path = f"/staff/children/{day.family.child_id}/ties/{other.id}"
    assert browser.send(path, {}).status_code == 404
    assert other.may_be_invited


def test_a_child_has_a_key_teacher_of_its_own(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    other = make.staff("Ms Lee")
    office(browser)
    path = f"/staff/children/{day.family.child_id}/key-teacher"
    assert browser.send(path, {"teacher": 9999}).status_code == 400
    browser.send(path, {"teacher": other})
    assert db.session.get_one(Child, day.family.child_id).own_key_teacher_id == other
    browser.send(path, {"teacher": 0})
    assert db.session.get_one(Child, day.family.child_id).own_key_teacher_id is None


def test_only_the_office_and_leads_open_these_pages(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    mine, child = day.family.parent_id, day.family.child_id
    paths = [
        "/staff/parents",
        f"/staff/parents/{mine}",
        "/staff/children",
        f"/staff/children/{child}",
    ]
    no_contact = f"/staff/parents/{mine}/children/{child}/no-contact"
    posts = [
        f"/staff/parents/{mine}/number",
        f"/staff/parents/{mine}/invite",
        no_contact,
        f"/staff/children/{child}/ties/{tie(mine, child).id}",
    ]
    for role, code in ((Role.TEACHER, 404), (Role.SAFEGUARDING, 404), (Role.LEAD, 200)):
        browser.sign_in(make.staff(f"Someone {role}", role))
        assert [browser.get(path).status_code for path in paths] == [code] * len(paths)
        of_contact = 404 if role == Role.TEACHER else 200  # the safeguarding lead's, too
        assert browser.get(no_contact).status_code == of_contact
    browser.sign_in(make.staff("Miss Reed", Role.TEACHER))
    assert [browser.send(path).status_code for path in posts] == [404] * len(posts)
    assert not tie(mine, child).no_contact
    assert db.session.scalars(db.select(Task)).all() == []


def test_nonsense_typed_into_the_offices_forms_does_no_harm(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    with act():
        made = booking.book(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id)).id
    staff_id = office(browser)
    mine, child = day.family.parent_id, day.family.child_id
    nul, huge = "a\x00b", "9" * 30
    answers = {
        f"/staff/parents?q={nul}": 200,
        f"/staff/children?q={huge}": 200,
        f"/staff/bookings?page={huge}&round={huge}&teacher=-1": 200,
        f"/staff/inbox?page={huge}": 200,
    }
    assert {path: browser.get(path).status_code for path in answers} == answers
    for path, fields, code in (
        (f"/staff/parents/{mine}/number", {"number": nul}, 422),
        (f"/staff/parents/{mine}/invite", {"child": huge, "round": huge}, 303),
        (f"/staff/bookings/{made}/note", {"note": nul}, 303),
        (f"/staff/bookings/{made}/move", {"slot": huge}, 409),
        (f"/staff/children/{child}/key-teacher", {"teacher": huge}, 303),
        (f"/staff/inbox/{mine}/reply", {"words": nul, "seen": huge, "once": nul}, 303),
        ("/staff/staff/new", {"name": nul, "username": nul, "roles": [nul]}, 303),
        (f"/staff/staff/{staff_id}", {"name": "\x00", "roles": []}, 422),
        (f"/staff/staff/{staff_id}/classes", {"key": [huge], "helps": ["x"]}, 303),
        ("/staff/sign-in", {"username": nul, "password": nul}, 422),
    ):
        assert (path, browser.send(path, fields).status_code) == (path, code)
