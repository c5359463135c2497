"""Staff accounts: who may sign in, with which password, in which role, in which classes.

Names are told apart without regard to case. A password is chosen by its owner, through a one-time
link that the office shows, or a code that it prints; nobody else ever sees it. Wrong tries are
counted on the account. The second step is in `second_step`, what the signed-in person may open in
`web.access`, who takes over from a leaver in `leaving`.
"""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select

from portal import clock
from portal.db import db
from portal.domain import devices, lead_accounts
from portal.domain.history import By, Deed, Face, record
from portal.domain.people import ClassStaff, Role, SchoolClass, Staff, school
from portal.domain.printed_codes import as_typed, new_code
from portal.wording.refusals import Reason, Refused

TRIES = 5
"""Wrong passwords in a row before an account rests."""
REST = timedelta(minutes=15)
INVITED_FOR = timedelta(days=7)
"""How long a one-time link works."""
SHORTEST_PASSWORD = 10

LAST = {
    Role.OFFICE: Reason.LAST_OFFICE,
    Role.LEAD: Reason.LAST_LEAD,
    Role.SAFEGUARDING: Reason.LAST_SAFEGUARDING,
}
"""Roles without which a school cannot go on: who must never be the last to go, and why not."""

# argon2id with 19 MiB and two passes: OWASP's Password Storage Cheat Sheet. More memory for each
# try would let a handful of strangers at the sign-in page fill a school's small server.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODYS_HASH = _hasher.hash(secrets.token_hex())

