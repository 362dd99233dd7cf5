"""`mesa status`: what runs in one home, for people and for machines."""

import json
from typing import Annotated

import typer
from rich.console import Console

from deploy.cli import show
from deploy.cli.options import HomeOption
from deploy.machine.home import Home
from deploy.machine.status import all_ready, status

NOT_READY = 3  # exit status, as init scripts have it for "not running"


def command(
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """What runs, where, and whether it is ready. Exit status 0 if every service is ready, else 3."""
    found = status(Home.of(home))
    if as_json:
        print(json.dumps(found, indent=1, ensure_ascii=False))
    else:
        Console().print(show.table(found))
    raise typer.Exit(0 if all_ready(found) else NOT_READY)
