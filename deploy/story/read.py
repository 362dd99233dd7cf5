"""Every fact about one vacancy, across the services' outboxes, in order, with what caused it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from shared.contracts.envelope import Fact
from shared.contracts.registry import FACTS

SPEAKERS = ("vacancies", "matching", "events", "notifications")


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One published fact: when, by whom, what caused it. `asked` names the request that caused it, if one did."""

    id: str
    at: datetime
    speaker: str
    fact: Fact
    causation_id: str | None
    asked: str | None


async def history(db: asyncpg.Connection, vacancy_id: str) -> list[StoryLine]:
    """The facts about a vacancy, oldest first; notices are left out, they repeat these."""
    found = [told for speaker in SPEAKERS[:3] for told in await _published(db, speaker, vacancy_id)]
    return in_order(found)


async def pending(db: asyncpg.Connection, vacancy_id: str) -> Sequence[Any]:
    """The communes that hold a copy which is not up to date, and since when: `commune`, `revision`, `since`."""
    rows: Sequence[Any] = await db.fetch(
        "SELECT h.commune, v.revision, h.pending_since AS since FROM vacancies.holder_seen h"
        " JOIN vacancies.vacancy v USING (vacancy_id)"
        " WHERE h.vacancy_id = $1 AND h.revision < v.revision ORDER BY h.commune",
        vacancy_id,
    )
    return rows


async def matching_ids(db: asyncpg.Connection, start: str) -> list[str]:
    """The vacancies whose id begins so or whose folio it is, at most ten."""
    rows = await db.fetch(
        "SELECT vacancy_id FROM vacancies.vacancy WHERE starts_with(vacancy_id, $1) OR folio = upper($1)"
        " ORDER BY posted_at DESC LIMIT 10",
        start,
    )
    return [row["vacancy_id"] for row in rows]


async def latest(db: asyncpg.Connection) -> Sequence[Any]:
    """The ten newest vacancies, for somebody who does not know an id."""
    rows: Sequence[Any] = await db.fetch(
        "SELECT vacancy_id, folio, commune, profile::jsonb->>'title' AS title, stage, posted_at FROM vacancies.vacancy"
        " ORDER BY posted_at DESC LIMIT 10"
    )
    return rows


def in_order(found: Sequence[StoryLine]) -> list[StoryLine]:
    """By time; at the same instant what was caused comes behind its cause."""
    depth: dict[str, int] = {}
    by_id = {told.id: told for told in found}

    def depth_of(told: StoryLine) -> int:
        if told.id not in depth:
            cause = by_id.get(told.causation_id or "")
            depth[told.id] = 0 if cause is None else depth_of(cause) + 1
        return depth[told.id]

    return sorted(found, key=lambda told: (told.at, depth_of(told)))


async def _published(db: asyncpg.Connection, speaker: str, vacancy_id: str) -> list[StoryLine]:
    rows = await db.fetch(
        f"""
        SELECT o.id, o.time, o.type, o.data, o.causation_id, i.type AS asked
        FROM {speaker}.outbox o LEFT JOIN LATERAL (
            SELECT type FROM {speaker}.inbox WHERE id = o.causation_id AND source LIKE '/comunas/%' LIMIT 1) i ON true
        WHERE o.data::jsonb->>'vacancy_id' = $1 ORDER BY o.position
        """,  # noqa: S608 - the speaker is one of ours
        vacancy_id,
    )
    return [
        StoryLine(
            row["id"],
            row["time"],
            speaker,
            FACTS[row["type"]].model_validate_json(row["data"]),
            row["causation_id"],
            row["asked"],
        )
        for row in rows
        if row["type"] in FACTS
    ]
