"""The seam where a database fault becomes passing (do it again later) or permanent (put it aside).

Judged by the class of its SQLSTATE, for the faults of an everyday are many: a role that may not log in for a moment, a
password that was changed, a standby that is read-only, a database that is being restored. Source: PostgreSQL,
appendix A, error codes.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from shared.messaging.unit_of_work import ConflictError, InvalidData, PermanentError, TransientError

PASSING_CLASSES = frozenset({"08", "25", "28", "3D", "40", "53", "55", "57", "58", "XX"})
"""Connection, transaction state (a read-only standby), authorization, no such database, rollback, resources, not in the
right state (a lock not had), operator intervention, system, internal."""

UNIQUE_VIOLATION = "23505"
INVALID_DATA_CLASS = "22"
WRONG_ARGUMENTS = "the server expects"
"""How asyncpg begins to say that a query was called with too many or too few values: a mistake of ours."""


@contextmanager
def translated() -> Iterator[None]:
    """Within it, a fault of the database is raised as TransientError, ConflictError or PermanentError."""
    try:
        yield
    except asyncpg.PostgresError as fault:
        raise _translation_of(fault) from fault
    except asyncpg.InterfaceError as fault:
        if str(fault).startswith(WRONG_ARGUMENTS):
            raise PermanentError("a query was given the wrong number of values") from fault
        raise TransientError(type(fault).__name__) from fault
    # a glitch of the client library, a socket, a deadline: none of them is about what was asked
    except (asyncpg.InternalClientError, OSError, TimeoutError) as away:
        raise TransientError(type(away).__name__) from away


def _translation_of(fault: asyncpg.PostgresError) -> Exception:
    """The message of a fault may quote the row, so that only its class and constraint are kept."""
    code, name = str(fault.sqlstate or ""), type(fault).__name__
    if code == UNIQUE_VIOLATION:
        return ConflictError(f"{fault.schema_name}.{fault.constraint_name}")
    if code[:2] in PASSING_CLASSES:
        return TransientError(name)
    if code[:2] == INVALID_DATA_CLASS:
        return InvalidData(name)
    return PermanentError(f"{name} {fault.constraint_name or ''}".strip())
