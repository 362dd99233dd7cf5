"""Options that several commands share: the home, and the communes."""

import os
from pathlib import Path
from typing import Annotated

import typer

from deploy.machine.home import Home, RunningStack
from shared.errors import OperatorError

PUNILLA = "16301,16303,16304"  # San Carlos, Ñiquén, San Fabián

HomeOption = Annotated[Path | None, typer.Option("--home", help="State folder. Default: MESA_HOME, or XDG's.")]


def in_scope(text: str) -> tuple[str, ...]:
    """The CUT codes that `text` names; Fault if it names none or something unknown."""
    from shared.territory import in_scope as resolve

    try:
        return resolve(text)
    except (KeyError, ValueError) as error:
        what = str(error.args[0]) if error.args else str(error)
        raise OperatorError(
            f"--communes {text}: {what}", do="give codes of communes (16301), provinces (163) or regions (16)", code=2
        ) from error


def running_in(home: Path | None) -> tuple[Home, RunningStack]:
    """The home that is meant, and what runs there. Fault if nothing does."""
    where = Home.of(home)
    running = where.running()
    if running is None:
        raise OperatorError("nothing runs in this home", where.folder, "mesa up, or name another with --home", code=3)
    return where, running


def owner_dsn(home: Home) -> str:
    """The database as its owner: MESA_DATABASE_URL, else the one that runs in this home. OperatorError without."""
    running = home.running()
    dsn = os.environ.get("MESA_DATABASE_URL") or (running.dsn if running else "")
    if not dsn:
        raise OperatorError(
            "no database is named and none runs in this home", home.folder, "mesa up, or MESA_DATABASE_URL"
        )
    return dsn
