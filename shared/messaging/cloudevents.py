"""CloudEvents on Kafka: a record becomes a message or an UnreadableRecord; a fact becomes a row of the outbox.

Source: CloudEvents Kafka Protocol Binding 1.0.2 (binary mode; structured mode is accepted on intake).
"""

from collections.abc import Collection
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from pydantic import ValidationError

from shared.access.actors import Actor, actor_of
from shared.access.rights import Reach, reach_of
from shared.contracts import topics
from shared.contracts.envelope import (
    TRACEPARENT,
    YEARS,
    Envelope,
    Fact,
    Request,
    service_source,
    trace_of,
)
from shared.contracts.registry import CONTRACTS, REPLIES, TOPIC_OF, topic_name
from shared.contracts.replies import Fault
from shared.contracts.topics import commune_of_intake
from shared.messaging.validation import PUT_ASIDE, faults_of

MAX_BYTES = 1_000_000
MAX_ATTRIBUTE = 255
STRUCTURED = "application/cloudevents+json"
CONTENT_TYPE = "application/json"
_ATTRIBUTES = ("id", "source", "type", "time", "subject", "correlationid", "causationid", "traceparent")
_HEADERS = {f"ce_{name}": name for name in _ATTRIBUTES} | {
    "traceparent": "traceparent",
    "content-type": "content-type",
    "Content-Type": "content-type",
}