_OBVIOUS = (
    *("password", "passwort", "passw0rd", "letmein", "welcome", "iloveyou", "qwertyuiop"),
    *("qwerty", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t", "abcdefghij", "1234567890", "0987654321"),
    *("school", "teacher", "office", "admin", "parent", "summer", "autumn", "winter", "spring"),
)
_FEWEST_OTHERS = 5
"""So many different letters or digits must be left of a password without the obvious words."""


# -- a new account, and the link to choose a password ------------------------------------------


def add(username: str, name: str, roles: Iterable[Role], by: By) -> int:
    """A new account without a password; returns its id. Refuses NAME_TAKEN, NAME_MISSING,
    FOR_LEADS (`lead_accounts`)."""
    roles = set(roles)
    username, name = as_username(username), name.strip()
    if not username or not name:
        raise Refused(Reason.NAME_MISSING)
    if find(username):
        raise Refused(Reason.NAME_TAKEN)
    lead_accounts.refuse_others(roles, by)
    person = Staff(username=username, name=name, roles=_in_order(roles))
    db.session.add(person)
    db.session.flush()
    record(by, Deed.STAFF_CHANGED, staff=person.id)
    return person.id


def as_username(words: str) -> str:
    """A user name as it is kept: lower case, no spaces, nothing a database cannot keep."""
    letters = unicodedata.normalize("NFKC", words).casefold()
    return "".join(one for one in letters if one.isprintable() and not one.isspace())


def _in_order(roles: Iterable[Role]) -> list[str]:
    wanted = set(roles)
    return [role.value for role in Role if role in wanted]


def find(username: str) -> Staff | None:
    """The account with this user name, suspended or not."""
    return db.session.scalar(select(Staff).where(Staff.username == as_username(username)))


def invite(staff_id: int, by: By) -> str:
    """The words of a one-time link to choose a password, for seven days. Ends an older link.

    Only its SHA-256 is kept, so it can be shown this once. Refuses FOR_LEADS (`lead_accounts`).
    """
    return _invite(staff_id, secrets.token_urlsafe(32), by)


def invite_on_paper(staff_id: int, by: By) -> str:
    """The same as a code to print, "KFMR-TW7Q-BDHN": typed on the sign-in page with the user name,
    or as the end of a link. It too ends what was there before. Refuses FOR_LEADS
    (`lead_accounts`)."""
    code = new_code(groups=3)
    _invite(staff_id, as_typed(code), by)
    return code


def _invite(staff_id: int, words: str, by: By) -> str:
    person = db.session.get_one(Staff, staff_id, with_for_update=True)
    lead_accounts.refuse_others(lead_accounts.roles_of(person), by)
    person.invite_hash, person.invite_until = _digest(words), clock.now() + INVITED_FOR
    record(by, Deed.STAFF_INVITED, staff=staff_id)
    return words


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def invited(words: str) -> Staff | None:
    """Whose one-time link this is; None if it was used, replaced or is over seven days old."""
    return db.session.scalar(
        select(Staff).where(
            Staff.invite_hash == _digest(words), Staff.invite_until > clock.now(), Staff.active
        )
    )


def try_printed(username: str, code: str) -> str | None:
    """The words of the one-time link that this printed code stands for; None if it is not this
    account's. In an act that is committed whatever comes out: a wrong code counts as a wrong
    password, and a resting account is not opened. Trying does not use it up.
    """
    known = find(username)
    person = _lock(known.id if known else 0)
    found = invited(as_typed(code))
    if person and found and found.id == person.id and not _rests(person):
        return as_typed(code)
    _count_wrong(person)
    return None


def choose_password(words: str, password: str) -> int:
    """Set the password through a one-time link; every older sign-in ends. Returns the staff id.

    Refuses INVITE_OVER, WEAK_PASSWORD.
    """
    person = invited(words)
    if person is None:
        raise Refused(Reason.INVITE_OVER)
    _set_password(person, password)
    return person.id


def _set_password(person: Staff, password: str) -> None:
    if is_weak(password, person):
        raise Refused(Reason.WEAK_PASSWORD)
    person.password_hash = _hasher.hash(_as_typed(password))
    person.invite_hash = person.invite_until = None
    person.failed_sign_ins, person.locked_until = 0, None
    person.generation += 1
    record(By(Face.DESK, staff_id=person.id), Deed.PASSWORD_CHOSEN, staff=person.id)


def _as_typed(password: str) -> str:
    """Two phones may spell one é in two ways: both are the same password."""
    return unicodedata.normalize("NFKC", password)


def is_weak(password: str, person: Staff) -> bool:
    """Whether a password is short, or little but a name or a word that anyone would try."""
    if len(password) < SHORTEST_PASSWORD:
        return True
    facts = school()
    names = (person.username, person.name, facts.name, facts.short_name)
    words = {*map(_letters, " ".join(names).split()), *map(_letters, names), *_OBVIOUS}
    rest = _letters(password)
    for word in sorted(words - {""}, key=lambda word: (-len(word), word)):
        rest = rest.replace(word, "")
    return len(set(rest)) < _FEWEST_OTHERS


def _letters(words: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", words).casefold())


# -- signing in --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Try:
    """One try at a password: for which state of which account, and whether it was right."""

    staff_id: int | None
    generation: int
    right: bool


def check(username: str, password: str) -> Try:
    """Compare a password. Slow on purpose, so never inside an act: it would hold up the school.

    An unknown name costs as much as a known one.
    """
    person = find(username)
    known = person.password_hash if person else None
    right = _is(password, known or _NOBODYS_HASH) and known is not None
    return Try(person.id, person.generation, right) if person else Try(None, 0, False)


def _is(password: str, kept: str) -> bool:
    try:
        return _hasher.verify(kept, _as_typed(password))
    except (VerificationError, InvalidHashError):
        return False


def sign_in(tried: Try) -> int | None:
    """Count this try, and say who is signed in by it; None if nobody is.

    In an act that is committed whatever comes out: wrong tries count, so the answer is returned,
    not raised. After five wrong ones in a row the account rests for 15 minutes, and then not even
    the right password opens it. An unknown name leaves the same trace as a known one.
    """
    person = _lock(tried.staff_id or 0)
    if person and _opens(person, tried):
        person.failed_sign_ins, person.locked_until = 0, None
        record(By(Face.DESK, staff_id=person.id), Deed.SIGNED_IN, staff=person.id)
        return person.id
    _count_wrong(person)
    return None


def change_password(tried: Try, password: str) -> bool:
    """Another password for whoever has just typed the old one (`check`); every older sign-in ends.

    In an act that is committed whatever comes out: a wrong old one counts like a wrong sign-in.
    Refuses WEAK_PASSWORD.
    """
    person = _lock(tried.staff_id or 0)
    if person is None or not _opens(person, tried):
        _count_wrong(person)
        return False
    _set_password(person, password)
    return True


def confirm(tried: Try) -> bool:
    """Whether whoever is signed in has just typed their own password (`check`). In an act that is
    committed whatever comes out: a wrong one counts."""
    person = _lock(tried.staff_id or 0)
    if person and _opens(person, tried):
        person.failed_sign_ins = 0
        return True
    _count_wrong(person)
    return False


def sign_out_everywhere(staff_id: int, by: By) -> None:
    """Every sign-in of this account ends, and every device is a new one again."""
    person = db.session.get_one(Staff, staff_id, with_for_update=True)
    person.generation += 1
    devices.forget_all(staff_id)
    record(by, Deed.SIGNED_OUT_EVERYWHERE, staff=staff_id)


def _lock(staff_id: int) -> Staff | None:
    return db.session.get(Staff, staff_id, with_for_update=True, populate_existing=True)


def _count_wrong(person: Staff | None) -> None:
    record(By(Face.DESK), Deed.SIGN_IN_FAILED, staff=person.id if person else None)
    if person and not _rests(person):
        person.failed_sign_ins += 1
        if person.failed_sign_ins >= TRIES:
            person.failed_sign_ins, person.locked_until = 0, clock.now() + REST


def _opens(person: Staff, tried: Try) -> bool:
    same = person.generation == tried.generation
    return tried.right and same and person.active and not _rests(person)


def _rests(person: Staff) -> bool:
    return person.locked_until is not None and person.locked_until > clock.now()


# -- what the office decides -------------------------------------------------------------------


def change(staff_id: int, name: str, roles: Iterable[Role], by: By) -> None:
    """Another name or other roles. Refuses NAME_MISSING; LAST_OFFICE, LAST_LEAD and
    LAST_SAFEGUARDING; FOR_LEADS (`lead_accounts`)."""
    person = _locked(staff_id)
    roles = set(roles)
    if not name.strip():
        raise Refused(Reason.NAME_MISSING)
    lead_accounts.refuse_others(roles ^ lead_accounts.roles_of(person), by)
    for role in LAST.keys() - roles:
        _refuse_last(person, role)
    person.name, person.roles = name.strip(), _in_order(roles)
    record(by, Deed.STAFF_CHANGED, staff=staff_id)


def suspend(staff_id: int, by: By) -> None:
    """This account opens nothing from now on; one-time links, sign-ins and devices end. What they
    have in hand is handed on before (`leaving`). Refuses LAST_OFFICE, LAST_LEAD,
    LAST_SAFEGUARDING."""
    person = _locked(staff_id)
    for role in LAST:
        _refuse_last(person, role)
    if person.active:
        devices.forget_all(staff_id)
        person.active, person.invite_hash, person.invite_until = False, None, None
        person.generation += 1
        record(by, Deed.STAFF_CHANGED, staff=staff_id, active=False)


def let_back(staff_id: int, by: By) -> None:
    """A suspended account works again, with its old password."""
    person = _locked(staff_id)
    if not person.active:
        person.active = True
        person.failed_sign_ins, person.locked_until = 0, None
        record(by, Deed.STAFF_CHANGED, staff=staff_id, active=True)


def _locked(staff_id: int) -> Staff:
    """This account, and all others with it: of two who suspend each other, one comes second.

    Not against new rows that point at a colleague: their ids stay (else two acts could wait for
    each other)."""
    everyone = select(Staff).order_by(Staff.id).with_for_update(key_share=True)
    found = db.session.scalars(everyone.execution_options(populate_existing=True)).all()
    return next(person for person in found if person.id == staff_id)


def _refuse_last(person: Staff, role: Role) -> None:
    """Somebody with this role must still be able to sign in without this account."""
    if not (person.active and person.has(role)):
        return
    others = db.session.scalars(
        select(Staff).where(Staff.active, Staff.password_hash.is_not(None), Staff.id != person.id)
    )
    if not any(other.has(role) for other in others):
        raise Refused(LAST[role])


def tie_to_classes(staff_id: int, key_teacher_of: set[int], helps_in: set[int], by: By) -> None:
    """Which classes this person is key teacher of (in place of whoever was), and in which others
    they teach or help. Class ids."""
    for one in db.session.scalars(select(SchoolClass).order_by(SchoolClass.id).with_for_update()):
        if one.id in key_teacher_of:
            one.key_teacher_id = staff_id
        elif one.key_teacher_id == staff_id:
            one.key_teacher_id = None
    db.session.execute(delete(ClassStaff).where(ClassStaff.staff_id == staff_id))
    for class_id in sorted(helps_in - key_teacher_of):
        db.session.add(ClassStaff(class_id=class_id, staff_id=staff_id))
    record(by, Deed.STAFF_CHANGED, staff=staff_id)


def everyone() -> list[Staff]:
    """All accounts, by name, those suspended last."""
    return list(db.session.scalars(select(Staff).order_by(Staff.active.desc(), Staff.name)))


def classes() -> list[SchoolClass]:
    """All classes, youngest year first."""
    query = select(SchoolClass).order_by(SchoolClass.year_order, SchoolClass.name)
    return list(db.session.scalars(query))


def helps_in(staff_id: int) -> set[int]:
    """The ids of the classes where this person teaches or helps besides the key teacher."""
    return set(
        db.session.scalars(select(ClassStaff.class_id).where(ClassStaff.staff_id == staff_id))
    )
