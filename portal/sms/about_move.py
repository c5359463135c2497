"""What a parent answers by text when they were asked whether their talk may have another time."""

from portal import clock
from portal.domain import moving, tell
from portal.domain.questions import WORDS_TAKE
from portal.domain.tasks import TaskKind, ask_office
from portal.sms.chosen import Chosen, Done
from portal.wording import asking
from portal.wording import moving as words
from portal.wording.refusals import Reason

NO_CRECHE = (Reason.CRECHE_SHUT, Reason.CRECHE_TOO_LONG)


def answer(chosen: Chosen) -> Done:
    """1 the new time suits us, 2 keep the old one. Refuses what `moving.say_yes` refuses."""
    ask_id = chosen.ids["ask"]
    if chosen.choice == WORDS_TAKE:
        moving.say_yes(ask_id, chosen.by)
        return Done.ANSWERED
    return Done.ANSWERED if moving.say_no(ask_id, chosen.by) else Done.TOO_LATE


def sorry(chosen: Chosen, reason: Reason) -> None:
    """They said yes, and it cannot be any more. Their talk stays as it is; about little ones for
    whom there is no crèche then, a person rings."""
    if reason == Reason.BOOKING_OVER:  # taken back, moved otherwise, or cancelled
        tell.answer(chosen.parent, asking.too_late)
        return
    talk = moving.cannot_be(chosen.ids["ask"], chosen.by)
    if reason in NO_CRECHE:
        ask_office(
            TaskKind.CALL, parent_id=talk.parent_id, child_id=talk.child_id, booking_id=talk.id
        )
    at, child = clock.local(talk.slot.starts_at), talk.invitation.child.first_name
    tell.answer(chosen.parent, lambda own: words.gone(own, child=child, at=at))
