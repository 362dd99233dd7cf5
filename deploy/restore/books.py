"""The books after a restore: they know what was said as said, and give no number a second time."""

from collections.abc import Awaitable, Callable, Mapping

import asyncpg

from deploy.machine.service import NAMES
from deploy.restore.lost import LostTime
from shared.contracts.envelope import service_source
from shared.postgres import published

FENCES_AN_EPOCH = 1_000_000
"""After the nth restore every fence is above n times so many."""

FOLIOS_APART = 100
"""Each series of folios goes on at the next multiple: some may have been given that never reached the bus."""

NUMBERS_APART = 1_000_000_000
"""So much every sequence moves on."""


class AlreadyHeardError(Exception):
    """A service has run on the older copy, and has acted on what the copy does not know was said."""


async def write_off(db: asyncpg.Connection, lost: LostTime) -> int:
    """Make the books know the lost time, in one transaction: of what was said then nothing is heard or said again.

    The identities of the lost facts count as heard in every service. Whatever is numbered (epoch, folios, fences,
    sequences) goes on above what the lost time can have used. Returns the epoch. `db` is the owner's connection.
    Raises AlreadyHeardError, and nothing is changed.
    """
    async with db.transaction():
        for name in NAMES:
            await _require_unheard(db, name, lost)
        epoch = 1 + max([await _in_books_of(db, name, published.epoch) for name in NAMES])
        for name in NAMES:
            await _one_service(db, name, epoch, lost)
        await _folios_and_fences(db, epoch, lost.folios, lost.communes)
    return epoch


async def _in_books_of(db: asyncpg.Connection, name: str, ask: Callable[[asyncpg.Connection], Awaitable[int]]) -> int:
    await db.execute(f'SET LOCAL search_path = "{name}"')
    return await ask(db)


async def _require_unheard(db: asyncpg.Connection, name: str, lost: LostTime) -> None:
    """What is lost was heard after the copy was taken, so that no book may have it."""
    await db.execute(f'SET LOCAL search_path = "{name}"')
    heard = await db.fetchval(
        "SELECT count(*) FROM inbox JOIN unnest($1::text[], $2::text[]) AS lost (source, id) USING (source, id)",
        [service_source(one.service) for one in lost.facts],
        [one.message.envelope.id for one in lost.facts],
    )
    if heard:
        raise AlreadyHeardError(f"{name} has run on this copy and heard {heard} facts that are lost")


async def _one_service(db: asyncpg.Connection, name: str, epoch: int, lost: LostTime) -> None:
    await db.execute(f'SET LOCAL search_path = "{name}"')
    said = [(service_source(one.service), one.message.envelope) for one in (*lost.facts, *lost.replies)]
    await db.execute(
        """
        INSERT INTO inbox (source, id, type, subject)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING
        """,
        [source for source, _ in said],
        [envelope.id for _, envelope in said],
        [envelope.type for _, envelope in said],
        [envelope.subject for _, envelope in said],
    )
    own = sum(one.service == name for one in lost.facts)
    await db.execute("INSERT INTO restored (epoch, facts) VALUES ($1, $2)", epoch, own)
    await db.execute(
        """
        SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, coalesce(last_value, 0) + $1)
        FROM pg_sequences WHERE schemaname = current_schema()
        """,
        NUMBERS_APART,
    )


async def _folios_and_fences(
    db: asyncpg.Connection, epoch: int, folios: Mapping[str, tuple[int, int]], communes: set[str]
) -> None:
    await db.execute('SET LOCAL search_path = "vacancies"')
    first_fence = epoch * FENCES_AN_EPOCH
    await db.execute("UPDATE vacancy SET fence = greatest(fence, $1)", first_fence)
    await db.execute(
        """
        INSERT INTO numbering (commune, year, last)
        SELECT commune, 0, 0 FROM member UNION SELECT commune, 0, 0 FROM unnest($1::text[]) AS lost (commune)
        ON CONFLICT DO NOTHING
        """,
        sorted(communes | folios.keys()),
    )
    await db.execute(
        """
        UPDATE numbering SET year = lost.year, last = CASE
            WHEN numbering.year = lost.year THEN greatest(numbering.last, lost.last) ELSE lost.last END
        FROM unnest($1::text[], $2::integer[], $3::integer[]) AS lost (commune, year, last)
        WHERE lost.commune = numbering.commune AND lost.year >= numbering.year
        """,
        list(folios),
        [year for year, _ in folios.values()],
        [last for _, last in folios.values()],
    )
    await db.execute("UPDATE numbering SET first_fence = $1, last = (last / $2 + 1) * $2", first_fence, FOLIOS_APART)
