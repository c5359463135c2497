"""The second step of signing in: a code from an authenticator app, or by text to a staff mobile,
or one of eight printed ones for the day the phone is lost.

Asked on a new device (`devices`) and before records or barriers; whom, and on which pages, is in
`web.access`. Every verb runs inside the caller's `act()`, with the account locked, so that of two
tries with one code one comes second and is refused.
"""

import base64
import hmac
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp
from pyotp.utils import strings_equal
from sqlalchemy import ForeignKey, String, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.domain import devices, lead_accounts
from portal.domain.history import By, Deed, Face, named, record
from portal.domain.numbers import read_number
from portal.domain.outbox import Kind, OutText, Urgency, queue
from portal.domain.people import Role, Staff, school
from portal.domain.printed_codes import as_typed, new_code
from portal.languages import ENGLISH
from portal.wording import texts
from portal.wording.refusals import Reason, Refused

CODE_LIVES = timedelta(minutes=10)
CODES_AN_HOUR = 3
"""Codes texted to one colleague in an hour, from the last one that opened: who signs in here and
there is not kept out."""
TRIES = 5
"""Wrong codes in a row before the second step rests."""
REST = timedelta(minutes=15)
DRIFT = (-1, 0, 1)
"""A phone's clock may be half a minute behind or ahead: RFC 6238, section 5.2, allows one step."""
RECOVERY_CODES = 8

ASKED = (Role.TEACHER, Role.LEAD, Role.SAFEGUARDING, Role.OFFICE)
"""Who has a second step at all. No school can switch it off."""
ASKED_FIRST = (Role.LEAD, Role.SAFEGUARDING, Role.OFFICE)
"""Who is asked before anything, on a new device: all families' names and numbers are theirs."""

_key = b""


def sign_with(secret_key: str) -> None:
    """Derive the secrets of authenticator apps from this key. Called once, as the portal starts."""
    global _key
    _key = secret_key.encode()


class StepWay(StrEnum):
    """Where a colleague's codes come from."""

    AUTHENTICATOR = "authenticator app"
    TEXT = "code by text"


class SecondStep(Base):
    """How one colleague passes the second step.

    none -> set up (by a first right code) -> another way (by its owner, with the password)
         -> none (reset by a colleague, because the phone is lost)
    """

    __tablename__ = "second_step"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    way: Mapped[StepWay] = mapped_column(named(StepWay))
    salt: Mapped[str | None] = mapped_column(String(32))
    """What the app's secret is derived from, with the portal's key: it is nowhere itself."""
    last_counter: Mapped[int | None]
    """The half minute of the last code that was right: no code counts twice."""
    number: Mapped[str | None] = mapped_column(String(20))
    """The mobile (E.164) on which a code was read once."""
    since: Mapped[datetime]
    wrong: Mapped[int] = mapped_column(default=0)
    rests_until: Mapped[datetime | None]


class StaffCode(Base):
    """A code texted to a colleague's mobile: the newest counts, once, for ten minutes."""

    __tablename__ = "staff_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """One of a colleague's printed codes. unused -> used"""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


def is_asked(person: Staff) -> bool:
    """Whether this colleague has to pass a second step before records or barriers."""
    return person.has(*ASKED)


def is_asked_first(person: Staff) -> bool:
    """Whether this colleague has to pass it before anything at all."""
    return person.has(*ASKED_FIRST)


def of_staff(staff_id: int) -> SecondStep | None:
    """How this colleague passes it; None: not set up. Only looks."""
    return db.session.get(SecondStep, staff_id, populate_existing=True)


def _lock(staff_id: int) -> Staff:
    return db.session.get_one(Staff, staff_id, with_for_update=True, populate_existing=True)


# -- a code by text ----------------------------------------------------------------------------


