"""CloudEvents on Kafka: a record becomes a message or an UnreadableRecord; a fact becomes a row of the outbox.

Source: CloudEvents Kafka Protocol Binding 1.0.2 (binary mode; structured mode is accepted on intake).
"""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import ValidationError

from shared import personal_data
from shared.access.actors import Actor, actor_of
from shared.access.rights import Reach, reach_of
from shared.contracts import topics
from shared.contracts.envelope import (
    Envelope,
    Fact,
    Request,
    service_source,
    trace_of,
)
from shared.contracts.registry import CONTRACTS, TO_ONE_COMMUNE, TOPIC_OF, topic_name
from shared.contracts.replies import Fault
from shared.contracts.topics import commune_of_intake
from shared.messaging.event_format import (
    CONTENT_TYPE,
    OF_AN_OFFICE,
    VERSION,
    attributes_so_far,
    event_of,
    instant_of,
)
from shared.messaging.names_once import NameTwiceError, require_names_once
from shared.messaging.records import Record, UnknownType, UnreadableRecord
from shared.messaging.validation import PUT_ASIDE, faults_of, faults_of_request, pointed


class IncomingMessage(NamedTuple):
    """A message with the record it came in. `record` is None for a request by HTTP and for a timer.

    `pointer`: where the data stands in what the sender wrote, as a JSON pointer.
    """

    envelope: Envelope[Any]
    record: Record | None = None
    pointer: str = ""

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
            officer=cause.officer,
        )
        return cls(topic_name(fact), envelope, fact.model_dump_json(exclude_none=True))


def read(record: Record) -> IncomingMessage:
    """The message of a record. Raises UnreadableRecord or UnknownType, and nothing else."""
    try:
        return _read(record)
    except (UnreadableRecord, UnknownType):
        raise
    except Exception as broken:
        raise UnreadableRecord("failed", type(broken).__name__, attributes_so_far(record), (PUT_ASIDE,)) from broken


def _read(record: Record) -> IncomingMessage:
    attributes, body, pointer = event_of(record)
    contract = CONTRACTS.get(attributes["type"])
    if contract is None:
        raise UnknownType(attributes["type"], attributes)
    commune = commune_of_intake(record.topic)
    if commune is None and not _belongs_on(contract, record.topic):
        raise UnreadableRecord("wrong_topic", f"{contract.WIRE} does not belong on {record.topic}", attributes)
    if actor := actor_of(record.topic):
        _require(actor, attributes, contract)
    data = _validated(contract, body, attributes, pointer)
    if commune is not None:
        _require_of(commune, data, attributes, pointer)
    return IncomingMessage(_envelope(attributes, data, commune is not None), record, pointer)


@lru_cache(maxsize=1024)
def _belongs_on(contract: type[Any], topic: str) -> bool:
    """Whether facts of this class are published on that topic. Requests belong on intakes only."""
    if contract in TO_ONE_COMMUNE:
        return topic.startswith(f"{topics.REPLIES}.")
    return contract in TOPIC_OF and TOPIC_OF[contract].name == topic


def _require(actor: Actor, attributes: dict[str, str], contract: type[Fact | Request]) -> None:
    """Raises UnreadableRecord unless whoever writes on the topic may say this, and says it as themselves."""
    if actor.commune and not issubclass(contract, Request):
        raise UnreadableRecord("fact_on_intake", "Por una puerta de entrada llegan solicitudes, no hechos", attributes)
    if not actor.speaks_as(attributes["source"]):
        text = f"Dice venir de {attributes['source']}, pero llegó por la puerta de {actor.who}"
        raise UnreadableRecord("foreign_source", text, attributes)
    if actor.commune and reach_of(actor, contract.WIRE) is Reach.NOBODY:
        raise UnreadableRecord("no_right", "Esto no se puede pedir por la puerta de entrada", attributes)


def _require_of(commune: str, asked: Request, attributes: dict[str, str], pointer: str) -> None:
    """Raises UnreadableRecord unless a request is of the commune whose intake it came by, and names nobody by a RUT."""
    if asked.commune != commune:
        text = f"La solicitud es de {asked.commune}, la puerta de {commune}"
        fault = Fault(code="foreign_commune", field="commune", pointer=f"{pointer}/commune", text=text)
        raise UnreadableRecord("foreign_commune", text, attributes, (fault,))
    named = [name for name, value in attributes.items() if name != "time" and personal_data.holds_one(value)]
    faults = [Fault(code=personal_data.RUT, field=f"ce_{name}", text=personal_data.TEXT) for name in named]
    faults += pointed(faults_of_request(asked), asked, pointer)
    if faults:
        harmless = {name: value for name, value in attributes.items() if name not in named}
        raise UnreadableRecord(faults[0].code, f"{len(faults)} faults in {asked.WIRE}", harmless, tuple(faults))


def _validated(contract: type[Fact | Request], body: bytes, attributes: dict[str, str], pointer: str) -> Any:
    """The data of an event. A request is read in JSON's own types, and with no field that nobody knows."""
    strict: dict[str, Any] = {"strict": True, "extra": "forbid"} if issubclass(contract, Request) else {}
    try:
        data = contract.__pydantic_validator__.validate_json(body, **strict)
        if strict:
            require_names_once(body)
        return data
    except NameTwiceError as name:
        fault = Fault(code="repeated", field=str(name), text="Viene más de una vez")
        raise UnreadableRecord("wrong_shape", f"a name twice in {contract.WIRE}", attributes, (fault,)) from None
    except ValidationError as wrong:
        code = "not_json" if wrong.errors()[0]["type"] == "json_invalid" else "wrong_shape"
        text = f"{wrong.error_count()} faults in {contract.WIRE}"
        raise UnreadableRecord(code, text, attributes, faults_of(wrong, pointer)) from None


def _envelope(attributes: dict[str, str], data: Any, by_intake: bool) -> Envelope[Any]:
    identity = attributes["id"]
    correlation = attributes.get("correlationid") or identity
    return Envelope(
        id=identity,
        source=attributes["source"],
        type=attributes["type"],
        time=_time(attributes["time"]),
        subject=data.subject,
        correlation_id=correlation,
        causation_id=attributes.get("causationid"),
        traceparent=attributes.get("traceparent") or trace_of(correlation, identity),
        data=data,
        officer=attributes.get("authid") if attributes.get("authtype") == OF_AN_OFFICE else None,
        by_intake=by_intake,
    )


def _time(text: str) -> datetime:
    at = instant_of(text)
    if at is None:
        raise ValueError("the attributes were looked at before")
    return at


def headers_of(row: Any) -> list[tuple[str, bytes]]:
    """The binary-mode headers of an outbox row or Envelope (the same attribute names)."""
    headers = [
        ("content-type", CONTENT_TYPE.encode()),
        ("ce_specversion", VERSION.encode()),
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
    if row.officer:
        headers += [("ce_authtype", OF_AN_OFFICE.encode()), ("ce_authid", row.officer.encode())]
    return headers
