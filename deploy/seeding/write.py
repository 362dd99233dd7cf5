"""Puts an invented population into matching's database, in bulk; who is there already stays as they are."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from typing import Any

import asyncpg

from deploy.seeding.population import InventedPerson
from services.matching.store.rows import prefixes
from services.matching.vault import Vault

CHUNK = 2000
SEEKER = (
    "candidate_ref",
    "commune",
    "occupations",
    "codes",
    "education",
    "education_rank",
    "experience_years",
    "licences",
    "cannot",
    "pay_floor",
    "max_minutes",
    "registered_at",
    "state",
)
IDENTITY = ("candidate_ref", "mark", "sealed")
KEY = ("candidate_ref", "wrapped")


async def write(dsn: str, people: Iterable[InventedPerson], vault: Vault, tell: Callable[[int], None]) -> int:
    """Write in chunks, each in a transaction; `tell` is called with how many are done. Returns how many were new."""
    db = await asyncpg.connect(dsn)
    try:
        added, rest = 0, iter(people)
        while chunk := list(islice(rest, CHUNK)):
            added += await _write(db, chunk, vault)
            tell(len(chunk))
        await db.execute("ANALYZE seeker")
        return added
    finally:
        await db.close()


async def look_again(dsn: str, now: datetime) -> int:
    """Ask matching's clock to look through every open vacancy for the newcomers. Returns how many there are.

    The time is that of the stack's clock. Each look needs an instant of its own: a tick is known by it.
    """
    db = await asyncpg.connect(dsn)
    try:
        done = await db.execute(
            """
            UPDATE vacancy SET look_at = greatest($1, looked_at + interval '1 microsecond')
            WHERE NOT over AND look_at IS NULL
            """,
            now,
        )
        return int(done.split()[-1])
    finally:
        await db.close()


async def _write(db: Any, people: list[InventedPerson], vault: Vault) -> int:
    async with db.transaction():
        await _copy(db, "seeker", SEEKER, [_seeker(one) for one in people])
        added = await _take(db, "seeker", SEEKER)
        fresh = [one for one in people if one.candidate_ref in added]
        sealed = [(one.candidate_ref, vault.seal(one.candidate_ref, one.identity)) for one in fresh]
        marks = [vault.mark(one.identity) for one in fresh]
        identities = [(ref, mark, each.identity) for (ref, each), mark in zip(sealed, marks, strict=True)]
        await _copy(db, "identity", IDENTITY, identities)
        await _take(db, "identity", IDENTITY)
        await _copy(db, "identity_key", KEY, [(ref, each.key) for ref, each in sealed])
        await _take(db, "identity_key", KEY)
        return len(added)


async def _copy(db: Any, table: str, names: tuple[str, ...], records: list[tuple[Any, ...]]) -> None:
    """Copy into a table beside it, which ends with the transaction, because COPY cannot skip conflicts.

    A service makes no temporary tables: they would stand outside its schema.
    """
    listed = ", ".join(names)
    query = f"SELECT {listed} FROM {table} WITH NO DATA"  # noqa: S608 - the names are ours
    await db.execute(f"CREATE UNLOGGED TABLE new_{table} AS {query}")
    await db.copy_records_to_table(f"new_{table}", columns=names, records=records)


async def _take(db: Any, table: str, names: tuple[str, ...]) -> set[str]:
    """Insert from the table beside it into the real one. Returns the pseudonyms that were not there."""
    listed = ", ".join(names)
    rows = await db.fetch(
        f"INSERT INTO {table} ({listed}) SELECT {listed} FROM new_{table}"  # noqa: S608 - the names are ours
        " ON CONFLICT DO NOTHING RETURNING candidate_ref"
    )
    await db.execute(f"DROP TABLE new_{table}")
    return {row["candidate_ref"] for row in rows}


def _seeker(one: InventedPerson) -> tuple[Any, ...]:
    can = one.abilities
    return (
        one.candidate_ref,
        one.commune,
        list(can.occupations),
        prefixes(*can.occupations),
        can.education.value,
        can.education.rank,
        can.experience_years,
        [each.value for each in can.licences],
        [each.value for each in can.cannot],
        can.pay_floor,
        can.max_minutes,
        one.registered_at,
        "free",
    )
