"""Why a service is not ready, and what waits in it: what its parts say, and what broker and database answer."""

import asyncio
from collections.abc import Callable, Mapping

import asyncpg
import structlog

from shared.messaging.kafka import KafkaConsumer
from shared.messaging.relay import Relay
from shared.messaging.unit_of_work import PermanentError, TransientError
from shared.postgres import published
from shared.postgres.backlog import Backlog, backlog
from shared.postgres.errors import translated
from shared.postgres.outbox import oldest_waiting
from shared.postgres.pools import borrowed

log = structlog.get_logger()
ASK_SECONDS = 2.0
LATE_SECONDS = 30.0
"""A fact that waits longer to be published makes the service not ready."""


async def faults_of(
    parts: Mapping[str, str],
    consumer: KafkaConsumer | None,
    relay: Relay | None,
    pool: Callable[[], asyncpg.Pool],
) -> dict[str, str]:
    """By part, what is wrong; empty if the service is ready. `parts`: what is known already.

    `pool` gives the connections to ask with; it may raise TransientError.
    """
    wrong = dict(parts)
    if consumer is None or not consumer.listening:
        wrong["consumer"] = "not listening"
    elif trouble := consumer.trouble:
        wrong["consumer"] = trouble
    elif not consumer.knows_table:
        wrong["consumer"] = "reading who sits at the table"
    if trouble := relay.trouble if relay else "not relaying":
        wrong["relay"] = trouble

    async def broker() -> str:
        if consumer is not None:
            await consumer.answers()
        return ""

    for part, ask in (("kafka", broker), ("database", lambda: _facts_that_wait(pool()))):
        try:
            async with asyncio.timeout(ASK_SECONDS):
                if trouble := await ask():
                    wrong.setdefault("relay", trouble)
        except (TransientError, PermanentError, TimeoutError) as away:
            # why it was not reached, if that is known, says more than that it was not: a wrong password, for one
            wrong.setdefault(part, str(away) or f"no answer within {ASK_SECONDS:.0f} s")
    return wrong


async def _facts_that_wait(pool: asyncpg.Pool) -> str:
    """What keeps facts waiting: those that are said once more; or how long the oldest has been waiting, if long."""
    with translated():
        async with borrowed(pool) as db:
            seconds, again = await oldest_waiting(db), await published.left_to_fill(db)
    if again:
        return f"the topics are filled again: {again} facts to go"
    return f"the oldest fact waits for {seconds:.0f} s" if seconds > LATE_SECONDS else ""


async def backlog_of(consumer: KafkaConsumer | None, pool: Callable[[], asyncpg.Pool]) -> Backlog | None:
    """What waits in a service; None if it cannot be said now, for whatever reason: whoever asks gets an answer."""
    try:
        async with asyncio.timeout(ASK_SECONDS):
            lag = await consumer.lag() if consumer else 0
            with translated():
                async with borrowed(pool()) as db:
                    return await backlog(db, lag)
    except Exception as away:
        log.warning("figures_incomplete", why=type(away).__name__)
        return None
