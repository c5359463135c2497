"""The end of a talk: everything read back in the parent's language, and "Is this what we said?".

What was written for this parent only, or for staff, is not on the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act, db
from portal.domain import agreed, records, signing, ticks
from portal.domain.agreed import Agreed
from portal.domain.bookings import Booking
from portal.domain.people import Child, Parent, lock_child
from portal.domain.records import PRIORITIES, Part, ReadBack
from portal.languages import ENGLISH, OFFERED, Language
from portal.languages import language as language_of
from portal.web.access import by_staff, staff_only
from portal.web.forms import tidy
from portal.web.staff.hold_talk import find_talk
from portal.web.staff.pages import blueprint
from portal.web.staff.plan import READERS
from portal.wording import agreements, dates, reading_back, starters
from portal.wording.reading_back import Here, InTouch
from portal.wording.refusals import Reason, Refused, say_to_staff
from portal.wording.starters import Topic

SORRY = {
    Reason.PLAN_CHANGED: "Something was changed meanwhile. Please read it once more.",
    Reason.CHILD_READS: "An adult reads it out, never the child. Please write the adult’s name.",
}
"""What is said here in words of its own."""


@dataclass(frozen=True)
class Line:
    """Something to read. `aloud`: it is in English, for the adult who reads out."""

    words: str
    aloud: bool = False


@dataclass(frozen=True)
class Page:
    """All that is read back, in `own` language. `complete`: nothing is left in English."""

    own: Language
    child: Child
    parent: Parent
    interpreter: str
    present: Sequence[Line]
    priorities: Sequence[Line]
    plan: Sequence[Agreed]
    in_touch: Sequence[Line]
    next_talk: Sequence[Line]
    unsettled: bool
    """Two people wrote in the same place, and nobody has chosen yet."""

    @property
    def lines(self) -> list[Line]:
        return [*self.present, *self.priorities, *self.in_touch, *self.next_talk]

    @property
    def complete(self) -> bool:
        return all(one.complete for one in self.plan) and not any(one.aloud for one in self.lines)

    @property
    def theirs(self) -> bool:
        """Whether it is the language that the school has on file for them, if it has one."""
        return self.parent.language in (None, self.own.tag)

    @property
    def stamp(self) -> str:
        """Exactly what is on the page, for an answer that is about something else by now."""
        words = [self.own.tag, *(one.words for one in self.lines)]
        words += [one.as_read(self.own) for one in self.plan]
        return agreements.digest("\n".join(words))


@blueprint.get("/talks/<int:booking_id>/sum-up")
@staff_only(*READERS, second_step=True)
def sum_up(booking_id: int) -> ResponseReturnValue:
    """The page to read or to hear."""
    child_id = find_talk(booking_id).child_id
    with act():
        records.seen(child_id, by_staff(), "record")
    return _show(booking_id, request.args.get("language"))


def _show(booking_id: int, tag: str | None, name: str = "", sorry: str = "") -> str:
    page = _page(find_talk(booking_id), tag)
    return render_template(
        "staff/sum_up.html",
        page=page,
        say=reading_back,
        agreements=agreements,
        booking_id=booking_id,
        name=name or ("" if page.complete else page.interpreter),
        sorry=sorry,
    )


@blueprint.post("/talks/<int:booking_id>/sum-up")
@staff_only(*READERS, second_step=True)
def answer_sum_up(booking_id: int) -> ResponseReturnValue:
    """What the parent says to it. Yes: they have had it all in their language, and signing comes
    next. No: back to the plan."""
    find_talk(booking_id)
    name = tidy(request.form.get("read_out_by"))[:60]
    tag, answer = request.form.get("language"), request.form.get("answer", "")
    if answer not in set(ReadBack):
        abort(400)
    try:
        with act():
            page = _write(booking_id, tag, ReadBack(answer), name)
    except Refused as refused:
        sorry = SORRY.get(refused.reason) or say_to_staff(refused.reason)
        again = Response(_show(booking_id, tag, name, sorry), 409)
        again.headers["Cache-Control"] = "no-store"
        return again
    return redirect(_where_to(booking_id, page, answer), 303)


def _write(booking_id: int, tag: str | None, answer: ReadBack, name: str) -> Page:
    """Write the answer down. A yes is taken only to what reads now as it was shown: with plan and
    record locked, nothing of it changes until the yes stands. In an act."""
    by = by_staff()
    record = records.open_record(booking_id, by)
    lock_child(record.child_id)
    records.lock(record.id)
    page = _page(find_talk(booking_id), tag)
    if answer == ReadBack.YES:
        if request.form.get("shown") != page.stamp:
            raise Refused(Reason.PLAN_CHANGED)
        if not page.complete and not name:
            raise Refused(Reason.NOT_IN_LANGUAGE)
        signing.have_had(record.parent_id, record.child_id, page.own, by, read_out_by=name)
    records.read_back(record.id, answer, page.own.tag, by, interpreted_by=name)
    return page


def _where_to(booking_id: int, page: Page, answer: str) -> str:
    if answer == ReadBack.CHANGE:
        flash("Change what is not right, then read it back again.")
        return url_for("staff.hold_talk", booking_id=booking_id, _anchor="plan")
    if not page.plan:
        flash("Read back, and the parent said yes.")
        return url_for("staff.hold_talk", booking_id=booking_id)
    return url_for("staff.sign_plan", child_id=page.child.id, talk=booking_id)


# -- what is read ------------------------------------------------------------------------------


def _page(talk: Booking, tag: str | None) -> Page:
    parent = db.session.get_one(Parent, talk.parent_id)
    own = OFFERED.get(tag or "") or language_of(parent.language)
    child = db.session.get_one(Child, talk.child_id)
    record = records.of_talk(talk.id)
    rows = records.parts_of(record.id) if record else {}
    words = {part: row.words for part, row in rows.items()}
    return Page(
        own=own,
        child=child,
        parent=parent,
        interpreter=words.get(Part.INTERPRETER, ""),
        present=_present(words, own, parent, child),
        priorities=[_priority(words[one], own) for one in PRIORITIES if words.get(one)],
        plan=agreed.for_parent(talk.child_id, talk.parent_id, own),
        in_touch=_in_touch(words, own),
        next_talk=_next_talk(words, own),
        unsettled=bool(record and records.clashes_of(record.id)),
    )


def _present(words: dict[Part, str], own: Language, parent: Parent, child: Child) -> list[Line]:
    said = ticks.read(Part.PRESENT, words.get(Part.PRESENT, ""))
    names = {"parent": parent.full_name, "child": child.first_name}
    found = []
    for who in said.choices:
        line = reading_back.here(Here(who), own, **names)
        if who == Here.INTERPRETER and words.get(Part.INTERPRETER):
            line = f"{line}: {words[Part.INTERPRETER]}"
        found.append(Line(line))
    return found + _own_words(said.words, own)


def _priority(words: str, own: Language) -> Line:
    """A topic is known in every language; anything else is a colleague's own English."""
    for topic in Topic:
        if starters.topic_name(topic, ENGLISH).casefold() == words.casefold():
            return Line(starters.topic_name(topic, own))
    return Line(words, aloud=own is not ENGLISH)


def _in_touch(words: dict[Part, str], own: Language) -> list[Line]:
    said = ticks.read(Part.IN_TOUCH, words.get(Part.IN_TOUCH, ""))
    ways = [Line(reading_back.in_touch(InTouch(way), own)) for way in said.choices]
    return ways + _own_words(said.words, own)


def _next_talk(words: dict[Part, str], own: Language) -> list[Line]:
    said = ticks.read(Part.NEXT_TALK, words.get(Part.NEXT_TALK, ""))
    day = [Line(dates.day(said.day, own.tag))] if said.day else []
    return day + _own_words(said.words, own)


def _own_words(words: str, own: Language) -> list[Line]:
    return [Line(words, aloud=own is not ENGLISH)] if words else []
