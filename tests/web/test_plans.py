"""What is agreed about a child, on the teacher's screens: reading it, making and changing targets,
and nothing of one parent's that another could see."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.db import act, db
from portal.domain import changes_wanted, guarding, signing, targets, translating, wordings
from portal.domain.guarding import Whose
from portal.domain.history import Deed, Event
from portal.domain.inbox import InText, Reading
from portal.domain.people import Guardianship, Role, SchoolClass
from portal.domain.targets import Target
from portal.languages import OFFERED
from portal.wording.refusals import Reason, say_to_staff
from tests import make
from tests.conftest import Watch
from tests.plans import LATER, Table, all_sign, at_the_table, talk_with_father, typed
from tests.web import reading

SENTENCE = "I will read for ten minutes every day."
STARTER = "reading-ten-minutes"
HOME = "We sit together and listen to the reading."


def plan_of(table: Table) -> list[str]:
    """The targets of the child, as they read."""
    ids = targets.ongoing_ids(table.child_id)
    return [
        wordings.in_language([version.sentence_id], OFFERED["en"])[version.sentence_id]
        for version in targets.last_versions(ids).values()
    ]


def standing(page: object) -> list[str]:
    return reading.all_of(page, "p", **{"class": "standing"})  # type: ignore[arg-type]


# -- who finds it --------------------------------------------------------------------------------


def test_only_the_key_teacher_and_leads_find_a_plan(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    pages = [table.plan, f"{table.plan}/sign", f"{table.plan}/pupil", f"{table.plan}/at-home"]
    pages += [f"/staff/talks/{table.talk_id}/look-back", f"/staff/talks/{table.talk_id}/sign"]
    found = {}
    for role, name in (
        (Role.OFFICE, "Mrs Green"),
        (Role.TEACHER, "Mr Cole"),
        (Role.LEAD, "Ms Fox"),
    ):
        browser.sign_in(make.staff(name, role))
        found[role] = {browser.get(path).status_code for path in pages}
    browser.sign_in(table.evening.teacher_id)
    found["key teacher"] = {browser.get(path).status_code for path in pages}
    assert found == {
        Role.OFFICE: {404},
        Role.TEACHER: {404},
        Role.LEAD: {200},
        "key teacher": {200},
    }


def test_a_talk_about_another_child_is_not_found(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    other = make.family("Ben", class_id=table.evening.class_id)
    answers = [
        browser.get(f"/staff/plans/{other.child_id}?talk={table.talk_id}").status_code,
        browser.get(f"{table.plan}?talk=999").status_code,
        browser.get(f"{table.plan}?talk=x").status_code,
    ]
    assert answers == [404, 404, 404]


def test_history_says_who_opened_it(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    browser.get(table.plan)
    browser.get(table.plan)
    query = select(Event.child_id, Event.by_staff_id, Event.about).where(
        Event.deed == Deed.RECORD_SEEN
    )
    assert db.session.execute(query).all() == [
        (table.child_id, table.evening.teacher_id, {"what": "targets"})
    ]


# -- making a target -----------------------------------------------------------------------------


def test_a_target_is_made_with_three_taps(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    page = browser.get(f"{table.plan}/new", query_string=table.talk | {"topic": "reading"})
    assert SENTENCE in reading.words(page)
    form = browser.get(
        f"{table.plan}/new/write",
        query_string=table.talk | {"starter": STARTER, "topic": "reading"},
    )
    filled = typed(form, **{"home-0-use": "y", "school-1-use": "y"})
    made = browser.send(f"{table.plan}/new/write", filled)
    assert reading.address(made) == f"{table.plan}?talk={table.talk_id}"
    page = browser.get(table.plan, query_string=table.talk)
    assert reading.all_of(page, "h4") == [
        "At home, with Ayesha Malik",
        "Yusuf",
        "School",
        "How we will know",
    ]
    assert HOME in reading.words(page)
    assert "School listens to me read once a week." in reading.words(page)
    assert "Look back on Monday 1 February" in reading.words(page)
    assert standing(page) == [
        "to be signed Nobody has signed yet; waiting for the teacher, Yusuf and Ayesha Malik."
    ]
    (target,) = db.session.scalars(select(Target).where(Target.child_id == table.child_id))
    assert target.conversation is not None
    assert target.conversation.booking_id == table.talk_id


def test_sent_twice_it_is_one_target(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    form = browser.get(f"{table.plan}/new/write", query_string=table.talk | {"starter": STARTER})
    filled = typed(form, **{"home-0-use": "y"})
    answers = [browser.send(f"{table.plan}/new/write", filled).status_code for _ in range(2)]
    assert (answers, plan_of(table)) == ([303, 303], [SENTENCE])


def test_own_words_are_checked_and_may_be_used_anyway(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    form = browser.get(f"{table.plan}/new/write", query_string={"topic": "reading"})
    hard = "I will improve my phonological awareness in all of my different literacy lessons."
    filled = typed(form, sentence=hard, **{"child-0": "I look at pictures.", "child-0-by": LATER})
    page = browser.send(f"{table.plan}/new/write", filled)
    assert page.status_code == 422
    assert reading.all_of(page, "p", **{"class": "advice"}) == [
        "Not every parent knows “literacy”. Plainer: reading and writing",
        "“phonological” is long: try a word of 3 syllables or fewer",
    ]
    assert reading.all_of(page, "button") == ["Check again and save", "Use it anyway"]
    kept = typed(page)
    assert (kept["sentence"], kept["child-0"], kept["child-0-by"]) == (
        hard,
        "I look at pictures.",
        LATER,
    )
    browser.send(f"{table.plan}/new/write", kept | {"anyway": "yes"})
    assert plan_of(table) == [hard]


def test_what_is_refused_keeps_everything_typed(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    form = browser.get(f"{table.plan}/new/write", query_string=table.talk | {"starter": STARTER})
    filled = typed(form, look_back_on="2026-11-09", **{"home-0-use": "y", "home-3": "We sing."})
    page = browser.send(f"{table.plan}/new/write", filled)
    assert page.status_code == 409
    assert reading.said(page) == [say_to_staff(Reason.LOOK_BACK_PAST)]
    assert typed(page) == filled
    wrong = browser.send(f"{table.plan}/new/write", filled | {"home-3-by": "soon"})
    assert (wrong.status_code, reading.field(wrong, "home-3")) == (422, "We sing.")
    assert plan_of(table) == []


def test_three_are_enough_and_it_says_so_before_one_types(
    portal: Flask, browser: FlaskClient
) -> None:
    table = at_the_table(browser)
    for sentence in ("I will read.", "I will write.", "I will sing."):
        make.target(table.child_id, sentence=sentence)
    page = browser.get(f"{table.plan}/new", query_string={"topic": "reading"})
    assert "Yusuf has three targets, and three are enough." in reading.words(page)
    assert reading.all_of(page, "nav") == []
    form = browser.get(f"{table.plan}/new/write", query_string={"starter": STARTER})
    page = browser.send(f"{table.plan}/new/write", typed(form))
    assert (page.status_code, reading.field(page, "sentence")) == (409, SENTENCE)
    assert len(plan_of(table)) == 3


def test_an_id_that_is_no_number_or_nothing_at_all_breaks_nothing(
    portal: Flask, browser: FlaskClient
) -> None:
    table = at_the_table(browser)
    answers = [
        browser.send(f"{table.plan}/new/write").status_code,
        browser.send(f"{table.plan}/ticks", {"step": "x"}).status_code,
        browser.send(f"{table.plan}/end", {"target": "x"}).status_code,
        browser.send(f"{table.plan}/sign/teacher", {"key": "x:y"}).status_code,
        browser.send(f"{table.plan}/pupil/say", {"target": "1"}).status_code,
    ]
    assert answers == [422, 404, 404, 400, 404]


# -- changing, ending, ticking -------------------------------------------------------------------


def test_a_change_after_signing_says_so_and_makes_a_version(
    portal: Flask, browser: FlaskClient
) -> None:
    table = at_the_table(browser)
    target_id = make.target(table.child_id, (table.mother_id, "We read in bed."))
    address = f"/staff/targets/{target_id}/change"
    unsigned = browser.get(address)
    assert "Signed already" not in reading.words(unsigned)
    all_sign(table, table.mother_id)
    form = browser.get(address, query_string=table.talk)
    assert "Signed already: a change makes a new version that all sign again." in reading.words(
        form
    )
    filled = typed(form, sentence="I will read for five minutes.")
    browser.send(address, filled)
    page = browser.get(table.plan)
    assert standing(page) == [
        "to be signed Nobody has signed yet; waiting for the teacher, Yusuf and a parent or carer."
    ]
    assert "Version 1 from Monday 9 November" in reading.words(page)
    assert SENTENCE in reading.words(page)
    again = browser.send(address, filled)
    assert (again.status_code, targets.version_of(target_id).number) == (303, 2)


def test_a_home_part_changed_asks_that_parent_alone(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    target_id = make.target(
        table.child_id, (table.mother_id, "We read in bed."), (table.father_id, "We read maps.")
    )
    for parent_id in (table.mother_id, table.father_id):
        all_sign(table, parent_id)
    form = browser.get(f"/staff/targets/{target_id}/change", query_string=table.talk)
    assert "maps" not in form.get_data(as_text=True)
    filled = typed(form, **{"home-0": "We read at tea."})
    browser.send(f"/staff/targets/{target_id}/change", filled)
    assert signing.to_sign(table.child_id, table.father_id) == []
    assert len(signing.to_sign(table.child_id, table.mother_id)) == 1
    assert targets.version_of(target_id).number == 1


def test_two_who_change_at_once_lose_nothing(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    target_id = make.target(table.child_id)
    all_sign(table, table.mother_id)
    form = browser.get(f"/staff/targets/{target_id}/change")
    mine, theirs = typed(form, sentence="I will sing."), typed(form, sentence="I will hum.")
    browser.send(f"/staff/targets/{target_id}/change", theirs)
    page = browser.send(f"/staff/targets/{target_id}/change", mine)
    assert (page.status_code, reading.field(page, "sentence")) == (409, "I will sing.")
    assert "It reads now: I will hum. (version 2)" in reading.words(page)
    browser.send(f"/staff/targets/{target_id}/change", typed(page))
    assert plan_of(table) == ["I will sing."]


def test_steps_are_ticked_and_targets_stopped(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    target_id = make.target(table.child_id, child=("I sing.",), school=("School sings.",))
    other = make.family("Ben", class_id=table.evening.class_id)
    foreign = make.target(other.child_id, child=("I hum.",))
    step = targets.steps_of(version_ids=[targets.version_of(target_id).id])[0].id
    theirs = targets.steps_of(version_ids=[targets.version_of(foreign).id])[0].id
    browser.send(f"{table.plan}/ticks", {"step": step, "done": "yes"})
    assert browser.send(f"{table.plan}/ticks", {"step": theirs, "done": "yes"}).status_code == 404
    pressed = reading.all_of(browser.get(table.plan), "button", **{"aria-pressed": "true"})
    assert pressed == ["Done: I sing."]
    assert browser.send(f"{table.plan}/end", {"target": foreign}).status_code == 404
    for _ in range(2):
        browser.send(f"{table.plan}/end", {"target": target_id})
    page = browser.get(table.plan)
    assert "Earlier targets (1)" in reading.words(page)
    assert targets.ongoing_ids(table.child_id) == []
    assert browser.get(f"/staff/targets/{target_id}/change").status_code == 303


# -- what one parent may not see of another ------------------------------------------------------


def test_beside_one_parent_nothing_of_the_other_shows(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    make.target(
        table.child_id, (table.mother_id, "We read in bed."), (table.father_id, "We read maps.")
    )
    his_talk = talk_with_father(table)
    all_sign(table, table.father_id)
    with act():
        words = "Maps are dull"
        changes_wanted.want_change(table.father_id, table.child_id, words, make.by(table.father_id))
    with_mother = [
        f"{table.plan}?talk={table.talk_id}",
        f"{table.plan}/sign?talk={table.talk_id}",
        f"{table.plan}/sign/child?talk={table.talk_id}",
        f"{table.plan}/paper?talk={table.talk_id}",
        f"/staff/talks/{table.talk_id}/sign",
        f"/staff/talks/{table.talk_id}/look-back",
        f"{table.plan}/pupil",
    ]
    secret = ("Omar", "maps", "Maps", "in force")
    pages = {path: browser.get(path).get_data(as_text=True) for path in with_mother}
    assert {path: [one for one in secret if one in pages[path]] for path in pages} == {
        path: [] for path in pages
    }
    page = browser.get(f"{table.plan}?talk={table.talk_id}")
    assert standing(page) == [
        "to be signed The teacher and Yusuf signed; waiting for Ayesha Malik."
    ]
    page = browser.get(f"{table.plan}?talk={his_talk}")
    assert standing(page) == ["in force The teacher, Yusuf and Omar Malik signed."]
    assert "Ayesha" not in page.get_data(as_text=True)
    assert "in bed" not in page.get_data(as_text=True)


def test_without_a_talk_no_parent_is_named_and_home_is_behind_a_door(
    portal: Flask, browser: FlaskClient
) -> None:
    table = at_the_table(browser)
    make.target(
        table.child_id, (table.mother_id, "We read in bed."), (table.father_id, "We read maps.")
    )
    all_sign(table, table.father_id)
    page = browser.get(table.plan)
    assert standing(page) == ["in force The teacher, Yusuf and a parent or carer signed."]
    secret = ("Omar", "Ayesha", "maps", "in bed")
    assert [one for one in secret if one in page.get_data(as_text=True)] == []
    assert "Talks and at home (2)" in reading.words(page)
    hers = browser.get(f"{table.plan}/at-home/{table.mother_id}")
    assert "We read in bed." in reading.words(hers)
    assert [one for one in ("Omar", "maps") if one in hers.get_data(as_text=True)] == []
    with act() as session:
        session.execute(
            update(Guardianship)
            .where(Guardianship.parent_id == table.mother_id)
            .values(no_contact=True)
        )
    assert browser.get(f"{table.plan}/at-home/{table.mother_id}").status_code == 404
    assert "Ayesha" not in browser.get(f"{table.plan}/at-home").get_data(as_text=True)
    assert browser.get(f"{table.plan}?talk={table.talk_id}").status_code == 404
    assert browser.get(f"/staff/talks/{table.talk_id}/sign").status_code == 404


def test_a_change_asked_for_has_words_and_no_name(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser, "ur")
    make.target(table.child_id)
    with act():
        changes_wanted.want_change(
            table.mother_id, table.child_id, "دس منٹ بہت ہیں", make.by(table.mother_id)
        )
        changes_wanted.want_change(table.father_id, table.child_id, "", make.by(table.father_id))
    with act() as session:
        text = session.scalars(select(InText)).one()
        text.reading = Reading.BEING_TRANSLATED
    page = browser.get(table.plan)
    assert "“دس منٹ بہت ہیں”" in reading.words(page)
    assert "Being translated." in reading.words(page)
    assert "Somebody would like a change." in reading.words(page)
    assert [name for name in ("Ayesha", "Omar") if name in page.get_data(as_text=True)] == []
    with act() as session:
        text = session.scalars(select(InText)).one()
        text.reading, text.in_english = Reading.READ, "Ten minutes is a lot"
    assert "In English: Ten minutes is a lot" in reading.words(browser.get(table.plan))
    make.staff("Mr Safe", Role.SAFEGUARDING)
    with act():
        guarding.pass_on(Whose(table.mother_id), make.OFFICE)
    page = browser.get(table.plan)
    assert "دس منٹ" not in page.get_data(as_text=True)
    assert reading.words(page).count("Somebody would like a change.") == 2
    wishes = reading.choices(page, "wish")
    for wish in [*wishes, wishes[0], "999"]:
        assert browser.send(f"{table.plan}/seen-to", {"wish": wish}).status_code == 303
    assert changes_wanted.waiting(table.child_id) == []


def test_a_wish_sent_twice_is_one(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser)
    make.target(table.child_id)
    for _ in range(2):
        with act():
            changes_wanted.want_change(table.mother_id, table.child_id, "", table.by)
        with act():
            changes_wanted.want_change(table.mother_id, table.child_id, "Shorter", table.by)
    assert len(changes_wanted.waiting(table.child_id)) == 2


# -- other languages -----------------------------------------------------------------------------


def test_own_words_are_put_into_the_parents_language_by_a_named_person(
    portal: Flask, browser: FlaskClient
) -> None:
    table = at_the_table(browser, "ur")
    form = browser.get(f"{table.plan}/new/write", query_string=table.talk | {"starter": STARTER})
    filled = typed(form, **{"home-0": "We read in bed.", "home-0-use": "y"})
    made = browser.send(f"{table.plan}/new/write", filled)
    there = f"{table.plan}/in-their-language"
    assert reading.address(made) == f"{there}?talk={table.talk_id}"
    page = browser.get(there, query_string=table.talk)
    assert reading.all_of(page, "strong") == ["We read in bed."]
    with act():
        wording_id = wordings.own("We read in bed.")
    words = {f"words-{wording_id}": "ہم بستر میں پڑھتے ہیں۔"}
    nameless = browser.send(there, table.talk | words)
    assert (nameless.status_code, reading.said(nameless)) == (
        422,
        [say_to_staff(Reason.NAME_MISSING)],
    )
    assert reading.field(nameless, f"words-{wording_id}") == words[f"words-{wording_id}"]
    saved = browser.send(there, table.talk | words | {"translated_by": "Mrs Aslam"})
    assert saved.status_code == 303
    assert "ہم بستر میں پڑھتے ہیں۔" in reading.words(
        browser.get(f"/staff/talks/{table.talk_id}/sign")
    )


def test_a_translation_that_was_signed_stays_as_it_is(portal: Flask, browser: FlaskClient) -> None:
    table = at_the_table(browser, "ur")
    make.target(table.child_id, (table.mother_id, "We read in bed."))
    urdu = OFFERED["ur"]
    with act():
        wording_id = wordings.own("We read in bed.")
        translating.put_into(wording_id, urdu, "ہم پڑھتے ہیں۔", "Mrs Aslam", table.by)
    there, other = f"{table.plan}/in-their-language", {f"words-{wording_id}": "ہم گاتے ہیں۔"}
    assert not translating.is_signed_in(wording_id, "ur")
    all_sign(table, table.mother_id, urdu)
    assert translating.is_signed_in(wording_id, "ur")
    assert not translating.is_signed_in(wording_id, "pl")
    page = browser.get(there, query_string=table.talk)
    assert "It has been read or signed so, and stays as it is." in reading.words(page)
    refused = browser.send(there, table.talk | other | {"translated_by": "Mr New"})
    assert (refused.status_code, reading.said(refused)) == (
        422,
        [say_to_staff(Reason.WORDS_SIGNED)],
    )
    assert wordings.in_language([wording_id], urdu) == {wording_id: "ہم پڑھتے ہیں۔"}


# -- next year -----------------------------------------------------------------------------------


def test_next_years_targets_go_to_the_next_key_teacher(
    portal: Flask, browser: FlaskClient, watch: Watch
) -> None:
    table = at_the_table(browser)
    for sentence in ("I will sing.", "I will write.", "I will count."):
        make.target(table.child_id, sentence=sentence)
    form = browser.get(
        f"{table.plan}/new/write", query_string={"starter": STARTER, "next_year": "yes"}
    )
    browser.send(f"{table.plan}/new/write", typed(form, look_back_on="2027-10-08"))
    headings = reading.all_of(browser.get(table.plan), "h2")
    assert headings == ["Now", "Next year’s targets"]
    next_teacher = make.staff("Mr Roll")
    with act() as session:
        session.execute(
            update(SchoolClass)
            .where(SchoolClass.id == table.evening.class_id)
            .values(key_teacher_id=next_teacher)
        )
    assert browser.get(table.plan).status_code == 404
    watch.set("2027-09-06 10:00")
    browser.sign_in(next_teacher)
    page = browser.get(table.plan)
    assert SENTENCE in reading.words(page)
    assert reading.all_of(page, "h2") == ["Now"]
