"""Each thing stands in its room: SQL in stores and queries, answers with a model, and every place of a new request."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from inspect import isclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from deploy.machine.service import NAMES
from services.events import requests as of_events
from services.matching import requests as of_matching
from services.vacancies.lint.flag import TEXTS as FLAGS
from shared import http
from shared.access.rights import VIEWS
from shared.contracts.envelope import Request
from shared.contracts.registry import OWNER_OF, REQUESTS
from shared.http.in_json import is_strict
from shared.http.manners import CALENDAR
from shared.http.problems import DESCRIPTIONS, PROBLEMS_OF_ALL
from shared.http.statuses import STATUS_OF
from shared.postgres.migrations import files_of, is_contract

ROOT = Path(__file__).parents[3]
APPS: dict[str, FastAPI] = {name: import_module(f"services.{name}.app").app for name in NAMES}
SOURCES = [path for floor in ("services", "shared") for path in sorted((ROOT / floor).rglob("*.py"))]
ROOMS_OF_SQL = re.compile(r"/store/|/store\.py|/queries/|/queries\.py|shared/postgres/|services/matching/vault\.py")
"""The vault is the one other place: what opens an identity is nobody else's."""

WITHOUT_ROUTE = {"DisclosureAsk": "by HTTP it is asked and given, or passed on, at once: `IdentityRead`"}
"""Requests that come by intake alone, and why."""

NOT_SIMULATED = {
    "EmployerContact": "contacts touch neither seats nor people",
    "EmployerPlan": "contacts touch neither seats nor people",
    "EmployerReport": "contacts touch neither seats nor people",
    "ApproachPropose": "joint approaches touch neither seats nor people",
    "ApproachAnswer": "joint approaches touch neither seats nor people",
    "ApproachConclude": "joint approaches touch neither seats nor people",
}


def test_no_select_stands_outside_stores_queries_and_postgres() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        if not ROOMS_OF_SQL.search(path.as_posix())
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\bSELECT\b", line)
    ]
    assert found == []


def test_every_column_is_named() -> None:
    """`SELECT *` of arrays that we pass ourselves (`unnest`) is fine: no migration adds a column to those."""
    star = re.compile(r"SELECT\s+(?:\w+\.)?\*(?!\s*\n?\s*FROM unnest)|[,\s]\w+\.\*", re.MULTILINE)
    sql = [path for path in SOURCES if ROOMS_OF_SQL.search(path.as_posix())]
    found = {str(p.relative_to(ROOT)): star.findall(p.read_text(encoding="utf-8")) for p in sql}
    assert {name: stars for name, stars in found.items() if stars} == {}


WITHOUT_MODEL = ([CALENDAR], ["text/html"], ["application/pdf"])
"""Kinds of answers whose format is another's: RFC 5545, which tests/validators reads, and what is shown or printed."""


@pytest.mark.parametrize("name", NAMES)
def test_every_get_answers_with_a_model(name: str) -> None:
    found = 0
    for path, operations in APPS[name].openapi()["paths"].items():
        if path.startswith("/v1") and "get" in operations:
            found += 1
            content = operations["get"]["responses"]["200"]["content"]
            if list(content) in WITHOUT_MODEL:
                continue
            schema = content["application/json"]["schema"]
            assert "$ref" in schema.get("items", schema), f"GET {path} answers {schema}"
    assert found, "a service answers somebody"


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_names_its_problems(name: str) -> None:
    for path, operations in APPS[name].openapi()["paths"].items():
        for method, operation in operations.items():
            wanted = DESCRIPTIONS if operation.get("security") else PROBLEMS_OF_ALL
            problems = {status for status, r in operation["responses"].items() if _is_problem(r)}
            assert {str(status) for status in wanted} <= problems, f"{method} {path}"


def test_every_rejection_has_a_status_of_its_kind() -> None:
    said = re.compile(r'(?:reject|Fault|_problem)\(\s*(?:\d+, )?(?:code=)?"([a-z_]+)"')
    found = {code for path in SOURCES if "services/" in path.as_posix() for code in said.findall(path.read_text())}
    assert found, "services reject something"
    assert (found | FLAGS.keys()) - STATUS_OF.keys() == set()


