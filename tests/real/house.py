"""A house on real servers for one test: its own database and topic prefix, services started within this process."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from deploy.machine.logins import ServiceLogin
from deploy.machine.service import NAMES as SERVICES
from deploy.machine.service import own_dsn
from shared.contracts.communes import CommuneJoined, Offers, Travel, Windows
from shared.contracts.envelope import Envelope, Fact, Request, commune_source, root_envelope
from shared.contracts.topics import intake_of
from shared.messaging.address import BusAddress, BusLogin
from shared.messaging.cloudevents import IncomingMessage, read
from shared.messaging.kafka import ensure_topics, publish_now, read_topic, topics_of
from shared.messaging.records import Record
from shared.messaging.unit_of_work import Heard
from shared.postgres.migrations import migrate
from shared.postgres.roles import roles_of
from shared.runtime import Runtime, Service
from shared.settings import Settings
from tests.servers import MIGRATED

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
"""Seconds after which something that should happen has not happened."""

SAN_CARLOS, NIQUEN, SAN_FABIAN, COIHUECO = "16301", "16303", "16304", "16302"
KM = {SAN_CARLOS: 0.0, NIQUEN: 24.0, SAN_FABIAN: 38.0, COIHUECO: 30.0}
NAMES = {SAN_CARLOS: "San Carlos", NIQUEN: "Ñiquén", SAN_FABIAN: "San Fabián", COIHUECO: "Coihueco"}


class House:
    """Use as `async with House(kafka, database, prefix) as house`; what was opened is stopped at its end.

    `login`: the operator's, where the broker asks for one; services are then opened with `kafka_user` and the rest.
    """

    def __init__(self, kafka: str, database: str, prefix: str, login: BusLogin | None = None) -> None:
        self.kafka, self.database, self.prefix = kafka, database, prefix
        self.bus = BusAddress(kafka, prefix, login)
        self.runtimes: list[Runtime] = []
        self._n = 0

    async def __aenter__(self) -> Self:
        self.db = await asyncpg.connect(self.database)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: Any, at: TracebackType | None) -> None:
        await asyncio.gather(*(runtime.stop() for runtime in self.runtimes))
        await self.db.close()

    async def provision(self, services: Sequence[str], cuts: Sequence[str]) -> None:
        """Tables for the services, topics for the communes."""
        await self.migrate(services)
        await ensure_topics(self.bus, cuts)

    async def migrate(self, services: Sequence[str]) -> None:
        """Tables for the services."""
        await self.db.close()  # a database in use is not replaced
        await become_migrated(self.database, services)
        self.db = await asyncpg.connect(self.database)

    def dsn_of(self, name: str, role: int = 0) -> str:
        return dsn_of(self.database, name, role)

    def settings(self, service: Service, **more: Any) -> Settings:
        given = {"database_url": self.dsn_of(service.name), **more}
        return service.settings(kafka_bootstrap=self.kafka, topic_prefix=self.prefix, **given)

    async def open(self, service: Service, ready: bool = True, **more: Any) -> Runtime:
        """Start one replica; with `ready`, wait until it hears."""
        runtime = Runtime(service, self.settings(service, **more))
        self.runtimes.append(runtime)
        await runtime.start()
        if ready:
            await until(lambda: is_ready(runtime), f"{service.name} to be ready")
        return runtime

    async def close(self, runtime: Runtime) -> None:
        self.runtimes.remove(runtime)
        await runtime.stop()

    async def join(self, *cuts: str, windows: Windows | None = None, offers: Offers = Offers.AUTOMATIC) -> None:
        """Communes of the Punilla sit down at the table, each with the way to every other."""
        facts = [
            CommuneJoined(
                commune=cut,
                name=NAMES[cut],
                windows=windows or Windows(),
                offers=offers,
                travel=tuple(Travel(to=to, km=abs(KM[to] - KM[cut]) + 5, minutes=30) for to in KM if to != cut),
            )
            for cut in cuts
        ]
        await self.say("communes", "/mesa/communes", *facts)

    async def say(self, topic: str, source: str, *facts: Fact | Request) -> list[str]:
        """Facts as another service would say them. Returns their ids."""
        envelopes = [self.envelope(source, fact) for fact in facts]
        await publish_now(self.bus, topic, envelopes)
        return [e.id for e in envelopes]

    async def ask(self, *requests: Request) -> list[str]:
        """Requests by the intakes of the communes that ask. Returns their ids."""
        return [(await self.say(intake_of(r.commune).name, commune_source(r.commune), r))[0] for r in requests]

    def envelope(self, source: str, data: Any, identity: str | None = None) -> Envelope[Any]:
        self._n += 1
        one = identity or f"test-{self._n}"
        now = datetime(2026, 1, 12, 12, self._n % 60, tzinfo=UTC)
        return root_envelope(data, one, source, now)

    @asynccontextmanager
    async def producer(self) -> AsyncIterator[AIOKafkaProducer]:
        """A producer that sends whatever it is given, with a limit of 32 MB."""
        raw = AIOKafkaProducer(
            bootstrap_servers=self.kafka, max_request_size=33_554_432, max_batch_size=1_000_000, linger_ms=1
        )
        await raw.start()
        try:
            yield raw
        finally:
            await raw.stop()

    async def delete_topics(self, *names: str) -> None:
        """Delete topics (their names without prefix), and wait until the broker names them no more."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.kafka)
        await admin.start()
        try:
            await admin.delete_topics([f"{self.prefix}.{name}" for name in names])
        finally:
            await admin.close()

        async def gone() -> bool:
            return not set(names) & set(await topics_of(self.bus))

        await until(gone, f"{', '.join(names)} to be gone")

    @asynccontextmanager
    async def as_service(self, name: str, role: int = 0) -> AsyncIterator[asyncpg.Connection]:
        """A connection with a role of a service: its first, or 1 for its second."""
        db = await asyncpg.connect(self.dsn_of(name, role))
        try:
            yield db
        finally:
            await db.close()

    async def records(self, *topics: str) -> list[Record]:
        """All that stands on topics now, as it came."""
        return [record async for record in read_topic(self.bus, topics)]

    async def heard(self, *topics: str) -> list[IncomingMessage]:
        """All that stands on topics now."""
        return [read(record) async for record in read_topic(self.bus, topics)]

    async def count(self, query: str, *values: Any) -> int:
        return int(await self.db.fetchval(query, *values))

    async def until_count(self, wanted: int, query: str, *values: Any) -> None:
        """Wait until a counting query finds `wanted`."""

        async def there() -> bool:
            return await self.count(query, *values) == wanted

        await until(there, f"{wanted} of: {query}")


