"""A person of a commune with its own system: who sees their seat is told how the office that keeps them is reached."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from services.matching.api.identity import router as identities
from services.matching.app import SERVICE as MATCHING
from services.vacancies.api import ROUTERS
from services.vacancies.app import SERVICE as VACANCIES
from shared.contracts import intake
from shared.contracts.communes import CommuneJoined, Contact, Mode, Travel
from shared.contracts.matching import ProposedCandidate
from shared.contracts.replies import DisclosureAsked, RequestAccepted
from tests.real.doors import open_door
from tests.real.house import NIQUEN, SAN_CARLOS, House, until
from tests.unit.services.matching.mothers import HARVEST

KEY = SecretStr(base64.b64encode(bytes(range(32))).decode())
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


@pytest.fixture
async def asked(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with open_door(house, MATCHING, [identities], identity_key=KEY) as client:
        yield client


async def seated(house: House) -> tuple[str, str]:
    """Somebody of Ñiquén, of whom only the pseudonym is known here, holds a seat: the vacancy and the lease."""
    await house.until_count(2, "SELECT count(*) FROM matching.commune")
    await house.ask(intake.VacancyPost(commune=SAN_CARLOS, seats=1, profile=HARVEST, local_hours=0))
    await house.until_count(1, "SELECT count(*) FROM matching.call WHERE commune = $1", NIQUEN)
    vacancy = await house.db.fetchval("SELECT vacancy_id FROM vacancies.vacancy")
    person = ProposedCandidate(candidate_ref="theirs-1", score=900, minutes=30)
    await house.ask(intake.OfferMake(commune=NIQUEN, vacancy_id=vacancy, candidates=(person,)))
    await house.until_count(1, "SELECT count(*) FROM matching.seeker WHERE state = 'leased'")
    return vacancy, await house.db.fetchval("SELECT lease_id FROM vacancies.lease WHERE state = 'held'")


async def test_a_seat_shows_how_the_office_that_offered_the_person_is_reached(
    house: House, asked: httpx.AsyncClient, seen: httpx.AsyncClient
) -> None:
    vacancy, lease = await seated(house)
    (shown,) = (await seen.get(f"/vacancies/{vacancy}")).json()["leases"]
    assert (shown["lease_id"], shown["contact"]) == (lease, OFFICE.model_dump())
    assert shown["ask_at"] == f"Pregunte por la persona en {OFFICE.text}"
    listed = {one["commune"]: one["contact"] for one in (await seen.get("/members")).json()}
    assert listed == {SAN_CARLOS: None, NIQUEN: OFFICE.model_dump()}


async def told(house: House, cut: str, kind: type[Any], reference: str) -> list[Any]:
    """What the replies topic of a commune says of this reference or request; waits for the first of it."""
    found: list[Any] = []

    async def heard() -> bool:
        facts = [one.envelope.data for one in await house.heard(f"replies.{cut}")]
        found[:] = [fact for fact in facts if isinstance(fact, kind) and fact.subject == reference]
        return bool(found)

    await until(heard, f"{cut} to be told of {reference}")
    return found


async def test_who_asks_who_it_is_over_http_is_told_that_it_was_passed_on_and_their_commune_hears_it(
    house: House, asked: httpx.AsyncClient, seen: httpx.AsyncClient
) -> None:
    vacancy, lease = await seated(house)
    at, body = f"/vacancies/{vacancy}/leases/{lease}/identity", {"commune": SAN_CARLOS, "officer": "sc-7"}
    first = await asked.post(at, json=body, headers={"Idempotency-Key": "k1"})
    assert first.status_code == 202, first.text
    answer = first.json()
    assert (answer["passed_on_to"], answer["telephone"]) == (NIQUEN, OFFICE.telephone)
    assert OFFICE.text in answer["text"]
    again = await asked.post(at, json=body, headers={"Idempotency-Key": "k1"})
    assert (again.status_code, again.json()) == (202, answer)
    (fact,) = await told(house, NIQUEN, DisclosureAsked, answer["reference"])
    assert (fact.asked_by, fact.officer, fact.lease_id, fact.candidate_ref) == (SAN_CARLOS, "sc-7", lease, "theirs-1")
    assert await house.count("SELECT count(*) FROM matching.disclosure") == 0


async def test_who_asks_by_intake_is_answered_the_same_way(
    house: House, asked: httpx.AsyncClient, seen: httpx.AsyncClient
) -> None:
    vacancy, lease = await seated(house)
    ask = intake.DisclosureAsk(commune=SAN_CARLOS, vacancy_id=vacancy, lease_id=lease, officer="sc-7")
    (identity,) = await house.ask(ask)
    (reply,) = await told(house, SAN_CARLOS, RequestAccepted, identity)
    assert reply.result["passed_on_to"] == NIQUEN
    (fact,) = await told(house, NIQUEN, DisclosureAsked, reply.result["reference"])
    assert fact.asked_by == SAN_CARLOS
