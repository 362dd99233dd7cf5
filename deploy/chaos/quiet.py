"""Waits until everything is quiet: every process ready, every outbox empty, no lag, and nothing new for a while."""

import asyncio
import re
from collections.abc import Sequence

import asyncpg
import httpx

from deploy.keys import HomeKeys
from deploy.machine.service import NAMES
from shared.access.actors import Role

STILL = 4
"""So many looks, a second apart, must find nothing to do and nothing new."""

LAG = re.compile(r"^mesa_consumer_lag(?:\{[^}]*\})? ([0-9.e+]+)", re.MULTILINE)
SAID = " UNION ALL ".join(
    f"SELECT count(*) AS facts, count(*) FILTER (WHERE published_at IS NULL) AS waiting FROM {name}.outbox"  # noqa: S608
    for name in NAMES
)


async def until_quiet(dsn: str, urls: Sequence[str], keys: HomeKeys, seconds: float) -> str:
    """Empty when it is quiet; after so many seconds why it is not."""
    loop = asyncio.get_running_loop()
    deadline, still, before = loop.time() + seconds, 0, -1
    async with httpx.AsyncClient(timeout=10, headers=keys.bearer(Role.OPERATOR)) as http:
        while True:
            why, facts = await _restless(dsn, urls, http)
            still = still + 1 if not why and facts == before else 0
            before = facts
            if still >= STILL:
                return ""
            if loop.time() > deadline:
                return why or "facts are still being said"
            await asyncio.sleep(1)


async def _restless(dsn: str, urls: Sequence[str], http: httpx.AsyncClient) -> tuple[str, int]:
    try:
        for url in urls:
            if (ready := await http.get(f"{url}/health/ready")).status_code != 200:
                return f"{url} is not ready: {ready.text[:200]}", 0
            lag = LAG.search((await http.get(f"{url}/metrics")).text)
            if lag and float(lag[1]):
                return f"{url} has a lag of {float(lag[1]):.0f}", 0
        db = await asyncpg.connect(dsn, timeout=5)
        try:
            rows = await db.fetch(SAID)
        finally:
            await db.close()
    except (httpx.HTTPError, OSError, asyncpg.PostgresError, TimeoutError) as away:
        return type(away).__name__, 0
    waiting = sum(row["waiting"] for row in rows)
    return (f"{waiting} facts wait in the outboxes" if waiting else ""), sum(row["facts"] for row in rows)