def send_code(staff_id: int, raw: str = "") -> None:
    """Text a code to this colleague: to the mobile of their second step, or to `raw`, which they
    are just setting up. Refuses BAD_NUMBER where that is no mobile, TOO_MANY_CODES."""
    _lock(staff_id)
    step = of_staff(staff_id)
    number = raw or (step.number if step else None) or ""
    read = read_number(number)
    if not read.is_mobile:
        raise Refused(Reason.BAD_NUMBER)
    now = clock.now()
    db.session.execute(delete(StaffCode).where(StaffCode.made_at < now - timedelta(days=1)))
    lately = select(func.count()).where(
        StaffCode.staff_id == staff_id, StaffCode.made_at > now - timedelta(hours=1)
    )
    if (db.session.scalar(lately) or 0) >= CODES_AN_HOUR:
        raise Refused(Reason.TOO_MANY_CODES)
    digits = f"{secrets.randbelow(1_000_000):06}"
    db.session.add(
        StaffCode(
            staff_id=staff_id, number=read.e164, digest=_digest(staff_id, digits), made_at=now
        )
    )
    queue(
        kind=Kind.CODE,
        to=read.e164,
        language=ENGLISH.tag,
        body=texts.code(ENGLISH, school=school().short_name, digits=digits),
        urgency=Urgency.AT_ONCE,
        expires_at=now + CODE_LIVES,
        answers_them=True,
    )


def _digest(staff_id: int, code: str) -> str:
    """How a code is kept: six digits would be found from a plain SHA-256 in a moment."""
    return hmac.digest(_key, f"code:{staff_id}:{code}".encode(), "sha256").hex()


def code_sent_to(staff_id: int) -> str | None:
    """The mobile to which a code was texted that can still be typed; None: none was. Only looks."""
    code = _newest_code(staff_id)
    return code.number if code and code.tries < TRIES else None


def _newest_code(staff_id: int) -> StaffCode | None:
    query = select(StaffCode).where(
        StaffCode.staff_id == staff_id, StaffCode.made_at > clock.now() - CODE_LIVES
    )
    newest = query.order_by(StaffCode.id.desc()).limit(1)
    return db.session.scalar(newest.execution_options(populate_existing=True))


def _use_texted(staff_id: int, code: str) -> str | None:
    """The mobile that this code was texted to, if it is the newest one. Tries count."""
    sent = _newest_code(staff_id)
    if sent is None or sent.tries >= TRIES:
        return None
    sent.tries += 1
    if not hmac.compare_digest(sent.digest, _digest(staff_id, code)):
        return None
    number = sent.number
    # A code opens once, and an older one never after it.
    db.session.execute(delete(StaffCode).where(StaffCode.staff_id == staff_id))
    return number


def text_in_demo(number: str) -> str:
    """The newest text to this number, as it stands in the outbox: the demo has no staff phones."""
    query = select(OutText.body).where(OutText.to == number, OutText.kind == Kind.CODE)
    return db.session.scalar(query.order_by(OutText.id.desc()).limit(1)) or ""


# -- an authenticator app ----------------------------------------------------------------------


def new_salt() -> str:
    """The beginning of another secret for an authenticator app."""
    return secrets.token_hex(16)


def secret_of(staff_id: int, salt: str) -> str:
    """What an authenticator app is told once, in base32: 160 bits, as RFC 4226 recommends."""
    digest = hmac.digest(_key, f"authenticator:{staff_id}:{salt}".encode(), "sha256")
    return base64.b32encode(digest[:20]).decode()


def address_for_app(staff_id: int, salt: str) -> str:
    """The same as an address that the app reads from a QR code."""
    person = db.session.get_one(Staff, staff_id)
    app = pyotp.TOTP(secret_of(staff_id, salt))
    return str(app.provisioning_uri(name=person.username, issuer_name=school().short_name))


def _counter_of(staff_id: int, salt: str, code: str, after: int) -> int | None:
    """The half minute this code is for, if it is one of now and later than `after`."""
    app = pyotp.TOTP(secret_of(staff_id, salt))
    for drift in DRIFT:
        counter = app.timecode(clock.now()) + drift
        if counter > after and strings_equal(app.generate_otp(counter), code):
            return counter
    return None


# -- setting it up -----------------------------------------------------------------------------


def set_up_text(staff_id: int, typed: str, by: By) -> bool:
    """Codes come by text from now on, if this is the one just texted. Committed whatever comes
    out: tries count."""
    _lock(staff_id)
    number = _use_texted(staff_id, as_typed(typed))
    if number is None:
        return False
    _set_up(SecondStep(staff_id=staff_id, way=StepWay.TEXT, number=number, since=clock.now()), by)
    return True


