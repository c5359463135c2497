"""Whether a number is still a parent's: what they answered (`number_checks`)."""

from portal.domain import contact, tell
from portal.domain.questions import WORDS_YES
from portal.languages import language
from portal.sms.chosen import Chosen, Done
from portal.wording import safe_texts, texts


def say(chosen: Chosen) -> Done:
    """They have a child here, or they have not: then it is a stranger's number."""
    parent, number = chosen.parent, chosen.parent.number
    if chosen.choice == WORDS_YES:
        contact.confirm_number(parent.id, chosen.by)
        tell.answer(parent, safe_texts.still_yours)
    else:
        contact.wrong_person(parent.id, chosen.by)
        contact.last_text(number or "", language(parent.language), texts.wrong_person)
    return Done.ANSWERED
