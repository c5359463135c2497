"""What a parent's phone loads, measured on the wire: the bytes that come back over a socket.

A page with all it loads comes in the first flight of packets (design, section 2), in every
language, whichever of the two compressions the phone knows. All pages, smaller ones too, are
weighed again in the browser tests.
"""

import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import html5lib
import pytest

from portal import clock
from portal.db import act
from portal.domain import agreed, booking, creche_places, holding, signing, waitlist
from portal.domain.booking import Answers
from portal.domain.bookings import Comes
from portal.domain.creche import Age, IfFull, LittleOne, PlaceState
from portal.domain.signing import SignedBy
from portal.languages import ENGLISH, OFFERED
from tests import fullest, make, praised
from tests.browsing import NAMESPACE
from tests.live import Live

FIRST_FLIGHT = 14_336
"""Ten packets of 1,460 bytes less what TCP and TLS take: RFC 6928's initial window."""
HTML, CSS, SCRIPT = 5_000, 6_000, 1_500
"""The most of each, compressed, without headers."""
NAMES = ("Bartholomew", "Persephone", "Oluwaseun", "Maximilian")
LOADED = {"link": "href", "script": "src", "img": "src"}


@dataclass(frozen=True)
class Answer:
    """What came back, as it came."""

    head: bytes
    body: bytes

    @property
    def size(self) -> int:
        return len(self.head) + len(self.body)


def ask(address: str, encoding: str, cookie: str = "") -> Answer:
    """One request over a socket of its own, as a phone sends it."""
    at = urlsplit(address)
    target = at.path + (f"?{at.query}" if at.query else "")
    with socket.create_connection((at.hostname, at.port), timeout=10) as line:
        line.sendall(
            f"GET {target} HTTP/1.1\r\nHost: {at.netloc}\r\nAccept-Encoding: {encoding}\r\n"
            f"Cookie: portal={cookie}\r\nConnection: close\r\n\r\n".encode()
        )
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split(b" ", 2)[1] == b"200", (target, head)
    return Answer(head, body)


def loaded_by(html: str) -> list[str]:
    """The addresses a browser asks for when it shows this page."""
    found = []
    for element in html5lib.parse(html).iter():
        attribute = LOADED.get(str(element.tag).replace(NAMESPACE, ""))
        address = element.get(attribute) if attribute else None
        if address and not address.startswith("data:"):
            found.append(address)
    return found


def long_pages(live: Live, language: str) -> dict[str, tuple[str, str]]:
    """The longest pages by name: address and cookie."""
    school = fullest.school()
    with act():
        held = holding.hold(school.invitation_id, school.slot_ids[2], make.by(school.parent_id))
        little_ones = [
            LittleOne(name, Age.TWO, "asthma", True, "a yellow rabbit", "Українська", "Grandmother")
            for name in NAMES
        ]
        answers = Answers(
            comes=Comes.WITH_CHILD,
            interpreter="Українська",
            lift=True,
            step_free=True,
            ring_me=True,
            remind_2_hours=True,
            little_ones=little_ones,
        )
        booking.fill_in(held.id, answers, IfFull.REFUSE, make.by(school.parent_id))
        booking.confirm(held.id, make.by(school.parent_id))
        booking_id = held.id
        for place in creche_places.places_of(booking_id):
            place.state, place.offered_until = PlaceState.OFFERED, clock.now()
        waitlist.wait(school.second_id, make.by(school.parent_id))
        (entry,) = waitlist.of(school.parent_id)
        assert waitlist.offer(entry.id)
    fullest.plan(school.parent_id, school.child_id)
    sister = make.sibling(school.parent_id, "Persephone")
    fullest.plan(school.parent_id, sister)
    fullest.others_sign(sister)
    with act():
        keys = [one.key for one in agreed.for_parent(sister, school.parent_id, ENGLISH)]
        by, way = make.by(school.parent_id), SignedBy.LINK
        signing.sign_as_parent(school.parent_id, sister, keys, way, by, own=ENGLISH)
    newest = fullest.news(
        school.parent_id,
        school.child_id,
        school.second_child_id,
        teacher_id=school.teacher_id,
    )
    praised.idea(school.parent_id, school.child_id, "one-good-thing")
    link = live.link(school.parent_id)
    talk = f"{link}/talks/{school.invitation_id}"
    here = live.cookie(made=[booking_id], mine=[1], language=language)["value"]
    new = live.cookie(language=language)["value"]
    until = int(clock.now().timestamp()) + 3600
    known = live.cookie(known={"1": until}, mine=[1], language=language)["value"]
    return {
        "the door": (link, new),
        "30 free times": (f"{live.link(school.neighbour_id)}/talks", new),
        "details, four little ones": (f"{talk}/details", here),
        "booked, and places in the crèche offered": (talk, here),
        "an offer": (f"{link}/talks/{school.second_id}/offer", new),
        "no thanks, other times": (f"{link}/talks/{school.second_id}/times", new),
        "I would like to talk": (f"{link}/talk", new),
        "my talks": (f"{link}/talks", here),
        "a plan to sign": (f"{link}/plan/{school.child_id}", known),
        "a plan in force": (f"{link}/plan/{sister}", known),
        "for the fridge": (f"{link}/plan/{sister}/fridge", known),
        "good news": (f"{link}/news", known),
        "earlier good news": (f"{link}/news?page=2", known),
        "a word about good news": (f"{link}/news/{newest}/say", known),
        "five-minute ideas": (f"{link}/ideas?topic=maths", known),
        "texts on or off": (f"{link}/settings", known),
        "from the school's page": (f"{live.address}/start", new),
    }


# The older encoding is the heavier one.
EVERY = [("gzip", tag) for tag in OFFERED] + [("br, gzip", tag) for tag in ("en", "ur")]


@pytest.mark.parametrize(("encoding", "language"), EVERY)
def test_a_page_with_all_it_loads_comes_in_the_first_flight(
    live: Live, language: str, encoding: str
) -> None:
    too_heavy, html = {}, {}
    for name, (address, cookie) in long_pages(live, language).items():
        page = ask(address, encoding, cookie)
        html[name] = live.pages[-1]
        assert re.findall(r'<html lang="([\w-]+)"', html[name]) == [language]
        files = [ask(live.address + path, encoding) for path in loaded_by(html[name])]
        total = sum(answer.size for answer in (page, *files))
        if len(page.body) > HTML or total > FIRST_FLIGHT:
            too_heavy[name] = (len(page.body), total)
    assert too_heavy == {}
    # Of 30 one is taken and one offered to another, and the sixth day is on the next page.
    assert html["30 free times"].count('name="slot"') == 23
    assert re.findall(r'-name" value="(\w+)"', html["details, four little ones"]) == list(NAMES)


@pytest.mark.parametrize("encoding", ["gzip", "br, gzip"])
def test_what_every_page_loads(live: Live, encoding: str) -> None:
    ask(f"{live.address}/start", encoding)
    asked = loaded_by(live.pages[-1])
    assert [urlsplit(one).path for one in asked] == ["/static/portal.css", "/static/portal.js"]
    stylesheet, script = (ask(live.address + one, encoding) for one in asked)
    assert len(stylesheet.body) <= CSS
    assert len(script.body) <= SCRIPT
    for answer in (stylesheet, script):
        assert f"Content-Encoding: {encoding[:2]}".encode() in answer.head
        assert b"max-age=15552000" in answer.head
