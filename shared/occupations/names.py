"""CIUO-08.CL, the list of occupations: codes of 1 to 4 digits, their names in Spanish, how near two codes are."""

import csv
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import takewhile
from types import MappingProxyType


def rows(name: str) -> Iterator[tuple[str, str]]:
    """(code, text) of each row of a file of this package."""
    reader = csv.reader((files("shared.occupations") / name).read_text(encoding="utf-8").splitlines())
    next(reader)
    for code, text in reader:  # noqa: UP028 - unpacking proves that there are two
        yield code, text


NAMES: Mapping[str, str] = MappingProxyType(dict(rows("ciuo08cl.csv")))
"""Code (1 to 4 digits) -> its name in Spanish, of the whole list."""


def name_of(code: str) -> str:
    """The name of a code of 1 to 4 digits. Raises KeyError for one that CIUO-08.CL does not have."""
    return NAMES[code]


def shared_digits(a: str, b: str) -> int:
    """How near two codes are, 0 to 4: the digits they share from the left (4 the same occupation, 3 the same group).

    A code shorter than four digits is never nearer than its own length.
    """
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def common_codes() -> tuple[str, ...]:
    """The four-digit codes that job titles of these regions name, in order: for synthetic seekers and vacancies."""
    return tuple(sorted(code for code, _ in rows("titles.csv") if len(code) == 4))
