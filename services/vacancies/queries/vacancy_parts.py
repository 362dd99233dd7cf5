"""Parts of a vacancy as officers read it: its profile as it was published, and the call that is out."""

from typing import Any

from pydantic import ConfigDict, SerializerFunctionWrapHandler, model_serializer, with_config
from typing_extensions import TypedDict

from shared.contracts.vacancies import Profile


class ProfileView(Profile):
    """A profile as it was published: fields that it does not state are left out."""

    model_config = ConfigDict(extra="ignore")

    @model_serializer(mode="wrap")
    def _without_none(self, handler: SerializerFunctionWrapHandler) -> Any:
        return _stated(handler(self))


@with_config(use_attribute_docstrings=True)
class CallView(TypedDict, total=False):
    """The call that is out; instants as ISO 8601 text."""

    invited: list[str]
    """CUT codes of the offices that are waited for."""
    answered: list[str]
    """CUT codes of those that have answered."""
    answer_by: str
    """When their time ends: ISO 8601."""
    called_at: str
    """When they were asked: ISO 8601."""
    quota: int | None
    """Seats kept for small offices; null: none is given before every office has answered."""
    quota_until: str | None
    """Until when those seats are kept: ISO 8601."""
    made_good: str | None
    """Time lost in outages of our bus up to then was given back: ISO 8601."""
    held_until: str | None
    """The bus may be away: silence is not judged before: ISO 8601."""
    settle_until: str | None
    """All have answered, and rival calls are waited for until then: ISO 8601."""
    joined: list[str]
    """CUT codes of offices that joined the Mesa while the call was out."""


def _stated(value: Any) -> Any:
    """Without the values that are None, at any depth."""
    if isinstance(value, dict):
        return {key: _stated(inner) for key, inner in value.items() if inner is not None}
    return [_stated(inner) for inner in value] if isinstance(value, list | tuple) else value
