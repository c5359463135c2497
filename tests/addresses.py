"""Every address of the portal, filled in from one school day on which something stands on every
page. A route with an argument that is not known here fails until somebody says what it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from portal import clock
from portal.db import act, db
from portal.domain import (
    accounts,
    booking,
    calling_off,
    card,
    contact,
    devices,
    holds,
    inbox,
    interpreters,
    links,
    no_contact,
    own_phrases,
    praising,
    promised_help,
    upsets,
    worries,
)
from portal.domain.barrier_facts import About
from portal.domain.booking import Answers
from portal.domain.creche import Age, IfFull, LittleOne
from portal.domain.help_requests import HelpRequest
from portal.domain.history import By, Face
from portal.domain.imports import uploads
from portal.domain.imports.uploads import Import
from portal.domain.inbox import InText
from portal.domain.interpreters import About as Interprets
from portal.domain.invitations import Invitation
from portal.domain.people import Child, Guardianship, Parent, Role
from portal.domain.praising import Wanted
from portal.domain.promised_help import HelpKind
from portal.domain.rounds import Slot
from portal.domain.tasks import Task, TaskKind, ask_office
from portal.domain.upset import What
from portal.domain.upsets import Happening
from portal.spreadsheets.headings import match
from portal.spreadsheets.reading import read_table
from portal.wording.praise import Form, Topic
from tests import make, praised

SAMPLE = Path(__file__).parent.parent / "portal/sample/school_export.csv"
UNKNOWN = "aaaaaaaaaaaaa"
"""A token that opens nothing."""
PRIVATE = ("16:00", "Bilal", "peanuts", "Hausa")
"""What is said on a booked talk's own pages and nowhere else: its time, the little one in the
crèche and what they must not eat, the interpreter's language."""


@dataclass
class Day:
    """Ids and tokens for every argument of every route."""

    values: dict[str, int | str]
    evening: make.Evening
    special: dict[str, dict[str, int | str]] = field(default_factory=dict)
    """For the views whose arguments mean something else than usual."""

    def path(self, app: Flask, rule: Rule, **other: int | str) -> str:
        """The address of this rule on this day."""
        values = {**self.values, **self.special.get(rule.endpoint, {}), **other}
        unknown = rule.arguments - values.keys()
        assert not unknown, f"tests/addresses.py does not know {unknown} of {rule}"
        adapter = app.url_map.bind("localhost")
        return adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})


def school_day() -> Day:
    """A talk at 16:00 with a little one in the crèche and an interpreter, texts that wait for a
    person, a task, a file that waits to be imported."""
    evening = make.evening()
    parent_id, child_id = evening.family.parent_id, evening.family.child_id
    by = make.by(parent_id)
    little_one = LittleOne("Bilal", Age.TWO, "peanuts")
    with act():
        held = booking.hold(evening.invitation_id, evening.slot_ids[2], by)
        answers = Answers(interpreter="Hausa", little_ones=[little_one])
        booking.fill_in(held.id, answers, IfFull.REFUSE, by)
        booking.confirm(held.id, by)
        help_id = promised_help.promise(
            HelpKind.LIFT,
            child_id,
            parent_id,
            "From the bus stop",
            clock.today(),
            By(Face.DESK, staff_id=evening.teacher_id),
        )
        welcome = accounts.invite(evening.teacher_id, make.OFFICE)
        devices.remember(evening.teacher_id, "A tablet", kept=True)
        device_id = devices.of_staff(evening.teacher_id)[0].id
        ask_office(TaskKind.CALL, parent_id=parent_id)
        worry_id = worries.tell(
            child_id,
            parent_id,
            worries.Topic.HOMEWORK,
            worries.How.PHONE,
            By(Face.DESK, staff_id=evening.teacher_id),
        )
        booking_id = held.id
        interpreter_id = interpreters.add(Interprets("Mrs Rana", "Urdu"), make.OFFICE)
        here = (date(2026, 11, 24), time(14), time(15), "Urdu")
        stay_id = interpreters.book(interpreter_id, *here, make.OFFICE)
    make.known(child_id, {About.SEN: "K", About.ATTENDANCE: 84.0}, {"Reading": "81"})
    _good_news_on_paper(child_id)
    _guarded()
    stranger_id = _wrote("+447700900099")
    _wrote(make.number_of(parent_id))
    values: dict[str, int | str] = {
        "tag": "pl",
        "token": token_of(parent_id),
        "invitation_id": evening.invitation_id,
        "booking_id": booking_id,
        "round_id": evening.round_id,
        "cover_id": db.session.get_one(Slot, evening.slot_ids[0]).cover_id,
        "session_id": evening.creche_id,
        "parent_id": parent_id,
        "child_id": child_id,
        "tie_id": _one(select(Guardianship.id).where(Guardianship.parent_id == parent_id)),
        "staff_id": evening.teacher_id,
        "text_id": stranger_id,
        "help_id": help_id,
        "need_id": _one(select(HelpRequest.id)),
        "interpreter_id": interpreter_id,
        "stay_id": stay_id,
        "news_id": praised.news(child_id, parent_id),
        "idea_id": praised.idea(parent_id, child_id, "one-good-thing"),
        "worry_id": worry_id,
        "task_id": _one(select(Task.id).where(Task.kind == TaskKind.CALL)),
        "target_id": make.offered(child_id),
        "import_id": _upload(),
        "kind": "csv",
        "part": "worries",
        "clash_id": 1,
        "phrase_id": _own_phrase(),
        "device_id": device_id,
        **_fell_through(),
        "filename": "portal.css",
        "what": "texts",
    }
    of_others = Invitation.round_id == evening.round_id, Invitation.parent_id != parent_id
    waiting = _one(select(Invitation.id).where(*of_others))
    special: dict[str, dict[str, int | str]] = {
        "staff.welcome": {"token": welcome},
        "staff.import_done": {"import_id": _upload(done=True)},
        "staff.book": {"invitation_id": waiting},
        "staff.whose_number_is_it": {"parent_id": _with_a_shared_number()},
        "staff.put_step_off": {"what": "creche"},
    }
    return Day(values, evening, special)


