"""The seam where a database fault becomes passing (do it again later) or permanent (put it aside)."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from shared.messaging.unit_of_work import ConflictError, InvalidData, PermanentError, TransientError

PASSING = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.CannotConnectNowError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    OSError,
    TimeoutError,
)
PERMANENT = (asyncpg.IntegrityConstraintViolationError, asyncpg.ProgramLimitExceededError)


@contextmanager
def translated() -> Iterator[None]:
    """Within it, a fault of the database is raised as TransientError, ConflictError or PermanentError."""
    try:
        yield
    except asyncpg.UniqueViolationError as taken:
        raise ConflictError(f"{taken.schema_name}.{taken.constraint_name}") from taken
    except PASSING as away:
        raise TransientError(type(away).__name__) from away
    except asyncpg.DataError as unfit:
        raise InvalidData(type(unfit).__name__) from unfit
    except PERMANENT as refused:
        # the message of the fault may quote the row: only its class and constraint are kept
        raise PermanentError(f"{type(refused).__name__} {refused.constraint_name or ''}".strip()) from refused
    except asyncpg.PostgresError as other:
        raise PermanentError(type(other).__name__) from other
