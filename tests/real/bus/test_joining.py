"""A commune that sits down while everything runs is asked about what is open, and its requests are heard."""

from services.vacancies.app import SERVICE
from shared.contracts.intake import VacancyDeclareUnfilled, VacancyPost
from shared.contracts.replies import RequestAccepted
from shared.contracts.vacancies import Profile, VacancyUnfilled
from shared.messaging.kafka import ensure_topics
from tests.real.house import COIHUECO, SAN_CARLOS, House, until


async def test_a_newcomer_is_asked_and_heard_without_a_restart(kafka_server: str, database: str, prefix: str) -> None:
    post = VacancyPost(commune=SAN_CARLOS, seats=3, profile=Profile(title="Ordeñador", employer="Lechería El Roble"))
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS])
        await house.join(SAN_CARLOS)
        await house.open(SERVICE)
        await house.ask(post)
        await house.until_count(1, "SELECT count(*) FROM vacancies.vacancy")
        vacancy = await house.db.fetchval("SELECT vacancy_id FROM vacancies.vacancy")
        await house.ask(VacancyDeclareUnfilled(commune=SAN_CARLOS, vacancy_id=vacancy))
        await house.until_count(1, "SELECT count(*) FROM vacancies.vacancy WHERE stage = 'exhausted'")

        await ensure_topics(house.bus, [COIHUECO])
        await house.join(COIHUECO)
        asked = await house.ask(post.model_copy(update={"commune": COIHUECO}))

        await house.until_count(1, "SELECT count(*) FROM vacancies.vacancy WHERE commune = $1", COIHUECO)
        await until(lambda: _answered(house, asked), "Coihueco to be answered")
        calls = [h.envelope.data for h in await house.heard("vacancies")]
        invited = [call.invited for call in calls if isinstance(call, VacancyUnfilled)]
        assert invited == [(), (COIHUECO,)]


async def _answered(house: House, asked: list[str]) -> bool:
    replies = [h.envelope.data for h in await house.heard(f"replies.{COIHUECO}")]
    return [r.request_id for r in replies if isinstance(r, RequestAccepted)] == asked
