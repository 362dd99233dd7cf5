"""What each fact says to which office. Pure: fact in, (commune, text) out; nothing is said that the fact does not hold.

No text names a person or a pseudonym.
"""

from collections.abc import Callable, Mapping
from typing import Any

from services.notifications.model import VacancySummary
from services.notifications.texts import agenda, employers, identities, offers, seats, vacancies
from services.notifications.texts.words import EVERYBODY, NoticeTexts
from shared.contracts import vacancies as said
from shared.contracts.agenda import FairListed, FairScheduled
from shared.contracts.communes import CommuneChanged, CommuneJoined, CommuneLeft
from shared.contracts.employers import (
    ApproachAnswered,
    ApproachConcluded,
    ApproachProposed,
    EmployerContacted,
    EmployerVisitPlanned,
)
from shared.contracts.envelope import Fact
from shared.contracts.matching import DisclosureGiven, DisclosureRevoked, OfferDeclined, OfferMade, OfferWithdrawn

__all__ = ["EVERYBODY", "TEXTS", "NoticeTexts"]

TEXTS: Mapping[type[Fact], Callable[[Any, VacancySummary | None], NoticeTexts]] = {
    said.VacancyPosted: vacancies.posted,
    said.VacancyAmended: vacancies.amended,
    said.VacancyUnfilled: vacancies.unfilled,
    said.VacancyFilled: vacancies.filled,
    said.VacancyClosed: vacancies.closed,
    said.VacancyLinked: vacancies.linked,
    said.VacancyParted: vacancies.parted,
    said.CallEnded: vacancies.call_ended,
    said.CallUnanswered: vacancies.call_unanswered,
    said.CallExtended: vacancies.call_extended,
    said.SeatLeased: seats.leased,
    said.SeatExtended: seats.extended,
    said.SeatReleased: seats.released,
    said.CandidateReferred: seats.referred,
    said.PlacementDeclared: seats.placed,
    said.PlacementUndone: seats.undone,
    said.PlacementEnded: seats.ended,
    said.PlacementVerified: seats.verified,
    said.PlacementRefuted: seats.refuted,
    said.PlacementCorrected: seats.corrected,
    EmployerContacted: employers.contacted,
    EmployerVisitPlanned: employers.visit_planned,
    ApproachProposed: employers.approach_proposed,
    ApproachAnswered: employers.approach_answered,
    ApproachConcluded: employers.approach_concluded,
    OfferMade: offers.offered,
    OfferDeclined: offers.declined,
    OfferWithdrawn: offers.withdrawn,
    DisclosureGiven: identities.given,
    DisclosureRevoked: identities.revoked,
    FairScheduled: agenda.fair_scheduled,
    FairListed: agenda.fair_listed,
    CommuneJoined: agenda.joined,
    CommuneChanged: agenda.changed,
    CommuneLeft: agenda.left,
}
