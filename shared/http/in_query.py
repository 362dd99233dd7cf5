"""Days and instants in a query, where all is text: a number is neither, though one could be counted from it."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from shared.contracts.envelope import Day, Instant

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)
"""RFC 3339; one without a zone gets a fault of its own."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_instant(value: Any) -> Any:
    if isinstance(value, str) and not _INSTANT.fullmatch(value):
        raise PydanticCustomError("datetime_parsing", "an instant is written as in RFC 3339")
    return value


def _as_day(value: Any) -> Any:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise PydanticCustomError("date_parsing", "a day is written as in RFC 3339")
    return value


QueryInstant = Annotated[Instant, BeforeValidator(_as_instant)]
QueryDay = Annotated[Day, BeforeValidator(_as_day)]
