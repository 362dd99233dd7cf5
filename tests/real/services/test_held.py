"""What is held, on real servers: taken back over HTTP, or decided once when its time has come, by whichever replica."""

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr

from services.matching.api import ROUTERS as MATCHING_ROUTERS
from services.matching.app import SERVICE as MATCHING
from services.vacancies import store
from services.vacancies.api import ROUTERS
from services.vacancies.app import SERVICE as VACANCIES
from services.vacancies.handlers import HANDLERS
from shared.clock import with_origin
from shared.contracts import intake
from shared.contracts.communes import Offers
from shared.contracts.envelope import Request, commune_source, root_envelope
from shared.contracts.held import (
    OfferRequestDone,
    OfferRequestTakenBack,
    VacancyRequestDone,
    VacancyRequestHeld,
    VacancyRequestRefused,
    VacancyRequestTakenBack,
)
from shared.contracts.matching import OfferDeclined
from shared.contracts.reasons import CloseReason
from shared.contracts.replies import RequestAccepted, RequestRejected
from shared.contracts.vacancies import Profile, VacancyUnfilled
from shared.messaging.batch import BatchProcessor
from shared.messaging.cloudevents import IncomingMessage
from shared.messaging.decisions import ServiceHandlers
from shared.messaging.unit_of_work import Effects, Reply
from shared.observe.metrics import Metrics
from shared.postgres.unit_of_work import PostgresUnitOfWorkFactory
from tests.real.doors import Door, open_door
from tests.real.house import NIQUEN, SAN_CARLOS, House, dsn_of, until
from tests.unit.services.matching.mothers import HARVEST
from tests.unit.services.vacancies.mothers import MONDAY, joined

FAST = "2026-01-12T09:00-03:00@600"
"""Ten minutes a second."""
KEY = SecretStr(base64.b64encode(bytes(range(32))).decode())
PICKER = {"occupations": [{"code": "9211"}], "experience_years": 3}
PROFILE = {"title": "Temporera", "employer": "Frutícola Ñuble"}


@pytest.fixture
async def http(kafka_server: str, database: str, prefix: str) -> AsyncIterator[Door]:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS, NIQUEN])
        await house.join(SAN_CARLOS, NIQUEN)
        async with open_door(house, VACANCIES, ROUTERS, clock=FAST) as door:
            await house.until_count(2, "SELECT count(*) FROM vacancies.member")
            yield door


async def _posted(http: Door) -> str:
    body = {"commune": SAN_CARLOS, "seats": 2, "profile": PROFILE}
    vacancy_id: str = (await http.post("/vacancies", json=body)).json()["vacancy_id"]
    return vacancy_id


async def _declared(http: Door, vacancy_id: str, minutes: int, **more: Any) -> Any:
    until = http.app.state.runtime.now() + timedelta(minutes=minutes)
    body = {"commune": SAN_CARLOS, "not_before": until.isoformat()}
    return await http.post(f"/vacancies/{vacancy_id}/declare-unfilled", json=body, **more)


async def _stage(http: Door, vacancy_id: str) -> str:
    stage: str = (await http.get(f"/vacancies/{vacancy_id}")).json()["stage"]
    return stage


async def test_an_officer_takes_back_what_waits_and_nobody_was_asked(http: Door) -> None:
    vacancy_id = await _posted(http)
    tried = await _declared(http, vacancy_id, 55, params={"dry_run": True})
    assert (tried.status_code, (await http.get("/held")).json()) == (202, [])
    held = await _declared(http, vacancy_id, 55)
    assert held.status_code == 202, held.text
    (one,) = (await http.get("/held")).json()
    assert (one["held_id"], one["vacancy_id"]) == (held.json()["held_id"], vacancy_id)
    assert datetime.fromisoformat(one["not_before"]) == datetime.fromisoformat(held.json()["held_until"])
    assert one["what"] == "Pedir ayuda a las comunas vecinas"
    assert await _stage(http, vacancy_id) == "local"

    path = f"/held/{one['held_id']}/take-back"
    of_another = await http.post(path, json={"commune": NIQUEN})
    assert (of_another.status_code, of_another.json()["errors"][0]["code"]) == (404, "unknown_held")
    first, again = [await http.post(path, json={"commune": SAN_CARLOS}) for _ in range(2)]
    assert (first.status_code, again.status_code, first.json()) == (200, 200, again.json())
    assert (await http.get("/held")).json() == []
    at_once = await http.post(f"/vacancies/{vacancy_id}/declare-unfilled", json={"commune": SAN_CARLOS})
    assert (at_once.status_code, at_once.json()["invited"]) == (200, NIQUEN)


