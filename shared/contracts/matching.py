"""Facts published by `matching`: a commune's answer to a vacancy, and that an identity was given to an office.

A person is a `candidate_ref`, never more.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.envelope import Cut, Day, Fact, Instant, Part, Ref, Revision, Text
from shared.contracts.reasons import DeclineReason, DisclosureEnd, OfferWithdrawnReason, Purpose
from shared.contracts.vocabulary import Provenance


class Candidate(Part):
    """One person offered, by pseudonym. `score` 0..1000 is of the documented function; `minutes` one way."""

    candidate_ref: Ref
    """The pseudonym of the person."""
    score: int = Field(ge=0, le=1000)
    """0 to 1000, of the documented function."""
    minutes: int | None = Field(default=None, ge=0)
    """Minutes of the way to work, one way; null: not known."""
    provenance: str | None = None
    """Where the minutes come from: a word of `Provenance`; older facts may hold another text."""


class ProposedCandidate(Candidate):
    """A candidate as a commune's own system proposes them: nothing in it is a text of its own."""

    provenance: Provenance | None = None
    """Where the minutes come from."""


MOST_CANDIDATES = 4000
Candidates = Annotated[tuple[Candidate, ...], Field(min_length=1, max_length=MOST_CANDIDATES)]
ProposedCandidates = Annotated[tuple[ProposedCandidate, ...], Field(min_length=1, max_length=MOST_CANDIDATES)]
CandidateRefs = Annotated[tuple[Ref, ...], Field(min_length=1)]
DeclineReasons = Annotated[tuple[DeclineReason, ...], Field(min_length=1)]


class OfferFact(Fact):
    """What every fact of one offer names. `commune` is the one that offers; keyed by vacancy for its order."""

    offer_id: Ref
    vacancy_id: Ref
    commune: Cut

    @property
    def subject(self) -> str:
        return self.vacancy_id


class OfferMade(OfferFact):
    """These candidates, best first. `tier` 0 is the home commune. `complete`: there is nobody more for now."""

    WIRE: ClassVar[str] = "cl.mesa.offer.made.v1"

    tier: int = Field(ge=0)
    candidates: Candidates
    complete: bool = False


class OfferDeclined(OfferFact):
    """Nobody to offer, with the reasons, the most frequent first."""

    WIRE: ClassVar[str] = "cl.mesa.offer.declined.v1"

    tier: int = Field(ge=0)
    reasons: DeclineReasons


class OfferWithdrawn(OfferFact):
    """These candidates of an offer no longer stand for this vacancy."""

    WIRE: ClassVar[str] = "cl.mesa.offer.withdrawn.v1"
    ORDERED: ClassVar[bool] = True

    candidate_refs: CandidateRefs
    why: OfferWithdrawnReason


class ProposalFact(Fact):
    """What every fact of a proposal names: what waits for an officer of `commune`. It names nobody."""

    ORDERED: ClassVar[bool] = True

    proposal_id: Ref
    """Its id."""
    vacancy_id: Ref
    """The vacancy that it is about."""
    commune: Cut
    """CUT code of the commune whose officer answers."""

    @property
    def subject(self) -> str:
        return self.proposal_id


class ProposalOpened(ProposalFact):
    """People of a commune fit, and wait for its officer."""

    WIRE: ClassVar[str] = "cl.mesa.proposal.opened.v1"

    candidates: int = Field(ge=1)
    """How many people."""
    answer_by: Instant
    """When it lapses."""


class ProposalChanged(ProposalFact):
    """Somebody has joined it or does not fit any more."""

    WIRE: ClassVar[str] = "cl.mesa.proposal.changed.v1"

    candidates: int = Field(ge=1)
    """How many people wait now."""


class ProposalAnswered(ProposalFact):
    """The officer has answered."""

    WIRE: ClassVar[str] = "cl.mesa.proposal.answered.v1"

    offered: int = Field(ge=0)
    """How many people were offered; 0: it was declined."""
    left: int = Field(ge=0)
    """How many people still wait in it, for whom the officer answers later."""


class ProposalLapsed(ProposalFact):
    """Nobody answered in time, or there is nobody and nothing left to answer for."""

    WIRE: ClassVar[str] = "cl.mesa.proposal.lapsed.v1"


class CopyAcknowledged(Fact):
    """The copy that a commune holds is at `revision`; of a vacancy that is over, it was dropped."""

    WIRE: ClassVar[str] = "cl.mesa.copy.acknowledged.v1"

    vacancy_id: Ref
    commune: Cut
    revision: Revision

    @property
    def subject(self) -> str:
        return self.vacancy_id


class PulseReturned(Fact):
    """A heartbeat of the bus has reached `matching`. `sent_at` is when `vacancies` published it."""

    WIRE: ClassVar[str] = "cl.mesa.bus.pulse-returned.v1"

    pulse_id: Ref
    sent_at: Instant

    @property
    def subject(self) -> str:
        return self.pulse_id


class DisclosureFact(Fact):
    """What every fact of one disclosure names, and never who the person is. One lease has one disclosure.

    `commune` is the office that holds the identity, `candidate_commune` the one where the person is registered.
    """

    ORDERED: ClassVar[bool] = True

    lease_id: Ref
    vacancy_id: Ref
    title: Text
    commune: Cut
    candidate_ref: Ref
    candidate_commune: Cut
    purpose: Purpose
    consent_id: Ref

    @property
    def subject(self) -> str:
        return self.vacancy_id


class DisclosureGiven(DisclosureFact):
    """The identity was given to an officer of `commune`, with the person's yes, until `expires_at`."""

    WIRE: ClassVar[str] = "cl.mesa.disclosure.given.v1"

    expires_at: Instant


class DisclosureRevoked(DisclosureFact):
    """What was given may no longer be used: the office that holds it has to erase it."""

    WIRE: ClassVar[str] = "cl.mesa.disclosure.revoked.v1"

    why: DisclosureEnd


class IdentityErased(Fact):
    """The office that was given an identity has confirmed that it erased it. It names nobody, not even by pseudonym."""

    WIRE: ClassVar[str] = "cl.mesa.identity.erased.v1"
    ORDERED: ClassVar[bool] = True

    lease_id: Ref
    """The lease by which it was given."""
    vacancy_id: Ref
    """The vacancy that it was given for."""
    title: Text
    """What the job is called."""
    commune: Cut
    """CUT code of the commune that erased it."""
    candidate_commune: Cut
    """CUT code of the commune in which the person is registered."""

    @property
    def subject(self) -> str:
        return self.vacancy_id


LEAST_COUNTED = 5
"""Fewer are not told: in a village, a small number with a place and a day says who it was."""


class CounterAct(StrEnum):
    """What an office does for people at its counter, and how many are counted."""

    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    CONSENT_GIVEN = "consent_given"


class CounterCounted(Fact):
    """For how many people an office did one thing at its counter; told after the day is over, if they are several."""

    WIRE: ClassVar[str] = "cl.mesa.counter.counted.v1"

    commune: Cut
    """CUT code of the commune."""
    act: CounterAct
    """`registered`, `confirmed` (a registration was renewed) or `consent_given`."""
    count: int = Field(ge=LEAST_COUNTED)
    """How many people, each once."""
    since: Day
    """The day of the first of them."""
    until: Day
    """The day on which it is told."""

    @property
    def subject(self) -> str:
        return self.commune
