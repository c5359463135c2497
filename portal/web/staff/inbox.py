"""The inbox: what parents wrote, with the whole thread, and a person's reply.

Parents who may hear about no child write to the safeguarding lead alone; the office does not find
them here.
"""

import secrets

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act, db
from portal.domain import inbox as texts
from portal.domain import people, threads
from portal.domain.inbox import InState, InText
from portal.domain.outbox import OutText
from portal.domain.people import Parent, Role
from portal.languages import ENGLISH, OFFERED, Language
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import tidy
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Refused, say_to_staff
from portal.wording.segments import clean

OFFICE = (Role.OFFICE, Role.LEAD)
READERS = (*OFFICE, Role.SAFEGUARDING)


@blueprint.get("/inbox")
@staff_only(*READERS)
def inbox() -> ResponseReturnValue:
    """Threads that wait for a person first, then all others, the newest first."""
    page = max(request.args.get("page", 1, type=row_id), 1)
    office = staff().has(*OFFICE)
    open_to_office: list[threads.Thread] = []
    guarded: list[threads.Thread] = []
    more = False
    if office:
        open_to_office, more = threads.threads(safeguarding=False, page=page)
    if staff().has(Role.SAFEGUARDING):
        guarded, more_guarded = threads.threads(safeguarding=True, page=page)
        more = more or more_guarded
    return render_template(
        "staff/inbox.html",
        office=office,
        threads=open_to_office,
        guarded=guarded,
        page=page,
        more=more,
    )


def _parent(parent_id: int) -> Parent:
    """The parent whose thread this person may read."""
    found = db.session.get(Parent, parent_id)
    readers = (Role.SAFEGUARDING,) if people.why_not_anything(parent_id) else OFFICE
    if found is None or not staff().has(*readers):
        abort(404)
    return found


@blueprint.get("/inbox/<int:parent_id>")
@staff_only(*READERS)
def thread(parent_id: int) -> ResponseReturnValue:
    """Both sides of one thread, and the reply."""
    return _show(_parent(parent_id))


def _show(parent: Parent, sorry: str = "", typed: str = "", tag: str = "") -> str:
    both = threads.with_parent(parent.id)
    own = OFFERED.get(parent.language or "", ENGLISH)
    return render_template(
        "staff/thread.html",
        parent=parent,
        guarded=people.why_not_anything(parent.id) is not None,
        both=both,
        seen=_last_in(both),
        waiting=_waits(both),
        why_not=threads.why_no_reply(parent),
        languages_to_write=_both_ways(own),
        tag=tag or ENGLISH.tag,
        typed=typed,
        once=_once() or secrets.token_hex(8),
        longest=threads.LONGEST,
        sorry=sorry,
    )


def _both_ways(own: Language) -> list[Language]:
    return [ENGLISH] if own is ENGLISH else [ENGLISH, own]


def _last_in(both: list[InText | OutText]) -> int:
    return max((text.id for text in both if isinstance(text, InText)), default=0)


def _waits(both: list[InText | OutText]) -> bool:
    return any(isinstance(text, InText) and text.state == InState.FOR_A_PERSON for text in both)


@blueprint.post("/inbox/<int:parent_id>/reply")
@staff_only(*OFFICE)
def reply(parent_id: int) -> ResponseReturnValue:
    """A person's answer. The same form sent twice is one text."""
    parent = _parent(parent_id)
    words, tag = clean(request.form.get("words", "")), request.form.get("language", ENGLISH.tag)
    if tag not in OFFERED:
        abort(400)
    try:
        with act():
            threads.reply(parent_id, words, tag, by_staff(), up_to=_seen(), key=_once())
    except Refused as refused:
        return _show(parent, say_to_staff(refused.reason), words, tag), 422
    flash("Your reply is on its way.")
    return redirect(url_for("staff.thread", parent_id=parent_id), 303)


def _once() -> str:
    """What makes this form one of its kind, so that sent twice it is one text."""
    return tidy(request.form.get("once"))[:40]


def _seen() -> int:
    """The last text that was on the page: a later one has not been seen to."""
    return request.form.get("seen", 0, type=row_id)


@blueprint.post("/inbox/<int:parent_id>/done")
@staff_only(*READERS)
def thread_done(parent_id: int) -> ResponseReturnValue:
    """Nothing to answer, or answered in another way."""
    _parent(parent_id)
    with act():
        texts.done(parent_id, by_staff(), up_to=_seen())
    flash("Done. It is off the list of those who wait.")
    return redirect(url_for("staff.inbox"), 303)


# -- numbers that no parent of ours has --------------------------------------------------------


@blueprint.get("/inbox/number/<int:text_id>")
@staff_only(*OFFICE)
def stranger(text_id: int) -> ResponseReturnValue:
    """What came from a number we do not know, found by one of its texts."""
    number = _number(text_id)
    both = threads.with_number(number)
    return render_template(
        "staff/stranger.html",
        text_id=text_id,
        number=number,
        both=both,
        seen=_last_in(both),
        waiting=_waits(both),
    )


def _number(text_id: int) -> str:
    found = threads.number_of(text_id)
    if found is None:
        abort(404)
    return found


@blueprint.post("/inbox/number/<int:text_id>/done")
@staff_only(*OFFICE)
def stranger_done(text_id: int) -> ResponseReturnValue:
    """Somebody has seen to it."""
    number = _number(text_id)
    with act():
        threads.done_with_number(number, by_staff(), up_to=_seen())
    flash("Done. It is off the list of those who wait.")
    return redirect(url_for("staff.inbox"), 303)
