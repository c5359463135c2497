"""The school's machine is lost, and a backup of some hours ago is put back on another: what was
sent in between is not sent again, what was not goes out, and what parents wrote is read.

The carrier is the stand-in for Twilio, which remembers everything across the loss.
"""

import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from portal import backups, clock, worker
from portal.app import create_app
from portal.config import BadSetting
from portal.db import act, db
from portal.domain import accounts, booking, devices, inbox, people, restored, restoring
from portal.domain.devices import Device
from portal.domain.inbox import InState, InText
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.outbox import Kind, OutText, TextState
from portal.domain.people import Parent, Role, Staff
from portal.domain.restored import Restored
from portal.sms.carriers.simulator import Simulator
from portal.sms.deliver import Sender
from tests import make
from tests.conftest import POSTGRESQL, Watch, environment
from tests.phone import post, settings
from tests.sms.stand_in import Mishap, StandIn, receipt_form, says
from tests.sms.test_deliver import waiting
from tests.sms.test_twilio_carrier import carrier_to
from tests.web.reading import words

LOST_FOR = timedelta(hours=3)


@pytest.fixture
def twilio(watch: Watch) -> Iterator[StandIn]:
    with StandIn(watch) as twilio:
        yield twilio


@pytest.fixture
def elsewhere(portal: Flask, tmp_path: Path) -> Iterator[Flask]:
    """A portal of the same kind on another machine, its database empty."""
    url, name = f"sqlite:///{tmp_path / 'elsewhere.db'}", f"restored_{tmp_path.name[-40:]}".lower()
    name = "".join(letter if letter.isalnum() else "_" for letter in name)
    postgresql = not settings(portal).database_url.startswith("sqlite")
    if postgresql:
        with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name}")
        url = POSTGRESQL.rsplit("/", 1)[0] + f"/{name}"
    app = create_app(environment(tmp_path / "data", url))
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=True)
    app.test_client_class = portal.test_client_class
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    if postgresql:
        with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def back_up(portal: Flask, tmp_path: Path) -> Path:
    file = tmp_path / "portal.tar.gz"
    backups.write(settings(portal), file)
    return file


def put_back(elsewhere: Flask, file: Path) -> datetime:
    people.forget_school()
    return backups.put_back(settings(elsewhere), file)


def work(twilio: StandIn, rounds: int = 6) -> list[tuple[str, str]]:
    """The worker looks around some times; what has reached the carrier by then, ever."""
    with carrier_to(twilio.url) as carrier:
        sender = Sender(carrier, "http://localhost", 10_000)
        for _ in range(rounds):
            worker.tick(sender)
        sender.close()
    db.session.expire_all()
    return [(one.to, one.body) for one in twilio.taken]


@contextmanager
def three_hours_later(watch: Watch) -> Iterator[None]:
    """What happens before the machine is lost; it is put back three hours after the backup."""
    before = watch.moment
    watch.moment += timedelta(minutes=10)
    yield
    watch.moment = before + LOST_FOR


def states() -> list[TextState]:
    return list(db.session.scalars(select(OutText.state).order_by(OutText.id)))


# -- texts ---------------------------------------------------------------------------------------


def test_a_text_sent_since_the_backup_is_not_sent_again(
    portal: Flask, elsewhere: Flask, twilio: StandIn, watch: Watch, tmp_path: Path
) -> None:
    with portal.app_context():
        parent_id = make.family().parent_id
        sent = waiting(parent_id, "It was sent: {link}")
        later = waiting(parent_id, "To be sent later", due_at=clock.now() + timedelta(hours=5))
        file = back_up(portal, tmp_path)
        with three_hours_later(watch):
            before = work(twilio)
            assert before[0][1].startswith("It was sent: http://localhost/t/")
    assert put_back(elsewhere, file) == watch.moment - LOST_FOR
    assert work(twilio) == before
    text_of = db.session.get_one(OutText, sent)
    assert (text_of.state, text_of.carrier_id) == (TextState.SENT, twilio.taken[0].sid)
    watch.moment += timedelta(hours=2, minutes=1)
    work(twilio)
    watch.moment += timedelta(minutes=5)
    assert [body for _, body in work(twilio)][1:] == ["To be sent later"]
    assert db.session.get_one(OutText, later).state == TextState.SENT


