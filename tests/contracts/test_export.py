"""The documents for those who build on the other side name every topic, every message, and both ends of each."""

import re
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from deploy.contracts import asyncapi, schemas
from shared.contracts.registry import CONTRACTS, FACTS_OF, PASSED_ON


def _references(document: Any) -> Iterator[str]:
    if isinstance(document, list):
        for each in document:
            yield from _references(each)
    elif isinstance(document, dict):
        for name, value in document.items():
            if name == "$ref":
                yield value
            else:
                yield from _references(value)


def test_one_schema_has_every_body_and_every_part_once() -> None:
    bundle = schemas()
    Draft202012Validator.check_schema(bundle)
    found = bundle["$defs"]
    assert set(found) >= set(CONTRACTS)
    assert [name for name, schema in found.items() if "$defs" in schema or "__" in name] == []
    named = {reference.removeprefix("#/$defs/") for reference in _references(bundle)}
    assert named == set(found) - set(CONTRACTS), "a reference that leads nowhere, or a part that nobody has"


def test_in_asyncapi_nothing_stands_beside_a_reference() -> None:
    document = asyncapi("casa")
    found = document["components"]["schemas"]
    beside = schemas()["$defs"]["cl.mesa.vacancy.post.v1"]["properties"]["urgency"]
    assert beside.pop("$ref") == "#/$defs/Urgency"
    around = found["cl.mesa.vacancy.post.v1"]["properties"]["urgency"]
    assert around == {"allOf": [{"$ref": "#/components/schemas/Urgency"}], **beside}
    assert set(beside) == {"default", "description"}
    at = "#/components/schemas/"
    assert {reference.removeprefix(at) for reference in _references(found)} == set(found) - set(CONTRACTS)


def test_every_message_stands_on_a_channel_and_every_reference_leads_somewhere() -> None:
    document = asyncapi("casa")
    assert {c["address"] for c in document["channels"].values()} >= {f"casa.{topic.name}" for topic in FACTS_OF}
    on_channels = {wire for channel in document["channels"].values() for wire in channel["messages"]}
    assert on_channels == set(CONTRACTS) == set(document["components"]["messages"])
    for operation in document["operations"].values():
        channel = operation["channel"]["$ref"].rpartition("/")[2]
        for message in operation["messages"]:
            assert message["$ref"].rpartition("/")[2] in document["channels"][channel]["messages"]


def test_every_fact_is_said_by_one_service_and_heard_by_another() -> None:
    operations = asyncapi("casa")["operations"]
    said = {m["$ref"].rpartition("/")[2] for o in operations.values() if o["action"] == "send" for m in o["messages"]}
    heard = {
        m["$ref"].rpartition("/")[2] for o in operations.values() if o["action"] == "receive" for m in o["messages"]
    }
    from_outside = {wire for wire in CONTRACTS if ".commune." in wire} | {w for w in CONTRACTS if w in heard - said}
    for_outside = {wire for wire in CONTRACTS if ".notice." in wire or ".request." in wire}
    for_outside |= {"cl.mesa.proposal.changed.v1", "cl.mesa.proposal.answered.v1"}
    for_outside |= {wire for wire in CONTRACTS if re.search(r"-request\.(held|taken-back|done)\.", wire)}
    for_outside |= {fact.WIRE for facts in PASSED_ON.values() for fact in facts}
    assert said | from_outside == set(CONTRACTS)
    assert heard | for_outside == set(CONTRACTS)
