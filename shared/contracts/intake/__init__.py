"""Requests from outside: what a commune's systems and officers ask, by intake topic or HTTP alike."""

from shared.contracts.intake.agenda import FairSchedule
from shared.contracts.intake.consent import AboutConsent, ConsentRecord, ConsentRevoke, DisclosureAsk
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
from shared.contracts.intake.proposal import AboutProposal, ProposalConfirm, ProposalDecline
from shared.contracts.intake.seat import (
    AboutLease,
    CandidateRefer,
    PlacementCorrect,
    PlacementDeclare,
    PlacementEnd,
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
    "AboutConsent",
    "AboutLease",
    "AboutProposal",
    "AboutVacancy",
    "ApproachAnswer",
    "ApproachConclude",
    "ApproachPropose",
    "CandidateRefer",
    "ConsentRecord",
    "ConsentRevoke",
    "DisclosureAsk",
    "EmployerContact",
    "EmployerPlan",
    "EmployerReport",
    "FairSchedule",
    "OfferDecline",
    "OfferMake",
    "OfferWithdraw",
    "PlacementCorrect",
    "PlacementDeclare",
    "PlacementEnd",
    "PlacementUndo",
    "PlacementVerify",
    "ProposalConfirm",
    "ProposalDecline",
    "SeatExtend",
    "SeatRelease",
    "VacancyAcknowledge",
    "VacancyAmend",
    "VacancyDeclareUnfilled",
    "VacancyPart",
    "VacancyPost",
    "VacancyWithdraw",
]