def _guarded() -> None:
    """Somebody must not be contacted, lifting it is asked for; and a child in care about whom
    nobody has decided."""
    lead = By(Face.DESK, staff_id=make.staff("Mrs Quill", Role.SAFEGUARDING))
    family = make.family("Hugo", ("Lena", "Otto"), surname="Brandt")
    tie = select(Guardianship.id).where(Guardianship.parent_id == family.parent_ids[1])
    with act():
        no_contact.hold(family.parent_ids[1], family.child_id, make.OFFICE)
    with act():
        holds.confirm(_one(tie), "An order", None, lead)
        holds.ask_to_lift(_one(tie), lead)
    in_care = make.family("Ida", ("Nora",), surname="Lund")
    with act() as session:
        session.get_one(Child, in_care.child_id).in_care = True
        ask_office(TaskKind.IN_CARE, child_id=in_care.child_id)


def _fell_through() -> dict[str, int | str]:
    """Another teacher is away, and the one parent with a talk gets no texts: a person rings."""
    teacher_id = make.staff("Mr Hill")
    round_id = make.round_(name="Other talks")
    slots = make.cover(round_id, teacher_id, room="Room 8")
    family = make.family("Aaron", ("Zed",), surname="Lost")
    asked = make.invitation(round_id, family.child_id, family.parent_id, teacher_id)
    with act() as session:
        booking.book(asked, slots[0], make.by(family.parent_id))
        session.get_one(Parent, family.parent_id).number = None
    day = date(2026, 11, 24)
    with act():
        upset_id = upsets.happen(Happening(What.AWAY, day, day, teacher_id), make.OFFICE)
    (row_id,) = calling_off.to_call_off()
    with act():
        calling_off.call_off(row_id)
    return {"upset_id": upset_id, "row_id": row_id}


def _with_a_shared_number() -> int:
    """Two parents whose number is held until the office says whose it is; one of them."""
    first, second = (make.family(name, ("Lee",), surname="Same") for name in ("Kim", "Jo"))
    number = make.number_of(first.parent_id)
    for parent_id in (first.parent_id, second.parent_id):
        with act():
            card.change_number(parent_id, number, make.OFFICE)
    return first.parent_id


def token_of(parent_id: int) -> str:
    """What stands in the address of this parent's pages."""
    with act():
        return links.token(parent_id, links.link_of(parent_id).generation)


def _own_phrase() -> int:
    """A phrase of the school's own, in Urdu but not in Polish yet; and one that is retired."""
    with act():
        retired = own_phrases.add(
            "{child} sang in our choir.", Topic.CREATIVE, "worked-hard", make.OFFICE
        )
        own_phrases.retire(retired, make.OFFICE)
        made = own_phrases.add(
            "{child} looked after our garden today.", Topic.HELPING, "tidied", make.OFFICE
        )
        words = {Form.ANY: "آج {child} نے باغ کا خیال رکھا۔"}
        seen = own_phrases.book().own[f"own-{made}"].seen("ur")
        own_phrases.translate(made, "ur", words, seen, make.OFFICE)
        return made


def _good_news_on_paper(child_id: int) -> None:
    """Good news about another child of this class, whose family gets no texts."""
    class_id = db.session.get_one(Child, child_id).class_id
    family = make.family("Wilhelmina-Rose", ("Bartholomew",), class_id=class_id, surname="Quirke")
    with act():
        contact.stop_texts(family.parent_id, make.OFFICE)
        praising.send([family.child_id], Wanted("worked-hard"), None, make.OFFICE)


def _upload(*, done: bool = False) -> int:
    """The sample's file, as the office has just chosen it, or imported."""
    data = SAMPLE.read_bytes()
    found = match(read_table(data, SAMPLE.name).headings).columns
    columns = {column: held.value for column, held in found.items()}
    with act() as session:
        import_id = uploads.keep_upload(SAMPLE.name, data, columns, make.OFFICE)
        if done:
            finished = session.get_one(Import, import_id)
            finished.done_at, finished.counts, finished.data = (
                clock.now(),
                {"new children": 1},
                None,
            )
    return import_id


def _one(query: object) -> int:
    found: int = db.session.scalars(query).one()  # type: ignore[call-overload]
    return found


def _wrote(number: str) -> int:
    """A text from this number that a person must read; returns its id."""
    with act() as session:
        inbox.take_in(carrier_id=f"SM{number}", number=number, body="Hello?", pictures=0)
        text = session.scalars(select(InText).where(InText.number == number)).one()
        inbox.for_a_person(text)
        return text.id


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule with each of its methods that a browser uses."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            yield rule, method
