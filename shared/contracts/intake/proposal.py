"""Requests of officers who confirm what is offered."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.envelope import Officer, Ref, Request
from shared.contracts.intake.held import Holdable
from shared.contracts.matching import MOST_CANDIDATES, DeclineReasons

LaterRefs = Annotated[tuple[Ref, ...], Field(max_length=MOST_CANDIDATES)]
ChosenRefs = Annotated[tuple[Ref, ...], Field(min_length=1, max_length=MOST_CANDIDATES)]


class AboutProposal(Request):
    """An officer's answer to a proposal of their commune. `officer`: as the office names them, never a RUT."""

    proposal_id: Ref
    officer: Officer | None = None

    @property
    def subject(self) -> str:
        return self.proposal_id


class ProposalConfirm(AboutProposal):
    """Offer these candidates of the proposal, and answer later about others: until `answer_by` they stay in it. Who is
    in neither list is not proposed for this vacancy again.
    """

    WIRE: ClassVar[str] = "cl.mesa.proposal.confirm.v1"

    candidate_refs: ChosenRefs
    """Pseudonyms of those who are offered."""
    later_refs: LaterRefs = ()
    """Pseudonyms of those about whom the officer answers later; whoever says nothing by the deadline bars nobody."""


class ProposalDecline(AboutProposal, Holdable):
    """Offer nobody, and say why."""

    WIRE: ClassVar[str] = "cl.mesa.proposal.decline.v1"

    reasons: DeclineReasons
