"""Requests from outside: what a commune's systems and officers ask, by intake topic or HTTP alike."""

from shared.contracts.intake.agenda import FairSchedule
from shared.contracts.intake.employer import (
    AboutApproach,
    ApproachAnswer,
    ApproachConclude,
    ApproachPropose,
    EmployerContact,
    EmployerPlan,
    EmployerReport,
)
from shared.contracts.intake.offer import OfferDecline, OfferMake, OfferWithdraw
from shared.contracts.intake.seat import (
    AboutLease,
    CandidateRefer,
    PlacementCorrect,
    PlacementDeclare,
    PlacementUndo,
    PlacementVerify,
    SeatExtend,
    SeatRelease,
)
from shared.contracts.intake.vacancy import (
    AboutVacancy,
    VacancyAcknowledge,
    VacancyAmend,
    VacancyDeclareUnfilled,
    VacancyPart,
    VacancyPost,
    VacancyWithdraw,
)

__all__ = [
    "AboutApproach",
    "AboutLease",
    "AboutVacancy",
    "ApproachAnswer",
    "ApproachConclude",
    "ApproachPropose",
    "CandidateRefer",
    "EmployerContact",
    "EmployerPlan",
    "EmployerReport",
    "FairSchedule",
    "OfferDecline",
    "OfferMake",
    "OfferWithdraw",
    "PlacementCorrect",
    "PlacementDeclare",
    "PlacementUndo",
    "PlacementVerify",
    "SeatExtend",
    "SeatRelease",
    "VacancyAcknowledge",
    "VacancyAmend",
    "VacancyDeclareUnfilled",
    "VacancyPart",
    "VacancyPost",
    "VacancyWithdraw",
]
