"""Every fact and request ever published stays readable, to the byte, and no contract changes incompatibly."""

import json
from typing import Any

import pytest

from shared.bus.wire import Record, read
from shared.contracts.envelope import Request, as_data
from shared.contracts.intake import VacancyPost
from shared.contracts.registry import CONTRACTS, topic_name
from shared.contracts.topics import intake_of
from tests.contracts.compatible import broken
from tests.contracts.examples import GOLDEN, SCHEMAS, path_of

WRITE = "python -m tests.contracts.examples writes what is missing"


@pytest.mark.parametrize("wire", sorted(CONTRACTS))
@pytest.mark.parametrize("full", [True, False], ids=["full", "minimal"])
def test_golden_files_are_read_and_written_as_they_stand(wire: str, full: bool) -> None:
    path = path_of(wire, full)
    assert path.exists(), WRITE
    stored = json.loads(path.read_text(encoding="utf-8"))
    data: Any = CONTRACTS[wire].model_validate(stored["data"])
    topic = intake_of(data.commune).name if isinstance(data, Request) else topic_name(data)
    headers = tuple((name, value.encode()) for name, value in stored["headers"].items())
    heard = read(Record(topic, 0, 0, b"key", json.dumps(stored["data"]).encode(), headers))
    assert heard.envelope.data == data
    assert set(stored["data"]) <= set(as_data(data)), "what was written once is still written"


def test_no_golden_file_is_of_a_contract_that_is_gone() -> None:
    assert {path.name.rsplit(".", 2)[0] for path in GOLDEN.glob("*.json")} == set(CONTRACTS)


@pytest.mark.parametrize("wire", sorted(CONTRACTS))
def test_no_contract_changes_incompatibly(wire: str) -> None:
    path = SCHEMAS / f"{wire}.json"
    assert path.exists(), WRITE
    assert broken(json.loads(path.read_text(encoding="utf-8")), CONTRACTS[wire].model_json_schema()) == []


def _changed(change: str) -> dict[str, Any]:
    new: dict[str, Any] = json.loads(json.dumps(VacancyPost.model_json_schema()))
    profile = new["$defs"]["Profile"]
    match change:
        case "a field is gone":
            del profile["properties"]["employer"]
        case "a field is renamed":
            profile["properties"]["firm"] = profile["properties"].pop("employer")
        case "a field must be there":
            profile["required"].append("education")
        case "another type":
            new["properties"]["seats"]["type"] = "string"
        case "a value is gone":
            new["$defs"]["Urgency"]["enum"].remove("rush")
        case "a narrower bound":
            new["properties"]["seats"]["maximum"] = 10
        case "an optional part is no longer allowed":
            new["properties"]["local_hours"] = {"type": "null"}
    return new


@pytest.mark.parametrize(
    "change",
    [
        "a field is gone",
        "a field is renamed",
        "a field must be there",
        "another type",
        "a value is gone",
        "a narrower bound",
        "an optional part is no longer allowed",
    ],
)
def test_an_incompatible_change_is_refused(change: str) -> None:
    assert broken(VacancyPost.model_json_schema(), _changed(change))


def test_a_field_that_need_not_be_there_may_be_added() -> None:
    new: dict[str, Any] = json.loads(json.dumps(VacancyPost.model_json_schema()))
    new["properties"]["remark"] = {"type": "string"}
    assert broken(VacancyPost.model_json_schema(), new) == []
