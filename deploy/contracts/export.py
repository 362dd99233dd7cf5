"""AsyncAPI 3.0 of the topics, and the JSON Schema of every body.

Source: AsyncAPI 3.0.0; CloudEvents Kafka Protocol Binding 1.0.2, binary mode.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from deploy.machine.service import NAMES
from shared.contracts.envelope import Fact, Request
from shared.contracts.registry import CONTRACTS, FACTS_OF, OWNER_OF, REPLIES, REQUESTS
from shared.contracts.topics import INTAKE, Topic, intake_of
from shared.contracts.topics import REPLIES as REPLIES_TO
from shared.messaging.event_format import CONTENT_TYPE

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
}
REQUIRED = ["ce_id", "ce_source", "ce_type", "ce_time"]
CUT = {"cut": {"description": "CUT code of the commune, five digits"}}


def schemas() -> dict[str, Any]:
    """Wire name → JSON Schema of the body."""
    return {wire: contract.model_json_schema() for wire, contract in sorted(CONTRACTS.items())}


def asyncapi(prefix: str) -> dict[str, Any]:
    """The document: a channel a topic, a message a wire name, what each service sends and receives."""
    channels = {topic.name: _channel(prefix, topic, _names(facts)) for topic, facts in FACTS_OF.items()}
    channels[INTAKE] = _channel(prefix, intake_of("{cut}"), list(REQUESTS)) | {"parameters": CUT}
    replies = Topic(f"{REPLIES_TO}.{{cut}}", "the service asked", "request_id", 1)
    channels[REPLIES_TO] = _channel(prefix, replies, _names(REPLIES)) | {"parameters": CUT}
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
        "components": {"messages": {wire: _message(c) for wire, c in sorted(CONTRACTS.items())}},
    }


def _names(contracts: tuple[type[Fact], ...]) -> list[str]:
    return [contract.WIRE for contract in contracts]


def _channel(prefix: str, topic: Topic, wires: list[str]) -> dict[str, Any]:
    kafka = {"partitions": topic.partitions, "topicConfiguration": topic.config}
    return {
        "address": f"{prefix}.{topic.name}",
        "description": f"Written by: {topic.writer}. Key: {topic.key}.",
        "messages": {wire: {"$ref": f"#/components/messages/{wire}"} for wire in wires},
        "bindings": {"kafka": kafka},
    }


def _message(contract: type[Fact] | type[Request]) -> dict[str, Any]:
    properties = {name: {"type": "string", "description": text} for name, text in HEADERS.items()}
    properties["ce_type"] = {"const": contract.WIRE}
    return {
        "name": contract.WIRE,
        "summary": (contract.__doc__ or contract.__name__).strip().splitlines()[0],
        "headers": {"type": "object", "required": REQUIRED, "properties": properties},
        "payload": {"schemaFormat": "application/schema+json;version=draft-2020-12", "schema": _embedded(contract)},
        "bindings": {"kafka": {"key": {"type": "string", "description": "the subject"}}},
    }


def _embedded(contract: type[Fact] | type[Request]) -> dict[str, Any]:
    """The schema with its definitions where this document has them."""
    return contract.model_json_schema(
        ref_template=f"#/components/messages/{contract.WIRE}/payload/schema/$defs/{{model}}"
    )


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
    return said


def _operation(action: str, channel: str, wires: list[str]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{wire}"} for wire in wires],
    }
