"""Copies of a home's database: taken while it runs, checked, and put in its place again.

By PostgreSQL's own programs (pg_basebackup, pg_verifybackup), which are in the wheel.
"""

import hashlib
import json
import os
import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from deploy.machine.home import Home
from deploy.machine.postgres import OWNER, EmbeddedPostgres
from shared.errors import OperatorError

ABOUT = "mesa-backup.json"
DATABASE = "database"
"""The folder within a copy that PostgreSQL's programs know."""

NAME = "%Y-%m-%dT%H%M%SZ"


class Backup(NamedTuple):
    """A folder with a copy: when it was taken (UTC), and its bytes."""

    folder: Path
    at: datetime
    size: int


def take(home: Home, postgres: EmbeddedPostgres, dsn: str, into: Path) -> Backup:
    """Take a copy of the running database into a new folder of `into`, and check it. Raises OperatorError.

    `dsn`: where it runs, as its owner. The folder has its name only when the copy is whole.
    """
    at = datetime.now(UTC)
    part, whole = into / f"{at:{NAME}}.part", into / f"{at:{NAME}}"
    try:
        part.mkdir(parents=True, mode=0o700)
        postgres.find()
        options = ["--format=tar", "--gzip", "--wal-method=stream", "--checkpoint=fast", "--no-password"]
        there = urlsplit(dsn)
        where = ["-h", str(there.hostname), "-p", str(there.port), "-U", OWNER]
        password = {"PGPASSWORD": unquote(there.password or "")}
        postgres.run("pg_basebackup", "-D", str(part / DATABASE), *options, *where, env=password, client=True)
        _check(postgres, part)
        about = {"at": at.isoformat(), "identities": fingerprint(home)}
        (part / ABOUT).write_text(json.dumps(about, indent=1))
        _files_of_communes(home, part)
        part.rename(whole)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return _of(whole, at)


def taken(into: Path) -> list[Backup]:
    """The copies in a folder, the oldest first."""
    whole = [about for about in into.glob(f"*/{ABOUT}") if about.parent.suffix != ".part"]
    found = [_of(about.parent, datetime.fromisoformat(json.loads(about.read_text())["at"])) for about in whole]
    return sorted(found, key=lambda one: one.at)


def keep_newest(into: Path, most: int) -> list[Backup]:
    """Remove all but the newest copies; an identity that was erased lives on in each of them. Returns the removed."""
    gone = taken(into)[:-most]
    for one in gone:
        shutil.rmtree(one.folder)
    return gone


def put_in_place(home: Home, postgres: EmbeddedPostgres, backup: Path) -> Path | None:
    """Put a copy in the place of the database, which must not run. Returns where the database before it lies now.

    Raises OperatorError for a folder that holds no whole copy, or one whose identities this home cannot open.
    """
    if not (backup / ABOUT).is_file():
        raise OperatorError("this folder holds no copy", backup, "mesa backup --list shows those of this home")
    place = postgres.find()
    _check(postgres, backup)
    known = json.loads((backup / ABOUT).read_text())["identities"]
    if known != fingerprint(home):
        raise OperatorError(
            "this home has not the key that the identities in the copy are sealed with",
            home.folder / "secrets.json",
            "put the secrets.json there that belonged to the database when the copy was taken",
        )
    part = place / "data.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    _unpack(backup / DATABASE / "base.tar.gz", part)
    _unpack(backup / DATABASE / "pg_wal.tar.gz", part / "pg_wal")
    _give_to_server(part, postgres)
    before = _move_away(place / "data")
    part.rename(place / "data")
    # the copy knows the owner's password of its time; the services' own are set at each start
    statement = f"ALTER ROLE {OWNER} PASSWORD '{postgres.password}'\n"
    postgres.run("postgres", "--single", "-D", str(place / "data"), "postgres", said=statement)
    return before


def fingerprint(home: Home) -> str:
    """Of the key that identities are sealed with: tells whether it is the same, and not which it is."""
    return hashlib.sha256(b"mesa backup " + home.identity_key().encode()).hexdigest()[:16]


def _check(postgres: EmbeddedPostgres, backup: Path) -> None:
    """Every file against the checksums that the server wrote; the log of changes in a tar is not looked into."""
    postgres.run("pg_verifybackup", "--no-parse-wal", "--quiet", str(backup / DATABASE), client=True)


def _of(folder: Path, at: datetime) -> Backup:
    return Backup(folder, at, sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()))


def _files_of_communes(home: Home, into: Path) -> None:
    if (home.folder / "communes").is_dir():
        shutil.copytree(home.folder / "communes", into / "communes")


def _unpack(archive: Path, into: Path) -> None:
    with tarfile.open(archive) as tar:
        tar.extractall(into, filter="data")


def _give_to_server(data: Path, postgres: EmbeddedPostgres) -> None:
    for path in (data, *data.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
        if postgres.process.user is not None:
            os.chown(path, *postgres.process.user)


def _move_away(data: Path) -> Path | None:
    if not data.is_dir():
        return None
    away = data.with_name(f"data.before-{datetime.now(UTC):{NAME}}")
    return data.rename(away)
