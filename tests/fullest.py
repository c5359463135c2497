"""The school with the longest names and the fullest pages: what fits here fits anywhere."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from portal import clock
from portal.db import act
from portal.domain import agreed, signing, targets, wordings
from portal.domain.parents_news import A_PAGE
from portal.domain.people import School
from portal.domain.signing import SignedBy
from portal.domain.targets import Says, Shared
from portal.languages import OFFERED
from portal.wording import ideas, praise, starters
from portal.wording.starters import Topic
from tests import make, praised

FIRST_DAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Fullest:
    """What is in it, by id: two sisters and their mother, a neighbour's child, their teacher."""

    teacher_id: int
    parent_id: int
    child_id: int
    invitation_id: int
    second_id: int
    second_child_id: int
    neighbour_id: int
    neighbours_invitation_id: int
    slot_ids: list[int]


def school(*, creche_area: float = 60) -> Fullest:
    """One teacher with 30 free times over six days, early, in the afternoon and after work; a
    crèche of so many square metres on the first day."""
    with act() as session:
        ours = session.get_one(School, 1)
        ours.name = "St Bartholomew’s Church of England Voluntary Aided Primary"
        ours.welcomed_by = "Mrs Montgomery-Featherstonehaugh"
    teacher_id = make.staff("Mrs Montgomery-Featherstonehaugh")
    class_id = make.school_class(teacher_id=teacher_id)
    round_id = make.round_(class_ids=(class_id,), ways=("in person", "phone", "video"))
    slot_ids = []
    for later in range(6):
        day = FIRST_DAY + timedelta(days=later)
        slot_ids += make.cover(round_id, teacher_id, day, "08:00", "09:00")
        slot_ids += make.cover(round_id, teacher_id, day, "15:30", "17:00")
    make.creche(FIRST_DAY, area=creche_area)
    family = make.family("Oluwatobiloba", class_id=class_id)
    sister = make.sibling(family.parent_id, "Wilhelmina-Rose", class_id=class_id)
    neighbour = make.family("Zoë", ("Sam",), class_id=class_id, surname="Reed", birthday=None)
    return Fullest(
        teacher_id=teacher_id,
        parent_id=family.parent_id,
        child_id=family.child_id,
        invitation_id=make.invitation(round_id, family.child_id, family.parent_id, teacher_id),
        second_id=make.invitation(round_id, sister, family.parent_id, teacher_id),
        second_child_id=sister,
        neighbour_id=neighbour.parent_id,
        neighbours_invitation_id=make.invitation(
            round_id, neighbour.child_id, neighbour.parent_id, teacher_id
        ),
        slot_ids=slot_ids,
    )


SAID = {
    "en": (
        "I will read one page out loud to somebody every evening before I go to bed",
        "We sit down together after tea and take turns to read the book from school",
        "On Fridays we choose three hard words and write them on the kitchen door",
        "I tell my grandmother on the phone what happened in the story this week",
        "The teacher listens to a page each Monday and writes one kind line about it",
        "A helper and two friends play the word game with us after lunch on Thursday",
        "When the page is read without any help from the grown-ups, we all will know",
    ),
    "pl": (
        "Codziennie wieczorem przed snem czytam komuś na głos jedną stronę książki",
        "Po kolacji siadamy razem i czytamy na zmianę książkę przyniesioną ze szkoły",
        "W piątki wybieramy trzy trudne słowa i zapisujemy je na drzwiach w kuchni",
        "Opowiadam babci przez telefon, co się w tym tygodniu wydarzyło w książce",
        "W poniedziałki słucha jednej strony nauczyciel i dopisuje dobre słowo o tym",
        "W czwartki po obiedzie gramy w grę w słowa z pomocnikiem i dwójką kolegów",
        "Gdy strona jest przeczytana bez pomocy dorosłych, wszyscy o tym będziemy wiedzieć",
    ),
    "ur": (
        "ہر شام سونے سے پہلے گھر میں کسی کو کتاب کا ایک صفحہ بلند آواز سے پڑھ کر سنانا ہے",
        "شام کے کھانے کے بعد ہم مل کر بیٹھتے ہیں اور سکول کی کتاب باری باری پڑھتے ہیں",
        "جمعے کو ہم تین مشکل لفظ چنتے ہیں اور انہیں باورچی خانے کے دروازے پر لکھتے ہیں",
        "نانی کو فون پر بتانا ہے کہ اس ہفتے کہانی میں کیا کیا ہوا اور کون کون آیا",
        "ہر پیر کو سکول میں ایک صفحہ سنا جاتا ہے اور اس پر ایک اچھا جملہ لکھا جاتا ہے",
        "جمعرات کو دوپہر کے کھانے کے بعد دو دوستوں کے ساتھ لفظوں کا کھیل کھیلا جاتا ہے",
        "جب پورا صفحہ کسی بڑے کی مدد کے بغیر پڑھ لیا جائے تو ہم سب کو پتا چل جائے گا",
    ),
}
"""What a plan can say, as long as people write it."""