class Record(NamedTuple):
    """A Kafka record as it came: topic without prefix, raw bytes. `value` None is a tombstone.

    `log`: which log the topic is (cluster and topic by their ids), for a topic made anew has the same offsets again.
    `broken`: why Kafka's own form of the record cannot be read; its value is then the bytes that were found.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    log: str = ""
    broken: str = ""


class UnreadableRecord(Exception):
    """A record that cannot become a message: why, and the attributes by which its sender can be answered."""

    def __init__(self, code: str, text: str, attributes: dict[str, str], faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.attributes = {name: value for name, value in attributes.items() if _printable([value])}
        self.faults = faults or (Fault(code=code, text=text),)


class UnknownType(Exception):
    """A well-formed message of a type that the registry does not know: it is counted and skipped."""

    def __init__(self, wire: str, attributes: dict[str, str]) -> None:
        super().__init__(wire)
        self.wire = wire
        self.attributes = attributes


class IncomingMessage(NamedTuple):
    """A message with the record it came in. `record` is None for a request by HTTP and for a timer."""

    envelope: Envelope[Any]
    record: Record | None = None

    @property
    def intake(self) -> str | None:
        """The commune on whose intake topic it came; None for other topics."""
        return commune_of_intake(self.record.topic) if self.record else None

    @property
    def identity(self) -> tuple[str, str]:
        return self.envelope.source, self.envelope.id

    @property
    def order_key(self) -> tuple[str, str]:
        """(topic, key): messages that share it come in order, others do not."""
        return (self.record.topic if self.record else ""), self.envelope.subject


class OutboxMessage(NamedTuple):
    """One fact to be published: a row of the outbox. `data` is JSON text."""

    topic: str
    envelope: Envelope[Fact]
    data: str

    @classmethod
    def caused_by(cls, cause: Envelope[Any], service: str, fact: Fact, identity: str, now: datetime) -> "OutboxMessage":
        """A fact that `service` publishes because of `cause`, whose correlation and trace it carries on."""
        envelope = Envelope(
            id=identity,
            source=service_source(service),
            type=fact.WIRE,
            time=now,
            subject=fact.subject,
            correlation_id=cause.correlation_id,
            causation_id=cause.id,
            traceparent=cause.traceparent,
            data=fact,
        )
        return cls(topic_name(fact), envelope, fact.model_dump_json(exclude_none=True))


def read(record: Record) -> IncomingMessage:
    """The message of a record. Raises UnreadableRecord or UnknownType, and nothing else."""
    try:
        return _read(record)
    except (UnreadableRecord, UnknownType):
        raise
    except Exception as broken:
        raise UnreadableRecord("failed", type(broken).__name__, _attributes_so_far(record), (PUT_ASIDE,)) from broken


def _read(record: Record) -> IncomingMessage:
    attributes, body = _attributes_and_body(record)
    contract = CONTRACTS.get(attributes["type"])
    if contract is None:
        raise UnknownType(attributes["type"], attributes)
    commune = commune_of_intake(record.topic)
    if commune is None and not _belongs_on(contract, record.topic):
        raise UnreadableRecord("wrong_topic", f"{contract.WIRE} does not belong on {record.topic}", attributes)
    if actor := actor_of(record.topic):
        _require(actor, attributes, contract)
    data = _validated(contract, body, attributes)
    if commune is not None and isinstance(data, Request) and data.commune != commune:
        raise UnreadableRecord(
            "foreign_commune", f"La solicitud es de {data.commune}, la puerta de {commune}", attributes
        )
    return IncomingMessage(_envelope(attributes, data), record)


@lru_cache(maxsize=1024)
def _belongs_on(contract: type[Any], topic: str) -> bool:
    """Whether facts of this class are published on that topic. Requests belong on intakes only."""
    if contract in REPLIES:
        return topic.startswith(f"{topics.REPLIES}.")
    return contract in TOPIC_OF and TOPIC_OF[contract].name == topic


def _attributes_and_body(record: Record) -> tuple[dict[str, str], bytes]:
    """Attributes and body of a record in binary or structured mode."""
    if record.broken:
        raise UnreadableRecord("broken_record", record.broken, _attributes_so_far(record))
    if record.value is None:
        raise UnreadableRecord("tombstone", "A record without a body says nothing here", _attributes_in(record))
    if len(record.value) > MAX_BYTES:
        raise UnreadableRecord(
            "too_large", f"{len(record.value)} bytes; at most {MAX_BYTES} are read", _attributes_in(record)
        )
    attributes = _attributes_in(record)
    body = record.value
    if attributes.pop("content-type", CONTENT_TYPE).startswith(STRUCTURED):
        attributes, body = _structured(body, attributes)
    if not TRACEPARENT.fullmatch(attributes.get("traceparent", "")):
        attributes.pop("traceparent", None)  # an invalid trace is replaced by one of our own
    if not (attributes.get("id") and attributes.get("source") and attributes.get("type")):
        missing = [name for name in ("id", "source", "type") if not attributes.get(name)]
        raise UnreadableRecord("not_a_cloudevent", f"Faltan los atributos {', '.join(missing)}", attributes)
    if not _printable(attributes.values()):
        odd = [name for name, value in attributes.items() if not _printable([value])]
        text = f"{', '.join(odd)}: over {MAX_ATTRIBUTE} characters or not printable"
        raise UnreadableRecord("bad_attribute", text, attributes)
    return attributes, body


def _printable(values: Collection[str]) -> bool:
    together = "".join(values)
    return together.isprintable() and (len(together) <= MAX_ATTRIBUTE or max(map(len, values)) <= MAX_ATTRIBUTE)


def _attributes_in(record: Record) -> dict[str, str]:
    """The CloudEvents attributes among the headers; a null or non-UTF-8 header of another name is ignored."""
    found: dict[str, str] = {}
    for name, value in record.headers:
        attribute = _HEADERS.get(name)
        if attribute is None:
            continue
        try:
            found[attribute] = value.decode() if value else ""
        except UnicodeDecodeError:
            raise UnreadableRecord("header_not_utf8", f"The header {name} is not UTF-8", found) from None
    return found


def _attributes_so_far(record: Record) -> dict[str, str]:
    """The attributes of a record whose reading failed, as far as they can be read."""
    try:
        return _attributes_in(record)
    except UnreadableRecord as bad:
        return bad.attributes


def _structured(body: bytes, attributes: dict[str, str]) -> tuple[dict[str, str], bytes]:
    try:
        event = orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        raise UnreadableRecord("not_json", str(fault), attributes) from None
    if not isinstance(event, dict):
        raise UnreadableRecord("not_a_cloudevent", "The body is not a JSON object", attributes)
    named = {name: str(event[name]) for name in _ATTRIBUTES if event.get(name) is not None}
    return named, orjson.dumps(event.get("data"))


def _require(actor: Actor, attributes: dict[str, str], contract: type[Fact | Request]) -> None:
    """Raises UnreadableRecord unless whoever writes on the topic may say this, and says it as themselves."""
    if actor.commune and not issubclass(contract, Request):
        raise UnreadableRecord("fact_on_intake", "Por una puerta de entrada llegan solicitudes, no hechos", attributes)
    if not actor.speaks_as(attributes["source"]):
        text = f"Dice venir de {attributes['source']}, pero llegó por la puerta de {actor.who}"
        raise UnreadableRecord("foreign_source", text, attributes)
    if actor.commune and reach_of(actor.role, contract.WIRE) is Reach.NOBODY:
        raise UnreadableRecord("no_right", "Esto no se puede pedir por la puerta de entrada", attributes)


def _validated(contract: type[Any], body: bytes, attributes: dict[str, str]) -> Any:
    try:
        return contract.__pydantic_validator__.validate_json(body)
    except ValidationError as wrong:
        code = "not_json" if wrong.errors()[0]["type"] == "json_invalid" else "wrong_shape"
        raise UnreadableRecord(
            code, f"{wrong.error_count()} faults in {contract.WIRE}", attributes, faults_of(wrong)
        ) from None


def _envelope(attributes: dict[str, str], data: Any) -> Envelope[Any]:
    identity = attributes["id"]
    correlation = attributes.get("correlationid") or identity
    return Envelope(
        id=identity,
        source=attributes["source"],
        type=attributes["type"],
        time=_time(attributes),
        subject=data.subject,
        correlation_id=correlation,
        causation_id=attributes.get("causationid"),
        traceparent=attributes.get("traceparent") or trace_of(correlation, identity),
        data=data,
    )


def _time(attributes: dict[str, str]) -> datetime:
    try:
        time = datetime.fromisoformat(attributes["time"])
        if time.tzinfo is not None and time.tzinfo is not UTC:
            time = time.astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        raise UnreadableRecord("no_time", "ce_time must be an RFC 3339 instant", attributes) from None
    if time.tzinfo is None:
        raise UnreadableRecord("no_time", "ce_time has no zone", attributes)
    if time.year not in YEARS:
        raise UnreadableRecord("no_time", f"ce_time must be within {YEARS[0]} and {YEARS[-1]}", attributes)
    return time


def headers_of(row: Any) -> list[tuple[str, bytes]]:
    """The binary-mode headers of an outbox row or Envelope (the same attribute names)."""
    headers = [
        ("content-type", CONTENT_TYPE.encode()),
        ("ce_specversion", b"1.0"),
        ("ce_id", row.id.encode()),
        ("ce_source", row.source.encode()),
        ("ce_type", row.type.encode()),
        ("ce_time", row.time.isoformat().encode()),
        ("ce_subject", row.subject.encode()),
        ("ce_correlationid", row.correlation_id.encode()),
    ]
    if row.causation_id:
        headers.append(("ce_causationid", row.causation_id.encode()))
    if row.traceparent:
        headers.append(("traceparent", row.traceparent.encode()))
    return headers
