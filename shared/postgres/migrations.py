"""Brings a database to today's form: one schema and one role a service, numbered SQL files, each applied once."""

from collections.abc import Mapping
from pathlib import Path

import asyncpg

MESSAGING = Path(__file__).parent / "schema"
_LOCK = 0x4D455341  # "MESA": two migrations at once wait for each other


async def migrate(owner_dsn: str, passwords: Mapping[str, str], schemas: Mapping[str, Path]) -> list[str]:
    """Create roles and schemas and apply what is missing. Returns what was applied, as `service/file`.

    `passwords` and `schemas` are by service name; a schema is the folder with that service's numbered SQL files.
    Raises asyncpg.PostgresError as it comes: a half-applied file is rolled back whole.
    """
    db = await asyncpg.connect(owner_dsn)
    try:
        await db.execute("SELECT pg_advisory_lock($1)", _LOCK)
        applied: list[str] = []
        for name, folder in schemas.items():
            await _room(db, name, passwords[name])
            applied += [f"{name}/{done}" for done in await _apply(db, name, folder)]
        return applied
    finally:
        await db.close()


def files_of(folder: Path) -> list[Path]:
    """The SQL files for one service in the order of their numbers: the books first, then its own."""
    return sorted(MESSAGING.glob("[0-9]*.sql")) + sorted(folder.glob("[0-9]*.sql"))


async def _room(db: asyncpg.Connection, name: str, password: str) -> None:
    """The role and schema of a service. Nobody else's role may look into the schema."""
    role = f"mesa_{name}"
    if not await db.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
        await db.execute(f'CREATE ROLE "{role}" LOGIN')
    quoted = await db.fetchval("SELECT quote_literal($1::text)", password)
    database = await db.fetchval("SELECT quote_ident(current_database())")
    await db.execute(f'ALTER ROLE "{role}" PASSWORD {quoted}')
    await db.execute(f'GRANT "{role}" TO CURRENT_USER')
    await db.execute(f'CREATE SCHEMA IF NOT EXISTS "{name}" AUTHORIZATION "{role}"')
    await db.execute(f'ALTER ROLE "{role}" IN DATABASE {database} SET search_path = "{name}"')


async def _apply(db: asyncpg.Connection, name: str, folder: Path) -> list[str]:
    async with db.transaction():
        await db.execute(f'SET LOCAL ROLE "mesa_{name}"')
        await db.execute(f'SET LOCAL search_path = "{name}"')
        await db.execute(
            "CREATE TABLE IF NOT EXISTS migration"
            " (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        done = {row["name"] for row in await db.fetch("SELECT name FROM migration")}
        fresh = [file for file in files_of(folder) if _name(file) not in done]
        for file in fresh:
            await db.execute(file.read_text())
            await db.execute("INSERT INTO migration (name) VALUES ($1)", _name(file))
        return [file.name for file in fresh]


def _name(file: Path) -> str:
    """Books and a service's own files are numbered apart, so the folder is part of the name."""
    return f"books/{file.name}" if file.parent == MESSAGING else file.name
