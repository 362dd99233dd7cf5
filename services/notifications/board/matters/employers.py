"""An employer as the page shows it: contacts, planned visits and joint approaches."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from services.notifications.board.matters.base import Fold, Said, State, said
from shared.contracts.employers import (
    ApproachAnswered,
    ApproachConcluded,
    ApproachFact,
    ApproachProposed,
    EmployerContacted,
    EmployerFact,
    EmployerVisitPlanned,
)
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.reasons import ContactResult


class Contact(State):
    """A contact of an office; without a result it is a planned visit. `revision` 0: planned."""

    commune: str
    means: str
    at: datetime
    said: Said
    result: ContactResult | None = None
    next_on: date | None = None
    revision: int = 0


class Approach(State):
    """Several offices go together. `answers`: whether each invited office joins; with a result it is concluded."""

    commune: str
    invited: tuple[str, ...] = ()
    at: datetime | None = None
    answers: dict[str, bool] = {}
    proposed: Said | None = None
    concluded: Said | None = None
    party: tuple[str, ...] = ()
    result: str | None = None
    next_on: date | None = None


class Employer(State):
    """A matter: its name as postings write it."""

    employer_id: str
    name: str
    contacts: dict[str, Contact] = {}
    approaches: dict[str, Approach] = {}


def _begun(before: Employer | None, fact: EmployerFact) -> Employer:
    return before or Employer(employer_id=fact.employer_id, name=fact.employer)


def on_contacted(before: Employer | None, envelope: Envelope[EmployerContacted]) -> Employer:
    """A higher revision of a contact corrects the one before; an older one changes nothing."""
    fact, employer = envelope.data, _begun(before, envelope.data)
    known = employer.contacts.get(fact.contact_id)
    if known and known.revision >= fact.revision:
        return employer
    contact = Contact(
        commune=fact.commune,
        means=fact.means,
        at=fact.at,
        said=said(envelope),
        result=fact.result,
        next_on=fact.next_on,
        revision=fact.revision,
    )
    return employer.having(contacts={**employer.contacts, fact.contact_id: contact})


def on_visit_planned(before: Employer | None, envelope: Envelope[EmployerVisitPlanned]) -> Employer:
    fact, employer = envelope.data, _begun(before, envelope.data)
    planned = Contact(commune=fact.commune, means="visit", at=fact.at, said=said(envelope))
    known = employer.contacts.get(fact.contact_id)
    if known and known.result:
        return employer
    return employer.having(contacts={**employer.contacts, fact.contact_id: planned})


def on_proposed(before: Employer | None, envelope: Envelope[ApproachProposed]) -> Employer:
    fact = envelope.data
    return _approached(before, fact, invited=fact.invited, at=fact.at, proposed=said(envelope))


def on_answered(before: Employer | None, envelope: Envelope[ApproachAnswered]) -> Employer:
    fact = envelope.data
    known = before.approaches.get(fact.approach_id) if before else None
    return _approached(before, fact, answers={**(known.answers if known else {}), fact.office: fact.joins})


def on_concluded(before: Employer | None, envelope: Envelope[ApproachConcluded]) -> Employer:
    fact, by = envelope.data, said(envelope)
    return _approached(before, fact, concluded=by, party=fact.party, result=fact.result, next_on=fact.next_on)


def _approached(before: Employer | None, fact: ApproachFact, **changed: Any) -> Employer:
    employer = _begun(before, fact)
    known = employer.approaches.get(fact.approach_id) or Approach(commune=fact.commune)
    return employer.having(approaches={**employer.approaches, fact.approach_id: known.having(**changed)})


FOLDS: Mapping[type[Fact], Fold] = {
    EmployerContacted: on_contacted,
    EmployerVisitPlanned: on_visit_planned,
    ApproachProposed: on_proposed,
    ApproachAnswered: on_answered,
    ApproachConcluded: on_concluded,
}
