"""How well a seeker fits a vacancy: a score of 0 to 1000 with its parts, or the first hard limit that excludes them.

The weights and limits are the project's own proposal, because no source fixes them (unverified). Each is a constant
here, so that the offices can change them together with `docs`. What is hard and what is soft:

- hard: occupation not near enough, licence missing, a shift they cannot work, a kind of contract they do not accept,
  pay under their floor (if the pay is known), a way longer than they can travel (if it is known), education or
  experience far below what is asked, not available within two weeks.
- soft: how near the occupation, how much of education and experience, how long the way.
- fair: longer waiting brings more points, up to a bound: so that a seeker does not wait for ever, and is not put before
  one who fits much better.

A higher value in any field never lowers the score. Training and the mode of transport score nothing. Sex, age,
nationality and marital status are not in the profile (Código del Trabajo, art. 2).
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from services.matching.model.seeker import AHEAD, Seeker, SeekerProfile, today
from services.matching.model.vacancy import Way
from shared.contracts.reasons import DeclineReason
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Contract
from shared.occupations import shared_digits

OCCUPATION, EDUCATION, EXPERIENCE, WAY, WAITING = 430, 130, 180, 200, 60
"""The most points of each part; together 1000. Unverified: the project's proposal."""

UNCODED = OCCUPATION // 2
"""Points for the occupation if the vacancy has no code: equal for every seeker, and less than a known match."""

NEAR = (0, 95, 215, 335, OCCUPATION)
"""Points by digits of CIUO-08.CL shared: 1 great group, 2 main subgroup, 3 subgroup, 4 the same occupation."""

SIMPLE = "9"
"""Great group 9, occupations of skill level 1 (ILO, ISCO-08 structure; INE keeps it): one digit is near enough."""

EDUCATION_STEPS_BELOW = 1
"""Steps of education below what the vacancy wants that are tolerated, with fewer points. Unverified."""

FULL_EXPERIENCE = 10
"""Years beyond which more experience brings no more points. Unverified."""

FAR = 120
"""Minutes one way at which the way brings no more points. Unverified."""

FULL_WAIT = 90
"""Days of waiting beyond which more bring no more points. Unverified."""


LIMITS = (
    DeclineReason.NO_PROFILE,
    DeclineReason.LICENCE,
    DeclineReason.EDUCATION,
    DeclineReason.EXPERIENCE,
    DeclineReason.SHIFT,
    DeclineReason.CONTRACT,
    DeclineReason.PAY_BELOW_FLOOR,
    DeclineReason.DISTANCE,
    DeclineReason.NOT_AVAILABLE_YET,
)
"""The hard limits in the order in which they are checked, each named by the reason it gives for excluding a seeker."""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """Points of one part, the most that it can bring, and a code for how they were computed."""

    name: str
    points: int
    most: int
    code: str


@dataclass(frozen=True, slots=True)
class Fit:
    """An explained score."""

    parts: tuple[ScorePart, ...]

    @property
    def score(self) -> int:
        return sum(part.points for part in self.parts)


def fit(
    profile: SeekerProfile, wanted: Profile, way: Way | None, waited: int = 0, on: date | None = None
) -> Fit | DeclineReason:
    """The explained score, or the first hard limit that is not met.

    `waited`: days of waiting; `on`: the day for which availability is checked (None: it is not checked).
    """
    return excluded(profile, wanted, way, on) or points(profile, wanted, way, waited)


def points(profile: SeekerProfile, wanted: Profile, way: Way | None, waited: int) -> Fit:
    """The explained score of a seeker who meets every hard limit."""
    return Fit(
        (
            _occupation(profile, wanted),
            _education(profile, wanted),
            _experience(profile, wanted),
            _way(way),
            _waiting(waited),
        )
    )


def fit_at(seeker: Seeker, wanted: Profile, way: Way | None, at: datetime) -> Fit | DeclineReason:
    """`fit` of a seeker at an instant. A seeker known by pseudonym alone has no profile, and fits nothing."""
    if seeker.profile is None:
        return DeclineReason.NO_PROFILE
    return fit(seeker.profile, wanted, way, seeker.waited(at), today(at))


def excluded(profile: SeekerProfile, wanted: Profile, way: Way | None, on: date | None = None) -> DeclineReason | None:
    """The first hard limit that is not met. `store/shortlists` has these limits in SQL; a test holds both together."""
    return next(failures(profile, wanted, way, on), None)


