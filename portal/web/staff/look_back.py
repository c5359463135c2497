"""Looking back, in the next talk, at what was agreed: last time on one side, this time on the
other."""

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import act, db
from portal.domain import (
    agreed,
    check_ins,
    drafts,
    look_backs,
    milestones,
    pupil,
    records,
    targets,
)
from portal.domain.agreed import Agreed
from portal.domain.check_ins import CheckIn
from portal.domain.history import By
from portal.domain.look_backs import InTheWay, LookBack, Result, Then
from portal.domain.pupil import PupilWord
from portal.domain.records import PRIORITIES, Conversation
from portal.domain.targets import Target
from portal.languages import ENGLISH
from portal.web.access import by_staff, staff_only
from portal.web.forms import tidy, typed
from portal.web.numbers import row_id
from portal.web.staff import about_child
from portal.web.staff.about_child import About
from portal.web.staff.pages import blueprint
from portal.web.staff.plan import READERS
from portal.web.staff.target_form import NOT_A_DAY, as_day
from portal.wording.refusals import Refused, say_to_staff

RESULTS = {
    Result.MET: "Met",
    Result.NEARLY: "Nearly",
    Result.NOT_YET: "Not yet",
    Result.NO_LONGER_RIGHT: "No longer right",
}
THEN = {
    Then.KEEP: "Keep it",
    Then.CHANGE: "Change it",
    Then.STOP: "Stop it",
    Then.NEW: "A new one instead",
}


@dataclass(frozen=True)
class Looked:
    """One target of an earlier talk. `then`: how it read; `back`: what has been said of it in this
    talk; `typed`: whether the form that was refused is about it; `open`: whether it is the one to
    be looked at now. Only one is, so that saving one loses nothing typed about another."""

    target: Target
    then: Agreed
    back: LookBack | None
    pupil_words: list[PupilWord]
    typed: bool
    open: bool


@blueprint.get("/talks/<int:booking_id>/look-back")
@staff_only(*READERS, second_step=True)
def look_back(booking_id: int) -> ResponseReturnValue:
    """Every target of an earlier talk, side by side with what becomes of it."""
    about_child.look(about_child.of_talk(booking_id))
    return _show(about_child.of_talk(booking_id))


def _show(about: About, sorry: str = "") -> str:
    assert about.talk is not None
    talk = records.of_talk(about.talk.id)
    earlier = _earlier_talk(about, talk)
    looked = _looked(about, talk)
    seen = {one.target.id for one in looked}
    return render_template(
        "staff/plans/look_back.html",
        about=about,
        earlier=earlier,
        earlier_priorities=_priorities(earlier),
        priorities=_priorities(talk),
        looked=looked,
        new=[
            one
            for one in about.plan()
            if one.target_id not in seen and talk and _made_in(one.target_id) == talk.id
        ],
        check_ins=_check_ins(about),
        results=RESULTS,
        thens=THEN,
        ways=list(InTheWay),
        day=drafts.day_to_look_back(),
        longest=look_backs.LONGEST,
        typed=typed(),
        sorry=sorry,
    )


def _earlier_talk(about: About, talk: Conversation | None) -> Conversation | None:
    """The last record of a talk with this same parent before this one."""
    for one in records.talks_about(about.child.id):
        is_this = talk is not None and one.id >= talk.id
        if one.parent_id == about.parent_id and not is_this:
            return one
    return None


def _priorities(talk: Conversation | None) -> list[str]:
    parts = records.parts_of(talk.id) if talk else {}
    return [parts[part].words for part in PRIORITIES if part in parts and parts[part].words]


def _made_in(target_id: int) -> int | None:
    return db.session.get_one(Target, target_id).conversation_id


def _check_ins(about: About) -> list[CheckIn]:
    """How this parent said it goes, newest first; nobody else's answers."""
    return [
        one for one, parent in check_ins.of_child(about.child.id) if parent.id == about.parent_id
    ]


