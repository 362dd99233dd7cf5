"""Ready means ready: what is away, late or stuck has a name, and is named no longer than it lasts."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from deploy.machine.kafka import EmbeddedKafka
from services.vacancies.app import SERVICE
from shared import runtime as runtime_module
from tests.logs import logged
from tests.real.house import SAN_CARLOS, House, is_ready, names, until


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[EmbeddedKafka]:
    """A broker of its own, for it is killed."""
    kafka = EmbeddedKafka(tmp_path / "kafka")
    await asyncio.to_thread(kafka.start)
    yield kafka
    await asyncio.to_thread(kafka.stop)


async def test_a_service_whose_broker_is_dead_is_not_ready_and_comes_back(
    broker: EmbeddedKafka, database: str, prefix: str
) -> None:
    async with House(broker.bootstrap, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS])
        await house.join(SAN_CARLOS)
        runtime = await house.open(SERVICE)
        await asyncio.to_thread(broker.kill)
        await until(lambda: names(runtime, "kafka"), "the broker to be named")
        await asyncio.to_thread(broker.start)
        await until(lambda: is_ready(runtime), "it to be ready again", patience=60)


async def test_a_fact_that_waits_for_long_is_named(
    kafka_server: str, database: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS])
        await house.join(SAN_CARLOS)
        runtime = await house.open(SERVICE)
        relay = runtime._relay
        assert relay is not None

        async def none_goes_out() -> int:
            await asyncio.sleep(0)  # as asking the database would let others go on
            return 0

        monkeypatch.setattr(relay, "once", none_goes_out)
        await house.db.execute(
            "INSERT INTO vacancies.outbox (id, topic, source, type, subject, time, correlation_id, data, written_at)"
            " VALUES ('late', 'vacancies', '/mesa/vacancies', 't', 'v', now(), 'late', '{}', now() - interval '40 s')"
        )
        assert (await runtime.faults())["relay"].startswith("the oldest fact waits for 4")


async def test_a_stop_ends_by_its_deadline_and_names_what_is_left(
    kafka_server: str, database: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime_module, "STOP_SECONDS", 5.0)
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS])
        await house.join(SAN_CARLOS)
        runtime = await house.open(SERVICE)
        goes = asyncio.Event()

        async def does_not_end() -> None:
            while not goes.is_set():
                try:
                    await goes.wait()
                except asyncio.CancelledError:
                    continue

        runtime._parts.keep("stubborn", does_not_end)
        try:
            with logged() as lines:
                await asyncio.wait_for(house.close(runtime), 60)
            (cut,) = [line for line in lines if line["event"] == "stop_cut_short"]
            assert "stubborn" in cut["left"]
            with pytest.raises((asyncpg.InterfaceError, OSError)):
                await runtime._opened.result().http.fetchval("SELECT 1")
        finally:  # or the loop could never be closed
            goes.set()
