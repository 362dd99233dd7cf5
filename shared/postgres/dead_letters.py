"""All SQL of the dead letters: keep them, try them again, and what an operator asks of them."""

import base64
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from shared.contracts.envelope import Envelope, Request
from shared.contracts.topics import intake_of
from shared.messaging.cloudevents import headers_of
from shared.messaging.decisions import TimerFired
from shared.messaging.records import MAX_BYTES, Record
from shared.messaging.unit_of_work import DeadLetter, timer_pause
from shared.postgres.columns import write_rows

CLOCK = "clock"
"""The `topic` of a timer's dead letter: it has no bytes, and fires again after a pause."""

REFUSED_BY_BROKER = "refused_by_broker"


@dataclass(frozen=True, slots=True)
class DeadLetterRow:
    """One row of the table. `headers` is JSON: a list of [name, base64 or null].

    `whole_size`: bytes of the value if only its beginning is kept. `decoded`: it was a message, of its own sender.
    """

    code: str
    detail: str
    traceback: str
    log: str
    topic: str
    partition: int | None
    record_offset: int | None
    key: bytes | None
    value: bytes | None
    whole_size: int | None
    broken: str
    headers: str
    decoded: bool
    source: str | None
    message_id: str | None
    type: str | None
    subject: str | None

    @property
    def place(self) -> tuple[Any, ...]:
        return place_of(
            self.log, self.topic, self.partition, self.record_offset, self.source, self.message_id, self.subject
        )


def place_of(
    log: str,
    topic: str,
    partition: int | None,
    offset: int | None,
    source: str | None,
    identity: str | None,
    subject: str | None,
) -> tuple[Any, ...]:
    """By what a letter is known again: its place in a log; a timer by its key, a request by HTTP by its identity."""
    if topic == CLOCK:
        return CLOCK, source, subject
    return (topic, source, identity) if offset is None else (log, topic, partition, offset)


class Retried:
    """The letters that a transaction tries again, so that what fails again is the same letter, with its history."""

    def __init__(self) -> None:
        self._letters: dict[tuple[Any, ...], int] = {}

    def __bool__(self) -> bool:
        return bool(self._letters)

    def add(self, letter_id: int, place: tuple[Any, ...]) -> None:
        self._letters[place] = letter_id

    def failed(self, place: tuple[Any, ...]) -> int | None:
        """The number of the letter at this place, if it is being tried again; it is not among `done` from now on."""
        return self._letters.pop(place, None)

    @property
    def done(self) -> list[int]:
        """Those that did not fail again."""
        return list(self._letters.values())


def row_of_dead_letter(dead_letter: DeadLetter) -> DeadLetterRow:
    """The row of a dead letter; a request by HTTP becomes the intake record that it would have been."""
    record = dead_letter.record
    named: Any = dead_letter.message.envelope if dead_letter.message else None
    if record is None and named is not None:
        record = _record_of(named)
    if record is None:
        raise ValueError("a dead letter needs a record or an envelope")
    attributes, size = dead_letter.attributes, len(record.value or b"")
    return DeadLetterRow(
        code=dead_letter.code,
        detail=_clean(dead_letter.detail) or "",
        traceback=_clean(dead_letter.traceback) or "",
        log=record.log,
        topic=record.topic,
        partition=record.partition if record.partition >= 0 else None,
        record_offset=record.offset if record.offset >= 0 else None,
        key=record.key,
        value=record.value[:MAX_BYTES] if record.value else record.value,
        whole_size=size if size > MAX_BYTES else None,
        broken=record.broken,
        headers=_packed(record.headers),
        decoded=named is not None,
        source=_clean(named.source if named else attributes.get("source")),
        message_id=_clean(named.id if named else attributes.get("id")),
        type=_clean(named.type if named else attributes.get("type")),
        subject=_clean(named.subject if named else attributes.get("subject")),
    )


async def keep(tx: Any, letters: Sequence[DeadLetter], retried: Retried) -> None:
    """Insert letters; one that was tried again and failed is put back under its number, with what happened added.

    A record that is a dead letter already, because its batch came again, stays one row.
    """
    new: list[DeadLetterRow] = []
    for letter in letters:
        row = row_of_dead_letter(letter)
        known = retried.failed(row.place)
        if letter.timer:
            known = known or await tx.fetchval(_OPEN_TIMER, row.source, row.subject)
        if known is None:
            new.append(row)
        else:
            await tx.execute(_FAILED_AGAIN, known, row.code, row.detail, row.traceback)
        if letter.timer:
            # its identity leaves the inbox, for the timer will fire again
            await tx.execute("DELETE FROM inbox WHERE source = $1 AND id = $2", row.source, row.message_id)
    await write_rows(tx, _INSERT, [astuple(row) for row in new])
    for letter in letters:
        if letter.timer and letter.message:
            await _let_rest(tx, letter.message.envelope.source, letter.timer.key, letter.now or datetime.now(UTC))
    if retried:
        await tx.execute(_DONE, retried.done)


async def take_replays(tx: Any, limit: int, retried: Retried) -> list[Record]:
    """The records of letters marked for replay, in the order of their topics, so that no subject is turned round.

    What only waited behind another letter goes with it, or by itself once nothing of its subject is put aside any more.
    What was decoded and failed counts as new: its identity leaves the inbox. No other identity does, for the sender of
    a record that was refused may have named somebody else's. What the broker refused goes back into the outbox.
    """
    # one replica at a time: a second one would take what comes later, and might be done first
    if not await tx.fetchval("SELECT pg_try_advisory_xact_lock(hashtextextended('replay:' || current_schema(), 0))"):
        return []
    await tx.execute(_FREE_WHAT_ONLY_WAITS)
    rows = await tx.fetch(_TAKE, limit)
    for r in rows:
        place = place_of(
            r["log"], r["topic"], r["partition"], r["record_offset"], r["source"], r["message_id"], r["subject"]
        )
        retried.add(r["id"], place)
    return [_kept_record(row) for row in rows if row["code"] != REFUSED_BY_BROKER]


