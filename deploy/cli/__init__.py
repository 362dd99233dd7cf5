"""The `mesa` command. Each command is a module of this package, imported only when it is the one that was called.

A command's module has either `app` (a typer.Typer with subcommands) or a function `command`. Its line is below.
"""

import importlib
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import typer

# command -> (module in this package, help); shown in this order, and only if its module is there
COMMANDS = {
    "up": ("up", "Start Kafka, PostgreSQL and the four services on this machine."),
    "down": ("down", "Stop what `mesa up` started, in order."),
    "status": ("status", "What runs, where, and whether it is ready."),
    "demo": ("demo", "A harvest that one commune cannot fill, played on a real stack."),
    "audit": ("audit", "Check that the records of the services add up, on a running stack."),
    "story": ("story", "Everything that happened to one vacancy, across services, in order."),
    "insights": ("insights", "What the reasons say: what pay, transport or training would unlock."),
    "placements": ("placements", "Placements: verify them by a contribution file."),
    "import": ("import_", "Read an export of the national job exchange into the running stack."),
    "coder": ("coder", "The occupations that job titles name, in CIUO-08.CL."),
    "agenda": ("agenda", "The joint agenda: what is held, what waits, which date suits."),
    "found": ("found", "Found a Mesa with neighbours: its steps, and its first agenda."),
    "seekers": ("seekers", "Job seekers: make a synthetic population."),
    "communes": ("communes", "The communes of this Mesa: list, show, add, apply, leave."),
    "watch": ("watch", "What is happening now."),
    "dead-letters": ("dead_letters", "Messages that could not be handled: list, show, replay, drop."),
    "lag": ("lag", "How far behind each service is."),
    "board": ("board", "The officers' board: make it anew from what the services said."),
    "replay": ("replay", "Refill the bus from the outboxes."),
    "backup": ("backup", "A checked copy of the running database."),
    "restore": ("restore", "Bring back an older database without saying anything twice."),
    "migrate": ("migrate", "Bring a database to today's form."),
    "provision": ("provision", "Topics, tables and communes into given servers."),
    "contracts": ("contracts", "What is spoken: export as AsyncAPI or JSON Schema."),
    "simulate": ("simulate", "Play many seeds of the whole in one process, looking for a broken promise."),
    "chaos": ("chaos", "Break a real stack under load, then prove that nothing was lost."),
    "bench": ("bench", "Measure the real stack, or the coder of titles."),
    "help-desk": ("help_desk", "Questions between offices: list, ask, answer, accept, search."),
    "doctor": ("doctor", "Look for what is wrong with this installation."),
    "keys": ("keys", "Credentials: create, list, show, rotate, revoke."),
    "officers": ("officers", "Who may sign in at the officers' page: create, list, link, disable."),
    "certificates": ("certificates", "Certificates for a broker of ours."),
    "bus-users": ("bus_users", "Users of a Kafka with logins: list, show, rotate, revoke."),
    "passwords": ("passwords", "Passwords of the services in PostgreSQL: list, rotate, retire."),
}
UNEXPECTED = 70  # exit status of an error that nobody foresaw, as in sysexits.h


def application(arguments: Sequence[str]) -> typer.Typer:
    """The application with the one command that `arguments` call, or with the help lines of all."""
    app = typer.Typer(name="mesa", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(_mesa)
    called = arguments[0] if arguments else ""
    there = {name: line for name, line in COMMANDS.items() if find_spec(f"{__name__}.{line[0]}")}
    for name, (module, text) in there.items():
        if called not in there:
            app.command(name, help=text)(_stub)
        elif name == called:
            _add(app, name, module, text)
    return app


def _mesa() -> None:
    """The job boards of small communes at one table: vacancies that one cannot fill are filled by its neighbours."""


def _stub() -> None:
    """The place of a command in the list, without its module, when another was called."""


def _add(app: typer.Typer, name: str, module: str, text: str) -> None:
    loaded = importlib.import_module(f"{__name__}.{module}")
    group: typer.Typer | None = getattr(loaded, "app", None)
    if group is not None:
        app.add_typer(group, name=name, help=text)
        return
    command: Callable[..., None] = loaded.command
    app.command(name, help=None if command.__doc__ else text)(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and exits. An error is one message: what is wrong, where, what to do."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # the client library warns while a broker is starting; a failure that lasts raises
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    try:
        application(given)(given, prog_name="mesa")
    except Exception as error:  # the last one who can say something to a person
        message, code = _message(error)
        print(message, file=sys.stderr)
        sys.exit(code)


def _message(error: Exception) -> tuple[str, int]:
    from shared.errors import OperatorError

    if isinstance(error, OperatorError):
        return f"mesa: {error}", error.code
    if os.environ.get("MESA_DEBUG"):
        return traceback.format_exc(), UNEXPECTED
    frame = traceback.extract_tb(error.__traceback__)[-1]
    fault = OperatorError(
        f"unexpected {type(error).__name__}: {error}",
        f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}",
        "run it again with MESA_DEBUG=1 to see the whole trace, and report it with that",
    )
    return f"mesa: {fault}", UNEXPECTED
