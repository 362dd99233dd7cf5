"""The two login roles of a service: `mesa_<service>`, which owns its schema, and `mesa_<service>_b`, a member of it.

A member inherits every right, so that a service may come in as either. That lets a password be changed while processes
with the old one are still running: they stay in as one role until all have come in as the other.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # a command that only names a role does not pay for the client
    import asyncpg

PREFIX, SECOND = "mesa_", "_b"


class RoleState(NamedTuple):
    """Whether a role may log in, and how many sessions it has on the server now."""

    login: bool
    sessions: int


def roles_of(service: str) -> tuple[str, str]:
    """The role that owns the service's schema, and the second one, which acts with its rights."""
    owner = f"{PREFIX}{service}"
    return owner, f"{owner}{SECOND}"


def service_of(role: str) -> str:
    """The service whose role this is."""
    return role.removeprefix(PREFIX).removesuffix(SECOND)


async def ensure_roles(db: "asyncpg.Connection", service: str) -> None:
    """Both roles are there, may enter this database and find the service's schema in it. `db`: as the owner.

    The second may not log in until it is given a password. Raises asyncpg.PostgresError as it comes.
    """
    owner, second = roles_of(service)
    database = await db.fetchval("SELECT quote_ident(current_database())")
    for role, may in ((owner, "LOGIN"), (second, "NOLOGIN")):
        if not await db.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
            await db.execute(f'CREATE ROLE "{role}" {may} INHERIT')
        await db.execute(f'GRANT "{role}" TO CURRENT_USER')
        await db.execute(f'GRANT CONNECT ON DATABASE {database} TO "{role}"')
        # what is set for a role is not inherited
        await db.execute(f'ALTER ROLE "{role}" IN DATABASE {database} SET search_path = "{service}"')
    await db.execute(f'GRANT "{owner}" TO "{second}"')


async def open_login(db: "asyncpg.Connection", role: str, password: str) -> None:
    """From now on this role comes in with this password. Sessions that it has go on."""
    quoted = await db.fetchval("SELECT quote_literal($1::text)", password)
    await db.execute(f'ALTER ROLE "{role}" LOGIN PASSWORD {quoted}')


async def close_login(db: "asyncpg.Connection", role: str) -> None:
    """From now on nobody comes in as this role. Sessions that it has go on, and it owns what it owned."""
    await db.execute(f'ALTER ROLE "{role}" NOLOGIN PASSWORD NULL')


async def end_sessions(db: "asyncpg.Connection", role: str) -> int:
    """End the sessions of a role, on the whole server as the role is. Returns how many there were."""
    # the server waits up to five seconds for each to be gone
    ended = await db.fetch("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1", role)
    return len(ended)


async def states(db: "asyncpg.Connection", services: Sequence[str]) -> dict[str, RoleState]:
    """The roles of these services that the server knows, by name."""
    rows = await db.fetch(
        "SELECT r.rolname, r.rolcanlogin, count(a.pid) AS sessions"
        " FROM pg_roles r LEFT JOIN pg_stat_activity a ON a.usesysid = r.oid"
        " WHERE r.rolname = ANY($1::text[]) GROUP BY r.rolname, r.rolcanlogin",
        [role for service in services for role in roles_of(service)],
    )
    return {row["rolname"]: RoleState(row["rolcanlogin"], row["sessions"]) for row in rows}
