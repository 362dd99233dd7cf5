"""The way between two towns: great-circle km from the towns' points, minutes estimated from them."""

import math
from functools import cache

from shared.contracts.communes import Travel
from shared.territory.communes import Commune, all_communes, commune

EARTH_KM = 6371.0088
DETOUR = 1.3
"""Road km for each great-circle km: a usual figure for rural networks, unverified for the Punilla."""
KM_PER_HOUR = 55.0
"""Mean speed of a rural bus, its stops included. Unverified; a commune's file may have better minutes."""
BOARDING_MINUTES = 10


def km_between(one: Commune, other: Commune) -> float:
    """Great-circle km from town to town (haversine on a sphere), one decimal."""
    lat1, lat2 = math.radians(one.lat), math.radians(other.lat)
    half = (lat2 - lat1) / 2, math.radians(other.lon - one.lon) / 2
    chord = math.sin(half[0]) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half[1]) ** 2
    return round(2 * EARTH_KM * math.asin(math.sqrt(chord)), 1)


def minutes_of(km: float) -> int:
    """Estimated minutes one way: boarding, then the road at a bus's speed."""
    return BOARDING_MINUTES + round(km * DETOUR / KM_PER_HOUR * 60)


@cache
def travel_from(cut: str, within_km: float = 150.0) -> tuple[Travel, ...]:
    """The way to every other commune within reach, nearest first, across regional borders. Raises KeyError."""
    home = commune(cut)
    others = [(km_between(home, other), other.cut) for other in all_communes().values() if other.cut != home.cut]
    return tuple(Travel(to=to, km=km, minutes=minutes_of(km)) for km, to in sorted(others) if km <= within_km)
