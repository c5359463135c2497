"""Settings from the environment, checked at start, with an error a school can act on."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo


class BadSetting(Exception):
    """A setting that cannot be used; the message names it and says what to do."""


@dataclass(frozen=True)
class Twilio:
    """How to reach the carrier. Exactly one of the last but two says whom texts come from."""

    account_sid: str
    auth_token: str
    messaging_service_sid: str | None
    from_: str | None
    api_base: str


@dataclass(frozen=True)
class Settings:
    """All of the portal's settings. `data` is the folder for the database file and the key."""

    data: Path
    database_url: str
    secret_key: str
    public_url: str
    demo: bool
    twilio: Twilio | None
    texts_per_second: float
    carrier_lag: float
    """Seconds until what the carrier took stands in its own list, at the latest."""
    translate_url: str | None
    translate_key: str | None
    """Where a LibreTranslate answers, and its key if it wants one; None: nothing is translated by
    a machine."""

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def demo_clock(self) -> Path:
        return self.data / "demo_clock"


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings in this environment.

    Raises BadSetting, with one clear line, for anything missing, unreadable or contradictory.
    """
    data = Path(environ.get("PORTAL_DATA") or "instance").absolute()
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(
            f"cannot make the data folder {data} ({error.strerror}): set PORTAL_DATA to a folder "
            "that may be written"
        ) from error
    demo = environ.get("PORTAL_DEMO", "") not in ("", "0")
    twilio = _twilio(environ)
    if demo and twilio:
        raise BadSetting(
            "the demo never texts real phones: unset PORTAL_DEMO or the TWILIO_ settings"
        )
    return Settings(
        data=data,
        database_url=_database_url(environ, data),
        secret_key=environ.get("PORTAL_SECRET_KEY") or _kept_key(data),
        public_url=_public_url(environ),
        demo=demo,
        twilio=twilio,
        texts_per_second=_number(environ, "PORTAL_TEXTS_PER_SECOND", 10.0),
        carrier_lag=_number(environ, "PORTAL_CARRIER_LAG", 60.0),
        translate_url=_translate_url(environ),
        translate_key=environ.get("PORTAL_TRANSLATE_KEY") or None,
    )


def check_timezone(environ: Mapping[str, str] = os.environ) -> None:
    """Raises BadSetting if PORTAL_TIMEZONE is not a known zone."""
    name = environ.get("PORTAL_TIMEZONE") or "Europe/London"
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise BadSetting(
            f"PORTAL_TIMEZONE={name} is not a time zone, e.g. Europe/London"
        ) from error


def _database_url(environ: Mapping[str, str], data: Path) -> str:
    url = environ.get("PORTAL_DATABASE_URL") or f"sqlite:///{data / 'portal.db'}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting("PORTAL_DATABASE_URL must begin with sqlite:/// or postgresql://")
    return url


def _kept_key(data: Path) -> str:
    """The key that signs links and cookies, made once and kept in the data folder.

    Losing it ends every link and signs everyone out, so it is part of the backup.
    """
    path = data / "secret_key"
    try:
        if not path.exists():
            part = path.with_name(f"secret_key.{os.getpid()}")
            part.touch(mode=0o600)
            part.write_text(secrets.token_hex(32))
            try:
                os.link(part, path)  # of two processes starting at once, one wins
            except FileExistsError:
                pass
            finally:
                part.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise BadSetting(
            f"cannot write {path} ({error.strerror}): set PORTAL_DATA to a folder that may be "
            "written, or set PORTAL_SECRET_KEY"
        ) from error


def _public_url(environ: Mapping[str, str]) -> str:
    url = (environ.get("PORTAL_PUBLIC_URL") or "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
        raise BadSetting(
            "PORTAL_PUBLIC_URL must be the address parents open, e.g. https://talk.oak.sch.uk"
        )
    return url


def _translate_url(environ: Mapping[str, str]) -> str | None:
    url = (environ.get("PORTAL_TRANSLATE_URL") or "").rstrip("/")
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise BadSetting(
            "PORTAL_TRANSLATE_URL must be the address of a LibreTranslate, "
            "e.g. http://127.0.0.1:5000"
        )
    return url or None


def _twilio(environ: Mapping[str, str]) -> Twilio | None:
    sid, token = environ.get("TWILIO_ACCOUNT_SID"), environ.get("TWILIO_AUTH_TOKEN")
    service, from_ = environ.get("TWILIO_MESSAGING_SERVICE_SID"), environ.get("TWILIO_FROM")
    if not (sid or token or service or from_):
        return None
    if not sid or not token:
        raise BadSetting("to text by Twilio, set both TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
    if bool(service) == bool(from_):
        raise BadSetting("set one of TWILIO_MESSAGING_SERVICE_SID and TWILIO_FROM")
    base = (environ.get("TWILIO_API_BASE") or "https://api.twilio.com").rstrip("/")
    return Twilio(sid, token, service or None, from_ or None, base)


def _number(environ: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(environ.get(name) or default)
    except ValueError:
        value = 0
    if value <= 0:
        raise BadSetting(f"{name} must be a number above 0")
    return value
