"""Whether what a colleague writes to parents is plain: asked under the box while they write, and
once more when they send. The rules are in `wording.plain`."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from portal.web.access import staff_only
from portal.web.forms import tidy
from portal.web.staff.pages import blueprint
from portal.wording import plain
from portal.wording.plain import Finding, Kind

LONGEST = 2_000
"""Letters that are looked at: more stands in no box."""


@blueprint.post("/plain")
@staff_only()
def look_at_words() -> ResponseReturnValue:
    """What a parent may stumble over in these English words, as `staff.js` asks while they are
    written. Keeps nothing."""
    found = plain.check(tidy(request.form.get("words"))[:LONGEST])
    return jsonify([say(one) for one in found])


@blueprint.app_template_filter("advice")
def say(finding: Finding) -> str:
    """What a colleague reads about it."""
    match finding.kind:
        case Kind.JARGON:
            return f"Not every parent knows “{finding.words}”. Plainer: {finding.instead}"
        case Kind.LONG_WORD:
            return f"“{finding.words}” is long: try {finding.instead}"
        case _:
            return finding.instead[:1].upper() + finding.instead[1:]


def to_confirm(words: str) -> list[Finding]:
    """What is to be changed in these words, or confirmed by sending the same words again with
    "anyway": empty if they hold no school jargon, or that was confirmed."""
    found = plain.check(words)
    confirmed = bool(request.form.get("anyway")) and request.form.get("checked") == words
    jargon = any(one.kind is Kind.JARGON for one in found)
    return found if jargon and not confirmed else []
