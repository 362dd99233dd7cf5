"""A check as one query: the wrong ones by id, and how many were looked at. Read as the owner, across schemas."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """`wrong` selects the ids of what breaks the promise; `looked_at` counts what could. `clocked`: `$1` is now."""

    name: str
    wrong: str
    looked_at: str
    do: str
    clocked: bool = False
