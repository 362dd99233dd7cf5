"""What every consumer of the bench does with a message: remember it, count it by vacancy, say one fact."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from shared.contracts.envelope import Envelope, root_envelope
from shared.contracts.matching import OfferDeclined
from shared.contracts.reasons import DeclineReason
from shared.contracts.vacancies import Occupation, Pay, Profile, VacancyPosted
from shared.contracts.vocabulary import Education, Shift
from shared.messaging.decisions import Decision, LoadedAggregates, TimerFired
from shared.messaging.kafka import outbox_row_of
from shared.postgres.columns import write_rows
from shared.postgres.migrations import MESSAGING

VACANCIES = 2_000
"""So many different keys: a batch of 1,000 touches a few hundred rows of state."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a vacancy was posted."""

    vacancy_id: str
    times: int

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.vacancy_id


def on_posted(aggregates: LoadedAggregates, envelope: Envelope[VacancyPosted], now: datetime) -> Decision:
    known = aggregates.get(Tally, envelope.data.vacancy_id) or Tally(envelope.data.vacancy_id, 0)
    return Decision((replace(known, times=known.times + 1),), (declined(envelope.data),))


def declined(posted: VacancyPosted) -> OfferDeclined:
    """The fact that follows from each message."""
    return OfferDeclined(
        offer_id=f"{posted.vacancy_id}.{posted.commune}",
        vacancy_id=posted.vacancy_id,
        commune=posted.commune,
        tier=0,
        reasons=(DeclineReason.NO_PROFILE,),
    )


async def load(tx: Any, messages: Sequence[Envelope[Any]], policy: Any = None) -> LoadedAggregates:
    ids = sorted({m.data.vacancy_id for m in messages if isinstance(m.data, VacancyPosted)})
    found = await tx.fetch("SELECT * FROM tally WHERE vacancy_id = ANY($1) ORDER BY vacancy_id FOR UPDATE", ids)
    return LoadedAggregates(Tally(row["vacancy_id"], row["times"]) for row in found)


async def due(tx: Any, now: datetime, limit: int, but: Sequence[str] = ()) -> list[TimerFired]:
    return []


async def save(tx: Any, aggregates: LoadedAggregates) -> None:
    rows = [(after.vacancy_id, after.times) for _, after in aggregates.changes(Tally)]
    await write_rows(tx, SAVE, rows)


SAVE = """
INSERT INTO tally SELECT * FROM unnest($1::text[], $2::int[])
ON CONFLICT (vacancy_id) DO UPDATE SET times = excluded.times
"""


async def make_tables(dsn: str) -> None:
    """The books and the state, in the public schema of a database of its own."""
    db = await asyncpg.connect(dsn)
    try:
        for file in sorted(MESSAGING.glob("[0-9]*.sql")):
            await db.execute(file.read_text())
        await db.execute("CREATE TABLE tally (vacancy_id text PRIMARY KEY, times integer NOT NULL)")
    finally:
        await db.close()


def rows(count: int) -> list[dict[str, Any]]:
    """`count` facts for the producer, about `VACANCIES` vacancies."""
    now = datetime(2026, 1, 12, 12, tzinfo=UTC)
    profile = Profile(
        title="Operario/a de packing de arándanos",
        employer="Exportadora del Ñuble",
        occupation=Occupation(code="9321"),
        education=Education.PRIMARY,
        shifts=(Shift.SATURDAYS,),
        pay=Pay(least=539_000, most=620_000),
    )
    made = []
    for n in range(count):
        posted = VacancyPosted(
            vacancy_id=f"vacancy-{n % VACANCIES}",
            commune="16301",
            seats=10,
            profile=profile,
            local_until=now + timedelta(days=2),
            valid_through=now + timedelta(days=30),
        )
        one = f"fact-{n}"
        made.append(outbox_row_of("vacancies", root_envelope(posted, one, "/mesa/vacancies", now)))
    return made
