"""The occupations of Chile, CIUO-08.CL: their names, the code of a Spanish job title, and codes of other schemes.

`code_of_title` is the coder's answer (titles.py) where it is sure enough, and nothing where it is not. The coder is
loaded when it is first asked: a service that codes no titles pays nothing for it.

Sources: `ciuo08cl.csv` is the Clasificador Chileno de Ocupaciones CIUO-08.CL, Instituto Nacional de Estadísticas, 2018
(10 / 44 / 129 / 444 codes of 1 / 2 / 3 / 4 digits). It is not ISCO-08: a code travels with its scheme, and `translate`
brings one of ISCO-08 over or refuses it. `coded.csv`: known.py. `titles.csv` was written for this project.
"""

import csv
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import takewhile
from types import MappingProxyType

from shared.contracts.vacancies import Occupation
from shared.occupations.schemes import NoCounterpart, translate

__all__ = ["NAMES", "NoCounterpart", "code_of_title", "common_codes", "name_of", "shared_digits", "translate"]


def _rows(name: str) -> Iterator[tuple[str, str]]:
    reader = csv.reader((files(__name__) / name).read_text(encoding="utf-8").splitlines())
    next(reader)
    for code, text in reader:  # noqa: UP028 - unpacking proves that there are two
        yield code, text


NAMES: Mapping[str, str] = MappingProxyType(dict(_rows("ciuo08cl.csv")))
"""Code (1 to 4 digits) -> its name in Spanish, of the whole list."""


def name_of(code: str) -> str:
    """The name of a code of 1 to 4 digits. Raises KeyError for one that CIUO-08.CL does not have."""
    return NAMES[code]


def shared_digits(a: str, b: str) -> int:
    """How near two codes are, 0 to 4: the digits they share from the left (4 the same occupation, 3 the same group).

    A code shorter than four digits is never nearer than its own length.
    """
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def code_of_title(title: str) -> Occupation | None:
    """The occupation, or the group of occupations (1 to 3 digits), that a title names; None where that is not known."""
    from shared.occupations.titles import coding_of

    answer = coding_of(title).answer
    return Occupation(code=answer.code) if answer else None


def common_codes() -> tuple[str, ...]:
    """The four-digit codes that job titles of these regions name, in order: for synthetic seekers and vacancies."""
    return tuple(sorted(code for code, _ in _rows("titles.csv") if len(code) == 4))
