"""The one change that would make a seeker fit a vacancy: each single change is tried with the scoring function.

What counts as small is the project's own proposal (unverified): EFFORT compares changes of different kinds, and where
two have equal effort, the order of LIMITS decides, then which side changes. The occupation is never changed: a card
does not advise anybody to change their trade.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.matching.model import score
from services.matching.model.score import LIMITS, Fit, fit
from services.matching.model.seeker import AHEAD, SeekerProfile
from services.matching.model.vacancy import Way
from shared.contracts.reasons import DeclineReason
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Education

EFFORT = {
    DeclineReason.SHIFT: 200,
    DeclineReason.CONTRACT: 200,
    DeclineReason.NOT_AVAILABLE_YET: 10,
    DeclineReason.EXPERIENCE: 150,
    DeclineReason.LICENCE: 400,
    DeclineReason.EDUCATION: 500,
}
"""Effort of one shift, contract, day, year, licence or step; of pay and minutes, thousandths of the present value."""


class Side(StrEnum):
    """Which side would change: the vacancy or the seeker."""

    VACANCY = "vacancy"
    SEEKER = "seeker"


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """One change of one field. `amount` in pesos, minutes, days, years or steps (1 if `what` names the change).

    `what` is the code of the licence, shift, contract or education; `score` is the score after the change.
    """

    limit: DeclineReason
    side: Side
    amount: int
    what: str
    effort: int
    score: int = 0


Try = tuple[ProfileChange, SeekerProfile, Profile]


def smallest(
    profile: SeekerProfile, wanted: Profile, way: Way | None, waited: int, on: date | None
) -> ProfileChange | None:
    """The smallest single change after which the seeker fits; None if no single change is enough."""
    enough = [
        replace(change, score=found.score)
        for change, changed, relaxed in tries(profile, wanted, way, on)
        if isinstance(found := fit(changed, relaxed, way, waited, on), Fit)
    ]
    return min(enough, key=_size, default=None)


def tries(profile: SeekerProfile, wanted: Profile, way: Way | None, on: date | None) -> Iterator[Try]:
    """Every single change that repairs a failed limit, with both profiles after it; it may not be enough."""
    yield from _pay(profile, wanted)
    yield from _licences(profile, wanted)
    yield from _shifts(profile, wanted)
    yield from _contract(profile, wanted)
    yield from _education(profile, wanted)
    yield from _experience(profile, wanted)
    if way is not None and way.minutes > profile.max_minutes:
        more = way.minutes - profile.max_minutes
        change = _change(DeclineReason.DISTANCE, Side.SEEKER, more, 1000 * more // max(1, profile.max_minutes))
        yield change, replace(profile, max_minutes=way.minutes), wanted
    if on is not None and profile.available_from is not None and profile.available_from > on + AHEAD:
        days = (profile.available_from - on - AHEAD).days
        change = _change(DeclineReason.NOT_AVAILABLE_YET, Side.SEEKER, days)
        yield change, replace(profile, available_from=on + AHEAD), wanted


def _pay(profile: SeekerProfile, wanted: Profile) -> Iterator[Try]:
    most = score.most_pay(wanted)
    if wanted.pay is None or most is None or profile.pay_floor <= most:
        return
    more = profile.pay_floor - most
    effort = 1000 * more // most
    # either the vacancy raises its pay to the floor, or the seeker lowers the floor to the pay
    raised = wanted.pay.model_copy(update={"most": profile.pay_floor})
    yield _change(DeclineReason.PAY_BELOW_FLOOR, Side.VACANCY, more, effort), profile, _with(wanted, pay=raised)
    yield _change(DeclineReason.PAY_BELOW_FLOOR, Side.SEEKER, more, effort), replace(profile, pay_floor=most), wanted


def _licences(profile: SeekerProfile, wanted: Profile) -> Iterator[Try]:
    for one in wanted.licences:
        if one not in profile.licences:
            rest = tuple(other for other in wanted.licences if other != one)
            change = _change(DeclineReason.LICENCE, Side.SEEKER, what=one)
            yield change, replace(profile, licences=(*profile.licences, one)), wanted
            yield replace(change, side=Side.VACANCY), profile, _with(wanted, licences=rest)


def _shifts(profile: SeekerProfile, wanted: Profile) -> Iterator[Try]:
    for one in wanted.shifts:
        if one in profile.cannot:
            change = _change(DeclineReason.SHIFT, Side.SEEKER, what=one)
            yield change, replace(profile, cannot=tuple(other for other in profile.cannot if other != one)), wanted
            yield (
                replace(change, side=Side.VACANCY),
                profile,
                _with(wanted, shifts=tuple(other for other in wanted.shifts if other != one)),
            )


def _contract(profile: SeekerProfile, wanted: Profile) -> Iterator[Try]:
    offered = score.contract(wanted)
    if offered is None or not profile.contracts or offered in profile.contracts:
        return
    change = _change(DeclineReason.CONTRACT, Side.SEEKER, what=offered)
    yield change, replace(profile, contracts=(*profile.contracts, offered)), wanted
    for one in profile.contracts:
        yield _change(DeclineReason.CONTRACT, Side.VACANCY, what=one), profile, _with(wanted, contract=one)


def _education(profile: SeekerProfile, wanted: Profile) -> Iterator[Try]:
    if wanted.education is None:
        return
    for level in Education:
        # the vacancy may ask for any lower level, the seeker may reach any higher one
        below, above = wanted.education.rank - level.rank, level.rank - profile.education.rank
        if below > 0:
            change = _change(DeclineReason.EDUCATION, Side.VACANCY, below, what=level)
            yield change, profile, _with(wanted, education=level)
        if above > 0:
            change = _change(DeclineReason.EDUCATION, Side.SEEKER, above, what=level)
            yield change, replace(profile, education=level), wanted


def _experience(profile: SeekerProfile, wanted: Profile) -> Iterator[Try]:
    """Only the vacancy can change this limit: a seeker cannot decide to have more years of experience."""
    for years in range(profile.experience_years, wanted.experience_years):
        change = _change(DeclineReason.EXPERIENCE, Side.VACANCY, wanted.experience_years - years, what=str(years))
        yield change, profile, _with(wanted, experience_years=years)


def _change(
    limit: DeclineReason, side: Side, amount: int = 1, effort: int | None = None, what: str = ""
) -> ProfileChange:
    return ProfileChange(limit, side, amount, what, EFFORT[limit] * amount if effort is None else effort)


def _with(wanted: Profile, **changes: object) -> Profile:
    return wanted.model_copy(update=changes)


def _size(change: ProfileChange) -> tuple[int, int, bool, str]:
    """The order of changes. If either side could change, licences, shifts and contracts are preferred on the seeker's
    side, because the seeker decides them; every other change is preferred on the employer's side.
    """
    own = change.limit in (DeclineReason.LICENCE, DeclineReason.SHIFT, DeclineReason.CONTRACT)
    first = Side.SEEKER if own else Side.VACANCY
    return change.effort, LIMITS.index(change.limit), change.side is not first, change.what
