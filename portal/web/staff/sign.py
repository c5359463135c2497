"""Signing in the room, on paper with a witness, or later: who has signed, and to whom the tablet
is handed next. What is handed over is in `hand_over`."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act
from portal.domain import in_the_room, sharing, signing, signing_by_text, tell
from portal.domain.agreed import Agreed
from portal.domain.history import By
from portal.domain.signing import Key, Party
from portal.languages import ENGLISH, Language
from portal.web.access import by_staff, staff, staff_only
from portal.web.forms import tidy, typed
from portal.web.numbers import row_id
from portal.web.staff import about_child
from portal.web.staff.about_child import About
from portal.web.staff.pages import blueprint
from portal.web.staff.plan import READERS
from portal.wording import agreements
from portal.wording.refusals import Reason, Refused, say_to_staff


def keys() -> list[Key]:
    """What was before the eyes of whoever filled in this form: versions and home parts."""
    found: list[Key] = []
    for words in request.form.getlist("key"):
        version, home = [*words.split(":"), ""][:2]
        try:
            found.append((row_id(version), row_id(home) if home else None))
        except ValueError:
            abort(400)
    return found


def key_words(one: Agreed, own: Language | None = None) -> str:
    """One of them, as it stands in a form; read in `own` language, with a hash of its words."""
    version_id, home_part_id = one.key
    shown = f":{agreements.digest(one.as_read(own))[:16]}" if own else ""
    return f"{version_id}:{home_part_id or ''}{shown}"


@blueprint.get("/plans/<int:child_id>/sign")
@staff_only(*READERS, second_step=True)
def sign_plan(child_id: int) -> ResponseReturnValue:
    """Who has signed, and the way for everybody who has not."""
    about_child.look(about_child.find(child_id))
    return _show(about_child.find(child_id))


def _show(about: About, sorry: str = "") -> str:
    plan = about.plan(about.own)
    parent_id = about.parent_id
    return render_template(
        "staff/plans/sign.html",
        about=about,
        plan=plan,
        keys=[key_words(one) for one in plan],
        shared_keys=[f"{one.version_id}:" for one in plan],
        standings=about_child.standings(about, [one.target_id for one in plan]),
        teacher=_all_signed(plan, Party.TEACHER),
        child_signed=_all_signed(plan, Party.CHILD),
        parent_signed=parent_id is not None and _all_signed(plan, Party.PARENT, parent_id),
        complete=all(one.complete for one in plan),
        has_had=parent_id is not None and signing.has_had(parent_id, [one.key for one in plan]),
        same_talk=sharing.partner_of(about.talk) if about.talk else None,
        typed=typed(),
        sorry=sorry,
    )


def _all_signed(plan: list[Agreed], party: Party, parent_id: int | None = None) -> bool:
    return bool(plan) and all(signing.party_signed(one, party, parent_id) for one in plan)


def _try(child_id: int, said: str, deed: Callable[[By], object]) -> ResponseReturnValue:
    """Do this and show who has signed now; a refusal stands there with what it reads now."""
    about = about_child.find(child_id)
    at = about.at
    try:
        with act():
            deed(by_staff())
    except Refused as refused:
        return _show(about_child.find(child_id), say_to_staff(refused.reason)), 409
    flash(said)
    return redirect(url_for("staff.sign_plan", **at), 303)


def _parent_id(child_id: int) -> int:
    """The parent of the talk: nobody else's signature is taken here."""
    found = about_child.find(child_id).parent_id
    if found is None:
        abort(404)
    return found


@blueprint.post("/plans/<int:child_id>/sign/teacher")
@staff_only(*READERS, second_step=True)
def teacher_signs(child_id: int) -> ResponseReturnValue:
    """The teacher agrees with what they have before them."""
    about_child.find(child_id)
    found = keys()
    return _try(
        child_id, "You have signed.", lambda by: in_the_room.teacher_signs(child_id, found, by)
    )