def failures(
    profile: SeekerProfile, wanted: Profile, way: Way | None, on: date | None = None
) -> Iterator[DeclineReason]:
    """The hard limits that are not met, in the order of LIMITS."""
    if digits(profile, wanted) < least_digits(wanted):
        yield DeclineReason.NO_PROFILE
    if not set(wanted.licences) <= set(profile.licences):
        yield DeclineReason.LICENCE
    if profile.education.rank < least_education(wanted):
        yield DeclineReason.EDUCATION
    if profile.experience_years < least_experience(wanted):
        yield DeclineReason.EXPERIENCE
    if set(wanted.shifts) & set(profile.cannot):
        yield DeclineReason.SHIFT
    if profile.contracts and contract(wanted) not in (None, *profile.contracts):
        yield DeclineReason.CONTRACT
    # a vacancy that does not state its pay excludes nobody by it, nor does an unknown way
    if profile.pay_floor > (most_pay(wanted) or profile.pay_floor):
        yield DeclineReason.PAY_BELOW_FLOOR
    if way is not None and way.minutes > profile.max_minutes:
        yield DeclineReason.DISTANCE
    if on is not None and profile.available_from is not None and profile.available_from - AHEAD > on:
        yield DeclineReason.NOT_AVAILABLE_YET


def digits(profile: SeekerProfile, wanted: Profile) -> int:
    """Digits shared with the nearest of the seeker's occupations; 0 if the vacancy has no code."""
    return _nearest(wanted.occupation.code, profile.occupations) if wanted.occupation else 0


@lru_cache(maxsize=1 << 16)
def _nearest(code: str, occupations: tuple[str, ...]) -> int:
    """Cached, because few pairs recur often: every seeker of a commune is compared with every vacancy that calls it."""
    return max((shared_digits(code, own) for own in occupations), default=0)


def least_digits(wanted: Profile) -> int:
    """The fewest digits of the occupation that must be shared."""
    if wanted.occupation is None:
        return 0
    return 1 if wanted.occupation.code.startswith(SIMPLE) else min(2, len(wanted.occupation.code))


def least_education(wanted: Profile) -> int:
    """The lowest rank of education that is accepted."""
    return max(0, wanted.education.rank - EDUCATION_STEPS_BELOW) if wanted.education else 0


def least_experience(wanted: Profile) -> int:
    """The fewest years of experience that are accepted: half of what the vacancy wants, rounded down."""
    return wanted.experience_years // 2


def most_pay(wanted: Profile) -> int | None:
    """The most that the vacancy pays, in pesos; None if it is not stated. A maximum of 0 counts as not stated."""
    return (wanted.pay.most or wanted.pay.least or None) if wanted.pay else None


def contract(wanted: Profile) -> Contract | None:
    """The kind of contract that a seeker must accept; None if the vacancy states none, or any."""
    return None if wanted.contract is Contract.ANY else wanted.contract


def in_order(fits: list[tuple[Seeker, Fit]], vacancy_id: str, key: bytes) -> list[tuple[Seeker, Fit]]:
    """Best score first; of equal scores the longest waiting first; of these by a keyed hash.

    The hash differs for each vacancy, so that no seeker wins every tie, and repeats for one vacancy, so that a replay
    decides alike. Without the key nobody can choose a pseudonym that wins.
    """
    return sorted(fits, key=lambda each: (-each[1].score, each[0].waits_since, _draw(each[0], vacancy_id, key)))


def _draw(seeker: Seeker, vacancy_id: str, key: bytes) -> bytes:
    return hmac.digest(key, f"{vacancy_id}/{seeker.candidate_ref}".encode(), hashlib.sha256)


def _occupation(profile: SeekerProfile, wanted: Profile) -> ScorePart:
    if wanted.occupation is None:
        return ScorePart("occupation", UNCODED, OCCUPATION, "uncoded")
    shared = digits(profile, wanted)
    # a vacancy with a code of fewer digits is matched in full by those digits
    short = shared == len(wanted.occupation.code)
    return ScorePart("occupation", OCCUPATION if short else NEAR[shared], OCCUPATION, f"digits:{shared}")


def _education(profile: SeekerProfile, wanted: Profile) -> ScorePart:
    need = wanted.education.rank if wanted.education else 0
    enough = profile.education.rank >= need
    return ScorePart(
        "education", EDUCATION if enough else EDUCATION // 3, EDUCATION, "enough" if enough else "one_step_below"
    )


def _experience(profile: SeekerProfile, wanted: Profile) -> ScorePart:
    """Half of the points for the share of the wanted years that the seeker has; half for their years in proportion to
    FULL_EXPERIENCE.
    """
    wanted_years, years = wanted.experience_years, profile.experience_years
    half = EXPERIENCE // 2
    meets = half if years >= wanted_years else half * years // wanted_years
    more = half * min(years, FULL_EXPERIENCE) // FULL_EXPERIENCE
    return ScorePart("experience", meets + more, EXPERIENCE, f"years:{years}")


def _way(way: Way | None) -> ScorePart:
    """A shorter way brings more points; an unknown way half of them."""
    if way is None:
        return ScorePart("way", WAY // 2, WAY, "unknown")
    return ScorePart("way", WAY * max(0, FAR - way.minutes) // FAR, WAY, f"minutes:{way.minutes}")


def _waiting(days: int) -> ScorePart:
    """Longer waiting brings more points, up to FULL_WAIT."""
    return ScorePart("waiting", WAITING * min(days, FULL_WAIT) // FULL_WAIT, WAITING, f"days:{days}")
