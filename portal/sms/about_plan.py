"""What the numbers do in texts about what was agreed: signing, and how the plan goes."""

from datetime import date

from portal.domain import check_in_texts, signing_by_text, talking
from portal.domain.check_ins import Going
from portal.domain.questions import (
    WORDS_AGREE,
    WORDS_HARD,
    WORDS_PAPER,
    WORDS_READ,
    WORDS_STUCK,
    WORDS_TALK,
    WORDS_WELL,
)
from portal.sms.chosen import Chosen, Done, may_hear_about

GOES = {WORDS_WELL: Going.WELL, WORDS_HARD: Going.HARD, WORDS_STUCK: Going.STUCK}

OTHERWISE = {
    WORDS_TALK: talking.ask_to_talk,
    WORDS_READ: signing_by_text.read_to,
    WORDS_PAPER: signing_by_text.on_paper,
}


def sign(chosen: Chosen) -> Done:
    """1 I agree, 2 I want to talk, 3 ring me and read it to me, 4 send me paper."""
    parent_id, child_id = chosen.parent.id, chosen.ids["child"]
    if not may_hear_about(parent_id, child_id):
        return Done.SAY_NOTHING
    if chosen.choice == WORDS_AGREE:
        keys = [(version_id, home_id) for version_id, home_id in chosen.ids["keys"]]
        signing_by_text.agree(parent_id, child_id, keys, chosen.by)
    elif verb := OTHERWISE.get(str(chosen.choice)):
        verb(parent_id, child_id, chosen.by)
    else:
        return Done.NOT_UNDERSTOOD
    return Done.ANSWERED


def how_it_goes(chosen: Chosen) -> Done:
    """1 going well, 2 a bit hard, 3 stuck, 4 read it to me."""
    parent_id, child_id = chosen.parent.id, chosen.ids["child"]
    if not may_hear_about(parent_id, child_id):
        return Done.SAY_NOTHING
    going = GOES.get(str(chosen.choice))
    if going:
        check_in_texts.answer(parent_id, child_id, going, chosen.by)
    elif chosen.choice == WORDS_READ:
        day = date.fromisoformat(chosen.ids["day"])
        check_in_texts.read_out(parent_id, child_id, day, chosen.by)
    else:
        return Done.NOT_UNDERSTOOD
    return Done.ANSWERED
