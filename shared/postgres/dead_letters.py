"""All SQL of the dead letters: insert them, take them for replay, and what an operator asks of them."""

import base64
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

import orjson

from shared.contracts.envelope import Envelope, Request
from shared.contracts.topics import intake_of
from shared.messaging.cloudevents import Record, headers_of
from shared.messaging.decisions import TimerFired
from shared.messaging.unit_of_work import DeadLetter
from shared.postgres.columns import write_rows

CLOCK = "clock"
"""The `topic` of a timer's dead letter: it has no bytes; the timer fires again once its identity leaves the inbox."""


@dataclass(frozen=True, slots=True)
class DeadLetterRow:
    """One row of the table. `headers` is JSON: a list of [name, base64 or null]."""

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


def row_of_dead_letter(dead_letter: DeadLetter) -> DeadLetterRow:
    """The row of a dead letter; a request by HTTP becomes the intake record that it would have been."""
    record = dead_letter.record
    named: Any = dead_letter.message.envelope if dead_letter.message else None
    if record is None and named is not None:
        record = _record_of(named)
    if record is None:
        raise ValueError("a dead letter needs a record or an envelope")
    attributes = dead_letter.attributes
    return DeadLetterRow(
        code=dead_letter.code,
        detail=_clean(dead_letter.detail) or "",
        traceback=_clean(dead_letter.traceback) or "",
        topic=record.topic,
        partition=record.partition if record.partition >= 0 else None,
        record_offset=record.offset if record.offset >= 0 else None,
        key=record.key,
        value=record.value,
        headers=_packed(record.headers),
        source=_clean(named.source if named else attributes.get("source")),
        message_id=_clean(named.id if named else attributes.get("id")),
        type=_clean(named.type if named else attributes.get("type")),
        subject=_clean(named.subject if named else attributes.get("subject")),
    )


async def insert(tx: Any, letters: Sequence[DeadLetterRow]) -> None:
    """Insert rows. A record that is a dead letter already, because its batch came again, stays one row."""
    await write_rows(tx, _INSERT, [astuple(letter) for letter in letters])


async def take_replays(tx: Any, limit: int) -> list[Record]:
    """The records of letters marked for replay, oldest first. Their identities leave the inbox: they count as new."""
    rows = await tx.fetch(
        """
        WITH taken AS (
            SELECT id FROM dead_letter WHERE status = 'replay' ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
        ), marked AS (
            UPDATE dead_letter d SET status = 'replayed', seen_to_at = now() FROM taken WHERE d.id = taken.id
            RETURNING d.id, d.topic, d.partition, d.record_offset, d.key, d.value, d.headers, d.source, d.message_id
        ), forgotten AS (
            DELETE FROM inbox i USING marked m WHERE i.source = m.source AND i.id = m.message_id
        )
        SELECT topic, partition, record_offset, key, value, headers FROM marked ORDER BY id
        """,
        limit,
    )
    return [
        Record(r["topic"], _or(r["partition"]), _or(r["record_offset"]), r["key"], r["value"], _unpacked(r["headers"]))
        for r in rows
        if r["topic"] != CLOCK
    ]


async def listed(tx: Any, statuses: Sequence[str], limit: int) -> list[dict[str, Any]]:
    """Letters in any of these states, newest first, without their bytes."""
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
    """One letter with its bytes and headers; None if there is none."""
    row = await tx.fetchrow(_WHOLE, letter_id)
    return dict(row, headers=_unpacked(row["headers"])) if row else None


async def marked(tx: Any, ids: Sequence[int] | None, status: str, now: datetime) -> int:
    """Mark open letters (None: all) as 'replay' or 'dropped'. Returns how many."""
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


_INSERT = """
INSERT INTO dead_letter (code, detail, traceback, topic, partition, record_offset, key, value, headers,
                         source, message_id, type, subject)
SELECT code, detail, traceback, topic, partition, record_offset, key, value, headers::jsonb,
       source, message_id, type, subject
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::bigint[], $7::bytea[],
            $8::bytea[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
     AS l (code, detail, traceback, topic, partition, record_offset, key, value, headers,
           source, message_id, type, subject)
ON CONFLICT (topic, partition, record_offset) WHERE status = 'parked' DO NOTHING
"""

_WHOLE = """
SELECT id, parked_at, status, seen_to_at, code, detail, traceback, topic, partition, record_offset, key, value, headers,
       source, message_id, type, subject
FROM dead_letter WHERE id = $1
"""


def _record_of(envelope: Envelope[Any]) -> Record:
    if isinstance(envelope.data, TimerFired):
        return Record(CLOCK, -1, -1, envelope.subject.encode(), None, ())
    topic = intake_of(envelope.data.commune).name if isinstance(envelope.data, Request) else envelope.source
    body = envelope.data.model_dump_json(exclude_none=True).encode()
    return Record(topic, -1, -1, envelope.subject.encode(), body, tuple(headers_of(envelope)))


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
