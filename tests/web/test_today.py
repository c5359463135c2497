"""Today: the office's day, a teacher's own talks, the bar, and pages that say sorry."""

from flask import Flask
from flask.testing import FlaskClient

from portal.db import act, db
from portal.domain import booking, guarding, holding, no_contact, replies, tasks, todo, who_came
from portal.domain.booking import Answers
from portal.domain.bookings import Comes
from portal.domain.guarding import Whose
from portal.domain.history import By, Deed, Event, Face
from portal.domain.inbox import InState
from portal.domain.invitations import Invitation
from portal.domain.numbers import show_number
from portal.domain.people import NumberState, Parent, Role, Staff
from portal.domain.rounds import Way
from portal.domain.tasks import Task, TaskKind
from portal.domain.todo import Part
from tests import make
from tests.conftest import Watch
from tests.web import reading
from tests.words_in import wrote


def section(browser: FlaskClient, heading: str) -> list[str]:
    """The lines under this heading of Today."""
    page = browser.get("/staff")
    for one in reading.main(page).iter(f"{reading.NAMESPACE}section"):
        if reading.text_of(next(one.iter(f"{reading.NAMESPACE}h2"))) == heading:
            return [reading.text_of(line) for line in one.iter(f"{reading.NAMESPACE}li")]
    raise AssertionError(f"nothing is called {heading}")


def office(browser: FlaskClient) -> None:
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))


def line(what: str, words: str, stands: str) -> str:
    """A task that nobody has yet, as Today shows it."""
    return f"{what}{words} {stands} Done: {what} I see to it: {what} Hand on: {what}"


def open_task() -> Task:
    """The one task that is open."""
    return db.session.scalars(db.select(Task).where(Task.done_at.is_(None))).one()


def book(invitation_id: int, slot_id: int, parent_id: int, answers: Answers | None = None) -> int:
    with act():
        return booking.book(invitation_id, slot_id, make.by(parent_id), answers).id


# -- the office --------------------------------------------------------------------------------


def test_an_empty_day_says_so(portal: Flask, browser: FlaskClient) -> None:
    office(browser)
    page = browser.get("/staff")
    assert reading.all_of(page, "h1") == ["Monday 9 November"]
    assert reading.all_of(page, "li") == [
        "Nothing to do.",
        "No talks today.",
        "Nobody asked for help.",
    ]


