"""Two disasters, and what is left of them: the bus lost its data, or the database came back from an older copy."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from deploy.audit import audit
from deploy.machine.service import NAMES
from deploy.restore import AlreadyHeardError, LostTime, read_lost_time, write_off
from services.events.app import SERVICE as EVENTS
from services.matching.app import SERVICE as MATCHING
from services.matching.requests import SeekerProfileFields, SeekerRegister
from services.notifications.app import SERVICE as NOTIFICATIONS
from services.vacancies.app import SERVICE as VACANCIES
from shared.clock import wall
from shared.contracts.envelope import Request, commune_source
from shared.contracts.intake import FairSchedule, VacancyDeclareUnfilled, VacancyPost
from shared.contracts.topics import SHARED_TOPICS
from shared.contracts.vacancies import Profile, VacancyPosted
from shared.messaging.books_check import OLDER
from shared.messaging.kafka import ensure_topics, topics_of
from shared.messaging.unit_of_work import TransientError
from shared.postgres import published
from tests.real.house import COIHUECO, NIQUEN, SAN_CARLOS, SAN_FABIAN, House, until

CUTS = (SAN_CARLOS, NIQUEN, SAN_FABIAN)
LEASES = "SELECT count(*) FROM vacancies.lease"
FACTS = tuple(topic.name for topic in SHARED_TOPICS if topic.name != "communes")


@pytest.fixture
async def house(kafka_server: str, database: str, prefix: str) -> AsyncIterator[House]:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(NAMES, CUTS)
        await house.join(*CUTS)
        await _open(house)
        for n in range(9):
            can = SeekerProfileFields(max_minutes=120)
            one = SeekerRegister(commune=CUTS[n % 3], candidate_ref=f"person-{n}", can=can)
            await _over_http(house, "matching", one, f"person-{n}")
        await house.ask(*(_post(cut, 2) for cut in CUTS))
        await house.until_count(6, LEASES)
        await _balanced(house)
        yield house


async def test_a_bus_that_lost_its_data_is_filled_again_and_what_was_heard_stays_heard(house: House) -> None:
    said, books = await _said(house), await _books(house)
    await _close(house)
    await house.delete_topics(*await topics_of(house.bus))
    await ensure_topics(house.bus, CUTS)
    await house.join(*CUTS)
    await _open(house)
    await until(lambda: _is_filled(house), "the topics to be filled again")
    await _balanced(house)
    assert await _said(house, said) == said, "each once, in its order"
    assert await _books(house) == books, "nobody has taken a repeat for news"
    await house.ask(_post(NIQUEN, 1))
    await house.until_count(7, LEASES)
    await _balanced(house)


async def test_a_topic_that_lost_a_part_is_filled_in_order_and_not_faster_than_asked(house: House) -> None:
    said = {at: ids for at, ids in (await _said(house)).items() if at[0] == "vacancies"}
    facts = sum(map(len, said.values()))
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with house.as_service("vacancies") as db:
        assert await published.fill_again(db, ["vacancies"], rate=facts // 2) == facts
        await house.ask(_post(NIQUEN, 1))
        await until(lambda: _is_filled(house), "the topic to be filled again")
    assert loop.time() - began > 1.0, "in slices, with a second between them"
    await house.until_count(7, LEASES)
    await _balanced(house)
    now = await _said(house)
    assert {at: ids[: 2 * len(said[at])] for at, ids in now.items() if at in said} == {
        at: ids * 2 for at, ids in said.items()
    }, "the same once more, and what was said meanwhile behind it"


async def test_books_from_an_older_copy_take_nothing_until_they_are_restored_and_balance_then(house: House) -> None:
    await _close(house)
    await _copy(house)
    await _open(house)
    asked = [*await house.ask(*(_post(cut, 2) for cut in CUTS)), await _fair(house)]
    await ensure_topics(house.bus, [COIHUECO])  # joins in the time that will be lost
    await house.join(COIHUECO)
    await house.until_count(1, "SELECT count(*) FROM vacancies.member WHERE commune = $1", COIHUECO)
    asked += await house.ask(_post(COIHUECO, 1))
    for n, cut in enumerate(CUTS):
        await _over_http(house, "vacancies", _post(cut, 1), f"over-http-{n}")
    await _call_all(house)
    await _balanced(house)
    before = {**await _folios(house)}
    await _close(house)
    await _bring_back_the_copy(house)

    await _takes_nothing(house)
    await _notices_who_has_run(house)
    lost = await _restore(house)
    assert {one.message.envelope.causation_id for one in lost.to_ask_again if isinstance(one.fact, VacancyPosted)} == {
        f"over-http-{n}" for n in range(3)
    }
    assert set(asked) <= lost.by_intake

    await _open(house)
    await _balanced(house)
    await house.until_count(7, "SELECT count(*) FROM vacancies.vacancy")  # the intakes were heard again
    await _over_http(house, "vacancies", _post(SAN_CARLOS, 1), "over-http-0")
    await _call_all(house)
    await _balanced(house)
    now = await _folios(house)
    given_twice = {folio for folio in before.values() if list(now.values()).count(folio) > 1}
    assert not given_twice
    assert len(set(now.values())) == len(now)
    fences = await house.count("SELECT min(fence) FROM vacancies.lease WHERE fence > 3")
    assert fences > 1_000_000, "a lease of the lost time proves nothing any more"
    assert not await _lost(house), "a second restore finds nothing to do"


def _post(commune: str, seats: int) -> VacancyPost:
    profile = Profile(title="Cosechero/a de frambuesas", employer="Berries del Sur")
    return VacancyPost(commune=commune, seats=seats, profile=profile, distinct=True)


async def _fair(house: House) -> str:
    starts = wall().replace(microsecond=0) + timedelta(days=300)
    ends = starts + timedelta(hours=4)
    fair = FairSchedule(commune=SAN_CARLOS, title="Feria", place="Gimnasio", starts_at=starts, ends_at=ends)
    return (await house.ask(fair))[0]


async def _open(house: House) -> None:
    await asyncio.gather(*(house.open(service) for service in (VACANCIES, MATCHING, EVENTS, NOTIFICATIONS)))


async def _close(house: House) -> None:
    await asyncio.gather(*(house.close(runtime) for runtime in list(house.runtimes)))


async def _over_http(house: House, service: str, request: Request, identity: str) -> None:
    (runtime,) = [one for one in house.runtimes if one.service.name == service]
    reply = await runtime.batches.handle(house.envelope(commune_source(request.commune), request, identity))
    assert reply is not None
    assert not reply.faults, reply.faults


async def _call_all(house: House) -> None:
    """Every office says of its vacancies that it cannot fill them."""
    rows = await house.db.fetch("SELECT vacancy_id, commune FROM vacancies.vacancy WHERE stage = 'local'")
    await house.ask(*(VacancyDeclareUnfilled(commune=row["commune"], vacancy_id=row["vacancy_id"]) for row in rows))


async def _balanced(house: House) -> None:
    findings = await audit(house.database, wall)
    assert [(f.name, f.first) for f in findings if not f.holds] == []


Said = dict[tuple[str, int], list[str]]
"""The ids of the facts in each partition, by (topic, number), in their order."""


async def _said(house: House, known: Said | None = None) -> Said:
    """What stands on the topics now. `known`: only of that; a service says now and then that it lives."""
    found: Said = {}
    for record in sorted(await house.records(*FACTS), key=lambda record: record.offset):
        identity = (dict(record.headers)["ce_id"] or b"").decode()
        at = (record.topic, record.partition)
        if known is None or identity in known.get(at, ()):
            found.setdefault(at, []).append(identity)
    return found


async def _books(house: House) -> list[int]:
    tables = ("vacancies.vacancy", "vacancies.lease", "matching.standing", "matching.seeker", "notifications.notice")
    return [await house.count(f"SELECT count(*) FROM {table}") for table in tables]


async def _is_filled(house: House) -> bool:
    left = [await house.count(f"SELECT count(*) FROM {name}.outbox WHERE published_at IS NULL") for name in NAMES]
    return not any(left)


async def _folios(house: House) -> dict[str, str]:
    """The folio of each fact that posted a vacancy, by the fact's id, as it stands on the bus."""
    heard = [message.envelope for message in await house.heard("vacancies")]
    return {e.id: e.data.folio for e in heard if isinstance(e.data, VacancyPosted) and e.data.folio}


