"""The right card among the first three, on sixty questions of our own over our own cards; and how long it takes.

Cards and questions have one author, so that they share more words than those of two offices would: the share is an
upper bound of what officers will see.
"""

import asyncio
import os
import statistics
import tempfile
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import asyncpg

from services.events import store
from services.events.model.cards import Card, CardVersion
from services.events.queries import help_cards
from shared.contracts.agenda import Process
from shared.messaging.decisions import LoadedAggregates
from shared.postgres.migrations import migrate
from shared.postgres.reader import Reader
from tests.servers import choose, docker_answers, running

GOAL = 0.85
HERE = Path(__file__).parent
SCHEMA = Path(store.__file__).parents[1] / "schema"
FIRST = 3
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """Shares of the questions; milliseconds of a search. `missed`: a question, the card it wanted, what came."""

    cards: int
    questions: int
    first: float
    first_three: float
    p50: float
    worst: float
    missed: list[tuple[str, str, list[str]]]


def cards() -> list[dict[str, Any]]:
    """Our own cards, as the file has them."""
    found: list[dict[str, Any]] = tomllib.loads((HERE / "help_cards.toml").read_text(encoding="utf-8"))["card"]
    return found


def questions() -> dict[str, str]:
    """Our own questions, each with the key of the card that answers it."""
    found: dict[str, str] = tomllib.loads((HERE / "help_questions.toml").read_text(encoding="utf-8"))["questions"]
    return found


def run(tell: Tell) -> Report:
    with tempfile.TemporaryDirectory(prefix="mesa-help-") as folder:
        tell("starting PostgreSQL")
        with running(choose(os.environ, docker_answers), Path(folder)) as (_, dsn):
            return asyncio.run(_migrated(dsn, tell))


async def _migrated(dsn: str, tell: Tell) -> Report:
    await migrate(dsn, {"mesa_events": "secret"}, {"events": SCHEMA})
    db = await asyncpg.connect(dsn, server_settings={"search_path": "events"})
    try:
        tell("searching")
        return await measure(db)
    finally:
        await db.close()


async def measure(db: asyncpg.Connection) -> Report:
    """Fills an empty table of cards through the store of the service, and asks each question through its query."""
    made = cards()
    async with db.transaction():
        await publish(db, made)
    asked, read = questions(), Reader(lambda: db)
    took, places, missed = [], [], []
    for question, wanted in asked.items():
        began = time.perf_counter()
        found = [card.card_id for card in await help_cards.search(read, question, FIRST)]
        took.append((time.perf_counter() - began) * 1000)
        places.append(found.index(wanted) + 1 if wanted in found else 0)
        if wanted not in found:
            missed.append((question, wanted, found))
    return Report(
        cards=len(made),
        questions=len(asked),
        first=sum(place == 1 for place in places) / len(asked),
        first_three=sum(place > 0 for place in places) / len(asked),
        p50=statistics.median(took),
        worst=max(took),
        missed=missed,
    )


async def publish(db: asyncpg.Connection, made: list[dict[str, Any]]) -> None:
    """Save cards as the service does."""
    aggregates = LoadedAggregates()
    at = datetime(2026, 1, 12, 12, tzinfo=UTC)
    for one in made:
        what = (Process(one["code"]), one["title"], one["text"], tuple(one["words"]))
        version = CardVersion(one["key"], 1, "16301", *what, date(2026, 12, 1), None, at)
        aggregates.apply((Card(one["key"], 1), version))
    await store.save(db, aggregates)