def test_tasks_wait_oldest_first_until_somebody_has_done_them(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    ewa, sara = make.family("Lena", ("Ewa",)).parent_id, make.family("Ali", ("Sara",)).parent_id
    with act():
        tasks.ask_office(TaskKind.WRONG_NUMBER, parent_id=sara)
    watch.set("2026-11-10 09:00")
    with act():
        tasks.ask_office(TaskKind.LANGUAGE, parent_id=ewa, words="Tigrinya")
        number = show_number(make.number_of(ewa))
    office(browser)
    assert section(browser, "To do") == [
        line(
            "Wrong number: find the right one: Sara Malik", "", "today nobody yet since Mon 9 Nov"
        ),
        line(
            "Asked for a language we do not have yet: Ewa Malik",
            " “Tigrinya”",
            f"by Fri 13 Nov nobody yet Ring {number} · since Tue 10 Nov",
        ),
    ]
    first = tasks.open_tasks()[0].id
    for _ in range(2):
        done = browser.send(f"/staff/tasks/{first}/done", follow_redirects=True)
        assert reading.said(done) == ["Done. It is off the list."]
    assert [task.parent_id for task in tasks.open_tasks()] == [ewa]


def test_what_waits_in_the_inbox_is_counted(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    make.round_()  # somebody has been invited: the first steps are over
    one = make.family("Yusuf", ("Ayesha", "Karim"))
    ayesha, karim = one.parent_ids
    me = By(Face.DESK, staff_id=make.staff("Mr Okafor", Role.OFFICE))
    wrote(ayesha, "Hello?")
    with act():
        replies.have_read(Whose(ayesha), me, up_to=10**6)
    wrote(karim, "Where is he?")
    with act():
        no_contact.hold(karim, one.child_id, make.OFFICE)
    office(browser)
    watch.set("2026-11-09 10:40")
    wrote(None, "Who is this?")
    wrote(ayesha, "2", InState.UNDERSTOOD)
    wrote(ayesha, "perhaps", InState.ASKED_AGAIN)
    assert reading.all_of(browser.get("/staff"), "p")[:2] == [
        "2 messages wait for an answer 1 not read the oldest came 40 minutes ago",
        "Something waits for the safeguarding lead. Nobody else can read it: tell them it is"
        " there.",
    ]
    watch.set("2026-11-11 00:00")
    assert reading.all_of(browser.get("/staff"), "p")[0] == (
        "2 messages wait for an answer 1 not read 2 overdue the oldest came two days ago"
    )
    browser.sign_in(make.staff("Ms Reid", Role.SAFEGUARDING))
    assert reading.all_of(browser.get("/staff"), "p")[0] == (
        "1 message waits for an answer 1 not read 1 overdue the oldest came two days ago"
    )


def test_talks_of_today_and_what_to_arrange_for_three_days(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    families = [day.family] + [
        make.family(name, ("Sue",), class_id=day.class_id, surname="Zane")
        for name in ("Amy", "Ben", "Cat", "Dan")
    ]
    days = ("2026-11-09", "2026-11-10", "2026-11-12", "2026-11-13", "2026-11-11")
    needs = (
        Answers(),
        Answers(interpreter="Urdu", lift=True),
        Answers(way=Way.PHONE, ring_me=True),
        Answers(step_free=True),
        Answers(),
    )
    for family, on, answers in zip(families, days, needs, strict=True):
        slot = make.cover(day.round_id, day.teacher_id, on)[0]
        asked = (
            day.invitation_id
            if family is day.family
            else make.invitation(day.round_id, family.child_id, family.parent_id, day.teacher_id)
        )
        book(asked, slot, family.parent_id, answers)
    office(browser)
    assert section(browser, "Talks today") == ["15:00 Yusuf Malik, Miss Khan, Room 4"]
    assert section(browser, "Help at the talks of the coming three days") == [
        "Tue 10 Nov 15:00 Amy Zane with Sue Zane interpreter: Urdulift",
        "Thu 12 Nov 15:00 Ben Zane with Sue Zane phonering them",
    ]


def test_who_has_not_answered_and_whom_to_ring(portal: Flask, browser: FlaskClient) -> None:
    day = make.evening()
    with act() as session:
        session.get_one(Invitation, day.invitation_id).wants_call_at = make.clock.now()
        session.get_one(Parent, day.family.parent_id).number = "+447700900777"
    old = make.round_(
        name="Summer talks", opens_on=make.date(2026, 5, 1), closes_on=make.date(2026, 6, 1)
    )
    make.invitation(old, day.family.child_id, day.family.parent_id, day.teacher_id)
    office(browser)
    page = browser.get("/staff")
    assert reading.all_of(page, "h2")[3:] == ["Autumn talks"]
    assert reading.all_of(page, "p")[-2:] == [
        "2 not answered yet Booking closes on Wednesday 9 December.",
        "Letters of Autumn talks",
    ]
    assert section(browser, "Autumn talks") == [
        "Ayesha Malik about Yusuf, 07700 900777 call asked to be rung"
    ]
    silent = browser.get(f"/staff/bookings?round={day.round_id}&show=not+answered+yet")
    assert [row[0] for row in reading.rows(silent)] == ["Yusuf Malik", "Zofia Nowak"]


# -- a teacher ---------------------------------------------------------------------------------


def test_a_teacher_sees_their_own_talks_and_nothing_else(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    day = make.evening()
    noise = db.session.scalars(
        db.select(Invitation).where(Invitation.id != day.invitation_id)
    ).one()
    theirs = make.cover(day.round_id, noise.teacher_id, "2026-11-25", room="Room 6")[0]
    book(noise.id, theirs, noise.parent_id)
    answers = Answers(comes=Comes.WITH_CHILD, interpreter="Urdu", lift=True)
    made = book(day.invitation_id, day.slot_ids[2], day.family.parent_id, answers)
    browser.sign_in(day.teacher_id)
    page = browser.get("/staff")
    assert reading.bar(page) == ["Today", "Tasks", "Good news", "Plans"]
    assert reading.all_of(page, "h2") == ["They wait for good news", "My talks"]
    own = [
        "Tuesday 24 November",
        "16:00",
        "Yusuf Malik",
        "Room 4",
        "Ayesha Malik, with the child",
        "in person",
        "Urdu",
        "Prepare the talk about Yusuf Malik",
    ]
    assert reading.rows(page) == [own]
    watch.set("2026-11-24 18:00")
    with act():
        who_came.mark(made, True, make.OFFICE)
    assert reading.rows(browser.get("/staff")) == [own]
    watch.set("2026-11-25 08:00")
    assert reading.all_of(browser.get("/staff"), "p")[-1] == "No talks are booked with you yet."


def test_a_talk_being_chosen_or_held_from_is_not_on_a_teachers_page(
    portal: Flask, browser: FlaskClient
) -> None:
    day = make.evening()
    with act():
        holding.hold(day.invitation_id, day.slot_ids[0], make.by(day.family.parent_id))
    browser.sign_in(day.teacher_id)
    assert reading.all_of(browser.get("/staff"), "table") == []
    book(day.invitation_id, day.slot_ids[0], day.family.parent_id)
    assert len(reading.rows(browser.get("/staff"))) == 1
    with act():
        no_contact.hold(day.family.parent_id, day.family.child_id, make.OFFICE)
    assert reading.all_of(browser.get("/staff"), "table") == []


def would_like_to_talk(
    parent_id: int, child_id: int | None, staff_id: int, words: str | None = None
) -> None:
    with act():
        tasks.ask_office(
            TaskKind.TALK,
            parent_id=parent_id,
            child_id=child_id,
            staff_id=staff_id,
            due_on=make.date(2026, 11, 12),
            words=words,
        )


def test_a_teacher_sees_who_would_like_to_talk_and_how_to_ring(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    teacher = make.staff()
    one = make.family(language="ur")
    mine, child = one.parent_id, one.child_id
    with act() as session:
        session.get_one(Parent, mine).interpreter = True
        session.get_one(Parent, mine).number = "+447700900777"
    for _ in range(2):
        would_like_to_talk(mine, child, teacher, "It is about maths")
    would_like_to_talk(make.family("Zofia").parent_id, None, make.staff("Mr Evans"))
    with act():
        tasks.ask_office(TaskKind.CALL, parent_id=mine)
    browser.sign_in(teacher)
    what = "Would like to talk: Ayesha Malik"
    asked = (
        f"{what} about Yusuf “It is about maths” by Thu 12 Nov with you Ring 07700 900777"
        f" · speaks Urdu · interpreter · since Mon 9 Nov Done: {what} Hand on: {what}"
    )
    assert section(browser, "For you to do") == [asked]
    own = todo.first(db.session.get_one(Staff, teacher), Part.MINE, 9)[0].id
    path = f"/staff/tasks/{own}/done"
    done = browser.send(path, {"note": " rang,  all well "}, follow_redirects=True)
    assert reading.said(done) == ["Done. It is off the list."]
    assert "For you to do" not in reading.all_of(browser.get("/staff"), "h2")
    noted = db.session.scalars(db.select(Event).where(Event.deed == Deed.TASK_DONE)).one()
    assert (noted.note, noted.by_staff_id) == ("rang, all well", teacher)
    office(browser)
    thread = reading.words(browser.get(f"/staff/inbox/{mine}"))
    assert "Miss Khan says: rang, all well" in thread


def test_a_colleagues_task_is_theirs_alone_until_it_is_overdue(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    teacher, other = make.staff(), make.staff("Mr Evans")
    one = make.family()
    would_like_to_talk(one.parent_id, one.child_id, teacher)
    task = open_task().id
    browser.sign_in(other)
    assert reading.all_of(browser.get("/staff"), "h2") == ["My talks"]
    assert browser.send(f"/staff/tasks/{task}/done").status_code == 404
    office(browser)
    watch.set("2026-11-12 23:00")
    assert section(browser, "To do") == ["Nothing to do."]
    watch.set("2026-11-13 08:00")
    number = show_number(make.number_of(one.parent_id))
    assert section(browser, "To do") == [
        "Would like to talk: Ayesha Malik about Yusuf was due Thu 12 Nov with Miss Khan"
        f" Ring {number} · since Mon 9 Nov"
        " Done: Would like to talk: Ayesha Malik Hand on: Would like to talk: Ayesha Malik"
    ]
    browser.sign_in(teacher)
    assert "was due Thu 12 Nov with you" in section(browser, "For you to do")[0]


def test_a_number_that_must_not_be_rung_is_not_shown(portal: Flask, browser: FlaskClient) -> None:
    teacher = make.staff()
    wrong, barred = make.family(), make.family("Evie", ("Craig",), surname="Brown")
    with act() as session:
        session.get_one(Parent, wrong.parent_id).number_state = NumberState.WRONG
    for one in (wrong, barred):
        would_like_to_talk(one.parent_id, one.child_id, teacher)
    with act():
        no_contact.hold(barred.parent_id, barred.child_id, make.OFFICE)
    browser.sign_in(teacher)
    (line,) = section(browser, "For you to do")
    assert "We have no number that works: ask the office" in line


def test_what_is_asked_in_a_thread_passed_on_is_on_the_safeguarding_leads_today_alone(
    portal: Flask, browser: FlaskClient
) -> None:
    teacher, green = make.staff(), make.staff("Mrs Green", Role.OFFICE)
    reid = make.staff("Ms Reid", Role.SAFEGUARDING)
    one = make.family()
    would_like_to_talk(one.parent_id, one.child_id, teacher, "he must not know")
    with act():
        guarding.pass_on(Whose(one.parent_id), make.OFFICE)
    task = open_task()
    for person in (teacher, green):
        browser.sign_in(person)
        today = reading.words(browser.get("/staff"))
        assert "would like to talk" not in today
        assert "he must not know" not in today
        assert browser.send(f"/staff/tasks/{task.id}/done").status_code == 404
    assert "Something waits for the safeguarding lead." in today
    browser.sign_in(reid)
    (line,) = section(browser, "Safeguarding")
    assert line.startswith("Would like to talk: Ayesha Malik about Yusuf “he must not know”")
    links = reading.main(browser.get("/staff")).iter(f"{reading.NAMESPACE}a")
    assert f"/staff/inbox/{one.parent_id}" in [link.get("href") for link in links]
    assert browser.send(f"/staff/tasks/{task.id}/done").status_code == 303
    with act():
        guarding.give_back(Whose(one.parent_id), make.OFFICE)
    would_like_to_talk(one.parent_id, one.child_id, teacher)
    browser.sign_in(teacher)
    (line,) = section(browser, "For you to do")
    assert line.startswith("Would like to talk: Ayesha Malik about Yusuf by Thu 12 Nov with you")


# -- the bar, and sorry ------------------------------------------------------------------------


def test_the_bar_shows_only_what_a_role_can_open(portal: Flask, browser: FlaskClient) -> None:
    at_the_office = ["Today", "Tasks", "Bookings", "Parents", "Inbox", "Rounds", "Crèche", "Import"]
    at_the_office += ["School", "Staff"]
    expected = {
        Role.OFFICE: at_the_office,
        Role.LEAD: ["Today", "Tasks", "Good news", "Plans", *at_the_office[2:]],
        Role.TEACHER: ["Today", "Tasks", "Good news", "Plans"],
        Role.SAFEGUARDING: ["Today", "Tasks", "Inbox", "No contact"],
        Role.CRECHE: ["Today", "Tasks", "Crèche"],
    }
    for role, places in expected.items():
        browser.sign_in(make.staff(f"Someone {role}", role))
        page = browser.get("/staff")
        assert reading.bar(page) == places
        links = reading.main(page).iter(f"{reading.NAMESPACE}a")
        codes = {link: browser.get(link).status_code for link in (one.get("href") for one in links)}
        assert codes == dict.fromkeys(codes, 200)


def test_a_teacher_cannot_do_the_offices_tasks(portal: Flask, browser: FlaskClient) -> None:
    mine = make.family().parent_id
    with act():
        tasks.ask_office(TaskKind.CALL, parent_id=mine)
    task = tasks.open_tasks()[0].id
    browser.sign_in(make.staff())
    assert browser.send(f"/staff/tasks/{task}/done").status_code == 404
    assert [one.id for one in tasks.open_tasks()] == [task]


def test_a_court_order_mark_is_seen_by_the_safeguarding_lead_alone(
    portal: Flask, browser: FlaskClient
) -> None:
    craig = make.family("Evie", ("Craig",), surname="Brown").parent_id
    with act():
        tasks.ask_office(TaskKind.COURT_ORDER, parent_id=craig)
    task = tasks.open_for_safeguarding()[0].id
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    seen = reading.words(browser.get("/staff"))
    assert "Craig" not in seen and "court" not in seen.lower()
    browser.send(f"/staff/tasks/{task}/done")
    assert [one.id for one in tasks.open_for_safeguarding()] == [task]
    browser.sign_in(make.staff("Ms Reid", Role.SAFEGUARDING))
    assert "1 mark from an import to look at" in reading.words(browser.get("/staff"))


def test_pages_that_are_not_there_say_so_kindly(portal: Flask, browser: FlaskClient) -> None:
    page = browser.get("/staff/nowhere")
    assert (page.status_code, reading.words(page)) == (
        404,
        "There is nothing here It may have moved, or it is not part of your work. Today",
    )
    browser.sign_in(make.staff())
    page = browser.get("/staff/school")
    assert (page.status_code, reading.bar(page)) == (404, ["Today"])
    stale = browser.post("/staff/sign-out", data={})
    assert (stale.status_code, reading.all_of(stale, "h1")) == (
        400,
        ["This form was open too long"],
    )
    assert browser.get("/staff/sign-out").location == "/staff"
