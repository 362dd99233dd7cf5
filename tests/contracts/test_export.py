"""The documents for those who build on the other side name every topic, every message, and both ends of each."""

from jsonschema import Draft202012Validator

from deploy.contracts import asyncapi, schemas
from shared.contracts.registry import CONTRACTS, FACTS_OF


def test_every_body_has_a_valid_schema() -> None:
    found = schemas()
    assert set(found) == set(CONTRACTS)
    for schema in found.values():
        Draft202012Validator.check_schema(schema)


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
    assert said | from_outside == set(CONTRACTS)
    assert heard | for_outside == set(CONTRACTS)
