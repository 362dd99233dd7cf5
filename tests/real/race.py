"""Claims that race for seats over two replicas: concurrent, doubled, in any order."""

import asyncio
import random

from services.vacancies.app import SERVICE
from shared.bus.kafka import row_of
from shared.contracts.intake import VacancyPost
from shared.contracts.matching import Candidate, OfferMade
from shared.contracts.vacancies import Profile
from tests.real.house import SAN_CARLOS, House, until

UNPUBLISHED = "SELECT count(*) FROM vacancies.outbox WHERE published_at IS NULL"
CLAIMS = "SELECT count(*) FROM vacancies.inbox WHERE type = $1"


async def race(house: House, claims: int, seats: int) -> None:
    """Two vacancies of `seats` each; everybody is offered for both, so that both replicas sell the same seats."""
    await house.furnish(["vacancies"], [SAN_CARLOS])
    await house.join(SAN_CARLOS)
    await house.open(SERVICE, batch_records=50)
    profile = Profile(title="Temporera", employer="Frutícola Ñuble")
    post = VacancyPost(commune=SAN_CARLOS, seats=seats, profile=profile, distinct=True)
    await house.ask(post, post)
    await house.until_count(2, "SELECT count(*) FROM vacancies.vacancy")
    await house.open(SERVICE, batch_records=50)
    await until(lambda: _both_assigned(house), "both replicas to have partitions")
    await _claim(house, claims // 2)
    await house.until_count(claims, CLAIMS, OfferMade.WIRE)
    await house.until_count(0, UNPUBLISHED)


async def _both_assigned(house: House) -> bool:
    return len(house.runtimes) == 2 and not [r for r in house.runtimes if await r.faults()]


async def _claim(house: House, people: int) -> None:
    """On any partition; one in ten comes twice."""
    vacancies = [row["vacancy_id"] for row in await house.db.fetch("SELECT vacancy_id FROM vacancies.vacancy")]
    chance = random.Random(20)
    offers = [_offer(vacancy, n) for n in range(people) for vacancy in vacancies]
    offers += chance.sample(offers, len(offers) // 10)
    chance.shuffle(offers)
    async with house.producer() as producer:
        sent = []
        for n, offer in enumerate(offers):
            row = row_of("offers", house.envelope("/mesa/matching", offer, offer.offer_id))
            topic = f"{house.prefix}.offers"
            sent.append(await producer.send(topic, row["data"].encode(), partition=n % 8, headers=row["headers"]))
        await asyncio.gather(*sent)


def _offer(vacancy: str, n: int) -> OfferMade:
    return OfferMade(
        offer_id=f"{vacancy}.{n}",
        vacancy_id=vacancy,
        commune=SAN_CARLOS,
        tier=0,
        candidates=(Candidate(candidate_ref=f"seeker-{n}", score=500 + n % 7),),
    )
