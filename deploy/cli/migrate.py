"""`mesa migrate`: roles, schemas and tables of the services in a given database, for who runs without `mesa up`."""

from typing import Annotated

import typer
from rich.console import Console

from deploy.cli.options import HomeOption, owner_dsn
from deploy.machine import provision, service
from deploy.machine.home import Home


def command(
    home: HomeOption = None,
    database_url: Annotated[
        str, typer.Option(help="Address of the database as its owner. Default: MESA_DATABASE_URL, or the home's own.")
    ] = "",
    expand_only: Annotated[
        bool,
        typer.Option("--expand-only", help="Leave out steps that an older version that still runs needs."),
    ] = False,
) -> None:
    """Bring a database to today's form. What is there already is left as it is.

    To roll out a new version without a pause: `mesa migrate --expand-only`, replace the services, `mesa migrate`.
    """
    where = Home.of(home)
    dsn = database_url or owner_dsn(where)
    where.make()
    applied = provision.tables(dsn, where, service.NAMES, contract=not expand_only)
    console = Console()
    for each in applied:
        console.print(f"applied {each}", highlight=False)
    console.print("Nothing was missing." if not applied else f"{len(applied)} applied.")
