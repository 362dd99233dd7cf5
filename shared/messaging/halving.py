"""When the transaction of a batch fails: halve the batch until the one message that causes it stands alone."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from shared.messaging.cloudevents import IncomingMessage
from shared.messaging.unit_of_work import ConflictError, Effects, Identity, Reply, TransientError

Transaction = Callable[[list[IncomingMessage], Effects], Awaitable[dict[Identity, Reply]]]
"""Commits a batch together with effects that are already known."""

DeadLetterAlone = Callable[[IncomingMessage, Exception, Effects], Awaitable[dict[Identity, Reply]]]
"""Sets one message aside, in a transaction of its own that holds the known effects too."""

ATTEMPTS = 5


async def in_halves(
    messages: list[IncomingMessage],
    known: Effects,
    transaction: Transaction,
    dead_letter: DeadLetterAlone,
    attempts: int = ATTEMPTS,
) -> dict[Identity, Reply]:
    """Commit a batch; if that fails, commit its halves, down to single messages. Returns the replies to requests.

    A conflict on a single message is tried again, `attempts` times; any other failure of a single message makes it a
    dead letter. Raises TransientError as it comes: then the batch must be processed again.
    """
    try:
        return await transaction(messages, known)
    except TransientError:
        raise
    except Exception as fault:
        # another replica took a name or a seat first: loaded again, this message sees what it took
        if isinstance(fault, ConflictError) and attempts and len(messages) == 1:
            return await in_halves(messages, known, transaction, dead_letter, attempts - 1)
        if not messages:
            raise
        if len(messages) == 1:
            return await dead_letter(messages[0], fault, known)
    # what decoding has led to is committed with the first half, and must not be committed twice; how far the batch
    # reaches is true only when the second half is done as well
    middle = len(messages) // 2
    first, second = replace(known, heard={}), Effects(heard=known.heard)
    replies = await in_halves(messages[:middle], first, transaction, dead_letter)
    return replies | await in_halves(messages[middle:], second, transaction, dead_letter)
