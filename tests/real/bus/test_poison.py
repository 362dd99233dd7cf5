"""What arrives badly is put aside once, answered where one can be told, and never stops what comes behind it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from services.vacancies.app import SERVICE
from shared.contracts.envelope import Envelope, commune_source
from shared.contracts.intake import VacancyPost
from shared.contracts.replies import RequestRejected
from shared.contracts.vacancies import Profile
from shared.messaging.cloudevents import headers_of
from shared.messaging.decisions import LoadedAggregates
from shared.messaging.kafka import KafkaConsumer
from shared.messaging.records import Record
from shared.messaging.unit_of_work import TransientError
from tests.logs import logged
from tests.real.house import SAN_CARLOS, House, nothing_heard, until

INTAKE = f"intake.{SAN_CARLOS}"
GOOD = VacancyPost(commune=SAN_CARLOS, seats=2, profile=Profile(title="Garzón/a", employer="Hostería Central"))
WHAT_A_PERSON_WROTE = "Rosa Fuentealba, 17.317.684-2"
BODY = GOOD.model_dump_json().encode()


@dataclass
class Poison:
    """A record as its sender made it. `headers` replace those of a good request; None drops one."""

    code: str
    value: bytes | None = BODY
    headers: dict[str, bytes | None] = field(default_factory=dict)
    by_id: bool = True
    """Whether its sender is told of it by its id; otherwise by its place."""


POISONS = {
    "not json": Poison("not_json", b"{seats: 2"),
    "wrong encoding": Poison("not_json", BODY.decode().encode("utf-16-le")),
    "latin-1": Poison("not_json", BODY.decode().encode("latin-1")),
    "an empty body": Poison("not_json", b""),
    "a tombstone": Poison("tombstone", None),
    "valid json of the wrong shape": Poison("wrong_shape", b'{"commune": "16301", "seats": "many"}'),
    "a json list": Poison("wrong_shape", b"[1, 2]"),
    "a NUL in a text": Poison("wrong_shape", BODY.replace(b"Garz", b"Ga\\u0000rz")),
    "unknown type": Poison("unknown_type", headers={"ce_type": b"cl.mesa.vacancy.wish.v1"}),
    "unknown version": Poison("unknown_type", headers={"ce_type": b"cl.mesa.vacancy.post.v9"}),
    "a header not in utf-8": Poison("header_not_utf8", headers={"ce_type": b"\xff\xfe"}),
    "a null id": Poison("not_a_cloudevent", headers={"ce_id": None}, by_id=False),
    "no headers at all": Poison(
        "not_a_cloudevent",
        headers={"ce_id": b"", "ce_source": b"", "ce_type": b"", "ce_time": b""},
        by_id=False,
    ),
    "the first instant there is, a zone to the east": Poison(
        "no_time", headers={"ce_time": b"0001-01-01T00:00:00+14:00"}
    ),
    "the first instant there is": Poison("no_time", headers={"ce_time": b"0001-01-01T00:00:00Z"}),
    "a contact in the first year there is": Poison(
        "wrong_shape",
        b'{"commune":"16301","employer":"Lecheria","at":"0001-01-01T00:00:00Z","means":"visit","result":"interested"}',
        headers={"ce_type": b"cl.mesa.employer.contact.v1"},
    ),
    "valid until the last instant there is, a zone to the west": Poison(
        "wrong_shape", BODY[:-1] + b',"valid_through":"9999-12-31T23:59:59-14:00"}'
    ),
    "full-width digits for a commune": Poison("wrong_shape", BODY.replace(b"16301", "１６３０１".encode())),
    "a NUL in the name of a field": Poison("wrong_shape", BODY[:-1] + b',"a\\u0000b":1}'),
    "a tombstone with a NUL in its id": Poison("tombstone", None, headers={"ce_id": b"a\0b"}, by_id=False),
    "no time": Poison("no_time", headers={"ce_time": b"yesterday"}),
    "another commune's source": Poison("foreign_source", headers={"ce_source": b"/comunas/16303"}),
    "another commune in the body": Poison("foreign_commune", BODY.replace(b"16301", b"16303")),
    "a fact on an intake": Poison("fact_on_intake", headers={"ce_type": b"cl.mesa.vacancy.posted.v1"}),
    "ten megabytes": Poison("too_large", b'{"title": "' + b"x" * 10_000_000 + b'"}'),
}


@pytest.fixture
async def house(kafka_server: str, database: str, prefix: str) -> AsyncIterator[House]:
    async with House(kafka_server, database, prefix) as house:
        await _roomy_intake(house)
        await house.provision(["vacancies"], [SAN_CARLOS])
        await house.join(SAN_CARLOS)
        await house.open(SERVICE)
        await house.until_count(1, "SELECT count(*) FROM vacancies.member")
        yield house


async def test_every_poison_is_parked_once_and_what_comes_behind_it_is_done(house: House) -> None:
    async with house.producer() as producer:
        for n, poison in enumerate(POISONS.values()):
            await _send(house, producer, f"bad-{n}", poison)
        await _send(house, producer, "good", Poison(""))
    await house.until_count(1, "SELECT count(*) FROM vacancies.vacancy")
    parked = await house.db.fetch("SELECT code, status FROM vacancies.dead_letter ORDER BY record_offset")
    assert [(row["code"], row["status"]) for row in parked] == [(p.code, "parked") for p in POISONS.values()]
    assert not await house.runtimes[-1].faults()
    await house.until_count(0, "SELECT count(*) FROM vacancies.outbox WHERE published_at IS NULL")
    replies = [h.envelope.data for h in await house.heard(f"replies.{SAN_CARLOS}")]
    rejected = {r.request_id for r in replies if isinstance(r, RequestRejected)}
    places = enumerate(POISONS.values())
    assert rejected == {f"bad-{n}" if poison.by_id else f"{INTAKE}/0/{n}" for n, poison in places}


async def test_one_poison_among_five_hundred_harms_none_of_the_others(house: House) -> None:
    async with house.producer() as producer:
        sent = []
        for n in range(500):
            value, headers = _record(house, f"r-{n}", POISONS["wrong encoding"] if n == 250 else Poison(""))
            sent.append(await producer.send(f"{house.prefix}.{INTAKE}", value, key=b"any", headers=headers))
        await asyncio.gather(*sent)
    await house.until_count(499, "SELECT count(*) FROM vacancies.vacancy")
    await house.until_count(1, "SELECT count(*) FROM vacancies.dead_letter")


class Fragile:
    """The store of vacancies, with an error that nobody foresaw for some messages."""

    def __init__(self) -> None:
        self.due, self.save = SERVICE.store.due, SERVICE.store.save

    async def load(self, tx: Any, messages: Sequence[Envelope[Any]], policy: Any) -> LoadedAggregates:
        if any(m.id.startswith("broken") for m in messages):
            raise OverflowError(WHAT_A_PERSON_WROTE)
        return await SERVICE.store.load(tx, messages, policy)


async def test_what_the_load_breaks_on_is_parked_answered_and_stops_nobody(house: House) -> None:
    await house.close(house.runtimes[-1])
    with logged() as lines:
        runtime = await house.open(replace(SERVICE, store=Fragile()))
        async with house.producer() as producer:
            for identity in ("r-1", "broken-1", "r-2", "broken-2", "r-3"):
                await _send(house, producer, identity, Poison(""))
        await house.until_count(3, "SELECT count(*) FROM vacancies.vacancy")
        await house.until_count(0, "SELECT count(*) FROM vacancies.outbox WHERE published_at IS NULL")
        assert not await runtime.faults()
    parked = await house.db.fetch("SELECT * FROM vacancies.dead_letter ORDER BY record_offset")
    assert [(row["code"], row["detail"], row["message_id"]) for row in parked] == [
        ("failed", "OverflowError", "broken-1"),
        ("failed", "OverflowError", "broken-2"),
    ]
    assert "in load" in parked[0]["traceback"]
    assert [line["log_level"] for line in lines if line["event"] == "message_parked"] == ["error", "error"]
    assert WHAT_A_PERSON_WROTE not in repr(lines) + repr(parked)
    assert b'mesa_messages_parked_total{code="failed"} 2.0' in await runtime.measure()
    replies = [h.envelope.data for h in await house.heard(f"replies.{SAN_CARLOS}")]
    aside = {r.request_id: r.faults[0].code for r in replies if isinstance(r, RequestRejected)}
    assert aside == {"broken-1": "put_aside", "broken-2": "put_aside"}


async def test_an_ear_that_fails_again_and_again_is_not_ready_and_says_where(house: House) -> None:
    """Nothing but TransientError leaves `take` as it is now; whatever will one day is neither quiet nor lost."""
    broken = True
    taken: list[Record] = []

    def failed(lines: list[Any]) -> list[Any]:
        return [line for line in lines if line["event"] == "batch_failed"]

    async def take(records: Sequence[Record]) -> None:
        if broken:
            raise RuntimeError(WHAT_A_PERSON_WROTE)
        taken.extend(records)

    ear = KafkaConsumer(house.bus, f"{house.prefix}.other", [], nothing_heard, intake=True, records=10)
    with logged() as lines:
        await ear.start(take)
        try:
            async with house.producer() as producer:
                await _send(house, producer, "r-1", Poison(""))
            await until(lambda: _so(ear.trouble == "failing with RuntimeError"), "trouble")
            await until(lambda: _so(len(failed(lines)) > 2), "it to be read again")
            broken = False
            await until(lambda: _so(len(taken) == 1), "it to be taken")
            await until(lambda: _so(not ear.trouble), "no trouble")
        finally:
            await ear.stop()
    first = failed(lines)[0]
    assert (first["log_level"], first["why"], first["at"]) == ("error", "RuntimeError", [f"{INTAKE}/0:0"])
    assert WHAT_A_PERSON_WROTE not in repr(lines)


async def test_a_place_that_waits_for_long_is_named(house: House) -> None:
    async def take(records: Sequence[Record]) -> None:
        raise TransientError("ConnectionDoesNotExistError")

    ear = KafkaConsumer(house.bus, f"{house.prefix}.other", [], nothing_heard, intake=True, records=10, stuck_seconds=0)
    await ear.start(take)
    try:
        async with house.producer() as producer:
            await _send(house, producer, "r-1", Poison(""))
        await until(lambda: _so(f"waiting for the database, at {INTAKE}/0:0 for " in ear.trouble), "trouble")
    finally:
        await ear.stop()


async def _so(it_is: bool) -> bool:
    return it_is


async def _send(house: House, producer: Any, identity: str, poison: Poison) -> None:
    value, headers = _record(house, identity, poison)
    await producer.send_and_wait(f"{house.prefix}.{INTAKE}", value, key=b"any", headers=headers)


def _record(house: House, identity: str, poison: Poison) -> tuple[bytes | None, list[tuple[str, Any]]]:
    envelope = house.envelope(commune_source(SAN_CARLOS), GOOD, identity)
    named: dict[str, bytes | None] = {**dict(headers_of(envelope)), **poison.headers}
    # besides: a header of somebody else's that is null, one that is not text
    return poison.value, [*named.items(), ("x-null", None), ("x-bytes", b"\xff")]


async def _roomy_intake(house: House) -> None:
    """An intake whose broker lets 10 MB pass, so that our own limit is what is tried."""
    admin = AIOKafkaAdminClient(bootstrap_servers=house.kafka)
    await admin.start()
    topic = NewTopic(f"{house.prefix}.{INTAKE}", 1, 1, topic_configs={"max.message.bytes": "33554432"})
    await admin.create_topics([topic])
    await admin.close()
