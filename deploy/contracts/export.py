"""AsyncAPI 3.0 of the topics, and one JSON Schema of every body.

Source: AsyncAPI 3.0.0 and its Kafka binding 0.5.0; JSON Schema 2020-12; CloudEvents Kafka Protocol Binding 1.0.2,
binary mode.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from pydantic.json_schema import models_json_schema

from deploy.machine.service import NAMES
from shared.contracts.envelope import Fact, Request
from shared.contracts.registry import CONTRACTS, FACTS_OF, OWNER_OF, PASSED_ON, REPLIES, REQUESTS, TO_ONE_COMMUNE
from shared.contracts.topics import INTAKE, Topic, intake_of
from shared.contracts.topics import REPLIES as REPLIES_TO
from shared.messaging.event_format import CONTENT_TYPE, REQUIRED

HEADERS = {
    "ce_specversion": "CloudEvents 1.0",
    "ce_id": "the id; the same id again is done once",
    "ce_source": "/mesa/<service>, or /comunas/<cut> for a commune's request",
    "ce_type": "the wire name",
    "ce_time": "RFC 3339 instant",
    "ce_subject": "the aggregate spoken of: the key",
    "ce_correlationid": "what all of this follows from",
    "ce_causationid": "the message it follows from",
    "traceparent": "W3C trace context",
    "ce_authtype": "app_user: a person of an office asked for it",
    "ce_authid": "who, as the office calls them; never a name",
}
CUT = {"cut": {"description": "CUT code of the commune, five digits"}}
BINDING = "0.5.0"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, Any]:
    """One JSON Schema: `$defs` has each fact and request by its wire name, and each part that they share once."""
    return {
        "$schema": DIALECT,
        "title": "Mesa Territorial",
        "description": "The bodies of facts and requests, by wire name: validate against `#/$defs/<wire name>`.",
        "$defs": _definitions("#/$defs/"),
    }


def asyncapi(prefix: str) -> dict[str, Any]:
    """The document: a channel a topic, a message a wire name, what each service sends and receives."""
    channels = {topic.name: _channel(prefix, topic, _names(facts)) for topic, facts in FACTS_OF.items()}
    channels[INTAKE] = _channel(prefix, intake_of("{cut}"), list(REQUESTS)) | {"parameters": CUT}
    replies = Topic(f"{REPLIES_TO}.{{cut}}", "the service asked", "request_id or reference", 1)
    channels[REPLIES_TO] = _channel(prefix, replies, _names(TO_ONE_COMMUNE)) | {"parameters": CUT}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Mesa Territorial",
            "version": "1",
            "description": "CloudEvents 1.0 in binary mode; requests may come in structured mode.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": channels,
        "operations": _operations(),
        "components": {
            "messages": {wire: _message(c) for wire, c in sorted(CONTRACTS.items())},
            "schemas": _references_alone(_definitions("#/components/schemas/")),
        },
    }


def _definitions(at: str) -> dict[str, Any]:
    """Every contract by its wire name and every part by its class, with references that begin with `at`."""
    every = [(contract, "validation") for contract in CONTRACTS.values()]
    _, found = models_json_schema(every, ref_template=f"{at}{{model}}")  # type: ignore[arg-type]
    wires = {contract.__name__: wire for wire, contract in CONTRACTS.items()}
    return {wires.get(name, name): schema for name, schema in sorted(found["$defs"].items())}


def _references_alone(schema: Any) -> Any:
    """The schema as AsyncAPI's own (draft 7) reads it: whatever stands beside a `$ref` would be passed over."""
    if isinstance(schema, list):
        return [_references_alone(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str) and len(schema) > 1:
        beside = {name: value for name, value in schema.items() if name != "$ref"}
        return {"allOf": [{"$ref": schema["$ref"]}], **beside}
    return {name: _references_alone(value) for name, value in schema.items()}


def _names(contracts: tuple[type[Fact], ...]) -> list[str]:
    return [contract.WIRE for contract in contracts]


def _channel(prefix: str, topic: Topic, wires: list[str]) -> dict[str, Any]:
    kafka = {
        "partitions": topic.partitions,
        "topicConfiguration": _configuration(topic),
        "bindingVersion": BINDING,
    }
    return {
        "address": f"{prefix}.{topic.name}",
        "description": f"Written by: {topic.writer}. Key: {topic.key}.",
        "messages": {wire: {"$ref": f"#/components/messages/{wire}"} for wire in wires},
        "bindings": {"kafka": kafka},
    }


def _configuration(topic: Topic) -> dict[str, Any]:
    """The topic's configuration in the binding's types: to Kafka itself every value is a text."""
    lists = {"cleanup.policy": topic.config["cleanup.policy"].split(",")}
    return {**topic.config, **lists, "retention.ms": int(topic.config["retention.ms"])}


def _message(contract: type[Fact] | type[Request]) -> dict[str, Any]:
    properties: dict[str, Any] = {name: {"type": "string", "description": text} for name, text in HEADERS.items()}
    properties["ce_type"] |= {"const": contract.WIRE}
    return {
        "name": contract.WIRE,
        "summary": (contract.__doc__ or contract.__name__).strip().splitlines()[0],
        "headers": {"type": "object", "required": [f"ce_{name}" for name in REQUIRED], "properties": properties},
        "payload": {"$ref": f"#/components/schemas/{contract.WIRE}"},
        "bindings": {
            "kafka": {"key": {"type": "string", "description": "the subject"}, "bindingVersion": BINDING},
        },
    }


def _operations() -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name in NAMES:
        handlers: Mapping[type, Any] = import_module(f"services.{name}.handlers").HANDLERS
        for topic, facts in FACTS_OF.items():
            if topic.writer == name:
                said[f"{name}-says-{topic.name}"] = _operation("send", topic.name, _names(facts))
            heard = [fact.WIRE for fact in facts if fact in handlers]
            if heard:
                said[f"{name}-hears-{topic.name}"] = _operation("receive", topic.name, heard)
        asked = [request.WIRE for request in OWNER_OF if OWNER_OF[request] == name]
        if asked:
            said[f"{name}-is-asked"] = _operation("receive", INTAKE, asked)
            said[f"{name}-answers"] = _operation("send", REPLIES_TO, _names(REPLIES))
        if told := PASSED_ON.get(name):
            said[f"{name}-passes-on"] = _operation("send", REPLIES_TO, _names(told))
    return said


def _operation(action: str, channel: str, wires: list[str]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{wire}"} for wire in wires],
    }
