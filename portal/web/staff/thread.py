"""One thread: both sides of it, and everything a person does there.

The thread of a parent and that of a number which no parent has share their views: `whose` is found
by `parent_id`, or by `text_id`, one message from that number. What this person may not read is not
found.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act, db
from portal.domain import (
    guarding,
    one_thread,
    reaching,
    replies,
    threads,
    todo,
)
from portal.domain.guarding import Whose
from portal.domain.history import By, Deed
from portal.domain.people import Parent, Role, school
from portal.domain.replies import Page
from portal.languages import ENGLISH, OFFERED, Language
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import tidy
from portal.web.numbers import row_id
from portal.web.staff import plainly
from portal.web.staff.inbox import OFFICE, READERS
from portal.web.staff.pages import blueprint
from portal.web.staff.words import ago
from portal.wording import phrases
from portal.wording.phrases import Phrase
from portal.wording.plain import Finding
from portal.wording.refusals import Reason, Refused, say_to_staff
from portal.wording.segments import clean

_MEANWHILE = {
    Deed.REPLIED: "answered",
    Deed.CALL_NOTED: "noted a call",
    Deed.WORDS_DONE: "marked this done",
}


@dataclass(frozen=True)
class Place:
    """A thread that this person may read. `at`: what stands for it in an address."""

    whose: Whose
    at: dict[str, Any]
    guarded: bool

    @property
    def parent(self) -> Parent | None:
        return db.session.get(Parent, self.whose.parent_id) if self.whose.parent_id else None


def _find(parent_id: int = 0, text_id: int = 0) -> Place:
    if parent_id:
        whose, at = Whose(parent_id), {"parent_id": parent_id}
        there = db.session.get(Parent, parent_id) is not None
    else:
        whose, at = Whose(number=one_thread.number_of(text_id)), {"text_id": text_id}
        there = whose.number is not None
    guarded = there and guarding.is_guarded(whose)
    if not there or not _may_read(whose, guarded):
        abort(404)
    return Place(whose, at, guarded)


def _may_read(whose: Whose, guarded: bool) -> bool:
    """The office and leads all but guarded threads; the safeguarding lead those, and any in which
    something is guarded."""
    if guarded or not staff().has(*OFFICE):
        return staff().has(Role.SAFEGUARDING) and (guarded or guarding.has_guarded_words(whose))
    return True


def _of_thread(deed: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The two addresses of one deed, and the gate."""

    def put(view: Callable[..., Any]) -> Callable[..., Any]:
        gated = staff_only(*READERS)(view)
        for where in ("/inbox/<int:parent_id>", "/inbox/number/<int:text_id>"):
            blueprint.add_url_rule(f"{where}/{deed}", view_func=gated, methods=["POST"])
        return gated

    return put


@blueprint.get("/inbox/<int:parent_id>")
@blueprint.get("/inbox/number/<int:text_id>")
@staff_only(*READERS)
def thread(**where: int) -> ResponseReturnValue:
    """Both sides of one thread, and what can be done."""
    return _show(_find(**where))


def _show(place: Place, sorry: str = "", findings: Sequence[Finding] = ()) -> str:
    """The thread; after a refusal with all that was typed. `findings`: what is not plain in it."""
    parent = place.parent
    own = OFFERED.get((parent.language if parent else None) or "", ENGLISH)
    return render_template(
        "staff/thread.html",
        place=place,
        parent=parent,
        number=parent.number if parent else place.whose.number,
        own=own,
        children=threads.children_of(parent.id) if parent else [],
        told=one_thread.of(place.whose, safeguarding=staff().has(Role.SAFEGUARDING)),
        to_do=todo.about(parent.id) if parent and place.guarded else [],
        barred=parent is not None and reaching.why_not_anything(parent.id) is not None,
        why_not=replies.why_no_reply(parent) if parent else None,
        languages_to_write=[ENGLISH] if own is ENGLISH else [ENGLISH, own],
        ready=_ready_made(own),
        me=staff(),
        may_give_back=place.guarded and staff().has(Role.SAFEGUARDING),
        typed=request.form,
        once=_once(),
        limits=replies,
        sorry=sorry,
        findings=findings,
    )


def _ready_made(own: Language) -> list[tuple[Phrase, str, str]]:
    """Every phrase in English, and in the parent's own language if that is another."""
    facts = {"school": school().short_name, "phone": school().phone}
    return [
        (
            phrase,
            phrases.say(phrase, ENGLISH, **facts),
            "" if own is ENGLISH else phrases.say(phrase, own, **facts),
        )
        for phrase in Phrase
    ]


def _once() -> str:
    """What makes this form one of its kind, so that sent twice it is one deed."""
    return tidy(request.form.get("once"))[:40] or secrets.token_hex(8)


def _page() -> Page:
    """What was on the page when this form was filled in: a later message has not been seen to."""
    form = request.form
    return Page(form.get("seen", 0, type=row_id), _once(), form.get("after", None, type=row_id))


def _over() -> int | None:
    """Who had it on the page that was seen."""
    return request.form.get("over", None, type=row_id)


def _try(place: Place, said: str, deed: Callable[[By], None]) -> ResponseReturnValue:
    """Do this, and back to the thread; a refusal is shown there with all that was typed."""
    try:
        with act():
            deed(by_staff())
    except Refused as refused:
        return _show(place, _sorry(refused)), 422
    flash(said)
    return redirect(url_for("staff.thread", **place.at), 303)


