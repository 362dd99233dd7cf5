"""The tables of the board, emptied and folded anew in one transaction; or folded in memory and compared."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple

import asyncpg

from deploy.board.said import from_history, together
from services.notifications.board import store
from services.notifications.board.figures import figures
from services.notifications.board.handlers import HANDLERS
from services.notifications.board.matters import KINDS
from services.notifications.board.model import Matter
from services.notifications.board.waiting import waiting
from shared.contracts.envelope import Envelope
from shared.messaging.decisions import LoadedAggregates

MANY = 2_000
"""So many facts are folded at once."""

Source = Callable[[], Awaitable[Sequence[Envelope[Any]]]]
Tell = Callable[[int, int], None]
"""Told how many of how many facts are folded."""


class Rebuilt(NamedTuple):
    """`kept`: facts that only the board's own history had."""

    facts: int
    kept: int
    matters: int


class Compared(NamedTuple):
    """`different`: matters whose tables are not what their facts give; `unheard`: facts not folded yet."""

    facts: int
    unheard: int
    different: list[str]


async def rebuild(db: asyncpg.Connection, source: Source, tell: Tell = lambda done, of: None) -> Rebuilt:
    """Empty the board and fold every fact anew. `db` is the owner's connection.

    Whatever a running service hears meanwhile waits for the lock, and finds the history as it is then.
    """
    async with db.transaction():
        await db.execute("SET LOCAL search_path = notifications")
        await db.execute(_ALONE)
        history, said = await from_history(db), await source()
        facts = together(history, said)
        for statement in _EMPTY:
            await db.execute(statement)
        left = iter(facts)
        done = 0
        while some := list(islice(left, MANY)):
            await _fold(db, some)
            done += len(some)
            tell(done, len(facts))
        matters = await db.fetchval("SELECT count(*) FROM board_matter WHERE state IS NOT NULL")
    return Rebuilt(len(facts), len(facts) - len(said), matters)


async def _fold(db: asyncpg.Connection, facts: Sequence[Envelope[Any]]) -> None:
    aggregates = LoadedAggregates(await store.load(db, facts))
    for envelope in facts:
        aggregates.apply(HANDLERS[type(envelope.data)](aggregates, envelope, datetime.now(UTC)).changed)
    await store.save(db, aggregates)


async def compare(db: asyncpg.Connection, source: Source) -> Compared:
    """Fold in memory what the board has heard, and compare it with its tables. Changes nothing."""
    async with db.transaction(isolation="repeatable_read", readonly=True):
        await db.execute("SET LOCAL search_path = notifications")
        history, said = await from_history(db), await source()
        heard = {envelope.id for envelope in history}
        facts = together(history, [envelope for envelope in said if envelope.id in heard])
        board = LoadedAggregates()
        for envelope in facts:
            board.apply(HANDLERS[type(envelope.data)](board, envelope, envelope.time).changed)
        folded = {matter.key: matter for matter in board.all(Matter)}
        tables = await _tables(db)
    different = [key for key in folded.keys() | tables.keys() if _as_rows(folded.get(key)) != tables.get(key)]
    return Compared(len(facts), sum(envelope.id not in heard for envelope in said), sorted(different))


class _Rows(NamedTuple):
    """What the tables hold of one matter."""

    state: Any
    waiting: frozenset[Any]
    figures: frozenset[Any]


def _as_rows(matter: Matter | None) -> _Rows | None:
    if matter is None or matter.state is None:
        return None
    waits = frozenset((item.commune, item.kind.value, item.part, item.until) for item in waiting(matter.state))
    return _Rows(matter.state, waits, frozenset((row.figure.value, *row[1:]) for row in figures(matter.state)))


async def _tables(db: asyncpg.Connection) -> dict[str, _Rows]:
    waits: dict[str, set[Any]] = {}
    for key, *item in await db.fetch(_WAITING):
        waits.setdefault(key, set()).add(tuple(item))
    counts: dict[str, set[Any]] = {}
    for key, *row in await db.fetch(_FIGURES):
        counts.setdefault(key, set()).add(tuple(row))
    found = {}
    for kind, key, state in await db.fetch(_MATTERS):
        of_it = frozenset(waits.get(key, ())), frozenset(counts.get(key, ()))
        found[key] = _Rows(KINDS[kind].model_validate_json(state), *of_it)
    return found


_ALONE = "LOCK TABLE board_matter, board_history, board_waiting, board_figure IN EXCLUSIVE MODE"
_EMPTY = (
    "DELETE FROM board_waiting",
    "DELETE FROM board_figure",
    "DELETE FROM board_history",
    "DELETE FROM board_matter",
)
_MATTERS = "SELECT kind, kind || '/' || matter_id, state::text FROM board_matter WHERE state IS NOT NULL"
_WAITING = "SELECT kind || '/' || matter_id, commune, waits, part, until FROM board_waiting"
_FIGURES = "SELECT kind || '/' || matter_id, figure, commune, other, at, amount, fact_id, about FROM board_figure"
