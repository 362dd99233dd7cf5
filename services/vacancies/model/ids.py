"""Ids derived from the request or lease that creates a thing, so that a repeated request creates no second one."""

from typing import Any

from shared.contracts.envelope import Envelope, derived_id


def id_made_by(command: Envelope[Any]) -> str:
    """The id of the vacancy, contact or approach that a request creates."""
    return derived_id(command.id, command.source)


def placement_of(lease_id: str) -> str:
    """The id of the placement of a lease."""
    return derived_id(lease_id, "placement")
