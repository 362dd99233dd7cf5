"""The reply to a request: kept in the inbox, and published where the request came by the bus."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from shared.contracts.envelope import Fact, Request, derived_id
from shared.contracts.replies import Fault, RequestAccepted, RequestRejected
from shared.messaging.cloudevents import IncomingMessage, OutboxMessage
from shared.messaging.decisions import Decision, Rejected, ServiceHandlers
from shared.messaging.records import Record
from shared.messaging.unit_of_work import Effects, Identity, Reply
from shared.messaging.validation import pointed

REUSED = Fault(
    code="id_reused",
    field="ce_id",
    text="Este id ya se usó para otra solicitud: no se hizo nada. Use un id nuevo",
)


def answer(
    effects: Effects,
    handlers: ServiceHandlers,
    message: IncomingMessage,
    now: datetime,
    decision: Decision,
    rejected: Rejected | None = None,
) -> None:
    """Keep the reply to a request, and publish it if the request came by intake. A fact has no reply."""
    envelope = message.envelope
    if not isinstance(envelope.data, Request):
        return
    command = envelope.data
    faults = pointed(rejected.faults, command, message.pointer) if rejected else ()
    reply = Reply(envelope.id, envelope.type, command.commune, dict(decision.result), faults, command.digest)
    effects.replies[message.identity] = reply
    if message.intake:
        publish(effects, handlers, message, reply, now)


def repeat(
    effects: Effects,
    handlers: ServiceHandlers,
    messages: Iterable[IncomingMessage],
    known: Mapping[Identity, Reply],
    now: datetime,
) -> None:
    """Publish the kept reply again to requests by intake that came before.

    Another request under the id of one that came before is told so, and nothing of it is done.
    """
    first: dict[Identity, str] = {}
    for message in messages:
        if not message.intake:
            continue
        asked: Request = message.envelope.data
        reply = known.get(message.identity)
        # without a kept reply the first of this batch is the one that is answered
        same = reply.is_to(asked) if reply else first.setdefault(message.identity, asked.digest) == asked.digest
        if not same:
            refused = Reply(message.envelope.id, asked.WIRE, asked.commune, {}, (REUSED,))
            publish(effects, handlers, message, refused, now, f"reused/{asked.digest}")
        elif reply:
            publish(effects, handlers, message, reply, now)


def publish(
    effects: Effects,
    handlers: ServiceHandlers,
    message: IncomingMessage,
    reply: Reply,
    now: datetime,
    kind: str = "answer",
    place: Record | None = None,
) -> None:
    """Add the fact that carries a reply to the outbox. The same reply has the same id however often it is published
    (until a restore, after which the answer may be another one). `place`: of a record that cannot be read."""
    about = {"request_id": reply.request_id, "request_type": reply.request_type, "commune": reply.commune}
    fact: Fact
    if reply.faults:
        where = {"topic": place.topic, "partition": place.partition, "offset": place.offset} if place else {}
        fact = RequestRejected(**about, faults=reply.faults, **where)
    else:
        fact = RequestAccepted(**about, result=dict(reply.result))
    # nothing more before the first restore: so the ids of replies were made before there were restores
    epoch = (handlers.epoch,) if handlers.epoch else ()
    identity = derived_id(reply.request_id, message.envelope.source, kind, *epoch)
    effects.outbox.append(OutboxMessage.caused_by(message.envelope, handlers.service, fact, identity, now))
