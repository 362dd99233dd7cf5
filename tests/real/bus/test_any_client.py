"""Whatever a client sends, it is heard or set aside, and what comes behind it and beside it is heard in its time."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.protocol.produce import ProduceRequest

from services.vacancies.app import SERVICE
from shared.contracts.envelope import commune_source
from shared.contracts.intake import VacancyPost
from shared.contracts.topics import intake_of
from shared.contracts.vacancies import Profile
from shared.messaging.cloudevents import headers_of
from tests.raw import PLACEHOLDER, batch, renamed
from tests.real.go_tools import go_program
from tests.real.house import NIQUEN, SAN_CARLOS, House

POST = {
    cut: VacancyPost(commune=cut, seats=1, profile=Profile(title="Ordeñador", employer="Lechería"), distinct=True)
    for cut in (SAN_CARLOS, NIQUEN)
}
POSTED = "SELECT count(*) FROM vacancies.vacancy WHERE commune = $1"
PARKED = "SELECT count(*) FROM vacancies.dead_letter WHERE code = 'broken_record'"


@pytest.fixture
async def house(kafka_server: str, database: str, prefix: str) -> AsyncIterator[House]:
    """Two communes, whose intakes were made by hand: the broker keeps there what a client sends as it sends it."""
    async with House(kafka_server, database, prefix) as house:
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka_server)
        await admin.start()
        try:
            plain = {"compression.type": "producer"}
            await admin.create_topics([NewTopic(_intake(house, c), 1, 1, topic_configs=plain) for c in POST])
        finally:
            await admin.close()
        await house.provision(["vacancies"], [*POST])
        await house.join(*POST)
        await house.open(SERVICE)
        await house.until_count(2, "SELECT count(*) FROM vacancies.member")
        yield house


async def test_every_codec_is_heard(house: House) -> None:
    codecs = (None, "gzip", "snappy", "lz4", "zstd")
    for codec in codecs:
        producer = AIOKafkaProducer(bootstrap_servers=house.kafka, compression_type=codec)
        await producer.start()
        try:
            for n in range(3):
                await _send(producer, house, SAN_CARLOS, f"{codec}-{n}")
        finally:
            await producer.stop()
    sent = 3 * len(codecs)
    if program := go_program("produce"):
        lines = [_line(house, f"go-{n}") for n in range(3)]
        go = await asyncio.create_subprocess_exec(
            program, house.kafka, _intake(house, SAN_CARLOS), stdin=asyncio.subprocess.PIPE
        )
        await go.communicate("\n".join(lines).encode())
        assert go.returncode == 0
        sent += 3
    await house.until_count(sent, POSTED, SAN_CARLOS)
    assert await house.count("SELECT count(*) FROM vacancies.dead_letter") == 0


async def test_a_header_name_that_is_not_text_is_set_aside_and_stops_nobody(house: House) -> None:
    named = house.envelope(commune_source(SAN_CARLOS), POST[SAN_CARLOS], "odd")
    raw = batch((b"any", named.data.model_dump_json().encode(), [(PLACEHOLDER, b"x"), *headers_of(named)]))
    async with house.producer() as producer:
        await _send(producer, house, SAN_CARLOS, "before")
        await _produce(producer, _intake(house, SAN_CARLOS), renamed(raw, b"ce_N\xff\xfeE"))
        await _send(producer, house, SAN_CARLOS, "behind")
        await _send(producer, house, NIQUEN, "beside")
    await house.until_count(2, POSTED, SAN_CARLOS)
    await house.until_count(1, POSTED, NIQUEN)
    await house.until_count(1, PARKED)
    (letter,) = await house.db.fetch("SELECT * FROM vacancies.dead_letter")
    assert (letter["topic"], letter["partition"], letter["record_offset"]) == (f"intake.{SAN_CARLOS}", 0, 1)
    assert (letter["message_id"], letter["decoded"]) == ("odd", False)
    assert letter["value"] == named.data.model_dump_json().encode()
    # and after a start it is not read again
    await house.close(house.runtimes[-1])
    await house.open(SERVICE)
    assert await house.count(PARKED) == 1


async def test_what_a_client_took_back_is_not_done(house: House) -> None:
    for keep in (False, True):
        producer = AIOKafkaProducer(bootstrap_servers=house.kafka, transactional_id=f"{house.prefix}-{keep}")
        await producer.start()
        try:
            await producer.begin_transaction()
            await _send(producer, house, SAN_CARLOS, f"kept-{keep}")
            await (producer.commit_transaction() if keep else producer.abort_transaction())
        finally:
            await producer.stop()
    await house.until_count(1, POSTED, SAN_CARLOS)
    heard = await house.db.fetch("SELECT id FROM vacancies.inbox WHERE source = $1", commune_source(SAN_CARLOS))
    assert [row["id"] for row in heard] == ["kept-True"]


def _intake(house: House, cut: str) -> str:
    return f"{house.prefix}.{intake_of(cut).name}"


async def _send(producer: Any, house: House, cut: str, identity: str) -> None:
    named = house.envelope(commune_source(cut), POST[cut], identity)
    body = named.data.model_dump_json().encode()
    await producer.send_and_wait(_intake(house, cut), body, key=b"any", headers=headers_of(named))


def _line(house: House, identity: str) -> str:
    named = house.envelope(commune_source(SAN_CARLOS), POST[SAN_CARLOS], identity)
    headers = {name: value.decode() for name, value in headers_of(named)}
    return json.dumps({"key": "any", "value": named.data.model_dump_json(), "headers": headers})


async def _produce(producer: AIOKafkaProducer, topic: str, raw: bytes) -> None:
    """Send a batch as it is, to the one partition of a topic."""
    request = ProduceRequest(transactional_id=None, required_acks=-1, timeout=10_000, topics=[(topic, [(0, raw)])])
    answer: Any = await producer.client.send(producer.client.get_random_node(), request)
    assert [part[1] for _, parts in answer.topics for part in parts] == [0]
