"""Faults of the database: what passes is done again, what does not is set aside; what a person wrote is not told."""

import asyncpg
import pytest

from shared.messaging.unit_of_work import ConflictError, InvalidData, PermanentError, TransientError
from shared.postgres.errors import translated

PASSES = (
    asyncpg.InvalidAuthorizationSpecificationError("role may not log in"),
    asyncpg.InvalidPasswordError("password"),
    asyncpg.InvalidCatalogNameError("database dropped"),
    asyncpg.ReadOnlySQLTransactionError("standby"),
    asyncpg.TooManyConnectionsError("limit"),
    asyncpg.DiskFullError("disk"),
    asyncpg.LockNotAvailableError("lock"),
    asyncpg.QueryCanceledError("statement timeout"),
    asyncpg.IdleInTransactionSessionTimeoutError("frozen"),
    asyncpg.AdminShutdownError("terminated"),
    asyncpg.CannotConnectNowError("starting"),
    asyncpg.SerializationError("again"),
    asyncpg.DeadlockDetectedError("again"),
    asyncpg.InternalServerError("XX000"),
    asyncpg.InterfaceError("connection is closed"),
    asyncpg.InternalClientError("got result for unknown protocol state"),
    ConnectionResetError(),
    TimeoutError(),
)
STAYS = {
    asyncpg.UniqueViolationError("taken"): ConflictError,
    asyncpg.CheckViolationError("Rosa"): PermanentError,
    asyncpg.ForeignKeyViolationError("Rosa"): PermanentError,
    asyncpg.NumericValueOutOfRangeError("Rosa"): InvalidData,
    asyncpg.UntranslatableCharacterError("Rosa"): InvalidData,
    asyncpg.UndefinedColumnError("Rosa"): PermanentError,
    asyncpg.PostgresSyntaxError("Rosa"): PermanentError,
    asyncpg.InterfaceError("the server expects 2 arguments for this query, 3 were passed"): PermanentError,
}


@pytest.mark.parametrize("fault", PASSES, ids=lambda fault: type(fault).__name__)
def test_what_passes_is_transient(fault: Exception) -> None:
    with pytest.raises(TransientError), translated():
        raise fault


@pytest.mark.parametrize("fault", STAYS, ids=lambda fault: type(fault).__name__)
def test_what_stays_is_not(fault: Exception) -> None:
    with pytest.raises(STAYS[fault]) as told, translated():
        raise fault
    assert type(told.value) is STAYS[fault]
    assert "Rosa" not in str(told.value)


def test_a_mistake_of_ours_is_no_fault_of_the_database() -> None:
    with pytest.raises(KeyError), translated():
        raise KeyError("vacancy")
