"""Every fact and request ever published stays readable, to the byte, and no contract changes incompatibly."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.envelope import Request, as_data
from shared.contracts.intake import VacancyPost
from shared.contracts.registry import CONTRACTS, topic_name
from shared.contracts.topics import intake_of
from shared.messaging.cloudevents import read
from shared.messaging.records import Record
from tests.contracts.compatible import broken
from tests.contracts.examples import GOLDEN, SCHEMAS, missing, stored


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.name)
def test_golden_files_are_read_and_written_as_they_stand(path: Path) -> None:
    wire = path.name.partition(".v1.")[0] + ".v1"
    golden = json.loads(path.read_text(encoding="utf-8"))
    data: Any = CONTRACTS[wire].model_validate(golden["data"])
    topic = intake_of(data.commune).name if isinstance(data, Request) else topic_name(data)
    headers = tuple((name, value.encode()) for name, value in golden["headers"].items())
    heard = read(Record(topic, 0, 0, b"key", json.dumps(golden["data"]).encode(), headers))
    assert heard.envelope.data == data
    assert set(golden["data"]) <= set(as_data(data)), "what was written once is still written"


@pytest.mark.parametrize("wire", sorted(CONTRACTS))
def test_no_contract_changes_incompatibly(wire: str) -> None:
    new = CONTRACTS[wire].model_json_schema()
    for path in stored(SCHEMAS, wire):
        assert broken(json.loads(path.read_text(encoding="utf-8")), new) == [], path.name


def test_every_field_and_value_of_every_contract_stands_in_its_golden_files() -> None:
    assert missing() == [], "python -m tests.contracts.examples writes what is missing"
    wires = {path.name.partition(".v1.")[0] + ".v1" for path in GOLDEN.glob("*.json")}
    assert wires == set(CONTRACTS), "a golden file is of a contract that is gone"


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
