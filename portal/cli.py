"""The `portal` command: set up, run, back up, and what an engineer asks of it."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade as migrate_up
from sqlalchemy import inspect

from portal import backups, catalogues, clock, serving
from portal.config import BadSetting, Settings
from portal.db import act, db
from portal.domain import accounts
from portal.domain.history import CLOCK
from portal.domain.people import Role
from portal.domain.school import PENCE_PER_SEGMENT, School
from portal.languages import OFFERED
from portal.sample import school as sample
from portal.wording import showroom

Maker = Callable[[Mapping[str, str]], Flask]


@click.group()
def commands() -> None:
    """The parent portal."""


def _app(context: click.Context, **more: str) -> Flask:
    make: Maker = context.obj
    return make({**os.environ, **more})


def _settings(app: Flask) -> Settings:
    found: Settings = app.config["SETTINGS"]
    return found


# -- setting up ----------------------------------------------------------------------------------


@commands.command()
@click.option("--name", prompt="The school's name")
@click.option("--short-name", prompt="How it signs its texts (up to 20 letters)")
@click.option("--phone", prompt="The office's phone number, as families dial it")
@click.option("--staff-name", prompt="Your name, as parents know you (e.g. Mrs Green)")
@click.option("--username", prompt="The user name you would like")
@click.pass_context
def setup(
    context: click.Context, name: str, short_name: str, phone: str, staff_name: str, username: str
) -> None:
    """Make the database, the school and the first office account."""
    app = _app(context)
    with app.app_context():
        migrate_up()
        with act() as session:
            if session.get(School, 1):
                raise BadSetting("there is a school here already; sign in to change it")
            session.add(School(id=1, name=name, short_name=short_name[:20], phone=phone))
            session.flush()
            staff_id = accounts.add(username, staff_name, [Role.OFFICE], CLOCK)
            token = accounts.invite(staff_id, CLOCK)
    click.echo("Done. Choose your password within 7 days:")
    click.echo(f"  {_settings(app).public_url}/staff/welcome/{token}")
    click.echo("Then start the portal with: portal run")


@commands.command()
@click.pass_context
def upgrade(context: click.Context) -> None:
    """Bring the database up to this version. Back up first."""
    with _app(context).app_context():
        migrate_up()
    click.echo("The database is up to date.")


def _check_ready(app: Flask) -> None:
    """Raises BadSetting unless there is an up-to-date database with a school in it."""
    if backups.is_unfinished(_settings(app)):
        raise BadSetting(backups.NOT_READY)
    with app.app_context():
        if not inspect(db.engine).has_table("school"):
            raise BadSetting("no database here yet: run `portal setup`")
        newest = ScriptDirectory(str(Path(__file__).parent / "migrations")).get_current_head()
        with db.engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
        if present != newest:
            raise BadSetting("the database is of another version: back up, then `portal upgrade`")
        if db.session.get(School, 1) is None:
            raise BadSetting("no school here yet: run `portal setup`")
        db.session.remove()
        db.engine.dispose()


# -- running -------------------------------------------------------------------------------------

_where = [
    click.option("--host", default="127.0.0.1", show_default=True),
    click.option("--port", default=8000, show_default=True),
    click.option("--workers", default=2, show_default=True, help="web processes"),
    click.option(
        "--threads", default=serving.THREADS, show_default=True, help="requests at once in each"
    ),
]


def _with_address(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_where):
        command = option(command)
    return command


@commands.command()
@_with_address
@click.pass_context
def run(context: click.Context, host: str, port: int, workers: int, threads: int) -> None:
    """Web server and text worker together; the web server alone while no carrier is connected."""
    serving.check_port(host, port)
    app = _app(context)
    _check_ready(app)
    if _settings(app).twilio is None and not _settings(app).demo:
        click.echo("No carrier is connected: pages work, texts wait (README, Connect Twilio).")
        serving.Server(app, host, port, workers, threads).run()
        return
    serving.carrier(_settings(app)).close()
    click.echo(f"Parents' pages: {_settings(app).public_url}   Staff: /staff   Ctrl-C stops all.")
    serving.run(app, host, port, workers, threads)


@commands.command()
@_with_address
@click.pass_context
def serve(context: click.Context, host: str, port: int, workers: int, threads: int) -> None:
    """The web server alone (where several machines share one PostgreSQL)."""
    serving.check_port(host, port)
    app = _app(context)
    _check_ready(app)
    serving.Server(app, host, port, workers, threads).run()


@commands.command()
@click.pass_context
def work(context: click.Context) -> None:
    """The text worker alone."""
    app = _app(context)
    _check_ready(app)
    serving.work(app)


@commands.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--fresh", is_flag=True, help="begin anew, even on the same day")
@click.pass_context
def demo(context: click.Context, port: int, fresh: bool) -> None:
    """A made-up school on this machine, its dates counted from today. Texts go to /phones."""
    serving.check_port("127.0.0.1", port)
    home = Path(os.environ.get("PORTAL_DATA") or "instance") / "demo"
    made_on = home / "made_on"
    today = str(clock.today())
    kept = made_on.exists() and made_on.read_text() == f"{today} {port}"
    if home.exists() and (fresh or not kept):
        shutil.rmtree(home)
    app = _app(
        context,
        PORTAL_DEMO="1",
        PORTAL_DATA=str(home),
        PORTAL_DATABASE_URL="",
        PORTAL_PUBLIC_URL=f"http://127.0.0.1:{port}",
    )
    with app.app_context():
        if not made_on.exists():
            click.echo("Making the sample school ...")
            migrate_up()
            sample.build()
            made_on.write_text(f"{today} {port}")
        click.echo(sample.addresses(_settings(app).public_url))
        db.session.remove()
        db.engine.dispose()
    serving.run(app, "127.0.0.1", port, workers=2, threads=serving.THREADS)


# -- backing up ----------------------------------------------------------------------------------


@commands.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def backup(context: click.Context, file: Path) -> None:
    """Write database and secret key to FILE (.tar.gz), while the portal runs.

    With PostgreSQL, pg_dump must be installed.
    """
    app = _app(context)
    with app.app_context():
        backups.write(_settings(app), file)
    click.echo(f"Backed up to {file}. It holds everything, so keep it as safe as the portal.")


@commands.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def restore(context: click.Context, file: Path) -> None:
    """Put back what `portal backup` wrote to FILE, of this version or an older one. Stop the portal
    first.

    Refuses where there is a school already. Texts that may have gone out since the backup are
    looked for in the carrier's list before they are sent.
    """
    app = _app(context)
    with app.app_context():
        made_at = clock.local(backups.put_back(_settings(app), file))
    click.echo(f"Restored, as it was on {made_at:%d %B %Y at %H:%M}. Start it with: portal run")
    click.echo("Then look at Today: it says what to see to.")


# -- for engineers and translators -----------------------------------------------------------------


@commands.command()
@click.option("--language", "tags", multiple=True, type=click.Choice(list(OFFERED)))
def texts(tags: tuple[str, ...]) -> None:
    """Every text in every language, with characters, encoding, segments and cost."""
    click.echo(showroom.as_table(tags or tuple(OFFERED), PENCE_PER_SEGMENT))


@commands.command()
def languages() -> None:
    """What is missing in each language."""
    for tag, missing in catalogues.missing().items():
        click.echo(f"{tag}: {len(missing)} missing")
        for message in missing:
            click.echo(f"  {message}")


@commands.command()
def messages() -> None:
    """Collect the words for translation and bring every catalogue up to date."""
    catalogues.update()
    click.echo("translations/ is up to date; `portal languages` says what is missing.")


@commands.command()
@click.argument("username")
@click.argument("name")
@click.pass_context
def office(context: click.Context, username: str, name: str) -> None:
    """A one-time link for an office account, when nobody can sign in any more.

    USERNAME is a new one, or one that is there already and keeps its roles.
    """
    app = _app(context)
    with app.app_context(), act():
        known = accounts.find(username)
        staff_id = known.id if known else accounts.add(username, name, [Role.OFFICE], CLOCK)
        token = accounts.invite(staff_id, CLOCK)
    click.echo(f"{_settings(app).public_url}/staff/welcome/{token}")
