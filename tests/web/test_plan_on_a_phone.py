"""What was agreed, on a parent's own phone: read, signed, ticked, and nothing of another parent."""

import re
from datetime import date

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal import clock
from portal.db import act, db
from portal.domain import agreed, changes_wanted, parents_plan, signing, targets, wordings
from portal.domain.check_ins import CheckIn, Going
from portal.domain.people import Guardianship
from portal.domain.signing import Party, SignedBy, SignOff
from portal.domain.targets import Ended, Shared, Step
from portal.domain.tasks import Task, TaskKind
from portal.languages import ENGLISH
from tests import agreements, make
from tests.addresses import token_of
from tests.agreements import HOME, IN_URDU, SENTENCE
from tests.browsing import CheckingClient
from tests.conftest import Watch
from tests.web import reading
from tests.web.reading import words


def two_parents(evening: make.Evening) -> make.Family:
    """Sara and Omar, each with something of their own at home."""
    return make.family("Layla", ("Sara", "Omar"), class_id=evening.class_id, surname="Haddad")


def link(parent_id: int, browser: CheckingClient) -> str:
    """The address of the parent's pages, on a phone that has given the birthday."""
    at = f"/t/{token_of(parent_id)}"
    given = browser.send(f"{at}/birthday?to=plan", {"day": "14", "month": "3"})
    assert reading.address(given) == f"{at}/plan"
    return at


def seen(page: TestResponse) -> list[str]:
    return re.findall(r'name="seen" value="([^"]+)"', page.get_data(as_text=True))


def signed() -> list[tuple[Party, int | None, SignedBy, str]]:
    db.session.expire_all()
    rows = db.session.scalars(select(SignOff).order_by(SignOff.id))
    return [(one.party, one.parent_id, one.way, one.language) for one in rows]


def tasks() -> list[tuple[TaskKind, int | None, int | None, date | None]]:
    query = select(Task.kind, Task.parent_id, Task.staff_id, Task.due_on).order_by(Task.id)
    return [tuple(row) for row in db.session.execute(query)]


