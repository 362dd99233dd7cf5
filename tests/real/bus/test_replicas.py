"""Two replicas of a service at once: seats are sold once, a rebalance in full work loses and repeats nothing."""

import asyncio

from services.vacancies.app import SERVICE
from shared.contracts.envelope import commune_source
from shared.contracts.intake import VacancyPost
from shared.contracts.vacancies import Profile, SeatLeased, VacancyPosted
from shared.messaging.kafka import outbox_row_of
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN, House
from tests.real.race import UNPUBLISHED, checks, race

PROFILE = Profile(title="Temporera", employer="Frutícola Ñuble")


def _post(commune: str, seats: int = 1) -> VacancyPost:
    return VacancyPost(commune=commune, seats=seats, profile=PROFILE, distinct=True)


async def test_two_thousand_claims_race_for_two_hundred_seats_over_two_replicas(
    kafka_server: str, database: str, prefix: str
) -> None:
    async with House(kafka_server, database, prefix) as house:
        await race(house, claims=2000, seats=100)
        assert [name for name, holds in (await checks(house, claims=2000, seats=100)).items() if not holds] == []
        said = [h.envelope for h in await house.heard("vacancies") if isinstance(h.envelope.data, SeatLeased)]
        assert len({e.id for e in said}) == 200


async def test_a_rebalance_in_full_work_loses_and_repeats_nothing(
    kafka_server: str, database: str, prefix: str
) -> None:
    cuts, each = (SAN_CARLOS, NIQUEN, SAN_FABIAN), 400
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], cuts)
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
                row = outbox_row_of(f"intake.{cut}", house.envelope(commune_source(cut), _post(cut), f"{cut}-{n}"))
                topic = f"{house.prefix}.{row['topic']}"
                await producer.send_and_wait(topic, row["data"].encode(), key=b"k", headers=row["headers"])
