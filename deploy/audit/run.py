"""Runs every check on a living stack: what looks wrong is asked again until it settles or the patience ends."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from deploy.audit.bus import OF_THE_BUS
from deploy.audit.check import Check
from deploy.audit.field import OF_THE_FIELD
from shared.clock import Now

SHOWN = 5
CHECKS = (*OF_THE_FIELD, *OF_THE_BUS)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: how many it looked at, how many are wrong, and the first of them."""

    name: str
    looked_at: int
    wrong: int
    first: tuple[str, ...]
    do: str

    @property
    def holds(self) -> bool:
        return self.wrong == 0


async def audit(dsn: str, now: Now, patience: float = 15.0) -> list[Finding]:
    """Every check, in order. `dsn` is the database owner's. A stack at work may need `patience` seconds to settle.

    Raises OSError or asyncpg.PostgresError if the database is away or has no such tables.
    """
    db = await asyncpg.connect(dsn)
    try:
        found = {check.name: await _ask(db, check, now()) for check in CHECKS}
        loop = asyncio.get_running_loop()
        deadline = loop.time() + patience
        while (open_ := [c for c in CHECKS if not found[c.name].holds]) and loop.time() < deadline:
            await asyncio.sleep(0.25)
            for check in open_:
                found[check.name] = await _ask(db, check, now())
        return list(found.values())
    finally:
        await db.close()


async def _ask(db: asyncpg.Connection, check: Check, now: datetime) -> Finding:
    values = (now,) if check.clocked else ()
    wrong = [str(row[0]) for row in await db.fetch(check.wrong, *values)]
    looked_at = await db.fetchval(check.looked_at)
    return Finding(check.name, looked_at, len(wrong), tuple(wrong[:SHOWN]), check.do)