async def test_when_its_time_has_come_it_is_decided_and_not_taken_back(http: Door) -> None:
    vacancy_id = await _posted(http)
    held = (await _declared(http, vacancy_id, 5)).json()

    async def asks() -> bool:
        return await _stage(http, vacancy_id) == "calling"

    await until(asks, "the neighbours to be asked")
    late = await http.post(f"/held/{held['held_id']}/take-back", json={"commune": SAN_CARLOS})
    assert (late.status_code, late.json()["errors"][0]["code"]) == (409, "no_longer_held")


async def test_what_would_be_refused_is_refused_at_once(http: Door) -> None:
    vacancy_id = await _posted(http)
    far = await _declared(http, vacancy_id, 70)
    assert (far.status_code, far.json()["errors"][0]["code"]) == (422, "not_before_out_of_range")
    assert far.json()["errors"][0]["pointer"] == "/not_before"
    unknown = await _declared(http, "nobody-knows-it", 5)
    assert (unknown.status_code, (await http.get("/held")).json()) == (404, [])


class Desk:
    """Two replicas of vacancies on one database, with a clock that the test sets; requests come by intake."""

    def __init__(self, pools: list[asyncpg.Pool]) -> None:
        self.now, self._n, self.pool, self.pools = MONDAY, 0, pools[0], pools
        self.restart()

    def restart(self) -> None:
        """What a process remembers is gone."""
        self.replicas = [
            BatchProcessor(
                ServiceHandlers("vacancies", HANDLERS),
                PostgresUnitOfWorkFactory(pool, store),
                lambda: self.now,
                Metrics(),
            )
            for pool in self.pools
        ]

    async def ask(self, asked: Request, identity: str = "") -> Reply:
        self._n += 1
        named = identity or f"ask-{self._n}"
        envelope = root_envelope(asked, named, commune_source(asked.commune), self.now)._replace(by_intake=True)
        reply = await self.replicas[0].handle(envelope)
        assert reply is not None
        return reply

    async def join(self, *cuts: str) -> None:
        facts = [root_envelope(joined(cut), cut, "/mesa/communes", self.now) for cut in cuts]
        await self.replicas[0]._transaction([IncomingMessage(one) for one in facts], Effects())

    async def post(self) -> str:
        profile = Profile(**PROFILE)
        reply = await self.ask(intake.VacancyPost(commune=SAN_CARLOS, seats=2, profile=profile, distinct=True))
        return reply.result["vacancy_id"]

    async def hold(self, vacancy_id: str, identity: str = "") -> Reply:
        about = {"commune": SAN_CARLOS, "vacancy_id": vacancy_id, "not_before": self.now + timedelta(minutes=10)}
        return await self.ask(intake.VacancyDeclareUnfilled(**about), identity)

    async def later(self, minutes: int) -> None:
        """The clock goes on, and both replicas look at it at once."""
        self.now += timedelta(minutes=minutes)
        while any(await asyncio.gather(*(one.fire_timers() for one in self.replicas))):
            pass

    async def told(self, *kinds: Any) -> list[str]:
        rows = await self.pool.fetch("SELECT type FROM outbox ORDER BY position")
        wanted = [kind.WIRE for kind in kinds]
        return [row["type"] for row in rows if row["type"] in wanted]


@pytest.fixture
async def desk(database: str) -> AsyncIterator[Desk]:
    async with House("", database, "") as house:
        await house.migrate(["vacancies"])
    dsn = dsn_of(database, "vacancies")
    pool = asyncpg.create_pool(dsn, min_size=1, max_size=2)
    async with pool as one, asyncpg.create_pool(dsn, min_size=1, max_size=2) as other:
        desk = Desk([one, other])
        await desk.join(SAN_CARLOS, NIQUEN)
        yield desk


ENDS = (VacancyRequestHeld, VacancyRequestTakenBack, VacancyRequestDone, VacancyRequestRefused, VacancyUnfilled)


