"""The minimum wage by date and working time. Source: the laws named; the ordinary week by Ley 21.561 (40 hours)."""

from dataclasses import dataclass
from datetime import date

from shared.contracts.vocabulary import Contract, WorkingTime

MINIMUM: tuple[tuple[date, int, str], ...] = (
    (date(2019, 3, 1), 301_000, "Ley 21.112"),
    (date(2020, 3, 1), 320_500, "Ley 21.112"),
    (date(2020, 9, 1), 326_500, "Ley 21.283"),
    (date(2021, 5, 1), 337_000, "Ley 21.360"),
    (date(2022, 1, 1), 350_000, "Ley 21.360"),
    (date(2022, 5, 1), 380_000, "Ley 21.456"),
    (date(2022, 8, 1), 400_000, "Ley 21.456"),
    (date(2023, 1, 1), 410_000, "Ley 21.456"),
    (date(2023, 5, 1), 440_000, "Ley 21.578"),
    (date(2023, 9, 1), 460_000, "Ley 21.578"),
    (date(2024, 7, 1), 500_000, "Ley 21.578"),
    (date(2025, 5, 1), 529_000, "Ley 21.751"),
    (date(2026, 1, 1), 539_000, "Ley 21.751"),
)
"""Gross pesos a month for the ordinary week, from that day on. Only the last is from DOMAIN. The earlier ones measure
vacancies that the exchange published then; they are unverified and to be checked against the Diario Oficial before a
decision depends on them."""

WEEK: tuple[tuple[date, int], ...] = (
    (date(2005, 1, 1), 45),
    (date(2024, 4, 26), 44),
    (date(2026, 4, 26), 42),
    (date(2028, 4, 26), 40),
)
"""Hours of the ordinary week, art. 22."""

PART_TIME_HOURS = 30
"""Up to so many hours a week it is part time and the minimum is in proportion (art. 40 bis and 44)."""

FEWEST_HOURS = 10
"""Hours assumed for part time that does not state them: pay below even their minimum is refused. Our own rule."""

NO_MINIMUM = frozenset({Contract.FEES, Contract.APPRENTICESHIP, Contract.NONE})
"""No employment contract, or one that may be paid less (apprentices, art. 81)."""


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least gross monthly pay, and the law that sets it."""

    pesos: int
    law: str


def minimum(on: date, hours_week: int | None = None) -> Minimum | None:
    """The least for so many hours a week (None: the ordinary week) on a day; None before the table begins."""
    known = [(pesos, law) for since, pesos, law in MINIMUM if since <= on]
    if not known:
        return None
    pesos, law = known[-1]
    ordinary = next(hours for since, hours in reversed(WEEK) if since <= on)
    if hours_week is None or hours_week > PART_TIME_HOURS:
        return Minimum(pesos, law)
    return Minimum(-(-pesos * hours_week // ordinary), law)


def wrong_pay(
    least: int, most: int | None, working_time: WorkingTime | None, hours_week: int | None, on: date
) -> tuple[str, Minimum] | None:
    """The code of the fault in the pay, and the minimum that it is measured by; None if there is no fault."""
    due = minimum(on, hours_week)
    if due is None or least >= due.pesos:
        return None
    top = least if most is None else most
    if working_time is WorkingTime.PART and hours_week is None:
        floor = minimum(on, FEWEST_HOURS)
        if floor is None or top >= floor.pesos:
            return "part_time_without_hours", due
        return "below_minimum_wage", floor
    return ("below_minimum_wage" if top < due.pesos else "range_below_minimum_wage"), due
