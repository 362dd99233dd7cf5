"""Who is invented: so many for each commune, each person the same for the same seed, commune and number."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TypeVar

from stdnum.cl import rut as registry

from deploy.seeding import mix
from services.matching.model.seeker import SeekerProfile
from services.matching.vault import Identity
from shared.contracts.envelope import derived_id
from shared.occupations import common_codes
from shared.territory import Commune, all_communes

UNASSIGNED = 40_000_000
"""RUTs of persons have not come this far, those of firms begin at 50 million: nobody has one of these."""

ROOM = 20_000
"""RUTs set aside for each commune; people invented beyond that number have none."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """An invented seeker with an invented identity."""

    candidate_ref: str
    commune: str
    abilities: SeekerProfile
    registered_at: datetime
    identity: Identity


def shares(cuts: Sequence[str], count: int) -> dict[str, int]:
    """`count` people over the communes by their population, the largest remainders rounded up; the sum is `count`."""
    people = {cut: max(1, all_communes()[cut].population) for cut in cuts}
    total = sum(people.values())
    exact = {cut: count * each / total for cut, each in people.items()}
    floors = {cut: int(each) for cut, each in exact.items()}
    left = count - sum(floors.values())
    for cut in sorted(exact, key=lambda cut: (floors[cut] - exact[cut], cut))[:left]:
        floors[cut] += 1
    return floors


def population(cuts: Sequence[str], count: int, seed: int, now: datetime) -> Iterator[InventedPerson]:
    """Everybody, commune by commune. A larger count adds people and leaves the others as they were."""
    for cut, many in sorted(shares(cuts, count).items()):
        commune = all_communes()[cut]
        for n in range(many):
            yield person(commune, n, seed, now)


def person(commune: Commune, n: int, seed: int, now: datetime) -> InventedPerson:
    """The n-th person of a commune under a seed, registered within the year before `now`."""
    name = f"{seed}/{commune.cut}/{n}"
    chance = random.Random(name)  # noqa: S311 - chance for a population, not for a secret
    return InventedPerson(
        candidate_ref=derived_id(name, "seeker"),
        commune=commune.cut,
        abilities=_abilities(chance, commune),
        registered_at=now - timedelta(minutes=chance.randrange(365 * 24 * 60)),
        identity=_identity(chance, commune, n, seed),
    )


def _abilities(chance: random.Random, commune: Commune) -> SeekerProfile:
    group = _one(chance, mix.RURAL if commune.population < mix.SMALL else mix.GROUPS)
    own = _codes()[group]
    codes = tuple(sorted(chance.sample(own, min(len(own), chance.choice((1, 1, 2, 3))))))
    years = min(40, int(chance.expovariate(1 / 5)))
    licences = mix.DRIVERS if any(code.startswith(mix.DRIVING) for code in codes) else mix.LICENCES
    return SeekerProfile(
        occupations=codes,
        education=_one(chance, mix.EDUCATION[mix.SCHOOLING.get(group, "low")]),
        experience_years=years,
        licences=_one(chance, licences),
        cannot=tuple(sorted(shift for shift, share in mix.CANNOT.items() if chance.random() < share)),
        pay_floor=_one(chance, mix.FLOORS),
        max_minutes=_one(chance, mix.MINUTES),
    )


def _identity(chance: random.Random, commune: Commune, n: int, seed: int) -> Identity:
    first, last, mother = chance.choice(mix.FIRST), chance.choice(mix.LAST), chance.choice(mix.LAST)
    rut = None
    if n < ROOM:
        place = list(all_communes()).index(commune.cut)
        number = str(UNASSIGNED + (place * ROOM + n + seed * 999_983) % 10_000_000)
        rut = number + registry.calc_check_digit(number)
    # built, not validated: it is ours, and there are many
    return Identity.model_construct(name=f"{first} {last} {mother}", rut=rut, contact=None)


def _one(chance: random.Random, weights: Mapping[T, float]) -> T:
    return chance.choices(tuple(weights), tuple(weights.values()))[0]


@cache
def _codes() -> dict[str, list[str]]:
    """Great group -> the four-digit codes that titles of these regions name."""
    found: dict[str, list[str]] = {group: [] for group in mix.GROUPS}
    for code in common_codes():
        if code[0] in found:
            found[code[0]].append(code)
    return {group: codes or [group] for group, codes in found.items()}
