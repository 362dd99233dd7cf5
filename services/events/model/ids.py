"""Ids derived from the request that makes a thing, so that a repeated request makes no second one."""

from typing import Any

from shared.contracts.envelope import Envelope, derived_id


def id_made_by(command: Envelope[Any]) -> str:
    """The id of the activity, proposal, venue, resource or busy time that a request makes."""
    return derived_id(command.id, command.source)


def calendar_of(commune: str, owner: str | None, calendar: str) -> str:
    """The id under which the stretches of a calendar are kept."""
    return derived_id(owner or commune, "calendar", commune, calendar)