def set_up_authenticator(staff_id: int, salt: str, typed: str, by: By) -> bool:
    """Codes come from this app from now on, if it shows this one just now."""
    _lock(staff_id)
    counter = _counter_of(staff_id, salt, as_typed(typed), after=0)
    if counter is None:
        return False
    step = SecondStep(
        staff_id=staff_id,
        way=StepWay.AUTHENTICATOR,
        salt=salt,
        last_counter=counter,
        since=clock.now(),
    )
    _set_up(step, by)
    return True


def _set_up(step: SecondStep, by: By) -> None:
    _clear(step.staff_id)
    db.session.add(step)
    record(by, Deed.STEP_SET_UP, staff=step.staff_id, way=step.way.value)


def _clear(staff_id: int) -> None:
    for table in (SecondStep, RecoveryCode):
        db.session.execute(delete(table).where(table.staff_id == staff_id))
    # What was texted opens nothing any more, and counts for how much goes out in an hour.
    void = update(StaffCode).where(StaffCode.staff_id == staff_id).values(tries=TRIES)
    db.session.execute(void)


def new_recovery_codes(staff_id: int, by: By) -> list[str]:
    """Eight codes to print, each of which opens once; older ones are void. Only a digest of each
    is kept, so they can be shown this once."""
    _lock(staff_id)
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    codes = [new_code(groups=2) for _ in range(RECOVERY_CODES)]
    for code in codes:
        digest = _digest(staff_id, as_typed(code))
        db.session.add(RecoveryCode(staff_id=staff_id, digest=digest))
    record(by, Deed.STEP_SET_UP, staff=staff_id, way="printed codes")
    return codes


def codes_left(staff_id: int) -> int:
    """How many printed codes this colleague has not used. Only looks."""
    query = select(func.count()).where(
        RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(query) or 0


def reset(staff_id: int, by: By) -> None:
    """The phone is lost: it is set up anew at the next sign-in. Every sign-in and device ends.

    By a colleague, never one's own: refuses OWN_STEP; FOR_LEADS (`lead_accounts`).
    """
    if by.staff_id == staff_id:
        raise Refused(Reason.OWN_STEP)
    person = _lock(staff_id)
    lead_accounts.refuse_others(lead_accounts.roles_of(person), by)
    _clear(staff_id)
    devices.forget_all(staff_id)
    person.generation += 1
    record(by, Deed.STEP_RESET, staff=staff_id)


# -- passing it --------------------------------------------------------------------------------


def rests_until(staff_id: int) -> datetime | None:
    """Until when not even a right code is taken, after five wrong ones. Only looks."""
    step = of_staff(staff_id)
    until = step.rests_until if step else None
    return until if until and until > clock.now() else None


def check(staff_id: int, typed: str) -> bool:
    """Whether this code opens, and count the try. Committed whatever comes out: so the answer is
    returned, not raised."""
    _lock(staff_id)
    step = of_staff(staff_id)
    if step is None or rests_until(staff_id):
        return False
    by = By(Face.DESK, staff_id=staff_id)
    if _opens(step, as_typed(typed)):
        step.wrong, step.rests_until = 0, None
        record(by, Deed.STEP_PASSED, staff=staff_id)
        return True
    record(by, Deed.STEP_FAILED, staff=staff_id)
    step.wrong += 1
    if step.wrong >= TRIES:
        step.wrong, step.rests_until = 0, clock.now() + REST
    return False


def _opens(step: SecondStep, code: str) -> bool:
    if step.way == StepWay.TEXT and _use_texted(step.staff_id, code):
        return True
    if step.salt:
        counter = _counter_of(step.staff_id, step.salt, code, step.last_counter or 0)
        step.last_counter = counter or step.last_counter
        if counter:
            return True
    return _use_printed(step.staff_id, code)


def _use_printed(staff_id: int, code: str) -> bool:
    found = db.session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.staff_id == staff_id,
            RecoveryCode.digest == _digest(staff_id, code),
            RecoveryCode.used_at.is_(None),
        )
    )
    if found is None:
        return False
    found.used_at = clock.now()
    return True
