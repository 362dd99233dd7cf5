"""How many of a commune's seekers a vacancy would find before it is published: counts, and nobody's name. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import with_config

from services.matching.model.hindrance import Hindrance, hindrance
from services.matching.model.policy import MatchingPolicy
from services.matching.model.seeker import Seeker
from services.matching.model.vacancy import OfferingCommune, VacancyCopy
from services.matching.queries.card_views import card_of, first_failed
from shared.contracts.reasons import DeclineReason


@with_config(use_attribute_docstrings=True)
@dataclass(frozen=True, slots=True)
class HowMany:
    """So many people, and why."""

    code: str
    """The code of the limit, or of what prevents an offer now."""
    text: str
    """What the officer reads, in Spanish."""
    count: int
    """How many people."""


@with_config(use_attribute_docstrings=True)
@dataclass(frozen=True, slots=True)
class FitCounts:
    """How many of a commune's seekers a vacancy would find that is not published yet. No person is named."""

    commune: str
    """CUT code of the commune whose people were counted."""
    fit: int
    """Those who meet every limit and could be offered now."""
    hindered: tuple[HowMany, ...]
    """Those who meet every limit and cannot be offered now, by what prevents it."""
    near: tuple[HowMany, ...]
    """Those who would fit after one change, by the limit that it repairs."""
    not_fit: tuple[HowMany, ...]
    """All others whose occupation is near enough, by the limit that they fail first."""


def fit_counts(
    vacancy: VacancyCopy, commune: OfferingCommune, seekers: Sequence[Seeker], at: datetime, policy: MatchingPolicy
) -> FitCounts:
    """How many of these seekers fit, and what stands in the way of the others."""
    fit, hindered, near, none = 0, Counter[Hindrance](), Counter[DeclineReason](), Counter[DeclineReason]()
    for one in seekers:
        found = card_of(one, vacancy, commune, at, policy)
        if found is None:
            continue
        hindrance_now = hindrance(one, vacancy.vacancy_id)
        if found.fit and hindrance_now is None:
            fit += 1
        elif found.fit and hindrance_now:
            hindered[hindrance_now] += 1
        elif found.change:
            near[found.change.limit] += 1
        else:
            none[first_failed(found)] += 1
    return FitCounts(commune.commune, fit, _how_many(hindered), _how_many(near), _how_many(none))


def _how_many(counted: Counter[Hindrance] | Counter[DeclineReason]) -> tuple[HowMany, ...]:
    return tuple(HowMany(why, why.text, count) for why, count in counted.most_common())
