"""All SQL of the dead letters: park, take up again, and what an operator asks of them."""

import base64
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

import orjson

from shared.bus.ledger import Parked
from shared.bus.wire import Record, headers_of
from shared.bus.work import Tick
from shared.contracts.envelope import Envelope, Request
from shared.contracts.topics import intake_of

CLOCK = "clock"
"""The `topic` of a parked tick: it has no bytes, and comes again by itself once its identity leaves the inbox."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One row to park. `headers` is JSON: a list of [name, base64 or null]."""

    code: str
    detail: str
    traceback: str
    topic: str
    partition: int | None
    record_offset: int | None
    key: bytes | None
    value: bytes | None
    headers: str
    source: str | None
    message_id: str | None
    type: str | None
    subject: str | None


def letter_of(parked: Parked) -> Letter:
    """The row of what is parked; a request by HTTP becomes the intake record it would have been."""
    record = parked.record
    named: Any = parked.heard.envelope if parked.heard else None
    if record is None and named is not None:
        record = _record_of(named)
    if record is None:
        raise ValueError("a parked message needs a record or an envelope")
    told = parked.attributes
    return Letter(
        code=parked.code,
        detail=_clean(parked.detail) or "",
        traceback=_clean(parked.traceback) or "",
        topic=record.topic,
        partition=record.partition if record.partition >= 0 else None,
        record_offset=record.offset if record.offset >= 0 else None,
        key=record.key,
        value=record.value,
        headers=_packed(record.headers),
        source=_clean(named.source if named else told.get("source")),
        message_id=_clean(named.id if named else told.get("id")),
        type=_clean(named.type if named else told.get("type")),
        subject=_clean(named.subject if named else told.get("subject")),
    )


async def park(tx: Any, letters: Sequence[Letter]) -> None:
    """Put rows aside; a record that is parked already (the batch came again) stays one row."""
    columns = list(zip(*(astuple(letter) for letter in letters), strict=True))
    await tx.execute(
        """
        INSERT INTO dead_letter (code, detail, traceback, topic, partition, record_offset, key, value, headers,
                                 source, message_id, type, subject)
        SELECT code, detail, traceback, topic, partition, record_offset, key, value, headers::jsonb,
               source, message_id, type, subject
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::bigint[], $7::bytea[],
                    $8::bytea[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
             AS l (code, detail, traceback, topic, partition, record_offset, key, value, headers,
                   source, message_id, type, subject)
        ON CONFLICT (topic, partition, record_offset) WHERE status = 'parked' DO NOTHING
        """,
        *columns,
    )


async def take_replays(tx: Any, limit: int) -> list[Record]:
    """The letters an operator sent back, oldest first; they leave the inbox so that they count as new."""
    rows = await tx.fetch(
        """
        WITH taken AS (
            SELECT id FROM dead_letter WHERE status = 'replay' ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
        ), marked AS (
            UPDATE dead_letter d SET status = 'replayed', seen_to_at = now() FROM taken WHERE d.id = taken.id
            RETURNING d.*
        ), forgotten AS (
            DELETE FROM inbox i USING marked m WHERE i.source = m.source AND i.id = m.message_id
        )
        SELECT * FROM marked ORDER BY id
        """,
        limit,
    )
    return [
        Record(r["topic"], _or(r["partition"]), _or(r["record_offset"]), r["key"], r["value"], _unpacked(r["headers"]))
        for r in rows
        if r["topic"] != CLOCK
    ]


async def listed(tx: Any, statuses: Sequence[str], limit: int) -> list[dict[str, Any]]:
    """Open letters, newest first, without their bytes."""
    rows = await tx.fetch(
        """
        SELECT id, parked_at, status, code, detail, topic, partition, record_offset, type, subject, message_id
        FROM dead_letter WHERE status = ANY($1) ORDER BY id DESC LIMIT $2
        """,
        statuses,
        limit,
    )
    return [dict(row) for row in rows]


async def shown(tx: Any, letter_id: int) -> dict[str, Any] | None:
    """One letter whole, bytes and headers included; None if there is none."""
    row = await tx.fetchrow("SELECT * FROM dead_letter WHERE id = $1", letter_id)
    return dict(row, headers=_unpacked(row["headers"])) if row else None


async def marked(tx: Any, ids: Sequence[int] | None, status: str, now: datetime) -> int:
    """Mark parked letters (None: all) as 'replay' or 'dropped'. Returns how many."""
    done = await tx.fetch(
        """
        UPDATE dead_letter SET status = $2, seen_to_at = $3
        WHERE status = 'parked' AND ($1::bigint[] IS NULL OR id = ANY($1)) RETURNING id
        """,
        ids,
        status,
        now,
    )
    return len(done)


def _record_of(said: Envelope[Any]) -> Record:
    if isinstance(said.data, Tick):
        return Record(CLOCK, -1, -1, said.subject.encode(), None, ())
    topic = intake_of(said.data.commune).name if isinstance(said.data, Request) else said.source
    body = said.data.model_dump_json(exclude_none=True).encode()
    return Record(topic, -1, -1, said.subject.encode(), body, tuple(headers_of(said)))


def _clean(text: str | None) -> str | None:
    """Text that PostgreSQL keeps: without the characters that are none."""
    return text.replace("\x00", "�") if text else text


def _or(number: int | None) -> int:
    return -1 if number is None else number


def _packed(headers: Sequence[tuple[str, bytes | None]]) -> str:
    plain = [[_clean(n), None if v is None else base64.b64encode(v).decode()] for n, v in headers]
    return orjson.dumps(plain).decode()


def _unpacked(text: str) -> tuple[tuple[str, bytes | None], ...]:
    return tuple((n, None if v is None else base64.b64decode(v)) for n, v in orjson.loads(text))
