"""Brings a database to today's form: a schema and its roles a service, numbered SQL files, each applied once.

A file is a step of one of two sorts. An *expand* step (`0007_name.sql`) only adds, so that the version that is running
does not notice it. A *contract* step (`0008_name.contract.sql`) takes away what only older versions used; it is applied
when none of them runs any more.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from pathlib import Path

import asyncpg

from shared.backoff import Backoff
from shared.postgres.roles import close_login, ensure_roles, open_login, roles_of

MESSAGING = Path(__file__).parent / "schema"
"""The tables that every service has alike: inbox, outbox, dead letters."""

LOCK_TIMEOUT = "5s"
"""So long a step waits for a table that somebody uses. It fails then, instead of making all later queries wait too."""

ATTEMPTS = 5
_LOCK = 0x4D455341  # "MESA": two migrations at once wait for each other
_CONTRACT = ".contract.sql"


class ChangedMigrationError(Exception):
    """A migration that was applied has been edited since: its schema is not the one that the file describes."""


async def migrate(
    owner_dsn: str, passwords: Mapping[str, str | None], schemas: Mapping[str, Path], *, contract: bool = True
) -> list[str]:
    """Create roles and schemas and apply the steps that are missing. Returns what was applied, as `service/file`.

    `passwords` are by role (shared/postgres/roles.py): None ends its login, and a role that is not named keeps what it
    has. `schemas` are by service name: the folder with its numbered SQL files.
    `contract=False` leaves out the contract steps, for the time while an older version is still running.
    Raises ChangedMigrationError, and asyncpg.PostgresError as it comes: a step is applied whole or not at all.
    """
    db = await asyncpg.connect(owner_dsn)
    try:
        await db.execute("SELECT pg_advisory_lock($1)", _LOCK)
        await _close_to_others(db)
        applied: list[str] = []
        for service, folder in schemas.items():
            await _create_roles_and_schema(db, service, passwords)
            await _create_extensions(db, service, folder)
            known = await _known(db, service)
            for file in files_of(folder, contract=contract):
                if _name(file) not in known:
                    await _apply(db, service, file)
                    applied.append(f"{service}/{file.name}")
                elif known[_name(file)] not in (None, _checksum(file)):
                    raise ChangedMigrationError(f"{service}/{file.name} was edited after it was applied")
        return applied
    finally:
        await db.close()


def files_of(folder: Path, *, contract: bool = True) -> list[Path]:
    """The steps of a service in their order: the common tables first, then its own; expand before contract."""
    found = sorted(MESSAGING.glob("[0-9]*.sql")) + sorted(folder.glob("[0-9]*.sql"))
    expanding = [file for file in found if not is_contract(file)]
    return expanding + ([file for file in found if is_contract(file)] if contract else [])


def is_contract(file: Path) -> bool:
    """Whether a step takes away what an older version may still use."""
    return file.name.endswith(_CONTRACT)


async def _close_to_others(db: asyncpg.Connection) -> None:
    """Nobody enters the database who has no role of ours, and nobody makes anything outside their own schema."""
    database = await db.fetchval("SELECT quote_ident(current_database())")
    await db.execute(f"REVOKE CONNECT, TEMPORARY ON DATABASE {database} FROM PUBLIC")
    await db.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")


async def _create_roles_and_schema(db: asyncpg.Connection, service: str, passwords: Mapping[str, str | None]) -> None:
    """The roles and the schema of a service. No other service's role may look into the schema."""
    await ensure_roles(db, service)
    for role in roles_of(service):
        if password := passwords.get(role):
            await open_login(db, role, password)
        elif role in passwords:
            await close_login(db, role)
    await db.execute(f'CREATE SCHEMA IF NOT EXISTS "{service}" AUTHORIZATION "{roles_of(service)[0]}"')


async def _create_extensions(db: asyncpg.Connection, service: str, folder: Path) -> None:
    """The extensions of PostgreSQL that a service names in `extensions`, one a line, in its own schema.

    The owner of the database makes them: all that are named are such as PostgreSQL trusts to whoever owns one.
    """
    listed = folder / "extensions"
    for name in listed.read_text().split() if listed.exists() else ():
        await db.execute(f'CREATE EXTENSION IF NOT EXISTS "{name}" SCHEMA "{service}"')


async def _known(db: asyncpg.Connection, service: str) -> dict[str, str | None]:
    """The checksums of the steps that were applied, by name; None for those applied before checksums were kept."""
    async with db.transaction():
        await _become(db, service)
        await db.execute(
            "CREATE TABLE IF NOT EXISTS migration"
            " (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now(), checksum text)"
        )
        await db.execute("ALTER TABLE migration ADD COLUMN IF NOT EXISTS checksum text")
        rows = await db.fetch("SELECT name, checksum FROM migration")
    return {row["name"]: row["checksum"] for row in rows}


async def _apply(db: asyncpg.Connection, service: str, file: Path) -> None:
    """Apply one step. While somebody holds a table that it changes, try again after growing pauses."""
    statements, backoff = _statements(file), Backoff()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with db.transaction():
                await _become(db, service)
                await db.execute(statements)
                await db.execute("INSERT INTO migration (name, checksum) VALUES ($1, $2)", _name(file), _checksum(file))
            return
        except asyncpg.LockNotAvailableError:
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(backoff.next())


async def _become(db: asyncpg.Connection, service: str) -> None:
    """Until the end of the transaction, act as the owner of the service's schema in it, with short waits for locks."""
    await db.execute(f'SET LOCAL ROLE "{roles_of(service)[0]}"')
    await db.execute(f'SET LOCAL search_path = "{service}"')
    await db.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")


def _statements(file: Path) -> str:
    return file.read_text()


def _checksum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _name(file: Path) -> str:
    """The common steps and a service's own are numbered apart, so the folder is part of the name.

    `books` is what the folder was called when the first of them were applied.
    """
    return f"books/{file.name}" if file.parent == MESSAGING else file.name
