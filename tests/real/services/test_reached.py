"""A person of a commune with its own system: who sees their seat is told how the office that keeps them is reached."""

from collections.abc import AsyncIterator

import httpx
import pytest

from services.matching.app import SERVICE as MATCHING
from services.vacancies.api import ROUTERS
from services.vacancies.app import SERVICE as VACANCIES
from shared.contracts import intake
from shared.contracts.communes import CommuneJoined, Contact, Mode, Travel
from shared.contracts.matching import Candidate
from tests.real.doors import open_door
from tests.real.house import NIQUEN, SAN_CARLOS, House
from tests.unit.services.matching.mothers import HARVEST

OFFICE = Contact(
    office="OMIL de Ñiquén",
    telephone="+56422000000",
    email="omil@example.cl",
    hours="lunes a viernes, de 8:30 a 14:00",
)


@pytest.fixture
async def house(kafka_server: str, database: str, prefix: str) -> AsyncIterator[House]:
    """Ñiquén answers by its own systems, and says how its office is reached."""
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies", "matching"], [SAN_CARLOS, NIQUEN])
        await house.join(SAN_CARLOS)
        way = Travel(to=SAN_CARLOS, km=20, minutes=30)
        outside = CommuneJoined(commune=NIQUEN, name="Ñiquén", mode=Mode.EXTERNAL, travel=(way,), contact=OFFICE)
        await house.say("communes", "/mesa/communes", outside)
        yield house


@pytest.fixture
async def seen(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with open_door(house, VACANCIES, ROUTERS) as client:
        await house.until_count(2, "SELECT count(*) FROM vacancies.member")
        yield client


async def seated(house: House) -> tuple[str, str]:
    """Somebody of Ñiquén, of whom only the pseudonym is known here, holds a seat: the vacancy and the lease."""
    await house.open(MATCHING)
    await house.until_count(2, "SELECT count(*) FROM matching.commune")
    await house.ask(intake.VacancyPost(commune=SAN_CARLOS, seats=1, profile=HARVEST, local_hours=0))
    await house.until_count(1, "SELECT count(*) FROM matching.call WHERE commune = $1", NIQUEN)
    vacancy = await house.db.fetchval("SELECT vacancy_id FROM vacancies.vacancy")
    person = Candidate(candidate_ref="theirs-1", score=900, minutes=30)
    await house.ask(intake.OfferMake(commune=NIQUEN, vacancy_id=vacancy, candidates=(person,)))
    await house.until_count(1, "SELECT count(*) FROM matching.seeker WHERE state = 'leased'")
    return vacancy, await house.db.fetchval("SELECT lease_id FROM vacancies.lease WHERE state = 'held'")


async def test_a_seat_shows_how_the_office_that_offered_the_person_is_reached(
    house: House, seen: httpx.AsyncClient
) -> None:
    vacancy, lease = await seated(house)
    (shown,) = (await seen.get(f"/vacancies/{vacancy}")).json()["leases"]
    assert (shown["lease_id"], shown["contact"]) == (lease, OFFICE.model_dump())
    assert shown["ask_at"] == f"Pregunte por la persona en {OFFICE.text}"
    listed = {one["commune"]: one["contact"] for one in (await seen.get("/members")).json()}
    assert listed == {SAN_CARLOS: None, NIQUEN: OFFICE.model_dump()}