async def resting_timers(tx: Any, now: datetime, retried: Retried) -> list[str]:
    """The keys of timers that failed and rest. Those whose pause is over are noted in `retried`."""
    rows = await tx.fetch(
        """
        SELECT id, source, subject, again_at IS NOT NULL AND again_at > $1 AS rests FROM dead_letter
        WHERE topic = 'clock' AND status IN ('parked', 'replay')
        """,
        now,
    )
    for row in rows:
        if not row["rests"]:
            retried.add(row["id"], (CLOCK, row["source"], row["subject"]))
    return [row["subject"] for row in rows if row["rests"]]


async def _let_rest(tx: Any, source: str, key: str, now: datetime) -> None:
    letter = await tx.fetchrow(_OPEN_TIMER, source, key)
    await tx.execute(
        "UPDATE dead_letter SET again_at = $2 WHERE id = $1", letter["id"], now + timer_pause(letter["tries"])
    )


_INSERT = """
INSERT INTO dead_letter (code, detail, traceback, log, topic, partition, record_offset, key, value, whole_size, broken,
                         headers, decoded, source, message_id, type, subject)
SELECT code, detail, traceback, log, topic, partition, record_offset, key, value, whole_size, broken,
       headers::jsonb, decoded, source, message_id, type, subject
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::bigint[], $8::bytea[],
            $9::bytea[], $10::bigint[], $11::text[], $12::text[], $13::boolean[], $14::text[], $15::text[],
            $16::text[], $17::text[])
     AS l (code, detail, traceback, log, topic, partition, record_offset, key, value, whole_size, broken,
           headers, decoded, source, message_id, type, subject)
ON CONFLICT (log, topic, partition, record_offset) WHERE status = 'parked' DO NOTHING
"""

_OPEN_TIMER = """
SELECT id, tries FROM dead_letter
WHERE topic = 'clock' AND source = $1 AND subject = $2 AND status IN ('parked', 'replay') ORDER BY id LIMIT 1
"""

_FAILED_AGAIN = """
UPDATE dead_letter
SET status = 'parked', code = $2, detail = $3, traceback = $4, tries = tries + 1, again_at = NULL,
    history = noted(history, 'failed again', '', $2)
WHERE id = $1
"""

_DONE = """
UPDATE dead_letter SET status = 'replayed', seen_to_at = now(), again_at = NULL,
       history = noted(history, 'done', '', '')
WHERE id = ANY($1::bigint[])
"""

_FREE_WHAT_ONLY_WAITS = """
WITH waiting AS (
    SELECT DISTINCT topic, subject FROM dead_letter WHERE status = 'parked' AND code = 'blocked_by_key'
)
UPDATE dead_letter d SET status = 'replay' FROM waiting w
WHERE d.status = 'parked' AND d.code = 'blocked_by_key' AND d.topic = w.topic AND d.subject = w.subject
  AND NOT EXISTS (
    SELECT FROM dead_letter first
    WHERE first.topic = w.topic AND first.subject = w.subject AND first.status = 'parked' AND first.decoded
      AND first.code <> 'blocked_by_key'
)
"""

# the lowest places first: of a subject they are all in one partition
_TAKE = """
WITH taken AS (
    SELECT id, code, log, topic, partition, record_offset, key, value, broken, headers, decoded, source, message_id,
           subject
    FROM dead_letter WHERE status = 'replay' AND topic <> 'clock'
    ORDER BY topic, partition, log, record_offset, id LIMIT $1 FOR UPDATE
), forgotten AS (
    DELETE FROM inbox i USING taken t
    WHERE t.decoded AND i.source = t.source AND i.id = t.message_id AND i.answer IS NULL
), said_again AS (
    UPDATE outbox o SET published_at = NULL FROM taken t
    WHERE t.code = 'refused_by_broker' AND o.source = t.source AND o.id = t.message_id AND o.published_at = 'infinity'
)
SELECT id, code, log, topic, partition, record_offset, key, value, broken, headers, source, message_id, subject
FROM taken ORDER BY topic, partition, log, record_offset, id
"""


def _record_of(envelope: Envelope[Any]) -> Record:
    if isinstance(envelope.data, TimerFired):
        return Record(CLOCK, -1, -1, envelope.subject.encode(), None, ())
    topic = intake_of(envelope.data.commune).name if isinstance(envelope.data, Request) else envelope.source
    body = envelope.data.model_dump_json(exclude_none=True).encode()
    return Record(topic, -1, -1, envelope.subject.encode(), body, tuple(headers_of(envelope)))


def _kept_record(row: Any) -> Record:
    return Record(
        topic=row["topic"],
        partition=_or(row["partition"]),
        offset=_or(row["record_offset"]),
        key=row["key"],
        value=row["value"],
        headers=unpacked(row["headers"]),
        log=row["log"],
        broken=row["broken"],
    )


def _clean(text: str | None) -> str | None:
    """Text that PostgreSQL keeps: without the characters that are none."""
    return text.replace("\x00", "�") if text else text


def _or(number: int | None) -> int:
    return -1 if number is None else number


def _packed(headers: Sequence[tuple[str, bytes | None]]) -> str:
    plain = [[_clean(n), None if v is None else base64.b64encode(v).decode()] for n, v in headers]
    return orjson.dumps(plain).decode()


def unpacked(text: str) -> tuple[tuple[str, bytes | None], ...]:
    return tuple((n, None if v is None else base64.b64decode(v)) for n, v in orjson.loads(text))
