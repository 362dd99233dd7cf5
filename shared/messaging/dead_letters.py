"""Messages that cannot be processed become dead letters: nothing they asked has happened, nothing of them is lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from shared.contracts.envelope import Request
from shared.messaging import replies
from shared.messaging.cloudevents import IncomingMessage
from shared.messaging.decisions import ServiceHandlers
from shared.messaging.unit_of_work import DeadLetter, Effects, Identity, PermanentError, Reply, UnitOfWork
from shared.messaging.validation import PUT_ASIDE
from shared.observe.traceback import frames_of


def failed(code: str, message: IncomingMessage, fault: BaseException, now: datetime) -> DeadLetter:
    """A dead letter with the class and frames of the exception; its text may quote what a person wrote."""
    return DeadLetter(code, type(fault).__name__, frames_of(fault), message.record, message, now=now)


def blocked_by_key(message: IncomingMessage) -> DeadLetter:
    """A dead letter for a message whose order matters, behind an earlier dead letter of the same key."""
    detail = f"waits behind a dead letter of {message.envelope.subject}"
    return DeadLetter("blocked_by_key", detail, "", message.record, message)


def set_aside(
    effects: Effects, handlers: ServiceHandlers, message: IncomingMessage, letter: DeadLetter, now: datetime
) -> None:
    """Add a dead letter for a failure of ours, and reply to a sender by intake.

    This reply is not kept in the inbox and has an id of its own: the reply comes when the failure is repaired.
    """
    effects.dead_letters.append(letter)
    envelope = message.envelope
    if message.intake and isinstance(envelope.data, Request):
        told = Reply(envelope.id, envelope.type, envelope.data.commune, {}, (PUT_ASIDE,))
        replies.publish(effects, handlers, message, told, now, "aside")


async def unless_done(
    unit: UnitOfWork,
    handlers: ServiceHandlers,
    message: IncomingMessage,
    fault: Exception,
    effects: Effects,
    now: datetime,
) -> Mapping[Identity, Reply]:
    """Set a failed message aside, unless it was processed meanwhile: then its reply is returned."""
    claim = await unit.claim([message])
    if message.identity in claim.fresh:
        letter = failed("failed", message, fault, now)
        if isinstance(fault, PermanentError):
            letter = replace(letter, code="refused_by_database", detail=str(fault), traceback="")
        set_aside(effects, handlers, message, letter, now)
    return claim.replies
