"""How well a seeker fits a vacancy: a pure score of 0 to 1000 with its parts, or the one reason that excludes.

The weights and limits are the project's own proposal. No source fixes them (unverified): they stand in one table each,
so that the offices can change them together with `docs`. What is hard and what is soft:

- hard: occupation not near enough, licence missing, a shift they cannot work, a kind of contract they do not accept,
  pay under their floor (if the pay is known), a way longer than they can travel (if it is known), education or
  experience far below what is asked, not available within two weeks.
- soft: how near the occupation, how much of education and experience, how long the way.
- fair: who has waited longer has more points, up to a bound: nobody waits for ever, and nobody is put before who fits
  much better.

More of anything never scores less. Training and the mode of transport score nothing. Sex, age, nationality and marital
status are nowhere to be found here (Código del Trabajo, art. 2).
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
"""Points where the vacancy has no code: everybody gets the same, and less than who is known to fit."""

NEAR = (0, 95, 215, 335, OCCUPATION)
"""Points by digits of CIUO-08.CL shared: 1 great group, 2 main subgroup, 3 subgroup, 4 the same occupation."""

SIMPLE = "9"
"""Great group 9, occupations of skill level 1 (ILO, ISCO-08 structure; INE keeps it): one digit is near enough."""

EDUCATION_STEPS_BELOW = 1
"""So many steps below what is asked are tolerated, with fewer points. Unverified."""

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
"""The hard limits, each by the reason for which somebody who does not meet it is not offered."""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """Points of one part, the most it can bring, and a code that says how they came about."""

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
    """The explained score, or the first reason that excludes.

    `waited`: days they have waited; `on`: the day that is looked at (None: when they are available).
    """
    return excluded(profile, wanted, way, on) or points(profile, wanted, way, waited)


def points(profile: SeekerProfile, wanted: Profile, way: Way | None, waited: int) -> Fit:
    """The explained score of who meets every hard limit."""
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
    """`fit` of a seeker at an instant. Who has no profile here fits nothing."""
    if seeker.profile is None:
        return DeclineReason.NO_PROFILE
    return fit(seeker.profile, wanted, way, seeker.waited(at), today(at))


def excluded(profile: SeekerProfile, wanted: Profile, way: Way | None, on: date | None = None) -> DeclineReason | None:
    """The first hard limit that is not met. `shortlists` asks the same in SQL; a test holds them together."""
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
    if profile.pay_floor > (most_pay(wanted) or profile.pay_floor):
        yield DeclineReason.PAY_BELOW_FLOOR
    if way is not None and way.minutes > profile.max_minutes:
        yield DeclineReason.DISTANCE
    if on is not None and profile.available_from is not None and profile.available_from - AHEAD > on:
        yield DeclineReason.NOT_AVAILABLE_YET


def digits(profile: SeekerProfile, wanted: Profile) -> int:
    """How near the nearest of their occupations is; 0 where the vacancy has no code."""
    return _nearest(wanted.occupation.code, profile.occupations) if wanted.occupation else 0


@lru_cache(maxsize=1 << 16)
def _nearest(code: str, occupations: tuple[str, ...]) -> int:
    """Asked for the same few again and again: every seeker of a commune against every vacancy that calls it."""
    return max((shared_digits(code, own) for own in occupations), default=0)


def least_digits(wanted: Profile) -> int:
    """The digits that must be shared for a seeker to be proposed at all."""
    if wanted.occupation is None:
        return 0
    return 1 if wanted.occupation.code.startswith(SIMPLE) else min(2, len(wanted.occupation.code))


def least_education(wanted: Profile) -> int:
    """The lowest rank of education that is proposed."""
    return max(0, wanted.education.rank - EDUCATION_STEPS_BELOW) if wanted.education else 0


def least_experience(wanted: Profile) -> int:
    """The fewest years that are proposed: half of what is asked, rounded down."""
    return wanted.experience_years // 2


def most_pay(wanted: Profile) -> int | None:
    """The most the vacancy pays, in pesos; None where it does not say. A maximum of 0 is nobody's pay."""
    return (wanted.pay.most or wanted.pay.least or None) if wanted.pay else None


def contract(wanted: Profile) -> Contract | None:
    """The kind of contract that must be accepted; None where the vacancy does not say or does not mind."""
    return None if wanted.contract is Contract.ANY else wanted.contract


def in_order(fits: list[tuple[Seeker, Fit]], vacancy_id: str, key: bytes) -> list[tuple[Seeker, Fit]]:
    """Best first; between equals who has waited longer; between these by a keyed hash.

    The hash is another draw for every vacancy, the same draw whenever it is asked again, and nobody without the key
    can choose a pseudonym that wins it: it is neither the alphabet nor the order in which they came in that decides.
    """
    return sorted(fits, key=lambda each: (-each[1].score, each[0].waits_since, _draw(each[0], vacancy_id, key)))


def _draw(seeker: Seeker, vacancy_id: str, key: bytes) -> bytes:
    return hmac.digest(key, f"{vacancy_id}/{seeker.candidate_ref}".encode(), hashlib.sha256)


def _occupation(profile: SeekerProfile, wanted: Profile) -> ScorePart:
    if wanted.occupation is None:
        return ScorePart("occupation", UNCODED, OCCUPATION, "uncoded")
    shared = digits(profile, wanted)
    # a code of fewer digits asks for no more than it says
    short = shared == len(wanted.occupation.code)
    return ScorePart("occupation", OCCUPATION if short else NEAR[shared], OCCUPATION, f"digits:{shared}")


def _education(profile: SeekerProfile, wanted: Profile) -> ScorePart:
    need = wanted.education.rank if wanted.education else 0
    enough = profile.education.rank >= need
    return ScorePart(
        "education", EDUCATION if enough else EDUCATION // 3, EDUCATION, "enough" if enough else "one_step_below"
    )


def _experience(profile: SeekerProfile, wanted: Profile) -> ScorePart:
    """Half the points for what is asked, in proportion; the other half for years beyond none, up to the full ones."""
    asked_years, years = wanted.experience_years, profile.experience_years
    half = EXPERIENCE // 2
    meets = half if years >= asked_years else half * years // asked_years
    more = half * min(years, FULL_EXPERIENCE) // FULL_EXPERIENCE
    return ScorePart("experience", meets + more, EXPERIENCE, f"years:{years}")


def _way(way: Way | None) -> ScorePart:
    """Nearer is more; unknown is the middle."""
    if way is None:
        return ScorePart("way", WAY // 2, WAY, "unknown")
    return ScorePart("way", WAY * max(0, FAR - way.minutes) // FAR, WAY, f"minutes:{way.minutes}")


def _waiting(days: int) -> ScorePart:
    """Longer is more, up to the bound."""
    return ScorePart("waiting", WAITING * min(days, FULL_WAIT) // FULL_WAIT, WAITING, f"days:{days}")
