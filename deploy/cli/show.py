"""How the commands of the machine room show things: progress lines, and one table of what runs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.machine.status import Status


class Tell(Protocol):
    def __call__(self, message: str) -> None: ...


def table(found: Status) -> Table:
    """What, where, ready, and of a running service why not."""
    shown = Table(title=f"mesa · {found['home']}", title_justify="left", title_style="bold")
    for column in ("what", "where", "pid", "ready"):
        shown.add_column(column)
    if any(each["pid"] and each["why"] for each in found["services"].values()):
        shown.add_column("why not")
    kafka, database = found["kafka"], found["database"]
    _row(shown, "Kafka", kafka["bootstrap"], kafka["pid"], bool(kafka["bootstrap"]))
    _row(shown, "PostgreSQL", database["dsn"], database["pid"], bool(database["dsn"]))
    for name, each in found["services"].items():
        _row(
            shown,
            name,
            each["url"] and f"{each['url']}/docs",
            each["pid"],
            each["ready"],
            each["why"] if each["pid"] else "",
        )
    return shown


def _row(shown: Table, what: str, where: str | None, pid: int | None, ready: bool, why: str = "") -> None:
    number = str(pid) if pid else "given" if ready and where else "-"
    cells: list[str | Text] = [
        what,
        Text(where or "-"),
        number,
        Text("yes", "green") if ready else Text("no", "red"),
        Text(why),
    ]
    shown.add_row(*cells[: len(shown.columns)])


@contextmanager
def progress(console: Console, title: str) -> Iterator[Tell]:
    """Inside, `tell(message)` prints a line with the seconds since the start, under a spinner on a terminal."""
    began = time.monotonic()
    with console.status(title):
        yield lambda message: line(console, message, began)


def line(console: Console, message: str, began: float) -> None:
    """One message, its further lines indented under the first."""
    text = message.replace("\n", "\n         ")
    console.print(Text(f"{time.monotonic() - began:6.1f} s  {text}"), soft_wrap=True)