def test_a_text_that_was_not_sent_goes_out_once(
    elsewhere: Flask, portal: Flask, twilio: StandIn, watch: Watch, tmp_path: Path
) -> None:
    with portal.app_context():
        waiting(make.family().parent_id, "It waits")
        file = back_up(portal, tmp_path)
        watch.moment += LOST_FOR
    put_back(elsewhere, file)
    assert [body for _, body in work(twilio)] == ["It waits"]
    assert [body for _, body in work(twilio)] == ["It waits"]


def test_what_the_clock_would_say_again_is_not_said_again(
    elsewhere: Flask, portal: Flask, twilio: StandIn, watch: Watch, tmp_path: Path
) -> None:
    with portal.app_context():
        day = make.evening()
        with act() as session:
            ours = Invitation.id == day.invitation_id
            session.scalars(select(Invitation).where(~ours)).one().state = InvitationState.WAITING
            booking.book(day.invitation_id, day.slot_ids[0], make.OFFICE)
        work(twilio)
        watch.set("2026-11-23 16:50")
        work(twilio)
        file = back_up(portal, tmp_path)
        with three_hours_later(watch):
            watch.set("2026-11-23 17:10")
            reminded = work(twilio)
        watch.set("2026-11-23 18:00")
    put_back(elsewhere, file)
    assert work(twilio) == reminded
    kinds = set(db.session.scalars(select(OutText.kind).where(OutText.state == TextState.SENT)))
    assert Kind.REMINDER in kinds


def test_a_code_asked_for_after_the_restore_goes_at_once(
    elsewhere: Flask, portal: Flask, twilio: StandIn, watch: Watch, tmp_path: Path
) -> None:
    with portal.app_context():
        parent_id = make.family().parent_id
        file = back_up(portal, tmp_path)
        watch.moment += LOST_FOR
    put_back(elsewhere, file)
    waiting(parent_id, "Your code is 123456", kind=Kind.CODE)
    assert [body for _, body in work(twilio, rounds=1)][-1] == "Your code is 123456"


class NoLists(StandIn):
    """Takes texts, and shows its list to nobody."""

    def next_mishap(self, method: str) -> Mishap:
        return says(503, b"busy") if method == "GET" else super().next_mishap(method)


def test_where_the_list_cannot_be_read_a_person_decides(
    elsewhere: Flask, portal: Flask, watch: Watch, tmp_path: Path
) -> None:
    with portal.app_context():
        office = make.staff("Mrs Green", Role.OFFICE)
        for name in ("Ayesha", "Omar"):
            waiting(make.family(name, (name,)).parent_id, f"Hello {name}")
        file = back_up(portal, tmp_path)
        watch.moment += LOST_FOR
    put_back(elsewhere, file)
    with NoLists(watch) as twilio:
        assert work(twilio) == []
        assert restoring.in_doubt() == []
        watch.moment += timedelta(minutes=6)
        assert work(twilio) == []
        browser = elsewhere.test_client()
        browser.sign_in(office)
        assert "Sent before the restore?" in words(browser.get("/staff"))
        page = browser.get("/staff/restored")
        assert "Hello Ayesha" in words(page) and "Hello Omar" in words(page)
        first, second = (one.id for one in restoring.in_doubt())
        browser.send(f"/staff/restored/{first}", {"was": "sent"})
        browser.send(f"/staff/restored/{second}", {"was": "not sent"})
        twice = browser.send(f"/staff/restored/{second}", {"was": "not sent"})
        assert twice.status_code == 303
        assert restoring.in_doubt() == []
        assert [body for _, body in work(twilio)] == ["Hello Omar"]
    assert states() == [TextState.SENT, TextState.SENT]


def test_a_late_receipt_speaks_of_no_other_text(
    elsewhere: Flask, portal: Flask, twilio: StandIn, watch: Watch, tmp_path: Path
) -> None:
    with portal.app_context():
        parent_id = make.family().parent_id
        file = back_up(portal, tmp_path)
        with three_hours_later(watch):
            waiting(parent_id, "Only the old one knows this")
            work(twilio)
            (old,) = twilio.taken
    put_back(elsewhere, file)
    new = waiting(parent_id, "A new one", due_at=clock.now() + timedelta(days=1))
    form = receipt_form(old.sid, old.to, "delivered", None, StandIn.service)
    assert post(elsewhere, "/sms/receipts", form, query=f"ref={new}") == 200
    db.session.expire_all()
    assert db.session.get_one(OutText, new).state == TextState.QUEUED