async def _copy(house: House) -> None:
    await house.db.close()
    await _on_the_server(house, f'CREATE DATABASE "{house.prefix}_copy" TEMPLATE "{house.prefix}"')
    house.db = await asyncpg.connect(house.database)


async def _bring_back_the_copy(house: House) -> None:
    await house.db.close()
    await _on_the_server(house, f'DROP DATABASE "{house.prefix}" WITH (FORCE)')
    await _on_the_server(house, f'ALTER DATABASE "{house.prefix}_copy" RENAME TO "{house.prefix}"')
    house.db = await asyncpg.connect(house.database)
    for name in NAMES:  # what is set for a role in a database is not copied with it
        await house.db.execute(f'ALTER ROLE "mesa_{name}" IN DATABASE "{house.prefix}" SET search_path = "{name}"')


async def _on_the_server(house: House, statement: str) -> None:
    db = await asyncpg.connect(f"{house.database.rpartition('/')[0]}/postgres")
    try:
        await db.execute(statement)
    finally:
        await db.close()


async def _takes_nothing(house: House) -> None:
    runtime = await house.open(VACANCIES, ready=False)

    async def is_behind() -> bool:
        return (await runtime.faults()).get("relay") == OLDER

    await until(is_behind, "the service to say that its books are older")
    with pytest.raises(TransientError, match="older than the bus"):
        await runtime.batches.handle(house.envelope(commune_source(NIQUEN), _post(NIQUEN, 1), "refused"))
    assert await house.count("SELECT count(*) FROM vacancies.vacancy") == 3
    await house.close(runtime)


async def _notices_who_has_run(house: House) -> None:
    """A service that has heard what the others have lost."""
    lost = await _lost(house)
    heard = lost.facts[-1].message.envelope
    insert = "INSERT INTO events.inbox (source, id, type, subject) VALUES ($1, $2, $3, $4)"
    await house.db.execute(insert, heard.source, heard.id, heard.type, heard.subject)
    with pytest.raises(AlreadyHeardError, match="events has run"):
        await write_off(house.db, lost)
    await house.db.execute("DELETE FROM events.inbox WHERE id = $1", heard.id)


async def _lost(house: House) -> LostTime:
    return await read_lost_time(house.db, house.bus, lambda records: None)


async def _restore(house: House) -> LostTime:
    lost = await _lost(house)
    assert lost
    await write_off(house.db, lost)
    return lost