async def test_two_replicas_decide_it_once_in_its_time_and_say_who_caused_it(desk: Desk) -> None:
    vacancies = [await desk.post() for _ in range(3)]
    held = [await desk.hold(each, f"mine-{n}") for n, each in enumerate(vacancies)]
    assert held[0].result["held_until"] == (MONDAY + timedelta(minutes=10)).isoformat()
    assert (await desk.hold(vacancies[0], "mine-0")).result == held[0].result, "the same request again is the same"
    await desk.later(9)
    desk.restart()
    assert await desk.told(*ENDS) == [VacancyRequestHeld.WIRE] * 3
    await desk.later(1)
    assert sorted(await desk.told(*ENDS[1:])) == sorted([VacancyUnfilled.WIRE, VacancyRequestDone.WIRE] * 3)
    await desk.later(5)
    assert len(await desk.told(*ENDS)) == 9, "nothing comes a second time"
    causes = await desk.pool.fetch(
        "SELECT DISTINCT causation_id, correlation_id FROM outbox WHERE type = ANY($1) ORDER BY 1",
        [VacancyUnfilled.WIRE, VacancyRequestDone.WIRE, RequestAccepted.WIRE],
    )
    assert [tuple(row) for row in causes] == [(f"mine-{n}", f"mine-{n}") for n in range(3)]
    assert await desk.told(RequestAccepted) == [RequestAccepted.WIRE] * 3, "who asked by intake hears what came of it"


async def test_what_cannot_be_any_more_is_refused_in_its_time_and_told(desk: Desk) -> None:
    vacancy_id = await desk.post()
    await desk.hold(vacancy_id)
    gone = {"commune": SAN_CARLOS, "vacancy_id": vacancy_id, "why": CloseReason.WITHDRAWN_BY_EMPLOYER}
    await desk.ask(intake.VacancyWithdraw(**gone))
    await desk.later(10)
    assert await desk.told(*ENDS) == [VacancyRequestHeld.WIRE, VacancyRequestRefused.WIRE]
    assert await desk.told(RequestRejected) == [RequestRejected.WIRE]


async def test_of_take_back_and_clock_at_once_one_wins(desk: Desk) -> None:
    for n in range(8):
        vacancy_id = await desk.post()
        held = await desk.hold(vacancy_id)
        desk.now += timedelta(minutes=10)
        asked = intake.VacancyTakeBack(commune=SAN_CARLOS, held_id=held.result["held_id"])
        reply, _ = await asyncio.gather(desk.ask(asked), desk.replicas[1].fire_timers())
        await desk.later(0)
        undone = not reply.faults
        stage = await desk.pool.fetchval("SELECT stage FROM vacancy WHERE vacancy_id = $1", vacancy_id)
        assert stage == ("local" if undone else "calling"), f"round {n}: {reply.faults}"


async def test_an_officers_answer_to_a_proposal_waits_is_taken_back_and_waits_again(
    kafka_server: str, database: str, prefix: str
) -> None:
    clock = with_origin("2026-01-12T09:00-03:00@60")
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies", "matching"], [SAN_CARLOS, NIQUEN])
        await house.join(SAN_CARLOS)
        await house.join(NIQUEN, offers=Offers.CONFIRMED)
        async with open_door(house, MATCHING, MATCHING_ROUTERS, clock=clock, identity_key=KEY) as http:
            await house.until_count(2, "SELECT count(*) FROM matching.commune")
            picker = {"commune": NIQUEN, "profile": PICKER, "identity": {"name": "Rosa"}}
            assert (await http.post("/seekers", json=picker)).status_code == 201
            await house.open(VACANCIES, clock=clock)
            await house.ask(intake.VacancyPost(commune=SAN_CARLOS, seats=1, profile=HARVEST, local_hours=0))
            await house.until_count(1, "SELECT count(*) FROM matching.proposal WHERE state = 'open'")
            (one,) = (await http.get("/proposals", params={"commune": NIQUEN})).json()
            first = await _declined(http, one["proposal_id"], 50)
            undo = await http.post(f"/held/{first}/take-back", json={"commune": NIQUEN})
            assert (undo.status_code, undo.json()["vacancy_id"]) == (200, one["vacancy_id"]), undo.text
            second = await _declined(http, one["proposal_id"], 1)
            assert first != second
            await house.until_count(1, "SELECT count(*) FROM matching.proposal WHERE state = 'declined'")
            told = "SELECT count(*) FROM matching.outbox WHERE type = $1"
            await house.until_count(1, told, OfferRequestDone.WIRE)
            assert await house.count(told, OfferRequestTakenBack.WIRE) == 1
            of_niquen = f"{told} AND data::json->>'commune' = $2"
            assert await house.count(of_niquen, OfferDeclined.WIRE, NIQUEN) == 1


async def _declined(http: Door, proposal_id: str, minutes: int) -> str:
    until = http.app.state.runtime.now() + timedelta(minutes=minutes)
    body = {"commune": NIQUEN, "reasons": ["decline_team_capacity"], "officer": "niquen-1"}
    held = await http.post(f"/proposals/{proposal_id}/decline", json={**body, "not_before": until.isoformat()})
    assert held.status_code == 202, held.text
    held_id: str = held.json()["held_id"]
    return held_id