def test_the_simulator_is_asked_as_any_carrier_is(
    elsewhere: Flask, portal: Flask, watch: Watch, tmp_path: Path
) -> None:
    simulator = Simulator(replace(settings(portal), demo=True, twilio=None))
    with portal.app_context():
        waiting(make.family().parent_id, "It was brought")
        file = back_up(portal, tmp_path)
        with three_hours_later(watch):
            Sender(simulator, "http://localhost", 10_000).send_due()
    put_back(elsewhere, file)
    waiting(make.family("Zofia", ("Katarzyna",)).parent_id, "A new one")
    sender = Sender(simulator, "http://localhost", 10_000)
    for _ in range(4):
        worker.tick(sender)
    assert [one.body for one in simulator._taken] == ["It was brought", "A new one"]
    assert states() == [TextState.DELIVERED, TextState.SENT]


# -- what parents wrote --------------------------------------------------------------------------


def test_what_parents_wrote_meanwhile_is_for_a_person_but_stop_is_stop(
    elsewhere: Flask, portal: Flask, twilio: StandIn, watch: Watch, tmp_path: Path
) -> None:
    with portal.app_context():
        one, two = make.family().parent_id, make.family("Zofia", ("Katarzyna",)).parent_id
        numbers = make.number_of(one), make.number_of(two)
        work(twilio)  # from now on the list of what comes in is looked through
        file = back_up(portal, tmp_path)
        with three_hours_later(watch):
            twilio.lists_inbound("SM" + "a" * 32, numbers[0], "2")
            twilio.lists_inbound("SM" + "b" * 32, numbers[1], "STOP")
    put_back(elsewhere, file)
    work(twilio)
    came = {text.parent_id: text.state for text in db.session.scalars(select(InText))}
    assert came == {one: InState.FOR_A_PERSON, two: InState.UNDERSTOOD}
    assert [db.session.get_one(Parent, who).opted_out_at is None for who in (one, two)] == [
        True,
        False,
    ]
    assert numbers[0] not in [one.to for one in twilio.taken]


def test_what_comes_in_after_the_restore_is_answered(
    elsewhere: Flask, portal: Flask, watch: Watch, tmp_path: Path
) -> None:
    with portal.app_context():
        parent_id = make.family().parent_id
        file = back_up(portal, tmp_path)
        watch.moment += LOST_FOR
    put_back(elsewhere, file)
    assert not restored.came_before(clock.now())
    with act():
        inbox.take_in(carrier_id="SM1", number=make.number_of(parent_id), body="HELP", pictures=0)
    with StandIn(watch) as twilio:
        work(twilio, rounds=2)
        assert len(twilio.taken) == 1


# -- the file ------------------------------------------------------------------------------------


def test_a_backup_of_an_older_version_is_brought_up_to_this_one(
    elsewhere: Flask, portal: Flask, watch: Watch, tmp_path: Path
) -> None:
    with portal.app_context():
        make.family("Yusuf")
        db.session.remove()
        downgrade(revision="0007")
        try:
            file = back_up(portal, tmp_path)
        finally:
            upgrade()
    watch.moment += LOST_FOR
    put_back(elsewhere, file)
    assert db.session.scalars(select(people.Child.first_name)).all() == ["Yusuf"]
    (row,) = db.session.scalars(select(Restored))
    assert (row.backup_at, row.at) == (watch.moment - LOST_FOR, watch.moment)


def test_a_backup_without_its_moment_is_taken_to_be_an_hour_older(
    elsewhere: Flask, portal: Flask, tmp_path: Path
) -> None:
    with portal.app_context():
        file = back_up(portal, tmp_path)
    old = tmp_path / "old.tar.gz"
    with tarfile.open(file) as archive, tarfile.open(old, "w:gz") as other:
        done = max(one.mtime for one in archive.getmembers())
        for one in archive:
            if one.name != "made_at":
                other.addfile(one, archive.extractfile(one))
    assert abs(put_back(elsewhere, old).timestamp() - (done - 3600)) < 1


