"""kill -9 of each service, of the broker and of the database under load; then the audit balances."""

import asyncio
import json
import os
import signal
import threading
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.keys import HomeKeys
from deploy.machine import service
from deploy.machine.home import Home
from deploy.machine.stack import Stack
from shared.access.actors import Role
from shared.contracts.intake import VacancyDeclareUnfilled, VacancyPost
from shared.contracts.replies import RequestRejected
from shared.contracts.vacancies import Profile
from shared.messaging.cloudevents import read
from shared.messaging.kafka import read_topic
from shared.messaging.unit_of_work import TransientError
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN, House, until

CUTS = (SAN_CARLOS, NIQUEN, SAN_FABIAN)
PEOPLE, VACANCIES = 12, 20
PATIENCE = 60.0


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """The four services, a broker and a database of their own, supervised."""
    home = Home(tmp_path / "casa con espacio")
    home.make()
    told: list[str] = []
    stack = Stack(home, CUTS, told.append, service.OURS)
    stack.start()
    stop = threading.Event()
    watch = threading.Thread(target=stack.supervisor.watch, args=(stop,))
    watch.start()
    yield stack
    stop.set()
    watch.join()
    stack.stop()


async def test_kill_9_of_everything_under_load_loses_and_repeats_nothing(stack: Stack) -> None:
    async with House(stack.bus.servers, stack.dsn, stack.bus.prefix) as house:
        await asyncio.to_thread(_register, stack)
        asked: list[str] = []
        for victim in (*stack.running, "kafka", "postgres"):
            asked += await _insist(lambda: house.ask(*_posts()))
            _kill(stack, victim)
            asked += await _insist(lambda: house.ask(*_posts()))
        house.db = await _insist(lambda: asyncpg.connect(stack.dsn))
        await until(lambda: _is_quiet(house, len(asked)), "everything to be heard", PATIENCE)
        vacancies = await house.db.fetch("SELECT vacancy_id, commune FROM vacancies.vacancy WHERE stage = 'local'")
        called = [VacancyDeclareUnfilled(commune=v["commune"], vacancy_id=v["vacancy_id"]) for v in vacancies]
        asked += await house.ask(*called)
        await until(lambda: _is_quiet(house, len(asked)), "the neighbours to answer", PATIENCE)
        await _balanced(house, asked)


def _posts() -> list[VacancyPost]:
    profile = Profile(title="Cosechero/a de frambuesas", employer="Berries del Sur")
    return [VacancyPost(commune=CUTS[n % 3], seats=1 + n % 4, profile=profile, distinct=True) for n in range(VACANCIES)]


def _kill(stack: Stack, victim: str) -> None:
    process = {"kafka": stack.kafka.process, "postgres": stack.postgres.process}.get(victim)
    pid = (process or stack.running[victim].process).pid
    assert pid is not None, f"{victim} does not run"
    os.kill(pid, signal.SIGKILL)


def _register(stack: Stack) -> None:
    url, keys = stack.running["matching"].url, HomeKeys(stack.home.keys)
    for n in range(PEOPLE * len(CUTS)):
        body = {
            "commune": CUTS[n % 3],
            "profile": {"education": "secondary", "max_minutes": 120},
            "identity": {"name": f"Persona Inventada {n}"},
        }
        headers = {"content-type": "application/json", **keys.bearer(Role.SYSTEM, CUTS[n % 3])}
        request = urllib.request.Request(f"{url}/v1/seekers", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 201


async def _insist(attempt: Callable[[], Awaitable[Any]]) -> Any:
    """As a municipal system does that finds the broker away: again, until it is there."""
    found: list[Any] = []

    async def there() -> bool:
        try:
            found.append(await attempt())
        except (TransientError, OSError, asyncpg.PostgresError):
            return False
        return True

    await until(there, "the servers to be back", PATIENCE)
    return found[-1]


async def _is_quiet(house: House, asked: int) -> bool:
    """Every request heard, every outbox empty, and every fact of vacancies heard by matching and the others."""
    waiting = 0
    for name in service.NAMES:
        waiting += await house.count(f"SELECT count(*) FROM {name}.outbox WHERE published_at IS NULL")
    heard = await house.count("SELECT count(*) FROM vacancies.inbox WHERE answer IS NOT NULL")
    missing = await house.count(
        """
        SELECT count(*) FROM vacancies.outbox o
        WHERE o.type IN ('cl.mesa.vacancy.posted.v1', 'cl.mesa.vacancy.unfilled.v1', 'cl.mesa.seat.leased.v1')
          AND NOT EXISTS (SELECT FROM matching.inbox i WHERE i.id = o.id)
        """
    )
    unheard = await house.count(
        "SELECT count(*) FROM matching.outbox o WHERE o.topic = 'offers'"
        " AND NOT EXISTS (SELECT FROM vacancies.inbox i WHERE i.id = o.id)"
    )
    return heard >= asked and not waiting and not missing and not unheard


async def _balanced(house: House, asked: list[str]) -> None:
    replies = [h.envelope.data async for h in _replies(house)]
    refused = {fault.code for r in replies if isinstance(r, RequestRejected) for fault in r.faults}
    assert refused <= {"stale_stage"}, "at most the home's own word that it has nobody came before the officer's"
    assert {r.request_id for r in replies} == set(asked)
    assert await house.count("SELECT count(*) FROM vacancies.vacancy") == sum(
        r.request_type == VacancyPost.WIRE for r in {r.request_id: r for r in replies}.values()
    )
    for wrong in (
        "SELECT count(*) FROM vacancies.vacancy v WHERE taken <> (SELECT count(*) FROM vacancies.lease l"
        " WHERE l.vacancy_id = v.vacancy_id AND state <> 'released')",
        "SELECT count(*) - count(DISTINCT candidate_ref) FROM vacancies.lease WHERE state IN ('held', 'placed')",
        "SELECT count(*) FROM matching.seeker s WHERE (state = 'leased') <> EXISTS (SELECT FROM vacancies.lease l"
        " WHERE l.candidate_ref = s.candidate_ref AND l.state = 'held')",
        "SELECT count(*) - count(DISTINCT id) FROM vacancies.outbox WHERE topic = 'vacancies'",
        *(f"SELECT count(*) FROM {name}.dead_letter" for name in service.NAMES),
    ):
        assert await house.count(wrong) == 0, wrong
    leased = "SELECT count(*) FROM vacancies.lease WHERE state = 'held'"
    assert await house.count(leased) == PEOPLE * len(CUTS), "every seeker has a seat: there are more seats than people"


async def _replies(house: House) -> Any:
    for cut in CUTS:
        async for record in read_topic(house.bus, [f"replies.{cut}"]):
            yield read(record)
