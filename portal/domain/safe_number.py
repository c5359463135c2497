"""A parent's safe number: another one on which the school may text and ring them, chosen on their
own page after the birthday.

    typed ── a code goes to it ──> confirmed: it is their number from now on

The old number gets nothing any more, not even a goodbye: its links are dead, what waited for it is
called back, and the link goes to the new one. No import changes it. The page says the same whoever
has the number: to one of somebody who must not be contacted no code goes, and the office gets a
task. A number that another parent has is held for both like any other (`whose_number`). The office
always gets a task: somebody who knew the birthday may have typed a number of their own.
"""

from portal import clock
from portal.db import db
from portal.domain import contact, links, reaching, tell
from portal.domain.card import hold_if_shared
from portal.domain.history import By, Deed, record
from portal.domain.inbox import parents_with
from portal.domain.numbers import read_number
from portal.domain.off_the_phone import OffThePhone, off_the_phone
from portal.domain.outbox import Kind, Urgency, queue
from portal.domain.people import NumberState, Parent, school
from portal.domain.tasks import TaskKind, ask_office, off_the_list
from portal.languages import language
from portal.wording import safe_texts, texts


def ask(parent_id: int, raw: str) -> str | None:
    """Send a code to this number. In an act. Returns the number as we keep it, whether or not a
    code went to it; None if it is not a mobile number."""
    read = read_number(raw)
    if not read.is_mobile:
        return None
    number = read.e164
    if contact.asked_often(number):
        return number
    if _is_barred(number):
        contact.new_code(number, None, for_safe_number=True)
        ask_office(TaskKind.BARRED_NUMBER, parent_id=parent_id)
        return number
    digits = contact.new_code(number, parent_id, for_safe_number=True)
    own = language(db.session.get_one(Parent, parent_id).language)
    queue(
        kind=Kind.CODE,
        to=number,
        language=own.tag,
        body=safe_texts.safe_number_code(own, digits=digits),
        urgency=Urgency.AT_ONCE,
        expires_at=clock.now() + contact.CODE_LIVES,
        answers_them=True,
    )
    return number


def _is_barred(number: str) -> bool:
    """Whether somebody has this number who must not be contacted about some child."""
    holders = parents_with(number)
    barred = any(reaching.why_not_anything(one.id) for one in holders)
    return barred or number in reaching.blocked_numbers(number)


def confirm(parent_id: int, number: str, digits: str, by: By) -> bool:
    """The code is right: this is their number, and their link is on its way to it. In an act that
    is committed whatever comes out: tries count. False if it is not this code, or too late."""
    parent = db.session.get_one(Parent, parent_id, with_for_update=True, populate_existing=True)
    if contact.whose_code(number, digits, for_safe_number=True) != parent_id:
        return False
    now = clock.now()
    if parent.number != number:
        off_the_phone(parent_id, OffThePhone.CHANGED)
    parent.number, parent.number_state = number, NumberState.GOOD
    parent.safe_number_at = parent.number_confirmed_at = now
    parent.number_seen_at = parent.number_asked_at = None
    off_the_list(TaskKind.NUMBER_SILENT, parent_id, None)
    links.new_link(parent_id)
    db.session.flush()
    hold_if_shared(parent)
    short = school().short_name
    tell.answer(parent, lambda own: texts.link(own, school=short), Kind.LINK)
    record(by, Deed.SAFE_NUMBER_CHOSEN, parent_id=parent_id)
    ask_office(TaskKind.NEW_NUMBER, parent_id=parent_id)
    return True