def test_it_never_goes_over_a_school_that_is_there(
    elsewhere: Flask, portal: Flask, tmp_path: Path
) -> None:
    with portal.app_context():
        file = back_up(portal, tmp_path)
    put_back(elsewhere, file)
    with pytest.raises(BadSetting, match="already"):
        put_back(elsewhere, file)
    assert not backups.is_unfinished(settings(elsewhere))


def test_what_lies_beside_a_database_is_not_played_into_the_new_one(
    elsewhere: Flask, portal: Flask, tmp_path: Path
) -> None:
    if not settings(portal).database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL leaves no files beside a database")
    with portal.app_context():
        file = back_up(portal, tmp_path)
    db.engine.dispose()
    (tmp_path / "elsewhere.db").unlink(missing_ok=True)
    (tmp_path / "elsewhere.db-wal").write_bytes(b"frames of another database")
    with pytest.raises(BadSetting, match=r"elsewhere\.db-wal away first"):
        put_back(elsewhere, file)


def test_no_sign_in_device_or_one_time_link_of_before_counts(
    elsewhere: Flask, portal: Flask, tmp_path: Path
) -> None:
    with portal.app_context():
        khan = make.staff()
        with act():
            devices.remember(khan, "A tablet", kept=True)
            accounts.invite(khan, make.OFFICE)
        generation = db.session.get_one(Staff, khan).generation
        file = back_up(portal, tmp_path)
    put_back(elsewhere, file)
    person = db.session.get_one(Staff, khan)
    assert (person.generation > generation, person.invite_hash) == (True, None)
    assert db.session.scalars(select(Device.id)).all() == []


def test_a_file_that_is_no_backup_changes_nothing(elsewhere: Flask, tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"not a backup")
    with pytest.raises(BadSetting, match="not a whole backup"):
        put_back(elsewhere, broken)
    empty = tmp_path / "empty.tar.gz"
    with tarfile.open(empty, "w:gz"):
        pass
    with pytest.raises(BadSetting, match="not a whole backup"):
        put_back(elsewhere, empty)


def test_half_a_backup_changes_nothing(elsewhere: Flask, portal: Flask, tmp_path: Path) -> None:
    with portal.app_context():
        file = back_up(portal, tmp_path)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(BadSetting, match="not a whole backup"):
        put_back(elsewhere, file)
    assert not backups.is_unfinished(settings(elsewhere))


def test_what_does_not_belong_into_a_backup_stays_in_it(
    elsewhere: Flask, portal: Flask, tmp_path: Path
) -> None:
    with portal.app_context():
        file = back_up(portal, tmp_path)
    outside = Path(tempfile.gettempdir()) / f"outside-{tmp_path.name}"
    more = tmp_path / "more.tar.gz"
    with tarfile.open(file) as archive, tarfile.open(more, "w:gz") as other:
        for one in archive:
            other.addfile(one, archive.extractfile(one))
        other.addfile(tarfile.TarInfo(f"../{outside.name}"), BytesIO())
    put_back(elsewhere, more)
    assert not outside.exists()


def test_nothing_starts_on_a_restore_that_was_not_finished(
    elsewhere: Flask, portal: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with portal.app_context():
        file = back_up(portal, tmp_path)

    def killed(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "mark", killed)
    with pytest.raises(KeyboardInterrupt):
        put_back(elsewhere, file)
    assert backups.is_unfinished(settings(elsewhere))


def test_there_is_nothing_to_back_up_before_there_is_a_school(
    elsewhere: Flask, tmp_path: Path
) -> None:
    with pytest.raises(BadSetting, match="nothing to back up"):
        backups.write(settings(elsewhere), tmp_path / "none.tar.gz")
    assert not (tmp_path / "none.tar.gz").exists()


def test_it_is_written_while_others_write(portal: Flask, tmp_path: Path) -> None:
    make.family("Yusuf")
    with act() as session:
        session.add(Staff(username="x", name="Miss X", roles=[]))
        session.flush()
        file = back_up_from_outside(portal, tmp_path)
    assert file.stat().st_mode & 0o077 == 0


def back_up_from_outside(portal: Flask, tmp_path: Path) -> Path:
    """As another process does, while a deed is under way in this one."""
    with portal.app_context():
        return back_up(portal, tmp_path)
