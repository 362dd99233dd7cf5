"""What the messages of a batch name, so that the store reads it at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from services.matching.model.disclosure import Disclosure
from services.matching.model.proposals import Proposal
from services.matching.model.seeker import Seeker
from services.matching.requests import (
    AboutSeeker,
    DisclosureErased,
    RefusalRecord,
    SeekerAmend,
    SeekerDeregister,
    WithIdentity,
)
from shared.contracts.communes import CommuneFact, CommuneLeft
from shared.contracts.envelope import Envelope
from shared.contracts.intake import (
    AboutProposal,
    AboutVacancy,
    ConsentRecord,
    ConsentRevoke,
    DisclosureAsk,
    OfferMake,
    OfferWithdraw,
)
from shared.contracts.vacancies import SeatFact, SeatReleased, VacancyAmended, VacancyClosed, VacancyFact, VacancyFilled
from shared.messaging.decisions import TimerFired


@dataclass(slots=True)
class Named:
    """Ids by what has to be read. `over` and `amended`: vacancies of which everybody in line is read, and of the
    amended also who is proposed; `changing`: people whose open proposals are read; `freed`: seekers for whom calls are
    looked through; `allowing`: people whose consents and disclosures are read, with those of `leases`; of the leases
    `held`, those of who holds them. `known`: whose identity
    is kept is asked of them, and of those with `marks`. `seating`: who sits at the table changes.
    """

    vacancies: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)
    amended: set[str] = field(default_factory=set)
    changing: set[str] = field(default_factory=set)
    seekers: set[str] = field(default_factory=set)
    freed: set[str] = field(default_factory=set)
    communes: set[str] = field(default_factory=set)
    leaving: set[str] = field(default_factory=set)
    proposals: set[str] = field(default_factory=set)
    allowing: set[str] = field(default_factory=set)
    leases: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    marks: set[bytes] = field(default_factory=set)

    @property
    def seating(self) -> bool:
        return bool(self.communes or self.leaving)


def named_in(messages: Sequence[Envelope[Any]]) -> Named:
    named = Named()
    for message in messages:
        _name(named, message.data)
        _name_more(named, message.data)
    return named


def _name(named: Named, said: Any) -> None:
    match said:
        case TimerFired(kind=Seeker.__name__, key=ref):
            named.seekers.add(ref)
            named.freed.add(ref)
        case TimerFired(kind=Proposal.__name__, key=proposal_id):
            named.proposals.add(proposal_id)
        case TimerFired(kind=Disclosure.__name__, key=lease_id):
            named.leases.add(lease_id)
        case TimerFired(key=vacancy_id):
            named.vacancies.add(vacancy_id)
        case CommuneFact():
            named.communes.add(said.commune)
        case CommuneLeft():
            named.leaving.add(said.commune)
        case AboutSeeker():
            named.seekers.add(said.candidate_ref)
        case VacancyFact() | AboutVacancy():
            named.vacancies.add(said.vacancy_id)
        case AboutProposal():
            named.proposals.add(said.proposal_id)


def _name_more(named: Named, said: Any) -> None:
    """What it names beside what it is about."""
    match said:
        case SeatReleased():
            named.seekers.add(said.candidate_ref)
            named.leases.add(said.lease_id)
        case SeatFact():
            named.seekers.add(said.candidate_ref)
        case VacancyFilled() | VacancyClosed():
            named.over.add(said.vacancy_id)
        case VacancyAmended():
            named.amended.add(said.vacancy_id)
        case SeekerAmend():
            named.changing.add(said.candidate_ref)
        case WithIdentity():
            named.known.add(said.candidate_ref)
            if said.told and said.told.mark:
                named.marks.add(said.told.mark)
        case RefusalRecord():
            named.vacancies.add(said.vacancy_id)
        case ConsentRecord():
            _of_person(named, said.candidate_ref)
            named.vacancies.add(said.vacancy_id)
        case SeekerDeregister():
            _of_person(named, said.candidate_ref)
            named.changing.add(said.candidate_ref)
        case ConsentRevoke():
            _of_person(named, said.candidate_ref)
        case DisclosureAsk():
            named.held.add(said.lease_id)
        case DisclosureErased():
            named.leases.add(said.lease_id)
        case OfferMake():
            named.seekers.update(candidate.candidate_ref for candidate in said.candidates)
        case OfferWithdraw():
            named.seekers.update(said.candidate_refs)


def _of_person(named: Named, ref: str) -> None:
    named.seekers.add(ref)
    named.allowing.add(ref)
