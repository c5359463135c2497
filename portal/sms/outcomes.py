"""A carrier's words in the school's: what an answer or a receipt means for the text it is about,
and for all others. Sorted by `carriers.base`; what then becomes of a text is `domain.marking`."""

from collections.abc import Mapping

from portal.db import act
from portal.domain import line, marking
from portal.domain.dispatch import Parcel
from portal.domain.line import WhyStill
from portal.domain.marking import Fate
from portal.domain.outbox import TextState
from portal.sms.carriers.base import CODES, ONE_COUNTRY, Answer, Receipt

FATES: Mapping[Answer, Fate] = {
    Answer.BAD_NUMBER: Fate.BAD_NUMBER,
    Answer.OPTED_OUT: Fate.STOPPED,
    Answer.MISCONFIGURED: Fate.SETTINGS,
    Answer.TRY_LATER: Fate.ONE_MORE,  # in a receipt: it was taken, and then it was not its turn
    Answer.ONE_MORE: Fate.ONE_MORE,
    Answer.NEVER: Fate.FOR_A_PERSON,
    Answer.OUR_FAULT: Fate.FOR_A_PERSON,
    Answer.REFUSED: Fate.FOR_A_PERSON,
}


def fate(code: int | None) -> Fate:
    """What it means that a text did not arrive for this reason."""
    return FATES[CODES.get(code or 0, Answer.REFUSED)]


def report(reference: int | None, carrier_id: str, receipt: Receipt, code: int | None) -> None:
    """What the carrier says became of a text: `domain.marking.receipt`, in an act of its own, and
    the end of all sending if our settings are to blame."""
    if not marking.is_news(reference, carrier_id, TextState(receipt.value)):
        return
    meaning = fate(code) if receipt in (Receipt.FAILED, Receipt.UNDELIVERED) else None
    with act():
        news = marking.receipt(reference, carrier_id, TextState(receipt.value), code, meaning)
        if news and meaning is Fate.SETTINGS:
            number = marking.number_of(carrier_id)
            line.stand_still(WhyStill.RECEIPTS, code, scope(code, number))


def scope(code: int | None, number: str) -> str:
    """Whose texts a wrong setting stops: those to the country of this number, or all ("")."""
    return line.country_of(number) if code == ONE_COUNTRY else ""


def refused(parcel: Parcel, answer: Answer, code: int | None) -> None:
    """The carrier did not take this text, and will not."""
    with act():
        marking.refused(parcel, FATES[answer], code)
