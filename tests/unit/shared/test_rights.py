"""The table of rights, cell by cell, at every door: all routes of all services, and all topics."""

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from types import ModuleType, SimpleNamespace
from typing import Any, NoReturn

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.requests import Request as HttpRequest

from deploy.machine.service import NAMES
from services.events import requests as of_events
from services.matching import requests as of_matching
from shared.access.actors import Actor, How, Role, actor_of
from shared.access.admission import Admission
from shared.access.rights import REQUESTS, VIEWS, Reach, reach_of_role, rows_of, said
from shared.contracts import registry
from shared.contracts.envelope import Request
from shared.contracts.registry import FACTS_OF
from shared.contracts.topics import SHARED_TOPICS, intake_of, replies_to
from shared.http import Problem, requests
from shared.http.doorkeeper import OPEN, AddressRouter
from shared.messaging.cloudevents import read
from shared.messaging.records import Record, UnreadableRecord
from shared.messaging.unit_of_work import Reply, TransientError
from tests.contracts.examples import AT, golden
from tests.keys import As, Keys, MemoryKeyBook
from tests.logs import logged

MINE, OTHER = "16301", "16303"
ROLES = (Role.OFFICER, Role.SYSTEM, Role.INTEGRATOR, Role.OPERATOR)
APPS: dict[str, FastAPI] = {name: import_module(f"services.{name}.app").app for name in NAMES}
ASKED: dict[str, type[Request]] = {
    **registry.REQUESTS,
    **{
        asked.WIRE: asked
        for asked in (*vars(of_matching).values(), *vars(of_events).values())
        if inspect.isclass(asked) and issubclass(asked, Request) and hasattr(asked, "WIRE")
    },
}
PAGES = ("/f/{activity_id}", "/f/{activity_id}.ics", "/f/{activity_id}/door")
BY_ADDRESS_ALONE = {
    "/v1/feeds/{secret}.ics",
    *PAGES,
    *(f"/f/{{activity_id}}/{name}" for name in ("door.js", "worker.js", "pages.css")),
}
"""What is read without a key: a feed, whose address is the secret, and the pages that are for everybody."""

Operation = tuple[str, str, str, dict[str, Any]]
"""Service, path, method and what OpenAPI says of it."""


def _operations() -> Iterator[Operation]:
    for name, app in APPS.items():
        for path, operations in app.openapi()["paths"].items():
            for method, operation in operations.items():
                if path not in {*OPEN, *BY_ADDRESS_ALONE}:
                    yield name, path, method, operation


OPERATIONS = list(_operations())
SHOWN = [each for each in OPERATIONS if each[2] == "get" or each[3]["operationId"] in VIEWS]


class Asked(BaseModel):
    """As much of a request as its right needs."""

    WIRE: str
    commune: str = MINE
    subject: str = MINE
    digest: str = "d"


class NoBooks:
    """A runtime whose database is away: who gets as far as a query is answered 503."""

    def __init__(self, admission: Admission) -> None:
        self.admission = admission

    def now(self) -> NoReturn:
        raise TransientError("away")

    @property
    def pool(self) -> NoReturn:
        raise TransientError("away")

    @property
    def policy(self) -> NoReturn:
        raise TransientError("away")

    async def measure(self) -> NoReturn:
        raise TransientError("away")


@pytest.fixture
def keys() -> Iterator[Keys]:
    book = MemoryKeyBook()
    for app in APPS.values():
        app.state.runtime = NoBooks(Admission(book, b"secret"))
    yield Keys(book)
    for app in APPS.values():
        del app.state.runtime


def _client(name: str, auth: As | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(APPS[name]), base_url=f"http://{name}", auth=auth)


def _address(path: str) -> str:
    for part in ("vacancy_id", "candidate_ref", "lease_id", "proposal_id", "placement_id", "fair_id"):
        path = path.replace(f"{{{part}}}", "x-1")
    return path.replace("{employer_id}", "x-1").replace("{contact_id}", "x-1").replace("{approach_id}", "x-1")


def test_every_view_and_every_request_has_a_row_and_no_row_is_left_over() -> None:
    assert {operation["operationId"] for *_, operation in SHOWN} == VIEWS.keys()
    assert ASKED.keys() == REQUESTS.keys()


@pytest.mark.parametrize("name", NAMES)
async def test_nobody_enters_without_a_key(name: str, keys: Keys) -> None:
    async with _client(name) as client:
        for path, method in (each[1:3] for each in OPERATIONS if each[0] == name):
            with logged() as lines:
                answer = await client.request(method, _address(path), json={"commune": MINE})
            assert answer.status_code == 401, f"{method} {path}"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert answer.headers["content-type"] == "application/problem+json"
            (line,) = [line for line in lines if line["event"] == "refused"]
            assert (line["why"], line["at"]) == ("no key", f"{method.upper()} {path}")


