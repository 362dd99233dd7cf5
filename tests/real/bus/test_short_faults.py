"""Faults of an everyday, seconds long: while they last the service says so, and after them all goes on by itself."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from services.vacancies.app import SERVICE
from shared.contracts.intake import VacancyDeclareUnfilled, VacancyPost
from shared.contracts.vacancies import Profile
from shared.messaging.unit_of_work import TransientError
from shared.runtime import Runtime
from tests.real.house import NIQUEN, SAN_CARLOS, House, is_ready, names, until

ROLE = "mesa_vacancies"
UNPUBLISHED = "SELECT count(*) FROM vacancies.outbox WHERE published_at IS NULL"
POSTED = "SELECT count(*) FROM vacancies.vacancy WHERE commune = $1"


def post(cut: str = SAN_CARLOS) -> VacancyPost:
    return VacancyPost(commune=cut, seats=1, profile=Profile(title="Ordeñador", employer="Lechería"), distinct=True)


@pytest.fixture
async def house(kafka_server: str, database: str, prefix: str) -> AsyncIterator[House]:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS, NIQUEN])
        await house.join(SAN_CARLOS, NIQUEN)
        await house.open(SERVICE)
        await house.until_count(2, "SELECT count(*) FROM vacancies.member")
        yield house


FAULTS = {
    "the role may not log in": ("NOLOGIN", "LOGIN"),
    "the password was changed": ("PASSWORD 'another'", "PASSWORD 'secret'"),
    "the database is a standby": ("SET default_transaction_read_only = on", "RESET default_transaction_read_only"),
    "the role has no connection left": ("CONNECTION LIMIT 0", "CONNECTION LIMIT -1"),
}
"""What is changed of the role, and what changes it back. Both hold for new sessions: the old ones are ended."""


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_the_database_refuses_for_a_while_is_done_afterwards(house: House, fault: str) -> None:
    begin, end = FAULTS[fault]
    runtime = house.runtimes[-1]
    try:
        await house.db.execute(f"ALTER ROLE {ROLE} {begin}")
        await _cut(house)
        await house.ask(post())
        await until(lambda: names(runtime, "relay"), "the relay to say that it cannot publish")
        await until(lambda: names(runtime, "consumer"), "the consumer to say that it cannot go on")
        with pytest.raises(TransientError):
            await runtime.batches.handle(house.envelope("/comunas/16301", post(), "by-http"))
    finally:
        await house.db.execute(f"ALTER ROLE {ROLE} {end}")
        await _cut(house)
    await house.until_count(1, POSTED, SAN_CARLOS)
    await house.until_count(0, UNPUBLISHED)
    assert await runtime.batches.handle(house.envelope("/comunas/16301", post(), "by-http"))
    await until(lambda: is_ready(runtime), "the service to be ready again")
    assert await house.count("SELECT count(*) FROM vacancies.dead_letter") == 0


async def test_a_database_that_is_gone_for_a_while_is_gone_on_with(house: House) -> None:
    """As while it is dropped and restored: nobody can connect to it, because there is none of that name."""
    runtime = house.runtimes[-1]
    server, _, name = house.database.rpartition("/")
    await house.db.close()
    admin = await asyncpg.connect(f"{server}/postgres")
    try:
        await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        await admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", name)
        await admin.execute(f'ALTER DATABASE "{name}" RENAME TO "{name}_away"')
        await house.ask(post())
        await until(lambda: names(runtime, "relay"), "the relay to say that it cannot publish")
        await until(lambda: names(runtime, "consumer"), "the consumer to say that it cannot go on")
    finally:
        await admin.execute(f'ALTER DATABASE "{name}_away" RENAME TO "{name}"')
        await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        await admin.close()
        house.db = await asyncpg.connect(house.database)
    await house.until_count(1, POSTED, SAN_CARLOS)
    await house.until_count(0, UNPUBLISHED)
    await until(lambda: is_ready(runtime), "the service to be ready again")
    assert await house.count("SELECT count(*) FROM vacancies.dead_letter") == 0


async def test_a_part_that_ends_by_a_mistake_of_ours_is_named_and_started_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = house.runtimes[-1]
    relay = runtime._relay
    assert relay is not None

    async def mistaken() -> bool:
        raise KeyError("nobody foresaw this")

    monkeypatch.setattr(relay, "_hold", mistaken)
    await until(lambda: _says(runtime, "relay", "failing with KeyError"), "the fault to be named")
    await house.ask(post())
    await house.until_count(0, UNPUBLISHED)
    await until(lambda: is_ready(runtime), "the service to be ready again")


async def test_a_consumer_whose_task_dies_is_started_again(house: House) -> None:
    consumer = house.runtimes[-1]._consumer
    assert consumer is not None
    for task in consumer._subscriber.tasks:
        task.cancel()
    await house.ask(post())
    await house.until_count(1, POSTED, SAN_CARLOS)
    await until(lambda: is_ready(house.runtimes[-1]), "the service to be ready again")


async def test_a_topic_that_is_gone_holds_up_only_its_own_facts_and_is_made_again(house: House) -> None:
    await house.ask(post(NIQUEN))
    await house.until_count(0, UNPUBLISHED)
    await house.delete_topics(f"replies.{NIQUEN}")
    asked = await house.ask(post(NIQUEN), post())
    await house.until_count(3, "SELECT count(*) FROM vacancies.inbox WHERE answer IS NOT NULL")
    await house.until_count(0, UNPUBLISHED)
    answered = [m.envelope.data.request_id for m in await house.heard(f"replies.{NIQUEN}", f"replies.{SAN_CARLOS}")]
    assert set(asked) <= set(answered)
    assert await house.count("SELECT count(*) FROM vacancies.dead_letter") == 0


async def test_a_row_that_somebody_holds_does_not_take_the_connections_of_all_others(house: House) -> None:
    await house.ask(post())
    await house.until_count(1, POSTED, SAN_CARLOS)
    vacancy = await house.db.fetchval("SELECT vacancy_id FROM vacancies.vacancy")
    runtime = house.runtimes[-1]
    holder = await asyncpg.connect(house.database)
    held = holder.transaction()
    await held.start()
    try:
        await holder.execute("SELECT FROM vacancies.vacancy WHERE vacancy_id = $1 FOR UPDATE", vacancy)
        waiting = [asyncio.create_task(_declare(runtime, house, vacancy, n)) for n in range(8)]
        # the row is held all the while: only a limit on the waiting lets the other commune's request through
        assert await runtime.batches.handle(house.envelope("/comunas/16303", post(NIQUEN), "beside"))
        assert {type(one) for one in await asyncio.gather(*waiting, return_exceptions=True)} == {TransientError}
        await house.ask(post(NIQUEN))
        await house.until_count(2, POSTED, NIQUEN)
    finally:
        await held.rollback()
        await holder.close()


async def _declare(runtime: Runtime, house: House, vacancy: str, n: int) -> None:
    declared = VacancyDeclareUnfilled(commune=SAN_CARLOS, vacancy_id=vacancy)
    await runtime.batches.handle(house.envelope("/comunas/16301", declared, f"again-{n}"))


async def _cut(house: House) -> None:
    """End all connections of the service."""
    await house.db.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND datname = current_database()",
        ROLE,
    )


async def _says(runtime: Runtime, part: str, why: str) -> bool:
    return (await runtime.faults()).get(part) == why
