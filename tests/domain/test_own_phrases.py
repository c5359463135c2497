"""The school's own phrases: adding one, putting it into other languages, and who says what until
then."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.db import act
from portal.domain import own_phrases
from portal.domain.history import By, Face
from portal.domain.own_phrases import Own
from portal.languages import OFFERED
from portal.wording import praise
from portal.wording.praise import Form, Topic
from portal.wording.refusals import Reason, Refused
from tests import make
from tests.conftest import Watch

POLISH, URDU = OFFERED["pl"], OFFERED["ur"]
GARDEN = "{child} looked after our garden today."


def added(words: str = GARDEN, topic: Topic = Topic.HELPING, closest: str = "tidied") -> int:
    with act():
        return own_phrases.add(words, topic, closest, make.OFFICE)


def own(phrase_id: int) -> Own:
    return own_phrases.book().own[f"own-{phrase_id}"]


def translated(phrase_id: int, tag: str, seen: str | None = None, **forms: str) -> None:
    with act():
        own_phrases.translate(
            phrase_id,
            tag,
            {Form(form): words for form, words in forms.items()},
            own(phrase_id).seen(tag) if seen is None else seen,
            make.OFFICE,
        )


def refused(words: str = GARDEN, closest: str = "tidied") -> Refused:
    with pytest.raises(Refused) as found:
        added(words, closest=closest)
    return found.value


# -- adding ------------------------------------------------------------------------------------


def test_a_phrase_of_the_schools_own_stands_beside_the_banks(portal: Flask) -> None:
    phrase_id = added("  {child}  looked after our garden today. ")
    book = own_phrases.book()
    assert book.in_use()[-1] == own(phrase_id)
    assert book.in_use()[: len(praise.PHRASES)] == list(praise.PHRASES)
    english = book.say(own(phrase_id).key, Form.GIRL, OFFERED["en"], child="Zofia")
    assert (english.words, english.closest) == ("Zofia looked after our garden today.", False)
    assert own(phrase_id).missing(["pl", "ur"]) == [POLISH, URDU]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("  ", Reason.NOTHING_WRITTEN),
        ("Looked after our garden today.", Reason.PHRASE_CHILD),
        ("{child} and {child} looked after our garden.", Reason.PHRASE_CHILD),
        ("{child} looked after our {plant}.", Reason.PHRASE_CHILD),
        ("{{child}} looked after our garden.", Reason.PHRASE_CHILD),
        ("{name} looked after our garden.", Reason.PHRASE_CHILD),
        ("{child} helped" + " and helped" * 9, Reason.TOO_LONG),
        ("{child} dbał dziś o ogród. Дякуємо.", Reason.OTHER_LETTERS),
        ("آج {child} نے باغ کا خیال رکھا۔", Reason.OTHER_LETTERS),
        ("{child} worked hard on phonics today.", Reason.UNFIT_WORDS),
        ("{child} showed extraordinary determination.", Reason.UNFIT_WORDS),
        ("{child} got 9/10 today.", Reason.UNFIT_WORDS),
        ("{child} was not late today, but still noisy.", Reason.UNFIT_WORDS),
        ("{child} worked very hard today.", Reason.PHRASE_THERE),
        ("{child} worked VERY hard, today!", Reason.PHRASE_THERE),
    ],
)
def test_what_cannot_be_a_phrase(portal: Flask, words: str, reason: Reason) -> None:
    assert refused(words).reason == reason
    assert own_phrases.book().own == {}


def test_what_is_not_plain_is_shown(portal: Flask) -> None:
    findings = refused("{child} worked hard on phonics today.").facts["findings"]
    assert [one.words for one in findings] == ["phonics"]


def test_what_may_stand_in_for_it(portal: Flask) -> None:
    for key in ("tried-hard", "thanks-reading", "no such key", ""):  # a blank, thanks
        assert refused(closest=key).reason == Reason.PHRASE_CLOSEST
    assert {one.topic for one in own_phrases.stand_ins(Topic.HELPING)} == {Topic.HELPING}
    every = own_phrases.stand_ins()
    assert not any(one.blank or one.thanks for one in every)
    for topic in Topic:
        assert own_phrases.closest_to(GARDEN, topic) in every


def test_the_closest_is_the_one_most_alike(portal: Flask) -> None:
    for key in ("worked-hard", "tried-again", "started-alone"):
        phrase = praise.find(key)
        words = phrase.words.replace("today", "this morning")
        assert own_phrases.closest_to(words, phrase.topic) == phrase


def test_a_form_sent_twice_makes_one_phrase(portal: Flask, watch: Watch) -> None:
    assert added() == added()
    watch.moment += timedelta(minutes=6)
    assert refused().reason == Reason.PHRASE_THERE
    by = By(Face.DESK, staff_id=make.staff())
    with pytest.raises(Refused), act():
        own_phrases.add(GARDEN, Topic.HELPING, "tidied", by)


# -- translating -------------------------------------------------------------------------------


def test_until_it_is_translated_the_closest_stands_in(portal: Flask) -> None:
    phrase_id = added()
    key = own(phrase_id).key

    def said(form: Form) -> tuple[str, bool]:
        found = own_phrases.book().say(key, form, POLISH, child="Zofia")
        return found.words, found.closest

    closest = praise.sentence(praise.find("tidied"), Form.GIRL, POLISH, child="Zofia")
    assert said(Form.GIRL) == (closest, True)
    translated(phrase_id, "pl", any="{child}: dziś opieka nad ogrodem.")
    assert said(Form.GIRL) == ("Zofia: dziś opieka nad ogrodem.", False)
    assert own(phrase_id).missing(["pl", "ur"]) == [URDU]
    translated(
        phrase_id,
        "pl",
        girl="{child} dbała dziś o ogród.",
        boy="{child} dbał dziś o ogród.",
        any="{child}: dziś opieka nad ogrodem.",
    )
    assert [said(form)[0] for form in Form] == [
        "Zofia dbała dziś o ogród.",
        "Zofia dbał dziś o ogród.",
        "Zofia: dziś opieka nad ogrodem.",
    ]
    translated(phrase_id, "pl", girl="", boy=" ", any="{child}: opieka nad ogrodem.")
    assert {said(form)[0] for form in Form} == {"Zofia: opieka nad ogrodem."}


@pytest.mark.parametrize(
    ("tag", "forms", "reason"),
    [
        ("pl", {"any": ""}, Reason.NOTHING_WRITTEN),
        ("pl", {"girl": "{child} dbała o ogród."}, Reason.NOTHING_WRITTEN),
        ("pl", {"any": "Opieka nad ogrodem."}, Reason.PHRASE_CHILD),
        ("pl", {"any": "{child}: ogród.", "boy": "Dbał."}, Reason.PHRASE_CHILD),
        ("pl", {"any": "{child}: ogród " + "a" * 150}, Reason.TOO_LONG),
        ("pl", {"any": "آج {child} نے باغ کا خیال رکھا۔"}, Reason.OTHER_ALPHABET),
        ("ur", {"any": "{child} dbał o ogród."}, Reason.OTHER_ALPHABET),
    ],
)
def test_what_cannot_be_a_translation(
    portal: Flask, tag: str, forms: dict[str, str], reason: Reason
) -> None:
    phrase_id = added()
    with pytest.raises(Refused) as found:
        translated(phrase_id, tag, **forms)
    assert found.value.reason == reason
    assert own(phrase_id).missing(["pl", "ur"]) == [POLISH, URDU]


def test_of_two_translators_the_later_one_looks_first(portal: Flask) -> None:
    phrase_id = added()
    empty = own(phrase_id).seen("ur")
    translated(phrase_id, "ur", any="آج {child} نے باغ کا خیال رکھا۔")
    with pytest.raises(Refused) as found:
        translated(phrase_id, "ur", seen=empty, any="{child} نے آج باغ میں کام کیا۔")
    assert found.value.reason == Reason.CHANGED_MEANWHILE
    assert own(phrase_id).forms("ur")[Form.ANY] == "آج {child} نے باغ کا خیال رکھا۔"
    # The same words twice are one translation, whatever was seen.
    translated(phrase_id, "ur", seen=empty, any="آج {child} نے باغ کا خیال رکھا۔")
    translated(phrase_id, "ur", any="{child} نے آج باغ میں کام کیا۔")
    assert own(phrase_id).forms("ur")[Form.ANY] == "{child} نے آج باغ میں کام کیا۔"


# -- retiring ----------------------------------------------------------------------------------


def test_a_retired_phrase_still_reads_and_cannot_be_chosen(portal: Flask) -> None:
    phrase_id = added()
    for _ in range(2):
        with act():
            own_phrases.retire(phrase_id, make.OFFICE)
    book = own_phrases.book()
    assert own(phrase_id) not in book.in_use()
    assert book.say(f"own-{phrase_id}", Form.ANY, OFFERED["en"], child="Adam").words == (
        "Adam looked after our garden today."
    )
    with act():
        own_phrases.take_up_again(phrase_id, make.OFFICE)
    assert own(phrase_id) in own_phrases.book().in_use()
