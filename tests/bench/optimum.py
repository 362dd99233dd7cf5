"""The decision over all offers in hand beside the exact assignment, for contested sets: few qualified, scarce licences.

A set is some vacancies of one commune with a few seats each, and candidates of a neighbour who fit several of them. The
decision is the service's own, vacancy by vacancy as their calls are answered; nobody has two seats. The optimum is the
assignment of seats to people with the greatest sum of scores (Jonker-Volgenant, scipy), told who fits what. Both the
seats filled and the sum of scores are compared: more seats with worse people can be the greater sum.
"""

import random
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy
from scipy.optimize import linear_sum_assignment

from services.matching.model.score import Fit, fit
from services.matching.model.seeker import Abilities
from services.matching.model.vacancy import Way
from shared.contracts.intake import VacancyDeclareUnfilled, VacancyPost
from shared.contracts.matching import Candidate, OfferMade
from shared.contracts.vacancies import Occupation, Profile
from shared.contracts.vocabulary import Education, Licence
from tests.unit.services.vacancies.mothers import NIQUEN, SAN_CARLOS, Books

CODES = ("8332", "8343", "8322", "9211")
GOAL = 0.99


@dataclass(frozen=True, slots=True)
class Contest:
    """Seats by vacancy, and the score of each candidate for each vacancy that they fit."""

    profiles: tuple[Profile, ...]
    seats: tuple[int, ...]
    scores: tuple[Mapping[str, int], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seats filled and the sum of the scores of who has them."""

    filled: int
    value: int


@dataclass(frozen=True, slots=True)
class Report:
    """What the decision reaches of the optimum, over all sets: of the value (sums, mean, least) and of the seats."""

    sets: int
    value: float
    mean: float
    least: float
    seats: float
    best: float


def run(sets: int, seed: int, tell: Callable[[str], None]) -> Report:
    chance = random.Random(seed)
    pairs = []
    for n in range(sets):
        one = contest(chance)
        pairs.append((decided(one), optimum(one)))
        if n % 20 == 0:
            tell(f"{n} of {sets} contested sets")
    ratios = [ours.value / best.value for ours, best in pairs if best.value]
    return Report(
        sets=sets,
        value=sum(o.value for o, _ in pairs) / sum(b.value for _, b in pairs),
        mean=statistics.mean(ratios),
        least=min(ratios),
        seats=sum(o.filled for o, _ in pairs) / sum(b.filled for _, b in pairs),
        best=sum(ratio >= 1 for ratio in ratios) / len(ratios),
    )


def contest(chance: random.Random) -> Contest:
    """Three to eight vacancies, one to six seats each; five to forty people, a few of them with the licence."""
    profiles = tuple(_profile(chance, n) for n in range(chance.randint(3, 8)))
    people = {f"p{n}": _abilities(chance) for n in range(chance.randint(5, 40))}
    way = Way(chance.randint(20, 70), "estimated")
    scores = tuple(
        {ref: found.score for ref, can in people.items() if isinstance(found := fit(can, profile, way), Fit)}
        for profile in profiles
    )
    return Contest(profiles, tuple(chance.randint(1, 6) for _ in profiles), scores)


def decided(one: Contest) -> Outcome:
    """What the service makes of it: every vacancy called, the neighbour's offers heard in the order of posting."""
    books = Books().table(SAN_CARLOS, NIQUEN)
    for profile, seats in zip(one.profiles, one.seats, strict=True):
        post = VacancyPost(commune=SAN_CARLOS, seats=seats, profile=profile, distinct=True)
        vacancy = books.hears(post)["vacancy_id"]
        books.hears(VacancyDeclareUnfilled(commune=SAN_CARLOS, vacancy_id=vacancy))
    vacancies = [call.vacancy_id for call in books.said if call.WIRE == "cl.mesa.vacancy.posted.v1"]  # type: ignore[attr-defined]
    for vacancy, scores in zip(vacancies, one.scores, strict=True):
        if scores:
            books.hears(_offer(vacancy, scores))
    held = [
        scores[lease.candidate_ref]
        for vacancy, scores in zip(vacancies, one.scores, strict=True)
        for lease in books.vacancy(vacancy).leases
        if lease.takes_seat
    ]
    return Outcome(len(held), sum(held))


def optimum(one: Contest) -> Outcome:
    """The exact assignment, each seat a row. A pair that does not fit is worth nothing and is not counted."""
    people = sorted({ref for scores in one.scores for ref in scores})
    rows = [scores for scores, seats in zip(one.scores, one.seats, strict=True) for _ in range(seats)]
    if not people:
        return Outcome(0, 0)
    worth = numpy.array([[scores.get(ref, 0) for ref in people] for scores in rows])
    taken = [int(worth[r, c]) for r, c in zip(*linear_sum_assignment(worth, maximize=True), strict=True)]
    return Outcome(sum(value > 0 for value in taken), sum(taken))


def _offer(vacancy: str, scores: Mapping[str, int]) -> OfferMade:
    best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    candidates = tuple(Candidate(candidate_ref=ref, score=score, minutes=30) for ref, score in best)
    return OfferMade(offer_id=f"o-{vacancy}", vacancy_id=vacancy, commune=NIQUEN, tier=1, candidates=candidates)


def _profile(chance: random.Random, n: int) -> Profile:
    scarce = chance.random() < 0.4
    return Profile(
        title=f"Oficio {n}",
        employer=f"Empresa {n}",
        occupation=Occupation(code=chance.choice(CODES)),
        education=chance.choice((None, Education.SECONDARY)),
        experience_years=chance.choice((0, 0, 2, 5)),
        licences=(chance.choice((Licence.A5, Licence.D)),) if scarce else (),
    )


def _abilities(chance: random.Random) -> Abilities:
    licences = tuple(licence for licence in (Licence.A5, Licence.D, Licence.B) if chance.random() < 0.2)
    return Abilities(
        occupations=tuple(chance.sample(CODES, chance.randint(1, 2))),
        education=chance.choice((Education.PRIMARY, Education.SECONDARY, Education.HIGHER)),
        experience_years=chance.randint(0, 12),
        licences=licences,
    )
