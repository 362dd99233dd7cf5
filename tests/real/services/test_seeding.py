"""An invented population on a real PostgreSQL: there in seconds, once, sealed, and found by what is open."""

import base64
from datetime import timedelta

import asyncpg
import pytest

from deploy.seeding.population import population
from deploy.seeding.write import look_again, write
from services.matching import store
from services.matching.model.seeker import Seeker
from services.matching.model.vacancy import InvitedCall, OfferingCommune, VacancyCopy
from services.matching.vault import reveal, vault_of
from shared.messaging.decisions import LoadedAggregates
from tests.real.house import become_migrated, dsn_of
from tests.unit.services.matching.mothers import HARVEST, NOW, SAN_CARLOS, envelope, leased

VAULT = vault_of(base64.b64encode(bytes(range(32))).decode())


@pytest.fixture
async def dsn(database: str) -> str:
    await become_migrated(database, ["matching"])
    return dsn_of(database, "matching")


async def test_twice_the_same_seed_adds_nobody_and_reads_back_as_invented(dsn: str) -> None:
    people = list(population((SAN_CARLOS,), 300, 7, NOW))
    told: list[int] = []
    assert await write(dsn, people, VAULT, told.append) == sum(told) == 300
    assert await write(dsn, people, VAULT, told.append) == 0
    db = await asyncpg.connect(dsn)
    aggregates = await store.load(db, [envelope(leased(people[0].candidate_ref), "1")])
    one = aggregates.get(Seeker, people[0].candidate_ref)
    assert one is not None
    assert (one.profile, one.registered_at) == (people[0].abilities, people[0].registered_at)
    assert await reveal(db, VAULT, one.candidate_ref) == people[0].identity
    assert await db.fetchval("SELECT count(*) FROM identity") == 300
    await db.close()


async def test_what_is_open_is_looked_through_again_each_time(dsn: str) -> None:
    db = await asyncpg.connect(dsn)
    aggregates = LoadedAggregates()
    call = InvitedCall(SAN_CARLOS, 0, answered=True, complete=True)
    aggregates.apply(
        [OfferingCommune(SAN_CARLOS, "San Carlos"), VacancyCopy("v1", SAN_CARLOS, HARVEST, 1, 1, NOW, calls=(call,))]
    )
    await store.save(db, aggregates)
    assert await look_again(dsn, NOW) == 1
    assert await look_again(dsn, NOW) == 0  # it is still to be done
    (first,) = await store.due(db, NOW, 10)
    await db.execute("UPDATE vacancy SET look_at = NULL, looked_at = look_at")
    assert await look_again(dsn, NOW) == 1
    (second,) = await store.due(db, NOW + timedelta(seconds=1), 10)
    assert first.due_at != second.due_at
    await db.close()
