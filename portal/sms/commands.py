"""The words a parent can write on any day, whatever was asked: TIMES, CHANGE, TALK, LANGUAGE.

(HELP, STOP and START are answered in `answer`.) Each works through what this parent may see.
"""

from sqlalchemy import func, select

from portal import clock
from portal.db import db
from portal.domain import (
    ask,
    bookings,
    coming,
    contact,
    creche_offers,
    holding,
    moving,
    people,
    talking,
    tell,
)
from portal.domain import waitlist as waiting
from portal.domain.bookings import Booking
from portal.domain.history import By
from portal.domain.invitations import Invitation, InvitationState
from portal.domain.people import Guardianship, Parent
from portal.domain.questions import WORDS_MENU, WORDS_MORE
from portal.domain.upset import fell_through_of
from portal.domain.waiting import WaitingState
from portal.languages import ENGLISH
from portal.sms import offering
from portal.sms.chosen import Chosen, Done
from portal.wording import asking

A_PAGE = 6
"""Languages in one text."""
LISTED = 5
"""Talks in one text: its link shows them all."""


def times(parent: Parent, by: By) -> None:
    """My talks; an offer that waits for an answer; or, with nothing booked, times to choose."""
    talks = coming.talks_of(parent.id)
    if talks:
        listed = [
            (
                clock.local(talk.slot.starts_at),
                talk.invitation.child.first_name,
                talk.slot.teacher.name,
            )
            for talk in talks[:LISTED]
        ]
        tell.answer(parent, lambda own: asking.my_talks(own, talks=listed))
    asked = _offers_again(parent, talks, by) or _choose_again(parent, by)
    if not (asked or talks or _something_to_choose(parent, by)):
        tell.answer(parent, asking.no_talks)


def _offers_again(parent: Parent, talks: list[Booking], by: By) -> bool:
    for entry in waiting.of(parent.id):
        if entry.state == WaitingState.OFFERED and entry.booking_id:
            ask.offer(entry.id, holding.find(entry.booking_id), by)
            return True
    for talk in talks:
        kept = creche_offers.of(talk.id)
        if kept and kept[0].offered_until:
            ask.place(talk, kept[0].offered_until, by)
            return True
        if asked := moving.standing(talk.id):
            moving.ask_again(asked, by)
            return True
    return False


def _choose_again(parent: Parent, by: By) -> bool:
    """Times for a talk that fell through, also where another of theirs is booked."""
    seen = {tie.child_id for tie in people.ties_of(parent.id)}
    for one in fell_through_of(parent.id):
        if one.child_id in seen and offering.can_choose(one):
            offering.offer(by, one)
            return True
    return False


def _something_to_choose(parent: Parent, by: By, *, invites: bool = False) -> bool:
    """Times for the first child about whom they can choose one; or that they wait for one.
    `invites`: whoever has not answered the invitation yet gets it once more."""
    invitations = db.session.scalars(
        select(Invitation).where(Invitation.parent_id == parent.id).order_by(Invitation.id)
    ).all()
    seen = {tie.child_id for tie in people.ties_of(parent.id)}
    mine = [one for one in invitations if one.child_id in seen and offering.can_choose(one)]
    waits = {entry.invitation_id for entry in waiting.of(parent.id)}
    for one in mine:
        if one.id not in waits or bookings.free_slots(one):
            asked = one.state == InvitationState.ASKED
            offering.offer(by, one, invites=invites and asked)
            return True
    for one in mine:
        ask.waiting(one, by)
        return True
    return False


def change(parent: Parent, by: By) -> None:
    """Change something about a talk; with several, which of them."""
    talks = coming.talks_of(parent.id)
    if not talks:
        times(parent, by)
    elif len(talks) == 1:
        ask.menu(talks[0], by)
    else:
        tell.which(parent, talks, WORDS_MENU)


def talk(parent: Parent, by: By, child_id: int | None = None) -> bool:
    """ "I would like to talk", about the child they were just asked about (`child_id`); with
    several children, about which of them. False where there is no child here any more: then a
    person reads it."""
    children = talking.children_of(parent.id)
    children = [child for child in children if child.id == child_id] or children
    if len(children) == 1:
        talking.ask_to_talk(parent.id, children[0].id, by)
    elif children:
        ask.which_child(parent, children)
    return bool(children)


def language(parent: Parent, page: int = 0) -> None:
    """The school's commonest languages, six at a time."""
    tags = _by_commonness()
    shown = tags[page * A_PAGE : (page + 1) * A_PAGE]
    ask.languages(parent, shown, page=page, more=len(tags) > (page + 1) * A_PAGE)


def _by_commonness() -> list[str]:
    """The languages that can be chosen here, those that most parents read first."""
    query = (
        select(Parent.language, func.count(func.distinct(Parent.id)))
        .join(Guardianship, Guardianship.parent_id == Parent.id)
        .group_by(Parent.language)
    )
    counts: dict[str, int] = {}
    for tag, count in db.session.execute(query):
        counts[tag or ENGLISH.tag] = counts.get(tag or ENGLISH.tag, 0) + count
    return sorted(people.school().languages, key=lambda tag: -counts.get(tag, 0))


def choose_language(chosen: Chosen) -> Done:
    """They chose from the list of languages."""
    if chosen.choice == WORDS_MORE:
        language(chosen.parent, chosen.ids["page"] + 1)
    else:
        keep_language(chosen.parent, str(chosen.choice), chosen.by)
    return Done.ANSWERED


def keep_language(parent: Parent, tag: str, by: By) -> None:
    """A language was chosen: it is kept, said so in it, and whoever has nothing booked yet gets
    the invitation or the times once more, in words they can read."""
    if not people.school().offers(tag):
        language(parent)  # switched off since they were asked: these are left
        return
    contact.choose_language(parent.id, tag, by)
    tell.answer(parent, asking.language_kept)
    talks = coming.talks_of(parent.id)
    if not (_offers_again(parent, talks, by) or talks):
        _something_to_choose(parent, by, invites=True)
