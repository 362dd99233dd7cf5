"""The outlines of the communes of Ñuble for a map, in units that are equally long in both directions (SOURCE.md)."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import cos, radians

_LAT, _LON = -36.5, -72.0
"""Where (0, 0) is, in the Punilla; equirectangular at this latitude, WGS 84 degrees."""

UNITS = 1000
"""In a degree of latitude: one is 111 metres."""


def projected(lat: float, lon: float) -> tuple[float, float]:
    """A place on the map: units to the east and to the south of the Punilla. `lat`, `lon`: WGS 84 degrees."""
    return (lon - _LON) * cos(radians(_LAT)) * UNITS, (_LAT - lat) * UNITS


@cache
def outlines() -> Mapping[str, str]:
    """By CUT code the outline of each commune of Ñuble as a path of SVG in these units; neighbours share borders."""
    with files(__package__).joinpath("outlines.csv").open(encoding="utf-8") as lines:
        return {row["cut"]: row["outline"] for row in csv.DictReader(lines)}
