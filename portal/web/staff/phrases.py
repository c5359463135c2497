"""The school's own phrases of good news: what there is, adding one, and putting it into the other
languages. Until a language has a phrase, families who read it get the closest of the bank."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import own_phrases
from portal.domain.own_phrases import Own
from portal.domain.people import Role
from portal.domain.readers import readers
from portal.languages import ENGLISH, OFFERED, Language
from portal.web.access import by_staff, staff_only
from portal.web.forms import tidy, typed
from portal.web.staff.pages import blueprint
from portal.wording import praise
from portal.wording.praise import Form, Phrase, Topic
from portal.wording.refusals import Reason, Refused, say_to_staff

WRITERS = (Role.OFFICE, Role.LEAD)
NAMES = {
    Topic.AGREED: "What was agreed",
    Topic.EARLY: "Nursery and Reception",
    Topic.HOME: "Practised at home",
    Topic.MEETING: "Talks",
    Topic.MORNINGS: "Coming to school",
    Topic.OLDER: "Older pupils",
    Topic.WELCOME: "New at school",
}
"""What staff read for a topic, where its own word does not say it."""
FORMS = {
    Form.GIRL: "About a girl",
    Form.BOY: "About a boy",
    Form.ANY: "About any child",
}


@blueprint.app_template_filter("praise_topic")
def praise_topic(topic: Topic) -> str:
    """A topic of good news, as staff read it."""
    return NAMES.get(topic, topic.value.capitalize())


# -- all of them, and one more -------------------------------------------------------------------


@dataclass(frozen=True)
class Typed:
    """The form as it stands: `closest` only once there are words to be close to."""

    words: str = ""
    topic: Topic | None = None
    closest: str = ""

    @property
    def to_choose(self) -> list[Phrase]:
        """What can stand in for it."""
        return own_phrases.stand_ins(self.topic) if self.closest else []


@blueprint.route("/phrases", methods=["GET", "POST"])
@staff_only(*WRITERS)
def phrases() -> ResponseReturnValue:
    """All phrases of the school's own, by topic, and what still has to be translated. Adding one
    takes two steps: the words, then which phrase is closest."""
    if request.method == "GET":
        return _show(Typed())
    words, topic = tidy(request.form.get("words")), _topic()
    form = Typed(words, topic, request.form.get("closest", ""))
    if topic is None:
        return _show(form, "Please choose a topic."), 422
    if request.form.get("chosen_for") != topic:  # first step, or another topic since
        form = Typed(words, topic, own_phrases.closest_to(words, topic).key)
        return _show(form)
    try:
        with act():
            phrase_id = own_phrases.add(words, topic, form.closest, by_staff())
    except Refused as refused:
        return _show(form, say_to_staff(refused.reason), refused), 422
    flash("The phrase is there. Now it needs its translations.")
    return redirect(url_for("staff.phrase", phrase_id=phrase_id), 303)


def _topic() -> Topic | None:
    return next((one for one in Topic if one.value == request.form.get("topic")), None)


def _show(form: Typed, sorry: str = "", refused: Refused | None = None) -> str:
    own, read = list(own_phrases.book().own.values()), readers()
    in_use = [one for one in own if not one.retired]
    by_topic = {topic: [one for one in in_use if one.topic == topic] for topic in Topic}
    return render_template(
        "staff/phrases/list.html",
        by_topic={topic: found for topic, found in by_topic.items() if found},
        retired=[one for one in own if one.retired],
        waiting=_waiting(in_use, read),
        read=read,
        topics=list(Topic),
        form=form,
        longest=own_phrases.LONGEST,
        closest=praise.find,
        sorry=sorry,
        findings=refused.facts.get("findings", ()) if refused else (),
    )


def _waiting(in_use: list[Own], read: Collection[str]) -> dict[str, list[Own]]:
    """By language (its English name), of those that families here read: the phrases that it does
    not have yet."""
    found: dict[str, list[Own]] = {}
    for one in in_use:
        for language in one.missing(read):
            found.setdefault(language.english_name, []).append(one)
    return found


# -- one of them ---------------------------------------------------------------------------------


def _find(phrase_id: int) -> Own:
    found = own_phrases.book().own.get(f"own-{phrase_id}")
    if found is None:
        abort(404)
    return found


@blueprint.route("/phrases/<int:phrase_id>", methods=["GET", "POST"])
@staff_only(*WRITERS)
def phrase(phrase_id: int) -> ResponseReturnValue:
    """One phrase in every language; each language is a form of its own."""
    found = _find(phrase_id)
    if request.method == "GET":
        return _one(found)
    language = OFFERED.get(request.form.get("language", ""))
    if language is None or language is ENGLISH:
        abort(400)
    forms = {form: tidy(request.form.get(form)) for form in Form}
    seen = request.form.get("seen", "")
    try:
        with act():
            own_phrases.translate(phrase_id, language.tag, forms, seen, by_staff())
    except Refused as refused:
        code = 409 if refused.reason == Reason.CHANGED_MEANWHILE else 422
        return _one(_find(phrase_id), language, refused), code
    flash(f"Saved. Families who read {language.english_name} get it from now on.")
    return redirect(url_for("staff.phrase", phrase_id=phrase_id), 303)


def _one(found: Own, language: Language | None = None, refused: Refused | None = None) -> str:
    """`language`: the one whose form was refused, and is shown again as it was typed."""
    read, others = readers(), [one for one in OFFERED.values() if one is not ENGLISH]
    return render_template(
        "staff/phrases/one.html",
        phrase=found,
        closest=praise.find(found.closest),
        others=[own for own in others if own.tag in read or own is language],
        more=[own for own in others if own.tag not in read and own is not language],
        forms=FORMS,
        longest=own_phrases.LONGEST_TRANSLATED,
        again=language,
        typed=typed(),
        changed=refused is not None and refused.reason == Reason.CHANGED_MEANWHILE,
        sorry=say_to_staff(refused.reason) if refused else "",
        sentence=praise.sentence,
    )


@blueprint.post("/phrases/<int:phrase_id>/retire")
@staff_only(*WRITERS)
def retire_phrase(phrase_id: int) -> ResponseReturnValue:
    """Nobody chooses it any more."""
    _find(phrase_id)
    with act():
        own_phrases.retire(phrase_id, by_staff())
    flash("Retired. What was sent with it still reads as it did.")
    return redirect(url_for("staff.phrase", phrase_id=phrase_id), 303)


@blueprint.post("/phrases/<int:phrase_id>/again")
@staff_only(*WRITERS)
def take_up_phrase(phrase_id: int) -> ResponseReturnValue:
    """It can be chosen again."""
    _find(phrase_id)
    with act():
        own_phrases.take_up_again(phrase_id, by_staff())
    flash("It can be chosen again.")
    return redirect(url_for("staff.phrase", phrase_id=phrase_id), 303)
