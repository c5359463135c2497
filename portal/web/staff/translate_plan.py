"""A colleague's own sentences in the language of the talk's parent, each answered for by name."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.db import act, db
from portal.domain import signing, translating
from portal.domain.people import Child
from portal.domain.translating import ToTranslate
from portal.web.access import by_staff, staff_only
from portal.web.forms import tidy, typed
from portal.web.staff import about_child
from portal.web.staff.about_child import About
from portal.web.staff.pages import blueprint
from portal.web.staff.plan import READERS, back
from portal.wording.refusals import Reason, Refused, say_to_staff


@blueprint.route("/plans/<int:child_id>/in-their-language", methods=["GET", "POST"])
@staff_only(*READERS, second_step=True)
def translate_plan(child_id: int) -> ResponseReturnValue:
    """What is not in the parent's language yet, sentence by sentence; left empty, an interpreter
    reads it out."""
    about = about_child.find(child_id)
    sentences = _sentences(about)
    if request.method == "GET":
        return _show(about, sentences)
    wanted = {
        one.wording_id: tidy(request.form.get(f"words-{one.wording_id}"))
        for one in sentences
        if f"words-{one.wording_id}" in request.form
    }
    language, name = about.own, tidy(request.form.get("translated_by"))
    child_id = about.child.id
    try:
        with act():
            if signing.is_child(db.session.get_one(Child, child_id), name):
                raise Refused(Reason.CHILD_TRANSLATES)
            for wording_id, words in wanted.items():
                if words:
                    translating.put_into(wording_id, language, words, name, by_staff())
    except Refused as refused:
        about = about_child.find(child_id)
        return _show(about, _sentences(about), say_to_staff(refused.reason)), 422
    return back(about_child.find(child_id), "Saved.")


def _sentences(about: About) -> list[ToTranslate]:
    if not about.foreign:
        return []
    return translating.own_sentences(about.plan(about.own), about.own)


def _show(about: About, sentences: list[ToTranslate], sorry: str = "") -> str:
    return render_template(
        "staff/plans/translate.html",
        about=about,
        sentences=sentences,
        typed=typed(),
        sorry=sorry,
    )
