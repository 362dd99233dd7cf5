"""`mesa bus-users`: who may come to a Kafka that asks for logins, with which rules."""

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from deploy.bus_users import HomeUsers, users_of_commune
from deploy.bus_users.rules import Rule
from deploy.cli.options import HomeOption, running_in
from deploy.communes.file import read_all
from deploy.machine import external_servers
from deploy.machine.home import Home
from deploy.machine.service import NAMES
from shared.errors import OperatorError
from shared.messaging.address import BusAddress

if TYPE_CHECKING:
    from deploy.bus_users.admin import BusAdmin

app = typer.Typer(no_args_is_help=True, help="Users of a Kafka with logins: list, show, rotate, revoke.")
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
User = Annotated[str, typer.Argument(help="A name that `mesa bus-users list` shows, e.g. mesa-16301-a.")]
PLACES = {"topic": "topic", "group": "group", "transactional_id": "producer"}


@app.command("list")
def list_(home: HomeOption = None, json_: Json = False) -> None:
    """Which users the broker knows, and what each may do there."""
    _, _, admin = _opened(home)
    known, rules = admin.users(), admin.rules()
    rows = [
        {"user": name, "password": name in known, "may": [list(rule) for rule in sorted(rules.get(name, ()))]}
        for name in sorted(known | set(rules))
    ]
    if json_:
        print(json.dumps(rows))
        return
    table = Table("user", "comes in", "may")
    for row in rows:
        name = str(row["user"])
        table.add_row(name, "yes" if row["password"] else "no password", _said(rules.get(name, set())))
    Console().print(table)


@app.command()
def show(user: User, home: HomeOption = None, json_: Json = False) -> None:
    """What a client of this user is configured with, password and all. For its owner only."""
    where, bus, _ = _opened(home)
    _configuration(where, bus, user, json_)


@app.command()
def rotate(user: User, home: HomeOption = None, json_: Json = False) -> None:
    """Give a user a new password and show it. A commune has two users: its systems go on as the other meanwhile."""
    where, bus, admin = _opened(home)
    _known(admin, user)
    HomeUsers(where.bus_users).renew(admin, user)
    _configuration(where, bus, user, json_)
    if user in {f"{bus.prefix}-{name}" for name in NAMES}:
        typer.echo("The service takes it when it starts again; within the hour: mesa down, mesa up.", err=True)


@app.command()
def revoke(user: User, home: HomeOption = None) -> None:
    """Take away what a user may do, then the user. Also who is inside can do nothing more.

    The next mesa up or mesa communes apply makes it anew, with another password.
    """
    where, _, admin = _opened(home)
    _known(admin, user)
    HomeUsers(where.bus_users).revoke(admin, [user])
    print(f"{user} may do nothing any more.")


def _opened(home: HomeOption) -> tuple[Home, BusAddress, "BusAdmin"]:
    given = external_servers.given_bus()
    if given:
        where, bus = Home.of(home), given
    else:
        where, running = running_in(home)
        bus = running.bus
    if bus.login is None:
        raise OperatorError("this Kafka asks nobody for a login", bus.servers, "mesa up --secure", code=2)
    from deploy.bus_users.admin import BusAdmin

    return where, bus, BusAdmin(bus)


def _known(admin: "BusAdmin", user: str) -> None:
    if user not in admin.users() | set(admin.rules()):
        raise OperatorError(f"no user of this Mesa is called {user}", do="mesa bus-users list", code=2)


def _configuration(home: Home, bus: BusAddress, user: str, json_: bool) -> None:
    """In the words of librdkafka, which its many clients share."""
    assert bus.login is not None
    login = HomeUsers(home.bus_users).login_of(user, bus.login.ca)
    lines = {
        "bootstrap.servers": bus.servers,
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": login.mechanism,
        "sasl.username": login.user,
        "sasl.password": login.password,
        "ssl.ca.location": str(login.ca),
    }
    cut = next((cut for cut in read_all(home.folder) if user in users_of_commune(bus, cut)), None)
    if cut:
        lines["group.id"] = f"{bus.prefix}.{cut}.example"
    print(json.dumps(lines, indent=1) if json_ else "\n".join(f"{name}={value}" for name, value in lines.items()))


def _said(rules: set[Rule]) -> str:
    """One line a kind: read topics a, b; write topic c."""
    by: dict[tuple[str, str], list[str]] = {}
    for act, kind, name in sorted(rules):
        by.setdefault((act, PLACES.get(kind, kind)), []).append(name + "*" if name.endswith(".") else name)
    return "\n".join(f"{act} {kind}: {', '.join(names)}" for (act, kind), names in by.items())
