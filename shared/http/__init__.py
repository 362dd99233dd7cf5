"""HTTP of every service: the app, requests that become commands, pages of lists, problems (RFC 9457) and health."""

from shared.http.app import build
from shared.http.pages import After, Limit, Paged, Paging
from shared.http.problems import Problem, invalid, not_found
from shared.http.requests import (
    Body,
    IdempotencyKey,
    IfMatch,
    Read,
    known_cursor,
    point_to_next,
    revision_of,
    rows,
    runtime_of,
    submit,
    tag,
)

__all__ = [
    "After",
    "Body",
    "IdempotencyKey",
    "IfMatch",
    "Limit",
    "Paged",
    "Paging",
    "Problem",
    "Read",
    "build",
    "invalid",
    "known_cursor",
    "not_found",
    "point_to_next",
    "revision_of",
    "rows",
    "runtime_of",
    "submit",
    "tag",
]