@pytest.mark.parametrize("name", NAMES)
def test_only_feed_and_pages_are_described_without_a_key_and_they_are_only_read(name: str) -> None:
    described = APPS[name].openapi()["paths"]
    without = {path for path, some in described.items() if any("security" not in each for each in some.values())}
    assert without - OPEN == (BY_ADDRESS_ALONE if name == "events" else set())
    assert all(list(described[path]) == ["get"] for path in without - OPEN)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(
            ("POST", "/v1/feeds/x.ics"),
            ("DELETE", "/v1/feeds/x.ics"),
            ("GET", "/v1/feeds/x.icsx"),
            ("GET", "/v1/feeds"),
        ),
        *(("GET", "/v1/feeds/x/y.ics"), ("GET", "/v1/feeds/../activities"), ("GET", "/v2/feeds/x.ics")),
        *(
            ("POST", "/f/x"),
            ("GET", "/f"),
            ("GET", "/f/"),
            ("GET", "/f/x/"),
            ("GET", "/f/x/y"),
            ("DELETE", "/f/x/door"),
        ),
        *(("GET", "/v1/f/x"), ("GET", "/f/x/doorXjs"), ("GET", "/f/x/door/y"), ("POST", "/f/x/door.js")),
        *(("GET", "/v1/feeds/.ics/revoke"), ("GET", "/v1/activities/x/invitation.ics"), ("GET", "/v1/feeds/x%2Fy.ics")),
    ],
)
async def test_nothing_beside_a_feed_and_the_pages_is_open_without_a_key(method: str, path: str, keys: Keys) -> None:
    async with _client("events") as client:
        assert (await client.request(method, path)).status_code == 401
        for open_ in ("/v1/feeds/x.ics", *(page.format(activity_id="x") for page in PAGES)):
            assert (await client.get(open_)).status_code == 503, "it came as far as the database, which is away"


@pytest.mark.parametrize("name", NAMES)
async def test_a_view_is_shown_to_the_roles_of_its_row_and_to_nobody_else(name: str, keys: Keys) -> None:
    async with _client(name) as client:
        for path, method, operation in (each[1:] for each in SHOWN if each[0] == name):
            for role in ROLES:
                shown = As(keys, MINE, MINE, role)
                reach, where = reach_of_role(role, operation["operationId"]), f"{method} {path} as {role}"
                body = {"title": "x", "employer": "y"}
                answer = await client.request(method, _address(path), json=body, auth=shown)
                assert (answer.status_code == 403) == (reach is Reach.NOBODY), where
                if reach in (Reach.OWN, Reach.ASKED) and "commune" in str(operation.get("parameters")):
                    foreign = {"commune": OTHER}
                    answer = await client.request(method, _address(path), params=foreign, json=body, auth=shown)
                    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "foreign_commune"), where


async def test_a_request_is_taken_from_the_roles_of_its_row_in_the_name_of_their_own_commune() -> None:
    for wire, role, commune in product(ASKED, ROLES, (MINE, OTHER)):
        reach = reach_of_role(role, wire)
        assert reach is not Reach.EVERYBODY, "nobody changes what is another commune's"
        said = await _handed_in(Asked(WIRE=wire), Actor("k", role, commune, How.KEY))
        wanted = "no_right" if reach is Reach.NOBODY else "" if commune == MINE else "foreign_commune"
        assert said == wanted, f"{wire} as {role} of {commune}"


async def test_a_narrowed_key_takes_just_its_request_and_no_other() -> None:
    for role in ROLES:
        for mine, wire in product(rows_of(role), ASKED):
            actor = Actor("k", role, MINE, How.KEY, frozenset({mine}))
            allowed = reach_of_role(role, wire) is not Reach.NOBODY
            wanted = "" if wire == mine else "narrowed_key" if allowed else "no_right"
            assert await _handed_in(Asked(WIRE=wire), actor) == wanted, f"{wire} as {role} narrowed to {mine}"


@pytest.mark.parametrize("name", NAMES)
async def test_a_narrowed_key_opens_just_its_view_and_no_other(name: str, keys: Keys) -> None:
    """The figures of the services are one of these views: an operator's key that is narrowed to others is refused."""
    body = {"title": "x", "employer": "y"}
    async with _client(name) as client:
        for role in ROLES:
            allowed = rows_of(role)
            views = [(*each[1:3], each[3]["operationId"]) for each in SHOWN if each[0] == name]
            elsewhere = next((row for row in allowed if row not in {view for *_, view in views}), "of no service")
            here = [view for *_, view in views if view in allowed]
            for mine, (path, method, view) in product([*here, elsewhere], views):
                shown = As(keys, MINE, MINE, role, frozenset({mine}))
                answer = await client.request(method, _address(path), json=body, auth=shown)
                code = answer.json()["errors"][0]["code"] if answer.status_code == 403 else ""
                wanted = "" if view == mine else "narrowed_key" if view in allowed else "no_right"
                assert code == wanted, f"{method} {path} as {role} narrowed to {mine}"