def _looked(about: About, talk: Conversation | None) -> list[Looked]:
    backs = look_backs.of_talk(talk.id) if talk else {}
    rows = _to_look_at(about.child.id, talk, set(backs))
    last = targets.last_versions([row.id for row in rows])
    homes = targets.last_home_parts([row.id for row in rows], about.parent_id or 0)
    versions = {
        row.id: backs[row.id].version_id if row.id in backs else last[row.id].id for row in rows
    }
    read = {
        one.target_id: one
        for one in agreed.at_versions(
            list(versions.values()), ENGLISH, {key: part.id for key, part in homes.items()}
        )
    }
    words = pupil.words_of([row.id for row in rows])
    typed = request.form.get("target", 0, type=row_id)
    now = _to_open([row.id for row in rows], set(backs), typed)
    return [
        Looked(
            row,
            read[row.id],
            backs.get(row.id),
            words[row.id],
            typed=row.id == typed,
            open=row.id == now,
        )
        for row in rows
    ]


def _to_open(target_ids: list[int], looked: set[int], typed: int) -> int | None:
    """The target whose form was refused, or that was asked for, or the first not looked at yet."""
    asked_for = request.args.get("target", 0, type=row_id)
    for one in (typed, asked_for):
        if one in target_ids:
            return one
    return next((one for one in target_ids if one not in looked), None)


def _to_look_at(child_id: int, talk: Conversation | None, looked: set[int]) -> list[Target]:
    """The targets of earlier talks, and those this talk has looked at already."""
    found = [
        db.session.get_one(Target, target_id)
        for target_id in sorted({*targets.ongoing_ids(child_id), *looked})
    ]
    return [
        one
        for one in found
        if one.id in looked
        or not (targets.comes_later(one) or (talk and one.conversation_id == talk.id))
    ]


@dataclass(frozen=True)
class Said:
    """What was said of one target."""

    result: Result
    then: Then
    day: date | None
    helped: str
    in_the_way: list[InTheWay]
    in_the_way_words: str


def _said() -> Said:
    """The form. Raises ValueError, in words, for what is missing."""
    form = request.form
    if form.get("result") not in set(Result) or form.get("then") not in set(Then):
        raise ValueError("Please choose how it went, and what becomes of it.")
    words = tidy(form.get("day"))
    day = as_day(words) if words else None
    if Then(form["then"]) == Then.KEEP and day is None:
        raise ValueError(NOT_A_DAY)
    return Said(
        Result(form["result"]),
        Then(form["then"]),
        day,
        tidy(form.get("helped")),
        [one for one in InTheWay if one.value in form.getlist("in_the_way")],
        tidy(form.get("in_the_way_words")),
    )


@blueprint.post("/talks/<int:booking_id>/look-back/save")
@staff_only(*READERS, second_step=True)
def save_look_back(booking_id: int) -> ResponseReturnValue:
    """How one target went, and what becomes of it."""
    about = about_child.of_talk(booking_id)
    target_id = about_child.target_of(about, request.form.get("target", 0, type=row_id)).id
    child_id = about.child.id
    try:
        said = _said()
        with act():
            _save(booking_id, target_id, said, by_staff())
    except ValueError as wrong:
        return _show(about, str(wrong)), 422
    except Refused as refused:
        return _show(about_child.of_talk(booking_id), say_to_staff(refused.reason)), 409
    if said.then == Then.CHANGE:
        return redirect(url_for("staff.change_target", target_id=target_id, talk=booking_id), 303)
    if said.then == Then.NEW:
        return redirect(url_for("staff.new_target", child_id=child_id, talk=booking_id), 303)
    flash("Saved.")
    return redirect(url_for("staff.look_back", booking_id=booking_id), 303)


def _save(booking_id: int, target_id: int, said: Said, by: By) -> None:
    talk = records.open_record(booking_id, by)
    newly_met = look_backs.look_back(
        target_id,
        talk.id,
        said.result,
        said.then,
        by,
        helped=said.helped,
        in_the_way=said.in_the_way,
        in_the_way_words=said.in_the_way_words,
    )
    if said.then == Then.KEEP and said.day:
        drafts.keep_until(target_id, said.day, by)
    if newly_met:
        milestones.tell_met(target_id, by)
    elif said.result != Result.MET:
        milestones.not_met(target_id, by)
