"""Claims that race for seats over two replicas, on real servers: how fast, and whether every promise holds."""

import asyncio
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.real.house import House
from tests.real.race import checks, race
from tests.servers import choose, docker_answers, running

PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Result:
    """`holds` by promise. One claim in ten came twice."""

    claims: int
    seats: int
    seconds: float
    holds: dict[str, bool]


def run(claims: int, tell: Callable[[str], None]) -> Result:
    """One race: a seat for every twentieth claim."""
    seats = max(1, claims // 40)
    with tempfile.TemporaryDirectory(prefix="mesa-claims-") as folder:
        tell("starting Kafka and PostgreSQL")
        with running(choose(os.environ, docker_answers), Path(folder)) as (kafka, dsn):
            tell(f"{claims} claims for {2 * seats} seats over two replicas")
            return asyncio.run(_race(kafka, dsn, claims, seats))


async def _race(kafka: str, dsn: str, claims: int, seats: int) -> Result:
    async with House(kafka, dsn, "claims") as house:
        seconds = await race(house, claims, seats, PATIENCE)
        return Result(claims, 2 * seats, seconds, await checks(house, claims, seats))
