"""Two colleagues at once: a form says in short what its page showed, so that nobody overwrites
what somebody else has changed meanwhile without having seen it."""

import hashlib

from portal.wording.refusals import Reason, Refused


def fingerprint(*shown: object) -> str:
    """What a page showed, in short; the same for what is alike."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def refuse_changed(seen: str | None, stands: str) -> None:
    """Refuses CHANGED_MEANWHILE where what `stands` now is not what was `seen` (fingerprints);
    None: whatever was seen."""
    if seen not in (None, stands):
        raise Refused(Reason.CHANGED_MEANWHILE)
