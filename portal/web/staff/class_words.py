"""What colleagues of a class add before its talks, in one line each, and the child's own three
sentences. They see their own words and the child's name, and nothing else."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import class_words
from portal.domain.class_words import ASKED, About, Three, ToCome
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import tidy
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Reason, Refused, say_to_staff

WHICH = "Please say whether it is a strength or a worry."


def _find(child_id: int) -> ToCome:
    """The child, if a talk is to come and this person may add to it."""
    found = class_words.may_say(staff(), child_id)
    if found is None:
        abort(404)
    return found


def _kind() -> About | None:
    return next((one for one in About if one.value == request.form.get("kind")), None)


def _from_sheet() -> int | None:
    """The talk (booking id) whose sheet the form stood on, if it did."""
    return request.values.get("talk", type=row_id)


def _back(said: str, elsewhere: str) -> ResponseReturnValue:
    flash(said)
    talk = _from_sheet()
    where = url_for("staff.prepare", booking_id=talk) if talk else url_for(elsewhere)
    return redirect(where, 303)


@blueprint.get("/before-talks")
@staff_only(*ASKED, second_step=True)
def before_talks() -> ResponseReturnValue:
    """All children this colleague is asked about, and what they have said so far."""
    return render_template("staff/prepare/before_talks.html", asked=class_words.asked(staff()))


@blueprint.post("/children/<int:child_id>/word")
@staff_only(*ASKED, second_step=True)
def add_word(child_id: int) -> ResponseReturnValue:
    """One line: a strength, a worry, or nothing to add. Refused, it is shown again as typed."""
    about, kind, words = _find(child_id), _kind(), tidy(request.form.get("words"))
    try:
        if kind is None:
            return _word_again(about, words, WHICH), 422
        with act():
            class_words.say(about, kind, words, by_staff())
    except Refused as refused:
        return _word_again(about, words, say_to_staff(refused.reason)), 422
    return _back("Thank you. It is on the preparation sheet.", "staff.today")


def _word_again(about: ToCome, words: str, sorry: str) -> str:
    return render_template(
        "staff/prepare/word.html",
        one=about,
        words=words,
        kind=_kind(),
        sorry=sorry,
        talk=_from_sheet(),
    )


@blueprint.post("/children/<int:child_id>/word/withdraw")
@staff_only(*ASKED, second_step=True)
def withdraw_word(child_id: int) -> ResponseReturnValue:
    """A colleague takes their own line back."""
    about, kind = _find(child_id), _kind()
    if kind is None:
        abort(400)
    with act():
        class_words.withdraw(about, kind, by_staff())
    return _back("Taken back. Nobody sees it any more.", "staff.before_talks")


# -- the child's own three sentences -------------------------------------------------------------


@blueprint.get("/children/<int:child_id>/own-sentences")
@staff_only(*ASKED, second_step=True)
def own_sentences(child_id: int) -> ResponseReturnValue:
    """Three sentences to type together with the child."""
    return _sentences(_find(child_id))


def _sentences(about: ToCome, typed: Three | None = None, refused: Refused | None = None) -> str:
    stands = class_words.sentences_of(about.child_id, about.round_id)
    return render_template(
        "staff/prepare/own_sentences.html",
        one=about,
        stands=stands,
        three=typed or stands or Three(),
        version=stands.version if stands else 0,
        changed=refused is not None and refused.reason == Reason.CHANGED_MEANWHILE,
        sorry=say_to_staff(refused.reason) if refused else "",
        talk=_from_sheet(),
    )


@blueprint.post("/children/<int:child_id>/own-sentences")
@staff_only(*ASKED, second_step=True)
def keep_own_sentences(child_id: int) -> ResponseReturnValue:
    """Keep what the child says; what somebody else has typed meanwhile is shown beside it."""
    about = _find(child_id)
    typed = Three(*(tidy(request.form.get(name)) for name in ("good_at", "likes", "help_with")))
    seen = request.form.get("version", 0, type=row_id)
    try:
        with act():
            class_words.keep_sentences(about, typed, seen, by_staff())
    except Refused as refused:
        code = 409 if refused.reason == Reason.CHANGED_MEANWHILE else 422
        return _sentences(about, typed, refused), code
    return _back(f"Kept: what {about.first_name} says is on the sheet.", "staff.before_talks")
