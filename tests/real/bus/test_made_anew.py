"""A topic that was deleted and made anew: its offsets return, and nothing in it is taken for what was heard before."""

from services.vacancies.app import SERVICE
from shared.contracts.intake import VacancyPost
from shared.contracts.topics import intake_of
from shared.contracts.vacancies import Profile
from shared.messaging.kafka import ensure_topics
from tests.real.house import SAN_CARLOS, House

POST = VacancyPost(commune=SAN_CARLOS, seats=1, profile=Profile(title="Ordeñador", employer="Lechería"), distinct=True)
LETTERS = "SELECT count(*) FROM vacancies.dead_letter WHERE topic = $1 AND record_offset = 0"
POSTED = "SELECT count(*) FROM vacancies.vacancy"


async def test_it_is_heard_from_its_start_while_the_service_runs_and_after_a_start(
    kafka_server: str, database: str, prefix: str
) -> None:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS])
        await house.join(SAN_CARLOS)
        runtime = await house.open(SERVICE)
        await _poison(house)
        await house.ask(POST, POST)
        await house.until_count(2, POSTED)

        await _make_anew(house)
        await _poison(house)
        await house.ask(POST)
        await house.until_count(3, POSTED)
        await house.until_count(2, LETTERS, intake_of(SAN_CARLOS).name)

        await house.close(runtime)
        await _make_anew(house)
        await _poison(house)
        await house.ask(POST)
        await house.open(SERVICE)
        await house.until_count(4, POSTED)
        await house.until_count(3, LETTERS, intake_of(SAN_CARLOS).name)


async def _poison(house: House) -> None:
    """A record that is no message, at the offset 0 of the intake."""
    async with house.producer() as producer:
        await producer.send_and_wait(f"{house.prefix}.{intake_of(SAN_CARLOS).name}", b"{", key=b"any")


async def _make_anew(house: House) -> None:
    await house.delete_topics(intake_of(SAN_CARLOS).name)
    await ensure_topics(house.bus, [SAN_CARLOS])
