"""A code of another scheme brought to CIUO-08.CL, or refused: the same digits do not mean the same occupation.

`isco08.csv` names every unit group of ISCO-08 (ILO, 2008: 436) that Chile's list does not hold alike, with its possible
counterparts. 11 exist only in ISCO-08; the others carry digits that Chile gave to something else (2230, 3222, 3253,
3256, 3258) or hold what Chile split in several (2131, 3212, 3435, 5312). Groups that are not named there mean the same
in both lists; 19 codes exist only in Chile's. Compared for this project, title by title: ISCO-08's structure as the ILO
publishes it, and `ciuo08cl.csv`. INE publishes no table of correspondence that was at hand.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from shared.contracts.vacancies import Occupation
from shared.occupations.names import NAMES

CIUO = "CIUO-08.CL"
ISCO = "ISCO-08"
_SPELLINGS = {"ciuo08cl": CIUO, "isco08": ISCO, "ciuo08": ISCO}
"""Letters and digits of a scheme's name. CIUO-08 without .CL is what ISCO-08 is called in Spanish."""

_ONLY_IN_CHILE = frozenset(
    (
        *("2134", "2147", "2241", "2242", "2243", "2244", "2245", "2246", "2247", "2248", "2249"),
        *("3215", "3216", "3223", "3231", "3232", "3439", "3611", "3612"),
    )
)


class NoCounterpart(ValueError):
    """The code has no certain counterpart in CIUO-08.CL; `candidates` are those a person may choose from."""

    def __init__(self, code: str, scheme: str, why: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(f"{scheme} {code}: {why}")
        self.candidates = candidates


def translate(code: str, scheme: str) -> Occupation:
    """The occupation of CIUO-08.CL that a code of 1 to 4 digits of `scheme` means.

    A group is translated where all that it holds stays in one group. Raises NoCounterpart where none is certain, for
    a code that its scheme does not have, and for a scheme that is not known.
    """
    known = _SPELLINGS.get("".join(c for c in scheme.lower() if c.isalnum()))
    if known is None:
        raise NoCounterpart(code, scheme, f"esquema desconocido; se conocen {CIUO} e {ISCO}")
    if known == CIUO:
        return _listed(code)
    held = [meant for isco, meant in _unit_groups().items() if code and isco.startswith(code)]
    if not held:
        raise NoCounterpart(code, ISCO, "no existe ese código")
    groups = tuple(sorted({each[: len(code)] for meant in held for each in meant}))
    if len(groups) != 1 or not all(held):
        why = f"en {CIUO} puede ser {' o '.join(groups)}" if groups else f"{CIUO} no tiene ese grupo"
        raise NoCounterpart(code, ISCO, why, groups)
    return Occupation(code=groups[0])


def _listed(code: str) -> Occupation:
    if code not in NAMES:
        raise NoCounterpart(code, CIUO, "no existe ese código")
    return Occupation(code=code)


@cache
def _unit_groups() -> Mapping[str, tuple[str, ...]]:
    """Each unit group of ISCO-08 -> the groups of CIUO-08.CL that it may be."""
    alike = {code: (code,) for code in NAMES if len(code) == 4 and code not in _ONLY_IN_CHILE}
    rows = csv.DictReader((files("shared.occupations") / "isco08.csv").read_text(encoding="utf-8").splitlines())
    return alike | {row["isco08"]: tuple(each for each in row["ciuo08cl"].split(" | ") if each) for row in rows}