def _is_problem(response: dict[str, Any]) -> bool:
    content: dict[str, Any] = response.get("content", {})
    return list(content) == ["application/problem+json"]


def _named_in(request: type[Request], *places: str) -> bool:
    """Whether a file of these places speaks of a request."""
    pattern = re.compile(rf"\b{request.__name__}\b")
    files = [path for place in places for path in sorted((ROOT / place).rglob("*.py")) or [ROOT / place]]
    return any(path.is_file() and pattern.search(path.read_text(encoding="utf-8")) for path in files)


@pytest.mark.parametrize("request_", [REQUESTS[wire] for wire in sorted(REQUESTS)], ids=sorted(REQUESTS))
def test_every_request_has_its_route_and_somebody_who_asks_it_in_the_simulation(request_: type[Request]) -> None:
    """Owner, handler and golden files are held by the wiring and contract tests."""
    owner = OWNER_OF[request_]
    routed = _named_in(request_, f"services/{owner}/api", f"services/{owner}/api.py")
    assert routed != (request_.__name__ in WITHOUT_ROUTE), "add its route in api/, or say why it has none"
    simulated = _named_in(request_, "deploy/simulation")
    assert simulated != (request_.__name__ in NOT_SIMULATED), "add who asks it in deploy/simulation, or say why not"


def _bodies() -> Iterator[tuple[str, type[http.Body], type[Request]]]:
    """Each route with a body of its own, its body, and the request that the route makes of it."""
    known = (*REQUESTS.values(), *vars(of_matching).values(), *vars(of_events).values())
    by_name = {each.__name__: each for each in known if isclass(each) and issubclass(each, Request)}
    for path in sorted(ROOT.glob("services/*/api/*.py")):
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, function in inspect.getmembers(module, inspect.iscoroutinefunction):
            body = getattr(inspect.get_annotations(function).get("body"), "__origin__", None)
            is_view = f"{module.router.tags[0]}_{name}" in VIEWS if hasattr(module, "router") else False
            if isclass(body) and issubclass(body, http.Body) and body is not http.Body and not is_view:
                called = re.findall(r"(\w+)\(", inspect.getsource(function))
                made = [by_name[word] for word in called if word in by_name]
                assert len(made) == 1, f"{path}: {name} makes {made}"
                yield f"{path.relative_to(ROOT)}: {name}", body, made[0]


@pytest.mark.parametrize("name", NAMES)
def test_every_body_is_read_in_the_types_of_json(name: str) -> None:
    for path in sorted((ROOT / "services" / name).glob("api*")):
        for file in [path] if path.is_file() else sorted(path.glob("*.py")):
            module = import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
            for route in module.router.routes if hasattr(module, "router") else ():
                for body in route.dependant.body_params:
                    assert is_strict(body.field_info.metadata), f"{route.path}: {body.name}"


def test_a_body_states_what_its_request_states() -> None:
    """The limits and the default of a field: both doors refuse and fill the same."""
    compared = 0
    for where, body, request in _bodies():
        for name in body.model_fields.keys() & request.model_fields.keys():
            ours, theirs = body.model_fields[name], request.model_fields[name]
            stated = (ours.annotation, ours.default, ours.metadata)
            assert stated == (theirs.annotation, theirs.default, theirs.metadata), f"{where}: {name}"
            compared += 1
    assert compared > 60


TAKES_AWAY = re.compile(r"\bDROP (COLUMN|TABLE|VIEW)\b|\bRENAME\b|ALTER COLUMN \w+ (TYPE|SET NOT NULL)", re.IGNORECASE)
BEFORE_STEPS = {"0002_in_full.sql"}
"""Migrations from before there were steps; they have run and are never edited."""


@pytest.mark.parametrize("name", NAMES)
def test_a_migration_that_takes_something_away_is_a_contract_step(name: str) -> None:
    files = files_of(ROOT / "services" / name / "schema")
    taking = [f.name for f in files if not is_contract(f) and TAKES_AWAY.search(f.read_text(encoding="utf-8"))]
    assert set(taking) <= BEFORE_STEPS