@cache
def _sentences(tag: str) -> tuple[str, ...]:
    """The same in any language; where it was not written above, the longest of the starter bank."""
    return SAID.get(tag) or tuple(
        sorted(starters.sentences(OFFERED[tag]).values(), key=len)[-len(SAID["en"]) :]
    )


def plan(parent_id: int, child_id: int) -> None:
    """Three targets with six steps each, in every language, signed by nobody yet."""
    with act():
        for number in ("1", "2", "3"):
            target_id = targets.agree(
                child_id,
                Topic.READING,
                Shared(
                    _said(0, number),
                    FIRST_DAY + timedelta(days=84),
                    _said(6, number),
                    [Says(_said(3, number), FIRST_DAY), Says(_said(0, f"{number}a"))],
                    [Says(_said(4, number)), Says(_said(5, number), FIRST_DAY)],
                ),
                make.OFFICE,
            )
            home = [Says(_said(1, number)), Says(_said(2, number), FIRST_DAY)]
            targets.agree_at_home(target_id, parent_id, home, make.OFFICE)
            make.read_to_somebody(target_id)


def _said(which: int, number: str) -> int:
    wording_id = wordings.own(f"{SAID['en'][which]} ({number}).")
    for tag in OFFERED:
        if tag != "en":
            words = f"{_sentences(tag)[which]} ({number})"
            wordings.translate(wording_id, OFFERED[tag], words, "Mrs Aslam", make.OFFICE)
    return wording_id


def news(parent_id: int, *child_ids: int, teacher_id: int) -> int:
    """So much good news about each of these children that it fills a page and begins another: the
    longest phrases, a colleague's own words in each, and an idea with every third. Returns the
    newest."""
    long = sorted(praise.PHRASES, key=lambda one: -len(one.words))
    advice = sorted(ideas.IDEAS, key=lambda one: -len(one.words))
    newest = 0
    for at, child_id in enumerate(child_ids):
        for back in range(A_PAGE):
            phrase = long[at * A_PAGE + back]
            newest = praised.news(
                child_id,
                parent_id,
                phrase=phrase.key,
                filled=max(phrase.choices(), key=len, default=""),
                own_words=f"{back + 1} of us clapped, and the head came to look at it!",
                idea=None if back % 3 else advice[at * A_PAGE + back].key,
                by_id=teacher_id,
                day=clock.today() - timedelta(days=A_PAGE - back),
            )
    return newest


def others_sign(child_id: int) -> None:
    """Teacher and child have signed it."""
    with act():
        keys = [one.key for one in agreed.shared(child_id)]
        signing.sign_as_teacher(child_id, keys, make.OFFICE)
        signing.sign_as_child(child_id, keys, SignedBy.IN_THE_ROOM, make.OFFICE)
