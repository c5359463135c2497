"""`make bench`: measures the portal as a school would run it, prints a table, and writes it to
bench/README.md. Takes some minutes; nothing is left behind but that file. `python -m bench texts`
measures the texts alone, `python -m bench paint` the first paint; both leave every other figure as
it was."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_migrate import upgrade

from bench import (
    data,
    databases,
    journeys,
    pages,
    paint,
    report,
    report_paint,
    report_texts,
    servers,
    texts,
    whole_portal,
)
from bench.databases import Database
from bench.journeys import Level
from bench.phones import Errand
from bench.processes import pss_of_all
from bench.report import Findings, OnDatabase
from bench.report_tables import put_into
from bench.servers import Command, Running
from portal.app import create_app
from portal.db import db
from portal.languages import OFFERED

WARM_UP = 150
"""Journeys before the first that count: by then both workers have seen every page, and most
connections have prepared every statement."""
TEXTS = 60
"""Journeys through the whole portal, each with a text that goes out."""
JOURNEYS = {1: 200, 8: 200, 32: 640}
"""How many journeys are counted with so many clients at once."""
ROUNDS = 3
"""With 8 clients, whose figures have targets, the middle of so many rounds counts: other programs
on the machine disturb one round more than the next."""
LOOKS = 1000
STARTS = 3


class School:
    """A big school on one database; its families book one after the other, each once."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.settings = {
            "PORTAL_DATA": str(folder),
            "PORTAL_DATABASE_URL": database.url,
            "PORTAL_SECRET_KEY": "a key for measuring only",
        }
        self.app = create_app(self.settings)
        with self.app.app_context():
            upgrade()
            self.families = data.build()
            db.session.remove()
            db.engine.dispose()
        databases.take_stock(database)
        self._links: Iterator[str] = iter(self.families.links)

    @property
    def on_postgresql(self) -> bool:
        return self.database.name == "PostgreSQL"

    def next(self, count: int) -> list[str]:
        """The tokens of so many families who have not booked yet."""
        return list(islice(self._links, count))

    def open(
        self, command: Command, more: dict[str, str] | None = None, path: str | None = None
    ) -> AbstractContextManager[Running]:
        """The school's portal, started by this command."""
        path = path or f"/t/{self.families.rush[0]}"
        return servers.running(command, path, {**self.settings, **(more or {})}, self.folder)

    def book(self, server: Running, clients: int) -> Level:
        """Whole journeys by so many clients at once."""
        say(f"{self.database.name}: {JOURNEYS[clients]} journeys, {clients} at once")
        errand = Errand("book", server.port, clients, self.next(JOURNEYS[clients]))
        return journeys.level(server, errand, on_postgresql=self.on_postgresql)

    def book_in_rounds(self, server: Running) -> Level:
        """The round with 8 clients that used neither most nor least CPU."""
        rounds = [self.book(server, 8) for _ in range(ROUNDS)]
        return sorted(rounds, key=lambda level: level.cpu_each)[ROUNDS // 2]

    def warm_up(self, server: Running) -> None:
        journeys.send(Errand("book", server.port, 8, self.next(WARM_UP)))

    def look(self, server: Running, path: str) -> Level:
        """Phones that were never here open this page."""
        errand = Errand("look", server.port, 8, [path] * LOOKS)
        journeys.send(errand)
        return journeys.level(server, errand, on_postgresql=self.on_postgresql)


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def measure_journeys(school: School) -> OnDatabase:
    """The whole portal, while no text but its own waits to be sent; then the web server alone:
    gunicorn with 1, 8 and 32 clients, granian with 8 in between, and the rush."""
    say(f"{school.database.name}: web server and text worker")
    whole = whole_portal.at_work(
        lambda carrier: school.open(servers.run, carrier), school.next(TEXTS)
    )
    with school.open(servers.serve) as server:
        school.warm_up(server)
        alone, eight = school.book(server, 1), school.book_in_rounds(server)
        memory = {"gunicorn": pss_of_all(server.pid)}
    with school.open(servers.granian) as server:
        school.warm_up(server)
        granian = school.book_in_rounds(server)
        memory["granian"] = pss_of_all(server.pid)
    with school.open(servers.serve) as server:
        school.warm_up(server)
        many = school.book(server, 32)
        say(f"{school.database.name}: {data.RUSH_FAMILIES} families want the same times")
        rush = journeys.rush(server, school.families.rush, school.app)
    return OnDatabase(school.database.name, whole, [alone, eight, many], granian, memory, rush)


def measure_the_rest(school: School, measured: list[OnDatabase]) -> Findings:
    """What is measured on one database only."""
    say("Pages and starts")
    counts = pages.statements(school.app, school.next(2))
    starts = {
        name: [first_answer(school, command) for _ in range(STARTS)]
        for name, command in {"`portal serve`": servers.serve, "granian": servers.granian}.items()
    }
    with school.open(servers.serve) as server:
        school.warm_up(server)
        steps = pages.steps(server, school.next(len(OFFERED)), counts)
        files = pages.files(server, school.families.links[0])
        first_page = school.look(server, f"/t/{school.next(1)[0]}")
    with school.open(servers.yardstick, path="/") as server:
        yardstick = school.look(server, "/")
    return Findings(measured, steps, files, first_page, yardstick, starts)


def first_answer(school: School, command: Command) -> float:
    with school.open(command) as server:
        return server.first_answer


REPORT = servers.HERE / "bench" / "README.md"


def measure_texts() -> str:
    """The section about texts, measured on each database in a folder of its own."""
    found = []
    with databases.postgresql() as postgresql, TemporaryDirectory() as name:
        folder = Path(name)
        for database in [databases.sqlite(folder), *([postgresql] if postgresql else [])]:
            say(f"{database.name}: texts")
            found.append(texts.measure(database, folder))
    return report_texts.section(found)


def measure_paint() -> str:
    """The section about the first paint, measured on SQLite in a folder of its own."""
    say("First paint in every language")
    with TemporaryDirectory() as name:
        folder = Path(name)
        school = School(databases.sqlite(folder), folder)
        with school.open(servers.serve) as server:
            link = f"/t/{school.next(1)[0]}"
            shown = {"From a text": link, "Times": f"{link}/talks", "From the school": "/start"}
            return report_paint.section(paint.measure(server, shown))


SECTIONS = {
    "texts": (report_texts.HEADING, measure_texts),
    "paint": (report_paint.HEADING, measure_paint),
}


def main() -> None:
    if alone := SECTIONS.get(" ".join(sys.argv[1:])):
        heading, measure = alone
        words = measure()
        REPORT.write_text(put_into(REPORT.read_text(), heading, words))
        print(words)
        return
    with TemporaryDirectory() as name, databases.postgresql() as postgresql:
        folder = Path(name)
        found = [databases.sqlite(folder), *([postgresql] if postgresql else [])]
        if not postgresql:
            say("NO POSTGRESQL ANSWERS: measuring on SQLite only")
        measured = []
        for database in found:
            say(f"{database.name}: making a school of {data.CLASSES * data.FAMILIES} families")
            school = School(database, folder)
            measured.append(measure_journeys(school))
        findings = measure_the_rest(school, measured)
        words = report.write(findings)
    for heading, measure in SECTIONS.values():
        words = put_into(words, heading, measure())
    print(words)
    REPORT.write_text(words)


if __name__ == "__main__":
    main()
