"""One relay at a time publishes; who was frozen is shut out, and no fact is out of order because of it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import asyncpg
import pytest

from shared.messaging.kafka import KafkaProducer, ensure_topics, read_topic
from shared.messaging.relay import Relay
from shared.messaging.unit_of_work import TransientError
from shared.observe.metrics import Metrics
from shared.postgres import dead_letter_desk as desk
from shared.postgres import dead_letters
from shared.postgres import outbox as outbox_module
from shared.postgres.outbox import PostgresOutbox
from tests.real.house import House, until

FACT = """
INSERT INTO outbox (id, topic, source, type, subject, time, correlation_id, data)
VALUES ($1, 'agenda', '/mesa/events', 'cl.mesa.fair.scheduled.v1', 'f-1', now(), $1, '{}')
"""


@pytest.fixture
async def house(kafka_server: str, database: str, prefix: str) -> AsyncIterator[House]:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["events"], [])
        await house.db.execute('SET search_path = "events"')
        yield house


class Replica:
    """A relay of the service, driven step by step."""

    def __init__(self, house: House, role: int = 0) -> None:
        self.outbox = PostgresOutbox(house.dsn_of("events", role), "events")
        name = f"{house.prefix}.events.relay"
        self.producer = KafkaProducer(house.bus, "events", fenced_as=name)
        self.relay = Relay(self.outbox, self.producer, Metrics())

    async def holds(self) -> bool:
        try:
            return await self.relay._hold()
        except TransientError:  # the coordinator of a fresh broker is not there yet
            return False

    async def close(self) -> None:
        await self.producer.close()
        await self.outbox.close()


async def test_a_frozen_relay_is_followed_by_another_and_publishes_nothing_behind_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "LEASE_SECONDS", 0.5)
    first, second = Replica(house), Replica(house)
    try:
        await until(first.holds, "the first to hold")
        await house.db.execute(FACT, "one")
        await house.db.execute(FACT, "two")
        frozen = await first.outbox.waiting(10)  # it has read, and is frozen before it publishes
        assert not await second.holds(), "as long as the lease lasts nobody takes it"
        await until(second.holds, "the second to take over")
        assert await second.relay.once() == 2
        await house.db.execute(FACT, "three")
        assert await second.relay.once() == 1
        with pytest.raises(TransientError):
            await first.producer.publish(frozen)
        assert not await first.holds()
        assert await first.outbox.waiting(10) == []
        assert await _published(house) == ["one", "two", "three"]
    finally:
        await first.close()
        await second.close()


@pytest.mark.parametrize("roles", [(0, 0), (0, 1), (1, 0), (1, 1)])
async def test_a_relay_that_dies_is_followed_at_once(house: House, roles: tuple[int, int]) -> None:
    """The lease lasts for seconds, but it ends with the connection that took it; so too while a password is rotated."""
    first, second = (Replica(house, role) for role in roles)
    try:
        await until(first.holds, "the first to hold")
        for _ in range(3):
            assert not await second.holds()
            assert await first.holds()
        await first.outbox.close()
        await until(second.holds, "the second to take over", patience=outbox_module.LEASE_SECONDS / 2)
    finally:
        await first.close()
        await second.close()


async def test_a_topic_made_anew_is_filled_once_whoever_relays_next(house: House) -> None:
    first, second = Replica(house), Replica(house)
    try:
        await until(first.holds, "the first to hold")
        assert not await second.holds(), "it has seen the topic as it is now"
        await house.db.execute(FACT, "one")
        assert await first.relay.once() == 1
        await house.delete_topics("agenda")
        await ensure_topics(house.bus, [])
        first.relay._fence = None  # as after a trouble
        await until(first.holds, "the first to hold again")
        assert await first.relay.once() == 1, "what the topic has lost"
        await first.close()
        await until(second.holds, "the second to take over")
        assert await second.relay.once() == 0
        assert await _published(house) == ["one"]
    finally:
        await first.close()
        await second.close()


async def test_a_fact_too_large_for_the_broker_is_set_aside_and_published_by_a_replay(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica = Replica(house)
    try:
        await until(replica.holds, "it to hold")
        await house.db.execute(FACT, "small")
        await house.db.execute(FACT, "large")
        await house.db.execute("UPDATE outbox SET data = repeat('x', 2000000) WHERE id = 'large'")
        await house.db.execute(FACT, "behind")
        assert await replica.relay.once() == 3
        assert await _published(house) == ["small", "behind"]
        letter = await house.db.fetchrow("SELECT id, code, message_id FROM dead_letter")
        assert letter is not None
        assert (letter["code"], letter["message_id"]) == ("refused_by_broker", "large")
        await house.db.execute("UPDATE outbox SET data = '{}' WHERE id = 'large'")  # an operator has repaired it
        assert await desk.mark_for_replay(house.db, [letter["id"]], "operator", datetime.now(UTC)) == [letter["id"]]
        async with house.db.transaction():
            retried = dead_letters.Retried()
            assert await dead_letters.take_replays(house.db, 10, retried) == []
            await dead_letters.keep(house.db, [], retried)
        assert await replica.relay.once() == 1
        assert await _published(house) == ["small", "behind", "large"]
        shown = await desk.shown(house.db, letter["id"])
        assert shown is not None
        assert [(h["what"], h["who"]) for h in shown["history"]] == [("replay", "operator"), ("done", "")]
    finally:
        await replica.close()


async def _published(house: House) -> list[str]:
    records = [record async for record in read_topic(house.bus, ["agenda"])]
    return [dict(record.headers)["ce_id"].decode() for record in records]  # type: ignore[union-attr]


async def test_it_needs_the_connection_that_it_holds(house: House) -> None:
    with pytest.raises((asyncpg.InterfaceError, TransientError)):
        await PostgresOutbox(house.dsn_of("events"), "events").waiting(1)
