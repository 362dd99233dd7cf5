"""The decision over all offers in hand beside the exact assignment, for contested sets: few qualified, scarce licences.

A set is some vacancies of one commune with a few seats each, and candidates of a neighbour who fit several of them. The
decision is the service's own, driven by its messages and its clock in two ways: every office answers, one call after
another; or one office is silent and the calls end with their time. Beside them stands what would come of it if each
vacancy were decided alone. The optimum is the assignment of seats to people with the greatest sum of scores
(Jonker-Volgenant, scipy), told who fits what. Both the seats filled and the sum of scores are compared: more seats with
worse people can be the greater sum.
"""

import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy
from scipy.optimize import linear_sum_assignment

from services.matching.model import vacancy as called
from services.matching.model.score import Fit, fit
from services.matching.model.seeker import SeekerProfile
from shared.contracts.intake import VacancyDeclareUnfilled, VacancyPost
from shared.contracts.matching import Candidate, OfferMade
from shared.contracts.vacancies import Occupation, Profile, VacancyPosted
from shared.contracts.vocabulary import Education, Licence
from tests.unit.services.vacancies.mothers import NIQUEN, SAN_CARLOS, SAN_FABIAN, VacanciesInMemory

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
class Way:
    """What one way of deciding reaches of the optimum, over all sets: of the value (sums, mean, least), of the seats;
    `best`: the part of the sets that are decided as the optimum.
    """

    what: str
    value: float
    mean: float
    least: float
    seats: float
    best: float


@dataclass(frozen=True, slots=True)
class Report:
    """The two ways in which the service decides, and `alone`, the baseline: each vacancy for itself."""

    sets: int
    answered: Way
    timed: Way
    alone: Way


def run(sets: int, seed: int, tell: Callable[[str], None]) -> Report:
    chance = random.Random(seed)
    met = []
    for n in range(sets):
        one = contest(chance)
        met.append((optimum(one), decided(one), decided(one, silent=True), alone(one)))
        if n % 20 == 0:
            tell(f"{n} of {sets} contested sets")
    best, answered, timed, each = zip(*met, strict=True)
    return Report(
        sets=sets,
        answered=_way("every call answered", answered, best),
        timed=_way("one silent, time over", timed, best),
        alone=_way("each alone (baseline)", each, best),
    )


def _way(what: str, ours: Sequence[Outcome], best: Sequence[Outcome]) -> Way:
    ratios = [one.value / optimal.value for one, optimal in zip(ours, best, strict=True) if optimal.value]
    return Way(
        what=what,
        value=sum(one.value for one in ours) / sum(one.value for one in best),
        mean=statistics.mean(ratios),
        least=min(ratios),
        seats=sum(one.filled for one in ours) / sum(one.filled for one in best),
        best=sum(ratio >= 1 for ratio in ratios) / len(ratios),
    )


def contest(chance: random.Random) -> Contest:
    """Three to eight vacancies, one to six seats each; five to forty people, a few of them with the licence."""
    profiles = tuple(_profile(chance, n) for n in range(chance.randint(3, 8)))
    people = {f"p{n}": _abilities(chance) for n in range(chance.randint(5, 40))}
    way = called.Way(chance.randint(20, 70), "estimated")
    scores = tuple(
        {ref: found.score for ref, can in people.items() if isinstance(found := fit(can, profile, way), Fit)}
        for profile in profiles
    )
    return Contest(profiles, tuple(chance.randint(1, 6) for _ in profiles), scores)


def decided(one: Contest, silent: bool = False) -> Outcome:
    """What the service makes of it: every vacancy called, the neighbour's offers heard in the order of posting, the
    clock looked at. `silent`: another neighbour was asked too and says nothing, so that the calls end by their time.
    """
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN, *([SAN_FABIAN] if silent else []))
    for profile, seats in zip(one.profiles, one.seats, strict=True):
        post = VacancyPost(commune=SAN_CARLOS, seats=seats, profile=profile, distinct=True)
        vacancy = mesa.handles(post)["vacancy_id"]
        mesa.handles(VacancyDeclareUnfilled(commune=SAN_CARLOS, vacancy_id=vacancy))
    vacancies = [posted.vacancy_id for posted in mesa.all(VacancyPosted)]
    for vacancy, scores in zip(vacancies, one.scores, strict=True):
        if scores:
            mesa.handles(_offer(vacancy, scores))
        else:
            mesa.declines(vacancy, NIQUEN)
    mesa.later(days=3 if silent else 0, minutes=10)
    held = [
        scores[lease.candidate_ref]
        for vacancy, scores in zip(vacancies, one.scores, strict=True)
        for lease in mesa.vacancy(vacancy).leases
        if lease.takes_seat
    ]
    return Outcome(len(held), sum(held))


def alone(one: Contest) -> Outcome:
    """The best of those left for each vacancy, one vacancy after the other."""
    taken: dict[str, int] = {}
    for seats, scores in zip(one.seats, one.scores, strict=True):
        left = sorted((ref for ref in scores if ref not in taken), key=lambda ref: (-scores[ref], ref))
        taken |= {ref: scores[ref] for ref in left[:seats]}
    return Outcome(len(taken), sum(taken.values()))


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


def _abilities(chance: random.Random) -> SeekerProfile:
    licences = tuple(licence for licence in (Licence.A5, Licence.D, Licence.B) if chance.random() < 0.2)
    return SeekerProfile(
        occupations=tuple(chance.sample(CODES, chance.randint(1, 2))),
        education=chance.choice((Education.PRIMARY, Education.SECONDARY, Education.HIGHER)),
        experience_years=chance.randint(0, 12),
        licences=licences,
    )
