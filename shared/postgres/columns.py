"""A whole batch of rows in one statement: each column is an array that the statement takes through unnest."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any


def columns(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """One list a column, of one row at least."""
    return [list(column) for column in zip(*rows, strict=True)]


async def write_rows(db: Any, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for all rows; without rows nothing is run."""
    if rows:
        await db.execute(statement, *columns(rows))


def qualified(table: str, names: str) -> str:
    """`seeker.commune, seeker.state` of `commune, state`: for a statement that joins tables."""
    return ", ".join(f"{table}.{name}" for name in names.split(", "))


def row_of(*names: str) -> Callable[[Any], tuple[Any, ...]]:
    """A function that reads the named attributes (two or more) of an object as a row."""
    return attrgetter(*names)
