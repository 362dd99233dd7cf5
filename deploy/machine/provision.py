"""What is put into fresh servers before the services start: topics, roles, tables and keys, and the communes asked for.

The modules are imported when called: a command that starts nothing does not pay for them.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.machine.home import Home
from deploy.machine.service import ROOT
from shared.messaging.address import BusAddress


def topics(bus: BusAddress, cuts: Sequence[str]) -> None:
    """The shared topics and those of each commune, as far as they are missing."""
    from shared.messaging.kafka import ensure_topics

    asyncio.run(ensure_topics(bus, cuts))


def schema_of(name: str) -> Path:
    """The folder with the numbered migrations of a service."""
    return ROOT / "services" / name / "schema"


def tables(owner_dsn: str, home: Home, names: Sequence[str], *, contract: bool = True) -> list[str]:
    """Roles, schemas and tables of the services, up to date. Returns what was applied, as `service/file`.

    `contract=False` leaves out the steps that only a newer version than the one running tolerates.
    """
    from shared.postgres.migrations import migrate

    schemas = {name: schema_of(name) for name in names}
    return asyncio.run(migrate(owner_dsn, home.logins.passwords(names), schemas, contract=contract))


def keys(owner_dsn: str, home: Home, names: Sequence[str], cuts: Sequence[str]) -> None:
    """The access keys that the home keeps for its own tools are there, and the services know them."""
    import asyncpg

    from deploy.keys import HomeKeys, KeyTable

    async def ensured() -> None:
        db = await asyncpg.connect(owner_dsn)
        try:
            await HomeKeys(home.keys).ensure(KeyTable(db, names), cuts)
        finally:
            await db.close()

    asyncio.run(ensured())


def bus_users(bus: BusAddress, names: Sequence[str], cuts: Sequence[str], home: Home) -> None:
    """The services and the communes have users of a bus with logins, each with its own rules; else there are none."""
    if bus.login is None:
        return
    from deploy.bus_users import HomeUsers, users_of
    from deploy.bus_users.admin import BusAdmin
    from deploy.communes.file import read_all

    at_table = dict.fromkeys([*cuts, *read_all(home.folder)])
    HomeUsers(home.bus_users).ensure(BusAdmin(bus), users_of(bus, names, list(at_table)))


def communes(bus: BusAddress, clock: str, cuts: tuple[str, ...], home: Home) -> None:
    """The communes asked for are joined."""
    from deploy.communes import join
    from shared.clock import clock_of

    asyncio.run(join(bus, cuts, home.folder, clock_of(clock)))


@dataclass(frozen=True, slots=True)
class Provisioning:
    """The steps, to be replaced one by one where a stack holds other services than ours."""

    topics: Callable[[BusAddress, Sequence[str]], None] = topics
    tables: Callable[[str, Home, Sequence[str]], list[str]] = tables
    keys: Callable[[str, Home, Sequence[str], Sequence[str]], None] = keys
    bus_users: Callable[[BusAddress, Sequence[str], Sequence[str], Home], None] = bus_users
    communes: Callable[[BusAddress, str, tuple[str, ...], Home], None] = communes
