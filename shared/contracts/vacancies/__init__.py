"""Facts said by `vacancies`: the vacancy, its calls, its seats and its placements."""

from shared.contracts.vacancies.placements import (
    CandidateReferred,
    PlacementCorrected,
    PlacementDeclared,
    PlacementFact,
    PlacementRefuted,
    PlacementUndone,
    PlacementVerified,
)
from shared.contracts.vacancies.profile import Occupation, Pay, Profile
from shared.contracts.vacancies.seats import SeatExtended, SeatFact, SeatLeased, SeatReleased
from shared.contracts.vacancies.vacancy import (
    BusPulse,
    CallEnded,
    CallExtended,
    CallUnanswered,
    PassedOver,
    VacancyAmended,
    VacancyClosed,
    VacancyFact,
    VacancyFilled,
    VacancyLinked,
    VacancyParted,
    VacancyPosted,
    VacancyUnfilled,
)

__all__ = [
    "BusPulse",
    "CallEnded",
    "CallExtended",
    "CallUnanswered",
    "CandidateReferred",
    "Occupation",
    "PassedOver",
    "Pay",
    "PlacementCorrected",
    "PlacementDeclared",
    "PlacementFact",
    "PlacementRefuted",
    "PlacementUndone",
    "PlacementVerified",
    "Profile",
    "SeatExtended",
    "SeatFact",
    "SeatLeased",
    "SeatReleased",
    "VacancyAmended",
    "VacancyClosed",
    "VacancyFact",
    "VacancyFilled",
    "VacancyLinked",
    "VacancyParted",
    "VacancyPosted",
    "VacancyUnfilled",
]
