"""HTTP of every service: the app, requests that become commands, pages of lists, problems (RFC 9457) and health."""

from shared.http.app import build
from shared.http.doorkeeper import Acting, ActingCommune, OwnCommune
from shared.http.pages import Paged, Paging
from shared.http.problems import Problem, invalid, not_found
from shared.http.requests import Body, IdempotencyKey, IfMatch, Read, revision_of, runtime_of, submit, tag

__all__ = [
    "Acting",
    "ActingCommune",
    "Body",
    "IdempotencyKey",
    "IfMatch",
    "OwnCommune",
    "Paged",
    "Paging",
    "Problem",
    "Read",
    "build",
    "invalid",
    "not_found",
    "revision_of",
    "runtime_of",
    "submit",
    "tag",
]
