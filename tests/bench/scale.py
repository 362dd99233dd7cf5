"""One vacancy among a million seekers: the shortlist on a real PostgreSQL, beside the naive scan; and 500 at once."""

import asyncio
import os
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import asyncpg

from services.matching import store
from services.matching.store.needs import Need
from services.matching.store.shortlists import shortlists
from shared.occupations import NAMES
from shared.postgres.migrations import migrate
from shared.territory import all_communes, commune, travel_from
from tests.servers import choose, docker_answers, running

GOAL_MS = 10.0
NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
SCHEMA = Path(store.__file__).parents[1] / "schema"
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """Milliseconds. `naive` reads every seeker of the state; `batch` is each of 500 asked at once."""

    seekers: int
    vacancies: int
    p50: float
    p95: float
    p99: float
    ring_p50: float
    ring_p99: float
    naive: float
    batch: float


def run(seekers: int, tell: Tell) -> Report:
    with tempfile.TemporaryDirectory(prefix="mesa-scale-") as folder:
        tell("starting PostgreSQL")
        with running(choose(os.environ, docker_answers), Path(folder)) as (_, dsn):
            return asyncio.run(_measure(dsn, seekers, tell))


async def _measure(dsn: str, seekers: int, tell: Tell) -> Report:
    await migrate(dsn, {"mesa_matching": "secret"}, {"matching": SCHEMA})
    db = await asyncpg.connect(dsn, server_settings={"search_path": "matching"})
    try:
        tell(f"inventing {seekers:,} seekers over the communes of the state")
        await _invent(db, seekers)
        chance = random.Random(7)
        homes = [chance.choice(_PUNILLA_AND_BEYOND) for _ in range(300)]
        alone = [_need(chance, cut, n) for n, cut in enumerate(homes)]
        rings = [
            [_need(random.Random(n), cut, n) for cut in (home, *_ring(home))] for n, home in enumerate(homes[:100])
        ]
        await _timed(db, [[need] for need in alone[:20]])  # what is read for the first time is not what is measured
        tell("one vacancy, one commune")
        one = await _timed(db, [[need] for need in alone])
        tell("one vacancy, the communes of a ring")
        ring = await _timed(db, rings)
        tell("the naive scan")
        naive = [await _took(lambda need=need: _naive(db, need)) for need in alone[:5]]  # type: ignore[misc]
        tell("500 vacancies at once")
        many = [_need(chance, chance.choice(_PUNILLA_AND_BEYOND), n) for n in range(500)]
        batch = await _took(lambda: shortlists(db, many))
    finally:
        await db.close()
    cuts, around = statistics.quantiles(one, n=100), statistics.quantiles(ring, n=100)
    return Report(
        seekers=seekers,
        vacancies=len(one),
        p50=cuts[49],
        p95=cuts[94],
        p99=cuts[98],
        ring_p50=around[49],
        ring_p99=around[98],
        naive=statistics.median(naive),
        batch=batch / len(many),
    )


async def _timed(db: asyncpg.Connection, asked: Sequence[Sequence[Need]]) -> list[float]:
    return [await _took(lambda needs=needs: shortlists(db, needs)) for needs in asked]  # type: ignore[misc]


async def _took(doing: Callable[[], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await doing()
    return (time.perf_counter() - began) * 1000


async def _naive(db: asyncpg.Connection, need: Need) -> None:
    """As one would write it first: the same question without an index, so that everybody is read."""
    await db.execute("SET enable_indexscan = off; SET enable_bitmapscan = off")
    await shortlists(db, [need])
    await db.execute("RESET enable_indexscan; RESET enable_bitmapscan")


async def _invent(db: asyncpg.Connection, seekers: int) -> None:
    """People over all communes by their size, with the occupations of the list. Inside the server: it is faster."""
    people = [(one.cut, one.population) for one in all_communes().values() if one.population]
    weighted = [cut for cut, population in people for _ in range(max(1, population // 1000))]
    await db.execute(_INVENT, weighted, sorted(code for code in NAMES if len(code) == 4), seekers, NOW)
    await db.execute("ANALYZE seeker")


def _ring(home: str) -> list[str]:
    return [way.to for way in travel_from(home) if way.minutes <= 75]


def _need(chance: random.Random, cut: str, n: int) -> Need:
    code = chance.choice(_CODES)
    return Need(
        vacancy_id=f"v{n}",
        commune=commune(cut).cut,
        code=code,
        least_digits=1 if code.startswith("9") else 2,
        education_rank=chance.choice((0, 2, 4)),
        least_education=chance.choice((0, 1)),
        experience_years=chance.choice((0, 2)),
        least_experience=0,
        licences=chance.choice(("", "", "B", "A4")),
        shifts=chance.choice(("", "nights")),
        contract="",
        pay=None,
        minutes=chance.choice((0, 30)),
        available=date(2026, 1, 26),
        at=NOW,
        most=chance.choice((12, 20, 100)),
    )


_CODES = ("9211", "9212", "5131", "8332", "5223", "4110", "2341", "9112", "7111", "5120")
_PUNILLA_AND_BEYOND = tuple(cut for cut in all_communes() if cut[:2] in ("07", "08", "16"))

_INVENT = """
INSERT INTO seeker (candidate_ref, commune, occupations, codes, education, education_rank, experience_years, licences,
                    cannot, pay_floor, max_minutes, registered_at, state)
SELECT 'c-' || n, ($1::text[])[1 + (random() * (cardinality($1::text[]) - 1))::int], ARRAY[code],
       ARRAY[left(code, 1), left(code, 2), left(code, 3), code], 'secondary', (random() * 6)::int,
       (random() * 15)::int,
       CASE WHEN random() < 0.3 THEN ARRAY['B'] WHEN random() < 0.05 THEN ARRAY['A4'] ELSE '{}' END,
       CASE WHEN random() < 0.3 THEN ARRAY['nights'] ELSE '{}' END, 0, 30 + (random() * 90)::int,
       $4::timestamptz - random() * interval '200 days', CASE WHEN random() < 0.8 THEN 'free' ELSE 'placed' END
FROM (SELECT n, ($2::text[])[1 + (random() * (cardinality($2::text[]) - 1))::int] AS code
      FROM generate_series(1, $3::int) AS n) AS people
"""
