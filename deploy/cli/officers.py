"""`mesa officers`: who may sign in at the officers' page. Links are shown once; no password is ever shown."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, TypeVar

import typer
from email_validator import EmailNotValidError, validate_email
from rich.console import Console
from rich.table import Table

from deploy.cli.database import in_database
from deploy.cli.options import HomeOption, running_in
from deploy.machine.home import RunningStack
from deploy.officers import OfficerTable
from shared.errors import OperatorError
from shared.territory import all_communes

app = typer.Typer(no_args_is_help=True, help="Who may sign in at the officers' page: create, list, link, disable.")
Commune = Annotated[str, typer.Option(help="CUT of the office, e.g. 16301.")]
OfficerId = Annotated[str, typer.Argument(help="As the office calls them: `mesa officers list` shows it (of-1).")]
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
T = TypeVar("T")


@app.command()
def create(
    commune: Commune,
    name: Annotated[str, typer.Option(help="As their colleagues know them.")],
    email: Annotated[str, typer.Option(help="The address with which they sign in.")],
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """Make an account, and show a link that signs them in, once, within a day."""
    if commune not in all_communes():
        raise OperatorError(f"--commune {commune}: no commune has this code", do="mesa communes list", code=2)
    try:
        address = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as wrong:
        raise OperatorError(f"--email {email}: {wrong}", do="give an address like omil@sancarlos.cl", code=2) from None
    officer_id = _in(home, lambda table: table.create(commune, name.strip(), address))
    if officer_id is None:
        raise OperatorError(f"--email {address}: somebody has it", do="mesa officers link gives them a link", code=2)
    _link(officer_id, commune, home, json_)


@app.command("list")
def list_(home: HomeOption = None, json_: Json = False) -> None:
    """Every account: whose, whether it has a password, and when it was used last."""
    rows = _in(home, lambda table: table.all())
    if json_:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, default=str))
        return
    table = Table()
    for column in ("commune", "officer", "name", "address", "password", "last seen", "state"):
        table.add_column(column)
    for row in rows:
        seen = f"{row.last_seen_at:%d-%m-%Y %H:%M}" if row.last_seen_at else "never"
        state = "disabled" if row.disabled_at else "valid"
        password = "yes" if row.has_password else "by link"
        table.add_row(row.commune, row.officer_id, row.name, row.email, password, seen, state)
    Console().print(table if rows else "There are no officers: mesa officers create makes one.")


@app.command()
def link(officer_id: OfficerId, commune: Commune, home: HomeOption = None, json_: Json = False) -> None:
    """A link that signs somebody in, once, within a day: also for who has forgotten their password."""
    _link(officer_id, commune, home, json_)


@app.command()
def disable(officer_id: OfficerId, commune: Commune, home: HomeOption = None) -> None:
    """Nobody signs in with this account any more; whoever is signed in with it is not any longer."""
    if not _in(home, lambda table: table.disable(commune, officer_id)):
        raise OperatorError(f"{officer_id} of {commune}: no such account", do="mesa officers list", code=2)
    print(f"{officer_id} of {commune} is disabled.")


def address_of_link(running: RunningStack, token: str) -> str:
    """Where a link leads."""
    return f"{running.services['notifications']}/ingreso/{token}"


def first_link(running: RunningStack, commune: str) -> str:
    """A link for the first officer of a commune, who is made if nobody may sign in there yet."""

    async def made(table: OfficerTable) -> str | None:
        own = [row for row in await table.all() if row.commune == commune and row.disabled_at is None]
        address = f"omil-{commune}@localhost"
        officer_id = own[0].officer_id if own else await table.create(commune, "Encargada de la OMIL", address)
        return await table.link(commune, officer_id or "")

    token = in_database(running.dsn, lambda db: made(OfficerTable(db)), "the officers cannot be read")
    return address_of_link(running, token) if token else running.services["notifications"]


def _link(officer_id: str, commune: str, home: HomeOption, json_: bool) -> None:
    token = _in(home, lambda table: table.link(commune, officer_id))
    if token is None:
        raise OperatorError(f"{officer_id} of {commune}: no such account", do="mesa officers list", code=2)
    address = address_of_link(running_in(home)[1], token)
    if json_:
        print(json.dumps({"officer": officer_id, "commune": commune, "link": address}))
        return
    print(f"{officer_id} of {commune} signs in, once, within a day, at\n{address}")


def _in(home: HomeOption, work: Callable[[OfficerTable], Awaitable[T]]) -> T:
    running = running_in(home)[1]
    return in_database(running.dsn, lambda db: work(OfficerTable(db)), "the officers cannot be read")
