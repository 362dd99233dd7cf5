"""What stands on the topics and in the tables when everything is quiet again, read directly, past every line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from deploy.machine.service import NAMES
from shared.contracts.topics import AGENDA, NOTICES, OFFERS, VACANCIES, replies_to
from shared.messaging.address import BusAddress
from shared.messaging.kafka import read_topic


@dataclass(frozen=True, slots=True)
class Published:
    """A fact on a topic, in the order of its partition. `row` names place and offset, for people."""

    topic: str
    partition: int
    offset: int
    key: str
    id: str
    type: str
    value: bytes

    @property
    def row(self) -> str:
        return f"{self.topic}/{self.partition}:{self.offset}"


@dataclass(frozen=True, slots=True)
class Written:
    """A fact in an outbox, with the position at which it was written."""

    service: str
    position: int
    id: str
    topic: str
    type: str
    key: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that the checks look at. `answered`: (service, commune, id) of each request that has an answer.

    `folios`: vacancy -> folio. `secrets`: what each service makes ids of keys with.
    """

    published: Sequence[Published]
    written: Sequence[Written]
    answered: frozenset[tuple[str, str, str]]
    folios: Mapping[str, str]
    secrets: Mapping[str, bytes]


async def read_books(dsn: str, bus: BusAddress, cuts: Sequence[str]) -> Books:
    """Raises OSError, asyncpg.PostgresError or TransientError if a server is away."""
    topics = [topic.name for topic in (VACANCIES, OFFERS, AGENDA, NOTICES, *map(replies_to, cuts))]
    published = [_published(record) async for record in read_topic(bus, topics)]
    db = await asyncpg.connect(dsn)
    try:
        written = [one for name in NAMES for one in await _outbox(db, name)]
        answered: set[tuple[str, str, str]] = set()
        for name in NAMES:
            rows = await db.fetch(f"SELECT source, id FROM {name}.inbox WHERE answer IS NOT NULL")  # noqa: S608
            answered |= {(name, row["source"].rpartition("/")[2], row["id"]) for row in rows}
        folios = await db.fetch("SELECT vacancy_id, folio FROM vacancies.vacancy")
        secrets = {name: await db.fetchval(f"SELECT secret FROM {name}.door") for name in NAMES}  # noqa: S608
    finally:
        await db.close()
    return Books(published, written, frozenset(answered), {r["vacancy_id"]: r["folio"] for r in folios}, secrets)


def _published(record: Any) -> Published:
    headers = {name: (value or b"").decode() for name, value in record.headers}
    key, value = (record.key or b"").decode(), record.value or b""
    return Published(
        record.topic,
        record.partition,
        record.offset,
        key,
        headers.get("ce_id", ""),
        headers.get("ce_type", ""),
        value,
    )


async def _outbox(db: Any, name: str) -> list[Written]:
    rows = await db.fetch(
        f"""
        SELECT position, id, topic, type, subject, data FROM {name}.outbox ORDER BY position
        """  # noqa: S608 - the names are ours
    )
    return [
        Written(
            name,
            row["position"],
            row["id"],
            row["topic"],
            row["type"],
            row["subject"],
            row["data"].encode(),
        )
        for row in rows
    ]
