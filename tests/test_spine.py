"""What everything stands on: clock, transactions, settings, languages, migrations."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from portal import clock, config
from portal.app import create_app
from portal.db import ActInsideAct, Base, ChangeOutsideAct, act, db
from portal.domain.people import Child, Parent
from portal.languages import OFFERED, language, nearest
from tests import make
from tests.conftest import environment

# -- the clock ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [
        (date(2026, 7, 1), time(9), datetime(2026, 7, 1, 8, tzinfo=UTC)),
        (date(2026, 12, 1), time(9), datetime(2026, 12, 1, 9, tzinfo=UTC)),
        (date(2026, 3, 29), time(1, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # not there
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the first
    ],
)
def test_the_schools_clock_and_the_instant(day: date, at: time, instant: datetime) -> None:
    assert clock.at(day, at) == instant


def test_the_demos_clock_only_goes_forward(tmp_path: Path) -> None:
    demo = clock.DemoClock(tmp_path / "clock")
    tomorrow = (
        datetime.now(UTC).replace(microsecond=0)
        + (demo() - demo())
        + (datetime(2026, 1, 2, tzinfo=UTC) - datetime(2026, 1, 1, tzinfo=UTC))
    )
    demo.move_on_to(tomorrow)
    assert abs((demo() - tomorrow).total_seconds()) < 5
    demo.move_on_to(datetime(2020, 1, 1, tzinfo=UTC))
    assert abs((demo() - tomorrow).total_seconds()) < 5


# -- one transaction per act -------------------------------------------------------------------


def test_an_act_is_all_or_nothing(portal: Flask) -> None:
    with pytest.raises(ZeroDivisionError), act() as session:
        session.add(Parent(first_name="Ayesha", last_name="Malik"))
        session.flush()
        _ = 1 / 0
    assert db.session.scalars(select(Parent)).all() == []


def test_acts_do_not_nest(portal: Flask) -> None:
    with pytest.raises(ActInsideAct), act(), act():
        pass


def test_nothing_is_written_outside_an_act(portal: Flask) -> None:
    db.session.add(Parent(first_name="Ayesha", last_name="Malik"))
    with pytest.raises(ChangeOutsideAct):
        db.session.flush()
    db.session.rollback()
    with pytest.raises(ChangeOutsideAct):
        db.session.execute(db.delete(Parent))


def test_a_time_without_its_zone_is_refused(portal: Flask) -> None:
    with pytest.raises(Exception, match="without its zone"), act() as session:
        naive = datetime(2026, 1, 1)  # noqa: DTZ001
        session.add(Parent(first_name="A", last_name="B", opted_out_at=naive))


def test_an_answer_can_be_asked_for_its_columns(portal: Flask) -> None:
    with db.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT 1 AS one, 'b' AS other")
        assert [column[0] for column in found.cursor.description] == ["one", "other"]
        assert found.one()._asdict() == {"one": 1, "other": "b"}
        assert connection.exec_driver_sql("UPDATE child SET first_name = 'B'").returns_rows is False


def test_sqlite_keeps_what_was_confirmed_through_a_power_cut(portal: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("about SQLite")
    with db.engine.connect() as connection:
        found = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]


# -- settings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("PORTAL_PUBLIC_URL", "talk.oak.sch.uk", "PORTAL_PUBLIC_URL must be the address"),
        ("PORTAL_PUBLIC_URL", "https://oak.sch.uk/talk", "PORTAL_PUBLIC_URL must be the address"),
        ("PORTAL_DATABASE_URL", "mysql://x", "PORTAL_DATABASE_URL must begin with"),
        ("PORTAL_TIMEZONE", "Mars/North", "is not a time zone"),
        ("PORTAL_TEXTS_PER_SECOND", "many", "must be a number above 0"),
        ("TWILIO_ACCOUNT_SID", "AC1", "set both TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"),
    ],
)
def test_a_bad_setting_is_named(tmp_path: Path, setting: str, value: str, said: str) -> None:
    with pytest.raises(config.BadSetting, match=said):
        create_app({**environment(tmp_path, ""), setting: value})


def test_the_demo_never_texts_real_phones(tmp_path: Path) -> None:
    twilio = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "x", "TWILIO_FROM": "+447700900000"}
    with pytest.raises(config.BadSetting, match="the demo never texts real phones"):
        config.read({**environment(tmp_path, ""), **twilio, "PORTAL_DEMO": "1"})


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(config.BadSetting, match="set PORTAL_DATA to a folder"):
        config.read({"PORTAL_DATA": str(blocked / "inside")})


def test_the_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = config.read({"PORTAL_DATA": str(tmp_path)}).secret_key
    assert config.read({"PORTAL_DATA": str(tmp_path)}).secret_key == first
    assert len(first) == 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


# -- languages ---------------------------------------------------------------------------------


def test_an_unknown_language_is_loud() -> None:
    with pytest.raises(KeyError):
        language("xx")


@pytest.mark.parametrize(
    ("tag", "read"),
    [
        ("pl", "pl"),
        ("pl-PL", "pl"),
        ("en-US", "en"),
        ("zh-TW", "zh-Hant-HK"),
        ("zh-Hant-TW", "zh-Hant-HK"),
        ("zh_HK", "zh-Hant-HK"),
        ("zh-CN", "zh-Hans"),
        ("zh-Hans-SG", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("pa-IN", "pa-Guru"),
        ("pa-Arab-PK", "ur"),
        ("pt-BR", "pt-PT"),
        ("fa-AF", "fa"),
        ("*", None),
        ("", None),
        ("plk", None),
        ("ha", None),
    ],
)
def test_the_nearest_language_is_one_they_can_read(tag: str, read: str | None) -> None:
    found = nearest(tag)
    assert (found and found.tag) == read


def test_plural_forms_are_those_of_the_catalogue() -> None:
    assert [own.tag for own in OFFERED.values() if own.rtl] == ["ur", "ar", "fa"]
    assert OFFERED["en"].ngettext("one talk", "%d talks", 1) == "one talk"
    assert OFFERED["en"].ngettext("one talk", "%d talks", 0) == "%d talks"
    place = "%(num)d crèche place is kept for you. Please come 10 minutes early."
    places = "%(num)d crèche places are kept for you. Please come 10 minutes early."
    for tag, forms in (("tr", 1), ("pl", 3), ("ar", 5)):  # of six, Arabic has one for none at all
        said = {OFFERED[tag].ngettext(place, places, number) for number in range(1, 101)}
        assert (len(said), "crèche" in "".join(said)) == (forms, False)


# -- migrations --------------------------------------------------------------------------------


def test_models_and_migrations_agree(portal: Flask) -> None:
    tables = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    assert tables == set(Base.metadata.tables)
    for table in Base.metadata.tables.values():
        columns = {column["name"] for column in inspect(db.engine).get_columns(table.name)}
        assert columns == {column.name for column in table.columns}, table.name


def test_a_full_database_can_be_migrated_again_and_keeps_its_rows(portal: Flask) -> None:
    make.evening()
    children = len(db.session.scalars(select(Child)).all())
    db.session.remove()
    upgrade()
    assert len(db.session.scalars(select(Child)).all()) == children == 2


def test_all_the_way_down_and_up_again(tmp_path: Path) -> None:
    app = create_app(environment(tmp_path, f"sqlite:///{tmp_path / 'm.db'}"))
    with app.app_context():
        upgrade()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        upgrade()
        assert "booking" in inspect(db.engine).get_table_names()
        with db.engine.connect() as connection:  # none that migrated, without foreign keys
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        db.engine.dispose()
