"""What came of it, from the databases: seats by commune, answer times, credit, alone and together."""

from dataclasses import dataclass

import asyncpg

from shared.territory import name_of


@dataclass(frozen=True, slots=True)
class Share:
    """One commune's part. `answer_minutes`: median from call to answer, on the driven clock; None: never called."""

    commune: str
    placed: int
    credit: int
    answer_minutes: float | None


@dataclass(frozen=True, slots=True)
class HarvestOutcome:
    """`alone`: seats of which the home commune itself brought the person; `together`: all that were placed."""

    seats: int
    alone: int
    together: int
    to_fair: int
    shares: tuple[Share, ...]


async def outcome(dsn: str) -> HarvestOutcome:
    """Read as the database's owner."""
    db = await asyncpg.connect(dsn)
    try:
        (sums,) = await db.fetch(
            """
            SELECT (SELECT sum(seats) FROM vacancies.vacancy) AS seats,
                   (SELECT count(*) FROM vacancies.lease WHERE state = 'placed') AS together,
                   (SELECT count(*) FROM vacancies.lease l JOIN vacancies.vacancy v USING (vacancy_id)
                    WHERE l.state = 'placed' AND l.commune = v.commune) AS alone,
                   (SELECT coalesce(sum(seats - taken), 0) FROM vacancies.vacancy WHERE stage <> 'filled') AS to_fair
            """
        )
        rows = await db.fetch(_SHARES)
    finally:
        await db.close()
    shares = tuple(
        Share(row["commune"], row["placed"], row["credit"], None if row["minutes"] is None else float(row["minutes"]))
        for row in rows
    )
    return HarvestOutcome(sums["seats"], sums["alone"], sums["together"], sums["to_fair"], shares)


def name(share: Share) -> str:
    return name_of(share.commune)


_SHARES = """
WITH credit AS (
    SELECT key AS commune, sum(value::int) AS credit
    FROM vacancies.outbox o, jsonb_each_text(o.data::jsonb->'credit')
    WHERE o.type = 'cl.mesa.placement.declared.v1' GROUP BY 1
), placed AS (
    SELECT commune, count(*) AS placed FROM vacancies.lease WHERE state = 'placed' GROUP BY 1
), called AS (
    SELECT jsonb_array_elements_text(data::jsonb->'invited') AS commune, subject, min(time) AS at
    FROM vacancies.outbox WHERE type = 'cl.mesa.vacancy.unfilled.v1' GROUP BY 1, 2
), answered AS (
    SELECT data::jsonb->>'commune' AS commune, subject, min(time) AS at
    FROM matching.outbox WHERE type IN ('cl.mesa.offer.made.v1', 'cl.mesa.offer.declined.v1') GROUP BY 1, 2
), took AS (
    SELECT c.commune, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM a.at - c.at) / 60) AS minutes
    FROM called c JOIN answered a USING (commune, subject) GROUP BY 1
)
SELECT m.commune, coalesce(placed, 0) AS placed, coalesce(credit, 0) AS credit, took.minutes
FROM vacancies.member m LEFT JOIN placed USING (commune) LEFT JOIN credit USING (commune) LEFT JOIN took USING (commune)
WHERE m.at_table ORDER BY m.commune
"""
