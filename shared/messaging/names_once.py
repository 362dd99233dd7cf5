"""JSON in which no name stands twice in one object: what two parsers read differently is asked of nobody (RFC 7493)."""

import json
from typing import Any


class NameTwiceError(ValueError):
    """A name that stands twice in one object: as it may be shown."""


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For `json.loads(object_pairs_hook=once)`. Raises NameTwiceError."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise NameTwiceError("".join(c for c in name[:60] if c.isprintable()))
        found[name] = value
    return found


def require_names_once(text: bytes) -> None:
    """Raises NameTwiceError. `text` is JSON already, and not deep."""
    # numbers stay texts, because Python makes no integer of more than 4,300 digits
    json.loads(text, object_pairs_hook=once, parse_int=str, parse_float=str)
