"""HTTP of every service: the app, requests that become commands, pages of lists, problems (RFC 9457) and health."""

from shared.http.app import build
from shared.http.doorkeeper import ActingCommune, OwnCommune, require_commune
from shared.http.held import held_router
from shared.http.in_json import InJson
from shared.http.in_query import QueryDay, QueryInstant
from shared.http.pages import Paged, Paging
from shared.http.preconditions import MayMatch, MustMatch, tag
from shared.http.problems import Problem, invalid, not_found
from shared.http.requests import (
    HELD,
    Body,
    HoldableBody,
    IdempotencyKey,
    Read,
    Tried,
    require_bearable,
    runtime_of,
    submit,
)

__all__ = [
    "HELD",
    "ActingCommune",
    "Body",
    "HoldableBody",
    "IdempotencyKey",
    "InJson",
    "MayMatch",
    "MustMatch",
    "OwnCommune",
    "Paged",
    "Paging",
    "Problem",
    "QueryDay",
    "QueryInstant",
    "Read",
    "Tried",
    "build",
    "held_router",
    "invalid",
    "not_found",
    "require_bearable",
    "require_commune",
    "runtime_of",
    "submit",
    "tag",
]
