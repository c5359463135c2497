"""Signing on the school's device and on paper: what a person who gets it handed over can say.

Whoever signs has had everything that is agreed before them, so all of it is signed or nothing: what
was added meanwhile is read first. The rules of signing are in `signing`.
"""

from collections.abc import Collection

from portal.domain import agreed, signing
from portal.domain.history import By
from portal.domain.people import lock_child
from portal.domain.signing import Key, SignedBy
from portal.languages import ENGLISH, Language
from portal.wording.refusals import Reason, Refused


def parent_signs(
    parent_id: int,
    child_id: int,
    keys: Collection[Key],
    by: By,
    *,
    own: Language,
    read_out_by: str = "",
    witness: str = "",
) -> int:
    """This parent or carer agrees with all they have before them, on the device or (`witness`) on
    paper. Returns how many targets they newly signed. In an act.

    Refuses PLAN_CHANGED, NOT_TO_SIGN, NOT_IN_LANGUAGE (not all of it is in `own`, and nobody read
    it out), CHILD_READS.
    """
    parent_has_had(parent_id, child_id, keys, by, own=own, read_out_by=read_out_by)
    way = SignedBy.PAPER if witness else SignedBy.IN_THE_ROOM
    return signing.sign_as_parent(
        parent_id,
        child_id,
        keys,
        way,
        by,
        own=own,
        witness=witness,
        read_out_by=" ".join(read_out_by.split())[:60],
    )


def parent_has_had(
    parent_id: int,
    child_id: int,
    keys: Collection[Key],
    by: By,
    *,
    own: Language,
    read_out_by: str = "",
) -> None:
    """This parent has had all of it in their language, and signs now or later. In an act.

    Refuses PLAN_CHANGED, NOT_IN_LANGUAGE, CHILD_READS, NOT_INVITED.
    """
    lock_child(child_id)
    plan = agreed.for_parent(child_id, parent_id, own)
    _all_of_it(keys, [one.key for one in plan])
    if not read_out_by.strip() and signing.has_had(parent_id, keys):
        return
    signing.have_had(parent_id, child_id, own, by, read_out_by=read_out_by)


def child_signs(
    child_id: int, keys: Collection[Key], by: By, *, heard_by: str = "", witness: str = ""
) -> int:
    """The child agrees: on the device, aloud to a colleague (`heard_by`), or (`witness`) on paper.
    Refuses PLAN_CHANGED. In an act."""
    _all_now(child_id, keys)
    way = SignedBy.PAPER if witness else SignedBy.IN_THE_ROOM
    return signing.sign_as_child(child_id, keys, way, by, witness=witness or heard_by)


def teacher_signs(child_id: int, keys: Collection[Key], by: By) -> int:
    """The teacher agrees with all of it. Refuses PLAN_CHANGED. In an act."""
    _all_now(child_id, keys)
    return signing.sign_as_teacher(child_id, keys, by)


def _all_now(child_id: int, keys: Collection[Key]) -> None:
    lock_child(child_id)
    _all_of_it(keys, [one.key for one in agreed.shared(child_id, ENGLISH)])


def _all_of_it(keys: Collection[Key], stands: Collection[Key]) -> None:
    if set(keys) != set(stands):
        raise Refused(Reason.PLAN_CHANGED)
