"""Two replicas of a service at once: seats are sold once, a rebalance in full work loses and repeats nothing."""

import asyncio
import random

from services.vacancies.app import SERVICE
from shared.bus.kafka import row_of
from shared.contracts.envelope import commune_source
from shared.contracts.intake import VacancyPost
from shared.contracts.matching import Candidate, OfferMade
from shared.contracts.vacancies import Profile, SeatLeased, VacancyPosted
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN, House, until

LIVE = "SELECT count(*) FROM vacancies.lease WHERE state <> 'released'"
UNPUBLISHED = "SELECT count(*) FROM vacancies.outbox WHERE published_at IS NULL"


def _post(commune: str, seats: int = 1) -> VacancyPost:
    return VacancyPost(commune=commune, seats=seats, profile=Profile(title="Temporera", employer="Frutícola Ñuble"))


async def test_two_hundred_claims_race_for_twenty_seats_over_two_replicas(
    kafka_server: str, database: str, prefix: str
) -> None:
    async with House(kafka_server, database, prefix) as house:
        await house.furnish(["vacancies"], [SAN_CARLOS])
        await house.join(SAN_CARLOS)
        await house.open(SERVICE, batch_records=5)
        await house.ask(_post(SAN_CARLOS, 10), _post(SAN_CARLOS, 10))
        await house.until_count(2, "SELECT count(*) FROM vacancies.vacancy")
        await house.open(SERVICE, batch_records=5)
        await until(lambda: _both_assigned(house), "both replicas to have partitions")
        await _claim(house, people=100)
        claims = "SELECT count(*) FROM vacancies.inbox WHERE type = $1"
        await house.until_count(200, claims, OfferMade.WIRE)
        await house.until_count(0, UNPUBLISHED)
        assert await house.count(LIVE) == 20
        assert await house.count("SELECT count(DISTINCT candidate_ref) FROM vacancies.lease") == 20
        leases = await house.db.fetch("SELECT vacancy_id, fence FROM vacancies.lease ORDER BY vacancy_id, fence")
        assert [row["fence"] for row in leases] == [*range(1, 11), *range(1, 11)]
        said = [h.envelope for h in await house.heard("vacancies") if isinstance(h.envelope.data, SeatLeased)]
        assert len({e.id for e in said}) == 20
        assert await house.count("SELECT count(*) FROM vacancies.dead_letter") == 0


async def _both_assigned(house: House) -> bool:
    return len(house.runtimes) == 2 and not [r for r in house.runtimes if await r.faults()]


async def _claim(house: House, people: int) -> None:
    """Everybody is offered for both vacancies, on any partition, so that both replicas sell the same seats."""
    vacancies = [row["vacancy_id"] for row in await house.db.fetch("SELECT vacancy_id FROM vacancies.vacancy")]
    offers = [
        OfferMade(
            offer_id=f"{vacancy}.{n}",
            vacancy_id=vacancy,
            commune=SAN_CARLOS,
            tier=0,
            candidates=(Candidate(candidate_ref=f"seeker-{n}", score=500),),
        )
        for n in range(people)
        for vacancy in vacancies
    ]
    random.Random(20).shuffle(offers)
    async with house.producer() as producer:
        sent = []
        for n, offer in enumerate(offers):
            row = row_of("offers", house.envelope("/mesa/matching", offer, offer.offer_id))
            topic = f"{house.prefix}.offers"
            sent.append(await producer.send(topic, row["data"].encode(), partition=n % 8, headers=row["headers"]))
        await asyncio.gather(*sent)


async def test_a_rebalance_in_full_work_loses_and_repeats_nothing(
    kafka_server: str, database: str, prefix: str
) -> None:
    cuts, each = (SAN_CARLOS, NIQUEN, SAN_FABIAN), 400
    async with House(kafka_server, database, prefix) as house:
        await house.furnish(["vacancies"], cuts)
        await house.join(*cuts)
        first = await house.open(SERVICE, batch_records=20)
        await house.until_count(3, "SELECT count(*) FROM vacancies.member")
        asking = asyncio.create_task(_ask_all(house, cuts, each))
        await house.open(SERVICE, batch_records=20)
        await house.close(first)
        await house.open(SERVICE, batch_records=20)
        await asking
        await house.until_count(3 * each, "SELECT count(*) FROM vacancies.vacancy")
        await house.until_count(0, UNPUBLISHED)
        posted = [h.envelope for h in await house.heard("vacancies") if isinstance(h.envelope.data, VacancyPosted)]
        assert len({e.id for e in posted}) == 3 * each
        replies = [h.envelope.data for h in await house.heard(*(f"replies.{cut}" for cut in cuts))]
        assert {r.WIRE for r in replies} == {"cl.mesa.request.accepted.v1"}
        assert len({r.request_id for r in replies}) == 3 * each


async def _ask_all(house: House, cuts: tuple[str, ...], each: int) -> None:
    """Requests one after the other on three intakes, slower than they are taken."""
    async with house.producer() as producer:
        for n in range(each):
            for cut in cuts:
                row = row_of(f"intake.{cut}", house.envelope(commune_source(cut), _post(cut), f"{cut}-{n}"))
                topic = f"{house.prefix}.{row['topic']}"
                await producer.send_and_wait(topic, row["data"].encode(), key=b"k", headers=row["headers"])
