"""The exported contracts, read by the tools of those who will read them: AsyncAPI's own parser, and ajv."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from deploy.contracts import asyncapi, schemas
from shared.contracts.registry import CONTRACTS
from tests.contracts.examples import GOLDEN
from tests.validators.node import FOLDER, NoPackagesError, fetch_packages, run

NEWEST = "asyncapi-latest-version"
"""That there is AsyncAPI 3.1, which adds nothing that we use and which the tools of 3.0 refuse to read."""


def _said(document: dict[str, Any]) -> list[str]:
    return [f"{each['code']} {each['path']}: {each['message']}" for each in run("asyncapi.mjs", document)]


def _judged(bodies: list[tuple[str, Any]]) -> list[list[str]]:
    asked = [{"ref": f"#/$defs/{wire}", "data": data} for wire, data in bodies]
    judged: list[list[str]] = run("bodies.mjs", {"schema": schemas(), "bodies": asked})
    return judged


def test_the_parser_of_asyncapi_finds_nothing() -> None:
    assert [line for line in _said(asyncapi("casa")) if not line.startswith(NEWEST)] == []


def test_the_parser_finds_a_binding_of_another_type_and_a_reference_that_leads_nowhere() -> None:
    document = asyncapi("casa")
    document["channels"]["vacancies"]["bindings"]["kafka"]["topicConfiguration"]["cleanup.policy"] = "delete"
    document["components"]["messages"]["cl.mesa.vacancy.post.v1"]["payload"] = {"$ref": "#/components/schemas/None"}
    said = "\n".join(_said(document))
    assert "cleanup.policy" in said
    assert "components/schemas/None" in said


def test_every_golden_body_is_valid_for_ajv() -> None:
    paths = sorted(GOLDEN.glob("*.json"))
    bodies = [(f"{path.name.partition('.v1.')[0]}.v1", json.loads(path.read_text("utf-8"))["data"]) for path in paths]
    assert {wire for wire, _ in bodies} == set(CONTRACTS)
    judged = _judged(bodies)
    assert {path.name: found for path, found in zip(paths, judged, strict=True) if found} == {}


POST = {"commune": "16301", "seats": 2, "profile": {"title": "Garzón/a", "employer": "Hostería Central"}}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"seats": "2"}, "/seats"),
    ({"seats": 0}, "/seats"),
    ({"commune": "163"}, "/commune"),
    ({"starts": "2026-01-12"}, ""),
    ({"profile": {"title": "Garzón/a", "employer": "Hostería", "starts_on": "mañana"}}, "/profile/starts_on"),
    ({"profile": {"title": "Garzón/a"}}, "/profile"),
]


def test_ajv_refuses_what_is_none() -> None:
    right, *wrong = _judged([("cl.mesa.vacancy.post.v1", POST | change) for change in ({}, *(c for c, _ in WRONG))])
    assert right == []
    for found, (change, where) in zip(wrong, WRONG, strict=True):
        assert where in [line.split(" ")[0] for line in found], change


def test_without_a_way_to_the_registry_it_is_said_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(FOLDER / name, tmp_path)
    monkeypatch.setenv("npm_config_offline", "true")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    with pytest.raises(NoPackagesError, match=r"npm ci could not fetch .*npm's registry"):
        fetch_packages(tmp_path)
    assert not (tmp_path / "node_modules/.installed").exists()