@blueprint.post("/plans/<int:child_id>/sign/aloud")
@staff_only(*READERS, second_step=True)
def child_said_yes(child_id: int) -> ResponseReturnValue:
    """A young child said yes aloud, and a colleague heard it."""
    name = about_child.find(child_id).child.first_name
    found, who = keys(), f"said yes aloud to {staff().name}"
    return _try(
        child_id,
        f"Noted: {name} said yes aloud.",
        lambda by: in_the_room.child_signs(child_id, found, by, heard_by=who),
    )


@blueprint.post("/plans/<int:child_id>/sign/read-out")
@staff_only(*READERS, second_step=True)
def read_out(child_id: int) -> ResponseReturnValue:
    """All of it was read out to the parent by an adult who is named: they may sign later."""
    about, found = about_child.find(child_id), keys()
    parent_id, own, name = _parent_id(child_id), about.own, tidy(request.form.get("read_out_by"))

    def had(by: By) -> None:
        if not name:
            raise Refused(Reason.NAME_MISSING)
        in_the_room.parent_has_had(parent_id, child_id, found, by, own=own, read_out_by=name)

    return _try(child_id, "Noted: it was read out to them.", had)


@blueprint.post("/plans/<int:child_id>/sign/on-paper")
@staff_only(*READERS, second_step=True)
def signed_on_paper(child_id: int) -> ResponseReturnValue:
    """Somebody has signed the printed page, and an adult saw it."""
    about, found = about_child.find(child_id), keys()
    witness = tidy(request.form.get("witness"))
    read_by, own = tidy(request.form.get("read_out_by")), about.own
    of_child = request.form.get("who") == "child"
    parent_id = 0 if of_child else _parent_id(child_id)

    def sign(by: By) -> None:
        if not witness:
            raise Refused(Reason.NAME_MISSING)
        if of_child:
            in_the_room.child_signs(child_id, found, by, witness=witness)
        else:
            in_the_room.parent_signs(
                parent_id, child_id, found, by, own=own, read_out_by=read_by, witness=witness
            )

    return _try(child_id, "Noted: signed on paper.", sign)


@blueprint.post("/plans/<int:child_id>/sign/by-text")
@staff_only(*READERS, second_step=True)
def ask_to_sign(child_id: int) -> ResponseReturnValue:
    """The parent of the talk signs later, by text: they have had all of it in their language."""
    about = about_child.find(child_id)
    parent_id, own = _parent_id(child_id), about.own

    def ask(by: By) -> None:
        if not signing.has_had(parent_id, [one.key for one in about.plan(own)]):
            raise Refused(Reason.NOT_IN_LANGUAGE)
        if tell.why_not(parent_id, child_id):
            raise Refused(Reason.NO_TEXTS)
        if not signing_by_text.ask(parent_id, child_id, by):
            raise Refused(Reason.QUESTION_OPEN)

    return _try(child_id, "The text is on its way.", ask)


@blueprint.post("/plans/<int:child_id>/sign/by-link")
@staff_only(*READERS, second_step=True)
def send_link_to_sign(child_id: int) -> ResponseReturnValue:
    """The parent of the talk reads and signs on their own page: a text says where."""
    parent_id = _parent_id(child_id)

    def send(_by: By) -> None:
        if not signing_by_text.send_link(parent_id, child_id):
            raise Refused(Reason.NO_TEXTS)

    return _try(child_id, "The text is on its way.", send)


@blueprint.get("/plans/<int:child_id>/paper")
@staff_only(*READERS, second_step=True)
def plan_on_paper(child_id: int) -> ResponseReturnValue:
    """The plan on one page with lines to sign: in the language of the talk's parent, with what
    they do at home; without a talk in English, for child and teacher."""
    about_child.look(about_child.find(child_id))
    about = about_child.find(child_id)
    plan = about.plan(about.own)
    complete = all(one.complete for one in plan)
    return render_template(
        "staff/plans/paper.html",
        about=about,
        plan=plan,
        complete=complete,
        language=about.own if complete else ENGLISH,
        agreements=agreements,
    )
