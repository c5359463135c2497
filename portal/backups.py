"""Backups: everything the school has in one file, written while the portal runs, and put back.

The file is a .tar.gz of the database (a SQLite file, or what `pg_dump` writes), the secret key that
signs links and cookies, and the moment the backup was begun.

    empty -> loading -> loaded -> upgraded -> marked (`restoring.mark`) -> ready
               `restoring` lies in the data folder: nothing starts

Nothing starts on a database that was put back and not marked: it would send texts again.
"""

import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from portal import clock
from portal.config import BadSetting, Settings
from portal.db import act, db
from portal.domain import restoring

SQLITE, POSTGRESQL, KEY, MADE_AT = "portal.db", "portal.pgdump", "secret_key", "made_at"
WHAT_IS_KEPT = (SQLITE, POSTGRESQL, KEY, MADE_AT)
LONGEST_DUMP = timedelta(hours=1)
"""An older backup does not say when it was begun, only when it was done."""
NOT_READY = "the last restore was not finished: empty the database, then `portal restore` again"


def write(settings: Settings, file: Path) -> None:
    """Write a backup to this file, readable by nobody else. Inside an app context.

    Raises BadSetting where there is no school to back up, CalledProcessError if pg_dump fails.
    """
    if not inspect(db.engine).has_table("school"):
        raise BadSetting("no database here yet: nothing to back up")
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder)
        (kept / MADE_AT).write_text(clock.now().isoformat())
        if settings.database_url.startswith("sqlite"):
            _copy(_file_of(settings), kept / SQLITE)
        else:
            dump = ["pg_dump", "--format=custom", f"--file={kept / POSTGRESQL}"]
            subprocess.run([*dump, _address(settings)], check=True)
        (kept / KEY).write_text(settings.secret_key)
        part = file.with_name(file.name + ".part")
        with tarfile.open(part, "w:gz") as archive:
            part.chmod(0o600)
            for one in sorted(kept.iterdir()):
                archive.add(one, one.name)
        part.replace(file)


def _copy(source: Path, target: Path) -> None:
    """A whole copy, while others write to the source; checked before anybody relies on it."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise BadSetting(f"the database at {source} is damaged: the backup was not kept")


def put_back(settings: Settings, file: Path) -> datetime:
    """Put back what `write` wrote, bring it up to this version, and mark it. Returns when the
    backup was begun. Inside an app context.

    Raises BadSetting where there is a database already, or the backup is of the other kind.
    """
    unfinished = settings.data / "restoring"
    with tempfile.TemporaryDirectory() as folder:
        kept, made_at = _unpack(file, Path(folder))
        _check_empty(settings)
        sqlite = settings.database_url.startswith("sqlite")
        dump = kept / (SQLITE if sqlite else POSTGRESQL)
        if not dump.exists():
            raise BadSetting("the backup is of the other kind of database: PORTAL_DATABASE_URL")
        unfinished.touch()
        if sqlite:
            part = _file_of(settings).with_name(_file_of(settings).name + ".part")
            shutil.copy(dump, part)
            part.replace(_file_of(settings))
        else:
            load = ["pg_restore", "--exit-on-error", "--single-transaction", "--no-owner"]
            subprocess.run([*load, f"--dbname={_address(settings)}", str(dump)], check=True)
        key = settings.data / KEY
        shutil.copy(kept / KEY, key)
        key.chmod(0o600)
    upgrade()
    with act():
        restoring.mark(made_at)
    unfinished.unlink()
    return made_at


def is_unfinished(settings: Settings) -> bool:
    """Whether a restore began here and did not end."""
    return (settings.data / "restoring").exists()


def _unpack(file: Path, folder: Path) -> tuple[Path, datetime]:
    """The folder with what stands in the backup, and when it was begun. Whatever else is in the
    file stays in it."""
    try:
        with tarfile.open(file) as archive:
            for one in archive:
                packed = archive.extractfile(one) if one.name in WHAT_IS_KEPT else None
                if packed:
                    with packed, (folder / one.name).open("wb") as unpacked:
                        shutil.copyfileobj(packed, unpacked)
            done = max((one.mtime for one in archive.getmembers()), default=0)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise BadSetting(f"{file} is not a whole backup") from error
    if not (folder / KEY).exists():
        raise BadSetting(f"{file} is not a whole backup")
    said = folder / MADE_AT
    if said.exists():
        return folder, datetime.fromisoformat(said.read_text())
    return folder, datetime.fromtimestamp(done, UTC) - LONGEST_DUMP


def _check_empty(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite"):
        target = _file_of(settings)
        # What SQLite leaves beside a database belongs to it: it would be played into the new one.
        for end in ("", "-wal", "-shm", "-journal"):
            one = target.with_name(target.name + end)
            if one.exists() and one.stat().st_size:
                raise BadSetting(f"there is a database at {target} already: move {one} away first")
    elif inspect(db.engine).has_table("school"):
        name = make_url(settings.database_url).database
        raise BadSetting(f"there is a school in the database {name} already: make an empty one")


def _file_of(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def _address(settings: Settings) -> str:
    return settings.database_url.replace("postgresql+psycopg", "postgresql")