async def test_who_is_refused_for_a_narrowed_key_is_told_what_it_permits(keys: Keys) -> None:
    only = frozenset({"cl.mesa.seeker.register.v1", "vacancies_several"})
    async with _client("vacancies", As(keys, MINE, only=only)) as client:
        with logged() as lines:
            answer = await client.get("/v1/vacancies/x-1")
    permits = "«Inscribir a una persona» y «Lista de vacantes»"
    (fault,) = answer.json()["errors"]
    assert fault["text"] == f"Esta llave solo permite {permits}: para esto pida otra a quien opera la Mesa"
    assert [(line["why"], line["what"]) for line in lines] == [("narrowed_key", "vacancies_one")]
    offer, register = "cl.mesa.offer.make.v1", "cl.mesa.seeker.register.v1"
    assert said(Role.OFFICER, [offer, register]) == "«Ofrecer candidatos» e «Inscribir a una persona»"
    assert said(Role.OFFICER, list(VIEWS)[:7]).endswith(", «Lista de colocaciones» y 2 más")
    assert said(Role.OFFICER, ["a row of an older version"]) == "lo que la Mesa ya no ofrece"


async def _handed_in(command: Any, actor: Actor) -> str:
    """The code with which a request is refused; empty if it is taken."""

    async def handle(envelope: Any) -> Reply:
        return Reply(envelope.id, command.WIRE, command.commune, {}, ())

    runtime = SimpleNamespace(
        batches=SimpleNamespace(handle=handle),
        now=lambda: AT,
        admission=SimpleNamespace(secret=b"secret"),
    )
    app = SimpleNamespace(state=SimpleNamespace(runtime=runtime))
    scope = {"type": "http", "method": "POST", "headers": [], "state": {"actor": actor}, "app": app, "path": "/"}
    try:
        await requests.submit(HttpRequest(scope), command, None)
    except Problem as refused:
        return refused.faults[0].code if refused.status == 403 else str(refused.status)
    return ""


def test_whatever_changes_something_is_handed_in_where_rights_are_looked_at() -> None:
    """No route but a view does anything without `submit`."""
    for name in NAMES:
        for module in _api_of(name):
            handing = {n for n, f in inspect.getmembers(module, inspect.isfunction) if "submit" in _calls(f)}
            for route in module.router.routes if hasattr(module, "router") else ():
                operation = f"{route.tags[0]}_{route.name}"
                if operation not in VIEWS and not isinstance(module.router, AddressRouter):
                    assert _calls(route.endpoint) & {"submit", *handing}, operation


def _api_of(name: str) -> list[ModuleType]:
    package = import_module(f"services.{name}.api")
    parts = [part for part in vars(package).values() if inspect.ismodule(part)]
    return parts if hasattr(package, "__path__") else [package]


def _calls(function: Any) -> set[str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in called}


def test_every_topic_that_a_service_hears_has_an_actor() -> None:
    for topic in (*SHARED_TOPICS, intake_of(MINE)):
        assert actor_of(topic.name) is not None, topic.name
    assert actor_of(intake_of(MINE).name) == Actor("/comunas/16301", Role.SYSTEM, MINE, How.TOPIC)
    assert actor_of(replies_to(MINE).name) is None, "every service writes there, and none reads it"


@pytest.mark.parametrize("topic", FACTS_OF, ids=lambda topic: topic.name)
def test_on_a_topic_of_facts_only_its_own_writer_is_heard(topic: Any) -> None:
    actor = actor_of(topic.name)
    assert actor is not None
    record = _record(FACTS_OF[topic][0].WIRE, topic.name, actor.who)
    assert read(record).envelope.source == actor.who
    for source in ("/mesa/nobody", "/comunas/16301", f"{actor.who}/more"):
        with pytest.raises(UnreadableRecord) as refused:
            read(_record(FACTS_OF[topic][0].WIRE, topic.name, source))
        assert refused.value.code == "foreign_source"


@pytest.mark.parametrize("wire", registry.REQUESTS)
def test_by_intake_a_commune_asks_in_its_own_name_and_its_systems_count_for_themselves(wire: str) -> None:
    commune = golden(wire, True)["data"]["commune"]
    topic = intake_of(commune).name
    for source in (f"/comunas/{commune}", f"/comunas/{commune}/omil-2"):
        message = read(_record(wire, topic, source))
        assert message.identity == (source, "id-1")
    for source in ("/comunas/99999", f"/comunas/{commune}0", "/mesa/vacancies"):
        with pytest.raises(UnreadableRecord) as refused:
            read(_record(wire, topic, source))
        assert refused.value.code == "foreign_source"


def _record(wire: str, topic: str, source: str) -> Record:
    whole = golden(wire, True)
    headers = {**whole["headers"], "ce_source": source}
    return Record(
        topic, 0, 0, b"key", json.dumps(whole["data"]).encode(), tuple((n, v.encode()) for n, v in headers.items())
    )
