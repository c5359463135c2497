"""What is kept long enough goes in the night, and nothing that still serves somebody."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DatabaseError

from portal import clock, worker
from portal.db import Base, act, db
from portal.domain import (
    accounts,
    booking,
    contact,
    erasing,
    inbox,
    interpreters,
    keeping,
    leavers,
    links,
    outbox,
    pupil_file,
    records,
    tasks,
)
from portal.domain.booking import Answers
from portal.domain.bookings import Booking
from portal.domain.creche import Age, CrechePlace, LittleOne
from portal.domain.good_news import GoodNews, NewsTo, Occasion
from portal.domain.history import CLOCK, Deed, Event, record
from portal.domain.imports import missing
from portal.domain.inbox import InState, InText, Reading
from portal.domain.interpreters import About, Interpreter, InterpreterStay
from portal.domain.invitations import Invitation
from portal.domain.kept import Erased, KeptRun
from portal.domain.links import TextLink
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Child, Guardianship, Parent, Role, Staff
from portal.domain.records import Part
from portal.domain.targets import Target
from portal.domain.tasks import Task, TaskKind
from portal.domain.wordings import Wording
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch
from tests.phone import work

pytestmark = pytest.mark.usefixtures("portal")


def night(portal: Flask) -> dict[str, int]:
    """The rules run; what each has erased today, those that erased nothing left out."""
    for _ in range(20):
        if not worker._erase_what_is_old(None):  # type: ignore[arg-type]
            break
    db.session.expire_all()
    query = select(KeptRun).where(KeptRun.day == clock.today(), KeptRun.how_many > 0)
    return {run.rule: run.how_many for run in db.session.scalars(query)}


def count(table: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def sent(parent_id: int, body: str = "Hello", state: TextState = TextState.DELIVERED) -> int:
    with act():
        made = outbox.queue(
            kind=Kind.REPLY,
            to=make.number_of(parent_id),
            language="pl",
            body=body,
            body_english="In English",
            parent_id=parent_id,
            expires_at=clock.now() + timedelta(days=900),
        )
        db.session.execute(update(OutText).where(OutText.id == made).values(state=state))
    assert made
    return made


def wrote(parent_id: int, state: InState = InState.DONE, **facts: Any) -> int:
    with act():
        number = make.number_of(parent_id)
        inbox.take_in(carrier_id=f"SM{count(InText)}", number=number, body="Words", pictures=0)
        found = db.session.scalars(select(InText).order_by(InText.id.desc()).limit(1)).one()
        found.state, found.parent_id, found.in_english = state, parent_id, "English"
        for name, value in facts.items():
            setattr(found, name, value)
        return found.id


# -- the nightly run -----------------------------------------------------------------------------


def test_a_night_with_nothing_to_do_says_so_once(portal: Flask, watch: Watch) -> None:
    make.evening()
    assert night(portal) == night(portal) == {}
    assert count(KeptRun) == len(keeping.RULES)
    assert {one.last.how_many for one in keeping.overview() if one.last} == {0}
    watch.moment += timedelta(days=1)
    night(portal)
    assert count(KeptRun) == 2 * len(keeping.RULES)


def test_what_would_go_is_what_goes(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    for _ in range(3):
        sent(parent_id)
    watch.set("2027-11-10 02:00")
    assert {one.rule.name: one.tonight for one in keeping.overview() if one.tonight} == {"texts": 3}
    assert night(portal) == {"texts": 3}
    (texts,) = [one for one in keeping.overview() if one.rule.name == "texts"]
    assert (texts.tonight, texts.this_year, texts.last and texts.last.how_many) == (0, 3, 3)


def test_much_is_erased_in_many_short_acts(
    portal: Flask, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    parent_id = make.family().parent_id
    for _ in range(5):
        sent(parent_id)
    watch.set("2027-11-10 02:00")
    with act():
        assert keeping.run_some("texts") == 2
    assert night(portal) == {"texts": 5}


def test_a_lead_chooses_within_bounds(watch: Watch) -> None:
    by = make.OFFICE
    rule = keeping.BY_NAME["texts"]
    for span in (rule.least - 1, rule.most + 1, -5):
        with pytest.raises(Refused) as refused, act():
            keeping.choose_span("texts", span, by)
        assert refused.value.reason == Reason.NO_SUCH_SPAN
    with act():
        keeping.choose_span("texts", 6, by)
    with act():
        keeping.choose_span("texts", 4, by)
    with act():
        keeping.choose_span("texts", 4, by)
    assert keeping.span_of(rule) == 4
    changed = select(Event.about).where(Event.deed == Deed.SPAN_CHANGED).order_by(Event.id)
    assert list(db.session.scalars(changed)) == [
        {"rule": "texts", "old": 12, "new": 6},
        {"rule": "texts", "old": 6, "new": 4},
    ]


@pytest.mark.parametrize(
    ("now", "rule", "day"),
    [
        ("2028-02-29 02:00", "texts", date(2027, 3, 1)),
        ("2027-03-31 02:00", "texts", date(2026, 3, 31)),
        ("2027-08-31 02:00", "talks", date(2025, 9, 1)),
        ("2027-09-01 02:00", "talks", date(2026, 9, 1)),
        ("2026-11-09 02:00", "creche", date(2026, 11, 2)),
        ("2027-01-15 02:00", "history", date(2020, 1, 15)),
    ],
)
def test_a_span_ends_on_a_day(watch: Watch, now: str, rule: str, day: date) -> None:
    watch.set(now)
    one = keeping.BY_NAME[rule]
    assert keeping.first_day_kept(one, one.usual) == day


# -- words ---------------------------------------------------------------------------------------


def test_words_of_texts_go_and_what_became_of_them_stays(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    old = sent(parent_id)
    waits = sent(parent_id, state=TextState.QUEUED)
    unknown = sent(parent_id, state=TextState.UNKNOWN)
    watch.set("2027-11-09 02:00")
    assert night(portal) == {}
    watch.set("2027-11-10 02:00")
    new = sent(parent_id)
    assert night(portal) == {"texts": 1}
    row = db.session.get_one(OutText, old)
    assert (row.body, row.body_english, row.kind, row.state) == (
        "",
        None,
        Kind.REPLY,
        TextState.DELIVERED,
    )
    kept_words = [db.session.get_one(OutText, one).body for one in (waits, unknown, new)]
    assert kept_words == ["Hello"] * 3


def test_what_parents_wrote_goes_unless_somebody_still_waits(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    done = wrote(parent_id)
    waits = wrote(parent_id, InState.FOR_A_PERSON)
    translated = wrote(parent_id, reading=Reading.BEING_TRANSLATED)
    watch.set("2027-11-10 02:00")
    assert night(portal) == {"messages": 1}
    words = [db.session.get_one(InText, one) for one in (done, waits, translated)]
    assert [(one.body, one.in_english) for one in words] == [
        ("", None),
        ("Words", "English"),
        ("Words", "English"),
    ]


def test_the_thread_of_a_parent_still_opens_without_words(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    sent(parent_id)
    wrote(parent_id)
    watch.set("2027-11-10 02:00")
    night(portal)
    browser = portal.test_client()
    browser.sign_in(make.staff("Mrs Green", Role.OFFICE))
    assert browser.get(f"/staff/inbox/{parent_id}").status_code == 200
    assert browser.get(f"/staff/parents/{parent_id}").status_code == 200


# -- talks ---------------------------------------------------------------------------------------


def test_a_talk_is_kept_to_the_end_of_the_next_school_year(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    bilal = LittleOne("Bilal", Age.TWO, "nuts")
    with act():
        answers = Answers(interpreter="Soomaali", lift=True, little_ones=[bilal])
        booking.book(day.invitation_id, day.slot_ids[1], make.OFFICE, answers)
    watch.set("2028-08-31 02:00")
    night(portal)
    assert (count(Booking), count(Invitation), count(CrechePlace)) == (1, 2, 1)
    watch.set("2028-09-01 02:00")
    assert night(portal)["talks"] == 4  # with the interpreter and the lift
    assert (count(Booking), count(Invitation), count(CrechePlace)) == (0, 0, 0)
    assert count(Child) == 2


def test_an_interpreter_who_does_not_come_any_more_goes(portal: Flask, watch: Watch) -> None:
    watch.set("2026-11-24 09:00")
    with act():
        gone, still = (
            interpreters.add(About(name, "Urdu", "07700 900456"), make.OFFICE)
            for name in ("Mrs Rana", "Mr Aziz")
        )
        times = clock.today(), time(15), time(16)
        interpreters.book(gone, *times, "Urdu", make.OFFICE)
        interpreters.book(still, *times, "Urdu", make.OFFICE)
    watch.set("2026-11-25 09:00")
    with act():
        interpreters.does_not_come_any_more(gone, make.OFFICE)
    watch.set("2028-08-31 02:00")
    assert "talks" not in night(portal)
    watch.set("2028-09-01 02:00")
    night(portal)
    assert list(db.session.scalars(select(Interpreter.name))) == ["Mr Aziz"]
    assert count(InterpreterStay) == 0


def test_a_talk_with_a_record_stays_without_its_notes(portal: Flask, watch: Watch) -> None:
    day = make.evening()
    bilal = LittleOne("Bilal", Age.TWO, "nuts")
    with act():
        answers = Answers(interpreter="Soomaali", lift=True, little_ones=[bilal])
        talk = booking.book(day.invitation_id, day.slot_ids[1], make.OFFICE, answers).id
        record_id = records.open_record(talk, make.OFFICE).id
        records.save(record_id, Part.GOING_WELL, "Kind to all", 0, make.OFFICE)
    watch.set("2028-09-01 02:00")
    night(portal)
    found = db.session.get_one(Booking, talk)
    assert (found.interpreter, found.lift, found.note) == ("", False, "")
    assert count(CrechePlace) == 0
    assert records.parts_of(record_id)[Part.GOING_WELL].words == "Kind to all"


def test_good_news_goes_after_the_next_school_year(portal: Flask, watch: Watch) -> None:
    family = make.family()
    with act() as session:
        news = GoodNews(
            child_id=family.child_id,
            occasion=Occasion.BY_HAND,
            phrase="worked-hard",
            filled="",
            own_words="",
            made_at=clock.now(),
            day=clock.today(),
            goes_at=clock.now(),
        )
        session.add(news)
        session.flush()
        session.add(NewsTo(news_id=news.id, parent_id=family.parent_id, on_paper=False))
        news_id = news.id
    answer = wrote(family.parent_id, news_id=news_id)
    watch.set("2028-08-31 02:00")
    assert "news" not in night(portal)
    watch.set("2028-09-01 02:00")
    assert night(portal)["news"] == 1
    assert (count(GoodNews), count(NewsTo)) == (0, 0)
    assert db.session.get_one(InText, answer).news_id is None


# -- links ---------------------------------------------------------------------------------------


def test_dead_links_go_but_none_ever_opens_again(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    for _ in range(2):
        with act():
            dead = links.link_of(parent_id)
            token = links.token(parent_id, dead.generation)
            links.end_links(parent_id)
    with act():
        accounts.invite(make_staff := accounts.add("new", "Miss New", [Role.TEACHER], CLOCK), CLOCK)
    contact_codes = contact.Code(number="+447700900999", digest="x", made_at=clock.now())
    with act() as session:
        session.add(contact_codes)
    watch.moment += timedelta(days=40)
    assert night(portal) == {"links": 3}
    assert count(TextLink) == 1
    with act():
        again = links.link_of(parent_id)
        assert links.token(parent_id, again.generation) != token
    found = links.find(token)
    assert found is not None and found.dead_at is not None
    assert db.session.get_one(Staff, make_staff).invite_hash is None


# -- children who left ---------------------------------------------------------------------------


def left_with_a_record() -> tuple[make.Evening, int, int]:
    """Yusuf, with two parents, a talk that was written down and a target, has left; his sister is
    still here with one of the parents."""
    day = make.evening()
    child_id = day.family.child_id
    father = make.another_parent(child_id, "Omar")
    sister = make.sibling(father)
    with act():
        talk = booking.book(day.invitation_id, day.slot_ids[1], make.OFFICE).id
        record_id = records.open_record(talk, make.OFFICE).id
        records.save(record_id, Part.GOING_WELL, "Kind to all", 0, make.OFFICE)
        records.save(record_id, Part.PARENT_ONLY, "We are parting", 0, make.OFFICE)
        record(make.OFFICE, Deed.NOTED, child_id=child_id, note="Yusuf’s bus is late")
    make.target(child_id, (day.family.parent_id, "We read."), sentence="I will read.")
    return day, father, sister


def leave(portal: Flask, watch: Watch, child_id: int) -> None:
    watch.set("2026-12-18 12:00")
    with act():
        missing.leave(child_id, make.OFFICE)
    work(portal)


def test_a_child_who_left_goes_once_the_file_was_taken(portal: Flask, watch: Watch) -> None:
    day, father, sister = left_with_a_record()
    child_id, mother = day.family.child_id, day.family.parent_id
    text_id = sent(mother)
    leave(portal, watch, child_id)
    watch.set("2027-12-19 02:00")
    night(portal)
    assert db.session.get(Child, child_id) is not None
    (leaver,) = leavers.leavers(10)
    assert (leaver.name, leaver.written, leaver.taken_at, leaver.waits) == (
        "Yusuf Malik",
        True,
        None,
        False,
    )
    with act():
        leavers.file_taken(child_id, make.OFFICE)
    watch.moment += timedelta(days=1)
    assert night(portal) == {"leavers": 2}
    people = select(Parent.id).where(Parent.id.in_([mother, father]))
    assert list(db.session.scalars(people)) == [father]
    assert db.session.get(Child, child_id) is None
    assert db.session.get(Child, sister) is not None
    assert (count(Target), leavers.leavers(10)) == (0, [])
    own = select(Wording.english).where(Wording.english.is_not(None))
    assert "I will read." not in list(db.session.scalars(own))
    row = db.session.get_one(OutText, text_id)
    assert (row.to, row.body, row.parent_id, row.kind) == ("", "", None, Kind.REPLY)
    gone = select(Erased.child_id, Erased.parent_id).order_by(Erased.id)
    assert db.session.execute(gone).all() == [(child_id, None), (None, mother)]
    notes = select(Event.note).where(Event.child_id == child_id, Event.note.is_not(None))
    assert db.session.scalars(notes).all() == []
    assert count(Event) > 0


def test_a_child_with_a_talk_that_the_file_leaves_out_is_not_erased(
    portal: Flask, watch: Watch
) -> None:
    day, *_ = left_with_a_record()
    child_id, mother = day.family.child_id, day.family.parent_id
    with act() as session:
        tie = select(Guardianship).filter_by(child_id=child_id, parent_id=mother)
        session.scalars(tie).one().no_contact = True
    leave(portal, watch, child_id)
    with act():
        leavers.file_taken(child_id, make.OFFICE)
    watch.set("2027-12-19 02:00")
    night(portal)
    assert db.session.get(Child, child_id) is not None
    assert [one.waits for one in leavers.leavers(10)] == [True]


def test_the_file_names_no_parent_and_tells_no_secret(portal: Flask, watch: Watch) -> None:
    day, _, _ = left_with_a_record()
    leave(portal, watch, day.family.child_id)
    lines = pupil_file.lines(day.family.child_id)
    said = " ".join(f"{line.what} {line.words}" for line in lines)
    assert "Kind to all" in said and "I will read." in said
    for never in ("We are parting", "Ayesha", "Omar"):
        assert never not in said
    assert [line.day for line in lines] == sorted(line.day for line in lines)


def test_a_child_of_whom_nothing_was_written_goes_without_a_file(
    portal: Flask, watch: Watch
) -> None:
    family = make.family("Zofia", ("Katarzyna", "Piotr"))
    make.family("Newer", ("Newest",))
    leave(portal, watch, family.child_id)
    watch.set("2027-12-17 02:00")
    night(portal)
    assert count(Child) == 2
    watch.set("2027-12-19 02:00")
    assert night(portal) == {"leavers": 3}
    assert (count(Child), count(Parent), count(Guardianship)) == (1, 1, 1)


def test_the_id_of_a_child_or_parent_who_is_gone_is_never_given_again(
    portal: Flask, watch: Watch
) -> None:
    """The history would say of the new one what was of the old one."""
    family = make.family("Zofia", ("Katarzyna", "Piotr"))
    leave(portal, watch, family.child_id)
    watch.set("2027-12-19 02:00")
    assert night(portal) == {}, "the newest wait"
    newer = make.family("Newer", ("Newest",))
    watch.set("2027-12-20 02:00")
    assert night(portal) == {"leavers": 3}
    assert newer.child_id != family.child_id
    assert not set(newer.parent_ids) & set(family.parent_ids)


@pytest.mark.parametrize("what", ["a task", "a text", "a message"])
def test_nobody_goes_who_still_has_something_to_come(
    portal: Flask, watch: Watch, what: str
) -> None:
    family = make.family()
    leave(portal, watch, family.child_id)
    watch.set("2027-12-19 02:00")
    with act():
        if what == "a task":
            tasks.ask_office(TaskKind.CALL, parent_id=family.parent_id, child_id=family.child_id)
    if what == "a text":
        text_id = sent(family.parent_id, state=TextState.QUEUED)
        with act():
            db.session.get_one(OutText, text_id).child_id = family.child_id
    if what == "a message":
        wrote(family.parent_id, InState.FOR_A_PERSON, child_id=family.child_id)
    assert night(portal) == {}
    assert count(Child) == 1
    (leaver,) = leavers.leavers(10)
    assert leaver.waits


def test_who_comes_back_is_here_again(portal: Flask, watch: Watch) -> None:
    family = make.family()
    leave(portal, watch, family.child_id)
    with act() as session:
        session.get_one(Child, family.child_id).roll = "on roll"
    watch.set("2030-01-01 02:00")
    night(portal)
    assert count(Child) == 1


def test_all_that_hangs_on_a_child_is_found_in_every_table() -> None:
    """A table made tomorrow is reached, too: nothing refers to a child but by a foreign key."""
    reached = {table.name for table in erasing.reached_from(erasing.table_of(Child))}
    about_children = {
        table.name
        for table in Base.metadata.tables.values()
        if "child_id" in table.columns and table.name not in {"event", "erased", "text", "inbound"}
    }
    assert about_children <= reached


# -- history -------------------------------------------------------------------------------------


def test_history_can_be_neither_changed_nor_deleted() -> None:
    with act():
        record(make.OFFICE, Deed.NOTED, parent_id=1, child_id=2, note="As it was", slot=3)
    for statement in (
        "UPDATE event SET note = 'Something else'",
        "UPDATE event SET note = NULL",
        "UPDATE event SET by_staff_id = 7",
        "UPDATE event SET about = '{}'",
        "UPDATE event SET at = '2020-01-01 00:00:00'",
        "DELETE FROM event",
    ):
        with pytest.raises(DatabaseError, match="history is never"), act() as session:
            session.execute(text(statement))
    if db.engine.dialect.name == "postgresql":
        with pytest.raises(DatabaseError, match="history is never"), act() as session:
            session.execute(text("TRUNCATE event"))
    line = db.session.scalars(select(Event)).one()
    assert (line.note, line.about) == ("As it was", {"slot": 3})


def test_only_the_note_about_somebody_erased_can_go() -> None:
    with act() as session:
        record(make.OFFICE, Deed.NOTED, child_id=2, note="About two")
        record(make.OFFICE, Deed.NOTED, child_id=3, note="About three")
        session.add(Erased(child_id=2, at=clock.now()))
    with act() as session:
        session.execute(text("UPDATE event SET note = NULL WHERE child_id = 2"))
    for statement in (
        "UPDATE event SET note = NULL WHERE child_id = 3",
        "UPDATE event SET note = NULL, deed = 'booked' WHERE child_id = 2",
        "UPDATE event SET note = 'x' WHERE child_id = 2",
    ):
        with pytest.raises(DatabaseError, match="history is never"), act() as session:
            session.execute(text(statement))
    notes = db.session.scalars(select(Event.note).order_by(Event.id))
    assert list(notes) == [None, "About three"]


def test_history_goes_after_seven_years(portal: Flask, watch: Watch) -> None:
    with act():
        record(make.OFFICE, Deed.SIGNED_IN)
    watch.set("2027-11-09 12:00")
    with act():
        record(make.OFFICE, Deed.SIGNED_IN)
    watch.set("2033-11-09 02:00")
    assert "history" not in night(portal)
    watch.set("2033-11-10 02:00")
    assert night(portal) == {"history": 1}
    assert count(Event) == 1
    with pytest.raises(DatabaseError, match="history is never"), act() as session:
        session.execute(text("DELETE FROM event"))


def test_tasks_that_are_done_go_and_open_ones_stay(portal: Flask, watch: Watch) -> None:
    parent_id = make.family().parent_id
    with act():
        tasks.ask_office(TaskKind.CALL, parent_id=parent_id)
        tasks.ask_office(TaskKind.WRONG_NUMBER, parent_id=parent_id)
    with act():
        done = db.session.scalars(select(Task.id).where(Task.kind == TaskKind.CALL)).one()
        tasks.done(done, make.OFFICE)
    watch.set("2028-09-01 02:00")
    assert night(portal) == {"talks": 1}
    assert list(db.session.scalars(select(Task.kind))) == [TaskKind.WRONG_NUMBER]
