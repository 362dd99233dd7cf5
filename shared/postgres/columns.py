"""Rows turned into columns, for statements that take a whole batch through unnest."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any


def columns(rows: Iterable[Sequence[Any]], width: int) -> list[list[Any]]:
    """`width` lists, one a column; empty lists if there are no rows."""
    turned = [list(column) for column in zip(*rows, strict=True)]
    return turned or [[] for _ in range(width)]


def row_of(*names: str) -> Callable[[Any], tuple[Any, ...]]:
    """A function that reads the named attributes (two or more) of an object as a row."""
    return attrgetter(*names)
