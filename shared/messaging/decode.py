"""Records become messages; those that cannot be read become dead letters, and a sender by intake gets a reply."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.contracts.envelope import Envelope, Request, commune_source, trace_of
from shared.contracts.registry import DOORKEEPER, OWNER_OF, REQUESTS
from shared.contracts.topics import commune_of_intake
from shared.messaging import replies
from shared.messaging.cloudevents import IncomingMessage, read
from shared.messaging.decisions import ServiceHandlers
from shared.messaging.records import Record, UnknownType, UnreadableRecord
from shared.messaging.unit_of_work import DeadLetter, Effects, Reply
from shared.observe.metrics import Metrics
from shared.observe.traceback import frames_of


def decode_all(
    handlers: ServiceHandlers, records: Sequence[Record], metrics: Metrics, now: datetime
) -> tuple[list[IncomingMessage], Effects]:
    """The messages that this service handles, and the dead letters and replies of records that cannot be read."""
    messages: list[IncomingMessage] = []
    effects = Effects()
    for record in records:
        try:
            message = read(record)
        except UnknownType as unknown:
            metrics.passed_over.labels(unknown.wire[:60]).inc()
            if commune_of_intake(record.topic) and handlers.service == DOORKEEPER:
                text = f"Nadie en la Mesa conoce el tipo «{unknown.wire}»"
                unreadable = UnreadableRecord("unknown_type", text, unknown.attributes)
                _dead_letter(effects, handlers, record, unreadable, now)
        except UnreadableRecord as unreadable:
            if _is_ours(handlers.service, record, unreadable):
                _dead_letter(effects, handlers, record, unreadable, now)
        else:
            if type(message.envelope.data) in handlers.table:
                messages.append(message)
    return messages, effects


def _is_ours(service: str, record: Record, unreadable: UnreadableRecord) -> bool:
    """Whether this service sets the record aside.

    All services hear the intakes: there the owner of the request does, or the doorkeeper if nobody owns it.
    """
    if commune_of_intake(record.topic) is None:
        return True
    contract = REQUESTS.get(unreadable.attributes.get("type", ""))
    return service == (OWNER_OF[contract] if contract else DOORKEEPER)


def _dead_letter(
    effects: Effects, handlers: ServiceHandlers, record: Record, unreadable: UnreadableRecord, now: datetime
) -> None:
    frames = frames_of(unreadable.__cause__) if unreadable.__cause__ else ""
    letter = DeadLetter(unreadable.code, unreadable.text, frames, record, None, unreadable.attributes)
    effects.dead_letters.append(letter)
    if commune := commune_of_intake(record.topic):
        stand_in = _stand_in(record, unreadable.attributes, commune, now)
        reply = Reply(stand_in.id, stand_in.type, commune, {}, unreadable.faults)
        replies.publish(effects, handlers, IncomingMessage(stand_in, record), reply, now, "unreadable", record)


def _stand_in(record: Record, attributes: Mapping[str, str], commune: str, now: datetime) -> Envelope[Request]:
    """An envelope for a request that could not be read, so that it can be answered.

    Without an id the sender knows it by its place; the log tells places apart that a topic made anew has again.
    """
    identity = attributes.get("id") or f"{record.topic}/{record.partition}/{record.offset}"
    source = attributes.get("source") or f"{commune_source(commune)}/{record.log}"
    trace = trace_of(identity, identity)
    wire = attributes.get("type", "")
    return Envelope(identity, source, wire, now, commune, identity, None, trace, Request(commune=commune))
