"""Bodies as JSON has them: "1" is no number, 1 is no truth, 0 is no day."""

import json
from typing import Annotated, Any, TypeVar

import orjson
from fastapi.exceptions import RequestValidationError
from pydantic import GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic_core import CoreSchema, core_schema

from shared.messaging.validation import errors_of

T = TypeVar("T")


class _Strictly:
    """Validates in JSON's own types. FastAPI validates Python's, in which a day is no text."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        adapter: TypeAdapter[Any] = TypeAdapter(source)

        def validate(value: Any, lax: Any) -> Any:
            try:
                text = orjson.dumps(value)
            except TypeError:  # a number that no database holds; it gets a fault of its own
                text = json.dumps(value).encode()
            try:
                return adapter.validate_json(text, strict=True, extra="forbid")
            except ValidationError as wrong:
                found = [{**each, "loc": ("body", *each["loc"])} for each in errors_of(wrong)]
                raise RequestValidationError(found) from None

        return core_schema.no_info_wrap_validator_function(validate, handler(source))


InJson = Annotated[T, _Strictly()]
"""The body of every request."""


def is_strict(metadata: list[Any]) -> bool:
    """Whether a parameter of a route is read so."""
    return any(isinstance(each, _Strictly) for each in metadata)
