"""`mesa passwords`: as which role each service comes to PostgreSQL, and how it gets a new password without a pause."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar

import asyncpg
import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.database import in_database
from deploy.cli.options import HomeOption, owner_dsn
from deploy.machine.home import Home
from deploy.machine.logins import ServiceLogin, given_login, other_role
from deploy.machine.secret import new_password
from deploy.machine.service import NAMES
from shared.clock import wall
from shared.errors import OperatorError
from shared.postgres import roles

app = typer.Typer(no_args_is_help=True, help="Passwords of the services' roles in PostgreSQL: list, rotate, retire.")
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
Service = Annotated[str, typer.Argument(help=f"One of {', '.join(NAMES)}.")]
T = TypeVar("T")


@app.command("list")
def list_(home: HomeOption = None, json_: Json = False) -> None:
    """Which roles each service has: the one its next start uses, since when, and the sessions that each has now."""
    where = Home.of(home)
    known = _in_database(where, lambda db: roles.states(db, NAMES))
    rows = []
    for service in NAMES:
        used, since = where.logins.role_of(service), where.logins.since(service)
        for role in (role for role in roles.roles_of(service) if role in known):
            at = since.isoformat() if since and role == used else None
            rows.append(
                {"service": service, "role": role, "in_use": role == used, "since": at, **known[role]._asdict()}
            )
    if json_:
        print(json.dumps(rows))
        return
    table = Table()
    for name in ("role", "next start", "since", "comes in", "sessions"):
        table.add_column(name, no_wrap=True)
    for row in rows:
        chosen = f"{datetime.fromisoformat(str(row['since'])):%d-%m-%Y %H:%M}" if row["since"] else ""
        used, login = "uses it" if row["in_use"] else "", "yes" if row["login"] else "no"
        table.add_row(str(row["role"]), used, chosen, login, str(row["sessions"]))
    Console().print(table)


@app.command()
def rotate(service: Service, home: HomeOption = None, json_: Json = False) -> None:
    """Give a service a new password without a pause: the role that it does not use gets one, its next start uses that.

    What runs goes on with the old role. Then: start the service again, every replica of it (its end is enough where a
    mesa up watches it; else mesa down, mesa up), and mesa passwords retire SERVICE.
    """
    where, used = _of(service, home)
    _require_kept_here(service, used)
    if left := where.logins.not_in_use(service):
        raise OperatorError(
            f"{service} was given {used} before, and {left.role} still comes in",
            do=f"start {service} again, mesa passwords retire {service}, then this again",
            code=3,
        )
    new = ServiceLogin(other_role(service, used), new_password())

    async def opened(db: asyncpg.Connection) -> None:
        # a database may be older than the second role
        async with db.transaction():
            await roles.ensure_roles(db, service)
            await roles.open_login(db, new.role, new.password)

    _in_database(where, opened)
    at = wall()
    where.logins.choose(service, new, at)
    if json_:
        print(json.dumps({"service": service, "role": new.role, "since": at.isoformat(), "before": used}))
        return
    print(f"The next start of {service} comes in as {new.role}; what runs goes on as {used}.")
    print(f"Now start {service} again, every replica of it, then: mesa passwords retire {service}")


@app.command()
def retire(
    service: Service,
    force: Annotated[bool, typer.Option("--force", help="End its sessions, whoever they are.")] = False,
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """End the role that a service uses no more: nobody comes in as it from now on.

    It keeps what it owns. Refused while it has sessions: a process that was not started again would keep its partitions
    of the bus, and could write nothing any more. With --force they are ended.
    """
    where, used = _of(service, home)
    old = other_role(service, used)

    async def ended(db: asyncpg.Connection) -> int:
        known = await roles.states(db, [service])
        if old not in known:
            raise OperatorError(f"{service} has one role only", do=f"mesa passwords rotate {service}", code=2)
        if known[old].sessions and not force:
            raise OperatorError(
                f"{known[old].sessions} session(s) are still {old}",
                do=f"start every process of {service} again, then this again; --force ends the sessions",
                code=3,
            )
        await roles.close_login(db, old)  # first, so that whoever is ended does not return
        return await roles.end_sessions(db, old)

    sessions = _in_database(where, ended)
    if given_login(service) is None:
        where.logins.end(old)
    if json_:
        print(json.dumps({"service": service, "role": used, "ended": old, "sessions": sessions}))
        return
    print(f"{old} comes in no more; {sessions} sessions ended. {service} is {used}.")


def _of(service: str, home: HomeOption) -> tuple[Home, str]:
    """The home, and the role that the next start of the service uses."""
    if service not in NAMES:
        raise OperatorError(f"no service is called {service}", do=f"one of {', '.join(NAMES)}", code=2)
    where = Home.of(home)
    where.make()
    return where, where.logins.role_of(service)


def _require_kept_here(service: str, role: str) -> None:
    """OperatorError if the environment gives the password: what the home would keep is not what the service takes."""
    if given_login(service) is None:
        return
    name = service.upper()
    raise OperatorError(
        f"the password of {service} is given, not kept in the home",
        f"MESA_PASSWORD_{name}",
        f"set MESA_ROLE_{name}={other_role(service, role)} and a new MESA_PASSWORD_{name} where it is given,"
        f" mesa provision, start {service} again, mesa passwords retire {service}",
        code=2,
    )


def _in_database(home: Home, work: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
    """Do it as the owner of the database. OperatorError if it cannot be asked."""
    failed = "the database did not do it"
    return in_database(owner_dsn(home), work, failed, say=_whole, timeout=10, command_timeout=30)


def _whole(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
