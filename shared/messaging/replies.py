"""The reply to a request: kept in the inbox, and published where the request came by the bus."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from shared.contracts.envelope import Fact, Request, derived_id
from shared.contracts.replies import RequestAccepted, RequestRejected
from shared.messaging.cloudevents import IncomingMessage, OutboxMessage
from shared.messaging.decisions import Decision, Rejected, ServiceHandlers
from shared.messaging.unit_of_work import Effects, Identity, Reply


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
    faults = rejected.faults if rejected else ()
    command = envelope.data
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
    """Publish the kept reply again to requests by intake that came before."""
    for message in messages:
        if message.intake and (reply := known.get(message.identity)):
            publish(effects, handlers, message, reply, now)


def publish(
    effects: Effects,
    handlers: ServiceHandlers,
    message: IncomingMessage,
    reply: Reply,
    now: datetime,
    kind: str = "answer",
) -> None:
    """Add the fact that carries a reply to the outbox. The same reply has the same id however often it is published
    (until a restore, after which the answer may be another one)."""
    about = {"request_id": reply.request_id, "request_type": reply.request_type, "commune": reply.commune}
    fact: Fact
    if reply.faults:
        fact = RequestRejected(**about, faults=reply.faults)
    else:
        fact = RequestAccepted(**about, result=dict(reply.result))
    # nothing more before the first restore: so the ids of replies were made before there were restores
    epoch = (handlers.epoch,) if handlers.epoch else ()
    identity = derived_id(reply.request_id, message.envelope.source, kind, *epoch)
    effects.outbox.append(OutboxMessage.caused_by(message.envelope, handlers.service, fact, identity, now))
