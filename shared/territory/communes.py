"""The communes as the state codes them, read once from the file beside this one (its source: SOURCE.md)."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune. `population` of the census of 2017; `lat`, `lon` of its town, WGS 84 degrees."""

    cut: str
    name: str
    province: str
    region: str
    population: int
    lat: float
    lon: float


@cache
def all_communes() -> Mapping[str, Commune]:
    """All 346 by CUT code, in the order of their codes."""
    with files(__package__).joinpath("communes.csv").open(encoding="utf-8") as lines:
        return {row["cut"]: _commune(row) for row in csv.DictReader(lines)}


def commune(cut: str) -> Commune:
    """The commune of a CUT code; codes of Ñuble from before 2018 are understood. Raises KeyError with what it got."""
    known = all_communes()
    code = cut if cut in known else old_codes().get(cut, cut)
    if code not in known:
        raise KeyError(f"{cut} is not the code of a commune")
    return known[code]


def in_scope(text: str) -> tuple[str, ...]:
    """The CUT codes that a list of codes of communes (16301), provinces (163) and regions (16) names, in code order.

    Raises KeyError if a code is nobody's, ValueError if there is none at all.
    """
    codes = [part.strip() for part in text.split(",") if part.strip()]
    if not codes:
        raise ValueError("no code was given")
    return tuple(sorted({cut for code in codes for cut in _within(code)}))


@cache
def old_codes() -> Mapping[str, str]:
    """CUT codes from before the Región de Ñuble (2018) to those of today: accepted, never stored."""
    with files(__package__).joinpath("old_codes.csv").open(encoding="utf-8") as lines:
        return {row["old_cut"]: row["cut"] for row in csv.DictReader(lines)}


def _within(code: str) -> list[str]:
    if len(code) == 5:
        return [commune(code).cut]
    found = [cut for cut in all_communes() if cut.startswith(code)] if len(code) in (2, 3) else []
    if not found:
        raise KeyError(f"{code} is not the code of a commune, province or region")
    return found


def _commune(row: dict[str, str]) -> Commune:
    return Commune(
        row["cut"],
        row["name"],
        row["province"],
        row["region"],
        int(row["population"]),
        float(row["lat"]),
        float(row["lon"]),
    )
