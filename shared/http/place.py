"""The route that a request meant, for log lines: what a path holds may be personal."""

from collections.abc import MutableMapping
from typing import Any

from starlette.routing import compile_path


def place_of(scope: MutableMapping[str, Any]) -> str:
    """The method and the path as it is described, as `GET /v1/seekers/{candidate_ref}`."""
    paths = scope["app"].openapi()["paths"]
    known = (path for path in paths if compile_path(path)[0].match(scope["path"]))
    return f"{scope['method']} {next(known, 'unknown')}"