async def until(there: Callable[[], Awaitable[bool]], what: str, patience: float = PATIENCE) -> None:
    """Ask again and again until it is so; fails with `what` was waited for."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience
    while not await there():
        assert loop.time() < deadline, f"after {patience:.0f} s still waiting for {what}"
        await asyncio.sleep(0.02)


async def nothing_heard() -> dict[tuple[str, int], Heard]:
    """The books of a consumer that has none."""
    return {}


async def is_ready(runtime: Runtime) -> bool:
    return not await runtime.faults()


async def names(runtime: Runtime, part: str) -> bool:
    """Whether a service says that this part of it is at fault."""
    return part in await runtime.faults()


def dsn_of(database: str, service: str, role: int = 0) -> str:
    """The address of a migrated database for a role of a service: its first, or 1 for its second."""
    return own_dsn(database, ServiceLogin(roles_of(service)[role], "secret"))


async def become_migrated(database: str, services: Sequence[str]) -> None:
    """Replace an empty database by one with the tables of services, each with a column that a newer version has added.

    It is a copy of one that was migrated for these services before, because migrating takes half a second.
    """
    passwords = {role: "secret" for service in services for role in roles_of(service)}
    schemas = {service: ROOT / "services" / service / "schema" for service in services}
    server, _, name = database.rpartition("/")
    template = f"{MIGRATED}_{'_'.join(services)}"
    db = await asyncpg.connect(f"{server}/postgres")
    try:
        if not await db.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", template):
            await db.execute(f'CREATE DATABASE "{template}"')
            await migrate(f"{server}/{template}", passwords, schemas)
            await add_a_column_everywhere(f"{server}/{template}")
        await db.execute(f'DROP DATABASE "{name}"')
        await db.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    finally:
        await db.close()
    # no step is left to apply; but a role's password and its search path are of the server and are not copied
    await migrate(database, passwords, schemas)


async def add_a_column_everywhere(dsn: str) -> None:
    """What an expand step of a newer version does while this one runs: every table has a column that it does not know.

    Every test of a service on a real database runs so: whoever reads columns that it has not named fails.
    """
    db = await asyncpg.connect(dsn)
    try:
        tables = await db.fetch(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY($1)", list(SERVICES)
        )
        for schema, table in tables:
            column = "added_by_a_newer_version integer NOT NULL DEFAULT 7"
            await db.execute(f'ALTER TABLE "{schema}"."{table}" ADD COLUMN IF NOT EXISTS {column}')
    finally:
        await db.close()