def _sorry(refused: Refused) -> str:
    if refused.reason != Reason.ANSWERED_MEANWHILE:
        return say_to_staff(refused.reason)
    facts = refused.facts
    return (
        f"{facts['who']} {_MEANWHILE[facts['deed']]} {ago(facts['at'])}. Nothing was sent. What you"
        " wrote is still here: send it again if it still helps."
    )


# -- who has it, and reading -------------------------------------------------------------------


@_of_thread("take")
def take(**where: int) -> ResponseReturnValue:
    """This colleague sees to it."""
    place = _find(**where)
    return _try(place, "You have it now.", lambda by: replies.take(place.whose, by, over=_over()))


@_of_thread("let-go")
def let_go(**where: int) -> ResponseReturnValue:
    """This colleague does not, after all."""
    place = _find(**where)
    return _try(place, "It waits for anybody again.", lambda by: replies.let_go(place.whose, by))


@_of_thread("translate")
def translate(**where: int) -> ResponseReturnValue:
    """This colleague puts it into English."""
    place = _find(**where)
    said = "Everybody sees that you are translating it."
    return _try(place, said, lambda by: replies.translate(place.whose, by, over=_over()))


@_of_thread("english")
def english(**where: int) -> ResponseReturnValue:
    """What one message says in English; or it is in English as it stands."""
    place, text_id = _find(**where), request.form.get("text", 0, type=row_id)
    if not one_thread.holds(place.whose, text_id):
        abort(404)
    if request.form.get("as") == "it stands":
        said = "It counts as read now."
        return _try(place, said, lambda by: replies.is_english(place.whose, text_id, by))
    words = request.form.get("english", "")
    return _try(
        place,
        "Saved. Everybody can read it now.",
        lambda by: replies.put_into_english(place.whose, text_id, words, by),
    )


@_of_thread("read")
def have_read(**where: int) -> ResponseReturnValue:
    """This colleague has read what waits; it still needs an answer."""
    place = _find(**where)
    said = "It counts as read now."
    return _try(place, said, lambda by: replies.have_read(place.whose, by, up_to=_page().seen))


# -- answering ---------------------------------------------------------------------------------


@blueprint.post("/inbox/<int:parent_id>/reply")
@staff_only(*READERS)
def reply(parent_id: int) -> ResponseReturnValue:
    """A person's answer in their own words."""
    place = _find(parent_id)
    words, tag = clean(request.form.get("words", "")), request.form.get("language", ENGLISH.tag)
    if tag not in OFFERED:
        abort(400)
    if tag == ENGLISH.tag and (findings := plainly.to_confirm(words)):
        return _show(place, "Nothing was sent yet. Please look at these words.", findings), 422
    said = "Your answer is on its way."
    return _try(place, said, lambda by: replies.reply(parent_id, words, tag, by, _page()))


@blueprint.post("/inbox/<int:parent_id>/phrase")
@staff_only(*READERS)
def reply_by_phrase(parent_id: int) -> ResponseReturnValue:
    """A ready-made answer, in the parent's language."""
    place, chosen = _find(parent_id), request.form.get("phrase")
    if chosen not in set(Phrase):
        return _show(place, "Please choose an answer first."), 422
    said, phrase = "Your answer is on its way.", Phrase(chosen)
    return _try(place, said, lambda by: replies.reply_by_phrase(parent_id, phrase, by, _page()))


@_of_thread("call")
def note_call(**where: int) -> ResponseReturnValue:
    """Somebody was rung: who, and a few words."""
    place, form = _find(**where), request.form
    rung, words = tidy(form.get("rung")), tidy(form.get("note"))
    settles = form.get("settles") == "yes"
    return _try(
        place,
        "The call is noted.",
        lambda by: replies.note_call(place.whose, rung, words, by, _page(), settles=settles),
    )


@_of_thread("done")
def done(**where: int) -> ResponseReturnValue:
    """Nothing to answer, or answered in another way."""
    place = _find(**where)
    try:
        with act():
            replies.done(place.whose, by_staff(), up_to=_page().seen)
    except Refused as refused:
        return _show(place, _sorry(refused)), 422
    flash("Done. It is off the list of those who wait.")
    return redirect(url_for("staff.inbox"), 303)


# -- the safeguarding lead ---------------------------------------------------------------------


@_of_thread("pass-on")
def pass_on(**where: int) -> ResponseReturnValue:
    """One tap: from now on the safeguarding lead alone finds it."""
    place = _find(**where)
    try:
        with act():
            guarding.pass_on(place.whose, by_staff())
    except Refused as refused:
        return _show(place, _sorry(refused)), 422
    flash("It is with the safeguarding lead now, and nobody else finds it.")
    return redirect(url_for("staff.inbox"), 303)


@_of_thread("give-back")
def give_back(**where: int) -> ResponseReturnValue:
    """The office may read it again, every word. Asks twice: this cannot be unread."""
    place = _find(**where)
    if not place.guarded or request.form.get("sure") != "yes":
        return _show(place, "Nothing was given back. Please tick the box first."), 422
    with act():
        guarding.give_back(place.whose, by_staff())
    flash("It is back with the office.")
    return redirect(url_for("staff.inbox"), 303)
