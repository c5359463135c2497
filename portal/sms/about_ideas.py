"""Five-minute ideas by text: one a week please, no more of them, and "we did it"."""

from portal.domain import ideas_sent, talking, tell, weekly_ideas
from portal.domain.history import By
from portal.domain.people import Parent
from portal.sms.chosen import Chosen, Done
from portal.wording import news_texts


def start(parent: Parent, by: By) -> bool:
    """An idea each week, please. False where they have no child here any more: then a person reads
    it."""
    if not talking.children_of(parent.id):
        return False
    weekly_ideas.start(parent.id, by)
    tell.answer(parent, news_texts.ideas_on)
    return True


def stop(parent: Parent, by: By) -> None:
    """No more ideas."""
    weekly_ideas.stop(parent.id, by)
    tell.answer(parent, news_texts.ideas_off)


def did(chosen: Chosen) -> Done:
    """They did the idea that was asked about, if it is still the last one."""
    last = ideas_sent.last_of(chosen.parent.id)
    if last is None or last.id != chosen.ids["idea"]:
        return Done.NOT_UNDERSTOOD
    _thank(chosen.parent, last.id, chosen.by)
    return Done.ANSWERED


def did_last(parent: Parent, by: By) -> bool:
    """They say that they did it, with nothing asked: it is the last idea. False if that was too
    long ago to be meant: then a person reads it."""
    last = ideas_sent.last_of(parent.id)
    if last is None:
        return False
    _thank(parent, last.id, by)
    return True


def _thank(parent: Parent, idea_id: int, by: By) -> None:
    if weekly_ideas.did(parent.id, idea_id, by):
        tell.answer(parent, news_texts.well_done)
