"""The ids that the messages of a batch name, collected so that the store reads each table once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.matching.model.counter import CounterTally
from services.matching.model.disclosure import Disclosure
from services.matching.model.proposals import Proposal
from services.matching.model.seeker import Seeker
from services.matching.requests import (
    AboutSeeker,
    DisclosureErased,
    RefusalRecord,
    SeekerAmend,
    SeekerConfirm,
    SeekerDeregister,
    SeekerRegister,
    WithIdentity,
)
from shared.contracts.communes import CommuneFact, CommuneLeft
from shared.contracts.envelope import Envelope
from shared.contracts.intake import (
    AboutProposal,
    AboutVacancy,
    CandidateOffer,
    ConsentRecord,
    ConsentRevoke,
    DisclosureAsk,
    OfferMake,
    OfferWithdraw,
)
from shared.contracts.matching import CounterAct
from shared.contracts.vacancies import SeatFact, SeatReleased, VacancyAmended, VacancyClosed, VacancyFact, VacancyFilled
from shared.messaging.decisions import TimerFired


@dataclass(slots=True)
class Named:
    """The ids, by what must be read for them.

    `over`, `amended`: vacancies whose queues are read; for `amended` also the proposed candidates. `changing`: seekers
    whose open proposals are read. `freed`: seekers whose possible calls are read. `allowing`: seekers whose consents
    and disclosures are read, as are the disclosures of `leases`. `held`: leases whose holders are read. `known`,
    `marks`: seekers, and marks of people, whose identity records are read. `tallies`: communes, and what they count.
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
    tallies: set[tuple[str, str]] = field(default_factory=set)

    @property
    def changes_communes(self) -> bool:
        """Whether a commune joins, changes or leaves: such a batch runs alone."""
        return bool(self.communes or self.leaving)


def named_in(messages: Sequence[Envelope[Any]]) -> Named:
    """Everything that these messages name."""
    named = Named()
    for message in messages:
        _name(named, message.data)
        _name_more(named, message.data)
        if act := _COUNTED.get(type(message.data)):
            named.tallies.add((message.data.commune, act))
    return named


def _name(named: Named, data: Any) -> None:
    match data:
        case TimerFired(kind=Seeker.__name__, key=ref):
            named.seekers.add(ref)
            named.freed.add(ref)
        case TimerFired(kind=Proposal.__name__, key=proposal_id):
            named.proposals.add(proposal_id)
        case TimerFired(kind=Disclosure.__name__, key=lease_id):
            named.leases.add(lease_id)
        case TimerFired(kind=CounterTally.__name__, key=key):
            commune, _, act = key.partition("/")
            named.tallies.add((commune, act))
        # last of the timers, because it matches those of every kind
        case TimerFired(key=vacancy_id):
            named.vacancies.add(vacancy_id)
        case CommuneFact():
            named.communes.add(data.commune)
        case CommuneLeft():
            named.leaving.add(data.commune)
        case AboutSeeker():
            named.seekers.add(data.candidate_ref)
        case VacancyFact() | AboutVacancy():
            named.vacancies.add(data.vacancy_id)
        case AboutProposal():
            named.proposals.add(data.proposal_id)


def _name_more(named: Named, data: Any) -> None:
    """The ids that a message names beside its subject."""
    match data:
        case SeatReleased():
            named.seekers.add(data.candidate_ref)
            named.leases.add(data.lease_id)
        case SeatFact():
            named.seekers.add(data.candidate_ref)
        case VacancyFilled() | VacancyClosed():
            named.over.add(data.vacancy_id)
        case VacancyAmended():
            named.amended.add(data.vacancy_id)
        case SeekerAmend():
            named.changing.add(data.candidate_ref)
        case WithIdentity():
            named.known.add(data.candidate_ref)
            if data.stated and data.stated.mark:
                named.marks.add(data.stated.mark)
        case RefusalRecord():
            named.vacancies.add(data.vacancy_id)
        case ConsentRecord():
            _of_person(named, data.candidate_ref)
            named.vacancies.add(data.vacancy_id)
        case SeekerDeregister():
            _of_person(named, data.candidate_ref)
            named.changing.add(data.candidate_ref)
        case ConsentRevoke():
            _of_person(named, data.candidate_ref)
        case DisclosureAsk():
            named.held.add(data.lease_id)
        case DisclosureErased():
            named.leases.add(data.lease_id)
        case OfferMake():
            named.seekers.update(candidate.candidate_ref for candidate in data.candidates)
        case OfferWithdraw() | CandidateOffer():
            named.seekers.update(data.candidate_refs)


def _of_person(named: Named, ref: str) -> None:
    named.seekers.add(ref)
    named.allowing.add(ref)


_COUNTED: Mapping[type, CounterAct] = {
    SeekerRegister: CounterAct.REGISTERED,
    SeekerConfirm: CounterAct.CONFIRMED,
    ConsentRecord: CounterAct.CONSENT_GIVEN,
}
