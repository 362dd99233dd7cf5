"""The one change that would make a seeker fit a vacancy: each single change is tried through the score itself.

What counts as small is the project's own proposal (unverified): EFFORT compares changes of different kinds, and where
two are as small as each other, LIMITS decides by its order and the employer's side comes first. The occupation is
never changed: nobody is told to become somebody else.
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
"""Of one shift, kind of contract, day, year, licence, step. Pay and minutes: thousandths of what there is now."""


class Side(StrEnum):
    """Who would change: the vacancy or the seeker."""

    VACANCY = "vacancy"
    SEEKER = "seeker"


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """One change of one field. `amount` in pesos, minutes, days, years or steps (1 for what is named by `what`).

    `what` is the code of the licence, shift, contract or education; `score` that which it leads to.
    """

    limit: DeclineReason
    side: Side
    amount: int
    what: str
    effort: int
    score: int = 0


Try = tuple[ProfileChange, SeekerProfile, Profile]


def smallest(can: SeekerProfile, asked: Profile, way: Way | None, waited: int, on: date | None) -> ProfileChange | None:
    """The smallest single change after which they fit; None if no single one is enough."""
    enough = [
        replace(change, score=found.score)
        for change, able, wanted in tries(can, asked, way, on)
        if isinstance(found := fit(able, wanted, way, waited, on), Fit)
    ]
    return min(enough, key=_size, default=None)


def tries(can: SeekerProfile, asked: Profile, way: Way | None, on: date | None) -> Iterator[Try]:
    """Every single change that is worth trying, whether or not it is enough."""
    yield from _pay(can, asked)
    yield from _licences(can, asked)
    yield from _shifts(can, asked)
    yield from _contract(can, asked)
    yield from _education(can, asked)
    yield from _experience(can, asked)
    if way is not None and way.minutes > can.max_minutes:
        more = way.minutes - can.max_minutes
        change = _change(DeclineReason.DISTANCE, Side.SEEKER, more, 1000 * more // max(1, can.max_minutes))
        yield change, replace(can, max_minutes=way.minutes), asked
    if on is not None and can.available_from is not None and can.available_from > on + AHEAD:
        days = (can.available_from - on - AHEAD).days
        change = _change(DeclineReason.NOT_AVAILABLE_YET, Side.SEEKER, days)
        yield change, replace(can, available_from=on + AHEAD), asked


def _pay(can: SeekerProfile, asked: Profile) -> Iterator[Try]:
    most = score.most_pay(asked)
    if asked.pay is None or most is None or can.pay_floor <= most:
        return
    more = can.pay_floor - most
    effort = 1000 * more // most
    raised = asked.pay.model_copy(update={"most": can.pay_floor})
    yield _change(DeclineReason.PAY_BELOW_FLOOR, Side.VACANCY, more, effort), can, _with(asked, pay=raised)
    yield _change(DeclineReason.PAY_BELOW_FLOOR, Side.SEEKER, more, effort), replace(can, pay_floor=most), asked


def _licences(can: SeekerProfile, asked: Profile) -> Iterator[Try]:
    for one in asked.licences:
        if one not in can.licences:
            rest = tuple(other for other in asked.licences if other != one)
            change = _change(DeclineReason.LICENCE, Side.SEEKER, what=one)
            yield change, replace(can, licences=(*can.licences, one)), asked
            yield replace(change, side=Side.VACANCY), can, _with(asked, licences=rest)


def _shifts(can: SeekerProfile, asked: Profile) -> Iterator[Try]:
    for one in asked.shifts:
        if one in can.cannot:
            change = _change(DeclineReason.SHIFT, Side.SEEKER, what=one)
            yield change, replace(can, cannot=tuple(other for other in can.cannot if other != one)), asked
            yield (
                replace(change, side=Side.VACANCY),
                can,
                _with(asked, shifts=tuple(other for other in asked.shifts if other != one)),
            )


def _contract(can: SeekerProfile, asked: Profile) -> Iterator[Try]:
    offered = score.contract(asked)
    if offered is None or not can.contracts or offered in can.contracts:
        return
    change = _change(DeclineReason.CONTRACT, Side.SEEKER, what=offered)
    yield change, replace(can, contracts=(*can.contracts, offered)), asked
    for one in can.contracts:
        yield _change(DeclineReason.CONTRACT, Side.VACANCY, what=one), can, _with(asked, contract=one)


def _education(can: SeekerProfile, asked: Profile) -> Iterator[Try]:
    if asked.education is None:
        return
    for level in Education:
        below, above = asked.education.rank - level.rank, level.rank - can.education.rank
        if below > 0:
            change = _change(DeclineReason.EDUCATION, Side.VACANCY, below, what=level)
            yield change, can, _with(asked, education=level)
        if above > 0:
            change = _change(DeclineReason.EDUCATION, Side.SEEKER, above, what=level)
            yield change, replace(can, education=level), asked


def _experience(can: SeekerProfile, asked: Profile) -> Iterator[Try]:
    """Only the vacancy can change it at once: years are not to be had by a decision."""
    for years in range(can.experience_years, asked.experience_years):
        change = _change(DeclineReason.EXPERIENCE, Side.VACANCY, asked.experience_years - years, what=str(years))
        yield change, can, _with(asked, experience_years=years)


def _change(
    limit: DeclineReason, side: Side, amount: int = 1, effort: int | None = None, what: str = ""
) -> ProfileChange:
    return ProfileChange(limit, side, amount, what, EFFORT[limit] * amount if effort is None else effort)


def _with(asked: Profile, **changes: object) -> Profile:
    return asked.model_copy(update=changes)


def _size(change: ProfileChange) -> tuple[int, int, bool, str]:
    """Where both could: a licence, a shift, a kind of contract is the person's to take, the rest the employer's."""
    own = change.limit in (DeclineReason.LICENCE, DeclineReason.SHIFT, DeclineReason.CONTRACT)
    first = Side.SEEKER if own else Side.VACANCY
    return change.effort, LIMITS.index(change.limit), change.side is not first, change.what
