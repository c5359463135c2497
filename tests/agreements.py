"""A plan that is agreed, heard and signed, for tests about what comes after."""

from portal.db import act
from portal.domain import agreed, signing, targets, wordings
from portal.domain.history import By, Face
from portal.domain.signing import Key, SignedBy
from portal.languages import ENGLISH, OFFERED, language
from tests import make

SENTENCE = "I will look after my red folder."
HOME = "We put the folder in the bag."
IN_URDU = {SENTENCE: "لال فولڈر سنبھال کر رکھنا ہے۔", HOME: "ہم فولڈر بستے میں رکھتے ہیں۔"}


def teacher(evening: make.Evening) -> By:
    return By(Face.DESK, staff_id=evening.teacher_id)


def keys_of(child_id: int, parent_id: int | None = None) -> list[Key]:
    """What is before the eyes of this parent, or of teacher and child."""
    if parent_id is None:
        return [one.key for one in agreed.shared(child_id)]
    return [one.key for one in agreed.for_parent(child_id, parent_id, ENGLISH)]


def heard(child_id: int, parent_id: int, by: By, tag: str = "en") -> None:
    """This parent has just had it read to them."""
    with act():
        signing.have_had(parent_id, child_id, OFFERED[tag], by, read_out_by="Mrs Aslam")


def others_sign(evening: make.Evening, child_id: int) -> None:
    """Teacher and child agree."""
    with act():
        signing.sign_as_teacher(child_id, keys_of(child_id), teacher(evening))
        signing.sign_as_child(child_id, keys_of(child_id), SignedBy.IN_THE_ROOM, teacher(evening))


def parent_signs(child_id: int, parent_id: int, tag: str | None = None) -> None:
    """This parent agrees on their phone."""
    with act():
        signing.sign_as_parent(
            parent_id,
            child_id,
            keys_of(child_id, parent_id),
            SignedBy.LINK,
            make.by(parent_id),
            own=language(tag),
        )


def in_urdu(target_id: int) -> None:
    """A named person has put all of the target into Urdu."""
    with act():
        for step in targets.steps_of(version_ids=[targets.version_of(target_id).id]):
            _translate(step.wording_id)
        _translate(targets.version_of(target_id).sentence_id)
        _translate(wordings.own(HOME))


def _translate(wording_id: int) -> None:
    english = wordings.in_language([wording_id], ENGLISH)[wording_id]
    words = IN_URDU.get(english, "اسکول میں")
    wordings.translate(wording_id, OFFERED["ur"], words, "Mrs Aslam", make.OFFICE)
