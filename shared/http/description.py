"""What is added to the OpenAPI document of a service, once, when it is first made."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI


def describe(app: FastAPI, add: Callable[[dict[str, Any]], None]) -> None:
    """Have something added to the description. `add` changes the document that it is given."""
    made = app.openapi

    def described() -> dict[str, Any]:
        if not app.openapi_schema:
            add(made())
        document: dict[str, Any] = app.openapi_schema or {}
        return document

    # as FastAPI has its description extended; it keeps the document that it has made
    app.openapi = described  # type: ignore[method-assign]
