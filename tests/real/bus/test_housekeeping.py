"""What the process does beside its work: old rows are deleted, and a consumer that stopped is not ready."""

from datetime import UTC, datetime

from services.vacancies.app import SERVICE
from shared.postgres.outbox import clean
from tests.real.house import SAN_CARLOS, House

FACT = """
INSERT INTO outbox (id, topic, source, type, subject, time, correlation_id, data, written_at, published_at)
VALUES ($1, 'vacancies', 's', 't', 'v', '2026-01-12 12:00+00', 'c', '{}', now() - $2::int * interval '1 day', $3)
"""


async def test_published_facts_and_identities_are_forgotten_after_their_time_and_nothing_else(
    database: str,
) -> None:
    async with House("", database, "") as house:
        await house.migrate(["vacancies"])
        await house.db.execute("SET search_path = vacancies")
        now = datetime.now(UTC)
        await house.db.execute(FACT, "old, and published a second time", 91, now)
        await house.db.execute(FACT, "young", 89, now)
        await house.db.execute(FACT, "never published", 91, None)
        for identity, days in (("old", 31), ("young", 29)):
            await house.db.execute(
                "INSERT INTO inbox (source, id, type, subject, heard_at)"
                " VALUES ('s', $1, 't', 'v', now() - $2::int * interval '1 day')",
                identity,
                days,
            )
        assert await clean(house.db, outbox_days=90, inbox_days=30) == (1, 1)
        left = [row["id"] for row in await house.db.fetch("SELECT id FROM outbox ORDER BY position")]
        assert left == ["young", "never published"]
        # so that the old one, which may stand in its topic, does not make the books look older than the bus
        assert await house.db.fetchval("SELECT forgotten_until FROM relay") == datetime(2026, 1, 12, 12, tzinfo=UTC)
        assert await house.count("SELECT count(*) FROM inbox WHERE id = 'young'") == 1


async def test_a_stopped_consumer_is_not_ready(kafka_server: str, database: str, prefix: str) -> None:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS])
        runtime = await house.open(SERVICE)
        assert runtime._consumer is not None
        await runtime._consumer.stop()
        assert (await runtime.faults())["consumer"] == "not listening"


async def test_every_table_of_the_real_tests_has_a_column_that_this_version_does_not_know(database: str) -> None:
    """So that they show what an expand step of a newer version breaks: nothing."""
    async with House("", database, "") as house:
        await house.migrate(["vacancies"])
        query = """
            SELECT count(*) FROM information_schema.columns
            WHERE table_schema = 'vacancies' AND column_name = 'added_by_a_newer_version'
            """
        tables = await house.count("SELECT count(*) FROM pg_tables WHERE schemaname = 'vacancies'")
        assert await house.count(query) == tables > 10
