"""The languages families read: how each translation was made, what colleagues who read it say of
its words, and colleagues' own words that wait for a translation."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import said_in, second_readers
from portal.domain.people import school
from portal.domain.readers import readers
from portal.domain.second_readers import View
from portal.languages import ENGLISH, OFFERED, Language
from portal.web.access import by_staff, staff_only
from portal.web.forms import tidy
from portal.web.numbers import row_id
from portal.web.staff.pages import blueprint
from portal.wording.refusals import Refused, say_to_staff


@blueprint.get("/languages")
@staff_only()
def languages() -> ResponseReturnValue:
    """Every language: how it was made, whether a native reader has seen it, how many read it."""
    return _show_all()


def _show_all(sorry: str = "") -> str:
    others = [own for own in OFFERED.values() if own is not ENGLISH]
    reads = readers()
    return render_template(
        "staff/languages/all.html",
        states=[(own, second_readers.state(own), reads.get(own.tag, 0)) for own in others],
        offered=school().languages,
        waiting=said_in.wanted(),
        longest=said_in.LONGEST,
        sorry=sorry,
        typed=request.form,
    )


@blueprint.post("/languages/own-words")
@staff_only()
def put_own_words() -> ResponseReturnValue:
    """A named person has put a colleague's own words into a language."""
    own, english = _other(request.form.get("language", "")), request.form.get("english", "")
    if not any(one.english == english and one.language is own for one in said_in.wanted()):
        flash("Somebody has put these words into that language already.")
        return redirect(url_for("staff.languages"), 303)
    words, name = tidy(request.form.get("words")), tidy(request.form.get("translated_by"))
    try:
        with act():
            said_in.put_into(english, own, words, name, by_staff())
    except Refused as refused:
        return _show_all(say_to_staff(refused.reason)), 422
    flash(f"Saved. Families who read {own.english_name} read it from now on.")
    return redirect(url_for("staff.languages"), 303)


# -- one language --------------------------------------------------------------------------------


@blueprint.route("/languages/<tag>", methods=["GET", "POST"])
@staff_only()
def translation(tag: str) -> ResponseReturnValue:
    """One language's words beside the English. Whoever reads it says which are right, and how
    others would be better."""
    own = _other(tag)
    if request.method == "GET":
        return _show(own)
    number = request.form.get("message", -1, type=row_id)
    seen, better = request.form.getlist("seen"), request.form.getlist("better")
    try:
        with act():
            if "right" in request.form:
                second_readers.is_right(own, number, seen, by_staff())
            else:
                second_readers.could_be_better(own, number, seen, better, by_staff())
    except LookupError:
        abort(400)
    except Refused as refused:
        return _show(own, say_to_staff(refused.reason), number), 422
    return redirect(f"{_address(own)}#m{number}", 303)


@blueprint.get("/languages/<tag>/better.patch")
@staff_only()
def translation_patch(tag: str) -> ResponseReturnValue:
    """What colleagues would say better, for whoever keeps the catalogues."""
    own = _other(tag)
    answer = Response(second_readers.patch(own), mimetype="text/x-patch")
    answer.headers["Content-Disposition"] = f'attachment; filename="{own.folder}.patch"'
    return answer


def _other(tag: str) -> Language:
    own = OFFERED.get(tag)
    if own is None or own is ENGLISH:
        abort(404)
    return own


def _where() -> dict[str, str]:
    """Which part of the catalogue is looked at, as it stands in the address or the form."""
    asked = {name: tidy(request.values.get(name)) for name in ("view", "q", "page")}
    return {name: words for name, words in asked.items() if words}


def _address(own: Language) -> str:
    """Back to the same part of the catalogue."""
    where: dict[str, Any] = {"tag": own.tag} | _where()
    return url_for("staff.translation", **where)


def _show(own: Language, sorry: str = "", number: int | None = None) -> str:
    where = _where()
    view = View(where["view"]) if where.get("view") in set(View) else View.ALL
    at = where.get("page", "")
    return render_template(
        "staff/languages/one.html",
        own=own,
        state=second_readers.state(own),
        messages=second_readers.how_many(own),
        views=View,
        view=view,
        sought=where.get("q", ""),
        where=where,
        page=second_readers.page(
            own, view, where.get("q", ""), int(at) if at.isdecimal() and len(at) < 6 else 1
        ),
        longest=second_readers.LONGEST,
        sorry=sorry,
        refused=number,
        typed=request.form.getlist("better"),
    )
