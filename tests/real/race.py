"""Claims that race for seats over two replicas: concurrent, doubled, in any order."""

import asyncio
import random
import time

from services.vacancies.app import SERVICE
from shared.contracts.intake import VacancyPost
from shared.contracts.matching import Candidate, OfferMade
from shared.contracts.vacancies import Profile
from shared.messaging.kafka import outbox_row_of
from tests.real.house import PATIENCE, SAN_CARLOS, House, until

UNPUBLISHED = "SELECT count(*) FROM vacancies.outbox WHERE published_at IS NULL"
LIVE = "SELECT count(*) FROM vacancies.lease WHERE state <> 'released'"
CLAIMS = "SELECT count(*) FROM vacancies.inbox WHERE type = $1"


async def race(house: House, claims: int, seats: int, patience: float = PATIENCE) -> float:
    """Two vacancies of `seats` each; everybody is offered for both, so that both replicas sell the same seats.

    Returns the seconds from the first claim until the last is answered for.
    """
    await house.provision(["vacancies"], [SAN_CARLOS])
    await house.join(SAN_CARLOS)
    await house.open(SERVICE, batch_records=50)
    profile = Profile(title="Temporera", employer="Frutícola Ñuble")
    post = VacancyPost(commune=SAN_CARLOS, seats=seats, profile=profile, distinct=True)
    await house.ask(post, post)
    await house.until_count(2, "SELECT count(*) FROM vacancies.vacancy")
    await house.open(SERVICE, batch_records=50)
    await until(lambda: _both_assigned(house), "both replicas to have partitions")
    began = time.monotonic()
    await _claim(house, claims // 2)
    await until(lambda: _all_done(house, claims), f"{claims} claims to be heard and told", patience)
    return time.monotonic() - began


async def checks(house: House, claims: int, seats: int) -> dict[str, bool]:
    """What must hold when the race is over, by name."""
    fences = await house.db.fetch("SELECT vacancy_id, fence FROM vacancies.lease ORDER BY vacancy_id, fence")
    people = await house.count("SELECT count(DISTINCT candidate_ref) FROM vacancies.lease")
    return {
        "every seat is sold once": await house.count(LIVE) == 2 * seats,
        "nobody has two": people == 2 * seats,
        "fencing numbers are 1, 2, 3 …": [row["fence"] for row in fences] == [*range(1, seats + 1)] * 2,
        "no claim is lost": await house.count("SELECT count(*) FROM vacancies.waiting") == claims - 2 * seats,
        "nothing is put aside": await house.count("SELECT count(*) FROM vacancies.dead_letter") == 0,
    }


async def _all_done(house: House, claims: int) -> bool:
    return await house.count(CLAIMS, OfferMade.WIRE) == claims and await house.count(UNPUBLISHED) == 0


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
            row = outbox_row_of("offers", house.envelope("/mesa/matching", offer, offer.offer_id))
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
