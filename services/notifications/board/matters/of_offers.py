"""How facts of offers, proposals, copies and disclosures change what the page shows of their vacancy.

They travel on another topic than the vacancy, and may come before it.
"""

from collections.abc import Mapping
from typing import Any

from services.notifications.board.matters.base import Fold, said
from services.notifications.board.matters.vacancy import Answer, Disclosure, Offer, Person, Proposal, Vacancy
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.matching import (
    CopyAcknowledged,
    DisclosureFact,
    DisclosureGiven,
    DisclosureRevoked,
    IdentityErased,
    OfferDeclined,
    OfferMade,
    OfferWithdrawn,
    ProposalAnswered,
    ProposalChanged,
    ProposalFact,
    ProposalLapsed,
    ProposalOpened,
)


def _begun(before: Vacancy | None, vacancy_id: str) -> Vacancy:
    return before or Vacancy(vacancy_id=vacancy_id)


def on_made(before: Vacancy | None, envelope: Envelope[OfferMade]) -> Vacancy:
    """An offer that is made again adds its candidates to those it had."""
    fact, vacancy = envelope.data, _begun(before, envelope.data.vacancy_id)
    known = vacancy.offers.get(fact.offer_id)
    fresh = {
        one.candidate_ref: Person(score=one.score, minutes=one.minutes, provenance=one.provenance)
        for one in fact.candidates
    }
    offer = Offer(
        commune=fact.commune,
        tier=fact.tier,
        made=known.made if known else said(envelope),
        complete=fact.complete,
        candidates={**(known.candidates if known else {}), **fresh},
    )
    answer = Answer(commune=fact.commune, tier=fact.tier, said=said(envelope))
    return vacancy.having(offers={**vacancy.offers, fact.offer_id: offer}, answers=(*vacancy.answers, answer))


def on_declined(before: Vacancy | None, envelope: Envelope[OfferDeclined]) -> Vacancy:
    fact, vacancy = envelope.data, _begun(before, envelope.data.vacancy_id)
    answer = Answer(commune=fact.commune, tier=fact.tier, said=said(envelope), reasons=fact.reasons)
    return vacancy.having(answers=(*vacancy.answers, answer))


def on_withdrawn(before: Vacancy | None, envelope: Envelope[OfferWithdrawn]) -> Vacancy:
    fact, vacancy = envelope.data, _begun(before, envelope.data.vacancy_id)
    offer = vacancy.offers.get(fact.offer_id)
    if offer is None:
        return vacancy
    gone = {ref: p.having(withdrawn=fact.why) for ref, p in offer.candidates.items() if ref in fact.candidate_refs}
    after = offer.having(candidates={**offer.candidates, **gone})
    return vacancy.having(offers={**vacancy.offers, fact.offer_id: after})


def on_opened(before: Vacancy | None, envelope: Envelope[ProposalOpened]) -> Vacancy:
    return _proposed(before, envelope.data, candidates=envelope.data.candidates, answer_by=envelope.data.answer_by)


def on_changed(before: Vacancy | None, envelope: Envelope[ProposalChanged]) -> Vacancy:
    return _proposed(before, envelope.data, candidates=envelope.data.candidates)


def on_answered(before: Vacancy | None, envelope: Envelope[ProposalAnswered]) -> Vacancy:
    return _proposed(before, envelope.data, candidates=envelope.data.left)


def on_lapsed(before: Vacancy | None, envelope: Envelope[ProposalLapsed]) -> Vacancy:
    return _proposed(before, envelope.data, candidates=0)


def _proposed(before: Vacancy | None, fact: ProposalFact, **changed: Any) -> Vacancy:
    vacancy = _begun(before, fact.vacancy_id)
    known = vacancy.proposals.get(fact.proposal_id) or Proposal(commune=fact.commune)
    return vacancy.having(proposals={**vacancy.proposals, fact.proposal_id: known.having(**changed)})


def on_acknowledged(before: Vacancy | None, envelope: Envelope[CopyAcknowledged]) -> Vacancy:
    fact, vacancy = envelope.data, _begun(before, envelope.data.vacancy_id)
    newest = max(fact.revision, vacancy.copies.get(fact.commune, 0))
    return vacancy.having(copies={**vacancy.copies, fact.commune: newest})


def on_given(before: Vacancy | None, envelope: Envelope[DisclosureGiven]) -> Vacancy:
    return _disclosed(before, envelope.data, expires_at=envelope.data.expires_at)


def on_revoked(before: Vacancy | None, envelope: Envelope[DisclosureRevoked]) -> Vacancy:
    return _disclosed(before, envelope.data, revoked=envelope.data.why)


def on_erased(before: Vacancy | None, envelope: Envelope[IdentityErased]) -> Vacancy:
    """It comes after the disclosure was given: both have one topic and one key."""
    vacancy = _begun(before, envelope.data.vacancy_id)
    known = vacancy.disclosures.get(envelope.data.lease_id)
    if known is None:
        return vacancy
    erased = known.having(erased=said(envelope))
    return vacancy.having(disclosures={**vacancy.disclosures, envelope.data.lease_id: erased})


def _disclosed(before: Vacancy | None, fact: DisclosureFact, **changed: Any) -> Vacancy:
    vacancy = _begun(before, fact.vacancy_id)
    known = vacancy.disclosures.get(fact.lease_id)
    disclosure = known or Disclosure(commune=fact.commune, candidate_ref=fact.candidate_ref)
    return vacancy.having(disclosures={**vacancy.disclosures, fact.lease_id: disclosure.having(**changed)})


FOLDS: Mapping[type[Fact], Fold] = {
    OfferMade: on_made,
    OfferDeclined: on_declined,
    OfferWithdrawn: on_withdrawn,
    ProposalOpened: on_opened,
    ProposalChanged: on_changed,
    ProposalAnswered: on_answered,
    ProposalLapsed: on_lapsed,
    CopyAcknowledged: on_acknowledged,
    DisclosureGiven: on_given,
    DisclosureRevoked: on_revoked,
    IdentityErased: on_erased,
}