def test_the_birthday_comes_first_and_leads_back_to_the_plan(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    make.offered(day.family.child_id, (day.family.parent_id, HOME), sentence=SENTENCE)
    at = f"/t/{token_of(day.family.parent_id)}"
    page = browser.get(f"{at}/plan")
    assert "Yusuf" not in words(page) and "Oak Lane Primary School" in words(page)
    assert reading.address(browser.get(f"{at}/plan?mine=1")) == f"{at}/birthday?to=plan"
    for path in ("", "/fridge", "/change"):
        closed = browser.get(f"{at}/plan/{day.family.child_id}{path}")
        assert reading.address(closed) == f"{at}/birthday?to=plan"
    link(day.family.parent_id, browser)
    opened = browser.get(f"{at}/plan")
    assert reading.address(opened) == f"{at}/plan/{day.family.child_id}"
    assert SENTENCE in words(browser.get(f"{at}/plan/{day.family.child_id}"))


def test_read_and_sign(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    make.offered(
        child_id,
        (parent_id, HOME),
        sentence=SENTENCE,
        child=("I put it on my desk.",),
        school=("We look at it on Mondays.",),
        look_back_on=date(2027, 3, 9),
    )
    at = f"{link(parent_id, browser)}/plan/{child_id}"
    page = browser.get(at)
    assert reading.all_of(page, "h1") == ["What we agreed for Yusuf"]
    assert reading.all_of(page, "h2") == ["Please read and sign", SENTENCE]
    assert reading.all_of(page, "h3") == ["What we do at home", "What I do", "What school does"]
    assert "We look back on Tuesday 9 March." in words(page)
    assert reading.all_of(page, "button") == ["I agree"]
    assert "I want a change" in reading.all_of(page, "a")
    done = browser.send(f"{at}/sign", {"seen": seen(page)})
    assert reading.address(done) == f"{at}?said=signed"
    page = browser.get(f"{at}?said=signed")
    assert reading.said(page) == ["Thank you. You have signed."]
    assert reading.all_of(page, "h2") == [SENTENCE]
    assert "Signed by you" in words(page)
    assert signed() == [(Party.PARENT, parent_id, SignedBy.LINK, "en")]
    browser.send(f"{at}/sign", {"seen": seen(browser.get(at))})
    assert len(signed()) == 1


def test_what_changed_meanwhile_is_not_signed(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    target_id = make.offered(child_id, sentence=SENTENCE)
    at = f"{link(parent_id, browser)}/plan/{child_id}"
    before = seen(browser.get(at))
    with act():  # nobody has signed: the same version reads otherwise
        other = Shared(wordings.own("I will look after my blue folder."), date(2027, 3, 9))
        targets.change(target_id, other, agreements.teacher(day))
    page = browser.send(f"{at}/sign", {"seen": before})
    assert page.status_code == 409
    assert reading.said(page) == ["The plan has changed since then. Please read it again first."]
    assert "I will look after my blue folder." in words(page)
    for wrong in ([], ["1"], ["x.y.z"], [*seen(page), "9.9.a"]):
        assert browser.send(f"{at}/sign", {"seen": wrong}).status_code == 409
    assert signed() == []
    browser.send(f"{at}/sign", {"seen": seen(page)})
    assert len(signed()) == 1


def test_in_their_language_and_what_is_not_is_not_shown(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening(language="ur")
    child_id, parent_id = day.family.child_id, day.family.parent_id
    target_id = make.offered(child_id, (parent_id, HOME), sentence=SENTENCE)
    at = f"{link(parent_id, browser)}/plan/{child_id}"
    page = browser.get(at)
    assert "folder" not in page.get_data(as_text=True)
    assert seen(page) == []
    assert "اس کا کچھ حصہ ابھی آپ کی زبان میں نہیں۔" in words(page)
    browser.send(f"{at}/read")
    assert tasks() == [(TaskKind.READ_TO, parent_id, day.teacher_id, date(2026, 11, 11))]
    agreements.in_urdu(target_id)
    page = browser.get(at)
    assert IN_URDU[SENTENCE] in words(page) and IN_URDU[HOME] in words(page)
    browser.send(f"{at}/sign", {"seen": seen(page)})
    assert signed() == [(Party.PARENT, parent_id, SignedBy.LINK, "ur")]


def test_who_had_it_read_out_can_sign_on_the_page(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening(language="ur")
    child_id, parent_id = day.family.child_id, day.family.parent_id
    make.offered(child_id, sentence=SENTENCE)
    agreements.heard(child_id, parent_id, agreements.teacher(day), "ur")
    at = f"{link(parent_id, browser)}/plan/{child_id}"
    page = browser.get(at)
    assert "folder" not in page.get_data(as_text=True)
    browser.send(f"{at}/sign", {"seen": seen(page)})
    row = db.session.scalars(select(SignOff)).one()
    assert (row.read_out_by, row.language) == ("Mrs Aslam", "en")
    assert seen(browser.get(at)) == []


def test_two_parents_learn_nothing_of_one_another(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    family = two_parents(day)
    sara, omar = family.parent_ids
    make.offered(
        family.child_id,
        (sara, "We put it in the green bag."),
        (omar, "We put it in the car."),
        sentence=SENTENCE,
    )
    agreements.others_sign(day, family.child_id)
    agreements.parent_signs(family.child_id, sara)
    with act():
        changes_wanted.want_change(sara, family.child_id, "Not on Mondays", make.by(sara))
    at = f"{link(omar, browser)}/plan/{family.child_id}"
    page = browser.get(at)
    assert "We put it in the car." in words(page)
    assert "Signed by Miss Khan, Layla" in words(page)
    assert reading.all_of(page, "h2") == ["Please read and sign", SENTENCE]
    browser.send(f"{at}/sign", {"seen": seen(page)})
    for path in ("", "/fridge", "/change"):
        html = browser.get(f"{at}{path}").get_data(as_text=True)
        secret = [one for one in ("green bag", "Sara", "Haddad", "Mondays") if one in html]
        assert secret == [], path
    assert "Signed by you, Miss Khan, Layla" in words(browser.get(at))


def test_only_their_own_steps_at_home_can_be_ticked(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    family = two_parents(day)
    sara, omar = family.parent_ids
    make.offered(
        family.child_id,
        (sara, "We put it in the green bag."),
        (omar, "We put it in the car."),
        sentence=SENTENCE,
        child=("I put it on my desk.",),
    )
    agreements.parent_signs(family.child_id, sara)
    at = f"{link(sara, browser)}/plan/{family.child_id}"
    ids = dict(
        db.session.execute(
            select(wordings.Wording.english, Step.id).join(
                Step, Step.wording_id == wordings.Wording.id
            )
        ).all()
    )
    page = browser.get(at)
    assert reading.choices(page, "done") == [str(ids["We put it in the green bag."])]
    for wrong in (ids["We put it in the car."], ids["I put it on my desk."], 0, "x"):
        assert browser.send(f"{at}/step", {"done": wrong}).status_code == 404
    browser.send(f"{at}/step", {"done": ids["We put it in the green bag."]})
    assert reading.choices(browser.get(at), "undo") == [str(ids["We put it in the green bag."])]
    db.session.expire_all()
    done = db.session.scalars(select(Step.id).where(Step.done_at.is_not(None))).all()
    assert done == [ids["We put it in the green bag."]]
    browser.send(f"{at}/step", {"undo": ids["We put it in the green bag."]})
    assert reading.choices(browser.get(at), "undo") == []


def test_i_want_a_change(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    make.offered(child_id, sentence=SENTENCE)
    at = f"{link(parent_id, browser)}/plan/{child_id}"
    assert reading.all_of(browser.get(f"{at}/change"), "h1") == ["I want a change"]
    done = browser.send(f"{at}/change", {"words": "  "})
    assert reading.address(done) == f"{at}?said=change"
    page = browser.get(f"{at}?said=change")
    assert reading.said(page) == ["Thank you. Miss Khan will look at what you want to change."]
    assert tasks() == [(TaskKind.CHANGE_WANTED, None, day.teacher_id, date(2026, 11, 12))]
    assert [one.inbound_id for one in changes_wanted.waiting(child_id)] == [None]


def test_how_it_goes_is_asked_once_it_is_in_force(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    make.offered(child_id, sentence=SENTENCE)
    agreements.parent_signs(child_id, parent_id)
    at = f"{link(parent_id, browser)}/plan/{child_id}"
    assert "How is it going?" not in words(browser.get(at))
    assert browser.send(f"{at}/going", {"going": "stuck"}).status_code == 404
    agreements.others_sign(day, child_id)
    assert reading.choices(browser.get(at), "going") == ["going well", "a bit hard", "stuck"]
    browser.send(f"{at}/going", {"going": "going well"})
    page = browser.get(browser.send(f"{at}/going", {"going": "stuck"}).headers["Location"])
    assert reading.said(page) == [
        "Thank you for telling us. Miss Khan will ring you by Wed 11 Nov."
    ]
    assert tasks() == [(TaskKind.STUCK, parent_id, day.teacher_id, date(2026, 11, 11))]
    row = db.session.scalars(select(CheckIn)).one()
    assert (row.going, row.answered_at) == (Going.STUCK, clock.now())
    assert browser.send(f"{at}/going", {"going": "x"}).status_code == 404


def test_who_may_not_sign_sees_and_signs_nothing(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    make.offered(child_id, sentence=SENTENCE)
    with act() as session:
        tie = session.scalars(select(Guardianship).filter_by(parent_id=parent_id)).one()
        tie.may_sign = False
    at = f"{link(parent_id, browser)}/plan/{child_id}"
    page = browser.get(at)
    assert SENTENCE in words(page) and "I agree" not in reading.all_of(page, "button")
    signing_try = browser.send(f"{at}/sign", {"seen": ["1.0.x"]})
    assert (signing_try.status_code, signed()) == (409, [])


def test_no_contact_or_somebody_elses_child_is_not_found(
    portal: Flask, browser: CheckingClient
) -> None:
    day = make.evening()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    other = make.family("Zoë", ("Sam",), surname="Reed")
    make.offered(child_id, sentence=SENTENCE)
    make.offered(other.child_id, sentence=SENTENCE)
    at = f"{link(parent_id, browser)}/plan"
    assert browser.get(f"{at}/{other.child_id}").status_code == 404
    with act() as session:
        session.scalars(select(Guardianship).filter_by(parent_id=parent_id)).one().held = True
    for path in ("", "/fridge", "/change"):
        assert browser.get(f"{at}/{child_id}{path}").status_code == 404
    for path in ("sign", "change", "step", "going", "read", "fridge"):
        assert browser.send(f"{at}/{child_id}/{path}").status_code == 404
    assert "Yusuf" not in words(browser.get(at))


def test_a_sheet_for_the_fridge(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    make.offered(child_id, (parent_id, HOME), sentence=SENTENCE, child=("I check it.",))
    at = f"{link(parent_id, browser)}/plan/{child_id}"
    assert reading.address(browser.get(f"{at}/fridge")) == at
    agreements.parent_signs(child_id, parent_id)
    page = browser.get(f"{at}/fridge")
    assert reading.all_of(page, "h1") == ["Yusuf"]
    assert reading.all_of(page, "h2") == ["What we do at home", SENTENCE]
    assert reading.all_of(page, "h3") == ["What I do"]
    assert "Malik" not in page.get_data(as_text=True)
    browser.send(f"{at}/fridge")
    assert tasks() == [(TaskKind.ON_PAPER, parent_id, day.teacher_id, date(2026, 11, 11))]


def test_it_is_found_from_the_talks_all_year(
    portal: Flask, browser: CheckingClient, watch: Watch
) -> None:
    day = make.evening()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    at = f"/t/{token_of(parent_id)}"
    assert "What we agreed" not in words(browser.get(f"{at}/talks"))
    make.offered(child_id, sentence=SENTENCE)
    assert "What we agreed" in reading.all_of(browser.get(f"{at}/talks"), "a")  # free times
    make.booked(day)
    page = browser.get(f"{at}/talks")
    assert "What we agreed" in reading.all_of(page, "a")
    link(parent_id, browser)
    watch.set("2027-02-01 10:00")
    sister = make.sibling(parent_id)
    make.offered(sister, sentence=SENTENCE)
    link(parent_id, browser)
    page = browser.get(f"{at}/talks")
    assert reading.all_of(page, "h2") == ["Yusuf", "Maryam"]
    assert reading.all_of(browser.get(f"{at}/plan"), "a")[:2] == ["Yusuf", "Maryam"]
    assert SENTENCE in words(browser.get(f"{at}/plan/{sister}"))


def test_we_did_it(portal: Flask, browser: CheckingClient) -> None:
    day = make.evening()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    met = make.offered(child_id, sentence=SENTENCE)
    stopped = make.offered(child_id, sentence="I will draw a map.")
    with act():
        targets.end(met, Ended.MET, agreements.teacher(day))
        targets.end(stopped, Ended.STOPPED, agreements.teacher(day))
    page = browser.get(f"{link(parent_id, browser)}/plan/{child_id}")
    assert reading.all_of(page, "h2") == ["We did it!"]
    assert SENTENCE in words(page) and "map" not in words(page)


def test_what_is_only_being_written_stands_on_no_parents_page(portal: Flask) -> None:
    day = make.evening()
    child_id, parent_id = day.family.child_id, day.family.parent_id
    make.target(child_id, sentence=SENTENCE)
    assert parents_plan.children(parent_id) == []
    found = parents_plan.of(parent_id, child_id, ENGLISH)
    assert found is not None and found.is_empty
    with act():
        keys = [one.key for one in agreed.shared(child_id)]
        signing.sign_as_teacher(child_id, keys, make.OFFICE)
    found = parents_plan.of(parent_id, child_id, ENGLISH)
    assert found is not None
    assert [one.target.sentence.english for one in found.to_sign] == [SENTENCE]
