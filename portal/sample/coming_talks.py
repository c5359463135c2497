"""What has been prepared for the coming talks of the made-up school: words of a colleague, the
children's own sentences, what parents would like to talk about, help that was arranged, who
interprets."""

from datetime import time

from sqlalchemy import func, select

from portal.db import act, db
from portal.domain import (
    arranging,
    class_words,
    help_requests,
    interpreters,
    promised_help,
    replies,
    wishes,
)
from portal.domain.class_words import About, Three, ToCome
from portal.domain.guarding import Whose
from portal.domain.help_requests import NeedKind
from portal.domain.history import By, Face
from portal.domain.inbox import InText
from portal.domain.interpreters import About as Interprets
from portal.domain.people import Staff
from portal.domain.promised_help import HelpKind
from portal.sample.booked import booked, staff_of

COLLEAGUE = (
    ("C034", "Hamza", About.STRENGTH, "He explains a sum so that others understand it at once."),
    ("C034", "Hamza", About.WORRY, "On Fridays he is often too tired to begin to write."),
    ("C040", "Beatriz", About.STRENGTH, "She read out a whole page to me without being asked."),
    ("C053", "Noah", About.NOTHING, ""),
)
"""By Ms Doyle. She has not yet said anything of Megan."""
CHILDREN = (
    (
        "C034",
        "Hamza",
        "doyle",
        Three(
            "maths, and bowling in cricket",
            "cricket, and when we read together",
            "long words",
        ),
    ),
    (
        "C012",
        "Dylan",
        "evans",
        Three(
            "finding short ways to solve things",
            "building robots",
            "checking my work",
        ),
    ),
)
WISHES = (
    ("C034", "Hamza", "حمزہ گھر میں بہت پڑھتا ہے، لیکن لکھنے سے گھبراتا ہے۔"),
    ("C044", "Megan", "Megan finds maths easy. She would like some harder sums."),
    ("C079", "Antoni", "Antoni boi się przejścia do nowej szkoły. Chcę o tym porozmawiać."),
)
TRANSLATED = ("C034", "Hamza", "Hamza reads a lot at home, but is afraid of writing.")
ARRANGED = "Ms Ferreira comes on Tuesday, ten minutes before the talk"


def prepare(round_name: str, office: By) -> None:
    """Do all this, now."""
    doyle = By(Face.DESK, staff_id=staff_of("doyle"))
    for who, child, about, words in COLLEAGUE:
        with act():
            class_words.say(_to_come(round_name, who, child, "doyle"), about, words, doyle)
    for who, child, typed_by, three in CHILDREN:
        with act():
            about_child = _to_come(round_name, who, child, typed_by)
            by = By(Face.DESK, staff_id=staff_of(typed_by))
            class_words.keep_sentences(about_child, three, 0, by)
    for who, child, words in WISHES:
        talk = booked(round_name, who, child)
        with act():
            wishes.say(talk.id, words, By(Face.WEB, parent_id=talk.parent_id))
    _translate(round_name, office)
    _arrange(office)
    _help_to_come(round_name, office)


def _to_come(round_name: str, who: str, child: str, username: str) -> ToCome:
    person = db.session.get_one(Staff, staff_of(username))
    found = class_words.may_say(person, booked(round_name, who, child).child_id)
    assert found is not None
    return found


def _translate(round_name: str, office: By) -> None:
    """The office has put one wish into English; another still waits for somebody."""
    who, child, words = TRANSLATED
    parent_id = booked(round_name, who, child).parent_id
    with act():
        query = select(func.max(InText.id)).where(InText.parent_id == parent_id)
        text_id = db.session.execute(query).scalar_one()
        replies.put_into_english(Whose(parent_id), text_id, words, office)


def _arrange(office: By) -> None:
    for one in promised_help.open_help():
        if one.kind == HelpKind.INTERPRETER:
            with act():
                promised_help.arrange(one.id, ARRANGED, office)


def _help_to_come(round_name: str, office: By) -> None:
    """An interpreter is here on Thursday evening, and a room is found; the rest is to be arranged,
    as an interpreter for two talks on Tuesday."""
    evening = booked(round_name, "C076", "Amna")
    day, talks = evening.slot.day, (evening.id, booked(round_name, "C088", "Leo").id)
    with act():
        who = interpreters.add(Interprets("Mrs Butt", "Urdu, Panjabi", agency="Lingua"), office)
        stay_id = interpreters.book(who, day, time(16, 30), time(19, 30), "Urdu", office)
    for need in [need for talk_id in talks for need in help_requests.of_talk(talk_id)]:
        with act():
            if need.kind == NeedKind.INTERPRETER:
                arranging.arrange(need.id, office, stay_id=stay_id)
            elif need.kind == NeedKind.STEP_FREE:
                arranging.arrange(need.id, office, note="Room 2, on the ground floor")
