"""The demo's phones: what a newcomer sees of the texts, and how the clock is moved on."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import select
from werkzeug.serving import make_server

from portal import clock, worker
from portal.app import create_app
from portal.config import BadSetting, read
from portal.db import act, db
from portal.domain import booking, people, weekly_ideas
from portal.domain.inbox import InText
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Parent
from portal.sms.carriers.simulator import Simulator
from portal.sms.deliver import Sender
from tests import agreements, make
from tests.browsing import CheckingClient
from tests.conftest import environment
from tests.phone import settings


@dataclass
class Demo:
    """A demo school on a real port, with one invited Urdu-speaking parent and the usual noise."""

    app: Flask
    day: make.Evening
    sender: Sender

    @property
    def parent_id(self) -> int:
        return self.day.family.parent_id

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def work(self) -> None:
        while worker.tick(self.sender):
            pass


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    app = create_app(
        {
            **environment(tmp_path, f"sqlite:///{tmp_path / 'demo.db'}"),
            "PORTAL_DEMO": "1",
            "PORTAL_PUBLIC_URL": f"http://127.0.0.1:{server.server_port}",
        }
    )
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=True)
    app.test_client_class = CheckingClient
    server.app = app
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    daytime(settings(app).demo_clock)
    with app.app_context():
        upgrade()
        make.school()
        day = evening()
        sender = Sender(Simulator(settings(app)), settings(app).public_url, 1000)
        yield Demo(app, day, sender)
        sender.close()
        db.session.remove()
        people.forget_school()
    server.shutdown()
    server.server_close()
    clock.use(None)


def daytime(path: Path) -> None:
    """The demo begins tomorrow at ten, whenever the tests run."""
    tomorrow = clock.local(datetime.now(UTC)).date() + timedelta(days=1)
    clock.DemoClock(path).move_on_to(clock.at(tomorrow, time(10)))


def evening() -> make.Evening:
    """Talks ten days from now."""
    day = (clock.today() + timedelta(days=10)).isoformat()
    teacher_id = make.staff()
    class_id = make.school_class(teacher_id=teacher_id)
    round_id = make.round_(class_ids=(class_id,))
    slots = make.cover(round_id, teacher_id, day)
    ours = make.family(class_id=class_id, language="ur")
    make.family("Zofia", ("Katarzyna",), surname="Nowak", language="pl")
    invitation_id = make.invitation(round_id, ours.child_id, ours.parent_id, teacher_id)
    return make.Evening(teacher_id, class_id, round_id, slots, ours, invitation_id, 0)


def book(demo: Demo) -> None:
    with act():
        booking.book(demo.day.invitation_id, demo.day.slot_ids[0], make.OFFICE)


def bubbles(html: str) -> list[tuple[str, str]]:
    """Each text on the page: whose, and its first line without the link."""
    found = re.findall(r'<li class="(school|theirs)">\s*<p[^>]*>([^<]*)', html)
    return [(whose, words.strip()) for whose, words in found]


def test_a_text_appears_on_its_phone_with_a_link_to_press(demo: Demo) -> None:
    book(demo)
    waiting = demo.client().get(f"/phones?left={demo.parent_id}").get_data(as_text=True)
    demo.work()
    shown = demo.client().get(f"/phones?left={demo.parent_id}").get_data(as_text=True)
    (text,) = db.session.scalars(db.select(OutText))
    assert bubbles(waiting) == []
    assert [whose for whose, _ in bubbles(shown)] == ["school"]
    assert f'lang="ur" dir="rtl">{text.body.partition("{link}")[0]}<a href="' in shown
    pressed = re.findall(r'<a href="http://127\.0\.0\.1:\d+(/t/[a-z2-7]{13})" target', shown)
    assert demo.client().get(pressed[0]).status_code == 200


def test_the_simulator_reports_each_text_delivered(demo: Demo) -> None:
    book(demo)
    demo.work()
    db.session.expire_all()
    (text,) = db.session.scalars(db.select(OutText))
    assert text.state == TextState.DELIVERED
    assert (text.carrier_id or "").startswith("SIM")


def test_a_reply_goes_through_the_webhook_and_is_answered(demo: Demo) -> None:
    client = demo.client()
    sent = client.send(
        "/phones/reply", {"from": demo.parent_id, "left": demo.parent_id, "body": "HELP"}
    )
    demo.work()
    shown = client.get(sent.location).get_data(as_text=True)
    assert (sent.status_code, sent.location) == (303, f"/phones?left={demo.parent_id}")
    assert [whose for whose, _ in bubbles(shown)] == ["theirs", "school"]
    assert bubbles(shown)[0] == ("theirs", "HELP")


def test_two_phones_stand_side_by_side(demo: Demo) -> None:
    katarzyna = demo.parent_id + 1
    page = demo.client().get(f"/phones?left={demo.parent_id}&right={katarzyna}")
    html = page.get_data(as_text=True)
    assert re.findall(r'<h2 id="(left|right)-name">([^<]+) <', html) == [
        ("left", "Ayesha Malik"),
        ("right", "Katarzyna Nowak"),
    ]
    writing = demo.client().get(f"/phones?left={demo.parent_id}&write=left")
    assert [one.headers.get("Refresh") for one in (page, writing)] == ["4", None]


def test_phones_are_found_by_name(demo: Demo) -> None:
    everybody = demo.client().get("/phones").get_data(as_text=True)
    found = demo.client().get("/phones?find=nowak").get_data(as_text=True)
    nobody = demo.client().get("/phones?find=<b>").get_data(as_text=True)
    assert re.findall(r"<strong>([^<]+)</strong></a>", everybody) == [
        "Ayesha Malik",
        "Katarzyna Nowak",
    ]
    others = found.split("Other parents")[1]
    assert re.findall(r"<strong>([^<]+)</strong></a>", others) == ["Katarzyna Nowak"]
    assert "Nobody here has this name" in nobody
    assert demo.client().get("/phones?left=999").status_code == 404


def test_a_phone_that_cannot_be_is_not_shown(demo: Demo) -> None:
    client = demo.client()
    for left in ("9" * 30, "-1", "x", "٢"):
        assert client.get(f"/phones?left={left}").status_code == 200
        assert client.send("/phones/reply", {"from": left, "body": "hi"}).status_code == 404
    assert db.session.scalars(db.select(InText.id)).all() == []


def test_the_clock_moves_on_to_what_is_worth_seeing_and_never_back(demo: Demo) -> None:
    book(demo)
    client = demo.client()
    began = clock.local(clock.now())
    talk = clock.at(began.date() + timedelta(days=10), time(15))
    seen = []
    for name in ("morning", "five", "eve", "soon", "morning", "after", "five", "nonsense"):
        client.send("/phones/clock", {"to": name, "left": demo.parent_id})
        shown = clock.local(clock.now())
        seen.append(((shown.date() - began.date()).days, f"{shown:%H:%M}"))
    assert seen == [
        (1, "08:00"),
        (5, "17:00"),
        (9, "17:00"),
        (10, "13:00"),
        (11, "08:00"),
        (11, "08:00"),
        (11, "08:00"),
        (11, "08:00"),
    ]
    assert clock.now() > talk


def test_the_clock_moves_on_to_when_a_plan_is_asked_about(demo: Demo) -> None:
    book(demo)
    client, child_id, parent_id = demo.client(), demo.day.family.child_id, demo.parent_id
    client.send("/phones/clock", {"to": "after"})
    look_back_on = clock.today() + timedelta(days=84)
    home = "We sit together and listen to the reading."
    make.target(child_id, (parent_id, home), look_back_on=look_back_on)
    agreements.others_sign(demo.day, child_id)
    agreements.parent_signs(child_id, parent_id, "ur")
    demo.work()
    kinds = []
    for name in ("halfway", "look-back"):
        client.send("/phones/clock", {"to": name, "left": parent_id})
        demo.work()
        query = select(OutText.kind).where(OutText.parent_id == parent_id)
        kinds.append(db.session.scalars(query.order_by(OutText.id.desc()).limit(1)).one())
    assert kinds == [Kind.CHECK_IN, Kind.LOOK_BACK]
    assert timedelta(0) < look_back_on - clock.today() <= timedelta(days=7)


def test_the_clock_goes_on_to_the_next_idea(demo: Demo) -> None:
    client = demo.client()
    assert "five-minute idea" not in client.get("/phones").get_data(as_text=True)
    parent_id = db.session.scalars(select(Parent.id).where(Parent.first_name == "Katarzyna")).one()
    with act():
        weekly_ideas.start(parent_id, make.by(parent_id))
    page = client.get(f"/phones?left={parent_id}").get_data(as_text=True)
    assert "The next five-minute idea" in page
    client.send("/phones/clock", {"to": "idea", "left": parent_id})
    demo.work()
    kinds = db.session.scalars(select(OutText.kind).where(OutText.parent_id == parent_id)).all()
    assert kinds == [Kind.IDEA]


def test_the_clock_stops_after_the_talk(demo: Demo) -> None:
    book(demo)
    demo.client().send("/phones/clock", {"to": "after"})
    shown = clock.local(clock.now())
    assert f"{shown:%H:%M}" == "15:30"


def test_a_form_without_its_token_changes_nothing(demo: Demo) -> None:
    before = clock.local(clock.now()).date()
    refused = demo.client().post("/phones/clock", data={"to": "morning"})
    assert (refused.status_code, clock.local(clock.now()).date()) == (400, before)


def test_without_the_demo_there_are_no_phones(portal: Flask, browser: FlaskClient) -> None:
    rules = {rule.rule for rule in portal.url_map.iter_rules()}
    assert not any(rule.startswith("/phones") for rule in rules)


def test_the_simulator_stays_out_of_a_real_school(tmp_path: Path) -> None:
    real = environment(tmp_path, f"sqlite:///{tmp_path / 'real.db'}")
    with pytest.raises(BadSetting):
        Simulator(read(real))
    twilio = {
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN": "secret",
        "TWILIO_FROM": "+447700900900",
    }
    with pytest.raises(BadSetting):
        Simulator(read({**real, **twilio}))
    with pytest.raises(BadSetting):
        read({**real, **twilio, "PORTAL_DEMO": "1"})
